"""A department's sheet as it is edited in an office.

A `Sheet` is edited by name and three numbers (`edit`), so that chance or a shrinking search can drive it, and keeps beside each
cell what it means: `accounts` tells by that what was lost.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from xlplan.handout.sheets import DepartmentSheet, SheetRow
from xlplan.handout.signature import Identity
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue, as_text, cell_name
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, REPORTED_COLUMNS, TASK_SHEET_ALIASES, TASK_SHEET_HEADINGS
from xlplan.terms.sheets import IDENTITY, TASKS

STATE_WORDS: Final = {"在弄": State.RUNNING}
"""The office's own words for states, as 设置 has them."""
YEAR: Final = 2023
_TEXTS: Final = ("progress", "problems", "next", "evidence")
_GIVEN: Final = ("project", "content", "role", "schedule", "due", "previous")


@dataclass(frozen=True)
class Put:
    """A value in a cell. `meaning` is what it says where that is certain (`sure`); `formula`: a formula's saved result."""

    value: CellValue
    meaning: object = None
    sure: bool = False
    formula: bool = False


def _sure(value: CellValue, meaning: object) -> Put:
    return Put(value, meaning, sure=True)


_PUTS: Final[dict[str, Sequence[Put]]] = {
    "state": [
        _sure("推进中", "推进中"), _sure("已完成", "已完成"), _sure("已办结", "已完成"), _sure("进行中", "推进中"),
        _sure("在弄", "推进中"), _sure(" 需 协\u00a0调\u200b", "需协调"), _sure("暂缓。", "暂缓"), Put("基本完成"), Put("不清楚"),
        Put(5), Put(True), Put("未完成"), Put("√"),
    ],
    "percent": [
        _sure(0.8, 0.8), _sure("80%", 0.8), _sure("８０％", 0.8), _sure("八成", 0.8), _sure("百分之八十", 0.8), _sure("四成五", 0.45),
        _sure(0, 0.0), _sure(1, 1.0), _sure("0", 0.0), _sure("100%", 1.0), _sure("0.5", 0.5), _sure(" 3 5 % ", 0.35), Put(80), Put("80"),
        Put("约80%"), Put(1.5), Put(-0.2), Put("120%"), Put(True), Put("1"), Put("大半"), Put(date(1900, 3, 20)), Put("八十"), Put("80%-90%"),
    ],
    "expected": [
        _sure(date(2023, 11, 30), date(2023, 11, 30)), _sure(datetime(2023, 11, 30, 8, 30), date(2023, 11, 30)),
        _sure("2023-11-30", date(2023, 11, 30)), _sure("2023.11.30", date(2023, 11, 30)), _sure("2023年11月30日", date(2023, 11, 30)),
        _sure("20231130", date(2023, 11, 30)), _sure("２０２３/１１/３０", date(2023, 11, 30)), Put("11月底"), Put(45260), Put("11.30"),
        Put("尽快"), Put(date(1900, 1, 6)), Put("2023-02-30"), Put("年底前"), Put(11.3), Put("2023年"),
    ],
}  # fmt: skip
_BLANKS: Final = ("", " ", "\u00a0", "\u200b\ufeff", None)
_counter = itertools.count(1)


def _text(kind: int) -> Put:
    """Return a text that stands nowhere else, so that it can be followed."""
    token = f"话{next(_counter)}号"
    values: tuple[CellValue, ...] = (
        f"{token}。", f"={token}", f"+{token}", f"-{token}", f"@{token}", f"\t{token}", f"{token}\r\n第二行", f"{token}" + "长" * 40_000,
        f"\u200b{token}\u00a0", f"'{token}", 100_000 + next(_counter), 100_000.5 + next(_counter), date(2023, 1, 1), True, CLOSED_MARK, "0",
        f"{token}🎉", f'"{token}","', f"<{token}>&amp;",
    )  # fmt: skip
    value = values[kind % len(values)]
    return _sure(value, as_text(value))


