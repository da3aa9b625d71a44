"""明细 of the status workbook: for each number of its pages and of 督办看板 the rows that it counts, each number linked to its block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.plan.plan import Plan
from xlplan.status.backing import BackingBlock, BackingRow, Figure, PastStanding, blocks, silent_field, silent_name
from xlplan.status.backing_parts import department_blocks, leader_blocks
from xlplan.status.model import DepartmentSummary, Status, TaskStatus
from xlplan.status.rollup import PUNCTUALITY
from xlplan.status.tables import FIGURES, TOTALS, Values
from xlplan.status.words import headline, states_words
from xlplan.terms.choices import Light
from xlplan.terms.findings import Finding
from xlplan.terms.records import record

BACKING_SHEET: Final = "明细"
NAMES: Final = (
    "节", "部门", "编号", "任务", "执行部门", "状态", "亮灯", "进度", "序时进度", "与上期比", "依据",
)  # fmt: skip
_VARIANTS: Final = ("节", "小节", "小节")
"""The looks of a block's title, by how deep it lies in others."""
_FIELDS: Final[Mapping[str, str]] = {
    **{f"{name}数": name for name in (*FIGURES, *PUNCTUALITY)},
    **{f"合计{name}": name for name in TOTALS},
    **{silent_field(light): silent_name(light) for light in Light},
}
"""Placeholders of the plan's own numbers, and the names of these.

Texts of several lines have none: Calc shows a cell that leads somewhere in one line, and cuts it.
"""

FigurePlaces = Mapping[Figure, str]
"""Where the block of each number begins (`#明细!A12`); a number that counts nothing has none."""
TaskLines = Mapping[str, Mapping[str, FieldValue]]
"""The lines of 进展汇总 by 编号."""


@record(frozen=True, slots=True)
class Backing:
    """The rows of 明细, and where the numbers lead."""

    rows: Sequence[Row]
    places: FigurePlaces

    def of(self, values: Values, kind: str = "", of: str = "") -> dict[str, str]:
        """Return where the numbers of a row lead, by column: those of a kind of thing, and of which; else of the whole plan."""
        return {
            name: place
            for name, value in values.items()
            if value not in ("", None) and (place := self.places.get(Figure(name, kind, of)))
        }

    def of_plan(self, fields: Mapping[str, FieldValue]) -> dict[str, str]:
        """Return where the plan's own numbers lead, by placeholder."""
        return {name: place for name in fields if (place := self.places.get(Figure(_FIELDS.get(name, ""))))}


def backing(plan: Plan, status: Status, before: Sequence[BackingBlock], lines: TaskLines, first: int) -> Backing:
    """Return 明细, whose rows begin in row `first`; `before` are the blocks of earlier rounds."""
    rows: list[Row] = []
    places: dict[Figure, str] = {}
    shown = _Shown(lines)
    found = [*blocks(status), *department_blocks(status), *leader_blocks(plan, status), *before]
    for block, depth in _nested(found):
        places |= dict.fromkeys(block.figures, f"#{BACKING_SHEET}!A{first + len(rows)}")
        rows.append(_row({"节": block.title}, _VARIANTS[depth]))
        rows += [shown.row(line) for line in block.lines]
    return Backing(rows, places)


def _nested(found: Sequence[BackingBlock], depth: int = 0) -> Iterator[tuple[BackingBlock, int]]:
    for each in found:
        yield each, depth
        yield from _nested(each.parts, depth + 1)


class _Shown:
    """The rows of lines; what a task's rows share is put into words once."""

    def __init__(self, lines: TaskLines) -> None:
        self._lines = lines
        self._tasks: dict[str, dict[str, FieldValue]] = {}

    def row(self, line: BackingRow) -> Row:
        """Return the row of a line."""
        if isinstance(line.of, DepartmentSummary):
            return _row(_department(line.of), "部门")
        if isinstance(line.of, Finding):
            return _row(_note(line.of))
        gone = None if line.gone is None else round(line.gone, 6)
        more: dict[str, FieldValue] = {"序时进度": gone, "与上期比": line.change or None}
        if isinstance(line.of, PastStanding):
            return _row(_standing(line.of) | more)
        number = line.of.task.id
        if number not in self._tasks:
            self._tasks[number] = self._task(line.of)
        if line.words:
            more["依据"] = line.words
        return _row(self._tasks[number] | more)

    def _task(self, task: TaskStatus) -> dict[str, FieldValue]:
        line = self._lines[task.task.id]
        return {
            "编号": task.task.id, "任务": headline(task.task.content), "执行部门": line["lead"], "状态": states_words(task),
            "亮灯": line["light"], "进度": line["percent"], "依据": line["note"],
        }  # fmt: skip


def _standing(each: PastStanding) -> dict[str, FieldValue]:
    return {
        "编号": each.task, "任务": each.content, "执行部门": each.who, "状态": each.state, "亮灯": each.light, "进度": each.share,
        "依据": each.reason,
    }  # fmt: skip


def _note(each: Finding) -> dict[str, FieldValue]:
    where = f"{each.cell}：" if each.cell else ""
    return {"编号": each.task, "状态": each.severity.label, "依据": f"{where}{each.message}"}


def _department(each: DepartmentSummary) -> dict[str, FieldValue]:
    late = "，迟报" if each.late else ""
    came = f"收到日期 {each.at}{late}。" if each.at else ""
    return {
        "部门": each.department, "状态": each.came,
        "亮灯": each.light.label if each.lead else "", "依据": f"{came}承担任务{each.tasks}项，其中执行{each.lead}项。",
    }  # fmt: skip


def _row(values: Mapping[str, FieldValue], variant: str = "") -> Row:
    return Row.whole(NAMES, values, variant)
