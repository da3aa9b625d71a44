"""`xlplan new` out of another office's table, and what became of each of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl

from support import word
from support.office import run
from xlplan.terms.sheets import HEADING_ROW, PLAN

HEADINGS = ("工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
FIRST = ("甲工程", "做好第一件事。", "教育科", "组宣科", "2023年6月底前")
SECOND = (None, "做好第二件事。", "组宣科", "教育科", None)
TITLE = "某局2023年重点工作责任分工表"


def document(*tables: Sequence[Sequence[str | None]], title: str = TITLE) -> Any:
    """Make a Word document with a title and these tables."""
    made = docx.Document()
    word.heading(made, title)
    for rows in tables:
        word.table(made, rows)
        made.add_paragraph()
    return made


class New:
    """`xlplan new` with a file, and what became of it."""

    def __init__(self, folder: Path, name: str, data: bytes) -> None:
        self.book = folder / "新分工表.xlsm"
        source = folder / name
        source.write_bytes(data)
        self.done = run("new", self.book, "--from", source, "--json")
        assert self.done.code in (0, 1), self.done.out
        self.json = self.done.json
        self.sheets = openpyxl.load_workbook(self.book)

    @property
    def rows(self) -> list[tuple[object, ...]]:
        """The tasks of the new workbook."""
        return [tuple(cell.value for cell in row) for row in self.sheets[PLAN].iter_rows(min_row=HEADING_ROW + 1)]

    @property
    def merges(self) -> set[str]:
        """Its merged areas on 分工表."""
        return {str(area) for area in self.sheets[PLAN].merged_cells.ranges}

    def found(self, prefix: str = "import-") -> list[tuple[str, str | None, str | None]]:
        """Return (code, sheet, cell) of the findings; sheets of the source without the file's name."""
        return [
            (item["code"], re.sub(r"^\[.*\]", "", item["sheet"] or ""), item["cell"])
            for item in self.json["findings"]
            if item["code"].startswith(prefix)
        ]

    def codes(self) -> set[str]:
        """Return the codes of what was found while it was made."""
        return {code for code, _, _ in self.found()}

    def message(self, code: str) -> str:
        """Return what the first finding of a code says."""
        return str(next(item["message"] for item in self.json["findings"] if item["code"] == code))

    def moved(self) -> dict[tuple[str, str], str | None]:
        """Return where each cell of the source went, by sheet and cell; None if nowhere."""
        return {(each["sheet"], each["cell"]): each["to"] for each in self.json["cells"]}


def from_word(folder: Path, made: Any) -> New:
    return New(folder, "原表.docx", word.saved(made))


def plain(path: Path, sheet: str) -> tuple[list[list[object]], set[str]]:
    found = openpyxl.load_workbook(path)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()], {str(a) for a in found.merged_cells.ranges}
