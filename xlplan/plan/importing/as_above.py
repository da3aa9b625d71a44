"""同上 and 〃 in a column of who, until when or which person: they stand for what the task above says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from xlplan.plan.importing.record import ImportRecord, short
from xlplan.plan.importing.table_parts import TablePart
from xlplan.terms.cells import cell_name
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_AS_ABOVE: Final = pattern_of(r"\(?[同如]上(?:[一项条款格行]){0,2}\)?|[〃″]|''|\"")
_FIELDS: Final = (*NAMING_FIELDS, Field.SCHEDULE, Field.LEADER, Field.PERSON)


def fill_as_above(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Write what stands above in place of such words; the first task of a table, or a blank above, leaves them as they are."""
    plan = record.plan
    for part in parts:
        said: dict[Field, list[tuple[str, str, str]]] = defaultdict(list)
        above: dict[Field, str] = {}
        for row, cells in part.cells.items():
            values = plan.rows[part.rows[row]]
            for name in _FIELDS:
                if name not in plan.fields:
                    continue
                place = plan.fields.index(name)
                words = values[place]
                if _AS_ABOVE.fullmatch(fold(words)) and above.get(name):
                    values[place] = above[name]
                    cell = cells[name].name if name in cells else cell_name(row, 0)
                    said[name].append((cell, words.strip(), above[name]))
                above[name] = values[place] or (above.get(name, "") if name in cells and cells[name].shared else "")
        for name, each in said.items():
            filled = "；".join(f"{cell}“{short(text, 20)}”" for cell, _, text in each)
            record.add_finding("import-ditto", part.table.grid.sheet, each[0][0], heading=PLAN_HEADINGS[name],
                               value=each[0][1], count=len(each), cells=filled)  # fmt: skip
