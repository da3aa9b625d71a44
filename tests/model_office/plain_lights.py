"""The plain reading, fourth part: what light a row has on a day, and by which rule.

Written from section 6b of the design alone: slow and plain, one function for each sentence. Rules are numbered as in
6b; 0 is its sentence on 支持 and 综述.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from model_office.office import DONE, NEEDS_HELP, NOT_STARTED, PAUSED, Light, Task
from model_office.plain_standing import Standing, comes_after, deadline_of, hand_outs, rounds_so_far
from model_office.plain_view import View, closed, held_now, holds, task_closed


@dataclass(frozen=True)
class Lit:
    """A light, and the rule of 6b it came by."""

    light: Light | None
    rule: int


def light_of(view: View) -> Lit:
    """Return the first that fits of the ten rules."""
    if view.row.role == "summary":
        return Lit(None, 0)
    if view.row.role == "support":
        return support_light(view)
    at_best: Light = "amber" if view.told.asked_after_verify else "green"
    if closed(view):
        return Lit("green", 1)
    if view.told.paused:
        return Lit("grey", 2)
    if done_and_waiting(view):
        return Lit(at_best, 3)
    if start_ahead(view):
        return Lit("grey", 4)
    if overdue(view) or (view.told.answered_or_verified and behind(view) > view.year.settings.red_behind):
        return Lit("red", 5)
    if amber_by_calendar(view) or (view.told.answered_or_verified and amber_by_claim(view)):
        return Lit("amber", 6)
    if not view.told.answered_or_verified:
        return Lit("grey" if may_still_answer(view) else "amber", 7)
    if view.regular:
        return Lit(regular_light(view), 8)
    if view.limit.kind == "none":
        return Lit("grey", 9)
    return Lit(at_best, 10)


def support_light(view: View) -> Lit:
    """Topic: a 支持 row is GREY until it reports, then 1, 3, 需协调 or GREEN, never red."""
    if not view.told.answered_or_verified:
        return Lit("grey", 0)
    if task_closed(view):
        return Lit("green", 1)
    if done_and_waiting(view):
        return Lit("green", 3)
    return Lit("amber" if view.told.counts("state") == NEEDS_HELP else "green", 0)


def task_light(lights: Sequence[Light | None]) -> Light:
    """Topic: a task takes the worst of RED, AMBER, GREEN among its 执行 and 责任 rows, GREY only if all are."""
    for light in ("red", "amber", "green"):
        if light in lights:
            return light
    return "grey"


def done_and_waiting(view: View) -> bool:
    """Topic: 已完成 and 待销号."""
    return view.told.counts("state") == DONE


def start_ahead(view: View) -> bool:
    """Topic: its written start lies ahead; a routine's start is never the deadline's."""
    return not view.routine_half and view.limit.start is not None and view.day < view.limit.start


def due_day(view: View) -> date | None:
    """Topic: after 同意延期 the agreed day is the due day everywhere."""
    if view.regular:
        return None
    return view.told.agreed or view.limit.due


def overdue(view: View) -> bool:
    """Topic: overdue is overdue, whoever reported last. The due day itself is still in time."""
    due = due_day(view)
    return due is not None and view.day > due


def first_handed_out(stand: Sequence[Standing], task: Task) -> date | None:
    """Return the day on which the task was first handed out, to whomever."""
    return hand_outs(stand)[0].day if hand_outs(stand) else None


def reckoned_from(view: View) -> date | None:
    """Topic: the start is the one written, else 计划开始日, else 1 January of the year first handed out, or of its due day."""
    if view.limit.start is not None:
        return view.limit.start
    if view.year.settings.plan_start is not None:
        return view.year.settings.plan_start
    first = first_handed_out(view.stand, view.row.task)
    if first is None:
        return None
    kept = view.row.task.limit.due
    return date(min(first.year, kept.year if kept else first.year), 1, 1)


def in_time_order(view: View) -> Fraction:
    """Topic: 序时进度 is (today - start) / (due - start) in days, 0 before, 100% from the due day, not rounded."""
    start, due = reckoned_from(view), due_day(view)
    assert due is not None
    if view.day >= due:
        return Fraction(100)
    if start is None or view.day <= start:
        return Fraction(0)
    return Fraction(100 * (view.day - start).days, (due - start).days)


def behind(view: View) -> Fraction:
    """Return by how many points the percent that counts is behind 序时进度; 0 where either is not known."""
    percent = view.told.counts("percent")
    if due_day(view) is None or not isinstance(percent, int):
        return Fraction(0)
    return in_time_order(view) - percent


def missed_milestone(view: View) -> date | None:
    """Topic: a milestone passed and not met. It is met when the percent is at least k of n, or by a row 节点."""
    due = due_day(view)
    if due is None:
        return None
    first = view.limit.due
    days = sorted({*(due if each == first else each for each in view.limit.milestones), due})
    percent = view.told.counts("percent")
    for place, each in enumerate(days, 1):
        by_percent = isinstance(percent, int) and percent * len(days) >= 100 * place
        if view.day > each and not by_percent and each not in view.told.met:
            return each
    return None


def near(view: View) -> bool:
    """Topic: due within the warning days."""
    due = due_day(view)
    return due is not None and 0 <= (due - view.day).days <= view.year.settings.warning_days


def amber_by_calendar(view: View) -> bool:
    """Topic: what rule 6 says of everybody, those who never answered too."""
    return missed_milestone(view) is not None or near(view)


def amber_by_claim(view: View) -> bool:
    """Topic: what rule 6 says of what was claimed and asked."""
    told = view.told
    return (
        behind(view) >= view.year.settings.amber_behind
        or told.counts("state") == NEEDS_HELP
        or not_started_though_begun(view)
        or bool(told.conflicts or told.asked_after_pause)
        or bool(told.asked_after_verify)
        or request_open(view)
    )


def not_started_though_begun(view: View) -> bool:
    """Topic: 未启动 though begun (without a due day: since it was first handed out)."""
    if view.told.counts("state") != NOT_STARTED:
        return False
    since = reckoned_from(view) if due_day(view) else first_handed_out(view.stand, view.row.task)
    return since is not None and view.day >= since


def request_open(view: View) -> bool:
    """Topic: a request not yet decided: 待销号, 暂缓, a later 预计完成日期. After a refusal the same day asks nothing again."""
    if view.told.claim.state in (DONE, PAUSED):
        return True
    due, wished = due_day(view), view.told.claim.expected
    return due is not None and wished is not None and wished > due and wished not in view.told.refused_days


def may_still_answer(view: View) -> bool:
    """Topic: GREY through the return deadline of the first round that asked this department."""
    for name in rounds_so_far(view.stand):
        asked = [out.day for out in hand_outs(view.stand, name) if holds(view, out)]
        last = deadline_of(view.stand, name)
        # A routine that begins anew after the deadline could not be reported by it: the next round asks first.
        if asked and not (view.routine_half and last is not None and asked[0] > last):
            return last is None or view.day <= last
    return True


def regular_light(view: View) -> Light:
    """Topic: routine and recurring rows, reported this round or not."""
    told = view.told
    if view.round in told.reported_in and view.round not in told.sent_back:
        return "amber" if copied(view) else "green"
    last = deadline_of(view.stand, view.round)
    if last is None or view.day <= last or not held_now(view):
        return "green"
    return "amber"


def copied(view: View) -> bool:
    """Topic: 本期进展 is word for word that of the report before."""
    came = view.told.reported_in
    others = [name for name in came if name != view.round and not comes_after(name, view.round)]
    last = [name for name in others if not any(comes_after(each, name) for each in others)]
    said = came[view.round]
    return bool(last) and said is not None and said == came[last[-1]]
