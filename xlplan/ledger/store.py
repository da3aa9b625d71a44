"""The ledger: one SQLite file in the working folder that holds all that changes, one transaction for each action.

Nothing is ever deleted: taking an action back marks it, and what it wrote no longer counts.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from xlplan.ledger.decided import TOLD
from xlplan.ledger.log import ALL, Effect, Log, everything, is_whole, replay
from xlplan.ledger.queries import UNUSABLE, unusable
from xlplan.ledger.reading import Action, LedgerReader
from xlplan.ledger.schema import SCHEMA_VERSION, bring_up, version_of
from xlplan.ledger.writer import ActionWriter
from xlplan.terms.errors import LedgerError, XlplanError


class Ledger(LedgerReader):
    """An open ledger. Use it as a context manager; `action` and `taking_back` are the only ways to write."""

    def __init__(self, path: Path, log: Log | None = None, book: str = "") -> None:
        """Open a ledger, made new where there is none. Raise LedgerError or NotWritableError.

        With `log`, its second copy, every action is written there too, and one that was cut off is done to its end.
        `book` is the name of the workbook that actions are done from.
        """
        super().__init__()
        self.path = path
        self._book = book
        self.aside: list[str] = []
        """The new names of what in the log could not be read and was moved out of the way."""
        self._log = log
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
        except UNUSABLE as error:
            raise unusable(path, error) from error
        try:
            self._db.row_factory = sqlite3.Row
            # WAL fails on network folders; FULL keeps a transaction through a power cut.
            self._db.execute("PRAGMA journal_mode=DELETE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            # An action of ten thousand tasks fits: it goes to the disk once, when it is done, and until then nobody is kept from reading.
            self._db.execute("PRAGMA cache_size=-32768")
            _keep_from_others(path)
            self._prepare()
        except BaseException as error:
            # Windows lets nobody rename what is open: a damaged ledger could not be set aside.
            self._db.close()
            if isinstance(error, UNUSABLE):
                raise unusable(path, error) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _prepare(self) -> None:
        version = version_of(self._db)
        if version > SCHEMA_VERSION:
            raise LedgerError(
                f"台账“{self.path}”是较新版本的 xlplan 写的（第{version}版）。", "请在这台电脑上也升级 xlplan。"
            )
        if version == 0:
            self._create()
        elif self._log:
            if self.path.with_name(f"{self.path.name}-journal").exists():
                # Left by a run that was cut off before it changed anything: the next transaction clears it away.
                with self._transaction():
                    self._db.execute(f"PRAGMA user_version={version}")
            self.aside += self._log.make_room()
            self._log.keep_secrets(self.plan, self._meta("key"))
            self._catch_up(self._log)
        if self._log and (version < SCHEMA_VERSION or not 0 < self._position == self._log.newest):
            self._write_all_down(self._log)
        elif version < SCHEMA_VERSION:
            with self._transaction():
                bring_up(self._db)

    def _create(self) -> None:
        plan, key = (self._log.secrets() if self._log else None) or (secrets.token_hex(16), secrets.token_hex(32))
        if self._log:
            # First: what the key has signed must never be without it.
            self._log.keep_secrets(plan, key)
        with self._transaction():
            bring_up(self._db)
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", [("plan", plan), ("key", key)])

    def _catch_up(self, log: Log) -> None:
        """Do the rest of an action that was written down and then cut off."""
        position = self._position
        above = [each for each in log.numbers if each > position]
        newest = max((each for each in above if is_whole(log, each)), default=0)
        damaged = sorted(each for each in above if each > newest)
        # One behind the other they tell of steps that the ledger lacks; but for that, being written whole or not at all, they
        # were damaged later, or are none of ours: a sound ledger goes on without them.
        if {position + 1, position + 2} <= {*damaged} or (damaged and not self._sound()):
            raise self._behind(damaged[-1] - position)
        self.aside += map(log.set_aside, damaged)
        if not newest:
            return
        heading = next(log.read(newest))
        if heading["kind"] == ALL and newest == position + 1:
            # All that this ledger held: nothing was added. It is written down again.
            log.record(newest).withdraw()
            return
        if newest > position + 1 or heading["version"] != version_of(self._db):
            raise self._behind(newest - position)
        with self._transaction():
            log.carry_out(replay(self._db, log.read(newest)))
            self._set_position(newest)

    def _behind(self, steps: int) -> LedgerError:
        return LedgerError(
            f"台账“{self.path}”比“归档”里的操作记录旧，少了最近 {steps} 步。",
            "如果是误用旧的备份替换了它，请运行 xlplan rebuild 加上分工表的文件名：现在的台账会改名留底，再按归档重建。",
        )

    def _sound(self) -> bool:
        return [row[0] for row in self._query("PRAGMA integrity_check(1)")] == ["ok"]

    def renew_log(self) -> None:
        """Begin the log anew with all that the ledger holds: what is damaged in it is not needed any more. Raise NotWritableError."""
        assert self._log is not None
        self._write_all_down(self._log)

    def _write_all_down(self, log: Log) -> None:
        """Begin the log anew with all that the ledger holds."""
        number = max(log.newest, self._position) + 1
        record = log.record(number)
        with self._transaction():
            if version_of(self._db) < SCHEMA_VERSION:
                bring_up(self._db)
            # What is damaged must not take the place of what may be whole.
            self._check_all()
            for line in everything(self._db, number):
                record.add(line)
            record.publish()
            self._set_position(number)

    @property
    def last_record(self) -> int:
        """The number of the log's record that was written last, as the ledger knows it."""
        return self._position

    @property
    def _position(self) -> int:
        rows = self._query("SELECT value FROM meta WHERE key = 'log'")
        return int(rows[0][0]) if rows else 0

    def _set_position(self, number: int) -> None:
        self._db.execute("UPDATE meta SET value = ? WHERE key = 'log'", (str(number),))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            # An action is named, and a return judged, when all of it is known: after its rows.
            self._db.execute("PRAGMA defer_foreign_keys=ON")
            yield
            self._db.execute("COMMIT")
        except UNUSABLE as error:
            raise unusable(self.path, error) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _recorded(self) -> Iterator[ActionWriter]:
        """Open a transaction that goes into the log as well, before the ledger, and out of it again if it fails."""
        number = self._position + 1
        writer = ActionWriter(self._db, self._log.record(number) if self._log else None, number)
        alone = self._log.carry_out if self._log else _not_alone
        try:
            with self._transaction():
                yield writer
                self._set_position(number)
                writer.write_down()
                writer.carry_out(alone)
        except BaseException:
            if not self._reached(number):
                writer.withdraw(alone)
            raise

    def _reached(self, number: int) -> bool:
        """Return True if all is done after all: Ctrl-C may come right after the last step."""
        try:
            return self._position == number
        except XlplanError:
            return False

    @contextmanager
    def action(
        self, verb: str, round_: str | None, at: datetime, summary: str | Callable[[], str]
    ) -> Iterator[ActionWriter]:
        """Open one transaction: all that is written inside counts, or none of it. `summary` may be asked for at the end."""
        with self._recorded() as writer:
            writer.begin(verb, round_, at.isoformat(timespec="seconds"), summary, self._book)
            self._open_action = writer.action
            try:
                yield writer
                writer.end()
            finally:
                self._open_action = 0

    @contextmanager
    def taking_back(self, action: Action, at: datetime) -> Iterator[ActionWriter]:
        """Open one transaction in which nothing that an action wrote counts any longer."""
        with self._recorded() as writer:
            writer.take_back(action.id, at.isoformat(timespec="seconds"))
            yield writer

    def forget_told(self, keys: Sequence[str]) -> None:
        """Forget what was remembered to have been told."""
        if keys:
            with self._transaction():
                self._db.executemany("DELETE FROM meta WHERE key = ?", [(f"{TOLD}{key}",) for key in keys])

    def remember_told(self, keys: Sequence[str]) -> None:
        """Remember that rows were told so. It is no action: nothing that counts comes of it."""
        if keys:
            with self._transaction():
                rows = [(f"{TOLD}{key}",) for key in keys]
                self._db.executemany("INSERT OR IGNORE INTO meta VALUES (?, '')", rows)


def _keep_from_others(path: Path) -> None:
    """Close the file to all but owner and group: whoever reads the key in it can sign.

    A file that others may write was opened to them on purpose, and is left alone.
    """
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & 0o007 and not mode & 0o002:
            path.chmod(mode & 0o770)


def _not_alone(effect: Effect) -> None:
    assert effect == Effect(), "a ledger without a log knows no files"
