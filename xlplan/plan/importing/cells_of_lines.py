"""A table that was copied out cell by cell, each on a line of its own: headings, then the cells of each numbered task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from typing import Final

from xlplan.plan.heading_rows import Heading, HeadingReader
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.running_text import TextTable, lines_of
from xlplan.plan.name_shapes import is_person_or_number
from xlplan.plan.offices_and_people import is_office, pieces_of
from xlplan.plan.section_signs import is_section_title
from xlplan.plan.title import TextLine
from xlplan.schedule.parse import read_schedule
from xlplan.terms.cells import CellValue, Grid, is_blank
from xlplan.terms.findings import finding
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.text import fold

_WHO: Final = frozenset({ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT, ColumnSubject.SUPPORTING})
_WHEN: Final = frozenset({ColumnSubject.LIMIT, ColumnSubject.START, ColumnSubject.END, ColumnSubject.MONTH})
_PEOPLE: Final = frozenset({ColumnSubject.LEADER, ColumnSubject.PERSON})
_COLUMNS: Final = range(3, 13)
_MOST_LINES: Final = 24
_LONGEST_HEADING: Final = 16
_SHORTEST_TASK: Final = 4

Runs = tuple[tuple[int, int], ...]
"""Of each column, from which to before which of a task's lines it holds."""


def cells_as_table(source: ImportSource) -> TextTable | None:
    """Return the table that lines make; None where they are none, or a line may stand in one column or another."""
    if not (source.lines or source.document or _is_one_column(source)):
        return None
    lines = list(lines_of(source))
    start, headings = next(_headings(lines), (0, ()))
    if not headings:
        return None
    first = start + len(headings)
    columns = [each.meaning.part if each.meaning else None for each in headings[1:]]
    rows: list[list[CellValue]] = [[each.text for each in headings]]
    places: dict[int, str] = {}
    used = set(range(start, first))

    def add_titles(numbers: Sequence[int]) -> None:
        for number in numbers:
            places[len(rows)] = lines[number].place
            rows.append([lines[number].text])
            used.add(number)

    tasks = list(_tasks(lines, first))
    titles = list(range(first, tasks[0][0] if tasks else first))
    if len(tasks) < 2 or not all(is_section_title(lines[n].text) for n in titles):
        return None
    add_titles(titles)
    for begin, end in tasks:
        last = (begin, end) == tasks[-1]
        titles = [n for n in range(begin + 1, end) if is_section_title(lines[n].text)]
        stop = titles[0] if titles else end
        runs = _aligned([line.text for line in lines[begin + 1 : stop]], tuple(columns), open_end=last)
        if runs is None or titles not in ([], [end - 1]):
            return None
        cells = ["\n".join(line.text for line in lines[begin + 1 + a : begin + 1 + b]) for a, b in runs]
        places[len(rows)] = lines[begin].place
        rows.append([lines[begin].text, *(cell or None for cell in cells)])
        used |= {*range(begin, begin + 1 + max(b for _, b in runs))}
        add_titles(titles)
    if _goes_on([line.text for line in lines[max(used) + 1 :]], len(headings)):
        return None
    sheet = lines[start].sheet
    told = finding("import-turned", sheet=sheet, cell=lines[start].place, how="一格抄成一行的表", count=len(tasks))
    rest = [(n, line) for n, line in enumerate(lines) if n not in used]
    made = ImportSource(
        source.name, [Grid(sheet, rows)], {sheet: [line for n, line in rest if n < start]},
        [line for n, line in rest if n > start], [*source.findings, told], source.document,
    )  # fmt: skip
    return TextTable(made, places, {})


def _is_one_column(source: ImportSource) -> bool:
    """Return True if no row of a workbook's first sheet holds more than one cell."""
    return all(sum(not is_blank(value) for value in row) < 2 for grid in source.grids[:1] for row in grid.rows)


