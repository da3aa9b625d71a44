"""`xlplan open`: the helper runs, Calc trusts the folder, the workbook opens. What 打开分工表 does at each start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from xlplan import __version__
from xlplan.files.look.system import system_words
from xlplan.office.hosts.host_errors import HostError
from xlplan.office.setup import calc_trust
from xlplan.office.setup.calc_addin import CalcAddin
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.install import Changes, installed, trust_folder, write_launcher
from xlplan.office.setup.presence import running_version
from xlplan.terms.errors import FileMissingError, XlplanError
from xlplan.terms.versions import newer

HELPER_STARTS: Final = 60.0
"""Seconds for a helper to come up, an older one ending first."""

# Excel, WPS, LibreOffice, as they say themselves where they are.
_PROGRAMS: Final = ("excel.exe", "et.exe", "scalc.exe", "soffice.exe")
_APP_PATHS: Final = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
_SUFFIXES: Final = frozenset({".xlsm", ".ods"})


def open_with_helper(book: Path, desktop: Desktop | None = None) -> Changes:
    """Open a workbook (of a folder, the one that was changed last) with the helper running.

    Raise FileMissingError where there is none, HostError where the system has nothing to open it with, or no screen.
    """
    desktop = desktop or Desktop.here()
    path = _newest(book) if book.is_dir() else book
    if not path.exists():
        raise FileMissingError(f"找不到：{path}", "请写分工表工作簿（或它所在的文件夹）的路径。")
    changes = Changes("open")
    if desktop.has_calc and not _trusted(desktop, path.resolve().parent):
        trust_folder(path, desktop, changes)
    if desktop.unopkg:
        _give_buttons(CalcAddin(desktop.profile, desktop.unopkg), changes)
    _start_helper(desktop, changes)
    if not desktop.has_screen:
        raise HostError(
            f"这里没有图形界面，打不开“{path.name}”。",
            "请在桌面上打开终端再运行；不用窗口时，用命令办理，见 xlplan --help。",
        )
    _start(_opener(path.resolve(), desktop), f"打不开“{path.name}”")
    changes.done.append(f"打开了：{path}")
    return changes


def _give_buttons(addin: CalcAddin, changes: Changes) -> None:
    """Put the add-in into Calc, unless the user switched it off. What hinders it is noted: the workbook opens all the same."""
    try:
        found = addin.find()
        if found is None or (found.enabled and not found.shipped and not newer(found.version or "")):
            changes.done.append(addin.put())
    except XlplanError as error:
        changes.notes.append(str(error))


def _newest(folder: Path) -> Path:
    found = [
        each for each in folder.iterdir() if each.suffix.lower() in _SUFFIXES and not each.name.startswith(("~$", "."))
    ]
    if not found:
        raise FileMissingError(f"“{folder}”里没有工作簿（.xlsm 或 .ods）。", "请把分工表工作簿放进去，或写明它的路径。")
    return max(found, key=lambda each: (each.stat().st_mtime, each.name))


def _trusted(desktop: Desktop, folder: Path) -> bool:
    try:
        return calc_trust.covers(calc_trust.trusted_urls(desktop.profile), folder)
    except XlplanError:
        # `trust_folder` says what is the matter.
        return False


def _start_helper(desktop: Desktop, changes: Changes) -> None:
    if installed(desktop):
        # At the next login it is to be this one too, wherever this program lies now.
        write_launcher(desktop)
    if running_version(desktop.data) == __version__:
        changes.done.append("助手已经在运行")
        return
    _start(lambda: _detached(desktop.command), "助手没有启动")
    until = time.monotonic() + HELPER_STARTS
    while running_version(desktop.data) != __version__:
        if time.monotonic() > until:
            changes.ok = False
            changes.notes.append("助手还没有起来，按钮暂时不起作用。请运行 xlplan doctor 看看原因。")
            return
        time.sleep(0.1)
    changes.done.append("启动了助手")


def _opener(path: Path, desktop: Desktop) -> Callable[[], None]:
    """Return what opens a workbook: Calc on Linux, where the buttons work in it alone; elsewhere the system's own program."""
    if sys.platform == "win32":
        return lambda: _open_in_windows(path)
    if desktop.system == "darwin":
        return lambda: _detached(["open", str(path)])
    from xlplan.office.libreoffice.uno_bridge import program_folders

    calc = shutil.which("soffice") or next((str(each / "soffice") for each in program_folders()), None)
    return lambda: _detached([calc, "--calc", str(path)] if calc else ["xdg-open", str(path)])


def _open_in_windows(path: Path) -> None:
    """Open a workbook in what Windows opens it with; where nothing is registered, in the program there is. Raise OSError."""
    if sys.platform != "win32":
        raise NotImplementedError
    import winreg

    try:
        os.startfile(path)
    except OSError:
        for name in _PROGRAMS:
            for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
                with suppress(OSError):
                    program = winreg.QueryValue(root, rf"{_APP_PATHS}\{name}").strip('"')
                    return _detached([program, str(path)])
        raise


def _start(action: Callable[[], None], failed: str) -> None:
    try:
        action()
    except OSError as error:
        raise HostError(
            f"{failed}：{system_words(error)}。", "请运行 xlplan doctor 看看缺什么；也可以自己打开工作簿。"
        ) from error


def _detached(command: Sequence[str]) -> None:
    """Start a program that outlives this one, and its console window."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, creationflags=flags,
    )  # fmt: skip
