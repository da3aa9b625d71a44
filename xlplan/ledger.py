"""The ledger: one SQLite file in the working folder that holds all that changes, one transaction for each action.

Nothing is ever deleted: taking an action back marks it, and what it wrote no longer counts.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from xlplan.columns import Role
from xlplan.decisions import Decision
from xlplan.errors import LedgerError, NotWritableError, XlplanError
from xlplan.findings import Finding, Severity
from xlplan.intake import Doubt, Reported, ReturnedRow
from xlplan.merge import Received, Verdict
from xlplan.readings import ReportedValue
from xlplan.split import DepartmentSheet, Sent, SheetRow

SCHEMA_VERSION: Final = 4
_DECISIONS: Final = """
CREATE TABLE doubt (
    id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL,
    cell TEXT NOT NULL, shown TEXT NOT NULL, proposal TEXT, kind TEXT);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, kind TEXT NOT NULL,
    department TEXT NOT NULL, task TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, reported TEXT NOT NULL,
    verdict TEXT NOT NULL, leader TEXT NOT NULL, day TEXT, operator TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX doubt_by_received ON doubt (received);
"""
_SCHEMA: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE action (
    id INTEGER PRIMARY KEY, verb TEXT NOT NULL, round TEXT, at TEXT NOT NULL, summary TEXT NOT NULL, undone_at TEXT);
CREATE TABLE task_number (
    fingerprint TEXT NOT NULL, task TEXT NOT NULL, action INTEGER NOT NULL REFERENCES action (id));
CREATE TABLE sent (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL,
    department TEXT NOT NULL, revision INTEGER NOT NULL, title TEXT NOT NULL, deadline TEXT,
    path TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE sent_row (
    sent INTEGER NOT NULL REFERENCES sent (id), position INTEGER NOT NULL, task TEXT NOT NULL, role TEXT NOT NULL,
    project TEXT NOT NULL, content TEXT NOT NULL, schedule TEXT NOT NULL, due TEXT NOT NULL, due_is_day INTEGER NOT NULL,
    previous TEXT NOT NULL, closed INTEGER NOT NULL, change TEXT NOT NULL DEFAULT '', PRIMARY KEY (sent, position));
CREATE TABLE file_name (department TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE received (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, path TEXT NOT NULL,
    sha256 TEXT NOT NULL, verdict TEXT NOT NULL, department TEXT, revision INTEGER, people TEXT NOT NULL,
    reasons TEXT NOT NULL, sheet TEXT NOT NULL DEFAULT '', corrects TEXT NOT NULL DEFAULT '[]');
CREATE TABLE received_row (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, cell TEXT NOT NULL,
    PRIMARY KEY (received, task));
CREATE TABLE entry (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL, cell TEXT NOT NULL,
    value TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (received, task, field));
{_DECISIONS}CREATE INDEX sent_by_round ON sent (round, department);
CREATE INDEX received_by_round ON received (round);
"""
_UPGRADES: Final = {
    1: """
ALTER TABLE sent_row ADD COLUMN change TEXT NOT NULL DEFAULT '';
CREATE TABLE file_name (department TEXT PRIMARY KEY, name TEXT NOT NULL);
""",
    2: f"""
ALTER TABLE received ADD COLUMN sheet TEXT NOT NULL DEFAULT '';
{_DECISIONS}""",
    3: "ALTER TABLE received ADD COLUMN corrects TEXT NOT NULL DEFAULT '[]'",
}
"""By the version of a ledger, what makes it one of the next version."""
_LIVE: Final = "JOIN action ON action.id = {0}.action AND action.undone_at IS NULL"


@dataclass(frozen=True, slots=True)
class Action:
    """Something done at one time, by one command or button."""

    id: int
    verb: str
    round: str | None
    at: datetime
    summary: str


