"""A present sheet of results with the rows, columns, comments and links of the old one."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Final

from xlplan.files.office_book.upgrade.cells import SheetCells, corners_of
from xlplan.files.office_book.upgrade.parts import drop_links
from xlplan.files.template.order import put_in_order
from xlplan.files.template.package import Package
from xlplan.files.template.xml import Element
from xlplan.terms.cells import cell_name
from xlplan.terms.headings import heading_key
from xlplan.terms.sheets import HEADING_ROW

# Elements with links that belong to the sheet's rows.
_KEPT: Final = ("sheetProtection", "drawing", "legacyDrawing", "picture")
_COMMENTS: Final = frozenset({"comments", "threadedComment"})


def moved_columns(old: SheetCells, headings: tuple[str, ...]) -> dict[int, int]:
    """Return the new place of each column of an old sheet of results; the office's own come after ours."""
    wanted = {heading_key(heading): index for index, heading in enumerate(headings)}
    moves: dict[int, int] = {}
    columns = sorted({column for _, column in old.cells})
    for column in columns:
        index = wanted.pop(heading_key(old.text((HEADING_ROW - 1, column))), None)
        if index is not None:
            moves[column] = index
    used = set(range(len(headings))) | set(moves.values())
    for column in columns:
        if column not in moves and any(old.text((row, column)) for row in old.rows):
            new = column
            while new in used:
                new += 1
            used.add(new)
            moves[column] = new
    return moves


def carry_rows(old: SheetCells, new: SheetCells, moves: Mapping[int, int], shipped: int) -> None:
    """Carry the rows below the headings, and the columns beyond the `shipped` ones, into the new sheet."""
    for (row, column), cell in sorted(old.cells.items()):
        if row < HEADING_ROW:
            if moves.get(column, -1) >= shipped:
                new.put((row, moves[column]), cell)
        elif column in moves:
            if row not in new.rows:
                taken = {name: value for name, value in old.rows[row].attributes.items() if name not in ("r", "spans")}
                new.add_row(row, taken)
            new.put((row, moves[column]), cell)
    for name, value in old.root.attributes.items():
        # Cells and rows may use the namespace prefixes of their old sheet.
        if name.startswith("xmlns:") or name.endswith(":Ignorable"):
            new.root.set(name, value)
    # A table is tied to its columns.
    for name in (*_KEPT, *(("tableParts",) if _stays(moves) else ())):
        if (found := old.root.child(name)) is not None:
            put_in_order(new.root, copy.deepcopy(found))
    _carry_links(old.root, new.root, moves)
    _carry_merges(old.root, new.root, moves)
    _carry_widths(old.root, new.root, moves, shipped)
    own, filtered = new.root.child("autoFilter"), old.root.child("autoFilter")
    if own is not None and filtered is not None and any(filtered.elements()) and _stays(moves):
        # Rows are hidden by it.
        put_in_order(new.root, copy.deepcopy(filtered))
    new.measure()


def drop_tables(package: Package, part: str, moves: Mapping[int, int]) -> list[str]:
    """Remove the tables of a sheet whose columns moved, as they depend on them; return their names."""
    if _stays(moves):
        return []
    tables = [each.target for each in package.relationships(part) if each.kind == "table"]
    names = [package.xml(each).root.get("displayName") for each in tables]
    drop_links(package, part, frozenset({"table"}))
    return names


def carry_comments(package: Package, part: str, moves: Mapping[int, int]) -> None:
    """Move the comments of a sheet with its columns."""
    if _stays(moves):
        return
    for link in package.relationships(part):
        if link.kind in _COMMENTS:
            for each in package.xml(link.target).root.walk():
                if each.get("ref"):
                    each.set("ref", _moved(each.get("ref"), moves))
            package.changed(link.target)
        elif link.kind == "vmlDrawing":
            for each in package.xml(link.target).root.walk():
                if each.local == "Column" and each.text().strip().isdecimal():
                    each.set_text(str(moves.get(int(each.text()), int(each.text()))))
            package.changed(link.target)


def _stays(moves: Mapping[int, int]) -> bool:
    return all(old == new for old, new in moves.items())


def _moved(reference: str, moves: Mapping[int, int]) -> str:
    (top, left), (bottom, right) = corners_of(reference)
    first = cell_name(top, moves.get(left, left))
    last = cell_name(bottom, moves.get(left, left) + right - left)
    return first if first == last else f"{first}:{last}"


def _carry_links(old: Element, new: Element, moves: Mapping[int, int]) -> None:
    found = old.child("hyperlinks")
    if found is not None:
        links = put_in_order(new, copy.deepcopy(found))
        for each in links.elements():
            each.set("ref", _moved(each.get("ref"), moves))


def _carry_merges(old: Element, new: Element, moves: Mapping[int, int]) -> None:
    found, own = old.child("mergeCells"), new.child("mergeCells")
    if found is None or own is None:
        return
    for each in found.elements():
        if corners_of(each.get("ref"))[0][0] >= HEADING_ROW:
            own.children.append(f'<mergeCell ref="{_moved(each.get("ref"), moves)}"/>')
    own.set("count", str(len(own.children)))


def _carry_widths(old: Element, new: Element, moves: Mapping[int, int], shipped: int) -> None:
    found, own = old.child("cols"), new.child("cols")
    if found is None or own is None:
        return
    beyond = sorted((moved, column) for column, moved in moves.items() if moved >= shipped)
    for moved, column in beyond:
        for each in found.elements():
            if int(each.get("min")) <= column + 1 <= int(each.get("max")):
                width = copy.deepcopy(each)
                width.set("min", str(moved + 1))
                width.set("max", str(moved + 1))
                own.children.append(width)
                break
