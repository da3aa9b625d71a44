"""Whether something is there, asked of paths that somebody wrote down once: a folder that must not be looked into holds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path


def file_there(path: Path) -> bool:
    """Return True if a path is a file that one can see."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A folder that must not be looked into, a name that is too long or none.
        return False


def plain_file_there(path: Path, suffixes: Collection[str]) -> bool:
    """Return True if a path is a file itself, no link to one, and has one of these extensions."""
    return path.suffix.casefold() in suffixes and file_there(path) and not path.is_symlink()


def same_bytes(path: Path, sha256: str) -> bool:
    """Return True if a file can be read and is still the bytes that somebody noted."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except (OSError, ValueError):
        return False


def folder_there(path: Path) -> bool:
    """Return True if a path is a folder that one can see."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
