"""Tables of any shape as files, as Excel and Calc save them, give back the plan that they were made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from support import calc, chance
from support.given_back import differences
from support.shapes import Shape, shapes

from xlplan.files.read.contents import Contents
from xlplan.files.read.ods_file import read_ods
from xlplan.files.read.xls_file import read_xls
from xlplan.files.read.xlsx_file import read_xlsx


def some(count: int) -> list[Shape]:
    found: list[Shape] = []

    @settings(max_examples=count)
    @given(shapes())
    def draw(shape: Shape) -> None:
        found.append(shape)

    draw()
    return found


@settings(max_examples=15 * chance.times())
@given(shapes())
def test_as_excel_saves_them(shape: Shape) -> None:
    assert differences(shape, read_xlsx(shape.file(), "表.xlsx").grids, document=False) == []


@pytest.mark.parametrize(("kind", "reader"), [("xls", read_xls), ("ods", read_ods)])
def test_as_calc_saves_them(tmp_path: Path, kind: str, reader: Callable[[bytes, str], Contents]) -> None:
    drawn = some(8 * chance.times())
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(drawn))]
    for path, shape in zip(paths, drawn, strict=True):
        path.write_bytes(shape.file())
    saved = calc.convert_many(paths, kind, tmp_path / kind)
    wrong = [
        differences(shape, reader(path.read_bytes(), path.name).grids, document=False)
        for path, shape in zip(saved, drawn, strict=True)
    ]
    assert [each for each in wrong if each] == []
