"""Rows of 待核实 belong to a round and are carried out once; the file 待核实.xlsx is a second door; undoing gives the words back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support.office import ROUND, TODAY, Filled, Office, fill_pending, put, run
from support.ooxml import assert_valid

from xlplan.actions.archive import archive_state
from xlplan.actions.book import open_book
from xlplan.ledger.store import Ledger
from xlplan.terms.headings import PENDING_HEADINGS

NEXT = "2023年第三季度"
AGREED = {"leader": "李局", "date": date(2023, 6, 24)}
COLUMNS = {name: number for number, name in enumerate(PENDING_HEADINGS, 1)}


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up an office whose round is handed out."""
    office = Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})
    office.do("split")
    return office


def in_next(works: Office) -> Office:
    """Return the office in the next round, handed out."""
    later = Office(works.book, NEXT, "2023-09-20")
    assert later.do("split").code in (0, 1)
    return later


def pending_file(works: Office) -> Path:
    return works.root / "汇总" / works.round / "待核实.xlsx"


def listed(works: Office) -> list[dict[str, object]]:
    """Return the rows that 待核实.xlsx lists."""
    sheet = openpyxl.load_workbook(pending_file(works))["待核实"]
    rows = sheet.iter_rows(min_row=4, max_col=len(COLUMNS), values_only=True)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows if row[COLUMNS["kind"] - 1]]


def decide_in_file(works: Office, kind: str, operator: str = "张三", **decided: object) -> None:
    """Fill in the row of a kind in 待核实.xlsx, and who is at work."""
    book = openpyxl.load_workbook(pending_file(works))
    sheet = book["待核实"]
    label = next(cell for cell in sheet[1] if cell.value == "经办人")
    sheet.cell(1, label.column + 1).value = operator
    line = next(row for row in range(4, 60) if sheet.cell(row, COLUMNS["kind"]).value == kind)
    for name, value in decided.items():
        sheet.cell(line, COLUMNS[name]).value = value
    book.save(pending_file(works))


def state(works: Office, task: str, department: str) -> tuple[str, str | None, float | None, str]:
    """Return light, state, percent and reason."""
    found = works.json("status", "--today", TODAY)["tasks"]
    one = next(each for item in found if item["task"] == task for each in item["departments"]
               if each["department"] == department)  # fmt: skip
    return one["light"], one["state"], one["percent"], one["reason"]


def test_a_telephone_reply_counts_in_the_round_it_was_written_in(works: Office) -> None:
    fill_pending(
        works,
        {
            "kind": "代录",
            "department": "教育科",
            "task": "1.1",
            "item": "本期进展",
            "reported": "在办。",
            "source": "电话",
        },
    )
    assert "办理 1 条" in works.do("merge").out
    assert "教育科" not in works.json("merge")["missing"]
    later = in_next(works)
    said = later.do("merge").out
    assert ("办理" in said, "没有重复办理" in said) == (True, True)
    assert "教育科" in later.json("merge")["missing"]
    # Named for the next round, it is carried out there as well, once.
    fill_pending(works, {"kind": "代录", "department": "教育科", "task": "1.1", "item": "本期进展", "reported": "在办。", "source": "电话",
                         "round": NEXT})  # fmt: skip
    assert "办理 1 条" in later.do("merge").out
    assert "办理 1 条" not in later.do("merge").out
    assert "教育科" not in later.json("merge")["missing"]


def test_a_row_that_names_an_earlier_round_is_carried_out_there(works: Office) -> None:
    later = in_next(works)
    fill_pending(works, {"kind": "代录", "department": "教育科", "task": "1.1", "item": "本期进展", "reported": "在办。", "source": "电话",
                         "round": "2023Q2"})  # fmt: skip
    assert "办理 1 条" in later.do("merge").out
    assert ("教育科" in works.json("merge")["missing"], "教育科" in later.json("merge")["missing"]) == (False, True)
    fill_pending(works, {"kind": "代录", "department": "教育科", "task": "1.1", "item": "本期进展", "reported": "在办。", "source": "电话",
                         "round": "2022Q1"})  # fmt: skip
    assert "没有下发过" in later.do("merge").out


