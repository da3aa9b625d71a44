"""Another office's table becomes a new plan: each of its cells stands in the new workbook, or a finding says why not.

Nothing is mended on the way. What the new plan says that its source does not (numbers, departments) is said in findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from xlplan.columns import (
    DEPARTMENTS,
    HEADING_ROW,
    OPTIONAL_PLAN_COLUMNS,
    PLAN,
    PLAN_HEADINGS,
    SETTINGS,
    fold,
    heading_key,
)
from xlplan.departments import infer_registry
from xlplan.errors import NoTableError
from xlplan.findings import Finding, finding
from xlplan.grid import Area, CellError, CellValue, Grid, NoCachedValue, as_text, cell_name, column_letters, is_blank
from xlplan.heading_lines import Line, head_of
from xlplan.plan import read_plan
from xlplan.table import Table, is_footnote, table_in, task_rows

BODY: Final = "正文"
LONGEST: Final = 32_767
"""Characters that a cell takes."""
_SHIPPED: Final = tuple(name for name in PLAN_HEADINGS if name not in OPTIONAL_PLAN_COLUMNS)
_TABLE_WORD: Final = "责任分工表"
_OLD_ID: Final = "原编号"
_CONTINUED: Final = re.compile(r"\(?续(上?表)?\d*\)?$")


@dataclass(frozen=True)
class Source:
    """A file with tables: grids, the lines of text above each (by its sheet) and after the last; findings of reading it.

    `document`: its tables follow each other in one text and belong together.
    """

    name: str
    grids: Sequence[Grid]
    above: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    after: Sequence[Line] = ()
    findings: Sequence[Finding] = ()
    document: bool = False


class Moved(NamedTuple):
    """Where a cell or line of the source stands now: a place in the new workbook, or none."""

    sheet: str
    cell: str
    to: str | None


@dataclass
class NewPlan:
    """What goes into a new workbook. Rows are texts by column, `merges` count rows from the first task."""

    mark: str = ""
    title: str = ""
    plan_title: str = ""
    year: int | None = None
    headings: list[str] = field(default_factory=lambda: [PLAN_HEADINGS[name] for name in _SHIPPED])
    fields: list[str] = field(default_factory=lambda: list(_SHIPPED))
    """Identifiers of the columns; empty for those that are carried along."""
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    departments: list[tuple[str, bool]] = field(default_factory=list)
    """Names, and whether they seem to be groups."""
    moved: list[Moved] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Part:
    """A table that is taken, or the part of it on another page; `heads` are its headings by column."""

    table: Table
    rows: dict[int, int]
    """0-based row of the source → row of the new plan, counted from the first task."""
    heads: dict[int, str]
    sections: dict[int, Line] = field(default_factory=dict)
    """0-based row of a section's title (-1 above the table) → the title, which is the name of a project."""


def new_plan(source: Source, today: date) -> NewPlan:
    """The plan made of a source. Raises NoTableError where it holds no responsibility table."""
    return _Import(source, today).run()


