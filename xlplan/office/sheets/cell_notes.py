"""The notes that 校验 puts on the cells it has something to say of; notes of the office's own stay as they are."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import xlwings

from xlplan.office.hosts.host_errors import explained
from xlplan.plan.sight import FINDING_NOTE
from xlplan.terms.cells import cell_place
from xlplan.terms.findings import Finding

_log: Final = logging.getLogger("xlplan.helper")
_MOST: Final = 200
"""Cells with a note; each costs some calls into the program."""
_LINE: Final = 26
"""Characters of a line: Excel makes a note as wide as its longest line."""


def finding_notes(findings: Iterable[Finding], sheet: str) -> dict[tuple[int, int], str]:
    """Return what to note on which cell (row and column from 0) of a sheet: each finding with its level, reason and cure."""
    notes: dict[tuple[int, int], list[str]] = {}
    for each in findings:
        if each.sheet == sheet and each.cell:
            cure = f"\n怎么改：{each.hint}" if each.hint else ""
            for cell in (each.cell, *filter(None, each.others.split("、"))):
                notes.setdefault(cell_place(cell), []).append(f"{each.severity.label}：{each.message}{cure}")
    return {place: "\n".join([FINDING_NOTE, *map(_broken, texts)]) for place, texts in notes.items()}


def _broken(text: str) -> str:
    return "\n".join(
        line[start : start + _LINE] for line in text.split("\n") for start in range(0, max(len(line), 1), _LINE)
    )


def put_notes(sheet: xlwings.Sheet, notes: Mapping[tuple[int, int], str]) -> None:
    """Put notes on cells in place of those of the press before. A cell with a note of the office's own gets none.

    What is found stands on 校验结果 in any case: a sheet whose notes cannot be written is no error.
    """
    try:
        taken = set()
        for row, column, text, remove in list(_present(sheet)):
            if text.startswith(FINDING_NOTE):
                remove()
            else:
                taken.add((row, column))
        for place, text in list(notes.items())[:_MOST]:
            if place not in taken:
                _add(sheet, *place, text)
    except Exception as error:
        if (known := explained(error)) is not None:
            raise known from error
        _log.info("the notes could not be written: %r", error)


def _present(sheet: xlwings.Sheet) -> Iterator[tuple[int, int, str, Any]]:
    """Yield the notes that are there: row and column from 0, text, and what removes each; the last first."""
    if sys.platform == "win32":
        listed = sheet.api.Comments
        for number in range(listed.Count, 0, -1):
            note = listed.Item(number)
            cell = note.Parent
            yield cell.Row - 1, cell.Column - 1, str(note.Text()), note.Delete
    elif hasattr(sheet.impl, "notes"):
        yield from sheet.impl.notes()


def _add(sheet: xlwings.Sheet, row: int, column: int, text: str) -> None:
    if sys.platform == "win32":
        note = sheet.api.Cells.Item(row + 1, column + 1).AddComment(text)
        # A note that is cut is there all the same.
        with contextlib.suppress(AttributeError):
            note.Shape.TextFrame.AutoSize = True
    elif hasattr(sheet.impl, "add_note"):
        sheet.impl.add_note(row, column, text)
