"""Lights (亮灯): an ordered table of rules (`RULES`, at the end); the first that fits gives the light and, in words, the reason.

The calendar goes on when a department is silent: what it claimed last is judged today. From worst to best the lights
stand in `terms/choices.Light`. Thresholds come from 设置. Times are whole days; shares (序时进度, 完成进度) are compared in
percentage points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from xlplan.decisions.claims import asked_day
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import day_words
from xlplan.status.beside import again_words, decided_words, milestone_words, routine_words, warnings_beside
from xlplan.status.light_case import LightCase, found_done
from xlplan.terms.choices import Light, State
from xlplan.terms.fields import Field

_ORDER: Final = tuple(Light)
NO_PERCENT: Final = "未到期，没有报完成进度"


def overall(lights: Iterable[Light]) -> Light:
    """Return the worst light; GREY, which says nothing, only if there is no other."""
    return min(lights, key=_ORDER.index, default=Light.GREY)


LightAndReason = tuple[Light, str]


def light(case: LightCase) -> LightAndReason:
    """Return the light of one department on one task, and why: the first rule that fits."""
    for rule in RULES:
        found = rule.judge(case)
        if found:
            return _with_beside(case, *found)
    # Without a percent nobody can say that it keeps pace.
    known = case.value(Field.PERCENT) is not None or case.due is None
    return _with_beside(case, Light.GREEN, "按进度推进" if known else NO_PERCENT)


def _with_beside(case: LightCase, shown: Light, reason: str) -> LightAndReason:
    if case.closed or case.agreements.paused:
        return shown, reason
    warnings = warnings_beside(case, reason) if shown in (Light.RED, Light.AMBER) else ()
    return shown, "；".join((reason, *warnings, *decided_words(case)))


def support_light(case: LightCase, *, task_closed: bool = False) -> LightAndReason:
    """Return the light of a support row: it is voluntary and has no due day, so never RED, and may be blank."""
    if case.claim is None:
        return Light.GREY, "任务已销号，不用报" if task_closed else "支持部门，自愿填报"
    found = _closed(case) or ((Light.GREEN, "任务已销号") if task_closed else None) or _done(case)
    if found:
        return found
    if case.value(Field.STATE) == State.NEEDS_HELP:
        return Light.AMBER, "报需协调"
    return Light.GREEN, "支持部门，已报"


_OPEN: Final = "报送内容前后不一致或看不准，待核实"
_OWED_AGAIN: Final = "，退回的还没有重报"
_WAITS: Final = "暂缓期间报来的算不算还没有定，待核实"


def _closed(case: LightCase) -> LightAndReason | None:
    closed = case.agreements.closed_on(case.schedule, case.today)
    return (Light.GREEN, f"已销号（{closed.words}）") if closed else None


def _paused(case: LightCase) -> LightAndReason | None:
    paused = case.agreements.paused
    return (Light.GREY, f"已同意暂缓（{paused.words}）") if paused else None


def _done(case: LightCase) -> LightAndReason | None:
    if case.value(Field.STATE) != State.DONE:
        return None
    again, found = again_words(case), found_done(case.agreements, case.claim)
    words = "办公室核定已完成，待销号" if found else "报已完成，待销号"
    return (Light.AMBER, f"{words}；{again}") if again else (Light.GREEN, words)


def _ahead(case: LightCase) -> LightAndReason | None:
    start, due = case.written_start, case.due
    if start and start > case.today and not (due and due < start):
        return Light.GREY, f"{day_words(start)}开始，尚未到时间"
    return None


def _overdue(case: LightCase) -> LightAndReason | None:
    if case.due and case.due < case.today:
        agreed = "同意延期后的" if case.due != case.schedule.due else ""
        return Light.RED, f"已过{agreed}到期日{day_words(case.due)}，超{(case.today - case.due).days}天"
    return None


def _behind_words(case: LightCase) -> str:
    _, how = case.start
    since = f"（{how}）" if how else ""
    return f"比序时进度落后{case.behind:.3g}个百分点{since}"


def _far_behind(case: LightCase) -> LightAndReason | None:
    if case.behind is not None and case.behind > case.settings.red_behind:
        return Light.RED, _behind_words(case)
    return None


def _behind(case: LightCase) -> LightAndReason | None:
    if case.behind and case.behind >= case.settings.amber_behind:
        return Light.AMBER, _behind_words(case)
    return None


def _milestone(case: LightCase) -> LightAndReason | None:
    words = milestone_words(case)
    return (Light.AMBER, words) if words else None


def _due_soon(case: LightCase) -> LightAndReason | None:
    if case.due and (case.due - case.today).days <= case.settings.warning_days:
        left = (case.due - case.today).days
        day = day_words(case.due)
        return Light.AMBER, f"离到期日{day}只剩{left}天" if left else f"今天到期（{day}）"
    return None


def _needs_help(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "报需协调") if case.value(Field.STATE) == State.NEEDS_HELP else None


def _not_started(case: LightCase) -> LightAndReason | None:
    begun = bool(case.asked) if case.due is None else (case.start[0] or case.today) <= case.today
    not_started = case.value(Field.STATE) == State.NOT_STARTED and begun
    return (Light.AMBER, "已到时间，仍未启动") if not_started else None


def _open(case: LightCase) -> LightAndReason | None:
    if case.open_question:
        return Light.AMBER, _OPEN
    return (Light.AMBER, _WAITS) if case.waits else None


def _again(case: LightCase) -> LightAndReason | None:
    words = again_words(case)
    return (Light.AMBER, words) if words else None


def _asks_for_pause(case: LightCase) -> LightAndReason | None:
    asks = State.PAUSED in (case.value(Field.STATE), _claimed(case))
    return (Light.AMBER, "申请暂缓，待同意") if asks else None


def _asks_for_closing(case: LightCase) -> LightAndReason | None:
    """Judge a claim of 已完成 in whose place the office's finding counts: it is still to be decided."""
    if _claimed(case) != State.DONE:
        return None
    return Light.AMBER, f"报已完成，核定为{case.value(Field.STATE)}，待销号"


