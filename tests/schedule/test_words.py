"""How a time limit was read: a line in plain Chinese, how often something recurs, and the object that is printed."""

from __future__ import annotations

import pytest
from support.small import limit

from xlplan.schedule.calendar import Festival
from xlplan.schedule.meanings import Place, Repeat, Unit
from xlplan.schedule.schedule import Recurrence
from xlplan.schedule.words import describe, frequency, schedule_json


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "未读出到期日。"),
        ("另行通知", "未读出到期日；未识别：另行通知。"),
        ("2023年12月底前", "2023-12-31 前完成（含当日）。"),
        ("2023年1月—2023年12月", "2023-01-01 至 2023-12-31。"),
        ("2023年3月起", "未读出到期日；2023-03-01 起。"),
        ("常规工作", "常规工作，每期报送，无到期日。"),
        ("每月25日前", "定期开展，无到期日；频率：每月 25 日。"),
        ("2023年3月起每月", "定期开展，无到期日；2023-03-01 起；频率：每月。"),
        ("2023年12月底前，长期坚持", "2023-12-31 前完成（含当日）；另有常规要求，长期推进。"),
        ("6月底前完成初稿，9月底前完成", "2023-09-30 前完成（含当日）；节点：2023-06-30；未识别：完成初稿。"),
        ("2023年12月底前制定《管理办法》", "2023-12-31 前完成（含当日）；成果：《管理办法》。"),
        ("9月前", "2023-09-30 前完成（含当日）；“前”字是否含当期不明确：9月前。"),
        ("2023年9月1日至2023年3月1日", "2023-09-01 至 2023-03-01；止日早于起日：2023年9月1日至2023年3月1日。"),
        ("收到通知后10个工作日内", "未读出到期日；须待通知日期确定后才有到期日：收到通知后10个工作日内。"),
    ],
)
def test_a_limit_in_a_line(text: str, words: str) -> None:
    assert describe(limit(text)) == words


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (Repeat(Unit.DAY), "每天"), (Repeat(Unit.WEEK), "每周"), (Repeat(Unit.WEEK, 2), "每 2 周"), (Repeat(Unit.MONTH), "每月"), (Repeat(Unit.MONTH, 2), "每 2 个月"),
        (Repeat(Unit.QUARTER), "每季度"), (Repeat(Unit.TERM), "每学期"), (Repeat(Unit.HALF_YEAR), "每半年"), (Repeat(Unit.YEAR), "每年"), (Repeat(Unit.YEAR, 3), "每 3 年"),
        (Repeat(Unit.WEEK, day=5), "每周五"), (Repeat(Unit.MONTH, day=25), "每月 25 日"), (Repeat(Unit.MONTH, times=2), "每月 2 次"),
        (Repeat(Unit.MONTH, 2, months=(1,)), "每 2 个月的单月"), (Repeat(Unit.QUARTER, months=(1,), day=10), "每季度首月 10 日"),
        (Repeat(Unit.QUARTER, months=(3,)), "每季度末月"), (Repeat(Unit.QUARTER, months=(2,)), "每季度第 2 个月"), (Repeat(Unit.QUARTER, months=(1, 3)), "每季度第 1、3 个月"),
        (Repeat(Unit.YEAR, months=(3, 9)), "每年 3、9 月"), (Repeat(Unit.YEAR, months=(2,), day=29), "每年 2 月 29 日"),
        (Repeat(Unit.DAY, place=Place.WORKDAY), "每个工作日"), (Repeat(Unit.YEAR, place=Place.SCHOOL), "每学年"),
        (Repeat(Unit.MONTH, place=Place.WORKING, nth=3), "每月第 3 个工作日"), (Repeat(Unit.MONTH, place=Place.WORKING, nth=-1), "每月最后一个工作日"),
        (Repeat(Unit.QUARTER, place=Place.AFTER, nth=5), "每季度结束后 5 日内"), (Repeat(Unit.MONTH, place=Place.AFTER_WORKING, nth=3), "每月结束后 3 个工作日内"),
        (Repeat(Unit.TERM, place=Place.BEFORE), "每学期开始前"), (Repeat(Unit.YEAR, place=Place.SPRING), "每年春季学期末"), (Repeat(Unit.YEAR, place=Place.AUTUMN), "每年秋季学期末"),
        (Repeat(Unit.YEAR, place=Festival.NATIONAL), "每年国庆前"),
    ],
)  # fmt: skip
def test_how_often_in_words(repeat: Repeat, words: str) -> None:
    assert frequency(Recurrence(repeat, None, "")) == words
    assert frequency(Recurrence(repeat, "各校", "")) == f"{words}（各校）"


def test_the_object_that_is_printed() -> None:
    assert schedule_json(limit("2023年3月起，各校每月25日前报数据，6月底前完成《方案》初稿，12月底前完成，另行安排")) == {
        "text": "2023年3月起，各校每月25日前报数据，6月底前完成《方案》初稿，12月底前完成，另行安排",
        "kind": "deadline", "start": "2023-03-01", "due": "2023-12-31", "every": ["month"],
        "recurrences": [{"unit": "month", "interval": 1, "day": 25, "by": "各校", "text": "各校每月25日前报数据"}],
        "milestones": [{"due": "2023-06-30", "text": "6月底前完成《方案》初稿"}], "deliverables": [], "unparsed": ["完成《方案》初稿", "另行安排"],
    }  # fmt: skip
    blank = schedule_json(limit(""))
    assert (blank["kind"], blank["start"], blank["due"], blank["recurrences"]) == ("none", None, None, [])
