"""The annexes of 进展汇总: the sheets that are printed behind 总览, each with its number.

A sheet that has nothing to show is left out, and those behind it move up. A template whose headers carry the numbers themselves
keeps them as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

PROJECTS, TASKS, LEADERS, RETURNS, GROUPS, TREND = (
    "工程情况",
    "进展汇总",
    "分管领导",
    "部门报送",
    "群组明细",
    "历次趋势",
)
ANNEXES: Final = (PROJECTS, TASKS, LEADERS, RETURNS, GROUPS, TREND)
ANNEX_NUMBER: Final = "附件"
"""The placeholder of the number, in the header of a sheet."""

AnnexNumbers = Mapping[str, int]
"""The number of each sheet that is printed, in order."""


def annexes(empty: Collection[str], numbered: Collection[str] = ANNEXES) -> AnnexNumbers:
    """Return the annexes but for the `empty` sheets; they are renumbered if all headers have the placeholder (`numbered`)."""
    shown = [name for name in ANNEXES if name not in empty]
    renumbered: Sequence[str] = shown if set(ANNEXES) <= set(numbered) else ANNEXES
    return {name: renumbered.index(name) + 1 for name in shown}


def annex(numbers: AnnexNumbers, sheet: str) -> str:
    """Return how a text refers to an annex."""
    return f"附件{numbers[sheet]}“{sheet}”"


def annex_list(numbers: AnnexNumbers) -> str:
    """Return the line that says what the annexes are."""
    return "　".join(f"{number} {name}" for name, number in numbers.items())
