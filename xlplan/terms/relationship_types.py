"""What the parts of an Office document are to each other, by the whole types of their relationships (ECMA-376-1, 9.2; ECMA-376-4)."""

from __future__ import annotations

from typing import Final

_OFFICE: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
"""What the types of an Office document begin with: Transitional and Strict."""
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_OTHERS: Final = {
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties": "core-properties",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties": "extended-properties",
    f"{_MICROSOFT}2017/10/relationships/threadedComment": "threadedComment",
    f"{_MICROSOFT}2017/10/relationships/person": "person",
    f"{_MICROSOFT}2014/relationships/chartEx": "chartEx",
    f"{_MICROSOFT}2006/relationships/xlMacrosheet": "macrosheet",
    f"{_MICROSOFT}2006/relationships/xlIntlMacrosheet": "macrosheet",
    f"{_MICROSOFT}2006/relationships/vbaProject": "vbaProject",
    f"{_MICROSOFT}2006/relationships/ui/extensibility": "extensibility",
    f"{_MICROSOFT}2007/relationships/ui/extensibility": "extensibility",
}


def relationship_kind(written: str) -> str:
    """Return the last word of one of Office's types; empty for any other, whatever its last word is."""
    if written in _OTHERS:
        return _OTHERS[written]
    return next((written.removeprefix(each) for each in _OFFICE if written.startswith(each)), "")
