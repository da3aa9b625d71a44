"""撤销上一步: take back the newest action that still counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlplan.actions.common import Book, who
from xlplan.actions.notices import write_notices
from xlplan.files.container import read_bytes
from xlplan.files.workspace import Workspace
from xlplan.files.writing import not_writable, write_whole
from xlplan.ledger import Action
from xlplan.settling import settle
from xlplan.split import Sent


@dataclass(frozen=True)
class Undoing:
    """What was taken back: None where nothing was left. `removed` are files taken out of 下发.

    `kept` are those that stay: answered already, or filled in where they lie.
    """

    action: Action | None
    removed: list[str]
    kept: list[str]

    needs_person = False

    def json(self) -> dict[str, object]:
        """What `xlplan undo --json` prints."""
        action = self.action
        return {
            "command": "undo",
            "ok": True,
            "action": action and {"verb": action.verb, "round": action.round, "summary": action.summary},
            "removed": self.removed,
            "kept": self.kept,
        }


def undo(book: Book, now: datetime) -> Undoing:
    """Take back the newest action. Of a split, files that nobody has answered also leave 下发; the archive keeps all."""
    workspace = book.workspace
    if not workspace.begun:
        return Undoing(None, [], [])
    with workspace.hold(who("撤销上一步", now)) as ledger:
        action = ledger.last_action()
        if action is None:
            return Undoing(None, [], [])
        before = ledger.sent(action.round) if action.round else {}
        # Inside the transaction: if a file cannot be removed, the action still counts.
        with ledger.taking_back(action, now):
            after = ledger.sent(action.round) if action.round else {}
            gone = [sent for key, sent in before.items() if key not in after]
            answered = {name for _, name in settle(ledger.received(action.round)).entries} if action.round else set()
            removed, kept = [], []
            for sent in gone:
                path = workspace.located(sent.path)
                if not path.is_file():
                    continue
                if sent.sheet.department in answered or hashlib.sha256(read_bytes(path)).hexdigest() != sent.sha256:
                    kept.append(sent.path)
                    continue
                _remove(path)
                removed.append(sent.path)
                _put_back(workspace, max((s for s in after.values() if s.sheet.department == sent.sheet.department),
                                         key=lambda s: s.revision, default=None))  # fmt: skip
        if action.round and gone:
            places = dict.fromkeys(workspace.located(sent.path).parent for sent in gone)
            for place in places:
                if place.is_dir():
                    write_notices(workspace, ledger, action.round, place, book.registry)
        return Undoing(action, removed, kept)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise not_writable(path, error) from error


def _put_back(workspace: Workspace, earlier: Sent | None) -> None:
    """The revision before, which the one taken back had replaced."""
    data = workspace.kept(earlier.sha256, ".xlsx") if earlier else None
    if earlier and data and not workspace.located(earlier.path).exists():
        write_whole(workspace.located(earlier.path), data)
