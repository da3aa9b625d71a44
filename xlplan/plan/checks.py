"""The rules of the table, and its check: one generator for each rule, which yields findings of the catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from xlplan.plan.bracket_roles import several_leads
from xlplan.plan.brackets import unpaired
from xlplan.plan.department_checks import both_roles, department_names, first_of_all, near_names
from xlplan.plan.found import at, at_heading, left_blank, on_one_line
from xlplan.plan.further import content_says_done, is_state, says_done
from xlplan.plan.leaders import leaders_alike, leaders_unclear
from xlplan.plan.limit_checks import due_before, due_before_made, schedules, start_missing
from xlplan.plan.plan import Plan, Task
from xlplan.schedule.rounds import Round
from xlplan.terms.catalogue import CATALOGUE
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_SMALL_GAP: Final = 100
_SHOWN_TASKS: Final = 20
_NUMBER = pattern_of(r"(?P<prefix>.*\D)?(?P<number>\d{1,9})$")


def required(plan: Plan) -> Iterator[Finding]:
    """Require project, content and lead."""
    nowhere = not any(fold(task.project) for task in plan.tasks)
    if nowhere and Field.PROJECT in plan.fields:
        # A table without projects is told so once.
        yield at_heading(plan, Field.PROJECT, "projects-missing")
    nobody = plan.tasks and all(
        left_blank(task, Field.LEAD) and not plan.mentions(task, Field.LEAD) for task in plan.tasks
    )
    if nobody:
        yield at_heading(plan, Field.LEAD, "leads-missing")
    for field, code in (
        (Field.PROJECT, "project-missing"),
        (Field.CONTENT, "content-missing"),
        (Field.LEAD, "lead-missing"),
    ):
        told = (nowhere and field is Field.PROJECT) or (nobody and field is Field.LEAD)
        for task in () if told else plan.with_own(field):
            # 无 or a dash names nobody, and another column may say who leads.
            if field is Field.LEAD and (left_blank(task, field) or task.text(field)):
                missing = not plan.mentions(task, field)
            else:
                missing = left_blank(task, field)
            if missing:
                yield at(plan, task, field, code)


def brackets(plan: Plan) -> Iterator[Finding]:
    """Require brackets and quotation marks to come in pairs."""
    for field in (Field.PROJECT, Field.CONTENT, *NAMING_FIELDS, Field.SCHEDULE, Field.STAGE):
        for task in plan.with_own(field):
            text = task.cells[field].text
            for bracket, place in unpaired(text):
                around = text[max(0, place - 8) : place + 12].replace("\n", " ").strip()
                yield at(plan, task, field, "bracket-unbalanced", value=f"“…{around}…”" if len(text) > 20 else f"“{text}”",
                          bracket=bracket)  # fmt: skip


def numbers(plan: Plan) -> Iterator[Finding]:
    """Require the numbers inside a project to run on without gaps; name a gap at the task after it."""
    by_prefix: dict[tuple[str, str], list[tuple[int, Task]]] = defaultdict(list)
    # A row whose number was derived fills a gap too.
    taken = {task.task_key for task in plan.tasks}
    for task in plan.tasks:
        found = _NUMBER.match(task.id) if task.given else None
        if found:
            # Plain running numbers (序号) run through the whole table, not through each project.
            scope = task.project if found["prefix"] else ""
            by_prefix[scope, found["prefix"] or ""].append((int(found["number"]), task))
    for (_, prefix), members in by_prefix.items():
        present = {number for number, _ in members}
        # Running numbers may go on from another table, or begin with a year: they start where they start.
        previous = 0 if prefix else min(present) - 1
        for number, task in sorted(members, key=lambda member: member[0]):
            missing: Sequence[int] = range(previous + 1, number)
            if len(missing) <= _SMALL_GAP:
                missing = [n for n in missing if fold(f"{prefix}{n}") not in taken]
            if missing and len(present) > 1:
                named = [f"{prefix}{n}" for n in (missing if len(missing) <= 5 else (missing[0], missing[-1]))]
                shown = "、".join(named) if len(missing) <= 5 else " 至 ".join(named)
                yield at(plan, task, Field.ID, "id-gap", project=task.project or plan.sheet, missing=shown)
            previous = number


def done_already(plan: Plan) -> Iterator[Finding]:
    """Ask about tasks that a column of the office's own calls done: they are handed out all the same."""
    told: set[int] = set()
    words_of: dict[str, list[tuple[Task, str]]] = {}
    for task in plan.tasks:
        for heading, text in task.further:
            if is_state(heading) and says_done(heading, text, plan.today):
                words_of.setdefault(heading, []).append((task, text))
        if words := content_says_done(task.content):
            words_of.setdefault(PLAN_HEADINGS[Field.CONTENT], []).append((task, words))
    for heading, said in words_of.items():
        done = [(task, text) for task, text in said if task.row not in told]
        told |= {task.row for task, _ in done}
        if done:
            first, words = done[0][0], "、".join(dict.fromkeys(text for _, text in done))
            yield at(
                plan, first, Field.CONTENT, "task-done", count=len(done), heading=heading, value=words[:40],
                tasks="、".join(task.id for task, _ in done[:_SHOWN_TASKS]) + ("等" if len(done) > _SHOWN_TASKS else ""),
            )  # fmt: skip


