"""What the office decides on 待核实: carried out by the next merge of the saved workbook, traceable, undoable, never twice."""

from __future__ import annotations

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
    put,
    run,
    snapshot,
    table,
)

from xlplan.actions.book import open_book
from xlplan.actions.rounds import settled
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Settled
from xlplan.ledger.store import Ledger
from xlplan.schedule.rounds import read_round

AGREED = {"leader": "李局", "date": date(2023, 6, 24)}


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up an office whose round is handed out."""
    office = Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})
    office.do("split")
    return office


def row(works: Office, kind: str, **decided: object) -> dict[str, Any]:
    """Return the one row of a kind that waits, as the office fills it in."""
    (found,) = (row for row in pending_rows(works) if row["kind"] == kind)
    return found | decided


def ledger_says(works: Office) -> Settled:
    with Ledger(works.ledger) as ledger:
        return settled(ledger, open_book(works.book).plan(date(2023, 6, 25)), read_round(works.round))


def value(works: Office, task: str, department: str, name: str) -> object:
    found = ledger_says(works).entries[task, department].values.get(name)
    return found.value if found else None


def decisions(works: Office) -> list[Decision]:
    with Ledger(works.ledger) as ledger:
        return ledger.decisions()


def reason(works: Office, task: str, department: str) -> tuple[str, str]:
    """Return the light of a department on a task, and why."""
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
    """Set up an office to which 教育科 sent 50% and 90%."""
    works.answer("教育科", "一.xlsx")
    works.answer("教育科", "二.xlsx", put("1.1", percent=0.9))
    return works


@pytest.mark.parametrize(("verdict", "counts"), [("采用报送", 0.9), ("退回", None)])
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


def test_a_state_that_is_sent_back_stands_beside_the_light(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=0.6))
    fill_pending(works, row(works, "看不准", decision="退回"))
    merged(works)
    light, why = reason(works, "1.1", "教育科")
    assert (light, why.endswith("（状态已退回）")) == ("green", True)


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
        rows = list(sheet.iter_rows(values_only=True))
        head = next(row for row in rows if "部门" in row and "需要处理" in row)
        return next(str(row[head.index("需要处理")]) for row in rows if row[head.index("部门")] == "教育科")

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
    later.do("split", "--due", "2023-09-20")
    sheet = Filled.open(later.sheet_of("教育股"))
    assert sheet.cell("1.1", "due").value.date() == date(2024, 3, 31)
    assert (
        sheet.cell("1.1", "previous").value
        == "推进中，完成进度50%。\n1.1的进展。\n（已同意延期：原2023-12-31，延至2024-03-31（李局，2023-06-24同意，到期后才提出））"
    )
    assert sheet.cell("1.2", "due").value.date() == date(2023, 12, 31)


def test_what_was_asked_for_under_an_old_name_is_still_asked(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    merged(works)
    rows = [[cell.replace("教育科", "教育股") for cell in row] for row in ROWS]
    offices = [("教育股", *OFFICES[0][1:]), *OFFICES[1:]]
    table(works.book, rows, offices, settings={"round": ROUND}, aliases={"教育股": "教育科"})
    works.do("split")
    asked = row(works, "待销号", decision="同意销号", **AGREED)
    assert asked["about"].startswith("修订办法。\n")
    fill_pending(works, asked)
    assert "办理 1 条" in merged(works).out
    assert reason(works, "1.1", "教育股") == ("green", "已销号（李局，2023-06-24）")
    assert kinds(works) == []


def test_of_two_days_that_differ_one_is_chosen_before_a_delay_is_asked_for(works: Office) -> None:
    works.answer("教育科", "一.xlsx", put("1.1", expected=date(2024, 3, 31)))
    works.answer("教育科", "二.xlsx", put("1.1", expected=date(2024, 6, 30)))
    said = merged(works).out
    assert "列入“待核实”" not in said and said.count("另有报送写的是别的日子，先不列为申请延期") == 2
    asked = row(works, "前后不一致", decision="采用报送")
    assert (kinds(works), "再列申请延期" in asked["note"]) == (["前后不一致"], True)
    fill_pending(works, asked)
    merged(works)
    assert (kinds(works), row(works, "申请延期")["reported"]) == (["申请延期"], "2024-06-30")


def test_a_delay_beside_a_pause_is_asked_for_when_the_pause_was_refused(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="暂缓", expected=date(2024, 3, 31)))
    assert "同时申请了暂缓，先不列为申请延期" in merged(works).out
    assert kinds(works) == ["申请暂缓"]
    fill_pending(works, row(works, "申请暂缓", decision="退回"))
    merged(works)
    assert kinds(works) == ["申请延期"]


# What only the plan decides


def test_an_edited_text_is_shown_whole_beside_the_old_one(works: Office) -> None:
    new = "修订办法，并且" + "十分详细地" * 30
    works.answer("教育科", edit=put("1.1", content=new))
    asked = row(works, "改动原文", decision="采用报送")
    assert (asked["item"], asked["before"], asked["reported"]) == ("主要内容", "修订办法。", new)
    fill_pending(works, asked)
    assert "请在分工表里把任务 1.1 的“主要内容”改成" in merged(works).out
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


@pytest.mark.parametrize("kind", ["代录"])
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


# 核定进展


def test_the_offices_own_finding_stands_beside_the_departments_words(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    fill_pending(
        works,
        {
            "kind": "核定进展",
            "department": "教育科",
            "task": "1.1",
            "item": "完成进度",
            "reported": "40%",
            "source": "现场查看",
        },
    )
    works.do("merge")
    works.answer("教育科", "又一份.xlsx", put("1.1", progress="全部办妥。"))
    works.do("merge")
    out = works.book.parent / "汇总.xlsx"
    works.do("status", "--today", TODAY, "--out", out)
    sheet = openpyxl.load_workbook(out)["进展汇总"]
    head, *rows = ([cell.value for cell in line] for line in sheet.iter_rows(min_row=3))
    found = dict(zip(head, next(line for line in rows if line[0] == "1.1"), strict=True))
    assert (found["核定进展"], found["进度"]) == ("教育科：核定40%（自报50%）", 0.4)
    before = snapshot(works.root)
    works.do("merge")
    assert snapshot(works.root) == before


def test_what_the_office_found_done_is_closed_without_a_word_of_the_department(works: Office) -> None:
    found = {
        "kind": "核定进展",
        "department": "教育科",
        "task": "1.1",
        "item": "状态",
        "reported": "已完成",
        "source": "现场",
    }
    fill_pending(works, found | AGREED)
    merged(works)
    assert reason(works, "1.1", "教育科") == ("green", "办公室核定已完成，待销号；本期未报送")
    fill_pending(works, row(works, "待销号", decision="同意销号", **AGREED))
    assert "办理 1 条" in merged(works).out
    assert reason(works, "1.1", "教育科") == ("green", "已销号（李局，2023-06-24，按办公室核定）")
    run("yearly", works.book)
    [paper] = (works.root / "汇总").glob("*年度考核台账.xlsx")
    book = openpyxl.load_workbook(paper)
    said = [[cell.value for cell in line] for sheet in book for line in sheet.iter_rows()]
    [event] = [line for line in said if "李局，2023-06-24，按办公室核定同意销号" in line]
    assert "没有对应的报送" in event


def test_the_sheet_of_another_program_without_headings_stops_nothing(works: Office) -> None:
    works.answer("教育科")
    book = openpyxl.load_workbook(works.book)
    book.create_sheet("待核实").append(["类型", "部门"])
    book.save(works.book)
    done = works.do("merge")
    assert "找不到标题" in done.out
    assert "教育科" not in works.json("merge")["missing"]


def test_what_a_department_reports_of_a_closed_task_is_asked_about(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    merged(works)
    fill_pending(works, row(works, "待销号", decision="同意销号", **AGREED))
    merged(works)
    works.answer("教育科", "又一份.xlsx", put("1.1", state="推进中", percent=0.9))
    merged(works)
    asked = row(works, "前后不一致")
    assert (asked["item"], asked["before"], asked["reported"]) == ("状态", "已完成", "推进中")
    assert reason(works, "1.1", "教育科")[0] == "green"
    fill_pending(works, asked | {"decision": "采用报送"})
    assert "另写一行“重新立项”" in merged(works).out
    fill_pending(works, asked | {"decision": "保留原值"})
    assert "办理 1 条" in merged(works).out
    assert "前后不一致" not in kinds(works)
    assert reason(works, "1.1", "教育科") == ("green", "已销号（李局，2023-06-24）")


def test_a_delay_that_was_refused_and_comes_again_is_not_said_to_be_listed(works: Office) -> None:
    late = put("1.1", expected=date(2024, 3, 31))
    works.answer("教育科", edit=late)
    assert "按申请延期列入“待核实”" in merged(works).out
    fill_pending(works, row(works, "申请延期", decision="退回", before=None))
    assert "办理 1 条" in merged(works).out
    works.answer("教育科", "又一份.xlsx", put("1.1", expected=date(2024, 3, 31), percent=0.35))
    said = works.do("merge").out
    assert "按申请延期列入" not in said and "这一天以前定过" in said
