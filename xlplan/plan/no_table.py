"""What is told where no responsibility table was found: the likeliest headings, what each would be, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.plan.columns import choose_columns
from xlplan.plan.form_pairs import Labels, form_shape
from xlplan.plan.heading_rows import ByHand, HeadingReader, HeadingRows
from xlplan.plan.marked_columns import MarkedColumn, rows_with_marks
from xlplan.plan.table import first_rows
from xlplan.terms.cells import Grid, cell_name, is_blank
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.text import fold

_SHOWN: Final = 30
_HEADING: Final = 16
_LYING_COLUMNS: Final = 3
_NEEDED: Final = (Field.CONTENT, Field.LEAD)


def no_table(grids: Sequence[Grid], where: str, by_hand: ByHand | None = None) -> NoTableError:
    """Return the error that says where no table was found and, of the likeliest row of headings, how it was read."""
    names = "、".join(grid.sheet for grid in grids) or "没有表格"
    looked = f"{where}没有找到分工表（看过：{names}）。"
    if told := next(filter(None, (_not_upright(grid, Labels(by_hand)) for grid in grids)), None):
        # `new` reads such tables, if there is no doubt about their cells.
        other = "" if where else "；或者用 xlplan new 的 --from 新建，它会转成一行一项任务"
        return NoTableError(f"{looked}{told[0]}", f"{told[1]}{other}。")
    found = likeliest_headings(grids, by_hand)
    if found is None:
        return NoTableError(
            looked, "请确认表中有一行标题，其中写着做什么（主要内容、工作任务等）和由谁做（执行部门、责任单位等）。"
        )
    grid, rows = found
    columns = choose_columns(grid, rows)
    taken = {column: PLAN_HEADINGS[name] for name, column in columns.fields.items()}
    taken |= {c: PLAN_HEADINGS[name] for name, several in columns.joined.items() for c, _ in several.columns}
    read = "，".join(
        f"{each.name}“{each.text}”" + (f"当作“{taken[each.column]}”" if each.column in taken else "没有认出")
        for each in rows.headings[:_SHOWN]
    )
    missing = [PLAN_HEADINGS[name] for name in _NEEDED if name not in columns.fields]
    lacks = "、".join(f"“{name}”" for name in missing)
    message = f"{looked}最像标题的是“{grid.sheet}”第{rows.top + 1}行：{read}。还缺{lacks}。"
    with_marks = rows_with_marks(grid)
    marked = [
        each.text
        for each in rows.headings
        if each.column not in taken and MarkedColumn(grid, each.column, with_marks).from_row(rows.bottom)
    ]
    if missing == [PLAN_HEADINGS[Field.LEAD]] and len(marked) > 1:
        return NoTableError(
            f"{message}{'、'.join(marked)}各列里打的是符号：这是一张部门作列的表，可是没有写明哪个符号是牵头、哪个是配合。",
            "请在标题或注里写明每个符号（例如“★牵头 ☆配合”），再试一次；或者加一列“执行部门”、一列“支持部门”，把部门名称写进去。",
        )
    options = " ".join(f"--column {name}=标题" for name in missing)
    return NoTableError(
        message,
        f"表里有这样的列时，请用 xlplan new 的 {options} 指定是哪一列，或把那一列的标题改成“{missing[0]}”；没有的，请补上。",
    )


def _not_upright(grid: Grid, labels: Labels) -> tuple[str, str] | None:
    """Return what is said, and advised, of a sheet with forms, or with headings that stand below each other."""
    shape, lying = form_shape(grid, labels), _lying(grid, labels)
    if lying and not lying[1]:
        return (
            f"{lying[0]}像是竖着写的标题：一列一项任务。",
            "请把表转成一行一项任务再试：复制整张表，选择性粘贴里勾上“转置”",
        )
    how = "标题在左边、内容在它右边，一张写一项任务"
    if shape and len(shape.begins) > 1:
        return (
            f"“{grid.sheet}”里像是有 {len(shape.begins)} 张表单（从 {'、'.join(shape.begins)} 开始）：{how}。",
            "一张工作表里有几张表单的，要一张排在另一张下面或旁边、标题都一样才读：请排好再试，或者把它们分到几张工作表里；也可以抄成一张表，第一行写标题，一行一项任务",
        )
    if shape and shape.odd_row is not None:
        return (
            f"“{grid.sheet}”的 {shape.begins[0]} 起像是一张表单：{how}；可是第{shape.odd_row}行不是一个标题配一个内容。",
            "请把表单和别的内容分开，表单单独放一张工作表，再试；或者抄成一张表，第一行写标题，一行一项任务",
        )
    if lying and not shape and all(sum(not is_blank(value) for value in row) < 2 for row in grid.rows):
        return (
            f"{lying[0]}像是一张表的标题，这张表一格抄成了一行；各项任务里有几行看不准是哪一列的。",
            "请从原来的地方复制整张表，粘贴到表格软件里，一格占一个单元格，再试",
        )
    if shape or lying:
        place = lying[0] if lying else f"“{grid.sheet}”的 {shape.begins[0] if shape else ''} 起"
        return f"{place}像是一张表单：{how}。", "请抄成一张表再试：第一行写标题，一行一项任务"
    return None


def _lying(grid: Grid, labels: Labels) -> tuple[str, bool] | None:
    """Return the cells of headings that stand below each other, in one of the first columns, and whether they are those of a form."""
    for column in range(_LYING_COLUMNS):
        rows = [row for row in first_rows(grid) if labels.part(grid.at(row, column))]
        if labels.tell_tasks([grid.at(row, column) for row in rows]):
            place = f"“{grid.sheet}”的 {cell_name(rows[0], column)} 至 {cell_name(rows[-1], column)} "
            beside = [value for row in rows for value in grid.rows[row][column + 2 :] if not is_blank(value)]
            return place, not beside or any(map(labels.is_sure, beside))
    return None


def likeliest_headings(grids: Sequence[Grid], by_hand: ByHand | None = None) -> tuple[Grid, HeadingRows] | None:
    """Return what looks most like the headings of a table, and its sheet."""
    return max(_candidates(grids, by_hand), key=lambda each: _likely(each[1]), default=None)


def _candidates(grids: Sequence[Grid], by_hand: ByHand | None) -> Iterator[tuple[Grid, HeadingRows]]:
    for grid in grids:
        reader = HeadingReader(grid, by_hand)
        for row in first_rows(grid):
            if rows := reader.at(row):
                yield grid, rows


def _likely(rows: HeadingRows) -> tuple[int, int, int]:
    short = [each for each in rows.headings if len(fold(each.own)) <= _HEADING and not re.search(r"[。；\d]", each.own)]
    return len({each.meaning.part for each in rows.known if each.meaning}), len(short), -rows.top
