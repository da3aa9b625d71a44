"""A disk with too little room: said, nothing by halves, and done when there is room again."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

from support.cut_off import Prepared
from support.cutting import LIBRARY
from support.office import Office, run

from torture.invariants import in_order, require
from torture.killed import chosen, prepared
from torture.trial import Kind, Trial

_CLONE_NEWNS = 0x20000
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000
_PAGE = 4096
_SIZE = 16 * 2**20


def small_disk(place: Path) -> bool:
    """Mount a disk of 16 MB in memory, which this process and its children alone see; return False if the system lets nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNS) or libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None):
        return False
    return not libc.mount(b"tmpfs", bytes(place), b"tmpfs", 0, f"size={_SIZE}".encode())


def _trial(trial: Trial) -> None:
    ready, works = chosen(trial)
    place = trial.folder / "disk"
    place.mkdir()
    if not small_disk(place):
        _refused(trial, ready)
        return
    shutil.move(works.book.parent, place / "office")
    works = Office(place / "office" / works.book.name)
    for _ in range(trial.chance.choice((1, 1, 2))):
        room = trial.chance.choice((0, 0, *range(1, 60))) * _PAGE
        filler = place / "filler"
        free = os.statvfs(place)
        with filler.open("wb") as file:
            file.write(bytes(max(free.f_bavail * free.f_bsize - room, 0)))
        done = run(ready.words[0], works.book, *ready.words[2:], "--json")
        filler.unlink()
        require(done.code in (2, ready.code), f"ended with {done.code}: {done.err}")
        if done.code != 2:
            break
        error = done.json["error"]
        require("磁盘" in error["message"] + error["hint"], f"what it said: {error}")
    ready.check(f"{ready.case.name} with {room // _PAGE} pages of room", works)
    in_order(works)


def _refused(trial: Trial, ready: Prepared) -> None:
    """Refuse every write from one call on, by the kernel: for those without the right to mount."""
    names = ("write", "pwrite64", "mkdir", "fsync", "fdatasync")
    points = ready.points([call for call in names if ready.calls[call]], 10**6)
    for where, works, code in ready.cut(trial.chance.sample(points, 4), "ENOSPC", all_after=True):
        require(code in (2, ready.code), f"{where}: {code}")
        ready.check(where, works)
        in_order(works, where)


KIND = Kind("full", "a command on a small disk with 0 to 59 pages of room", _trial, prepared, programs=(LIBRARY,))
