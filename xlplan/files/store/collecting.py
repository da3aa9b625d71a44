"""What lies in a folder of returns: each file as it is, and those in ZIP files one by one."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePath
from typing import Final

from xlplan.files.look.container import empty_error, not_readable, read_bytes
from xlplan.files.look.file_names import readable
from xlplan.files.look.kinds import ATTACHMENTS, SPREADSHEETS, TABLES, FileKind, kind_of
from xlplan.files.look.limits import MAX_FILE
from xlplan.files.look.unpacking import unpacked
from xlplan.terms.errors import NotAWorkbookError, XlplanError
from xlplan.terms.records import record

_RUBBISH: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_ZIP: Final = ".zip"
_PACKAGES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of files that may be a workbook."""


@record(frozen=True)
class Collected:
    """One file that came, on its own or in a ZIP file (`shown` is then `x.zip/inner.xlsx`).

    It has bytes to be read, or is an `attachment`, or `skipped` says why it is not a return, or `error` why it is
    unreadable.
    """

    shown: str
    name: str
    data: bytes = b""
    kind: FileKind = "other"
    skipped: str = ""
    error: XlplanError | None = None
    attachment: bool = False
    path: Path | None = None
    """Where an attachment's bytes are, if it is a file of its own: hundreds of photographs would fill the memory."""

    @property
    def content(self) -> bytes:
        """The bytes, from wherever they are. Raise an XlplanError if they cannot be read."""
        return read_bytes(self.path) if self.path else self.data

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its bytes; empty if they could not be had. Raise as `content` does."""
        if self.path:
            return hashlib.sha256(self.content).hexdigest()
        return hashlib.sha256(self.data).hexdigest() if self.data or self.kind == "empty" else ""


def collect(path: Path, shown: str, passwords: Sequence[str] = ()) -> Iterator[Collected]:
    """Yield what one path in the folder holds: at least one file."""
    name = readable(path.name)
    try:
        if reason := _no_file(path, name) or _rubbish(name):
            yield Collected(shown, name, skipped=reason)
            return
        if not _expected(name) and not (start := _start(path)).startswith(_PACKAGES):
            kind = kind_of(start)
            if kind in ATTACHMENTS and path.stat().st_size <= MAX_FILE:
                yield Collected(shown, name, kind=kind, attachment=True, path=path)
            else:
                yield Collected(shown, name, skipped=_no_table(name))
            return
        data = read_bytes(path)
    except XlplanError as error:
        yield Collected(shown, name, error=error)
        return
    except OSError as error:
        yield Collected(shown, name, error=not_readable(name, error))
        return
    file = _sorted(shown, name, data)
    # Judged by content: a ZIP file may have the extension of anything that is read.
    if file.kind != "zip" or not _expected(name):
        yield file
        return
    try:
        for inner in unpacked(data, name, passwords):
            inside = f"{shown}/{inner.name}"
            base = PurePath(inner.name).name
            if reason := _rubbish(base):
                yield Collected(inside, base, skipped=reason)
            elif inner.error:
                yield Collected(inside, base, inner.data, error=inner.error)
            else:
                yield _sorted(inside, base, inner.data)
    except XlplanError as error:
        yield Collected(shown, name, data, "zip", error=error)


def _sorted(shown: str, name: str, data: bytes) -> Collected:
    """Return a file with its kind, and whether it is to be read."""
    kind = kind_of(data)
    if kind == "empty":
        return Collected(shown, name, data, kind, error=empty_error(name))
    if kind in TABLES or PurePath(name).suffix.casefold() in SPREADSHEETS or (kind == "zip" and _expected(name)):
        return Collected(shown, name, data, kind)
    if kind == "archive":
        error = NotAWorkbookError(
            f"“{name}”是压缩包，但不是 ZIP 格式，打不开。", "请解压后把里面的表格放进回收文件夹。"
        )
        return Collected(shown, name, data, kind, error=error)
    if kind in ATTACHMENTS:
        return Collected(shown, name, data, kind, attachment=True)
    return Collected(shown, name, data, kind, skipped=_no_table(name))


def _expected(name: str) -> bool:
    suffix = PurePath(name).suffix.casefold()
    return suffix in SPREADSHEETS or suffix in (_ZIP, ".rar", ".7z")


def _no_file(path: Path, name: str) -> str:
    if stat.S_ISREG(_mode(path)):
        # As nearly all are.
        return ""
    if path.is_symlink():
        return f"“{name}”是链接"
    if path.is_dir():
        # Only a folder that could not be searched comes here.
        os.listdir(path)  # noqa: PTH208 (iterdir() asks later)
    return "" if path.is_file() else f"“{name}”不是普通文件"


def _mode(path: Path) -> int:
    """Return what the system says of a path itself, be it a link; 0 if it says nothing."""
    try:
        return path.lstat().st_mode
    except (OSError, ValueError):
        return 0


def _rubbish(name: str) -> str:
    if name.startswith(("~$", ".")) or name.casefold() in _RUBBISH:
        return f"“{name}”是临时文件或系统文件"
    return ""


def _no_table(name: str) -> str:
    return f"“{name}”不是表格文件"


def _start(path: Path) -> bytes:
    """Return the first 4096 bytes, which show the kind: only a possible workbook is read whole."""
    with path.open("rb") as file:
        return file.read(4096)
