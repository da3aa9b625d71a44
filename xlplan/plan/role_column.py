"""A column that says of the office beside it whether it leads or supports; the rows of one task name one office each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from xlplan.terms.cells import Grid, as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_UNIT: Final = "(?:单位|部门|科室|股室|处室|责任|方|者)?"
_ROLES: Final = {
    Field.LEAD: pattern_of(f"(?:总?牵头|主办|主责|主抓|主要责任|第一责任|主体责任|主){_UNIT}"),
    Field.SHARE: pattern_of(f"(?:责任|负责|承办|承担|实施|落实){_UNIT}"),
    Field.SUPPORT: pattern_of(f"(?:配合|协办|协助|协同|支持|参与|参加|协作|会办|联办|分办|辅助|协|辅|配){_UNIT}"),
}
_LONGEST: Final = 11
_LABELS: Final = {Field.LEAD: "牵头", Field.SHARE: "责任", Field.SUPPORT: "配合"}


@lru_cache(1 << 10)  # a column says the same again and again
def role_said(text: str) -> Field | None:
    """Return the role that a cell says, and nothing else: 牵头, 配合单位, 主责."""
    if text.isascii():
        # Such as a number.
        return None
    folded = fold(text)
    return next((role for role, words in _ROLES.items() if words.fullmatch(folded)), None)


def says_roles(grid: Grid, column: int, first: int) -> bool:
    """Return True if most cells of a column, from a row on, say a role, and more than one of several rows."""
    said = known = 0
    for value, count in Counter([row[column] for row in grid.rows[first:] if column < len(row)]).items():
        if not is_blank(value):
            said += count
            text = as_text(value)
            if len(text) <= _LONGEST and role_said(text):
                known += count
    if not known:
        return False
    if known < 2:
        rows = sum(any(not is_blank(value) for value in row) for row in grid.rows[first:])
        return 2 * known > said and rows < 2
    return 2 * known > said


def with_roles(named: Sequence[tuple[str, str]]) -> str:
    """Return who a task names with their roles in words: 牵头：甲局；配合：乙局. `named` are names, each with its role."""
    groups: dict[str, dict[str, None]] = {}
    for names, role in named:
        known = role_said(role)
        names = names.strip().rstrip("。；;、")
        if names:
            label = _LABELS[known] if known else ""
            groups.setdefault(label, {})[names if known or is_blank(role) else f"{names}“{role.strip()}”"] = None
    # A label counts for all that stands behind it.
    said = [("", groups.get("", {})), *((label, groups.get(label, {})) for label in _LABELS.values())]
    return "；".join(f"{label}{'：' if label else ''}{'、'.join(names)}" for label, names in said if names)


def tasks_of_rows(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[list[int]]:
    """Yield the rows of each task; `rows` are rows with what they say besides who does it, blank where it goes on."""
    task: list[int] = []
    before: Sequence[str] = ()
    for row, texts in rows:
        if task and all(not text or text == last for text, last in zip(texts, before, strict=True)):
            task.append(row)
            continue
        if task:
            yield task
        task, before = [row], texts
    if task:
        yield task
