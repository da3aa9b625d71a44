"""Programs that tests need and a machine may not have: skip without them, fail without them where CI=true."""

from __future__ import annotations

import ctypes
import functools
import os
import re
import shutil
from typing import NoReturn

import pytest

from support import ROOT, ooxml

VALIDATOR = "ooxml-validator"
NO_NETWORK = re.compile(
    "Failed to establish a new connection|name resolution|Network is unreachable|ProxyError|timed out"
)
"""What a package installer says that cannot reach anything."""


@functools.cache
def packages() -> dict[str, str]:
    """Return the Debian package that brings each program, by the program's name, from scripts/system-packages.txt."""
    found = {}
    for line in (ROOT / "scripts/system-packages.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            package, program = line.split()
            if program != "-":
                found[program] = package
    return found


def stop(reason: str) -> NoReturn:
    """Skip the running test for `reason`; on a build server (CI=true), where nothing may be missing, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def is_there(program: str) -> bool:
    """Return True if a command, a library (`lib….so.…`) or the `VALIDATOR` is there."""
    if program == VALIDATOR:
        return ooxml.find_validator() is not None
    if ".so." in program:
        try:
            ctypes.CDLL(program)
        except OSError:
            return False
        return True
    return shutil.which(program) is not None


def skip(reason: str) -> NoReturn:
    """Skip the running test for `reason`, on a build server too: where the machine cannot have what it asks for."""
    pytest.skip(reason)


def require(*programs: str) -> None:
    """Stop the running test, saying what is missing and how to get it, unless all of `programs` are there.

    `programs` are commands, libraries, or `VALIDATOR` for the Open XML validator that `make setup` puts into .tools.
    """
    for program in programs:
        if is_there(program):
            continue
        if program == VALIDATOR:
            stop("缺少 Open XML 校验器：请接通网络，装好 npm，再运行：make setup")
        # Debian names the package of a library by both.
        package = packages().get(program, program.replace(".so.", ""))
        stop(f"缺少 {program}：请运行：sudo apt-get install {package}")
