"""Notes on cells: their shapes lie in a VML drawing of their own, and their authors' names go out to nobody."""

from __future__ import annotations

import re
from typing import Final

from xlplan.files.template.moving_parts import compile_document, shift_anchor
from xlplan.files.template.pieces import Mover, Piece, Run, Scope, render
from xlplan.files.template.xml import Document, Element

_SHAPE_ID: Final = re.compile(r"_x0000_s([0-9]+)")


def blank_authors(document: Document) -> bool:
    """Take people, except threads' `tc={…}`, out of a comments or persons part; return whether there were any."""
    found = False
    for element in document.root.walk():
        if element.local == "author" and element.text() and not element.text().startswith("tc="):
            element.set_text("")
            found = True
        elif element.local == "person":
            for name in ("displayName", "userId"):
                if element.get(name):
                    element.set(name, "")
                    found = True
    return found


def compile_vml(document: Document, scope: Scope) -> list[Piece]:
    """Compile a sheet's VML drawing: notes are drawn again for every row made from theirs, other controls move along."""
    shapes = [element for element in document.root.walk() if element.local == "shape"]
    used = [int(match[1]) for shape in shapes if (match := _SHAPE_ID.fullmatch(shape.get("id")))]
    free = max(used, default=1024) + 1
    for shape in shapes:
        data = shape.child("ClientData")
        if data is not None and (mover := _shape(shape, data, scope, free)) is not None:
            scope.replaced[id(shape)] = mover
    return compile_document(document, scope)


def _says(data: Element, name: str) -> bool:
    element = data.child(name)
    return element is not None and element.text().strip().lower() not in ("false", "f")


def _shape(shape: Element, data: Element, scope: Scope, free: int) -> Mover | None:
    anchor, row = data.child("Anchor"), data.child("Row")
    home = scope.home
    if home is None or home not in scope.targets or anchor is None:
        return None
    numbers = [int(word) for word in anchor.text().split(",")]
    if len(numbers) != 8:
        return None
    # These two say the opposite of their names: there, and not False, they mean "does not move", "keeps its size".
    behaviour = "absolute" if _says(data, "MoveWithCells") else "oneCell" if _says(data, "SizeWithCells") else "twoCell"
    number = int(row.text()) + 1 if row is not None and data.get("ObjectType") == "Note" else None
    now: dict[str, str] = {}

    def shown(name: str, element: Element) -> Piece:
        return lambda run: f"{element.start}{now[name]}{element.end}"

    inner = Scope(home, scope.targets, {id(anchor): shown("anchor", anchor)})
    if row is not None:
        inner.replaced[id(row)] = shown("row", row)
    body: list[Piece] = []
    for child in shape.children:
        body += [child] if isinstance(child, str) else compile_document(Document("", child, ""), inner)

    def write(run: Run) -> str:
        layout = run.layouts[home]
        texts = []
        rows = [None] if number is None else layout.rows(number) if layout.inside(number) else [layout.point(number)]
        for copy, target in enumerate(rows):
            if number is None or target is None:
                top, bottom = shift_anchor(numbers[2] + 1, numbers[6] + 1, layout, behaviour)
                now["row"] = ""
            else:
                top, bottom = (place + 1 + target - number for place in (numbers[2], numbers[6]))
                now["row"] = str(target - 1)
            corners = [*numbers[:2], max(top, 1) - 1, *numbers[3:6], max(bottom, 1) - 1, numbers[7]]
            now["anchor"] = ", ".join(map(str, corners))
            start = shape.start
            if copy:
                named = Element(shape.name, start, shape.end)
                named.set("id", f"_x0000_s{free + run.shapes}")
                start = named.start
                run.shapes += 1
            texts.append(f"{start}{render(body, run)}{shape.end}")
        return "".join(texts)

    return write
