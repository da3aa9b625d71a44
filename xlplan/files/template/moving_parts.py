"""What hangs on a sheet's rows outside its cells: every part is compiled once to fixed text and the few places that move.

Elements are known by their local names, so that classic and extended (x14, xm) forms and any prefix are treated alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from xlplan.files.template import refs
from xlplan.files.template.cell_xml import Hole, escape_text, inline_text, split_text
from xlplan.files.template.pieces import Mover, Piece, Run, Scope, formula_text, join, moving, render
from xlplan.files.template.refs import Layout, Own, ParsedFormula, RefArea
from xlplan.files.template.xml import Document, Element, quote


def compile_document(document: Document, scope: Scope) -> list[Piece]:
    """Compile a whole part."""
    return join([document.before, *compile_element(document.root, scope), document.after])


def compile_element(element: Element, scope: Scope) -> list[Piece]:
    """Compile an element with all below it; a single text if nothing in it moves."""
    if id(element) in scope.replaced:
        return [scope.replaced[id(element)]]
    if element.local == "colBreaks":  # its breaks look like those between rows
        return [str(element)]
    if scope.moves:
        if element.local in _COUNTED:
            return [_container(element, scope)]
        if element.local in _SPECIAL and (special := _SPECIAL[element.local](element, scope)) is not None:
            return [special]
    plain_text = not any(element.elements())  # x14:formula1 only wraps the formula
    if element.local in _FORMULAS and plain_text and (formula := moving(element.text(), scope)):
        return [element.start, _formula_mover(formula, scope.home, _escape), element.end]
    if element.local == "worksheetSource" and refs.sheet_key(element.get("sheet")) in scope.targets:
        return _start(element, {"ref": _ref_mover(element.get("ref"), refs.sheet_key(element.get("sheet")))})
    return join([*_start(element, _attribute_movers(element, scope)), *_children(element, scope), element.end])


def _children(element: Element, scope: Scope) -> list[Piece]:
    pieces: list[Piece] = []
    for child in element.children:
        pieces += [child] if isinstance(child, str) else compile_element(child, scope)
    return pieces


def _start(element: Element, movers: Mapping[str, Mover]) -> list[Piece]:
    if not movers:
        return [element.start]
    pieces: list[Piece] = [f"<{element.name}"]
    for name, value in element.attributes.items():
        pieces += [f' {name}="', movers.get(name, quote(value)), '"']
    return join([*pieces, ">" if element.end else "/>"])


# -- formulas ---------------------------------------------------------------------------------------------------------

_FORMULAS: Final = frozenset(
    [
        "f",
        "formula",
        "formula1",
        "formula2",
        "definedName",
        "calculatedColumnFormula",
        "totalsRowFormula",
        "FmlaLink",
        "FmlaRange",
    ]
)
_FORMULA_ATTRIBUTES: Final = {
    "hyperlink": ("location",),
    "cfvo": ("val",),
    "sp": ("textlink",),
    "formControlPr": ("fmlaLink", "fmlaRange", "fmlaGroup"),
    "controlPr": ("linkedCell", "listFillRange"),
}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _formula_mover(formula: ParsedFormula, home: str | None, escape: Callable[[str], str]) -> Mover:
    return lambda run: escape(formula_text(formula, run, home, run.own))


def _attribute_movers(element: Element, scope: Scope) -> dict[str, Mover]:
    movers: dict[str, Mover] = {}
    for name in _FORMULA_ATTRIBUTES.get(element.local, ()):
        if (formula := moving(element.get(name), scope)) is not None:
            movers[name] = _formula_mover(formula, scope.home, quote)
    if scope.moves and scope.home is not None:
        for name in ("ref",) if element.local in _REFS else _POINTS.get(element.local, ()):
            if element.get(name):
                mover = _ref_mover if name == "ref" else _point_mover
                movers[name] = mover(element.get(name), scope.home)
    if element.local == "sheetView" and (selected := element.get("tabSelected")):
        movers["tabSelected"] = lambda run: "0" if scope.home in run.hidden_sheets else selected
    return movers


# -- plain references -------------------------------------------------------------------------------------------------

_REFS: Final = frozenset(
    ["dimension", "autoFilter", "sortState", "sortCondition", "table", "location", "threadedComment"]
)
_POINTS: Final = {"selection": ("activeCell", "sqref"), "pane": ("topLeftCell",), "sheetView": ("topLeftCell",)}


def _ref_mover(text: str, home: str) -> Mover:
    areas = refs.parse_areas(text)
    return lambda run: refs.move_ref(areas, run.layouts[home])


def _point_mover(text: str, home: str) -> Mover:
    areas = refs.parse_areas(text)
    return lambda run: " ".join(area.at(*[run.layouts[home].point(area.top)] * 2) for area in areas)


# -- rules that hang on cells: conditional formats, data validation, protected ranges, ignored errors -----------------


def _rule(element: Element, scope: Scope) -> Piece | None:
    holder = next((child for child in element.walk() if child.local == "sqref"), None)
    text = element.get("sqref") if holder is None else holder.text()
    areas = refs.parse_areas(text)
    if not areas or scope.home is None:
        return None
    home, top = scope.home, min(area.top for area in areas)
    where = [""]
    if holder is None:
        start = _start(element, {"sqref": lambda run: where[0]})
    else:
        start = [element.start]
        scope.replaced[id(holder)] = lambda run: f"{holder.start}{where[0]}{holder.end}"
    body = [*start, *_children(element, scope), element.end]

    def write(run: Run) -> str:
        layout = run.layouts[home]
        moved = refs.move_sqref(areas, layout)
        if not moved:
            return ""
        where[0] = " ".join([area.at(*rows) for area, rows in moved])
        run.made += 1
        hangs = any(area.top <= layout.last and area.bottom >= layout.first for area in areas)
        run.own = Own(top, min([rows[0] for _, rows in moved]), copied=True) if hangs else None
        text = render(body, run)
        run.own = None
        return text

    return write


# -- elements written once for each row: merged cells, links, sparklines, comments ------------------------------------


def _copies(area: RefArea, layout: Layout) -> list[tuple[int, int]]:
    if area.top == area.bottom and layout.inside(area.top):
        return [(row, row) for row in layout.rows(area.top)]
    return layout.runs(area.top, area.bottom)


def _per_row(element: Element, scope: Scope) -> Piece | None:
    holder = next((child for child in element.walk() if child.local == "sqref"), None)
    areas = refs.parse_areas(element.get("ref") if holder is None else holder.text())
    if len(areas) != 1 or scope.home is None:
        return None
    for name in [name for name in element.attributes if name.endswith(":uid")]:
        element.drop(name)  # a copy must not bear its original's identity
    home, area = scope.home, areas[0]
    where = [""]
    if holder is None:
        start = _start(element, _attribute_movers(element, scope) | {"ref": lambda run: where[0]})
    else:
        start = [element.start]
        scope.replaced[id(holder)] = lambda run: f"{holder.start}{where[0]}{holder.end}"
    body = join([*start, *_children(element, scope), element.end])
    several = element.local == "mergeCell"

    def write(run: Run) -> str:
        layout, texts = run.layouts[home], []
        for top, bottom in _copies(area, layout):
            where[0] = area.at(top, bottom)
            if several and ":" not in where[0]:
                continue
            run.made += 1
            run.own = Own(area.top, top) if layout.inside(area.top) else None
            texts.append(render(body, run))
        run.own = None
        return "".join(texts)

    return write


# -- containers that count what they hold, and must not be empty ------------------------------------------------------

_COUNTED: Final[Mapping[str, str]] = {
    "mergeCells": "mergeCell",
    "dataValidations": "dataValidation",
    "hyperlinks": "hyperlink",
    "conditionalFormattings": "conditionalFormatting",
    "sparklineGroups": "sparklineGroup",
    "sparklineGroup": "sparklines",
    "sparklines": "sparkline",
    "ignoredErrors": "ignoredError",
    "protectedRanges": "protectedRange",
    "rowBreaks": "brk",
    "extLst": "ext",
    "ext": "",
}


def _container(element: Element, scope: Scope) -> Piece:
    wanted = _COUNTED[element.local]
    pieces: list[Piece] = []
    fixed = 0
    for child in element.children:
        if isinstance(child, str):
            pieces.append(child)
            continue
        compiled = compile_element(child, scope)
        # Movers count themselves as they write; what never moves, or moves only inside, is there for certain.
        if wanted in ("", child.local) and not (len(compiled) == 1 and callable(compiled[0])):
            fixed += 1
        pieces += compiled
    if all(isinstance(piece, str) for piece in pieces):
        return str(element)
    count = [0]
    counts = {name: (lambda run: str(count[0])) for name in ("count", "manualBreakCount") if element.get(name)}
    start, body = _start(element, counts), join(pieces)

    def write(run: Run) -> str:
        outer, run.made = run.made, fixed
        inner = render(body, run)
        count[0], run.made = run.made, outer
        if not count[0]:
            return ""
        run.made += 1
        return f"{render(start, run)}{inner}{element.end}"

    return write


def _break(element: Element, scope: Scope) -> Piece | None:
    after = int(element.get("id", "0"))
    home = scope.home
    if home is None or not after:
        return None
    start = _start(element, {"id": lambda run: str(run.layouts[home].envelope(after, after)[1])})

    def write(run: Run) -> str:
        layout = run.layouts[home]
        if layout.first <= after < layout.last:
            return ""
        run.made += 1
        return render(start, run) + element.end

    return write


# -- things that float over cells -------------------------------------------------------------------------------------


def shift_anchor(start: int, end: int, layout: Layout, behaviour: str) -> tuple[int, int]:
    """Return where an object from row `start` to row `end` goes; `behaviour` is Excel's editAs: twoCell, oneCell or absolute."""
    if behaviour == "absolute":
        return start, end
    top = layout.first if layout.inside(start) else layout.point(start)
    if behaviour == "oneCell" or (layout.inside(start) and layout.inside(end)):
        return top, end + top - start
    return top, layout.envelope(end, end)[1]


