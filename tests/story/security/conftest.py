"""An office that has handed out, for attacks on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.attacks import SETTINGS
from support.office import Office


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up a small office that has handed out."""
    office = Office.small(tmp_path, settings=SETTINGS)
    office.do("split")
    return office
