"""Blocks of cells are asked for with few calls."""

from __future__ import annotations

from typing import Any

import pytest

from xlplan.office.sheets.blocks import block, extent, put_rows


class Cells:
    """A block of a program, and what it was told."""

    def __init__(self, row: int = 1, column: int = 1, shape: tuple[int, int] = (1, 1)) -> None:
        self.row, self.column, self.shape = row, column, shape
        self.told: list[Any] = []
        self.sheet = self.book = self.app = self.engine = self.impl = self
        self.used_range = self

    def range(self, *places: object) -> object:
        return places

    def options(self, converter: str) -> Cells:
        self.told.append(converter)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        if name == "value":
            self.told.append(value)
        else:
            super().__setattr__(name, value)

    def prepare_xl_data_element(self, value: object, options: object) -> object:
        return "" if value is None else value


@pytest.mark.parametrize(
    ("first", "last", "address"),
    [((1, 1), None, "A1"), ((4, 1), (28, 1), "A4:A28"), ((12, 27), (13, 703), "AA12:AAA13")],
)
def test_a_block_is_asked_for_by_its_address(first: Any, last: Any, address: str) -> None:
    assert block(Cells(), first, last) == (address,)  # type: ignore[arg-type, comparison-overlap]


@pytest.mark.parametrize(("cells", "last"), [(Cells(), (1, 1)), (Cells(3, 2, (26, 9)), (28, 10))])
def test_what_is_in_use_ends_where_it_ends_not_where_it_is_large(cells: Cells, last: tuple[int, int]) -> None:
    assert extent(cells) == last  # type: ignore[arg-type]


def test_a_block_is_written_at_once_and_blank_where_nothing_is() -> None:
    cells = Cells(4, 1, (2, 2))
    put_rows(cells, [["'1.1", None], [2.5, True]])  # type: ignore[arg-type]
    assert cells.told == ["raw", [["'1.1", ""], [2.5, True]]]
