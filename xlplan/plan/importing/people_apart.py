"""A column that holds offices and people (责任科室及责任人): the people go into a column of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import with_more_columns
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person, is_person_or_number
from xlplan.plan.table import Table, table_in
from xlplan.plan.task_names import NAMING_FIELDS
from xlplan.terms.cells import Area, Grid, as_text, cell_name, is_blank
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import people_in
from xlplan.terms.headings import heading_key
from xlplan.terms.text import fold

_BETWEEN: Final = re.compile(r"[\s、，,；;。/／|：:（）()【】\[\]—–-]+")
_SHORTEST: Final = 2


def with_people_apart(source: ImportSource, by_hand: ByHand) -> ImportSource:
    """Return a source whose columns of offices and people became two, as far as a cell leaves no doubt which is which."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for grid in source.grids:
        made = _with_columns(grid, by_hand)
        grids.append(made[0] if made else grid)
        findings += made[1] if made else []
    return replace(source, grids=grids, findings=[*source.findings, *findings]) if findings else source


def _with_columns(grid: Grid, by_hand: ByHand) -> tuple[Grid, list[Finding]] | None:
    table = table_in(grid, by_hand)
    mixed = [*_mixed(table)] if table else []
    if not table or not mixed:
        return None
    width, rows, merges = with_more_columns(grid, len(mixed), max(table.heads))
    findings: list[Finding] = []
    end = len(rows) if table.end is None else table.end
    for place, (column, people) in enumerate(mixed, width):
        rows[table.first_row - 1][place] = people
        count, left = 0, []
        for row in range(table.first_row, end):
            value = rows[row][column]
            if is_blank(value):
                continue
            text = as_text(value)
            told = apart(text)
            if told is None:
                left += (
                    [] if any(map(_names_office, _pieces(text))) and not _has_person(text) else [cell_name(row, column)]
                )
            elif told[1]:
                rows[row][column], rows[row][place] = "、".join(told[0]) or None, "、".join(told[1])
                count += 1
        merges += [
            Area(area.top, place, area.bottom, place)
            for area in grid.merges
            if area.left == area.right == column and area.top >= table.first_row
        ]
        others = f"；分不清的照原样留着：{'、'.join(left[:8])}" if left else ""
        findings.append(
            finding("import-people-apart", sheet=grid.sheet, cell=cell_name(table.first_row - 1, column),
                    heading=table.heads[column], value=people, count=count, others=others)
        )  # fmt: skip
    return replace(grid, rows=rows, merges=merges), findings


def _mixed(table: Table) -> Iterator[tuple[int, str]]:
    for name, column in table.taken():
        heading = table.heads.get(column, "")
        # Above it may stand a parent: 分工/责任单位/责任人.
        ways = (heading_key(each) for each in (heading, heading.partition("/")[2], heading.rpartition("/")[2]))
        people = next(filter(None, map(people_in, ways)), "")
        if name in NAMING_FIELDS and people and _any_apart(table, column):
            yield column, people


def _any_apart(table: Table, column: int) -> bool:
    """Return True if a cell of a column names people: under one heading over two columns they may stand in the other."""
    end = len(table.grid.rows) if table.end is None else table.end
    texts = (as_text(table.grid.at(row, column)) for row in range(table.first_row, end))
    told = [(text, apart(text)) for text in texts if text.strip()]
    return any((names and names[1]) or (names is None and _has_person(text)) for text, names in told)


def apart(text: str) -> tuple[list[str], list[str]] | None:
    """Return the offices and the people that a cell names; None where it is not certain of each which it is."""
    offices: list[str] = []
    people: list[str] = []
    for piece in _pieces(text):
        if _names_office(piece):
            offices.append(piece)
        elif both := _run_together(piece):
            offices.append(both[0])
            people.append(both[1])
        elif _is_named(piece) or (is_person_or_number(piece) and not _begins_with_office(piece)):
            people.append(piece)
        else:
            # 办公室主任 may be either.
            return None
    return [*dict.fromkeys(offices)], [*dict.fromkeys(people)]


def _pieces(text: str) -> Sequence[str]:
    return [piece for piece in _BETWEEN.split(text) if piece]


def _names_office(piece: str) -> bool:
    return (ends_as_unit(piece) or is_collective(piece)) and len(fold(piece)) >= _SHORTEST


def _has_person(text: str) -> bool:
    return any(is_person_or_number(piece) or _run_together(piece) for piece in _pieces(text))


def _run_together(piece: str) -> tuple[str, str] | None:
    """Part 人事科李晓梅 and 人事科李科长 into the office and the person."""
    cuts = [(piece[:end], piece[end:]) for end in range(_SHORTEST, len(piece) - 1)]
    return next(((office, who) for office, who in cuts if _names_office(office) and _is_named(who)), None)


def _is_named(who: str) -> bool:
    """Return True for a person's name, with or without a title: 李晓梅, 李副科长."""
    folded = fold(who)
    return is_person(folded) or (is_person_or_number(who) and is_person(f"{folded[0]}某某"))


def _begins_with_office(piece: str) -> bool:
    return any(_names_office(piece[:end]) for end in range(_SHORTEST, len(piece)))
