"""`xlplan` as a process of its own, that can be killed, or given another clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support.office import Done

_PROGRAM = [sys.executable, "-c", "from xlplan.cli import main; main()"]
SECONDS = 100


def start(folder: Path, *words: object, before: Sequence[str] = (), **environment: str) -> subprocess.Popen[str]:
    """Start a command in a folder; `before` is what comes before it on the command line."""
    # Without LibreOffice on the path: the page of PDF beside each status would take longer than all else.
    more = {"PATH": "/nowhere"} | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment
    return subprocess.Popen(
        [*before, *_PROGRAM, *map(str, words)],
        cwd=folder,
        env=os.environ | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ended(process: subprocess.Popen[str]) -> Done:
    """What a command said, when it has ended."""
    out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err)