class Ledger:
    """An open ledger. Use it as a context manager; `action` is the only way to write."""

    def __init__(self, path: Path) -> None:
        """Open a ledger, made new where there is none. Raises LedgerError or NotWritableError."""
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
            self._db.row_factory = sqlite3.Row
            # WAL fails on network folders; FULL keeps a transaction through a power cut.
            self._db.execute("PRAGMA journal_mode=DELETE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._db.close()

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise LedgerError(
                f"台账“{self.path}”是较新版本的 xlplan 写的（第{version}版）。", "请在这台电脑上也升级 xlplan。"
            )
        if version == SCHEMA_VERSION:
            return
        self._db.execute("BEGIN IMMEDIATE")
        for script in [_UPGRADES[each] for each in range(version, SCHEMA_VERSION)] if version else [_SCHEMA]:
            for statement in script.split(";\n"):
                if statement.strip():
                    self._db.execute(statement)
        if version == 0:
            self._db.executemany(
                "INSERT INTO meta VALUES (?, ?)", [("plan", secrets.token_hex(16)), ("key", secrets.token_hex(32))]
            )
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._db.execute("COMMIT")

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from error

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

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def action(self, verb: str, round_: str | None, at: datetime, summary: str) -> Iterator[Writer]:
        """One transaction: all that is written inside counts, or none of it."""
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO action (verb, round, at, summary) VALUES (?, ?, ?, ?)",
                (verb, round_, at.isoformat(timespec="seconds"), summary),
            )
            yield Writer(self._db, int(cursor.lastrowid or 0))

    def last_action(self) -> Action | None:
        """The newest action not yet taken back."""
        rows = self._query("SELECT * FROM action WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1")
        return next(
            (Action(r["id"], r["verb"], r["round"], datetime.fromisoformat(r["at"]), r["summary"]) for r in rows), None
        )

    @contextmanager
    def taking_back(self, action: Action, at: datetime) -> Iterator[None]:
        """One transaction, inside which nothing that an action wrote counts any longer."""
        with self._transaction():
            when = at.isoformat(timespec="seconds")
            self._db.execute("UPDATE action SET undone_at = ? WHERE id = ?", (when, action.id))
            yield

    def rounds(self) -> list[str]:
        """The rounds in which anything was handed out, in the order of their first handing out."""
        rows = self._query(
            f"SELECT sent.round, MIN(sent.id) AS first FROM sent {_LIVE.format('sent')} GROUP BY sent.round ORDER BY first"
        )
        return [row["round"] for row in rows]

    def numbers(self) -> dict[str, str]:
        """Content fingerprint → the 编号 a row without one was given."""
        rows = self._query(
            f"SELECT fingerprint, task FROM task_number {_LIVE.format('task_number')} ORDER BY task_number.rowid"
        )
        return {row["fingerprint"]: row["task"] for row in rows}

    def sent(self, round_: str) -> dict[tuple[str, int], Sent]:
        """All that was handed out in a round, by department and revision."""
        rows = self._query(
            f"SELECT sent.*, action.at FROM sent {_LIVE.format('sent')} WHERE sent.round = ? ORDER BY sent.id",
            (round_,),
        )
        return {(row["department"], row["revision"]): self._sent(row) for row in rows}

    def taken_back(self, round_: str) -> dict[tuple[str, int], str]:
        """The SHA-256 of what was handed out in a round and taken back later, by department and revision."""
        rows = self._query(
            "SELECT department, revision, sha256 FROM sent JOIN action ON action.id = sent.action"
            " WHERE action.undone_at IS NOT NULL AND sent.round = ? ORDER BY sent.id",
            (round_,),
        )
        return {(row["department"], row["revision"]): row["sha256"] for row in rows}

    def file_names(self) -> dict[str, str]:
        """The name that each department's files have had from the first, taken back or not."""
        return {row["department"]: row["name"] for row in self._query("SELECT * FROM file_name ORDER BY rowid")}

    def _sent(self, row: sqlite3.Row) -> Sent:
        tasks = self._query("SELECT * FROM sent_row WHERE sent = ? ORDER BY position", (row["id"],))
        sheet = DepartmentSheet(
            row["department"], row["title"], row["round"], date.fromisoformat(row["deadline"]) if row["deadline"] else None,
            tuple(
                SheetRow(r["task"], r["project"], r["content"], Role(r["role"]), r["schedule"],
                         date.fromisoformat(r["due"]) if r["due_is_day"] else r["due"], r["previous"], bool(r["closed"]),
                         r["change"])
                for r in tasks
            ),
        )  # fmt: skip
        return Sent(sheet, row["revision"], row["path"], row["sha256"], datetime.fromisoformat(row["at"]))

    def received(self, round_: str) -> list[Received]:
        """Every file that came back in a round and was judged, in the order of judging."""
        rows = self._query(
            f"SELECT received.*, action.at FROM received {_LIVE.format('received')} WHERE received.round = ? ORDER BY received.id",
            (round_,),
        )
        return [self._received(row) for row in rows]

    def _received(self, row: sqlite3.Row) -> Received:
        values: dict[str, dict[str, Reported]] = {}
        for r in self._query("SELECT * FROM entry WHERE received = ?", (row["id"],)):
            values.setdefault(r["task"], {})[r["field"]] = Reported(_load_value(r["value"], r["kind"]), r["cell"])
        tasks = self._query("SELECT task, cell FROM received_row WHERE received = ? ORDER BY rowid", (row["id"],))
        doubts: dict[str, list[Doubt]] = {}
        for r in self._query("SELECT * FROM doubt WHERE received = ? ORDER BY id", (row["id"],)):
            proposal = None if r["proposal"] is None else _load_value(r["proposal"], r["kind"])
            doubts.setdefault(r["task"], []).append(Doubt(r["task"], r["field"], r["cell"], r["shown"], proposal))
        return Received(
            row["path"], row["sha256"], Verdict(row["verdict"]),
            tuple(Finding(**(reason | {"severity": Severity(reason["severity"])})) for reason in json.loads(row["reasons"])),
            row["department"], row["revision"],
            tuple(ReturnedRow(r["task"], r["cell"], values.get(r["task"], {}), {}, tuple(doubts.get(r["task"], ())))
                  for r in tasks),
            json.loads(row["people"]), datetime.fromisoformat(row["at"]), row["sheet"], tuple(json.loads(row["corrects"])),
        )  # fmt: skip

    def decisions(self) -> list[Decision]:
        """All that the office has decided, in all rounds, in the order of deciding."""
        rows = self._query(
            f"SELECT decision.*, action.at FROM decision {_LIVE.format('decision')} ORDER BY decision.id"
        )
        return [
            Decision(
                r["round"], r["kind"], r["department"], r["task"], r["field"], r["before"], r["reported"], r["verdict"],
                r["leader"], date.fromisoformat(r["day"]) if r["day"] else None, r["operator"], r["note"],
                datetime.fromisoformat(r["at"]),
            )
            for r in rows
        ]  # fmt: skip


