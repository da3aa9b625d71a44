"""Lights (亮灯): an ordered table of rules (`RULES`, at the end); the first that fits gives the light and, in words, the reason.

From worst to best they stand in `terms/choices.Light`.

Thresholds come from 设置. Times are whole days; shares (序时进度, 完成进度) are compared in percentage points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from xlplan.decisions.settled import Agreements, Entry
from xlplan.plan.settings import Settings
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import day_words
from xlplan.schedule.schedule import Schedule
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
    entry: Entry | None
    """The values of its report that count; None without a report."""
    today: date
    settings: Settings
    agreements: Agreements = field(default_factory=Agreements)
    open_question: bool = False
    """True if returns disagree on one of its cells or a cell is unclear."""
    repeats: bool = False
    """True if the text is the same as in the last round."""

    def value(self, name: Field) -> ReportedValue | None:
        """Return the value of a column; None for a blank cell."""
        reported = self.entry.values.get(name) if self.entry else None
        return reported.value if reported else None

    @property
    def due(self) -> date | None:
        """The due day: the one agreed on, else that of the time limit."""
        return self.agreements.day or self.schedule.due

    @property
    def routine(self) -> bool:
        """True if it is reported each round and has no due day."""
        return self.schedule.open_ended and self.due is None

    @property
    def behind(self) -> float | None:
        """By how many points the share lies behind the share of time gone (序时进度); None if either is unknown."""
        gone, share = time_gone(self.schedule.start, self.due, self.today), self.value(Field.PERCENT)
        if gone is None or not isinstance(share, int | float):
            return None
        # Rounded: a share such as 0.2 is not exact, and 30 points behind are not more than 30.
        return round(max(0.0, gone - share) * 100, 6)


def time_gone(start: date | None, due: date | None, today: date) -> float | None:
    """Return 序时进度, the share (0–1) of the days from start to due that is gone; None without both days."""
    if start is None or due is None or due <= start:
        return None
    return max(0.0, min(((today - start).days + 1) / ((due - start).days + 1), 1.0))


LightAndReason = tuple[Light, str]


def light(case: LightCase) -> LightAndReason:
    """Return the light of one department's report on one task, and why: the first rule that fits."""
    for rule in RULES:
        found = rule.judge(case)
        if found:
            return found
    return Light.GREEN, "常规工作，本期已报" if case.routine else "按进度推进"


def unheard_light(case: LightCase) -> LightAndReason:
    """Return the light if nothing was ever reported: GREY, unless the due day has passed."""
    shown, reason = _paused(case) or _overdue(case) or (Light.GREY, "还没有进展")
    return shown, f"未报送，{reason}"


def support_light(entry: Entry | None, open_question: bool) -> LightAndReason:
    """Return the light of a support row: it is voluntary and has no due day, so never RED, and may be blank."""
    if open_question:
        return Light.AMBER, _OPEN
    if entry is None or not entry.values:
        return Light.GREY, "支持部门，自愿填报"
    state = entry.values.get(Field.STATE)
    if state and state.value == State.NEEDS_HELP:
        return Light.AMBER, "报需协调"
    return Light.GREEN, "支持部门，已报"


_OPEN: Final = "报送内容前后不一致或看不准，待核实"


def _paused(case: LightCase) -> LightAndReason | None:
    # An agreed pause ends when the department reports that the task goes on.
    if case.agreements.paused and case.value(Field.STATE) in (None, State.PAUSED):
        return Light.GREY, f"已同意暂缓（{case.agreements.paused.words}）"
    return None


def _ahead(case: LightCase) -> LightAndReason | None:
    start, due = case.schedule.start, case.due
    if start and start > case.today and not (due and due < start):
        return Light.GREY, f"{day_words(start)}开始，尚未到时间"
    return None


def _closed(case: LightCase) -> LightAndReason | None:
    return (Light.GREEN, f"已销号（{case.agreements.closed.words}）") if case.agreements.closed else None


