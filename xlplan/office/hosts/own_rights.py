"""Rights on Windows: who this user is, and a folder that nobody else gets into. By ctypes, for Python offers neither."""

from __future__ import annotations

import ctypes
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_QUERY: Final = 0x8  # TOKEN_QUERY
_USER: Final = 1  # TokenUser
_OWNER, _RIGHTS, _NOT_INHERITED = 0x1, 0x4, 0x80000000  # what of a security descriptor is meant
_REVISION: Final = 1  # of the language that describes them, SDDL
_LARGEST: Final = 4096
_ADMINISTRATORS: Final = ("BA", "SY")
"""Who owns what was made by this user as an administrator, and the system: they get in anywhere."""


class _Attributes(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("descriptor", ctypes.c_void_p), ("inherit", ctypes.c_int))


def own_sid() -> str:
    """Return the number by which Windows knows this user: ASCII, whatever the name. Raise OSError."""
    token = ctypes.c_void_p()
    kernel = _library("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    _done(_library("advapi32").OpenProcessToken(process, _QUERY, ctypes.byref(token)))
    try:
        data = ctypes.create_string_buffer(_LARGEST)
        size = ctypes.c_uint32()
        _done(_library("advapi32").GetTokenInformation(token, _USER, data, _LARGEST, ctypes.byref(size)))
        # What is told begins with where the number lies.
        text = ctypes.c_wchar_p()
        _done(_library("advapi32").ConvertSidToStringSidW(ctypes.c_void_p.from_buffer(data), ctypes.byref(text)))
        found = str(text.value)
        kernel.LocalFree(text)
        return found
    finally:
        kernel.CloseHandle(token)


def make_own(path: Path) -> None:
    """Make a folder for this user alone, or let nobody else into the one that is there.

    Raise PermissionError where it belongs to somebody else, or is a link; OSError where it cannot be made.
    """
    sid = own_sid()
    with _described(f"O:{sid}D:P(A;OICI;FA;;;{sid})") as wanted:
        attributes = _Attributes(ctypes.sizeof(_Attributes), wanted, 0)
        if _library("kernel32").CreateDirectoryW(str(path), ctypes.byref(attributes)):
            return
        if not path.is_dir():
            raise _last()
        if path.lstat().st_file_attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT:  # type: ignore[attr-defined,unused-ignore]
            raise PermissionError(f"{path} is a link")
        if owner_of(path) not in (_text(wanted, _OWNER)[2:], *_ADMINISTRATORS):
            raise PermissionError(f"{path} belongs to {owner_of(path)}")
        _done(_library("advapi32").SetFileSecurityW(str(path), _RIGHTS | _NOT_INHERITED, wanted))


def owner_of(path: Path) -> str:
    """Return who owns a file, as Windows writes it: a number, or two letters for the best known. Raise OSError."""
    return _text(_of(path, _OWNER), _OWNER)[2:]


def allowed(path: Path) -> set[str]:
    """Return all who have any right on a file, as `owner_of` does. Raise OSError."""
    entries = _text(_of(path, _RIGHTS), _RIGHTS).split("(")[1:]
    return {entry.rstrip(")").split(";")[5] for entry in entries if entry.startswith("A")}


def _of(path: Path, what: int) -> Any:
    data = ctypes.create_string_buffer(_LARGEST)
    size = ctypes.c_uint32()
    _done(_library("advapi32").GetFileSecurityW(str(path), what, data, _LARGEST, ctypes.byref(size)))
    return data


@contextmanager
def _described(text: str) -> Iterator[ctypes.c_void_p]:
    found = ctypes.c_void_p()
    convert = _library("advapi32").ConvertStringSecurityDescriptorToSecurityDescriptorW
    _done(convert(text, _REVISION, ctypes.byref(found), None))
    try:
        yield found
    finally:
        _library("kernel32").LocalFree(found)


def _text(descriptor: Any, what: int) -> str:
    text = ctypes.c_wchar_p()
    convert = _library("advapi32").ConvertSecurityDescriptorToStringSecurityDescriptorW
    _done(convert(descriptor, _REVISION, what, ctypes.byref(text), None))
    found = str(text.value)
    _library("kernel32").LocalFree(text)
    return found


def _library(name: str) -> Any:
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined,unused-ignore]


def _done(result: int) -> None:
    if not result:
        raise _last()


def _last() -> OSError:
    error: OSError = ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]
    return error
