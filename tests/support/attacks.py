"""What tests of attacks share: the parts of a file, an office's settings, and how returned files were judged."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.office import Office

SETTINGS = {"round": "2023年第二季度", "deadline": "2023-06-20"}

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at what Linux tells of processes")


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, package.read(name)


def verdicts(works: Office) -> dict[str, tuple[str, list[str]]]:
    return {
        file["path"].rpartition("/")[2]: (file["verdict"], [reason["code"] for reason in file["reasons"]])
        for file in works.json("merge")["files"]
    }
