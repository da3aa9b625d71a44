"""The plain reading: what the reason of a light has to name, the claim and the day.

Written from section 6b of the design alone: words that must stand in the reason, not the reason itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from model_office.office import DONE
from model_office.plain_lights import Lit, due_day, missed_milestone, overdue
from model_office.plain_view import View


def must_name(view: View, lit: Lit) -> tuple[str, ...]:
    """Return what the reason of a row of 执行 or 责任 has to name."""
    if view.row.role not in ("lead", "share"):
        return ()
    if lit.rule in (1, 2):
        # Topic: closed and paused are shown with the day on which that was agreed to.
        agreed = view.told.closed_day if lit.rule == 1 else view.told.paused_day
        return (agreed.isoformat(),) if agreed else ()
    return (*_days(view, lit), *_silence(view))


def in_words(day: date) -> str:
    """Return a day as the reason writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _days(view: View, lit: Lit) -> Iterator[str]:
    """Topic: overdue is overdue, since a day and by so many; a milestone that has passed is named by its day."""
    due = due_day(view)
    if lit.rule == 5 and overdue(view) and due:
        yield in_words(due)
        yield f"超{(view.day - due).days}天"
    elif lit.light in ("red", "amber") and view.told.counts("state") != DONE and not overdue(view):
        yield from map(in_words, filter(None, [missed_milestone(view)]))


def _silence(view: View) -> Iterator[str]:
    """Topic: the reason says both: what the day makes of it, and what was claimed last by who is silent now."""
    told = view.told
    if not told.answered_or_verified or view.round in told.reported_in:
        return
    yield "本期未报送"
    taken_back = told.sent_back or told.open_since or told.refused_up_to
    if told.answered and not taken_back and told.claim.percent is not None and not view.regular:
        yield f"报{told.claim.percent}%"
    if "percent" in told.verified and not view.routine_half:
        yield f"核定{told.verified['percent']}%"
