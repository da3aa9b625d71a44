"""Packages (ZIP files with the parts of a document) of the same bytes every time they are built."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

_OLDEST_DAY: Final = (1980, 1, 1, 0, 0, 0)


def unpacked(package: bytes) -> dict[str, bytes]:
    """Return the parts of a package by their names, in their order."""
    with zipfile.ZipFile(BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Make a package of parts, in their order and with fixed dates."""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _OLDEST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content, compresslevel=9)
    return package.getvalue()
