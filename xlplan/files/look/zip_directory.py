"""The directory of a ZIP file in memory: what `zipfile` finds in it, read at once where it is written as programs mostly write it."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final, NamedTuple

# APPNOTE 4.3.12 and 4.3.16.
_ENTRY: Final = struct.Struct("<4s2x3H4x3I5H4xI")
_END: Final = struct.Struct("<4s4H2IH")
_ENTRY_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_LOCATOR_MARK: Final = b"PK\x06\x07"
"""Of an archive in the format for large ones."""
_LOCATOR: Final = 20
_MOST: Final = 0xFFFF_FFFF
_NEWEST: Final = 63
"""The newest version of the format that `zipfile` reads."""


class ZipEntry(NamedTuple):
    """What the directory says of one file; the names of its parts are those that `zipfile` gives them."""

    filename: str
    orig_filename: str
    flag_bits: int
    compress_type: int
    CRC: int
    compress_size: int
    file_size: int
    header_offset: int


def entries_of(data: bytes) -> list[ZipEntry]:
    """Return the entries of a ZIP file in their order. Raise what `zipfile` raises."""
    found = _plain_entries(data)
    if found is not None:
        return found
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [ZipEntry(*(getattr(entry, name) for name in ZipEntry._fields)) for entry in package.infolist()]


def _plain_entries(data: bytes) -> list[ZipEntry] | None:
    """Return the entries of a directory that leaves nothing to be interpreted; None for any other."""
    end = len(data) - _END.size
    if end < 0:
        return None
    mark, disk, first_disk, here, count, size, at, comment = _END.unpack_from(data, end)
    if mark != _END_MARK or disk or first_disk or here != count or comment or at + size != end:
        return None
    if data[max(0, end - _LOCATOR) : end].startswith(_LOCATOR_MARK):
        return None
    found: list[ZipEntry] = []
    while at < end:
        if at + _ENTRY.size > end:
            return None
        mark, version, flags, method, crc, packed, whole, name_length, extra, note, _, _, offset = _ENTRY.unpack_from(
            data, at
        )
        name = data[at + _ENTRY.size : at + _ENTRY.size + name_length]
        if mark != _ENTRY_MARK or version > _NEWEST or extra or note or _MOST in (packed, whole, offset):
            return None
        if not name.isascii() or b"\0" in name or b"\\" in name:
            return None
        text = name.decode("ascii")
        found.append(ZipEntry(text, text, flags, method, crc, packed, whole, offset))
        at += _ENTRY.size + name_length
    return found if at == end and len(found) == count else None
