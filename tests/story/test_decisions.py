"""What the office decides on 待核实: carried out by the next merge of the saved workbook, traceable, undoable, never twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import (
    OFFICES,
    ROUND,
    ROWS,
    TODAY,
    Done,
    Filled,
    Office,
    fill_pending,
    pending_rows,
    run,
    snapshot,
    table,
)

from xlplan.actions.rounds import settled
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Settled
from xlplan.ledger.store import Ledger
from xlplan.schedule.rounds import read_round

AGREED = {"leader": "李局", "date": date(2023, 6, 24)}


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """An office whose round is handed out."""
    office = Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})
    office.do("split")
    return office


def put(task: str, **values: object) -> Callable[[Filled], None]:
    def edit(filled: Filled) -> None:
        for name, value in values.items():
            filled.cell(task, name).value = value

    return edit


def row(works: Office, kind: str, **decided: object) -> dict[str, Any]:
    """The one row of a kind that waits, as the office fills it in."""
    (found,) = (row for row in pending_rows(works) if row["kind"] == kind)
    return found | decided


def ledger_says(works: Office) -> Settled:
    with Ledger(works.ledger) as ledger:
        return settled(ledger, read_round(works.round))


def value(works: Office, task: str, department: str, name: str) -> object:
    found = ledger_says(works).entries[task, department].values.get(name)
    return found.value if found else None


def decisions(works: Office) -> list[Decision]:
    with Ledger(works.ledger) as ledger:
        return ledger.decisions()


def reason(works: Office, task: str, department: str) -> tuple[str, str]:
    """The light of a department on a task, and why."""
    summary = works.json("status", "--today", TODAY)
    found = next(each for each in summary["tasks"] if each["task"] == task)
    return next((each["light"], each["reason"]) for each in found["departments"] if each["department"] == department)


def kinds(works: Office) -> list[str]:
    return [each["kind"] for each in pending_rows(works)]


def merged(works: Office) -> Done:
    return works.do("merge")


# Conflicts and doubts


@pytest.fixture
def disputed(works: Office) -> Office:
    """教育科 sent 50% and 90%."""
    works.answer("教育科", "一.xlsx")
    works.answer("教育科", "二.xlsx", put("1.1", percent=0.9))
    return works


@pytest.mark.parametrize(("verdict", "counts"), [("采用报送", 0.9), ("保留原值", 0.5), ("退回", None)])
def test_of_two_returns_that_disagree_the_office_says_which_counts(
    disputed: Office, verdict: str, counts: float | None
) -> None:
    asked = row(disputed, "前后不一致")
    assert (asked["item"], asked["before"], asked["reported"]) == ("完成进度", "50%", "90%")
    assert ("一.xlsx" in asked["source"], "二.xlsx" in asked["source"]) == (True, True)
    fill_pending(disputed, asked | {"decision": verdict})
    assert "办理 1 条" in merged(disputed).out
    assert value(disputed, "1.1", "教育科", "percent") == counts
    assert kinds(disputed) == []
    (decided,) = decisions(disputed)
    assert (decided.ruling, decided.operator, decided.round, decided.at is None) == (verdict, "张三", ROUND, False)


def test_a_decision_is_carried_out_once_however_often_is_merged(disputed: Office) -> None:
    fill_pending(disputed, row(disputed, "前后不一致", decision="采用报送"))
    merged(disputed)
    before = snapshot(disputed.root)
    assert "处理意见" not in merged(disputed).out
    assert snapshot(disputed.root) == before


def test_undo_takes_decisions_back_and_merging_again_carries_them_out_again(disputed: Office) -> None:
    fill_pending(disputed, row(disputed, "前后不一致", decision="采用报送"))
    merged(disputed)
    assert "1条处理意见" in run("undo", disputed.book).out
    assert (value(disputed, "1.1", "教育科", "percent"), decisions(disputed)) == (None, [])
    merged(disputed)
    assert value(disputed, "1.1", "教育科", "percent") == 0.9


def test_a_decision_on_what_has_changed_meanwhile_is_said_and_not_applied(disputed: Office) -> None:
    asked = row(disputed, "前后不一致", decision="采用报送")
    cells = fill_pending(disputed, asked | {"reported": "95%"})
    done = merged(disputed)
    assert (cells["decision"] in done.out, "“50%”→“90%”" in done.out, done.code) == (True, True, 1)
    assert value(disputed, "1.1", "教育科", "percent") is None


def test_two_decisions_that_contradict_each_other_are_both_left(disputed: Office) -> None:
    asked = row(disputed, "前后不一致")
    fill_pending(disputed, asked | {"decision": "采用报送"}, asked | {"decision": "保留原值"})
    assert "互相矛盾" in merged(disputed).out
    assert decisions(disputed) == []


def test_changing_ones_mind_needs_undo(disputed: Office) -> None:
    asked = row(disputed, "前后不一致", decision="采用报送")
    fill_pending(disputed, asked)
    merged(disputed)
    fill_pending(disputed, asked | {"decision": "保留原值"})
    assert "请先撤销" in merged(disputed).out
    assert value(disputed, "1.1", "教育科", "percent") == 0.9


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"decision": "随便"}, "看不懂"),
        ({"decision": "同意销号", **AGREED}, "不适用于"),
        ({"leader": "李局"}, "没有选处理意见"),
    ],
)
def test_what_fits_no_question_is_said_with_its_cell(disputed: Office, decided: dict[str, object], said: str) -> None:
    cells = fill_pending(disputed, row(disputed, "前后不一致", **decided))
    done = merged(disputed)
    assert (said in done.out, cells["decision"] in done.out, done.code) == (True, True, 1)
    assert decisions(disputed) == []


def test_without_a_name_on_操作台_only_the_decisions_wait(disputed: Office) -> None:
    fill_pending(disputed, row(disputed, "前后不一致", decision="采用报送"), operator="")
    disputed.answer("组宣科")
    done = disputed.do("merge", "--json")
    assert "没有写经办人" in done.err
    assert "C1" in done.err
    assert {file["path"].rpartition("/")[2]: file["verdict"] for file in done.json["files"]}[
        disputed.sheet_of("组宣科").name
    ] == "accepted"
    assert list(done.json) == ["round", "files", "missing", "conflicts"]
    assert decisions(disputed) == []


@pytest.mark.parametrize(("verdict", "counts"), [("采用报送", 0.8), ("保留原值", None)])
def test_a_cell_that_was_not_certain_counts_when_the_office_says_so(
    works: Office, verdict: str, counts: float | None
) -> None:
    works.answer("教育科", edit=put("1.1", percent=80))
    asked = row(works, "看不准")
    assert (asked["reported"], "80%" in asked["note"], "I6" in asked["source"]) == ("80", True, True)
    assert value(works, "1.1", "教育科", "percent") is None
    fill_pending(works, asked | {"decision": verdict})
    merged(works)
    assert value(works, "1.1", "教育科", "percent") == counts
    assert kinds(works) == []


def test_what_means_nothing_cannot_be_adopted(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="快了"))
    fill_pending(works, row(works, "看不准", decision="采用报送"))
    assert "没有可以采用的值" in merged(works).out
    assert kinds(works) == ["看不准"]


# Requests


def test_done_waits_for_a_leaders_word(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    asked = row(works, "待销号", decision="同意销号")
    assert reason(works, "1.1", "教育科") == ("green", "报已完成，待销号")
    cells = fill_pending(works, asked)
    done = merged(works)
    assert [cells[name] in done.out for name in ("leader", "date")] == [True, True]
    assert done.code == 1
    assert decisions(works) == []
    fill_pending(works, asked | {"leader": "李局"})
    said = merged(works).out
    assert (cells["leader"] in said, cells["date"] in said) == (False, True)
    fill_pending(works, asked | AGREED)
    merged(works)
    assert reason(works, "1.1", "教育科") == ("green", "已销号（李局，2023-06-24）")
    assert kinds(works) == []


def test_a_later_day_counts_when_it_was_agreed_to(works: Office) -> None:
    late = date(2024, 3, 31)
    works.answer("教育科", edit=put("1.1", expected=late))
    asked = row(works, "申请延期")
    assert (asked["before"], asked["reported"]) == ("2023-12-31", "2024-03-31")
    assert reason(works, "1.1", "教育科")[0] == "amber"
    fill_pending(works, asked | {"decision": "同意延期"} | AGREED)
    merged(works)
    light, why = reason(works, "1.1", "教育科")
    assert (light, "按进度推进" in why) == ("green", True)
    works.answer("教育科", "再报.xlsx", put("1.1", expected=date(2024, 6, 30)))
    assert kinds(works) == ["前后不一致"]


def test_what_was_decided_is_not_told_of_any_more(works: Office) -> None:
    def told() -> str:
        pending_rows(works)
        sheet = openpyxl.load_workbook(works.root / "汇总" / ROUND / "回收情况.xlsx")["回收情况"]
        return next(str(row[6]) for row in sheet.iter_rows(values_only=True) if row[0] == "教育科")

    works.answer("教育科", edit=put("1.1", percent="八成左右", expected=date(2024, 3, 31)))
    assert ("八成左右" in told(), "同意延期或退回" in told()) == (True, True)
    fill_pending(
        works, row(works, "看不准", decision="采用报送"), row(works, "申请延期", decision="同意延期", **AGREED)
    )
    merged(works)
    assert ("八成左右" in told(), "延期" in told()) == (False, False)
    assert "提醒的事都已" in told()


def test_the_next_round_asks_for_the_day_that_was_agreed_to(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", expected=date(2024, 3, 31)))
    merged(works)
    fill_pending(works, row(works, "申请延期", decision="同意延期", **AGREED))
    merged(works)
    before = snapshot(works.handed_out)
    works.do("split")
    assert snapshot(works.handed_out) == before, "a sheet of the round in which it was agreed is made anew"
    # The department has another name by now.
    offices = [("教育股", *OFFICES[0][1:]), *OFFICES[1:]]
    table(works.book, offices=offices, aliases={"教育股": "教育科"}, settings={"round": "2023年第三季度"})
    later = replace(works, round="2023年第三季度")
    later.do("split")
    sheet = Filled.open(later.sheet_of("教育股"))
    assert sheet.cell("1.1", "due").value.date() == date(2024, 3, 31)
    assert sheet.cell("1.1", "previous").value == "1.1的进展。\n（已同意延期到2024-03-31）"
    assert sheet.cell("1.2", "due").value.date() == date(2023, 12, 31)


def test_a_pause_counts_when_it_was_agreed_to(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    fill_pending(works, row(works, "申请暂缓", decision="同意暂缓", leader="李局", date="2023.6.24"))
    merged(works)
    assert reason(works, "1.1", "教育科") == ("grey", "已同意暂缓（李局，2023-06-24）")


def test_a_day_that_is_none_is_said(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    cells = fill_pending(works, row(works, "申请暂缓", decision="同意暂缓", leader="李局", date="上周五"))
    assert f"{cells['date']} 的日期“上周五”看不懂" in merged(works).out


@pytest.mark.parametrize(("day", "how"), [(date(2099, 1, 1), "还没有到"), (date(1900, 1, 6), "太早")])
def test_a_day_on_which_nobody_can_have_agreed_is_refused(works: Office, day: date, how: str) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    cells = fill_pending(works, row(works, "申请暂缓", decision="同意暂缓", leader="李局", date=day))
    assert f"{cells['date']} 的日期 {day} {how}" in merged(works).out
    assert (decisions(works), kinds(works)) == ([], ["申请暂缓"])


def test_the_offices_words_are_kept_as_they_are_where_nothing_was_listed(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    fill_pending(works, row(works, "申请暂缓", decision="退回", note="请说明原因。"))
    merged(works)
    assert [each.note for each in decisions(works)] == ["请说明原因。"]


def test_what_the_office_itself_wants_closed_cannot_go_back(works: Office) -> None:
    wish = {"kind": "待销号", "department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成"}
    fill_pending(works, wish | {"source": "办公室提出", "decision": "退回"} | AGREED)
    assert "只能选：同意销号" in merged(works).out
    assert decisions(works) == []


def test_of_three_values_two_are_decided_against_at_once(disputed: Office) -> None:
    disputed.answer("教育科", "三.xlsx", put("1.1", percent=0.7))
    first, second = (each for each in pending_rows(disputed) if each["kind"] == "前后不一致")
    assert (first["reported"], second["reported"]) == ("70%", "90%")
    fill_pending(disputed, first | {"decision": "采用报送"}, second | {"decision": "保留原值"})
    merged(disputed)
    assert (value(disputed, "1.1", "教育科", "percent"), kinds(disputed)) == (0.7, [])


def test_what_is_sent_back_counts_for_nothing_and_may_be_claimed_again(works: Office) -> None:
    done = put("1.1", state="已完成", percent=1)
    works.answer("教育科", edit=done)
    fill_pending(works, row(works, "待销号", decision="退回"))
    merged(works)
    entry = ledger_says(works).entries["1.1", "教育科"]
    assert ("state" in entry.values, entry.sent_back, kinds(works)) == (False, ("state",), [])

    works.answer("教育科", "补充.xlsx", lambda filled: (done(filled), put("1.1", evidence="验收单")(filled))[0])
    assert kinds(works) == ["前后不一致", "待销号"]
    assert value(works, "1.1", "教育科", "state") == "已完成"


def test_another_leader_on_what_was_agreed_to_is_not_passed_over(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    asked = row(works, "申请暂缓", decision="同意暂缓", **AGREED)
    fill_pending(works, asked)
    merged(works)
    assert "办理" not in merged(works).out
    fill_pending(works, asked | {"leader": "王局"})
    said = merged(works).out
    assert ("写着“同意暂缓（王局，2023-06-24）”" in said, "按“同意暂缓（李局，2023-06-24）”办理过" in said) == (
        True,
        True,
    )
    assert [each.leader for each in decisions(works)] == ["李局"]


def test_a_row_that_still_stands_sends_nothing_back_that_came_later(works: Office) -> None:
    done = put("1.1", state="已完成", percent=1)
    works.answer("教育科", edit=done)
    asked = row(works, "待销号", decision="退回")
    fill_pending(works, asked)
    merged(works)
    works.answer("教育科", "补充.xlsx", lambda filled: (done(filled), put("1.1", evidence="验收单")(filled))[0])
    merged(works)
    assert "后来又报来同样的内容" in merged(works).out
    assert (len(decisions(works)), value(works, "1.1", "教育科", "state")) == (1, "已完成")
    fill_pending(works, asked | {"date": date(2023, 6, 26)})
    assert "办理 1 条" in merged(works).out
    assert value(works, "1.1", "教育科", "state") is None


def test_what_was_asked_for_under_an_old_name_is_still_asked(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    merged(works)
    rows = [[cell.replace("教育科", "教育股") for cell in row] for row in ROWS]
    offices = [("教育股", *OFFICES[0][1:]), *OFFICES[1:]]
    table(works.book, rows, offices, settings={"round": ROUND}, aliases={"教育股": "教育科"})
    works.do("split")
    fill_pending(works, row(works, "待销号", decision="同意销号", **AGREED))
    assert "办理 1 条" in merged(works).out
    assert reason(works, "1.1", "教育股") == ("green", "已销号（李局，2023-06-24）")
    assert kinds(works) == []


def test_support_asks_for_nothing(works: Office) -> None:
    works.answer("组宣科", edit=put("1.1", state="已完成"))
    assert kinds(works) == []


# What only the plan decides


def test_an_edited_text_is_shown_whole_beside_the_old_one(works: Office) -> None:
    new = "修订办法，并且" + "十分详细地" * 30
    works.answer("教育科", edit=put("1.1", content=new))
    asked = row(works, "改动原文", decision="采用报送")
    assert (asked["item"], asked["before"], asked["reported"]) == ("主要内容", "修订办法。", new)
    fill_pending(works, asked)
    assert "请在分工表里把任务 1.1 的“主要内容”改成" in merged(works).out
    assert kinds(works) == []


def test_a_new_row_waits_until_somebody_says_what_it_is(works: Office) -> None:
    def add(filled: Filled) -> None:
        last = filled.sheet.max_row + 1
        filled.sheet.cell(last, filled.column("content")).value = "新增的任务。"
        filled.sheet.cell(last, filled.column("progress")).value = "已开始。"

    works.answer("教育科", edit=add)
    asked = row(works, "新增任务", decision="保留原值")
    assert ("新增的任务。" in asked["reported"], "已开始。" in asked["reported"]) == (True, True)
    fill_pending(works, asked)
    merged(works)
    assert kinds(works) == []


# 代录


ENTERED = {"kind": "代录", "department": "教育科", "task": "1.1", "item": "本期进展", "reported": "电话说已办妥。", "source": "电话"}  # fmt: skip


def test_a_reply_by_telephone_is_a_return_without_a_file(works: Office) -> None:
    cells = fill_pending(works, ENTERED, {**ENTERED, "item": "完成进度", "reported": 0.8})
    assert "教育科" not in works.json("merge")["missing"]
    entry = ledger_says(works).entries["1.1", "教育科"]
    progress = entry.values["progress"]
    assert (progress.value, progress.cell, entry.sheet) == ("电话说已办妥。", cells["reported"], "待核实")
    assert (entry.source, entry.values["percent"].value) == ("代录（电话，张三）", 0.8)
    returned = {each["department"]: each["returned"] for each in works.json("status", "--today", TODAY)["departments"]}
    assert returned["教育科"]
    before = snapshot(works.root)
    works.do("merge")
    assert {name: each for name, each in snapshot(works.root).items() if "汇总" not in name} == {
        name: each for name, each in before.items() if "汇总" not in name
    }


def test_undo_takes_what_was_entered_back(works: Office) -> None:
    fill_pending(works, ENTERED)
    works.do("merge")
    run("undo", works.book)
    assert ledger_says(works).entries == {}


def test_what_was_entered_fills_blanks_and_answers_doubts_and_is_never_overwritten(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", percent=80, next=None))
    fill_pending(
        works,
        {**ENTERED, "item": "完成进度", "reported": "80%"},
        {**ENTERED, "item": "下一步措施", "reported": "再查一次。"},
    )
    works.do("merge")
    assert (value(works, "1.1", "教育科", "percent"), value(works, "1.1", "教育科", "next")) == (0.8, "再查一次。")
    assert kinds(works) == []

    fill_pending(works, ENTERED)
    works.do("merge")
    asked = row(works, "前后不一致")
    assert (asked["before"], asked["reported"]) == ("1.1的进展。", "电话说已办妥。")
    assert works.json("merge")["files"][0]["verdict"] == "duplicate"


def test_entering_again_corrects_what_was_entered(works: Office) -> None:
    fill_pending(works, ENTERED)
    works.do("merge")
    fill_pending(works, ENTERED, {**ENTERED, "reported": "更正：还没有办。"})
    works.do("merge")
    assert value(works, "1.1", "教育科", "progress") == "更正：还没有办。"
    assert kinds(works) == []


@pytest.mark.parametrize("kind", ["代录", "核定进展"])
def test_rows_that_stay_on_a_closed_sheet_are_taken_once_and_the_last_one_stands(works: Office, kind: str) -> None:
    one, other = ({**ENTERED, "kind": kind, "reported": text} for text in ("甲。", "乙。"))

    def stands() -> object:
        entry = ledger_says(works)
        ruled = entry.agreed("1.1", "教育科").verified
        return ruled.reported if ruled else entry.entries["1.1", "教育科"].values["progress"].value

    fill_pending(works, one, other)
    assert "办理 2 条" in merged(works).out
    assert "办理" not in merged(works).out
    assert stands() == "乙。"
    fill_pending(works, one)
    assert "办理 1 条" in merged(works).out
    assert stands() == "甲。"


def test_the_file_that_comes_after_all_does_not_lose_to_the_telephone(works: Office) -> None:
    fill_pending(works, {**ENTERED, "item": "佐证材料"})
    works.do("merge")
    works.answer("教育科")
    assert [file["verdict"] for file in works.json("merge")["files"]] == ["accepted"]
    assert value(works, "1.1", "教育科", "progress") == "1.1的进展。"
    assert value(works, "1.1", "教育科", "evidence") == "电话说已办妥。"


@pytest.mark.parametrize(
    ("change", "said", "cell"),
    [
        ({"source": None}, "还没有写来源", "source"),
        ({"department": "教育课"}, "教育科", "department"),
        ({"task": "9.9"}, "1.1", "task"),
        ({"item": "心情"}, "不是部门填报的项目", "item"),
        ({"item": "完成进度", "reported": 80}, "是不是 80%？", "reported"),
        ({"item": "状态", "reported": "快了"}, "看不准", "reported"),
        ({"department": "一小", "task": "1.3", "item": "完成进度", "reported": 0.8}, "常规工作", "item"),
    ],
)
def test_what_cannot_be_entered_is_said_with_its_cell(
    works: Office, change: dict[str, object], said: str, cell: str
) -> None:
    cells = fill_pending(works, {**ENTERED, **change})
    done = works.do("merge")
    assert (said in done.out, cells[cell] in done.out, done.code) == (True, True, 1), done.out
    assert ledger_says(works).entries == {}


# 核定进展


def test_the_offices_own_finding_stands_beside_the_departments_words(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    fill_pending(
        works, {"kind": "核定进展", "department": "教育科", "task": "1.1", "reported": "现场查看，只完成一半。"}
    )
    works.do("merge")
    works.answer("教育科", "又一份.xlsx", put("1.1", progress="全部办妥。"))
    works.do("merge")
    out = works.book.parent / "汇总.xlsx"
    works.do("status", "--today", TODAY, "--out", out)
    sheet = openpyxl.load_workbook(out)["进展汇总"]
    head, *rows = ([cell.value for cell in line] for line in sheet.iter_rows(min_row=3))
    found = dict(zip(head, next(line for line in rows if line[0] == "1.1"), strict=True))
    assert found["核定进展"] == "教育科：现场查看，只完成一半。"
    before = snapshot(works.root)
    works.do("merge")
    assert snapshot(works.root) == before


def test_the_sheet_of_another_program_without_headings_stops_nothing(works: Office) -> None:
    works.answer("教育科")
    book = openpyxl.load_workbook(works.book)
    book.create_sheet("待核实").append(["类型", "部门"])
    book.save(works.book)
    done = works.do("merge")
    assert "找不到标题" in done.out
    assert "教育科" not in works.json("merge")["missing"]
