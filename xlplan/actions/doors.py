"""The doors by which the office answers: 待核实 of its workbook, and the file 汇总/<期次>/待核实.xlsx of each round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book
from xlplan.decisions.sheet import Line, read_lines, read_operator
from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.store.workspace import Workspace
from xlplan.terms.errors import DamagedError, NotAWorkbookError
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.sheets import PENDING

_FILE: Final = f"{PENDING}.xlsx"


@record(frozen=True)
class Door:
    """The rows of one door, who is at work there (经办人) with the cell for it, and what is wrong with its headings."""

    lines: Sequence[Line] = ()
    operator: tuple[str, str] = ("", "")
    broken: Finding | None = None


def pending_path(workspace: Workspace, round_: str) -> Path:
    """Return where the file of a round lies."""
    return workspace.report_folder(round_) / _FILE


def door_of_workbook(book: Book) -> Door:
    """Return what stands in the office's workbook."""
    grid = book.sheet(PENDING)
    lines = read_lines(grid) if grid else []
    return Door((), book.operator, lines) if isinstance(lines, Finding) else Door(lines, book.operator)


def door_of_file(workspace: Workspace, round_: str, current: str) -> Door:
    """Return what stands in the file of a round. Raise what reading a workbook raises."""
    path = pending_path(workspace, round_)
    try:
        grids = read_workbook(path) if path.is_file() else ()
    except (DamagedError, NotAWorkbookError) as error:
        # The office's own file: nobody can send it again, and the next action makes a new one.
        raise type(error)(
            f"“{workspace.shown(path)}”坏了：{error.message}",
            "请把它移走留底，再做一次，会重新列出没有定的；里面写了、还没有合并的，请重新写上。",
        ) from error
    grid = next((grid for grid in grids if grid.sheet == PENDING), None)
    if grid is None:
        return Door()
    lines = read_lines(grid, workspace.shown(path), "" if round_ == current else round_)
    operator = read_operator(grid)
    return Door((), operator, lines) if isinstance(lines, Finding) else Door(lines, operator)


def doors(book: Book, current: str, rounds: Iterable[str]) -> list[Door]:
    """Return all doors: the workbook, the file of the current round, those of the others. Raise what reading a workbook raises."""
    names = dict.fromkeys((current, *rounds))
    return [door_of_workbook(book), *(door_of_file(book.workspace, name, current) for name in names)]
