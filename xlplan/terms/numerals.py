"""Chinese numerals below 100, read and written."""

from __future__ import annotations

from typing import Final

_WRITTEN: Final = "〇一二三四五六七八九"
DIGIT_VALUES: Final = {digit: value for value, digit in enumerate(_WRITTEN)} | {"零": 0, "两": 2, "○": 0, "O": 0}


def read_numeral(text: str) -> int | None:
    """Return the number that 两, 十二 or 二十 is, or None."""
    tens, ten, ones = text.rpartition("十")
    if not text or len(tens) > 1 or len(ones) > 1 or not {*tens, *ones} <= DIGIT_VALUES.keys():
        return None
    return (DIGIT_VALUES.get(tens, 1) * 10 if ten else 0) + DIGIT_VALUES.get(ones, 0)


def numeral(value: int) -> str:
    """Write a number from 1 to 99: 十二."""
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _WRITTEN[tens]) + ("十" if tens else "") + (_WRITTEN[ones] if ones else "")


def digit_by_digit(value: int) -> str:
    """Write a number as its digits: 一二."""
    return "".join(_WRITTEN[int(digit)] for digit in str(value))
