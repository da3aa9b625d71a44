"""The working folder beside the workbook: the places in it, who holds it, and the archive of all that came."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from xlplan.files.look.container import read_bytes
from xlplan.files.look.encrypted import read_passwords
from xlplan.files.look.file_names import readable
from xlplan.files.look.kinds import DOCUMENTS
from xlplan.files.store import held, locking
from xlplan.files.store.action_log import ActionLog
from xlplan.files.store.backup import (
    NOTE,
    RESTORING,
    back_up,
    backup_faults,
    backup_folder,
    mend_backup,
    note_of,
    read_mark,
)
from xlplan.files.store.batch import Batch
from xlplan.files.store.writing import (
    NEW,
    clear_temporaries,
    make_folder,
    move_aside,
    not_writable,
    safe_name,
    write_and_close,
    write_whole,
)
from xlplan.handout.sheets import Sent
from xlplan.ledger.log import Effect
from xlplan.ledger.rebuilding import outdated
from xlplan.ledger.store import Ledger
from xlplan.terms.errors import FileLockedError, LedgerError, OtherPlanError, XlplanError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold

SENT_FOLDER: Final = "下发"
RETURNED_FOLDER: Final = "回收"
ARCHIVE_FOLDER: Final = "归档"
REPORTS_FOLDER: Final = "汇总"
BACK_FOLDER: Final = "退回"
TEMPLATES_FOLDER: Final = "模板"
NOTICES_FOLDER: Final = "通知"
"""The folder for what goes out with a round's workbooks, beside them."""
PASSWORDS: Final = "密码.txt"
LEDGER: Final = "台账.sqlite3"
HALF_RESTORED: Final = "上次从备份恢复没有做完，“下发”里的表可能不全。"
RESTORE_AGAIN: Final = (
    f"请再运行一次 xlplan restore，原来没做完的会改名留底；确实不再恢复的，请删去工作区里的“{RESTORING}”。"
)
_LOCK: Final = ".正在使用"
_ASIDE_NOTE: Final = ".移开了的.txt"
_WORKBOOK: Final = ".xlsx"


