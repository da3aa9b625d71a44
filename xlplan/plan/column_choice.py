"""The columns of a table as they are chosen, one after the other: what is taken, what is left, what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from xlplan.plan.heading_rows import Heading, HeadingRows
from xlplan.terms.cells import Grid
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import ColumnSubject
from xlplan.terms.headings import PLAN_HEADINGS


class How(StrEnum):
    """How the cells of several columns become the text of one field."""

    NAMES = "names"
    PARTS = "parts"
    """What a thing is called, and what more is said of it."""
    SPAN = "span"
    PERIODS = "periods"
    MONTH = "month"
    """The month in one column, and what more is said of the time in another."""
    ADJUSTED = "adjusted"
    """The limit as it was adjusted in one column, and in another the first one, which holds where none was adjusted."""
    MARKED = "marked"
    ROLES = "roles"
    """An office in one column, and in another whether it leads or supports."""


class JoinedColumns(NamedTuple):
    """A field that several columns give, each with its heading."""

    how: How
    columns: tuple[tuple[int, str], ...]
    marks: tuple[Mapping[str, Field], ...] = ()
    """What the marks in each column mean, where these are departments."""

    @property
    def kept(self) -> bool:
        """Whether its columns also stay as they are."""
        return self.how in (How.PERIODS, How.ADJUSTED)


@dataclass
class Columns:
    """The columns as they are taken; of a field that several give, `fields` names the first."""

    fields: dict[Field, int] = field(default_factory=dict)
    joined: dict[Field, JoinedColumns] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    periods: tuple[tuple[int, str], ...] = ()
    """Columns of quarters or months beside a limit, each with its heading."""

    def consumed(self) -> set[int]:
        """Return the columns whose cells stand in a field."""
        single = {column for name, column in self.fields.items() if name not in self.joined}
        return single | {column for each in self.joined.values() for column, _ in each.columns}


class Choice:
    """Chooses the columns of one table: `free` are those that nothing took so far."""

    def __init__(self, grid: Grid, rows: HeadingRows) -> None:
        self.grid = grid
        self.rows = rows
        self.taken = Columns()
        self.free = [each for each in rows.known if each.by_hand is None]
        self.said: set[int] = set()
        """Columns without a field of which a finding tells already."""

    def of(self, *parts: ColumnSubject) -> list[Heading]:
        """Return the free columns of some subjects."""
        return [each for each in self.free if each.meaning and each.meaning.part in parts]

    def take(self, name: Field, heading: Heading) -> None:
        """Take a column for a field."""
        self.taken.fields[name] = heading.column
        self.free.remove(heading)

    def join(self, name: Field, how: How, headings: Sequence[Heading]) -> None:
        """Take several columns for one field."""
        self.taken.fields[name] = headings[0].column
        called = ((each.column, each.period if how is How.PERIODS else each.own) for each in headings)
        self.taken.joined[name] = JoinedColumns(how, tuple(called))
        if how is not How.PERIODS:
            self.free = [each for each in self.free if each not in headings]

    def fixed(self, name: Field) -> bool:
        """Take the column of the fixed heading, if there is one."""
        for each in self.free:
            if each.own == PLAN_HEADINGS[name]:
                self.take(name, each)
                return True
        return False

    def say(self, code: str, at: Heading, name: Field | None, **values: str) -> None:
        """Tell something of a column."""
        self.taken.findings.append(finding(code, sheet=self.grid.sheet, cell=at.name, field=name, **values))

    def say_taken(self, heading: Heading, name: Field, why: str) -> None:
        """Tell for which field a column was taken, and why."""
        self.say(
            "column-taken", heading, name, heading=f"{heading.name}“{heading.text}”", value=PLAN_HEADINGS[name], why=why
        )

    def say_twice(self, name: Field, used: Heading, others: Sequence[Heading]) -> None:
        """Put columns aside that claim the same field as one that was taken, and tell it."""
        for other in others:
            self.free.remove(other)
            self.said.add(other.column)
        named = "、".join(f"{each.name}“{each.text}”" for each in sorted([used, *others]))
        if others:
            self.say(
                "column-twice",
                others[0],
                name,
                heading=PLAN_HEADINGS[name],
                columns=named,
                used=f"{used.name}“{used.text}”",
            )


def depth_of(heading: Heading) -> int:
    """Return how near to what somebody does a column of tasks is."""
    return heading.meaning.depth if heading.meaning else 0
