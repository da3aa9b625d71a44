"""The hidden sheet: what it says of a workbook, what is no identity, and what its signature holds together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xlplan.handout.signature import FORMAT, Identity, read_identity, verified
from xlplan.terms.cells import CellValue, Grid

KEY = b"key of the plan"
ONE = Identity("plan-1", "2023年第二季度", 3, "教育科", {"1.1": "aa", "1.2": "bb"}, ("sha1", "sha2"))
Rows = list[tuple[CellValue, ...]]


def read(rows: Rows) -> tuple[Identity, str] | None:
    return read_identity(Grid("_xlplan", rows))


def lines(**changes: CellValue) -> Rows:
    """Return the rows of ONE, with some values changed; None leaves a row out."""
    rows = [(what, changes.get(what, value), second) for what, value, second in ONE.rows(KEY)]
    return [each for each in rows if each[1] is not None]


def test_what_is_written_is_read() -> None:
    found = read(lines())
    assert found == (ONE, ONE.signature(KEY))
    identity, signature = found
    assert verified(identity.text, signature, KEY)


def test_rows_as_they_stand_on_the_sheet() -> None:
    assert ONE.rows(KEY) == [
        ("format", FORMAT, ""), ("plan", "plan-1", ""), ("round", "2023年第二季度", ""), ("revision", "3", ""), ("department", "教育科", ""),
        ("task", "1.1", "aa"), ("task", "1.2", "bb"), ("corrects", "sha1", ""), ("corrects", "sha2", ""),
        ("signature", ONE.signature(KEY), ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # Programs turn texts of digits into numbers, and add blanks.
        (lines(revision=3.0), ONE),
        ([(f" {what} ", f"{value} ", second) for what, value, second in lines()], ONE),
        ([*lines(), (), ("", "x", "y"), (None,)], ONE),
        # Of two that say the same the first counts.
        ([*lines(), ("department", "组宣科", "")], ONE),
        ([row[:2] if row[0] == "plan" else row for row in lines()], ONE),
        (lines(signature=None), ONE),
        (lines(format="xlplan-2"), None),
        (lines(format=None), None),
        (lines(plan=None), None),
        (lines(department=None), None),
        (lines(revision="第三版"), None),
        (lines(revision="-3"), None),
        (lines(revision="1" * 10), None),
        ([], None),
    ],
)  # fmt: skip
def test_what_is_no_identity(rows: Rows, found: Identity | None) -> None:
    read_back = read(rows)
    assert (read_back and read_back[0]) == found


@pytest.mark.parametrize(
    "changed",
    [
        replace(ONE, plan="plan-2"), replace(ONE, round="2023年第三季度"), replace(ONE, revision=4), replace(ONE, department="组宣科"),
        replace(ONE, tasks={"1.1": "aa"}), replace(ONE, tasks={"1.1": "aa", "1.2": "cc"}), replace(ONE, tasks={"1.2": "bb", "1.1": "aa"}),
        replace(ONE, corrects=()), replace(ONE, corrects=("sha1",)),
    ],
)  # fmt: skip
def test_a_signature_holds_for_one_identity_alone(changed: Identity) -> None:
    assert not verified(changed.text, ONE.signature(KEY), KEY)


@pytest.mark.parametrize(
    ("signature", "key", "found"),
    [(ONE.signature(KEY), KEY, True), (ONE.signature(KEY), b"another", False), ("", KEY, False), ("签名", KEY, False)],
)
def test_whether_the_key_of_the_plan_signed_it(signature: str, key: bytes, found: bool) -> None:
    assert verified(ONE.text, signature, key) is found