def put(name: str, kind: int) -> Put:
    """Return one of the ways to fill in a cell of a column."""
    match kind % 23:
        case 20:
            return Put(CellError(("#REF!", "#N/A", "#VALUE!")[kind % 3]))
        case 21:
            return Put(NoCachedValue(f"=A{next(_counter)}"))
        case 22:
            found = put(name, kind // 23 * 23)
            return Put(found.value, found.meaning, found.sure, formula=True)
    if name in _TEXTS:
        return _text(kind)
    choice = _PUTS[name]
    return choice[kind % len(choice)]


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


Edit = tuple[str, int, int, int]
_Edit = Callable[[Sheet, int, int, int], None]
EDITS: dict[str, _Edit] = {}


def _edit(function: _Edit) -> _Edit:
    EDITS[function.__name__.strip("_")] = function
    return function


def edit(sheet: Sheet, what: Edit) -> None:
    """Do one thing that people do to a sheet; nothing if there is nothing to do it to."""
    name, *numbers = what
    if sheet.lines:
        EDITS[name](sheet, *numbers)


def _pick(sheet: Sheet, number: int) -> Line:
    return sheet.lines[number % len(sheet.lines)]


@_edit
def _fill(sheet: Sheet, a: int, b: int, c: int) -> None:
    name = REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]
    _pick(sheet, a).puts[name] = put(name, c)


@_edit
def _fill_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = _pick(sheet, a)
    for step, name in enumerate(REPORTED_COLUMNS):
        if (b >> step) % 2 == 0:
            line.puts[name] = put(name, c + 7 * step)


@_edit
def _empty(sheet: Sheet, a: int, b: int, c: int) -> None:
    _pick(sheet, a).puts[REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]] = Put(_BLANKS[c % len(_BLANKS)])


@_edit
def _sort(sheet: Sheet, a: int, b: int, c: int) -> None:
    name = REPORTED_COLUMNS[a % len(REPORTED_COLUMNS)]
    sheet.lines.sort(key=lambda line: as_text(line.puts.get(name, Put(None)).value), reverse=bool(b % 2))


@_edit
def _move_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = sheet.lines.pop(a % len(sheet.lines))
    sheet.lines.insert(b % (len(sheet.lines) + 1), line)


@_edit
def _insert_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    sheet.lines.insert(a % (len(sheet.lines) + 1), Line(_BLANKS[b % len(_BLANKS)], None, None))


@_edit
def _delete_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    sheet.lines.pop(a % len(sheet.lines))


@_edit
def _double_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = copy.deepcopy(_pick(sheet, a))
    if c % 2:
        name = REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]
        line.puts[name] = put(name, c)
    sheet.lines.insert(b % (len(sheet.lines) + 1), line)


@_edit
def _add_row(sheet: Sheet, a: int, b: int, c: int) -> None:
    number = (None, "", "9.9", "新增", "合计")[a % 5]
    line = Line(number, None, None)
    if a % 7:
        line.given = {"content": f"另外一件没有下发过的事情{next(_counter)}"}
    if a % 3:
        name = REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]
        line.puts[name] = put(name, c)
    sheet.lines.append(line)


