"""What is said of 校验."""

from __future__ import annotations

from collections.abc import Mapping

from xlplan.actions.validate import Validation
from xlplan.telling.lines import finding_lines
from xlplan.telling.told import Remark, Told, some
from xlplan.terms.buttons import caption
from xlplan.terms.findings import severity_counts
from xlplan.terms.sheets import FINDINGS


def tell_validation(result: Validation) -> Told:
    """Return the findings, each with its place and cure."""
    tasks, found = len(result.plan.tasks), len(result.findings)
    counts = severity_counts(result.findings)
    return Told(
        "validate", f"“{result.plan.sheet}”共 {tasks} 项任务，发现 {found} 个问题。",
        f"{tasks} 项任务，" + (f"{found} 个问题（{counts}）" if counts else "没有发现问题"),
        [Remark(finding_lines(result.findings))], finished=True,
    )  # fmt: skip


def where_findings_are() -> str:
    """Return where an open workbook lists the findings."""
    return f"请看“{FINDINGS}”，点“单元格”可以跳过去；改好再点一次。"


def _numbers_missing(proposed: Mapping[int, str]) -> str:
    """Return which rows have no 编号, and the number that each would get."""
    rows = some(f"第{row}行 {number}" for row, number in proposed.items())
    return f"有 {len(proposed)} 项任务没有编号，可以补上：{rows}。"


def how_to_fill_in(proposed: Mapping[int, str]) -> str:
    """Return the missing 编号, and how they are filled in."""
    return f"{_numbers_missing(proposed)}再点一次“{caption('validate')}”就替您写上；要用别的编号，请先自己写好。"


def ask_to_fill_in(proposed: Mapping[int, str]) -> str:
    """Return the question whether the missing 编号 are to be filled in."""
    return f"{_numbers_missing(proposed)}现在补上吗？"


def numbers_filled_in(proposed: Mapping[int, str]) -> str:
    """Return how many 编号 were filled in, and what is left to do."""
    return f"已补上 {len(proposed)} 个编号，请保存工作簿。"
