"""核对归档: whether ledger, log, key and originals are whole and agree. Nothing is changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlplan.files.store.checked_archive import ArchiveCheck, check_archive
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import not_writable
from xlplan.ledger.rebuilding import contents, make_again, outdated
from xlplan.ledger.store import Ledger
from xlplan.terms.errors import LedgerError
from xlplan.terms.records import record


@record(frozen=True)
class ArchiveState:
    """What was found: `ledger` and `log` say in words what is wrong with them, if anything."""

    originals: ArchiveCheck
    ledger: str = ""
    log: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.originals.whole and not self.ledger and not self.log


def archive_state(workspace: Workspace) -> ArchiveState | None:
    """Compare the archive with the ledger, and the ledger with its log; None if nothing was ever handed out.

    Raise NotWritableError.
    """
    if not workspace.begun:
        return None
    log, trouble = workspace.log, ""
    said = None
    try:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "台账.sqlite3"
            if not log.newest:
                trouble = "“归档”里没有操作记录。"
            elif log.secrets() is None:
                trouble = "“归档”里的签名密钥不见了。"
            else:
                make_again(fresh, log)
                said = contents(fresh)
    except LedgerError as error:
        trouble = error.message
    try:
        there = contents(workspace.ledger_path) if not workspace.ledger_gone else None
    except LedgerError as error:
        return ArchiveState(_originals(workspace, None), error.message, trouble)
    ledger = ""
    if there is None:
        ledger = f"台账“{workspace.ledger_path.name}”不见了。"
    elif said is not None and said != there and not outdated(workspace.ledger_path):
        ledger = "台账与“归档”里的操作记录不一致。"
    return ArchiveState(_originals(workspace, None if there is None else workspace.ledger_path), ledger, trouble)


def _originals(workspace: Workspace, path: Path | None) -> ArchiveCheck:
    kept: list[tuple[str, str]] = []
    if path and not outdated(path):
        with Ledger(path) as ledger:
            kept = ledger.kept()
    try:
        return check_archive(workspace.archive, kept)
    except OSError as error:
        raise not_writable(workspace.archive, error) from error
