"""Commands that are cut off: what there was before, what there would be after, and that nothing else is ever found."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.cutting import Point, counted, cut
from support.office import ROWS, Office, run, table
from xlplan.ledger.rebuilding import contents


@dataclass(frozen=True)
class Case:
    """A command, and what there is before it."""

    name: str
    prepare: Callable[[Office], object]
    words: tuple[str, ...]
    again: bool = True
    """Whether it changes nothing when it is done twice."""
    signed: bool = True
    """Whether there is a key already."""


def first_split(works: Office) -> None:
    pass


def second_split(works: Office) -> None:
    works.do("split")
    shutil.rmtree(works.handed_out / "通知")
    works.answer("教育科")
    works.do("merge")
    table(works.book, [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]])


def merging(works: Office) -> None:
    works.do("split")
    works.answer("教育科")
    works.answer("组宣科", "一.xlsx")
    works.answer("组宣科", "二.xlsx", lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.9))
    (works.returned / "坏.xlsx").write_bytes(b"PK\x03\x04 and no more")


def undoing(works: Office) -> None:
    second_split(works)
    works.do("split")


CASES = [
    Case("first split", first_split, ("split",), signed=False),
    Case("second split", second_split, ("split",)),
    Case("merge", merging, ("merge",)),
    Case("undo of a split", undoing, ("undo",), again=False),
]


@dataclass(frozen=True)
class State:
    """What there is: the ledger's rows without their times, the files handed out, what `xlplan status` says."""

    rows: dict[str, list[tuple[object, ...]]]
    files: dict[str, str]
    status: Any


def rows(works: Office, signed: bool) -> dict[str, list[tuple[object, ...]]]:
    """Return the ledger's rows. A key made in the run itself makes other files each time: without `signed` they are left out."""
    if not works.ledger.exists():
        return {}
    held = contents(works.ledger)
    if "action" not in held:
        # Cut off before its tables were made.
        return {}
    held["action"] = [(*row[:3], row[4], row[5] is not None) for row in held["action"]]
    # The sums are of these times, and of hashes.
    held["checksum"] = [row[:2] for row in held["checksum"]]
    if not signed:
        held["sent"] = [row[:-1] for row in held["sent"]]
    return {name: found for name, found in held.items() if found and name != "meta"}


def files(works: Office, signed: bool) -> dict[str, str]:
    """Return the files handed out, by their hash, or whether it is the one that the ledger knows."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in works.handed_out.glob("*.xlsx")}
    if signed or not works.ledger.exists():
        return found
    known = {row[-1] for row in contents(works.ledger).get("sent", ())}
    return {name: str(digest in known) for name, digest in found.items()}


def views(works: Office) -> list[str]:
    """Return what is written out of the ledger for people."""
    folders = (works.handed_out / "通知", works.root / "退回" / works.round)
    return [path.name for folder in folders for path in sorted(folder.glob("*"))]


def state(works: Office, signed: bool) -> State:
    # Written to a file of its own, it comes without the papers beside it, which take most of the time.
    status = works.do("status", "--json", "--today", "2023-06-25", "--out", works.book.with_name("进展.xlsx")).json
    return State(rows(works, signed), files(works, signed), status)


def litter(works: Office) -> list[str]:
    """Return what a run should not leave behind."""
    return [
        path.name
        for path in works.book.parent.rglob("*")
        if path.name.startswith(".xlplan-") or path.name.endswith("-journal") or path.name == ".正在使用.txt"
    ]


_TIME = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?")
_CHANCE = re.compile(r"[0-9a-z_]{8,}$")
"""The end of the name of a file that is not yet in its place."""


def left(works: Office) -> frozenset[tuple[str, object]]:
    """Return all that lies in the office's folder, without times of day and names made by chance."""
    found: set[tuple[str, object]] = {("rows", repr(rows(works, signed=True)))}
    for path in works.book.parent.rglob("*"):
        name = path.relative_to(works.book.parent).as_posix()
        if path.name.startswith(".xlplan-"):
            name = _CHANCE.sub("", name)
        if path.is_dir():
            found.add((name, None))
        elif path != works.ledger:
            found.add((name, hashlib.sha256(_TIME.sub(b"", path.read_bytes())).hexdigest()))
    return frozenset(found)


class Prepared:
    """A case made ready, with the state before it and after it, and how often it makes each call."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.folder = folder
        self.start = Office.small(folder / "start")
        case.prepare(self.start)
        self.words = [
            *case.words,
            self.start.book.name,
            *(() if case.words == ("undo",) else self.start.words(*case.words)),
        ]
        self.calls = counted(self.copy("counted").book.parent, self.words)
        self.before = self.state(self.copy("before"))
        done = self.copy("after")
        self.code = run(case.words[0], done.book, *self.words[2:]).code
        assert self.code in (0, 1)
        self.after = self.state(done)
        self.views = views(done)
        self.known: dict[frozenset[tuple[str, object]], str] = {}
        """What has been checked already, and what it was."""

    def state(self, works: Office) -> State:
        """Return all that the case may change."""
        return state(works, self.case.signed)

    def copy(self, name: str) -> Office:
        """Copy the office to a folder of this name."""
        target = self.folder / name
        shutil.copytree(self.folder / "start", target)
        return Office(target / self.start.book.name)

    def points(self, calls: Sequence[str], most: int) -> list[tuple[str, int]]:
        """Return every point, or about `most` of them: the first and the last of each kind, and others evenly."""
        found = [(call, nth) for call in calls for nth in range(1, self.calls[call] + 1)]
        chosen = {(call, nth) for call in calls for nth in (1, self.calls[call])}
        between = [point for point in found if point not in chosen]
        some = max(0, min(len(between), most - len(chosen)))
        chosen.update(between[number * len(between) // some] for number in range(some))
        return [point for point in found if point in chosen]

    def cut(
        self, points: Sequence[tuple[str, int]], how: str, *, all_after: bool = False
    ) -> Iterator[tuple[str, Office, int]]:
        """Yield each point's name, the office after it, and the exit code."""
        jobs = [Point(call, nth, self.copy(f"{call}-{nth}").book.parent) for call, nth in points]
        codes = cut(how, self.words, jobs, self.copy("warm").book.parent, all_after=all_after)
        shutil.rmtree(self.folder / "warm")
        for job, code in zip(jobs, codes, strict=True):
            yield f"{self.case.name}, {job.call} {job.nth}", Office(job.folder / self.start.book.name), code
            shutil.rmtree(job.folder)

    def check(self, where: str, works: Office) -> str:
        """Require the old state or the new, and say which; require that the next run goes on."""
        assert rows(works, self.case.signed) in (self.before.rows, self.after.rows), where
        lies = left(works)
        if lies in self.known:
            return self.known[lies]
        found = self.state(works)
        assert found in (self.before, self.after), f"{where}: neither the old nor the new state"
        # Until there is a ledger, `xlplan status` has nothing to hold, and clears nothing.
        assert not works.ledger.exists() or litter(works) == [], where
        if self.case.again or found == self.before:
            assert run(self.words[0], works.book, *self.words[2:]).code == self.code, where
            assert self.state(works) == self.after, where
            assert views(works) == self.views, where
            assert litter(works) == [], where
        assert run("rebuild", works.book, "--json").json["rebuilt"] is False, where
        self.known[lies] = "old" if found == self.before else "new"
        return self.known[lies]
