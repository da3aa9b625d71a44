"""What a return comes to: how many tasks it reports on, its revision, and by when it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from support.judging import ROWS, came, desk, filled, judged, whole
from support.small import TODAY, doubt, entered, handed_out, received, returned, sent

from xlplan.returns.judge import latest
from xlplan.returns.received import Received
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding


@pytest.mark.parametrize(
    ("item", "count", "empty"),
    [
        (received(returned(progress="x"), returned("1.2")), 2, False),
        (received(returned("1.1"), returned("1.2")), 2, True),
        (received(returned(doubts=[doubt("percent", "80")])), 1, False),
        (received(returned(progress="x"), verdict=Verdict.REJECTED), 0, False),
        (received(), 0, True),
    ],
)
def test_how_many_tasks_a_file_reports_on(item: Received, count: int, empty: bool) -> None:
    assert (item.count, item.empty) == (count, empty)


def test_what_the_office_entered_always_counts() -> None:
    item = entered(returned(progress="电话。"), source="电话")
    assert (item.path, item.sheet, item.verdict, item.reasons, item.revision) == (
        "代录（电话，张三）", "待核实", Verdict.ACCEPTED, (), None,
    )  # fmt: skip


def test_the_newest_revision_of_each_department() -> None:
    sheets = handed_out(sent(revision=2), sent(revision=10), sent(revision=9), sent(department="组宣科"))
    assert {name: each.revision for name, each in latest(sheets).items()} == {"教育科": 10, "组宣科": 1}


@pytest.mark.parametrize(
    ("handed", "merged", "known"),
    [
        (["2023-06-01"], "2023-06-25", True),
        (["2023-06-01"], "2023-12-31", True),
        # Written in one year or the other.
        (["2023-06-01"], "2024-01-04", False),
        (["2022-12-25"], "2023-06-25", False),
        # What the first sheet said may have been copied into the second.
        (["2022-12-25", "2023-06-01"], "2023-06-25", False),
        ([""], "2023-06-25", False),
        (["2023-06-01"], "", False),
    ],
)
def test_by_when_all_was_written_where_one_year_is_possible(handed: list[str], merged: str, known: bool) -> None:
    sheets = [sent(*ROWS, revision=n, at=datetime.fromisoformat(at) if at else None) for n, at in enumerate(handed, 1)]
    day = date.fromisoformat(merged) if merged else None
    assert desk(*sheets, today=TODAY, merged_on=day).written_by == (day if known else None)


@pytest.mark.parametrize(("merged", "day"), [("2023-12-31", "2023-12-31"), ("2024-01-04", "")])
def test_a_day_named_by_the_year_of_writing_goes_by_the_day_of_merging(merged: str, day: str) -> None:
    open_ = doubt("expected", "今年底")
    why = finding("return-date-unclear", cell=open_.cell, task="1.1", field=Field.EXPECTED, task_id="1.1",
                  value="今年底", guess="", example="")  # fmt: skip
    at = desk(sent(*ROWS, at=datetime(2023, 6, 1)), today=TODAY, merged_on=date.fromisoformat(merged))
    found = judged(came(*whole(replace(filled(), doubts=(open_,))), reasons=(why,)), at)
    (mine,) = (each for each in found.rows if each.task == "1.1")
    assert str(mine.values[Field.EXPECTED].value if day else "") == day
    assert ("return-date-unclear" in [each.code for each in found.reasons]) is not bool(day)
