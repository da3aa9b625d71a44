"""ZIP files of returns: unpacked one file after the other, none ever written under its own name."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from xlplan.files.look.container import DAMAGE, damage_said, swollen
from xlplan.files.look.encrypted import password_error
from xlplan.files.look.file_names import decoded
from xlplan.files.look.kinds import kind_of
from xlplan.files.look.limits import MAX_BUNDLE, MAX_ENTRIES, MAX_FILE
from xlplan.terms.errors import DamagedError, NotAWorkbookError, PasswordError, XlplanError
from xlplan.terms.records import record

_UTF8: Final = 0x800
_DEEPEST: Final = 2
"""A ZIP file in a ZIP file is unpacked, but not one inside that."""
_AES: Final = 99
"""The compression method of an entry that WinZip's AES encrypts (APPNOTE 7.2); 7-Zip and WinRAR do as WinZip."""
_ENTRY: Final = b"PK\1\2"
_ENTRIES_WITHIN: Final = 10 * MAX_ENTRIES
"""At most this many, with the entries of workbooks that are stored uncompressed: about a dozen each."""
_PIECE: Final = 4096
_SMALL_PIECE: Final = 64
"""Packed bytes taken at a time, fewer for bzip2: 45 of its bytes may come to as many megabytes."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_UNPACK: Final = "请用压缩软件解压，把里面的表格放进回收文件夹；或请对方把表格直接发来。"


@record(frozen=True)
class Inner:
    """A file out of a ZIP file: its place in it (`a/b.xlsx`), and its bytes or the error that kept them back."""

    name: str
    data: bytes
    error: XlplanError | None = None


@dataclass
class _Room:
    """The bytes that may still be unpacked, of a ZIP file and of those inside it together."""

    left: int = MAX_BUNDLE


def unpacked(data: bytes, name: str, passwords: Sequence[str] = ()) -> Iterator[Inner]:
    """Yield the files in a ZIP file, also nested, each with its error. Raise DamagedError or NotAWorkbookError."""
    yield from _unpacked(data, name, passwords, 1, _Room())


def _unpacked(data: bytes, name: str, passwords: Sequence[str], depth: int, room: _Room) -> Iterator[Inner]:
    # Looked at first: `zipfile` makes an object of each.
    if data.count(_ENTRY) > _ENTRIES_WITHIN:
        raise NotAWorkbookError(f"压缩包“{name}”里的文件太多，没有打开。", "请解压后只把报送的表格放进回收文件夹。")
    with damage_said(name):
        package = zipfile.ZipFile(io.BytesIO(data))
    with package:
        entries = [entry for entry in package.infolist() if not _rubbish(entry.filename)]
        if not entries:
            raise NotAWorkbookError(f"压缩包“{name}”里没有文件。", "请对方重新打包，或把表格直接发来。")
        if len(entries) > MAX_ENTRIES:
            raise NotAWorkbookError(
                f"压缩包“{name}”里有 {len(entries)} 个文件，太多了。", "请解压后只把报送的表格放进回收文件夹。"
            )
        for entry, shown in zip(entries, _told_apart(map(_harmless, entries)), strict=True):
            inner = _taken(package, entry, shown, passwords, room)
            if inner.error is None and kind_of(inner.data) == "zip":
                yield from _nested(inner, passwords, depth, room)
            else:
                yield inner


def _nested(inner: Inner, passwords: Sequence[str], depth: int, room: _Room) -> Iterator[Inner]:
    if depth >= _DEEPEST:
        said = NotAWorkbookError(f"压缩包“{inner.name}”套了太多层，没有打开。", "请解压后把表格放进回收文件夹。")
        yield Inner(inner.name, inner.data, said)
        return
    try:
        for each in _unpacked(inner.data, inner.name, passwords, depth + 1, room):
            yield Inner(f"{inner.name}/{each.name}", each.data, each.error)
    except XlplanError as error:
        yield Inner(inner.name, inner.data, error)


def _taken(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, passwords: Sequence[str], room: _Room) -> Inner:
    if swollen(entry) or entry.file_size > room.left:
        said = DamagedError(f"“{name}”解开后大得不正常，没有打开。", "请对方把表格直接发来，不要打包。")
        return Inner(name, b"", said)
    if entry.file_size > MAX_FILE:
        return Inner(
            name,
            b"",
            NotAWorkbookError(f"“{name}”超过 {MAX_FILE >> 20} MB，太大了。", "请删去其中的图片或多余的工作表再试。"),
        )
    room.left -= entry.file_size
    try:
        if entry.compress_type == _AES:
            raise PasswordError(f"“{name}”加了密码，这种加密方式（AES）在这里打不开。", _UNPACK)
        if entry.compress_type not in _METHODS:
            raise DamagedError(f"“{name}”的压缩方式在这里打不开。", _UNPACK)
        with damage_said(name):
            if not entry.flag_bits & 1:
                return Inner(name, _inflated(package, entry))
            return Inner(name, _unlocked(package, entry, name, passwords))
    except (DamagedError, PasswordError) as error:
        return Inner(name, b"", error)


def _inflated(package: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes | None = None) -> bytes:
    """Return an entry's bytes, read in pieces up to its stated size: `ZipFile.read` unpacks before it checks."""
    size = _SMALL_PIECE if entry.compress_type == zipfile.ZIP_BZIP2 else _PIECE
    with package.open(entry, pwd=password) as file:
        setattr(file, "MIN_READ_SIZE", size)  # noqa: B010 - no name that mypy knows of what `open` gives
        return b"".join(iter(lambda: file.read(size), b""))


def _unlocked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, passwords: Sequence[str]) -> bytes:
    for password in passwords:
        # Chinese archivers on Windows encode passwords in GBK, others in UTF-8.
        for encoding in ("utf-8", "gb18030"):
            try:
                return _inflated(package, entry, password.encode(encoding))
            except DAMAGE:
                continue  # a wrong password can look like damage
    raise password_error(name)


def _told_apart(names: Iterable[str]) -> Iterator[str]:
    """Yield names; repeated ones get a number: `a.xlsx`, `a(2).xlsx`. A ZIP file may hold a name twice."""
    seen: set[str] = set()
    last: dict[str, int] = {}
    for name in names:
        path, new = PurePosixPath(name), name
        while new in seen:
            last[name] = last.get(name, 1) + 1
            new = str(path.with_name(f"{path.stem}({last[name]}){path.suffix}"))
        seen.add(new)
        yield new


def _harmless(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name to be shown: relative, without upward steps, reversing marks or control characters."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        # Not marked as UTF-8: most likely from Chinese Windows (Python has read it as code page 437).
        name = decoded(name.encode("cp437", "replace"))
    name = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "_" for c in name)
    steps = re.split(r"[\\/]+", re.sub(r"^[A-Za-z]:", "", name))
    return "/".join(step for step in steps if step not in ("", ".", "..")) or "_"


def _rubbish(name: str) -> bool:
    # Not `is_dir`, which requires a name.
    return name.startswith("__MACOSX/") or name.endswith("/")
