"""抽查核实单: what the office may want to verify on the spot, with blanks for what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.status.words import headline
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.shares import whole_percent

LEAP: Final = 0.3
"""A share that grew by more than this since the report before is worth a look."""
SPOT_CHECK_COLUMNS: Final = (
    "编号", "任务", "部门", "报的状态", "报的进度", "本期进展", "佐证材料", "为什么抽查", "核定进度", "核定状态", "核实人", "核实日期", "备注",
)  # fmt: skip


WIDTHS: Final = (6, 16, 10, 7, 7, 22, 8, 13, 7, 7, 7, 8, 6)
"""Of the columns, in characters: on A4 across, the text is then printed at 9 points or more."""


@record(frozen=True, slots=True)
class SpotCheck:
    """A report to verify, and why."""

    task: TaskStatus
    department: DepartmentStatus
    why: str

    @property
    def values(self) -> dict[str, str]:
        """What the printed forms say of it, by placeholder."""
        number, task, department, state, percent, progress, evidence, why, *_ = self.cells
        return {
            "编号": number, "任务": task, "部门": department, "状态": state, "进度": percent, "进展": progress,
            "佐证": evidence or "没有写", "原因": why,
        }  # fmt: skip

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line, by SPOT_CHECK_COLUMNS; what is found on the spot is left blank."""
        claim = self.department.claim
        values = {name: str(value.value) for name, value in claim.values.items()} if claim else {}
        share = claim.values.get(Field.PERCENT) if claim else None
        percent = whole_percent(share.value) if share and isinstance(share.value, float) else ""
        found = self.department.agreements.verified
        state = values.get(Field.STATE, "")
        if Field.PERCENT in found:
            percent = _found_beside_own(found[Field.PERCENT].reported, percent)
        if Field.STATE in found:
            state = _found_beside_own(found[Field.STATE].reported, state)
        texts = (values.get(name, "") for name in (Field.PROGRESS, Field.EVIDENCE))
        return (
            self.task.task.id, headline(self.task.task.content), self.department.department, state, percent,
            *texts, self.why, "", "", "", "", "",
        )  # fmt: skip


def _found_beside_own(found: str, own: str) -> str:
    """Return what the office found, which counts, with the department's own beside it."""
    return f"核定{found}（自报{own}）" if own else f"核定{found}"


def spot_checks(status: Status) -> list[SpotCheck]:
    """Return what to verify, in the order of the table: what is claimed as done, leaps, and what lacks evidence."""
    return [
        SpotCheck(task, each, "；".join(reasons))
        for task in status.tasks
        for each in task.leads
        if not (each.closed or each.paused) and (reasons := list(_reasons(each)))
    ]


def _reasons(each: DepartmentStatus) -> Iterator[str]:
    claim, before = each.claim, each.before
    if not each.role.carries_out or claim is None:
        return
    state, share = claim.values.get(Field.STATE), claim.values.get(Field.PERCENT)
    earlier = before.values.get(Field.PERCENT) if before else None
    done = state is not None and state.value == State.DONE
    if done:
        yield "报已完成，待销号"
    now, then = (value.value if value and isinstance(value.value, float) else None for value in (share, earlier))
    grown = 0.0 if now is None or then is None else now - then
    if grown > LEAP:
        yield f"进度一期增加{whole_percent(grown).rstrip('%')}个百分点"
    if done and Field.EVIDENCE not in claim.values:
        yield "没有写佐证材料"
    if each.agreements.verified:
        yield f"上次核定为{each.verified}"
