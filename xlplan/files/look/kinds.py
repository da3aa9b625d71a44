"""What a file really is, by its bytes, and whether its name says otherwise."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import PurePath
from typing import Final, Literal

FileKind = Literal[
    "empty", "xlsx", "xlsb", "xls", "ods", "encrypted", "zip", "archive", "docx", "pptx", "odt", "doc", "ole",
    "pdf", "image", "media", "html", "xml", "text", "other",
]  # fmt: skip

LABELS: Final[dict[FileKind, str]] = {
    "empty": "空文件", "xlsx": ".xlsx 工作簿", "xlsb": ".xlsb 工作簿", "xls": ".xls 工作簿", "ods": ".ods 表格",
    "encrypted": "加密的 Office 文件", "zip": "ZIP 压缩包", "archive": "压缩包（不是 ZIP）", "docx": "Word 文档", "pptx": "演示文稿",
    "odt": "OpenDocument 文档", "doc": "旧格式的 Word 或演示文稿", "ole": "旧格式的 Office 文件", "pdf": "PDF", "image": "图片",
    "media": "音频或视频", "html": "网页", "xml": "XML 文件", "text": "纯文本", "other": "别的文件",
}  # fmt: skip
"""The words shown to people."""

TABLES: Final[frozenset[FileKind]] = frozenset(["xlsx", "xlsb", "xls", "ods"])
"""Kinds that are certainly workbooks, under any name."""

ATTACHMENTS: Final[frozenset[FileKind]] = frozenset(["pdf", "image", "docx", "doc"])
"""Kinds that come beside a sheet: a stamped copy, or evidence."""

# What each extension promises. WPS saves .et in the format of .xls, in newer versions also of .xlsx.
_PROMISED: Final[dict[str, tuple[FileKind, ...]]] = {
    ".xlsx": ("xlsx", "encrypted"), ".xlsm": ("xlsx", "encrypted"), ".xls": ("xls", "encrypted"),
    ".et": ("xls", "xlsx", "encrypted"), ".xlsb": ("xlsb", "encrypted"), ".ods": ("ods",), ".csv": ("text",), ".zip": ("zip",),
}  # fmt: skip
SPREADSHEETS: Final = frozenset(_PROMISED) - {".zip"}
"""Extensions under which a table is expected."""

DOCUMENTS: Final = SPREADSHEETS | {
    ".zip", ".pdf", ".docx", ".doc", ".wps", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".avif",
}  # fmt: skip
"""Extensions of files that are only viewed; files with others might be run by a system."""

WRITTEN: Final = frozenset({".txt", ".docx", ".xlsx", ".pdf", ".eml", ".zip"})
"""Extensions of what is written to a department."""

CLICKED: Final = DOCUMENTS | WRITTEN | {".html"}
"""Extensions of files that a click may open: a click must never run anything."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = b"PK\x05\x06"
_MAGIC: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"%PDF-", "pdf"), (b"\x89PNG\r\n", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image"),
    (b"II*\0", "image"), (b"MM\0*", "image"), (b"Rar!\x1a\x07", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b", "archive"),
    (b"ID3", "media"), (b"\x1aE\xdf\xa3", "media"),
)  # fmt: skip
# Possessive, since comments can be matched in too many ways for backtracking to end.
_MARKUP = re.compile(
    rb"\s*+(?>(?><!--.*?-->)\s*+)*+<(!doctype\s+html|html|head|body|table|meta|\?xml|mht)", re.IGNORECASE | re.DOTALL
)


def kind_of(data: bytes) -> FileKind:
    """Return the kind of these bytes at first sight, without checking that they are whole."""
    if not data:
        return "empty"
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith((b"PK\x03\x04", _END)) or data == b"PK":
        return _package(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or data[6:10] == bytes(4)):
            return kind
    if data[:4] == b"RIFF":
        return "image" if data[8:12] == b"WEBP" else "media"
    if data[4:8] == b"ftyp":
        return "image" if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "media"
    return _text(data)


def promised(name: str, kind: FileKind) -> bool:
    """Return True if the extension matches the content; unknown extensions match anything."""
    kinds = _PROMISED.get(PurePath(name).suffix.casefold())
    return kinds is None or kind in kinds


def _compound(data: bytes) -> FileKind:
    """Return the kind of a compound file (MS-CFB), by the names of its entries, which are UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    # MS-OFFCRYPTO 2.3.4.4.
    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument") or holds("PowerPoint Document"):
        # Either may be embedded in the other: the one whose entry comes first is the outer one.
        places = [place for name in ("Workbook", "WordDocument", "PowerPoint Document")
                  if (place := data.find(name.encode("utf-16-le") + bytes(2))) >= 0]  # fmt: skip
        first = data.find("Workbook".encode("utf-16-le") + bytes(2))
        return "xls" if places and first == min(places) else "doc"
    return "xls" if holds("Workbook") or holds("Book") else "ole"


def _package(data: bytes) -> FileKind:
    """Return the kind of a ZIP file, by the names in its directory, or if that is cut off by its first entry."""
    names = _directory(data)
    if data[30:38] == b"mimetype":
        return "ods" if b"opendocument.spreadsheet" in _mimetype(data) else "odt"
    if names and b"content.xml" in names and b"meta-inf/manifest.xml" in names:
        return "ods"
    if names is None:
        first = data[30:60]
        return "xlsx" if first.startswith((b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/")) else "zip"
    if b"xl/workbook.bin" in names:
        return "xlsb"
    if b"xl/workbook.xml" in names:
        return "xlsx"
    if b"[content_types].xml" in names or b"_rels/.rels" in names:
        return "docx" if b"word/" in names else "pptx" if b"ppt/" in names else "xlsx"
    return "zip"


def _mimetype(data: bytes) -> bytes:
    """Return the type of an OpenDocument file from its first entry, stored (ODF 1.3, part 2, 3.3) or not."""
    start = 38 + int(struct.unpack_from("<H", data, 28)[0])
    if data[8:10] == bytes(2):
        return data[start : start + 128]
    try:
        return zlib.decompressobj(-15).decompress(data[start : start + 256], 128)
    except zlib.error:
        return b""


def _directory(data: bytes) -> bytes | None:
    """Return the central directory (APPNOTE 4.3.12), which names all entries in clear; None if there is none.

    Small letters for all, and no backslashes: packages do not tell cases apart, and some programs write `\\`.
    """
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        return None
    size = int(struct.unpack_from("<I", data, end + 12)[0])
    return data[max(0, end - size) : end].lower().replace(b"\\", b"/")


def _text(data: bytes) -> FileKind:
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in start:
        return "other"
    found = _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf"))
    if found:
        return "xml" if found[1] == b"?xml" and b"<html" not in start.lower() else "html"
    # Text has hardly any control characters.
    return "text" if sum(c < 32 and c not in b"\t\r\n\x0b\x0c\x1a" for c in start) == 0 else "other"
