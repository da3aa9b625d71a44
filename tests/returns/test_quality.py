"""Notes on quality: what a reader would ask back about, each by itself; required cells; what is carried to the next round."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import TODAY, codes, doubt, returned, row, sheet, values

from xlplan.handout.sheets import DepartmentSheet, SheetRow
from xlplan.returns.quality import carried, quality, required_blank, required_cells, told_beside
from xlplan.returns.sheet import Return
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

BEFORE = {"1.1": values(progress="上期办了这些。", percent=0.5)}
SUPPORT = row("1.2", Role.SUPPORT)
ROUTINE = row("1.3", closed=True, due=None, often="常规工作")


def notes(filled: dict[str, Any], sent: SheetRow | None = None, today: date | None = TODAY, **more: Any) -> list[str]:
    """Return the codes of the notes on a row that is filled in well except for these values."""
    reported = {"state": "推进中", "percent": 0.6, "progress": "本期办了那些。"} | filled
    rows = [returned(**{name: value for name, value in reported.items() if value is not None})]
    return [
        each.code
        for each in quality(
            rows,
            sheet(sent or row()),
            more.get("before", BEFORE),
            today,
            more.get("agreed"),
            more.get("decided"),
            more.get("begun", ()),
        )
    ]


@pytest.mark.parametrize(
    ("filled", "code"),
    [
        ({}, None),
        # Word for word what was said before, whatever its spaces and marks.
        ({"progress": "上期办了这些。"}, "quality-repeated"),
        ({"progress": " 上期 办了这些；"}, "quality-repeated"),
        ({"progress": "上期办了这些，还有别的。"}, None),
        # What might be said of anything.
        ({"progress": "正常推进。"}, "quality-vague"),
        ({"progress": "无进展，因资金未到位。"}, None),
        # Done, and not all of it.
        ({"state": "已完成", "percent": 0.99}, "quality-done-below-100"),
        ({"state": "已完成", "percent": 1.0}, None),
        ({"state": "已完成", "percent": None}, None),
        # Done, and its own words deny it.
        ({"state": "已完成", "percent": 1.0, "progress": "尚未开展。"}, "quality-done-denied"),
        ({"state": "已完成", "percent": 1.0, "progress": "正在办理"}, "quality-done-denied"),
        ({"state": "已完成", "percent": 1.0, "progress": "12所已改造，3所尚未完成。"}, "quality-done-denied"),
        ({"state": "已完成", "percent": 1.0, "progress": "全部改造，没有未完成的。"}, None),
        ({"state": "已完成", "percent": 1.0, "progress": "已按要求落实到12所学校。"}, None),
        # Less than before.
        ({"percent": 0.4999}, "quality-percent-down"),
        ({"percent": 0.5}, None),
        # A day that has passed, or lies behind the due day.
        ({"expected": date(2023, 6, 24)}, "quality-expected-past"),
        ({"expected": date(2023, 6, 25)}, None),
        ({"expected": date(2023, 6, 24), "state": "已完成", "percent": 1.0}, None),
        ({"expected": date(2023, 12, 31)}, None),
        ({"expected": date(2024, 1, 1)}, "quality-expected-late"),
        ({"expected": date(2024, 1, 1), "state": "已完成", "percent": 1.0}, None),
        ({"expected": "明年"}, None),
        # Problems or a call for help, and no word of what is next.
        ({"problems": "缺经费"}, "quality-no-next"),
        ({"problems": "没有解决经费问题"}, "quality-no-next"),
        ({"problems": "缺经费", "next": "无"}, "quality-no-next"),
        ({"problems": "缺经费", "next": "申请追加。"}, None),
        ({"state": "需协调"}, "quality-no-next"),
        ({"state": "需协调", "next": "-"}, "quality-no-next"),
        ({"state": "需协调", "next": "再报。"}, None),
        *(({"problems": none}, None) for none in (
            "无", "无。", "没有", "暂无", "目前没有问题", "暂无需协调事项", "未发现明显问题和困难", "/", "—", "-", "", "暂时没有任何困难",
            "本期无需要协调的事项", "均不存在其他问题",
        )),
    ],
)  # fmt: skip
def test_a_row_that_is_carried_out_is_asked_back_about(filled: dict[str, Any], code: str | None) -> None:
    assert notes(filled) == ([code] if code else [])


@pytest.mark.parametrize(
    ("more", "filled", "code"),
    [
        ({"before": {}}, {"progress": "上期办了这些。", "percent": 0.1}, None),
        # What its sheet shows of the round before is not to be copied either.
        ({"before": {}, "sent": row(previous="推进中，完成进度40%。\n原样。")}, {"progress": "原样"}, "quality-repeated"),
        ({"before": {}, "sent": row(previous="原样。\n存在问题：缺人。")}, {"progress": "原样。存在问题：缺人"}, "quality-repeated"),
        ({"today": None}, {"expected": date(2000, 1, 1)}, None),
        ({"sent": ROUTINE, "before": {}}, {"expected": date(2050, 1, 1)}, None),
        ({"agreed": {("1.1", "教育科"): date(2024, 1, 31)}}, {"expected": date(2024, 1, 31)}, None),
        ({"agreed": {("1.1", "教育科"): date(2024, 1, 31)}}, {"expected": date(2024, 2, 1)}, "quality-expected-late"),
        ({"agreed": {("1.1", "组宣科"): date(2024, 1, 31)}}, {"expected": date(2024, 1, 31)}, "quality-expected-late"),
        # What was refused, or agreed to before the limit was changed, asks nothing again.
        ({"decided": {("1.1", "教育科"): {date(2024, 1, 31)}}}, {"expected": date(2024, 1, 31)}, "quality-expected-decided"),
        ({"decided": {("1.1", "教育科"): {date(2024, 1, 31)}}}, {"expected": date(2024, 2, 1)}, "quality-expected-late"),
        # What was said of a closed deadline is not the last report of the routine behind it.
        ({"begun": {("1.1", "教育科")}}, {"progress": "上期办了这些。", "percent": 0.1}, None),
        ({"begun": {("1.1", "组宣科")}}, {"progress": "上期办了这些。"}, "quality-repeated"),
        # A row that asks for a pause as well is not listed as to be put off before that is decided.
        ({}, {"state": "暂缓", "expected": date(2024, 2, 1)}, "quality-expected-waits"),
    ],
)  # fmt: skip
def test_what_a_row_is_compared_with(more: dict[str, Any], filled: dict[str, Any], code: str | None) -> None:
    assert notes(filled, **more) == ([code] if code else [])


@pytest.mark.parametrize(
    ("filled", "code"),
    [
        ({"state": "未启动", "percent": 0.4}, "quality-state-denied"),
        ({"state": "未启动", "percent": 0.0, "progress": "已开展两次检查。"}, "quality-state-denied"),
        ({"state": "未启动", "percent": 0.0, "progress": "尚未开展，等经费。"}, None),
        ({"state": "推进中", "percent": 1.0}, None),
        ({"state": "推进中", "percent": 0.9, "progress": "已全部完成"}, "quality-state-denied"),
        ({"state": "推进中", "percent": 0.9, "progress": "已全部完成第一批，第二批在建。"}, None),
        ({"state": "常态推进", "percent": None, "progress": "该活动取消。"}, "quality-state-denied"),
        ({"percent": 0.6, "progress": "完成80%，余下的年底前办。"}, "quality-percent-denied"),
        ({"percent": 0.6, "progress": "目前已完成60%。"}, None),
        ({"percent": 0.6, "progress": "第一批完成80%，第二批未招标。"}, None),
    ],
)
def test_a_state_or_percent_that_its_own_row_denies_is_asked(filled: dict[str, Any], code: str | None) -> None:
    assert notes(filled, before={}) == ([code] if code else [])


@pytest.mark.parametrize(
    ("contested", "code"),
    [
        ((), "quality-expected-late"),
        ((("1.1", Field.PERCENT), ("1.2", Field.EXPECTED)), "quality-expected-late"),
        ((("1.1", Field.EXPECTED),), "quality-expected-waits"),
        # Which state counts decides whether it is asked; of two days nobody knows which one is.
        ((("1.1", Field.STATE),), "quality-expected-by-state"),
        ((("1.1", Field.STATE), ("1.1", Field.EXPECTED)), "quality-expected-waits"),
    ],
)
@pytest.mark.parametrize("state", ["推进中", "暂缓"])
def test_a_later_day_beside_another_return_is_told_by_what_that_contests(contested: Any, code: str, state: str) -> None:
    if state == "暂缓" and code == "quality-expected-late":
        code = "quality-expected-waits"
    rows = [returned(state=state, percent=0.6, expected=date(2024, 2, 1))]
    reasons = list(quality(rows, sheet(), {}, TODAY))
    [found] = told_beside(reasons, rows, contested)
    assert (found.code, found.cell, found.task, "2024-02-01" in found.message) == (code, reasons[0].cell, "1.1", True)


def test_a_return_that_leaves_the_contested_day_blank_is_told_as_it_is() -> None:
    rows = [returned(percent=0.6, progress="完成80%，余下的年底前办。")]
    reasons = list(quality(rows, sheet(), {}, TODAY))
    assert list(told_beside(reasons, rows, (("1.1", Field.EXPECTED),))) == reasons != []


def test_several_notes_on_a_row_name_their_cells() -> None:
    rows = [returned(line=7, state="已完成", percent=0.4, progress="上期办了这些。", problems="缺人")]
    found = list(quality(rows, sheet(), BEFORE, TODAY))
    assert codes(found) == [
        ("quality-repeated", "J7", "1.1"), ("quality-done-below-100", "H7", "1.1"), ("quality-percent-down", "I7", "1.1"),
        ("quality-no-next", "K7", "1.1"),
    ]  # fmt: skip
    assert [each.message for each in found[1:3]] == [
        "任务 1.1 状态是已完成，完成进度却是 40%：对不上，状态没有采用。", "任务 1.1 的完成进度由上期的 50% 降到 40%。",
    ]  # fmt: skip


def test_nobody_is_asked_back_about_support_or_what_is_no_task_of_the_sheet() -> None:
    bad = {"state": "已完成", "percent": 0.1, "problems": "缺经费", "expected": date(2020, 1, 1)}
    rows = [returned("1.2", **bad), returned("1.4", **bad), returned("9.9", **bad)]
    assert list(quality(rows, sheet(SUPPORT, row("1.4", change="已撤销")), BEFORE, TODAY)) == []


FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}


def blank(
    rows: list[Any], one: DepartmentSheet, people: dict[str, str] | None = None, reasons: Any = ()
) -> list[tuple[str, str]]:
    who = {"filler": "张三", "reviewer": "李四"} if people is None else people
    found = list(required_blank(Return(None, "", who, rows, reasons), rows, one))
    assert {each.code for each in found} <= {"return-required-blank"}
    return [(str(each.field), each.message) for each in found]


@pytest.mark.parametrize(
    ("rows", "sheet_", "people", "found"),
    [
        ([returned(**FULL)], sheet(), None, []),
        ([returned()], sheet(), None, [
            ("state", "必填的“状态”没有填（任务 1.1）。"), ("percent", "必填的“完成进度”没有填（任务 1.1）。"), ("progress", "必填的“本期进展”没有填（任务 1.1）。"),
        ]),
        ([returned(), returned("1.4", **FULL | {"percent": 0.1})], sheet(row(), row("1.4")), {"filler": ""}, [
            ("filler", "必填的“填报人”没有填。"), ("reviewer", "必填的“审核人”没有填。"),
            ("state", "必填的“状态”没有填（任务 1.1）。"), ("percent", "必填的“完成进度”没有填（任务 1.1）。"), ("progress", "必填的“本期进展”没有填（任务 1.1）。"),
        ]),
        # The percent of routine work is closed, support is voluntary, what was withdrawn is nobody's.
        ([returned("1.3"), returned("1.2"), returned("1.4")], sheet(ROUTINE, SUPPORT, row("1.4", change="已撤销")), None, [
            ("state", "必填的“状态”没有填（任务 1.3）。"), ("progress", "必填的“本期进展”没有填（任务 1.3）。"),
        ]),
        ([returned("1.2")], sheet(SUPPORT), {}, []),
        # A row that did not come back is reported elsewhere.
        ([], sheet(), None, []),
        # A doubtful cell is not blank.
        ([returned(state="推进中", progress="已办。", doubts=[doubt("percent", "80", 0.8)])], sheet(), None, []),
        # Tasks with the same blank share a note.
        ([returned("1.1", state="推进中", percent=0.5), returned("1.4", state="推进中", percent=0.5)], sheet(row(), row("1.4")), None, [
            ("progress", "必填的“本期进展”没有填（任务 1.1、1.4）。"),
        ]),
    ],
)  # fmt: skip
def test_required_cells_left_blank(rows: list[Any], sheet_: DepartmentSheet, people: Any, found: Any) -> None:
    assert blank(rows, sheet_, people) == found


def test_what_holds_an_error_is_told_of_already() -> None:
    reason = finding(
        "return-cell-error", cell="I5", task="1.1", field=Field.PERCENT, task_id="1.1", heading="完成进度", value="#N/A"
    )
    assert [name for name, _ in blank([returned(state="推进中")], sheet(), reasons=[reason])] == ["progress"]


def test_which_cells_are_required() -> None:
    assert list(required_cells(sheet(row(), SUPPORT, ROUTINE, row("1.4", change="已撤销")))) == [
        ("1.1", "state"), ("1.1", "percent"), ("1.1", "progress"), ("1.3", "state"), ("1.3", "progress"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reported", "closed", "text"),
    [
        ({}, False, ""),
        ({"progress": "已办。"}, False, "已办。"),
        ({"progress": "已办。", "problems": "缺人。"}, False, "已办。\n存在问题：缺人。"),
        ({"problems": "缺人。"}, False, "存在问题：缺人。"),
        ({"state": "推进中", "percent": 0.4, "progress": "已办。"}, False, "推进中，完成进度40%。\n已办。"),
        ({"state": "常态推进"}, False, "常态推进。"),
        ({"percent": 0.4, "problems": "缺人。"}, False, "完成进度40%。\n存在问题：缺人。"),
        ({"progress": "已办。", "problems": "无。"}, False, "已办。"),
        ({"progress": "已办。", "problems": "缺人。"}, True, "已办。"),
    ],
)
def test_what_the_next_round_shows_of_it(reported: dict[str, Any], closed: bool, text: str) -> None:
    assert carried(values(**reported), closed) == text
