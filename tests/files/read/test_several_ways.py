"""What a part says in several ways for older and newer programs: read where all mean the same, else refused; never passed over."""

from __future__ import annotations

from datetime import date

import pytest
from support import tables

from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.terms.errors import XlplanError

SMALL = tables.workbook((("甲", "乙"), ("丙", 45107)), departments=None)
WAYS = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</mc:AlternateContent>'
NEW, OLD = '<mc:Choice xmlns:x="urn:x" Requires="x">{}</mc:Choice>', "<mc:Fallback>{}</mc:Fallback>"
FORMAT = '<numFmt numFmtId="200" formatCode="{}"/>'


def book(*changes: tuple[str, str, str]) -> bytes:
    """Return the small workbook with words of its parts replaced, each once; parts by the end of their names."""

    def change(name: str, part: bytes) -> bytes:
        for end, old, new in changes:
            if name.endswith(end):
                assert old.encode() in part, part
                part = part.replace(old.encode(), new.encode(), 1)
        return part

    return tables.edited(SMALL, change)


def formatted(numbers: str) -> bytes:
    """Return the small workbook whose number stands in format 200, with these formats."""
    xfs = '<cellXfs count="2"><xf numFmtId="200" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    return book(
        ("styles.xml", '<numFmts count="0"/>', f"<numFmts>{numbers}</numFmts>"),
        ("styles.xml", '<cellXfs count="1">', xfs),
    )


@pytest.mark.parametrize(
    "numbers",
    [
        FORMAT.format("yyyy-mm-dd"),
        WAYS.format(NEW.format(FORMAT.format("[$-x]yyyy-mm-dd")) + OLD.format(FORMAT.format("yyyy/m/d"))),
    ],
)
def test_a_format_said_in_ways_that_mean_the_same_is_read(numbers: str) -> None:
    assert read_xlsx(formatted(numbers), "表.xlsx").grids[0].at(1, 1) == date(2023, 6, 30)


@pytest.mark.parametrize(
    "ways",
    [
        NEW.format(FORMAT.format("yyyy-mm-dd")),
        NEW.format(FORMAT.format("yyyy-mm-dd")) + OLD.format(FORMAT.format("0%")),
        NEW.format(FORMAT.format("yyyy-mm-dd")) + OLD.format(FORMAT.format("yyyy-mm")),
    ],
)
def test_a_format_said_in_ways_that_mean_something_else_is_refused(ways: str) -> None:
    with pytest.raises(XlplanError, match="数字格式有几种写法"):
        read_xlsx(formatted(WAYS.format(ways)), "表.xlsx")


def both(xml: str) -> str:
    return WAYS.format(NEW.format(xml) + OLD.format(xml))


@pytest.mark.parametrize(
    ("part", "old", "new", "why"),
    [
        ("styles.xml", "<cellXfs", both('<cellXfs><xf numFmtId="14"/></cellXfs>') + "<cellXfs", "里面的 cellXfs "),
        ("styles.xml", "<cellXfs", '<cellXfs><xf numFmtId="14"/></cellXfs><cellXfs', "里面的 cellXfs "),
        ("styles.xml", '<cellXfs count="1">', '<cellXfs count="1">' + both('<xf numFmtId="14"/>'), "里面的 xf "),
        ("styles.xml", "<font>", "<font>" + both("<strike/>"), "里面的 strike "),
        ("styles.xml", "<fonts", both("<numFmts/>") + "<fonts", "里面的 numFmts "),
        ("workbook.xml", "<sheets>", both('<workbookPr date1904="1"/>') + "<sheets>", "里面的 workbookPr "),
        ("workbook.xml", "<sheets>", both("<sheets/>") + "<sheets>", "里面的 sheets "),
        ("sheet1.xml", "<sheetData>", both('<cols><col min="1" max="2" hidden="1"/></cols>') + "<sheetData>", "列宽"),
        ("sheet1.xml", "</worksheet>", both('<mergeCells><mergeCell ref="A1:B1"/></mergeCells>') + "</worksheet>", "合并区域"),
    ],
)  # fmt: skip
def test_what_is_read_is_refused_where_programs_may_take_another(part: str, old: str, new: str, why: str) -> None:
    with pytest.raises(XlplanError, match=why):
        read_xlsx(book((part, old, new)), "表.xlsx")


def test_what_is_not_read_may_be_said_in_several_ways() -> None:
    """As Excel writes the folder that a workbook was saved in, and buttons on a sheet."""
    data = book(
        ("workbook.xml", "<sheets>", both('<x:absPath xmlns:x="urn:y"/>') + "<sheets>"),
        ("sheet1.xml", "</worksheet>", both("<controls/>") + "</worksheet>"),
        ("styles.xml", "</styleSheet>", '<extLst><ext uri="x"><fonts/></ext></extLst></styleSheet>'),
    )
    assert read_xlsx(data, "表.xlsx").grids[0].at(1, 1) == 45107
