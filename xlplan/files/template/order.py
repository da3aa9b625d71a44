"""What a worksheet's part holds, in the order in which it has to stand there."""

from __future__ import annotations

from typing import Final

from xlplan.files.template.xml import Element

# CT_Worksheet (ECMA-376-1, 18.3.1.99).
_ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_RANKS: Final = {name: rank for rank, name in enumerate(_ORDER)}


def insert_in_order(sheet: Element, element: Element) -> Element:
    """Put an element into a worksheet at its place, after those of its kind; gives it back."""
    rank = _RANKS[element.local]
    later = (i for i, each in enumerate(sheet.children) if isinstance(each, Element) and _rank(each) > rank)
    sheet.children.insert(next(later, len(sheet.children)), element)
    return element


def put_in_order(sheet: Element, element: Element) -> Element:
    """Do as `insert_in_order`, but replace the element of the same kind. For kinds that a worksheet holds once."""
    old = sheet.child(element.local)
    if old is None:
        return insert_in_order(sheet, element)
    sheet.children[sheet.children.index(old)] = element
    return element


def _rank(element: Element) -> int:
    """Return where an element stands; one that wraps others for newer programs (mc:AlternateContent), where those do."""
    return next((_RANKS[each.local] for each in element.walk() if each.local in _RANKS), -1)
