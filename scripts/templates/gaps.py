"""The formulas of a department's sheet that count the required cells still empty and lead to the next of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlplan.terms import headings
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.sheets import SEND_BACK_MARK, TASKS

_REQUIRED: Final = (Field.STATE, Field.PERCENT, Field.PROGRESS)
_NONE: Final = 10**6
"""More than any row's number: there is no gap in the table."""


class Gaps:
    """Formulas on a sheet whose first task stands in `first_row`, `filler` and `reviewer` in cells above; `block` names a column's cells."""

    def __init__(self, first_row: int, filler: str, reviewer: str, block: Callable[[Field], str]) -> None:
        self._filler, self._reviewer, self._block = filler, reviewer, block
        self._first_row = first_row
        asked = "+".join(f'({block(Field.ROLE)}="{role.label}")' for role in Role if role.owes)
        self._asked = f"({asked})"
        # What a row does not ask for is not empty: it holds the mark of a closed cell. Where all is voluntary or withdrawn, nobody
        # has to sign either.
        self.owed = f'(SUMPRODUCT({self._asked}*({block(Field.PROGRESS)}<>"{headings.CLOSED_MARK}"))>0)'

    @property
    def count(self) -> str:
        """The number of gaps."""
        parts = [f"{self.owed}*({_blank(self._filler)}+{_blank(self._reviewer)})"]
        parts += [f"SUMPRODUCT({self._asked}*{_blank(self._block(field))})" for field in _REQUIRED]
        return "=" + "+".join(parts)

    def link(self, count: str) -> str:
        """Lead to the next gap: 填报人, the first task with one, at last 审核人. The cell `count` holds the number of gaps."""
        blanks = "+".join(_blank(self._block(field)) for field in _REQUIRED)
        # SUMPRODUCT reckons with whole columns in every program, without an array formula.
        row = f"SUMPRODUCT(MIN(ROW({self._block(Field.STATE)})+{_NONE}*({self._asked}*({blanks})=0)))"
        at = f"{row}-ROW({self._anchor})+1"
        state, percent = (f"LEN(TRIM(INDEX({self._block(field)},{at})))=0" for field in _REQUIRED[:2])
        choices = [(self._block(field).split("$")[1], headings.TASK_SHEET_HEADINGS[field]) for field in _REQUIRED]
        column, heading = (f'IF({state},"{a}",IF({percent},"{b}","{c}"))' for a, b, c in zip(*choices, strict=True))
        number = f"INDEX({self._block(Field.ID)},{at})"
        task = _link(f"{column}&{row}", f'"任务"&{number}&"的"&{heading}')
        filler, reviewer = (
            _link(f'"{cell}"', f'"{headings.TASK_SHEET_LABELS[field]}"')
            for cell, field in ((self._filler, Field.FILLER), (self._reviewer, Field.REVIEWER))
        )
        # What went back for a value has no gap, and is not done all the same.
        went_back = f'SUMPRODUCT(N(LEFT({self._block(Field.PREVIOUS)},{len(SEND_BACK_MARK)})="{SEND_BACK_MARK}"))>0'
        none = f'IF({went_back},"必填的不缺了；红格都改过，再保存报回","必填的都填好了，保存后把本文件报回")'
        return f"=IF({count}=0,{none},IF(LEN(TRIM({self._filler}))=0,{filler},IF({row}<{_NONE},{task},{reviewer})))"

    @property
    def _anchor(self) -> str:
        """The first task's cell: a single reference to a repeated row means its first."""
        return f"$A${self._first_row}"


def _blank(cells: str) -> str:
    return f"(LEN(TRIM({cells}))=0)"


def _link(place: str, words: str) -> str:
    return f'HYPERLINK("#{TASKS}!"&{place},"点这里填下一处："&{words})'
