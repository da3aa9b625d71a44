"""How much of a sheet a page takes."""

from __future__ import annotations

import pytest
from support import ROOT

from xlplan.files.template.page_room import page_room
from xlplan.files.template.workbook import Template
from xlplan.files.template.xml import parse

FITTED = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'


def room(columns: float, before: str = "", setup: str = "") -> int:
    """Return the points of a page with margins of an inch, of a sheet whose columns have this width in inches."""
    wide = f'<cols><col min="1" max="2" width="{columns * 96 / 7 / 2}"/></cols>'
    margins = '<pageMargins left="1" right="1" top="1" bottom="1"/>'
    return round(page_room(parse(f"<worksheet>{before}{wide}{margins}{setup}</worksheet>".encode()).root, 7))


@pytest.mark.parametrize(
    ("columns", "before", "setup", "points"),
    [
        (3, FITTED, "", 698),  # upright A4, no larger than it is
        (12.54, FITTED, "", 1395),  # twice as wide as the room: half as large
        (9.69, FITTED, '<pageSetup paperSize="9" orientation="landscape"/>', 451),
        (9.69, FITTED, '<pageSetup paperSize="8" orientation="portrait"/>', 1047),
        (9.69, "", '<pageSetup paperSize="9" scale="50"/>', 1395),
    ],
)
def test_a_page_takes_more_the_smaller_the_print(columns: float, before: str, setup: str, points: int) -> None:
    assert room(columns, before, setup) == points


def test_the_pages_of_the_shipped_lists() -> None:
    path = ROOT / "templates/进展汇总.xlsx"
    template = Template.load(path.read_bytes(), path.name)
    pages = [round(template.page(sheet)) for sheet in ("总览", "分管领导", "群组明细")]
    assert pages == [816, 542, 542]
