"""Rows of 待核实 move when it is listed anew: what was said of them names their cells as they stand then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow, has_words_of, row_key
from xlplan.decisions.model import RowKey
from xlplan.decisions.row_notes import cells_named
from xlplan.terms.findings import Finding
from xlplan.terms.patterns import pattern_of
from xlplan.terms.sheets import HEADING_ROW, PENDING, PLAN

_QUOTED: Final = pattern_of("(“[^”]*”)")
"""What the office or a department wrote is no name of a cell."""
_DOOR: Final = pattern_of(f"“{PENDING}”（(.*?)）[A-Z]")
_CELL: Final = pattern_of(r"(?:（([^（）]*)）)?(?<![A-Za-z0-9])([A-Z]{1,2})(\d+)(?!\d)")
_OF_SEVERAL_ROWS: Final = "decision-contradicts"
_GONE: Final = "原来的 "


def moved(answers: Answers, rows: Sequence[PendingRow], door: str = "") -> Answers:
    """Return answers whose findings name cells as they stand after a door (a file, or "" for the workbook) was listed as `rows`."""
    now: dict[int, int] = {}
    free: dict[RowKey, list[int]] = {}
    for place, row in enumerate(rows):
        free.setdefault(row_key(row), []).append(place)
    for line in (*(line for line, _ in answers.refused), *answers.earlier):
        if line.door != door or line.row in now:
            continue
        places = free.get(line.key, [])
        now_at = next((place for place in places if has_words_of(rows[place], line)), None)
        if now_at is not None:
            places.remove(now_at)
            now[line.row] = HEADING_ROW + 1 + now_at
    gone = {line.row for line in answers.handled if line.door == door} - set(now)
    return replace(
        answers,
        findings=[_moved(found, now, gone, door) if found.sheet == PENDING else found for found in answers.findings],
        earlier=[
            replace(line, row=now.get(line.row, line.row)) if line.door == door else line for line in answers.earlier
        ],
    )


def _moved(found: Finding, now: Mapping[int, int], gone: set[int], door: str) -> Finding:
    at = _CELL.fullmatch(found.cell or "")
    said = _DOOR.match(found.message)
    own = said[1] if said else ""

    def cell(match: re.Match[str]) -> str:
        there = own if match[1] is None else "" if match[1] == PLAN else match[1]
        row = int(match[3])
        # A finding is on one row but for what contradicts it: what else looks like a cell is none.
        if at and row != int(at[3]) and found.code != _OF_SEVERAL_ROWS:
            return match[0]
        # Behind a bracket that was not understood stands the cell of some other file.
        if match[1] is None and match.string[: match.start()].endswith("）"):
            return match[0]
        if there != door or row not in now:
            return f"{_GONE}{match[0]}" if there == door and row in gone else match[0]
        return f"{match[0][: match.start(3) - match.start()]}{now[row]}"

    def text(words: str, template: str) -> str:
        named = cells_named(words, template)
        if named is None:
            # Another version of the program made it.
            return "".join(part if part.startswith("“") else _CELL.sub(cell, part) for part in _QUOTED.split(words))
        return _CELL.sub(
            lambda found: cell(found) if any(found.start(2) in each for each in named) else found[0], words
        )

    row = int(at[3]) if at and own == door else 0
    here = f"{at[2]}{now[row]}" if at and row in now else found.cell
    return replace(
        found, message=text(found.message, found.kind.message), hint=text(found.hint, found.kind.hint), cell=here
    )
