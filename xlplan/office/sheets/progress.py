"""What 进展汇总 and 督办看板 show of a status, as rows by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from xlplan.actions.status import Summary
from xlplan.files.papers.annexes import PROJECTS, RETURNS
from xlplan.office.sheets.cell_values import Link, Row, Value
from xlplan.office.sheets.dashboard import Shown
from xlplan.schedule.calendar import day_words
from xlplan.status.backing import PROJECT, Figure, silent_name
from xlplan.status.backing_parts import OF_DEPARTMENT, OF_ROUND
from xlplan.status.changes import compared
from xlplan.status.lights import overall
from xlplan.status.model import Status
from xlplan.status.rollup import PUNCTUALITY, owing, project_names, projects, timed_by_department, total
from xlplan.status.tables import (
    SECTION_FIGURES,
    Section,
    department_values,
    figures,
    project_values,
    punctuality,
    sections,
    silent_counts,
    total_values,
    trend_values,
    who_is_silent,
)
from xlplan.status.tables import Value as TableValue
from xlplan.status.task_lines import task_lines
from xlplan.status.words import headline
from xlplan.terms.choices import Light
from xlplan.terms.records import record
from xlplan.terms.shares import mean
from xlplan.terms.sheets import DASHBOARD, DASHBOARD_HEADINGS, DASHBOARD_LISTS, PROGRESS

_gravity: Final = tuple(light.label for light in (Light.RED, Light.AMBER, Light.GREY, Light.GREEN)).index


@record(frozen=True, slots=True)
class Inside:
    """Places in the open workbook itself: the row of each task by 编号, and by the name of a number what it counts."""

    tasks: Mapping[str, str]
    figures: Mapping[str, str]


class Sources:
    """Where figures come from: the report's 数据来源 lists each value with its file and cell, its 明细 what each number counts."""

    def __init__(self, summary: Summary, report: str, inside: Inside | None = None) -> None:
        """Set the places; `report` is the status workbook's path relative to the open workbook.

        `inside` is for a program that opens the report at its first sheet, whatever a link says: 督办看板 then leads to
        the workbook's own sheets, and what has no place there leads nowhere.
        """
        self._places, self._figures = summary.places, summary.figures
        self._report, self._inside = report, inside

    def of(self, task: str) -> Value:
        """Return 编号, linked to the values behind the task if there are any."""
        place = self._places.get((task, ""))
        return Link(task, self._report, place.removeprefix("#")) if place else task

    def at(self, task: str) -> Value:
        """Return 编号 on 督办看板, linked to the values behind the task, or to its row in 进展汇总."""
        return Link(task, self._inside.tasks[task]) if self._inside else self.of(task)

    def behind(self, figures: Mapping[str, TableValue], kind: str = "", of: str = "") -> list[Value]:
        """Return numbers by their names, each linked to what it counts; of one of a kind of thing, else of the whole plan."""
        return [self._counted(value, Figure(name, kind, of)) for name, value in figures.items()]

    def all_of(self, text: str, sheet: str) -> Value:
        """Return a text that leads to a sheet of the report."""
        return text if self._inside else Link(text, self._report, f"{sheet}!A1")

    def _counted(self, value: TableValue, figure: Figure) -> Value:
        place = self._figures.get(figure)
        if place is None or value == "" or not isinstance(value, str | int | float):
            return value
        if self._inside is None:
            return Link(value, self._report, place.removeprefix("#"))
        own = None if figure.kind else self._inside.figures.get(figure.name)
        return Link(value, own) if own else value


def inside(status: Status, rows: Sequence[str], table: Callable[[str], str]) -> Inside:
    """Return the places for `Sources`: `rows` are those of 进展汇总, `table` says where one of 督办看板 is.

    A light's number leads to the first of its tasks, as 进展汇总 lists them one below the other; how many of them have no
    new report leads to the first that has none.
    """
    tasks: dict[str, str] = {}
    figures: dict[str, str] = {}
    for task, row in zip(sorted(status.tasks, key=lambda each: _gravity(each.light.label)), rows, strict=True):
        tasks[task.task.id] = row
        for name in ("任务", task.light.label, f"{task.light.label}灯"):
            figures.setdefault(name, row)
        if task.silent:
            figures.setdefault(silent_name(task.light), row)
    figures |= {"待定": table("decide"), **dict.fromkeys(("应报", "已报", "未报", *PUNCTUALITY), table("departments"))}
    return Inside(tasks, figures)


