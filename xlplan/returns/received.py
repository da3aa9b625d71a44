"""What came in a round: files as they were judged, and replies without a file that the office entered (代录)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from xlplan.returns.sheet import Doubt, ReturnedRow
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.sheets import PENDING

UNCHANGED: Final = "return-unchanged"
"""The code of the finding that a file lies where it was taken before, and is the same."""


class Sums(NamedTuple):
    """What the rows of a return come to: how many there are, whether nothing is filled in, whether any is a report."""

    tasks: int = 0
    empty: bool = True
    reports: bool = False


@record(frozen=True, slots=True)
class Received:
    """A file that came back, with its verdict. `path` is where it was found, `sha256` its key in the archive."""

    path: str
    sha256: str
    verdict: Verdict
    reasons: tuple[Finding, ...] = ()
    department: str | None = None
    revision: int | None = None
    rows: tuple[ReturnedRow, ...] = ()
    people: Mapping[Field, str] = field(default_factory=dict)
    at: datetime | None = None
    sheet: str = ""
    corrects: tuple[str, ...] = ()
    """The returns (their SHA-256) that it was sent back for and that it replaces."""
    action: int = 0
    """The ledger's action that took it in; later actions have higher numbers."""
    number: int = field(default=0, compare=False)
    """Its number in the ledger; 0 if it is not there yet."""
    sums: Sums | None = None
    """What its rows come to, if they are not at hand: of thousands of returns most are never looked at again."""

    @property
    def count(self) -> int:
        """The number of tasks taken from it."""
        return self._sums.tasks if self.verdict.taken else 0

    @property
    def empty(self) -> bool:
        """True if nothing at all was filled in on any task."""
        return self._sums.empty

    @property
    def reports(self) -> bool:
        """True if it reports on at least one task."""
        return self._sums.reports

    @property
    def doubts(self) -> Iterator[Doubt]:
        """The cells whose meaning is uncertain."""
        return (doubt for row in self.rows for doubt in row.doubts)

    @property
    def _sums(self) -> Sums:
        rows = self.rows
        if self.sums is not None:
            return self.sums
        return Sums(len(rows), not any(row.values or row.doubts for row in rows), any(map(row_reported, rows)))

    def without_rows(self) -> Received:
        """Return it with what its rows come to in their place."""
        return replace(self, rows=(), sums=self._sums)


@record(frozen=True, slots=True)
class Entered:
    """A reply without a file, entered by the office (代录): by telephone, in a chat, on paper. It always counts."""

    department: str
    rows: tuple[ReturnedRow, ...]
    source: str
    operator: str
    at: datetime | None = None
    action: int = 0
    round: str = ""
    """The round that it is entered in; empty for the one that is worked on."""
    day: date | None = None
    """The day on which it came; None if nobody wrote it down."""

    @property
    def path(self) -> str:
        """How it came, and who entered it."""
        return f"代录（{self.source}，{self.operator}）"

    @property
    def sheet(self) -> str:
        """The sheet on which it was written: 待核实."""
        return PENDING

    @property
    def verdict(self) -> Verdict:
        """Always accepted."""
        return Verdict.ACCEPTED

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Always empty."""
        return ()

    @property
    def revision(self) -> None:
        """None: it answers no revision of a sheet."""


REPORT: Final = (Field.STATE, Field.PERCENT, Field.PROGRESS)
"""A row is reported if one of these is filled in; a 综述 row has 本期进展 alone."""


def says(row: ReturnedRow, *names: Field) -> bool:
    """Return True if one of these is filled in, be it with a value that is not clear."""
    if not row.values.keys().isdisjoint(names):
        return True
    # Most rows have none.
    return bool(row.doubts) and any(doubt.field in names for doubt in row.doubts)


def row_reported(row: ReturnedRow) -> bool:
    """Return True if anything that makes a report is filled in: on the task itself, or its 综述."""
    return says(row, *REPORT, Field.SUMMARY)


Submission = Received | Entered
"""What a department reported, as a file or as an entry of the office."""


def received_day(item: Submission) -> date | None:
    """Return the day on which a report came: as the office wrote it down, else that of taking it in."""
    if isinstance(item, Entered) and item.day:
        return item.day
    return item.at.date() if item.at else None


def reports_on_something(item: Submission) -> bool:
    """Return True if a submission reports on at least one task: a department has returned with it."""
    return item.reports if isinstance(item, Received) else any(map(row_reported, item.rows))
