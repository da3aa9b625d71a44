"""Builds what is committed or shipped: workbook, templates, macros, docs, bundle. One folder for each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
"""The checkout's own folder."""
