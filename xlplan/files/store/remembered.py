"""What an office decided about its own kind of table, kept for the next one: beside the user's data, on this computer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.plan.importing.by_hand import Remembered
from xlplan.terms.errors import XlplanError
from xlplan.terms.fields import Field

FILE: Final = "别的单位的表.json"
_MOST: Final = 500


def memory_path() -> Path:
    """Return where it is kept."""
    return data_folder() / FILE


def recall() -> Remembered:
    """Return what is remembered; nothing where there is no such file, or it is no longer sound."""
    try:
        found = json.loads(memory_path().read_text("utf-8"))
        columns = {Field(name): tuple(map(str, headings)) for name, headings in found["columns"].items()}
        return Remembered(columns, tuple(map(str, found["departments"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Remembered()


def remember(columns: Mapping[Field, Iterable[str]], departments: Iterable[str]) -> None:
    """Add what was decided now; for a column it takes the place of what was decided before. A folder that cannot be written is no error."""
    before = recall()
    headings = {**before.columns, **{name: tuple(each) for name, each in columns.items()}}
    # A heading stands for one field: the newest decision counts.
    newest = {heading for name in columns for heading in headings[name]}
    kept = {
        name: each if name in columns else tuple(heading for heading in each if heading not in newest)
        for name, each in headings.items()
    }
    names = list(dict.fromkeys((*departments, *before.departments)))[:_MOST]
    now = Remembered({name: each for name, each in kept.items() if each}, tuple(names))
    if now == before:
        return
    text = {"columns": {name.value: list(each) for name, each in now.columns.items()}, "departments": names}
    path = memory_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(text, ensure_ascii=False, indent=1).encode())
    except (OSError, XlplanError):
        return