def several(plan: Plan) -> Iterator[Finding]:
    """Ask about a cell that holds several things to do, each with who leads it."""
    for task in plan.with_own(Field.CONTENT):
        if count := several_leads(task.content):
            yield at(plan, task, Field.CONTENT, "content-several", value=on_one_line(task.content)[:60], count=count)


def duplicates(plan: Plan) -> Iterator[Finding]:
    """Refuse the same content twice."""
    seen: dict[str, Task] = {}
    for task in plan.tasks:
        key = fold(task.content)
        if not key or task.cells[Field.CONTENT].shared:
            continue
        other = seen.setdefault(key, task)
        if other is not task:
            yield at(plan, task, Field.CONTENT, "content-duplicate", other=f"{other.id}（第{other.row}行）")


def shared_contents(plan: Plan) -> Iterator[Finding]:
    """Tell of rows below one merged cell of content: each is a task of its own, by who does it and until when."""
    groups: dict[str, list[Task]] = {}
    for task in plan.tasks:
        if task.cells[Field.CONTENT].shared and fold(task.content):
            groups.setdefault(task.cells[Field.CONTENT].name, []).append(task)
    for tasks in groups.values():
        ids = "、".join(task.id for task in tasks[:_SHOWN_TASKS]) + ("等" if len(tasks) > _SHOWN_TASKS else "")
        yield at(plan, tasks[0], Field.LEAD, "content-shared", count=len(tasks), tasks=ids)


_RULES: Final = (
    required, department_names, first_of_all, near_names, both_roles, leaders_alike, leaders_unclear, brackets, schedules, numbers, done_already, several, duplicates, shared_contents,
)  # fmt: skip


def check(plan: Plan, first: Round | None = None, made: date | None = None) -> list[Finding]:
    """Return all findings of a plan, those of reading it included, in the order of the sheet.

    `first` is its first round; `made` is the day on which its table is taken over from another file.
    """
    found = [*plan.findings, *(item for each in _RULES for item in each(plan))]
    found += start_missing(plan, first) if first else ()
    behind = [*(due_before(plan, first) if first else ()), *(due_before_made(plan, made) if made else ())]
    # What asks for the year says that it was not written.
    asked = {item.cell for item in behind if item.code == "schedule-next-year"}
    found = [item for item in found if item.code != "schedule-year" or item.cell not in asked] + behind
    order = {code: place for place, code in enumerate(CATALOGUE)}
    return sorted(found, key=lambda item: (item.sheet != plan.sheet, _place(item.cell), order[item.code]))


def _place(cell: str | None) -> tuple[int, int, str]:
    found = re.match(r"([A-Z]+)(\d+)$", cell or "")
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
