"""Wine: a Chinese Windows (code page 936) with a user of a Chinese name, for tests alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from scripts import ROOT
from scripts.windows import python

USER: Final = "王小明"
_SERVERS: Final = ("/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver", "wineserver64", "wineserver")
"""Where systems put the program that all programs of a prefix ask; the shell scripts on the path do not pass all on."""
_START: Final = 180.0
"""Seconds that a prefix may take to be made."""
_LONGEST: Final = 3600.0
"""Seconds after which a run is ended: what hangs under Wine would keep a build server for ever."""


def add_stubs(folder: Path) -> None:
    """Put beside python.exe what Wine lacks. It never goes into a bundle."""
    source = python.SOURCES / "bcryptprimitives.c"
    python.compile_library(folder / "bcryptprimitives.dll", source, "-ladvapi32")


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold the prefix of `folder`, and wait until no other process does: whoever ends what runs in it ends all of it.

    A process that holds it already goes on at once.
    """
    lock = FileLock(folder.with_name(f"{folder.name}.lock"), is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("另一次运行正在用 Wine，等它结束。", file=sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def make_prefix(folder: Path) -> None:
    """Make a prefix and its locale in `folder`. It needs a screen: started without one, it never shows windows."""
    locale = folder / "locale"
    locale.mkdir()
    _quiet("localedef", "-i", "zh_CN", "-f", "UTF-8", str(locale / "zh_CN.UTF-8"))
    with screen() as display:
        environment = environment_of(folder, display)
        try:
            _quiet("wine", "wineboot", "-i", environment=environment)
        finally:
            end(environment)
    # Wine makes the user's folders links into the home of whoever builds this.
    for path in (folder / "prefix/drive_c/users" / USER).iterdir():
        if path.is_symlink():
            path.unlink()
            path.mkdir()


def environment_of(folder: Path, display: str) -> dict[str, str]:
    """Return the environment in which Wine runs in the prefix of `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "XLPLAN_", "PYTHON", "LC_", "LANG"))}  # fmt: skip
    run = {name: os.environ[name] for name in ("XLPLAN_CI_RUN",) if name in os.environ}
    return {
        **kept,
        **run,
        "DISPLAY": display,
        "LC_ALL": "zh_CN.UTF-8",
        "LOCPATH": str(folder / "locale"),
        "LOGNAME": USER,
        "USER": USER,
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=;bcryptprimitives=n",
        "WINEPREFIX": str(folder / "prefix"),
        "PYTHONPATH": f"Z:{ROOT};Z:{ROOT}/tests".replace("/", "\\"),
        # Apart from what Linux compiled: the file names in it are other ones.
        "PYTHONPYCACHEPREFIX": f"Z:{folder.resolve()}/compiled".replace("/", "\\"),
    }


@contextmanager
def screen() -> Iterator[str]:
    """Open a screen and return its name; it ends with the block."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24"]
    null = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writing], stdin=null, stdout=null, stderr=null)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
            if not number:
                raise python.AssembleError("Xvfb did not start")
            yield f":{number}"
    finally:
        server.terminate()
        server.wait(_START)


def run_python(folder: Path, words: Sequence[str], told: Callable[[str], object]) -> int:
    """Run the python.exe of `folder` with these words and return its exit code; each line that it prints is told.

    Nothing of it is left running.
    """
    with sole_use(folder), screen() as display:
        environment = environment_of(folder, display)
        command = ["wine", str(folder / "python/python.exe"), *words]
        try:
            # A pipe, since Python cannot write to Wine's idea of a file.
            program = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            assert program.stdout
            threading.Thread(target=_end_after, args=(program, environment), daemon=True).start()
            with program.stdout as output:
                for line in output:
                    told(line.decode("gb18030", "replace"))
            return program.wait()
        finally:
            end(environment)


def _end_after(program: subprocess.Popen[bytes], environment: Mapping[str, str]) -> None:
    """End what a program leaves open, such as a folder's window: it holds the program's output. One that hangs is ended too."""
    with suppress(subprocess.TimeoutExpired):
        program.wait(_LONGEST)
    end(environment)


def end(environment: Mapping[str, str]) -> None:
    """End every process of the prefix, and wait until they are gone."""
    server = next(filter(None, map(shutil.which, _SERVERS)), "wineserver")
    for word in ("-k", "-w"):
        subprocess.run([server, word], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_START)


def _quiet(*command: str, environment: Mapping[str, str] | None = None) -> None:
    null = subprocess.DEVNULL
    try:
        subprocess.run(command, env=environment, stdin=null, stdout=null, stderr=null, timeout=_START, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise python.AssembleError(f"{' '.join(command)}: {error}") from None
