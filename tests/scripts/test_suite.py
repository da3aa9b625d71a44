"""What fails among all tests is run once more, alone, and named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

from scripts import suite

_BUSY = """
import os, pathlib
def test_passes_the_second_time():
    mark = pathlib.Path("was here")
    if not mark.exists():
        mark.touch()
        {how}
"""
_BAD = "def test_fails(): assert False\n"
_GOOD = "def test_passes(): pass\n"


@pytest.mark.linux("processes that die under pytest-xdist; the suite runs on Linux")
@pytest.mark.parametrize(
    ("tests", "code", "told"),
    [
        ({"good": _GOOD}, 0, ""),
        ({"good": _GOOD, "busy": _BUSY.format(how="assert False")}, 0, "test_busy.py::test_passes_the_second_time"),
        ({"good": _GOOD, "dies": _BUSY.format(how="os.abort()")}, 0, "test_dies.py::test_passes_the_second_time"),
        ({"good": _GOOD, "bad": _BAD}, 1, ""),
        (
            {
                f"bad{n}": _BUSY.format(how="assert False").replace("was here", f"was here {n}")
                for n in range(suite.HANDFUL + 1)
            },
            1,
            "",
        ),
    ],
    ids=["all-pass", "passes-alone", "process-dies", "fails-again", "too-many"],
)
def test_a_failure_counts_when_it_fails_alone_too(tests: dict[str, str], code: int, told: str, tmp_path: Path) -> None:
    for name, text in tests.items():
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); from scripts import suite; sys.exit(suite.run(['-q']))",
        ],
        cwd=tmp_path,
        # What each of its processes would load besides takes longer than these tests.
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout.partition("是要改好的缺陷）：")[2].strip()) == (code, told), ran.stdout
