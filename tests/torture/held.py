"""Folders that may not be written, files that others have open or locked: said, and done once they are free."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from support.cut_off import Prepared
from support.cutting import LIBRARY
from support.office import Office, run

from torture.invariants import in_order, require
from torture.killed import chosen, prepared
from torture.trial import Kind, Trial
from xlplan.files.store import locking

_NOBODY = 65534


@contextmanager
def _anybody(folder: Path) -> Iterator[None]:
    """Give all below a folder to an ordinary person, who this process is within the block."""
    root = os.geteuid() == 0
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def _folders(works: Office) -> list[Path]:
    return [path for path in (works.book.parent, *works.root.rglob("*"), works.root) if path.is_dir()]


@contextmanager
def _read_only(trial: Trial, works: Office) -> Iterator[None]:
    """Let nobody make, rename or remove anything in some folders."""
    folders = _folders(works)
    chosen_ones = trial.chance.sample(folders, min(len(folders), trial.chance.choice((1, 1, 2, 3))))
    modes = {path: path.stat().st_mode for path in chosen_ones}
    for path in chosen_ones:
        path.chmod(0o555)
    try:
        with _anybody(works.book.parent):
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _open_elsewhere(trial: Trial, works: Office) -> Iterator[None]:
    """Let some files not be replaced or removed, as on Windows those that are open elsewhere: they are another's, in a sticky folder."""
    with ExitStack() as stack:
        files = [path for path in works.root.rglob("*") if path.is_file() and path.suffix in (".xlsx", ".docx", ".txt")]
        held = trial.chance.sample(files, min(len(files), trial.chance.choice((1, 1, 3)))) if files else []
        stack.enter_context(_anybody(works.book.parent))
        if os.getuid() == 0:
            os.seteuid(0)
            for path in held:
                os.chown(path, 0, 0)
                path.chmod(0o644)
                os.chown(path.parent, 0, 0)
                path.parent.chmod(0o1777)
            os.seteuid(_NOBODY)
        yield


@contextmanager
def _locked_ledger(trial: Trial, works: Office) -> Iterator[None]:
    """Let another connection read the ledger or write into it; now and then it lets go in time."""
    if not works.ledger.exists():
        yield
        return
    free = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(works.ledger, isolation_level=None)) as db:
            db.execute(trial.chance.choice(("BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN")))
            db.execute("SELECT count(*) FROM action").fetchall()
            ready.set()
            free.wait(seconds)
            db.execute("ROLLBACK")

    ready = threading.Event()
    seconds = trial.chance.choice((0.5, 3.0, 30.0))
    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait(10)
    try:
        yield
    finally:
        free.set()
        thread.join()


@contextmanager
def _held_folder(trial: Trial, works: Office) -> Iterator[None]:
    """Let another process hold the working folder."""
    works.root.mkdir(exist_ok=True)
    child = os.fork()
    if not child:
        with locking.hold(works.root / ".正在使用.lock"):
            (works.root / ".正在使用.txt").write_text("李四", "utf-8")
            time.sleep(600)
    marker = works.root / ".正在使用.txt"
    while not marker.exists():
        time.sleep(0.02)
    try:
        yield
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        # As the next run would.
        marker.unlink()


_WAYS: tuple[Callable[[Trial, Office], object], ...] = (
    *(_read_only,) * 4,
    *(_open_elsewhere,) * 4,
    _locked_ledger,
    _held_folder,
)


def _trial(trial: Trial) -> None:
    ready, works = chosen(trial)
    way = trial.chance.choice(_WAYS)
    where = f"{ready.case.name}, {getattr(way, '__name__', '')}"
    with way(trial, works):  # type: ignore[attr-defined]
        done = run(ready.words[0], works.book, *ready.words[2:], "--json")
        require(done.code in (2, ready.code), f"{where}: ended with {done.code}: {done.err}{done.out}")
        if done.code == 2:
            error = done.json["error"]
            require(error["code"] in ("not-writable", "locked", "unreadable", "bad-ledger"), f"{where}: {error}")
            require(error["hint"], f"{where}: {error}")
        if way is _held_folder:
            require(done.code == 2 and "李四" in done.json["error"]["message"], f"{where}: {done.out}")
    if os.getuid() == 0:
        _give_back(works.book.parent)
    _checked(ready, works, where, done.code)
    in_order(works, where)


def _give_back(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
        if path.is_dir():
            path.chmod(0o755)


def _checked(ready: Prepared, works: Office, where: str, code: int) -> None:
    found = ready.check(where, works)
    same = ready.before == ready.after
    require(same or (found == "old") == (code == 2), f"{where}: said {code}, and the state is the {found} one")


KIND = Kind("held", "a command on folders and files that others hold or that are read-only", _trial, prepared,
            programs=(LIBRARY,))  # fmt: skip
