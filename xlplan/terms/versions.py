"""Whether a workbook, a helper and this program fit together; each carries the version of its program."""

from __future__ import annotations

from xlplan import __version__


def fits(version: str, own: str = __version__) -> bool:
    """Return True if a workbook of this version works with this program: the first two numbers are the same."""
    return version.split(".")[:2] == own.split(".")[:2]


def newer(version: str, own: str = __version__) -> bool:
    """Return True if a version is newer than this program's; an unreadable one is not."""
    return _numbers(version) > _numbers(own)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
