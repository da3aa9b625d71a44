"""What a report of a round took the place of: it counts again where 已完成 is sent back, or a pause ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlplan.decisions.adopted import reports_done, told
from xlplan.decisions.model import Decision
from xlplan.decisions.standing import Said, said_by_task
from xlplan.returns.received import Submission
from xlplan.returns.sheet import Reported
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded


def before_done(
    task: Folded,
    said: Sequence[Said],
    items: Sequence[Submission],
    decided: Mapping[Field | None, Sequence[Decision]],
) -> tuple[Reported, Submission] | None:
    """Return the percent that was reported before 已完成 in returns of the round that do not stand any more, the last of them, with that return.

    `decided` are the decisions of the round on this task, by column.
    """
    # Most departments send one.
    if len(items) == 1:
        return None
    states, shares = decided.get(Field.STATE, ()), decided.get(Field.PERCENT, ())
    asked = (each for each in said if each.asked(Field.STATE))
    done = next((each.item for each in asked if reports_done(each.item, each.row, states)), None)
    stands = {id(each.item) for each in said if each.asked(Field.PERCENT)}
    found = [
        (item.action, share, item)
        for item in (items if done else ())
        if done and item.action < done.action and id(item) not in stands
        for row in item.rows
        if row.task_key == task and not reports_done(item, row, states)
        for share in told(item, row, Field.PERCENT, shares)
    ]
    if not found:
        return None
    _, share, item = max(found, key=lambda each: each[0])
    return share, item


def before_pause(task: str, said: Sequence[Said], items: Sequence[Submission]) -> Sequence[Said]:
    """Return what was said on a task before a return asked to pause it; nothing where none did, or none came before."""
    asked = [
        each.item.action for each in said if (state := each.row.values.get(Field.STATE)) and state.value == State.PAUSED
    ]
    earlier = [item for item in items if asked and item.action < min(asked)]
    return said_by_task(earlier).get(task, ()) if earlier else ()


def is_done(values: Mapping[Field, Reported]) -> bool:
    """Return True if these values of a row say 已完成."""
    state = values.get(Field.STATE)
    return state is not None and state.value == State.DONE