class Writer:
    """What an action may write, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, action: int) -> None:
        self._db = db
        self._action = action

    def add_numbers(self, numbers: Mapping[str, str]) -> None:
        """Remember, by content, the numbers that rows without 编号 were given."""
        self._db.executemany(
            "INSERT INTO task_number VALUES (?, ?, ?)",
            [(print_, task, self._action) for print_, task in numbers.items()],
        )

    def add_file_names(self, names: Mapping[str, str]) -> None:
        """Remember the names of departments' files; one that is known stays what it is."""
        self._db.executemany("INSERT OR IGNORE INTO file_name VALUES (?, ?)", names.items())

    def add_sent(self, sent: Iterable[Sent]) -> None:
        """Record workbooks as handed out."""
        for item in sent:
            sheet = item.sheet
            deadline = sheet.deadline.isoformat() if sheet.deadline else None
            cursor = self._db.execute(
                "INSERT INTO sent (action, round, department, revision, title, deadline, path, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    self._action,
                    sheet.round,
                    sheet.department,
                    item.revision,
                    sheet.title,
                    deadline,
                    item.path,
                    item.sha256,
                ),
            )
            self._db.executemany(
                "INSERT INTO sent_row (sent, position, task, role, project, content, schedule, due, due_is_day, previous,"
                " closed, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (cursor.lastrowid, position, r.task, r.role.value, r.project, r.content, r.schedule, str(r.due),
                     isinstance(r.due, date), r.previous, r.closed, r.change)
                    for position, r in enumerate(sheet.rows)
                ],
            )  # fmt: skip

    def add_received(self, round_: str, files: Sequence[Received]) -> None:
        """Record files as they were judged, with every value and the cell it came from."""
        for item in files:
            cursor = self._db.execute(
                "INSERT INTO received (action, round, path, sha256, verdict, department, revision, people, reasons,"
                " sheet, corrects) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._action, round_, item.path, item.sha256, item.verdict.value, item.department, item.revision,
                 json.dumps(item.people or {}, ensure_ascii=False),
                 json.dumps([asdict(reason) for reason in item.reasons], ensure_ascii=False), item.sheet,
                 json.dumps(item.corrects)),
            )  # fmt: skip
            self._db.executemany(
                "INSERT INTO received_row VALUES (?, ?, ?)",
                [(cursor.lastrowid, row.task, row.cell) for row in item.rows],
            )
            self._db.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (cursor.lastrowid, row.task, name, value.cell, *_dump_value(value.value))
                    for row in item.rows
                    for name, value in row.values.items()
                ],
            )
            self._db.executemany(
                "INSERT INTO doubt (received, task, field, cell, shown, proposal, kind) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (cursor.lastrowid, row.task, doubt.field, doubt.cell, doubt.shown,
                     *((None, None) if doubt.proposal is None else _dump_value(doubt.proposal)))
                    for row in item.rows
                    for doubt in row.doubts
                ],
            )  # fmt: skip

    def add_decisions(self, decisions: Iterable[Decision]) -> None:
        """Record what the office decided."""
        self._db.executemany(
            "INSERT INTO decision (action, round, kind, department, task, field, before, reported, verdict, leader, day,"
            " operator, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (self._action, d.round, d.kind, d.department, d.task, d.field, d.before, d.reported, d.verdict, d.leader,
                 d.day.isoformat() if d.day else None, d.operator, d.note)
                for d in decisions
            ],
        )  # fmt: skip


def _unusable(path: Path, error: sqlite3.DatabaseError) -> XlplanError:
    if isinstance(error, sqlite3.OperationalError):
        return NotWritableError(
            f"台账“{path}”打不开或写不进去：{error}。", "请检查工作区能不能写、磁盘是否已满，再试一次。"
        )
    return LedgerError(
        f"台账“{path}”已损坏：{error}。",
        "请先复制一份留底，再用备份替换它；没有备份时把它改名，重新下发。已报送的表格都还在“归档”里。",
    )


def _dump_value(value: ReportedValue) -> tuple[str, str]:
    if isinstance(value, str):
        return value, "text"
    if isinstance(value, date):
        return value.isoformat(), "day"
    return repr(value), "number"


def _load_value(text: str, kind: str) -> ReportedValue:
    if kind == "day":
        return date.fromisoformat(text)
    return float(text) if kind == "number" else text
