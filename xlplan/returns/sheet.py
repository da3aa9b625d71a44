"""A returned file as it was read: its sender, and what each row and cell reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import NamedTuple

from xlplan.handout.signature import Identity
from xlplan.returns.days import read_expected
from xlplan.returns.values import CellReading, ReportedValue, read_share, read_state
from xlplan.schedule.rounds import Round
from xlplan.terms.cells import (
    CellValue,
    as_text,
    cell_place,
)
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold


class Reported(NamedTuple):
    """A value that a department filled in, and the cell (A1) it stood in."""

    value: ReportedValue
    cell: str


@record(frozen=True, slots=True)
class Doubt:
    """A cell whose meaning is uncertain: its text (`shown`), and its probable meaning, or None."""

    task: str
    field: Field
    cell: str
    shown: str
    proposal: ReportedValue | None


@record(frozen=True, slots=True)
class Wording:
    """How an office's departments write: their words for states (folded), and the year of days without one."""

    states: Mapping[str, State] = field(default_factory=dict)
    year: int | None = None
    comments: frozenset[str] = frozenset()
    """What the comments of the office's own template say, folded: they are no answer of anybody."""
    round: Round | None = None
    """The round that they report in: it tells which year a day without one means."""
    written_by: date | None = None
    """The last day on which they may have written it: it tells which year 今年 means."""

    @property
    def example(self) -> str:
        """A day as it is best written, of the year at hand."""
        return f"{self.year or 2026}-12-31"


@record(frozen=True, slots=True)
class ReturnedRow:
    """The row of one task. `given` are the locked texts as they came back, but for cells under merged areas.

    What its 综述 row says is the value `Field.SUMMARY`.
    """

    task: str
    cell: str
    """The cell (A1) of 编号, filled or not."""
    values: Mapping[Field, Reported]
    given: Mapping[Field, str]
    doubts: Sequence[Doubt] = ()

    @property
    def task_key(self) -> Folded:
        """The 编号 as it is compared."""
        return fold(self.task)

    @property
    def says_summary(self) -> bool:
        """True if it came from a 综述 row, as that row itself says."""
        role = self.given.get(Field.ROLE)
        return role is not None and fold(role) == Role.SUMMARY.label

    def read_as(self, *, summary: bool) -> ReturnedRow:
        """Return the row with what stands under 本期进展 as its 综述, or the other way round."""
        old, new = (Field.PROGRESS, Field.SUMMARY) if summary else (Field.SUMMARY, Field.PROGRESS)
        if old not in self.values and not any(doubt.field is old for doubt in self.doubts):
            return self
        values = {new if name is old else name: value for name, value in self.values.items()}
        doubts = tuple(replace(doubt, field=new) if doubt.field is old else doubt for doubt in self.doubts)
        return replace(self, values=values, doubts=doubts)


@record(frozen=True, slots=True)
class Return:
    """A returned sheet, read but not yet judged. `identity` is None if its hidden sheet is gone."""

    identity: Identity | None
    signature: str
    people: Mapping[Field, str]
    """Filler, phone and reviewer, if filled in."""
    rows: Sequence[ReturnedRow]
    reasons: Sequence[Finding] = ()
    sheet: str = ""
    """The sheet of the rows."""
    head: str = ""
    """All text above the table, to find its sender."""
    letters: Mapping[Field, str] = field(default_factory=dict)
    """The column letters of each locked field."""
    nothing: Mapping[str, str] = field(default_factory=dict)
    """The answers that say nothing, by their cells (A1): 0, 同上, and the mark of a cell that is shut."""

    def place(self, row: ReturnedRow, name: Field) -> str:
        """Return the cell (A1) of a locked field in a row."""
        return f"{self.letters[name]}{cell_place(row.cell)[0] + 1}"


def read_value(name: Field, value: CellValue, wording: Wording) -> CellReading:
    """Return what a filled cell of a column says, by the column's identifier."""
    match name:
        case Field.STATE:
            return read_state(as_text(value), wording.states)
        case Field.PERCENT:
            return read_share(value)
        case Field.EXPECTED:
            return read_expected(value, wording.year, wording.round, wording.written_by)
        case _:
            return CellReading(as_text(value), True)


def reported_text(name: Field, value: ReportedValue | None) -> str:
    """Return a reported value as people read it: a share as 80%."""
    if isinstance(value, float) and name is Field.PERCENT:
        return f"{as_text(round(value * 100, 4))}%"
    return as_text(value)
