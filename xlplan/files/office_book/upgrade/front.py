"""The present 操作台 and 督办看板, with what the office sees and wrote on the old ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Set
from typing import Final

from xlplan.files.office_book.upgrade.book import Left, PackagedBook, children_of
from xlplan.files.office_book.upgrade.cells import Place, SheetCells, corners_of, place_of
from xlplan.files.template.xml import Element
from xlplan.terms.buttons import FORMER_CONSOLE_WORDS
from xlplan.terms.cells import cell_name
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD_HEADINGS,
    DASHBOARD_LISTS,
    DASHBOARD_RANGES,
    DASHBOARD_SILENT,
    DASHBOARD_TITLE,
    DASHBOARD_WORDS,
    NAME_LAST_RESULTS,
    NAME_OPERATOR,
)

_HIDDEN_COLUMN: Final = 25
"""From here on 操作台 holds what macros and helper need to know."""
_DASHBOARD_COLUMNS: Final = max(corners_of(reference)[1][1] for reference in DASHBOARD_RANGES.values()) + 1


def carry_front(
    sheet: str, old: SheetCells, new: SheetCells, book: PackagedBook, source: PackagedBook
) -> tuple[list[Left], Set[int]]:
    """Carry what 操作台 or 督办看板 of the workbook `book` holds into `new`, the sheet as it is in `source`.

    Returns what has no place there, and the columns whose cells were moved.
    """
    results = 0
    if sheet == CONSOLE:
        _carry_console(old, new, book, source)
    elif not _carry_dashboard(old, new):
        # The content of these columns was moved: the next press of the button writes it anew.
        results = _DASHBOARD_COLUMNS
    last = _HIDDEN_COLUMN if sheet == CONSOLE else sys.maxsize
    offices = range(results, last)
    left = [*_carry_own(sheet, old, new, offices), *_links(sheet, old, book, offices), *_hanging(sheet, book)]
    return left, set(range(results))


def _carry_own(sheet: str, old: SheetCells, new: SheetCells, offices: range) -> Iterator[Left]:
    """Carry over what the office wrote in these columns; yield what has no place."""
    said = FORMER_CONSOLE_WORDS.union(new.text(place) for place in new.cells)
    for place, cell in sorted(old.cells.items()):
        formula, text = old.formula(place), old.text(place)
        ours = new.is_formula(place) if formula is not None else not text or text in said
        if ours or place[1] not in offices:
            continue
        # A formula that another cell holds means nothing without it.
        if formula != "" and not new.text(place) and not new.is_formula(place) and not _merged(new.root, place):
            new.put(place, cell)
        else:
            yield Left("upgrade-cell", sheet, cell_name(*place), f"={formula}" if formula else text)


def _links(sheet: str, old: SheetCells, book: PackagedBook, offices: range) -> Iterator[Left]:
    """Yield the targets of links from cells of these columns."""
    targets = {link.id: link.target for link in book.package.relationships(book.sheets[sheet])}
    for each in children_of(old.root, "hyperlinks"):
        place = place_of(each.get("ref"))
        if place[1] in offices:
            identifier = next((value for name, value in each.attributes.items() if name.endswith(":id")), "")
            target = targets.get(identifier, "") or each.get("location")
            yield Left("upgrade-link", sheet, cell_name(*place), target)


def _carry_console(old: SheetCells, new: SheetCells, book: PackagedBook, source: PackagedBook) -> None:
    """Carry over the operator and the last result of each step."""
    before, now = (each.console_area(NAME_OPERATOR) for each in (book, source))
    if before and now and (cell := old.cells.get(before[0])) is not None:
        new.fill(now[0], cell)
    before, now = (each.console_area(NAME_LAST_RESULTS) for each in (book, source))
    if not before or not now:
        return
    ((top, left), (bottom, right)), ((new_top, new_left), (new_bottom, new_right)) = before, now
    steps = {new.text((row, new_left)): row for row in range(new_top, new_bottom + 1)}
    for row in range(top, bottom + 1):
        step = steps.get(old.text((row, left)))
        for was, is_now in ((left + 1, new_left + 1), (right, new_right)) if step is not None else ():
            if (cell := old.cells.get((row, was))) is not None and step is not None:
                new.fill((step, is_now), cell)


def _carry_dashboard(old: SheetCells, new: SheetCells) -> bool:
    """Carry over title, figures, words, lists and tables if they are still the same; return whether they are."""
    places = {name: corners_of(reference) for name, reference in DASHBOARD_RANGES.items()}
    for name, ((top, left), _) in places.items():
        if any(old.text((top - 1, left + i)) != heading for i, heading in enumerate(DASHBOARD_HEADINGS[name])):
            return False
    for (top, left), (bottom, right) in places.values():
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (cell := old.cells.get((row, column))) is not None:
                    new.fill((row, column), cell)
            if row in old.rows and row in new.rows:
                for attribute in ("ht", "customHeight", "hidden"):
                    if old.rows[row].get(attribute):
                        new.rows[row].set(attribute, old.rows[row].get(attribute))
                    else:
                        new.rows[row].drop(attribute)
    titles = [(places[name][0][0] - 2, places[name][0][1]) for name in DASHBOARD_LISTS]
    lines = [
        (row, column)
        for (first, left), (last, right) in map(corners_of, (DASHBOARD_SILENT, DASHBOARD_WORDS))
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    ]
    for place in [corners_of(DASHBOARD_TITLE)[0], *lines, *titles]:
        if (cell := old.cells.get(place)) is not None and not old.is_formula(place):
            new.fill(place, cell)
    return True


def _hanging(sheet: str, book: PackagedBook) -> Iterator[Left]:
    """Yield the comments, and what the office drew, on a sheet that is replaced."""
    for link in book.package.relationships(book.sheets[sheet]):
        if link.kind == "comments":
            for each in book.package.xml(link.target).root.walk():
                if each.local == "comment":
                    yield Left("upgrade-comment", sheet, each.get("ref"), each.text())
        elif link.kind == "drawing":
            drawn = sum(map(_offices, book.package.xml(link.target).root.elements()))
            if drawn:
                yield Left("upgrade-picture", sheet, "", str(drawn))


def _offices(anchor: Element) -> bool:
    """Return True if the office drew it: buttons have a wrapper for newer programs, our charts stand above the results."""
    kinds = {each.local for each in anchor.elements()}
    if "graphicFrame" in kinds:
        places = [int(each.text()) for each in anchor.walk() if each.local == "col"]
        return not places or places[0] >= _DASHBOARD_COLUMNS
    return not kinds.isdisjoint({"pic", "sp", "cxnSp", "grpSp"})


def _merged(root: Element, place: Place) -> bool:
    areas = (corners_of(each.get("ref")) for each in children_of(root, "mergeCells"))
    return any(first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1] for first, last in areas)
