"""One finding for one cause: what is said alike of many cells or headings is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from xlplan.terms.findings import Finding, told_once

# Told with the words of each; told once with the cells; once with the sheets; and once for each column.
_EACH: Final = frozenset({"import-heading"})
_ONCE: Final = frozenset({"import-auto-number"})
_OF_SHEETS: Final = frozenset({"import-numbers-new"})
_BY_COLUMN: Final = frozenset({"import-value", "import-formula", "import-shown-day"})


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those of one cause made one, which stands where the first of them stood."""
    groups: dict[object, list[Finding]] = {}
    for number, item in enumerate(findings):
        key: object = number
        if item.code in _EACH | _ONCE:
            key = item.code, item.sheet
        elif item.code in _OF_SHEETS:
            key = item.code, item.message
        elif item.code in _BY_COLUMN:
            key = item.code, item.sheet, re.sub(r"\d+$", "", item.cell or "")
        groups.setdefault(key, []).append(item)
    return [_one(items) for items in groups.values()]


def _one(items: list[Finding]) -> Finding:
    first, *others = items
    if others and first.code in _EACH:
        said = first.message.rstrip("。")
        return replace(first, message="；".join([said, *(item.message.rstrip("。") for item in others)]) + "。")
    if others and first.code in _OF_SHEETS:
        sheets = "、".join(item.sheet or "" for item in others)
        return replace(first, message=f"{first.message.rstrip('。')}；同样的另有 {len(others)} 张表：{sheets}。")
    return told_once(items)
