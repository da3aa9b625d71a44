"""The plan of each hand-out in the ledger: one row for each task, as `handout.planned` has it; and the settings it is judged by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from xlplan.handout.planned import PlannedTask
from xlplan.handout.sheets import Change
from xlplan.ledger import checksums
from xlplan.ledger.statements import carry_out_each
from xlplan.terms.choices import Role, Ruling

TABLE: Final = "plan_task"
COLUMNS: Final = ("action", "position", "round", "task", "texts", "reading", "roles")
CREATE: Final = f"""
CREATE TABLE {TABLE} (
    action INTEGER NOT NULL REFERENCES action (id), position INTEGER NOT NULL, round TEXT NOT NULL, task TEXT NOT NULL,
    texts TEXT NOT NULL, reading TEXT NOT NULL, roles TEXT NOT NULL, PRIMARY KEY (action, position));
"""
"""`roles` is JSON, or the position of the first task that the same departments have: a group is long."""

SETTINGS_TABLE: Final = "judged_by"
SETTINGS_COLUMNS: Final = ("action", "round", "settings")
CREATE_SETTINGS: Final = f"""
CREATE TABLE {SETTINGS_TABLE} (
    action INTEGER PRIMARY KEY REFERENCES action (id), round TEXT NOT NULL, settings TEXT NOT NULL);
"""
"""`settings` is JSON, as `handout.judging` has it."""

_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TEXTS: Final = ("project", "content", "schedule")


def dump(tasks: Sequence[PlannedTask]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a plan, without action and round: position, task, texts, reading, roles."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    readings: dict[int, str] = {}
    for position, each in enumerate(tasks):
        at = first.setdefault(each.roles, position)
        roles = str(at) if at != position else _json(each.roles)
        if (reading := readings.get(id(each.reading))) is None:
            reading = readings[id(each.reading)] = _json(each.reading) if each.reading else ""
        yield position, each.task, _json(each.texts), reading, roles


def load_rows(rows: Iterable[Sequence[Any]], before: dict[str, dict[str, str]] | None = None) -> Iterator[PlannedTask]:
    """Yield the tasks of rows as `dump` made them, in their order. What was read alike is one mapping.

    So are texts that stand in the plan that was loaded `before` as well: those of this one take their place.
    """
    known: dict[str, tuple[tuple[str, str], ...]] = {}
    read: dict[str, dict[str, Any]] = {"": {}}
    said: dict[str, dict[str, str]] = {}
    for position, task, texts, reading, roles in rows:
        if roles.startswith("["):
            known[str(position)] = tuple((name, role) for name, role in json.loads(roles))
        has = known[str(position) if roles.startswith("[") else roles]
        if reading not in read:
            read[reading] = json.loads(reading)
        said[texts] = (before and before.get(texts)) or json.loads(texts)
        yield PlannedTask(task, said[texts], has, read[reading])
    if before is not None:
        before.clear()
        before.update(said)


def from_sent(db: sqlite3.Connection) -> None:
    """Make the table in a ledger that has none: each round's plan out of its sheets, with what was closed or paused before."""
    carry_out_each(db, CREATE)
    before: dict[str, PlannedTask] = {}
    rounds = db.execute(
        "SELECT sent.round, MAX(action.id) FROM sent JOIN action ON action.id = sent.action AND action.undone_at IS NULL"
        " GROUP BY sent.round ORDER BY MIN(sent.id)"
    ).fetchall()
    for round_, action in rounds:
        before = {each.task: each for each in _with_shut(db, _of_sheets(db, round_), before, action)}
        rows = [(action, position, round_, *rest) for position, *rest in dump([*before.values()])]
        marks = ", ".join("?" * len(COLUMNS))
        db.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
    checksums.renew(db, [TABLE])


def _of_sheets(db: sqlite3.Connection, round_: str) -> list[PlannedTask]:
    """Return what the newest sheets of a round hold."""
    found: dict[str, tuple[dict[str, str], dict[tuple[str, str], None]]] = {}
    query = (
        "SELECT sent.department, task, role, project, content, schedule FROM sent_row JOIN sent ON sent.id = sent_row.sent"
        " WHERE sent.id IN (SELECT MAX(sent.id) FROM sent JOIN action ON action.id = sent.action AND action.undone_at IS NULL"
        " WHERE sent.round = ? GROUP BY sent.department) AND change != ? ORDER BY sent.id, position"
    )
    for department, task, role, *texts in db.execute(query, (round_, Change.WITHDRAWN)):
        of_task = found.setdefault(task, ({name: text for name, text in zip(_TEXTS, texts, strict=True) if text}, {}))
        of_task[1][department, role] = None
    return [_task(task, texts, list(has)) for task, (texts, has) in found.items()]


def _task(task: str, texts: dict[str, str], has: Sequence[tuple[str, str]]) -> PlannedTask:
    order = [role.value for role in Role]
    roles = tuple(sorted(has, key=lambda each: order.index(each[1])))
    named = {
        role.value: "、".join(name for name, its in roles if its == role)
        for role in (Role.LEAD, Role.SHARE, Role.SUPPORT)
    }
    return PlannedTask(task, texts | {name: text for name, text in named.items() if text}, roles)


def _with_shut(
    db: sqlite3.Connection, tasks: Sequence[PlannedTask], before: dict[str, PlannedTask], action: int
) -> Iterator[PlannedTask]:
    """Yield the tasks with the rows that no sheet holds because they had been closed or paused by then."""
    shut = {
        (task, department)
        for task, department in db.execute(
            "SELECT task, department FROM decision JOIN action ON action.id = decision.action AND action.undone_at IS NULL"
            " WHERE verdict IN (?, ?) AND action.id <= ?",
            (Ruling.CLOSE, Ruling.PAUSE, action),
        )
    }
    now = {each.task: each for each in tasks}
    for task, was in before.items():
        doing = {name for name, role in was.roles if Role(role).carries_out}
        over = bool(doing) and all((task, name) in shut for name in doing)
        stays = [(name, role) for name, role in was.roles if over or (task, name) in shut]
        if stays:
            has = now.get(task)
            texts = dict(has.texts if has else was.texts)
            now[task] = _task(task, texts, [*dict.fromkeys((*(has.roles if has else ()), *stays))])
    yield from now.values()
