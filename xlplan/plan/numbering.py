"""Numbers (编号) for rows that have none: after the pattern of their project, never one that is or was in use."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_RUNNING = pattern_of(r"(.*\D)?\d+$")


class Numbering:
    """Hands out numbers beside those that a table already has, given as (编号, project) in the table's order."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._taken: set[str] = set()
        self._prefixes: dict[str, str] = {}
        self._reserved: set[str] = set()
        self._last: Counter[str] = Counter()
        self._variants: Counter[str] = Counter()
        ordinals: dict[str, int] = {}
        for number, project in rows:
            ordinals.setdefault(project, len(ordinals) + 1)
            if number:
                self._taken.add(fold(number))
                if project in self._prefixes:
                    continue
                if found := _RUNNING.match(unicodedata.normalize("NFKC", number)):
                    self._prefixes[project] = found[1] or ""
        for project, ordinal in ordinals.items():
            self._prefixes.setdefault(project, f"{ordinal}." if project else "")

    def reserve(self, numbers: Iterable[str]) -> None:
        """Reserve numbers that rows of earlier tables were given: only `recall` hands them out again."""
        self._reserved.update(map(fold, numbers))

    def recall(self, number: str) -> str:
        """Return a row's earlier number; an empty text if it had none or another row has it now."""
        if not number or fold(number) in self._taken:
            return ""
        self._taken.add(fold(number))
        return number

    def next(self, project: str) -> str:
        """Return the next number in a project."""
        prefix = self._prefixes[project]
        while True:
            self._last[prefix] += 1
            number = f"{prefix}{self._last[prefix]}"
            if fold(number) not in self._taken and fold(number) not in self._reserved:
                self._taken.add(fold(number))
                return number

    def variant(self, number: str) -> str:
        """Return a number for the second row that claims one."""
        while True:
            self._variants[fold(number)] += 1
            variant = f"{number}-{self._variants[fold(number)] + 1}"
            if fold(variant) not in self._taken and fold(variant) not in self._reserved:
                self._taken.add(fold(variant))
                return variant
