"""收件: what was taken in and when it was seen, a line each, and what is known of the files in the watched folders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.files.look.file_names import readable
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import not_writable, write_whole
from xlplan.returns.belonging import SheetMark
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record

LOG: Final = "收件记录.jsonl"
MEMORIES: Final = "收件"
"""Below the data folder: what is known of the files in watched folders, a file for each workbook."""
_TEXTS: Final = ("round", "sha256", "department", "name", "source")


@record(frozen=True, slots=True)
class Arrival:
    """A file that was taken in: for which round, its SHA-256, whose it is, when it was seen, what it was called and where it lay."""

    round: str
    sha256: str
    department: str
    at: datetime
    name: str
    source: str


def arrivals(workspace: Workspace) -> list[Arrival]:
    """Return all that was taken in; lines that are not whole are passed over."""
    try:
        lines = (workspace.root / LOG).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [found for line in lines if (found := _read(line))]


def _read(line: str) -> Arrival | None:
    try:
        said = json.loads(line)
        round_, sha256, department, name, source = (str(said[each]) for each in _TEXTS)
        return Arrival(round_, sha256, department, datetime.fromisoformat(said["at"]), name, source)
    except (ValueError, KeyError, TypeError):
        return None


def note_arrival(workspace: Workspace, arrival: Arrival) -> None:
    """Add a line. Raise NotWritableError."""
    said = asdict(arrival) | {"at": arrival.at.isoformat(), "source": readable(arrival.source)}
    path = workspace.root / LOG
    try:
        # In one piece and at the end: another computer may do the same in a shared folder.
        with path.open("ab") as file:
            file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise not_writable(path, error) from error


Known = dict[Path, tuple[tuple[int, int], Sequence[SheetMark]]]
"""The stamp with which each file was read, and its marks."""


def memory_of_folders(book: Path) -> Path:
    """Return where this computer keeps what it knows of the files in the folders watched for a workbook."""
    return data_folder() / MEMORIES / f"{hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:16]}.json"


def recall_known(path: Path) -> Known:
    """Return what was known when the program last ended; nothing where it is not to be read."""
    try:
        return {
            Path(name): ((size, written), tuple(SheetMark(*mark) for mark in marks))
            for name, (size, written, marks) in json.loads(path.read_text("utf-8")).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember_known(path: Path, known: Mapping[Path, tuple[tuple[int, int], Sequence[SheetMark]]]) -> None:
    """Keep it for the next start. Where that cannot be done, the files are read once more: no error."""
    said = {str(each): (*stamp, [[*_parts(mark)] for mark in marks]) for each, (stamp, marks) in known.items()}
    try:
        write_whole(path, json.dumps(said).encode())
    except (XlplanError, OSError):
        return


def _parts(mark: SheetMark) -> tuple[object, ...]:
    return mark.name, mark.sha256, mark.plan, mark.round, mark.department, mark.genuine
