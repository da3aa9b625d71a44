"""Which returns of a department count, and what before them speaks where the newest could not be read."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import doubt, entered, received, returned

from xlplan.decisions.standing import corrected, heard, said_by_task, standing, unread
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding


def came(name: str, *rows: Any, revision: int = 1, **more: Any) -> Any:
    return received(*(rows or (returned(progress=f"{name}。"),)), path=name, sha256=name, revision=revision, **more)


def empty(name: str, **more: Any) -> Any:
    return came(name, returned(), **more)


def error(task: str = "1.1", field: str = "progress") -> Finding:
    return finding(
        "return-cell-error", cell="J5", task=task, field=Field(field), task_id=task, heading="", value="#N/A"
    )


def gone(task: str) -> Finding:
    return finding("return-row-missing", task=task, value=task)


A, B = came("甲"), came("乙")
NEW = came("新", revision=2)
MENDED = came("改", corrects=("甲",))
TOLD = entered()


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ([A, B], ["甲", "乙"]),
        ([A, NEW], ["新"]),
        ([NEW, A], ["新"]),
        # A corrected sheet replaces those that it was sent back for, whatever came first.
        ([A, B, MENDED], ["乙", "改"]),
        ([MENDED, A], ["改"]),
        # An empty return contradicts and replaces nothing; if all are empty, they count.
        ([A, empty("空")], ["甲"]),
        ([A, empty("空", revision=2)], ["甲"]),
        ([A, empty("空", corrects=("甲",))], ["甲"]),
        ([empty("空")], ["空"]),
        ([came("旧", verdict=Verdict.SUPERSEDED), A], ["甲"]),
        # What the office entered always counts.
        ([A, NEW, TOLD], ["新", "代录（电话，张三）"]),
        ([TOLD], ["代录（电话，张三）"]),
        ([], []),
    ],
)
def test_which_count(items: list[Any], names: list[str]) -> None:
    assert [each.path for each in standing(items)] == names


def test_whose_place_was_taken() -> None:
    assert corrected([A, MENDED, came("又", corrects=("乙", "丙"))]) == {"甲", "乙", "丙"}
    assert corrected([empty("空", corrects=("甲",))]) == frozenset()


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (A, True), (came("x", verdict=Verdict.NOTED), True), (came("x", verdict=Verdict.SUPERSEDED), True), (came("x", verdict=Verdict.REJECTED), False),
        (came("x", verdict=Verdict.DUPLICATE), False), (came("x", department=None), False), (TOLD, True),
    ],
)  # fmt: skip
def test_whose_words_are_heard(item: Any, found: bool) -> None:
    assert heard(item) is found


@pytest.mark.parametrize(
    ("reasons", "found"),
    [
        ([error()], True), ([error("１.1 ")], True), ([error("1.2")], False), ([error(field="percent")], False), ([gone("1.1")], False), ([], False),
        ([finding("return-uncalculated", task="1.1", field=Field.PROGRESS, task_id="1.1", heading="", value="=A1")], True),
    ],
)  # fmt: skip
def test_whether_a_cell_could_not_be_read(reasons: list[Finding], found: bool) -> None:
    assert unread(came("x", reasons=reasons), "1.1", Field.PROGRESS) is found


def said(*items: Any) -> dict[str, list[tuple[str, list[str] | None]]]:
    """Return by 编号 who is heard, and about which columns unless it is all."""
    return {
        task: [(each.item.path, sorted(each.only) if each.only is not None else None) for each in found]
        for task, found in said_by_task(items).items()
    }


TWO = (returned("1.1", progress="一。"), returned("1.2", progress="二。", state="推进中"))


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([A, B], {"1.1": [("甲", None), ("乙", None)]}),
        ([came("旧", *TWO), came("新", TWO[0], revision=2)], {"1.1": [("新", None)]}),
        # For a row missing from the newest return, or an unreadable cell, the earlier return counts.
        ([came("旧", *TWO), came("新", TWO[0], revision=2, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", None)]}),
        ([came("旧", *TWO), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")])],
         {"1.2": [("新", None), ("旧", ["progress"])]}),
        # Not if another that counts says it.
        ([came("旧", *TWO), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")]), came("也", TWO[1], revision=2)],
         {"1.2": [("新", None), ("也", None)]}),
        # Returns without the row are skipped; a row that was never there stays missing.
        ([came("旧", returned("1.2", state="推进中")), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")])], {"1.2": [("新", None)]}),
        ([came("旧", TWO[0]), came("新", TWO[0], revision=2, reasons=[gone("1.2")])], {"1.1": [("新", None)]}),
        # Of those before, the newest again; lost there too, the one before that.
        ([came("初", *TWO), came("旧", *TWO, revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", None)]}),
        ([came("初", *TWO), came("旧", TWO[0], revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("初", None)]}),
        ([came("初", *TWO), empty("旧", revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("初", None)]}),
        # What was corrected is among them, and what a doubt says, too.
        ([came("甲", *TWO), came("改", TWO[0], corrects=("甲",), reasons=[gone("1.2")])], {"1.1": [("改", None)], "1.2": [("甲", None)]}),
        ([came("旧", returned("1.2", doubts=[doubt("percent", "80", number="1.2")])), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2", "percent")])],
         {"1.2": [("新", None), ("旧", ["percent"])]}),
        ([came("旧", *TWO, verdict=Verdict.SUPERSEDED), came("新", TWO[0], reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", None)]}),
    ],
)  # fmt: skip
def test_what_was_lost_speaks_as_it_came_before(items: list[Any], found: Any) -> None:
    assert said(*items) == found
