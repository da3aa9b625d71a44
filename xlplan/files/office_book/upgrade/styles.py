"""Append one workbook's styles to those of another, so that the other's styles keep their numbers."""

from __future__ import annotations

import copy
from typing import Final

from xlplan.files.template.package import Package
from xlplan.files.template.xml import Element

_STYLES: Final = "styles"
# The order of what a styles part holds (ECMA-376-1, 18.8.39).
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst")  # fmt: skip
_FIRST_OWN_FORMAT: Final = 164
"""Number formats below this are built in."""


class AppendedStyles:
    """The styles of `new` appended to those of `old`. Raise TemplateError if either has no readable ones."""

    def __init__(self, old: Package, new: Package, workbook: tuple[str, str]) -> None:
        part, source = (_part(package, book) for package, book in zip((old, new), workbook, strict=True))
        self._root = old.xml(part).root
        self._new = new.xml(source).root
        self._formats = self._append_formats()
        starts = {name: self._append(name) for name in ("fonts", "fills", "borders")}
        self._cells = self._append("cellXfs")
        self._marks = self._append("dxfs")
        for look in list(_holder(self._root, "cellXfs").elements())[self._cells :]:
            for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                look.set(attribute, str(int(look.get(attribute, "0")) + starts[name]))
            look.set("xfId", "0")
            look.set("numFmtId", self._format(look.get("numFmtId", "0")))
        for mark in list(_holder(self._root, "dxfs").elements())[self._marks :]:
            if (shown := mark.child("numFmt")) is not None:
                shown.set("numFmtId", self._format(shown.get("numFmtId")))
        old.changed(part)

    def cell(self, number: str) -> str:
        """Return the number in `old` of a cell style of `new`; cells without one have the first."""
        return str(int(number or 0) + self._cells)

    def mark(self, number: str) -> str:
        """Return the number in `old` of a conditional format's style in `new`."""
        return str(int(number) + self._marks)

    def _format(self, number: str) -> str:
        return self._formats.get(number, number)

    def _append_formats(self) -> dict[str, str]:
        source = self._new.child("numFmts")
        if source is None:
            return {}
        holder = _holder(self._root, "numFmts")
        free = max([_FIRST_OWN_FORMAT - 1, *(int(each.get("numFmtId")) for each in holder.elements())]) + 1
        numbers = {}
        for number, each in enumerate(source.elements(), free):
            numbers[each.get("numFmtId")] = str(number)
            added = copy.deepcopy(each)
            added.set("numFmtId", str(number))
            holder.children.append(added)
        holder.set("count", str(sum(1 for _ in holder.elements())))
        return numbers

    def _append(self, name: str) -> int:
        """Append all of a list; return how many there were before."""
        holder, source = _holder(self._root, name), self._new.child(name)
        before = sum(1 for _ in holder.elements())
        added = [copy.deepcopy(each) for each in source.elements()] if source is not None else []
        holder.children += added
        holder.set("count", str(before + len(added)))
        return before


def _part(package: Package, workbook: str) -> str:
    return next((each.target for each in package.relationships(workbook) if each.kind == _STYLES), "xl/styles.xml")


def _holder(root: Element, name: str) -> Element:
    """Return a list in the styles; make it at its place if it is missing."""
    found = root.child(name)
    if found is None:
        found = Element(name, f"<{name}>", f"</{name}>")
        later = _ORDER[_ORDER.index(name) + 1 :]
        at = next(
            (i for i, each in enumerate(root.children) if isinstance(each, Element) and each.local in later),
            len(root.children),
        )
        root.children.insert(at, found)
    elif not found.end:
        found.set_text("")
    return found
