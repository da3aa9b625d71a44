"""Shortcuts of Windows (.lnk): they start a program without a console, whatever characters its path has.

Windows writes and reads them by IShellLinkW and IPersistFile; what offers these to Python knows no characters outside the code page.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlplan.files.store.writing import make_folder, not_writable

_SHELL_LINK: Final = "00021401-0000-0000-C000-000000000046"
_AS_LINK: Final = "000214F9-0000-0000-C000-000000000046"
_AS_FILE: Final = "0000010B-0000-0000-C000-000000000046"
# Where a function stands in its interface.
_ASK, _RELEASE = 0, 2
_GET_PATH, _SET_DESCRIPTION, _SET_FOLDER, _GET_WORDS, _SET_WORDS, _SET_PATH = 3, 7, 9, 10, 11, 20
_LOAD, _SAVE = 5, 6
_LONGEST: Final = 1024
_RAW_PATH: Final = 4
_DESKTOP: Final = 0x10


def write_shortcut(path: Path, command: Sequence[str], told: str) -> None:
    """Write a shortcut that runs a command; `told` is what shows when the mouse rests on it. Raise NotWritableError."""
    make_folder(path.parent)
    try:
        with _link() as (link, file):
            _call(link, _SET_PATH, command[0])
            _call(link, _SET_WORDS, subprocess.list2cmdline(command[1:]))
            _call(link, _SET_FOLDER, str(Path(command[0]).parent))
            _call(link, _SET_DESCRIPTION, told)
            _call(file, _SAVE, str(path), 1)
    except OSError as error:
        raise not_writable(path, error) from error


def shortcut_command(path: Path) -> str | None:
    """Return the program that a shortcut runs, with its words; None if there is none that can be read."""
    if not path.is_file():
        return None
    program, words = ctypes.create_unicode_buffer(_LONGEST), ctypes.create_unicode_buffer(_LONGEST)
    try:
        with _link() as (link, file):
            _call(file, _LOAD, str(path), 0)
            _call(link, _GET_PATH, program, _LONGEST, None, _RAW_PATH)
            _call(link, _GET_WORDS, words, _LONGEST)
    except OSError:
        return None
    return f"{program.value} {words.value}".strip()


def desktop_folder() -> Path:
    """Return the user's desktop, wherever it was moved to. Raise OSError."""
    if sys.platform != "win32":
        raise NotImplementedError
    found = ctypes.create_unicode_buffer(_LONGEST)
    ctypes.OleDLL("shell32").SHGetFolderPathW(None, _DESKTOP, None, 0, found)
    return Path(found.value)


@contextmanager
def _link() -> Iterator[tuple[int, int]]:
    """Yield a new shortcut by its two interfaces. Raise OSError."""
    if sys.platform != "win32":
        raise NotImplementedError
    ole = ctypes.OleDLL("ole32")
    ole.CoInitialize(None)
    link, file = ctypes.c_void_p(), ctypes.c_void_p()
    in_process = 1
    try:
        ole.CoCreateInstance(_id(_SHELL_LINK), None, in_process, _id(_AS_LINK), ctypes.byref(link))
        _call(link.value or 0, _ASK, _id(_AS_FILE), ctypes.byref(file))
        yield link.value or 0, file.value or 0
    finally:
        for each in (file.value, link.value):
            if each:
                _call(each, _RELEASE)
        ole.CoUninitialize()


def _call(interface: int, place: int, *words: object) -> None:
    """Call a function of an interface. Raise OSError."""
    if sys.platform != "win32":
        raise NotImplementedError
    table = ctypes.cast(interface, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    kinds = [ctypes.c_int if isinstance(each, int) else ctypes.c_wchar_p if isinstance(each, str) else ctypes.c_void_p for each in words]  # fmt: skip
    result = ctypes.c_ulong if place == _RELEASE else ctypes.HRESULT
    passed = [each if each is None or isinstance(each, int | str) else ctypes.cast(each, ctypes.c_void_p) for each in words]  # fmt: skip
    ctypes.WINFUNCTYPE(result, ctypes.c_void_p, *kinds)(table[place])(interface, *passed)


def _id(text: str) -> ctypes.Array[ctypes.c_char]:
    """Return an identifier as Windows stores it."""
    return ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16)
