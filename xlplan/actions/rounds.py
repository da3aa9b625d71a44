"""The rounds that were handed out: their order, and what counts in each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from xlplan.actions.agreed_now import agreed_now
from xlplan.actions.former_names import former_names
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.former_names import settle_renamed
from xlplan.decisions.settled import Settled, name_now, named_now
from xlplan.files.store.workspace import Workspace
from xlplan.handout.judging import judging
from xlplan.handout.sheets import Sent
from xlplan.handout.split import roles_of
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.departments import Registry
from xlplan.plan.plan import Plan
from xlplan.plan.settings import Settings
from xlplan.returns.judge import Desk, latest
from xlplan.returns.received import Submission, reports_on_something
from xlplan.returns.sender import other_names
from xlplan.schedule.rounds import Round, follows, read_round, same_kind
from xlplan.status.asking import handed_out, owed_rows
from xlplan.terms.choices import Role
from xlplan.terms.errors import RoundError
from xlplan.terms.text import Folded


def sent_round(ledger: Ledger | None, text: str) -> Round:
    """Return the round of this name. Raise RoundError if nothing was handed out in it."""
    round_ = read_round(text)
    known = ledger.rounds() if ledger else []
    if round_.name not in known:
        shown = f"下发过的期次有：{'、'.join(known)}。" if known else "还没有下发过任何一期。"
        raise RoundError(f"没有下发过“{round_.name}”。{shown}", "请核对期次的写法，或先拆分下发这一期。")
    return round_


@contextlib.contextmanager
def reading_round(workspace: Workspace, text: str) -> Iterator[tuple[Ledger, Round]]:
    """Open the ledger to read, and yield it with the round of this name. Raise as `sent_round` does, or what reading the ledger raises."""
    with contextlib.ExitStack() as opened:
        ledger = workspace.open_ledger()
        if ledger is not None:
            opened.enter_context(ledger)
        round_ = sent_round(ledger, text)
        assert ledger is not None, "without one, no round was handed out"
        yield ledger, round_


def rounds_in_order(ledger: Ledger) -> list[Round]:
    """Return the rounds handed out by their days; those without days stand where they were first handed out."""
    rounds = [read_round(name) for name in ledger.rounds()]
    keys: list[tuple[date, int]] = []
    for place, round_ in enumerate(rounds):
        keys.append((round_.start or max((key for key, _ in keys), default=date.min), place))
    return [round_ for _, round_ in sorted(zip(keys, rounds, strict=True), key=lambda pair: pair[0])]


def later_rounds(round_: Round, order: Sequence[Round]) -> list[Round]:
    """Return the rounds that come after another, of all in their `order`: what goes on beside it does not.

    Of numbers of one series the order tells which come after; none does after one that is not handed out yet.
    """
    names = [each.name for each in order]
    if round_.name in names:
        order = order[names.index(round_.name) + 1 :]
    elif round_.start is None:
        return []
    return [each for each in order if follows(each, round_)]


def round_before(round_: Round, order: Sequence[Round], names: Sequence[str]) -> Round | None:
    """Return the round before this one: the last that it follows, of its own kind if there is one.

    Where there is none, a round without days has before it the one handed out last. `order` is as in `later_rounds`,
    `names` are in the order of handing out.
    """
    earlier = names[: names.index(round_.name)] if round_.name in names else names
    before = [each for each in order if follows(round_, each) and (each.start or each.name in earlier)]
    of_its_kind = [each for each in before if same_kind(round_, each)]
    if before:
        return (of_its_kind or before)[-1]
    return read_round(earlier[-1]) if earlier and not round_.start else None


def settled(ledger: Ledger, plan: Plan, round_: Round | None) -> Settled:
    """Return what counts in a round and what is open."""
    if round_ is None:
        return Settled()
    handed = ledger.handed_out_by(round_.name)
    former = former_names(ledger, plan.registry).get(round_.name, {})
    return settle_renamed(ledger.received(round_.name), ledger.decisions(), round_.name, plan.routines, handed, former)


def agreements_by(
    ledger: Ledger, round_: Round, registry: Registry, known_by: date | None = None
) -> dict[tuple[Folded, Folded], Agreements]:
    """Return what the office has agreed to by a round and in those beside it, by the end of a day if one is given, by folded 编号 and department."""
    later = {each.name for each in later_rounds(round_, rounds_in_order(ledger))}
    made = (each for each in ledger.decisions() if each.round not in later)
    known = (each for each in made if known_by is None or each.at is None or each.at.date() <= known_by)
    return agreed_now(ledger, registry, known)


def owed_by(
    plan: Plan, newest: Mapping[str, Sent], agreements: Mapping[tuple[Folded, Folded], Agreements], today: date
) -> dict[str, list[tuple[str, Role]]]:
    """Return the rows that each department, by its present name, owes a report on; `newest` are the newest sheets."""
    of_task = roles_of(plan)
    held = handed_out((each.sheet for each in newest.values()), partial(name_now, registry=plan.registry))
    agreed = named_now(Settled(agreements=agreements), plan.registry).agreed
    return owed_rows(((task, of_task[task.id]) for task in plan.tasks), held, agreed, today)


def keep_judging_settings(writer: ActionWriter, ledger: Ledger, round_: Round, settings: Settings) -> None:
    """Write down the settings that a round is judged by, if they are not those that it was judged by before."""
    now = judging(settings)
    if now != ledger.judged_by(round_.name):
        writer.add_settings(round_.name, now)


def missing(
    plan: Plan,
    sent: Mapping[tuple[str, int], Sent],
    returns: Iterable[Submission],
    agreements: Mapping[tuple[Folded, Folded], Agreements],
    today: date,
) -> list[str]:
    """Return the departments, by their present names, that owe a report and have reported on nothing."""
    came = returned_in(returns, plan.registry)
    # What those owe who have reported need not be known.
    quiet = {name: each for name, each in latest(sent).items() if name_now(name, plan.registry) not in came}
    owed = owed_by(plan, quiet, agreements, today) if quiet else {}
    return [name for name in dict.fromkeys(name_now(name, plan.registry) for name in quiet) if name in owed]


def returned_in(returns: Iterable[Submission], registry: Registry) -> set[str]:
    """Return the departments, by their present names, that have reported on something."""
    return {
        name_now(item.department, registry)
        for item in returns
        if item.verdict.taken and item.department and reports_on_something(item)
    }


def desk_of(ledger: Ledger, round_: Round, registry: Registry) -> Desk:
    """Return what the returns of a round are compared with, as far as the ledger knows it."""
    sent = ledger.sent(round_.name)
    named = {name for name, _ in sent}
    others = other_names(registry, named)
    return Desk(ledger.plan, ledger.key, round_.name, sent, rounds=ledger.rounds(), others=others)
