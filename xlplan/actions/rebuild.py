"""重建台账: rebuild a missing or damaged ledger from the archive, and set the old one aside."""

from __future__ import annotations

import contextlib
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.files.store import held
from xlplan.files.store.action_log import ActionLog
from xlplan.files.store.checked_archive import ArchiveCheck, check_archive, file_digest
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import TEMPORARY_PREFIX, not_writable
from xlplan.ledger.rebuilding import Tables, contents, keep_told, make_again
from xlplan.ledger.store import Ledger
from xlplan.terms.errors import LedgerError
from xlplan.terms.records import record


class Fault(StrEnum):
    """Why a ledger cannot stay."""

    MISSING = "missing"
    DAMAGED = "damaged"
    DIFFERS = "differs"


_REASONS: Final = {
    Fault.MISSING: "台账不见了",
    Fault.DAMAGED: "台账已损坏",
    Fault.DIFFERS: "台账与归档的记录不一致",
}


@record(frozen=True)
class Rebuilding:
    """What was done: `reason` is None if the ledger was whole and left alone."""

    reason: Fault | None
    set_aside: str | None
    """The new name of the old ledger."""
    actions: int
    sent: int
    received: int
    healed: str = ""
    """What was wrong with log or key, which were written anew from the sound ledger."""
    originals: ArchiveCheck = field(default_factory=ArchiveCheck)
    """What the archive has lost."""
    put_back: list[str] = field(default_factory=list)
    """Files whose originals were gone from the archive, or altered in it, and were taken from where they still lay."""

    @property
    def needs_person(self) -> bool:
        """True if originals are missing or altered."""
        return not self.originals.whole

    @property
    def reason_text(self) -> str:
        """Why the ledger was rebuilt, in words."""
        return _REASONS[self.reason] if self.reason else "台账完好"

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan rebuild`."""
        return {
            "command": "rebuild", "ok": True, "rebuilt": self.reason is not None, "reason": self.reason,
            "set_aside": self.set_aside, "actions": self.actions, "sent": self.sent, "received": self.received,
            "healed": self.healed, "missing": self.originals.missing, "altered": self.originals.altered,
            "put_back": self.put_back,
        }  # fmt: skip


def rebuild(book: Book, now: datetime) -> Rebuilding:
    """Rebuild the ledger if it is missing, damaged, or differs from its log in the archive.

    If the log or the key is damaged and the ledger is sound, they are written anew from it. Originals that the archive has lost
    are taken from 下发 and 回收, if they lie there unaltered. Nothing is deleted: the old ledger gets a new name. Raise LedgerError if the archive does not suffice,
    FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    log = workspace.log
    reason: Fault | None = None
    aside: Path | None = None
    if workspace.ledger_gone:
        # Before a folder is made for nothing.
        _require_log(log)
    with workspace.alone(who(book, "重建台账", now)):
        healed = ""
        fresh = workspace.root / f"{TEMPORARY_PREFIX}rebuilt.tmp"
        try:
            held.remove(fresh, missing_ok=True)
        except OSError as error:
            raise not_writable(fresh, error) from error
        try:
            _require_log(log)
            make_again(fresh, log)
            said = contents(fresh)
        except LedgerError as error:
            if not _sound(workspace):
                raise
            healed = error.message
        else:
            reason = _reason(workspace, said)
            aside = _replace(workspace, fresh, reason, now) if reason else None
        finally:
            # What cannot be removed now, the next action clears away.
            with contextlib.suppress(OSError):
                held.remove(fresh, missing_ok=True)
        # Opened once as every action opens it, so that a log of an earlier version is upgraded too.
        with Ledger(workspace.ledger_path, log) as ledger:
            if healed:
                ledger.renew_log()
            try:
                originals, put_back = _with_originals(workspace, ledger.kept())
            except OSError as error:
                raise not_writable(workspace.archive, error) from error
        counts = {name: len(rows) for name, rows in contents(workspace.ledger_path).items()}
    name = workspace.shown(aside) if aside else None
    return Rebuilding(reason, name, counts["action"], counts["sent"], counts["received"], healed, originals, put_back)


def _with_originals(workspace: Workspace, kept: list[tuple[str, str]]) -> tuple[ArchiveCheck, list[str]]:
    """Put back what the archive has lost and what still lies where it was sent from or came to. Return what is lost after that, and what was put back.

    Raise OSError.
    """
    found, put_back = check_archive(workspace.archive, kept), []
    for name, digest in kept if found.missing else ():
        place = workspace.located(name)
        if name in found.missing and place.is_file() and file_digest(place) == digest:
            workspace.keep(place.read_bytes(), place.suffix)
            put_back.append(name)
    return (check_archive(workspace.archive, kept) if put_back else found), put_back


def _require_log(log: ActionLog) -> None:
    """Raise LedgerError if there is nothing to rebuild a ledger from."""
    if not log.newest:
        raise LedgerError(
            f"“{log.folder}”里没有操作记录，没有可以用来重建台账的东西。",
            "请从备份里找回台账；从没下发过的，直接拆分下发即可。",
        )
    if log.secrets() is None:
        raise LedgerError(
            "“归档”里的签名密钥不见了；没有它，已下发的表报回来时认不出来。",
            "请从备份里找回“归档”里的签名密钥文件，再试一次。",
        )


def _sound(workspace: Workspace) -> bool:
    """Return True if there is a ledger, and nothing in it is damaged."""
    if workspace.ledger_gone:
        return False
    try:
        return bool(contents(workspace.ledger_path))
    except LedgerError:
        return False


def _reason(workspace: Workspace, said: Tables) -> Fault | None:
    """Return why the present ledger cannot stay; None if it can."""
    if workspace.ledger_gone:
        return Fault.MISSING
    try:
        there = contents(workspace.ledger_path)
    except LedgerError:
        return Fault.DAMAGED
    position, newest = _position(there), _position(said)
    # One step behind its log, an action was cut off and is completed when the ledger is opened. Ahead of the log, or
    # than logs are, its content is written to the log again.
    left_alone = there == said or position in (0, newest - 1) or position > newest
    return None if left_alone else Fault.DIFFERS


def _position(said: Tables) -> int:
    """Return the number of the last log entry that a ledger names; 0 if it names none."""
    return next((int(str(value)) for key, value in said.get("meta", []) if key == "log"), 0)


def _replace(workspace: Workspace, fresh: Path, reason: Fault, now: datetime) -> Path | None:
    """Put the new ledger in the place of the old one, which is renamed. Return the old one's new path."""
    old = workspace.ledger_path
    if old.exists():
        keep_told(old, fresh)
    what = {Fault.DAMAGED: "损坏", Fault.DIFFERS: "不一致", Fault.MISSING: "空"}[reason]
    aside = old.with_name(f"{old.stem}-{what}-{now:%Y%m%d-%H%M%S}{old.suffix}")
    there = old.exists()
    moved: list[tuple[Path, Path]] = []
    try:
        # Otherwise SQLite would write the old ledger's unfinished transaction into the new one.
        for ending in ("", "-journal"):
            if (part := old.with_name(old.name + ending)).exists():
                held.rename(part, aside.with_name(aside.name + ending))
                moved.append((part, aside.with_name(aside.name + ending)))
        held.rename(fresh, old)
    except OSError as error:
        for part, away in moved:
            with contextlib.suppress(OSError):
                held.rename(away, part)
        raise not_writable(old, error) from error
    return aside if there else None
