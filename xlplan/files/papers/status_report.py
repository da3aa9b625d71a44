"""The status workbook for the leaders, filled into the template that the office may have restyled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from xlplan.files.papers.own_template import load_template
from xlplan.files.papers.status_backing import BACKING_SHEET, Backing, FigurePlaces, backing
from xlplan.files.papers.status_backing import NAMES as BACKING
from xlplan.files.papers.status_overview import NAMES as OVERVIEW
from xlplan.files.papers.status_overview import overview
from xlplan.files.papers.status_sources import NAMES as SOURCES
from xlplan.files.papers.status_sources import SOURCES_SHEET, EntryLink, Places, sources_of
from xlplan.files.store.shipped import STATUS_TEMPLATE
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import Problem, SheetFill, Template, template_problems
from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import day_words
from xlplan.status.changes import compared
from xlplan.status.light_source import lighting, telling
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.status.rollup import (
    PUNCTUALITY,
    GroupStatus,
    LeaderPage,
    TrendPoint,
    leaders,
    owing,
    parties,
    project_names,
    returned_from,
    total,
)
from xlplan.status.tables import (
    DEPARTMENT,
    FIGURES,
    LIGHTS,
    TOTALS,
    TREND,
    department_values,
    figures,
    light_count,
    project_values,
    punctuality,
    silent_counts,
    total_values,
    trend_values,
    who_is_silent,
)
from xlplan.status.task_lines import task_lines
from xlplan.status.words import alarm_reasons, days_words, headline, lead_words
from xlplan.terms.choices import Light, ReturnState
from xlplan.terms.fields import Field
from xlplan.terms.headings import PROGRESS_HEADINGS
from xlplan.terms.shares import whole_percent

# By sheet: the fields filled in once, and those of the repeated rows.
SHEETS: Final[Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "总览": (
        ("与上期相比", "未报送", *(f"{name}数" for name in FIGURES), *(f"{name}灯无新报" for name in LIGHTS)), OVERVIEW,
    ),
    "工程情况": (tuple(f"合计{name}" for name in TOTALS), ("工程", *TOTALS)),
    "进展汇总": ((), tuple(PROGRESS_HEADINGS.values())),
    "分管领导": ((), ("领导", "编号", "任务", "执行部门", "亮灯", "进度", "距到期", "情况")),
    "部门报送": (tuple(f"{name}数" for name in PUNCTUALITY), DEPARTMENT),
    "群组明细": ((), ("组", "部门", "是否报送", "状态", "进度", "亮灯", "本期进展", "存在问题")),
    "历次趋势": ((), TREND),
    SOURCES_SHEET: ((), SOURCES),
    BACKING_SHEET: ((), BACKING),
}  # fmt: skip
_LEFT_OUT: Final = ("verified", "problems")
"""Columns of 进展汇总 that are left out where they hold nothing."""
_GROUPS_PAGE: Final = 560.0
"""Points of 群组明细 on a page, at the size to which its width is printed."""
_ABOVE_GROUPS: Final = 54.0
_LEADERS_PAGE: Final = 530.0
"""Points of 分管领导 on a page, at the size to which its width is printed."""
_ABOVE_LEADERS: Final = 54.0
EVERYWHERE: Final = ("计划名称", "期次", "截至")


@dataclass(frozen=True, slots=True)
class Report:
    """All that the status workbook shows. `trend` ends with this round."""

    plan: Plan
    status: Status
    trend: Sequence[TrendPoint]
    link: EntryLink


def status_template_problems(loaded: Template) -> list[Problem]:
    """Return what keeps a template from being used for the status workbook. An office's older copy may lack 明细."""
    known = {*EVERYWHERE, *(name for fields, rows in SHEETS.values() for name in (*fields, *rows))}
    return template_problems(
        loaded,
        known,
        {sheet: rows for sheet, (_, rows) in SHEETS.items() if sheet != BACKING_SHEET or sheet in loaded.sheets},
    )