class Workspace:
    """The working folder of one workbook. Nothing is made until something is written."""

    def __init__(
        self, book: Path, name: str, continues: Callable[[Ledger], bool] = lambda _: True, backup: str = ""
    ) -> None:
        """Set the paths; `continues` tells if a ledger that another workbook used last is of this plan.

        `backup` is the folder in which a backup is kept; empty for none.
        """
        self.backup = backup
        self.book = book.resolve()
        self.base = self.book.parent
        self.root = self.base / name
        self._within = f"{self.base}{os.sep}"
        self._continues = continues

    def sent_folder(self, round_: str) -> Path:
        """Return the folder of the departments' workbooks of a round."""
        return self.root / SENT_FOLDER / safe_name(round_)

    def returned_folder(self, round_: str) -> Path:
        """Return the folder into which the office puts what comes back in a round."""
        return self.root / RETURNED_FOLDER / safe_name(round_)

    def back_folder(self, round_: str) -> Path:
        """Return the folder of what goes back to departments for correction in a round."""
        return self.root / BACK_FOLDER / safe_name(round_)

    @property
    def reports(self) -> Path:
        """The folder of reports over several rounds, and of the folders for single rounds."""
        return self.root / REPORTS_FOLDER

    def report_folder(self, round_: str) -> Path:
        """Return the folder of a round's status workbook."""
        return self.reports / safe_name(round_)

    @property
    def templates(self) -> Path:
        """The folder of templates that the office has restyled."""
        return self.root / TEMPLATES_FOLDER

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.root / LEDGER

    def shown(self, path: Path) -> str:
        """Return a path as commands print it: with `/`, relative to the workbook's folder, absolute outside of it."""
        # resolve() would follow links inside the folder.
        found = os.path.abspath(path)  # noqa: PTH100
        if found.startswith(self._within):
            return readable(found[len(self._within) :].replace(os.sep, "/"))
        absolute = Path(found)
        shown = absolute.relative_to(self.base) if absolute.is_relative_to(self.base) else absolute
        return readable(shown.as_posix())

    def located(self, shown: str) -> Path:
        """Return the file that a printed path names."""
        return self.base / shown

    @property
    def passwords(self) -> tuple[str, ...]:
        """The passwords of departments' files that the office has noted."""
        return read_passwords(self.root / PASSWORDS)

    @property
    def begun(self) -> bool:
        """True if anything was ever handed out from this workbook."""
        return self.ledger_path.exists() or bool(self.log.newest)

    def open_ledger(self) -> Ledger | None:
        """Open the ledger for reading, if any. Raise LedgerError, NotWritableError or OtherPlanError."""
        if not self.begun:
            return None
        self._require_ledger()
        if outdated(self.ledger_path):
            # A ledger is made or upgraded only when opened for writing: its key and its log go with it.
            with self.hold("升级台账"):
                pass
        ledger = Ledger(self.ledger_path)
        try:
            self._require_own(ledger)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _require_own(self, ledger: Ledger) -> None:
        """Raise OtherPlanError if another workbook in the folder uses this ledger for another plan, LedgerError if its settings are damaged."""
        # The book was read without them, so that a rebuild can be done; nothing else goes on so.
        ledger.settings_set()
        other = self.base / ledger.book
        if other.name == self.book.name or not self._is_other(other) or self._continues(ledger):
            return
        setting, stem = SETTING_ITEMS["workspace"][0], safe_name(self.book.stem)
        free = next(each for each in (f"{stem}-工作区", f"{stem}2-工作区") if fold(each) != fold(self.root.name))
        raise OtherPlanError(
            f"工作区“{self.root.name}”是“{other.name}”用着的，里面记着它下发的任务，和“{self.book.name}”不是同一份计划；没有动它。",
            f"若“{self.book.name}”是另一份计划：请在它的“{SETTINGS}”表里把“{setting}”改成另一个名称，例如"
            f"“{free}”；没有这张表的，请把它放进另一个文件夹。"
            f"若它就是原来那份、只是换了文件名：请把旧的“{other.name}”移出这个文件夹。",
        )

    @property
    def log(self) -> ActionLog:
        """The archive's second copy of the ledger."""
        return ActionLog(self.archive, self.carry_out)

    @cached_property
    def archive(self) -> Path:
        """The folder of every file that was received or handed out, the key, and the log."""
        return self.root / ARCHIVE_FOLDER

    @property
    def ledger_gone(self) -> bool:
        """True if there is no ledger, or an empty file in its place."""
        return not self.ledger_path.exists() or not self.ledger_path.stat().st_size

    @property
    def half_restored(self) -> bool:
        """True if setting it up from a backup was cut off."""
        return (self.root / RESTORING).exists()

    def _require_ledger(self) -> None:
        """Raise LedgerError if the ledger is gone although the archive says that there was one, or not all of it was restored."""
        if self.half_restored:
            raise LedgerError(HALF_RESTORED, RESTORE_AGAIN)
        if self.ledger_gone and self.log.newest:
            raise LedgerError(
                f"台账“{self.ledger_path}”不见了，“归档”里有它的全部记录。",
                "请从备份里找回它，放回原处；找不回来的，请运行 xlplan rebuild 加上分工表的文件名，按归档重建。",
            )

    def carry_out(self, effect: Effect) -> None:
        """Place files from the archive and remove others, unless changed since. Raise NotWritableError."""
        gone = [path for shown, digest in effect.remove if self.holds(path := self.located(shown), digest)]
        with Batch() as batch:
            # What needs disk space comes first: if the disk is full, everything still lies where it did.
            for shown, digest in effect.place:
                path = self.located(shown)
                # What was altered in the archive goes to nobody.
                data = self.kept(digest, _WORKBOOK)
                if data is None or self.holds(path, digest):
                    continue
                if path.is_file() and path not in gone:
                    # Somebody may have filled in the file that is replaced.
                    self.keep(read_bytes(path), _WORKBOOK)
                batch.add(path, data)
                gone = [each for each in gone if each != path]
            for path in gone:
                batch.remove(path)
            batch.finish()

    def holds(self, path: Path, digest: str) -> bool:
        """Return True if a file is there and is still these bytes."""
        return path.is_file() and hashlib.sha256(read_bytes(path)).hexdigest() == digest

    @contextmanager
    def hold(self, who: str) -> Iterator[Ledger]:
        """Open the ledger for writing, while nobody else writes. `who` is what others are told.

        Raise FileLockedError if another run holds the folder, NotWritableError, LedgerError if the ledger cannot be
        used, OtherPlanError if it is another plan's.
        """
        with self.alone(who):
            self._require_ledger()
            with Ledger(self.ledger_path, self.log, self.book.name) as ledger:
                self._require_own(ledger)
                self._note_aside(ledger.aside)
                before, plan = ledger.last_record, ledger.plan
                yield ledger
                after = ledger.last_record
            if self.backup and (after != before or self.backup_note or not read_mark(self.backup_place)):
                self._back_up(plan)

    @property
    def backup_place(self) -> Path:
        """The folder of this workbook's backup."""
        return backup_folder(self.backup, self.book)

    @property
    def backup_note(self) -> str:
        """Why the last backup failed; empty if it did not, or none is wanted."""
        return _read(self.root / NOTE) if self.backup else ""

    @property
    def spare(self) -> Path | None:
        """The archive's copy in the backup, where it can be reached and is of this plan."""
        mark = read_mark(self.backup_place) if self.backup else None
        if mark is None:
            return None
        mine = self.log.plan
        # Without the key nothing tells the plan; the last backup would have said if another's were in its place.
        ours = mark.plan == mine if mine else mark.book == self.book.name and not self.backup_note
        found = self.backup_place / ARCHIVE_FOLDER
        return found if ours and found.is_dir() else None

    def mend_backup(self) -> list[str]:
        """Copy again what of 归档 the backup lacks or holds otherwise; return the names. A failure is noted, and harms nothing."""
        try:
            mended = mend_backup(self.book, self.root, self.backup_place)
            if not backup_faults(self.root, self.backup_place):
                held.remove(self.root / NOTE, missing_ok=True)
            return mended
        except OSError as error:
            self._note_backup(not_writable(self.backup_place, error))
        except XlplanError as error:
            self._note_backup(error)
        return []

    def _note_backup(self, error: XlplanError) -> None:
        with contextlib.suppress(XlplanError):
            write_whole(self.root / NOTE, note_of(error).encode())

    @property
    def remarks(self) -> str:
        """What is to be said of the folder after an action: what was moved out of the way, why the last backup failed, and who else uses it."""
        return _read(self.root / _ASIDE_NOTE) + self.backup_note + self._shared_note()

    def _shared_note(self) -> str:
        if self.ledger_gone or outdated(self.ledger_path):
            return ""
        with Ledger(self.ledger_path) as ledger:
            others = [name for name in ledger.books() if name != self.book.name and self._is_other(self.base / name)]
        if not others:
            return ""
        names = "、".join(f"“{name}”" for name in others)
        return (
            f"留意：同一个文件夹里的{names}也用过工作区“{self.root.name}”，里面是同一份计划，两边办的事记在一本台账里；"
            "请只留一份在用，另一份移到别的文件夹。"
        )

    def _note_aside(self, names: Sequence[str]) -> None:
        """Note what was moved out of the way, for those who tell of this action; what the last one noted is told no more."""
        note = self.root / _ASIDE_NOTE
        if names:
            write_whole(
                note,
                f"“归档”里有 {len(names)} 个文件读不出来，已改名留底：{'、'.join(names)}；台账完好，照常办理。".encode(),
            )
            return
        with contextlib.suppress(OSError):
            held.remove(note, missing_ok=True)

    def _is_other(self, path: Path) -> bool:
        return path.is_file() and not _same(path, self.book)

    def _back_up(self, plan: str) -> None:
        """Copy what is new to the backup. A failure is noted, and harms nothing: the action is done."""
        try:
            back_up(self.book, self.root, self.backup, plan, datetime.now())
        except XlplanError as error:
            self._note_backup(error)
            return
        with contextlib.suppress(OSError):
            held.remove(self.root / NOTE, missing_ok=True)

    @contextmanager
    def alone(self, who: str) -> Iterator[None]:
        """Hold the folder so that nobody else writes; clear what a killed run left. Raise as `hold` does."""
        make_folder(self.root)
        holder = self.root / f"{_LOCK}.txt"
        with locking.hold(self.root / f"{_LOCK}.lock", 1.0) as mine:
            if not mine:
                name = _read(holder) or "另一个窗口"
                raise FileLockedError(
                    f"工作区“{self.root.name}”正在使用：{name}。",
                    "请等它做完再试；若确实没有人在用，请重启电脑后再试。",
                )
            try:
                try:
                    held.remove(holder, missing_ok=True)
                    # Windows removes a file that is being looked at a moment later, and refuses its name until then.
                    write_and_close(
                        held.Patience().wait(lambda: os.open(holder, NEW, 0o666)), who.encode(), flush=False
                    )
                except OSError as error:
                    raise not_writable(holder, error) from error
                clear_temporaries(self.root)
                yield
            finally:
                with contextlib.suppress(OSError):
                    held.remove(holder, missing_ok=True)

    def keep(self, data: bytes, suffix: str) -> str:
        """Keep a file's bytes in the archive and return their SHA-256."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.keeps(digest, suffix, data):
            write_whole(self.place_kept(digest, suffix), data)
        return digest

    def keeps(self, digest: str, suffix: str, data: bytes) -> bool:
        """Return True if the archive holds these bytes, whose SHA-256 is `digest`, unaltered; a folder in their place is moved aside."""
        path = self.place_kept(digest, suffix)
        if path.is_dir():
            move_aside(path)
        try:
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False

    def keep_in(self, batch: Batch, data: bytes, digest: str, suffix: str) -> None:
        """Keep a file's bytes, with their SHA-256 `digest`, in the archive when the batch is finished."""
        if not self.keeps(digest, suffix, data):
            batch.add(self.place_kept(digest, suffix), data)

    def kept(self, digest: str, suffix: str) -> bytes | None:
        """Return the bytes kept under a SHA-256; None if neither archive nor backup holds them any more, unaltered. Raise XlplanError."""
        path = self.place_kept(digest, suffix)
        if self.holds(path, digest):
            return read_bytes(path)
        spare = self.spare
        return read_bytes(spare / path.name) if spare and self.holds(spare / path.name, digest) else None

    def sent(self, sent: Sent) -> bytes:
        """Return a department's workbook as it was handed out; empty if the archive does not hold it any more, unaltered."""
        return self.kept(sent.sha256, _WORKBOOK) or b""

    def place_kept(self, digest: str, suffix: str) -> Path:
        """Return where the archive holds, or is to hold, the bytes of a SHA-256."""
        # A file with any other extension might be run by a click.
        return self.archive / f"{digest}{suffix.lower() if suffix.casefold() in DOCUMENTS else ''}"


def holder(path: Path) -> Path | None:
    """Return the working folder that a file lies in; None where it lies in none that was begun."""
    return next((folder for folder in path.resolve().parents if (folder / LEDGER).is_file()), None)


def _same(one: Path, other: Path) -> bool:
    """Return True if two names are one file: some systems ignore case, or how é is composed."""
    return other.exists() and one.samefile(other)


def _read(holder: Path) -> str:
    """Return who holds the folder; empty if the holder has just released it."""
    try:
        return holder.read_text("utf-8").strip()
    except OSError:
        return ""
