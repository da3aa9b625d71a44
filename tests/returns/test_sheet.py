"""Rows of a returned sheet: whether they are of a task or its 综述, and read as the other of the two."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import doubt, returned

from xlplan.terms.fields import Field


@pytest.mark.parametrize(
    ("role", "says"), [("综述", True), (" 综 述 ", True), ("执行", False), ("", False), (None, False)]
)
def test_a_row_says_itself_whether_it_sums_up(role: str | None, says: bool) -> None:
    assert returned(given={} if role is None else {"role": role}).says_summary is says


@pytest.mark.parametrize(
    ("filled", "summary", "found"),
    [
        ({"progress": "都办了。"}, True, {"summary": "都办了。"}),
        ({"summary": "都办了。"}, False, {"progress": "都办了。"}),
        # What is there already stays, and so does all else.
        ({"summary": "都办了。", "percent": 0.5}, True, {"summary": "都办了。", "percent": 0.5}),
        ({"percent": 0.5}, False, {"percent": 0.5}),
    ],
)
def test_what_stands_under_progress_is_read_as_the_summary_and_the_other_way_round(
    filled: dict[str, Any], summary: bool, found: dict[str, Any]
) -> None:
    read = returned(**filled).read_as(summary=summary)
    assert {name.value: each.value for name, each in read.values.items()} == found


def test_a_doubt_is_read_as_the_other_too() -> None:
    read = returned(doubts=(doubt("progress", "不是我们的"), doubt("percent", "大半"))).read_as(summary=True)
    assert [each.field for each in read.doubts] == [Field.SUMMARY, Field.PERCENT]
