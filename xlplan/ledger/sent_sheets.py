"""What a ledger says of what was handed out: sheets, their rows, and the plan and settings of each hand-out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256 as digest_of
from operator import itemgetter
from typing import Any, NamedTuple

from xlplan.handout.planned import PlannedTask
from xlplan.handout.sheets import Change, DepartmentSheet, Sent, SheetRow
from xlplan.ledger import planned_rows
from xlplan.ledger.queries import LIVE, Queries, by_end_of, kept_day
from xlplan.terms.choices import Role
from xlplan.terms.text import Folded, fold


class AskedRow(NamedTuple):
    """A row that was handed out in a round: to whom, in which role, and when."""

    department: str
    task: str
    role: str
    first: str
    """When it was first handed out in the round, in ISO form; `last` is when it was last."""
    last: str
    routine: str | None
    """When it was first handed out without 完成进度 to fill in, as a routine is; None if it never was."""
    newest: bool
    """True if the department's newest sheet of the round holds it."""
    closed: bool
    """True if that sheet holds it without 完成进度 to fill in."""


class HandedRow(NamedTuple):
    """A row of a sheet as it was handed out."""

    round: str
    department: str
    action: int
    task: str
    role: str
    live: bool
    """True unless it said that the task is no longer the department's."""


class SentReader(Queries):
    """The questions on what was handed out that an open ledger answers."""

    def __init__(self) -> None:
        """Know nothing yet."""
        super().__init__()
        self._plan_texts: dict[str, dict[str, str]] = {}

    _sent: tuple[tuple[object, ...], dict[tuple[str, int], Sent]] | None = None
    """What was handed out, as it was read last: of thousands of departments that takes a second."""

    def numbers(self) -> dict[str, str]:
        """Return the 编号 that rows without one were given, by content fingerprint."""
        self._check("task_number")
        rows = self._query(
            f"SELECT fingerprint, task FROM task_number {LIVE.format('task_number')} ORDER BY task_number.rowid"
        )
        return {row["fingerprint"]: row["task"] for row in rows}

    def sent(self, round_: str) -> dict[tuple[str, int], Sent]:
        """Return all that was handed out in a round, by department and revision."""
        # What counts of it changes with every handing out and taking back, and with nothing else.
        state = (round_, *self._query(f"SELECT COUNT(*), MAX(sent.id) FROM sent {LIVE.format('sent')}")[0])
        if self._sent is None or self._sent[0] != state:
            self._sent = state, self._read_sent(round_)
        return dict(self._sent[1])

    def _read_sent(self, round_: str) -> dict[tuple[str, int], Sent]:
        self._check("sent", "sent_row", round_=round_)
        # The rows of a sheet come over as one text: those of most departments are those of another, and are read once.
        # Taken in the order of their numbers the sheets need not be sorted, which would hold all these texts at once.
        columns = "position, task, project, content, role, schedule, due, due_is_day, previous, closed, change, others"
        sheets = self._each(
            "SELECT department, title, sent.round, deadline, revision, path, sha256, action.at, sent.action,"
            f" CAST((SELECT group_concat(json_array({columns})) FROM sent_row WHERE sent_row.sent = sent.id) AS BLOB)"
            f" FROM sent NOT INDEXED {LIVE.format('sent')} WHERE sent.round = ? ORDER BY sent.id",
            (round_,),
        )
        shared: dict[bytes, tuple[SheetRow, ...]] = {}
        # Of a task that goes to many there is one row.
        known: dict[tuple[object, ...], SheetRow] = {}
        found = {}
        for department, title, named, deadline, revision, path, sha256, at, action, text in sheets:
            # Ten thousand of these texts would fill the memory.
            digest = digest_of(text or b"").digest()
            rows = shared.get(digest)
            if rows is None:
                rows = shared[digest] = tuple(_sheet_rows(text or b"", known))
            sheet = DepartmentSheet(department, title, named, kept_day(deadline), rows)
            found[department, revision] = Sent(sheet, revision, path, sha256, datetime.fromisoformat(at), action)
        return found

    def handed_out_by(self, round_: str) -> dict[tuple[str, int], int]:
        """Return the action that handed out each sheet of a round, by department and revision."""
        rows = self._query(
            f"SELECT department, revision, action FROM sent {LIVE.format('sent')} WHERE sent.round = ?", (round_,)
        )
        return {(row["department"], row["revision"]): row["action"] for row in rows}

    def handed_out_plan(self, round_: str, until: date | None = None) -> list[PlannedTask]:
        """Return the plan by which a round was handed out last by the end of a day, else first; empty if none was kept."""
        columns = "position, task, texts, reading, roles"
        found = self._each(
            f"SELECT {columns} FROM {planned_rows.TABLE} WHERE action = ? AND round = ? ORDER BY position",
            (self._last_with(planned_rows.TABLE, round_, until), round_),
        )
        return list(planned_rows.load_rows(found, self._plan_texts))

    def judged_by(self, round_: str, until: date | None = None) -> dict[str, Any]:
        """Return the settings that a round was last judged by, by the end of a day, else first; empty if none were kept."""
        table = planned_rows.SETTINGS_TABLE
        last = self._last_with(table, round_, until)
        rows = self._query(f"SELECT settings FROM {table} WHERE action = ?", (last,))
        return dict(json.loads(rows[0]["settings"])) if rows else {}

    def _last_with(self, table: str, round_: str, until: date | None) -> int:
        """Return the last action that wrote into a table for a round by the end of a day, else the first; 0 if none did."""
        self._check(table)
        rows = self._query(
            f"SELECT action.id, action.at < ? AS known FROM action WHERE action.undone_at IS NULL"
            f" AND action.id IN (SELECT action FROM {table} WHERE round = ?) ORDER BY action.id",
            (by_end_of(until), round_),
        )
        return max((row["id"] for row in rows if row["known"]), default=rows[0]["id"] if rows else 0)

    def first_days(self) -> dict[str, date]:
        """Return the day on which each round was first handed out, in the order of handing out."""
        rows = self._query(
            f"SELECT sent.round, MIN(action.at) AS first FROM sent {LIVE.format('sent')}"
            " GROUP BY sent.round ORDER BY MIN(sent.id)"
        )
        return {row["round"]: datetime.fromisoformat(row["first"]).date() for row in rows}

    def deadlines(self) -> dict[str, date]:
        """Return the last day to report of each round that has one."""
        rows = self._query(
            f"SELECT sent.round, MAX(sent.deadline) AS last FROM sent {LIVE.format('sent')} GROUP BY sent.round"
        )
        return {row["round"]: date.fromisoformat(row["last"]) for row in rows if row["last"]}

    def asked(self, round_: str, until: date | None = None) -> Iterator[AskedRow]:
        """Yield each row that was handed out in a round, by the end of a day if one is given, in the order of handing out."""
        self._check("sent", "sent_row")
        known = by_end_of(until)
        newest = {
            row["department"]: row["newest"]
            for row in self._query(
                f"SELECT department, MAX(revision) AS newest FROM sent {LIVE.format('sent')}"
                " WHERE sent.round = ? AND action.at < ? GROUP BY department",
                (round_, known),
            )
        }
        for department, task, role, at, again, routine, last, last_routine in self._each(
            "SELECT department, task, role, MIN(action.at), MAX(action.at), MIN(CASE WHEN closed THEN action.at END),"
            " MAX(revision), MAX(CASE WHEN closed THEN revision END) FROM sent_row"
            f" JOIN sent ON sent.id = sent_row.sent {LIVE.format('sent')}"
            " WHERE sent.round = ? AND change != ? AND substr(change, 1, ?) != ? AND substr(change, 1, ?) != ? AND action.at < ?"
            " GROUP BY department, task, role ORDER BY MIN(sent.id)",
            (round_, Change.WITHDRAWN, len(Change.CLOSED), Change.CLOSED, len(Change.PAUSED), Change.PAUSED, known),
        ):
            now = newest[department]
            yield AskedRow(department, task, role, at, again, routine, last == now, last_routine == now)

    def handed_names(self) -> dict[Folded, str]:
        """Return the names under which departments were handed out anything, by how they are compared."""
        rows = self._query(f"SELECT DISTINCT department FROM sent {LIVE.format('sent')}")
        return {fold(row["department"]): row["department"] for row in rows}

    def handed_to(self, departments: Iterable[str]) -> Iterator[HandedRow]:
        """Yield each row of all sheets that were handed out to these departments, in any round, in the order of handing out."""
        self._check("sent", "sent_row")
        names = list(departments)
        for round_, department, action, task, role, change in self._each(
            "SELECT sent.round, department, sent.action, task, role, change FROM sent_row"
            f" JOIN sent ON sent.id = sent_row.sent {LIVE.format('sent')}"
            f" WHERE department IN ({', '.join('?' * len(names))}) ORDER BY sent.id, position",
            tuple(names),
        ):
            live = change != Change.WITHDRAWN and not change.startswith(Change.CLOSED)
            yield HandedRow(round_, department, action, task, role, live)

    def deadline(self, round_: str, until: date | None = None) -> date | None:
        """Return the last day to report of all that was handed out in a round, by the end of a day if one is given."""
        rows = self._query(
            f"SELECT MAX(sent.deadline) AS deadline FROM sent {LIVE.format('sent')} WHERE sent.round = ? AND action.at < ?",
            (round_, by_end_of(until)),
        )
        return date.fromisoformat(rows[0]["deadline"]) if rows[0]["deadline"] else None

    def taken_back(self, round_: str) -> dict[tuple[str, int], str]:
        """Return the SHA-256 of what was handed out in a round and taken back later, by department and revision."""
        rows = self._query(
            "SELECT department, revision, sha256 FROM sent JOIN action ON action.id = sent.action"
            " WHERE action.undone_at IS NOT NULL AND sent.round = ? ORDER BY sent.id",
            (round_,),
        )
        return {(row["department"], row["revision"]): row["sha256"] for row in rows}

    def file_names(self) -> dict[str, str]:
        """Return the name that each department's files have had from the first, taken back or not."""
        self._check("file_name")
        return {row["department"]: row["name"] for row in self._query("SELECT * FROM file_name ORDER BY rowid")}


def _sheet_rows(text: bytes, known: dict[tuple[object, ...], SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows of a sheet, of each its position first, in their order; `known` are those that were made before."""
    for _, *cells in sorted(json.loads(b"[%b]" % text), key=itemgetter(0)):
        key = tuple(cells)
        if key not in known:
            known[key] = _sheet_row(*cells)
        yield known[key]


def _sheet_row(
    task: str, project: str, content: str, role: str, schedule: str, due: str, due_is_day: int, previous: str,
    closed: int, change: str, others: str,
) -> SheetRow:  # fmt: skip
    day, often = (date.fromisoformat(due), "") if due_is_day else (None, due)
    said = tuple((heading, value) for heading, value in json.loads(others)) if others else ()
    return SheetRow(task, project, content, Role(role), schedule, day, previous, bool(closed), change, often, said)
