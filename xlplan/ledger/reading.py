"""What a ledger says: actions that count, what was handed out and came back, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256 as digest_of
from operator import itemgetter
from typing import Any, Final, NamedTuple

from xlplan.decisions.model import Decision
from xlplan.handout.planned import PlannedTask
from xlplan.handout.sheets import Change, DepartmentSheet, Sent, SheetRow
from xlplan.ledger import planned_rows
from xlplan.ledger.queries import LIVE
from xlplan.ledger.received import ReceivedReader
from xlplan.ledger.writer import SettingChange
from xlplan.status.remind import Reminded
from xlplan.status.supervise import Colour, SlipReply, Supervised
from xlplan.terms.catalogue import CATALOGUE
from xlplan.terms.choices import QuestionKind, Role, Ruling
from xlplan.terms.fields import Field

_FIELDS: Final = {field.value: field for field in Field}
TOLD: Final = "told:"
SET: Final = "set"
"""The verb of actions that set something in place of the sheet 设置 of a closed workbook (改设置)."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something done at one time, by one command or button."""

    id: int
    verb: str
    round: str | None
    at: datetime
    summary: str


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


class LedgerReader(ReceivedReader):
    """The questions that an open ledger answers."""

    _sent: tuple[tuple[object, ...], dict[tuple[str, int], Sent]] | None = None
    """What was handed out, as it was read last: of thousands of departments that takes a second."""

    def _meta(self, key: str) -> str:
        return str(self._query("SELECT value FROM meta WHERE key = ?", (key,))[0][0])

    @property
    def plan(self) -> str:
        """The id that tells this plan's files from those of others."""
        return self._meta("plan")

    @property
    def key(self) -> bytes:
        """The key that signs what is handed out."""
        return bytes.fromhex(self._meta("key"))

    def last_action(self) -> Action | None:
        """Return the newest action that was not taken back."""
        return next(iter(self._actions(1)), None)

    def actions(self, count: int = -1) -> list[Action]:
        """Return the newest actions that were not taken back, by default all, the newest first."""
        self._check("action")
        return self._actions(count)

    def _actions(self, count: int) -> list[Action]:
        rows = self._query("SELECT * FROM action WHERE undone_at IS NULL ORDER BY id DESC LIMIT ?", (count,))
        return [Action(r["id"], r["verb"], r["round"], datetime.fromisoformat(r["at"]), r["summary"]) for r in rows]

    def setting_changes(self, action: Action) -> list[SettingChange]:
        """Return what an action changed in 设置, taken back or not."""
        self._check("setting_change")
        rows = self._query("SELECT name, before, after FROM setting_change WHERE action = ? ORDER BY id", (action.id,))
        return [SettingChange(*row) for row in rows]

    def settings_set(self) -> dict[str, SettingChange]:
        """Return what was set last in place of each cell of 设置 (改设置), and has not been written into it since."""
        self._check("setting_change")
        rows = self._query(
            f"SELECT name, before, after FROM setting_change {LIVE.format('setting_change')} WHERE action.verb = ?"
            " ORDER BY setting_change.id",
            (SET,),
        )
        if not rows:
            return {}
        found, told = {row["name"]: SettingChange(*row) for row in rows}, self.told()
        return {name: change for name, change in found.items() if change.key not in told}

    def received_on(self, round_: str, until: date | None = None) -> dict[str, date]:
        """Return the days on which departments' reports came, as the office corrected them, by the end of a day if given."""
        self._check("received_on")
        rows = self._query(
            f"SELECT received_on.* FROM received_on {LIVE.format('received_on')}"
            " WHERE received_on.round = ? AND action.at < ? ORDER BY received_on.id",
            (round_, _by_end_of(until)),
        )
        return {row["department"]: date.fromisoformat(row["day"]) for row in rows}

    def corrected_by(self, action: Action) -> list[tuple[str, str, date]]:
        """Return the days that an action corrected, taken back or not: round, department, day (收到日期)."""
        rows = self._query("SELECT round, department, day FROM received_on WHERE action = ? ORDER BY id", (action.id,))
        return [(row["round"], row["department"], date.fromisoformat(row["day"])) for row in rows]

    def received_at(self) -> Iterator[tuple[str, str, datetime]]:
        """Yield the round, the department and the time of all that came back, in order."""
        for round_, department, at in self._each(
            f"SELECT received.round, department, action.at FROM received {LIVE.format('received')}"
            " WHERE department != '' ORDER BY received.id",
            (),
        ):
            yield round_, department, datetime.fromisoformat(at)

    @property
    def untouched(self) -> bool:
        """Whether nothing was ever recorded, not even what was taken back later."""
        return not self._query("SELECT 1 FROM action LIMIT 1")

    @property
    def book(self) -> str:
        """The name of the workbook that the newest action was done from; empty where nobody knows."""
        rows = self._query("SELECT book FROM action WHERE book != '' ORDER BY id DESC LIMIT 1")
        return str(rows[0]["book"]) if rows else ""

    def books(self) -> list[str]:
        """Return the names of all workbooks that actions were done from, the newest last."""
        rows = self._query("SELECT book FROM action WHERE book != '' GROUP BY book ORDER BY max(id)")
        return [str(row["book"]) for row in rows]

    def kept(self) -> list[tuple[str, str]]:
        """Return what the archive has to keep: the path of each file that came in or went out, and its SHA-256; taken back or not."""
        rows = self._query("SELECT path, sha256 FROM sent UNION SELECT path, sha256 FROM received WHERE sha256 != ''")
        return [(row["path"], row["sha256"]) for row in rows]

    def titles(self) -> list[str]:
        """Return the plan's titles, as they stand on what was handed out."""
        return [row["title"] for row in self._query(f"SELECT DISTINCT title FROM sent {LIVE.format('sent')}")]

    def shut_files(self) -> set[str]:
        """Return the paths of files that came in with a reason for which no link may lead to them."""
        codes = [code for code, kind in CATALOGUE.items() if kind.shut]
        rows = self._query(
            f"SELECT DISTINCT received.path FROM received {LIVE.format('received')}, json_each(received.reasons) AS reason"
            f" WHERE json_extract(reason.value, '$.code') IN ({', '.join('?' * len(codes))})",
            codes,
        )
        return {row["path"] for row in rows}

    def contents(self) -> list[str]:
        """Return what is to be done (主要内容) in all tasks that were ever handed out."""
        return [
            row["content"]
            for row in self._query(
                f"SELECT DISTINCT content FROM sent_row JOIN sent ON sent.id = sent_row.sent {LIVE.format('sent')}"
            )
        ]

    def rounds(self) -> list[str]:
        """Return the rounds in which anything was handed out, in the order of their first handing out."""
        rows = self._query(
            f"SELECT sent.round, MIN(sent.id) AS first FROM sent {LIVE.format('sent')} GROUP BY sent.round ORDER BY first"
        )
        return [row["round"] for row in rows]

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
        columns = "position, task, project, content, role, schedule, due, due_is_day, previous, closed, change, others"
        sheets = self._each(
            "SELECT department, title, sent.round, deadline, revision, path, sha256, action.at,"
            f" CAST((SELECT group_concat(json_array({columns})) FROM sent_row WHERE sent_row.sent = sent.id) AS BLOB)"
            f" FROM sent {LIVE.format('sent')} WHERE sent.round = ? ORDER BY sent.id",
            (round_,),
        )
        shared: dict[bytes, tuple[SheetRow, ...]] = {}
        # Of a task that goes to many there is one row.
        known: dict[tuple[object, ...], SheetRow] = {}
        found = {}
        for department, title, named, deadline, revision, path, sha256, at, text in sheets:
            # Ten thousand of these texts would fill the memory.
            digest = digest_of(text or b"").digest()
            rows = shared.get(digest)
            if rows is None:
                rows = shared[digest] = tuple(_sheet_rows(text or b"", known))
            sheet = DepartmentSheet(department, title, named, _day(deadline), rows)
            found[department, revision] = Sent(sheet, revision, path, sha256, datetime.fromisoformat(at))
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
        return list(planned_rows.load_rows(found))

    def judged_by(self, round_: str, until: date | None = None) -> dict[str, Any]:
        """Return the settings that a round was last judged by, by the end of a day, else first; empty if none were kept."""
        table = planned_rows.SETTINGS
        last = self._last_with(table, round_, until)
        rows = self._query(f"SELECT settings FROM {table} WHERE action = ?", (last,))
        return dict(json.loads(rows[0]["settings"])) if rows else {}

    def _last_with(self, table: str, round_: str, until: date | None) -> int:
        """Return the last action that wrote into a table for a round by the end of a day, else the first; 0 if none did."""
        self._check(table)
        rows = self._query(
            f"SELECT action.id, action.at < ? AS known FROM action WHERE action.undone_at IS NULL"
            f" AND action.id IN (SELECT action FROM {table} WHERE round = ?) ORDER BY action.id",
            (_by_end_of(until), round_),
        )
        return max((row["id"] for row in rows if row["known"]), default=rows[0]["id"] if rows else 0)

    def first_days(self) -> dict[str, date]:
        """Return the day on which each round was first handed out."""
        rows = self._query(
            f"SELECT sent.round, MIN(action.at) AS first FROM sent {LIVE.format('sent')} GROUP BY sent.round"
        )
        return {row["round"]: datetime.fromisoformat(row["first"]).date() for row in rows}

    def touched(self, after: date, until: date | None) -> set[str]:
        """Return the rounds for which anything was handed out, received or decided after one day, by the end of another."""
        tables = ("sent", "received", "received_on", "decision")
        rows = self._query(
            " UNION ".join(
                f"SELECT {table}.round FROM {table} {LIVE.format(table)} WHERE action.at >= ? AND action.at < ?"
                for table in tables
            ),
            (_by_end_of(after), _by_end_of(until)) * len(tables),
        )
        return {row["round"] for row in rows}

    def asked(self, round_: str, until: date | None = None) -> Iterator[AskedRow]:
        """Yield each row that was handed out in a round, by the end of a day if one is given, in the order of handing out."""
        self._check("sent", "sent_row")
        known = _by_end_of(until)
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
            " WHERE sent.round = ? AND change != ? AND substr(change, 1, ?) != ? AND action.at < ?"
            " GROUP BY department, task, role ORDER BY MIN(sent.id)",
            (round_, Change.WITHDRAWN, len(Change.PAUSED), Change.PAUSED, known),
        ):
            now = newest[department]
            yield AskedRow(department, task, role, at, again, routine, last == now, last_routine == now)

    def deadline(self, round_: str, until: date | None = None) -> date | None:
        """Return the last day to report of all that was handed out in a round, by the end of a day if one is given."""
        rows = self._query(
            f"SELECT MAX(sent.deadline) AS deadline FROM sent {LIVE.format('sent')} WHERE sent.round = ? AND action.at < ?",
            (round_, _by_end_of(until)),
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

    def told(self) -> frozenset[str]:
        """Return what identifies rows of 待核实 that were told once that they no longer apply."""
        rows = self._query("SELECT key FROM meta WHERE key >= ? AND key < ?", (TOLD, f"{TOLD}~"))
        return frozenset(row["key"].removeprefix(TOLD) for row in rows)

    def reminders(self, round_: str) -> list[Reminded]:
        """Return all reminders of a round, in their order."""
        self._check("reminder")
        rows = self._query(
            f"SELECT reminder.* FROM reminder {LIVE.format('reminder')} WHERE reminder.round = ? ORDER BY reminder.id",
            (round_,),
        )
        return [Reminded(r["department"], r["lack"], date.fromisoformat(r["day"])) for r in rows]

    def supervised(self) -> list[Supervised]:
        """Return all 督办单 that count, a row for each task, in the order of issuing."""
        self._check("supervised")
        return [
            Supervised(
                r["year"], r["number"], r["round"], r["department"], r["task"], Colour(r["colour"]), date.fromisoformat(r["day"]),
                date.fromisoformat(r["answer_by"]), _day(r["due"]), json.loads(r["texts"]), r["action"],
            )
            for r in self._query(f"SELECT supervised.* FROM supervised {LIVE.format('supervised')} ORDER BY supervised.id")
        ]  # fmt: skip

    def replies(self) -> dict[tuple[int, int, str], SlipReply]:
        """Return what came back of reply slips, by year, number and 编号."""
        self._check("reply_slip")
        rows = self._query(f"SELECT reply_slip.* FROM reply_slip {LIVE.format('reply_slip')} ORDER BY reply_slip.id")
        return {
            (r["year"], r["number"], r["task"]): SlipReply(
                r["year"],
                r["number"],
                r["task"],
                r["signed_by"],
                _day(r["signed_on"]),
                r["measures"],
                _day(r["promised"]),
            )
            for r in rows
        }

    def decisions(self) -> list[Decision]:
        """Return all that the office has decided, in all rounds, in the order of deciding."""
        return self._decisions(
            f"SELECT decision.*, action.at FROM decision {LIVE.format('decision')} ORDER BY decision.id"
        )

    def decided_by(self, action: Action) -> list[Decision]:
        """Return what an action decided, taken back or not."""
        return self._decisions(
            "SELECT decision.*, action.at FROM decision JOIN action ON action.id = decision.action"
            " WHERE action.id = ? ORDER BY decision.id",
            (action.id,),
        )

    def _decisions(self, sql: str, values: Sequence[object] = ()) -> list[Decision]:
        self._check("decision")
        rows = self._query(sql, values)
        return [
            Decision(
                r["round"], QuestionKind(r["kind"]), r["department"], r["task"], _FIELDS.get(r["field"]), r["before"], r["reported"],
                Ruling(r["verdict"]) if r["verdict"] else None, r["leader"], date.fromisoformat(r["day"]) if r["day"] else None, r["operator"], r["note"],
                datetime.fromisoformat(r["at"]), r["action"], bool(r["late"]), bool(r["verified"]),
            )
            for r in rows
        ]  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _by_end_of(day: date | None) -> str:
    """Return the moment before which something was known by the end of a day, as actions are timed."""
    return (day + timedelta(days=1)).isoformat() if day else "9999"


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
