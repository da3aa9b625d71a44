"""What every class of the engine shares: a clear error where UNO's are opaque, and a named one for what is missing."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from .errors import BookClosedError, LibreOfficeError, ProgramGoneError

_Class = TypeVar("_Class", bound=type)
_DISPOSED = "com.sun.star.lang.DisposedException"


def uno_name(error: BaseException | None) -> str:
    """Return the UNO type name of an exception that came out of UNO, else the empty string."""
    return str(getattr(type(error), "__pyunostruct__", ""))


def engine_class(cls: _Class) -> _Class:
    """Make a class of the engine honest and plain.

    Members that xlwings' base class only declares raise NotImplementedError naming the member. Members implemented here
    turn UNO's exceptions into the errors of this package; for that the instances carry their application as `app`.
    """
    for name, member in list(vars(cls).items()):
        if isinstance(member, property):
            setattr(cls, name, property(_plain(member.fget), _plain(member.fset), doc=member.__doc__))
        elif callable(member) and not isinstance(member, type) and name != "__init__":
            setattr(cls, name, _plain(member))
    for base in cls.__mro__[1:]:
        for name, member in vars(base).items():
            if inspect.getattr_static(cls, name) is member and _only_declared(member):
                setattr(cls, name, _missing(cls.__name__, name, member))
    return cls


def _only_declared(member: Any) -> bool:
    """Return True if this member of a base class does nothing but raise NotImplementedError."""
    function = member.fget if isinstance(member, property) else member
    code = getattr(function, "__code__", None)
    return code is not None and code.co_names[:1] == ("NotImplementedError",)


def _missing(class_name: str, name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"the LibreOffice engine has no {class_name}.{name}")

    return property(refuse, refuse) if isinstance(member, property) else refuse


def _plain(function: Callable[..., Any] | None) -> Any:
    if function is None:
        return None

    @functools.wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except Exception as error:
            kind = uno_name(error)
            if not kind:
                raise
            raise _translated(self, kind, error) from error

    return call


def _is_closed(instance: Any) -> bool:
    """Return True if the workbook that an instance belongs to is closed; its cells say RuntimeException and no more."""
    book = getattr(getattr(instance, "sheet", None) or instance, "book", None)
    if book is None:
        return False
    try:
        book.api.getURL()
    except Exception as error:
        return uno_name(error) == _DISPOSED
    return False


def _translated(instance: Any, kind: str, error: Exception) -> LibreOfficeError:
    app = getattr(instance, "app", instance)
    if not app.is_alive():
        return ProgramGoneError()
    if kind == _DISPOSED or _is_closed(instance):
        return BookClosedError()
    detail = str(getattr(error, "Message", "") or error).split(" at ./")[0].strip()
    return LibreOfficeError(f"LibreOffice 没有完成操作（{kind.rsplit('.', 1)[-1]}）。{detail}".rstrip())
