"""历次进展: what was reported on a task in each round, by whom and in which cell, and its light at the round's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime

from xlplan.actions.book import Book
from xlplan.actions.joined import Joined, joined
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.removed_task import removed_task
from xlplan.decisions.agreed import opening
from xlplan.decisions.claims import percent_taken_back
from xlplan.decisions.in_vain import counted_apart, in_vain
from xlplan.decisions.settled import Entry, Settled
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.schedule.rounds import Round
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.status.status import build_status
from xlplan.terms.errors import MisuseError
from xlplan.terms.findings import Finding
from xlplan.terms.headings import REPORTED_COLUMNS
from xlplan.terms.records import record
from xlplan.terms.shares import percent_of
from xlplan.terms.text import fold


@record(frozen=True)
class History:
    """One task over all rounds, in chronological order."""

    task: str
    content: str
    rounds: Sequence[tuple[Status, TaskStatus]]
    removed_after: str = ""
    """The last round that asked for it, if the table no longer holds it; empty if it does."""

    joined: Sequence[Finding] = ()
    """That departments which are one by now said different things on it."""

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan history`."""
        return {
            "command": "history",
            "ok": True,
            "task": self.task,
            "content": self.content,
            "removed_after": self.removed_after or None,
            "rounds": [
                {
                    "round": status.round.name, "today": status.today.isoformat(), "light": task.light.value,
                    "percent": percent_of(task.share),
                    "departments": [_department_json(status, task, each) for each in task.departments],
                }
                for status, task in self.rounds
            ],
        }  # fmt: skip


def _department_json(status: Status, task: TaskStatus, each: DepartmentStatus) -> dict[str, object]:
    return {
        "department": each.department,
        "role": each.role.value,
        "light": each.light.value,
        "reason": each.reason,
        "verified": each.verified or None,
        "verified_by": each.verified_by or None,
        "delay": each.agreements.words_of_delay(task.task.schedule) or None,
        "ended_delay": each.agreements.words_of_ended_delay(task.task.schedule) or None,
        "opened": opened_in(status.round, each) or None,
        "milestones": {day.isoformat(): decision.signed for day, decision in each.agreements.met.items()},
        "sent_back": [name.value for name in each.entry.sent_back] if each.entry else [],
        "percent_taken_back": bool(each.entry and percent_taken_back(each.entry, each.agreements)),
        "came_later": came.isoformat() if (came := came_later(each.entry, status.today)) else None,
        "file": each.entry.source if each.entry else None,
        "values": _values_json(each.entry),
        "not_counted": [
            {"why": why, "file": entry.source, "values": _values_json(entry)} for why, entry in in_vain(each.entry)
        ],
    }  # fmt: skip


def _values_json(entry: Entry | None) -> dict[str, object]:
    values = entry.as_reported if entry else {}
    return {
        name: {"value": values[name].value if isinstance(values[name].value, float | str) else str(values[name].value),
               "cell": values[name].cell}
        for name in REPORTED_COLUMNS if name in values
    }  # fmt: skip


def opened_in(round_: Round, each: DepartmentStatus) -> str:
    """Return whether the task was let go on or opened again in a round, who agreed and when; or ""."""
    last = each.agreements.opened
    return f"{opening(last)}（{last.signed}）" if last and last.round == round_.name else ""


def history(book: Book, task: str, now: datetime) -> History:
    """Return a task over all rounds. Raise MisuseError if neither the table nor any hand-out has such a 编号."""
    with book.workspace.open_ledger() or nullcontext() as ledger:
        plan = book.plan(now.date(), None, ledger)
        found = plan.task(task)
        last = ""
        if found is None and ledger and (gone := removed_task(ledger, plan, task, now.date())):
            found, last = gone
            plan = replace(plan, tasks=(*plan.tasks, found))
        if found is None:
            known = "、".join(each.id for each in plan.tasks[:5])
            raise MisuseError(f"分工表里没有编号“{task}”。", f"请核对编号，例如 {known}。")
        rounds: list[tuple[Status, TaskStatus]] = []
        for status in every_round(plan, ledger, now.date()) if ledger else ():
            if last and rounds and rounds[-1][0].round.name == last:
                break
            # A round that was over before it was in the table, or after, did not ask for it.
            rounds += [(status, each) for each in status.tasks if each.task.task_key == found.task_key]
        joint = [
            each
            for status, _ in rounds[-1:]
            for each in status.findings
            if each.code == "status-joined" and fold(each.task or "") == found.task_key
        ]
        return History(found.id, found.content, rounds, last, joint)


