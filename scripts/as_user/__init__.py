"""Programs that refuse root, made to run on build servers, where root is the only user."""

from __future__ import annotations

import os
from pathlib import Path


def search_path() -> str:
    """Return PATH; for root, with the programs beside this file in front."""
    usual = os.environ.get("PATH", os.defpath)
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return usual
    own = str(Path(__file__).parent)
    return usual if own in usual.split(os.pathsep) else os.pathsep.join((own, usual))
