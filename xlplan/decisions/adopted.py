"""What a return says in a column after the office's answers on its uncertain cells."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.decisions.model import Decision
from xlplan.returns.received import Submission
from xlplan.returns.sheet import Doubt, Reported, ReturnedRow
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


def answer_to(doubt: Doubt, item: Submission, decisions: Sequence[Decision]) -> Decision | None:
    """Return the newest decision on an uncertain cell of a return, or None."""
    on_it = (d for d in reversed(decisions) if d.kind is QuestionKind.UNCLEAR and fold(d.reported) == fold(doubt.shown))
    return next((decision for decision in on_it if decision.reaches(item)), None)


def adopted(doubt: Doubt, answer: Decision | None) -> Reported | None:
    """Return the value of an uncertain cell that the office adopted by its answer."""
    if answer is None or answer.ruling is not Ruling.ADOPT or doubt.proposal is None:
        return None
    return Reported(doubt.proposal, doubt.cell)


def told(item: Submission, row: ReturnedRow, name: Field, decisions: Sequence[Decision]) -> list[Reported]:
    """Return what a row says in a column, with what the office adopted of its uncertain cells."""
    plain = [row.values[name]] if name in row.values else []
    doubtful = (each for each in row.doubts if each.field == name)
    return plain + [each for doubt in doubtful if (each := adopted(doubt, answer_to(doubt, item, decisions)))]


def reports_done(item: Submission, row: ReturnedRow, decisions: Sequence[Decision]) -> bool:
    """Return True if a row says 已完成; `decisions` are those on its 状态."""
    return any(each.value == State.DONE for each in told(item, row, Field.STATE, decisions))
