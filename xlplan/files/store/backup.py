"""备份: a copy of all that cannot be made again, on another disk or a share; and a working folder set up from it.

Copied are the workbook, 归档 (every original, the key, the log: enough to rebuild the ledger), 模板, 密码.txt and 设置.xlsx.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from xlplan.files.store import held
from xlplan.files.store.checked_archive import check_archive, file_digest
from xlplan.files.store.writing import TEMPORARY_PREFIX, make_folder, not_writable, safe_name, write_whole
from xlplan.terms.errors import DamagedError, FileMissingError, NotWritableError, OtherPlanError, XlplanError
from xlplan.terms.records import record

MARK: Final = "备份说明.json"
NOTE: Final = "备份没有做成.txt"
_BOOK: Final = "工作簿"
_WITHIN: Final = ("归档", "模板")
_ALONE: Final = ("密码.txt", "设置.xlsx")
_RECORDS: Final = "归档/操作记录"
# A name that is the SHA-256 of its bytes: what has it and the same size is the same.
_BY_CONTENT: Final = re.compile(r"归档/[0-9a-f]{64}(?:\.[a-z]+)?")


@record(frozen=True)
class BackupMark:
    """What a backup says of itself: when it was made, of which plan and workbook, and of which working folder."""

    at: str
    plan: str
    book: str
    workspace: str


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
    try:
        for name, source in [(f"{_BOOK}/{book.name}", book), *_files(root)]:
            by_content = bool(_BY_CONTENT.fullmatch(name))
            if by_content and _is_there(source, place / name):
                continue
            if by_content and file_digest(source) != source.name[:64]:
                altered.append(name)
            else:
                copied += _copy(source, place / name)
        # Of a log that was begun anew, or of an action that was not done after all.
        for path in sorted(place.glob(f"{_RECORDS}/*.jsonl.gz")):
            if not (root / _RECORDS / path.name).exists():
                held.remove(path)
    except OSError as error:
        raise not_writable(place, error) from error
    mark = BackupMark(now.isoformat(timespec="seconds"), plan, book.name, root.name)
    write_whole(place / MARK, json.dumps(asdict(mark), ensure_ascii=False, indent=1).encode())
    if altered:
        raise DamagedError(
            f"“归档”里有 {len(altered)} 份原件坏了（{altered[0]}），没有备份它们，别的都备份好了。",
            "请运行 xlplan rebuild 加上分工表的文件名，看看缺的是哪几份。",
        )
    return copied


def read_mark(place: Path) -> BackupMark | None:
    """Return what a backup says of itself; None if there is none, or it cannot be read."""
    try:
        said = json.loads((place / MARK).read_text("utf-8"))
        return BackupMark(*(str(said[name]) for name in ("at", "plan", "book", "workspace")))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def altered_copies(place: Path) -> list[str]:
    """Return the names of a backup's originals that are not what their names say; every one is read. Raise OSError."""
    return check_archive(place / _WITHIN[0], ()).altered


def set_up(place: Path, book: Path) -> BackupMark:
    """Put workbook and working folder of a backup where there are none. `book` is the new workbook's path, or its folder.

    What is damaged in the backup is put there as it is. Where that fails nothing is left. Raise FileMissingError, NotWritableError, and
    DamagedError for a copy that is not what was written.
    """
    found = [place, *sorted(path for path in place.iterdir() if path.is_dir())] if place.is_dir() else []
    with_mark = [(each, mark) for each in found if (mark := read_mark(each))]
    if len(with_mark) != 1:
        what = "里没有备份" if not with_mark else f"里有 {len(with_mark)} 份备份"
        raise FileMissingError(f"“{place}”{what}。", f"请给出放着“{MARK}”的那个文件夹。")
    source, mark = with_mark[0]
    folder = book if book.is_dir() else book.parent
    target = folder / mark.book if book.is_dir() else book
    root = folder / mark.workspace
    for there in (target, root):
        if there.exists():
            raise NotWritableError(f"“{there}”已经在了，没有动它。", "请换一个空的文件夹，或把原来的移走。")
    with or_nothing(target, root):
        try:
            for name, path in _files(source):
                _copy(path, root / name)
            # Last: until it is there, nothing looks finished.
            _copy(source / _BOOK / mark.book, target)
        except OSError as error:
            raise not_writable(root, error) from error
    return mark


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
    for folder in _WITHIN:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith(TEMPORARY_PREFIX):
                yield PurePosixPath(path.relative_to(root)).as_posix(), path
    for name in _ALONE:
        if (root / name).is_file():
            yield name, root / name


def _is_there(source: Path, target: Path) -> bool:
    """Return True if a file whose name is the SHA-256 of its bytes is in the backup, by its size: reading all of it each time would take long."""
    return target.is_file() and target.stat().st_size == source.stat().st_size


def _copy(source: Path, target: Path) -> bool:
    """Copy a file unless it is there, and read the copy back; tells whether it was copied. Raise OSError, XlplanError."""
    data = source.read_bytes()
    if target.is_file() and target.read_bytes() == data:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, data, mode=0o600 if target.suffix == ".json" else 0o666)
    if target.read_bytes() != data:
        raise DamagedError(f"“{target}”写进去又读出来，内容不一样。", "请换一块磁盘或一个文件夹；原来的文件没有改动。")
    return True


def note_of(error: XlplanError) -> str:
    """Return what is kept in the working folder until a backup succeeds."""
    return f"备份没有做成：{error.message}{error.hint}工作照常，没有丢什么；下一次操作会再试。"
