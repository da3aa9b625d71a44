"""Lights (亮灯): an ordered table of rules (`RULES`, at the end); the first that fits gives the light and, in words, the reason.

The calendar goes on when a department is silent: what it claimed last is judged today. From worst to best the lights
stand in `terms/choices.Light`. Thresholds come from 设置. Times are whole days; shares (序时进度, 完成进度) are compared in
percentage points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from xlplan.decisions.agreed import VERIFIABLE, Agreements, verified_value
from xlplan.decisions.claims import asked_day, reported_again
from xlplan.decisions.settled import Entry
from xlplan.plan.settings import Settings
from xlplan.returns.sheet import reported_text
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import day_words
from xlplan.schedule.schedule import Schedule
from xlplan.status.asking import Asking
from xlplan.terms.choices import Light, State
from xlplan.terms.fields import Field

_ORDER: Final = tuple(Light)


def overall(lights: Iterable[Light]) -> Light:
    """Return the worst light; GREY, which says nothing, only if there is no other."""
    return min(lights, key=_ORDER.index, default=Light.GREY)


@dataclass(frozen=True, slots=True)
class LightCase:
    """What one department's light on one task is judged by."""

    schedule: Schedule
    claim: Entry | None
    """What its reports say by now; None if it never reported."""
    today: date
    settings: Settings
    agreements: Agreements = field(default_factory=Agreements)
    reported: bool = True
    """True if it reported on the task in this round."""
    open_question: bool = False
    """True if returns disagree on one of its cells or a cell is unclear."""
    repeats: bool = False
    """True if the text of this round is that of the report before."""
    asked: tuple[Asking, ...] = ()
    """The rounds that asked for it, in order."""
    first: date | None = None
    """When the task was first handed out, to whomever."""
    deadline: date | None = None
    """Until when this round's reports are due; None if its sheets do not hold the row."""

    def value(self, name: Field) -> ReportedValue | None:
        """Return the value that counts in a column: the office's finding, else what was claimed."""
        if name in VERIFIABLE and (decision := self.agreements.verified.get(name)):
            return verified_value(decision).value
        reported = self.claim.values.get(name) if self.claim else None
        return reported.value if reported else None

    @property
    def closed(self) -> bool:
        """True if nothing is to be done on it."""
        return self.agreements.closed_on(self.schedule, self.today) is not None

    @property
    def in_routine(self) -> bool:
        """True if the deadline is closed and the routine behind it runs."""
        return self.agreements.in_routine(self.schedule, self.today)

    @property
    def answered(self) -> bool:
        """True if the department ever reported on it, or the office found out by itself."""
        return self.claim is not None or any(name in self.agreements.verified for name in VERIFIABLE)

    @property
    def due(self) -> date | None:
        """The due day: the one agreed on, else that of the time limit."""
        return None if self.in_routine else self.agreements.due(self.schedule)

    @property
    def routine(self) -> bool:
        """True if it is reported each round and has no due day."""
        return self.in_routine or (self.schedule.open_ended and self.due is None)

    @property
    def written_start(self) -> date | None:
        """The beginning that the limit names for the half that is open; a routine's is never the deadline's."""
        start, first = self.schedule.start, self.schedule.due
        return None if self.in_routine or (start and first and start > first) else start

    @property
    def start(self) -> tuple[date | None, str]:
        """From when 序时进度 counts, and how that is known."""
        if self.written_start:
            return self.written_start, ""
        if self.settings.plan_start:
            return self.settings.plan_start, "计划开始日"
        first = self.first or min((each.day for each in self.asked if each.day), default=self.today)
        year = min(first.year, self.due.year) if self.due else first.year
        return date(year, 1, 1), "没有写开始的日子，从这一年的1月1日算起"

    @property
    def behind(self) -> float | None:
        """By how many points the share lies behind the share of time gone (序时进度); None if either is unknown."""
        gone, share = time_gone(self.start[0], self.due, self.today), self.value(Field.PERCENT)
        if gone is None or not isinstance(share, int | float):
            return None
        # Rounded: a share such as 0.2 is not exact, and 30 points behind are not more than 30.
        return round(max(0.0, gone - share) * 100, 6)

    @property
    def milestones(self) -> list[tuple[date, str]]:
        """The distinct days of the limit in order, the due day last: each with its words."""
        due, first = self.due, self.schedule.due
        if self.in_routine:
            return []
        days = {each.due: each.text for each in self.schedule.milestones if each.due != first}
        if due:
            days[due] = ""
        return sorted(days.items())

    @property
    def missed(self) -> tuple[date, str] | None:
        """The first milestone that has passed and is not met."""
        days, share = self.milestones, self.value(Field.PERCENT)
        for place, (day, words) in enumerate(days, 1):
            if day >= self.today or day == self.due or day in self.agreements.met:
                continue
            if not isinstance(share, int | float) or round(share * len(days), 6) < place:
                return day, words
        return None


