"""An xlwings engine for LibreOffice Calc, over UNO.

    from xlplan.office import libreoffice
    libreoffice.register(activate=True)
    for app in libreoffice.listen():        # the Calcs that the user has open
        print(xlwings.App(impl=app).books)

It implements what working on an open table needs: workbooks, sheets, values and formulas in blocks, merged areas,
defined names, links, looks, the status bar and message boxes. Every other member that xlwings declares raises
NotImplementedError naming it.

Where it differs from Excel: a text written into a cell stays a text (`001`, `2023-06`), where Excel would read a number
or a date; begin it with an apostrophe for the same result in both. A formula with a mistake is taken, and shows an
error, where Excel refuses it.

Knows nothing of what a table means. May import cells out of `terms`.
"""

from __future__ import annotations

from xlplan.office.libreoffice.uno_bridge import BridgeMissingError

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
