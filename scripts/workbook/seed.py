"""The responsibility table as it was copied out of a Word document, cell for cell.

In such a copy every cell begins with a tab, and the ends of cells show as line breaks. Vertically merged cells are
blank below their first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts import ROOT

SEED: Final = ROOT / "tests" / "data" / "责任分工表原文.txt"
TABLE_WORD: Final = "责任分工表"
_COLUMNS: Final = 5
_PROJECTS: Final = 5
_TASKS_EACH: Final = 5


class SeedError(Exception):
    """The copy is not the table that the workbook is made for."""


@dataclass(frozen=True, slots=True)
class SeedTask:
    """One row. `project` and `schedule` are None where the cell belongs to the merged one above."""

    number: str
    project: str | None
    content: str
    lead: str
    support: str
    schedule: str | None


@dataclass(frozen=True, slots=True)
class SeedTable:
    """The document's mark (附件1), its title and its rows."""

    mark: str
    title: str
    tasks: tuple[SeedTask, ...]

    @property
    def plan_title(self) -> str:
        """The title without the words for the table itself."""
        return self.title.removesuffix(TABLE_WORD)


def read_seed(path: Path = SEED) -> SeedTable:
    """Read the table in the copy at `path`, word for word. Raise SeedError if it is not 5 projects of 5 tasks each."""
    # What follows the last cell is the end of the document, not of the cell.
    head, *cells = (cell.strip("\n") for cell in path.read_text(encoding="utf-8").rstrip().split("\t"))
    mark, _, title = head.partition("\n")
    rows = [cells[start : start + _COLUMNS] for start in range(_COLUMNS, len(cells), _COLUMNS)]
    if not title.endswith(TABLE_WORD) or len(rows) != _PROJECTS * _TASKS_EACH or len(rows[-1]) != _COLUMNS:
        raise SeedError(f"{path}: a title and {_PROJECTS * _TASKS_EACH} rows of {_COLUMNS} cells were expected")
    tasks = []
    for index, (project, content, lead, support, schedule) in enumerate(rows):
        group, place = divmod(index, _TASKS_EACH)
        if bool(project) != (place == 0) or not content.startswith(f"{place + 1}.") or not lead or not support:
            raise SeedError(f"{path}: row {index + 1} of the table is not where it should be")
        tasks.append(
            SeedTask(f"{group + 1}.{place + 1}", project or None, content, lead, support, schedule or None),
        )
    return SeedTable(mark, title, tuple(tasks))
