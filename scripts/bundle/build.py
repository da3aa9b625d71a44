"""Builds the offline bundles: everything that an office without the internet needs, in one zip file.

`python -m scripts.bundle.build [--out DIR] [--target NAME]… [--python FOLDER_OR_ZIP]`, by default for all systems into dist/: one
for Windows with a Python of its own (scripts/bundle/windows.py), one for the others. A minute or two, for it downloads the
libraries' wheels; what was downloaded before is taken from pip's cache.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scripts import ROOT
from scripts.bundle import windows
from scripts.bundle.contents import copy_contents
from scripts.bundle.wheels import PYTHONS, TARGETS, WheelsError, fetch, own_wheel
from scripts.windows.python import AssembleError
from xlplan import __version__

SOURCES: Final = Path(__file__).parent
OPEN: Final = "打开分工表"
README: Final = "先读我.txt"
# Where each source goes, how its lines end, whether Windows' Notepad is to know at once that it is UTF-8.
_FILES: Final = {
    "open.sh": (f"{OPEN}.sh", "\n", False),
    "open.desktop": (f"{OPEN}.desktop", "\n", False),
    "readme.txt": (README, "\r\n", True),
    "no-python.txt": ("program/no-python.txt", "\r\n", True),
    "start.py": ("program/start.py", "\n", False),
}
OTHERS: Final = tuple(name for name in TARGETS if name != "windows")
"""The systems that share a bundle, which wants a Python on the computer."""
_EXECUTABLE: Final = (".sh", ".command", ".desktop")
_SYSTEMS: Final = {".command": "macos", ".sh": "linux", ".desktop": "linux"}


def build(out: Path, targets: Sequence[str] = OTHERS, pythons: Sequence[tuple[int, int]] = PYTHONS) -> Path:
    """Make the bundle of other systems than Windows in the folder `out`; returns the zip file. Raise WheelsError."""
    out.mkdir(parents=True, exist_ok=True)
    name = f"分工表-离线包-{__version__}"
    with tempfile.TemporaryDirectory(dir=out, prefix=".bundle-") as work:
        folder = Path(work) / name
        _write_texts(folder, targets, pythons)
        copy_contents(folder)
        wheels = folder / "program" / "wheels"
        fetch(own_wheel(wheels), wheels, targets, pythons)
        return _pack(folder, out / f"{name}.zip")


def _write_texts(folder: Path, targets: Sequence[str], pythons: Sequence[tuple[int, int]]) -> None:
    oldest, newest = min(pythons), max(pythons)
    words = {
        "VERSION": __version__,
        "OLDEST": str(oldest),
        "NEWEST": str(newest),
        "OLDEST_TEXT": "{}.{}".format(*oldest),
        "NEWEST_TEXT": "{}.{}".format(*newest),
        # Not the newest of all: what is a year old has every library's wheels, and runs on older systems.
        "ADVISED": "{}.{}".format(*sorted(pythons)[max(len(pythons) - 2, 0)]),
        "VERSIONS": " ".join("{}.{}".format(*each) for each in sorted(pythons, reverse=True)),
    }
    systems = {target.partition("-")[0] for target in targets}
    (folder / "program").mkdir(parents=True)
    (folder / "program" / "version.txt").write_text(__version__, encoding="ascii")
    for source, (target, newline, mark) in _FILES.items():
        text = (SOURCES / source).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        names = [target, f"{OPEN}.command"] if source == "open.sh" else [target]
        for each in names:
            path = folder / each
            if _SYSTEMS.get(path.suffix, "") in ("", *systems):
                path.write_bytes(text.replace("\n", newline).encode("utf-8-sig" if mark else "utf-8"))
                path.chmod(0o755 if path.suffix in _EXECUTABLE else 0o644)


def _pack(folder: Path, path: Path) -> Path:
    """Pack the folder as a zip file that keeps which files may be run."""
    part = folder.with_name("bundle.zip")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                stored = each.suffix in (".whl", ".xlsm", ".xlam", ".oxt", ".xlsx", ".docx", ".png")
                method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                package.write(each, each.relative_to(folder.parent).as_posix(), method)
    return part.replace(path)


def main(arguments: Sequence[str]) -> int:
    """Build what is asked for; return exit code 1 if a wheel cannot be had, 2 for misuse."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bundle.build")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="repeat for several; default: all")
    parser.add_argument("--python", type=Path, help="an official Python for Windows: an installation's folder, or that folder in a zip file")  # fmt: skip
    options = parser.parse_args(arguments)
    wanted = options.target or list(TARGETS)
    try:
        made = []
        if "windows" in wanted:
            made.append(windows.build(options.out, options.python))
        if others := [name for name in OTHERS if name in wanted]:
            made.append(build(options.out, others))
    except (WheelsError, AssembleError) as error:
        print(f"没有做成离线包：{error}\n若是网络不通，请接通后重试。", file=sys.stderr)
        return 1
    for path in made:
        print(f"{path}（{path.stat().st_size / 2**20:.0f} MB）")
    if "windows" in wanted and options.python is None:
        print("Windows 的一份是试验用的：要发给单位的，请用 --python 给出官方的 Python，见 docs/离线安装.md。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
