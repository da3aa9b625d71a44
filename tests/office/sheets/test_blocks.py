"""Blocks of cells are asked for with few calls."""

from __future__ import annotations

from typing import Any

import pytest

from xlplan.office.sheets.blocks import area_of, block, extent, put_rows


class Cells:
    """A block of a program, and what it was told."""

    def __init__(self, address: str = "$A$1", row: int = 1, column: int = 1, shape: tuple[int, int] = (1, 1)) -> None:
        self.address, self.row, self.column, self.shape = address, row, column, shape
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


@pytest.mark.parametrize(
    ("cells", "area"),
    [
        (Cells(), (0, 0, 0, 0)),
        (Cells("$B$3:$AA$28"), (2, 1, 27, 26)),
        (Cells("$B:$C", 1, 2, (1048576, 2)), (0, 1, 1048575, 2)),
    ],
)
def test_where_a_block_is_is_told_by_its_address(cells: Cells, area: tuple[int, ...]) -> None:
    assert area_of(cells) == area  # type: ignore[arg-type]
    assert extent(cells) == (area[2] + 1, area[3] + 1)  # type: ignore[arg-type]


def test_a_block_is_written_at_once_and_blank_where_nothing_is() -> None:
    cells = Cells()
    put_rows(cells, [["'1.1", None], [2.5, True]])  # type: ignore[arg-type]
    assert cells.told == ["raw", [["'1.1", ""], [2.5, True]]]
