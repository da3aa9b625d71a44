"""Who does a task, and until when, where only the text of the task says so, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from xlplan.plan.bracket_roles import BracketWords, read_brackets
from xlplan.plan.cell_names import cut
from xlplan.plan.importing.record import ImportRecord, short
from xlplan.plan.importing.running_text import limit_in
from xlplan.plan.importing.table_parts import TablePart
from xlplan.plan.mentions import names_in
from xlplan.plan.name_pieces import PieceKind
from xlplan.plan.name_shapes import ends_as_unit
from xlplan.plan.task_cells import Cell
from xlplan.schedule.parse import read_schedule
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.text import fold

_CLAUSES: Final = re.compile(r"([，,；;。\n]+)")
_BETWEEN: Final = "，,；;。\n "


def fill_from_text(record: ImportRecord, part: TablePart) -> None:
    """Fill in what no column says: who leads, whoever else a part of the task has in its brackets, and until when."""
    plan = record.plan
    for row, cells in part.cells.items():
        content = cells[Field.CONTENT]
        told = read_brackets(content.text, limits=True)
        if content.shared:
            continue
        if Field.SCHEDULE not in cells and not (told and Field.SCHEDULE in told.fields):
            _fill_limit(record, part, row, limit_in(content.text, record.today))
        if told is None:
            continue
        values = plan.rows[part.rows[row]]
        sheet = part.table.grid.sheet
        if told.several and not _is_merged(part, row):
            _add_names(record, told, values, sheet, content.name)
        elif not cells[Field.LEAD].text.strip():
            if leads := told.text(Field.LEAD):
                values[plan.fields.index(Field.LEAD)] = leads
                record.add_finding("import-lead-in-text", sheet, content.name, value=short(leads, 40))
            supports = told.text(Field.SUPPORT)
            if supports and not (Field.SUPPORT in cells and cells[Field.SUPPORT].text.strip()):
                values[plan.fields.index(Field.SUPPORT)] = supports
                record.add_finding(
                    "import-names-in-text", sheet, content.name, heading=PLAN_HEADINGS[Field.SUPPORT], value=supports
                )
        elif differing := _differing(told, cells):
            record.add_finding("import-lead-differs", sheet, content.name, value=short(differing, 40))
        limit = "；".join(told.fields.get(Field.SCHEDULE, ()))
        if limit and not (Field.SCHEDULE in cells and cells[Field.SCHEDULE].text.strip()):
            _fill_limit(record, part, row, limit)


def _fill_limit(record: ImportRecord, part: TablePart, row: int, limit: str) -> None:
    """Fill in until when, as the text of a task says it."""
    if limit:
        record.plan.rows[part.rows[row]][record.plan.fields.index(Field.SCHEDULE)] = limit
        cell = part.cells[row][Field.CONTENT].name
        record.add_finding("import-limit-in-text", part.table.grid.sheet, cell, value=short(limit, 60))


def fill_from_names(record: ImportRecord, part: TablePart) -> None:
    """Take until when out of the cells of who does it, where nothing else says so: 教育科牵头，组宣科配合，6月底前完成."""
    plan = record.plan
    lead, schedule = plan.fields.index(Field.LEAD), plan.fields.index(Field.SCHEDULE)
    for row, cells in part.cells.items():
        values = plan.rows[part.rows[row]]
        if cells[Field.LEAD].shared or values[schedule].strip():
            continue
        pieces = _CLAUSES.split(values[lead])
        said = [n for n in range(0, len(pieces), 2) if pieces[n].strip()]
        limits = [n for n in said if _is_limit(pieces[n], record)]
        if not limits or limits == said:
            continue
        limit = "，".join(pieces[n].strip() for n in limits)
        left = "".join("" if n in limits else piece for n, piece in enumerate(pieces))
        values[lead], values[schedule] = left.strip(_BETWEEN), limit
        record.add_finding(
            "import-limit-in-text", part.table.grid.sheet, cells[Field.LEAD].name, value=short(limit, 60)
        )


def _is_limit(text: str, record: ImportRecord) -> bool:
    """Return True for words that say until when or how often, and nothing else."""
    read = read_schedule(text, year=record.today.year, today=record.today)
    return bool(read.due or read.recurrences or read.routine) and not read.unparsed and not _ends_as_name(text)


def _ends_as_name(text: str) -> bool:
    return ends_as_unit(text.strip()) or any(each.role for each in cut(text))


def _differing(told: BracketWords, cells: Mapping[Field, Cell]) -> str:
    """Return those who lead by the text and stand in none of the columns."""
    said = fold("\n".join(cells[name].text for name in NAMING_FIELDS if name in cells))
    leads = [name for name, role in _named(told) if role is Field.LEAD] if told.sure else []
    return "、".join(name for name in dict.fromkeys(leads) if fold(name) not in said)


def _is_merged(part: TablePart, row: int) -> bool:
    """Return True if a row shares who does it with others."""
    columns = [part.table.columns[name] for name in (Field.LEAD, Field.SUPPORT) if name in part.table.columns]
    return any(area.top <= row <= area.bottom > area.top and area.left in columns for area in part.table.grid.merges)


def _add_names(record: ImportRecord, told: BracketWords, values: list[str], sheet: str, cell: str) -> None:
    """Add those who do a part of the task to those who do it."""
    plan = record.plan
    columns = [plan.fields.index(name) for name in NAMING_FIELDS if name in plan.fields]
    known = fold("\n".join(values[column] for column in columns))
    for field in (Field.LEAD, Field.SUPPORT):
        added = [name for name, role in _named(told) if role is field and fold(name) not in known]
        if added:
            text = "、".join(dict.fromkeys(added))
            column = plan.fields.index(field)
            if field is Field.LEAD and not values[column]:
                record.add_finding("import-lead-in-text", sheet, cell, value=short(text, 40))
            else:
                record.add_finding("import-names-in-text", sheet, cell, heading=PLAN_HEADINGS[field], value=text)
            values[column] = "\n".join(filter(None, (values[column], text)))
            known = fold(known + text)


def _named(told: BracketWords) -> Iterator[tuple[str, Field]]:
    """Yield each name in the brackets, and whether it leads or supports."""
    for name in NAMING_FIELDS:
        for text in told.fields.get(name, ()):
            for piece in cut(text):
                if piece.kind is PieceKind.NAME:
                    supports = (piece.role or name) is Field.SUPPORT
                    yield from ((each, Field.SUPPORT if supports else Field.LEAD) for each in names_in(piece.text))
