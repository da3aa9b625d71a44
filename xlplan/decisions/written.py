"""Rows of 待核实 as the office would write them, made of what it says of a department's tasks elsewhere than in the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.decisions.listing import PendingRow
from xlplan.decisions.sheet import OFFICE
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, REPORTED_COLUMNS

SAID_OF: Final[Mapping[QuestionKind, Sequence[Field]]] = {
    QuestionKind.ENTERED: REPORTED_COLUMNS,
    QuestionKind.VERIFIED: (Field.STATE, Field.PERCENT),
}
"""Which columns of a department's sheet can be said in the rows of a kind."""
AGREED: Final = (QuestionKind.CLOSE, QuestionKind.RESUME, QuestionKind.REOPEN, QuestionKind.MILESTONE)
"""The kinds of rows to which a leader agrees on a day."""


def written_rows(
    kind: QuestionKind, department: str, tasks: Sequence[tuple[str, bool]], values: Mapping[Field, str], *,
    source: str = "", leader: str = "", day: str = "", milestone: str = "",
) -> list[PendingRow]:  # fmt: skip
    """Return the rows that say this of tasks, each with whether its 综述 is meant: one for each value that is not blank."""
    common: PendingRow = {"kind": kind, "department": department, "source": source, "leader": leader, "date": day}
    return [
        {**common, "task": task, **part}
        for task, summary in tasks
        for part in _parts(kind, values, milestone, summary=summary)
    ]


def _parts(kind: QuestionKind, values: Mapping[Field, str], milestone: str, *, summary: bool) -> Iterator[PendingRow]:
    """Yield what the rows of one task say beside that."""
    if kind is QuestionKind.CLOSE:
        yield {
            "item": ITEM_WORDS[Field.STATE], "reported": State.DONE, "source": OFFICE, "decision": Ruling.CLOSE,
        }  # fmt: skip
    elif kind is QuestionKind.MILESTONE:
        yield {"item": milestone}
    elif kind in AGREED:
        yield {"item": ITEM_WORDS[Field.STATE]}
    for name in SAID_OF.get(kind, ()):
        if not values.get(name):
            continue
        if not summary:
            yield {"item": ITEM_WORDS[name], "reported": values[name]}
        elif name is Field.PROGRESS:
            yield {"item": ITEM_WORDS[Field.SUMMARY], "reported": values[name]}