def _headings(lines: Sequence[TextLine]) -> Iterator[tuple[int, tuple[Heading, ...]]]:
    """Yield the headings of a table, one a line, before the first number; and the line of the first of them."""
    for start, line in enumerate(lines):
        meaning = meaning_of(heading_key(line.text))
        if not meaning or meaning.part is not ColumnSubject.ID:
            continue
        texts = []
        for each in lines[start : start + _COLUMNS.stop]:
            if _number(each.text) == 1 or is_section_title(each.text) or len(each.text) > _LONGEST_HEADING:
                break
            texts.append(each.text)
        rows = HeadingReader(Grid("", [texts])).at(0) if len(texts) in _COLUMNS else None
        if rows and rows.is_of_plan and len(rows.headings) == len(texts):
            yield start, rows.headings


def _number(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,3})[.、]?", fold(text))
    return int(found[1]) if found else None


def _tasks(lines: Sequence[TextLine], first: int) -> Iterator[tuple[int, int]]:
    """Yield from which to before which line each task goes, by numbers that go on from 1."""
    begins: list[int] = []
    position = first
    for number in count(1):
        found = next((n for n in range(position, len(lines)) if _number(lines[n].text) == number), None)
        if found is None:
            break
        begins.append(found)
        position = found + 1
    yield from zip(begins, [*begins[1:], len(lines)], strict=True)


def _aligned(texts: Sequence[str], columns: tuple[ColumnSubject | None, ...], *, open_end: bool) -> Runs | None:
    """Return which lines each column holds, if there is one way that leaves the fewest blank; with `open_end` more may follow.

    Where another way gives a task to other offices, there is none.
    """
    ends = range(len(columns), min(len(texts), _MOST_LINES) + 1) if open_end else [len(texts)]
    several = sum(part in _WHO for part in columns) > 1
    for end in ends:
        if end > _MOST_LINES or (several and end != len(columns)):
            # Whether an office leads or helps, its own line does not say.
            continue
        ways = sorted(_ways(tuple(texts[:end]), 0, columns), key=_blanks)
        if any(_who(way, columns) != _who(ways[0], columns) for way in ways):
            return None
        if ways and (len(ways) == 1 or _blanks(ways[0]) < _blanks(ways[1])) and not (open_end and _blanks(ways[0])):
            return ways[0]
    return None


def _blanks(runs: Runs) -> int:
    return sum(first == end for first, end in runs)


def _who(runs: Runs, columns: Sequence[ColumnSubject | None]) -> Runs:
    """Return which lines stand in the columns of offices."""
    return tuple(run for run, part in zip(runs, columns, strict=True) if part in _WHO)


def _goes_on(texts: Sequence[str], width: int) -> bool:
    """Return True if a number stands below the last task with an office or a time behind it: a row, though a number before it is missing."""
    return any(
        _number(text) is not None
        and any(
            _fits(each, ColumnSubject.UNIT) or _fits(each, ColumnSubject.LIMIT) for each in texts[n + 1 : n + width]
        )
        for n, text in enumerate(texts)
    )


def _ways(texts: tuple[str, ...], first: int, columns: tuple[ColumnSubject | None, ...]) -> list[Runs]:
    """Return all ways in which columns may hold the lines from one on, in their order."""
    if not columns:
        return [()] if first == len(texts) else []
    found = []
    most = len(texts) if columns[0] in _WHO else min(len(texts), first + 1)
    for end in range(first, most + 1):
        if end > first and not _fits(texts[end - 1], columns[0]):
            break
        found += [((first, end), *rest) for rest in _ways(texts, end, columns[1:])]
    return found


@lru_cache(1 << 12)
def _fits(text: str, part: ColumnSubject | None) -> bool:
    pieces = pieces_of(text)
    offices = bool(pieces) and all(map(is_office, pieces))
    if part in _WHO:
        return offices
    if part in _WHEN:
        return read_schedule(text, year=_ANY_DAY.year, today=_ANY_DAY).read
    if part in _PEOPLE:
        return bool(pieces) and all(map(is_person_or_number, pieces))
    return part is not ColumnSubject.WHAT or (len(text) >= _SHORTEST_TASK and not offices)


_ANY_DAY: Final = date(2024, 1, 1)
