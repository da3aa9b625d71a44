"""A trial: one thing that may happen, made out of a seed, in a process of its own that may hang, die or leave things behind."""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_GRACE: Final = 5.0
"""Seconds in which processes that a trial started have to notice that it is over."""
_PR_SET_CHILD_SUBREAPER: Final = 36


class Wrong(AssertionError):
    """Something that must hold does not."""


@dataclass(frozen=True)
class Trial:
    """What a trial is given: its chance, an empty folder, and what its kind has prepared."""

    seed: int
    chance: random.Random
    folder: Path
    ready: Any


@dataclass(frozen=True)
class Kind:
    """A kind of trials. `share` says how much of the time it gets beside others, `limit` how many seconds one may take.

    A kind that `kills` leaves what the killed program had in the temporary folder: nobody else may read it, and that is all that is asked.
    """

    name: str
    about: str
    run: Callable[[Trial], None]
    prepare: Callable[[Path], Any] = lambda folder: None
    share: float = 1.0
    limit: float = 120.0
    programs: Sequence[str] = ()
    kills: bool = False


def adopt_orphans() -> None:
    """Become the parent of every process that a trial leaves behind."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def attempt(kind: Kind, seed: int, ready: Any, folder: Path) -> str:
    """Run a trial in `folder`; what went wrong, empty where nothing did."""
    folder.mkdir(parents=True)
    trouble = folder / "failure.txt"
    sys.stdout.flush()
    # What a kind's preparation started serves all its trials, with the readers that it keeps at hand.
    serving = set(_below(os.getpid()))
    child = os.fork()
    if not child:
        _in_child(kind, seed, ready, folder, trouble)
    end = time.monotonic() + kind.limit
    status = None
    while status is None and time.monotonic() < end:
        found, code = os.waitpid(child, os.WNOHANG)
        status = code if found else None
        time.sleep(0.01)
    wrong = []
    if status is None:
        wrong.append(f"it hung for {kind.limit:.0f} s: {_commands([child, *_below(child)])}")
        _end([child, *_below(child)])
    elif status:
        wrong.append(trouble.read_text("utf-8") if trouble.exists() else f"the trial itself ended with {status}")
    until = time.monotonic() + _GRACE
    while _below(os.getpid(), serving) and time.monotonic() < until:
        _reap()
        time.sleep(0.02)
    if left := _below(os.getpid(), serving):
        wrong.append(f"processes left behind: {_commands(left)}")
        _end(left)
    if not wrong and (litter := [path for path in (folder / "tmp").iterdir() if not kind.kills or _readable(path)]):
        wrong.append(f"temporary files left behind: {[path.name for path in litter]}")
    if wrong:
        trouble.write_text("\n".join(wrong), "utf-8")
    else:
        shutil.rmtree(folder)
    return "\n".join(wrong)


def _readable(path: Path) -> bool:
    """Return True if anybody but its owner can read a file or look into a folder."""
    return bool(path.lstat().st_mode & 0o077)


def _in_child(kind: Kind, seed: int, ready: Any, folder: Path, trouble: Path) -> None:
    code = 0
    try:
        os.setpgid(0, 0)
        for name in ("tmp", "home", "work"):
            (folder / name).mkdir()
        os.environ |= {"TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home")}
        tempfile.tempdir = None
        kind.run(Trial(seed, random.Random(f"{kind.name} {seed}"), folder / "work", ready))
    except BaseException:
        code = 1
        trouble.write_text(traceback.format_exc(), "utf-8")
    finally:
        from xlplan.files.apart import pool

        # What the end of a program does, which a fork does without.
        pool.end_all()
        os._exit(code)


def _below(parent: int, but: Collection[int] = ()) -> list[int]:
    """Return the processes that come from a process, nearest first, `but` these and what comes from them."""
    found = []
    for thread in _entries(Path(f"/proc/{parent}/task")):
        with suppress(OSError):
            for child in map(int, (thread / "children").read_text().split()):
                if child not in but:
                    found += [child, *_below(child, but)]
    return found


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _commands(pids: Sequence[int]) -> str:
    said = []
    for pid in pids:
        with suppress(OSError):
            said.append(Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")[:200])
    return "; ".join(said)


def _end(pids: Sequence[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + _GRACE
    while _below(os.getpid()) and time.monotonic() < end:
        _reap()
        time.sleep(0.02)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
