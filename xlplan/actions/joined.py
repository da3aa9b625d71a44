"""Departments made into one (by 别名) after they had reported: what each said stays told, under the name it came under."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from math import inf

from xlplan.actions.agreed_now import as_one_since
from xlplan.actions.former_names import handed_names_of
from xlplan.actions.known_rounds import Rounds
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claim
from xlplan.handout.split import Roles, roles_of
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Department, Registry
from xlplan.plan.plan import Plan
from xlplan.schedule.rounds import Round
from xlplan.status.beside import claimed, verified_words
from xlplan.status.model import Reports
from xlplan.terms.findings import Finding, finding
from xlplan.terms.records import record


@record(frozen=True)
class Joined:
    """The plan and the rounds with departments that are one by now standing apart."""

    plan: Plan
    rounds: Rounds
    names: Mapping[str, tuple[str, ...]]
    """By present name: the names under which they were asked beside each other."""
    asked: frozenset[str]
    """The rounds that asked them under these names to their end."""

    def shows(self, round_: Round, rounds: Rounds) -> bool:
        """Return True if a round that another follows asked them apart; one that none follows is judged by the present table."""
        return round_.name in self.asked and not rounds.is_newest(round_)

    def differing(self, now: Reports, of_task: Roles, round_: Round, day: date) -> Iterator[Finding]:
        """Yield a finding for each task on which such departments said different things, until it is reported or verified as one.

        `now` is what all reports up to the round say under the present names.
        """
        before = self.rounds.reports(round_, day)
        for task, has in of_task.items():
            for name in dict.fromkeys(name for name, role in has if role.carries_out):
                said = {
                    each: (claim, before.now.agreed(task, each))
                    for each in self.names.get(name, ())
                    if (claim := before.claims.of.get((task, each)))
                }
                own, agreed = before.claims.of.get((task, name)), now.now.agreed(task, name)
                if own and (name not in said or own.round not in self.asked):
                    continue
                newest = max((claim.entry.action for claim, _ in said.values()), default=0)
                alone = {each.action for _, its in said.values() for each in (*its.verified.values(), *its.closings)}
                if any(
                    each.action > newest
                    for each in (*agreed.verified.values(), *agreed.closings)
                    if each.action not in alone
                ):
                    continue
                words = {each: _words(*what) for each, what in said.items()}
                if len(set(words.values())) < 2:
                    continue
                yield finding(
                    "status-joined", task=task, task_id=task, department=name,
                    options="，".join(f"{each}：{said[each][0].round}{words[each]}" for each in words),
                    value=_words(now.claims.of.get((task, name)), agreed),
                )  # fmt: skip


def joined(plan: Plan, ledger: Ledger) -> Joined | None:
    """Return what departments said that were made into one; None if there are none.

    Those were different departments that one action handed sheets to. A department renamed twice never was.
    """
    if not any(each.aliases for each in plan.registry.departments):
        return None
    names: dict[str, dict[str, None]] = {}
    asked: set[str] = set()
    handed = ledger.handed_names()
    for each in plan.registry.departments:
        called = handed_names_of(each, handed)
        if len(called) < 2:
            continue
        # A sheet that only takes the old name's tasks back asks for nothing.
        sheets = list(ledger.handed_to(called))
        for (_, round_), together in groupby(
            (row for row in sheets if row.live), key=lambda row: (row.action, row.round)
        ):
            old = sorted({row.department for row in together})
            if len(old) > 1:
                names.setdefault(each.name, {}).update(dict.fromkeys(old))
                if not _became_one(each.name, old, [row for row in sheets if row.round == round_]):
                    asked.add(round_)
    if not names:
        return None
    rows = [row for each in plan.registry.departments for row in _apart(each, names.get(each.name, {}))]
    apart = replace(plan, registry=Registry(rows, inferred=plan.registry.inferred))
    return Joined(apart, Rounds(ledger, apart), {now: tuple(old) for now, old in names.items()}, frozenset(asked))


def _became_one(now: str, old: Collection[str], rows: Sequence[HandedRow]) -> bool:
    """Return True if within a round, of which these are the rows, the one name took over from those asked beside each other."""
    newest = {row.department: row for row in rows if row.live and row.department in old and row.department != now}
    return as_one_since(now, rows, list(newest.values())) < inf


def differing_now(plan: Plan, ledger: Ledger, today: date) -> list[Finding]:
    """Return what such departments said differently by now, by the present table."""
    one = joined(plan, ledger)
    if one is None:
        return []
    rounds = Rounds(ledger, plan)
    last = rounds.order[-1]
    return list(one.differing(rounds.reports(last, today), roles_of(plan), last, today))


def _apart(each: Department, names: Mapping[str, None]) -> Iterator[Department]:
    """Yield a department without the names it was asked under beside others, and these as departments of their own."""
    yield replace(each, aliases=tuple(name for name in each.aliases if name not in names))
    yield from (replace(each, name=name, aliases=()) for name in names if name != each.name)


def _words(claim: Claim | None, agreed: Agreements) -> str:
    """Return what counts of a department's task in words."""
    if agreed.closings:
        return "已销号"
    return verified_words(agreed) or f"报{claimed(claim.entry if claim else None) or '过进展'}"
