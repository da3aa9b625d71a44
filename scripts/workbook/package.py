"""What XlsxWriter cannot write into the workbook: the ribbon, and the buttons' font and print."""

from __future__ import annotations

from typing import Final

from scripts.packing import packed, unpacked
from xlplan.files.papers.style import FONT

RIBBON_PART: Final = "customUI/customUI14.xml"
_RIBBON_TYPE: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_ROOT_RELATIONSHIPS: Final = "_rels/.rels"


def finish_package(written: bytes, ribbon: str) -> bytes:
    """Give the workbook its ribbon and Chinese button font; put its parts in their order, with fixed dates."""
    parts = unpacked(written)
    parts[_ROOT_RELATIONSHIPS] = _with_ribbon(parts[_ROOT_RELATIONSHIPS])
    parts[RIBBON_PART] = ribbon.encode()
    for name, content in parts.items():
        if name.startswith("xl/drawings/vmlDrawing"):
            parts[name] = _printed(_with_font(content))
    return packed(parts)


def _with_ribbon(relationships: bytes) -> bytes:
    end = b"</Relationships>"
    entry = f'<Relationship Id="rIdRibbon" Type="{_RIBBON_TYPE}" Target="{RIBBON_PART}"/>'
    if relationships.count(end) != 1:
        raise ValueError("the package's relationships are not as expected")
    return relationships.replace(end, entry.encode() + end)


def _with_font(drawing: bytes) -> bytes:
    return drawing.replace(b'face="Calibri" size="220"', f'face="{FONT}" size="240"'.encode())


def _printed(drawing: bytes) -> bytes:
    # By default form buttons are left out in print, and the front page would show a hole.
    return drawing.replace(b"<x:PrintObject>False</x:PrintObject>", b"")
