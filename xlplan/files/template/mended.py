"""The rule of a cell that went back in red: when it, or another that may mend the same, holds something else than it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Final

from xlplan.files.template.cell_xml import escape_text

Beside = Sequence[Sequence[str]]
"""For each thing that is said on a marked cell, the cells that may mend it as well."""
_BEGINNING: Final = 100
_LIKE_FORMULAS: Final = tuple("=+-@")
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
_NUMBER: Final = re.compile(r"<(?:\w+:)?v>([^<]+)</")
_TEXT: Final = re.compile(r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)</")


def mended(name: str, beside: Beside, held: Callable[[str], str]) -> str:
    """Return the formula, as XML writes it, that is true once a cell is mended; "" if none can tell.

    Either it holds something else than now, or one of the cells `beside` does for each thing that is said on it. `held` gives
    the XML that a cell begins with.
    """

    def differs(cell: str) -> str:
        return _differs(cell, held(cell))

    return _any([differs(name), _all([_any([differs(each) for each in one]) for one in beside])])


def _differs(name: str, held: str) -> str:
    """Return the formula, as XML writes it, that is true once a cell holds something else than now; "" if none can tell.

    A cell that was emptied holds nothing. A formula takes no long text: its beginning and its length have to do, as long as
    all programs count it alike. Calc counts characters, Excel and WPS two units for one beyond the first 65536.
    """
    filled = f"LEN(TRIM({name}))&gt;0"
    if number := _NUMBER.search(held):
        return f"AND({filled},{name}&lt;&gt;{number[1]})"
    text = "".join(_TEXT.findall(held))
    if not text:
        return filled
    # Programs do not agree on what such a text is.
    if _ESCAPED.search(text):
        return ""
    plain = unescape(text)
    begin = plain.split("\n")[0][:_BEGINNING]
    quoted = f'"{escape_text(begin.replace(chr(34), chr(34) * 2))}"'
    if plain.lstrip()[:1] in _LIKE_FORMULAS:
        # What a department wrote must not stand in a formula where a program could take it for one.
        return "" if max(plain) > "\uffff" else f"AND({filled},LEN({name})&lt;&gt;{len(plain)})"
    if begin == plain:
        return f"AND({filled},NOT(EXACT({name},{quoted})))"
    if max(plain) > "\uffff":
        return ""
    return f"AND({filled},OR(LEN({name})&lt;&gt;{len(plain)},LEFT({name},{len(begin)})&lt;&gt;{quoted}))"


def _any(formulas: Sequence[str]) -> str:
    """Return the formula that is true if one of these is; those that are "" are never."""
    known = [each for each in formulas if each]
    return f"OR({','.join(known)})" if len(known) > 1 else "".join(known)


def _all(formulas: Sequence[str]) -> str:
    """Return the formula that is true if all of these are; "" if one of them is, or there is none."""
    if not all(formulas):
        return ""
    return f"AND({','.join(formulas)})" if len(formulas) > 1 else "".join(formulas)
