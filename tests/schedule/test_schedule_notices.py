"""Limits after a notice, workdays and festivals, and the documents that a limit asks for."""

from __future__ import annotations

from datetime import date

import pytest
from support.read_limits import read

from xlplan.schedule.calendar import Festival, add_working_days, festival, is_working_day
from xlplan.schedule.due import due_after_notice


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("2023年3月1日立项，6个月内完成", "2023-03-01", "2023-09-01"),
        ("2023年8月31日印发，6个月内完成", "2023-08-31", "2024-02-29"),
        ("2023年9月26日交办，10个工作日内办结", "2023-09-26", "2023-10-16"),
        ("交办日期：2023年3月1日；15日内办结", "2023-03-01", "2023-03-16"),
        ("自2023.3.1印发之日起30日内", "2023-03-01", "2023-03-31"),
        ("3日内（2023年3月1日交办）", "2023-03-01", "2023-03-04"),
        ("2023年3月1日印发", "None", "2023-03-01"),
        ("2023年3月1日前，10个工作日内", "None", "2023-03-01"),
        ("10个工作日内", "None", "None"),
        ("2023年6月—长期", "2023-06-01", "None"),
        ("202306", "2023-06-01", "2023-06-30"),
        ("6/30", "None", "2023-06-30"),
    ],
)
def test_days_counted_from_one_that_is_written(text: str, start: str, due: str) -> None:
    schedule = read(text)
    assert (str(schedule.start), str(schedule.due)) == (start, due)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("制定2023年工作方案", ("2023年工作方案",)),
        ("印发《甲方案》《乙办法》", ("《甲方案》", "《乙办法》")),
        ("修订《教师考\n核办法》", ("《教师考核办法》",)),
        ("制定方案2023年6月底前印发通知", ("方案", "通知")),
        ("完善资金（含专项）管理办法", ("资金（含专项）管理办法",)),
        ("完善体系", ()),
    ],
)
def test_documents_to_be_drawn_up(text: str, documents: tuple[str, ...]) -> None:
    assert read(text).deliverables == documents


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("收到通知后10个工作日内", date(2023, 10, 16)),  # Over 中秋 and 国庆, and the weekend worked for them.
        ("收到通知后十日内完成整改", date(2023, 10, 6)),
        ("会后两周内", date(2023, 10, 10)),
        ("2023年6月底前", None),
    ],
)
def test_a_limit_after_a_notice_does_not_count_the_day_of_the_notice(text: str, due: date | None) -> None:
    assert due_after_notice(text, date(2023, 9, 26)) == due


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    assert is_working_day(date(2023, 10, 7))
    assert not is_working_day(date(2023, 10, 2))


def test_without_an_official_arrangement_monday_to_friday_are_worked() -> None:
    assert add_working_days(date(2090, 1, 6), 1) == date(2090, 1, 9)


def test_festivals_agree_with_the_official_arrangements() -> None:
    from chinese_calendar.constants import holidays

    for year in range(2015, 2027):
        for name in ("春节", "清明", "端午", "中秋", "国庆", "五一", "元旦"):
            assert festival(Festival(name), year) in holidays, (name, year)
