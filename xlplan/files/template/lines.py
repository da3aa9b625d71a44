"""Repeated rows written fast: a prototype row is made once into one text for each pattern of filled and empty cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

from xlplan.files.template.cell_xml import CellWriter, FieldValue, escape_text, needs_no_escape
from xlplan.files.template.rows import STATIC, VALUE, RowPlan
from xlplan.terms.cells import MAX_TEXT

_NUMBER: Final = "\0"  # stands for the row's number: no XML holds it
_EMPTY: Final = type(None)
_FIXED: Final = re.compile(r'\bht="([\d.]+)"')
_USUAL: Final = 15.0  # points: a row of which nothing is said
_KNOWN: Final = frozenset([str, _EMPTY, int, float, date, datetime])


class _Form(NamedTuple):
    text: str  # with `%s` for the row's attributes, then for each cell that is not empty
    texts: list[int]  # which of the values are texts
    others: list[int]  # which are neither text nor empty
    filled: list[int]  # which are not empty


class Lines:
    """Writes the rows made from one prototype. It must hold values and fixed cells alone."""

    def __init__(self, plan: RowPlan, writer: CellWriter) -> None:
        self._plan, self._writer = plan, writer
        names = [cell.name for cell in plan.cells if cell.kind == VALUE]
        self._values = itemgetter(*names)
        self._single = len(names) == 1
        self._forms: dict[tuple[type, ...], _Form | None] = {}

    @staticmethod
    def serve(plan: RowPlan) -> bool:
        """Return True if a prototype is one of those that can be written so."""
        return all(cell.kind in (STATIC, VALUE) for cell in plan.cells) and bool(plan.holes)

    def write(self, number: int, height: float | None, given: Mapping[str, FieldValue]) -> str | None:
        """Write one row; return None if a value needs a closer look (a formula, a text longer than a cell may be)."""
        values = (self._values(given),) if self._single else self._values(given)
        if "" in values:
            values = tuple(None if value == "" else value for value in values)
        kinds = tuple(map(type, values))
        form = self._forms[kinds] if kinds in self._forms else self._form(kinds)
        if form is None:
            return None
        shown = [values[index] for index in form.texts]
        together = "".join(shown)
        if not needs_no_escape(together):
            if len(together) > MAX_TEXT:
                return None
            shown = [escape_text(text) for text in shown]
        if form.others:
            cells: list[Any] = [*values]
            for index, text in zip(form.texts, shown, strict=True):
                cells[index] = text
            for index in form.others:
                cells[index] = self._writer.value("", "", values[index])
            shown = [cells[index] for index in form.filled]
        return form.text.replace(_NUMBER, str(number)) % (attributes(self._plan, height, given), *shown)

    def _form(self, kinds: tuple[type, ...]) -> _Form | None:
        plan, index = self._plan, 0
        out = [f'{plan.lead}{_NUMBER}"%s>']
        for cell in plan.cells:
            lead = f"{cell.lead}{_NUMBER}"
            if cell.kind == STATIC:
                out.append((lead + cell.tail).replace("%", "%%"))
                continue
            kind = kinds[index]
            index += 1
            lead += cell.style.replace("%", "%%")
            if kind is str:
                out.append("%s".join([lead + self._writer.text_start, self._writer.text_end]))
            else:
                out.append(f"{lead}/>" if kind is _EMPTY else f"{lead}%s")
        out.append(plan.end)
        texts = [index for index, kind in enumerate(kinds) if kind is str]
        others = [index for index, kind in enumerate(kinds) if kind not in (str, _EMPTY)]
        known = _KNOWN.issuperset(kinds)
        self._forms[kinds] = form = _Form("".join(out), texts, others, sorted([*texts, *others])) if known else None
        return form


def attributes(plan: RowPlan, height: float | None, values: Mapping[str, FieldValue]) -> str:
    """Return a repeated row's attributes, with its height."""
    if height is not None:
        return f'{plan.fitted} ht="{height:g}" customHeight="1"'
    fitting = None if plan.high else _fitting(plan, values)
    return plan.attributes if fitting is None else plan.fitted + _height(*fitting)


def repeated_height(plan: RowPlan, height: float | None, values: Mapping[str, FieldValue]) -> float:
    """Return how high a repeated row will be, in points."""
    fixed = _FIXED.search(plan.attributes)
    fitting = None if plan.high else _fitting(plan, values)
    return height if height is not None else fitting[0] if fitting else float(fixed[1]) if fixed else _USUAL


def _fitting(plan: RowPlan, values: Mapping[str, FieldValue]) -> tuple[float, bool] | None:
    """Return the height that a row's wrapped texts need, and whether merged cells need it; None if none wraps."""
    highest, merged = None, False
    for cell in plan.wrapping:
        value = values[cell.name]
        if value is not None and cell.fit is not None and isinstance(value, str):
            height = cell.fit.height(value)
            if highest is None or height > highest:
                highest, merged = height, cell.merged
    return None if highest is None else (highest, merged)


@lru_cache(1024)
def _height(points: float, fixed: bool) -> str:
    # A program that fits rows itself would cut what stands in merged cells; any other row may still grow.
    return f' ht="{points:g}"' + (' customHeight="1"' if fixed else "")
