"""What counts no longer of a department's returns in a round: requests that were sent back, 已完成 of a task that is open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.decisions.adopted import told
from xlplan.decisions.agreed import VERIFIABLE
from xlplan.decisions.model import Decision
from xlplan.decisions.standing import Said
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import Reported, reported_text
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

Decided = Mapping[Field | None, Sequence[Decision]]
"""The decisions of a round on a department's task, by column."""
_REQUESTS: Final = (QuestionKind.CLOSE, QuestionKind.PAUSE, QuestionKind.DELAY)


def value_key(name: Field, value: Reported) -> str:
    """Return by what values of a column are compared."""
    return fold(reported_text(name, value.value))


def refuses(decision: Decision, key: str, item: Submission) -> bool:
    """Return True if a request, such as to close the task, was sent back; `key` is the value as it is compared."""
    asked = decision.kind in _REQUESTS and decision.ruling is Ruling.SEND_BACK
    return asked and fold(decision.reported) == key and decision.reaches(item)


def against(decision: Decision) -> set[str]:
    """Return the keys of the rejected values of a conflict."""
    before, reported = fold(decision.before), fold(decision.reported)
    match decision.ruling:
        case Ruling.ADOPT:
            return {before}
        case Ruling.KEEP:
            return {reported}
        case Ruling.SEND_BACK:
            return {before, reported}
        case _:
            return set()


def done_taken_back(said: Sequence[Said], ruled: Decided, reopened: Decision | None) -> Mapping[Field, Sequence[Said]]:
    """Return those that said 已完成 and were sent back, or came before 重新立项, by the columns in which they say nothing any more.

    Where another says in what state the task is these are state and percent, else the percent if another says one: but for
    what came since and the office decided against.
    """
    if len(said) == 1:
        return {}
    on_state = ruled.get(Field.STATE, ())
    found = [
        each
        for each in said
        for state in told(each.item, each.row, Field.STATE, on_state)
        if state.value == State.DONE
        and (
            any(refuses(one, value_key(Field.STATE, state), each.item) for one in on_state)
            or (reopened is not None and each.item.action < reopened.action)
        )
    ]
    calls = {_call(each.item) for each in found if isinstance(each.item, Entered)}
    found += [
        each for each in said if each not in found and isinstance(each.item, Entered) and _call(each.item) in calls
    ]
    others = [each for each in said if found and each not in found]
    since = min((each.item.action for each in found), default=0)
    say = [
        any(_stands(each, name, ruled.get(name, ()), since) for each in others) for name in (Field.STATE, Field.PERCENT)
    ]
    left_out = VERIFIABLE if say[0] else (Field.PERCENT,) if say[1] else ()
    return dict.fromkeys(left_out, found)


def _stands(said: Said, name: Field, decisions: Sequence[Decision], since: int) -> bool:
    """Return True if a return says something in a column that the office did not decide against, or that came before the action `since`."""
    rejected = {
        key
        for each in decisions
        if each.kind is QuestionKind.CONFLICT and since <= said.item.action < each.action
        for key in against(each)
    }
    values = told(said.item, said.row, name, decisions) if said.asked(name) else ()
    return any(value_key(name, value) not in rejected for value in values)


def _call(item: Entered) -> tuple[int, str]:
    """Return what rows of 代录 share that say what one call said: each holds a cell."""
    return item.action, item.source


def sent_back_beside(
    said: Sequence[Said], ruled: Decided, values: Mapping[Field, Reported]
) -> Mapping[QuestionKind, Reported]:
    """Return the requests of one report that were sent back while another says what counts (`values`) in their column."""
    return {
        decision.kind: value
        for name in (Field.STATE, Field.EXPECTED)
        if name in values
        for decision in ruled.get(name, ())
        for each in said
        for value in told(each.item, each.row, name, ruled.get(name, ()))
        if each.asked(name) and refuses(decision, value_key(name, value), each.item)
    }
