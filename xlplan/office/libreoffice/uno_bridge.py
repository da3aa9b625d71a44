"""The door to LibreOffice: the `uno` module, which a virtual environment does not see.

Distributions put `uno.py` into the system's Python (package python3-uno) and LibreOffice's own builds beside the
program. Either only works in a Python of the minor version it was built for: another one would not fail with a message
but crash, so the version is read out of the library before anything is loaded.
"""

from __future__ import annotations

import builtins
import importlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_PROGRAM_FOLDERS = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")
_MODULE_FOLDERS = (
    "/usr/lib/python3/dist-packages",
    f"/usr/lib64/python3.{sys.version_info.minor}/site-packages",
    f"/usr/lib/python3.{sys.version_info.minor}/site-packages",
)
_OWN_BUILDS = ("/opt/libreoffice*/program", "/opt/apps/*libreoffice*/files/program")


class BridgeMissingError(Exception):
    """LibreOffice cannot be talked to from this Python; `message` says what is missing, `hint` how to get it."""

    code = "no-uno"

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}\n{hint}")
        self.message = message
        self.hint = hint


def find_module_folder(extra: Iterable[Path] = ()) -> Path:
    """Find the folder that holds `uno.py`; look in the `extra` folders first. Raise BridgeMissingError."""
    folders = [*extra, *map(Path, _MODULE_FOLDERS), *program_folders()]
    for folder in folders:
        if (folder / "uno.py").is_file():
            return folder
    raise BridgeMissingError(
        "没有找到 LibreOffice 的 Python 接口（python3-uno），因此不能操作已打开的 Calc 工作簿。",
        "请让管理员安装软件包 python3-uno（麒麟、统信、Debian、Ubuntu：apt install python3-uno；"
        "openEuler、Fedora：dnf install libreoffice-pyuno），再重试。命令行功能不受影响。",
    )


def program_folders() -> list[Path]:
    """List the folders of the LibreOffice installations found on this machine, the first being the one used by default."""
    folders = [Path(name) for name in _PROGRAM_FOLDERS]
    for pattern in _OWN_BUILDS:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return [folder for folder in folders if (folder / "soffice.bin").is_file()]


def built_for(program: Path) -> str | None:
    """Return the Python version ("3.11") that the bridge in this program folder was built for; None if it does not say."""
    for name in ("libpyuno.so", "pyuno.so"):
        library = program / name
        if library.is_file() and (found := re.search(rb"libpython(\d+\.\d+)", library.read_bytes())):
            return found.group(1).decode("ascii")
    return None


@cache
def load(module_folder: Path | None = None) -> Any:
    """Import the `uno` module. Its folder is on `sys.path` only meanwhile. Raise BridgeMissingError."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    folder = module_folder or find_module_folder()
    programs = [folder, *program_folders()]
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    wanted = next((version for program in programs if (version := built_for(program))), None)
    if wanted is not None and wanted != this:
        raise BridgeMissingError(
            f"LibreOffice 的 Python 接口要求 Python {wanted}，本程序用的是 Python {this}，两者不能混用。",
            f"请用 Python {wanted} 重新安装本程序（例如 python{wanted} -m venv），再重试。",
        )
    # uno.py replaces builtins.__import__ for its own import syntax, which nothing here needs: everybody else's imports
    # would become slower and their error messages stranger.
    plain_import, path = builtins.__import__, list(sys.path)
    sys.path.append(os.fspath(folder))
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        raise BridgeMissingError(
            f"LibreOffice 的 Python 接口装了，但打不开（{folder}）：{error}",
            "请让管理员重装软件包 python3-uno 和 libreoffice-calc，使两者版本一致，再重试。",
        ) from error
    finally:
        builtins.__import__ = plain_import
        sys.path[:] = path


def properties(**values: Any) -> tuple[Any, ...]:
    """Return options as UNO takes them; None stands for one that is left out."""
    uno = load()
    return tuple(
        uno.createUnoStruct("com.sun.star.beans.PropertyValue", Name=name, Value=value)
        for name, value in values.items()
        if value is not None
    )