def test_the_file_beside_the_workbook_lists_what_is_open_and_takes_the_answer(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    assert "待核实.xlsx" in works.do("merge").out
    assert_valid(pending_file(works))
    assert [(row["kind"], row["task"], row["round"]) for row in listed(works)] == [("待销号", "1.1", ROUND)]
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    assert "办理 1 条" in works.do("merge").out
    assert state(works, "1.1", "教育科")[3] == "已销号（李局，2023-06-24）"
    assert listed(works) == []
    # What it has told of the row is no damage.
    with Ledger(works.ledger) as ledger:
        assert ledger.told()
    found = archive_state(open_book(works.book).workspace)
    assert found is not None and found.whole
    assert "台账完好" in run("rebuild", works.book).out


def test_where_nothing_is_open_the_file_is_there_for_the_offices_own_rows(works: Office) -> None:
    said = works.do("merge").out
    assert "没有要核实的。" in said and f"汇总/{ROUND}/待核实.xlsx" in said
    assert_valid(pending_file(works))
    assert listed(works) == []
    book = openpyxl.load_workbook(pending_file(works))
    sheet = book["待核实"]
    own = {
        "kind": "代录",
        "department": "教育科",
        "task": "1.1",
        "item": "状态",
        "reported": "已完成",
        "source": "电话",
    }
    label = next(cell for cell in sheet[1] if cell.value == "经办人")
    sheet.cell(1, label.column + 1).value = "张三"
    for name, value in own.items():
        sheet.cell(4, COLUMNS[name]).value = value
    book.save(pending_file(works))
    assert "办理 1 条" in works.do("merge").out
    assert state(works, "1.1", "教育科")[1] == "已完成"


def test_two_doors_that_disagree_leave_it_open(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    (row,) = listed(works)
    decide_in_file(works, "待销号", decision="退回")
    fill_pending(works, row | {"decision": "同意销号", **AGREED})
    said = works.do("merge")
    assert "互相矛盾" in said.out
    assert "待销号" in state(works, "1.1", "教育科")[3]


def test_undoing_a_merge_gives_the_decision_back(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    works.do("merge")
    assert "合并回收" in run("undo", works.book).out
    (row,) = listed(works)
    assert (row["decision"], row["leader"]) == ("同意销号", "李局")
    assert "待销号" in state(works, "1.1", "教育科")[3]
    assert "办理 1 条" in works.do("merge").out
    assert state(works, "1.1", "教育科")[3].startswith("已销号")


def test_undoing_leaves_alone_what_still_stands_in_the_workbook(works: Office) -> None:
    own = {
        "kind": "代录",
        "department": "教育科",
        "task": "1.1",
        "item": "完成进度",
        "source": "电话",
        "date": date(2023, 6, 10),
    }
    fill_pending(works, own | {"reported": "20%"})
    works.do("merge")
    works.do("undo")
    assert not pending_file(works).exists() or listed(works) == []
    # Corrected where it stands, it alone counts.
    fill_pending(works, own | {"reported": "30%"})
    assert "办理 1 条" in works.do("merge").out
    assert state(works, "1.1", "教育科")[2] == 30


def test_closed_and_paused_tasks_are_neither_handed_out_nor_owed(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    works.do("merge")
    later = in_next(works)
    split = later.json("split", "--due", "2023-09-20")
    mine = next(each for each in split["files"] if each["department"] == "教育科")
    sheet = openpyxl.load_workbook(later.book.parent / mine["path"])["任务表"]
    assert "1.1" not in [cell.value for cell in sheet["A"]]
    fill_pending(works, {"kind": "重新立项", "department": "教育科", "task": "1.1", **AGREED})
    assert "办理 1 条" in later.do("merge").out
    assert state(later, "1.1", "教育科")[1] == "推进中"
    # The sheet that holds it again says what was reported, and who decided.
    later.do("split")
    filled = Filled.open(later.sheet_of("教育科"))
    assert filled.cell("1.1", "previous").value == (
        "【已重新立项：李局，2023-06-24】\n已完成，完成进度100%。\n1.1的进展。"
    )
    assert "没有变化" in later.do("split").out
    split = later.json("split", "--due", "2023-09-20")
    mine = next(each for each in split["files"] if each["department"] == "教育科")
    sheet = openpyxl.load_workbook(later.book.parent / mine["path"])["任务表"]
    assert "1.1" in [cell.value for cell in sheet["A"]]


def test_what_the_office_found_counts_until_it_adopts_a_new_report(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="推进中", percent=0.8))
    works.do("merge")
    fill_pending(
        works,
        {
            "kind": "核定进展",
            "department": "教育科",
            "task": "1.1",
            "item": "完成进度",
            "reported": 0.6,
            "source": "现场",
            **AGREED,
        },
    )
    works.do("merge")
    assert state(works, "1.1", "教育科")[2] == 60.0
    later = in_next(works)
    assert state(later, "1.1", "教育科")[2] == 60.0
    later.answer("教育科", edit=put("1.1", state="推进中", percent=0.9))
    later.do("merge")
    assert state(later, "1.1", "教育科")[2] == 60.0
    assert [row["kind"] for row in listed(later)] == ["核定后又报"]
    decide_in_file(later, "核定后又报", decision="采用报送")
    later.do("merge")
    assert state(later, "1.1", "教育科")[2] == 90.0


def test_a_reply_from_before_the_round_is_asked_for_its_round(works: Office) -> None:
    later = in_next(works)
    old = {"kind": "代录", "department": "教育科", "task": "1.1", "item": "本期进展", "reported": "在办。", "source": "电话",
           "date": date(2023, 4, 10)}  # fmt: skip
    fill_pending(works, old)
    assert "不知道算哪一期" in later.do("merge").out
    assert "教育科" in later.json("merge")["missing"]
    fill_pending(works, old | {"round": NEXT})
    assert "办理 1 条" in later.do("merge").out


def test_a_reply_that_moved_to_another_row_is_not_entered_again(works: Office) -> None:
    reply = {
        "kind": "代录",
        "department": "教育科",
        "task": "1.1",
        "item": "本期进展",
        "reported": "在办。",
        "source": "电话",
    }
    fill_pending(
        works,
        {
            "kind": "代录",
            "department": "组宣科",
            "task": "1.2",
            "item": "本期进展",
            "reported": "也在办。",
            "source": "电话",
        },
        reply,
    )
    works.do("merge")
    fill_pending(works, reply)
    assert "办理" not in works.do("merge").out


def test_the_file_of_an_earlier_round_is_taken_too_when_it_is_filled_in_late(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    later = in_next(works)
    assert "办理" not in later.do("merge").out
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    assert "办理 1 条" in later.do("merge").out
    assert state(later, "1.1", "教育科")[3] == "已销号（李局，2023-06-24）"
    # Both files are renewed, and nothing is carried out twice.
    assert (listed(works), listed(later)) == ([], [])
    assert "办理" not in later.do("merge").out + works.do("merge").out
    # What is taken back stands again where it was written.
    run("undo", works.book)
    assert [row["decision"] for row in (*listed(works), *listed(later))] == ["同意销号", None]
    assert "办理 1 条" in later.do("merge").out


def test_what_was_taken_back_stands_again_in_the_file_of_the_round_that_it_was_typed_in(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    later = in_next(works)
    later.do("merge")
    decide_in_file(later, "待销号", decision="同意销号", **AGREED)
    assert "办理 1 条" in later.do("merge").out
    run("undo", works.book)
    assert [row["decision"] for row in (*listed(works), *listed(later))] == [None, "同意销号"]
    # Another answer there contradicts nothing.
    decide_in_file(later, "待销号", decision="退回", leader=None, date=None)
    again = later.do("merge").out
    assert "办理 1 条" in again and "互相矛盾" not in again


def test_files_of_two_rounds_that_disagree_leave_it_open(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    later = in_next(works)
    later.do("merge")
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    decide_in_file(later, "待销号", decision="退回")
    assert "互相矛盾" in later.do("merge").out
    assert "待销号" in state(later, "1.1", "教育科")[3]


def test_what_a_cell_of_an_earlier_round_meant_is_decided_in_that_round(works: Office) -> None:
    for name, share in (("一.xlsx", 0.4), ("二.xlsx", 0.6)):
        works.answer("教育科", name, edit=put("1.1", percent=share))
    works.do("merge")
    later = in_next(works)
    later.answer("教育科", edit=put("1.1", percent=0.7))
    later.do("merge")
    # The later report has filled in the cell: this round asks no longer, that one still does.
    assert listed(later) == []
    decide_in_file(works, "前后不一致", decision="采用报送")
    assert "办理 1 条" in later.do("merge").out
    assert state(works, "1.1", "教育科")[2] in (40, 60)
    assert state(later, "1.1", "教育科")[2] == 70


def test_what_was_claimed_anew_is_not_decided_by_an_old_row(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    later = in_next(works)
    later.answer("教育科", edit=put("1.1", state="推进中", percent=0.9))
    later.do("merge")
    decide_in_file(works, "待销号", decision="同意销号", **AGREED)
    said = later.do("merge").out
    assert ("办理 1 条" in said, "内容已经变了" in said) == (False, True)
    assert "内容已经变了" not in later.do("merge").out
    assert state(later, "1.1", "教育科")[1] == "推进中"
