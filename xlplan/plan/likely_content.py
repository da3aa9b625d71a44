"""What stands in a row of headings whose words alone do not tell: the tasks' own column, or the cells of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from xlplan.plan.heading_rows import WHO_PARTS, Heading, HeadingRows
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person_or_number
from xlplan.plan.offices_and_people import has_office
from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.fields import NAMING_FIELDS
from xlplan.terms.heading_words import TASK_DEPTH, ColumnSubject, Meaning
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

_WHO: Final = frozenset({ColumnSubject.LEADING, ColumnSubject.ANSWERABLE})
_BESIDE: Final = frozenset({ColumnSubject.LIMIT, ColumnSubject.START, ColumnSubject.END, ColumnSubject.SUPPORTING})
# What is said of tasks, or of the people behind them, and is none itself.
_NO_TASK: Final = pattern_of(
    ".*(?:备注|说明|依据|来源|原因|情况|进展|状态|结果|意见|成效|资料|材料|佐证|地点|地址|位置|姓名|职务|电话|方式|附件|标准|分值|得分|学校|单位|部门)"
    "|.*(?:经费|资金|预算|概算|投资|金额).*"
)
_SAID: Final = pattern_of(r"\d[月日]|[。；;，,]")
_LONGEST_HEADING: Final = 16
_LOOKED_AT: Final = 200
_SHORTEST: Final = 4
"""Characters that a task has at least, on an average."""


def with_likely_content(grid: Grid, rows: HeadingRows) -> HeadingRows:
    """Return headings of which one more says what is to be done, if none does and one column is the likeliest by far."""
    parts = {each.meaning.part for each in rows.known if each.meaning}
    if rows.tells_content or not (parts & _WHO and parts & _BESIDE) or not all(map(_may_head, rows.headings)):
        return rows
    told = [each for each in rows.headings if each.meaning and each.meaning.part in _WHO]
    tasks = [
        row
        for row in range(rows.bottom, min(len(grid.rows), rows.bottom + _LOOKED_AT))
        if any(not is_blank(grid.at(row, each.column)) for each in told)
    ]
    lengths = {each: _length(grid, each, tasks) for each in rows.headings if may_hold_tasks(each)}
    best = max(lengths, key=lambda each: lengths[each], default=None)
    if best is None or lengths[best] < _SHORTEST:
        return rows
    taken = best._replace(meaning=Meaning(ColumnSubject.WHAT, TASK_DEPTH), assumed=True)
    return replace(rows, headings=tuple(taken if each is best else each for each in rows.headings))


def with_likely_offices(grid: Grid, rows: HeadingRows) -> HeadingRows:
    """Return headings of which one more says who does it, if none does and a column of 责任人 (教务处 张老师) or 单位 holds offices."""
    parts = {each.meaning.part for each in rows.known if each.meaning}
    if (
        not rows.tells_content
        or parts & WHO_PARTS
        or not parts & _BESIDE
        or any(each.by_hand in NAMING_FIELDS for each in rows.known)
    ):
        return rows
    offices = [each for each in rows.headings if _may_name_offices(each) and _holds_offices(grid, each, rows.bottom)]
    if len(offices) != 1:
        return rows
    taken = [each._replace(meaning=Meaning(ColumnSubject.UNIT)) if each in offices else each for each in rows.headings]
    return replace(rows, headings=tuple(taken))


def _may_name_offices(heading: Heading) -> bool:
    """Return True for a heading of people, and for 单位, which may be a unit of measure as well."""
    if heading.meaning:
        return heading.meaning.part is ColumnSubject.PERSON
    return heading_key(heading.own) in ("单位", "单位名称", "学校", "学校名称")


def _holds_offices(grid: Grid, heading: Heading, first: int) -> bool:
    values = (grid.at(row, heading.column) for row in range(first, min(len(grid.rows), first + _LOOKED_AT)))
    cells = [as_text(value).strip() for value in values if not is_blank(value)]
    cells = [text for text in cells if heading_key(text) != heading_key(heading.own)]
    return len(cells) > 1 and 10 * sum(map(has_office, cells)) >= 9 * len(cells)


def is_of_form(rows: HeadingRows) -> bool:
    """Return True for a row of labels each of which has what it asks for on its right, as forms have them."""
    labels, values = rows.headings[::2], rows.headings[1::2]
    if len(rows.headings) < 3 or not all(each.meaning or each.by_hand for each in labels):
        return False
    if not any(map(_may_head, values)):
        return True
    pairs = zip(labels, values, strict=False)
    return all(map(_may_be_value, values)) and any(_asks_who(label) and _names_office(value) for label, value in pairs)


def _asks_who(heading: Heading) -> bool:
    return heading.meaning is not None and heading.meaning.part in _WHO


def _names_office(heading: Heading) -> bool:
    """Return True for the name of an office: 学校 heads a column, and 第一小学 does not."""
    text = heading_key(heading.own)
    return ends_as_unit(text) and not is_collective(text)


def _may_be_value(heading: Heading) -> bool:
    """Return True for what may stand behind a label: no label itself, but it may look like one (推进党建工作)."""
    return heading.by_hand is None and (heading.meaning is None or heading.meaning.part is ColumnSubject.WHAT)


def _may_head(heading: Heading) -> bool:
    """Return False for what stands behind a label in a form, and heads no column: an office, a person, a day, a sentence."""
    if heading.meaning:
        return True
    text = heading_key(heading.own)
    named = is_person_or_number(text) or _names_office(heading)
    return not (named or len(text) > _LONGEST_HEADING or _SAID.search(text))


def may_hold_tasks(heading: Heading) -> bool:
    """Return True for a heading of no known meaning below which tasks may stand."""
    return heading.meaning is None and heading.by_hand is None and not _NO_TASK.fullmatch(heading_key(heading.own))


def _length(grid: Grid, heading: Heading, rows: list[int]) -> float:
    """Return how long the texts of a column are on an average; 0 if they are hardly one for each task, or are names."""
    texts = [value.strip() for row in rows if isinstance(value := grid.at(row, heading.column), str)]
    texts = [text for text in texts if text]
    names = sum(ends_as_unit(text) or is_person_or_number(as_text(text)) for text in texts)
    if not texts or 3 * len(set(texts)) < 2 * len(rows) or 2 * names > len(texts):
        return 0
    return sum(map(len, texts)) / len(texts)
