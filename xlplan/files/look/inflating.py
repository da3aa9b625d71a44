"""The parts of a ZIP file unpacked and verified; what is the same in thousands of files that one program saved, once."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final, cast

_AT_ONCE: Final = 16 * 2**20
"""Bytes up to which a part is unpacked in one piece."""
_PIECE: Final = 4 * 2**20
_SMALL: Final = 4096
"""Packed bytes up to which a part may be remembered: styles, relations, properties."""
_MOST_UNPACKED: Final = 2**16
_MOST: Final = 256
"""How many are remembered: some megabytes."""

_known: dict[tuple[bytes, int, int, int], bytes] = {}
"""Verified parts, by their packed bytes and what the directory says of them."""


def inflated(packed: bytes, method: int, size: int, checksum: int) -> bytes:
    """Return a part of this size and CRC-32. Raise BadZipFile or zlib.error if it is damaged, NotImplementedError for other methods."""
    if len(packed) > _SMALL:
        return _verified(packed, method, size, checksum)
    key = (packed, method, size, checksum)
    part = _known.get(key)
    if part is None:
        part = _verified(*key)
        if len(_known) < _MOST and len(part) <= _MOST_UNPACKED:
            _known[key] = part
    return part


def _verified(packed: bytes, method: int, size: int, checksum: int) -> bytes:
    crc32, quick = _quick()
    if method == zipfile.ZIP_STORED:
        part = packed
    elif method == zipfile.ZIP_DEFLATED:
        # What this does not unpack as it should zlib looks at, and says why not.
        if quick and size <= _AT_ONCE and (found := quick(packed, size)) is not None and crc32(found) == checksum:
            return found
        part = _by_zlib(packed, size)
    else:
        raise NotImplementedError(f"compression {method}")
    if len(part) != size or crc32(part) != checksum:
        raise zipfile.BadZipFile("a wrong checksum")
    return part


@cache
def _quick() -> tuple[Callable[[bytes], int], Callable[[bytes, int], bytes | None] | None]:
    """Return what makes the checksum of a part, and what unpacks a deflated one; that gives None for one not of its size."""
    try:  # optional: forty times and twice as fast
        from isal import isal_zlib
    except ImportError:
        return zlib.crc32, None

    def unpack(packed: bytes, size: int) -> bytes | None:
        try:
            part = isal_zlib.decompressobj(-15).decompress(packed, size + 1)
        except isal_zlib.error:  # type: ignore[misc]  # its stub does not say that it is one
            return None
        return part if len(part) == size else None

    return isal_zlib.crc32, unpack


def _by_zlib(packed: bytes, size: int) -> bytes:
    """Unpack a deflated part; of one that is larger than it claims, no more than a byte beyond."""
    unpacking = zlib.decompressobj(-15)
    if size <= _AT_ONCE:
        return unpacking.decompress(packed, size + 1)
    # In one piece zlib would need the space twice.
    part, place = bytearray(size), 0
    while place < size and (piece := unpacking.decompress(packed, min(_PIECE, size - place))):
        part[place : place + len(piece)] = piece
        place += len(piece)
        packed = unpacking.unconsumed_tail
    if place < size or unpacking.decompress(unpacking.unconsumed_tail, 1):
        raise zipfile.BadZipFile("another size than it claims")
    # It is read like bytes; to make some of it would need the space twice again.
    return cast(bytes, part)
