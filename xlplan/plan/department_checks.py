"""The rules on who does a task: generators that yield findings of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from xlplan.plan.departments import place_of_members, registry_findings
from xlplan.plan.first_leads import first_leads
from xlplan.plan.found import at, on_one_line
from xlplan.plan.mentions import HowNamed, Mention
from xlplan.plan.near_names import near_pairs
from xlplan.plan.plan import Plan, Task
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.findings import Finding, finding, told_once
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_NO_DEPARTMENT: Final = {
    HowNamed.SHARED: "department-shared",
    HowNamed.FULL: "department-full",
    HowNamed.NOBODY: "department-nobody",
    HowNamed.OTHERS: "department-others",
}

_MENDED_ONCE: Final = frozenset({"group-empty", "department-doubtful"})
_ROLES: Final = {field: PLAN_HEADINGS[field] for field in NAMING_FIELDS}
_AS_ABOVE: Final = pattern_of(r"[同如]上(?:[一项条款格行]){0,2}|[〃″]|''|\"")


def department_names(plan: Plan) -> Iterator[Finding]:
    """Require each name in a cell to be a department or a group with members; ask about any other."""
    if plan.registry.inferred and all(each.row is None for each in plan.registry.departments):
        yield finding("registry-missing", sheet=plan.sheet)
    yield from registry_findings(plan.registry)
    # What is to be mended at one place is told once, with all the cells.
    once: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            mentions = plan.named(task)[field]
            for mention in mentions:
                for item in _mention(plan, task, field, mention):
                    if item.code in _MENDED_ONCE:
                        once[item.code, item.message].append(item)
                    else:
                        yield item
            yield from _roles(plan, task, field, mentions)
    yield from map(told_once, once.values())


def first_of_all(plan: Plan) -> Iterator[Finding]:
    """Ask about a cell that says of those below it as well that the first leads."""
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            if (said := first_leads(task.text(field))).endswith("同"):
                yield at(plan, task, field, "first-leads", value=said)


def near_names(plan: Plan) -> Iterator[Finding]:
    """Ask about names that are almost the same, where the table itself has to say which departments there are."""
    if not plan.registry.inferred:
        return
    first: dict[str, tuple[Task, Field]] = {}
    for field in NAMING_FIELDS:
        for task in plan.with_own(field):
            for mention in plan.registry.read(task.text(field)):
                for name in mention.names:
                    first.setdefault(name, (task, field))
    for name, near in near_pairs(first):
        yield at(plan, *first[name], "registry-near", value=name, near=near)


def _roles(plan: Plan, task: Task, field: Field, mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Say how a cell that holds roles is read."""
    if all((mention.role or field) is field for mention in mentions):
        return
    said = {
        f"{PLAN_HEADINGS[each]} {'、'.join(names)}": None
        for each in NAMING_FIELDS
        if (
            names := dict.fromkeys(
                mention.text
                for mention in mentions
                if (mention.role or field) is each and mention.how is not HowNamed.OTHERS
            )
        )
    }
    assumed = [mention.text for mention in mentions if mention.assumed and field is not mention.role]
    yield at(plan, task, field, "department-role-assumed" if assumed else "department-roles",
              value=on_one_line(task.text(field)), roles="；".join(said), names="、".join(assumed))  # fmt: skip


def _meant_above(plan: Plan, task: Task, field: Field) -> str:
    """Return what stands nearest above in the same column and names somebody; "" where nothing does."""
    texts = (on_one_line(each.text(field)) for each in reversed(plan.tasks) if each.row < task.row)
    return next((text for text in texts if text and not _AS_ABOVE.fullmatch(fold(text))), "")


def _mention(plan: Plan, task: Task, field: Field, mention: Mention) -> Iterator[Finding]:
    if mention.flagged:
        yield at(plan, task, field, "department-flag", value=on_one_line(task.text(field))[:40], name=mention.text)
    if mention.aside:
        code = "department-changed" if mention.aside.startswith("原") else "department-aside"
        yield at(plan, task, field, code, value=mention.aside, name=mention.text)
    if mention.how in _NO_DEPARTMENT:
        above = _meant_above(plan, task, field) if _AS_ABOVE.fullmatch(fold(mention.text)) else ""
        cure = f"上面写的是“{above}”：是它的，请写上“{above}”；不是的，" if above else ""
        yield at(plan, task, field, _NO_DEPARTMENT[mention.how], value=mention.text, names="、".join(mention.names), cure=cure,
                  options="、".join(name for way in mention.options for name in way))  # fmt: skip
    elif mention.how == HowNamed.UNKNOWN and plan.registry.inferred:
        yield at(plan, task, field, "department-doubtful", value=mention.text)
    elif mention.how == HowNamed.UNKNOWN:
        near = plan.registry.nearest(mention.text)
        cure = f"是不是“{'”或“'.join(near)}”？若是，请改过来；" if near else ""
        yield at(plan, task, field, "department-unknown", value=mention.text,
                  cure=cure + ("若不是，" if near else "") + "请在“部门”表里加上它，或写进某个部门的“别名”。")  # fmt: skip
    elif mention.how == HowNamed.AMBIGUOUS:
        options = "；".join("、".join(way) for way in mention.options)
        yield at(plan, task, field, "department-ambiguous", value=mention.text, options=options)
    elif mention.how == HowNamed.RUN_TOGETHER:
        yield at(plan, task, field, "department-run-together", value=mention.text, names="、".join(mention.names))
    for name in mention.names:
        if not plan.registry.expand(name):
            yield at(plan, task, field, "group-empty", value=name, where=place_of_members(plan.registry))


def both_roles(plan: Plan) -> Iterator[Finding]:
    """Refuse a department in several columns of a task, groups seen as their members; it gets the strongest."""
    members = cache(lambda name: frozenset(department.name for department in plan.registry.expand(name)))
    for task in plan.tasks:
        named = [
            members(name) for mentions in plan.named(task).values() for mention in mentions for name in mention.names
        ]
        if sum(map(len, named)) == len(frozenset().union(*named)):
            # Nobody twice, as in most tasks.
            continue
        stronger: dict[str, Field] = {}
        for field in NAMING_FIELDS:
            own: set[str] = set()
            for name in (name for mention in plan.mentions(task, field) for name in mention.names):
                own |= members(name)
                for first in NAMING_FIELDS:
                    both = {each for each in members(name) if stronger.get(each) is first}
                    if both:
                        shown = name if both == members(name) else "、".join(sorted(both))
                        where = field if field in task.cells else Field.LEAD
                        yield at(plan, task, where, "department-both-roles", value=shown, first=_ROLES[first],
                                  second=_ROLES[field])  # fmt: skip
            stronger |= {each: field for each in own if each not in stronger}
