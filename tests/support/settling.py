"""Returns of a department, rulings on their cells, and what counts of one cell by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.small import ROUND, decision, received, returned
from xlplan.decisions.settle import settle
from xlplan.terms.fields import Field

FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}


def came(path: str = "一.xlsx", row: Any = None, action: int = 2, **more: Any) -> Any:
    reported = more.pop("reported", FULL)
    return received(row or returned(**reported), path=path, action=action, **more)


def on(ruling: str, kind: str, before: str = "", reported: str = "", field: str = "percent", **more: Any) -> Any:
    return decision(ruling, kind, field=field, before=before, reported=reported, **{"action": 3} | more)


def told(items: Sequence[Any], *decisions: Any, name: str = "percent") -> tuple[Any, list[Any], list[str], bool]:
    """Return of one cell what counts, the values in conflict, the doubts, and whether it was sent back."""
    found = settle(items, decisions, ROUND.name)
    entry = found.entries.get(("1.1", "教育科"))
    value = entry.values.get(Field(name)) if entry else None
    return (
        value.value if value else None,
        [value for each in found.conflicts if each.field == name for value, _ in each.values],
        [each.doubt.shown for each in found.doubts if each.doubt.field == name],
        bool(entry and name in entry.sent_back),
    )


ONE, OTHER, THIRD = (
    came(),
    came("二.xlsx", reported=FULL | {"percent": 0.9}),
    came("三.xlsx", reported=FULL | {"percent": 0.7}),
)
PAUSE = decision("同意暂缓", "申请暂缓", reported="暂缓", action=3)
RESUMED = decision("", "恢复", action=7)
