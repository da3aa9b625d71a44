"""What is said of 导出."""

from __future__ import annotations

from xlplan.actions.export import Exporting
from xlplan.telling.told import Told


def tell_exporting(result: Exporting) -> Told:
    """Return how much was written, and where."""
    note = f"{result.rounds} 期，{result.rows} 行" if result.rows else "没有可以导出的：还没有下发过，或没有合乎条件的"
    return Told("export", f"{note}：{result.path}", note)
