"""A round by its buttons, and the lists that they keep: 下发清单, 回收情况, 待核实."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from support.live import HANDED_OUT, TAKEN_IN, answer, done, listed, numbered, press
from support.office import ROUND

from xlplan.actions.book import open_book
from xlplan.actions.remind import remind
from xlplan.office.buttons import verbs
from xlplan.office.buttons.round_question import First
from xlplan.office.sheets import fixed_sheets
from xlplan.schedule.calendar import day_words
from xlplan.status.remind import Lack
from xlplan.terms.buttons import ADDIN_BUTTONS, BUTTONS
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import (
    DASHBOARD,
    DASHBOARD_RANGES,
    DASHBOARD_TITLE,
    DEPARTMENTS,
    FINDINGS,
    HEADING_ROW,
    NAME_LAST_RESULTS,
    NAME_OPERATOR,
    PENDING,
    PLAN,
    PROGRESS,
    RETURNS,
    SENT,
    SETTINGS,
)


def test_the_whole_loop_runs_in_the_open_workbook(book: xlwings.Book, path: Path) -> None:
    before = {name: book.sheets[name].used_range.formula for name in (PLAN, DEPARTMENTS, SETTINGS)}
    book.sheets["操作台"].range(NAME_OPERATOR).value = "张三"

    assert done(book, "validate").show == FINDINGS
    findings = listed(book, FINDINGS)
    assert {"severity": "提醒", "rule": "部门连写", "task": "4.3", "column": "执行部门", "cell": "D21"}.items() <= next(
        row for row in findings if row["rule"] == "部门连写"
    ).items()

    handed = done(book, "split")
    assert (handed.show, book.sheets.active.name) == (SENT, SENT)
    assert "相关科室" in handed.message
    rows = {row["department"]: row for row in listed(book, SENT)}
    assert rows["教育科"]["file"] == f"教育科-{ROUND}推进情况表.xlsx"
    assert rows["教育科"]["sent"] == HANDED_OUT
    assert "群组还没有写明成员" in rows["相关科室"]["note"]
    assert {row["returned"] for row in listed(book, RETURNS)} == {"未报送", "自愿"}

    answer(path, "教育科", "进修学校", percent=0.5)
    answer(path, "组宣科", state="已完成", percent=1.0)
    taken = done(book, "merge", TAKEN_IN)
    assert taken.show == RETURNS
    returned = {row["department"]: row["returned"] for row in listed(book, RETURNS)}
    # A percent on a routine goes back to be taken out.
    assert returned["教育科"] == "退回待改"
    # What there is to look at stands above what there is not.
    assert [name for name, word in returned.items() if word == "已报送"] == ["进修学校", "组宣科"]
    assert {row["kind"] for row in listed(book, PENDING)} == {"待销号"}

    shown = done(book, "status", TAKEN_IN)
    assert (shown.show, book.sheets.active.name) == (DASHBOARD, DASHBOARD)
    lights = [row["light"] for row in listed(book, PROGRESS)]
    assert lights == sorted(lights, key="红黄灰绿".index)
    assert sorted(row["id"] for row in listed(book, PROGRESS)) == sorted(numbered(book))
    board = book.sheets[DASHBOARD]
    projects = board.range(DASHBOARD_RANGES["projects"])
    assert sum(value or 0 for row in projects.value for value in row[2:6]) == 25
    assert board.range(DASHBOARD_RANGES["figures"]).value[0] == 25
    board_title = board.range(DASHBOARD_TITLE).value
    assert board_title == f"{ROUND}  {DASHBOARD}（截至{day_words(TAKEN_IN.date())}）"
    assert [projects[row, 0].rows.hidden for row in (4, 5, 11)] == [False, True, True]
    departments = [row[0] for row in board.range(DASHBOARD_RANGES["departments"]).value if row[0]]
    assert {"教育科", "工会"} <= set(departments)

    undone = done(book, "undo", TAKEN_IN)
    assert "合并回收" in undone.message
    assert {row["returned"] for row in listed(book, RETURNS)} == {"未报送", "自愿"}
    assert listed(book, PENDING) == []

    last = book.sheets["操作台"].range(NAME_LAST_RESULTS).value
    assert all(row[-1] for row in last if row[1] != "还没有做过")
    pressed = [row for row in last if row[1] != "还没有做过"]
    assert [row[0] for row in pressed] == [
        "校验",
        "拆分下发",
        # What was taken back is no result any more.
        "生成汇总",
        "撤销上一步",
    ]
    assert all("（张三）" in row[1] for row in pressed)
    assert last[1][-1] == HANDED_OUT
    assert {name: book.sheets[name].used_range.formula for name in before} == before


def test_the_button_chases_as_the_command_does_and_回收情况_tells_how_often(
    book: xlwings.Book, path: Path, tmp_path: Path
) -> None:
    done(book, "split")
    answer(path, "教育科", percent=0.5)
    done(book, "merge", TAKEN_IN)
    chased = done(book, "remind", TAKEN_IN)
    assert (chased.show, book.sheets.active.name) == (RETURNS, RETURNS)
    folder = path.with_name("分工表-工作区") / "汇总" / ROUND / "催报"
    assert chased.folder == folder
    assert {"催报名单.xlsx", "催办单.docx", "催报-群通知.txt", "组宣科-催报.txt"} <= {
        each.name for each in folder.iterdir()
    }
    result = remind(open_book(path), ROUND, TAKEN_IN)
    # 教育科 has reported, but not written its 综述.
    silent = sum(each.lack is Lack.MISSING for each in result.reminders)
    assert f"要催 {len(result.reminders)} 个部门（未报 {silent}，有空缺 1）" in chased.message
    todo = {row["department"]: row["todo"] for row in listed(book, RETURNS)}
    assert todo["组宣科"] == "还没有报送，请催报。\n已催报 1 次，最近一次 2023年6月25日。"
    assert "已催报" not in (todo["工会"] or "")

    for days in (1, 2):
        again = done(book, "remind", TAKEN_IN + timedelta(days=days))
    assert "要报分管领导" in again.message
    undone = done(book, "undo", TAKEN_IN + timedelta(days=2))
    assert (undone.show, "催报" in undone.message) == (RETURNS, True)
    todo = {row["department"]: row["todo"] for row in listed(book, RETURNS)}
    assert todo["组宣科"].endswith("已催报 2 次，最近一次 2023年6月26日。")


def test_the_button_writes_the_years_accounts(book: xlwings.Book, path: Path) -> None:
    refused = press(book, "yearly")
    assert (refused.ok, "还没有下发过任何一期" in refused.message) == (False, True)
    done(book, "split")
    answer(path, "教育科", percent=0.5)
    done(book, "merge", TAKEN_IN)
    told = done(book, "yearly", TAKEN_IN)
    target = path.with_name("分工表-工作区") / "汇总" / "2023年度考核台账.xlsx"
    assert told.folder == target.parent
    assert f"1 期：{ROUND}" in told.message
    assert "教育科" in {
        cell for row in openpyxl.load_workbook(target).active.iter_rows(values_only=True) for cell in row
    }


def test_what_the_office_wrote_into_待核实_is_kept(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    answer(path, "教育科", "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    pending = listed(book, PENDING)
    row = next(number for number, each in enumerate(pending, HEADING_ROW + 1) if each["department"] == "组宣科")
    sheet = book.sheets[PENDING]
    decision = list(RESULT_SHEETS[PENDING]).index("decision") + 1
    sheet.range((row, decision)).value = ["同意销号", "陈局", datetime(2023, 6, 26)]
    answer(path, "进修学校", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    kept = [each for each in listed(book, PENDING) if each["decision"]]
    assert [(each["department"], each["decision"], each["leader"], each["date"]) for each in kept] == [
        ("组宣科", "同意销号", "陈局", datetime(2023, 6, 26))
    ]
    done(book, "undo", TAKEN_IN)
    done(book, "undo", TAKEN_IN)
    (left,) = listed(book, PENDING)
    assert (left["decision"], left["note"]) == ("同意销号", "已经没有这一项了，处理意见留着备查。")


def test_two_returns_that_disagree_are_both_shown(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    answer(path, "组宣科", progress="第一种说法")
    folder = open_book(path).workspace.returned_folder(ROUND)
    (first,) = folder.iterdir()
    first.rename(folder / "组宣科(1).xlsx")
    answer(path, "组宣科", progress="第二种说法")
    done(book, "merge", TAKEN_IN)
    found = [row for row in listed(book, PENDING) if row["kind"] == "前后不一致"]
    assert {row["before"] for row in found} | {row["reported"] for row in found} == {"第一种说法", "第二种说法"}


def test_files_that_were_not_taken_are_listed_until_they_are_gone(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    folder = open_book(path).workspace.returned_folder(ROUND)
    stray = folder / "说明.xlsx"
    stray.write_bytes(b"PK\x03\x04 no workbook")
    done(book, "merge", TAKEN_IN)
    assert ("说明.xlsx", "读不了") in [(row["file"], row["verdict"]) for row in listed(book, RETURNS)]
    todo = {row["department"]: str(row["todo"]) for row in listed(book, RETURNS)}
    assert "没有收下" not in "".join(todo[name] for name in ("组宣科", "教育科"))
    stray.unlink()
    stray = folder / "组宣科.xlsx"
    stray.write_bytes(b"PK\x03\x04 no workbook either")
    done(book, "merge", TAKEN_IN)
    todo = {row["department"]: str(row["todo"]) for row in listed(book, RETURNS)}
    assert todo["组宣科"].startswith("发来的“组宣科.xlsx”没有收下")
    assert todo["教育科"].startswith("还没有报送")
    stray.unlink()
    done(book, "merge", TAKEN_IN)
    assert "组宣科.xlsx" not in [row["file"] for row in listed(book, RETURNS)]


def test_rows_below_a_shorter_list_are_as_low_as_empty_ones(book: xlwings.Book, path: Path) -> None:
    sheet = fixed_sheets.ResultSheet(book.sheets, FINDINGS)
    below = [book.sheets[FINDINGS].range((HEADING_ROW + number, 1)) for number in (2, 3)]
    sheet.write([{"problem": "很长的说明。" * 80}] * 3)
    sheet.fit()
    assert min(cell.row_height for cell in below) > 60
    sheet.write([{"problem": "短"}])
    sheet.fit()
    assert {cell.row_height for cell in below} == {fixed_sheets.height_of_row(())}


def test_only_texts_make_a_row_higher(book: xlwings.Book) -> None:
    sheet = fixed_sheets.ResultSheet(book.sheets, SENT)
    row = {
        "department": "教育科",
        "file": "示例中心小学-2023年第二季度推进情况表.xlsx",
        "sent": HANDED_OUT,
        "checksum": "73f3bd419a1b2c3d",
    }
    sheet.write([row, row | {"note": "很长的说明。" * 20}])
    sheet.fit()
    heights = [book.sheets[SENT].range((HEADING_ROW + number, 1)).row_height for number in (1, 2)]
    assert heights[0] == fixed_sheets.height_of_row(()) < heights[1]


def settings(book: xlwings.Book) -> dict[str, Any]:
    """Return 设置 by item."""
    rows = book.sheets["设置"].range("A1:B30").options(ndim=2).value
    return {row[0]: row[1] for row in rows if row[0]}


def test_a_new_round_is_asked_about_and_goes_into_设置(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    before = settings(book)
    asked = press(book, "round")
    assert asked.ask is not None
    for said in ("还没报送：教育科", "从2023年第二季度换到2023年第三季度", "清空报送截止日"):
        assert said in asked.ask
    assert settings(book) == before, "not before the user said yes"
    assert "没有开新一期" in press(book, "round", answer=False).message
    assert settings(book) == before
    said = press(book, "round", answer=True)
    assert said.ok and said.show == "设置" and "已换到2023年第三季度" in said.message
    assert settings(book) == before | {"当前期次": "2023年第三季度", "报送截止日": None}
    refused = press(book, "split")
    assert not refused.ok and "报送截止日" in refused.message


def test_where_nobody_can_be_asked_a_second_click_soon_after_opens_the_new_round(book: xlwings.Book) -> None:
    for minutes, opened in ((0, "2023年第二季度"), (11, "2023年第二季度"), (13, "2023年第三季度")):
        assert press(book, "round", HANDED_OUT + timedelta(minutes=minutes)).ok
        assert settings(book)["当前期次"] == opened, minutes


def test_where_a_window_asks_a_second_click_is_no_answer(book: xlwings.Book) -> None:
    for minutes in range(3):
        asked = press(book, "round", HANDED_OUT + timedelta(minutes=minutes), answer=First.ASK)
        assert asked.ask == asked.message and "再点一次" not in asked.message
        assert settings(book)["当前期次"] == "2023年第二季度", minutes


def test_a_round_without_days_has_no_next_one(book: xlwings.Book) -> None:
    place = next(row for row in range(1, 30) if book.sheets["设置"].range((row, 1)).value == "当前期次")
    book.sheets["设置"].range((place, 2)).value = "年中督查"
    said = press(book, "round")
    assert not said.ok and "推算不出来" in said.message
    assert settings(book)["当前期次"] == "年中督查"


def test_a_split_that_leaves_hardly_any_time_says_so(book: xlwings.Book) -> None:
    assert "只剩 1 个工作日" in press(book, "split", datetime(2023, 6, 19, 9, 0)).message


def test_nothing_to_undo_is_said(book: xlwings.Book) -> None:
    assert done(book, "undo").message == "没有可以撤销的操作。"


def test_the_folder_is_the_working_folder_of_this_workbook(book: xlwings.Book, path: Path) -> None:
    assert done(book, "folder").folder == path.parent / "分工表-工作区"


def test_help_tells_of_every_button(book: xlwings.Book) -> None:
    message = done(book, "help").message
    assert all(button.caption in message for button in BUTTONS)


def test_every_button_has_its_function() -> None:
    assert {button.verb for button in ADDIN_BUTTONS} == set(verbs.VERBS)
