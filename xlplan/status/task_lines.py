"""进展汇总: one line for each task, by the columns of its sheet."""

from __future__ import annotations

from datetime import date

from xlplan.decisions.agreed import VERIFIABLE
from xlplan.plan.further import lines as lines_of
from xlplan.plan.plan import Plan
from xlplan.status.changes import change_words
from xlplan.status.light_source import source_words
from xlplan.status.model import DepartmentStatus, Status
from xlplan.status.rollup import parties
from xlplan.status.words import (
    days_words,
    due_shown,
    headline,
    lead_words,
    progress_words,
    reasons,
    said,
    told_together,
)
from xlplan.terms.fields import Field


def task_lines(plan: Plan, status: Status) -> list[dict[str, str | float | date | None]]:
    """Return 进展汇总: one line for each task, by the columns of PROGRESS_HEADINGS."""
    lines = []
    for task in status.tasks:
        who = parties(plan, task)
        values: dict[str, str | float | date | None] = {
            "id": task.task.id, "project": task.task.project, "content": "\n".join(filter(None, (headline(task.task.content), lines_of(task.task.further)))), "lead": lead_words(who),
            "due": due_shown(task, status.today), "days": days_words(task, status.today), "light": task.light.label,
            "percent": task.share, "change": change_words(task),
            "progress": progress_words(task, who),
            "verified": told_together((each.department, verified_beside_own(each)) for each in task.departments if each.verified), "problems": said(task, Field.PROBLEMS), "note": "\n".join(filter(None, (reasons(who), source_words(task, status.round.name)))),
        }  # fmt: skip
        lines.append(values)
    return lines


def verified_beside_own(each: DepartmentStatus) -> str:
    """Return what the office found, with what the department says itself beside it."""
    if not any(name in each.agreements.verified for name in VERIFIABLE):
        return each.verified
    return f"核定{each.verified}（自报{each.claimed}）" if each.claimed else f"核定{each.verified}"
