"""群组明细 of the status workbook: what each member of a group says of a task, below the 综述 of its 归口科室."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.files.papers.status_overview import LIST_BEGINS, Printed
from xlplan.files.papers.status_sources import Places, place_links
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.plan.plan import Plan
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.status.rollup import GroupStatus, parties
from xlplan.status.words import headline
from xlplan.terms.choices import ReturnState
from xlplan.terms.fields import Field

NAMES: Final = ("组", "部门", "是否报送", "状态", "进度", "亮灯", "本期进展", "存在问题")
NO_GROUPS: Final = Row.whole(NAMES, {"组": "没有由一组单位共同执行的任务。"}, "组")
"""What stands where there are no rows."""
_HEADINGS: Final = 26.0
"""Points of the headings, which stand on each page."""


def group_rows(plan: Plan, status: Status, places: Places, printed: Printed) -> Iterator[Row]:
    """Yield the rows: each group on each task with its 综述 and its members, on one page if a page holds them. None without groups."""
    found = list(_groups(plan, status, places))
    page = printed.page - _HEADINGS
    left = page - LIST_BEGINS
    for place, rows in enumerate(found):
        high = list(printed.heights(rows))
        # A group longer than a page begins where its head and its first member have room. The first one stands below the title.
        needed = sum(high) if sum(high) <= page else sum(high[: _head(rows) + 1])
        new_page = place > 0 and needed > left
        left = page if new_page else left
        for number, (row, height) in enumerate(zip(rows, high, strict=True)):
            if height > left and number > _head(rows):
                # A group longer than a page is named again at the head of the next one.
                title = str(rows[0].values["组"])
                yield _row({"组": f"{title}（续）"}, "组")._replace(new_page=True)
                left = page - high[0]
            yield row._replace(new_page=new_page and number == 0)
            left -= height


def _head(rows: Sequence[Row]) -> int:
    """Return how many rows stand above the first member."""
    return sum(1 for row in rows if row.variant)


def _groups(plan: Plan, status: Status, places: Places) -> Iterator[list[Row]]:
    for task in status.tasks:
        for group in parties(plan, task):
            if not isinstance(group, GroupStatus):
                continue
            head = f"{task.task.id} {headline(task.task.content)}　{group.words}　最低：{group.light.label}灯"
            rows = [_row({"组": head}, "组")]
            if group.section:
                words = group.overview or "还没有写综述（由归口科室写在自己任务表里这一项的“综述”行）。"
                rows.append(_row({"组": f"{group.section}综述：{words}"}, "综述"))
            yield [*rows, *(_member(task, each, places) for each in group.members)]


def _member(task: TaskStatus, each: DepartmentStatus, places: Places) -> Row:
    state = ReturnState.RETURNED if each.reported else ReturnState.MISSING if each.owed else ReturnState.NOTHING
    values: dict[str, FieldValue] = {
        "部门": each.department, "是否报送": state, "状态": each.state,
        "进度": each.share, "亮灯": each.light.label, "本期进展": each.text(Field.PROGRESS), "存在问题": each.text(Field.PROBLEMS),
    }  # fmt: skip
    return _row(values, links=place_links(places, task.task.id, "亮灯", "进度", department=each.department))


def _row(values: Mapping[str, FieldValue], variant: str = "", links: Mapping[str, str] | None = None) -> Row:
    return Row.whole(NAMES, values, variant, links)
