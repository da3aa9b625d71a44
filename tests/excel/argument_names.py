"""The names of arguments that xlwings gives to Excel: pywin32 has them from Excel's type library, and the stand-in has none."""

from __future__ import annotations

from types import MethodType
from typing import Any, Final

import pythoncom
from win32com.client import dynamic

_ORDERS: Final = {
    "Add": (("Before", "After", "Count", "Type"), ("Anchor", "Address", "SubAddress", "ScreenTip", "TextToDisplay")),
    "Close": (("SaveChanges", "Filename", "RouteWorkbook"),),
    "Copy": (("Before", "After"),),
    "Move": (("Before", "After"),),
    "SaveAs": (("Filename", "FileFormat", "Password"),),
}
"""The order of arguments by a method's name, as https://learn.microsoft.com/en-us/office/vba/api/overview/excel/object-model says it."""


def load() -> None:
    """Let methods of objects without a type library take arguments by name."""
    plain = dynamic.CDispatch._make_method_

    def make(self: Any, name: str) -> Any:
        made = plain(self, name)
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

    dynamic.CDispatch._make_method_ = make
