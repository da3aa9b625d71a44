"""What changed on a department's sheet since the one before, in one line."""

from __future__ import annotations

import re
from typing import Final

from xlplan.handout.sheets import Change, DepartmentSheet

_NAMED: Final = 8


def changes_line(sheet: DepartmentSheet) -> str:
    """Return the marks of a sheet in one line: `新增 1.6；文字有改动 1.2、1.3；已撤销 1.4`."""
    parts = []
    changed = [row for row in sheet.rows if row.change]
    for change in Change if changed else ():
        # The sheet lists 执行 rows first; a list of numbers is easier to read sorted.
        tasks = sorted((row.name for row in changed if row.change.startswith(change.value)), key=_by_number)
        more = f" 等{len(tasks)}项" if len(tasks) > _NAMED else ""
        if tasks:
            parts.append(f"{change.value} {'、'.join(tasks[:_NAMED])}{more}")
    return "；".join(parts)


def _by_number(task: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", task)]
