"""备份: a copy of all that cannot be made again, on another disk or a share; and a working folder set up from it.

Copied are the workbook, 归档 (every original, the key, the log: enough to rebuild the ledger), 模板, 密码.txt and 设置.xlsx.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from xlplan.files.look.system import system_words
from xlplan.files.store import held
from xlplan.files.store.action_log import ActionLog
from xlplan.files.store.checked_archive import file_digest
from xlplan.files.store.writing import (
    ASIDE,
    TEMPORARY_PREFIX,
    make_folder,
    move_aside,
    not_writable,
    safe_name,
    write_whole,
)
from xlplan.ledger.log import is_whole
from xlplan.terms.errors import DamagedError, FileMissingError, NotWritableError, OtherPlanError, XlplanError
from xlplan.terms.records import record

MARK: Final = "备份说明.json"
NOTE: Final = "备份没有做成.txt"
RESTORING: Final = ".正在恢复.txt"
"""In a working folder that is being set up from a backup: until it is gone, nothing there is to be used."""
_BOOK: Final = "工作簿"
_WITHIN: Final = ("归档", "模板")
_ALONE: Final = ("密码.txt", "设置.xlsx")
_RECORDS: Final = "归档/操作记录"
# A name that is the SHA-256 of its bytes: what has it and the same size is the same.
_EXACT: Final = 1_000
_COARSE: Final = 10_000_000
_COARSEST: Final = 2_000_000_000
"""Nanoseconds. By less than the first, times that are kept exactly differ; some file systems keep no finer ones than 10 ms, FAT none finer than 2 s."""
_BY_CONTENT: Final = re.compile(r"归档/[0-9a-f]{64}(?:\.[a-z]+)?")


@record(frozen=True)
class BackupMark:
    """What a backup says of itself: when it was made, of which plan and workbook, and of which working folder."""

    at: str
    plan: str
    book: str
    workspace: str
    last: int = 0
    """The number of the newest record that it was to hold; 0 where an earlier version of the program made it."""


def backup_folder(target: str, book: Path) -> Path:
    """Return the folder of a workbook's backup below the one that 设置 names."""
    return Path(target) / f"{safe_name(book.stem)}-备份"


def back_up(book: Path, root: Path, target: str, plan: str, now: datetime) -> int:
    """Copy what is new of a workbook and its working folder, and read back each copy; return how many there were.

    Raise NotWritableError, OtherPlanError, DamagedError for a copy that is not what was written, and, once all else is copied, for
    originals that are not what their names say: these are not copied.
    """
    place = backup_folder(target, book)
    if place.resolve().is_relative_to(root.resolve()):
        raise NotWritableError("备份到的文件夹就在工作区里面。", "请换一个文件夹，最好在另一块磁盘或共享文件夹上。")
    known = read_mark(place)
    if known and known.plan != plan:
        raise OtherPlanError(f"“{place}”里是另一份计划的备份，没有动它。", "请换一个文件夹，或把那里的旧备份移走。")
    make_folder(place)
    copied = 0
    altered: list[str] = []
    log, copies = _log(root / _WITHIN[0]), _log(place / _WITHIN[0])
    newest = log.newest
    try:
        for name, source in [(f"{_BOOK}/{book.name}", book), *_files(root)]:
            if _BY_CONTENT.fullmatch(name):
                if _is_there(source, place / name):
                    continue
                if file_digest(source) != source.name[:64]:
                    altered += [] if _holds_original(place / name) else [name]
                    continue
            elif _is_worse(log, name, source, place / name):
                altered.append(name)
                continue
            copied += _copy(source, place / name)
        # Of an action that was not done after all.
        for number in sorted(copies.numbers):
            if number > newest > 0:
                held.remove(place / _RECORDS / copies.name_of(number))
            elif number not in log.numbers and is_whole(copies, number):
                altered.append(f"{_RECORDS}/{copies.name_of(number)}")
    except _UnreadError as error:
        raise NotWritableError(
            f"要备份的文件读不出来：{system_words(error)}（{error.filename}）。",
            "请看看它是不是正被别的程序占用，或磁盘是不是坏了。",
        ) from error
    except OSError as error:
        raise not_writable(place, error) from error
    mark = BackupMark(now.isoformat(timespec="seconds"), plan, book.name, root.name, newest)
    write_whole(place / MARK, json.dumps(asdict(mark), ensure_ascii=False, indent=1).encode())
    if altered:
        raise DamagedError(
            f"“归档”里有 {len(altered)} 个文件坏了或少了（{altered[0]}），没有备份它们，别的都备份好了。",
            "请运行 xlplan rebuild 加上分工表的文件名：备份里有好的就取回来。",
        )
    return copied


