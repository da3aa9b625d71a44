"""A look at a file before anything reads it: whether its container is whole and of sane size."""

from __future__ import annotations

import lzma
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, KeysView
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from xlplan.files.look.encrypted import password_error
from xlplan.files.look.file_names import readable
from xlplan.files.look.inflating import inflated
from xlplan.files.look.kinds import kind_of
from xlplan.files.look.limits import MAX_ENTRIES, MAX_FILE, MAX_INFLATED, MAX_RATIO, RATIO_FROM
from xlplan.files.look.system import system_words
from xlplan.files.look.zip_directory import ZipEntry, entries_of
from xlplan.terms.errors import DamagedError, FileLockedError, FileMissingError, NotAWorkbookError, XlplanError

# The bytes of unpacked parts that are kept to be read again.
_CACHE: Final = 16 * 2**20
# The content types of a main part (ECMA-376-1, 12.2, and Microsoft's for macros and binary workbooks).
_BINARY_WORKBOOK = b"ms-excel.sheet.binary"
_WORKBOOK = re.compile(rb"(?:spreadsheetml|ms-excel)\.[\w.]*main\+xml", re.IGNORECASE)
_ODD_NAME: Final = re.compile(r"[\\%]|^/|//|(?:^|/)\.")
_OLE: Final = frozenset(["xls", "doc", "ole"])


class ZipPackage:
    """The parts of a workbook in memory. Each is unpacked once, whole, and its checksum verified."""

    def __init__(self, data: bytes) -> None:
        """Read the directory. Raise BadZipFile or what else `zipfile` raises."""
        self.data = data
        self.listed = entries_of(data)
        """All that the directory lists, in its order."""
        self._parts: dict[str, bytes] = {}
        self._room = _CACHE

    @cached_property
    def entries(self) -> dict[str, ZipEntry]:
        """Its entries by the names of their parts, as `part_name` gives them."""
        return {part_name(entry.filename): entry for entry in self.listed}

    @cached_property
    def names(self) -> KeysView[str]:
        """The names of its entries, as they are written and in their order."""
        return {entry.filename: entry for entry in self.listed}.keys()

    def holds(self, name: str) -> bool:
        """Return True if it has a part of this name, however the name is written."""
        return part_name(name) in self.entries

    def read(self, name: str | ZipEntry) -> bytes:
        """Return the bytes of a part. Raise KeyError, or BadZipFile or zlib.error if it is damaged."""
        entry = name if isinstance(name, ZipEntry) else self.entries[part_name(name)]
        part = self._parts.get(entry.filename)
        if part is None:
            part = self._unpacked(entry)
            if len(part) <= self._room:
                self._room -= len(part)
                self._parts[entry.filename] = part
        return part

    def _unpacked(self, entry: ZipEntry) -> bytes:
        """Unpack as `zipfile` does, but in one piece: faster for parts of some kilobytes."""
        place = entry.header_offset
        # APPNOTE 4.3.7.
        if len(self.data) < place + 30 or self.data[place : place + 4] != b"PK\x03\x04":
            raise zipfile.BadZipFile("no entry where the directory says")
        name, extra = struct.unpack_from("<HH", self.data, place + 26)
        place += 30
        encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
        written = self.data[place : place + name]
        if written.decode("ascii" if written.isascii() else encoding) != entry.orig_filename:
            raise zipfile.BadZipFile("the directory and the entry differ in its name")
        place += name + extra
        packed = self.data[place : place + entry.compress_size]
        return inflated(packed, entry.compress_type, entry.file_size, entry.CRC)


