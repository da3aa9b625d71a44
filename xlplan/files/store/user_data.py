"""The folder in which this user's computer keeps the program's own data."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """Return where the helper of this user keeps its log and its lock, and what was decided about other offices' tables."""
    from platformdirs import user_data_path

    return user_data_path("xlplan", appauthor=False)