class StatusTemplate:
    """The template of the status workbook."""

    def __init__(self, template: Template) -> None:
        self._template = template

    @classmethod
    def load(cls, own: Path) -> Self:
        """Load the office's copy in the folder `own`, else the shipped template. Raise TemplateError."""
        return cls(load_template(STATUS_TEMPLATE, own, status_template_problems))

    def fill(self, report: Report) -> tuple[bytes, Places, FigurePlaces]:
        """Return the workbook's bytes, the same for the same status, and where values and numbers come from. Raise TemplateError."""
        first = self._template.first_row(SOURCES_SHEET, SHEETS[SOURCES_SHEET][1])
        sources, places = sources_of(report.status, report.link, first)
        lines = task_lines(report.plan, report.status)
        pairs = zip(lines, report.status.tasks, strict=True)
        tasks = [_task(line, _behind(report, task, places)) for line, task in pairs]
        backed = Backing([], {})
        if BACKING_SHEET in self._template.sheets:
            first = self._template.first_row(BACKING_SHEET, BACKING)
            backed = backing(report.status, {str(line["id"]): line for line in lines}, first)
        rows: dict[str, Sequence[Row]] = {
            BACKING_SHEET: backed.rows,
            "总览": list(overview(report.status, lambda task: _behind(report, task, places), self._heights("总览"))),
            "工程情况": [
                _row("工程情况", values, links=backed.of(name, values))
                for name, values in zip(project_names(report.status), project_values(report.status), strict=True)
            ],
            "进展汇总": tasks,
            "分管领导": list(_leaders(report, places, self._heights("分管领导"))),
            "部门报送": [_row("部门报送", each) for each in department_values(report.status)],
            "群组明细": _kept_together(list(_groups(report, places)), self._heights("群组明细")),
            "历次趋势": [_row("历次趋势", trend_values(each)) for each in report.trend],
            SOURCES_SHEET: sources,
        }
        fields = _fields(report)
        left_out = {
            "进展汇总": [
                heading
                for name, heading in PROGRESS_HEADINGS.items()
                if name in _LEFT_OUT and not any(each[name] for each in lines)
            ]
        }
        everywhere = {
            "计划名称": report.plan.title or "进展汇总", "期次": report.status.round.name, "截至": day_words(report.status.today),
        }  # fmt: skip
        links = {sheet: backed.of_plan(values) for sheet, values in fields.items()}
        sheets = {
            sheet: SheetFill(
                {**everywhere, **fields.get(sheet, {})}, rows[sheet], row_names=names,
                left_out=left_out.get(sheet, ()), links=links.get(sheet, {}),
            )
            for sheet, (_, names) in SHEETS.items()
            if sheet in self._template.sheets
        }  # fmt: skip
        return self._template.fill(sheets), places, backed.places

    def _heights(self, sheet: str) -> Callable[[Sequence[Row]], Sequence[float]]:
        return lambda rows: self._template.heights(sheet, rows)


def _fields(report: Report) -> dict[str, dict[str, FieldValue]]:
    status = report.status
    whole = total("", status.tasks, status.today)
    return {
        "总览": {
            "与上期相比": compared(report.trend, status),
            "未报送": who_is_silent(status),
            **{f"{name}数": value for name, value in figures(status).items()},
            **silent_counts(status),
        },
        "工程情况": {f"合计{name}": value for name, value in total_values(whole).items()},
        "部门报送": {f"{name}数": value for name, value in punctuality(owing(status)).items()},
    }


def _row(
    sheet: str, values: Mapping[str, FieldValue], variant: str = "", links: Mapping[str, str] | None = None
) -> Row:
    return Row.whole(SHEETS[sheet][1], values, variant, links)


def _to(places: Places, task: str, *names: str, department: str = "") -> dict[str, str]:
    """Return links from the cells of placeholders to the values behind them."""
    place = places.get((task, department))
    return dict.fromkeys(names, place) if place else {}


def _behind(report: Report, task: TaskStatus, places: Places) -> dict[str, str]:
    """Return where a task's line leads: 编号 to all that was said of it, the light to the returned cell that it rests on."""
    links = _to(places, task.task.id, PROGRESS_HEADINGS["id"], PROGRESS_HEADINGS["percent"])
    for each in lighting(task)[:1]:
        name = telling(each.claim)
        if each.claim and name and (to := report.link(each.claim, name)):
            links[PROGRESS_HEADINGS["light"]] = to
    return links


def _task(line: Mapping[str, FieldValue], links: Mapping[str, str]) -> Row:
    return _row("进展汇总", {heading: line[name] for name, heading in PROGRESS_HEADINGS.items()}, links=links)


