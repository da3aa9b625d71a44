"""The buttons on the shipped workbook in a real Calc without a screen, through the calls that drive Excel too."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.formula.translate import Translator
from support import live
from support.live import HANDED_OUT, TAKEN_IN, answer, done, listed, press
from support.office import BEYOND_THE_TABLE, ROUND

from xlplan.actions.common import open_book
from xlplan.actions.remind import remind
from xlplan.actions.status import Summary
from xlplan.calendar import day_words
from xlplan.columns import (
    CONSOLE_HEADINGS,
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_RANGES,
    DASHBOARD_TITLE,
    DASHBOARD_WORDS,
    DEPARTMENTS,
    FINDING_HEADINGS,
    FINDINGS,
    HEADING_ROW,
    NAME_LAST_RESULTS,
    NAME_OPERATOR,
    PENDING,
    PLAN,
    PROGRESS,
    RESULT_SHEETS,
    RETURNS,
    SENT,
    SETTINGS,
)
from xlplan.files.own_workbook import read_workbook
from xlplan.files.shipped import WORKBOOK, shipped
from xlplan.findings import CATALOGUE
from xlplan.grid import Grid
from xlplan.office import buttons, sheets, tables
from xlplan.office import progress as progress_tables
from xlplan.office.button_table import BUTTONS
from xlplan.office.live import cell_value, merged_areas, read_book

LEVELS = ("错误", "提醒", "说明")


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.App]:
    with live.running(tmp_path_factory.mktemp("calc-profile")) as app:
        yield app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return live.in_an_office(tmp_path)


@pytest.fixture
def book(calc: xlwings.App, path: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(str(path))
    yield book
    book.close()


def numbered(book: xlwings.Book) -> list[Any]:
    return list(book.sheets[PLAN].range("A4:A28").value)


def marks(book: xlwings.Book, tmp_path: Path) -> dict[str, str]:
    """Which cells of 分工表 the shipped conditional format marks now, and as what.

    The rules as they stand in the open workbook are evaluated by Calc itself, beside the table.
    """
    copy = tmp_path / "marks.xlsx"
    _store(book, copy)
    rules = [
        (area, rule.formula[0], LEVELS[number])
        for area, found in openpyxl.load_workbook(copy)[PLAN].conditional_formatting._cf_rules.items()
        for number, rule in enumerate(r for r in found if "xlplan_finding" in "".join(r.formula))
    ]
    assert [level for _, _, level in rules] == list(LEVELS)
    sheet = book.sheets[PLAN]
    bottom = sheet.used_range.last_cell.row
    found: dict[str, str] = {}
    for area, formula, level in reversed(rules):
        origin = str(area.sqref).partition(":")[0]
        top = int(re.sub(r"\D", "", origin))
        block = [
            [
                f"=IF({Translator('=' + formula, origin).translate_formula(f'{letter}{row}')[1:]},1,0)"
                for letter in "ABCDEF"
            ]
            for row in range(top, bottom + 1)
        ]
        scratch = sheet.range((top, 30), (bottom, 35))
        scratch.formula = block
        for row, line in enumerate(scratch.options(ndim=2).value, top):
            found |= {f"{letter}{row}": level for letter, hit in zip("ABCDEF", line, strict=True) if hit}
        scratch.clear_contents()
    return found


def _store(book: xlwings.Book, copy: Path) -> None:
    from xlplan.office.libreoffice.books import _properties

    book.impl.api.storeToURL(copy.as_uri(), _properties(FilterName="Calc MS Excel 2007 XML"))


def follow(book: xlwings.Book, target: str, frame: str = "_self") -> None:
    """What Calc does when a link is clicked."""
    from xlplan.office.libreoffice.books import _properties

    controller = book.impl.api.CurrentController
    dispatcher = book.app.impl.service("com.sun.star.frame.DispatchHelper")
    wanted = _properties(URL=target, Referer=book.impl.api.URL, FrameName=frame)
    dispatcher.executeDispatch(controller.Frame, ".uno:Open", "", 0, wanted)


# The whole loop


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
    assert [name for name, word in returned.items() if word == "已报送"] == ["教育科", "组宣科", "进修学校"]
    assert {row["kind"] for row in listed(book, PENDING)} == {"待销号"}

    shown = done(book, "status", TAKEN_IN)
    assert (shown.show, book.sheets.active.name) == (DASHBOARD, DASHBOARD)
    assert [row["id"] for row in listed(book, PROGRESS)] == numbered(book)
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
    assert len(last[0]) == len(CONSOLE_HEADINGS)
    pressed = [row for row in last if row[1] != "还没有做过"]
    assert [row[0] for row in pressed] == [
        "校验",
        "拆分下发",
        "合并回收",
        "生成汇总",
        "撤销上一步",
    ]
    assert all("（张三）" in row[1] for row in pressed)
    assert last[1][2] == HANDED_OUT
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
    assert f"要催 {len(result.reminders)} 个部门（未报 {len(result.reminders)}）" in chased.message
    todo = {row["department"]: row["todo"] for row in listed(book, RETURNS)}
    assert todo["组宣科"] == "还没有报送，请催报。\n已催报 1 次，最近一次 2023年6月25日。"
    assert "已催报" not in (todo["教育科"] or "")

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


def test_what_the_command_line_says_of_the_saved_file_the_button_says_of_the_open_one(
    book: xlwings.Book, path: Path
) -> None:
    from xlplan.actions.validate import validate

    done(book, "validate")
    closed = validate(open_book(path), HANDED_OUT.date()).findings
    assert [(row["problem"], row["cure"]) for row in listed(book, FINDINGS)] == [(f.message, f.hint) for f in closed]


def test_changes_that_are_not_saved_count(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("D4").value = "没有这个科"
    done(book, "validate")
    assert ("D4", "部门不在名录") in [(row["cell"], row["rule"]) for row in listed(book, FINDINGS)]


def test_old_results_go(book: xlwings.Book) -> None:
    plan = book.sheets[PLAN]
    plan.range("D4:D28").value = [["没有这个科"]] * 25
    done(book, "validate")
    many = len(listed(book, FINDINGS))
    plan.range("D4:D28").value = [["教育科"]] * 25
    done(book, "validate")
    assert len(listed(book, FINDINGS)) < many


def test_the_links_lead_to_the_cells(book: xlwings.Book) -> None:
    book.sheets[SETTINGS].range("B7").value = "下个月"
    done(book, "validate")
    column = list(FINDING_HEADINGS).index("cell") + 1
    links = [str(book.sheets[FINDINGS].range((row, column)).formula) for row in range(4, 14)]
    for text, sheet, cell in (("D21", PLAN, "$D$21"), ("设置!B7", SETTINGS, "$B$7")):
        (target,) = (found[1] for link in links if (found := re.match(rf'=HYPERLINK\("(#.*)","{text}"\)', link)))
        follow(book, target)
        selected = book.app.selection
        assert selected is not None
        assert (book.sheets.active.name, selected.address) == (sheet, cell)


def test_progress_runs_up_and_begins_at_once(book: xlwings.Book) -> None:
    told: list[tuple[str, float]] = []
    buttons.press("split", book, HANDED_OUT, lambda text, share: told.append((text, share)))
    shares = [share for _, share in told]
    assert told[0] == ("正在拆分下发", 0.01)
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


# Marks


def test_marks_stand_on_the_cells_with_findings_and_inserted_rows_move_none(book: xlwings.Book, tmp_path: Path) -> None:
    done(book, "validate")
    expected = {row["cell"]: row["severity"] for row in listed(book, FINDINGS) if row["cell"][1:].isdigit()}
    assert marks(book, tmp_path) == expected
    rows = book.sheets[PLAN].impl.api.getRows()
    rows.insertByIndex(10, 2)
    moved = {re.sub(r"\d+", lambda at: str(int(at[0]) + 2 * (int(at[0]) > 10)), cell): level
             for cell, level in expected.items()}  # fmt: skip
    assert moved != expected
    assert marks(book, tmp_path) == moved


def test_mending_one_cell_and_clicking_again_takes_its_mark_away(book: xlwings.Book, tmp_path: Path) -> None:
    done(book, "validate")
    before = marks(book, tmp_path)
    assert before["D21"] == "提醒"
    book.sheets[PLAN].range("D21").value = "教育科\n进修学校"
    done(book, "validate")
    after = marks(book, tmp_path)
    assert after == {cell: level for cell, level in before.items() if cell != "D21"}


def test_numbers_that_are_no_texts_find_their_marks_too(book: xlwings.Book, tmp_path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("A21").number_format = "General"
    plan.range("A21").value = 4.3
    done(book, "validate")
    found = marks(book, tmp_path)
    assert (found["A21"], found["D21"]) == ("提醒", "提醒")


# 编号


@pytest.fixture
def without_numbers(book: xlwings.Book) -> xlwings.Book:
    """Two rows without 编号."""
    book.sheets[PLAN].range("A8").clear_contents()
    book.sheets[PLAN].range("A28").clear_contents()
    return book


def test_missing_numbers_are_asked_about_and_filled_in_on_yes(without_numbers: xlwings.Book) -> None:
    first = press(without_numbers, "validate")
    assert first.ask == "有 2 项任务没有编号，可以补上：第8行 1.5、第28行 5.5。现在补上吗？"
    assert (numbered(without_numbers)[4], numbered(without_numbers)[24]) == (None, None)
    second = press(without_numbers, "validate", answer=True)
    assert (numbered(without_numbers)[4], numbered(without_numbers)[24]) == ("1.5", "5.5")
    assert second.ask is None
    assert "缺少编号" not in {row["rule"] for row in listed(without_numbers, FINDINGS)}


def test_no_leaves_the_numbers_blank(without_numbers: xlwings.Book) -> None:
    press(without_numbers, "validate")
    assert press(without_numbers, "validate", answer=False).ask is None
    assert numbered(without_numbers)[4] is None


def test_where_nobody_can_be_asked_a_second_click_fills_in_just_what_the_first_listed(
    without_numbers: xlwings.Book,
) -> None:
    assert "再点一次" in press(without_numbers, "validate").message
    without_numbers.sheets[PLAN].range("A27").clear_contents()
    assert press(without_numbers, "validate").ask, "one more is missing than was listed"
    assert numbered(without_numbers)[4] is None
    assert "已补上 3 个编号" in press(without_numbers, "validate").message
    assert numbered(without_numbers)[23:] == ["5.4", "5.5"]


# Reading


def test_merged_areas_are_found_without_the_engines_own_member(book: xlwings.Book, path: Path) -> None:
    """Other engines have merge_cells and merge_area alone."""
    plan = book.sheets[PLAN]
    plan.range("F24:F25").merge()
    plan.range("F24:F25").clear_contents()
    plan.range("E4").clear_contents()
    plan.range("D4:E4").merge()
    cells = [[cell_value(value) for value in row] for row in plan.range("A1:F28").value]
    calls: list[str] = []
    quick = set(merged_areas(plan, cells))
    slow = set(merged_areas(_Portable(plan, calls), cells))  # type: ignore[arg-type]
    assert slow == quick
    assert len(slow) > 8
    assert len(calls) < 60


class _Portable:
    """A sheet whose engine has no member of its own for merged areas; counts what is asked of it."""

    def __init__(self, sheet: xlwings.Sheet, calls: list[str]) -> None:
        self._sheet, self._calls = sheet, calls

    def range(self, first: Any, last: Any = None) -> Any:
        calls = self._calls
        cells = self._sheet.range(first, last) if last else self._sheet.range(first)

        class Cells:
            impl = object()

            @property
            def merge_cells(self) -> Any:
                calls.append("merge_cells")
                return cells.merge_cells

            @property
            def merge_area(self) -> Any:
                calls.append("merge_area")
                return cells.merge_area

        return Cells()


def test_the_open_table_reads_as_the_saved_one(book: xlwings.Book, path: Path) -> None:
    opened = read_book({sheet.name: sheet for sheet in book.sheets}, path).grids
    saved = {grid.sheet: grid for grid in read_workbook(path)}
    assert [grid.sheet for grid in opened] == [PLAN, DEPARTMENTS, SETTINGS]
    for grid in opened:
        assert _filled(grid) == _filled(saved[grid.sheet])
    assert sorted(opened[0].merges) == sorted(saved[PLAN].merges)


def _filled(grid: Grid) -> dict[tuple[int, int], Any]:
    return {
        (r, c): value
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if value is not None and not (grid.sheet == DEPARTMENTS and r == 0)
    }


def test_errors_and_whole_numbers_are_told_from_texts(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("C4").formula = "=1/0"
    plan.range("A4").number_format = "General"
    plan.range("A4").value = 7
    done(book, "validate")
    found = {(row["cell"], row["rule"]) for row in listed(book, FINDINGS)}
    assert ("C4", "错误值") in found
    grid = read_book({sheet.name: sheet for sheet in book.sheets}, path).grids[0]
    assert (grid.at(3, 0), type(grid.at(3, 0))) == (7, int)


# Writing


LOOKALIKES = ("=1+1", "+86 13800000000", "-", "-5", "@地址", "1.10", "2023-06", "6月20日", "1/2", "80%", "TRUE", "'引", "１２", " 前有空格", "=HYPERLINK(\"x\")", "#N/A", "0001", "多行\n文字")  # fmt: skip


def test_texts_stay_as_they_are_whatever_they_look_like(book: xlwings.Book) -> None:
    all_sheets = {sheet.name: sheet for sheet in book.sheets}
    target = sheets.ResultSheet(all_sheets, PROGRESS)
    target.write([{"id": text, "progress": text, "lead": text, "due": text} for text in LOOKALIKES])
    for field in ("id", "progress", "lead", "due"):
        assert [row[field] for row in listed(book, PROGRESS)] == list(LOOKALIKES)
    target.fit()


def test_columns_are_found_by_their_headings_and_a_column_of_the_users_own_is_left_alone(book: xlwings.Book) -> None:
    sheet = book.sheets[FINDINGS]
    sheet.impl.api.getColumns().insertByIndex(2, 1)
    sheet.range("C3").value = "我的备注"
    sheet.range("C4:C40").value = [["留着"]] * 37
    done(book, "validate")
    assert sheet.range("C4:C40").value == ["留着"] * 37
    assert sheet.range("B4").value == "提醒"
    assert sheet.range("D4").value == "括号不成对"


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
    sheet = sheets.ResultSheet(book.sheets, FINDINGS)
    below = [book.sheets[FINDINGS].range((HEADING_ROW + number, 1)) for number in (2, 3)]
    sheet.write([{"problem": "很长的说明。" * 80}] * 3)
    sheet.fit()
    assert min(cell.row_height for cell in below) > 60
    sheet.write([{"problem": "短"}])
    sheet.fit()
    assert {cell.row_height for cell in below} == {sheets.height_of_row(())}


def test_a_table_too_long_for_the_dashboard_ends_with_the_sum_of_the_rest(book: xlwings.Book, path: Path) -> None:
    from xlplan.actions.status import status

    done(book, "split")
    answer(path, "教育科", state="需协调")
    done(book, "merge", TAKEN_IN)
    summary: Summary = status(open_book(path), ROUND, TAKEN_IN)
    sources = progress_tables.Sources(summary, "")

    def rows(**capacity: int) -> dict[str, list[list[Any]]]:
        room = dict.fromkeys(DASHBOARD_RANGES, 100) | capacity
        shown = progress_tables.dashboard(summary, sources, room)
        return {name: [list(row) for row in each.rows] for name, each in shown.items()}

    full, short = rows(), rows(projects=3, departments=4, decide=2)
    assert [len(short[name]) for name in ("projects", "departments", "decide")] == [3, 4, 2]
    assert short["projects"][-1][0] == "其余3项工程"
    for column in range(1, 6):
        assert sum(row[column] for row in short["projects"]) == sum(row[column] for row in full["projects"])
    assert str(short["departments"][-1][0]).startswith("其余")
    for column in (4, 5, 8):
        assert sum(row[column] for row in short["departments"]) == sum(row[column] for row in full["departments"])
    assert short["decide"] == [
        full["decide"][0],
        [f"其余{len(full['decide']) - 1}项见“进展汇总”和汇总工作簿。", None, None, None],
    ]


def test_the_dashboard_says_the_same_as_the_report(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    answer(path, "教育科", state="需协调", percent=0.5, problems="缺经费")
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    done(book, "status", TAKEN_IN)
    report = path.with_name("分工表-工作区") / "汇总" / ROUND / "进展汇总.xlsx"
    file = openpyxl.load_workbook(report)
    board = book.sheets[DASHBOARD]

    def shown(name: str) -> list[list[Any]]:
        table = board.range(DASHBOARD_RANGES[name])
        return [row for row in table.options(ndim=2).value if row[0] is not None]

    overview = [[cell for cell in row if cell is not None] for row in file["总览"].iter_rows(values_only=True)]
    assert overview[4] == shown("figures")[0]
    assert [[text] for text in board.range(DASHBOARD_WORDS).value] == overview[5:7]
    listed_ = [row for row in overview[7:] if row]
    wanted: list[list[Any]] = []
    for name in ("decide", "red", "amber"):
        first = board.range(DASHBOARD_RANGES[name])
        rows = shown(name)
        wanted.append([board.range((first.row - 2, first.column)).value])
        wanted += [["编号", "任务", "亮灯", "情况"]] if rows[0][1] else []
        wanted += [[row[1], row[0], *row[2:]] if row[1] else [row[0]] for row in rows]
    assert listed_ == wanted
    assert any(row[0].startswith("一、需要领导决定的事项") for row in listed_)
    for name, sheet, top in (("projects", "工程情况", 4), ("trend", "历次趋势", 4), ("departments", "部门报送", 11)):
        width = len(DASHBOARD_HEADINGS[name])
        rows = [list(row[:width]) for row in file[sheet].iter_rows(min_row=top, values_only=True)]
        assert [[value or None for value in row] for row in rows if row[0] not in (None, "合计")] == [
            [value or None for value in row] for row in shown(name)
        ]
    assert shown("returns") == [[row[0].value, row[1].value] for row in file["部门报送"]["A3:B5"]]


def test_figures_lead_to_the_values_that_they_rest_on(book: xlwings.Book, path: Path, calc: xlwings.App) -> None:
    done(book, "split")
    answer(path, "教育科", state="需协调", percent=0.5, problems="缺经费")
    done(book, "merge", TAKEN_IN)
    done(book, "status", TAKEN_IN)
    report = path.with_name("分工表-工作区") / "汇总" / ROUND / "进展汇总.xlsx"
    sources = openpyxl.load_workbook(report)["数据来源"]
    first = book.sheets[DASHBOARD].range(DASHBOARD_RANGES["decide"])[0, 1]
    column = list(RESULT_SHEETS[PROGRESS]).index("id") + 1
    for cell in (first, book.sheets[PROGRESS].range((HEADING_ROW + 1, column))):
        found = re.fullmatch(r'=HYPERLINK\("(.*)#数据来源!(A\d+)","(.*)"\)', str(cell.formula))
        assert found, cell.formula
        assert (path.parent / found[1], found[3]) == (report, cell.value)
        row = [each.value for each in sources[int(found[2][1:])]]
        assert row[0] == cell.value
    follow(book, f"{report.as_uri()}#数据来源!{found[2]}", "_blank")
    opened = next(each for each in calc.books if each.name == report.name)
    try:
        assert (opened.sheets.active.name, calc.selection.address) == ("数据来源", f"$A${found[2][1:]}")
    finally:
        opened.close()


def test_every_rule_of_the_table_has_its_words() -> None:
    assert set(tables.RULES) == {code for code in CATALOGUE if not code.startswith(BEYOND_THE_TABLE)}


def test_every_button_has_its_function() -> None:
    assert {button.verb for button in BUTTONS} == set(buttons.VERBS)


# What stops a button


def test_a_workbook_never_saved_is_to_be_saved_first(calc: xlwings.App) -> None:
    book = calc.books.add()
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "还没有保存过" in outcome.message
    book.close()


def test_a_workbook_renamed_while_open_is_noticed(book: xlwings.Book, path: Path) -> None:
    path.rename(path.with_name("改名.xlsm"))
    for verb in ("validate", "split", "folder"):
        outcome = press(book, verb)
        assert not outcome.ok
        assert "已经不在原处" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()


def test_a_workbook_opened_for_reading_only_is_left_alone(calc: xlwings.App, path: Path) -> None:
    book = calc.books.open(str(path), read_only=True)
    outcome = press(book, "split")
    assert not outcome.ok
    assert "只读" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()
    book.close()


@pytest.mark.parametrize("name", [FINDINGS, "操作台"])
def test_a_protected_sheet_is_named(book: xlwings.Book, name: str) -> None:
    book.sheets[name].impl.api.protect("")
    outcome = press(book, "validate")
    assert not outcome.ok
    assert f"“{name}”受保护" in outcome.message
    assert book.app.screen_updating


def test_with_a_protected_list_nothing_is_handed_out(book: xlwings.Book, path: Path) -> None:
    book.sheets[RETURNS].impl.api.protect("")
    assert not press(book, "split").ok
    assert not (path.parent / "分工表-工作区").exists()


NEEDED = [(FINDINGS, "validate"), (SENT, "split"), (RETURNS, "merge"), (PENDING, "merge"), (PROGRESS, "status"),
          (DASHBOARD, "status"), ("操作台", "split"), (PLAN, "validate")]  # fmt: skip


@pytest.mark.parametrize(("name", "verb"), NEEDED)
def test_a_sheet_that_was_renamed_or_deleted_is_named_and_not_made_anew(
    book: xlwings.Book, path: Path, name: str, verb: str
) -> None:
    book.sheets[name].name = "改了名"
    names = book.sheet_names
    outcome = press(book, verb)
    assert not outcome.ok
    assert f"没有“{name}”" in outcome.message
    book.sheets["改了名"].delete()
    assert not press(book, verb).ok
    assert book.sheet_names == [each for each in names if each != "改了名"]
    assert not (path.parent / "分工表-工作区").exists()


def test_without_部门_the_names_in_the_table_count_and_it_is_said(book: xlwings.Book) -> None:
    book.sheets[DEPARTMENTS].delete()
    done(book, "validate")
    assert "没有部门表" in [row["rule"] for row in listed(book, FINDINGS)]


def test_a_heading_that_is_gone_is_named(book: xlwings.Book) -> None:
    book.sheets[FINDINGS].range("C3").value = "别的"
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "“规则”" in outcome.message


def test_a_dashboard_whose_tables_were_moved_is_not_written(book: xlwings.Book) -> None:
    done(book, "split")
    board = book.sheets[DASHBOARD]
    board.impl.api.getRows().insertByIndex(36, 1)
    before = board.used_range.formula
    outcome = press(book, "status", TAKEN_IN)
    assert not outcome.ok
    assert "标题" in outcome.message
    assert board.used_range.formula == before


@pytest.mark.parametrize(
    ("label", "value", "verb", "said"),
    [
        ("当前期次", None, "split", "没有写“当前期次”"),
        ("当前期次", None, "status", "没有写“当前期次”"),
        ("当前期次", "2023年13月", "split", "13月"),
        ("报送截止日", None, "split", "没有写“报送截止日”"),
        ("报送截止日", "下周五", "split", "“下周五”看不懂"),
        ("当前期次", "2024年6月", "merge", "没有下发过“2024年6月”"),
        ("当前期次", "2024年6月", "status", "没有下发过“2024年6月”"),
    ],
)
def test_what_is_missing_in_设置_is_said(book: xlwings.Book, label: str, value: str, verb: str, said: str) -> None:
    settings = book.sheets[SETTINGS]
    row = settings.range("A1:A20").value.index(label) + 1
    settings.range((row, 2)).value = value
    outcome = press(book, verb)
    assert not outcome.ok
    assert said in outcome.message


def test_one_cell_far_away_does_not_hang_the_button(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("XX900000").value = "远"
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "很远的地方" in outcome.message


def test_formats_down_to_the_end_of_the_sheet_are_no_table(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("B1000000").color = (255, 255, 0)
    assert "25 项任务" in done(book, "validate").message


def test_of_two_open_workbooks_only_the_one_pressed_is_written(
    calc: xlwings.App, book: xlwings.Book, tmp_path: Path
) -> None:
    folder = tmp_path / "另一份"
    folder.mkdir()
    other = calc.books.open(str(shutil.copy(shipped(WORKBOOK), folder / "去年的分工表.xlsm")))
    other.activate()
    done(book, "validate")
    done(book, "split")
    assert listed(book, FINDINGS)
    assert listed(other, FINDINGS) == listed(other, SENT) == []
    assert list(folder.glob("分工表-工作区")) == []
    other.close()


def test_another_run_in_the_working_folder_is_waited_for_in_words(book: xlwings.Book, path: Path) -> None:
    with open_book(path).workspace.hold("09:00 开始的“合并回收”"):
        outcome = press(book, "split")
    assert not outcome.ok
    assert "正在使用" in outcome.message


def test_what_the_user_cannot_mend_is_not_hidden(book: xlwings.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tables, "findings", fail)
    with pytest.raises(ZeroDivisionError):
        press(book, "validate")
    assert book.app.screen_updating


def settings(book: xlwings.Book) -> dict[str, Any]:
    """设置 by item."""
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


# How long it takes


def test_a_thousand_tasks_are_validated(book: xlwings.Book, capsys: pytest.CaptureFixture[str]) -> None:
    plan = book.sheets[PLAN]
    rows = plan.range("A4:F28").value
    plan.range("B4:B28").unmerge()
    plan.range("F4:F28").unmerge()
    many = [
        [
            f"'{number // 5 + 1}.{number % 5 + 1}",
            f"第{number // 5 + 1}项工程" if number % 5 == 0 else None,
            *rows[number % 25][2:],
        ]
        for number in range(1000)
    ]
    plan.range("A4:F1003").value = many
    for number in range(0, 1000, 5):
        plan.range((number + 4, 2), (number + 8, 2)).merge()
    timed: list[float] = []
    for _ in range(3):
        begun = time.perf_counter()
        outcome = done(book, "validate")
        timed.append(time.perf_counter() - begun)
    with capsys.disabled():
        print(f"\n1,000 tasks, {len(listed(book, FINDINGS))}+ findings on the sheet: {min(timed):.2f} s")
    assert "1000 项任务" in outcome.message
