"""Links and page breaks that a filling adds to its repeated rows; those of the template itself grow like all that hangs on rows."""

from __future__ import annotations

from typing import Final

from xlplan.files.template.moving_parts import compile_element
from xlplan.files.template.order import insert_in_order
from xlplan.files.template.pieces import MOST_LINKS, Added, Piece, Run, Scope, render
from xlplan.files.template.xml import Element, parse, quote

_HYPERLINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_RELATIONSHIP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_PREFIX: Final = "xlplanLink"


def make_room(sheet: Element, key: str, scope: Scope) -> None:
    """Let a sheet's links and page breaks take in what a filling adds. `sheet` is the worksheet's element."""
    for local, write in (("hyperlinks", _links), ("rowBreaks", _breaks)):
        element = sheet.child(local)
        own: Piece = ""
        if element is None:
            name = f"{sheet.prefix}{local}"
            element = insert_in_order(sheet, Element(name, f"<{name}>", f"</{name}>"))
        else:
            own = (compile_element(element, scope) or [""])[0]
        scope.replaced[id(element)] = lambda run, own=own, element=element, write=write: write(  # type: ignore[misc]
            element, render([own], run), run.added.get(key)
        )


def _links(element: Element, own: str, added: Added | None) -> str:
    if added is None or not added.links:
        return own
    numbers = {address: number for number, address in enumerate(added.outside, 1)}
    written = []
    for cell, target in added.links[:MOST_LINKS]:
        address, _, place = target.partition("#")
        to = f' xmlns:r="{_RELATIONSHIP}" r:id="{_PREFIX}{numbers[address]}"' if address else ""
        to += f' location="{quote(place)}"' if place else ""
        written.append(f'<{element.prefix}hyperlink ref="{cell}"{to}/>')
    return _within(element, own, "".join(written))


def _breaks(element: Element, own: str, added: Added | None) -> str:
    if added is None or not added.breaks:
        return own
    rows = "".join(f'<{element.prefix}brk id="{row - 1}" max="16383" man="1"/>' for row in added.breaks)
    # Its own breaks are counted anew: how many are left of them is known only here.
    inner = _inner(own) + rows
    count = inner.count(f"<{element.prefix}brk ")
    return f'<{element.name} count="{count}" manualBreakCount="{count}">{inner}{element.end or f"</{element.name}>"}'


def _within(element: Element, own: str, more: str) -> str:
    start = f"<{element.name}>" if not own else own[: own.index(">") + 1]
    return f"{start}{_inner(own)}{more}</{element.name}>"


def _inner(own: str) -> str:
    return own[own.index(">") + 1 : own.rindex("</")] if own.rstrip().endswith(">") and "</" in own else ""


def relationships(own: bytes | None, run: Run, key: str) -> bytes | None:
    """Return a sheet's relationships with those of the links added; None if it has none."""
    added = run.added.get(key)
    if added is None or not added.outside:
        return own
    document = parse(own or _EMPTY.encode())
    for number, address in enumerate(added.outside, 1):
        start = (
            f'<{document.root.prefix}Relationship Id="{_PREFIX}{number}" Type="{_HYPERLINK}"'
            f' Target="{quote(_as_target(address))}" TargetMode="External"/>'
        )
        document.root.children.append(Element(f"{document.root.prefix}Relationship", start))
    return str(document).encode()


def _as_target(address: str) -> str:
    """Write a relative path as a target: escape what a URI cannot hold; Chinese stays, as Excel itself writes it."""
    return "".join(f"%{ord(mark):02X}" if mark in ' "%<>[]^`{}|#' else mark for mark in address)
