"""Commands that are cut off, or refused something, at the N-th system call of one kind, by strace.

One process serves all tests: this module, run as a program, has loaded what commands load, lets a strace attach to it, and forks
for each point; strace counts a process's calls from its birth. So each first makes as many calls that do nothing as bring the
N-th real one to the number that strace waits for; calls of all other kinds, and other processes, never get so far.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import io
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_ALLOW_WATCHER = 0x59616D61  # PR_SET_PTRACER


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
    calls: Mapping[str, int],
    how: str,
    words: Sequence[str],
    points: Sequence[Point],
    warm: Path,
    *,
    all_after: bool = False,
) -> list[int]:
    """Let strace do `how` at each point, at all later calls of the kind too with `all_after`; return exit codes, -9 if killed.

    `calls` tells how often the command makes each call. The command is first done to its end in the folder `warm`: what it
    loads then need not be loaded again at each point.
    """
    limit = max(calls.values()) + _SPARE
    kinds = ",".join({point.call for point in points})
    options = ["-o", os.devnull, "-e", f"trace={kinds}"]
    options += ["-e", f"inject={kinds}:{how}:when={limit}{'+' if all_after else ''}"]
    return _strace(options, words, [[point.call, limit - point.nth, str(point.folder)] for point in points], warm)


@cache
def _server() -> subprocess.Popen[str]:
    """Start the process that forks; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | _ENVIRONMENT,
    )
    atexit.register(server.communicate)
    return server


def _strace(
    options: Sequence[str], words: Sequence[str], jobs: Sequence[Sequence[object]], warm: Path | None = None
) -> list[int]:
    """Return the exit code of each job: call, number of calls that do nothing, folder."""
    server = _server()
    assert server.stdin and server.stdout
    print(json.dumps([options, words, jobs, str(warm or "")]), file=server.stdin, flush=True)
    answer = server.stdout.readline()
    assert answer, "the process that forks has ended; its last words are on standard error"
    codes: list[int] = json.loads(answer)
    return codes


@contextlib.contextmanager
def _watched(strace: str, options: Sequence[str]) -> Iterator[None]:
    """Let a strace watch this process and what it forks: attached only now, for until then it would stop it at each call."""
    # Many systems let a process be watched by its parents alone, or by whom it allows.
    ctypes.CDLL(None).prctl(_ALLOW_WATCHER, ctypes.c_ulong(-1), 0, 0, 0)
    with subprocess.Popen([strace, "-f", "-qq", *options, "-p", str(os.getpid())], stdin=subprocess.DEVNULL) as watcher:
        while re.search(r"^TracerPid:\s*0$", Path("/proc/self/status").read_text(), re.MULTILINE):
            assert watcher.poll() is None, "strace cannot attach"
            time.sleep(0.01)
        yield
        watcher.terminate()


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


def _load() -> None:
    """Load what commands load, once for all that are forked."""
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


def _run(words: Sequence[str], folder: str) -> object:
    """Return the exit code of a command in a folder. What it says goes nowhere: it would be counted too."""
    from xlplan.cli import command_line

    os.chdir(folder)
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            command_line(list(words))
        except SystemExit as end:
            return 4 if "Traceback" in said.getvalue() else end.code
    return 3


def _forked(words: Sequence[str], call: str, times: int, folder: str, idle: Mapping[str, Callable[[], object]]) -> int:
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    for _ in range(times):
        with contextlib.suppress(OSError):
            idle[call]()
    code: object = 3
    try:
        code = _run(words, folder)
    finally:
        # Not cut off and without an answer: the test sees a code of no command.
        os._exit(code if isinstance(code, int) else 3)


def _serve() -> None:
    strace = shutil.which("strace")
    assert strace
    _load()
    idle = _idle()
    for line in sys.stdin:
        options, words, jobs, warm = json.loads(line)
        if warm:
            code = _run(words, warm)
            assert code in (0, 1), code
        with _watched(strace, options):
            codes = [_forked(words, call, times, folder, idle) for call, times, folder in jobs]
        print(json.dumps(codes), flush=True)


if __name__ == "__main__":
    _serve()
