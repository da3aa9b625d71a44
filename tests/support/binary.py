"""Workbooks as .xlsb (MS-XLSB), which nothing here can write: just the parts and records that values need."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


@dataclass(frozen=True)
class Formula:
    """A formula's saved result; the formula itself is not written."""

    result: str | float


@dataclass(frozen=True)
class Day:
    """A day as a number (45444 is 1 June 2024), in the only format of the workbook."""

    number: int


@dataclass(frozen=True)
class StruckText:
    """A text in a cell whose style strikes it through."""

    text: str


def xlsb(
    sheets: Mapping[str, Sequence[tuple[int, Sequence[object]]]], *, code: str = "", hidden: int = -1, comment: str = ""
) -> bytes:
    """Make a workbook of sheets by name, each as (row from 0, values from column A); `#REF!` is an error, None nothing.

    `comment` is one of 张三 on B2 of the first sheet. `code` is the format of days, `hidden` the number (from 0) of a row and of a column that do not show.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS.format(_relation("rId1", "officeDocument", "xl/workbook.bin")))
        numbers = range(1, len(sheets) + 1)
        links = "".join(_relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in numbers)
        package.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format(links))
        listed = b"".join(
            _record(156, struct.pack("<II", 0, n) + _text(f"rId{n}") + _text(name))
            for n, name in zip(numbers, sheets, strict=True)
        )
        book = _record(131) + _record(143) + listed + _record(144) + _record(132)
        package.writestr("xl/workbook.bin", book)
        if code or any(isinstance(each, StruckText) for rows in sheets.values() for _, row in rows for each in row):
            styles = ((0, 0), (164, 0), (0, 1))
            formats = _record(44, struct.pack("<H", 164) + _text(code or "General"))
            fonts = b"".join(_record(43, struct.pack("<HH", 220, strikes) + bytes(21)) for strikes in (0, 8))
            cells = b"".join(_record(47, struct.pack("<HHHHHHHI", 0, *each, 0, 0, 0, 0, 0)[:16]) for each in styles)
            package.writestr(
                "xl/styles.bin", _record(278) + _record(615, struct.pack("<I", 1)) + formats + _record(616)
                + _record(611, struct.pack("<I", 2)) + fonts + _record(612)
                + _record(617, struct.pack("<I", 3)) + cells + _record(618) + _record(279)
            )  # fmt: skip
        if comment:
            links = _relation("rId1", "comments", "../comments1.bin")
            package.writestr("xl/worksheets/_rels/sheet1.bin.rels", _RELATIONS.format(links))
            said = (
                _record(635, struct.pack("<IIIII", 0, 1, 1, 1, 1) + bytes(16))
                + _record(637, b"\0" + _text(comment))
                + _record(636)
            )
            package.writestr(
                "xl/comments1.bin", _record(628) + _record(630) + _record(632, _text("张三")) + _record(631) + _record(633) + said
                + _record(634) + _record(629)
            )  # fmt: skip
        for n, rows in zip(numbers, sheets.values(), strict=True):
            package.writestr(f"xl/worksheets/sheet{n}.bin", b"".join(_sheet(rows, hidden)))
    return file.getvalue()


def _relation(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{_KIND}{kind}" Target="{target}"/>'


def _sheet(rows: Sequence[tuple[int, Sequence[object]]], hidden: int) -> Iterator[bytes]:
    last = max((number for number, _ in rows), default=0)
    width = max((len(values) for _, values in rows), default=1)
    yield _record(129) + _record(148, struct.pack("<IIII", 0, last, 0, max(width - 1, 0)))
    if hidden >= 0:
        yield _record(390) + _record(60, struct.pack("<IIIIH", hidden, hidden, 2304, 0, 1)) + _record(391)
    yield _record(145)
    for number, values in rows:
        yield _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if number == hidden else 0, 0, 0))
        for column, value in enumerate(values):
            if value is not None:
                yield _cell(column, value)
    yield _record(146) + _record(130)


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    match value:
        case StruckText(text):
            return _record(6, struct.pack("<II", column, 2) + _text(text))
        case Day(number):
            return _record(5, struct.pack("<IId", column, 1, number))
        case Formula(result=str(text)):
            return _record(8, place + _text(text) + bytes(2) + struct.pack("<I", 0))
        case Formula(result=number):
            return _record(9, place + struct.pack("<d", number) + bytes(2) + struct.pack("<I", 0))
        case str() if value in _ERRORS:
            return _record(3, place + bytes([_ERRORS[value]]))
        case int() | float():
            return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _text(str(value)))


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), bytearray()
    while size >= 0x80:
        length.append(size & 0x7F | 0x80)
        size >>= 7
    return head + bytes(length) + bytes([size]) + body
