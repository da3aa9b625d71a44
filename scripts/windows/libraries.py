"""Libraries for Windows, installed into a folder from here."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scripts import ROOT
from scripts.bundle import wheels
from scripts.windows.python import RUNNING

FOR_TESTS: Final = ("pytest", "pytest-xdist", "hypothesis", "packaging", "colorama")
"""What the tests that run on Windows import besides."""


def install(
    folder: Path, wanted: Sequence[str], version: tuple[int, int] = RUNNING, own: Sequence[Path] = ()
) -> dict[str, tuple[str, str]]:
    """Install `wanted` (requirements), and what these need on Windows, into `folder`, in the versions of constraints.txt.

    `own` are wheels at hand that go in besides. Return the file name and SHA-256 of each wheel by its project's name.
    Raise wheels.WheelsError where a wheel cannot be had.
    """
    with tempfile.TemporaryDirectory() as work:
        store = Path(work)
        root = _asking_for(store, wanted)
        wheels.fetch(root, store, ["windows"], [version])
        chosen = [path for path in store.glob("*.whl") if path != root and not path.name.startswith("pip-")] + [*own]
        found = [str(path) for path in chosen]
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-index",
        ]
        words = ["--only-binary=:all:", "--platform=win_amd64", "--python-version={}.{}".format(*version)]
        done = subprocess.run(
            [*command, *words, "--target", str(folder), "--upgrade", *found],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode:
            raise wheels.WheelsError(done.stderr.strip()[-2000:])
        return {
            path.name.partition("-")[0].lower().replace("_", "-").replace(".", "-"): (
                path.name,
                hashlib.sha256(path.read_bytes()).hexdigest(),
            )
            for path in chosen
        }


def at_run_time() -> list[str]:
    """Return what pyproject.toml says that xlplan needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["project"]["dependencies"])


def _asking_for(folder: Path, wanted: Sequence[str]) -> Path:
    """Write a wheel that holds nothing and asks for `wanted`."""
    wheel = folder / "wanted-0-py3-none-any.whl"
    head = ["Metadata-Version: 2.1", "Name: wanted", "Version: 0", *(f"Requires-Dist: {each}" for each in wanted)]
    with zipfile.ZipFile(wheel, "w") as package:
        package.writestr("wanted-0.dist-info/METADATA", "\n".join(head) + "\n\n")
    return wheel
