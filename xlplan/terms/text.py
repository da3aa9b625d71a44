"""Texts as they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ZERO_WIDTH = re.compile(r"[\u200b-\u200f\u2060\ufeff]+")
# The full-width marks of Chinese texts as NFKC has them: a text that is free of them is most often normal already.
_FULL_WIDTH: Final = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，；：（）！？％")


@lru_cache(1 << 16)  # names, projects and contents are compared many times over
def fold(text: str) -> str:
    """Text as it is compared: full-width forms narrowed, white space and zero-width marks gone, case folded."""
    for mark, narrow in _FULL_WIDTH:
        text = text.replace(mark, narrow)
    text = "".join(unicodedata.normalize("NFKC", text).split())
    # No zero-width mark is printable.
    return (text if text.isprintable() else _ZERO_WIDTH.sub("", text)).casefold()
