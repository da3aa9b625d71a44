"""Formulas that refer to cells that an upgrade moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final

from xlplan.files.office_book.upgrade.book import OWN_NAMES, Left, PackagedBook, children_of
from xlplan.files.template.refs import columns_named, sheet_key
from xlplan.terms.cells import cell_name, column_index
from xlplan.terms.sheets import DASHBOARD

_CODE: Final = "upgrade-formula"

Moved = Mapping[str, Set[int]]
"""The columns whose cells were moved, by sheet."""


def stale_formulas(book: PackagedBook, moved: Moved, source: PackagedBook) -> Iterator[Left]:
    """Yield the formulas in cells, names and charts that refer to a column in `moved`; they are left as they are.

    What 督办看板 of the shipped workbook `source` calculates itself is none of them.
    """
    columns = {sheet_key(sheet): found for sheet, found in moved.items() if found}
    if not columns:
        return
    for sheet in book.sheets:
        cells = book.cells(sheet)
        ours = source.cells(sheet) if sheet == DASHBOARD else None
        if sheet != DASHBOARD:  # its charts are ours
            texts = {each.text() for chart in book.charts(sheet) for each in chart.walk() if each.local == "f"}
            for text in sorted(text for text in texts if _refers(text, None, columns)):
                yield Left(_CODE, sheet, "", text)
        for place in sorted(cells.cells):
            formula = cells.formula(place)
            if formula and not (ours and ours.is_formula(place)) and _refers(formula, sheet_key(sheet), columns):
                yield Left(_CODE, sheet, cell_name(*place), f"={formula}")
    for each in children_of(book.root, "definedNames"):
        name = each.get("name")
        if not name.startswith((OWN_NAMES, "_xlnm.")) and _refers(each.text(), None, columns):
            yield Left(_CODE, "", "", f"{name}={each.text()}")


def _refers(formula: str, home: str | None, columns: Moved) -> bool:
    return any(
        not columns[sheet].isdisjoint(range(column_index(first), column_index(last) + 1))
        for sheet, first, last in columns_named(formula, home)
        if sheet in columns
    )
