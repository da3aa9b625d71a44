"""What a filling leaves out because it would stay empty: columns, whose width the page of print gains, and whole sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlplan.files.template.pieces import Run, Scope
from xlplan.files.template.refs import sheet_key
from xlplan.files.template.xml import Element

_RANGE: Final = re.compile(r'\b(min|max)="(\d+)"')


def leave_out(sheet: Element, key: str, scope: Scope) -> None:
    """Let a filling hide columns of a sheet whose widths the template sets. `sheet` is the worksheet's element."""
    columns = sheet.child("cols")
    if columns is not None:
        scope.replaced[id(columns)] = lambda run: _columns(columns, run, key)


def leave_out_sheets(workbook: Element, scope: Scope) -> None:
    """Let a filling hide sheets, which keeps them off paper too. `workbook` is the workbook's element."""
    holder, views = workbook.child("sheets"), workbook.child("bookViews")
    sheets = list(holder.elements()) if holder is not None else []
    keys = [sheet_key(each.get("name")) for each in sheets]
    for sheet, key in zip(sheets, keys, strict=True):
        hidden = _with(sheet, "state", "hidden")
        scope.replaced[id(sheet)] = lambda run, sheet=sheet, key=key, hidden=hidden: str(  # type: ignore[misc]
            hidden if key in run.hidden_sheets else sheet
        )
    for view in views.elements() if views is not None else ():
        scope.replaced[id(view)] = lambda run, view=view: _view(view, keys, run)  # type: ignore[misc]


def _view(view: Element, keys: Sequence[str], run: Run) -> str:
    """Return a window of the workbook: what it opens on is no hidden sheet."""
    opens = int(view.get("activeTab", "0"))
    if not opens < len(keys) or keys[opens] not in run.hidden_sheets:
        return str(view)
    shown = (place for place, key in enumerate(keys) if key not in run.hidden_sheets)
    return str(_with(view, "activeTab", str(next(shown, opens))))


def _with(element: Element, name: str, value: str) -> Element:
    copy = Element(element.name, element.start, element.end)
    copy.children = element.children
    copy.set(name, value)
    return copy


def _columns(columns: Element, run: Run, key: str) -> str:
    hidden = run.hidden.get(key)
    if not hidden:
        return str(columns)
    written = []
    for each in columns.elements():
        first, last = int(each.get("min", "1")), int(each.get("max", "1"))
        for number in range(first, last + 1) if any(first <= one <= last for one in hidden) else ():
            text = _RANGE.sub(rf'\1="{number}"', str(each))
            written.append(text.replace("/>", ' hidden="1"/>', 1) if number in hidden else text)
        if not any(first <= one <= last for one in hidden):
            written.append(str(each))
    return f"<{columns.name}>{''.join(written)}</{columns.name}>"
