"""What the ledger says of its rounds, one after the other: what counts in each, and what all up to it say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from xlplan.actions.agreed_now import agreed_now, decided_as_one, named_as_one
from xlplan.actions.askings import AskedIn, asked_by, asked_in
from xlplan.actions.ended_rounds import RoundDays
from xlplan.actions.former_names import former_names
from xlplan.actions.reached import InTime, Reached, SaidSoFar, stretches
from xlplan.actions.receiving import days_received
from xlplan.actions.rounds import later_rounds, round_before
from xlplan.decisions.claims import waits_since_pause
from xlplan.decisions.former_names import settle_renamed
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Entry, Settled, name_now
from xlplan.handout.judging import judged_by
from xlplan.handout.planned import Made, as_it_was, planned
from xlplan.handout.split import Roles, roles_of
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.returns.received import Submission
from xlplan.schedule.rounds import Round
from xlplan.status.asking import Asked, TaskDepartment
from xlplan.status.model import Reports
from xlplan.terms.catalogue import OF_QUALITY
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

_CHANGES_CLAIMS: Final = frozenset(
    (QuestionKind.CLOSE, QuestionKind.PAUSE, QuestionKind.RESUME, QuestionKind.REOPEN, QuestionKind.AFTER_PAUSE)
)
"""The decisions by which it changes what earlier reports say of a task."""
_ENDS_PAUSE: Final = frozenset((QuestionKind.RESUME, QuestionKind.AFTER_PAUSE))
"""The decisions by which it changes, in the rounds before them, what counts of what came in a pause."""


@record(frozen=True)
class _RoundRead:
    received: Sequence[Submission]
    settled: Settled
    named: Mapping[TaskDepartment, Entry]
    """The reports under present names, with the action that handed out the sheet where that matters."""
    deadline: date | None
    noted: Mapping[str, Sequence[Finding]]
    returned: Mapping[str, date | None]


class Rounds:
    """What the ledger says of its rounds, by the end of a day. Ask in chronological order so that each is read once."""

    def __init__(self, ledger: Ledger, plan: Plan, *, asking: bool = False, known: Sequence[Submission] = ()) -> None:
        """Read nothing yet but decisions and the order of the rounds.

        With `asking`, only rows that may leave something open are read, which is quick: of files `known` nothing else is.
        """
        self._ledger = ledger
        self._registry = registry = plan.registry
        self._asking, self._known_files = asking, known
        self._days = RoundDays.of(ledger)
        self._until: date | None = None
        self._all = ledger.decisions()
        self._decisions: Sequence[Decision] = self._all
        self._former = former_names(ledger, registry)
        self._as_one = decided_as_one(ledger, registry, self._all)
        self.order = self._days.order
        self._made = Made()
        self._routines = self._routines_of(plan)
        # Whether a deadline was closed with a routine behind it.
        self._halved = any(each.ruling is Ruling.CLOSE and each.task_key in self._routines for each in self._all)
        self._place = {each.name: place for place, each in enumerate(self.order)}
        moved = {each.place for each in self._all if each.kind in _CHANGES_CLAIMS}
        self._moved = moved | {
            (task, fold(name_now(found.name, registry))) for task, name in moved if (found := registry.find(name))
        }
        self._read: dict[str, _RoundRead] = {}
        self._asked: dict[str, AskedIn] = {}
        self._later = {each.name: {other.name for other in later_rounds(each, self.order)} for each in self.order}
        self._in_time = InTime(self._later)
        self._so_far: SaidSoFar | None = None
        self._stretches = stretches([each.name for each in self.order], self._later)
        self._stretch = {place: number for number, places in enumerate(self._stretches) for place in places}
        # What is said up to a round, without it, and before a stretch: of those asked about last.
        self._reached: dict[str, tuple[Reached, Reached]] = {}
        self._reached_before = {0: Reached()}

    def _routines_of(self, plan: Plan) -> Mapping[Folded, date]:
        """Return the routines behind deadlines, those of closed tasks that the table no longer holds among them."""
        gone = {each.task_key for each in self._all if each.ruling is Ruling.CLOSE and plan.task(each.task) is None}
        found = dict(plan.routines)
        for round_ in self.order if gone else ():
            then, _ = self.plan_of(plan, round_, round_.end or date.max)
            found |= {task: start for task, start in then.routines.items() if task in gone}
        return found

    def last_day(self, round_: Round, today: date) -> date:
        """Return the day on which a round is judged: its last one, or today while it runs.

        Today before anything was handed out asks how things would have looked: then a round ends as its name says.
        """
        if self._before_all(today):
            return min(today, round_.end or today)
        over = self._days.ended(round_, today)
        return over.last if over else today

    def before(self, round_: Round) -> Round | None:
        """Return the round before another, with which it is compared."""
        return round_before(round_, self.order, list(self._days.first))

    def is_newest(self, round_: Round) -> bool:
        """Return True if no round that follows was handed out after it: it is judged by the present table."""
        return self._days.is_newest(round_)

    def knows(self, today: date) -> bool:
        """Return True if it matters what was known by a day: not before anything was handed out."""
        return not self._before_all(today)

    def _before_all(self, day: date) -> bool:
        return day < min(self._days.first.values(), default=day)

    def _known(self, at: datetime | None) -> bool:
        return self._until is None or at is None or at.date() <= self._until

    def _take(self, known_by: date | None) -> None:
        """Let count what was known by the end of a day; keep what was read of rounds that nothing has come for since."""
        until = None if known_by is None or self._before_all(known_by) else known_by
        if until == self._until:
            return
        touched = self._ledger.touched(self._until, until) if self._until else {each.name for each in self.order}
        if self._until and until and until < self._until:
            touched = self._ledger.touched(until, self._until)
        since, by = sorted((self._until or date.min, until or date.max))
        if any(each.kind in _ENDS_PAUSE and each.at and since < each.at.date() <= by for each in self._all):
            # In the rounds of the pause too, what came in it counts otherwise now.
            touched = {each.name for each in self.order}
        self._until = until
        self._decisions = [each for each in self._all if self._known(each.at)]
        self._read = {name: read for name, read in self._read.items() if name not in touched}
        self._asked = {name: asked for name, asked in self._asked.items() if name not in touched}
        first = min((self._stretch[self._place[name]] for name in touched if name in self._place), default=None)
        if first is None:
            return
        self._so_far = None
        self._reached_before = {place: said for place, said in self._reached_before.items() if place <= first}
        self._reached = {name: said for name, said in self._reached.items() if self._stretch[self._place[name]] < first}

    def reports(self, round_: Round, known_by: date | None = None) -> Reports:
        """Return what was reported in a round, and what the reports of all rounds up to it say.

        `known_by` leaves out what came or was decided after that day; a day before anything was handed out leaves out nothing.
        """
        self._take(known_by)
        if round_.name not in self._place:
            # Its only handing out was taken back.
            return Reports()
        # What is decided in a round that comes after was not known in this one; what is decided beside it is about the same task.
        decisions = [each for each in self._decisions if each.round not in self._later[round_.name]]
        agreements = agreed_now(self._ledger, self._registry, decisions)
        reached, others = self._up_to(round_)
        read = self._round(round_)
        now = named_as_one(replace(read.settled, agreements=agreements), self._as_one, self._registry)
        claims, last = reached.claims(now, self._in_time), others.claims(now, self._in_time)
        paused = claims.while_paused.items()
        waiting = frozenset(key for key, each in paused if waits_since_pause(each, now.agreed(*key)))
        before = self.before(round_)
        # An open 综述 is no matter of its department's own row.
        open_ = frozenset((task, name) for task, name, field in reached.open if field is not Field.SUMMARY)
        return Reports(
            now, claims, last, list(reached.left_open.values()), open_, waiting,
            before.name if before else "", self._asked_by(round_), read.deadline, read.noted, read.returned,
        )  # fmt: skip

    def plan_of(self, plan: Plan, round_: Round, until: date) -> tuple[Plan, Roles]:
        """Return the plan by which a round is judged and who has what in it.

        That of one that none follows is the present one; of those before, what was handed out by the end of a day, whatever became of the table.
        """
        newest = self.is_newest(round_)
        tasks = [] if newest else self._ledger.handed_out_plan(round_.name, until)
        if not newest:
            was = self._ledger.judged_by(round_.name, until)
            plan = replace(plan, settings=judged_by(plan.settings, was))
        if not tasks:
            return plan, roles_of(plan)
        if not any(each.reading for each in tasks):
            # Put together from the sheets of an earlier version, which tell nothing of tasks that reached nobody.
            held = {fold(each.task) for each in tasks}
            tasks += [
                each for each in planned(plan, roles_of(plan), until) if not each.roles and fold(each.task) not in held
            ]
        return as_it_was(plan, tasks, round_.end or until, partial(name_now, registry=self._registry), self._made)

    def _asked_by(self, round_: Round) -> Asked:
        """Return what a round and those that do not come after it asked for; nothing where only what is open is asked."""
        if self._asking:
            return Asked()
        names = [each.name for each in (*self._others(round_), round_)]
        for name in names:
            if name not in self._asked:
                self._asked[name] = asked_in(self._ledger, self._registry, name, self._until)
        return asked_by([self._asked[name] for name in names])

    def settled(self, round_: Round) -> Settled:
        """Return what counts in one round by itself, and what is open, under the names of departments as sent."""
        return self._round(round_).settled

    def received(self, round_: Round) -> Sequence[Submission]:
        """Return what came in one round."""
        return self._round(round_).received

    def _round(self, round_: Round) -> _RoundRead:
        """Return what came in one round by itself."""
        if round_.name not in self._read:
            self._leave_oldest(self._read)
            noted: dict[str, list[Finding]] = defaultdict(list)
            came = (
                self._ledger.received_asking(round_.name, partial(name_now, registry=self._registry), self._known_files)
                if self._asking
                else self._ledger.received(round_.name)
            )
            received = [item for item in came if self._known(item.at)]
            for item in received:
                if item.verdict.taken and item.department:
                    name = name_now(item.department, self._registry)
                    noted[name] += [reason for reason in item.reasons if reason.code in OF_QUALITY]
            corrected = self._ledger.received_on(round_.name, self._until)
            returned = days_received(received, corrected, self._registry)
            former = self._former.get(round_.name, {})
            handed = self._ledger.handed_out_by(round_.name) if self._halved or former else {}
            now = settle_renamed(received, self._decisions, round_.name, self._routines, handed, former)
            asked_by = self._ledger.handed_out_by(round_.name) if self._moved else {}
            named = named_as_one(now, self._as_one, self._registry).entries
            if self._moved:
                named = {
                    key: _asked_by_sheet(entry, asked_by) if self._is_moved(key) else entry
                    for key, entry in named.items()
                }
            deadline = self._ledger.deadline(round_.name, self._until)
            self._read[round_.name] = _RoundRead(received, now, named, deadline, noted, returned)
        return self._read[round_.name]

    def _leave_oldest(self, kept: dict[str, Any]) -> None:
        """Make room for one round more: the last two are kept, or as many as go on beside each other."""
        while len(kept) > max(map(len, self._stretches), default=1):
            del kept[next(iter(kept))]

    def _up_to(self, round_: Round) -> tuple[Reached, Reached]:
        """Return what the reports of a round and of those that do not come after it say, and what the others alone do."""
        if round_.name not in self._reached:
            stretch = self._stretch[self._place[round_.name]]
            before = self._before(stretch)
            names = {each.name for each in self._others(round_)}
            others = [each for each in self._rounds_of(stretch) if each.name in names]
            alone = self._after(before, others) if others else before
            self._leave_oldest(self._reached)
            self._reached[round_.name] = self._after(before, [*others, round_]), alone
        return self._reached[round_.name]

    def _before(self, stretch: int) -> Reached:
        """Return what the reports of all rounds before a stretch say."""
        last = max(place for place in self._reached_before if place <= stretch)
        for place in range(last, stretch):
            rounds, before = self._rounds_of(place), self._reached_before[place]
            found = self._up_to(rounds[0])[0] if len(rounds) == 1 else self._after(before, rounds)
            # All reports of a round hang on what is said: none is kept but for those that come next.
            self._reached_before = {0: self._reached_before[0], place: before, place + 1: found}
        return self._reached_before[stretch]

    def _rounds_of(self, stretch: int) -> Sequence[Round]:
        return [self.order[place] for place in self._stretches[stretch]]

    def _after(self, before: Reached, rounds: Sequence[Round]) -> Reached:
        """Return what is said once rounds of one stretch are added to what was said before it."""
        names = tuple(each.name for each in rounds)
        so_far = self._so_far
        if so_far is None or so_far.before is not before or names[: len(so_far.names)] != so_far.names:
            so_far = self._so_far = SaidSoFar(before, self._later)
        for each in rounds[len(so_far.names) :]:
            read = self._round(each)
            so_far.add(each, read.named, read.settled, self._registry, self._is_moved)
        return so_far.reached

    def _is_moved(self, key: TaskDepartment) -> bool:
        return bool(self._moved) and (fold(key[0]), fold(key[1])) in self._moved

    def _others(self, round_: Round) -> list[Round]:
        """Return the rounds that count in another: all that do not come after it."""
        return [each for each in self.order if each != round_ and each.name not in self._later[round_.name]]


def _asked_by_sheet(entry: Entry, handed_out_by: Mapping[tuple[str, int], int]) -> Entry:
    """Return a report with the action that handed out the sheet in which it came."""
    if entry.asked_by:
        # Under several names in one round: it is known by then.
        return entry
    return replace(entry, asked_by=handed_out_by.get((entry.sent_as or entry.department, entry.revision or 0), 0))