def time_gone(start: date | None, due: date | None, today: date) -> float | None:
    """Return 序时进度, the share (0–1) of the days from start to due that is gone, 1 from the due day; None without both."""
    if start is None or due is None:
        return None
    if today >= due:
        return 1.0
    return max(0.0, (today - start).days / (due - start).days) if start < due else 0.0


def found_done(agreements: Agreements, claim: Entry | None) -> bool:
    """Return True if the office found the task done and the department does not say so itself."""
    decision, said = agreements.verified.get(Field.STATE), claim.values.get(Field.STATE) if claim else None
    done = decision is not None and verified_value(decision).value == State.DONE
    return done and not (said and said.value == State.DONE)


LightAndReason = tuple[Light, str]


def light(case: LightCase) -> LightAndReason:
    """Return the light of one department on one task, and why: the first rule that fits."""
    for rule in RULES:
        found = rule.judge(case)
        if found:
            shown, reason = found
            return shown, "；".join((reason, *_beside(case, reason))) if shown in (Light.RED, Light.AMBER) else reason
    return Light.GREEN, "按进度推进"


def _beside(case: LightCase, reason: str) -> Iterator[str]:
    """Yield what else has to be seen to behind a warning of another rule: a milestone, a report after the office's finding."""
    overdue = case.due is not None and case.due < case.today
    milestone = "" if overdue or case.value(Field.STATE) == State.DONE else _milestone_words(case)
    yield from (words for words in (milestone, _again_words(case)) if words and words not in reason)


def support_light(case: LightCase, *, task_closed: bool = False) -> LightAndReason:
    """Return the light of a support row: it is voluntary and has no due day, so never RED, and may be blank."""
    if case.claim is None:
        return Light.GREY, "支持部门，自愿填报"
    found = _closed(case) or ((Light.GREEN, "任务已销号") if task_closed else None) or _done(case)
    if found:
        return found
    if case.value(Field.STATE) == State.NEEDS_HELP:
        return Light.AMBER, "报需协调"
    return Light.GREEN, "支持部门，已报"


_OPEN: Final = "报送内容前后不一致或看不准，待核实"


def _again_words(case: LightCase) -> str:
    """Return what was reported after the office's own finding, beside it; empty if nothing waits for a decision."""
    if case.claim is None:
        return ""
    found = [
        f"核定{case.agreements.verified[name].reported}以后又报{reported_text(name, case.claim.values[name].value)}"
        for name in VERIFIABLE
        if reported_again(case.claim, case.agreements, name)
    ]
    return f"{'，'.join(found)}，待核实" if found else ""


def _closed(case: LightCase) -> LightAndReason | None:
    closed = case.agreements.closed_on(case.schedule, case.today)
    return (Light.GREEN, f"已销号（{closed.words}）") if closed else None


def _paused(case: LightCase) -> LightAndReason | None:
    paused = case.agreements.paused
    return (Light.GREY, f"已同意暂缓（{paused.words}）") if paused else None


def _done(case: LightCase) -> LightAndReason | None:
    if case.value(Field.STATE) != State.DONE:
        return None
    again, found = _again_words(case), found_done(case.agreements, case.claim)
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
    start, how = case.start
    since = f"（{how}）" if how else ""
    if how == "计划开始日" and start:
        since = f"（从计划开始日{day_words(start)}算起）"
    return f"比序时进度落后{case.behind:.3g}个百分点{since}"


def _far_behind(case: LightCase) -> LightAndReason | None:
    if case.behind is not None and case.behind > case.settings.red_behind:
        return Light.RED, _behind_words(case)
    return None