def _claimed(case: LightCase) -> ReportedValue | None:
    said = case.claim.values.get(Field.STATE) if case.claim else None
    return said.value if said else None


def _asks_for_delay(case: LightCase) -> LightAndReason | None:
    day = asked_day(case.claim, case.agreements, case.due)
    return (Light.AMBER, f"申请延期到{day_words(day)}，待同意") if day else None


def _never_answered(case: LightCase) -> LightAndReason | None:
    since = None if case.answered else case.askings
    deadline = since[0].deadline if since else None
    if not deadline or case.today <= deadline:
        return None
    # Who asked for a pause has reported that, and nothing else.
    never = "除申请暂缓外，没有报送过" if case.agreements.pauses else "从未报送"
    return Light.AMBER, routine_words(case, "从未报送") or never


def _not_answered_yet(case: LightCase) -> LightAndReason | None:
    if case.answered:
        return None
    yet = routine_words(case, "还没有报送" if case.handed_out else "还没有下发")
    return Light.GREY, yet or "未报送，还没有进展"


def _routine_silent(case: LightCase) -> LightAndReason | None:
    silent = case.routine and (case.owed_again or not case.reported)
    late = silent and case.deadline is not None and case.today > case.deadline
    return (Light.AMBER, f"常规工作，过了报送截止日{_OWED_AGAIN if case.owed_again else ''}") if late else None


def _routine_repeats(case: LightCase) -> LightAndReason | None:
    same = case.routine and case.reported and not case.owed_again and case.repeats
    return (Light.AMBER, "常规工作，本期进展与上期完全相同") if same else None


def _routine(case: LightCase) -> LightAndReason | None:
    if not case.routine:
        return None
    return Light.GREEN, f"常规工作{_OWED_AGAIN if case.owed_again else '，本期已报' if case.reported else ''}"


def _no_limit(case: LightCase) -> LightAndReason | None:
    return (Light.GREY, "没有时限，无从判断") if case.due is None else None


def _if_answered(rule: Callable[[LightCase], LightAndReason | None]) -> Callable[[LightCase], LightAndReason | None]:
    def judged(case: LightCase) -> LightAndReason | None:
        return rule(case) if case.answered else None

    judged.__name__ = rule.__name__
    return judged


class LightRule(NamedTuple):
    """A rule: in plain words when it fits and its light, as the pages quote them; and how it is judged."""

    when: str
    """May name a threshold of 设置 as {red_behind}."""
    light: Light
    judge: Callable[[LightCase], LightAndReason | None]


RULES: Final[tuple[LightRule, ...]] = (
    LightRule("已销号", Light.GREEN, _closed),
    LightRule("领导已同意暂缓（到恢复为止）", Light.GREY, _paused),
    LightRule("部门报已完成，或办公室核定已完成，等销号", Light.GREEN, _done),
    LightRule("还没到开始的日子", Light.GREY, _ahead),
    LightRule("过了到期日（同意延期的，过了延期后的日子）", Light.RED, _overdue),
    LightRule("完成进度比序时进度落后超过 {red_behind} 点", Light.RED, _far_behind),
    LightRule("落后 {amber_behind} 点起", Light.AMBER, _behind),
    LightRule("时限里的节点过了，还没有达到", Light.AMBER, _milestone),
    LightRule("离到期日不超过 {warning_days} 天", Light.AMBER, _due_soon),
    LightRule("报“需协调”", Light.AMBER, _if_answered(_needs_help)),
    LightRule("到了时间仍报“未启动”", Light.AMBER, _if_answered(_not_started)),
    LightRule("报送内容前后不一致或看不准，或暂缓期间报来的没有定", Light.AMBER, _if_answered(_open)),
    LightRule("核定以后又报了别的，还没有定", Light.AMBER, _if_answered(_again)),
    LightRule("申请暂缓，还没有同意", Light.AMBER, _if_answered(_asks_for_pause)),
    LightRule("报已完成，办公室核定为别的状态，还没有定销不销号", Light.AMBER, _asks_for_closing),
    LightRule("申请延期，还没有同意", Light.AMBER, _if_answered(_asks_for_delay)),
    LightRule("从来没有报送，首次要它报的那一期已过截止日", Light.AMBER, _never_answered),
    LightRule("从来没有报送，还没到那个截止日", Light.GREY, _not_answered_yet),
    LightRule("常规工作，本期没有报，过了截止日", Light.AMBER, _routine_silent),
    LightRule("常规工作，本期进展和上期完全相同", Light.AMBER, _routine_repeats),
    LightRule("常规工作，报了；或没有报，还没过截止日", Light.GREEN, _routine),
    LightRule("没有时限，也没有上面这些情况", Light.GREY, _no_limit),
)