@_edit
def _mark_number(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = _pick(sheet, a)
    text = as_text(line.number)
    wide = text.translate({ord(x): chr(ord(x) + 0xFEE0) for x in "0123456789."})
    line.number = (
        f"\u00a0{text} ",
        f"{text[:1]}\u200b{text[1:]}",
        wide,
        f"\ufeff{text}",
        f"\u3000{text}\n",
        f"\u202a{text}",
    )[b % 6]
    if b % 6 == 5 and text:
        # A mark of direction from a copied cell.
        line.number = f"\u200e{text}"


@_edit
def _number_as_number(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = _pick(sheet, a)
    try:
        line.number = float(as_text(line.number))
    except ValueError:
        return
    shown = as_text(line.number)
    line.task = next((row.task for row in sheet.sent.rows if row.task == shown), None)


@_edit
def _lose_number(sheet: Sheet, a: int, b: int, c: int) -> None:
    line = _pick(sheet, a)
    lost: Sequence[CellValue] = (None, "", "#", CellError("#REF!"), NoCachedValue("=A1"))
    line.number, line.task = lost[b % len(lost)], None


@_edit
def _swap_numbers(sheet: Sheet, a: int, b: int, c: int) -> None:
    one, two = _pick(sheet, a), _pick(sheet, b)
    one.number, one.task, two.number, two.task = two.number, two.task, one.number, one.task


@_edit
def _change_given(sheet: Sheet, a: int, b: int, c: int) -> None:
    line, name = _pick(sheet, a), _GIVEN[b % len(_GIVEN)]
    values: Sequence[CellValue] = (f"改写成了完全不同的内容{next(_counter)}", None, CellError("#N/A"), 12345)
    value = values[c % len(values)]
    line.given[name] = value
    if name == "content":
        line.text_task = None


@_edit
def _move_column(sheet: Sheet, a: int, b: int, c: int) -> None:
    column = sheet.columns.pop(a % len(sheet.columns))
    sheet.columns.insert(b % (len(sheet.columns) + 1), column)


@_edit
def _rename_column(sheet: Sheet, a: int, b: int, c: int) -> None:
    column = sheet.columns[a % len(sheet.columns)]
    if column.name and not column.key:
        names = TASK_SHEET_ALIASES[Field(column.name)] or (TASK_SHEET_HEADINGS[Field(column.name)],)
        heading = names[b % len(names)]
        column.heading = (heading, f" {heading}\n", f"{heading}（必填）", f"*{heading}：")[c % 4]


@_edit
def _lose_heading(sheet: Sheet, a: int, b: int, c: int) -> None:
    column = sheet.columns[a % len(sheet.columns)]
    if column.name in REPORTED_COLUMNS and not column.key:
        column.heading = ("本单位自己的标题", None, CellError("#REF!"))[b % 3]


@_edit
def _insert_column(sheet: Sheet, a: int, b: int, c: int) -> None:
    key = next(_counter)
    names = [None, None, *REPORTED_COLUMNS]
    name = names[b % len(names)]
    heading: CellValue = (
        TASK_SHEET_ALIASES[name][c % len(TASK_SHEET_ALIASES[name])] if name else ("备注", None, "经费")[c % 3]
    )
    sheet.columns.insert(a % (len(sheet.columns) + 1), Column(name, heading, key))
    for line in sheet.lines[:: 1 + c % 3]:
        line.extra[key] = put(name or "problems", a + c)


@_edit
def _merge(sheet: Sheet, a: int, b: int, c: int) -> None:
    name = REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]
    lines = sheet.lines[a % len(sheet.lines) :][: 2 + c % 2]
    for line in lines[1:]:
        line.puts.pop(name, None)
    sheet.merged.append((name, lines))


@_edit
def _rows_above(sheet: Sheet, a: int, b: int, c: int) -> None:
    sheet.above = 3 + a % 30


@_edit
def _lose_identity(sheet: Sheet, a: int, b: int, c: int) -> None:
    sheet.identity = None


@_edit
def _copy_sheet(sheet: Sheet, a: int, b: int, c: int) -> None:
    if len(sheet.copies) > 1:
        return
    other = Sheet(sheet.sent)
    other.columns, other.lines = copy.deepcopy(sheet.columns), copy.deepcopy(sheet.lines)
    other.above, other.name = sheet.above, f"副本{len(sheet.copies) + 1}"
    if a % 2:
        _fill(other, a, b, c)
    if a % 3 == 0:
        for line in sheet.lines:
            line.puts.clear()
    sheet.copies.append(other)


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
