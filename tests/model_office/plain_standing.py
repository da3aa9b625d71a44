"""The plain reading, first part: what stands at the end of a day, and who has which row.

Written from the design alone. Everything is told again from the first day each time it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from model_office.office import (
    Entered,
    Event,
    HandOut,
    Limit,
    LimitChanged,
    ReceivedOn,
    Rename,
    Report,
    Role,
    Task,
    Undo,
    Year,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """An event that stands, and the day on which the press that carries it out was."""

    on: date
    event: Event


@dataclass(frozen=True)
class Row:
    """What a department does in a task. The department is named as on the first day."""

    task: Task
    department: str
    role: Role


def standing(year: Year, day: date) -> list[Standing]:
    """Return what stands at the end of a day, in the order in which it took effect.

    Topic: within one press decisions come first; 撤销 takes back the newest action. What a press that was taken back
    had carried out waits, and is carried out by the next press of its round. Older rounds are pressed first.
    """
    actions: list[tuple[str, list[Standing]]] = []
    waiting: dict[str, list[Event]] = {}
    verbs = {Rename: "edit", LimitChanged: "edit", HandOut: "hand out", ReceivedOn: "received"}
    for today in sorted({event.day for event in year.events if event.day <= day}):
        for round_, events in year.steps(today):
            if round_:
                together = [*waiting.pop(round_, []), *events]
                first = [event for event in together if not isinstance(event, Report)]
                last = [event for event in together if isinstance(event, Report)]
                actions.append((round_, [Standing(today, event) for event in (*first, *last)]))
            elif not isinstance(events[0], Undo):
                actions.append((verbs[type(events[0])], [Standing(today, events[0])]))
            else:
                newest = max(place for place, (verb, _) in enumerate(actions) if verb != "edit")
                verb, gone = actions.pop(newest)
                if verb not in verbs.values():
                    waiting[verb] = [each.event for each in gone]
    return [each for _, done in actions for each in done]


def name_now(stand: Sequence[Standing], first: str) -> str:
    """Return the name that a department has, of any that it has had; of one made into another, that of the other."""
    for rename in renames(stand):
        if rename.old == first:
            first = rename.new
    return first


def renames(stand: Sequence[Standing]) -> list[Rename]:
    """Return the new names that were given, in order."""
    return [each.event for each in stand if isinstance(each.event, Rename)]


def hand_outs(stand: Sequence[Standing], round_: str | None = None) -> list[HandOut]:
    """Return the hand-outs that stand, of one round or of all."""
    found = [each.event for each in stand if isinstance(each.event, HandOut)]
    return [each for each in found if round_ in (None, each.round)]


def rounds_so_far(stand: Sequence[Standing]) -> list[str]:
    """Return the rounds handed out, in the order of their first hand-outs."""
    return list(dict.fromkeys(each.round for each in hand_outs(stand)))


def span(round_: str) -> tuple[int, int]:
    """Return the first and the last month of a round, counted from the year 0."""
    year, rest = round_.split("年")
    if rest.endswith("月"):
        month = int(year) * 12 + int(rest.removesuffix("月"))
        return month, month
    first = int(year) * 12 + "一二三四".index(rest.removeprefix("第")[0]) * 3 + 1
    return first, first + 2


def comes_after(later: str, earlier: str) -> bool:
    """Topic: rounds that go on beside each other, a quarter and its months, are about the same: whoever reports last counts."""
    return span(later)[0] > span(earlier)[1]


def deadline_of(stand: Sequence[Standing], round_: str) -> date | None:
    """Return a round's return deadline. Topic: of several set for a round the latest holds (that set last)."""
    found = hand_outs(stand, round_)
    return found[-1].deadline if found else None


def limit_now(stand: Sequence[Standing], task: Task) -> Limit:
    """Return the time limit that 分工表 has for a task."""
    changed = [s.event.limit for s in stand if isinstance(s.event, LimitChanged) and s.event.task == task.number]
    return changed[-1] if changed else task.limit


def rows(year: Year) -> list[Row]:
    """Return every row: a group stands for its members, the strongest role counts, 综述 has a row of its own."""
    groups = {group.name: group for group in year.groups}
    found: list[Row] = []
    for task in year.tasks:
        roles: dict[str, Role] = {}
        for role, names in (("lead", task.leads), ("share", task.shares), ("support", task.supports)):
            for name in names:
                for member in groups[name].members if name in groups else (name,):
                    roles.setdefault(member, role)  # type: ignore[arg-type]
        found += [Row(task, department, role) for department, role in roles.items()]
        # A task of the group is one that it carries out: supporting is voluntary, and nobody owes a 综述 of it.
        named = {*task.leads, *task.shares}
        sections = dict.fromkeys(group.section for group in year.groups if group.name in named)
        found += [Row(task, section, "summary") for section in sections]
    return found


def sayings(stand: Sequence[Standing], round_: str, department: str) -> Iterator[Standing]:
    """Yield the returns of a department in a round that report at least one row, in order."""
    for each in stand:
        event = each.event
        if not isinstance(event, Report | Entered) or event.round != round_:
            continue
        if name_now(stand, event.department) != name_now(stand, department):
            continue
        if isinstance(event, Entered):
            reported = event.cells.reported
        else:
            reported = bool(event.summaries) or any(cells.reported for cells in event.rows.values())
        if reported:
            yield each
