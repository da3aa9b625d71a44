"""The tables that stand below each other on one sheet: where each begins and ends, and which are of another kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from xlplan.plan.column_choice import Columns, How
from xlplan.plan.columns import choose_columns
from xlplan.plan.heading_rows import Heading, HeadingReader, HeadingRows
from xlplan.plan.marked_columns import mark_of
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

_LONGEST: Final = 16
_FEWEST: Final = 3
# What stands over columns of lists that are no responsibility tables.
_OTHER_WORDS = pattern_of(
    r"(?:.{0,6}(?:姓名|职务|职称|电话|手机|联系方式|联系人|号码|内线|邮箱|地址|地点|数量|金额|备注|名称|人数|次数|学校|性别|年龄|"
    r"单价|得分|分值|进展|情况|状态|附件|页码|版本|来源|原因)|科室|单位|部门|内容|时间|日期|类别|责任人)"
)
SAMPLE_TITLE = pattern_of(r"样表|样式|示例|格式|空白表|模板|填报表|报送表|反馈表|统计表|回执|参考")


@record(frozen=True)
class Begin:
    """A table that begins below another: its caption's row (or that of its headings), and its headings."""

    caption: int
    rows: HeadingRows
    of_plan: bool


def tables_below(grid: Grid, reader: HeadingReader, first: HeadingRows) -> list[Begin]:
    """Return the tables that begin below the headings `first`; the same headings over again begin none."""
    found: list[Begin] = []
    columns: Columns | None = None
    before = [(each.column, each.text) for each in first.headings]
    row = first.bottom
    while row < len(grid.rows):
        if not _may_head(grid.rows[row]):
            row += 1
            continue
        columns = columns or choose_columns(grid, first)
        if _is_task(grid, row, columns) or (rows := reader.at(row)) is None:
            row += 1
            continue
        again = [(each.column, each.text) for each in rows.headings] == before
        if again or (rows.is_of_plan and len(rows.known) >= _FEWEST - 1 and 2 * len(rows.known) >= len(rows.headings)):
            now = columns if again else choose_columns(grid, rows)
            before = [(each.column, each.text) for each in rows.headings]
            if (now.fields, now.joined) != (columns.fields, columns.joined):
                caption = _caption(grid, row, found[-1].rows.bottom if found else first.bottom)
                title = "".join(value for line in grid.rows[caption:row] for value in line if isinstance(value, str))
                found.append(
                    Begin(caption, rows, not SAMPLE_TITLE.search(title) and not _is_blank_form(grid, rows, now))
                )
                columns = now
            elif found and not found[-1].of_plan:
                found.append(Begin(row, rows, True))
            row = rows.bottom
        elif _heads_another(grid, rows):
            found.append(Begin(_caption(grid, row, first.bottom), rows, False))
            row = rows.bottom
        else:
            row += 1
    return found


def _is_blank_form(grid: Grid, rows: HeadingRows, columns: Columns) -> bool:
    """Return True if nothing stands below headings that says what is to be done or by whom."""
    matter = [columns.fields[name] for name in (Field.CONTENT, Field.LEAD) if name in columns.fields]
    return all(is_blank(grid.at(row, column)) for row in range(rows.bottom, len(grid.rows)) for column in matter)


def _is_task(grid: Grid, row: int, columns: Columns) -> bool:
    """Return True for a row with a number where tasks have theirs, or with marks where departments are columns."""
    number = columns.fields.get(Field.ID)
    if number is not None and re.fullmatch(r"\d{1,3}", fold(as_text(grid.at(row, number)))):
        return True
    marked = (each for each in columns.joined.values() if each.how is How.MARKED)
    return any(mark_of(grid.at(row, column)) for each in marked for column, _ in each.columns)


def _may_head(values: Sequence[CellValue]) -> bool:
    """Return True if all cells of a row are short texts, some of them headings': most rows are none at the first look."""
    texts = [value for value in values if value is not None]
    if not all(isinstance(value, str) and len(value) <= 2 * _LONGEST for value in texts):
        return False
    # A line of labels to sign behind: 填表人：, 联系电话：.
    if 2 * sum(":" in fold(str(value)) for value in texts) > len(texts):
        return False
    return sum(_is_word(str(value)) for value in texts) > 1


