"""The rows of the new table: texts as they were, merged areas, and titles of sections as projects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.plan.departments import Registry
from xlplan.plan.importing.in_text import fill_from_names, fill_from_text
from xlplan.plan.importing.record import ImportRecord, short
from xlplan.plan.importing.section_leads import lead_of
from xlplan.plan.importing.table_parts import TablePart
from xlplan.plan.inferred import infer_registry
from xlplan.plan.mentions import HowNamed
from xlplan.plan.name_shapes import ends_as_unit
from xlplan.plan.near_names import near_pairs
from xlplan.plan.part_numbers import ends_part, part_number
from xlplan.plan.read_plan import read_plan
from xlplan.plan.title import TextLine
from xlplan.terms.cells import (
    MAX_TEXT,
    Area,
    CellError,
    CellValue,
    Grid,
    NoCachedValue,
    ShownDay,
    as_text,
    cell_name,
    column_letters,
    is_blank,
)
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.sheets import DEPARTMENTS, HEADING_ROW, PLAN
from xlplan.terms.text import fold

_SELDOM: Final = 2
"""A name that stands more often is hardly mistyped."""


def fill_rows(record: ImportRecord, part: TablePart, targets: Mapping[int, int]) -> None:
    """Fill in the rows of one part; `targets` are the new columns of its own."""
    grid, plan = part.table.grid, record.plan
    anchors = grid.anchors()
    _fill_joined(record, part)
    several = {column for name, column in part.table.taken() if name in part.table.joined}
    for row, index in part.rows.items():
        for column, target in targets.items():
            if column in several:
                continue
            value = grid.at(row, column)
            if is_blank(value) or (row, column) in anchors:
                continue
            text = _text(record, grid, row, column, value)
            if text:
                plan.rows[index][target] = text
                record.where[grid.sheet, row, column] = f"{PLAN}!{cell_name(HEADING_ROW + index, target)}"
    fill_from_text(record, part)
    fill_from_names(record, part)
    for area in grid.merges:
        inside = [part.rows[row] for row in range(area.top, area.bottom + 1) if row in part.rows]
        if area.left in targets and len(inside) > 1 and area.left not in several:
            plan.merges.append(Area(inside[0], targets[area.left], inside[-1], targets[area.left]))
        columns = [targets[c] for c in range(area.left, area.right + 1) if c in targets]
        across = [plan.headings[column] for column in columns]
        if inside and len(across) > 1 and not is_blank(grid.at(area.top, area.left)):
            # Over what tasks belong to and what is to be done, it is what is to be done: a task alone in its kind.
            if [plan.fields[column] for column in columns] == [Field.PROJECT, Field.CONTENT]:
                first = plan.rows[inside[0]]
                first[columns[1]], first[columns[0]] = first[columns[0]], ""
                record.where[grid.sheet, area.top, area.left] = (
                    f"{PLAN}!{cell_name(HEADING_ROW + inside[0], columns[1])}"
                )
                across.reverse()
                plan.merges = [
                    each._replace(left=columns[1], right=columns[1])
                    if (each.top, each.left) == (inside[0], columns[0])
                    else each
                    for each in plan.merges
                ]
            record.add_finding("import-merged-across", grid.sheet, cell_name(area.top, area.left), headings="、".join(across),
                        used=across[0])  # fmt: skip
    project = plan.fields.index(Field.PROJECT)
    for start, line in part.sections.items():
        end = min([_end_of_numbers(grid, start), *(each for each in part.sections if each > start)])
        inside = [index for row, index in part.rows.items() if start < row < end]
        if not inside:
            continue
        _fill_from_section(record, part, line, range(start + 1, end))
        if not part.sections_are_projects:
            continue
        plan.rows[inside[0]][project] = line.text
        record.stands(line, f"{PLAN}!{cell_name(HEADING_ROW + inside[0], project)}")
        record.add_finding("import-section", line.sheet, line.place, value=short(line.text, 40))
        if len(inside) > 1:
            plan.merges.append(Area(inside[0], project, inside[-1], project))


def _end_of_numbers(grid: Grid, start: int) -> int:
    """Return the row at which the part that a section's number begins has ended: 2 after 1, 1.1 and 1.2; else the last.

    ① or （1） between them ends none.
    """
    cells = (
        [(c, as_text(value)) for c, value in enumerate(grid.rows[start]) if not is_blank(value)] if start >= 0 else []
    )
    column, first = next(iter(cells), (0, ""))
    if not (whole := part_number(first)):
        return len(grid.rows)
    below = ((row, as_text(grid.at(row, column))) for row in range(start + 1, len(grid.rows)))
    return next((row for row, text in below if ends_part(text, whole)), len(grid.rows))


def _fill_from_section(record: ImportRecord, part: TablePart, title: TextLine, below: range) -> None:
    """Give who does it, where the title of a section or a cell beside it says so, to the rows below that name nobody."""
    if title.at is None:
        return
    plan, grid = record.plan, part.table.grid
    blank = [
        row for row in below
        if row in part.rows and not any(part.cells[row][name].text.strip() for name in NAMING_FIELDS if name in part.cells[row])
    ]  # fmt: skip
    for name, column in part.table.taken():
        value = grid.at(title.at[0], column)
        if name not in NAMING_FIELDS or is_blank(value) or column == title.at[1]:
            continue
        target = plan.fields.index(name)
        for row in blank:
            plan.rows[part.rows[row]][target] = as_text(value)
        record.known.add((grid.sheet, title.at[0], column))
        record.add_finding(
            "import-lead-above", grid.sheet, cell_name(title.at[0], column), text=short(title.text, 40),
            value=short(as_text(value), 40), count=len(blank),
        )  # fmt: skip
        return
    led = [
        row
        for row in below
        if row in part.rows
        and not any(part.cells[row][name].text.strip() for name in (Field.LEAD, Field.SHARE) if name in part.cells[row])
    ]
    if led and (lead := lead_of(title.text)):
        for row in led:
            plan.rows[part.rows[row]][plan.fields.index(Field.LEAD)] = lead
        record.add_finding(
            "import-lead-above",
            title.sheet,
            title.place,
            text=short(title.text, 40),
            value=short(lead, 40),
            count=len(led),
        )


def stand_heads(record: ImportRecord, part: TablePart, heads: Mapping[int, Sequence[TextLine]]) -> None:
    """Say of the headings of a running text that they stand in the projects of the tasks below them, by row."""
    project = record.plan.fields.index(Field.PROJECT)
    seen: set[TextLine] = set()
    for row, index in part.rows.items():
        for line in heads.get(row, ()):
            if line not in seen:
                seen.add(line)
                record.stands(line, f"{PLAN}!{cell_name(HEADING_ROW + index, project)}")


def _fill_joined(record: ImportRecord, part: TablePart) -> None:
    """Fill in what several columns give together, in every row: their merged areas need not agree."""
    table, plan = part.table, record.plan
    if not table.joined:
        return
    kept = {column for _, column in table.taken()}
    anchors = table.grid.anchors()
    for row, first in table.folded.items():
        for column, value in enumerate(table.grid.rows[row]):
            if not is_blank(value):
                record.where[table.grid.sheet, row, column] = f"{PLAN}!{cell_name(HEADING_ROW + part.rows[first], 0)}"
    for row, cells in part.cells.items():
        index = part.rows[row]
        for name, several in table.joined.items():
            target = plan.fields.index(name)
            plan.rows[index][target] = cells[name].text
            for column, _ in several.columns:
                place = anchors.get((row, column), (row, column))
                value = table.grid.at(*place)
                if (
                    column in kept
                    and not is_blank(value)
                    and place[0] == row
                    and _text(record, table.grid, *place, value)
                ):
                    record.where[table.grid.sheet, *place] = f"{PLAN}!{cell_name(HEADING_ROW + index, target)}"


def _text(record: ImportRecord, grid: Grid, row: int, column: int, value: CellValue) -> str:
    """Return a cell as text; say what changes on the way, and what cannot be taken."""
    place = cell_name(row, column)
    if isinstance(value, CellError | NoCachedValue):
        record.known.add((grid.sheet, row, column))
        code, shown = (
            ("cell-error", value.text) if isinstance(value, CellError) else ("cell-uncalculated", value.formula)
        )
        record.add_finding(code, grid.sheet, place, heading=column_letters(column), value=shown)
        return ""
    text = as_text(value).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        record.known.add((grid.sheet, row, column))
        record.add_finding("import-too-long", grid.sheet, place, count=len(text))
        return ""
    if isinstance(value, float) and re.fullmatch(r"20\d\d\.1", text):
        record.add_finding("import-month", grid.sheet, place, value=text, year=text[:4])
    elif isinstance(value, ShownDay):
        years = {record.plan.year, (record.plan.year or 0) + record.plan.school_year}
        if value.day.year not in years:
            record.add_finding("import-shown-day", grid.sheet, place, value=text, day=value.day, year=record.plan.year)
    elif not isinstance(value, str):
        record.add_finding("import-value", grid.sheet, place, value=text)
    if (row, column) in grid.formulas:
        record.add_finding("import-formula", grid.sheet, place, value=text)
    return text


def number_tasks(record: ImportRecord, kept: bool) -> None:
    """Give each task its 编号, once: the source's own, or counted within each project."""
    plan = record.plan
    known = [column for column, name in enumerate(plan.fields) if name]
    values: list[list[CellValue]] = [[plan.headings[column] for column in known]]
    values += [[row[column] or None for column in known] for row in plan.rows]
    merges = [
        Area(area.top + 1, known.index(area.left), area.bottom + 1, known.index(area.right))
        for area in plan.merges
        if area.left in known
    ]
    tasks = {task.row: task for task in read_plan([Grid(PLAN, values, merges)], today=record.today).tasks}
    for index, row in enumerate(plan.rows):
        if (task := tasks.get(index + 2)) is not None:
            row[0] = task.id
    if not kept:
        given = [row[0] for row in plan.rows if row[0]]
        record.add_new_finding("import-numbers", PLAN, cell_name(HEADING_ROW, 0), first=given[0], last=given[-1])


