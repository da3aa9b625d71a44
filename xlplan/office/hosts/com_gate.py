"""The gate through which every call into Excel for Windows goes: where Excel is busy it waits with pauses, and not for ever.

xlwings calls again at once and without an end; and when a program ends that has imported it, or quits an Excel, it kills every
Excel in which it finds no workbook: one in Protected View, one on its start page. Neither happens with this gate.
"""

from __future__ import annotations

import atexit
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal, TypeVar

from xlplan.office.hosts.host_errors import GONE, BusyError, com_codes, is_busy

T = TypeVar("T")

WAIT: Final = 20.0
"""Seconds that a button waits for a call: somebody ends the editing of a cell, or closes a dialogue."""
_USUAL: Final = 4.0
_TELL_AFTER: Final = 1.0
_PAUSE: Final = 0.1
WAITING: Final = "Excel 正忙：请按回车结束编辑、关掉弹出的窗口"
_ANY: Final = "Application"
"""A member that every object of Excel has."""


class _Patience(threading.local):
    seconds = _USUAL
    tell: Callable[[str], object] | None = None


_patience: Final = _Patience()


@contextmanager
def patient(seconds: float, tell: Callable[[str], object] | None = None) -> Iterator[None]:
    """Within the block, let each call of this thread wait so long; `tell` is given what the user has to do."""
    before = _patience.seconds, _patience.tell
    _patience.seconds, _patience.tell = seconds, tell
    try:
        yield
    finally:
        _patience.seconds, _patience.tell = before


def usual_wait() -> float:
    """Return how many seconds a call of this thread waits now, in or out of a block of `patient`."""
    return _patience.seconds


def tell_waiting(waited: float) -> None:
    """Tell the user what to do, once, as soon as some time was waited."""
    if _patience.tell and waited >= _TELL_AFTER:
        tell, _patience.tell = _patience.tell, None
        tell(WAITING)


def prepare() -> None:
    """Let xlwings reach Excel for Windows through this gate alone, and end no Excel. Elsewhere, do nothing."""
    if sys.platform != "win32":
        return
    from xlwings import _xlwindows

    engine: Any = _xlwindows
    atexit.unregister(engine.cleanup)
    engine.Apps.cleanup = staticmethod(lambda: None)
    engine.COMRetryObjectWrapper = Gate
    engine.COMRetryMethodWrapper = Gate


class Gate:
    """An object of Excel, or a method of one; what they return is behind the gate too."""

    def __init__(self, inner: Any) -> None:
        object.__setattr__(self, "_inner", inner)

    def __repr__(self) -> str:
        return repr(self._inner)

    def __getattr__(self, name: str) -> Any:
        return _guarded(_passed(self._inner, name, lambda: getattr(self._inner, name)))

    def __setattr__(self, name: str, value: Any) -> None:
        _passed(self._inner, name, lambda: setattr(self._inner, name, value))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call a method, or ask a list for one of its items."""
        return _guarded(_passed(self._inner, _ANY, lambda: self._inner(*args, **kwargs)))

    def __iter__(self) -> Iterator[Any]:
        # All at once: between two of them a workbook may be opened or closed.
        return map(_guarded, _passed(self._inner, _ANY, lambda: list(self._inner)))


def _guarded(value: Any) -> Any:
    ours = isinstance(value, types.MethodType) or type(value).__module__.startswith("win32com.")
    return Gate(value) if ours else value


def _passed(inner: Any, name: str, call: Callable[[], T]) -> T:
    """Return what a call returns, once Excel is not busy. Raise BusyError if it stays so; any other error at once."""
    begun = time.monotonic()
    doubted = False
    while True:
        try:
            return call()
        except Exception as error:
            if not is_busy(error):
                # pywin32 says so too, where Excel was too busy to tell whether there is such a member.
                hidden = _asked(inner, name) if isinstance(error, AttributeError | TypeError) else "absent"
                if hidden == "absent" or (hidden == "there" and doubted):
                    raise
                doubted = hidden == "there"
            waited = time.monotonic() - begun
            if waited >= _patience.seconds and not doubted:
                raise BusyError from error
            tell_waiting(waited)
        time.sleep(_PAUSE)


def _asked(inner: Any, name: str) -> Literal["there", "busy", "absent"]:
    """Ask Excel whether an object, or a method's own, has a member of this name. Raise its error where Excel was closed."""
    owner = inner.__self__ if isinstance(inner, types.MethodType) else inner
    ask = getattr(getattr(owner, "_oleobj_", None), "GetIDsOfNames", None)
    if ask is None:
        return "absent"
    try:
        ask(0, name)
    except Exception as error:
        if com_codes(error) & GONE:
            raise
        return "busy" if is_busy(error) else "absent"
    return "there"
