"""A third reader: what xlplan writes, as ONLYOFFICE reads it: `make test-onlyoffice`, for its package is large."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest
from support import ROOT, programs
from support.office import Office

from xlplan.terms.sheets import TASKS

PYTHON = ROOT / ".tools/onlyoffice/bin/python"
ONE_LINE = 20
"""No row of a single line is higher (points): what fits rows itself may make those lower."""
_READS = """
import json, sys
import docbuilder

def texts(values):
    if not values.IsArray():
        return [values.ToString()]
    return [text for number in range(values.GetLength()) for text in texts(values.Get(number))]

builder = docbuilder.CDocBuilder()
assert builder.OpenFile(sys.argv[1], "") == 0, "it does not open"
sheets = builder.GetContext().GetGlobal()["Api"].Call("GetSheets")
found = {}
for number in range(sheets.GetLength()):
    sheet = sheets.Get(number)
    found[sheet.Call("GetName").ToString()] = texts(sheet.Call("GetUsedRange").Call("GetValue"))
assert builder.SaveFile("xlsx", sys.argv[2]) == 0, "it does not save"
builder.CloseFile()
print(json.dumps(found))
"""
"""Prints the texts of each sheet of a file, and saves the file as another."""


def read_by_onlyoffice(path: Path, saved: Path) -> dict[str, list[str]]:
    """Return the texts of each sheet's cells, by its name; `saved` is the file as ONLYOFFICE writes it."""
    command = [PYTHON, "-c", _READS, path, saved]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    if not PYTHON.is_file():
        programs.skip("ONLYOFFICE 没有装（它的程序包有二百多兆）：make test-onlyoffice")
    works = Office.small(tmp_path)
    works.do("split")
    works.do("status")
    report = works.root / "汇总" / works.round
    return [report / "进展汇总.xlsx", report / "未报名单.xlsx", works.sheet_of("教育科")]


def heights(path: Path) -> dict[tuple[str, int], float]:
    """Return the heights of all rows that say one, by sheet and number."""
    return {
        (sheet.title, row): size.height
        for sheet in openpyxl.load_workbook(path)
        for row, size in sheet.row_dimensions.items()
        if size.height and not size.hidden
    }


def test_onlyoffice_reads_the_same_texts_and_cuts_no_row(files: list[Path], tmp_path: Path) -> None:
    compared = 0
    for path in files:
        found = read_by_onlyoffice(path, tmp_path / "saved.xlsx")
        for sheet in openpyxl.load_workbook(path, data_only=True):
            if sheet.sheet_state != "visible" or (path == files[-1] and sheet.title != TASKS):
                continue
            written = {str(cell).strip() for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}  # fmt: skip
            missing = written - {text.strip() for text in found[sheet.title]}
            assert not missing, (path.name, sheet.title, missing)
        kept = heights(tmp_path / "saved.xlsx")
        tall = {place: height for place, height in heights(path).items() if height > ONE_LINE}
        assert not {place: (height, kept.get(place)) for place, height in tall.items() if kept.get(place, 0) < height - 0.5}  # fmt: skip
        compared += len(tall)
    assert compared > 30
