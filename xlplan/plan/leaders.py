"""分管领导: who answers for a task, or for what a department has of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from xlplan.plan.departments import Department
from xlplan.plan.plan import Plan, Task
from xlplan.terms.fields import Field

_BETWEEN: Final = re.compile(r"[、，,；;\s/]+")


def leaders_of(plan: Plan, task: Task | None, departments: Iterable[str]) -> list[str]:
    """Return the leaders named with a task; without any those of these departments, which carry it out."""
    named = _names(task.text(Field.LEADER)) if task else []
    if not named:
        named = [name for each in departments for name in _names(_leader(plan.registry.find(each), plan))]
    return list(dict.fromkeys(named))


def leaders_in(plan: Plan, tasks: Iterable[str], department: str) -> str:
    """Return the leaders of what a department has of these tasks, by 编号, as a paper names them; else its own."""
    of_tasks = (leaders_of(plan, plan.task(each), [department]) for each in tasks)
    named = dict.fromkeys(name for each in of_tasks for name in each)
    return "、".join(named or leaders_of(plan, None, [department]))


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN.split(text) if name]


def _leader(department: Department | None, plan: Plan) -> str:
    """Return the 分管领导 of a department; one that has none, as schools, takes that of its 归口科室, or of its group."""
    if department is None:
        return ""
    groups = [each for each in plan.registry.departments if department.name in each.members]
    chain = (leader for each in (department, *groups) for leader in (each.leader, _leader_of_section(each, plan)))
    return next(filter(None, chain), "")


def _leader_of_section(department: Department, plan: Plan) -> str:
    section = plan.registry.find(department.section) if department.section else None
    return section.leader if section else ""
