"""Which XML is so plain that it may be read without a parser, and what is written in it."""

from __future__ import annotations

import re
from typing import Final

_DECLARED: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml version=(["'])1\.0\1(?: encoding=(["'])[uU][tT][fF]-8\2)?(?: standalone=(["'])(?:yes|no)\3)?[ \t\r\n]*\?>"""
)
_NO_XML: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_ODD_CHARACTER: Final = re.compile("\ufffe|\uffff|\ufeff".encode())
"""Characters that XML does not allow (XML 1.0, 2.2), and the byte order mark.

All begin with one byte in UTF-8, as Chinese punctuation does: a pattern finds that byte much faster than `in` finds each of them.
"""
_NAMED: Final = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_ENTITY: Final = re.compile(r"&(?:(lt|gt|quot|apos|amp)|#([0-9]{1,6})|#x([0-9A-Fa-f]{1,5}));")


def is_plain(part: bytes) -> str:
    """Return the text of a part without its declaration; empty if only a parser can tell what it says.

    That is so of other encodings, comments, CDATA, declarations, and characters that do not belong there.
    """
    declared = _DECLARED.match(part)
    try:
        return plain_piece(part[declared.end() :].lstrip(b"\r\n") if declared else part)
    except ValueError:
        return ""


def plain_piece(piece: bytes) -> str:
    """Return a piece of a part as text. Raise ValueError if only a parser can tell what it says."""
    plain_bytes(piece)
    return piece.decode("utf-8")


def plain_bytes(piece: bytes) -> None:
    """Raise ValueError if only a parser can tell what a piece of a part says, its encoding aside."""
    # Each after a character that is looked for first: that takes no time, and most pieces have none.
    if (
        piece.translate(None, _NO_XML) != piece
        or b"\r" in piece
        or (b"!" in piece and b"<!" in piece)
        or (b"?" in piece and b"<?" in piece)
        or (b"]" in piece and b"]]>" in piece)
        or _ODD_CHARACTER.search(piece)
    ):
        raise ValueError(repr(piece[:20]))


def unescaped(text: str) -> str:
    """Return a text with its entities replaced. Raise ValueError for any that XML does not have."""
    if "&" not in text:
        return text
    plain, count = _ENTITY.subn(_character, text)
    if count != text.count("&"):
        raise ValueError(text[:20])
    return plain


def _character(found: re.Match[str]) -> str:
    named, number, hexadecimal = found.groups()
    if named:
        return _NAMED[named]
    code = int(number) if number else int(hexadecimal, 16)
    if not (code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000):
        raise ValueError(found[0])
    return chr(code)
