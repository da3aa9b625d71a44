"""Running text as a table: paragraphs that say in brackets who does them become rows, the headings above them projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.plan.bracket_roles import BracketWords, read_brackets
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.text_paragraphs import (
    DEEPEST_HEADING,
    NUMBERS,
    Paragraph,
    join_bodies,
    paragraphs_of,
)
from xlplan.plan.title import TextLine
from xlplan.schedule.parse import read_schedule
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.records import record

_LONGEST_HEADING: Final = 60
_SAYS: Final = re.compile("[。；;，,]")
_BETWEEN: Final = "／"
_TIME: Final = re.compile(
    r"\d{1,2}月|[一二三四五六七八九十]月|年底|月底|年内|年前|季度|学期|每(?:年|月|周|季|日|天|半年|学年)|寒假|暑假|春节|国庆|开学|\d日|长期|常态化|[上下]半年"
)
_FIXED: Final = frozenset({Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SUPPORT, Field.SCHEDULE})
_SHOWN: Final = 40
_COLUMNS_OF_TABLE: Final = 3


@record(frozen=True)
class TextTable:
    """A source made of running text: where each row stands in it, and the headings that its project is made of."""

    source: ImportSource
    places: Mapping[int, str]
    heads: Mapping[int, Sequence[TextLine]]


def text_as_table(source: ImportSource, today: date) -> TextTable | None:
    """Return the table that a source's paragraphs make; None if hardly any of them says who does it."""
    if _is_table(source):
        return None
    lines = list(lines_of(source))
    paragraphs = paragraphs_of(lines)
    _hand_down_labels(paragraphs)
    sure = [each for each in paragraphs if each.told and each.told.sure]
    loose = [each for each in paragraphs if each.told and not each.told.sure]
    if not sure and len(loose) < 2:
        return None
    join_bodies(paragraphs)
    _set_heads(paragraphs)
    tasks = _tasks(paragraphs)
    sheet = lines[0].sheet
    told = [each for each in tasks if each.told and not each.inherited] or [each for each in tasks if each.told]
    if not told:
        return None
    findings = [
        finding(
            "import-running-text", sheet=sheet, cell=told[0].lines[0].place, count=len(told), text=_short(told[0].text)
        )
    ]
    for number, each in enumerate(paragraphs):
        if each.label:
            until = next((n for n in range(number + 1, len(paragraphs)) if paragraphs[n].label), len(paragraphs))
            count = sum(one.inherited for one in paragraphs[number + 1 : until])
            lead = each.label.text(Field.LEAD).replace("\n", "、")
            findings.append(finding("import-lead-above", sheet=sheet, cell=each.lines[0].place, text=_short(each.text), value=lead,
                                    count=count))  # fmt: skip
    for head in paragraphs:
        below = sum(each.inherited and head in each.over for each in tasks)
        if head.is_heading and head.told and below:
            lead = head.told.text(Field.LEAD).replace("\n", "、")
            findings.append(finding("import-lead-above", sheet=sheet, cell=head.lines[0].place, text=_short(head.text), value=lead,
                                    count=below))  # fmt: skip
    names = [
        name for name in PLAN_HEADINGS if name in _FIXED or any(each.told and each.told.text(name) for each in tasks)
    ]
    rows: list[list[CellValue]] = [[PLAN_HEADINGS[name] for name in names]]
    for each in tasks:
        said = each.told or BracketWords(rest=each.text)
        values = {name: said.text(name) for name in names}
        values |= {Field.CONTENT: said.rest, Field.PROJECT: _BETWEEN.join(head.name for head in each.over)}
        if not values[Field.SCHEDULE] and (limit := limit_in(said.rest, today)):
            values[Field.SCHEDULE] = limit
            findings.append(finding("import-limit-in-text", sheet=sheet, cell=each.lines[0].place, value=limit))
        rows.append([values[name] or None for name in names])
    used = {line for each in tasks for line in (*each.lines, *each.heads)}
    first = lines.index(tasks[0].lines[0])
    made = ImportSource(
        source.name, [Grid(sheet, rows), *source.grids] if source.document else [Grid(sheet, rows)],
        {sheet: [line for line in lines[:first] if line not in used]}, [line for line in lines[first:] if line not in used],
        [*source.findings, *findings], source.document,
    )  # fmt: skip
    return TextTable(
        made,
        {number: each.lines[0].place for number, each in enumerate(tasks, 1)},
        {number: each.heads for number, each in enumerate(tasks, 1)},
    )