def every_round(plan: Plan, ledger: Ledger, today: date) -> Iterator[Status]:
    """Yield how each round stood on its last day, beside all that was reported in it, in order; what came later says so."""
    known = Rounds(ledger, plan)
    one = joined(plan, ledger)
    apart = Rounds(ledger, one.plan) if one else known
    for status in past(plan, Rounds(ledger, plan), today, one):
        now = (apart if one and one.shows(status.round, known) else known).reports(status.round).now
        tasks = [
            replace(task, departments=tuple(
                _with_all(each, _came(now, (task.task.id, each.department)), status.today) for each in task.departments
            ))
            for task in status.tasks
        ]  # fmt: skip
        yield replace(status, tasks=tuple(tasks))


def _came(now: Settled, key: tuple[str, str]) -> Entry | None:
    """Return all that came in a round of a department's task, with what counts for nothing apart."""
    entry = now.entries.get(key)
    return counted_apart(entry, now.agreed(*key), now.routines.get(fold(key[0]))) if entry else None


def _with_all(each: DepartmentStatus, entry: Entry | None, day: date) -> DepartmentStatus:
    """Return a department with all that it reported in a round; its reason says what came after the day it is judged on."""
    came = came_later(entry, day)
    late = f"；{came}才报来的，没有计入" if came else ""
    return replace(each, entry=entry, reason=f"{each.reason}{late}")


def came_later(entry: Entry | None, day: date) -> date | None:
    """Return the day on which the last of a report came, if that was after another day."""
    days = [at.date() for name in (entry.values if entry else ()) if entry and (at := entry.origin_of(name).at)]
    return max((each for each in days if each > day), default=None)


class StatusesBefore:
    """The statuses of the rounds with which later ones are compared, each as long as one is still to come."""

    def __init__(self, rounds: Rounds) -> None:
        """Know none yet."""
        self._rounds = rounds
        self._last = {before.name: each.name for each in rounds.order if (before := rounds.before(each))}
        self._known: dict[str, Status] = {}

    def add(self, status: Status) -> None:
        """Keep a status, and leave those with which nothing that comes is compared."""
        name = status.round.name
        self._known = {each: known for each, known in self._known.items() if self._last[each] != name}
        if name in self._last:
            self._known[name] = status

    def before(self, round_: Round) -> Status | None:
        """Return the status of the round before this one; None if there is none."""
        before = self._rounds.before(round_)
        return self._known.get(before.name) if before else None


def past(
    plan: Plan,
    rounds: Rounds,
    today: date,
    one: Joined | None,
    until: Round | None = None,
    *,
    supports: bool = True,
    only: Round | None = None,
) -> Iterator[Status]:
    """Yield how each round before `until` stood on its last day, as was known and handed out then, in order; a running one as it stands today.

    Departments that are one by now (`one`) stand apart in the rounds that asked them so. `supports` is as in `build_status`;
    with `only`, no other round is judged, and that one compared with none.
    """
    kept = StatusesBefore(rounds)
    for round_ in rounds.order:
        if round_ == until:
            return
        if only and round_ != only:
            continue
        day = rounds.last_day(round_, today)
        apart = one if one and one.shows(round_, rounds) else None
        by = apart.rounds if apart else rounds
        then, of_task = by.plan_of(apart.plan if apart else plan, round_, day)
        found = build_status(
            then, round_, day, by.reports(round_, day), of_task, kept.before(round_), supports=supports
        )
        if one and not apart:
            told = one.differing(rounds.reports(round_, day), of_task, round_, day)
            found = replace(found, findings=(*found.findings, *told))
        kept.add(found)
        yield found
