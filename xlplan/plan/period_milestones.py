"""Columns of quarters or months beside a limit: what is to be done by the end of each is a milestone on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlplan.plan.joined import no_entry
from xlplan.plan.table import Table
from xlplan.schedule.calendar import Terms
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.schedule import Milestone, Schedule
from xlplan.terms.cells import as_text


def with_periods(
    schedule: Schedule,
    table: Table,
    row: int,
    anchors: Mapping[tuple[int, int], tuple[int, int]],
    *,
    year: int,
    terms: Terms,
) -> Schedule:
    """Return a schedule with the milestones that its row (from 0) names; those from its due day on say nothing new."""
    if schedule.due is None:
        return schedule
    found = list(schedule.milestones)
    for column, heading in table.periods:
        text = " ".join(as_text(table.grid.at(*anchors.get((row, column), (row, column)))).split())
        end = None if no_entry(text) else read_schedule(heading, year=year, terms=terms).due
        if end and end < schedule.due and all(each.due != end for each in found):
            found.append(Milestone(end, f"{heading}：{text}"))
    return replace(schedule, milestones=tuple(sorted(found, key=lambda each: each.due)))
