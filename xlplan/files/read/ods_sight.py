"""What somebody sees on a sheet of an .ods that its values do not tell (ODF 1.3, part 3, 9, 10, 14.1, 20.374)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from xlplan.files.read.ooxml import attribute, child, children, local
from xlplan.files.read.relationships import parsed
from xlplan.terms.cells import PLAIN_SIGHT, Overlay, OverlayKind, Sight, Struck, cell_place

_TRIGGER: Final = re.compile(
    rb"""table:visibility\s*=\s*["'](?:collapse|filter)|<office:annotation|<draw:(?:frame|custom-shape|rect|caption|g)[\s>]"""
    rb"""|text-line-through-(?:style|type)\s*=\s*["'](?!none)"""
)
_HOLDERS: Final = frozenset(
    [
        "table-row-group",
        "table-header-rows",
        "table-rows",
        "table-column-group",
        "table-header-columns",
        "table-columns",
    ]
)
_MOST: Final = 20_000
"""Repeats of a row that are looked at."""
_WIDEST: Final = 256


def read_sights(content: bytes, *others: bytes) -> Sequence[Sight]:
    """Return what is seen on each table of content.xml; none where nothing is out of the ordinary.

    `others` are further parts with styles. Raise ParseError or ValueError.
    """
    if not any(_TRIGGER.search(part) for part in (content, *others)):
        return ()
    trees = [parsed(part) for part in (content, *others)]
    struck = _struck_styles(trees)
    return [_Sheet(table, struck).sight() for table in trees[0].iter() if local(table) == "table" and _is_sheet(table)]


def _is_sheet(table: Any) -> bool:
    return attribute(table, "name") != "" and attribute(table, "is-sub-table") != "true"


def _struck_styles(trees: Iterable[Any]) -> frozenset[str]:
    own: dict[str, bool] = {}
    parents: dict[str, str] = {}
    for tree in trees:
        for style in tree.iter():
            if local(style) != "style":
                continue
            name = attribute(style, "name")
            properties = child(style, "text-properties")
            told = attribute(properties, "text-line-through-style") or attribute(properties, "text-line-through-type")
            if told:
                own[name] = told != "none"
            else:
                parents[name] = attribute(style, "parent-style-name")
    return frozenset(
        [name for name, strikes in own.items() if strikes]
        + [name for name, parent in parents.items() if own.get(parent)]
    )


class _Sheet:
    """One table, gone through from its first row to its last."""

    def __init__(self, table: Any, struck: frozenset[str]) -> None:
        self._table = table
        self._strikes = struck
        self._defaults: list[tuple[int, str]] = []
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._struck: dict[tuple[int, int], Struck] = {}
        self._overlays: list[Overlay] = []

    def sight(self) -> Sight:
        """Return what is seen on it."""
        column = 0
        for each in _held(self._table, "table-column"):
            count = _times(each, "number-columns-repeated")
            if attribute(each, "visibility") in ("collapse", "filter"):
                self._columns.update(range(column, min(column + count, _WIDEST)))
            column += count
            self._defaults.append((column, attribute(each, "default-cell-style-name")))
        row = 0
        for each in _held(self._table, "table-row"):
            count = _times(each, "number-rows-repeated")
            if attribute(each, "visibility") in ("collapse", "filter"):
                self._rows.update(range(row, row + min(count, _MOST)))
            self._row(each, row)
            row += count
        for each in child(self._table, "shapes") or ():
            end = attribute(each, "end-cell-address").rpartition(".")[2]
            self._shape(each, *(cell_place(end) if end else (0, 0)))
        if not (self._rows or self._columns or self._struck or self._overlays):
            return PLAIN_SIGHT
        return Sight(
            frozenset(self._rows), frozenset(self._columns), self._struck, sorted(self._overlays, key=lambda o: o[1:3])
        )

    def _row(self, element: Any, row: int) -> None:
        column = 0
        usual = attribute(element, "default-cell-style-name")
        for cell in element:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            count = _times(cell, "number-columns-repeated")
            default = next((style for end, style in self._defaults if column < end), "")
            base = (attribute(cell, "style-name") or usual or default) in self._strikes
            runs = [
                run
                for paragraph in children(cell, "p")
                for run in (*_runs(paragraph, base, self._strikes), ("\n", base))
            ]
            gone = "".join(text for text, strikes in runs if strikes).strip()
            if gone:
                left = "".join(text for text, strikes in runs if not strikes).strip()
                for each in range(column, min(column + count, _WIDEST)):
                    self._struck[row, each] = Struck(gone, left)
            for inside in cell:
                self._shape(inside, row, column)
            column += count

    def _shape(self, element: Any, row: int, column: int) -> None:
        name = local(element)
        if name == "annotation":
            text = _paragraphs(element)
            author = child(element, "creator")
            if text:
                told = ((author.text or "") if author is not None else "").strip()
                self._overlays.append(Overlay(OverlayKind.COMMENT, row, column, text, told))
        elif name == "frame":
            box = child(element, "text-box")
            if box is not None:
                if text := _paragraphs(box):
                    self._overlays.append(Overlay(OverlayKind.BOX, row, column, text))
            elif child(element, "image") is not None:
                self._overlays.append(Overlay(OverlayKind.PICTURE, row, column, ""))
        elif name in ("custom-shape", "rect", "ellipse", "caption", "polygon"):
            if text := _paragraphs(element):
                self._overlays.append(Overlay(OverlayKind.BOX, row, column, text))
        elif name == "g":
            for each in element:
                self._shape(each, row, column)


def _held(element: Any, name: str) -> Iterator[Any]:
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in _HOLDERS:
            yield from _held(each, name)


def _times(element: Any, name: str) -> int:
    told = attribute(element, name)
    return max(int(told), 1) if told.isdecimal() and len(told) < 9 else 1


def _runs(element: Any, strikes: bool, struck: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a paragraph, each struck through or not."""
    yield element.text or "", strikes
    for each in element:
        name = local(each)
        if name == "s":
            yield " " * _times(each, "c"), strikes
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n", strikes
        elif name not in ("annotation", "ruby-text"):
            style = attribute(each, "style-name")
            yield from _runs(each, style in struck if style else strikes, struck)
        yield each.tail or "", strikes


def _paragraphs(element: Any) -> str:
    lines = (
        "".join(text for text, _ in _runs(each, False, frozenset())) for each in element.iter() if local(each) == "p"
    )
    return "\n".join(line for line in lines if line.strip()).strip()
