"""Hand out, collect and consolidate a responsibility table (分工表) kept in a spreadsheet."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "progress_frame"]


def __getattr__(name: str) -> Any:
    # Only who asks for it pays for what it imports.
    if name == "progress_frame":
        from xlplan.actions.frame import progress_frame

        return progress_frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
