"""Commands that are cut off, or refused something, at the N-th system call of one kind, by strace.

One strace watches a whole series: this module, run under it, forks a process for each point, and strace counts a process's
calls from its birth. So each first makes as many calls that do nothing as bring the N-th real one to the number that strace
waits for; calls of all other kinds, and other processes, never get so far.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    *("write", "writev", "pwrite64", "pwritev", "pwritev2", "copy_file_range", "sendfile", "ftruncate", "truncate"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link", "linkat"),
    *("symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "utimensat", "fallocate"),
    *("fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync"),
)
"""The calls that write, rename, unlink or sync."""

_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
_SPARE = 20


@dataclass(frozen=True)
class Point:
    """The N-th call of a kind that a command makes in a folder."""

    call: str
    nth: int
    folder: Path


def counted(folder: Path, words: Sequence[str]) -> Counter[str]:
    """Count how often a command makes each call."""
    with tempfile.NamedTemporaryFile() as trace:
        _strace(
            ["-e", "signal=none", "-e", f"trace={','.join(CALLS)}", "-o", trace.name], words, [["", 0, str(folder)]]
        )
        lines = [line.split(maxsplit=1) for line in Path(trace.name).read_text(errors="replace").splitlines()]
    made = [(int(pid), re.split(r"\W", call, maxsplit=1)[0]) for pid, call in lines if call[0].isalpha()]
    # The first that makes a folder is the command itself: it starts with the working folder.
    command = next(pid for pid, name in made if name.startswith("mkdir"))
    # Threads and helpers talk through pipes; were one of them to change files, it would have to be cut off as well.
    others = {name for pid, name in made if pid != command} - {"write"}
    assert not others, f"calls of other processes or threads: {others}"
    return Counter(name for pid, name in made if pid == command)


def cut(
    calls: Mapping[str, int], how: str, words: Sequence[str], points: Sequence[Point], *, all_after: bool = False
) -> list[int]:
    """Let strace do `how` at each point, at all later calls of the kind too with `all_after`; return exit codes, -9 if killed.

    `calls` tells how often the command makes each call.
    """
    limit = max(calls.values()) + _SPARE
    kinds = ",".join({point.call for point in points})
    options = ["-o", os.devnull, "-e", f"trace={kinds}"]
    options += ["-e", f"inject={kinds}:{how}:when={limit}{'+' if all_after else ''}"]
    said = _strace(options, words, [[point.call, limit - point.nth, str(point.folder)] for point in points])
    return [int(code) for code in json.loads(said)]


def _strace(options: Sequence[str], words: Sequence[str], jobs: Sequence[Sequence[object]]) -> str:
    done = subprocess.run(
        ["strace", "-f", "-qq", *options, sys.executable, __file__, json.dumps(list(words)), json.dumps(jobs)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | _ENVIRONMENT,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _idle() -> dict[str, Callable[[], object]]:
    """Return what makes one call of a kind and changes nothing."""
    sink = os.open(os.devnull, os.O_RDWR)
    nowhere = Path("/nowhere/at/all")
    return {
        "write": lambda: os.write(sink, b""),
        "pwrite64": lambda: os.pwrite(sink, b"", 0),
        "ftruncate": lambda: os.ftruncate(sink, 0),
        "rename": lambda: nowhere.rename(nowhere),
        "unlink": nowhere.unlink,
        "rmdir": nowhere.rmdir,
        "mkdir": nowhere.mkdir,
        "link": lambda: nowhere.hardlink_to(nowhere),
        "chmod": lambda: nowhere.chmod(0),
        "fsync": lambda: os.fsync(sink),
        "fdatasync": lambda: os.fdatasync(sink),
        "sync": os.sync,
    }


def _warm() -> None:
    """Load what commands load: strace stops a process at each call, and looking for modules takes thousands."""
    import xlplan

    # A page of PDF at each status would take longer than all else.
    os.environ["PATH"] = os.devnull
    for module in pkgutil.walk_packages(xlplan.__path__, "xlplan."):
        if not module.name.startswith(("xlplan.office", "xlplan.__main__")):
            importlib.import_module(module.name)
    # What is loaded at its first use.
    importlib.import_module("filelock")
    importlib.import_module("isal.isal_zlib")
    importlib.import_module("python_calamine")


def _forked(words: Sequence[str], call: str, times: int, folder: str, idle: Mapping[str, Callable[[], object]]) -> int:
    from xlplan.cli import command_line

    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    # What a command says would be counted too.
    sys.stdout, sys.stderr = said = io.StringIO(), io.StringIO()
    os.chdir(folder)
    for _ in range(times):
        with contextlib.suppress(OSError):
            idle[call]()
    code: object = 3
    try:
        command_line(list(words))
    except SystemExit as end:
        code = end.code
    finally:
        # Not cut off and without an answer: what was said goes where the test finds it.
        if "Traceback" in said[1].getvalue():
            code = 4
        os._exit(code if isinstance(code, int) else 3)


def _series(words: Sequence[str], jobs: Sequence[tuple[str, int, str]]) -> list[int]:
    _warm()
    idle = _idle()
    return [_forked(words, call, times, folder, idle) for call, times, folder in jobs]


if __name__ == "__main__":
    print(json.dumps(_series(json.loads(sys.argv[1]), json.loads(sys.argv[2]))))