@lru_cache(1 << 12)
def _is_word(text: str) -> bool:
    return bool(meaning_of(heading_key(text)) or _OTHER_WORDS.fullmatch(heading_key(text)))


def _heads_another(grid: Grid, rows: HeadingRows) -> bool:
    """Return True if a row holds the headings of a list of another kind."""
    texts = [heading_key(each.own) for each in rows.headings]
    if any(len(text) > _LONGEST or re.search(r"[\d。；:]", text) for text in texts):
        return False
    known = [
        each for each, text in zip(rows.headings, texts, strict=True) if _OTHER_WORDS.fullmatch(text) or each.meaning
    ]
    # A task's cell may end like a heading of tasks: 完善安全措施.
    sure = [
        each
        for each in known
        if each.meaning is None
        or each.meaning.part is not ColumnSubject.WHAT
        or _OTHER_WORDS.fullmatch(heading_key(each.own))
    ]
    numbered = any(each.meaning and each.meaning.part is ColumnSubject.ID for each in rows.headings)
    after_gap = rows.top > 0 and (_is_lone(grid, rows.top - 1) or _is_empty(grid, rows.top - 1))
    enough = _FEWEST - 1 if numbered or after_gap else _FEWEST
    return len(sure) >= enough and 3 * len(known) >= 2 * len(texts)


def _cells(grid: Grid, row: int) -> list[CellValue]:
    return [value for value in grid.rows[row] if not is_blank(value)] if 0 <= row < len(grid.rows) else []


def _is_empty(grid: Grid, row: int) -> bool:
    return not _cells(grid, row)


def _is_lone(grid: Grid, row: int) -> bool:
    return len(_cells(grid, row)) == 1


def _caption(grid: Grid, row: int, least: int) -> int:
    """Return the row in which a table's caption begins: single lines right above its headings."""
    while row - 1 >= least and _is_lone(grid, row - 1):
        row -= 1
    return row


def side_by_side(grid: Grid, rows: HeadingRows) -> list[HeadingRows]:
    """Return the headings of each table of a sheet that stand beside each other; most often of one.

    Between two tables lies a column that holds nothing at all, and the second has columns of its own kind: a number, names
    or tasks once more, those of another list, or none in the row of the headings. A list of people also stands right beside
    a table, if it goes on where the table does not; and one whose headings are all there twice goes on in its second half.
    """
    if halves := _same_headings_over_again(rows):
        return halves
    used = {column for row in grid.rows[rows.top :] for column, value in enumerate(row) if not is_blank(value)}
    for area in grid.merges:
        if area.bottom >= rows.top:
            used.update(range(area.left, min(area.right, area.left + 255) + 1))
    groups: list[list[Heading]] = []
    before = -2
    for each in rows.headings:
        gap = any(column not in used for column in range(before + 1, each.column))
        if not groups or gap:
            groups.append([])
        groups[-1].append(each)
        before = each.column
    found = [HeadingRows(rows.top, rows.bottom, tuple(groups[0]))]
    for group in groups[1:]:
        one = HeadingRows(rows.top, rows.bottom, tuple(group))
        if (
            found[-1].is_of_plan
            and len(group) > 1
            and (one.is_of_plan or _is_another(found[-1], one) or _has_caption(grid, found[-1], one))
        ):
            found.append(one)
        elif found[-1].is_of_plan and (listed := _lower_list(grid, rows, group[0].column, used)):
            return [*found, listed]
        elif found[-1].is_of_plan and not any(_may_be_heading(each) for each in group):
            # Remarks beside the table, of which the first happens to stand in the row of the headings.
            found.append(one)
        else:
            found[-1] = HeadingRows(rows.top, rows.bottom, (*found[-1].headings, *group))
    if len(found) > 1 or not found[0].is_of_plan:
        return found
    if people := _people_beside(grid, found[0]):
        first = people[0].column
        left = tuple(each for each in found[0].headings if each.column < first)
        return [HeadingRows(rows.top, rows.bottom, left), HeadingRows(rows.top, rows.bottom, people)]
    gaps = [column for column in range(before + 1, max(used, default=0)) if column not in used]
    if gaps and (listed := _lower_list(grid, rows, gaps[0] + 1, used)):
        found.append(listed)
    return found


