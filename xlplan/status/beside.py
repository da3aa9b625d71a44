"""What stands beside a light's reason: what else has to be seen to, what was claimed before, what the office decided."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.decisions.agreed import VERIFIABLE, Agreements, opening
from xlplan.decisions.claims import reported_again
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Entry
from xlplan.returns.sheet import reported_text
from xlplan.schedule.calendar import day_words
from xlplan.status.light_case import LightCase
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.fields import Field


def claimed(claim: Entry | None) -> str:
    """Return the percent or the state of a claim in words."""
    for name in (Field.PERCENT, Field.STATE):
        value = claim.values.get(name) if claim else None
        if value:
            return reported_text(name, value.value)
    return ""


def verified_words(agreements: Agreements, reason: str = "") -> str:
    """Return what the office found in words, but what stands in `reason` already; or ""."""
    found = (f"核定{agreements.verified[name].reported}" for name in VERIFIABLE if name in agreements.verified)
    return "，".join(words for words in found if words not in reason)


def warnings_beside(case: LightCase, reason: str) -> Iterator[str]:
    """Yield what else has to be seen to behind a warning of another rule: a milestone, a report after the office's finding."""
    overdue = case.due is not None and case.due < case.today
    milestone = "" if overdue or case.value(Field.STATE) == State.DONE else milestone_words(case)
    yield from (words for words in (milestone, again_words(case)) if words and words not in reason)


def milestone_words(case: LightCase) -> str:
    """Return which milestone has passed and is not met, by its day and what is to be done by then; or ""."""
    if case.missed is None:
        return ""
    day, words = case.missed
    return f"节点{day_words(day)}已过，还没有达到{f'：{words}' if words else ''}"


def again_words(case: LightCase) -> str:
    """Return what was reported after the office's own finding, beside it; empty if nothing waits for a decision."""
    if case.claim is None:
        return ""
    found = [
        f"核定{decision.reported}以后又报{_since(case.claim, name, decision)}"
        for name in VERIFIABLE
        if (decision := case.agreements.verified.get(name)) and reported_again(case.claim, case.agreements, name)
    ]
    return f"{'，'.join(found)}，待核实" if found else ""


def _since(claim: Entry, name: Field, decision: Decision) -> str:
    """Return what was reported of a column since a decision; where that is open or was sent back, what counts is of before it."""
    older = claim.origin_of(name).action < decision.action
    return "的还没有定" if older else reported_text(name, claim.values[name].value)


def decided_words(case: LightCase) -> Iterator[str]:
    """Yield what the office decided and nobody has reported on since: that the task goes on, that a milestone is met."""
    opened = case.agreements.opened
    if opened and (case.claim is None or case.claim.action < opened.action):
        yield f"已{opening(opened)}（{opened.signed}）"
    yield from (f"节点{day_words(day)}已认定达到（{decision.signed}）" for day, decision in case.vouched)


def routine_words(case: LightCase, stands: str) -> str:
    """Return since when a row is routine whose deadline is closed, how it `stands` since, and who closed the half before; or ""."""
    start, closed = case.schedule.routine_from, case.agreements.closed
    if not (case.in_routine and start and closed):
        return ""
    return f"{day_words(start)}起转为常规工作，{stands}；前半已销号（{closed.words}）"


def silent_words(case: LightCase, earlier: str, reason: str = "") -> str:
    """Return that the round has no report, what was claimed last in the round that is called `earlier`, and what the office found.

    What stands in `reason` already is not said again.
    """
    claim, verified = case.claim, verified_words(case.agreements, reason)
    found = f"，{verified}" if verified else ""
    if claim is None:
        return f"本期未报送{found}"
    done = claim.refused.get(QuestionKind.CLOSE) or claim.refused.get(QuestionKind.PAUSE)
    reopened = case.agreements.reopened and claim.action < case.agreements.reopened.action
    if done is None:
        said = claimed(claim) or "过进展"
    elif reopened:
        said = f"{done.value}"
    else:
        stands = Field.PERCENT in claim.values and (
            QuestionKind.CLOSE not in claim.refused or claim.since(claim.refused_at, Field.PERCENT)
        )
        said = f"{claimed(claim)}（报{done.value}，已退回）" if stands else f"{done.value}，已退回"
    return f"本期未报送，{earlier}报{said}{found}"
