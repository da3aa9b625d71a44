"""Whether a workbook, a helper and this program fit together; all carry the version of the program they came with."""

from __future__ import annotations

from xlplan import __version__


def fits(version: str, own: str = __version__) -> bool:
    """Whether a workbook of this version works with this program: the first two numbers are the same."""
    return version.split(".")[:2] == own.split(".")[:2]


def newer(version: str, own: str = __version__) -> bool:
    """Whether a version is newer than this program's; one that cannot be read is not."""
    return _numbers(version) > _numbers(own)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
