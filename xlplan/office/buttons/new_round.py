"""开新一期: put the next round into 设置. Nothing of the round before is touched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from xlplan.actions.book import Book
from xlplan.actions.decide import Pending
from xlplan.actions.new_round import recorded
from xlplan.actions.rounds import agreements_by, missing
from xlplan.ledger.writer import SettingChange
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.office.buttons.settings_apart import ask_for_next, take
from xlplan.office.buttons.surface import OpenSurface, Surface, current_round
from xlplan.office.sheets.fixed_sheets import SettingCells
from xlplan.reissue.who import send_backs
from xlplan.schedule.rounds import Round, next_round
from xlplan.telling import new_round as telling
from xlplan.terms.buttons import caption
from xlplan.terms.sheets import SETTINGS

_ASKED_FOR: Final = timedelta(minutes=10)
"""Where no window asks, a second click this soon after the question means yes."""


def new_round(job: Surface) -> Outcome:
    """Put the next round into 设置 and clear its deadline, once the user has said yes; without 设置, ask for both."""
    job.prepare()
    cells = SettingCells(job.all_sheets) if isinstance(job, OpenSurface) else None
    source = job.source()
    if source.settings_file and isinstance(job.answer, RoundAnswer):
        return Outcome(True, take(source, job.answer, job.now))
    round_ = current_round(source)
    if source.settings_file:
        return ask_for_next(source, _left_over(source, round_, job.now.date()), job.now)
    following = next_round(round_)
    if not isinstance(job, OpenSurface) or not job.console or not cells:
        said = _left_over(source, round_, job.now.date()) + telling.by_hand(following)
        return Outcome(True, said, leads="round")
    console = job.console
    if following is None:
        cells.show()
        return Outcome(False, telling.no_next(round_), show=SETTINGS)
    asked = telling.asked_note(following)
    at = console.noted_at(caption("round"), asked)
    again = at is not None and job.now - at < _ASKED_FOR
    if job.answer is False:
        # The question is answered: one more click asks again.
        console.note(caption("round"), telling.declined(round_), job.now)
        return Outcome(True, telling.declined(round_))
    if not (job.answer or (job.answer is None and again and not job.asks)):
        open_ = _left_over(source, round_, job.now.date())
        console.note(caption("round"), telling.answer_in_window(following) if job.asks else asked, job.now)
        ask = open_ + telling.question(round_, following)
        return Outcome(True, ask if job.asks else open_ + telling.how_to_say_yes(round_, following), ask=ask)
    deadline = source.settings.deadline
    changes = [
        SettingChange("round", round_.name, following.name),
        SettingChange("deadline", deadline.isoformat() if deadline else "", ""),
    ]
    with recorded(source, round_, job.now, telling.opened_note(round_, following), changes):
        # The round last: where Excel takes only a part, the next click still means this one.
        for change in reversed(changes):
            cells.write(change.name, change.after)
    console.note(caption("round"), telling.opened_note(round_, following), job.now)
    cells.show()
    return Outcome(True, telling.opened(round_, following, source.settings.year), show=SETTINGS)


def _left_over(source: Book, round_: Round, today: date) -> str:
    ledger = source.workspace.open_ledger()
    if ledger is None:
        return telling.left_over(round_, None)
    with ledger:
        sent = ledger.sent(round_.name)
        if not sent:
            return telling.left_over(round_, None)
        plan = source.plan(today, round_, ledger)
        late = missing(plan, sent, ledger.received(round_.name), agreements_by(ledger, round_, plan.registry), today)
        pending = Pending(source, ledger, round_, plan, today)
        backs = send_backs(sent, pending.case.received, pending.case.decisions, round_.name, plan)
        waiting = len(pending.questions)
    back = [each.department for each in backs.departments if each.read and each.department not in late]
    return telling.left_over(round_, late, back, waiting)
