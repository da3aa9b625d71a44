"""What Windows' registry says of Excel and WPS on this computer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, Literal

Root = Literal["classes", "user", "machine"]
Read = Callable[[Root, str, str], object]
"""Returns what stands under a key and name of the registry; None where there is nothing."""

VERSIONS: Final = ("16.0", "15.0", "14.0")
"""Office 2016 and later, 2013, 2010."""
OFF: Final = 5
"""No macros of any kind: an administrator switched VBA off."""
_WARNED: Final = 2


def registry_values(root: Root, key: str, name: str) -> object:
    """Read a value of the registry; None where there is none, and on other systems."""
    if sys.platform == "win32":
        import winreg

        roots = {"classes": winreg.HKEY_CLASSES_ROOT, "user": winreg.HKEY_CURRENT_USER, "machine": winreg.HKEY_LOCAL_MACHINE}  # fmt: skip
        try:
            with winreg.OpenKey(roots[root], key) as opened:
                return winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None
    return None


def programs(read: Read = registry_values) -> list[str]:
    """Return which of Excel and WPS are installed. WPS registers itself in Excel's name too: the program behind it tells."""
    found = []
    for name, known in (("Excel", "Excel.Application"), ("WPS", "KET.Application")):
        number = read("classes", rf"{known}\CLSID", "")
        if not number:
            continue
        server = str(read("classes", rf"CLSID\{number}\LocalServer32", "") or "").casefold()
        ours = "et.exe" in server or "kingsoft" in server or "wps" in server
        found.append("WPS" if ours else name)
    return list(dict.fromkeys(found))


def excel_macro_level(read: Read = registry_values) -> int:
    """Return what Excel does with macros: 1 runs all, 2 asks (the usual one), 3 only signed ones, 4 none, 5 without VBA."""
    policies = r"Software\Policies\Microsoft\Office"
    for version in VERSIONS:
        roots: tuple[Root, ...] = ("user", "machine")
        if any(read(root, rf"{policies}\{version}\Common", "VBAOff") == 1 for root in roots):
            return OFF
    for version in VERSIONS:
        for place in (policies, r"Software\Microsoft\Office"):
            level = read("user", rf"{place}\{version}\Excel\Security", "VBAWarnings")
            if isinstance(level, int):
                return level
    return _WARNED


def no_trusted_places(read: Read = registry_values) -> bool:
    """Return True if Excel trusts no folder at all, not even the user's start folder ("Disable all trusted locations")."""
    return any(
        read("user", rf"{place}\{version}\Excel\Security\Trusted Locations", "AllLocationsDisabled") == 1
        for version in VERSIONS
        for place in (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office")
    )
