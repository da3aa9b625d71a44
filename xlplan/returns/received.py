"""What came in a round: files as they were judged, and replies without a file that the office entered (代录)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from xlplan.returns.sheet import ReturnedRow
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.sheets import PENDING


@dataclass(frozen=True, slots=True)
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

    @property
    def count(self) -> int:
        """The number of tasks taken from it."""
        return len(self.rows) if self.verdict.taken else 0

    @property
    def empty(self) -> bool:
        """True if nothing at all was filled in on any task."""
        return not any(row.values or row.doubts for row in self.rows)


@dataclass(frozen=True, slots=True)
class Entered:
    """A reply without a file, entered by the office (代录): by telephone, in a chat, on paper. It always counts."""

    department: str
    rows: tuple[ReturnedRow, ...]
    source: str
    operator: str
    at: datetime | None = None
    action: int = 0

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


Submission = Received | Entered
"""What a department reported, as a file or as an entry of the office."""
