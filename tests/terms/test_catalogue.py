"""The catalogue: each entry has what its kind of finding wants, and says things once."""

from __future__ import annotations

from collections import Counter
from string import Formatter

import pytest

from xlplan.terms.catalogue import CATALOGUE, OF_QUALITY, OF_THE_TABLE, FindingKind, Severity
from xlplan.terms.findings import finding

ENTRIES = list(CATALOGUE.values())


def placeholders(kind: FindingKind) -> set[str]:
    """Return the names of the values that an entry's texts want."""
    return {name for text in (kind.message, kind.hint, kind.mend) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_texts_are_filled_from_values(code: str) -> None:
    values = {name: f"<{name}>" for name in placeholders(CATALOGUE[code])}
    found = finding(code, **values)
    texts = found.message + found.hint + found.mend
    assert all(value in texts for value in values.values())
    assert not set("{}") & set(texts)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_begins_with_what_it_is_about(code: str) -> None:
    subject, _, rest = code.partition("-")
    assert subject.isalpha() and subject.islower() and rest


def test_every_finding_is_described_and_those_that_are_no_note_have_a_cure() -> None:
    assert [code for code, kind in CATALOGUE.items() if not kind.message] == []
    assert [code for code, kind in CATALOGUE.items() if not kind.hint and kind.severity is not Severity.NOTE] == []


def test_what_校验结果_lists_and_nothing_else_has_a_title_of_its_own() -> None:
    titles = {code: kind.title for code, kind in CATALOGUE.items() if kind.title}
    # 校验 says this one too, of the working folder.
    assert titles.keys() == {*OF_THE_TABLE, "workspace-taken"}
    assert [title for title, count in Counter(titles.values()).items() if count > 1] == []


def test_only_what_a_department_sent_is_mended_asked_open_lost_signed_or_shut() -> None:
    special = {
        code
        for code, kind in CATALOGUE.items()
        if kind.mend or kind.asks or kind.leaves_open or kind.loses or kind.signed or kind.shut or kind.rechecked
    }
    assert {code.partition("-")[0] for code in special} == {"return", "quality"}
    assert all(code.startswith("quality-") for code in OF_QUALITY)


def test_what_is_found_anew_on_the_newest_sheet_is_told_there() -> None:
    assert all(kind.mend for kind in ENTRIES if kind.rechecked or kind.signed)


def test_what_becomes_a_question_is_not_one_on_its_cell_as_well() -> None:
    assert [code for code, kind in CATALOGUE.items() if kind.asks and kind.leaves_open] == []
