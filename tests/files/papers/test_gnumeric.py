"""A second reader: what xlplan writes, as Gnumeric reads it."""

from __future__ import annotations

import csv
import gzip
import subprocess
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from support import programs
from support.office import Office

from xlplan.terms.sheets import TASKS


def read_by_gnumeric(path: Path, sheet: str, folder: Path) -> list[list[str]]:
    """Return the texts of a sheet's cells, as ssconvert writes them."""
    subprocess.run(
        ["ssconvert", "-O", f"separator=, format=preserve sheet='{sheet}'", "-T", "Gnumeric_stf:stf_assistant", path, folder / "out.txt"],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    with (folder / "out.txt").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.fixture
def works(tmp_path: Path) -> Office:
    programs.require("ssconvert")
    works = Office.small(tmp_path)
    works.do("split")
    works.do("status")
    return works


def texts(path: Path, sheet: str) -> set[str]:
    """Return all texts on a sheet, as openpyxl reads them."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {value.strip() for row in page.iter_rows(values_only=True) for value in row if isinstance(value, str) and value.strip()}  # fmt: skip


def test_gnumeric_reads_the_same_texts(works: Office, tmp_path: Path) -> None:
    report = works.root / "汇总" / works.round / "进展汇总.xlsx"
    for path in (report, works.sheet_of("教育科")):
        for sheet in openpyxl.load_workbook(path, read_only=True).sheetnames if path == report else [TASKS]:
            found = {cell.strip() for row in read_by_gnumeric(path, sheet, tmp_path) for cell in row}
            missing = texts(path, sheet) - found
            assert not missing, (path.name, sheet, missing)


def heights_by_gnumeric(path: Path, folder: Path) -> dict[str, dict[int, float]]:
    """Return the heights (points) that Gnumeric gives the rows of each sheet, by their numbers."""
    made = folder / "out.gnumeric"
    subprocess.run(["ssconvert", path, made], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True)
    heights: dict[str, dict[int, float]] = {}
    for sheet in etree.fromstring(gzip.decompress(made.read_bytes())).iterfind(".//{*}Sheet"):
        rows = heights[sheet.findtext("{*}Name")] = {}
        for run in sheet.iterfind("{*}Rows/{*}RowInfo"):
            first = int(run.get("No")) + 1
            rows |= dict.fromkeys(range(first, first + int(run.get("Count", "1"))), float(run.get("Unit")))
    return heights


def test_gnumeric_cuts_no_row(works: Office, tmp_path: Path) -> None:
    compared = 0
    for path in (works.root / "汇总" / works.round / "进展汇总.xlsx", works.sheet_of("教育科")):
        found = heights_by_gnumeric(path, tmp_path)
        for sheet in openpyxl.load_workbook(path):
            written = {
                row: size.height for row, size in sheet.row_dimensions.items() if size.height and not size.hidden
            }
            lower = {row: (height, found[sheet.title].get(row)) for row, height in written.items() if found[sheet.title].get(row, 0) < height - 0.5}  # fmt: skip
            assert not lower, (path.name, sheet.title, lower)
            compared += len(written)
    assert compared > 50
