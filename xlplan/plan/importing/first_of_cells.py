"""The rule that the first of the named leads, said above or below a table: done where the office confirms it, else told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from xlplan.plan.bracket_roles import read_brackets
from xlplan.plan.cell_names import cut
from xlplan.plan.first_leads import first_leads, leads_by_look
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import TablePart
from xlplan.plan.mentions import names_in
from xlplan.plan.name_pieces import PieceKind
from xlplan.terms.cells import as_text, cell_name, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.headings import heading_key

_CODE: Final = "first-leads"
_SAID: Final = "（列第一位的为牵头单位）"
_MARKS: Final = "★☆*＊▲△●○◆◎※#"
_NAME: Final = r"[^\s、，,；;。/／（）()★☆*＊▲△●○◆◎※#]{2,20}"
_COLUMN: Final = re.compile(r"^(?:其中[，,]?)?((?:责任|实施|落实|承办)(?:单位|部门|科室|股室|处室))")


def do_first_leads(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Write the rule into each cell of 执行部门 that names several without a word of who leads, if that was confirmed."""
    if not any(part.table.marks_lead for part in parts):
        for sheet, cell, look in _rules(record, parts, leads_by_look):
            if not _do_marks(record, sheet, cell, look):
                record.add_finding("leads-by-look", sheet, cell, value=look)
    rules = {(sheet, cell): rule for sheet, cell, rule in _rules(record, parts, first_leads)}
    if not rules:
        return
    place, rule = next(iter(rules.items()))
    told = {(item.sheet, item.cell) for item in record.plan.findings if item.code == _CODE}
    plan = record.plan
    if all(_is_of_lead(part, each) for part in parts for each in rules.values()):
        plan.first_leads = rule
    if not (plan.first_leads and record.choice.first_leads):
        for (sheet, cell), each in rules.items():
            if (record.sheet_name(sheet), cell) not in told and not _is_skipped(parts, sheet, cell):
                record.add_finding(_CODE, sheet, cell, value=each)
        return
    column = plan.fields.index(Field.LEAD)
    changed = 0
    for part in parts:
        for row, cells in part.cells.items():
            values = plan.rows[part.rows[row]]
            said = read_brackets(cells[Field.CONTENT].text)
            if said and said.several:
                continue  # each of its parts has its own
            if not cells[Field.LEAD].shared and _names_several(values[column]):
                values[column] = f"{values[column].rstrip()}{_SAID}"
                changed += 1
    plan.findings = [item for item in plan.findings if item.code != _CODE]
    if changed:
        record.add_finding("import-first-leads", place[0], place[1], value=rule, count=changed)


def _do_marks(record: ImportRecord, sheet: str, cell: str, look: str) -> bool:
    """Write 牵头 beside the names that carry the mark of such a rule; return False if it names none, or no cell has it."""
    marks = "".join(dict.fromkeys(mark for mark in look if mark in _MARKS))
    plan = record.plan
    column = plan.fields.index(Field.LEAD)
    name = re.compile(rf"[{re.escape(marks)}]\s*({_NAME})|({_NAME})\s*[{re.escape(marks)}]") if marks else None
    told = [row for row in plan.rows if name and name.search(row[column])]
    if name is None or not told:
        return False
    for row in told:
        row[column] = name.sub(lambda found: f"{found[1] or found[2]}（牵头）", row[column])
    record.add_finding("import-marks-lead", sheet, cell, value=look, marks=marks, count=len(told))
    plan.findings = [item for item in plan.findings if item.code != "leads-by-look"]
    return True


def _rules(
    record: ImportRecord, parts: Sequence[TablePart], told_in: Callable[[str], str]
) -> Iterator[tuple[str, str, str]]:
    """Yield where a rule stands (sheet and place), and its words: headings, rows that are no tasks, what stands around."""
    source = record.source
    tasks = {(part.table.grid.sheet, row) for part in parts for row in part.rows}
    for sheet in dict.fromkeys(part.table.grid.sheet for part in parts):
        grid = next(each for each in source.grids if each.sheet == sheet)
        for row, values in enumerate(grid.rows):
            if (sheet, row) in tasks:
                continue
            for column, value in enumerate(values):
                if not is_blank(value) and (rule := told_in(as_text(value))):
                    yield sheet, cell_name(row, column), rule
    for line in (*(line for lines in source.above.values() for line in lines), *source.after):
        if rule := told_in(line.text):
            yield line.sheet, line.place, rule


def _is_skipped(parts: Sequence[TablePart], sheet: str, cell: str) -> bool:
    """Return True if the rule stands in a row that is told as no task: then it is told with that."""
    return any(
        part.table.grid.sheet == sheet and item.cell == cell and first_leads(item.text)
        for part in parts
        for item in part.table.skipped.values()
    )


def _is_of_lead(part: TablePart, rule: str) -> bool:
    """Return True if a rule is about the column that became 执行部门, or names none of the table's."""
    named = _COLUMN.match(rule)
    if named is None:
        return True
    headings: Mapping[int, str] = part.table.heads
    wanted = [column for column, text in headings.items() if named[1] in heading_key(text)]
    return not wanted or part.table.columns.get(Field.LEAD) in wanted


def _names_several(text: str) -> bool:
    pieces = cut(text)
    names = [name for piece in pieces if piece.kind is PieceKind.NAME for name in names_in(piece.text)]
    return len(names) > 1 and not any(piece.role for piece in pieces)
