"""The add-ins of the programs that there are on a desktop."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.office.setup.addin import Addin
from xlplan.office.setup.calc_addin import CalcAddin
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.excel_addin import ExcelAddin


def buttons_in_calc(desktop: Desktop) -> bool:
    """Return True if Calc has the add-in's buttons, switched on. Raise FileLockedError where that cannot be read now."""
    if not desktop.unopkg:
        return False
    addin = CalcAddin(desktop.profile, desktop.unopkg)
    found = addin.find() or addin.find_shared()
    return found is not None and found.enabled


def addins(desktop: Desktop, *, gone_too: bool = False) -> Iterator[Addin]:
    """Yield the add-in of each program; `gone_too` tells to yield Excel's on any Windows: it stays when Excel is removed."""
    if desktop.has_excel or (gone_too and desktop.system == "win32"):
        yield ExcelAddin(desktop.environ, desktop.home)
    if desktop.unopkg:
        yield CalcAddin(desktop.profile, desktop.unopkg)
