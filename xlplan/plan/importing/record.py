"""What becomes of every cell of a source: where it stands in the new workbook, or the finding that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xlplan.plan.importing.by_hand import ReadingChoice
from xlplan.plan.importing.model import ImportSource, MovedText, NewPlan
from xlplan.plan.sight import HIDDEN_CODES, as_seen
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Grid, as_text, cell_name, cell_place, column_letters
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.sheets import PLAN


class ImportRecord:
    """One import: what it is made of, the new plan so far, and where each cell of the source has gone."""

    def __init__(
        self,
        source: ImportSource,
        today: date,
        choice: ReadingChoice | None = None,
        places: Mapping[int, str] | None = None,
    ) -> None:
        self.source = replace(source, grids=[as_seen(grid) for grid in source.grids])
        self.choice = choice or ReadingChoice()
        self._places: Mapping[int, str] = {}
        self._text_sheet = source.grids[0].sheet if places else ""
        self.today = today
        self.plan = NewPlan(findings=[self.named(item) for item in source.findings])
        # Findings on the source itself name their lines already.
        self._places = places or {}
        self.where: dict[tuple[str, int, int], str] = {}
        """Cells of the source that stand in the new workbook, and where."""
        self.known: set[tuple[str, int, int]] = set()
        """Those that do not and have a finding of their own."""
        self.count = 0
        """How many tasks there are so far."""

    def sheet_name(self, sheet: str) -> str:
        """Name a sheet of the source as findings do, so that nobody takes it for one of the new workbook."""
        return f"[{self.source.name}]{sheet}"

    def named(self, item: Finding) -> Finding:
        """Put a finding on the source under the name that its sheet has in findings."""
        cell = item.cell if item.code == "import-turned" else self.place(item.sheet, item.cell)
        message, hint = item.message, item.hint
        if words := self.source.turned.get(item.sheet or ""):
            message = words.text(message)
            hint = words.hint(hint) if item.code in HIDDEN_CODES else hint
        return replace(item, sheet=self.sheet_name(item.sheet or ""), cell=cell, message=message, hint=hint)

    def add_finding(self, code: str, sheet: str, cell: str | None = None, **values: Any) -> None:
        """Add a finding on the source."""
        self.plan.findings.append(self.named(finding(code, sheet=sheet, cell=cell, **values)))

    def moved(self, sheet: str, row: int, column: int) -> MovedText | None:
        """Return where a cell of the source stands now; None for what only stands for a paragraph."""
        to = self.where.get((sheet, row, column))
        if sheet != self._text_sheet:
            return MovedText(sheet, self.place(sheet, cell_name(row, column)) or "", to)
        content = f"{PLAN}!{column_letters(self.plan.fields.index(Field.CONTENT))}"
        is_content = bool(to and re.fullmatch(re.escape(content) + r"\d+", to))
        return MovedText(sheet, self._places[row], to) if row in self._places and is_content else None

    def place(self, sheet: str | None, cell: str | None) -> str | None:
        """Name a cell of a table made of running text by its paragraph, and one of a turned table as in the file."""
        if cell and (words := self.source.turned.get(sheet or "")):
            return words.cell(cell)
        if sheet != self._text_sheet or not cell or not re.fullmatch(r"[A-Z]+\d+", cell):
            return cell
        return self._places.get(cell_place(cell)[0], cell)

    def add_new_finding(self, code: str, sheet: str, cell: str | None = None, **values: Any) -> None:
        """Add a finding on the new workbook."""
        self.plan.findings.append(finding(code, sheet=sheet, cell=cell, **values))

    def stands(self, line: TextLine, to: str) -> None:
        """Record that a line of the source stands in a place of the new workbook."""
        if line.at:
            self.where[line.sheet, line.at[0], line.at[1]] = to
        else:
            self.plan.moved.append(MovedText(line.sheet, line.place, to))


def short(text: str, length: int) -> str:
    """Put a text on one line, and cut it if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def listed_within(parts: Sequence[str], most: int) -> str:
    """List what was left in full, as far as a finding has room for `most` characters, and say how many more there are."""
    shown: list[str] = []
    for each in parts:
        if shown and sum(map(len, shown)) + len(each) > most:
            return "；".join(shown) + f"；等（还有 {len(parts) - len(shown)} 处）"
        shown.append(each)
    return "；".join(shown)


def sample(grid: Grid, cells: Sequence[tuple[int, int]], most: int = 120) -> str:
    """List some cells of a source with their texts, as a finding does."""
    return listed_within([f"{cell_name(r, c)}“{short(as_text(grid.at(r, c)), 60)}”" for r, c in cells], most)
