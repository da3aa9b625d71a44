"""A scenario while it is made, and what all scenarios put in place."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl
from support import ROOT

from unchanged.playing import Played, Room, formats
from unchanged.returned import Pile
from unchanged.steps import Step

SHARED: Final = ROOT.parents[1] / "shared", ROOT.parent / "shared", Path("/work/shared")
"""Where inputs lie that belong to no checkout; without them there is less in the corpus."""
BOOK: Final = "分工表.xlsm"
WORKSPACE: Final = "分工表-工作区"


@dataclass
class Making:
    """A scenario while it is made: what is put in place waits for the next command."""

    name: str
    corpus: Path
    room: Room
    clock: datetime = datetime(2023, 6, 12, 9)
    steps: list[Step] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    _removed: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the corpus holds what is put in place."""
        return self.corpus / self.name

    @property
    def waiting(self) -> Path:
        """The folder that is laid over the scenario's own before the next command."""
        return self.folder / f"{len(self.steps) + 1:03}"

    @property
    def work(self) -> Path:
        """Where the commands are at work."""
        return self.room.work

    def at(self, clock: str) -> None:
        """Let the next command be done at a time."""
        self.clock = datetime.fromisoformat(clock)

    def put(self, name: str, data: bytes, mode: int = 0o644) -> None:
        """Put a file in place."""
        path = self.waiting / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)

    def put_pile(self, pile: Pile, folder: str) -> None:
        """Put returned files in place."""
        pile.put(self.waiting / folder)
        for ending, count in formats(list(pile.files)).items():
            self.made[ending] = self.made.get(ending, 0) + count

    def remove(self, *names: str) -> None:
        """Remove what lies in the folder."""
        self._removed += names

    def do(self, *words: str, json: bool = True) -> Played:
        """Run a command."""
        put = self.waiting.name if self.waiting.is_dir() else ""
        step = Step(words, self.clock.isoformat(" ", "seconds"), put, tuple(self._removed), json)
        self._removed = []
        self.clock += timedelta(minutes=1)
        played = self.room.play(step, self.folder)
        if b"Traceback" in played.err:
            print(f"{self.name} #{len(self.steps) + 1} {step.said}: {played.err.decode()[-2000:]}", file=sys.stderr)
        self.steps.append(step)
        return played

    def read(self, name: str) -> bytes:
        """Return what lies in the folder now."""
        return (self.work / name).read_bytes()


def shared(pattern: str) -> list[Path]:
    return next((sorted(each.glob(pattern)) for each in SHARED if each.is_dir()), [])


def workbook(rows: Sequence[Sequence[object]], sheet: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
