"""Two commands at once: both are run to their ends, both are heard, and one that fails is not hidden by the other."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import ROOT

pytestmark = pytest.mark.linux("ends processes as Linux does; `make test` runs on Linux")


def _says(words: str, code: int = 0) -> str:
    return shlex.join([sys.executable, "-c", f"print({words!r}); raise SystemExit({code})"])


def _side_by_side(command: str, other: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "scripts.side_by_side", command, other]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(("first", "other", "expected"), [(0, 0, 0), (3, 0, 3), (0, 4, 4), (3, 4, 3)])
def test_the_first_code_that_is_not_zero_and_the_other_heard_last(first: int, other: int, expected: int) -> None:
    done = _side_by_side(_says("here", first), _says("under Wine", other))
    assert (done.returncode, done.stdout.split("\n")) == (expected, ["here", "under Wine", ""])


def test_cut_off_ends_the_other_and_shows_what_it_said(tmp_path: Path) -> None:
    mark = tmp_path / "began"
    waits = shlex.join(
        [
            sys.executable,
            "-uc",
            f"import pathlib, time; print('so far'); pathlib.Path({str(mark)!r}).touch(); time.sleep(600)",
        ]
    )
    words = [
        sys.executable,
        "-m",
        "scripts.side_by_side",
        shlex.join([sys.executable, "-c", "import time; time.sleep(600)"]),
        waits,
    ]
    run = subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not mark.exists():
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    printed, _ = run.communicate(timeout=180)
    assert (run.returncode != 0, printed.decode()) == (True, "so far\n")
