"""What the office has agreed to for a department's task, out of all its decisions in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.handout.split import RowStanding
from xlplan.returns.sheet import Reported
from xlplan.schedule.schedule import Schedule
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

VERIFIABLE: Final = (Field.PERCENT, Field.STATE)
"""The columns in which the office's finding counts in place of the department's."""


@record(frozen=True, slots=True)
class Pause:
    """A pause that was agreed to, from one action of the ledger to another; it runs while `resumed` is None."""

    agreed: Decision
    resumed: Decision | None = None
    asked_beside: frozenset[str] = frozenset()
    """The other rounds whose reports asked for it too."""

    def asked_in(self, round_: str) -> bool:
        """Return True if a round's reports asked for it: that in which it was agreed to, or one that asked beside it."""
        return round_ == self.agreed.round or round_ in self.asked_beside

    def holds(self, action: int) -> bool:
        """Return True if what this action took in came while the task was paused: within an action decisions come first."""
        return self.agreed.action <= action and (self.resumed is None or action < self.resumed.action)


@record(frozen=True, slots=True)
class Agreements:
    """What the office has agreed to for a department's task; each stands until a newer decision on the same thing."""

    closings: tuple[Decision, ...] = ()
    """Each 同意销号 that stands, in order: of a limit with a routine behind its deadline the first closes the deadline alone."""
    reopened: Decision | None = None
    unfound: Decision | None = None
    """The newest 重新立项 that took back a 核定 of 已完成."""
    shut: tuple[tuple[int, int], ...] = ()
    """From which action to which the task was closed, of closings that were taken back by 重新立项."""
    pauses: tuple[Pause, ...] = ()
    delays: tuple[Decision, ...] = ()
    """Each delay follows from the one before: its 原值 is the day that was agreed to then."""
    verified: Mapping[Field, Decision] = field(default_factory=dict)
    """核定进展 that counts, by column."""
    kept: Mapping[Field, Decision] = field(default_factory=dict)
    """The newest 保留原值 on what was reported after it."""
    kept_paused: Decision | None = None
    """The newest 保留原值 on what came while the task was paused."""
    adopted: tuple[Decision, ...] = ()
    """采用报送 on what came while the task was paused."""
    refused: frozenset[date] = frozenset()
    """Days to which the office would not put the task off."""
    met: Mapping[date, Decision] = field(default_factory=dict)
    """Milestones that the office found met, with the decision."""

    @property
    def paused(self) -> Decision | None:
        """The pause that runs."""
        return self.pauses[-1].agreed if self.pauses and not self.pauses[-1].resumed else None

    @property
    def closed(self) -> Decision | None:
        """The last 同意销号 that stands; of which half it is, `closed_on` tells."""
        return self.closings[-1] if self.closings else None

    @property
    def opened(self) -> Decision | None:
        """The newest decision that let the task go on (恢复, 采用报送 of what came in the pause) or opened it again (重新立项)."""
        resumed = self.pauses[-1].resumed if self.pauses else None
        return max((each for each in (resumed, self.reopened) if each), key=lambda each: each.action, default=None)

    def closed_on(self, schedule: Schedule, today: date) -> Decision | None:
        """Return the decision by which nothing is to be done on a day, or None."""
        if len(self.closings) == 1 and (start := schedule.routine_from) and start <= today:
            return None
        return self.closed

    def in_routine(self, schedule: Schedule, today: date) -> bool:
        """Return True if the deadline is closed and the routine behind it runs."""
        if len(self.closings) != 1:
            return False
        start = schedule.routine_from
        return start is not None and start <= today

    def past_deadline(self, schedule: Schedule, today: date) -> bool:
        """Return True if the deadline is closed and the routine behind it has begun, be it closed by now as well."""
        if not self.closings:
            return False
        start = schedule.routine_from
        return start is not None and start <= today

    def shut_at(self, action: int, day: date | None, routine_from: date | None) -> bool:
        """Return True if what an action took in on a day came while the row was closed: within an action decisions come first.

        `routine_from` is the first day of a routine behind the deadline, which the first 同意销号 leaves open.
        """
        if any(closed <= action < opened for closed, opened in self.shut):
            return True
        closings = sum(each.action <= action for each in self.closings)
        if closings == 1 and routine_from:
            return day is not None and day < routine_from
        return closings > 0

    def took_up(self, action: int, round_: str) -> bool:
        """Return True if what an action took in for a round, while the task was paused, was adopted (采用报送)."""
        return any(each.round == round_ and each.action > action for each in self.adopted)

    def _holding(self, schedule: Schedule) -> tuple[Decision, ...]:
        """Return the delays that hold: from the one on that puts off the present day of the time limit."""
        if not self.delays:
            return ()
        day = schedule.due.isoformat() if schedule.due else ""
        first = next((place for place, each in enumerate(self.delays) if fold(each.before) == fold(day)), None)
        return () if first is None else self.delays[first:]

    def ended_by(self, schedule: Schedule) -> bool:
        """Return True if the limit has been changed since a delay was agreed to, which ends the delay."""
        return bool(self.delays) and not self._holding(schedule)

    def due(self, schedule: Schedule) -> date | None:
        """Return the due day: the one agreed to, else that of the time limit."""
        holding = self._holding(schedule)
        return date.fromisoformat(holding[-1].reported) if holding else schedule.due

    @property
    def decided_days(self) -> frozenset[date]:
        """All days to which the office agreed or refused to put the task off: they ask nothing again."""
        return self.refused | {date.fromisoformat(each.reported) for each in self.delays}

    @property
    def day(self) -> date | None:
        """The day to which a task was put off last, whether that still holds or not."""
        return date.fromisoformat(self.delays[-1].reported) if self.delays else None

    def words_of_delay(self, schedule: Schedule, *, day_too: bool = True) -> str:
        """Return the first day, the agreed one unless that stands beside it, who agreed and when; empty if no delay holds."""
        holding = self._holding(schedule)
        if not holding:
            return ""
        last = holding[-1]
        late = f"，{LATE}" if last.late else ""
        until = f"，延至{last.reported}" if day_too else ""
        return f"原{schedule.due}{until}（{last.words}同意{late}）"

    def words_of_ended_delay(self, schedule: Schedule) -> str:
        """Return the agreed day, who agreed and when, of a delay that a change of the limit has ended; empty if none was."""
        if not self.ended_by(schedule):
            return ""
        return f"原同意延至{self.day}（{self.delays[-1].words}），时限改了，不再有效"

    def standing(self, schedule: Schedule, today: date, lately: Container[str] = ()) -> RowStanding:
        """Return what of it a department's sheet shows on a day; what was opened, if that was in one of the rounds `lately`."""
        closed, delay = self.closed_on(schedule, today), self.words_of_delay(schedule)
        return RowStanding(
            closed.words if closed else "", self.paused.words if self.paused else "", self.due(schedule) if delay else None, delay,
            self.in_routine(schedule, today), self._words_of_opening(lately),
        )  # fmt: skip

    def _words_of_opening(self, rounds: Container[str]) -> str:
        """Return who let the task go on or opened it again last, and when, if that was in one of these rounds."""
        last = self.opened
        if last is None or last.round not in rounds or self.paused:
            return ""
        return f"已{opening(last)}：{last.words.strip('，') or last.operator}"