def read_mark(place: Path) -> BackupMark | None:
    """Return what a backup says of itself; None if there is none, or it cannot be read."""
    try:
        said = json.loads((place / MARK).read_text("utf-8"))
        at, plan, book, workspace = (str(said[name]) for name in ("at", "plan", "book", "workspace"))
        return BackupMark(at, plan, book, workspace, int(said.get("last", 0)))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def backup_faults(root: Path, place: Path) -> list[str]:
    """Return the names of the workbook and of what of 归档 a backup lacks, or holds otherwise; all of it is read. Raise OSError."""
    log = _log(root / _WITHIN[0])
    kept = [(name, path) for name, path in _files(root) if name.startswith(f"{_WITHIN[0]}/")]
    faults = [name for name, path in kept if not _is_copied(log, name, path, place / name)]
    mark = read_mark(place)
    book = f"{_BOOK}/{mark.book}" if mark else _BOOK
    return faults if (place / book).is_file() else [*faults, book]


def mend_backup(book: Path, root: Path, place: Path) -> list[str]:
    """Copy again what a backup lacks, or holds otherwise. Return the names of what was copied.

    Raise DamagedError, NotWritableError, OSError.
    """
    faults = [(name, book if name.startswith(f"{_BOOK}/") else root / name) for name in backup_faults(root, place)]
    return [name for name, source in faults if source.is_file() and _put(source, place / name)]


def set_up(place: Path, book: Path) -> tuple[BackupMark, list[str]]:
    """Put workbook and working folder of a backup where there are none. `book` is the new workbook's path, or its folder.

    What is damaged in the backup is put there as it is. Return what the backup says of itself, and the names of files in it that cannot be
    read: these are left out. Where it fails nothing is left. Raise FileMissingError, NotWritableError, and DamagedError for a workbook
    that cannot be read, or a copy that is not what was written.
    """
    found = [place, *sorted(path for path in place.iterdir() if path.is_dir())] if place.is_dir() else []
    with_mark = [(each, mark) for each in found if (mark := read_mark(each))]
    if len(with_mark) != 1:
        what = "里没有备份" if not with_mark else f"里有 {len(with_mark)} 份备份"
        raise FileMissingError(f"“{place}”{what}。", f"请给出放着“{MARK}”的那个文件夹。")
    source, mark = with_mark[0]
    if not all(_is_plain(name) for name in (mark.book, mark.workspace)):
        raise DamagedError(f"“{source / MARK}”坏了，里面的文件名不对。", "请换一份备份（例如别的磁盘上的）。")
    folder = book if book.is_dir() else book.parent
    target = folder / mark.book if book.is_dir() else book
    root = folder / mark.workspace
    workbook = source / _BOOK / mark.book
    if not workbook.is_file():
        raise FileMissingError(
            f"备份里没有工作簿“{_BOOK}/{mark.book}”；什么也没有放。",
            f"请换一份备份；手里还有这份分工表的，请把它放进备份的“{_BOOK}”文件夹，再试一次。",
        )
    if (root / RESTORING).is_file():
        # A restore was killed. Somebody may have put a file there since.
        move_aside(root)
        if target.is_file() and target.read_bytes() == workbook.read_bytes():
            held.remove(target)
    for there in (target, root):
        if there.exists():
            raise NotWritableError(f"“{there}”已经在了，没有动它。", "请换一个空的文件夹，或把原来的移走。")
    unread: list[str] = []
    with or_nothing(target, root):
        write_whole(root / RESTORING, "从备份恢复还没有做完。".encode())
        for name, path in _files(source):
            try:
                _put(path, root / name)
            except _UnreadError:
                unread.append(name)
        try:
            # Last: until it is there, nothing looks finished.
            _put(workbook, target)
        except _UnreadError as error:
            raise DamagedError(
                f"备份里的工作簿“{workbook}”读不出来：{system_words(error)}。", "请换一份备份（例如别的磁盘上的）。"
            ) from error
    return mark, unread


