"""Write new files whole or not at all; turn names of departments and rounds into file names."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import secrets
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from pathvalidate import sanitize_filename

from xlplan.files.look.system import system_words
from xlplan.files.store import held
from xlplan.terms.errors import NotWritableError, PathTooLongError, XlplanError
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

TEMPORARY_PREFIX: Final = ".xlplan-"
ASIDE: Final = ".损坏"
"""Ends, with a number behind it, the name of what could not be read and was moved out of the way."""
NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Flags for a new file: never one that exists, nor the target of a link."""

_LONGEST_OF_WINDOWS: Final = 247
"""Characters that the path of a folder may have there; a longer one is said not to exist."""
# Linux counts bytes: a file name, with a department's and a round's name in it, may have 255.
_LONGEST_NAME: Final = 110
# Most departments' names; a name with a Chinese character is not a device of Windows.
_SAFE: Final = pattern_of("[0-9]*[\u4e00-\u9fa5][0-9\u4e00-\u9fa5]*")
# `aux .xlsx` is the device too, whatever follows the blanks.
_DEVICE: Final = pattern_of(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)
_OPENED_BY_EXCEL: Final = 218 if sys.platform == "win32" else None
"""Characters that the path of a workbook may have for Excel to open it. Windows itself stops at 259."""


Content = bytes | Callable[[], Iterable[bytes]]
"""What a file will hold: its bytes, or a function that yields them piece by piece."""


def write_whole(path: Path, content: Content, mode: int = 0o666, patience: held.Patience | None = None) -> None:
    """Write a temporary file, flush it, and rename it: readers see the old file or the new one.

    `mode` says who may read it, from its first byte on, within the user's umask; `patience`, how long others are waited for.

    Raise NotWritableError if the folder, the disk or another program does not allow it.
    """
    temporary: str | None = None
    patience = patience or held.Patience()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary_in(path.parent)
        write_and_close(os.open(temporary, NEW, mode), content, flush=True)
        held.rename(temporary, path, patience)
        temporary = None
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                held.remove(temporary, patience)


def holds(path: Path, content: Content) -> bool:
    """Return True if a file has exactly this content."""
    if not path.is_file():
        return False
    if isinstance(content, bytes):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in content()) and not file.read(1)


def write_and_close(handle: int, content: Content, *, flush: bool) -> None:
    """Write into a new file and close it; `flush` writes it to the disk. Raise OSError."""
    try:
        for piece in (content,) if isinstance(content, bytes) else content():
            left = memoryview(piece)
            while left:
                left = left[os.write(handle, left) :]
        if flush:
            os.fsync(handle)
    finally:
        os.close(handle)


def move_aside(path: Path) -> str:
    """Give what lies at a path another name, so that nothing is lost and the path is free; return that name. Raise NotWritableError."""
    names = (path.with_name(f"{path.name}{ASIDE}{count}") for count in itertools.count(1))
    aside = next(each for each in names if not each.exists())
    try:
        held.rename(path, aside)
    except OSError as error:
        raise not_writable(path, error) from error
    return aside.name


def write_beside(path: Path, content: Content) -> Path:
    """Write as `write_whole`, if the file is held as `表（2）.xlsx` and so on; return the path written."""
    try:
        write_whole(path, content)
        return path
    except NotWritableError as error:
        if not isinstance(error.__cause__, PermissionError) or not path.is_file():
            raise
    free = (path.with_name(f"{path.stem}（{number}）{path.suffix}") for number in itertools.count(2))
    beside = next(each for each in free if not each.exists())
    write_whole(beside, content)
    return beside


def not_writable(path: Path, error: OSError) -> XlplanError:
    """Return the error for a file or folder that could not be written, by what the system said."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NotWritableError(f"磁盘已满，“{path.name}”没有写成。", "请清理磁盘后再试；原来的文件没有改动。")
    if isinstance(error, PermissionError):
        return NotWritableError(
            f"写不了“{path}”：没有权限，或正被别的程序打开。", "请关闭打开它的程序，或换一个能写的文件夹再试。"
        )
    why = system_words(error)
    if isinstance(error, FileNotFoundError) and _characters(str(path)) > _LONGEST_OF_WINDOWS:
        why = f"路径太长，有 {_characters(str(path))} 个字"
    return NotWritableError(f"写不了“{path}”：{why}。", "请检查文件夹是否存在、能不能写，或换一个地方再试。")


def require_openable(paths: Iterable[Path]) -> None:
    """Raise PathTooLongError if one of the files that are about to be written could not be opened in Excel."""
    longest = max(map(os.path.abspath, paths), key=_characters, default="")
    if _OPENED_BY_EXCEL and _characters(longest) > _OPENED_BY_EXCEL:
        raise PathTooLongError(
            f"路径太长：“{longest}”有 {_characters(longest)} 个字，Excel 打不开超过 {_OPENED_BY_EXCEL} 个字的；什么都没有写。",
            "请把分工表和旁边的工作区一起移到浅一些的文件夹，例如 D:\\分工表，再做一次。",
        )


def _characters(path: str) -> int:
    """Return the length of a path as Windows counts it: some characters are two."""
    return len(path.encode("utf-16-le", "surrogatepass")) // 2


def make_folder(path: Path) -> None:
    """Make a folder and its parents, and check that files can be made in it. Raise NotWritableError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = _temporary_in(path)
        try:
            os.close(os.open(probe, NEW, 0o600))
        finally:
            # Whoever has just got hold of the folder may have cleared it away, and Ctrl-C may have come before it was made.
            held.remove(probe, missing_ok=True)
    except OSError as error:
        raise not_writable(path, error) from error


def _temporary_in(folder: Path) -> str:
    """Return a name that nobody has; who knows it before the file is made removes it whatever comes in between."""
    return f"{folder}{os.sep}{TEMPORARY_PREFIX}{secrets.token_hex(8)}.tmp"


def clear_temporaries(folder: Path) -> None:
    """Remove what a killed run left in a folder. Call it only while holding the folder's lock."""
    patience = held.Patience()
    for path in folder.rglob(f"{TEMPORARY_PREFIX}*.tmp"):
        with contextlib.suppress(OSError):
            held.remove(path, patience)


def safe_name(text: str) -> str:
    """Return a file name (without extension) as near to a text as every system allows; never empty, `.` or `..`."""
    if _SAFE.fullmatch(text) and len(text.encode()) <= _LONGEST_NAME:
        return text
    # Invisible characters, such as those that reverse the direction of writing, disguise a name.
    seen = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))  # fmt: skip
    # Stripped first: `PRN ` is the device too.
    name = sanitize_filename(seen.strip(" ."), replacement_text="_", platform="universal")
    name = _DEVICE.sub(r"\1_", name.strip(" ."), count=1) if _DEVICE.match(name.strip(" .")) else name
    short = name.strip(" .").encode()[:_LONGEST_NAME].decode(errors="ignore")
    return short.strip(" .") or "未命名"


def safe_names(texts: Iterable[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a safe file name for each text; no file system takes two of them for the same.

    `known` are names that texts were given earlier: they keep them, whether or not they are among `texts` now.
    """
    given = dict(known or {})
    used = set(map(fold, given.values()))
    names: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        if text not in given:
            name, count = safe_name(text), 1
            unique = name
            while fold(unique) in used:
                count += 1
                unique = f"{name}（{count}）"
            used.add(fold(unique))
            given[text] = unique
        names[text] = given[text]
    return names


def clear_folder(folder: Path) -> None:
    """Empty a folder of ours. Raise NotWritableError."""
    try:
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                held.remove(path)
    except OSError as error:
        raise not_writable(folder, error) from error
