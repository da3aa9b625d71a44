"""Which formulas refer to a sheet that was copied in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from xlplan.office.sheets import added_sheets
from xlplan.terms.sheets import NAME_ADDED

NAMES = ("张三's 清单", "下发清单", "操作台")


@pytest.mark.parametrize(
    ("formula", "does"),
    [
        ("='张三''s 清单'!A1", True),
        ("=SUM(下发清单!A:A)", True),
        ("=A1-下发清单!B2", True),
        ("=A1 + $'下发清单'!B2", True),
        ("=SUM('甲 乙:操作台'!A1)", True),
        ("='新-下发清单'!A1", False),
        ("='新 下发清单'!A1", False),
        ("=新下发清单!A1", False),
        ("='张三''s 下发清单'!A1", False),
        ("='[另一份.xlsx]操作台'!A1", False),
        ("=[1]操作台!A1", False),
        ('="见下发清单!"&A1', False),
        ("下发清单!A1", False),
    ],
)
def test_a_formula_refers_to_a_sheet_by_its_whole_name(formula: str, does: bool) -> None:
    assert added_sheets.refers(formula, NAMES) is does


def test_cells_and_names_that_refer_to_it_are_found() -> None:
    class Book:
        def __init__(self) -> None:
            self.names = Names([
                SimpleNamespace(name=NAME_ADDED, refers_to='="操作台、下发清单"'),
                SimpleNamespace(name="xlplan_sheet_9", refers_to="=操作台!$A$1"),
                SimpleNamespace(name="本期", refers_to="=操作台!$B$2"),
                SimpleNamespace(name="我的", refers_to="=我的表!$B$2"),
                SimpleNamespace(name="操作台!Print_Area", refers_to="=操作台!$A$1:$C$9"),
            ])  # fmt: skip
            self.sheet_names = ["我的表", "操作台", "下发清单"]
            rows = (("=下发清单!A1", "='新-下发清单'!A1"), ("字", "=本期"))
            used = SimpleNamespace(formula=rows, row=3, column=2)
            self.sheets = [SimpleNamespace(name=name, used_range=used) for name in self.sheet_names]

    class Names(list[Any]):
        def __contains__(self, name: object) -> bool:
            return any(each.name == name for each in self)

        def __getitem__(self, name: Any) -> Any:
            return next(each for each in self if each.name == name)

    assert added_sheets.referring(cast(Any, Book())) == ["“我的表”B3", "名称“本期”"]
