"""What is made once and never changed: mypy looks after that, not each assignment."""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, **options: Any) -> Any:
        """Return a decorator that makes a dataclass with a hash, in which `frozen` is not looked after at run time.

        To set up a frozen dataclass, Python calls a function for each of its fields: that takes three times as long,
        and a command makes hundreds of thousands. Nor are methods compiled for each class as it is loaded, but for
        the one that sets up its objects: what all others do is the same for all.
        """
        if not frozen:
            raise TypeError("What is to be changed is a dataclass.")
        made = dataclasses.dataclass(repr=False, eq=False, **options)
        return lambda class_: _comparing(made(class_))


def _comparing(class_: type[Any]) -> type[Any]:
    """Give a dataclass what compares, hashes and shows its objects."""
    fields = dataclasses.fields(class_)
    told = attrgetter(*[each.name for each in fields if each.compare] or ["__class__"])
    shown = [each.name for each in fields if each.repr]

    def __eq__(self: Any, other: object) -> Any:
        return told(self) == told(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(told(self))

    def __repr__(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    for method in (__eq__, __hash__, __repr__):
        if method.__name__ not in class_.__dict__:
            setattr(class_, method.__name__, method)
    return class_
