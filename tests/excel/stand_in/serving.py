"""Python objects as objects of COM, as Excel's answer: late bound, with its errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pythoncom
import win32com.server.util
import winerror
from win32com.server.exception import COMException
from win32com.server.policy import BasicWrapPolicy

FAILED = -2146827284
"""0x800A03EC, what Excel says to whatever it cannot do."""

REJECTED, RETRY_LATER, IGNORED = -2147418111, -2147417846, -2146777998
_UNSEEN = (REJECTED, RETRY_LATER)
"""With these COM itself refuses a call, before the object is asked."""
_NAMES: list[str] = [""]
_IDS: dict[str, int] = {}
_GET, _METHOD, _PUT = pythoncom.DISPATCH_PROPERTYGET, pythoncom.DISPATCH_METHOD, pythoncom.DISPATCH_PROPERTYPUT
REFUSAL: list[Callable[[], int]] = []
"""Returns the number with which every call is refused now; 0 where none is."""


class Failed(Exception):
    """Excel cannot do it."""


class Served:
    """An object whose members that begin with a capital are served. Its `Item` is its default, its `__iter__` its list."""


class _Policy(BasicWrapPolicy):
    def _getdispid_(self, name: str, fdex: int) -> int:
        if (number := REFUSAL[0]()) in _UNSEEN:
            raise COMException(scode=number)
        if not name[:1].isupper() or not (hasattr(type(self._obj_), name) or name in vars(self._obj_)):
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        if name not in _IDS:
            _IDS[name] = len(_NAMES)
            _NAMES.append(name)
        return _IDS[name]

    def _invoke_(self, dispid: int, lcid: int, flags: int, args: Any) -> Any:
        number = REFUSAL[0]()
        if number in _UNSEEN:
            return number, -1, None
        if number:
            raise COMException(scode=number)
        try:
            return winerror.S_OK, -1, as_com(self._do(dispid, flags, [from_com(each) for each in args]))
        except Failed as error:
            raise COMException(str(error), scode=FAILED) from error

    def _do(self, dispid: int, flags: int, args: list[Any]) -> Any:
        thing = self._obj_
        if dispid == pythoncom.DISPID_NEWENUM:
            return win32com.server.util.NewEnum([as_com(each) for each in thing])
        name = _NAMES[dispid] if dispid else "Item"
        if flags & _PUT:
            setattr(thing, name, args[0])
            return None
        member = getattr(thing, name)
        if not callable(member) or isinstance(member, Served):
            return member
        if not flags & _METHOD and not (dispid == 0 and args):
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
        return member(*args)


def as_com(value: Any) -> Any:
    """Return a value as COM hands it over."""
    if isinstance(value, Served):
        found = value.__dict__.get("_com")
        if found is None:
            found = value.__dict__["_com"] = win32com.server.util.wrap(value, usePolicy=_Policy)
        return found
    # Of a tuple pywin32 takes what follows the first for what goes back in the arguments.
    return list(value) if isinstance(value, tuple) else value


def from_com(value: Any) -> Any:
    """Return what was handed over: an object of ours comes back as itself, an argument that was left out as None."""
    if value == winerror.DISP_E_PARAMNOTFOUND:
        return None
    if isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IDispatch]):
        return win32com.server.util.unwrap(value)
    return value
