"""What people do to a department's sheet, each by a name and three numbers, so that chance or a shrinking search can drive it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Final

from support.reported_values import BLANKS, COUNTER, Put, put
from support.returns import Column, Line, Sheet
from xlplan.terms.cells import CellError, CellValue, NoCachedValue, as_text
from xlplan.terms.fields import Field
from xlplan.terms.headings import REPORTED_COLUMNS, TASK_SHEET_ALIASES, TASK_SHEET_HEADINGS

_GIVEN: Final = ("project", "content", "role", "schedule", "due", "previous")
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
    _pick(sheet, a).puts[REPORTED_COLUMNS[b % len(REPORTED_COLUMNS)]] = Put(BLANKS[c % len(BLANKS)])


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
    sheet.lines.insert(a % (len(sheet.lines) + 1), Line(BLANKS[b % len(BLANKS)], None, None))


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
        line.given = {"content": f"另外一件没有下发过的事情{next(COUNTER)}"}
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
    values: Sequence[CellValue] = (f"改写成了完全不同的内容{next(COUNTER)}", None, CellError("#N/A"), 12345)
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
    key = next(COUNTER)
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
