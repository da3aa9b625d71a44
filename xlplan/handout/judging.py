"""The settings that a round is judged by, as they were while it ran: what is changed in 设置 later leaves it as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from xlplan.plan.settings import Settings

_PLAIN: Final = ("year", "school_year", "red_behind", "amber_behind", "warning_days", "before_includes")
_TERMS: Final = ("spring_term", "autumn_term")


def judging(settings: Settings) -> dict[str, Any]:
    """Return the settings by which lights are judged and limits are read, as JSON can hold them."""
    start = settings.plan_start
    return {
        **{name: getattr(settings, name) for name in _PLAIN},
        **{name: [list(each) for each in getattr(settings, name)] for name in _TERMS},
        "plan_start": start.isoformat() if start else "",
    }


def judged_by(settings: Settings, was: Mapping[str, Any]) -> Settings:
    """Return the settings with what `judging` returned once in the place of what is set now; what it does not name stays."""
    values = {name: was[name] for name in _PLAIN if name in was}
    values |= {name: tuple((month, day) for month, day in was[name]) for name in _TERMS if name in was}
    if "plan_start" in was:
        values["plan_start"] = date.fromisoformat(was["plan_start"]) if was["plan_start"] else None
    return replace(settings, **values)
