"""What a number looks like in a number format (ECMA-376-1, 18.8.31), as far as that is certain."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlplan.terms.cells import as_text

_PART: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?:[A-Za-z]{3,9}|Color ?\d+|DBNum\d)\]'
    r"|(?P<general>General|G/通用格式)|(?P<digits>#,##0|#*0+|#+)(?P<places>\.0+)?|(?P<percent>%)|(?P<plain>[^0#?.,/@*_\\\"\[\]EeGyYmMdDhHsSaAgbB])",
    re.IGNORECASE,
)


def shown_number(value: float, code: str) -> str | None:
    """Return a number as a cell with this format shows it; None where that is not certain."""
    if not code:
        return as_text(value)
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    section, sign = sections[0], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    shown: list[str] = []
    number: re.Match[str] | None = None
    share = False
    place = at = 0
    while place < len(section):
        found = _PART.match(section, place)
        if found is None or ((found["general"] or found["digits"]) and number):
            return None
        if found["general"] or found["digits"]:
            number, at = found, len(shown)
        share = share or bool(found["percent"])
        shown.append(found["quoted"] or found["escaped"] or found["money"] or found["percent"] or found["plain"] or "")
        place = found.end()
    if number is None:
        # Words alone, or nothing at all.
        return (sign + "".join(shown)).strip()
    shown[at] = sign + _digits(abs(value), number, share=share)
    return "".join(shown).strip()


def _digits(value: float, form: re.Match[str], *, share: bool) -> str:
    exact = Decimal(repr(value)) * (100 if share else 1)
    if form["general"]:
        return as_text(float(exact))
    places = len(form["places"] or ".") - 1
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in form["digits"] else f"{rounded:f}"
    whole, point, rest = text.partition(".")
    return whole.rjust(form["digits"].count("0"), "0") + point + rest
