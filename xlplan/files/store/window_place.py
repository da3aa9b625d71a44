"""Where the user put the helper's window on this computer, for its next start."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Final

from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.terms.errors import XlplanError

WINDOW_PLACE: Final = "助手窗口.json"
"""Below the data folder: size and place, in Tk's words."""


def window_place() -> str:
    """Return where it was put; empty if it never was, or that can no longer be read."""
    try:
        found = json.loads((data_folder() / WINDOW_PLACE).read_text("utf-8"))
        return str(found["place"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def note_window_place(place: str) -> None:
    """Remember where it was put. Where that cannot be done, it opens as if it never was: no error."""
    with suppress(XlplanError):
        write_whole(data_folder() / WINDOW_PLACE, json.dumps({"place": place}).encode())
