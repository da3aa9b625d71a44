"""What is said of 校验."""

from __future__ import annotations

from collections.abc import Mapping

from xlplan.actions.validate import Validation
from xlplan.telling.lines import finding_lines
from xlplan.telling.told import Remark, Told, some
from xlplan.terms.findings import severity_counts


def tell_validation(result: Validation) -> Told:
    """Return the findings, each with its place and cure."""
    tasks, found = len(result.plan.tasks), len(result.findings)
    counts = severity_counts(result.findings)
    return Told(
        "validate", f"“{result.plan.sheet}”共 {tasks} 项任务，发现 {found} 个问题。",
        f"{tasks} 项任务，" + (f"{found} 个问题（{counts}）" if counts else "没有发现问题"),
        [Remark(finding_lines(result.findings))], finished=True,
    )  # fmt: skip


def numbers_missing(proposed: Mapping[int, str]) -> str:
    """Return which rows have no 编号, and the number that each would get."""
    rows = some(f"第{row}行 {number}" for row, number in proposed.items())
    return f"有 {len(proposed)} 项任务没有编号，可以补上：{rows}。"
