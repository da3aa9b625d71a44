"""Run two commands at once: python -m scripts.side_by_side COMMAND OTHER; what the other prints follows when both have ended.

Tests wait for windows and programs half of their time; the tests under Wine use that time. Ends with the code of the first that failed.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from types import FrameType

_LONGEST = 10.0
"""Seconds that what is cut off has to end what it began."""


def run(command: str, other: str) -> int:
    """Run both, and return 0 or the first code that is not."""
    with tempfile.TemporaryFile() as printed:
        beside = subprocess.Popen(
            shlex.split(other),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = subprocess.run(shlex.split(command), stdin=subprocess.DEVNULL).returncode
            code = code or beside.wait()
        finally:
            _end(beside)
            printed.seek(0)
            sys.stdout.flush()
            while part := printed.read(1 << 16):
                sys.stdout.buffer.write(part)
            sys.stdout.flush()
    return code or beside.returncode


def _end(program: subprocess.Popen[bytes]) -> None:
    """Wait for a program that still runs after the other has failed or was cut off; end it if this run is cut off."""
    if sys.exc_info()[0] is None:
        program.wait()
    for sent in (signal.SIGTERM, signal.SIGKILL):
        if program.poll() is not None:
            return
        os.killpg(program.pid, sent)
        with suppress(subprocess.TimeoutExpired):
            program.wait(_LONGEST)


def _cut_off(number: int, frame: FrameType | None) -> None:
    """Leave as Ctrl-C does, so that nothing goes on running."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _cut_off)
    sys.exit(run(*sys.argv[1:]))
