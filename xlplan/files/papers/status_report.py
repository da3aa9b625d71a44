"""The status workbook for the leaders, filled into the template that the office may have restyled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, Self

from xlplan.files.papers import annexes, status_groups, status_leaders
from xlplan.files.papers.own_template import load_template
from xlplan.files.papers.status_backing import BACKING_SHEET, Backing, FigurePlaces, backing
from xlplan.files.papers.status_backing import NAMES as BACKING
from xlplan.files.papers.status_groups import NAMES as GROUPS
from xlplan.files.papers.status_groups import group_rows
from xlplan.files.papers.status_leaders import NAMES as LEADERS
from xlplan.files.papers.status_leaders import leader_rows
from xlplan.files.papers.status_overview import NAMES as OVERVIEW
from xlplan.files.papers.status_overview import Printed, overview
from xlplan.files.papers.status_sources import NAMES as SOURCES
from xlplan.files.papers.status_sources import SOURCES_SHEET, EntryLink, Places, place_links, sources_of
from xlplan.files.store.shipped import STATUS_TEMPLATE
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import Problem, SheetFill, Template, template_problems
from xlplan.plan.plan import Plan
from xlplan.schedule.calendar import day_words
from xlplan.status.backing import PROJECT, BackingBlock, silent_field, silent_name
from xlplan.status.backing_parts import OF_DEPARTMENT, OF_ROUND
from xlplan.status.changes import compared
from xlplan.status.light_source import lighting, telling
from xlplan.status.model import Status, TaskStatus
from xlplan.status.rollup import (
    PUNCTUALITY,
    TrendPoint,
    owing,
    project_names,
    total,
)
from xlplan.status.tables import (
    DEPARTMENT,
    FIGURES,
    TOTALS,
    TREND,
    department_values,
    figures,
    project_values,
    punctuality,
    silent_counts,
    total_values,
    trend_values,
    who_is_silent,
)
from xlplan.status.task_lines import task_lines
from xlplan.status.words import chart_name
from xlplan.terms.choices import Light
from xlplan.terms.headings import PROGRESS_HEADINGS
from xlplan.terms.records import record

CHART_NAME: Final = "图上名称"
"""A project's name as the charts say it, which an office's older copy of the template lacks."""
# By sheet: the fields filled in once, and those of the repeated rows.
SHEETS: Final[Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "总览": (
        ("与上期相比", "未报送", *(f"{name}数" for name in FIGURES), *map(silent_field, Light), *map(silent_name, Light)), OVERVIEW,
    ),
    "工程情况": (tuple(f"合计{name}" for name in TOTALS), ("工程", *TOTALS, CHART_NAME)),
    "进展汇总": ((), tuple(PROGRESS_HEADINGS.values())),
    "分管领导": ((), LEADERS),
    "部门报送": (tuple(f"{name}数" for name in PUNCTUALITY), DEPARTMENT),
    "群组明细": ((), GROUPS),
    "历次趋势": ((), TREND),
    SOURCES_SHEET: ((), SOURCES),
    BACKING_SHEET: ((), BACKING),
}  # fmt: skip
_LEFT_OUT: Final = ("verified", "problems")
"""Columns of 进展汇总 that are left out where they hold nothing."""
EVERYWHERE: Final = ("计划名称", "期次", "截至", annexes.ANNEX_NUMBER)
_NOTHING: Final = {annexes.LEADERS: status_leaders.NO_LEADERS, annexes.GROUPS: status_groups.NO_GROUPS}
"""Sheets that are left out where they have no rows, and what stands there then."""


@record(frozen=True, slots=True)
class Report:
    """All that the status workbook shows. `trend` ends with this round; `before` is what the earlier rounds' numbers count."""

    plan: Plan
    status: Status
    trend: Sequence[TrendPoint]
    link: EntryLink
    before: Sequence[BackingBlock] = ()


