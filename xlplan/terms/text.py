"""Texts as they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NewType

_ZERO_WIDTH = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
# Full-width marks as NFKC has them: replacing them first mostly leaves a text that is normal already.
_FULL_WIDTH: Final = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，；：（）！？％")
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing of what follows them (Unicode, UAX 9)."""

Folded = NewType("Folded", str)
"""A text as it is compared: what only `fold` makes, so that nobody compares one that is folded with one that is not."""


@lru_cache(1 << 16)  # names, projects and contents are compared many times over
def fold(text: str) -> Folded:
    """Return a text as it is compared: narrowed, without white space and zero-width marks, case folded."""
    if text.isascii():
        # Numbers and ids; nothing in them has another form.
        return Folded("".join(text.split()).casefold())
    for mark, narrow in _FULL_WIDTH:
        text = text.replace(mark, narrow)
    text = "".join(unicodedata.normalize("NFKC", text).split())
    # Zero-width marks are not printable.
    return Folded((text if text.isprintable() else _ZERO_WIDTH.sub("", text)).casefold())
