"""The status workbook as it is printed for its first page alone."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import openpyxl
import pytest

from xlplan.files.papers.one_page import for_one_page


def workbook(foot: str | None) -> bytes:
    """Return a workbook of two sheets, both with this text at the foot of their pages."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("明细")):
        assert sheet is not None
        if foot:
            sheet.oddFooter.right.text = foot
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def feet(data: bytes) -> list[str]:
    """Return what stands at the foot of each sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    return [unescape(found[1]) if (found := re.search(r"<oddFooter>(.*?)</oddFooter>", part)) else "" for part in parts]


@pytest.mark.parametrize(
    ("foot", "first"),
    [
        ("第 &P 页  共 &N 页", "&R第 1 页  共 &N 页，后面各页见“汇总.xlsx”"),
        ("&9第 &P 页  共 &N 页", "&R&9第 1 页  共 &N 页，后面各页见“汇总.xlsx”"),
        ("办公室", "&R办公室"),
        ("&P/&N", "&R第 1 页  共 &N 页，后面各页见“汇总.xlsx”"),
        (None, ""),
    ],
)
def test_the_foot_of_the_first_sheet_says_that_more_follows(foot: str | None, first: str) -> None:
    before = workbook(foot)
    assert feet(for_one_page(before, "汇总.xlsx")) == [first, feet(before)[1]]