def _kept_together(rows: list[Row], heights: Callable[[Sequence[Row]], Sequence[float]]) -> list[Row]:
    """Begin a new page where a group's heading would stand without its 综述 and its first member below it."""
    left, found = _GROUPS_PAGE - _ABOVE_GROUPS, []
    high = heights(rows)
    for number, (row, height) in enumerate(zip(rows, high, strict=True)):
        together = number + 1
        while row.variant == "组" and together < len(rows) and rows[together].variant == "综述":
            together += 1
        needed = sum(high[number : together + 1]) if row.variant == "组" else height
        new_page = row.variant == "组" and needed > left
        left = (_GROUPS_PAGE if new_page or height > left else left) - height
        found.append(row._replace(new_page=new_page))
    return found


def _leaders(report: Report, places: Places, heights: Callable[[Sequence[Row]], Sequence[float]]) -> Iterator[Row]:
    pages = leaders(report.plan, report.status)
    if not pages:
        yield _row("分管领导", {"领导": "这份计划没有按分管领导分工。"}, "行")
    left = _LEADERS_PAGE - _ABOVE_LEADERS
    for number, page in enumerate(pages):
        rows = list(_page(page, report, places))
        needed = sum(heights(rows))
        # Leaders with few tasks share paper. The first one's page begins below the sheet's title.
        new_page = number > 0 and needed > left
        left = (_LEADERS_PAGE if new_page else left) - needed
        if left < 0:
            # It runs on over further pages.
            left %= _LEADERS_PAGE
        yield Row(rows[0].values, rows[0].variant, new_page=new_page)
        yield from rows[1:]


def _page(page: LeaderPage, report: Report, places: Places) -> Iterator[Row]:
    def text(words: str, variant: str = "行") -> Row:
        return _row("分管领导", {"领导": words}, variant)

    returned = returned_from(report.status)
    counts = "　".join(light_count(page.total, light) for light in Light)
    mean = "" if page.total.share is None else f"　平均进度 {whole_percent(page.total.share)}"
    yield text(f"{page.leader or '没有写分管领导的任务'}　任务 {page.total.tasks} 项　{counts}{mean}", "领导")
    yield text("红黄灯任务", "小节")
    if page.alarms:
        heads = ("编号", "任务", "执行部门", "亮灯", "进度", "距到期", "情况")
        yield _row("分管领导", dict(zip(heads, heads, strict=True)), "头")
    else:
        yield text("没有红灯和黄灯任务。")
    for task in page.alarms:
        values: dict[str, FieldValue] = {
            "编号": task.task.id, "任务": headline(task.task.content), "亮灯": task.light.label, "进度": task.share,
            "执行部门": lead_words(parties(report.plan, task, returned)), "距到期": days_words(task, report.status.today),
            "情况": alarm_reasons(task),
        }  # fmt: skip
        yield _row("分管领导", values, links=_to(places, task.task.id, "编号", "进度"))
    yield text("需要协调的事项", "小节")
    for task, each in page.help:
        yield text(
            f"{task.task.id} {each.department}：{each.standing(Field.PROBLEMS) or each.standing(Field.PROGRESS) or '没有写事由'}"
        )
    if not page.help:
        yield text("没有。")
    yield text("还没有报送的部门", "小节")
    yield text("、".join(page.missing) or "都已报送。")


def _groups(report: Report, places: Places) -> Iterator[Row]:
    returned = returned_from(report.status)
    count = 0
    for task in report.status.tasks:
        for group in parties(report.plan, task, returned):
            if not isinstance(group, GroupStatus):
                continue
            count += 1
            head = f"{task.task.id} {headline(task.task.content)}　{group.words}　最低：{group.light.label}灯"
            yield _row("群组明细", {"组": head}, "组")
            if group.section:
                words = group.overview or "还没有写综述（由归口科室写在自己任务表里这一项的“综述”行）。"
                yield _row("群组明细", {"组": f"{group.section}综述：{words}"}, "综述")
            for each in group.members:
                yield _member(task, each, each.department in returned, places)
    if not count:
        yield _row("群组明细", {"组": "没有由一组单位共同执行的任务。"}, "组")


def _member(task: TaskStatus, each: DepartmentStatus, returned: bool, places: Places) -> Row:
    state = ReturnState.RETURNED if returned else ReturnState.MISSING if each.owed else ReturnState.NOTHING
    values: dict[str, FieldValue] = {
        "部门": each.department, "是否报送": state, "状态": each.state,
        "进度": each.share, "亮灯": each.light.label, "本期进展": each.text(Field.PROGRESS), "存在问题": each.text(Field.PROBLEMS),
    }  # fmt: skip
    return _row("群组明细", values, links=_to(places, task.task.id, "部门", department=each.department))
