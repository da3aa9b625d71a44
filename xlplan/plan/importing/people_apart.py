"""A column that holds offices and people (责任科室及责任人, or 牵头领导：赵甲 in its cells): the people go into columns of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from xlplan.plan.find_table import tables_in
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import of_column, with_more_columns
from xlplan.plan.labelled_people import People, people_behind_labels
from xlplan.plan.offices_and_people import apart, has_person, is_office, pieces_of
from xlplan.plan.table import Table
from xlplan.terms.cells import Area, CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import NAMING_FIELDS
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import ColumnSubject, meaning_of, people_in
from xlplan.terms.headings import heading_key


def with_people_apart(source: ImportSource, by_hand: ByHand) -> ImportSource:
    """Return a source whose columns of offices and people became two, as far as a cell leaves no doubt which is which."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for grid, table in zip(source.grids, tables_in(source.grids, by_hand), strict=True):
        made = _with_columns(table) if table else None
        grids.append(made[0] if made else grid)
        findings += made[1] if made else []
    return replace(source, grids=grids, findings=[*source.findings, *findings]) if findings else source


def _with_columns(table: Table) -> tuple[Grid, list[Finding]] | None:
    grid = table.grid
    mixed = list(_mixed(table))
    labelled = [*_labelled(table, {column for column, _ in mixed})]
    if not mixed and not labelled:
        return None
    width, rows, merges = with_more_columns(grid, len(mixed) + len(labelled), max(table.heads))
    findings: list[Finding] = []
    told = Counter(people for _, people in [*mixed, *labelled])
    for place, (column, people) in enumerate([*mixed, *labelled], width):
        # 联系人 of those who lead, and 联系人 of those who support.
        named = people if told[people] == 1 else of_column(people, table.heads[column])
        for row in (table.first_row - 1, *_headings_again(table, column)):
            rows[row][place] = named
        tasks = _tasks(table, column)
        if place < width + len(mixed):
            count, left = _move(rows, tasks, column, place)
        else:
            count, left = _move_labelled(rows, tasks, column, place, people), []
        merges += [
            Area(area.top, place, area.bottom, place)
            for area in grid.merges
            if area.left == area.right == column and area.top >= table.first_row
        ]
        others = f"；分不清的照原样留着：{'、'.join(left[:8])}" if left else ""
        findings.append(
            finding("import-people-apart", sheet=grid.sheet, cell=cell_name(table.first_row - 1, column),
                    heading=table.heads[column], value=named, count=count, others=others)
        )  # fmt: skip
    return replace(grid, rows=rows, merges=merges), findings


def _below(table: Table) -> range:
    return range(table.first_row, len(table.grid.rows))


def _headings_again(table: Table, column: int) -> list[int]:
    """Return the rows below in which the headings stand once more."""
    heading = heading_key(as_text(table.grid.at(table.first_row - 1, column)))
    return [row for row in _below(table) if heading and heading_key(as_text(table.grid.at(row, column))) == heading]


def _tasks(table: Table, column: int) -> list[int]:
    end, again = len(table.grid.rows) if table.end is None else table.end, _headings_again(table, column)
    return [row for row in _below(table) if row < end and row not in again]


def _move(rows: list[list[CellValue]], tasks: Sequence[int], column: int, place: int) -> tuple[int, list[str]]:
    """Move the people of a column into another; return how many cells held some, and which were not certain."""
    count, left = 0, []
    for row in tasks:
        value = rows[row][column]
        if is_blank(value):
            continue
        text = as_text(value)
        told = apart(text)
        if told is None:
            left += [] if any(map(is_office, pieces_of(text))) and not has_person(text) else [cell_name(row, column)]
        elif told[1]:
            rows[row][column], rows[row][place] = "、".join(told[0]) or None, "、".join(told[1])
            count += 1
    return count, left


def _move_labelled(rows: list[list[CellValue]], tasks: Sequence[int], column: int, place: int, label: str) -> int:
    """Move the people behind one label into another column, others stay; return how many cells held some."""
    count = 0
    for row in tasks:
        offices, people = people_behind_labels(as_text(rows[row][column]))
        if label in _told_once(people):
            kept = [f"{each}：{names}" for each, names in people if each != label]
            rows[row][column], rows[row][place] = "\n".join([*kept, offices]), dict(people)[label]
            count += 1
    return count


def _labelled(table: Table, mixed: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield the columns whose cells name people behind labels, with each label."""
    for name, column in table.taken():
        if name in NAMING_FIELDS and column not in mixed:
            texts = (as_text(table.grid.at(row, column)) for row in _tasks(table, column))
            labels = dict.fromkeys(label for text in texts for label in _told_once(people_behind_labels(text)[1]))
            yield from ((column, label) for label in labels)


def _told_once(people: People) -> list[str]:
    """Return the labels that stand once in a cell: 联系人 of each of several offices stays beside it."""
    count = Counter(label for label, _ in people)
    return [label for label, times in count.items() if times == 1]


def _mixed(table: Table) -> Iterator[tuple[int, str]]:
    for name, column in table.taken():
        heading = table.heads.get(column, "")
        # Above it may stand a parent: 分工/责任单位/责任人.
        ways = (heading_key(each) for each in (heading, heading.partition("/")[2], heading.rpartition("/")[2]))
        people = next(filter(None, map(people_in, ways)), "") or _heading_of_people(heading)
        if name in NAMING_FIELDS and people and _any_apart(table, column):
            yield column, people


def _heading_of_people(heading: str) -> str:
    """Return a heading that only speaks of people (责任人), though offices stand below it; "" for any other."""
    meaning = meaning_of(heading_key(heading))
    return heading if meaning and meaning.part is ColumnSubject.PERSON else ""


def _any_apart(table: Table, column: int) -> bool:
    """Return True if a cell of a column names people: under one heading over two columns they may stand in the other."""
    end = len(table.grid.rows) if table.end is None else table.end
    texts = (as_text(table.grid.at(row, column)) for row in range(table.first_row, end))
    told = [(text, apart(text)) for text in texts if text.strip()]
    return any((names and names[1]) or (names is None and has_person(text)) for text, names in told)
