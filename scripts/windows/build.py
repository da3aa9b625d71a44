"""Put Windows' Python with all that the tests need into .tools/windows: python -m scripts.windows.build."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from typing import Final

from scripts import ROOT
from scripts.bundle import wheels
from scripts.windows import libraries, python, wine

PLACE: Final = ROOT / ".tools/windows"
_MADE_FROM: Final = ("scripts/windows", "constraints.txt", "pyproject.toml", "scripts/bundle/wheels.py")

_NOT_FOR_BUILDING: Final = {"run.py", "left_out.py", "__init__.py"}
_PROOF: Final = "import isal, lxml.etree, pytest, python_calamine, rapidfuzz, sqlite3, win32file, xdist, xlplan.cli"


def mark() -> str:
    """Return a mark of everything that the folder is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _MADE_FROM:
        path = ROOT / name
        for each in sorted(path.iterdir()) if path.is_dir() else [path]:
            if each.suffix in {".py", ".c", ".txt", ".toml"} and each.name not in _NOT_FOR_BUILDING:
                digest.update(each.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Build the folder anew, unless it is there already, made from the same."""
    stamp = PLACE / "stamp"
    if stamp.is_file() and stamp.read_text("ascii") == mark():
        return 0
    begun = time.monotonic()
    fresh = PLACE.with_name("windows.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        python.assemble(fresh / "python")
        wine.add_stubs(fresh / "python")
        libraries.install(fresh / "python/Lib/site-packages", [*libraries.at_run_time(), *libraries.FOR_TESTS])
        with wine.sole_use(PLACE):
            shutil.rmtree(PLACE, ignore_errors=True)
            fresh.rename(PLACE)
            wine.make_prefix(PLACE)
            said: list[str] = []
            if wine.run_python(PLACE, ["-c", _PROOF], said.append):
                raise python.AssembleError("".join(said)[-2000:] or "python.exe does not start")
    except (python.AssembleError, wheels.WheelsError) as error:
        print(f"Windows 的 Python 没有装好，要用它的测试不能运行：{error}", file=sys.stderr)
        return 1
    stamp.write_text(mark(), "ascii")
    print(f"Windows 的 Python 装好了，用了 {time.monotonic() - begun:.0f} 秒", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