def _anchor(element: Element, scope: Scope) -> Piece | None:
    home = scope.home
    corners = {child.local: child.child("row") for child in element.elements() if child.local in ("from", "to")}
    start = corners.get("from")
    if home is None or start is None:
        return None
    end = corners.get("to")
    top = int(start.text()) + 1
    bottom = top if end is None else int(end.text()) + 1
    behaviour = element.get("editAs") or "twoCell"
    if element.local == "anchor":  # a form control's, inside the sheet
        moves, sizes = (element.get(name) in ("1", "true") for name in ("moveWithCells", "sizeWithCells"))
        behaviour = "twoCell" if sizes else "oneCell" if moves else "absolute"
    at = [0, 0]
    for index, corner in enumerate((start, end)):
        if corner is not None:
            scope.replaced[id(corner)] = _corner(corner, at, index)
    body = join([element.start, *_children(element, scope), element.end])

    def write(run: Run) -> str:
        at[:] = shift_anchor(top, bottom, run.layouts[home], behaviour)
        return render(body, run)

    return write


def _corner(corner: Element, at: list[int], index: int) -> Mover:
    return lambda run: f"{corner.start}{at[index] - 1}{corner.end}"


# -- headers and footers ----------------------------------------------------------------------------------------------


def _printed(element: Element, scope: Scope) -> Piece | None:
    parts = split_text(element.text())
    home = scope.home
    if home is None or not any(isinstance(part, Hole) for part in parts):
        return None

    def write(run: Run) -> str:
        fields = run.fields[home]
        text = ""
        for part in parts:
            found = part if isinstance(part, str) else inline_text(fields.get(part.name)).replace("&", "&&")
            # A digit directly behind a size would be read as part of it: size 92024.
            blank = not isinstance(part, str) and found[:1].isdigit() and _SIZE.search(text)
            text += f" {found}" if blank else found
        return f"{element.start}{escape_text(text)}{element.end}"

    return write


_SIZE: Final = re.compile(r"(?<!&)(?:&&)*&\d+$")
"""The code of a font size at the end of a header or footer."""
PRINTED: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")

_SPECIAL: Final[dict[str, Callable[[Element, Scope], Piece | None]]] = {
    **dict.fromkeys(("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"), _rule),
    **dict.fromkeys(("mergeCell", "hyperlink", "sparkline", "comment"), _per_row),
    **dict.fromkeys(("twoCellAnchor", "oneCellAnchor", "anchor"), _anchor),
    **dict.fromkeys(PRINTED, _printed),
    "brk": _break,
}
