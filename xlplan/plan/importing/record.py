"""What becomes of every cell of a source: where it stands in the new workbook, or the finding that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xlplan.plan.importing.by_hand import Choice
from xlplan.plan.importing.model import ImportSource, MovedText, NewPlan
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Grid, as_text, cell_name
from xlplan.terms.findings import Finding, finding


class ImportRecord:
    """One import: what it is made of, the new plan so far, and where each cell of the source has gone."""

    def __init__(self, source: ImportSource, today: date, choice: Choice | None = None) -> None:
        self.source = replace(source, grids=[grid.unstruck() for grid in source.grids])
        self.choice = choice or Choice()
        self.today = today
        self.plan = NewPlan(findings=[self.named(item) for item in source.findings])
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
        return replace(item, sheet=self.sheet_name(item.sheet or ""))

    def add_finding(self, code: str, sheet: str, cell: str | None = None, **values: Any) -> None:
        """Add a finding on the source."""
        self.plan.findings.append(finding(code, sheet=self.sheet_name(sheet), cell=cell, **values))

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


def sample(grid: Grid, cells: Sequence[tuple[int, int]]) -> str:
    """List some cells of a source with their texts, as a finding does."""
    shown = "；".join(f"{cell_name(r, c)}“{short(as_text(grid.at(r, c)), 20)}”" for r, c in cells[:6])
    return shown + ("；等" if len(cells) > 6 else "")
