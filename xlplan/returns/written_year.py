"""Days that departments name by the year in which they write, 今年底 and 明年3月: clear once that year is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from xlplan.returns.days import DAY_READ, names_year_written, read_expected
from xlplan.returns.sheet import Doubt, Reported, ReturnedRow
from xlplan.schedule.rounds import read_round
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.text import Folded, fold

_UNCLEAR: Final = "return-date-unclear"
_SHOWN: Final = 40


def with_year_written(
    rows: Sequence[ReturnedRow], reasons: Iterable[Finding], round_: str, by: date | None
) -> tuple[list[ReturnedRow], list[Finding]]:
    """Return rows and reasons with the days taken that are clear as what was written in a round, `by` a day at the latest."""
    reasons = list(reasons)
    asked = {(fold(each.task or ""), each.cell) for each in reasons if each.code == _UNCLEAR}
    clear: dict[tuple[Folded, str | None], tuple[Doubt, Finding | None]] = {}
    found = list(rows)
    for at, row in enumerate(rows) if asked and by else ():
        for doubt in row.doubts:
            place = row.task_key, doubt.cell
            if doubt.field is not Field.EXPECTED or place not in asked or not names_year_written(doubt.shown):
                continue
            about = read_round(round_)
            reading = read_expected(doubt.shown, about.year, about, by)
            if reading.certain and reading.value is not None:
                said = None
                if reading.filled_in:
                    said = finding(DAY_READ, cell=doubt.cell, task=doubt.task, field=doubt.field, task_id=doubt.task,
                                   value=doubt.shown[:_SHOWN], how=reading.filled_in, day=reading.value)  # fmt: skip
                    said = replace(said, shown=doubt.shown)
                clear[place] = doubt, said
                values = {**row.values, Field.EXPECTED: Reported(reading.value, doubt.cell)}
                found[at] = replace(row, values=values, doubts=tuple(each for each in row.doubts if each is not doubt))
    told = []
    for reason in reasons:
        settled = clear.get((fold(reason.task or ""), reason.cell)) if reason.code == _UNCLEAR else None
        if settled is None:
            told.append(reason)
        elif settled[1]:
            told.append(replace(settled[1], sheet=reason.sheet))
    return found, told