class _UnreadError(OSError):
    """A file that is to be copied cannot be read."""


def _put(source: Path, target: Path) -> bool:
    try:
        return _copy(source, target)
    except _UnreadError:
        raise
    except OSError as error:
        raise not_writable(target, error) from error


def _is_plain(name: str) -> bool:
    """Return True if a name leads nowhere else."""
    return name not in ("", ".", "..") and not set(name) & set("/\\:")


@contextmanager
def or_nothing(book: Path, root: Path) -> Iterator[None]:
    """Take a workbook and a working folder that were set up away again where what follows fails, so that it can be tried again."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            held.remove(book, missing_ok=True)
        shutil.rmtree(root, ignore_errors=True)
        raise


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield what of a working folder is backed up, by its place in it."""
    archive, templates = (root / folder for folder in _WITHIN)
    # A folder in the place of a file of the archive is none of ours, and neither is what was moved aside.
    for path in sorted([*archive.glob("*"), *(root / _RECORDS).glob("*"), *templates.rglob("*")]):
        ours = path.is_file() and not path.is_symlink() and not path.name.startswith(TEMPORARY_PREFIX)
        if ours and not (ASIDE in path.name and templates not in path.parents):
            yield PurePosixPath(path.relative_to(root)).as_posix(), path
    for name in _ALONE:
        if (root / name).is_file():
            yield name, root / name


def _is_there(source: Path, target: Path) -> bool:
    """Return True if a file whose name is the SHA-256 of its bytes is in the backup, by its size and time: reading all of it each time would take long."""
    if not target.is_file():
        return False
    mine, copied = source.stat(), target.stat()
    by = abs(mine.st_mtime_ns - copied.st_mtime_ns)
    same_time = by < _EXACT or (copied.st_mtime_ns % _COARSE == 0 and by <= _COARSEST)
    return mine.st_size == copied.st_size and same_time


def _holds_original(path: Path) -> bool:
    """Return True if a file is there and its bytes are what its name says."""
    return path.is_file() and file_digest(path) == path.name[:64]


def _log(archive: Path) -> ActionLog:
    return ActionLog(archive, lambda _: None)


def _is_worse(log: ActionLog, name: str, source: Path, target: Path) -> bool:
    """Return True if a file is a record that cannot be read, and not what the backup holds."""
    number = log.number_of(source) if name.startswith(f"{_RECORDS}/") else 0
    return (
        number > 0
        and not (target.is_file() and target.read_bytes() == source.read_bytes())
        and not is_whole(log, number)
    )


def _is_copied(log: ActionLog, name: str, source: Path, target: Path) -> bool:
    """Return True if a backup holds a file as it is to be, whatever became of `source`: what was altered is no better copy."""
    if _BY_CONTENT.fullmatch(name):
        return _holds_original(target) or not _holds_original(source)
    return (target.is_file() and target.read_bytes() == source.read_bytes()) or _is_worse(log, name, source, target)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file with its time unless it is there, and read the copy back; tells whether it was copied. Raise OSError, XlplanError, _UnreadError."""
    try:
        data, time = source.read_bytes(), source.stat()
    except OSError as error:
        raise _UnreadError(error.errno, error.strerror, str(source)) from error
    same = target.is_file() and target.read_bytes() == data
    if not same:
        _write(target, data)
    with suppress(OSError):
        # So that it is seen if anybody writes into the copy. Where that is not allowed it is read each time.
        os.utime(target, ns=(time.st_atime_ns, time.st_mtime_ns))
    return not same


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        move_aside(target)
    write_whole(target, data, mode=0o600 if target.suffix == ".json" else 0o666)
    if target.read_bytes() != data:
        raise DamagedError(f"“{target}”写进去又读出来，内容不一样。", "请换一块磁盘或一个文件夹；原来的文件没有改动。")


def note_of(error: XlplanError) -> str:
    """Return what is kept in the working folder until a backup succeeds."""
    return f"备份没有做成：{error.message}{error.hint}工作照常，没有丢什么；下一次操作会再试。"
