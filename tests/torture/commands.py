"""`xlplan` as a process of its own, that can be killed, or given another clock."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from support.office import Done

_PROGRAM = [sys.executable, "-c", "from xlplan.cli import command_line; command_line()"]
_SECONDS = 100


class Command:
    """A command at work in a folder."""

    def __init__(self, folder: Path, *words: object, **environment: str) -> None:
        self.words = " ".join(map(str, words))
        # In files: a pipe that nobody empties would stop it.
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed by done()
        # Without LibreOffice on the path: the page of PDF beside each status would take longer than all else.
        more = {"PATH": "/nowhere"} | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment
        self.process = subprocess.Popen(
            [*_PROGRAM, *map(str, words)],
            cwd=folder,
            env=os.environ | more,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
        )

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def done(self) -> Done:
        """Return what it said, when it has ended; its exit code is negative if a signal ended it."""
        code = self.process.wait(_SECONDS)
        said = []
        for file in (self._out, self._err):
            file.seek(0)
            said.append(file.read().decode("utf-8"))
            file.close()
        return Done(code, *said)
