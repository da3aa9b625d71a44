"""Formulas are written and read in Excel's grammar, whatever the program's own is."""

from __future__ import annotations

import pytest
import xlwings as xw


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1,B1)", 5),
        ("=SUM(A1:B1)*2", 10),
        ('=IF(A1>1,"大,于","小")', "大,于"),
        ("=SUM($A$1:B$1)", 5),
        ("=(A1+B1)*2", 10),
        ("=ROUND(2.345,2)", 2.35),
        ('=A1&"; "&B1', "2; 3"),
        ("=IFERROR(1/0,7)", 7),
        ('=COUNTIF(A1:B1,">2")', 1),
    ],
)
def test_a_formula_is_calculated_and_reads_as_written(sheet: xw.Sheet, formula: str, value: object) -> None:
    sheet["A1"].value = [2, 3]
    sheet["D4"].formula = formula
    assert sheet["D4"].value == value
    assert sheet["D4"].formula == formula


def test_a_formula_refers_to_another_sheet(book: xw.Book) -> None:
    book.sheets.add("分工表", after=book.sheets[0])["B2"].value = 42
    book.sheets[0]["A1"].formula = "=分工表!B2+1"
    assert book.sheets[0]["A1"].value == 43
    assert book.sheets[0]["A1"].formula == "=分工表!B2+1"


def test_a_sheet_name_with_spaces_is_quoted(book: xw.Book) -> None:
    book.sheets.add("我的 表", after=book.sheets[0])["A1"].value = "在这里"
    book.sheets[0]["A1"].formula = "='我的 表'!A1"
    assert book.sheets[0]["A1"].value == "在这里"
    assert book.sheets[0]["A1"].formula == "='我的 表'!A1"


def test_formulas_and_constants_read_as_one_block(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", 1], ["'=1+1", "=B1+1"]]
    assert [[str(text) for text in row] for row in sheet["A1:B2"].formula] == [["甲", "1"], ["=1+1", "=B1+1"]]


def test_links_by_formula_are_written_in_bulk(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[f'=HYPERLINK("#\'分工表\'!C{row}","C{row}")'] for row in range(1, 201)]
    assert sheet["A1:A200"].value == [f"C{row}" for row in range(1, 201)]
    assert sheet["A200"].hyperlink == "#'分工表'!C200"


def test_calculate_brings_results_up_to_date(app: xw.App, sheet: xw.Sheet) -> None:
    with app.properties(calculation="manual"):
        sheet["A1"].value = 1
        sheet["A2"].formula = "=A1+1"
        sheet["A1"].value = 5
        app.calculate()
        assert sheet["A2"].value == 6
    assert app.calculation == "automatic"
