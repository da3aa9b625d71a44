"""A look at a file before anything reads it: what it really is, and whether its container is whole and of sane size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from xlplan.errors import DamagedError, FileLockedError, FileMissingError, NotAWorkbookError, PasswordError

MAX_FILE: Final = 200 * 2**20
MAX_ENTRIES: Final = 10_000
MAX_INFLATED: Final = 300 * 2**20
MAX_RATIO: Final = 250
# Small parts of one repeated character deflate a thousandfold in honest files.
RATIO_FROM: Final = 4 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The directory entry of an encrypted package (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The content types of a main part (ECMA-376-1, 12.2, and Microsoft's for macros and binary workbooks).
_WORKBOOK = re.compile(rb"(?:spreadsheetml|ms-excel)\.[\w.]*main\+xml", re.IGNORECASE)
_BINARY_WORKBOOK = b"ms-excel.sheet.binary"
# The content of the first entry, which is stored (ODF 1.3, part 2, 3.3).
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"

Kind = Literal["zip", "ods", "xls", "other"]


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises an error of xlplan for whatever keeps them from being read."""
    name = path.name
    try:
        if not path.exists():
            raise FileMissingError(f"找不到文件：{path}", "请检查路径和文件名是否写对。")
        if not path.is_file():
            raise NotAWorkbookError(f"“{name}”不是文件。", "请给出一个 .xlsx 或 .xlsm 文件。")
        if path.stat().st_size > MAX_FILE:
            raise NotAWorkbookError(
                f"“{name}”超过 {MAX_FILE >> 20} MB，太大了。", "请删去其中的图片或多余的工作表再试。"
            )
        return path.read_bytes()
    except PermissionError as error:
        raise FileLockedError(
            f"打不开“{name}”：没有权限，或正被别的程序独占。", "请在表格软件里保存并关闭它，再试一次。"
        ) from error
    except OSError as error:
        raise DamagedError(f"读不出“{name}”：{error.strerror}。", "请把文件复制到本机硬盘上再试。") from error


def kind_of(data: bytes) -> Kind:
    """What the bytes are at first sight, whatever the file is called."""
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(b"PK") and data[30:38] == b"mimetype" and _ODS in data[38:128]:
        return "ods"
    return "zip" if data.startswith(b"PK") else "other"


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """The package of an .xlsx or .xlsm, every checksum verified.

    Raises NotAWorkbookError, PasswordError or DamagedError with a message that names the file.
    """
    if not data:
        raise DamagedError(f"“{name}”是空文件（0 字节）。", "请找到原来的文件，或请对方重新发送。")
    kind = kind_of(data)
    if kind == "xls":
        require_no_password(data, name)
        raise NotAWorkbookError(f"“{name}”是旧格式（.xls）的文件。", "请用表格软件打开它，另存为 .xlsx 再试。")
    if kind == "other":
        raise NotAWorkbookError(f"“{name}”不是 Excel 工作簿。", "请给出 .xlsx 或 .xlsm 文件；只改扩展名没有用。")
    if kind == "ods":
        raise NotAWorkbookError(f"“{name}”是 .ods 格式的文件。", "请用表格软件打开它，另存为 .xlsx 再试。")
    with _damage_said(name):
        package = zipfile.ZipFile(io.BytesIO(data))
        _look(package, name)
        _read_all(package, name)
        types = package.read("[Content_Types].xml") if "[Content_Types].xml" in package.namelist() else b""
    if not _WORKBOOK.search(types) and "xl/workbook.xml" not in package.namelist():
        what = "是二进制格式（.xlsb）的工作簿" if _BINARY_WORKBOOK in types else "不是 Excel 工作簿"
        raise NotAWorkbookError(
            f"“{name}”{what}。", "请给出 .xlsx 或 .xlsm 文件；别的表格格式请先用表格软件打开，另存为 .xlsx。"
        )
    return package


def ods_content(data: bytes, name: str) -> bytes:
    """The part of an .ods that holds its sheets, every checksum of the file verified. Raises PasswordError or DamagedError."""
    with _damage_said(name), zipfile.ZipFile(io.BytesIO(data)) as package:
        _look(package, name)
        if "META-INF/manifest.xml" in package.namelist() and b"encryption-data" in package.read(
            "META-INF/manifest.xml"
        ):
            raise _password(name)
        _read_all(package, name)
        if "content.xml" not in package.namelist():
            raise ValueError("no content.xml")
        return package.read("content.xml")


def require_no_password(data: bytes, name: str) -> None:
    """Raises PasswordError for a compound file that holds an encrypted package."""
    if _ENCRYPTED in data:
        raise _password(name)


def _password(name: str) -> PasswordError:
    return PasswordError(f"“{name}”有打开密码。", "请用表格软件打开，去掉密码后另存，再试一次。")


@contextmanager
def _damage_said(name: str) -> Iterator[None]:
    """What goes wrong in a ZIP file, said as DamagedError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise DamagedError(f"“{name}”已损坏，读不出来。", "请找到没有损坏的一份，或请对方重新发送。") from error


def _read_all(package: zipfile.ZipFile, name: str) -> None:
    """Read every part once: its checksum is verified, and XML is looked at for what no spreadsheet program writes."""
    for entry in package.infolist():
        part = package.read(entry)
        if not entry.filename.casefold().endswith((".xml", ".rels")):
            continue
        if b"<!DOCTYPE" in part:
            raise DamagedError(
                f"“{name}”里有不该有的定义（{entry.filename} 中的 DTD），没有读取。",
                "请用表格软件打开后另存一份再试；来历不明的文件不要打开。",
            )
        # The readers take UTF-16 for an empty sheet.
        if b"\0" in part[:100]:
            raise DamagedError(
                f"“{name}”里的 {entry.filename} 不是通常的编码，没有读取。", "请用表格软件打开后另存一份再试。"
            )


def _look(package: zipfile.ZipFile, name: str) -> None:
    entries = package.infolist()
    inflated = sum(entry.file_size for entry in entries)
    swollen = any(e.file_size > RATIO_FROM and e.file_size > MAX_RATIO * max(e.compress_size, 1) for e in entries)
    if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED or swollen:
        raise DamagedError(f"“{name}”解开后大得不正常，没有读取。", "请用表格软件打开核对，删去多余的行列后另存再试。")
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise DamagedError(f"“{name}”里有重名的部件，不知道该信哪一份，没有读取。", "请用表格软件打开后另存一份再试。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _password(name)
