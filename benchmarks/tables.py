"""Responsibility tables of any size, with the texts of the shipped one: real lengths, real time limits, real styles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import read_plan
from xlplan.terms.headings import DEPARTMENT_HEADINGS, PLAN_HEADINGS
from xlplan.terms.sheets import DEPARTMENTS, PLAN, SETTINGS

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "workbook" / "分工表.xlsm"
DAY = date(2023, 6, 30)
ROUND = "2023年第二季度"
DUE = "2099-12-31"
FIELDS = ("id", "project", "content", "lead", "support", "schedule")
_PER_PROJECT = 5


def shipped_plan() -> Plan:
    """Return the 25 tasks that come with xlplan."""
    return read_plan(read_workbook(SHIPPED), today=DAY)


def department_names(count: int) -> list[str]:
    """Return this many names of departments: a district has a dozen sections, and schools."""
    return [f"第{number}实验小学" for number in range(1, count + 1)]


def task_rows(tasks: int, departments: int) -> list[tuple[str, ...]]:
    """Return rows of the table: one department carries out a task, another supports it, all equally often.

    Every content differs, and every fourth time limit names a day of its own.
    """
    models = shipped_plan().tasks
    names = department_names(departments)
    rows = []
    for number in range(tasks):
        model = models[number % len(models)]
        project, place = divmod(number, _PER_PROJECT)
        schedule = model.schedule.text
        if number % 4 == 0:
            schedule = f"{2023 + number % 3}年{1 + number % 12}月{1 + number % 28}日前完成"
        rows.append(
            (
                f"{project + 1}.{place + 1}",
                f"{model.project}（{project + 1}）",
                f"{model.content}（第{number + 1}项）",
                names[number % departments],
                # Never the same as the first, and never the same pair in two successive rounds.
                names[(number + 1 + number // departments) % departments],
                schedule,
            )
        )
    return rows


def write_table(path: Path, tasks: int, departments: int) -> Path:
    """Write a styled workbook with 分工表, 部门 and 设置."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"})
        body = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
        sheet = book.add_worksheet(PLAN)
        sheet.set_column("A:B", 14)
        sheet.set_column("C:C", 60)
        sheet.set_column("D:F", 18)
        sheet.write_row(0, 0, [PLAN_HEADINGS[name] for name in FIELDS], head)
        for number, row in enumerate(task_rows(tasks, departments), 1):
            sheet.write_row(number, 0, row, body)
        known = book.add_worksheet(DEPARTMENTS)
        known.write_row(0, 0, list(DEPARTMENT_HEADINGS.values()), head)
        for number, name in enumerate(department_names(departments), 1):
            known.write_string(number, 0, name, body)
        settings = book.add_worksheet(SETTINGS)
        settings.write_row(0, 0, ["名称", "内容"], head)
        settings.write_row(1, 0, ["计划名称", "中小学教育教学质量重点工作责任分工表"], body)
    return path
