"""Formulas of the stand-in: what those give that are put into its cells, as far as tests/host_conformance asks.

Operators and their order: https://support.microsoft.com/en-us/office/calculation-operators-and-precedence-in-excel-48be406d-4975-4d31-b2b8-7af9e0e2878a.
Functions: https://support.microsoft.com/en-us/office/excel-functions-alphabetical-b3944572-255d-4efb-bb96-c6d90033e188.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from excel.stand_in.entering import serial
from excel.stand_in.places import column_number, letters

DIV0, VALUE, REF, NUM, NA = 2007, 2015, 2023, 2036, 2042
_CELL: Final = r"\$?[A-Z]{1,3}\$?\d+"
_TOKEN: Final = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")|(?P<place>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?{_CELL}(?::{_CELL})?(?![\w(]))
    |(?P<number>\d+\.?\d*(?:E[+-]?\d+)?)|(?P<name>[A-Z]+)\(|(?P<sign><=|>=|<>|[-+*/^&=<>(),%])|\s+""",
    re.VERBOSE,
)
_LEVELS: Final = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
_COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


class Fault(Exception):
    """A formula gives an error of this number."""

    def __init__(self, number: int) -> None:
        self.number = number


class Unknown(Exception):
    """The stand-in has no such function."""


def shifted(formula: str, down: int, right: int) -> str:
    """Return a formula as it stands in another cell of the block that it fills: what has no $ goes along."""

    def moved(found: re.Match[str]) -> str:
        column, row = found[2], int(found[4])
        number = column if found[1] else letters(column_number(column) + right)
        return f"{found[1]}{number}{found[3]}{row if found[3] else row + down}"

    def each(found: re.Match[str]) -> str:
        if found.lastgroup != "place":
            return found[0]
        sheet, mark, cells = found[0].rpartition("!")
        return sheet + mark + re.sub(r"(\$?)([A-Z]{1,3})(\$?)(\d+)", moved, cells)

    return _TOKEN.sub(each, formula)


class Formula:
    """One formula, being read from left to right; `held` gives the values of a place, row by row."""

    def __init__(self, text: str, held: Callable[[str], list[Any]]) -> None:
        self._held, self._at = held, 0
        self._tokens = list(_tokens(text.removeprefix("=")))

    def result(self) -> Any:
        """Return what it gives. Raise Fault or Unknown."""
        found = self._level(0)()
        if self._at < len(self._tokens):
            raise Unknown(self._tokens[self._at])
        return 0.0 if found is None else found

    def _next(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _takes(self, *signs: str) -> str:
        kind, text = self._next()
        if kind != "sign" or text not in signs:
            return ""
        self._at += 1
        return text

    # Each returns what will give the value: IF and IFERROR need not know all of theirs.

    def _level(self, level: int) -> Callable[[], Any]:
        if level == len(_LEVELS):
            return self._one()
        left = self._level(level + 1)
        while sign := self._takes(*_LEVELS[level]):
            left = _both(sign, left, self._level(level + 1))
        return left

    def _one(self) -> Callable[[], Any]:
        if self._takes("-"):
            inner = self._one()
            return lambda: -_number(inner())
        kind, text = self._next()
        self._at += 1
        if kind == "text":
            return lambda: text[1:-1].replace('""', '"')
        if kind == "number":
            return lambda: float(text)
        if kind == "place":
            return lambda: _alone(self._held(text))
        if kind == "name":
            return self._function(text)
        if (kind, text) == ("sign", "("):
            found = self._level(0)
            self._takes(")")
            return found
        raise Unknown(text)

    def _function(self, name: str) -> Callable[[], Any]:
        places: list[str] = []
        parts: list[Callable[[], Any]] = []
        while not self._takes(")"):
            kind, text = self._next()
            places.append(text if kind == "place" else "")
            parts.append(self._level(0))
            if not self._takes(",") and self._next() != ("sign", ")"):
                raise Unknown(name)
        if name not in _FUNCTIONS:
            raise Unknown(name)
        return lambda: _FUNCTIONS[name](self._held, places, parts)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise Unknown(text[at:])
        at = found.end()
        if found.lastgroup:
            yield found.lastgroup, found[found.lastgroup]


def _alone(values: list[Any]) -> Any:
    if len(values) != 1:
        raise Unknown("an array")
    return values[0]


def _number(value: Any) -> float:
    if value is None:
        return 0.0
    try:
        return float(value)
    except ValueError:
        raise Fault(VALUE) from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _both(sign: str, left: Callable[[], Any], right: Callable[[], Any]) -> Callable[[], Any]:
    def found() -> Any:
        one, other = left(), right()
        if sign in _COMPARED:
            return _COMPARED[sign](one, other)
        if sign == "&":
            return _text(one) + _text(other)
        first, second = _number(one), _number(other)
        if sign == "/" and not second:
            raise Fault(DIV0)
        works: dict[str, Callable[[float, float], float]] = {
            "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow,
        }  # fmt: skip
        return works[sign](first, second)

    return found


Held = Callable[[str], list[Any]]
Parts = list[Callable[[], Any]]


def _sum(held: Held, places: list[str], parts: Parts) -> float:
    listed = [held(place) if place else [part()] for place, part in zip(places, parts, strict=True)]
    return sum(value for values in listed for value in values if isinstance(value, float))


def _if(held: Held, places: list[str], parts: Parts) -> Any:
    return parts[1]() if parts[0]() else parts[2]()


def _iferror(held: Held, places: list[str], parts: Parts) -> Any:
    try:
        return parts[0]()
    except Fault:
        return parts[1]()


def _round(held: Held, places: list[str], parts: Parts) -> float:
    step = Decimal(1).scaleb(-int(parts[1]()))
    return float(Decimal(repr(_number(parts[0]()))).quantize(step, ROUND_HALF_UP))


def _countif(held: Held, places: list[str], parts: Parts) -> float:
    sign, wanted = re.fullmatch(r"(<=|>=|<>|[=<>]?)(.*)", _text(parts[1]())).groups()  # type: ignore[union-attr]
    return float(
        sum(isinstance(value, float) and _COMPARED[sign or "="](value, float(wanted)) for value in held(places[0]))
    )


def _na(held: Held, places: list[str], parts: Parts) -> Any:
    raise Fault(NA)


def _sqrt(held: Held, places: list[str], parts: Parts) -> float:
    value = _number(parts[0]())
    if value < 0:
        raise Fault(NUM)
    return float(value**0.5)


def _indirect(held: Held, places: list[str], parts: Parts) -> Any:
    return _alone(held(_text(parts[0]())))


def _date(held: Held, places: list[str], parts: Parts) -> float:
    return serial(datetime(*(int(part()) for part in parts)))  # type: ignore[arg-type, misc]


_FUNCTIONS: Final[dict[str, Callable[[Held, list[str], Parts], Any]]] = {
    "SUM": _sum, "IF": _if, "IFERROR": _iferror, "ROUND": _round, "COUNTIF": _countif, "NA": _na, "SQRT": _sqrt,
    "INDIRECT": _indirect, "DATE": _date,
}  # fmt: skip
