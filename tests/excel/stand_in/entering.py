"""What a cell of the stand-in makes of what is put into it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from excel.stand_in.serving import Failed

EPOCH = datetime(1899, 12, 30)
_LONGEST = 32767
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?%?")
_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*",(?:"((?:[^"]|"")*)"|([-+.\de]+))\)')


def serial(moment: datetime) -> float:
    """Return a moment as Excel's number."""
    return (moment.replace(tzinfo=None) - EPOCH) / timedelta(days=1)


def is_date(code: str) -> bool:
    """Return True for a number format that shows a date or time."""
    return bool(re.search("[ymdhs]", re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower())) and code != "General"


def is_link(formula: str) -> bool:
    """Return True for a formula that is a link and no more."""
    return _LINK.fullmatch(formula) is not None


def taken(value: Any, code: str) -> tuple[Any, str, str]:
    """Return what a cell makes of what is put into it: its value, formula and number format."""
    if isinstance(value, datetime):
        return serial(value), "", code if is_date(code) else "yyyy/m/d"
    if isinstance(value, bool) or value is None or value == "":
        return (None if value == "" else value), "", code
    if isinstance(value, int | float | Decimal):
        return float(value), "", code
    if value.startswith("'") or code == "@":
        return value.removeprefix("'"), "", code
    if len(value) > _LONGEST:
        raise Failed("too long")
    if value.startswith("="):
        shown = _LINK.fullmatch(value)
        if shown is None:
            return 0.0, value, code
        return (shown[1].replace('""', '"') if shown[2] is None else float(shown[2])), value, code
    if _NUMBER.fullmatch(value):
        return (float(value.rstrip("%")) / (100 if value.endswith("%") else 1)), "", code
    return value, "", code
