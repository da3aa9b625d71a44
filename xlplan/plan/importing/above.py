"""What stands above the tables: title, mark and year of the plan, and titles of sections that name projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.plan.importing.record import ImportRecord, short
from xlplan.plan.importing.sheets_alike import lines_above, title_line, title_of_all
from xlplan.plan.importing.table_parts import TablePart
from xlplan.plan.row_kinds import RowKind
from xlplan.plan.row_text import names_somebody
from xlplan.plan.section_signs import is_section_title
from xlplan.plan.table import Table
from xlplan.plan.title import Head, TextLine, head_of
from xlplan.terms.cells import ShownDay, as_text, cell_name, is_blank
from xlplan.terms.fields import NAMING_FIELDS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.sheets import HEADING_ROW, PLAN, SETTINGS
from xlplan.terms.text import fold

_DATED: Final = pattern_of(
    r"(?<!\d)(?P<day_of>20\d\d)\s*[年./-]\s*(?P<month>\d{1,2})(?!\d)|[〔\[［【（(](?P<number_of>20\d\d)[〕\]］】）)]"
)
_NAMED_YEAR: Final = pattern_of(r"(?<!\d)(20\d\d)(?=年)")
_NEXT_YEAR_NEAR: Final = 11
_LAST_LINES: Final = 3
"""Below a text stand who issued it and when."""
_TABLE_WORD: Final = "责任分工表"


def read_head(record: ImportRecord, parts: Sequence[TablePart]) -> list[TextLine]:
    """Take title and mark out of the lines above the first table; return the lines that were used."""
    first = parts[0].table
    captions = {line.at for line in _captions(parts)} | _first_section(parts[0]) | _groups_of_columns(first)
    # What stands above a list beside the table is its title, and none of the plan's.
    beside = {
        line.at for line in lines_above(first.grid, first.heading_row)
        if line.at and any(line.at[1] in span for span in first.beside)
    }  # fmt: skip
    lines = [
        *_lines_until(record, first.grid.sheet),
        *(line for line in lines_above(first.grid, first.heading_row) if line.at not in captions | beside),
    ]
    head = head_of(lines)
    plan = record.plan
    plan.mark = head.mark.text if head.mark else ""
    plan.title = "".join(line.text.replace("\n", "") for line in head.title)
    if len({part.table.grid.sheet for part in parts}) > 1 and not record.source.document:
        plan.title = title_of_all(plan.title, first.grid.sheet) or record.source.name.rpartition(".")[0]
        # What the titles of the other sheets say besides their names is the plan's title.
        record.known |= {
            (line.sheet, *line.at)
            for part in parts
            for line in lines_above(part.table.grid, part.table.heading_row)
            if line.at and title_of_all(line.text, line.sheet) == plan.title
        }
    # The title without the words for the table itself names the plan.
    plan.plan_title = plan.title.removesuffix(_TABLE_WORD) or plan.title
    for line, to in [(head.mark, "A1"), *((line, "A2") for line in head.title)]:
        if line:
            record.stands(line, f"{PLAN}!{to}")
    if not plan.title:
        record.add_new_finding("import-title-missing", PLAN, "A2")
    if len(head.title) > 1:
        record.add_new_finding("import-title-joined", PLAN, "A2", value=plan.title, count=len(head.title))
    plan.school_year = head.school_year
    _set_year(record, parts, head, lines)
    return [*([head.mark] if head.mark else []), *head.title]


def _set_year(record: ImportRecord, parts: Sequence[TablePart], head: Head, lines: Sequence[TextLine]) -> None:
    """Take the plan's year from its title, else from what else names one, else today's; and say from where."""
    plan = record.plan
    cell = cell_name(HEADING_ROW + 1, 1)
    sheet, file = _year_of_name(parts[0].table.grid.sheet), _year_of_name(record.source.name)
    days, dated = _years_of_days(parts), _years_of_lines([*lines, *record.source.after[-_LAST_LINES:]])
    code, place, text = "import-year-of-lines", "", ""
    if head.year is not None:
        code, plan.year = "import-year", head.year
    elif sheet:
        plan.year, place, text = sheet, "工作表的名称", parts[0].table.grid.sheet
    elif len(days) == 1:
        code, plan.year = "import-year-of-days", next(iter(days))
    elif len(dated) == 1:
        ((plan.year, line),) = dated.items()
        place, text = line.place, line.text
    elif file:
        plan.year, place, text = file, "文件名", record.source.name
    else:
        code, plan.year = "import-year-assumed", record.today.year
    record.add_new_finding(code, SETTINGS, cell, value=plan.year_told, place=place, text=short(text, 30))


def _year_of_name(name: str) -> int | None:
    """Return the one year that the name of a sheet or a file says: 2026年任务; None for none, or for several."""
    years = set(_NAMED_YEAR.findall(fold(name)))
    return int(years.pop()) if len(years) == 1 else None


def _first_section(part: TablePart) -> set[tuple[int, int] | None]:
    """Return the cell above the headings that is the first of several sections: 一、, and 二、 stands further below."""
    second = any(
        item.kind is RowKind.SECTION and fold(item.text).startswith("二、") for item in part.table.skipped.values()
    )
    return {
        line.at
        for line in lines_above(part.table.grid, part.table.heading_row)
        if second and fold(line.text).startswith("一、")
    }


def _groups_of_columns(table: Table) -> set[tuple[int, int] | None]:
    """Return the cells of a row right above the headings that name groups of columns: 问题清单, 任务清单, 责任清单."""
    row = table.heading_row - 1
    if row < 0:
        return set()
    filled = {column for column, value in enumerate(table.grid.rows[row]) if not is_blank(value)}
    merged = {area.left for area in table.grid.merges if area.top == area.bottom == row and area.right > area.left}
    return {(row, column) for column in filled} if len(filled) > 1 and len(filled & merged) > 1 else set()


def _years_of_days(parts: Sequence[TablePart]) -> set[int]:
    """Return the years of the days in tasks' rows that are shown without one."""
    values = (value for part in parts for row in part.rows for value in part.table.grid.rows[row])
    return {value.day.year for value in values if isinstance(value, ShownDay)}


