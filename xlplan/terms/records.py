"""What is made once and never changed: mypy looks after that, not each assignment."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, **options: Any) -> Any:
        """Return a decorator that makes a dataclass with a hash, in which `frozen` is not looked after at run time.

        To set up a frozen dataclass, Python calls a function for each of its fields: that takes three times as long,
        and a command makes hundreds of thousands. Two methods less are compiled for each class as it is loaded.
        """
        if not frozen:
            raise TypeError("What is to be changed is a dataclass.")
        return dataclasses.dataclass(unsafe_hash=True, **options)
