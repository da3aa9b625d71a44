"""Findings (问题) as data: a stable code, the place, what it says and how to correct it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from xlplan.terms.catalogue import CATALOGUE, FindingKind, Severity
from xlplan.terms.fields import Field
from xlplan.terms.records import record

_SHOWN: Final = 8
_ENDS: Final = ("。", "？", "！", "…", "?", "!", ".")
"""Marks that end a sentence."""


@record(frozen=True, slots=True)
class Finding:
    """One thing for a person to look at. `sheet`, `cell` (A1) and `task` (编号) are None if there is none."""

    code: str
    severity: Severity
    sheet: str | None
    cell: str | None
    task: str | None
    message: str
    hint: str
    field: Field | None = None
    """The identifier of its column, if it is in one."""
    before: str = ""
    after: str = ""
    """The whole texts, if it is about a changed or added text: the message shows only their beginning."""
    shown: str = ""
    """What its cell shows, if a value was taken that says more: the text may be shortened in the message."""
    mend: str = ""
    """What the department is told, if it can correct it."""
    others: str = ""
    """The other cells of which it says the same, with 、 between."""

    @property
    def kind(self) -> FindingKind:
        """Its entry in the catalogue; a plain one if only another version of the program knows the code."""
        return CATALOGUE.get(self.code) or FindingKind(self.severity, self.message, self.hint, self.mend)


def finding(
    code: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    task: str | None = None,
    field: Field | None = None,
    **values: object,
) -> Finding:
    """Return the finding of a catalogue entry, its texts filled with `values`."""
    kind = CATALOGUE[code]
    message = kind.message.format(**values)
    # What is quoted at the end may end without a mark.
    message += "" if message.endswith(_ENDS) else "。"
    return Finding(
        code, kind.severity, sheet, cell, task, message, kind.hint.format(**values), field,
        mend=kind.mend and kind.mend.format(**values),
    )  # fmt: skip


def gravest_first(items: Iterable[Finding]) -> list[Finding]:
    """Return findings with those first for which a sheet goes back, then by severity, else in their order."""
    return sorted(items, key=gravity)


def gravity(item: Finding) -> tuple[bool, int]:
    """Return how grave a finding is, the gravest first: whether a sheet goes back for it, then its severity."""
    return not (item.mend and item.kind.suffices), list(Severity).index(item.severity)


def told_once(items: Sequence[Finding]) -> Finding:
    """Return the first of findings that say the same, with the cells of the others."""
    first, *others = items
    if not others:
        return first
    cells = "、".join(item.cell or "" for item in others[:_SHOWN]) + ("等" if len(others) > _SHOWN else "")
    return replace(
        first,
        message=f"{first.message.rstrip('。')}；同样的另有 {len(others)} 处：{cells}。",
        others="、".join(item.cell for item in others if item.cell),
    )


def finding_json(item: Finding) -> dict[str, object]:
    """Return a finding as `xlplan validate --json` prints it."""
    return {
        "code": item.code, "severity": item.severity.value, "sheet": item.sheet, "cell": item.cell, "task": item.task,
        "message": item.message, "hint": item.hint,
    }  # fmt: skip


def severity_counts(items: Iterable[Finding]) -> str:
    """Return how many findings of each severity there are, the gravest first: `错误 1，提醒 8`."""
    counts = Counter(item.severity for item in items)
    return "，".join(f"{each.label} {counts[each]}" for each in Severity if counts[each])