def _years_of_lines(lines: Sequence[TextLine]) -> dict[int, TextLine]:
    """Return the years of days and document numbers in lines, each with the first line that says it; none near a year's end."""
    found: dict[int, TextLine] = {}
    for line in lines:
        for said in _DATED.finditer(line.text):
            if int(said["month"] or 0) >= _NEXT_YEAR_NEAR:
                return {}  # by then the plan of the next year is written
            found.setdefault(int(said["day_of"] or said["number_of"]), line)
    return found


def _lines_until(record: ImportRecord, sheet: str) -> Iterator[TextLine]:
    for grid in record.source.grids:
        yield from record.source.above.get(grid.sheet, ())
        if grid.sheet == sheet:
            return


def find_sections(record: ImportRecord, parts: Sequence[TablePart], head: Sequence[TextLine]) -> None:
    """Take titles of sections as projects if no column names any: rows of one wide cell, or the line above a table."""
    for part, line in zip(parts, _captions(parts), strict=False):
        part.sections[-1] = line
    sheets, named = len({part.table.grid.sheet for part in parts}), set[str]()
    for part in parts:
        grid = part.table.grid
        if grid.sheet in record.source.turned:
            continue
        if sheets > 1 and not record.source.document and grid.sheet not in named and (own := title_line(part.table)):
            part.sections[-1] = own
        named.add(grid.sheet)
        if title := _section_above(part.table, head):
            part.sections[-1] = title
        above = [line for line in record.source.above.get(grid.sheet, ()) if line not in head]
        if len(parts) > 1 and above and part.table.heading_row >= 0:
            part.sections[-1] = above[-1]
        elif part.table.caption is not None and part.table.caption < part.table.heading_row:
            part.sections[-1] = _line(part.table, part.table.heading_row - 1)
        for row, item in list(part.table.skipped.items()):
            if item.kind is RowKind.SECTION:
                del part.table.skipped[row]
                line = part.sections[row] = _line(part.table, row)
                # Its number, where that stands in a cell of its own, is known by it.
                last = line.at[1] if line.at else 0
                record.known |= {(grid.sheet, row, column) for column in range(last)}


def _captions(parts: Sequence[TablePart]) -> list[TextLine]:
    """Return the caption of each of several tables that stand beside each other, if each has one right above its headings."""
    tables = [part.table for part in parts]
    row = tables[0].heading_row - 1
    if (
        row < 0
        or len(tables) < 2
        or any(table.heading_row != row + 1 or table.grid is not tables[0].grid for table in tables)
    ):
        return []
    found = []
    for table in tables:
        filled = [
            column for column, value in enumerate(table.grid.rows[row]) if column in table.span and not is_blank(value)
        ]
        wide = any(
            area.top <= row <= area.bottom and area.left in filled and area.right >= table.span.stop
            for area in table.grid.merges
        )
        if len(filled) != 1 or wide:
            return []
        found.append(_line(table, row))
    return found


def _section_above(table: Table, head: Sequence[TextLine]) -> TextLine | None:
    """Return the title of a section right above a table's first headings: 一、业务工作; None where none stands there."""
    row = table.heading_row - 1
    if row < 0 or table.caption is not None:
        return None
    filled = [
        column for column, value in enumerate(table.grid.rows[row]) if column in table.span and not is_blank(value)
    ]
    if len(filled) != 1 or not is_section_title(as_text(table.grid.at(row, filled[0]))):
        return None
    line = _line(table, row)
    return None if line.at in {each.at for each in head} else line


def find_section_rows(parts: Sequence[TablePart]) -> None:
    """Note the titles of sections where a column names the projects: they may say who does what stands below them."""
    for part in parts:
        part.sections_are_projects = False
        for row, item in part.table.skipped.items():
            if item.kind is RowKind.SECTION:
                part.sections[row] = _line(part.table, row)


def _line(table: Table, row: int) -> TextLine:
    """Return the last cell of a row but who does it as a line: before it stands at most the number of a section."""
    filled = [
        column for column, value in enumerate(table.grid.rows[row]) if column in table.span and not is_blank(value)
    ]
    who = {
        column for name, column in table.taken()
        if name in NAMING_FIELDS and names_somebody(as_text(table.grid.at(row, column)))
    }  # fmt: skip
    column = max([column for column in filled if column not in who] or filled)
    text = as_text(table.grid.at(row, column))
    return TextLine(text, table.grid.sheet, cell_name(row, column), at=(row, column))
