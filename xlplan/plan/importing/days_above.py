"""A day above a table that its limits count from (会议时间：2026年3月10日 and 会后30日内) becomes a column of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from xlplan.plan.counted_limits import counted_from
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import with_more_columns
from xlplan.plan.importing.sheets_alike import lines_above
from xlplan.plan.table import Table, table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.plan.title import TextLine
from xlplan.schedule.rules import BEGINNING
from xlplan.terms.cells import Area, Grid
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

_DAY: Final = r"(?P<day>20\d\d(?:年\d{1,2}月\d{1,2}日|(?P<dash>[-/.])\d{1,2}(?P=dash)\d{1,2}(?!\d)))"
_SAID: Final = (
    pattern_of(rf"(?P<what>{BEGINNING})(?:的?(?:时间|日期|日))?\s*[:：]?\s*{_DAY}"),
    pattern_of(rf"{_DAY}\s*(?P<what>{BEGINNING})"),
)
_AS_ABOVE: Final = pattern_of("[同如]上|[〃″]")


class _Told(NamedTuple):
    line: TextLine
    day: str


def with_days_above(source: ImportSource, by_hand: ByHand) -> ImportSource:
    """Return a source whose tables have a column for each day above them that one of their limits counts from."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for grid in source.grids:
        table = table_in(grid, by_hand)
        made = _with_columns(table, source.above.get(grid.sheet, ())) if table else None
        grids.append(made[0] if made else grid)
        findings += made[1] if made else []
    return replace(source, grids=grids, findings=[*source.findings, *findings]) if findings else source


def _with_columns(table: Table, lines: Sequence[TextLine]) -> tuple[Grid, list[Finding]] | None:
    grid = table.grid
    told: dict[str, list[_Told]] = {}
    for line in [*lines, *lines_above(grid, table.heading_row)]:
        for what, day in _days(line.text):
            told.setdefault(what, []).append(_Told(line, day))
    limits = [
        (row - 1, cells[Field.SCHEDULE].text)
        for row, cells in (all_task_rows(table) if told else ())
        if Field.SCHEDULE in cells
    ]
    used: dict[str, _Told] = {}
    for what, days in told.items():
        heading = f"{what}时间"
        headings = {heading_key(text) for text in table.heads.values()}
        # Two days of one kind say not which of them is meant.
        if len({each.day for each in days}) == 1 and not meaning_of(heading) and heading not in headings:
            used |= {what: days[0]} if any(counted_from(text) == what for _, text in limits) else {}
    if not used:
        return None
    width, rows, merges = with_more_columns(grid, len(used), max(table.heads))
    findings = []
    for place, (what, told_at) in enumerate(used.items(), width):
        rows[table.heading_row][place] = f"{what}时间"
        if table.first_row - table.heading_row > 1:
            merges.append(Area(table.heading_row, place, table.first_row - 1, place))
        counted = list(_counted(limits, what))
        for row in counted:
            rows[row][place] = told_at.day
        findings.append(
            finding("import-day-above", sheet=told_at.line.sheet, cell=told_at.line.place, heading=f"{what}时间", day=told_at.day, count=len(counted))
        )  # fmt: skip
    return replace(grid, rows=rows, merges=merges), findings


def _counted(limits: Sequence[tuple[int, str]], what: str) -> Iterator[int]:
    """Yield the rows whose limit counts from something, or is that of such a row above it."""
    counts = False
    for row, text in limits:
        counts = counted_from(text) == what or (counts and bool(_AS_ABOVE.fullmatch(text.strip())))
        if counts:
            yield row


def _days(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a line says happened on which day."""
    for pattern in _SAID:
        for found in pattern.finditer(text):
            yield found["what"], found["day"]
