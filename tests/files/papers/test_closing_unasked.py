"""Files that somebody only looked at: Excel must not ask on closing whether to save them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from support.office import Office


def calculation(path: Path) -> str:
    """Return what a workbook says of calculating; empty where it says nothing."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        found = re.search(r"<calcPr[^>]*>", package.read("xl/workbook.xml").decode("utf-8"))
    return found[0] if found else ""


def test_workbooks_without_formulas_ask_for_no_calculation(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.do("status")
    folder = works.root / "汇总" / works.round
    assert {path.name: calculation(path) for path in folder.glob("*.xlsx")} == {
        path.name: "" for path in folder.glob("*.xlsx")
    }
    assert (folder / "进展汇总.xlsx").is_file()


def test_what_is_filled_in_is_calculated(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    assert calculation(works.sheet_of("教育科"))


def test_rows_whose_highest_text_is_merged_keep_their_heights(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.do("status")
    with zipfile.ZipFile(works.root / "汇总" / works.round / "进展汇总.xlsx") as package:
        rows = re.findall(r"<row [^>]*>", package.read("xl/worksheets/sheet1.xml").decode("utf-8"))
    high = [row for row in rows if (found := re.search(r' ht="([\d.]+)"', row)) and float(found[1]) > 30]
    assert high and all('customHeight="1"' in row for row in high), high
