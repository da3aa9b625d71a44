"""操作台 and the result sheets copied into a workbook that has only a table, and taken out again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwings
from support.live import TAKEN_IN, listed, press
from support.office import ROUND
from support.plain_table import SHEET, write_plain_table

from xlplan.actions.book import open_book
from xlplan.actions.demo import send_in
from xlplan.ledger.store import Ledger
from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.terms.fields import Field
from xlplan.terms.sheets import PLAN, WORKBOOK_SHEETS

ADDED = [name for name in WORKBOOK_SHEETS if name != PLAN]
YES = TableAnswer(TableReading(), RoundAnswer(ROUND, date(2023, 6, 25)), add=True)


def cells(path: Path) -> list[list[tuple[object, ...]]]:
    """Return what the office's own sheet holds: formulas and values, merged areas, widths."""
    found = []
    for values in (False, True):
        sheet = openpyxl.load_workbook(path, data_only=values)[SHEET]
        found.append([tuple(row) for row in sheet.iter_rows(values_only=True)])
    found.append([(str(each),) for each in sorted(map(str, sheet.merged_cells.ranges))])
    return found


@pytest.fixture(params=["xlsx", "ods"])
def path(request: pytest.FixtureRequest, calc: xlwings.App, tmp_path: Path) -> Path:
    made = write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)
    if request.param == "ods":
        book = calc.books.open(str(made))
        book.save(str(made.with_suffix(".ods")))
        book.close()
        made.unlink()
    return made.with_suffix(f".{request.param}")


def test_the_sheets_are_added_a_round_goes_round_and_they_are_taken_out(
    calc: xlwings.App, path: Path, tmp_path: Path
) -> None:
    book = calc.books.open(str(path))
    before = tmp_path / "before.xlsx"
    book.impl.api.storeToURL(before.as_uri(), calc_filter())
    asked = press(book, "split").ask
    assert isinstance(asked, TableQuestion) and not asked.hindrance
    assert f"读的是工作表“{SHEET}”：25项任务" in asked.said
    assert [(each.heading, each.taken) for each in asked.columns][:2] == [
        ("工程名称", Field.PROJECT),
        ("主要内容", Field.CONTENT),
    ]
    outcome = press(book, "split", answer=YES)
    assert outcome.ok, outcome.message
    assert book.sheet_names == [SHEET, *ADDED]
    sent = {row["department"] for row in listed(book, "下发清单") if row["department"]}
    assert len(sent) > 5
    assert {row[0] for row in book.sheets["部门"].range("A4:A20").options(ndim=2).value if row[0]} >= {
        "组宣科",
        "教育科",
    }
    looks_as_shipped(book)
    console = book.sheets["操作台"]
    assert (console["C7"].value, console["C8"].value.date()) == (ROUND, date(2023, 6, 25))
    assert "结果表.xlsx" not in str(console["C7"].formula)
    book.save()
    book.close()
    if path.suffix == ".xlsx":
        saved = openpyxl.load_workbook(path)
        gridless = [each.title for each in saved if each.sheet_view.showGridLines is False]
        assert gridless == ["操作台", "督办看板"]

    book = calc.books.open(str(path))
    space = open_book(path).workspace
    with Ledger(space.ledger_path) as ledger:
        for each in [*ledger.sent(ROUND).values()][1:]:
            send_in(space, each, space.returned_folder(ROUND))
    for verb in ("merge", "status", "validate", "undo"):
        outcome = press(book, verb, TAKEN_IN)
        assert outcome.ok and not outcome.ask, outcome.message
    assert (
        "xlplan_decisions_1"
        in book.impl.api.Sheets.getByName("待核实").getCellByPosition(8, 3).Validation.getFormula1()
    )
    # A sheet that is given another name is found all the same.
    book.sheets[SHEET].name = "新责任分工"
    assert press(book, "validate", TAKEN_IN).ok
    book.sheets["新责任分工"].name = SHEET

    # They are known by a mark, not by their names: that of a sheet with another name leads to it as well.
    book.sheets["下发清单"].name = "发出去的"
    asked_to = press(book, "sheets").ask
    assert isinstance(asked_to, str) and "拿掉“操作台”" in asked_to and "#REF!" not in asked_to
    assert "“发出去的”（原来叫“下发清单”）" in asked_to
    # A formula of the office's own that would be lost is told before.
    own = book.sheets[SHEET]["H4"]
    own.formula = "=督办看板!C5"
    warned = press(book, "sheets").ask
    assert isinstance(warned, str) and f"“{SHEET}”H4的公式引用了它们" in warned
    own.clear()
    assert press(book, "sheets", answer=False).message == "没有做“结果表”，什么都没有改。"
    gone = press(book, "sheets", answer=True)
    assert gone.ok, gone.message
    assert book.sheet_names == [SHEET]
    assert not book.impl.api.UndoManager.isUndoPossible()
    assert not [name.name for name in book.names if name.name.startswith("xlplan")]
    after = tmp_path / "after.xlsx"
    book.impl.api.storeToURL(after.as_uri(), calc_filter())
    assert cells(after) == cells(before)
    book.save()
    found = open_book(path)
    assert (found.settings.round, found.settings.deadline) == (ROUND, date(2023, 6, 25))
    # What 部门 said is kept as well, and the departments that the table names are still its own.
    assert found.registry.find("教育科") and found.plan(TAKEN_IN.date()).registry.inferred
    # Where results go is known now.
    assert press(book, "merge", TAKEN_IN).ask is None
    again = press(book, "sheets", TAKEN_IN)
    assert isinstance(again.ask, str) and "要在这份工作簿里加上" in again.ask
    assert press(book, "sheets", TAKEN_IN, answer=True).ok
    assert book.sheet_names == [SHEET, *ADDED]
    assert book.sheets["操作台"]["C7"].value == ROUND
    book.close()


def looks_as_shipped(book: xlwings.Book) -> None:
    """Headings stay in view, two sheets have no grid, charts name their series."""
    document = book.impl.api
    front = document.CurrentController.ActiveSheet
    for name, split in {"校验结果": (0, 3), "待核实": (4, 3), "操作台": (0, 0)}.items():
        document.CurrentController.setActiveSheet(document.Sheets.getByName(name))
        assert (document.CurrentController.getSplitColumn(), document.CurrentController.getSplitRow()) == split
    document.CurrentController.setActiveSheet(front)
    charts = document.Sheets.getByName("督办看板").Charts
    assert {
        each.Label.SourceRangeRepresentation
        for index in range(charts.Count)
        for each in charts.getByIndex(index).EmbeddedObject.getDataSequences()
        if each.Label
    } >= {'"红灯"', '"灰灯"', '"平均进度"', '"部门数"'}


def test_a_console_of_the_offices_own_is_no_console(calc: xlwings.App, tmp_path: Path) -> None:
    book = calc.books.open(str(write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)))
    book.sheets.add("操作台", after=book.sheets[-1])
    book.save()
    asked = press(book, "validate").ask
    assert isinstance(asked, TableQuestion) and "已经有叫“操作台”的工作表" in asked.hindrance
    done = press(book, "validate", answer=TableAnswer(TableReading(), RoundAnswer(ROUND, date(2023, 6, 25)), add=False))
    assert done.ok and "没有改动它" in done.message
    book.close()


def calc_filter() -> tuple[object, ...]:
    from xlplan.office.libreoffice.uno_bridge import properties

    return properties(FilterName="Calc MS Excel 2007 XML")
