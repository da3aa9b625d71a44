"""What a cell says of departments: its pieces read against the names that are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Final

from xlplan.plan.cell_names import SPECIAL, cut
from xlplan.plan.name_pieces import NamePiece, PieceKind
from xlplan.plan.name_shapes import OWN_BUREAU
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

HARD_SEPARATORS: Final = pattern_of(r"[\n\r、﹑､，,；;。]+")
_SOFT_SEPARATORS = pattern_of(r"[\s/／|]+")
_AND = pattern_of("以及|和|及其(?![他它余])|及|与|暨|联合")
_LINES: Final = 4
"""The number of lines over which a name may be broken."""
# What people write where there is nobody, so as not to leave a cell blank.
_NOBODY = pattern_of(r"(?:无|暂无|没有|[-‐‑‒–—―_]+)$")
# Characters set apart to the width of other names: 办 公 室.
_SPACED_OUT = pattern_of(r"(?<!\S)[\u4e00-\u9fff](?:[^\S\n\r]+[\u4e00-\u9fff](?!\S))+")


class HowNamed(StrEnum):
    """How a piece of a cell names departments."""

    KNOWN = "known"
    RUN_TOGETHER = "run-together"
    FULL = "full"
    """With the name of the bureau before its own: 区教育局教育科."""
    AMBIGUOUS = "ambiguous"
    SHARED = "shared"
    """An alias of several departments."""
    UNKNOWN = "unknown"
    NOBODY = "nobody"
    """同上 or 待定."""
    OTHERS = "others"
    """等."""


@record(frozen=True, slots=True)
class Mention:
    """One piece of a cell that names departments: registry `names`, or the `options` of an ambiguous piece."""

    text: str
    names: tuple[str, ...]
    how: HowNamed
    options: tuple[tuple[str, ...], ...] = ()
    role: Field | None = None
    """The column that it belongs to where its cell says so (教育科牵头，组宣科配合), whichever column that is."""
    assumed: bool = False
    """It supports because another in its cell leads; nothing is said of it."""
    aside: str = ""
    """A person or telephone number in brackets after it."""
    flagged: bool = False
    """A mark such as ★ stands beside it."""


class NameReader:
    """Reads cells. `known` maps folded names to those of departments, `shared` aliases to all that have them."""

    def __init__(
        self,
        known: Mapping[str, str],
        shared: Mapping[str, tuple[str, ...]],
        groups: Collection[str],
        *,
        inferred: bool,
    ) -> None:
        self._known = known
        self._shared = shared
        self._groups = groups
        self._inferred = inferred
        self._longest = max(map(len, known), default=0)
        self._special = [key for key in known if SPECIAL.search(key)]
        self._readings: dict[str, tuple[Mention, ...]] = {}

    def read(self, text: str) -> tuple[Mention, ...]:
        """Return the departments that a cell names, in its order, each once."""
        if text not in self._readings:
            mentions: dict[tuple[object, ...], Mention] = {}
            for mention in self._read(text):
                mentions.setdefault(
                    (mention.names or mention.text, mention.how is HowNamed.OTHERS, mention.role), mention
                )
            self._readings[text] = tuple(mentions.values())
        return self._readings[text]

    def _read(self, text: str) -> Iterator[Mention]:
        for piece in self._unbroken(cut(text, self._special)):
            if piece.kind is not PieceKind.NAME:
                how = HowNamed.NOBODY if piece.kind is PieceKind.NOBODY else HowNamed.OTHERS
                yield Mention(piece.text, (), how, role=piece.role)
                continue
            for mention in self._read_name(piece.text):
                yield replace(mention, role=piece.role, assumed=piece.assumed, aside=piece.aside, flagged=piece.flagged)

    def _unbroken(self, pieces: Sequence[NamePiece]) -> Iterator[NamePiece]:
        """Join names that are broken over lines, where only the whole is known."""
        n = 0
        while n < len(pieces):
            end = n + 1
            while end < min(len(pieces), n + _LINES) and pieces[end].wrapped:
                end += 1
            for last in range(end, n + 1, -1):
                parts = pieces[n:last]
                whole = "".join(part.text for part in parts)
                if fold(whole) in self._known and not all(fold(part.text) in self._known for part in parts):
                    role = next((part.role for part in reversed(parts) if part.role), None)
                    yield replace(parts[-1], text=whole, role=role)
                    n = last
                    break
            else:
                yield pieces[n]
                n += 1

    def _read_name(self, piece: str) -> Iterator[Mention]:
        # A known name may itself hold a space or a slash, or be spaced out to the width of others (教 育 科).
        whole = None if self._inferred else self._read_piece(piece)
        if whole and whole.how in (HowNamed.KNOWN, HowNamed.SHARED):
            yield whole
            return
        parts = [each for part in names_in(piece) for each in self._read_joined(part)]
        if whole and whole.how == HowNamed.RUN_TOGETHER and any(part.how == HowNamed.UNKNOWN for part in parts):
            yield whole
        else:
            yield from parts

    def _read_joined(self, piece: str) -> list[Mention]:
        """Read a piece, or both sides of a 和 in it if it is unknown and they are known."""
        whole = self._read_piece(piece)
        sides = parted(piece) if whole.how == HowNamed.UNKNOWN else []
        for parts in sides:
            read = [self._read_piece(part) for part in parts]
            if all(each.names for each in read):
                return read
        return [whole]

    def _read_piece(self, piece: str) -> Mention:
        department = self._known.get(fold(piece))
        if options := self._shared.get(fold(piece)):
            return Mention(piece, (), HowNamed.SHARED, tuple((name,) for name in options))
        if department and not self._inferred:
            return Mention(piece, (department,), HowNamed.KNOWN)
        ways = self._segmentations(fold(piece))
        if department and len(ways) == 1:
            return Mention(piece, (department,), HowNamed.KNOWN)
        if len(ways) == 1:
            return Mention(piece, tuple(dict.fromkeys(ways[0])), HowNamed.RUN_TOGETHER)
        if ways:
            return Mention(piece, (), HowNamed.AMBIGUOUS, tuple(ways))
        if own := self._of_own_bureau(piece):
            return Mention(piece, (own,), HowNamed.FULL)
        return Mention(piece, (), HowNamed.UNKNOWN)

    def _of_own_bureau(self, piece: str) -> str | None:
        key = fold(piece)
        ends = (key[start:] for start in range(1, len(key) - 1) if OWN_BUREAU.fullmatch(key[:start]))
        found = next((self._known[end] for end in ends if end in self._known and end not in self._shared), None)
        return found if found and found not in self._groups else None

    def _segmentations(self, key: str) -> list[tuple[str, ...]]:
        """Return the ways (two at most are sought) in which known names, end to end, make up the text."""

        @cache
        def ways(start: int) -> tuple[tuple[str, ...], ...]:
            if start == len(key):
                return ((),)
            found: dict[tuple[str, ...], None] = {}
            for end in range(start + 1, min(len(key), start + self._longest) + 1):
                department = self._known.get(key[start:end])
                if department is not None:
                    for rest in ways(end):
                        found[department, *rest] = None
                        if len(found) > 1:
                            return tuple(found)
            return tuple(found)

        # Longer than any office's cell: not worth the recursion.
        return list(ways(0)) if len(key) <= 300 else []


def parts_between(separators: re.Pattern[str], text: str) -> list[str]:
    return [piece.strip() for piece in separators.split(text) if piece.strip()]


def names_in(piece: str) -> Iterator[str]:
    """Yield the names between spaces and slashes, without what stands for nobody."""
    piece = _SPACED_OUT.sub(lambda found: "".join(found[0].split()), piece)
    return (part for part in parts_between(_SOFT_SEPARATORS, piece) if not _NOBODY.match(fold(part)))


def parted(piece: str) -> list[list[str]]:
    """Return the ways to part a piece at 和, 及 or 与: at all of them, then at each."""
    places = [found.span() for found in _AND.finditer(piece)][:8]
    ways = [[_AND.split(piece)], [[piece[:start], piece[end:]] for start, end in places]]
    return [parts for way in ways for parts in way if len(parts) > 1 and all(len(part) > 1 for part in parts)]
