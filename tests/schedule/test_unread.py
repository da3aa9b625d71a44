"""What looks like a time limit and is none: a number out of bounds, a unit that is none, a term on no day of one."""

from __future__ import annotations

from datetime import date

import pytest
from support.small import limit

from xlplan.schedule.due import missed_due, next_due
from xlplan.schedule.parse import read_schedule


@pytest.mark.parametrize(
    "text",
    [
        "每半天", "每半周一次", "每0周", "每0年", "每月40日", "每月第30个工作日", "每年13月", "每年2、13月", "3、6、9月起", "3、6、13月底前", "分30年",
        "逐年落实，0年内", "2月30日前", "13月底前",
    ],
)  # fmt: skip
def test_what_is_no_time_stays_unread(text: str) -> None:
    found = limit(text)
    assert (found.kind, found.start, found.due, found.recurrences, "".join(found.unparsed)) == (
        "none",
        None,
        None,
        (),
        text.replace("，", ""),
    )


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        # If only the end names its year, the beginning takes the year that puts it before the end.
        ("9月至2024年2月", "2023-09-01", "2024-02-29"),
        ("2月至2024年9月", "2023-02-01", "2024-09-30"),
        ("2024年3月完成初稿，9月至2024年2月推进", "2023-09-01", "2024-03-31"),
        ("2024年3月完成初稿，1月至2024年2月推进", "2024-01-01", "2024-03-31"),
        ("11月20日至2024年2月底前", "2023-11-20", "2024-02-29"),
        # Full width, other dashes, and radicals that some fonts' copies carry.
        ("２０２３年９⽉—２０２３年１２⽉", "2023-09-01", "2023-12-31"),
    ],
)
def test_spans(text: str, start: str, due: str) -> None:
    found = limit(text)
    assert (str(found.start), str(found.due)) == (start, due)


@pytest.mark.parametrize(
    ("text", "today", "due"),
    [
        ("本学期结束前", "2023-06-25", "2023-07-15"), ("下学期开学前", "2023-06-25", "2023-08-31"), ("新学期开学前", "2023-08-01", "2023-08-31"),
        # In the holidays no term runs; without a day there is nothing to count from.
        ("本学期结束前", "2023-08-01", None), ("本学期结束前", None, None),
    ],
)  # fmt: skip
def test_the_term_that_runs_or_comes(text: str, today: str | None, due: str | None) -> None:
    found = read_schedule(text, year=2023, today=date.fromisoformat(today) if today else None)
    assert (str(found.due) if found.due else None) == due


def test_a_festival_of_a_year_that_nobody_knows_falls_due_on_no_day() -> None:
    known = limit("每年春节前")
    assert str(next_due(known, date(2023, 1, 2))) != "None"
    assert (next_due(known, date(2060, 1, 2)), missed_due(known, date(2060, 6, 1), date(2059, 6, 1))) == (None, ())