@lru_cache(4096)
def part_name(name: str) -> str:
    """Return a part's name as it is compared: packages do not tell cases apart (ECMA-376-2, 6.2.2), some programs write `\\`."""
    if name.isascii() and name.islower() and not _ODD_NAME.search(name):
        return name
    plain = posixpath.normpath(posixpath.join("/", unquote(name).replace("\\", "/")))
    return plain.lstrip("/").casefold()


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a regular file. Raise an XlplanError if they cannot be read."""
    name = readable(path.name)
    try:
        if not path.exists():
            raise FileMissingError(f"找不到文件：{readable(str(path))}", "请检查路径和文件名是否写对。")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise NotAWorkbookError(f"“{name}”不是文件。", "请给出一个 .xlsx 或 .xlsm 文件。")
        if found.st_size > MAX_FILE:
            raise NotAWorkbookError(
                f"“{name}”超过 {MAX_FILE >> 20} MB，太大了。", "请删去其中的图片或多余的工作表再试。"
            )
        return path.read_bytes()
    except OSError as error:
        raise not_readable(name, error) from error


def not_readable(name: str, error: OSError) -> XlplanError:
    """Return the error for a file or folder that the system does not let be read."""
    if isinstance(error, PermissionError):
        return FileLockedError(
            f"打不开“{name}”：没有权限，或正被别的程序独占。", "请在表格软件里保存并关闭它，再试一次。"
        )
    return DamagedError(f"读不出“{name}”：{system_words(error)}。", "请把文件复制到本机硬盘上再试。")


def open_package(data: bytes, name: str) -> ZipPackage:
    """Open an .xlsx or .xlsm, checksums verified. Raise NotAWorkbookError, PasswordError or DamagedError."""
    if not data:
        raise empty_error(name)
    kind = kind_of(data)
    if kind == "encrypted":
        raise password_error(name)
    if kind in _OLE:
        raise NotAWorkbookError(f"“{name}”是旧格式（.xls）的文件。", "请用表格软件打开它，另存为 .xlsx 再试。")
    if kind == "ods":
        raise NotAWorkbookError(f"“{name}”是 .ods 格式的文件。", "请用表格软件打开它，另存为 .xlsx 再试。")
    if not data.startswith(b"PK"):
        raise NotAWorkbookError(f"“{name}”不是 Excel 工作簿。", "请给出 .xlsx 或 .xlsm 文件；只改扩展名没有用。")
    package = checked_package(data, name)
    with damage_said(name):
        types = package.read("[Content_Types].xml") if package.holds("[Content_Types].xml") else b""
    if not _WORKBOOK.search(types) and not package.holds("xl/workbook.xml"):
        what = "是二进制格式（.xlsb）的工作簿" if kind == "xlsb" or _BINARY_WORKBOOK in types else "不是 Excel 工作簿"
        raise NotAWorkbookError(
            f"“{name}”{what}。", "请给出 .xlsx 或 .xlsm 文件；别的表格格式请先用表格软件打开，另存为 .xlsx。"
        )
    return package


def checked_package(data: bytes, name: str) -> ZipPackage:
    """Open a package; check sizes, names, checksums, encryption, DTDs. Raise PasswordError or DamagedError."""
    with damage_said(name):
        package = ZipPackage(data)
        look(package, name)
        if any(entry.flag_bits & 1 for entry in package.listed):
            raise password_error(name, openable=False)
        manifest = "META-INF/manifest.xml"
        if package.holds(manifest) and b"encryption-data" in package.read(manifest):
            raise password_error(name, openable=False)
        _read_all(package, name)
        return package


def empty_error(name: str) -> DamagedError:
    """Return the error for a file without any bytes."""
    return DamagedError(f"“{name}”是空文件（0 字节）。", "请找到原来的文件，或请对方重新发送。")


DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, OSError, ValueError, OverflowError,
    MemoryError,
)  # fmt: skip
"""What `zipfile` raises for files that are damaged, or made to do damage."""


@contextmanager
def damage_said(name: str) -> Iterator[None]:
    """Turn what goes wrong in a ZIP file into DamagedError."""
    try:
        yield
    except DAMAGE as error:
        raise DamagedError(f"“{name}”已损坏，读不出来。", "请找到没有损坏的一份，或请对方重新发送。") from error


def _read_all(package: ZipPackage, name: str) -> None:
    """Read every part once: verify its checksum, and refuse XML that no spreadsheet program writes."""
    for entry in package.listed:
        part = package.read(entry)
        if not _is_xml(entry.filename):
            continue
        # The first character is looked for by itself, which takes no time: most parts have none.
        if b"!" in part and b"<!DOCTYPE" in part:
            raise DamagedError(
                f"“{name}”里有不该有的定义（{entry.filename} 中的 DTD），没有读取。",
                "请用表格软件打开后另存一份再试；来历不明的文件不要打开。",
            )
        # To the readers, a sheet in UTF-16 looks empty.
        if b"\0" in part[:100]:
            raise DamagedError(
                f"“{name}”里的 {entry.filename} 不是通常的编码，没有读取。", "请用表格软件打开后另存一份再试。"
            )


@lru_cache(4096)
def _is_xml(filename: str) -> bool:
    """Return True for the name of a part that is read as XML."""
    # Basic macros of an .ods have a document type; they are never read.
    return filename.casefold().endswith((".xml", ".rels")) and not filename.startswith(("Basic/", "Dialogs/"))


def swollen(entry: ZipEntry | zipfile.ZipInfo) -> bool:
    """Return True if an entry claims to unpack to more than any honest one."""
    return entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def look(package: ZipPackage, name: str) -> None:
    """Raise DamagedError for what a ZIP file's directory says of sizes and names; nothing is unpacked."""
    entries = package.listed
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or size > MAX_INFLATED or any(map(swollen, entries)):
        raise DamagedError(f"“{name}”解开后大得不正常，没有读取。", "请用表格软件打开核对，删去多余的行列后另存再试。")
    if len(package.entries) != len(entries):
        raise DamagedError(f"“{name}”里有重名的部件，不知道该信哪一份，没有读取。", "请用表格软件打开后另存一份再试。")
