"""A department that got another name within a round: what came under the old one is of an older sheet than what came under the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from xlplan.decisions.model import Decision
from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Entry, Settled
from xlplan.returns.received import Received, Submission
from xlplan.terms.text import Folded, fold

FormerNames = Mapping[str, Mapping[str, AbstractSet[Folded]]]
"""By the name under which a round was handed out to a department last: the names before it, in their order, each with the 编号 of its rows that were handed out under another since."""
_APART: Final = 1_000_000
"""More than a round has revisions of a sheet."""


class _Called(NamedTuple):
    """A name of a round: the newest one of its department, its place among them, and which of its rows go by the newest."""

    newest: str
    place: int
    tasks: AbstractSet[Folded] = frozenset()


def settle_renamed(
    returns: Iterable[Submission],
    decisions: Sequence[Decision],
    round_: str,
    routines: Mapping[Folded, date],
    handed: Mapping[tuple[str, int], int],
    former: FormerNames,
) -> Settled:
    """Return the same as `settle`, of a round in which departments have `former` names.

    The sheet under the new name is a newer revision of the one under the old; what the office entered (代录) under either is
    compared with the files of both. What counts goes by the name under which it came last.
    """
    items = [*returns]
    names = _names(former)
    if not any((called := names.get(item.department or "")) and called.tasks for item in items):
        return settle(items, decisions, round_, routines, handed)
    newest = {(task, fold(old)): each.newest for old, each in names.items() for task in each.tasks}
    sheets = {
        (names[name].newest, _newer(number, names[name].place)): at
        for (name, number), at in handed.items()
        if name in names
    }
    found = settle(
        [piece for item in items for piece in _pieces(item, names)],
        [replace(each, department=newest[each.place]) if each.place in newest else each for each in decisions],
        round_,
        routines,
        {**handed, **sheets},
    )
    came = {name: _came(items, (*olds, name)) for name, olds in former.items()}
    shown = {
        (task, name): next((each for at, each in came[name].items() if at in _came_by(entry)), name)
        for (task, name), entry in found.entries.items()
        if name in former
    }
    entries = [_named(each, shown[key], sheets) if key in shown else each for key, each in found.entries.items()]
    agreed = {place: each for place, name in newest.items() if (each := found.agreements.get((place[0], fold(name))))}
    return replace(
        found,
        entries={(each.task, each.department): each for each in entries},
        conflicts=[
            replace(each, department=shown.get((each.task, each.department), each.department))
            for each in found.conflicts
        ],
        doubts=[
            replace(each, department=shown.get((each.doubt.task, each.department), each.department))
            for each in found.doubts
        ],
        agreements={**found.agreements, **agreed},
    )


def _names(former: FormerNames) -> Mapping[str, _Called]:
    found: dict[str, _Called] = {}
    for name, olds in former.items():
        found |= {old: _Called(name, place, tasks) for place, (old, tasks) in enumerate(olds.items())}
        found[name] = _Called(name, len(olds))
    return found


def _newer(revision: int | None, place: int) -> int:
    """Return a revision of a sheet under one of the names, which is newer than any under the names before."""
    return (revision or 0) + place * _APART


def _pieces(item: Submission, names: Mapping[str, _Called]) -> Iterator[Submission]:
    """Yield what came under a name: the rows that go by the newest name under that, and the others."""
    called = names.get(item.department or "")
    if called is None:
        yield item
        return
    moved = (
        item.rows if called.newest == item.department else [row for row in item.rows if row.task_key in called.tasks]
    )
    if len(moved) < len(item.rows) or not item.rows:
        yield replace(item, rows=tuple(row for row in item.rows if row not in moved))
    if moved and isinstance(item, Received):
        revision = _newer(item.revision, called.place)
        yield replace(item, department=called.newest, revision=revision, rows=tuple(moved))
    elif moved:
        yield replace(item, department=called.newest, rows=tuple(moved))


def _came(items: Sequence[Submission], names: Sequence[str]) -> dict[tuple[str, int], str]:
    """Return from which file and by which action something came under which of the names, what came under the newest first."""
    found: dict[tuple[str, int], str] = {}
    for name in reversed(names):
        for item in items:
            if item.department == name:
                found.setdefault((item.path, item.action), name)
    return found


def _came_by(entry: Entry) -> set[tuple[str, int]]:
    return {(each.source, each.action) for each in entry.origins.values()} or {(entry.source, entry.action)}


def _named(entry: Entry, name: str, sheets: Mapping[tuple[str, int], int]) -> Entry:
    """Return a report, and those beside it, under the name and with the revision under which it came, and the action that handed out its sheet."""
    beside = entry.while_closed, entry.while_paused, entry.before_pause
    closed, paused, before = (_named(each, name, sheets) if each else None for each in beside)
    number = entry.revision or 0
    return replace(
        entry, department=name, revision=number % _APART or None, asked_by=sheets.get((entry.department, number), 0),
        while_closed=closed, while_paused=paused, before_pause=before,
    )  # fmt: skip
