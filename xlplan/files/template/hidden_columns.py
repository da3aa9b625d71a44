"""Columns that a filling leaves out because they would stay empty: they are hidden, and the page of print gains their width."""

from __future__ import annotations

import re
from typing import Final

from xlplan.files.template.pieces import Run, Scope
from xlplan.files.template.xml import Element

_RANGE: Final = re.compile(r'\b(min|max)="(\d+)"')


def leave_out(sheet: Element, key: str, scope: Scope) -> None:
    """Let a filling hide columns of a sheet whose widths the template sets. `sheet` is the worksheet's element."""
    columns = sheet.child("cols")
    if columns is not None:
        scope.replaced[id(columns)] = lambda run: _columns(columns, run, key)


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
