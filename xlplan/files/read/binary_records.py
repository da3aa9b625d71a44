"""The records that the parts of an .xlsb are made of (MS-XLSB 2.1.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_AUTHOR: Final = 632
_COMMENT: Final = 635
_COMMENT_TEXT: Final = 637


def text_at(body: bytes, place: int) -> tuple[str, int]:
    """Return a text that is preceded by its length, and its end. Raise ValueError or struct.error."""
    length = struct.unpack_from("<I", body, place)[0]
    end = place + 4 + 2 * length
    if end > len(body):
        raise ValueError("a text is cut off")
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part: kind and body. Raise ValueError or LookupError if one is cut off."""
    place = 0
    while place < len(part):
        kind, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        body = part[place : place + size]
        if len(body) < size:
            raise ValueError("a record is cut off")
        place += size
        yield kind, body


def _number(part: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, lowest first, continued while the eighth bit is set; and its end."""
    number = 0
    for index in range(most):
        byte = part[place + index]
        # In the specification's list, record ids lack the continuation bits that they have in files.
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, place + index + 1
    return number, place + most


def binary_comments(part: bytes) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield the cell, the author and the text of each comment of a part. Raise ValueError, LookupError or struct.error."""
    authors: list[str] = []
    place, author = (0, 0), ""
    for kind, body in records(part):
        if kind == _AUTHOR:
            authors.append(text_at(body, 0)[0])
        elif kind == _COMMENT:
            number, row, _, column = struct.unpack_from("<IIII", body)
            place, author = (row, column), authors[number] if number < len(authors) else ""
        elif kind == _COMMENT_TEXT:
            # A byte says which parts of a rich text follow.
            yield place, author, text_at(body, 1)[0].strip()
