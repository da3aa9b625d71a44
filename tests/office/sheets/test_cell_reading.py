"""What a program hands over for a cell, and what is made of it."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from xlplan.office.sheets import cell_reading
from xlplan.office.sheets.cell_reading import cell_value, values_in
from xlplan.terms.cells import CellError


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (Decimal("50000.0000"), 50000), (Decimal("1.25"), 1.25), (3.0, 3), (True, True), ("", None), ("1.10", "1.10"),
        (-2146826281, CellError("#DIV/0!")), (-2146826243, CellError("#SPILL!")), (-2146826238, CellError("#CALC!")),
        (-2146826000, CellError("#2288")), (-2146826281.0, -2146826281), ("#N/A", CellError("#N/A")),
        (datetime(1899, 12, 30, 8, 30), time(8, 30)), (datetime(2023, 6, 30, tzinfo=UTC), date(2023, 6, 30)),
        (datetime(2023, 6, 30, 8, 30), datetime(2023, 6, 30, 8, 30)),
    ],
)  # fmt: skip
def test_values(given: object, meant: object) -> None:
    assert cell_value(given) == meant
    assert type(cell_value(given)) is type(meant)


class Block:
    """Cells of Excel for Windows: a date that is none fails whoever asks for a block with it."""

    def __init__(self, values: list[list[Any]], plain: list[list[Any]], formats: str = "yyyy-mm-dd") -> None:
        self._values, self._plain, self.number_format = values, plain, formats
        self.api = self
        self.sheet = SimpleNamespace(book=SimpleNamespace(api=SimpleNamespace(Date1904=False)))
        self.shape = len(values), len(values[0])

    def __getitem__(self, place: Any) -> Block:
        down, across = (each if isinstance(each, slice) else slice(each, each + 1) for each in place)
        return Block([row[across] for row in self._values[down]], [row[across] for row in self._plain[down]])

    def _handed(self, cells: list[list[Any]]) -> Any:
        if any(isinstance(value, Exception) for row in cells for value in row):
            raise ValueError("year -10 is out of range")
        return cells[0][0] if self.shape == (1, 1) else tuple(map(tuple, cells))

    @property
    def Value(self) -> Any:
        return self._handed(self._values)

    @property
    def Value2(self) -> Any:
        return self._handed(self._plain)


def test_one_odd_cell_of_excel_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading.sys, "platform", "win32")
    values = [
        ["甲", 1.0, datetime(2023, 6, 30)],
        ["乙", ValueError(), datetime(1900, 1, 1, 6)],
        ["丙", 2.0, ValueError()],
    ]
    plain = [["甲", 1.0, 45107.0], ["乙", 20230630.0, 1.25], ["丙", 2.0, 45107.75]]
    assert values_in(Block(values, plain)) == [  # type: ignore[arg-type]
        ["甲", 1, date(2023, 6, 30)],
        ["乙", 20230630, datetime(1900, 1, 1, 6)],
        ["丙", 2, datetime(2023, 6, 30, 18)],
    ]


def test_currency_keeps_all_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading.sys, "platform", "win32")
    block = Block([["经费", Decimal("0.3333")]], [["经费", 1 / 3]])
    assert values_in(block) == [["经费", 1 / 3]]  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="there is one way to read there")
def test_excel_for_mac_tells_errors_by_what_cells_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_reading.sys, "platform", "darwin")
    shown = SimpleNamespace(get=lambda: [["甲", "#N/A"], ["1", "2023-06-30"]])
    block = SimpleNamespace(
        options=lambda ndim: SimpleNamespace(value=[["甲", None], [1.0, datetime(2023, 6, 30)]]),
        api=SimpleNamespace(string_value=shown),
    )
    assert values_in(block) == [["甲", CellError("#N/A")], [1, date(2023, 6, 30)]]  # type: ignore[arg-type]