def opening(decision: Decision) -> QuestionKind:
    """Return what a decision is called that let a task go on: 采用报送 of what came in a pause is a 恢复 too."""
    return QuestionKind.REOPEN if decision.kind is QuestionKind.REOPEN else QuestionKind.RESUME


LATE: Final = "到期后才提出"
"""Is said of a delay that was asked for after the day had passed."""
NOTHING_AGREED: Final = Agreements()


def verified_value(decision: Decision) -> Reported:
    """Return the value that the office found, as a department would have reported it."""
    if decision.field is Field.PERCENT:
        return Reported(float(decision.reported.rstrip("%")) / 100, "")
    return Reported(State(decision.reported), "")


def agreements_of(decisions: Iterable[Decision]) -> dict[tuple[Folded, Folded], Agreements]:
    """Return what stands of all decisions, by folded 编号 and department."""
    of_place: dict[tuple[Folded, Folded], list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.kind in _OWN or decision.ruling in _RULED or decision.kind is QuestionKind.DELAY:
            of_place[decision.place].append(decision)
    return {place: _agreed(made) for place, made in of_place.items()}


_OWN: Final = frozenset(
    (QuestionKind.VERIFIED, QuestionKind.RESUME, QuestionKind.REOPEN, QuestionKind.MILESTONE,
     QuestionKind.AFTER_VERIFIED, QuestionKind.AFTER_PAUSE)
)  # fmt: skip
_WHOLE: Final = {Field.PERCENT: 1.0, Field.STATE: State.DONE}
"""What the office finds of a task that is done."""
_RULED: Final = frozenset((Ruling.CLOSE, Ruling.PAUSE, Ruling.DELAY))


def _agreed(decisions: Iterable[Decision]) -> Agreements:
    closings: list[Decision] = []
    reopened: Decision | None = None
    unfound: Decision | None = None
    shut: list[tuple[int, int]] = []
    pauses: list[Pause] = []
    delays: list[Decision] = []
    verified: dict[Field, Decision] = {}
    kept: dict[Field, Decision] = {}
    kept_paused: Decision | None = None
    adopted: list[Decision] = []
    refused: set[date] = set()
    met: dict[date, Decision] = {}
    for each in decisions:
        match each.kind, each.ruling:
            case _, Ruling.CLOSE:
                closings.append(each)
            case QuestionKind.REOPEN, _:
                shut += [(closings[-1].action, each.action)] if closings else []
                closings, reopened = closings[:-1], each
                # That the office found it done was what it closed.
                gone = [name for name, found in verified.items() if verified_value(found).value == _WHOLE[name]]
                unfound = each if Field.STATE in gone else unfound
                verified = {name: found for name, found in verified.items() if name not in gone}
            case _, Ruling.PAUSE:
                if not pauses or pauses[-1].resumed:
                    pauses.append(Pause(each))
            case QuestionKind.AFTER_PAUSE, Ruling.KEEP:
                kept_paused = each
            case (QuestionKind.RESUME, _) | (QuestionKind.AFTER_PAUSE, Ruling.ADOPT):
                if pauses and not pauses[-1].resumed:
                    pauses[-1] = Pause(pauses[-1].agreed, each)
                if each.ruling is Ruling.ADOPT:
                    adopted.append(each)
            case _, Ruling.DELAY:
                follows = delays and fold(each.before) == fold(delays[-1].reported)
                delays = [*delays, each] if follows else [each]
            case QuestionKind.DELAY, Ruling.SEND_BACK:
                refused.add(date.fromisoformat(each.reported))
            case QuestionKind.VERIFIED, _:
                if each.field:
                    verified[each.field] = each
            case QuestionKind.AFTER_VERIFIED, Ruling.ADOPT:
                if each.field:
                    verified.pop(each.field, None)
            case QuestionKind.AFTER_VERIFIED, Ruling.KEEP:
                if each.field:
                    kept[each.field] = each
            case QuestionKind.MILESTONE, _:
                met[date.fromisoformat(each.reported)] = each
    return Agreements(
        tuple(closings), reopened, unfound, tuple(shut), tuple(pauses), tuple(delays), verified, kept, kept_paused,
        tuple(adopted), frozenset(refused), met,
    )  # fmt: skip
