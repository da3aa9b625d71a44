"""What is told of the tests that run on Windows' Python, and of those that cannot run here."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from scripts.windows import left_out, run, wine


def test_tests_are_counted_by_their_markers() -> None:
    here = "tests/scripts/test_windows.py"
    assert (left_out.count("files", here) > 1, left_out.count("core", here)) == (True, 0)


@pytest.mark.parametrize(
    ("words", "code", "printed", "found"),
    [
        (["-m", "pytest", "-q"], 0, ["....", "6019 passed, 35 skipped in 161.02s (0:02:41)\r\n"], 0),
        (["-m", "pytest"], 0, ["no tests ran in 0.01s\n"], 0),
        (["-m", "pytest"], 0, ["30 passed, 5 deselected, 2 warnings in 74.88s (0:01:14)\n"], 0),
        (["-m", "pytest"], 1, ["1 failed in 3.02s\n"], 1),
        # Ended from outside, by whatever ends all that runs under Wine.
        (["-m", "pytest"], 0, ["...F.sss"], 1),
        (["-m", "pytest"], 0, [], 1),
        (["-m", "scripts.suite", "-n", "2"], 0, ["...F"], 1),
        (["-c", "pass"], 0, [], 0),
        (["-m", "excel.before"], 3, [], 3),
    ],
)
def test_tests_that_were_cut_off_have_not_passed(
    words: Sequence[str], code: int, printed: Sequence[str], found: int
) -> None:
    assert run.honest(words, code, printed) == found


def test_a_run_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = subprocess.Popen(["sh", "-c", "echo ...F; exec sleep 600"], stdout=subprocess.PIPE)
    monkeypatch.setattr(wine.subprocess, "Popen", lambda command, **how: program)
    monkeypatch.setattr(wine, "sole_use", nullcontext)
    monkeypatch.setattr(wine, "screen", lambda: nullcontext(":0"))
    monkeypatch.setattr(wine, "end", lambda environment: program.kill())
    monkeypatch.setattr(wine, "_LONGEST", 0.5)
    begun, told = time.monotonic(), list[str]()
    code = wine.run_python(tmp_path, ["-m", "pytest"], told.append)
    assert told == ["...F\n"] and run.honest(["-m", "pytest"], code, told) != 0
    assert time.monotonic() - begun < 60
