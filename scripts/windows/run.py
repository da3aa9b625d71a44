"""Run Windows' Python under Wine: python -m scripts.windows.run -m pytest …; nothing of it is left running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from scripts import ROOT
from scripts.windows import build, wine


def run(words: Sequence[str]) -> int:
    """Run python.exe with these words, pass on what it prints, and return its exit code."""
    with wine.screen() as display:
        environment = wine.environment_of(build.PLACE, display)
        command = ["wine", str(build.PLACE / "python/python.exe"), *words]
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
            with program.stdout or sys.stdin.buffer as output:
                for line in output:
                    sys.stdout.write(line.decode("gb18030", "replace"))
                    sys.stdout.flush()
            return program.wait()
        finally:
            wine.end(environment)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
