"""Cells of a workbook filled from a template marked in red, with a comment on each: nothing else of the workbook changes.

The template is made ready for it once (formats in red, a place for comments); each workbook then costs little more than filling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from xlplan.files.template.cell_xml import escape_text
from xlplan.files.template.heights import Fit, column_widths, width_of
from xlplan.files.template.mended import Beside, mended
from xlplan.files.template.order import insert_in_order
from xlplan.files.template.package import VML, Package, PackageWriter
from xlplan.files.template.paper import print_too
from xlplan.files.template.refs import parse_areas
from xlplan.files.template.workbook import SheetFill, Template
from xlplan.files.template.xml import Element, parse
from xlplan.terms.cells import column_index

FILL: Final = "FFFFD9D6"
"""The red of marked cells, which a template may use for required cells still blank as well."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
MENDED_FILL: Final = "FFD5EBD0"
"""The green of marked cells that are mended by now."""
_RULES: Final = 9000
"""The priority of their rules: after all that a template has."""
_RED, _QUOTED = 1, 2
"""Every format of the template is there four times: as it is, in red, as a text whatever it begins with, and both."""
_CELL: Final = re.compile(r'<((?:\w+:)?)c r="([A-Z]+[0-9]+)"([^>]*)>(?:<\1is><\1t[^>]*>(?=([=+@\t-])))?')
_FORMAT: Final = re.compile(r' s="([0-9]+)"')
_ROW: Final = re.compile(r'([0-9]+)"[^>]* ht="([0-9.]+)"')
_SHAPES: Final = 1024  # of one block of a drawing's numbers
_WIDTH, _COLUMN, _CHARACTERS = 230, 5, 30  # pixels of a comment, of a column besides its characters, characters a line
_EMPTY_VML: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/>'
    b"</o:shapelayout></xml>"
)
_ROOM: Final = "\0"  # stands for shapes: no XML holds it
_BOX: Final = "_x0000_t202"
_BOX_TYPE: Final = (
    f'<v:shapetype id="{_BOX}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


class Marking:
    """A template whose workbooks can be marked on one of their sheets; `author` is named as that of the comments.

    The column with the placeholder `told`, which says what the marks mean, is printed, if the template keeps it off paper.
    """

    def __init__(self, template: Template, sheet: str, author: str, told: str = "") -> None:
        self._author = author
        package = Package(template.data, template.name)
        self._part = part = template.part(sheet)
        for cell in (cell for where, cell, name in template.holes if (where, name) == (sheet, told)):
            print_too(package, part, sheet, cell.rstrip("0123456789"))
        self._formats, self._mended = _multiply_formats(package)
        related = package.relationships(part)
        self._notes = next((each.target for each in related if each.kind == "comments"), "") or _new_part(
            package, part, "xl/comments{}.xml", "comments", _COMMENTS,
            f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode(),
        )  # fmt: skip
        root = package.xml(part).root
        # Pictures in headers and footers are drawn in a part of the same kind.
        drawn = root.child("legacyDrawing")
        ids = drawn.attributes.values() if drawn is not None else ()
        self._drawing = next((each.target for each in related if each.id in ids), "") or _new_drawing(package, part)
        rows = root.child("sheetData")
        self._tag = tag = rows.prefix if rows is not None else ""
        self._cell, self._row = f'<{tag}c r="', f'<{tag}row r="'
        self._like_a_formula = re.compile(rf"<{tag}is><{tag}t[^>]*>[=+@\t-]")
        self._widths = column_widths(root)
        usual = root.child("sheetFormatPr")
        self._usual = float(usual.get("defaultRowHeight") or 15) if usual is not None else 15.0
        self._block = 1 + max(
            (n for name in package.parts if name.endswith(".vml") for n in _blocks(package, name)), default=0
        )
        self.template = Template.load(PackageWriter(package.finish().values()).write(()), template.name)
        fixed = self.template.fixed
        self._ready = {each: fixed[each].data.decode() for each in (self._notes, self._drawing) if each in fixed}
        self._rest = PackageWriter(kept for each, kept in fixed.items() if each not in self._ready)

    def fill(
        self, sheets: Mapping[str, SheetFill], comments: Mapping[str, str], beside: Mapping[str, Beside] = {}
    ) -> bytes:
        """Return a workbook filled in. The cells of `comments`, by A1 name, turn red and get their comments.

        A cell is no longer red once it holds something else, or, for all that is said on it, one of the cells `beside` does.
        A text that looks like a formula is marked as a text, so that no program calculates it.
        """
        texts = self._ready | self.template.texts(sheets)
        sheet = texts[self._part]
        texts[self._part] = self._with_rules(
            self._marked(sheet, comments), {cell: beside.get(cell, ()) for cell in comments}
        )
        texts[self._notes], fresh = _noted(texts[self._notes], comments, self._author)
        texts[self._drawing] = self._drawn(texts[self._drawing], sheet, {cell: comments[cell] for cell in fresh})
        return self._rest.write((name, text.encode()) for name, text in texts.items())

    def _marked(self, sheet: str, marked: Mapping[str, str]) -> str:
        """Return the sheet with the formats of its marked cells, and of the texts that look like formulas."""
        # Nothing but these few is looked at: in texts every `<` is escaped.
        places = {sheet.find(f'{self._cell}{name}"') for name in marked}
        places |= {sheet.rfind(self._cell, 0, text.start()) for text in self._like_a_formula.finditer(sheet)}
        pieces: list[str] = []
        done = 0
        for place in sorted(places - {-1}):
            if cell := _CELL.match(sheet, place):
                pieces += sheet[done:place], self._formatted(cell, marked)
                done = cell.end()
        return "".join([*pieces, sheet[done:]])

    def _with_rules(self, sheet: str, marked: Mapping[str, Beside]) -> str:
        """Return the sheet with a rule for each marked cell: once it is mended, it is no longer red."""
        end = f"</{self._tag}conditionalFormatting>"
        place = sheet.rfind(end)
        # Where a template has no rules at all, it stays without.
        if place < 0 or self._mended is None:
            return sheet

        def held(name: str) -> str:
            at = sheet.find(f'{self._cell}{name}"')
            return sheet[at : sheet.find(f"</{self._tag}c>", at)] if at >= 0 and not _alone(sheet, at) else ""

        rules = []
        for number, (name, others) in enumerate(marked.items(), _RULES):
            formula = mended(name, others, held)
            if not formula:
                continue
            rules.append(
                f'<{self._tag}conditionalFormatting sqref="{name}"><{self._tag}cfRule type="expression" dxfId="{self._mended}"'
                f' priority="{number}"><{self._tag}formula>{formula}</{self._tag}formula></{self._tag}cfRule>{end}'
            )
        cut = place + len(end)
        return "".join([sheet[:cut], *rules, sheet[cut:]])

    def _formatted(self, cell: re.Match[str], marked: Mapping[str, str]) -> str:
        kind = (_RED if cell[2] in marked else 0) + (_QUOTED if cell[4] else 0)
        if not kind:
            return cell[0]
        number = found[1] if (found := _FORMAT.search(cell[3])) else "0"
        attributes = _FORMAT.sub("", cell[3])
        begin, end = f'<{cell[1]}c r="{cell[2]}"', cell.end(3) - cell.start()
        return f'{begin} s="{int(number) + kind * self._formats}"{attributes}{cell[0][end:]}'

    def _drawn(self, drawing: str, sheet: str, comments: Mapping[str, str]) -> str:
        """Return the drawing with the comments' boxes, hidden until the pointer is on their cells."""
        before, after = _with_room(drawing, self._block, len(comments) // _SHAPES + 1)
        boxes = []
        rows = filter(None, map(_ROW.match, sheet.split(self._row)))
        heights = {int(row[1]): float(row[2]) for row in rows}
        for number, (cell, text) in enumerate(comments.items(), self._block * _SHAPES + 1):
            place = parse_areas(cell)[0]
            column, row = column_index(place.left), place.top - 1
            boxes.append(
                f'<v:shape id="_x0000_s{number}" type="#{_BOX}" style="position:absolute;visibility:hidden"'
                ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
                '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
                '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
                '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
                f"<x:Anchor>{self._anchor(column, row, text, heights)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
                f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
            )
        return "".join([before, *boxes, after])

    def _anchor(self, column: int, row: int, text: str, heights: Mapping[int, float]) -> str:
        """Place a box beside a cell: left column and pixels in it, top row, right column, bottom row, from 0."""
        height = Fit(_CHARACTERS, 10, 7).height(text) * 96 / 72 + 12
        right, across = _reach(column + 1, 12 + _WIDTH, lambda at: width_of(at + 1, self._widths) * 7 + _COLUMN)
        below, down = _reach(row, 2 + height, lambda at: heights.get(at + 1, self._usual) * 96 / 72)
        return f"{column + 1}, 12, {row}, 2, {right}, {across}, {below}, {down}"


def _alone(sheet: str, at: int) -> bool:
    """Return True for a cell that is written as `<c …/>`, without anything in it."""
    return sheet[sheet.find(">", at) - 1] == "/"


# The drawing of most templates is the same for all.
@lru_cache(8)
def _with_room(drawing: str, block: int, blocks: int) -> tuple[str, str]:
    """Return a drawing that has so many more blocks of shapes, from that one on, cut in two where their shapes are to stand."""
    document = parse(drawing.encode(), void=("br",))
    root = document.root
    mine = [str(block + number) for number in range(blocks)]
    for element in root.walk():
        if element.local == "idmap":
            element.set("data", ",".join([*(part for part in element.get("data").split(",") if part), *mine]))
    if not any(element.get("id") == _BOX for element in root.elements()):
        root.children.append(_BOX_TYPE)
    root.children.append(_ROOM)
    before, _, after = str(document).partition(_ROOM)
    return before, after


def _reach(start: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
    while pixels > size(start):
        pixels -= size(start)
        start += 1
    return start, int(pixels)


def _noted(notes: str, comments: Mapping[str, str], name: str) -> tuple[str, Sequence[str]]:
    """Return the part with the comments, and the cells that had none before."""
    document = parse(notes.encode())
    root = document.root
    authors, listed = root.child("authors"), root.child("commentList")
    assert authors is not None
    assert listed is not None
    tag = root.prefix
    author = sum(1 for _ in authors.elements())
    _open(authors).children.append(f"<{tag}author>{escape_text(name)}</{tag}author>")
    had = {element.get("ref"): element for element in listed.elements()}
    fresh: list[str] = []
    for cell, text in comments.items():
        # A comment of the office's template stays below.
        said = had[cell].child("text") if cell in had else None
        old = (
            "".join(f"\n{run.text()}" for run in said.elements() if run.local in ("r", "t")) if said is not None else ""
        )
        look = f'<{tag}rPr><{tag}sz val="10"/><{tag}color indexed="81"/><{tag}rFont val="宋体"/></{tag}rPr>'
        run = f'<{tag}r>{look}<{tag}t xml:space="preserve">{escape_text(text + old)}</{tag}t></{tag}r>'
        if said is not None:
            _open(said).children = [run]
        else:
            fresh.append(cell)
            body = f'<{tag}comment ref="{cell}" authorId="{author}"><{tag}text>{run}</{tag}text></{tag}comment>'
            _open(listed).children.append(body)
    return str(document), fresh


# -- making a template ready ------------------------------------------------------------------------------------------


def _multiply_formats(package: Package) -> tuple[int, int | None]:
    """Add the formats for marks to the workbook's; tell how many there were, and the number of that of a mended cell.

    The latter is None where the workbook has no formats for rules.
    """
    workbook = next(each.target for each in package.relationships("") if each.kind == "officeDocument")
    styles = next((each.target for each in package.relationships(workbook) if each.kind == "styles"), "")
    root = package.xml(styles).root
    fills, formats = root.child("fills"), root.child("cellXfs")
    assert fills is not None
    assert formats is not None
    tag = root.prefix
    pattern = f'<{tag}patternFill patternType="solid"><{tag}fgColor rgb="{FILL}"/><{tag}bgColor indexed="64"/>'
    red = sum(1 for _ in fills.elements())
    fills.children.append(f"<{tag}fill>{pattern}</{tag}patternFill></{tag}fill>")
    fills.set("count", str(red + 1))
    known = list(formats.elements())
    for kind in (_RED, _QUOTED, _RED + _QUOTED):
        for old in known:
            new = Element(old.name, old.start, old.end)
            new.children = old.children
            if kind & _RED:
                new.set("fillId", str(red))
                new.set("applyFill", "1")
            if kind & _QUOTED:
                new.set("quotePrefix", "1")
            formats.children.append(new)
    formats.set("count", str(4 * len(known)))
    mended = None
    if (rules := root.child("dxfs")) is not None and (mended := sum(1 for _ in rules.elements())):
        look = f'<{tag}fill><{tag}patternFill><{tag}bgColor rgb="{MENDED_FILL}"/></{tag}patternFill></{tag}fill>'
        rules.children.append(f"<{tag}dxf>{look}</{tag}dxf>")
        rules.set("count", str(mended + 1))
    package.changed(styles)
    return len(known), mended or None


def _blocks(package: Package, drawing: str) -> Iterator[int]:
    for element in package.xml(drawing).root.walk():
        if element.local == "idmap":
            yield from (int(part) for part in element.get("data").split(",") if part.isdecimal())


def _new_drawing(package: Package, part: str) -> str:
    """Make an empty drawing for comments, which the sheet leads to."""
    name = _new_part(package, part, "xl/drawings/vmlDrawing{}.vml", "vmlDrawing", VML, _EMPTY_VML)
    sheet = package.xml(part).root
    identifier = next(each.id for each in package.relationships(part) if each.target == name)
    prefix = next((key[6:] for key, value in sheet.attributes.items() if value == _RELATIONSHIPS), None)
    if prefix is None:
        prefix = "r"
        sheet.set("xmlns:r", _RELATIONSHIPS)
    tag = f"{sheet.prefix}legacyDrawing"
    insert_in_order(sheet, Element(tag, f'<{tag} {prefix}:id="{identifier}"/>'))
    package.changed(part)
    return name


def _new_part(package: Package, part: str, pattern: str, kind: str, content: str, data: bytes) -> str:
    """Add a part that `part` leads to, under a name that is free."""
    number = next(n for n in range(1, len(package.parts) + 2) if pattern.format(n) not in package.parts)
    name = pattern.format(number)
    package.put(name, data)
    package.declare(name, content)
    package.link(part, f"{_RELATIONSHIPS}/{kind}", name)
    return name


def _open(element: Element) -> Element:
    """Make room for children: an element written as `<a/>` gets an end tag."""
    if not element.end:
        element.set_text("")
    return element