class _Import:
    def __init__(self, source: Source, today: date) -> None:
        self._source = source
        self._today = today
        self._plan = NewPlan(findings=[self._named(item) for item in source.findings])
        self._where: dict[tuple[str, int, int], str] = {}
        """Cells of the source that stand in the new workbook, and where."""
        self._known: set[tuple[str, int, int]] = set()
        """Those that do not and have a finding of their own."""
        self._count = 0

    def run(self) -> NewPlan:
        parts = self._parts()
        plan = self._plan
        head = self._head(parts)
        if "project" not in {name for part in parts for name in part.table.columns}:
            self._find_sections(parts, head)
        keeps_numbers = self._keeps_numbers(parts)
        if not keeps_numbers:
            self._release_numbers(parts)
        self._columns(parts)
        plan.rows = [[""] * len(plan.headings) for _ in range(self._count)]
        for part in parts:
            self._fill(part)
        self._number(keeps_numbers)
        self._departments()
        self._say_what_is_left(parts)
        return plan

    # -- findings -----------------------------------------------------------------------------------------------------

    def _sheet(self, sheet: str) -> str:
        """A sheet of the source as findings call it, so that nobody takes it for one of the new workbook."""
        return f"[{self._source.name}]{sheet}"

    def _named(self, item: Finding) -> Finding:
        return replace(item, sheet=self._sheet(item.sheet or ""))

    def _say(self, code: str, sheet: str, cell: str | None = None, **values: Any) -> None:
        self._plan.findings.append(finding(code, sheet=self._sheet(sheet), cell=cell, **values))

    def _say_new(self, code: str, sheet: str, cell: str | None = None, **values: Any) -> None:
        self._plan.findings.append(finding(code, sheet=sheet, cell=cell, **values))

    # -- which tables -------------------------------------------------------------------------------------------------

    def _parts(self) -> list[_Part]:
        """The tables that are taken: of a document all, of a workbook the sheet 分工表 or the one with most columns."""
        found = [table_in(grid) for grid in self._source.grids]
        tables = [table for table in found if table]
        if not tables:
            names = "、".join(grid.sheet for grid in self._source.grids) or "没有表格"
            raise NoTableError(
                f"“{self._source.name}”里没有找到分工表（看过：{names}）。",
                "请确认表中有一行标题，其中至少有“主要内容”和“执行部门”（或工作任务、责任单位等写法）。",
            )
        parts: list[_Part] = []
        if not self._source.document:
            best = max(tables, key=lambda table: (table.grid.sheet == PLAN, len(table.columns), len(table.grid.rows)))
            parts.append(self._part(best, None))
        else:
            for grid, table in zip(self._source.grids, found, strict=True):
                if table:
                    parts.append(self._part(table, None))
                elif parts and self._goes_on(grid, parts[-1].table.grid):
                    # A table that was cut in two has its headings in the first part alone.
                    before = parts[-1]
                    self._say("import-continued", grid.sheet, other=before.table.grid.sheet)
                    parts.append(self._part(Table(grid, -1, 0, before.table.columns, []), before.heads))
        if not self._count:
            raise NoTableError(
                f"“{self._source.name}”的“{parts[0].table.grid.sheet}”里只有标题，没有任务。",
                "请换一份有内容的表；只要一份空白工作簿时，不写 --from。",
            )
        return parts

    def _goes_on(self, grid: Grid, before: Grid) -> bool:
        """Whether a table without headings is the next page of the one before it: as wide, and with no text between."""
        lines = self._source.above.get(grid.sheet)
        between = lines is not None and all(_CONTINUED.match(fold(line.text)) for line in lines)
        return between and _wide(grid) == _wide(before)

    def _part(self, table: Table, heads: dict[int, str] | None) -> _Part:
        rows = {row - 1: self._count + index for index, (row, _) in enumerate(task_rows(table))}
        self._count += len(rows)
        return _Part(table, rows, heads if heads is not None else dict(_headings(table)))

    # -- what stands above --------------------------------------------------------------------------------------------

    def _head(self, parts: Sequence[_Part]) -> list[Line]:
        """Title and mark out of the lines above the first table; the lines that were used are returned."""
        first = parts[0].table
        lines = [*self._lines_until(first.grid.sheet), *_lines_in(first)]
        head = head_of(lines)
        plan = self._plan
        plan.mark = head.mark.text if head.mark else ""
        plan.title = "".join(line.text.replace("\n", "") for line in head.title)
        # The title without the words for the table itself names the plan.
        plan.plan_title = plan.title.removesuffix(_TABLE_WORD) or plan.title
        for line, to in [(head.mark, "A1"), *((line, "A2") for line in head.title)]:
            if line:
                self._stands(line, f"{PLAN}!{to}")
        if not plan.title:
            self._say_new("import-title-missing", PLAN, "A2")
        if len(head.title) > 1:
            self._say_new("import-title-joined", PLAN, "A2", value=plan.title, count=len(head.title))
        plan.year = head.year
        cell = cell_name(HEADING_ROW + 1, 1)
        if plan.year is None:
            plan.year = self._today.year
            self._say_new("import-year-assumed", SETTINGS, cell, value=plan.year)
        else:
            self._say_new("import-year", SETTINGS, cell, value=plan.year)
        return [*([head.mark] if head.mark else []), *head.title]

    def _stands(self, line: Line, to: str) -> None:
        if line.at:
            self._where[line.sheet, line.at[0], line.at[1]] = to
        else:
            self._plan.moved.append(Moved(line.sheet, line.place, to))

    def _lines_until(self, sheet: str) -> Iterator[Line]:
        for grid in self._source.grids:
            yield from self._source.above.get(grid.sheet, ())
            if grid.sheet == sheet:
                return

    def _find_sections(self, parts: Sequence[_Part], head: list[Line]) -> None:
        """Where no column names projects, titles of sections do: rows of one wide cell, or the line above a table."""
        for part in parts:
            grid = part.table.grid
            above = [line for line in self._source.above.get(grid.sheet, ()) if line not in head]
            if len(parts) > 1 and above and part.table.heading_row >= 0:
                part.sections[-1] = above[-1]
                head.append(above[-1])
            for item in list(part.table.findings):
                if item.code != "row-skipped" or not item.cell:
                    continue
                row = _row(item.cell)
                filled = [(column, value) for column, value in enumerate(grid.rows[row]) if not is_blank(value)]
                text = as_text(filled[0][1])
                if len(filled) == 1 and not is_footnote(text.strip()):
                    part.table.findings.remove(item)
                    part.sections[row] = Line(text, grid.sheet, item.cell, at=(row, filled[0][0]))

    # -- columns ------------------------------------------------------------------------------------------------------

    def _keeps_numbers(self, parts: Sequence[_Part]) -> bool:
        """Whether each task has a number of its own already."""
        numbers: list[str] = []
        for part in parts:
            column, grid = part.table.columns.get("id"), part.table.grid
            if column is None:
                return False
            anchors = grid.anchors()
            shared = {*anchors, *anchors.values()}
            numbers += ["" if (row, column) in shared else fold(as_text(grid.at(row, column))) for row in part.rows]
        return all(numbers) and len(set(numbers)) == len(numbers)

    def _release_numbers(self, parts: Sequence[_Part]) -> None:
        """Numbers that several tasks share, or some lack, are carried along as a column like any other."""
        for part in parts:
            columns = dict(part.table.columns)
            column = columns.pop("id", None)
            if column is None:
                continue
            part.table.columns = columns
            if heading_key(part.heads.get(column, "")) == PLAN_HEADINGS["id"]:
                part.heads = {**part.heads, column: _OLD_ID}
            self._say(
                "import-numbers-new",
                part.table.grid.sheet,
                cell_name(max(part.table.first_row - 1, 0), column),
                heading=part.heads.get(column, ""),
            )

    def _columns(self, parts: Sequence[_Part]) -> None:
        """The columns of the new table: the six that are shipped, others that xlplan knows, then all that hold anything."""
        plan = self._plan
        for name in OPTIONAL_PLAN_COLUMNS:
            if any(name in part.table.columns for part in parts):
                plan.fields.append(name)
                plan.headings.append(PLAN_HEADINGS[name])
        self._targets: list[dict[int, int]] = []
        carried: dict[str, int] = {}
        for part in parts:
            grid, targets = part.table.grid, {column: plan.fields.index(n) for n, column in part.table.columns.items()}
            for name, column in part.table.columns.items():
                self._headed(part, column, targets[column], PLAN_HEADINGS[name])
            for column in range(_wide(grid)):
                heading = part.heads.get(column, "")
                filled = any(not is_blank(grid.at(row, column)) for row in part.rows)
                if column in targets or not (heading or filled):
                    continue
                # Two columns of one heading in one table stay two.
                key = heading_key(heading) or f"#{column}"
                while carried.get(key) in targets.values() and key in carried:
                    key += "+"
                if key not in carried:
                    carried[key] = len(plan.headings)
                    plan.headings.append(heading)
                    plan.fields.append("")
                targets[column] = carried[key]
                self._headed(part, column, targets[column], heading)
                letters = column_letters(targets[column])
                code = "import-column-carried" if heading else "import-column-unheaded"
                self._say(
                    code, grid.sheet, cell_name(max(part.table.first_row - 1, 0), column), heading=heading, to=letters
                )
            self._targets.append(targets)

    def _headed(self, part: _Part, column: int, target: int, heading: str) -> None:
        """Account for the heading cells above a column."""
        table = part.table
        if table.heading_row < 0:
            return
        renamed = part.heads.get(column, "")
        for row in range(table.heading_row, table.first_row):
            if not is_blank(table.grid.at(row, column)):
                self._where[table.grid.sheet, row, column] = f"{PLAN}!{cell_name(HEADING_ROW - 1, target)}"
        if renamed and heading_key(renamed) != heading_key(heading):
            self._say(
                "import-heading",
                table.grid.sheet,
                cell_name(table.first_row - 1, column),
                heading=renamed,
                value=heading,
            )

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _fill(self, part: _Part) -> None:
        targets = self._targets.pop(0)
        grid, plan = part.table.grid, self._plan
        anchors = grid.anchors()
        for row, index in part.rows.items():
            for column, target in targets.items():
                value = grid.at(row, column)
                if is_blank(value) or (row, column) in anchors:
                    continue
                text = self._text(grid, row, column, value)
                if text:
                    plan.rows[index][target] = text
                    self._where[grid.sheet, row, column] = f"{PLAN}!{cell_name(HEADING_ROW + index, target)}"
        for area in grid.merges:
            inside = [part.rows[row] for row in range(area.top, area.bottom + 1) if row in part.rows]
            if area.left in targets and len(inside) > 1:
                plan.merges.append(Area(inside[0], targets[area.left], inside[-1], targets[area.left]))
            across = [plan.headings[targets[c]] for c in range(area.left, area.right + 1) if c in targets]
            if inside and len(across) > 1 and not is_blank(grid.at(area.top, area.left)):
                self._say("import-merged-across", grid.sheet, cell_name(area.top, area.left), headings="、".join(across),
                          used=across[0])  # fmt: skip
        project = plan.fields.index("project")
        for start, line in part.sections.items():
            end = min((each for each in part.sections if each > start), default=len(grid.rows))
            inside = [index for row, index in part.rows.items() if start < row < end]
            if not inside:
                continue
            plan.rows[inside[0]][project] = line.text
            self._stands(line, f"{PLAN}!{cell_name(HEADING_ROW + inside[0], project)}")
            self._say("import-section", line.sheet, line.place, value=_short(line.text, 40))
            if len(inside) > 1:
                plan.merges.append(Area(inside[0], project, inside[-1], project))

    def _text(self, grid: Grid, row: int, column: int, value: CellValue) -> str:
        """A cell as text; what changes on the way, or is nothing that can be taken, is said."""
        place = cell_name(row, column)
        if isinstance(value, CellError | NoCachedValue):
            self._known.add((grid.sheet, row, column))
            code, shown = (
                ("cell-error", value.text) if isinstance(value, CellError) else ("cell-uncalculated", value.formula)
            )
            self._say(code, grid.sheet, place, heading=column_letters(column), value=shown)
            return ""
        text = as_text(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST:
            self._known.add((grid.sheet, row, column))
            self._say("import-too-long", grid.sheet, place, count=len(text))
            return ""
        if not isinstance(value, str):
            self._say("import-value", grid.sheet, place, value=text)
        if (row, column) in grid.formulas:
            self._say("import-formula", grid.sheet, place, value=text)
        return text

    # -- numbers and departments --------------------------------------------------------------------------------------

    def _number(self, kept: bool) -> None:
        """Each task's 编号, given once: the source's own, or counted within each project."""
        plan = self._plan
        known = [column for column, name in enumerate(plan.fields) if name]
        values: list[list[CellValue]] = [[plan.headings[column] for column in known]]
        values += [[row[column] or None for column in known] for row in plan.rows]
        merges = [
            Area(area.top + 1, known.index(area.left), area.bottom + 1, known.index(area.right))
            for area in plan.merges
            if area.left in known
        ]
        tasks = {task.row: task for task in read_plan([Grid(PLAN, values, merges)], today=self._today).tasks}
        for index, row in enumerate(plan.rows):
            if (task := tasks.get(index + 2)) is not None:
                row[0] = task.id
        if not kept:
            given = [row[0] for row in plan.rows if row[0]]
            self._say_new("import-numbers", PLAN, cell_name(HEADING_ROW, 0), first=given[0], last=given[-1])

    def _departments(self) -> None:
        """The names in the table, in their order; one that others make up end to end is no department yet."""
        plan = self._plan
        columns = [plan.fields.index(name) for name in ("lead", "support")]
        registry = infer_registry(row[column] for row in plan.rows for column in columns)
        for department in registry.departments:
            readings = registry.read(department.name)
            if len(readings) == 1 and readings[0].how == "known":
                plan.departments.append((department.name, department.is_group))
        self._say_new("import-departments", DEPARTMENTS, cell_name(HEADING_ROW, 0), count=len(plan.departments))
        for row, (name, group) in enumerate(plan.departments, HEADING_ROW):
            if group:
                self._say_new("import-group", DEPARTMENTS, cell_name(row, 2), value=name)

    # -- what is left -------------------------------------------------------------------------------------------------

    def _say_what_is_left(self, parts: Sequence[_Part]) -> None:
        """Every cell of the source that stands nowhere in the new workbook, by row; of tables that were not taken at once."""
        plan = self._plan
        taken = {part.table.grid.sheet: part for part in parts}
        for grid in self._source.grids:
            filled = [
                (row, column)
                for row, values in enumerate(grid.rows)
                for column, v in enumerate(values)
                if not is_blank(v)
            ]
            left: dict[int, list[int]] = {}
            for row, column in filled:
                to = self._where.get((grid.sheet, row, column))
                plan.moved.append(Moved(grid.sheet, cell_name(row, column), to))
                if to is None and (grid.sheet, row, column) not in self._known:
                    left.setdefault(row, []).append(column)
            part = taken.get(grid.sheet)
            if part is None:
                if filled:
                    code = "import-table-left" if table_in(grid) else "import-sheet-left"
                    self._say(code, grid.sheet, cell_name(*filled[0]), count=len(filled), text=_sample(grid, filled))
                continue
            for item in part.table.findings:
                if item.code == "row-skipped" and item.cell:
                    left.pop(_row(item.cell), None)
                    plan.findings.append(self._named(item))
            for row, columns in left.items():
                cells = [(row, column) for column in columns]
                self._say("import-cells-left", grid.sheet, cell_name(*cells[0]), text=_sample(grid, cells))
        used = {(place.sheet, place.cell) for place in plan.moved}
        lines = [line for each in (*self._source.above.values(), self._source.after) for line in each]
        rest = [line for line in lines if (line.sheet, line.place) not in used]
        plan.moved += [Moved(line.sheet, line.place, None) for line in rest]
        if rest:
            shown = "；".join(f"{line.place}“{_short(line.text, 20)}”" for line in rest[:5])
            self._say(
                "import-lines-left",
                BODY,
                rest[0].place,
                count=len(rest),
                text=shown + ("；等" if len(rest) > 5 else ""),
            )


def _wide(grid: Grid) -> int:
    return max(map(len, grid.rows), default=0)


def _headings(table: Table) -> Iterator[tuple[int, str]]:
    """The heading above each column: the lower where there are two."""
    grid = table.grid
    anchors = grid.anchors()
    for column in range(_wide(grid)):
        for row in reversed(range(table.heading_row, table.first_row)):
            text = "" if (row, column) in anchors else as_text(grid.at(row, column)).replace("\n", "").strip()
            if text:
                yield column, text
                break


def _lines_in(table: Table) -> Iterator[Line]:
    """The cells above a table's headings."""
    for row in range(table.heading_row):
        for column, value in enumerate(table.grid.rows[row]):
            if not is_blank(value):
                yield Line(as_text(value).strip(), table.grid.sheet, cell_name(row, column), at=(row, column))


def _row(cell: str) -> int:
    """The 0-based row of an A1 name."""
    return int("".join(filter(str.isdigit, cell))) - 1


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def _sample(grid: Grid, cells: Sequence[tuple[int, int]]) -> str:
    shown = "；".join(f"{cell_name(r, c)}“{_short(as_text(grid.at(r, c)), 20)}”" for r, c in cells[:6])
    return shown + ("；等" if len(cells) > 6 else "")
