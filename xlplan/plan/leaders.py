"""分管领导: who answers for a task, or for what a department has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from xlplan.plan.departments import Department
from xlplan.plan.found import at
from xlplan.plan.leader_names import names_in_cell
from xlplan.plan.leader_titles import person_in
from xlplan.plan.name_shapes import is_person
from xlplan.plan.plan import Plan, Task
from xlplan.terms.cells import cell_name
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.sheets import DEPARTMENTS
from xlplan.terms.text import fold

_MOST_NAMED: Final = 20
_MOST_SHOWN: Final = 200
"""So many names, and so many characters, of a cell are told."""


def leaders_of(plan: Plan, task: Task | None, departments: Iterable[str]) -> list[str]:
    """Return the leaders named with a task; without any those of these departments, which carry it out."""
    named = names_in_cell(task.text(Field.LEADER)).names if task else ()
    if not named:
        leaders = (_leader(plan.registry.find(each), plan) for each in departments)
        named = tuple(name for leader in leaders for name in names_in_cell(leader).names)
    return list(dict.fromkeys(named))


def leaders_in(plan: Plan, tasks: Iterable[str], department: str) -> str:
    """Return the leaders of what a department has of these tasks, by 编号, as a paper names them; else its own."""
    of_tasks = (leaders_of(plan, plan.task(each), [department]) for each in tasks)
    named = dict.fromkeys(name for each in of_tasks for name in each)
    return "、".join(named or leaders_of(plan, None, [department]))


def leaders_alike(plan: Plan) -> Iterator[Finding]:
    """Ask about leaders who may be one person: 局领导王建国 and 王建国 would get two pages."""
    places: dict[str, Callable[..., Finding]] = {}
    for text, finding_at in _cells(plan):
        for name in names_in_cell(text).names:
            places.setdefault(name, finding_at)
    people = {fold(name) for name in places if is_person(fold(name))} | {*map(person_in, places)}
    written: dict[str, list[str]] = {}
    for name in places:
        if person := person_in(name, people):
            written.setdefault(person, []).append(name)
    for person, names in written.items():
        # The bare name is the one to keep.
        kept = person if person in places else names[0]
        for name in names:
            if name != kept:
                yield places[name](code="leader-alike", value=name, other=kept)


def leaders_unclear(plan: Plan) -> Iterator[Finding]:
    """Ask about cells whose names may be told apart in several ways: each text once."""
    told: set[str] = set()
    for text, finding_at in _cells(plan):
        read = names_in_cell(text)
        if not read.certain and text not in told:
            told.add(text)
            names = "".join(f"“{name}”" for name in read.names[:_MOST_NAMED]) + "等" * (len(read.names) > _MOST_NAMED)
            shown = " ".join(text.split())
            value = shown if len(shown) <= _MOST_SHOWN else shown[:_MOST_SHOWN] + "……"
            yield finding_at(code="leader-unclear", value=value, count=len(read.names), names=names)


def _cells(plan: Plan) -> Iterator[tuple[str, Callable[..., Finding]]]:
    """Yield each cell that names leaders, and how to say something of it."""
    for task in plan.tasks:
        yield task.text(Field.LEADER), partial(at, plan, task, Field.LEADER)
    for department in plan.registry.departments:
        cell = None if department.row is None else cell_name(department.row, 0)
        yield department.leader, partial(finding, sheet=DEPARTMENTS, cell=cell)


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
