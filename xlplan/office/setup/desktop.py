"""A user's account on a machine: what installing depends on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xlplan.files.store.user_data import data_folder
from xlplan.office.setup import calc_trust, excel_here
from xlplan.terms.records import record

HELPER_NAME: Final = "xlplan-helper"
LABEL: Final = "xlplan.helper"


@record(frozen=True)
class Desktop:
    """An account. `system` is as `sys.platform` names it."""

    system: str
    home: Path
    environ: Mapping[str, str]
    data: Path
    python: Path
    has_calc: bool
    has_excel: bool = False
    """Whether there is an Excel for Windows. Into Excel for macOS nothing is put: its folders belong to another program there."""
    unopkg: Path | None = None
    """What puts add-ins into LibreOffice; None without one."""

    @classmethod
    def here(cls) -> Desktop:
        """Return the desktop that this program runs in."""
        from xlplan.office.libreoffice.uno_bridge import program_folders

        folders = program_folders()
        has_calc = bool(shutil.which("soffice") or folders)
        found = shutil.which("unopkg") or next(
            (str(each / "unopkg") for each in folders if (each / "unopkg").is_file()), None
        )
        # Calc's open workbooks are found on Linux alone (office/libreoffice).
        unopkg = Path(found) if found and sys.platform.startswith("linux") else None
        has_excel = sys.platform == "win32" and "Excel" in excel_here.programs()
        python = Path(sys.executable)
        return cls(sys.platform, Path.home(), os.environ, data_folder(), python, has_calc, has_excel, unopkg)

    @property
    def autostart(self) -> Path:
        """The file that starts the helper at login."""
        if self.system == "win32":
            roaming = Path(self.environ.get("APPDATA") or self.home / "AppData" / "Roaming")
            return roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Startup" / f"{HELPER_NAME}.lnk"
        if self.system == "darwin":
            return self.home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        config = Path(self.environ.get("XDG_CONFIG_HOME") or self.home / ".config")
        return config / "autostart" / f"{HELPER_NAME}.desktop"

    @property
    def profile(self) -> Path:
        """LibreOffice's profile."""
        return calc_trust.default_profile(self.system, self.home, self.environ)

    @property
    def has_screen(self) -> bool:
        """Whether a window can be shown: on Linux, a program may be started where there is none."""
        return self.system != "linux" or bool(self.environ.get("DISPLAY") or self.environ.get("WAYLAND_DISPLAY"))

    @property
    def command(self) -> list[str]:
        """What starts the helper. -P: whatever lies in the folder it starts in is not taken for this program."""
        program = str(self.python)
        if self.system == "win32" and program.lower().endswith("python.exe"):
            # It has no console window.
            program = f"{program[:-4]}w.exe"
        return [program, "-P", "-m", "xlplan", "helper", "--minimized"]
