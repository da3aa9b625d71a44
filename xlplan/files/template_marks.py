"""Cells of a workbook of our own making marked in red, with a comment on each: nothing else in its package changes."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Final

from xlplan.files.template_cells import escape_text
from xlplan.files.template_heights import Fit, column_widths, width_of
from xlplan.files.template_package import CONTENT_TYPES, Package, Part, Writer, relationships_name
from xlplan.files.template_refs import column_number, parse_areas
from xlplan.files.template_xml import Document, Element, parse

FILL: Final = "FFFFD9D6"
"""The red that 部门任务表 shows in required cells still blank, so that one word, 红格, is enough."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What follows legacyDrawing in a worksheet (CT_Worksheet, ECMA-376-1, 18.3.1.99).
_AFTER: Final = frozenset(
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"]
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_SHAPES: Final = 1024  # of one block of a drawing's numbers
_WIDTH, _COLUMN, _CHARACTERS = 230, 5, 30  # pixels of a comment, of a column besides its characters, characters a line
_EMPTY_VML: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/>'
    b"</o:shapelayout></xml>"
)
_BOX: Final = "_x0000_t202"
_BOX_TYPE: Final = (
    f'<v:shapetype id="{_BOX}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def mark(data: bytes, part: str, comments: Mapping[str, str]) -> bytes:
    """The workbook with the cells (A1) of `comments` marked on the worksheet in `part`.

    Texts that a program would take for a formula once somebody edits them are marked as texts, too.
    """
    package = Package(data, "退回单")
    cells = {cell.get("r"): cell for cell in _cells(package.xml(part).root)}
    _fill(package, part, cells, comments)
    _comment(package, part, {cell: text for cell, text in comments.items() if cell in cells})
    package.changed(part)
    return Writer(package.finish().values()).write({})


def _cells(sheet: Element) -> Iterator[Element]:
    rows = sheet.child("sheetData")
    for row in rows.elements() if rows is not None else ():
        yield from (cell for cell in row.elements() if cell.local == "c")


# -- formats ----------------------------------------------------------------------------------------------------------


def _fill(package: Package, part: str, cells: Mapping[str, Element], marked: Mapping[str, str]) -> None:
    styles = next((each.target for each in package.relationships(_workbook(package)) if each.kind == "styles"), None)
    if styles is None:
        return
    root = package.xml(styles).root
    fills, formats = root.child("fills"), root.child("cellXfs")
    if fills is None or formats is None:
        return
    tag = root.prefix
    pattern = f'<{tag}patternFill patternType="solid"><{tag}fgColor rgb="{FILL}"/><{tag}bgColor indexed="64"/>'
    red = _add(fills, _element(f"<{tag}fill>{pattern}</{tag}patternFill></{tag}fill>"))
    known = list(formats.elements())
    made: dict[tuple[str, bool, bool], str] = {}
    for name, cell in cells.items():
        text = cell.child("is")
        quoted = text is not None and text.text().startswith(_FORMULA_STARTS)
        if name not in marked and not quoted:
            continue
        key = (cell.get("s", "0"), name in marked, quoted)
        if key not in made:
            old = known[int(key[0])]
            new = Element(old.name, old.start, old.end)
            new.children = old.children
            if name in marked:
                new.set("fillId", str(red))
                new.set("applyFill", "1")
            if quoted:
                new.set("quotePrefix", "1")
            made[key] = str(_add(formats, new))
        cell.set("s", made[key])
    package.changed(styles)


def _add(container: Element, element: Element) -> int:
    """Append to a counted list; tells the number it has there."""
    number = sum(1 for _ in container.elements())
    container.children.append(element)
    container.set("count", str(number + 1))
    return number


# -- comments ---------------------------------------------------------------------------------------------------------


def _comment(package: Package, part: str, comments: Mapping[str, str]) -> None:
    related = package.relationships(part)
    notes = next((each.target for each in related if each.kind == "comments"), None) or _new_part(package, part, "xl/comments{}.xml", "comments", _COMMENTS, (
        f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode()
    ))  # fmt: skip
    # Pictures in headers and footers are drawn in a part of the same kind.
    drawn = package.xml(part).root.child("legacyDrawing")
    ids = drawn.attributes.values() if drawn is not None else ()
    drawing = next((each.target for each in related if each.id in ids), None) or _new_drawing(package, part)
    root = package.xml(notes).root
    authors, listed = root.child("authors"), root.child("commentList")
    if authors is None or listed is None:
        return
    tag = root.prefix
    author = sum(1 for _ in authors.elements())
    _open(authors).children.append(f"<{tag}author>退回说明</{tag}author>")
    had = {element.get("ref"): element for element in listed.elements()}
    fresh: list[str] = []
    for cell, text in comments.items():
        look = f'<{tag}rPr><{tag}sz val="10"/><{tag}color indexed="81"/><{tag}rFont val="宋体"/></{tag}rPr>'
        run = f'<{tag}r>{look}<{tag}t xml:space="preserve">{escape_text(text)}</{tag}t></{tag}r>'
        if cell in had and (said := had[cell].child("text")) is not None:
            # A comment of the office's template stays below.
            plain = "".join(f"\n{old.text()}" for old in said.elements() if old.local in ("r", "t"))
            body = f'{run}<{tag}r>{look}<{tag}t xml:space="preserve">{escape(plain, quote=False)}</{tag}t></{tag}r>'
            said.children = [body]
            _open(said)
        else:
            fresh.append(cell)
            _open(listed).children.append(
                f'<{tag}comment ref="{cell}" authorId="{author}"><{tag}text>{run}</{tag}text></{tag}comment>'
            )
    package.changed(notes)
    _draw(package, drawing, package.xml(part).root, {cell: comments[cell] for cell in fresh})


def _draw(package: Package, drawing: str, sheet: Element, comments: Mapping[str, str]) -> None:
    """The comments' boxes, hidden until the pointer is on their cells."""
    document = package.xml(drawing)
    blocks = [int(n) for name in package.parts if name.endswith(".vml") for n in _blocks(package.xml(name))]
    first = max(blocks, default=0) + 1
    mine = [str(first + number) for number in range(len(comments) // _SHAPES + 1)]
    for element in document.root.walk():
        if element.local == "idmap":
            element.set("data", ",".join([*(part for part in element.get("data").split(",") if part), *mine]))
    if not any(element.get("id") == _BOX for element in document.root.elements()):
        document.root.children.append(_element(_BOX_TYPE))
    room = _Room(sheet)
    for number, (cell, text) in enumerate(comments.items()):
        place = parse_areas(cell)[0]
        column, row = column_number(place.left) - 1, place.top - 1
        document.root.children.append(
            f'<v:shape id="_x0000_s{first * _SHAPES + number + 1}" type="#{_BOX}"'
            ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
            '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{room.anchor(column, row, text)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
    package.changed(drawing)


def _blocks(document: Document) -> Iterator[str]:
    for element in document.root.walk():
        if element.local == "idmap":
            yield from (part for part in element.get("data").split(",") if part.isdecimal())


class _Room:
    """Columns and rows of a sheet in pixels: a comment's box is given by the cells that it covers."""

    def __init__(self, sheet: Element) -> None:
        self._widths = column_widths(sheet)
        rows, usual = sheet.child("sheetData"), sheet.child("sheetFormatPr")
        self._heights = {
            int(row.get("r")): float(row.get("ht"))
            for row in (rows.elements() if rows is not None else ())
            if row.get("ht")
        }
        self._usual = float(usual.get("defaultRowHeight") or 15) if usual is not None else 15.0

    def anchor(self, column: int, row: int, text: str) -> str:
        """Left column and pixels in it, top row, right column, bottom row (from 0), for a box beside a cell."""
        height = Fit(_CHARACTERS, 10, 7).height(text) * 96 / 72 + 12
        right, across = self._reach(column + 1, 12 + _WIDTH, lambda at: width_of(at + 1, self._widths) * 7 + _COLUMN)
        below, down = self._reach(row, 2 + height, lambda at: self._heights.get(at + 1, self._usual) * 96 / 72)
        return f"{column + 1}, 12, {row}, 2, {right}, {across}, {below}, {down}"

    @staticmethod
    def _reach(start: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
        while pixels > size(start):
            pixels -= size(start)
            start += 1
        return start, int(pixels)


# -- the package ------------------------------------------------------------------------------------------------------


def _workbook(package: Package) -> str:
    return next(each.target for each in package.relationships("") if each.kind == "officeDocument")


def _new_drawing(package: Package, part: str) -> str:
    """An empty drawing for comments, which the sheet leads to."""
    types = package.xml(CONTENT_TYPES).root
    if not any(each.local == "Default" and each.get("Extension").lower() == "vml" for each in types.elements()):
        types.children.insert(0, _element(f'<Default Extension="vml" ContentType="{_VML}"/>'))
        package.changed(CONTENT_TYPES)
    name = _new_part(package, part, "xl/drawings/vmlDrawing{}.vml", "vmlDrawing", None, _EMPTY_VML)
    sheet = package.xml(part).root
    identifier = next(each.id for each in package.relationships(part) if each.target == name)
    prefix = next((key[6:] for key, value in sheet.attributes.items() if value == _RELATIONSHIPS), None)
    if prefix is None:
        prefix = "r"
        sheet.set("xmlns:r", _RELATIONSHIPS)
    at = next(
        (i for i, e in enumerate(sheet.children) if isinstance(e, Element) and e.local in _AFTER), len(sheet.children)
    )
    sheet.children.insert(at, f'<{sheet.prefix}legacyDrawing {prefix}:id="{identifier}"/>')
    return name


def _new_part(package: Package, part: str, pattern: str, kind: str, content: str | None, data: bytes) -> str:
    """A new part that `part` leads to, under a name that is free."""
    number = next(n for n in range(1, len(package.parts) + 2) if pattern.format(n) not in package.parts)
    name = pattern.format(number)
    package.parts[name] = Part.pack(name, data)
    if content:
        types = package.xml(CONTENT_TYPES).root
        types.children.append(_element(f'<Override PartName="/{name}" ContentType="{content}"/>'))
        package.changed(CONTENT_TYPES)
    links = relationships_name(part)
    if links not in package.parts:
        package.parts[links] = Part.pack(links, f'<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode())
    root = package.xml(links).root
    used = {element.get("Id") for element in root.elements()}
    identifier = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    target = posixpath.relpath(name, posixpath.dirname(part))
    _open(root).children.append(
        _element(f'<{root.prefix}Relationship Id="{identifier}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>')
    )
    package.changed(links)
    return name


def _element(text: str) -> Element:
    # Not checked by a real parser, which would miss the declarations of its prefixes.
    return parse(text.encode(), void=("",)).root


def _open(element: Element) -> Element:
    """An element that has room for children: one written as `<a/>` gets an end tag."""
    if not element.end:
        element.set_text("")
    return element
