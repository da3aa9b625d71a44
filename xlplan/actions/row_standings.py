"""What the office agreed to for the rows of a round, and which answers are of the half of a limit that is open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

from xlplan.actions.agreed_now import agreed_now
from xlplan.actions.rounds import rounds_in_order
from xlplan.decisions.agreed import NOTHING_AGREED
from xlplan.handout.sheets import Sent
from xlplan.handout.split import RowStanding
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import ReturnedRow
from xlplan.schedule.rounds import Round
from xlplan.terms.choices import Role
from xlplan.terms.text import Folded, fold


def row_standings(
    ledger: Ledger,
    plan: Plan,
    round_: Round,
    latest: Mapping[str, Sent],
    today: date,
    renewed: Collection[Folded] = (),
) -> dict[tuple[Folded, Folded], RowStanding]:
    """Return what was agreed to for each row; what was agreed in this round must not renew its own sheets, the `latest`.

    `renewed` are the departments, folded, whose sheets are renewed for another reason: there a pause is told, and what was
    closed is asked for no more.
    """
    if not (decisions := ledger.decisions()):
        return {}
    names = [each.name for each in rounds_in_order(ledger)]
    place = names.index(round_.name) if round_.name in names else len(names)
    known = [each for each in decisions if each.round not in names[place + 1 :]]
    now = agreed_now(ledger, plan.registry, known)
    earlier = agreed_now(ledger, plan.registry, (each for each in known if each.round != round_.name))
    new = {fold(old): fold(name) for old, name in plan.registry.renamed({d.department for d in known}).items()}
    held = {
        (fold(row.task), fold(name))
        for name, last in latest.items()
        for row in last.sheet.live
        if row.role is not Role.SUMMARY and not row.paused
    }
    let_go = {(row.task_key, fold(name)) for name, last in latest.items() for row in last.sheet.rows if row.closing}
    found: dict[tuple[Folded, Folded], RowStanding] = {}
    for (task, name), agreed in now.items():
        plan_task = plan.task(task)
        if plan_task is None:
            continue
        before = earlier.get((task, name), NOTHING_AGREED)
        place_now = task, new.get(name, name)
        stands = replace(agreed, delays=before.delays).standing(
            plan_task.schedule, today, names[max(place - 1, 0) : place + 1]
        )
        told = place_now[1] in renewed
        if place_now in held and (stands.closed or stands.paused) and not told:
            stands = before.standing(plan_task.schedule, today, names[max(place - 1, 0) : place])
        elif stands.closed and (place_now in held or place_now in let_go):
            stands = replace(stands, lately=True)
        found[place_now] = stands
    return found


def open_halves(ledger: Ledger, plan: Plan, round_: Round, today: date) -> Callable[[Submission, ReturnedRow], bool]:
    """Return what tells whether a row that came back in a round answers the half of its limit that is open.

    A sheet that was made before the deadline was closed says nothing of the routine behind it.
    """
    closed = {
        place: agreed.closings[0].action
        for place, agreed in agreed_now(ledger, plan.registry, ledger.decisions()).items()
        if (task := plan.task(place[0])) and agreed.in_routine(task.schedule, today)
    }
    made_by = ledger.handed_out_by(round_.name) if closed else {}

    def answers(item: Submission, row: ReturnedRow) -> bool:
        since = closed.get((row.task_key, fold(item.department or "")))
        if since is None:
            return True
        if isinstance(item, Entered):
            return item.action >= since
        return made_by.get((item.department or "", item.revision or 0), 0) > since

    return answers