def _too_near(record: ImportRecord, registry: Registry) -> Iterator[tuple[str, str]]:
    """Yield names that are hardly different from another one, which stands more often: one of the two may be mistyped."""
    plan = record.plan
    columns = [plan.fields.index(name) for name in NAMING_FIELDS if name in plan.fields]
    count = Counter(
        name for row in plan.rows for column in columns for each in registry.read(row[column]) for name in each.names
    )
    listed = [name for name, _ in plan.departments]
    sure = set(map(fold, record.choice.departments))
    for later, earlier in near_pairs(listed, forms=False):
        # Of two that stand equally often, the one that does not end as offices do is the mistyped one.
        rare, other = sorted((later, earlier), key=lambda name: (count[name], ends_as_unit(name)))
        if count[rare] <= _SELDOM and fold(rare) not in sure:
            yield rare, other


def list_departments(record: ImportRecord) -> None:
    """List the names in the table, in their order; one that others make up end to end is no department yet."""
    plan = record.plan
    columns = [plan.fields.index(name) for name in NAMING_FIELDS if name in plan.fields]
    cells = dict.fromkeys(row[column] for row in plan.rows for column in columns)
    registry = infer_registry(cells, sure=record.choice.departments)
    for department in registry.departments:
        readings = registry.read(department.name)
        if len(readings) == 1 and readings[0].how == HowNamed.KNOWN:
            plan.departments.append((department.name, department.is_group))
    doubtful = {
        mention.text: None for cell in cells for mention in registry.read(cell) if mention.how is HowNamed.UNKNOWN
    }
    asked = dict(doubtful)
    for rare, other in _too_near(record, registry):
        plan.departments = [each for each in plan.departments if each[0] != rare]
        doubtful[rare] = None
        place = cell_name(HEADING_ROW + len(plan.departments), 0)
        record.add_new_finding("import-near", DEPARTMENTS, place, value=rare, near=other)
    plan.doubtful = list(doubtful)
    if asked:
        record.add_new_finding(
            "import-doubtful", DEPARTMENTS, cell_name(HEADING_ROW + len(plan.departments), 0), value="、".join(asked)
        )
    if plan.departments:
        record.add_new_finding(
            "import-departments", DEPARTMENTS, cell_name(HEADING_ROW, 0), count=len(plan.departments)
        )
    for row, (name, group) in enumerate(plan.departments, HEADING_ROW):
        if group:
            record.add_new_finding("import-group", DEPARTMENTS, cell_name(row, 2), value=name)
