"""Patterns that are compiled when they are first used: one command uses few of them, and each process would compile them all."""

from __future__ import annotations

import re
from typing import Any, Final, cast

_USED: Final = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split", "pattern", "flags")


class _Waiting:
    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _USED:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        # From now on they are found without coming here.
        vars(self).update((each, getattr(compiled, each)) for each in _USED)
        return getattr(compiled, name)


def pattern_of(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled at its first use. What is wrong with its text is raised only then.

    It has a pattern's methods, but is none to `re` itself and to `isinstance`.
    """
    return cast(re.Pattern[str], _Waiting(text, flags))
