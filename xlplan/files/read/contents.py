"""What every format's reader returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlplan.terms.cells import Grid
from xlplan.terms.findings import Finding, finding


class Contents(NamedTuple):
    """The grids of a file, in the order of its sheets, and notes on the file itself."""

    grids: Sequence[Grid]
    notes: Sequence[Finding] = ()


def macro_notes(macros: bool) -> list[Finding]:
    """Return the note that a file has macros, if it has."""
    return [finding("return-macros")] if macros else []
