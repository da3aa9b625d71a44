"""Which saved workbooks were chosen last in the helper's window of this computer, for its next start."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

from xlplan.files.look.there import file_there
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.terms.errors import XlplanError

RECENT: Final = "最近的工作簿.json"
"""Below the data folder: the paths, the last first."""
_MOST: Final = 8


def recent_books() -> list[Path]:
    """Return the workbooks that are still there, the last chosen first."""
    return [path for path in _read() if file_there(path)]


def note_recent(book: Path) -> None:
    """Remember a workbook as the last that was chosen. Where that cannot be done, it is chosen anew next time: no error."""
    paths = [book, *(each for each in _read() if each != book)][:_MOST]
    with suppress(XlplanError):
        write_whole(
            data_folder() / RECENT,
            json.dumps([str(each) for each in paths], ensure_ascii=False, indent=1).encode("utf-8", "replace"),
        )


def _read() -> list[Path]:
    try:
        return [Path(each) for each in json.loads((data_folder() / RECENT).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
