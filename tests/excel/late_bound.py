"""What pywin32 has from Excel's type library, and the stand-in, which has none, must do without."""

from __future__ import annotations

from types import MethodType
from typing import Any, Final

import pythoncom
import win32com.client
from win32com.client import dynamic

_ORDERS: Final = {
    "Add": (("Before", "After", "Count", "Type"), ("Anchor", "Address", "SubAddress", "ScreenTip", "TextToDisplay")),
    "Close": (("SaveChanges", "Filename", "RouteWorkbook"),),
    "Copy": (("Before", "After"),),
    "Move": (("Before", "After"),),
    "SaveAs": (("Filename", "FileFormat", "Password"),),
}
"""The order of arguments by a method's name, as https://learn.microsoft.com/en-us/office/vba/api/overview/excel/object-model says it."""
_PLAIN: Final = dynamic.CDispatch._make_method_


def load() -> None:
    """Let methods of objects without a type library take arguments by name, and ask no object for its type.

    Each object that comes back would be asked twice, to no end: of the time that a button takes on the stand-in, that was half.
    """
    dynamic.CDispatch._make_method_ = _method
    setattr(win32com.client, "__WrapDispatch", _wrapped)


def _method(self: Any, name: str) -> Any:
    made = _PLAIN(self, name)
    if made is None or name not in _ORDERS:
        return made

    def call(self: Any, *values: Any, **named: Any) -> Any:
        if named:
            order = next(each for each in _ORDERS[name] if named.keys() <= set(each))
            last = max(map(order.index, named)) + 1
            values = *values, *(named.get(each, pythoncom.ArgNotFound) for each in order[len(values) : last])
        return made.__func__(self, *values)

    self._builtMethods_[name] = call
    return MethodType(call, self)


def _wrapped(found: Any, name: Any = None, *_: Any, WrapperClass: Any = None, **__: Any) -> Any:
    return (WrapperClass or win32com.client.CDispatch)(found, dynamic.MakeOleRepr(found, None, None), name)
