"""Whether something is there, asked of paths that somebody wrote down once: a folder that must not be looked into holds nothing."""

from __future__ import annotations

from pathlib import Path


def file_there(path: Path) -> bool:
    """Return True if a path is a file that one can see."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A folder that must not be looked into, a name that is too long or none.
        return False


def folder_there(path: Path) -> bool:
    """Return True if a path is a folder that one can see."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
