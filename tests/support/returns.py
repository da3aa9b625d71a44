"""A department's sheet that an office edits: beside each cell stands what it means, by which `accounts` tells what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from support.reported_values import Put
from xlplan.handout.sheets import DepartmentSheet, SheetRow
from xlplan.handout.signature import Identity
from xlplan.terms.cells import Area, CellError, CellValue, Grid, as_text, cell_name
from xlplan.terms.choices import Role
from xlplan.terms.headings import CLOSED_MARK, REPORTED_COLUMNS, TASK_SHEET_HEADINGS
from xlplan.terms.sheets import IDENTITY, TASKS


@dataclass
class Line:
    """A row: what its 编号 and its text say whose it is (each a 编号, or None), and what was filled in."""

    number: CellValue
    task: str | None
    text_task: str | None
    given: dict[str, CellValue] = field(default_factory=dict)
    puts: dict[str, Put] = field(default_factory=dict)
    extra: dict[int, Put] = field(default_factory=dict)
    """In columns of the department's own, by their key."""
    sent: dict[str, CellValue] = field(default_factory=dict)
    """What the locked cells said when the sheet was sent."""

    @property
    def touched(self) -> set[str]:
        """The locked cells that say something else than was sent."""
        return {
            name
            for name, value in self.given.items()
            if isinstance(value, CellError) or as_text(value) != as_text(self.sent.get(name))
        }

    @property
    def owner(self) -> str | None:
        """The task whose values these are beyond doubt."""
        return self.task if self.text_task in (None, self.task) else None


@dataclass
class Column:
    """A column: what it is for (None: of the department's own), its heading, and for a column that was added its key."""

    name: str | None
    heading: CellValue
    key: int = 0


@dataclass(frozen=True)
class Fact:
    """A value that stands in a cell below the headings."""

    sheet: str
    cell: str
    name: str | None
    added: bool
    line: Line
    put: Put


class Sheet:
    """One 任务表 while it is edited."""

    def __init__(self, sent: DepartmentSheet, identity: Identity | None = None, key: bytes = b"") -> None:
        self.sent = sent
        self.identity, self.key = identity, key
        self.name = TASKS
        self.columns = [Column(name, heading) for name, heading in TASK_SHEET_HEADINGS.items()]
        self.lines = [self._line(row) for row in sent.rows]
        self.above = 3
        self.merged: list[tuple[str, list[Line]]] = []
        self.copies: list[Sheet] = []
        self.headings_twice = False

    @staticmethod
    def _line(row: SheetRow) -> Line:
        given: dict[str, CellValue] = {
            "project": row.project, "content": row.content, "role": row.role.label, "schedule": row.schedule, "due": row.due_shown,
            "previous": row.previous_shown or None,
        }  # fmt: skip
        return Line(row.task, row.task, row.task, given, sent=dict(given))

    # Rendering.

    def grids(self) -> list[Grid]:
        """Return the workbook as a reader gives it."""
        found = [self.grid(), *(other.grid() for other in self.copies)]
        if self.identity:
            found.append(Grid(IDENTITY, self.identity.rows(self.key)))
        return found

    def grid(self) -> Grid:
        """Return the sheet alone."""
        rows: list[list[CellValue]] = [[] for _ in range(self.above)]
        rows[0] = [None, self.sent.title]
        rows[1] = [None, f"{self.sent.department}\u3000{self.sent.round}"]
        rows[2] = [None, "填报人", "张三", "审核人", "李四"]
        rows.append([column.heading for column in self.columns])
        formulas = set()
        for line in self.lines:
            row: list[CellValue] = []
            for column in self.columns:
                found = self._cell(line, column)
                row.append(found.value)
                if found.formula:
                    formulas.add((len(rows), len(row) - 1))
            rows.append(row)
        return Grid(self.name, rows, [*self._areas()], frozenset(formulas))

    def _cell(self, line: Line, column: Column) -> Put:
        if column.key:
            return line.extra.get(column.key, Put(None))
        if column.name == "id":
            return Put(line.number)
        if column.name in REPORTED_COLUMNS:
            row = self._row(line)
            closed = row and column.name in ("percent", "expected") and (row.closed or row.withdrawn)
            return line.puts.get(str(column.name), Put(CLOSED_MARK if closed else None))
        return Put(line.given.get(str(column.name)))

    def _row(self, line: Line) -> SheetRow | None:
        return next((row for row in self.sent.rows if row.task == line.task), None)

    def _areas(self) -> Iterator[Area]:
        for name, lines in self.merged:
            places = [self._place(line) for line in lines if any(line is each for each in self.lines)]
            column = next((n for n, each in enumerate(self.columns) if each.name == name and not each.key), None)
            if column is None or len(places) < 2 or places != [*range(places[0], places[0] + len(places))]:
                continue
            if all(name not in line.puts for line in lines[1:]):
                yield Area(places[0], column, places[-1], column)

    def _place(self, line: Line) -> int:
        return self.above + 1 + next(n for n, each in enumerate(self.lines) if each is line)

    def facts(self) -> Iterator[Fact]:
        """Yield every value filled in on this sheet and its copies."""
        for line in self.lines:
            row = self._place(line)
            for number, column in enumerate(self.columns):
                found = self._cell(line, column)
                says_none = found.value == CLOSED_MARK and column.name in ("percent", "expected")
                if (column.key or column.name in REPORTED_COLUMNS) and _filled(found) and not says_none:
                    yield Fact(self.name, cell_name(row, number), column.name, bool(column.key), line, found)
        for other in self.copies:
            yield from other.facts()

    def changed(self) -> Iterator[tuple[str, Line]]:
        """Yield every locked cell that no longer says what was sent, and its row."""
        for line in self.lines:
            for number, column in enumerate(self.columns):
                if not column.key and column.name in line.touched:
                    yield cell_name(self._place(line), number), line


def _filled(found: Put) -> bool:
    return found.value is not None and not (
        isinstance(found.value, str) and not found.value.strip("\u200b\ufeff \u00a0")
    )


def sheet_of(department: str, round_: str, title: str = "某区重点工作") -> DepartmentSheet:
    """Make a department's sheet with rows of every kind: open, routine, supporting, withdrawn, and numbers that look alike."""

    def row(
        task: str, content: str, role: Role = Role.LEAD, *, closed: bool = False, change: str = "", previous: str = ""
    ) -> SheetRow:
        limit, due = ("常规工作", None) if closed else ("2023年12月底前", date(2023, 12, 31))
        often = "常规工作" if closed else ""
        return SheetRow(task, "甲工程", content, role, limit, due, previous, closed, change, often)

    return DepartmentSheet(
        department, title, round_, None,
        (
            row("1.1", "修订教师培训管理办法并印发各校执行。", previous="上期在起草。"),
            row("1.2", "开展暑期全员网络研修与考核。"),
            row("1.10", "组织名师工作室年度检查评估。", change="文字有改动"),
            row("1.3", "日常督导责任区巡查。", closed=True),
            row("2.1", "建设区域教研共同体。", previous="上期已动工。"),
            row("2.2", "配合做好经费审计。", Role.SUPPORT),
            row("2.3", "举办教学能手展示活动。", change="已撤销"),
        ),
    )  # fmt: skip