def status_template_problems(loaded: Template) -> list[Problem]:
    """Return what keeps a template from being used for the status workbook. An office's older copy may lack 明细."""
    known = {*EVERYWHERE, *(name for fields, rows in SHEETS.values() for name in (*fields, *rows))}
    return template_problems(
        loaded,
        known,
        {
            sheet: [name for name in rows if name != CHART_NAME]
            for sheet, (_, rows) in SHEETS.items()
            if sheet != BACKING_SHEET or sheet in loaded.sheets
        },
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
        behind = partial(_behind, report, places)
        tasks = [_task(line, behind(task)) for line, task in zip(lines, report.status.tasks, strict=True)]
        backed = Backing([], {})
        if BACKING_SHEET in self._template.sheets:
            first = self._template.first_row(BACKING_SHEET, BACKING)
            backed = backing(
                report.plan, report.status, report.before, {str(line["id"]): line for line in lines}, first
            )
        rows: dict[str, Sequence[Row]] = {
            BACKING_SHEET: backed.rows,
            "工程情况": [
                _row(
                    "工程情况",
                    {**values, CHART_NAME: chart_name(str(values["工程"]))},
                    links=backed.of(values, PROJECT, name),
                )
                for name, values in zip(project_names(report.status), project_values(report.status), strict=True)
            ],
            "进展汇总": tasks,
            "分管领导": list(
                leader_rows(report.plan, report.status, places, backed.places, behind, self._printed("分管领导"))
            ),
            "部门报送": [
                _row("部门报送", each, links=backed.of(each, OF_DEPARTMENT, str(each["部门"])))
                for each in department_values(report.status)
            ],
            "群组明细": list(group_rows(report.plan, report.status, places, self._printed("群组明细"))),
            "历次趋势": [*_trend(report.trend, backed)],
            SOURCES_SHEET: sources,
        }
        empty = [sheet for sheet in _NOTHING if not rows[sheet]]
        rows |= {sheet: [_NOTHING[sheet]] for sheet in empty}
        numbers = annexes.annexes(empty, self._numbered)
        rows["总览"] = list(overview(report.status, behind, backed.places, self._printed("总览"), numbers))
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
                {**everywhere, annexes.ANNEX_NUMBER: numbers.get(sheet), **fields.get(sheet, {})}, rows[sheet],
                row_names=names, left_out=left_out.get(sheet, ()), hidden=sheet in empty, links=links.get(sheet, {}),
            )
            for sheet, (_, names) in SHEETS.items()
            if sheet in self._template.sheets
        }  # fmt: skip
        return self._template.fill(sheets), places, backed.places

    @property
    def _numbered(self) -> set[str]:
        """The sheets that leave their number among the annexes to be filled in."""
        return {sheet for sheet, _, name in self._template.holes if name == annexes.ANNEX_NUMBER}

    def _printed(self, sheet: str) -> Printed:
        return Printed(partial(self._template.heights, sheet), self._template.page(sheet))


def _fields(report: Report) -> dict[str, dict[str, FieldValue]]:
    status = report.status
    whole, silent = total("", status.tasks, status.today), silent_counts(status)
    return {
        "总览": {
            "与上期相比": compared(report.trend, status),
            "未报送": who_is_silent(status),
            **{f"{name}数": value for name, value in figures(status).items()},
            **{silent_field(light): silent[silent_name(light)] for light in Light},
            # An office's older copy of the template says it in the cell of the light's name, in a line of its own.
            **{name: f"\n{words}" if words else "" for name, words in silent.items()},
        },
        "工程情况": {f"合计{name}": value for name, value in total_values(whole).items()},
        "部门报送": {f"{name}数": value for name, value in punctuality(owing(status)).items()},
    }


def _row(
    sheet: str, values: Mapping[str, FieldValue], variant: str = "", links: Mapping[str, str] | None = None
) -> Row:
    return Row.whole(SHEETS[sheet][1], values, variant, links)


def _behind(report: Report, places: Places, task: TaskStatus) -> dict[str, str]:
    """Return where a task's line leads: 编号 to all that was said of it, the light to the returned cell that it rests on."""
    links = place_links(places, task.task.id, PROGRESS_HEADINGS["id"], PROGRESS_HEADINGS["percent"])
    for each in lighting(task)[:1]:
        name = telling(each.claim)
        if each.claim and name and (to := report.link(each.claim, name)):
            links[PROGRESS_HEADINGS["light"]] = to
    return links


def _task(line: Mapping[str, FieldValue], links: Mapping[str, str]) -> Row:
    return _row("进展汇总", {heading: line[name] for name, heading in PROGRESS_HEADINGS.items()}, links=links)


def _trend(trend: Sequence[TrendPoint], backed: Backing) -> Iterator[Row]:
    *before, last = [trend_values(each) for each in trend]
    for each in before:
        yield _row("历次趋势", each, links=backed.of(each, OF_ROUND, str(each["期次"])))
    yield _row("历次趋势", last, links=backed.of(last))
