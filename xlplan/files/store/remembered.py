"""What an office decided about its own kind of table, kept for the next one: beside the user's data, on this computer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.by_hand import HeadingDecision, Remembered
from xlplan.terms.errors import XlplanError
from xlplan.terms.fields import Field

REMEMBERED_FILE: Final = "别的单位的表.json"
_MOST: Final = 500
_MOST_TABLES: Final = 50


def memory_path() -> Path:
    """Return where it is kept."""
    return data_folder() / REMEMBERED_FILE


def recall() -> Remembered:
    """Return what is remembered; nothing where there is no such file, or it is no longer sound."""
    try:
        found = json.loads(memory_path().read_text("utf-8"))
        decisions = [
            HeadingDecision(
                frozenset(map(str, each["headings"])),
                {Field(name): tuple(map(str, headings)) for name, headings in each["columns"].items()},
                tuple(map(str, each.get("departments", ()))),
                tuple(map(str, each.get("beside", ()))),
            )
            for each in found["tables"]
        ]
        return Remembered(tuple(decisions))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def remember(headings: frozenset[str], columns: ByHand, departments: Iterable[str], beside: Iterable[str]) -> None:
    """Add what was decided now about a table with such headings; for a column it takes the place of what was decided before.

    `beside` are the table's other departments, by which the office is known again.
    A folder that cannot be written is no error.
    """
    before = recall()
    decisions = list(before.decisions)
    named = tuple(departments)
    if columns or named:
        # A heading stands for one field: the newest decision counts.
        newest = {heading for each in columns.values() for heading in each}
        same = next((each for each in decisions if each.headings == headings), HeadingDecision(headings, {}))
        rest = {name: tuple(each for each in texts if each not in newest) for name, texts in same.columns.items()}
        kept = {name: texts for name, texts in rest.items() if texts and name not in columns}
        now = HeadingDecision(
            headings,
            {**kept, **{name: tuple(each) for name, each in columns.items()}},
            tuple(dict.fromkeys((*named, *same.departments)))[:_MOST],
            tuple(name for name in beside if name not in named)[:_MOST] if named else same.beside,
        )
        decisions = [now, *(each for each in decisions if each.headings != headings)][:_MOST_TABLES]
    if Remembered(tuple(decisions)) == before:
        return
    tables = [
        {
            "headings": sorted(each.headings),
            "columns": {name.value: list(texts) for name, texts in each.columns.items()},
            "departments": list(each.departments),
            "beside": list(each.beside),
        }
        for each in decisions
    ]
    path = memory_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"tables": tables}, ensure_ascii=False, indent=1).encode())
    except (OSError, XlplanError):
        return
