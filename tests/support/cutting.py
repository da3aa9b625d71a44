"""Commands that are cut off, or refused something, at the N-th system call of one kind.

One process serves all tests: this module, run as a program, has loaded what commands load, and forks for each point. The kernel
asks it before each call of the child that changes files, and no other call costs anything (seccomp's notifications, by libseccomp).
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import errno
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CALLS = (
    *("write", "writev", "pwrite64", "pwritev", "pwritev2", "copy_file_range", "sendfile", "ftruncate", "truncate"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link", "linkat"),
    *("symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "utimensat", "fallocate"),
    *("fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync"),
)
"""The calls that write, rename, unlink or sync."""

LIBRARY = "libseccomp.so.2"
KILLED = "SIGKILL"

_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000  # SCMP_ACT_ALLOW, SCMP_ACT_NOTIFY
_GO_ON = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE


@dataclass(frozen=True)
class Point:
    """The N-th call of a kind that a command makes in a folder."""

    call: str
    nth: int
    folder: Path


def counted(folder: Path, words: Sequence[str]) -> Counter[str]:
    """Count how often a command makes each call."""
    ((_, counts, others),) = _asked(words, [["", 0, str(folder)]])
    # Threads and readers talk through pipes, and readers write temporary files, which the next run clears away; were one of them
    # to change anything else, it would have to be cut off as well.
    assert not set(others) - {"write"}, f"calls of other processes or threads: {others}"
    return Counter(counts)


def cut(how: str, words: Sequence[str], points: Sequence[Point], warm: Path, *, all_after: bool = False) -> list[int]:
    """Kill the command at each point, or refuse the call with the error `how`; return exit codes, -9 if killed.

    With `all_after` all later calls of the kind are refused too. The command is first done to its end in the folder
    `warm`: what it loads then need not be loaded again at each point.
    """
    jobs = [[point.call, point.nth, str(point.folder)] for point in points]
    return [code for code, _, _ in _asked(words, jobs, how, warm, all_after)]


@cache
def _server() -> subprocess.Popen[str]:
    """Start the process that forks; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    atexit.register(server.communicate)
    return server


def _asked(
    words: Sequence[str],
    jobs: Sequence[Sequence[object]],
    how: str = KILLED,
    warm: Path | None = None,
    all_after: bool = False,
) -> list[tuple[int, dict[str, int], list[str]]]:
    """Return of each job (call, number, folder) the exit code, the calls made, and those of others than the command."""
    server = _server()
    assert server.stdin and server.stdout
    print(json.dumps([words, jobs, how, str(warm or ""), all_after]), file=server.stdin, flush=True)
    answer = server.stdout.readline()
    assert answer, "the process that forks has ended; its last words are on standard error"
    found: list[tuple[int, dict[str, int], list[str]]] = json.loads(answer)
    return found


class _Question(ctypes.Structure):
    """The kernel's struct seccomp_notif."""

    _fields_ = (
        ("id", ctypes.c_uint64),
        ("pid", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("number", ctypes.c_int),
        ("architecture", ctypes.c_uint32),
        ("values", ctypes.c_uint64 * 7),
    )


class _Answer(ctypes.Structure):
    """The kernel's struct seccomp_notif_resp."""

    _fields_ = (
        ("id", ctypes.c_uint64),
        ("value", ctypes.c_int64),
        ("error", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
    )


class _Watch:
    """What is asked of the kernel, and answered for a child."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._filter = ctypes.c_void_p(self._library.seccomp_init(_ALLOW))
        # Newer machines lack some of the older calls.
        numbers = {name: self._library.seccomp_syscall_resolve_name(name.encode()) for name in CALLS}
        self._names = {number: name for name, number in numbers.items() if number >= 0}
        for number in self._names:
            added = self._library.seccomp_rule_add(self._filter, ctypes.c_uint32(_ASK), number, 0)
            assert added == 0, os.strerror(-added)

    def begin(self) -> int:
        """Watch this process from now on; return where the kernel asks."""
        done = self._library.seccomp_load(self._filter)
        assert done == 0, os.strerror(-done)
        return int(self._library.seccomp_notify_fd(self._filter))

    def answer(self, child: int, asks: int, point: tuple[str, int], how: str, all_after: bool) -> tuple[Any, Any]:
        """Answer until the child has ended; return the calls that it made, and those of its threads and children."""
        counts: Counter[str] = Counter()
        others = set()
        ended = os.pidfd_open(child)
        watched = select.poll()
        watched.register(asks, select.POLLIN)
        watched.register(ended, select.POLLIN)
        while ended not in (ready := dict(watched.poll())):
            question = _Question()
            if not ready[asks] & select.POLLIN or self._library.seccomp_notify_receive(asks, ctypes.byref(question)):
                # It has ended meanwhile.
                continue
            name = self._names[question.number]
            reply = _Answer(question.id, 0, 0, _GO_ON)
            if question.pid != child:
                others.add(name)
            else:
                counts[name] += 1
                over = counts[name] - point[1]
                if name == point[0] and (over == 0 or (over > 0 and all_after)):
                    if how == KILLED:
                        os.kill(child, signal.SIGKILL)
                        continue
                    reply = _Answer(question.id, 0, -getattr(errno, how), 0)
            self._library.seccomp_notify_respond(asks, ctypes.byref(reply))
        os.close(ended)
        os.close(asks)
        return counts, sorted(others)


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


def _forked(watch: _Watch, words: Sequence[str], folder: str, *point: Any) -> tuple[int, Any, Any]:
    here, there = socket.socketpair()
    child = os.fork()
    if child:
        (asks,) = socket.recv_fds(here, 1, 1)[1]
        here.close()
        there.close()
        made = watch.answer(child, asks, *point)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), *made
    code: object = 3
    try:
        asks = watch.begin()
        socket.send_fds(there, [b"."], [asks])
        os.close(asks)
        here.close()
        there.close()
        code = _run(words, folder)
    finally:
        # Not cut off and without an answer: the test sees a code of no command.
        os._exit(code if isinstance(code, int) else 3)


def _serve() -> None:
    _load()
    # A module that a command loads first of all would be written too, and counted.
    sys.dont_write_bytecode = True
    watch = _Watch()
    for line in sys.stdin:
        words, jobs, how, warm, all_after = json.loads(line)
        if warm:
            code = _run(words, warm)
            assert code in (0, 1), code
        found = [_forked(watch, words, folder, (call, nth), how, all_after) for call, nth, folder in jobs]
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    _serve()