def _is_table(source: ImportSource) -> bool:
    """Return True for a workbook whose first sheet holds a table: most of its rows fill several cells."""
    if source.lines or source.document:
        return False
    filled = [sum(not is_blank(value) for value in row) for grid in source.grids[:1] for row in grid.rows]
    rows = [count for count in filled if count]
    return 2 * sum(count >= _COLUMNS_OF_TABLE for count in rows) > len(rows)


def limit_in(text: str, today: date) -> str:
    """Return the clauses of a text that say until when, or how often."""
    found = []
    for clause in re.split(r"[。；;，,]", re.sub(r"《[^》]*》", "", text)):
        if not _TIME.search(clause):
            continue
        read = read_schedule(clause, year=today.year, today=today)
        if read.read and (read.due or read.start or read.recurrences or "长期" in clause or "常态" in clause):
            found.append(_number_off(clause.strip()))
    return "，".join(found)


def has_tasks(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines that say in brackets who does them."""
    return [line for line in lines if (told := read_brackets(line.text)) and told.sure]


def _number_off(text: str) -> str:
    for number in NUMBERS:
        if found := number.match(text):
            return text[found.end() :]
    return text


def lines_of(source: ImportSource) -> Iterator[TextLine]:
    """Yield the lines of a document or, of sheets, the rows: each as one line."""
    if source.lines:
        yield from source.lines
    elif source.document:
        for grid in source.grids:
            yield from source.above.get(grid.sheet, ())
        yield from source.after
    else:
        for grid in source.grids[:1]:
            for row, values in enumerate(grid.rows):
                filled = [(column, as_text(value)) for column, value in enumerate(values) if not is_blank(value)]
                if filled:
                    text = " ".join(text for _, text in filled)
                    yield TextLine(text, grid.sheet, cell_name(row, filled[0][0]))


def _hand_down_labels(paragraphs: Sequence[Paragraph]) -> None:
    label: BracketWords | None = None
    for each in paragraphs:
        if each.label:
            label = each.label
        elif label and each.told is None and each.level >= 0:
            each.told = BracketWords({name: list(texts) for name, texts in label.fields.items()}, 1, each.text)
            each.inherited = True


def _set_heads(paragraphs: Sequence[Paragraph]) -> None:
    """Give each paragraph the headings that it stands under, and who does it where only a heading says so."""
    above: list[Paragraph] = []
    for each, after in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        if each.level >= 0:
            above = [head for head in above if head.level < each.level]
        each.over = tuple(above)
        if each.level < 0 or len(each.name) > _LONGEST_HEADING:
            continue
        each.is_heading = each.told is None or (
            each.level <= DEEPEST_HEADING
            and after is not None
            and after.level > each.level
            and not _SAYS.search(each.name)
        )
        if each.is_heading:
            above.append(each)
    for head in paragraphs:
        if head.is_heading and head.told:
            _hand_down(head, [each for each in paragraphs if head in each.over])


def _hand_down(head: Paragraph, below: Sequence[Paragraph]) -> None:
    """Give who does it to the items below a heading that name nobody: those with an Arabic number, or with nothing below."""
    parents = {id(parent) for each in below for parent in each.over}
    for each in below:
        nearest = next((over for over in reversed(each.over) if over.is_heading and over.told), None)
        is_item = (each.level > DEEPEST_HEADING and not any(over.level > DEEPEST_HEADING for over in each.over)) or (
            -1 < each.level <= DEEPEST_HEADING and id(each) not in parents
        )
        if nearest is head and head.told and each.told is None and is_item:
            each.told = BracketWords({name: list(texts) for name, texts in head.told.fields.items()}, 1, each.text)
            each.inherited, each.is_heading = True, False


def _tasks(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs that say who does them, and their like beside them that do not."""
    told = [each for each in paragraphs if each.told and not each.is_heading]
    alike = {(each.heads, each.level) for each in told if each.level >= 0 and not each.inherited}
    over = {head for each in told for head in each.heads}
    return [
        each
        for each in paragraphs
        if not (each.is_heading and each.told)
        and (each.told or ((each.heads, each.level) in alike and each.lines[0] not in over))
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
