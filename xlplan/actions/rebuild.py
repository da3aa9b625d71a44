"""重建台账: rebuild a missing or damaged ledger from the archive, and set the old one aside."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import field, replace
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
from xlplan.ledger.log import is_whole, last_whole
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
    fetched: list[str] = field(default_factory=list)
    """Records, and the key, that were taken from the backup."""
    aside: list[str] = field(default_factory=list)
    """The new names of what in the log could not be read."""
    lost: int = 0
    """How many of the newest steps are in no ledger now: their records cannot be read, or need one that cannot, or is gone."""
    needs: str = ""
    """The name of the first record that would be needed for them."""
    backup_note: str = ""
    """Why the backup could not be made or mended."""
    mended: list[str] = field(default_factory=list)
    """What of 归档 the backup lacked, or held otherwise, and was copied there again."""

    @property
    def needs_person(self) -> bool:
        """True if originals are missing or altered, or steps are lost."""
        return not self.originals.whole or self.lost > 0

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
            "put_back": self.put_back, "fetched": self.fetched, "aside": self.aside, "lost": self.lost,
            "mended": self.mended,
        }  # fmt: skip


def rebuild(book: Book, now: datetime, *, as_far_as_read: bool = False) -> Rebuilding:
    """Rebuild the ledger if it is missing, damaged, or differs from its log in the archive.

    If the log or the key is damaged and the ledger is sound, they are written anew from it; where it is not, the backup is looked into.
    Where the newest records cannot be read, the ledger is made up to those before; with `as_far_as_read` also where later ones could be.
    Originals that the archive has lost are taken from 下发, 回收 and the backup, if they lie there unaltered, and the backup's from the
    archive. Nothing is deleted: the old ledger gets a new name, and so does what cannot be read. Raise LedgerError if the archive does not
    suffice, FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    if workspace.ledger_gone and not workspace.spare:
        # Before a folder is made for nothing.
        _require_log(workspace.log)
    with workspace.alone(who(book, "重建台账", now)):
        made = _make(workspace, now, as_far_as_read)
        # Opened once as every action opens it, so that a log of an earlier version is upgraded too.
        with Ledger(workspace.ledger_path, workspace.log) as ledger:
            if made.healed and not made.reason:
                ledger.renew_log()
            try:
                originals, put_back = _with_originals(workspace, ledger.kept())
            except OSError as error:
                raise not_writable(workspace.archive, error) from error
            aside = [*made.aside, *ledger.aside]
        # What was just restored leaves the backup to the computer that it came from.
        mended = workspace.mend_backup() if workspace.spare and not as_far_as_read else []
        counts = {name: len(rows) for name, rows in contents(workspace.ledger_path).items()}
    return replace(
        made, backup_note=workspace.backup_note, actions=counts["action"], sent=counts["sent"], received=counts["received"], originals=originals,
        put_back=put_back, mended=mended, aside=aside,
    )  # fmt: skip


def _make(workspace: Workspace, now: datetime, as_far_as_read: bool) -> Rebuilding:
    """See to it that there is a sound ledger. Raise as `rebuild` does."""
    log = workspace.log
    aside, healed, fetched, lost, needs = log.make_room(), "", list[str](), 0, ""
    place = workspace.spare
    spare = ActionLog(place, workspace.carry_out) if place else None
    if spare and workspace.ledger_gone and spare.newest > log.newest:
        fetched = log.fetch(spare)
    fresh = workspace.root / f"{TEMPORARY_PREFIX}rebuilt.tmp"
    try:
        try:
            said: Tables | None = _made(fresh, log, log.newest)
        except LedgerError as error:
            healed, sound = error.message, _sound_up_to(workspace)
            if spare and (not sound or sound < log.newest):
                fetched += log.fetch(spare)
            last = last_whole(log) if log.secrets_kept else 0
            kept = max(last, sound)
            above = [number for number in sorted(log.numbers) if number > kept]
            if not kept or (not as_far_as_read and any(is_whole(log, number) for number in above)):
                raise
            said = _made(fresh, log, last) if last > sound else None
            whole = [number for number in above if is_whole(log, number)]
            steps = next(count for count in itertools.count() if kept + count + 1 not in above)
            # Just one behind a sound ledger is a step that was not done, or none of ours.
            lost = max([*whole, kept + (steps if said or steps > 1 else 0)]) - kept
            needs = log.name_of(kept + 1) if lost else ""
            if spare:
                fetched += [name for name in log.fetch(spare, kept) if name not in fetched]
            # What is damaged before it is not needed any more: the log is begun anew.
            damaged = [number for number in sorted(log.numbers) if number <= kept and not is_whole(log, number)]
            aside += [log.set_aside(number) for number in [*damaged, *above]]
        reason = _reason(workspace, said) if said else None
        old = _replace(workspace, fresh, reason, now) if reason else None
    finally:
        # What cannot be removed now, the next action clears away.
        with contextlib.suppress(OSError):
            held.remove(fresh, missing_ok=True)
    name = workspace.shown(old) if old else None
    return Rebuilding(reason, name, 0, 0, 0, healed, fetched=fetched, aside=aside, lost=lost, needs=needs)


def _made(fresh: Path, log: ActionLog, newest: int) -> Tables:
    """Write the ledger that a log tells of to a new file, and return what it holds. Raise LedgerError, NotWritableError."""
    try:
        held.remove(fresh, missing_ok=True)
    except OSError as error:
        raise not_writable(fresh, error) from error
    _require_log(log)
    make_again(fresh, log, newest)
    return contents(fresh)


def _with_originals(workspace: Workspace, kept: list[tuple[str, str]]) -> tuple[ArchiveCheck, list[str]]:
    """Put back what the archive has lost and what still lies where it was sent from or came to, or in the backup. Return what is lost after that, and what was put back.

    Raise OSError.
    """
    found, put_back = check_archive(workspace.archive, kept), []
    lost, spare = set(found.lost), workspace.spare
    for name, digest in kept:
        suffix = Path(name).suffix
        places = [workspace.located(name)]
        if spare:
            places.append(spare / workspace.place_kept(digest, suffix).name)
        place = next(
            (each for each in places if digest in lost and each.is_file() and file_digest(each) == digest), None
        )
        if place:
            workspace.keep(place.read_bytes(), suffix)
            put_back.append(name)
            lost.remove(digest)
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


def _sound_up_to(workspace: Workspace) -> int:
    """Return the number of the last record that a ledger knows in which nothing is damaged; 0 if there is no such ledger."""
    if workspace.ledger_gone:
        return 0
    try:
        return _position(contents(workspace.ledger_path))
    except LedgerError:
        return 0


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
