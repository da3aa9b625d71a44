"""Numbers of tasks that say what they are part of: 1.2 and 1—2 are parts of 1."""

from __future__ import annotations

import re
from typing import Final

from xlplan.terms.text import fold

_NUMBER: Final = re.compile(r"(\d{1,2}(?:[.\-]\d{1,2})*)[.、]?")
_IN_BRACKETS: Final = re.compile(r"\s*\(\d")
_DASH: Final = re.compile("[‐‑‒–—―−]+")
_OTHER_KIND: Final = re.compile("[①-⒵⓪-⓿❶-➓㈠-㉃㉈-㉟㊀-㊉㊱-㊿⁰-₉Ⅰ-ⅿ]")
"""Numbers in circles and brackets, which fold to bare ones."""


def part_number(text: str) -> str:
    """Return such a number with plain dashes and without the mark behind it; blank for other texts and numbers of another kind."""
    found = None if _OTHER_KIND.search(text) else _NUMBER.fullmatch(_plain(text))
    return found[1] if found else ""


def is_part_of(text: str, whole: str) -> bool:
    """Return True if a text begins with a number that goes on with another: 2.1 with 2."""
    return bool(re.match(rf"{re.escape(whole)}[.\-]\d", _plain(text)))


def ends_part(text: str, whole: str) -> bool:
    """Return True if what stands in the column of numbers ends the part that a number begins: all but its own parts and ① or （1） between them."""
    own = is_part_of(text, whole) or _OTHER_KIND.search(text) or _IN_BRACKETS.match(_plain(text))
    return bool(text.strip()) and not own


def _plain(text: str) -> str:
    return _DASH.sub("-", fold(text))
