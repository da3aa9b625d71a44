"""What XlsxWriter cannot write into the workbook: the ribbon, the buttons' font and print, and that a file is an add-in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from scripts.packing import packed, unpacked
from xlplan.files.papers.style import FONT

CREATED: Final = datetime(2023, 1, 1)
"""What the files say of when they were made: the same whenever they are built."""
RIBBON_PART: Final = "customUI/customUI14.xml"
_RIBBON_TYPE: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_ROOT_RELATIONSHIPS: Final = "_rels/.rels"
_TYPES: Final = "[Content_Types].xml"
_WORKBOOK_TYPE: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE: Final = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"


def finish_package(written: bytes, ribbon: str, *, addin: bool = False) -> bytes:
    """Give the workbook its ribbon and Chinese button font; put its parts in their order, with fixed dates.

    An add-in differs by its content type alone: by it Excel's IsAddin is true.
    """
    parts = unpacked(written)
    if addin:
        if parts[_TYPES].count(_WORKBOOK_TYPE) != 1:
            raise ValueError("the package's content types are not as expected")
        parts[_TYPES] = parts[_TYPES].replace(_WORKBOOK_TYPE, _ADDIN_TYPE)
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
