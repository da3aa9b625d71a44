"""Values in cells: what is written is what is read, in every program."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw


@pytest.mark.parametrize(
    "value",
    [0, 1.5, -12345678.25, 1e15, "text", "教育科", "甲\n乙", " 两边有空格 ", "🙂", True, False],
)
def test_a_value_comes_back_as_it_was_written(sheet: xw.Sheet, value: object) -> None:
    sheet["B2"].value = value
    assert sheet["B2"].value == value
    assert isinstance(sheet["B2"].value, bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    "moment",
    [dt.datetime(2023, 6, 30), dt.datetime(2023, 6, 30, 17, 45, 10), dt.datetime(2000, 2, 29), dt.date(2025, 1, 1)],
)
def test_a_date_comes_back_as_a_datetime(sheet: xw.Sheet, moment: dt.date) -> None:
    sheet["A1"].value = moment
    expected = moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())
    assert sheet["A1"].value == expected


def test_a_number_with_a_date_format_is_a_date(sheet: xw.Sheet) -> None:
    sheet["A1"].value = 45107
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert sheet["A1"].value == dt.datetime(2023, 6, 30)


def test_a_date_keeps_the_format_its_cell_has(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].number_format = "yyyy/mm/dd"
    sheet["A1:A3"].value = [[dt.datetime(2023, 1, day)] for day in (1, 2, 3)]
    assert sheet["A1:A3"].number_format.lower() == "yyyy/mm/dd"


def test_dates_are_asked_for_as_days(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [dt.datetime(2023, 6, 30), "x", 3]
    assert sheet["A1:C1"].options(dates=dt.date).value == [dt.date(2023, 6, 30), "x", 3]


def test_the_result_of_a_date_formula_is_a_date(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "yyyy-mm-dd"
    sheet["A1"].formula = "=DATE(2023,6,30)"
    assert sheet["A1"].value == dt.datetime(2023, 6, 30)


@pytest.mark.parametrize(
    "text", ["001", "1/2", "2023-06", "2023年6月", "1e5", "=1+1", "'引号", "TRUE", "5%", "+8", "-", "@x"]
)
def test_an_apostrophe_keeps_text_that_looks_like_something_else(sheet: xw.Sheet, text: str) -> None:
    sheet["A1"].value = [["'" + text, "旁边"]]
    assert sheet["A1"].value == text
    assert sheet["B1"].value == "旁边"


def test_text_that_looks_like_a_number_stays_text_in_a_text_cell(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].number_format = "@"
    sheet["A1"].value = ["001", "2023-06"]
    assert sheet["A1:B1"].value == ["001", "2023-06"]


def test_a_leading_equals_sign_makes_a_formula(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, "=A1+B1"]]
    assert sheet["C1"].value == 3


def test_empty_cells_are_none(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", None, ""], [None, 2, None]]
    assert sheet["A1:C2"].value == [["甲", None, None], [None, 2, None]]
    assert sheet["A1:C2"].options(empty="空").value == [["甲", "空", "空"], ["空", 2, "空"]]


def test_none_empties_a_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "甲"
    sheet["A1"].value = None
    assert sheet["A1"].value is None
    assert sheet["A1"].formula == ""


def test_a_formula_that_gives_an_empty_text_reads_as_empty(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = '=""'
    assert sheet["A1"].value is None


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("=1/0", "#DIV/0!"),
        ("=NA()", "#N/A"),
        ('=INDIRECT("没有这张表!A1")', "#REF!"),
        ('="甲"+1', "#VALUE!"),
        ("=SQRT(-1)", "#NUM!"),
    ],
)
def test_an_error_is_none_or_its_text(sheet: xw.Sheet, formula: str, error: str) -> None:
    sheet["B2"].formula = formula
    assert sheet["B2"].value is None
    assert sheet["B2"].options(err_to_str=True).value == error


def test_errors_stand_where_they_are_in_a_block(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["甲", 1], ["=NA()", 2], ["=1/0", "=1/0"]]
    block = sheet["B2:C4"]
    assert block.options(err_to_str=True).value == [["甲", 1], ["#N/A", 2], ["#DIV/0!", "#DIV/0!"]]
    assert block.value == [["甲", 1], [None, 2], [None, None]]


def test_kinds_mix_in_one_block(sheet: xw.Sheet) -> None:
    rows = [
        ["1.1", 0.5, dt.datetime(2023, 6, 30), True],
        ["教育科", 45107, dt.datetime(2023, 7, 1, 8, 30), False],
        [None, -1, None, "否"],
    ]
    sheet["C3"].value = [["'1.1", *rows[0][1:]], *rows[1:]]
    assert sheet["C3:F5"].value == rows
    assert [type(value) for value in sheet["F3:F5"].value] == [bool, bool, str]


def test_a_number_written_over_a_truth_value_is_a_number(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[True, True], [False, False]]
    sheet["A1"].value = [[5, "x"], [0, None]]
    assert sheet["A1:B2"].value == [[5, "x"], [0, None]]
    assert not isinstance(sheet["A2"].value, bool)


def test_one_value_fills_a_block(sheet: xw.Sheet) -> None:
    sheet["A1:C3"].value = "满"
    assert sheet["A1:C3"].value == [["满"] * 3] * 3


def test_one_formula_fills_a_block_and_shifts_with_it(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 10], [2, 20], [3, 30]]
    sheet["C1:D3"].formula = "=A1*2"
    assert sheet["C1:D3"].value == [[2, 20], [4, 40], [6, 60]]


def test_shapes_follow_the_range(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", "乙"], ["丙", "丁"]]
    assert sheet["A1:B1"].value == ["甲", "乙"]
    assert sheet["A1:A2"].value == ["甲", "丙"]
    assert sheet["A1:A2"].options(ndim=2).value == [["甲"], ["丙"]]
    assert sheet["A1"].options(ndim=2).value == [["甲"]]


def test_ten_thousand_rows_of_ten_columns_in_one_go(sheet: xw.Sheet) -> None:
    rows = [
        [
            *(f"'{number}", f"第{number}项", number, number / 4, dt.datetime(2023, 1, 1) + dt.timedelta(number % 900)),
            *(None, "甲" * (number % 7), number % 2 == 0, "x", -number),
        ]
        for number in range(10_000)
    ]
    sheet["A1"].value = rows
    expected = [[row[0][1:], *(None if value == "" else value for value in row[1:])] for row in rows]
    assert sheet["A1:J10000"].options(ndim=2).value == expected
