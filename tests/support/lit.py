"""What a light is judged by, made of small values: time limits of each kind, what was claimed, what the office found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from support.small import TODAY, closed, decision, entry, limit, paused
from xlplan.decisions.agreed import Agreements
from xlplan.plan.settings import Settings
from xlplan.status.asking import Asking
from xlplan.status.light_case import LightCase
from xlplan.status.lights import light
from xlplan.terms.fields import Field

YEAR = "2023年1月1日-2023年12月31日"
"""A limit of 364 days from its first, of which 175 (48.1 %) are gone on TODAY."""
FIFTH = "2023年6月20日-2023年7月15日"
"""A limit of 25 days, of which 5 (20 %) are gone on TODAY."""
TENTHS = "2023年6月5日-2023年7月15日"
"""A limit of 40 days, of which 20 (50 %) are gone on TODAY."""
HALVES = "2022年底完成名单。2023年7月起常规实施。"
"""A deadline, and a routine behind it that begins after TODAY."""
BEHIND = "2022年底完成名单。2023年起常规实施。"
"""A deadline, and a routine behind it that has begun."""
STAGES = "2023年3月底前完成一稿，2023年5月底前完成二稿，2023年12月底前完成"
"""Two milestones passed, and a due day ahead: three days in all."""
PAUSED, CLOSED = paused(), closed()
MARKS = ("agreements", "open_question", "waits", "repeats", "reported", "owed_again", "asked", "deadline")
NEVER = None


def day(text: str) -> date:
    return date.fromisoformat(text)


def asking(
    since: str | None = "2023-06-01", deadline: str | None = "2023-06-20", round_: str = "一期", *, routine: bool = True
) -> Asking:
    """Return a round that asked, with one sheet; unless `routine` that had 完成进度 to fill in."""
    last = datetime.fromisoformat(f"{since}T09:00") if since else None
    until = day(deadline) if deadline else None
    return Asking(round_, day(since) if since else None, until, last, last if routine else None)


def verified(**found: str) -> Agreements:
    """Return what the office found by itself, by column."""
    made = {Field(name): decision("", "核定进展", name, reported=text, action=5) for name, text in found.items()}
    return Agreements(verified=made)


def case(
    schedule: str, what: dict[str, Any] | None, today: date = TODAY, settings: Settings | None = None, **marks: Any
) -> LightCase:
    """Return what is judged; `what` was claimed, and may hold the marks of the case as well."""
    marks |= {name: what[name] for name in MARKS if what and name in what}
    claim = None if what is None else entry(**{name: value for name, value in what.items() if name not in MARKS})
    return LightCase(limit(schedule, today), claim, today, settings or Settings(), **marks)


def judged(schedule: str, what: dict[str, Any] | None, **marks: Any) -> tuple[str, str]:
    found, why = light(case(schedule, what, **marks))
    return found.value, why


def never(schedule: str, **marks: Any) -> tuple[str, str]:
    return judged(schedule, NEVER, **marks)
