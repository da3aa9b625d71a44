"""An xlwings engine for LibreOffice Calc, over UNO; README.md beside this says how it is used and where it differs from Excel.

Knows nothing of what a table means. May import nothing else of xlplan.
"""

from __future__ import annotations

from .app import App
from .apps import connect, listen, start
from .engine import NAME, Engine, engine, register
from .errors import (
    BookClosedError,
    LibreOfficeError,
    NotAnsweringError,
    ProgramGoneError,
    ProtectedError,
    SheetGoneError,
)
from .process import Instance, make_listen, profile_folder, running
from .uno_bridge import BridgeMissingError

__all__ = (
    "NAME",
    "App",
    "BookClosedError",
    "BridgeMissingError",
    "Engine",
    "Instance",
    "LibreOfficeError",
    "NotAnsweringError",
    "ProgramGoneError",
    "ProtectedError",
    "SheetGoneError",
    "connect",
    "engine",
    "listen",
    "make_listen",
    "profile_folder",
    "register",
    "running",
    "start",
)