def _same_headings_over_again(rows: HeadingRows) -> list[HeadingRows]:
    """Return the parts of headings that are the same ones two or three times, in the same order; none for any other."""
    texts = [heading_key(each.own) for each in rows.headings]
    for times in (2, 3):
        width, rest = divmod(len(texts), times)
        if rest or width < _FEWEST or texts != texts[:width] * times or len(set(texts)) < width:
            continue
        parts = [
            HeadingRows(rows.top, rows.bottom, rows.headings[start : start + width])
            for start in range(0, len(texts), width)
        ]
        if all(each.is_of_plan for each in parts):
            return parts
    return []


def _may_be_heading(heading: Heading) -> bool:
    """Return True for a short word; a sentence, or one of several that are numbered, heads no column."""
    if heading.meaning or heading.by_hand or _is_word(heading.own):
        return True
    text = fold(heading.own)
    return len(text) <= _LONGEST and not re.search(r"^\(?\d{1,2}[.、)]|[。；;，,：:]", text)


def _lower_list(grid: Grid, rows: HeadingRows, first: int, used: Collection[int]) -> HeadingRows | None:
    """Return the headings of what stands behind an empty column, from column `first` on, and below the row of headings."""
    columns = [column for column in sorted(used) if column >= first]
    if len(columns) < 2:
        return None
    headed = {each.column for each in rows.headings if each.column >= first}
    for row in range(rows.top, len(grid.rows)):
        filled = [column for column in columns if not is_blank(grid.at(row, column))]
        if len(filled) > 1:
            if len(headed) > 1:
                return None
            heads = [Heading(c, as_text(grid.at(row, c)).strip(), (), cell_name(row, c), None) for c in filled]
            return HeadingRows(row if not headed else rows.top, row + 1, tuple(heads))
    return None


def _people_beside(grid: Grid, rows: HeadingRows) -> tuple[Heading, ...]:
    """Return the last columns of a table if they are a list of people of its own: it has rows in which no task stands."""
    last: list[Heading] = []
    for each in reversed(rows.headings):
        if not _OTHER_WORDS.fullmatch(heading_key(each.own)) and not (
            each.meaning and each.meaning.part is ColumnSubject.ID
        ):
            break
        last.insert(0, each)
    if len(last) < 2 or len(last) == len(rows.headings) or not any(_PERSONAL.search(each.own) for each in last):
        return ()
    columns, anchors = range(rows.headings[0].column, last[0].column), grid.anchors()
    for row in range(rows.bottom, len(grid.rows)):
        filled = sum(not is_blank(grid.at(row, each.column)) for each in last)
        if filled > 1 and all(is_blank(grid.at(row, c)) and (row, c) not in anchors for c in columns):
            return tuple(last)
    return ()


def _has_caption(grid: Grid, table: HeadingRows, beside: HeadingRows) -> bool:
    """Return True if a title of its own stands above the columns beside a table that has one too: 附：经费表."""
    row = beside.top - 1
    if row < 0:
        return False

    def over(rows: HeadingRows) -> list[str]:
        columns = range(rows.headings[0].column, rows.headings[-1].column + 1)
        return [as_text(value) for column in columns if not is_blank(value := grid.at(row, column))]

    # 单位：万元 above the last columns of a table is no title.
    titles = [text for text in over(beside) if not _LABELLED.search(fold(text))]
    return bool(titles and over(table))


def _is_another(table: HeadingRows, beside: HeadingRows) -> bool:
    parts = {each.meaning.part for each in table.known if each.meaning}
    again = any(
        each.meaning and each.meaning.part is ColumnSubject.ID and ColumnSubject.ID in parts for each in beside.headings
    )
    listed = [each for each in beside.headings if _OTHER_WORDS.fullmatch(fold(each.own))]
    return again or (len(listed) == len(beside.headings) and any(_PERSONAL.search(each.own) for each in listed))


_LABELLED = pattern_of("^(?!附)[^:]{1,8}:|^\\(?单位|^附件?\\d*$|\\d年")
_PERSONAL = pattern_of("姓名|职务|职称|电话|手机|联系|号码|内线|邮箱")
