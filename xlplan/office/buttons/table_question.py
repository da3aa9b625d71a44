"""What is asked at the first press on a workbook that has only a table: is it read rightly, for which round, where do results go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.plan.importing.preview import ShownColumn
from xlplan.plan.settings import written_columns
from xlplan.terms.fields import Field
from xlplan.terms.records import record


@record(frozen=True)
class TableReading:
    """How a table is to be read: which headings are which fields, which none, and which names are no departments."""

    columns: Mapping[Field, Sequence[str]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    no_departments: tuple[str, ...] = ()

    def settings(self) -> dict[str, str]:
        """Return it as 设置 says it, by the settings' identifiers."""
        return {
            "columns": written_columns(self.columns, self.kept),
            "no_departments": "、".join(self.no_departments),
        }


@record(frozen=True)
class TableQuestion:
    """The question: what was understood (`said`), the columns with their first rows, the departments, the rounds that are likely.

    `reading` is what was corrected so far; `hindrance` says why the sheets cannot be added, empty where they can.
    """

    said: str
    columns: Sequence[ShownColumn]
    departments: Sequence[str]
    rounds: Sequence[str]
    today: date
    reading: TableReading = TableReading()
    hindrance: str = ""
    problem: str = ""
    """Why the table cannot be read as `reading` says."""


@record(frozen=True)
class TableAnswer:
    """The answer: the reading as corrected, the round, and whether the sheets are added. Without a round, it is to be read again."""

    reading: TableReading
    round: RoundAnswer | None = None
    add: bool = False