def _behind(case: LightCase) -> LightAndReason | None:
    if case.behind and case.behind >= case.settings.amber_behind:
        return Light.AMBER, _behind_words(case)
    return None


def _milestone_words(case: LightCase) -> str:
    """Return which milestone has passed and is not met, by its day and what is to be done by then; or ""."""
    if case.missed is None:
        return ""
    day, words = case.missed
    return f"节点{day_words(day)}已过，还没有达到{f'：{words}' if words else ''}"


def _milestone(case: LightCase) -> LightAndReason | None:
    words = _milestone_words(case)
    return (Light.AMBER, words) if words else None


def _due_soon(case: LightCase) -> LightAndReason | None:
    if case.due and (case.due - case.today).days <= case.settings.warning_days:
        return Light.AMBER, f"离到期日{day_words(case.due)}只剩{(case.due - case.today).days}天"
    return None


def _needs_help(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "报需协调") if case.value(Field.STATE) == State.NEEDS_HELP else None


def _not_started(case: LightCase) -> LightAndReason | None:
    begun = bool(case.asked) if case.due is None else (case.start[0] or case.today) <= case.today
    not_started = case.value(Field.STATE) == State.NOT_STARTED and begun
    return (Light.AMBER, "已到时间，仍未启动") if not_started else None


def _open(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, _OPEN) if case.open_question else None


def _again(case: LightCase) -> LightAndReason | None:
    words = _again_words(case)
    return (Light.AMBER, words) if words else None


def _asks_for_pause(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "申请暂缓，待同意") if case.value(Field.STATE) == State.PAUSED else None


def _asks_for_delay(case: LightCase) -> LightAndReason | None:
    day = asked_day(case.claim, case.agreements, case.due)
    return (Light.AMBER, f"申请延期到{day_words(day)}，待同意") if day else None


def _never_answered(case: LightCase) -> LightAndReason | None:
    since = None if case.answered else _routine_askings(case)
    deadline = since[0].deadline if since else None
    return (Light.AMBER, "从未报送") if deadline and case.today > deadline else None


def _not_answered_yet(case: LightCase) -> LightAndReason | None:
    return None if case.answered else (Light.GREY, "未报送，还没有进展")


def _routine_askings(case: LightCase) -> list[Asking]:
    """Return the rounds that asked for the half that is open: of a routine, with a sheet made since it is open and has begun."""
    start = case.schedule.routine_from
    if not case.in_routine or start is None:
        return list(case.asked)
    closed = case.agreements.closings[0].at
    return [
        each
        for each in case.asked
        if each.last and each.last.date() >= start and (closed is None or each.last > closed)
    ]


def _routine_silent(case: LightCase) -> LightAndReason | None:
    silent = case.routine and not case.reported
    late = silent and case.deadline is not None and case.today > case.deadline
    return (Light.AMBER, "常规工作，过了报送截止日") if late else None


def _routine_repeats(case: LightCase) -> LightAndReason | None:
    same = case.routine and case.reported and case.repeats
    return (Light.AMBER, "常规工作，本期进展与上期完全相同") if same else None


def _routine(case: LightCase) -> LightAndReason | None:
    if not case.routine:
        return None
    return Light.GREEN, "常规工作，本期已报" if case.reported else "常规工作"


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
    LightRule("报送内容前后不一致或看不准", Light.AMBER, _if_answered(_open)),
    LightRule("核定以后又报了别的，还没有定", Light.AMBER, _if_answered(_again)),
    LightRule("申请暂缓，还没有同意", Light.AMBER, _if_answered(_asks_for_pause)),
    LightRule("申请延期，还没有同意", Light.AMBER, _if_answered(_asks_for_delay)),
    LightRule("从来没有报送，首次要它报的那一期已过截止日", Light.AMBER, _never_answered),
    LightRule("从来没有报送，还没到那个截止日", Light.GREY, _not_answered_yet),
    LightRule("常规工作，本期没有报，过了截止日", Light.AMBER, _routine_silent),
    LightRule("常规工作，本期进展和上期完全相同", Light.AMBER, _routine_repeats),
    LightRule("常规工作，报了；或没有报，还没过截止日", Light.GREEN, _routine),
    LightRule("没有时限，也没有上面这些情况", Light.GREY, _no_limit),
)
