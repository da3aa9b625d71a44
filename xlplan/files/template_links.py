"""Links and page breaks that a filling adds to its repeated rows; those of the template itself grow like all that hangs on rows."""

from __future__ import annotations

from typing import Final

from xlplan.files.template_parts import compile_element
from xlplan.files.template_pieces import MOST_LINKS, Added, Piece, Run, Scope, render
from xlplan.files.template_xml import Element, parse, quote

_HYPERLINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_RELATIONSHIP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_PREFIX: Final = "xlplanLink"
# What may stand before each of the two in a worksheet (ECMA-376-1, 18.3.1.99).
_BEFORE_LINKS: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations",
)  # fmt: skip
_BEFORE_BREAKS: Final = (*_BEFORE_LINKS, "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter")


def make_room(sheet: Element, key: str, scope: Scope) -> None:
    """Let a sheet's links and page breaks take in what a filling adds. `sheet` is the worksheet's element."""
    for local, before, write in (("hyperlinks", _BEFORE_LINKS, _links), ("rowBreaks", _BEFORE_BREAKS, _breaks)):
        element = sheet.child(local)
        own: Piece = ""
        if element is None:
            name = f"{sheet.prefix}{local}"
            element = Element(name, f"<{name}>", f"</{name}>")
            places = [i for i, e in enumerate(sheet.children) if isinstance(e, Element) and e.local in before]
            sheet.children.insert(max(places) + 1, element)
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
    """A sheet's relationships with those of the links added; None where it has none."""
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
    """A relative path as a target: what a URI cannot hold is escaped; Chinese stays, as Excel itself writes it."""
    return "".join(f"%{ord(mark):02X}" if mark in ' "%<>[]^`{}|#' else mark for mark in address)
