"""How columns are named."""

from __future__ import annotations

import functools


def letters(column: int) -> str:
    """Return a column's letters; columns count from 1."""
    return (letters((column - 1) // 26) if column > 26 else "") + chr(ord("A") + (column - 1) % 26)


def column_number(name: str) -> int:
    """Return a column's number, from 1."""
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, name, 0)
