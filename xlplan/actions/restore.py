"""从备份恢复: a workbook and its working folder out of a backup, on a computer that has neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from xlplan.actions.book import open_book
from xlplan.actions.rebuild import Rebuilding, rebuild
from xlplan.files.store import held
from xlplan.files.store.backup import RESTORING, BackupMark, or_nothing, set_up
from xlplan.handout.sheets import Sent
from xlplan.ledger.log import Effect
from xlplan.ledger.store import Ledger
from xlplan.returns.judge import latest
from xlplan.terms.errors import DamagedError, LedgerError
from xlplan.terms.records import record


@record(frozen=True)
class Restoring:
    """The workbook that was put there, when its backup was made, and what the ledger that was rebuilt holds."""

    book: Path
    at: str
    rebuilt: Rebuilding
    placed: int
    """How many of the departments' workbooks lie in 下发 again."""
    backup: str = ""
    """Where 设置 has the working folder backed up, as on the computer that the backup came from."""
    lacking: Sequence[str] = ()
    """The departments' workbooks that could not be put into 下发: the backup lacks them, or they are altered in it."""
    unread: Sequence[str] = ()
    """The files of the backup that could not be read."""

    @property
    def needs_person(self) -> bool:
        """True if the backup lacks originals or steps, or files of it cannot be read."""
        return self.rebuilt.needs_person or bool(self.unread)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan restore`."""
        return {
            "command": "restore", "ok": True, "book": str(self.book), "at": self.at, "placed": self.placed,
            "actions": self.rebuilt.actions, "sent": self.rebuilt.sent, "received": self.rebuilt.received,
            "missing": self.rebuilt.originals.missing, "altered": self.rebuilt.originals.altered,
            "lacking": list(self.lacking), "unread": list(self.unread), "lost": self.rebuilt.lost, "aside": self.rebuilt.aside,
        }  # fmt: skip


def restore(target: Path, source: Path, now: datetime) -> Restoring:
    """Set up a workbook and its working folder from a backup; nothing that is there is touched.

    Where it fails nothing is left. Raise FileMissingError if there is no backup, NotWritableError if something is there already,
    DamagedError, LedgerError.
    """
    mark, unread = set_up(source, target)
    path = target / mark.book if target.is_dir() else target
    with or_nothing(path, path.parent / mark.workspace):
        return _set_going(path, mark, unread, now)


def _set_going(path: Path, mark: BackupMark, unread: Sequence[str], now: datetime) -> Restoring:
    try:
        book = open_book(path)
        missing = max(mark.last - book.workspace.log.newest, 0)
        rebuilt = rebuild(book, now, as_far_as_read=True)
        if missing:
            needs = rebuilt.needs or book.workspace.log.name_of(mark.last - missing + 1)
            rebuilt = replace(rebuilt, lost=rebuilt.lost + missing, needs=needs)
    except (DamagedError, LedgerError) as error:
        # What they advise otherwise, to fetch it from the backup or from whoever sent it, is of no use here.
        raise type(error)(
            f"备份里的文件坏了：{error.message}", "请换一份备份（例如别的磁盘上的）；这里什么也没有留下。"
        ) from error
    workspace = book.workspace
    with workspace.alone("从备份恢复"), Ledger(workspace.ledger_path) as ledger:
        newest = [sent for name in ledger.rounds() for sent in _newest(ledger.sent(name))]
        workspace.carry_out(Effect([(sent.path, sent.sha256) for sent in newest]))
        for name in ledger.rounds():
            workspace.returned_folder(name).mkdir(parents=True, exist_ok=True)
        held.remove(workspace.root / RESTORING, missing_ok=True)
    lacking = [sent.path for sent in newest if not workspace.located(sent.path).is_file()]
    return Restoring(path, mark.at, rebuilt, len(newest) - len(lacking), book.settings.backup, lacking, unread)


def _newest(sent: Mapping[tuple[str, int], Sent]) -> list[Sent]:
    """Return the newest sheet of each department that was not recalled."""
    return [each for each in latest(sent).values() if not each.recalled]
