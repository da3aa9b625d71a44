"""重建台账: where the ledger is gone or damaged, it is made again out of the archive, and the old one set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import TEMPORARY_PREFIX, not_writable
from xlplan.ledger.rebuilding import Contents, contents, make_again
from xlplan.ledger.store import Ledger
from xlplan.terms.errors import LedgerError

_REASONS: Final = {"missing": "台账不见了", "damaged": "台账已损坏", "differs": "台账与归档的记录不一致"}


@dataclass(frozen=True)
class Rebuilding:
    """What was done: `reason` is missing, damaged or differs; None where the ledger was whole and was left alone."""

    reason: str | None
    set_aside: str | None
    """The name that the old ledger has now."""
    actions: int
    sent: int
    received: int

    needs_person = False

    @property
    def reason_text(self) -> str:
        """Why it was made again, in words."""
        return _REASONS[self.reason] if self.reason else "台账完好"

    def json(self) -> dict[str, object]:
        """What `xlplan rebuild --json` prints."""
        return {
            "command": "rebuild",
            "ok": True,
            "rebuilt": self.reason is not None,
            "reason": self.reason,
            "set_aside": self.set_aside,
            "actions": self.actions,
            "sent": self.sent,
            "received": self.received,
        }


def rebuild(book: Book, now: datetime) -> Rebuilding:
    """Make the ledger again where it is gone, damaged, or says anything else than its log in the archive.

    Nothing is deleted: the old ledger gets a new name. Raises LedgerError where the archive does not suffice,
    FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    log = workspace.log
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
    with workspace.alone(who(book, "重建台账", now)):
        fresh = workspace.root / f"{TEMPORARY_PREFIX}rebuilt.tmp"
        fresh.unlink(missing_ok=True)
        try:
            make_again(fresh, log)
            said = contents(fresh)
            reason = _reason(workspace, said)
            aside = _replace(workspace, fresh, reason, now) if reason else None
        finally:
            fresh.unlink(missing_ok=True)
        # Opened once as every action opens it: a log of an earlier version is brought up too.
        with Ledger(workspace.ledger_path, log):
            pass
        counts = {name: len(rows) for name, rows in contents(workspace.ledger_path).items()}
    name = workspace.shown(aside) if aside else None
    return Rebuilding(reason, name, counts["action"], counts["sent"], counts["received"])


def _reason(workspace: Workspace, said: Contents) -> str | None:
    """Why the ledger that is there cannot stay; None where it can."""
    if workspace.ledger_gone:
        return "missing"
    try:
        there = contents(workspace.ledger_path)
    except LedgerError:
        return "damaged"
    position, newest = _position(there), _position(said)
    # One step behind, it was cut off, and is done to its end; ahead of its log, or older than logs are, it is written
    # down once more. Both happen whenever a ledger is opened.
    left_alone = there == said or position in (0, newest - 1) or position > newest
    return None if left_alone else "differs"


def _position(said: Contents) -> int:
    """How far a ledger says that its log reaches; 0 where it knows of none."""
    return next((int(str(value)) for key, value in said.get("meta", []) if key == "log"), 0)


def _replace(workspace: Workspace, fresh: Path, reason: str, now: datetime) -> Path | None:
    """Put the new ledger in the place of the old one, which keeps a name of its own."""
    old = workspace.ledger_path
    what = {"damaged": "损坏", "differs": "不一致", "missing": "空"}[reason]
    aside = old.with_name(f"{old.stem}-{what}-{now:%Y%m%d-%H%M%S}{old.suffix}")
    there = old.exists()
    try:
        # SQLite would write the old ledger's unfinished transaction into the new one.
        for ending in ("", "-journal"):
            if (part := old.with_name(old.name + ending)).exists():
                part.rename(aside.with_name(aside.name + ending))
        fresh.rename(old)
    except OSError as error:
        raise not_writable(old, error) from error
    return aside if there else None
