"""What a new plan is made of and what comes out of it: a source with tables, and all that goes into a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from xlplan.plan.importing.turned_words import TurnedWords
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area, Grid
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import OPTIONAL_PLAN_COLUMNS, PLAN_HEADINGS
from xlplan.terms.records import record

BODY: Final = "正文"
SHIPPED_FIELDS: Final = tuple(name for name in PLAN_HEADINGS if name not in OPTIONAL_PLAN_COLUMNS)


@record(frozen=True)
class ImportSource:
    """A file with tables: grids, the lines of text above each (by its sheet) and after the last; findings of reading it.

    `document`: its tables follow each other in one text and belong together.
    """

    name: str
    grids: Sequence[Grid]
    above: Mapping[str, Sequence[TextLine]] = field(default_factory=dict)
    after: Sequence[TextLine] = ()
    findings: Sequence[Finding] = ()
    document: bool = False
    lines: Sequence[TextLine] = ()
    """The lines of a plain text; its grid holds what would be columns."""
    turned: Mapping[str, TurnedWords] = field(default_factory=dict)
    """Of each sheet whose table was turned to have one row a task: how it is named in the file's words."""


class MovedText(NamedTuple):
    """Where a cell or line of the source stands now: a place in the new workbook, or none."""

    sheet: str
    cell: str
    to: str | None


class TakenColumn(NamedTuple):
    """A column of the source as it is taken: its heading, and the fixed one above it now; none if it is carried along."""

    sheet: str
    cell: str
    heading: str
    taken: str


@dataclass
class NewPlan:
    """What goes into a new workbook. Rows are texts by column, `merges` count rows from the first task."""

    mark: str = ""
    title: str = ""
    plan_title: str = ""
    year: int | None = None
    school_year: bool = False
    """Whether the plan's year is the school year that begins in `year`."""
    headings: list[str] = field(default_factory=lambda: [PLAN_HEADINGS[name] for name in SHIPPED_FIELDS])
    fields: list[Field | None] = field(default_factory=lambda: list(SHIPPED_FIELDS))
    """The columns; None for those that are carried along."""
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    departments: list[tuple[str, bool]] = field(default_factory=list)
    """Names, and whether they seem to be groups."""
    doubtful: list[str] = field(default_factory=list)
    """What stands where departments are named and is hardly one."""
    columns: list[TakenColumn] = field(default_factory=list)
    known_by: frozenset[str] = frozenset()
    """The headings of the source's table: by them it is known again."""
    first_leads: str = ""
    """The words by which the first name in each cell leads, if the table says so."""
    moved: list[MovedText] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def year_told(self) -> int | str | None:
        """The year as 设置 says it."""
        return f"{self.year}—{self.year + 1}学年" if self.year and self.school_year else self.year
