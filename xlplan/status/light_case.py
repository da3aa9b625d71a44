"""What one department's light on one task is judged by."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from functools import cached_property

from xlplan.decisions.agreed import VERIFIABLE, Agreements, verified_value
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Entry
from xlplan.plan.settings import Settings
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import day_words
from xlplan.schedule.schedule import Schedule
from xlplan.status.asking import Asking
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.records import record


@record(frozen=True)
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
    owed_again: bool = False
    """True if what it reported was 已完成, which was sent back."""
    open_question: bool = False
    """True if returns disagree on one of its cells or a cell is unclear."""
    waits: bool = False
    """True if something was reported in a pause, and nobody has decided yet whether it counts."""
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

    @cached_property
    def in_routine(self) -> bool:
        """True if the deadline is closed and the routine behind it runs."""
        return self.agreements.in_routine(self.schedule, self.today)

    @property
    def askings(self) -> tuple[Asking, ...]:
        """The rounds that asked for the half that is open while there was still time to report on it."""
        return tuple(
            each
            for each in self.handed_out
            if not self.in_routine or not (each.routine and each.deadline) or each.routine.date() <= each.deadline
        )

    @property
    def handed_out(self) -> tuple[Asking, ...]:
        """The rounds whose sheets asked for the half that is open, in time to report on it or not."""
        if not self.in_routine:
            return self.asked
        closed = self.agreements.closings[0].at
        return tuple(
            each for each in self.asked if each.routine and each.last and (closed is None or each.last > closed)
        )

    @property
    def answered(self) -> bool:
        """True if the department ever reported on it, or the office found out by itself."""
        return self.claim is not None or any(name in self.agreements.verified for name in VERIFIABLE)

    @cached_property
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

    @cached_property
    def start(self) -> tuple[date | None, str]:
        """From when 序时进度 counts, and how that is known."""
        if self.written_start:
            return self.written_start, ""
        if self.settings.plan_start:
            return self.settings.plan_start, f"从计划开始日{day_words(self.settings.plan_start)}算起"
        first = self.first or min((each.day for each in self.asked if each.day), default=self.today)
        # A day that was agreed to since moves the end, and the start is kept.
        due = self.schedule.due
        year = min(first.year, due.year) if due else first.year
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
            if not _reaches(share, place, len(days)):
                return day, words
        return None

    @property
    def vouched(self) -> list[tuple[date, Decision]]:
        """The milestones that have passed and are met because the office says so, not by the percent."""
        days, share = self.milestones, self.value(Field.PERCENT)
        return [
            (day, self.agreements.met[day])
            for place, (day, _) in enumerate(days, 1)
            if day < self.today
            and day != self.due
            and day in self.agreements.met
            and not _reaches(share, place, len(days))
        ]


def _reaches(share: ReportedValue | None, place: int, of: int) -> bool:
    """Return True if a share is at least that of a milestone, by its place among so many days."""
    return isinstance(share, int | float) and round(share * of, 6) >= place


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
