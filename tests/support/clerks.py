"""A shared folder in which several people work at once, and returns that keep coming in meanwhile."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from support.office import Filled, Office

_DEPARTMENTS = 4
_BLANK = "空表"


@dataclass(frozen=True)
class Folder:
    """An office that has handed out; the blank workbooks are kept beside, for what is handed out may be taken back."""

    works: Office
    blank: Sequence[Path]

    @classmethod
    def made(cls, place: Path) -> Folder:
        """Make a new one in an empty folder."""
        works = Office.small(place)
        works.do("split")
        return cls.of(works, place)

    @classmethod
    def of(cls, works: Office, place: Path) -> Folder:
        """Take one that has handed out; the blank workbooks go into a folder in `place`."""
        shutil.copytree(works.handed_out, place / _BLANK, ignore=shutil.ignore_patterns("通知"))
        return cls._of(works, place)

    @classmethod
    def at(cls, place: Path) -> Folder:
        """Take a copy of one that was made."""
        return cls._of(Office(place / "小表.xlsx"), place)

    @classmethod
    def _of(cls, works: Office, place: Path) -> Folder:
        return cls(works, sorted((place / _BLANK).glob("*.xlsx"))[:_DEPARTMENTS])

    def drop(self, number: int) -> str:
        """Drop a return in, whole at once, that says something else than all others; return its SHA-256."""
        source = self.blank[number % len(self.blank)]
        filled = Filled.open(source)
        filled.complete()
        for task in filled.tasks:
            filled.cell(task, "problems").value = f"第{number}份。"
        beside = source.with_name(f"{number}.tmp")
        filled.book.save(beside)
        digest = hashlib.sha256(beside.read_bytes()).hexdigest()
        self.works.returned.mkdir(parents=True, exist_ok=True)
        beside.replace(self.works.returned / f"{source.stem}{number}.xlsx")
        return digest
