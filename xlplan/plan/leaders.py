"""分管领导: who answers for a task, or for what a department has of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import Final

from xlplan.plan.departments import Department
from xlplan.plan.found import at
from xlplan.plan.name_shapes import TWO_CHARACTER_SURNAMES, is_bare_title, is_person, is_title
from xlplan.plan.plan import Plan, Task
from xlplan.terms.cells import cell_name
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.sheets import DEPARTMENTS
from xlplan.terms.text import fold

_BETWEEN: Final = re.compile(r"[、，,；;/]+")


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


def leaders_alike(plan: Plan) -> Iterator[Finding]:
    """Ask about leaders who may be one person: 局领导王建国 and 王建国 would get two pages."""
    places: dict[str, Callable[..., Finding]] = {}
    for task in plan.tasks:
        for name in _names(task.text(Field.LEADER)):
            places.setdefault(name, partial(at, plan, task, Field.LEADER))
    for department in plan.registry.departments:
        cell = None if department.row is None else cell_name(department.row, 0)
        for name in _names(department.leader):
            places.setdefault(name, partial(finding, sheet=DEPARTMENTS, cell=cell))
    people = [name for name in places if is_person(fold(name))]
    for name, finding_at in places.items():
        rests = ((each, name.removeprefix(each).removesuffix(each)) for each in people)
        if other := next((each for each, rest in rests if rest != name and is_title(rest)), ""):
            yield finding_at(code="leader-alike", value=name, other=other)


def _names(text: str) -> list[str]:
    """Return the names in a cell; one spaced out to the width of others is put together: 赵 敏, 王 建 国, 副局长 王建国."""
    return [name for part in _BETWEEN.split(text) for name in _spaced(part.split())]


def _spaced(words: Sequence[str]) -> list[str]:
    """Return the names of words between blanks, each with its title, which stands before all of them or behind each."""
    names = [*_put_together([word for word in words if word != "等"])]
    found: list[str] = []
    before = bool(names) and is_bare_title(names[0])
    title = ""
    for name in names:
        if not is_bare_title(name):
            found.append(title + name)
            title = ""
        elif before:
            title += name
        else:
            found[-1] += name
    if title:
        # The last one stands behind its name after all, or alone.
        found = [*found[:-1], "".join(found[-1:]) + title]
    return found


def _put_together(words: Sequence[str]) -> Iterator[str]:
    """Yield the words, those put together that are one name spaced out: two or three characters, or a surname and the rest.

    Of five single characters and more nobody knows where a name begins: in pairs if they are even, else as they stand.
    """
    while words:
        singles = len([*takewhile(lambda word: len(word) == 1, words)])
        following = words[singles] if singles < len(words) else ""
        if singles == 1 and len(following) == 2 and not is_bare_title(following):
            count = 2
        elif singles > 3 and singles % 2:
            yield " ".join(words[:singles])
            words = words[singles:]
            continue
        elif singles:
            count = 3 if singles == 3 else min(2, singles)
        else:
            second = words[1] if len(words) > 1 else ""
            count = 2 if words[0] in TWO_CHARACTER_SURNAMES and len(second) in (1, 2) else 1
        yield "".join(words[:count])
        words = words[count:]


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
