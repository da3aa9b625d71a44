"""分管领导 of the status workbook: what each leader answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlplan.files.papers.status_backing import FigurePlaces
from xlplan.files.papers.status_overview import LIST_BEGINS, Links, Printed
from xlplan.files.papers.status_sources import Places, place_links
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.plan.plan import Plan
from xlplan.status.backing import Figure
from xlplan.status.backing_parts import NOBODY, OF_LEADER
from xlplan.status.model import Status
from xlplan.status.rollup import LeaderPage, leaders, parties
from xlplan.status.tables import light_count
from xlplan.status.words import alarm_reasons, days_words, headline, lead_words
from xlplan.terms.choices import Light
from xlplan.terms.fields import Field
from xlplan.terms.shares import whole_percent

NAMES: Final = ("领导", "编号", "任务", "执行部门", "亮灯", "进度", "距到期", "情况")
NO_LEADERS: Final = Row.whole(
    NAMES, {"领导": "这份计划没有按分管领导分工。在“部门”表或分工表里写上分管领导，就有这一页。"}, "行"
)
"""What stands where there are no rows."""
_HEADS: Final = Row.whole(NAMES, {name: name for name in NAMES[1:]}, "头")
_LABELS: Final = ("小节", "头")


def leader_rows(
    plan: Plan, status: Status, places: Places, figures: FigurePlaces, links: Links, printed: Printed
) -> Iterator[Row]:
    """Yield the rows: for each leader how many tasks there are, the red and amber ones, who asks for help, who is silent.

    None where the plan is not divided among leaders. `links` says where a task's line leads, `places` and `figures` where
    values and numbers come from.
    """
    pages = leaders(plan, status)
    left = printed.page - LIST_BEGINS
    if several := _several(pages):
        above = _row({"领导": several}, "行")
        left -= sum(printed.heights([above]))
        yield above
    for number, page in enumerate(pages):
        rows = list(_page(page, plan, status, places, figures, links))
        high = list(printed.heights(rows))
        # Leaders with few tasks share paper. The first one's page begins below the sheet's title.
        new_page = number > 0 and sum(high) > left
        left = printed.page if new_page else left
        for place, (row, height) in enumerate(zip(rows, high, strict=True)):
            # A label stands above what it is the label of.
            together = sum(high[place : place + 2]) if row.variant in _LABELS else height
            if place > 0 and together > left:
                # It runs on over a further page, which says whose it is, and what the columns are.
                again = [_row({"领导": f"{page.leader or NOBODY}（续）"}, "领导")._replace(new_page=True)]
                again += [] if row.variant else [_HEADS]
                left = printed.page - sum(printed.heights(again))
                yield from again
            yield row._replace(new_page=new_page and place == 0)
            left -= height


def _several(pages: Sequence[LeaderPage]) -> str:
    """Return how many tasks stand on several leaders' pages, for whoever adds the pages up; or ""."""
    counts = Counter(task.task.id for page in pages for task, _ in page.shared)
    if not counts:
        return ""
    return (
        f"{len(counts)}项任务由几位领导共同分管，每位领导名下都列、都计数："
        f"各页任务数加起来，比全部任务多{counts.total() - len(counts)}项。"
    )


def _shared(page: LeaderPage) -> str:
    """Return which of a leader's tasks are whose as well."""
    found: dict[str, list[str]] = {}
    for task, others in page.shared:
        found.setdefault("、".join(others), []).append(task.task.id)
    return "；".join(f"与{others}共同的{len(ids)}项：{'、'.join(ids)}" for others, ids in found.items())


def _page(
    page: LeaderPage, plan: Plan, status: Status, places: Places, figures: FigurePlaces, links: Links
) -> Iterator[Row]:
    def text(words: str, variant: str = "行", to: Mapping[str, str] | None = None) -> Row:
        return _row({"领导": words}, variant, to)

    counts = "　".join(light_count(page.total, light) for light in Light)
    mean = "" if page.total.share is None else f"　平均进度 {whole_percent(page.total.share)}"
    to = figures.get(Figure("任务", OF_LEADER, page.leader or ""))
    said = f"{page.leader or NOBODY}　任务 {page.total.tasks} 项　{counts}{mean}"
    yield text(said, "领导", {"领导": to} if to else None)
    if page.shared:
        yield text(f"{_shared(page)}。")
    yield text("红黄灯任务", "小节")
    yield _HEADS if page.alarms else text("没有红灯和黄灯任务。")
    for task in page.alarms:
        values: dict[str, FieldValue] = {
            "编号": task.task.id, "任务": headline(task.task.content), "亮灯": task.light.label, "进度": task.share,
            "执行部门": lead_words(parties(plan, task)), "距到期": days_words(task, status.today),
            "情况": alarm_reasons(task),
        }  # fmt: skip
        yield _row(values, links=links(task))
    yield text("需要协调的事项", "小节")
    yield _HEADS if page.help else text("没有。")
    for task, each in page.help:
        values = {
            "编号": task.task.id, "任务": headline(task.task.content), "执行部门": each.department, "亮灯": each.light.label,
            "进度": each.share, "距到期": days_words(task, status.today),
            "情况": each.standing(Field.PROBLEMS) or each.standing(Field.PROGRESS) or "没有写事由",
        }  # fmt: skip
        yield _row(values, links=place_links(places, task.task.id, "编号", "亮灯", department=each.department))
    yield text("还没有报送的部门", "小节")
    yield text("、".join(page.missing) or "都已报送。")


def _row(values: Mapping[str, FieldValue], variant: str = "", links: Mapping[str, str] | None = None) -> Row:
    return Row.whole(NAMES, values, variant, links)
