"""Cells as values: their names, what is blank, how they read as texts."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from xlplan.terms.cells import (
    Area,
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    as_text,
    cell_name,
    cell_place,
    column_index,
    column_letters,
    filled_rows,
    is_blank,
)


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_counted_in_letters(column: int, letters: str) -> None:
    assert (column_letters(column), column_index(letters)) == (letters, column)


def test_a_place_and_its_name() -> None:
    assert (cell_name(2, 27), cell_place("AB3")) == ("AB3", (2, 27))


@pytest.mark.parametrize("name", ["", "3", "AB", "ab3", "A1:B2", "$A$1", "A1 "])
def test_what_is_no_name_of_a_cell_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no cell"):
        cell_place(name)


@pytest.mark.parametrize("value", [None, "", " \n\t", "\u3000", "\u200b", " \ufeff \u200d"])
def test_blank_is_what_nobody_sees(value: CellValue) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, False, "0", "\u200b无", " . ", CellError("#REF!"), NoCachedValue("=A1")])
def test_zero_no_and_an_error_are_not_blank(value: CellValue) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 甲 ", " 甲 "),
        (None, ""),
        (CellError("#REF!"), ""),
        (NoCachedValue("=A1"), ""),
        (True, "是"),
        (False, "否"),
        (12, "12"),
        (12.0, "12"),
        (0.5, "0.5"),
        (1e20, "1e+20"),
        (date(2023, 6, 30), "2023-06-30"),
        (datetime(2023, 6, 30), "2023-06-30"),
        (datetime(2023, 6, 30, 9, 5), "2023-06-30 09:05:00"),
        (time(9, 5), "09:05:00"),
    ],
)
def test_a_value_reads_as_a_person_reads_it(value: CellValue, text: str) -> None:
    assert as_text(value) == text


def test_a_grid_has_nothing_outside_of_what_is_filled() -> None:
    grid = Grid("表", (("甲",), ()))
    assert [grid.at(0, 0), grid.at(0, 1), grid.at(1, 0), grid.at(9, 9)] == ["甲", None, None, None]


def test_cells_under_a_merged_area_have_its_first_cell_for_anchor() -> None:
    grid = Grid("表", (("甲", "乙"), ("丙", "丁")), (Area(0, 0, 1, 1),))
    assert grid.anchors() == {(0, 1): (0, 0), (1, 0): (0, 0), (1, 1): (0, 0)}


def test_an_area_of_a_million_rows_ends_with_the_grid() -> None:
    grid = Grid("表", (("甲",), ("乙",)), (Area(0, 0, 1_048_575, 0), Area(5, 0, 9, 0)))
    assert grid.anchors() == {(1, 0): (0, 0)}


def test_rows_that_hold_anything() -> None:
    assert list(filled_rows(Grid("表", ((None, " "), ("甲",), (), (0,))))) == [1, 3]
