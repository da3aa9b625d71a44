"""What a ledger says: the actions that count, what they were about, and all that its other readers answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.ledger.decided import DecidedReader
from xlplan.ledger.queries import LIVE, by_end_of
from xlplan.ledger.received import ReceivedReader
from xlplan.ledger.sent_sheets import SentReader
from xlplan.ledger.writer import SettingChange
from xlplan.terms.catalogue import CATALOGUE
from xlplan.terms.records import record

SET: Final = "set"
"""The verb of actions that set something in place of the sheet 设置 of a closed workbook (改设置)."""


@record(frozen=True, slots=True)
class Action:
    """Something done at one time, by one command or button."""

    id: int
    verb: str
    round: str | None
    at: datetime
    summary: str


class LedgerReader(ReceivedReader, SentReader, DecidedReader):
    """The questions that an open ledger answers."""

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
            (round_, by_end_of(until)),
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

    def touched(self, after: date, until: date | None) -> set[str]:
        """Return the rounds for which anything was handed out, received or decided after one day, by the end of another."""
        tables = ("sent", "received", "received_on", "decision")
        rows = self._query(
            " UNION ".join(
                f"SELECT {table}.round FROM {table} {LIVE.format(table)} WHERE action.at >= ? AND action.at < ?"
                for table in tables
            ),
            (by_end_of(after), by_end_of(until)) * len(tables),
        )
        return {row["round"] for row in rows}

    def decided_by(self, action: Action) -> list[Decision]:
        """Return what an action decided, taken back or not."""
        return self._read_decisions(
            "SELECT decision.*, action.at FROM decision JOIN action ON action.id = decision.action"
            " WHERE action.id = ? ORDER BY decision.id",
            (action.id,),
        )
