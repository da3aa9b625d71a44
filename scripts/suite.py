"""Run the tests on all cores, three for each two of them, under Wine on two; what fails is run once more, alone.

    python -m scripts.suite [PYTEST ARGUMENT...]

Programs with windows of their own now and then come to grief on a busy machine, and a reader of the result must see whether it was that.
What passes alone is named at the end, and is a fault to mend all the same: of the test, or of the program that it waits for. What fails again, or
more than a handful, is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HANDFUL = 6
"""So many tests may fail the first time and be run once more: those that share a program fall together."""


class Failures:
    """A pytest plugin that notes which tests failed, those included during which a process of the tests died."""

    def __init__(self) -> None:
        self.tests: dict[str, None] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed, in its set-up or tear-down too."""
        if report.failed:
            self.tests[report.nodeid] = None


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code."""
    failures = Failures()
    # In the order in which tests/conftest.py puts the files. Half of their time tests wait for programs and windows.
    workers = (os.cpu_count() or 1) * 3 // 2
    on_all_cores = [
        "-n",
        str(workers),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "--max-worker-restart",
        str(HANDFUL),
    ]
    if sys.platform == "win32":
        # Under Wine, to turn a test's output aside by handles takes longer than most tests.
        on_all_cores.append("--capture=sys")
    code = int(pytest.main([*on_all_cores, *arguments], plugins=[failures]))
    failed = list(failures.tests)
    if code != pytest.ExitCode.TESTS_FAILED or not 0 < len(failed) <= HANDFUL:
        return code
    print("\n再单独运行一遍没有通过的：", *failed, sep="\n  ", flush=True)
    again = subprocess.run([sys.executable, "-m", "pytest", *failed], stdin=subprocess.DEVNULL).returncode
    if again == 0:
        print("第一遍没有通过、单独运行通过了的（是要改好的缺陷）：", *failed, sep="\n  ", flush=True)
    return again


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
