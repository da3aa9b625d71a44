"""说明 of a row of 待核实: what the program writes there, and the office's own words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Final

from xlplan.terms.catalogue import OF_PENDING
from xlplan.terms.patterns import pattern_of
from xlplan.terms.sheets import PENDING
from xlplan.terms.text import fold


class RowNote(StrEnum):
    """What the program writes into 说明 that is neither a question's note nor a finding of the catalogue."""

    NO_OPERATOR = "没有办理：没有写经办人。"
    GONE = "已经没有这一项了，处理意见留着备查。"
    DONE = "已办理。"
    HOW_TO_CLOSE = "请写上同意领导和日期，再点“办结销号”。"


_CELLS: Final = "[A-Z]+[0-9]+(?:、[A-Z]+[0-9]+)*"
_PLACES: Final = ("place", "cells", "where")
"""Values of findings that are names of cells."""


_DOOR: Final = "(?:（.*?）)?"
"""Stands before the name of a cell if the row stands in a file beside the workbook."""
_PLACE: Final = f"{_DOOR}[A-Z]+[0-9]+"


def as_note(message: str) -> str:
    """Return a finding's message as the row itself shows it: without names of cells, as rows move."""
    text = re.sub(f"“{PENDING}”{_DOOR}{_CELLS} ?", "这一行", message)
    text = re.sub(f"（{_CELLS}）", "", text)
    return re.sub(f"与 {_DOOR}{_CELLS}(?:、{_DOOR}{_CELLS})* 互相", "与另一行互相", text)


def _shown(template: str) -> str:
    """Return the template that `as_note` leaves of one."""
    for here, there in (
        ("”{place} ", "”{place}"),
        (f"“{PENDING}”{{place}}", "这一行"),
        ("（{cells}）", ""),
        ("与 {cells} 互相", "与另一行互相"),
    ):
        template = template.replace(here, there)
    return template


def _pattern(template: str) -> re.Pattern[str]:
    """Return the pattern of a finding's message, whatever its values; each group is a value that names cells."""
    parts = (
        re.escape(text) + ("" if name is None else f"({_PLACE}(?:、{_PLACE})*)" if name in _PLACES else ".*?")
        for text, name, _, _ in Formatter().parse(template)
    )
    return re.compile("".join(parts), re.DOTALL)


@cache
def _whole(template: str) -> re.Pattern[str]:
    return re.compile(f"{_pattern(template).pattern}。?", re.DOTALL)


def cells_named(words: str, template: str) -> list[range] | None:
    """Return where a text made of a template names cells of its own; None if it is not made of it.

    What the office or a department wrote may look like a cell's name, whatever marks stand in it.
    """
    found = _whole(template).fullmatch(words)
    return [range(*found.span(number)) for number in range(1, found.re.groups + 1)] if found else None


_EARLIER: Final = ("没有办理：“操作台”上没有写经办人。", "“操作台”上没有写经办人。")
"""What earlier versions wrote there."""
_EARLIER_MESSAGES: Final = (
    "不能确定（编号对不上、编号重复、合并单元格，或与同一行别的内容对不上），先留着没有采用；采用报送就算任务 {task} 的。",
    "“待核实”选了“{value}”，还没有写{words}（{cells}），没有办理。",
    "“待核实”的{value}还没有写{words}（{cells}），没有登记。",
)
"""The messages of earlier versions, as templates."""


_WRITTEN: Final = (
    *(pattern_of(re.escape(note)) for note in (*RowNote, *_EARLIER)),
    *(
        _pattern(text)
        for message in (*(kind.message for kind in OF_PENDING.values()), *_EARLIER_MESSAGES)
        for text in (message, _shown(message))
    ),
)


def own_words(note: str, hint: str) -> str:
    """Return the office's words in 说明 beside a question's `hint`; a department hears them if it is sent back.

    A cell has no room for an identifier: a sentence of the program is known by the template that it was made of. What
    stands around it on the same line is the office's.
    """
    parts = _between(note.replace(hint, "\n") if hint else note)
    known = fold(hint)
    lines = (line.strip() for part in parts for line in part.splitlines())
    return "\n".join(line for line in lines if fold(line) and fold(line) not in known)


def _between(text: str) -> Iterator[str]:
    """Yield what stands around the program's sentences."""
    while True:
        found = [match for pattern in _WRITTEN if (match := pattern.search(text))]
        if not found:
            yield text
            return
        # The shortest: a longer one may reach into the office's words.
        first = min(found, key=lambda match: (match.start(), match.end()))
        yield text[: first.start()]
        text = text[first.end() :]