def _done(case: LightCase) -> LightAndReason | None:
    return (Light.GREEN, "报已完成，待销号") if case.value(Field.STATE) == State.DONE else None


def _overdue(case: LightCase) -> LightAndReason | None:
    if case.due and case.due < case.today:
        agreed = "同意延期后的" if case.agreements.day else ""
        return Light.RED, f"已过{agreed}到期日{day_words(case.due)}，超{(case.today - case.due).days}天"
    return None


def _far_behind(case: LightCase) -> LightAndReason | None:
    if case.behind is not None and case.behind > case.settings.red_behind:
        return Light.RED, f"比序时进度落后{case.behind:.3g}个百分点"
    return None


def _behind(case: LightCase) -> LightAndReason | None:
    if case.behind and case.behind >= case.settings.amber_behind:
        return Light.AMBER, f"比序时进度落后{case.behind:.3g}个百分点"
    return None


def _due_soon(case: LightCase) -> LightAndReason | None:
    if case.due and (case.due - case.today).days <= case.settings.warning_days:
        return Light.AMBER, f"离到期日{day_words(case.due)}只剩{(case.due - case.today).days}天"
    return None


def _needs_help(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "报需协调") if case.value(Field.STATE) == State.NEEDS_HELP else None


def _not_started(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "已到时间，仍未启动") if case.value(Field.STATE) == State.NOT_STARTED else None


def _open(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, _OPEN) if case.open_question else None


def _asks_for_pause(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "申请暂缓，待同意") if case.value(Field.STATE) == State.PAUSED else None


def _asks_for_delay(case: LightCase) -> LightAndReason | None:
    expected = case.value(Field.EXPECTED)
    if case.due and isinstance(expected, date) and expected > case.due:
        return Light.AMBER, f"申请延期到{day_words(expected)}，待同意"
    return None


def _routine_silent(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "常规工作，本期没有填写进展") if case.routine and case.value(Field.PROGRESS) is None else None


def _routine_repeats(case: LightCase) -> LightAndReason | None:
    return (Light.AMBER, "常规工作，本期进展与上期完全相同") if case.routine and case.repeats else None


def _blank(case: LightCase) -> LightAndReason | None:
    nothing = all(case.value(name) is None for name in (Field.STATE, Field.PERCENT, Field.PROGRESS))
    return (Light.AMBER, "已报送，但没有填写这一项") if nothing else None


class LightRule(NamedTuple):
    """A rule: in plain words when it fits and its light, as the pages quote them; and how it is judged."""

    when: str
    """May name a threshold of 设置 as {red_behind}."""
    light: Light
    judge: Callable[[LightCase], LightAndReason | None]


RULES: Final[tuple[LightRule, ...]] = (
    LightRule("领导已同意暂缓", Light.GREY, _paused),
    LightRule("还没到开始的日子", Light.GREY, _ahead),
    LightRule("已销号", Light.GREEN, _closed),
    LightRule("部门报已完成，等销号", Light.GREEN, _done),
    LightRule("过了到期日（同意延期的，过了延期后的日子）", Light.RED, _overdue),
    LightRule("完成进度比序时进度落后超过 {red_behind} 点", Light.RED, _far_behind),
    LightRule("落后 {amber_behind} 点起", Light.AMBER, _behind),
    LightRule("离到期日不超过 {warning_days} 天", Light.AMBER, _due_soon),
    LightRule("报“需协调”", Light.AMBER, _needs_help),
    LightRule("到了时间仍报“未启动”", Light.AMBER, _not_started),
    LightRule("报送内容前后不一致或看不准", Light.AMBER, _open),
    LightRule("申请暂缓，还没有同意", Light.AMBER, _asks_for_pause),
    LightRule("申请延期，还没有同意", Light.AMBER, _asks_for_delay),
    LightRule("常规工作，本期没有写进展", Light.AMBER, _routine_silent),
    LightRule("常规工作，本期进展和上期完全相同", Light.AMBER, _routine_repeats),
    LightRule("报了表，但这一项什么也没有填", Light.AMBER, _blank),
)
