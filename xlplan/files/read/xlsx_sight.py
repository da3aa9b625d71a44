"""What somebody sees on a sheet of an .xlsx that its values do not tell (ECMA-376-1, 18.3.1, 18.7, 20.5; MS-XLSX 2.1.49)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from struct import error
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import ZipPackage
from xlplan.files.read.binary_records import binary_comments
from xlplan.files.read.ooxml import attribute, child, children, local, on
from xlplan.files.read.relationships import links, parsed
from xlplan.files.read.xlsx_parts import natural
from xlplan.terms.cells import PLAIN_SIGHT, Overlay, OverlayKind, Sight, Struck, cell_place

_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")

Runs = Sequence[tuple[str, bool | None]]
"""A text in pieces, each struck through or not; None where the cell's own font decides."""


class SightReader:
    """Reads the sheets of one package. `shared` and `styles` are the parts that the workbook names for its texts and styles, if any."""

    def __init__(self, package: ZipPackage, shared: str = "", styles: str = "") -> None:
        self._package = package
        self._shared = shared
        self._styles = _struck_styles(package.read(styles)) if styles else frozenset()
        self._styled = use_of(self._styles)
        self._strikes = bool(self._shared) and b"strike" in package.read(self._shared)
        self._strings: list[Runs] | None = None

    def sheet(self, part: str, xml: bytes, rows: frozenset[int], columns: frozenset[int]) -> Sight:
        """Return what is seen on the sheet of a part, read as `xml`, that hides these rows and columns. Raise ParseError, ValueError or LookupError."""
        struck: Mapping[tuple[int, int], Struck] = {}
        if self._strikes or b"strike" in xml or (self._styled and self._styled.search(xml)):
            struck = dict(self._struck(xml))
        overlays = self.overlays(part)
        totals = frozenset(self._totals(part)) if b"tablePart" in xml else frozenset()
        plain = not (rows or columns or struck or overlays or totals)
        return PLAIN_SIGHT if plain else Sight(rows, columns, struck, overlays, totals)

    def overlays(self, part: str) -> Sequence[Overlay]:
        """Return the comments, boxes and pictures of the sheet of a part, none where they cannot be read: the cells are there without them."""
        try:
            return sorted(self._overlays(part), key=lambda each: (each.row, each.column))
        except (ParseError, ValueError, LookupError, error):
            return []

    def _totals(self, part: str) -> Iterator[int]:
        """Yield the totals rows of a sheet's tables (18.5.1.2): the last ones of their areas."""
        folder, file = posixpath.split(part)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not self._package.holds(relations):
            return
        for kind, _, target in links(self._package.read(relations), part):
            if kind != "table" or not self._package.holds(target):
                continue
            try:
                table = parsed(self._package.read(target))
                count = attribute(table, "totalsRowCount")
                bottom = cell_place(attribute(table, "ref").upper().rpartition(":")[2])[0]
            except (ParseError, ValueError, LookupError):
                continue
            if count.isdecimal():
                yield from range(bottom - int(count) + 1, bottom + 1)

    # -- struck through -------------------------------------------------------------------------------------------

    def _struck(self, xml: bytes) -> Iterator[tuple[tuple[int, int], Struck]]:
        row, column = -1, -1
        for element in parsed(xml).iter():
            name = local(element)
            if name == "row":
                told = attribute(element, "r")
                row, column = natural(told, "行号") - 1 if told else row + 1, -1
            elif name == "c":
                told = attribute(element, "r")
                row, column = cell_place(told.upper()) if told else (row, column + 1)
                base = natural(attribute(element, "s") or "0", "单元格的样式") in self._styles
                runs = [(text, base if strikes is None else strikes) for text, strikes in self._runs(element)]
                gone = "".join(text for text, strikes in runs if strikes).strip()
                if gone:
                    yield (row, column), Struck(gone, "".join(text for text, strikes in runs if not strikes).strip())

    def _runs(self, cell: Any) -> Runs:
        kind = attribute(cell, "t")
        if kind == "inlineStr":
            return _text_runs(child(cell, "is"))
        value = child(cell, "v")
        text = (value.text or "") if value is not None else ""
        if kind != "s":
            return [(text, None)]
        if self._strings is None:
            root = parsed(self._package.read(self._shared)) if self._shared else ()
            self._strings = [_text_runs(item) for item in root if local(item) == "si"]
        number = natural(text, "单元格的文字序号")
        return self._strings[number] if number < len(self._strings) else ()

    # -- over and beside the cells --------------------------------------------------------------------------------

    def _overlays(self, part: str) -> Iterator[Overlay]:
        folder, file = posixpath.split(part)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not self._package.holds(relations):
            return
        targets: dict[str, list[str]] = {}
        for kind, _, target in links(self._package.read(relations), part):
            if self._package.holds(target):
                targets.setdefault(kind, []).append(target)
        threads = dict(self._threads(targets.get("threadedComment", ())))
        for target in targets.get("comments", ()):
            yield from self._comments(target, threads)
        for place, text in threads.items():
            yield Overlay(OverlayKind.COMMENT, *place, text)
        for target in targets.get("drawing", ()):
            yield from _drawn(self._package.read(target))
        for target in targets.get("vmlDrawing", ()):
            yield from self._old_drawing(target)

    def _threads(self, parts: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
        said: dict[tuple[int, int], list[str]] = {}
        for part in parts:
            for each in parsed(self._package.read(part)).iter():
                if local(each) == "threadedComment":
                    text = child(each, "text")
                    said.setdefault(cell_place(attribute(each, "ref").upper()), []).append(
                        (text.text or "") if text is not None else ""
                    )
        yield from ((place, "；".join(filter(None, texts))) for place, texts in said.items())

    def _comments(self, part: str, threads: dict[tuple[int, int], str]) -> Iterator[Overlay]:
        data = self._package.read(part)
        for place, author, text in binary_comments(data) if part.endswith(".bin") else _comments(data):
            # The comment of a thread only says that this program cannot show it.
            text = threads.pop(place, text)
            text = text.removeprefix(f"{author}:").removeprefix(f"{author}：").strip() if author else text
            if text:
                yield Overlay(OverlayKind.COMMENT, *place, text, author)

    def _old_drawing(self, part: str) -> Iterator[Overlay]:
        try:
            root = parsed(self._package.read(part))
        except (ParseError, ValueError):
            # Old programs write HTML in it that is no XML.
            return
        for shape in root:
            data = child(shape, "ClientData")
            box = child(shape, "textbox")
            if data is None or box is None or attribute(data, "ObjectType") in ("Note", "Button"):
                continue
            text = "".join(box.itertext()).strip()
            anchor = child(data, "Anchor")
            numbers = [word.strip() for word in ((anchor.text or "") if anchor is not None else "").split(",")]
            row, column = (int(numbers[n]) if len(numbers) == 8 and numbers[n].isdecimal() else 0 for n in (2, 0))
            if text:
                yield Overlay(OverlayKind.BOX, row, column, text)


def _comments(part: bytes) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield the cell, the author and the text of each comment. Raise ParseError, ValueError or LookupError."""
    root = parsed(part)
    authors = [each.text or "" for each in children(child(root, "authors"), "author")]
    for each in children(child(root, "commentList"), "comment"):
        number = attribute(each, "authorId")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        text = "".join(run for run, _ in _text_runs(child(each, "text"))).strip()
        yield cell_place(attribute(each, "ref").upper()), author, text


# Most returns have the drawing that their sheet was sent with.
@lru_cache(64)
def _drawn(part: bytes) -> Sequence[Overlay]:
    """Return the boxes and pictures of a drawing. Raise ParseError or ValueError."""
    found: list[Overlay] = []
    for anchor in parsed(part):
        if local(anchor) not in _ANCHORS:
            continue
        begin = child(anchor, "from")
        row, column = (_count(child(begin, name)) for name in ("row", "col"))
        shapes = list(_shapes(anchor))
        text = "\n".join(filter(None, (_drawn_text(each) for each in shapes if local(each) != "pic")))
        if text:
            found.append(Overlay(OverlayKind.BOX, row, column, text))
        if any(local(each) == "pic" for each in shapes):
            found.append(Overlay(OverlayKind.PICTURE, row, column, ""))
    return found


@lru_cache(64)
def _struck_styles(part: bytes) -> frozenset[int]:
    """Return the cell styles, by their numbers, whose font strikes text through (18.8.22, 18.8.10)."""
    if b"strike" not in part:
        return frozenset()
    root = parsed(part)
    fonts = [on(child(font, "strike")) for font in children(child(root, "fonts"), "font")]
    styles = enumerate(children(child(root, "cellXfs"), "xf"))
    numbers = ((style, natural(attribute(each, "fontId") or "0", "字体的编号")) for style, each in styles)
    return frozenset(style for style, font in numbers if font < len(fonts) and fonts[font])


def use_of(styles: frozenset[int]) -> re.Pattern[bytes] | None:
    """Return what is found in a sheet where one of its cells may have one of these styles; None if there are none."""
    if not styles:
        return None
    if 0 in styles:
        # Cells that name no style have it.
        return re.compile(rb"<")
    numbers = b"|".join(b"%d" % style for style in styles)
    # Blanks, noughts in front and characters written as numbers: the parser tells what they mean.
    return re.compile(rb"""\ss\s*=\s*["'](?:(?:%b)["']|0[0-9]|[0-9]*[^0-9"'])""" % numbers)


def _text_runs(item: Any | None) -> Runs:
    """Return the text of a string item or comment (18.4.8) without readings of its characters."""
    runs: list[tuple[str, bool | None]] = []
    for each in item if item is not None else ():
        if local(each) == "t":
            runs.append((each.text or "", None))
        elif local(each) == "r":
            properties = child(each, "rPr")
            strikes = on(child(properties, "strike")) if properties is not None else None
            runs += [(text.text or "", strikes) for text in children(each, "t")]
    return runs


def _shapes(element: Any) -> Iterator[Any]:
    """Yield the shapes and pictures of an anchor, those of groups included; only the first of alternatives."""
    for each in element:
        name = local(each)
        if name in ("sp", "cxnSp", "pic"):
            yield each
        elif name in ("grpSp", "Choice"):
            yield from _shapes(each)
        elif name == "AlternateContent":
            yield from _shapes(list(children(each, "Choice"))[:1])


def _drawn_text(shape: Any) -> str:
    paragraphs = (each for each in shape.iter() if local(each) == "p")
    lines = ("".join(t.text or "" for t in each.iter() if local(t) == "t") for each in paragraphs)
    return "\n".join(line for line in lines if line.strip())


def _count(element: Any | None) -> int:
    text = (element.text or "").strip() if element is not None else ""
    return int(text) if text.isdecimal() and len(text) < 8 else 0