def progress_lines(summary: Summary, sources: Sources) -> list[Row]:
    """Return the rows of 进展汇总, the gravest light first, else in the order of the table."""
    lines = sorted(task_lines(summary.plan, summary.status), key=lambda line: _gravity(str(line["light"])))
    return [{**line, "id": sources.of(str(line["id"]))} for line in lines]


def title(summary: Summary) -> str:
    """Return the title of 督办看板: the round, and the day it was judged on."""
    return f"{summary.status.round.name}  {DASHBOARD}（截至{day_words(summary.status.today)}）"


def silent(summary: Summary, sources: Sources) -> list[Value]:
    """Return what stands below the numbers of the lights, each leading to the tasks that it counts."""
    return sources.behind(silent_counts(summary.status))


def words(summary: Summary) -> list[str]:
    """Return the lines below the figures."""
    return [compared(summary.trend, summary.status), who_is_silent(summary.status)]


def dashboard(summary: Summary, sources: Sources, capacity: Mapping[str, int]) -> dict[str, Shown]:
    """Return the tables of 督办看板. If one has too few rows, its last row sums up the rest."""
    status = summary.status
    found = {
        name: Shown(_listed(section, figure, sources, capacity[name]), section.title)
        for name, figure, section in zip(DASHBOARD_LISTS, SECTION_FIGURES, sections(status), strict=True)
    }
    room = capacity["trend"]
    latest = f"最近{room}期，更早的见汇总工作簿；" if len(summary.trend) > room else ""
    return {
        **found,
        "figures": Shown([sources.behind(figures(status))]),
        "projects": Shown(_projects(status, sources, capacity["projects"])),
        "trend": Shown(
            _trend(summary, sources)[-room:],
            f"历次趋势（{latest}已结束的各期算到结束的那天，还在进行的算到{day_words(status.today)}）",
        ),
        "returns": Shown(
            [[name, *sources.behind({name: count})] for name, count in punctuality(owing(status)).items()]
        ),
        "departments": Shown(_departments(status, sources, capacity["departments"])),
    }


_NOTHING: Final[Sequence[Value]] = (None, None, None)


def _listed(section: Section, figure: str, sources: Sources, room: int) -> list[Sequence[Value]]:
    if not section.lines:
        return [[section.none, *_NOTHING]]
    rows: list[Sequence[Value]] = [
        [headline(task.task.content), sources.at(task.task.id), task.light.label, said] for task, said in section.lines
    ]
    if len(rows) <= room:
        return rows
    more = sources.behind({figure: f"其余{len(rows) - room + 1}项"})
    return [*rows[: room - 1], [*more, None, None, f"整个清单：点左边；各项任务也在“{PROGRESS}”里。"]]


def _trend(summary: Summary, sources: Sources) -> list[Sequence[Value]]:
    wide = DASHBOARD_HEADINGS["trend"]
    values = [trend_values(each) for each in summary.trend]
    *before, last = [{name: each[name] for name in wide} for each in values]
    return [*(sources.behind(each, OF_ROUND, str(each["期次"])) for each in before), sources.behind(last)]


def _projects(status: Status, sources: Sources, room: int) -> list[Sequence[Value]]:
    rows: list[Sequence[Value]] = [
        sources.behind(values, PROJECT, name)
        for name, values in zip(project_names(status), project_values(status), strict=True)
    ]
    if len(rows) <= room:
        return rows
    others = {each.name for each in projects(status)[room - 1 :]}
    rest = total("", (each for each in status.tasks if each.task.project in others), status.today)
    return [*rows[: room - 1], [sources.all_of(f"其余{len(others)}项工程", PROJECTS), *total_values(rest).values()]]


def _departments(status: Status, sources: Sources, room: int) -> list[Sequence[Value]]:
    values = department_values(status)
    rows: list[Sequence[Value]] = [sources.behind(each, OF_DEPARTMENT, str(each["部门"])) for each in values]
    if len(rows) <= room:
        return rows
    others = {str(each["部门"]) for each in values[room - 1 :]}
    rest = [each for each in status.departments if each.department in others]
    timed = timed_by_department(status)
    share = mean(share for name in others for _, share, _ in timed[name])
    worst = overall(each.light for each in rest if each.owes)
    summed: Sequence[Value] = [
        sources.all_of(f"其余{len(others)}个部门", RETURNS), None, None, None, sum(each.tasks for each in rest), sum(each.lead for each in rest),
        share, worst.label, sum(len(each.notes) for each in rest),
    ]  # fmt: skip
    return [*rows[: room - 1], summed]
