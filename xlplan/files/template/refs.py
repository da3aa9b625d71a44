"""References to cells, and where they point once a sheet's prototype rows have become n rows.

A reference outside the repeated rows moves as it does when rows are inserted in Excel; one that stands in a repeated row (or
in a rule that hangs on such a row) moves as it does when the row is copied down.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlplan.terms.cells import column_index, column_letters

MAX_ROW: Final = 1_048_576

_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[1-9][0-9]{0,6}"
_TOKEN: Final = re.compile(
    rf"""
    "(?:[^"]|"")*"                                                        # text
  | \[[^\[\]]*\](?:'(?:[^']|'')+'|[\w.]+)!{_COLUMN}{_ROW}(?::{_COLUMN}{_ROW})?  # another workbook
  | (?P<sheet>'(?:[^']|'')+'!|[\w.]+(?::[\w.]+)?!)?
    (?P<ref>{_COLUMN}{_ROW}:{_COLUMN}{_ROW}|{_COLUMN}{_ROW}|{_ROW}:{_ROW}|{_COLUMN}:{_COLUMN})(?![\w.(\[!\\?])
  | \[(?:[^\[\]]|\[[^\[\]]*\])*\]                                         # a table's column
  | '(?:[^']|'')+'!                                                       # a sheet before a name or whole columns
  | [\w.\\?]+
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_END: Final = re.compile(r"(\$?[A-Za-z]{1,3})?(\$?)([0-9]+)")
_AREA: Final = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?(?::\$?([A-Za-z]{1,3})?\$?([0-9]+)?)?")


@dataclass(slots=True)
class Layout:
    """Where the rows of one filled sheet go: prototype rows `first` to `last` become `count` rows.

    `prototypes` names, for each row written, the prototype row it was made from. Rows count from 1.
    """

    first: int
    last: int
    prototypes: Sequence[int]
    count: int = field(init=False)
    delta: int = field(init=False)
    _rows: dict[int, list[int]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.count = len(self.prototypes)
        self.delta = self.count - (self.last - self.first + 1)

    def rows(self, prototype: int) -> list[int]:
        """Return the rows made from one prototype row, downwards."""
        if self._rows is None:
            made: dict[int, list[int]] = {}
            for number, source in enumerate(self.prototypes, self.first):
                made.setdefault(source, []).append(number)
            self._rows = made
        return self._rows.get(prototype, [])

    def inside(self, row: int) -> bool:
        """Return True if this is a prototype row."""
        return self.first <= row <= self.last

    def point(self, row: int) -> int:
        """Return where a single row goes; a prototype row goes to the first row made from it."""
        if row < self.first:
            return row
        if row > self.last:
            return row + self.delta
        made = self.rows(row)
        return made[0] if made else self.first

    def envelope(self, start: int, end: int) -> tuple[int, int]:
        """Return where a range of rows goes that must stay one range: if it touches the prototypes, it covers all rows made from them."""
        if self.inside(start):
            start = self.first
        elif start > self.last:
            start += self.delta
        if self.inside(end):
            end = self.first + self.count - 1
        elif end > self.last:
            end += self.delta
        return start, min(end, MAX_ROW)

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where a range of rows goes that may fall apart: the runs of rows made from the prototypes in it."""
        if end < self.first or start > self.last or (start <= self.first and end >= self.last):
            return [self.envelope(start, end)]
        rows = [row for number in range(max(start, self.first), min(end, self.last) + 1) for row in self.rows(number)]
        found = [(row, row) for row in rows]
        if start < self.first:
            found.append((start, self.first - 1))
        if end > self.last:
            found.append((self.last + 1 + self.delta, min(end + self.delta, MAX_ROW)))
        return join_runs(found)


def join_runs(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return runs of rows in order, and join those that touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class RefArea:
    """A rectangle as `ref` and `sqref` write it; columns are letters, and empty where it is whole rows."""

    left: str
    top: int
    right: str
    bottom: int

    def at(self, top: int, bottom: int) -> str:
        """Return the same columns in other rows, as text."""
        if self.left == self.right and top == bottom:
            return f"{self.left}{top}"
        return f"{self.left}{top}:{self.right}{bottom}"


def parse_areas(text: str) -> list[RefArea]:
    """Read the areas of a `ref` or `sqref`; whole columns reach over all rows."""
    areas = []
    for word in text.split():
        match = _AREA.fullmatch(word)
        if match is None:
            continue
        left, top = match[1] or "", int(match[2] or 1)
        if ":" in word:
            areas.append(RefArea(left, top, match[3] or "", int(match[4] or MAX_ROW)))
        else:
            areas.append(RefArea(left, top, left, top))
    return areas


def move_ref(areas: Sequence[RefArea], layout: Layout) -> str:
    """Move a `ref` whose areas must each stay one."""
    return " ".join(area.at(*layout.envelope(area.top, area.bottom)) for area in areas)


def move_sqref(areas: Sequence[RefArea], layout: Layout) -> list[tuple[RefArea, tuple[int, int]]]:
    """Move a `sqref`: columns and rows, only over rows made from the prototypes it covered. The answer may be empty."""
    columns: dict[tuple[str, str], tuple[RefArea, list[tuple[int, int]]]] = {}
    for area in areas:
        _, runs = columns.setdefault((area.left, area.right), (area, []))
        runs += layout.runs(area.top, area.bottom)
    return [(area, run) for area, runs in columns.values() for run in join_runs(runs)]


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference in a formula to a sheet that is filled."""

    sheet: str  # as compared: folded, without quotes
    lead: str  # as written before the cell, `'Sheet'!` or nothing
    left: str  # column letters with their $, empty for whole rows
    fixed_top: bool
    top: int
    right: str | None = None  # None: a single cell
    fixed_bottom: bool = False
    bottom: int = 0

    def render(self, top: int, bottom: int) -> str:
        """Return the reference with other rows."""
        if not (0 < top <= MAX_ROW and bottom <= MAX_ROW):
            return "#REF!"
        start = f"{self.lead}{self.left}{'$' if self.fixed_top else ''}{top}"
        if self.right is None:
            return start
        return f"{start}:{self.right}{'$' if self.fixed_bottom else ''}{bottom}"


ParsedFormula = tuple[str | Ref, ...]


def sheet_key(name: str) -> str:
    """Return a sheet's name as it is compared."""
    return name.casefold()


def parse_formula(text: str, home: str | None, targets: Collection[str]) -> ParsedFormula:
    """Split a formula at its references to the sheets `targets` (keys); all else stays text.

    `home` is the key of the sheet the formula stands on, None where references always name their sheet. References to
    other workbooks, over several sheets (`A:C!B2`) and to tables' columns do not move.
    """
    parts: list[str | Ref] = []
    for match in _TOKEN.finditer(text):
        ref = match["ref"]
        if ref is None:
            parts.append(match[0])
            continue
        lead = match["sheet"] or ""
        sheet = _sheet_of(lead, home)
        parsed = _parse_ref(sheet, lead, ref) if sheet in targets else None
        parts.append(parsed or match[0])
    return _join(parts)


def columns_named(text: str, home: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield the sheet (key) and the first and last column's letters of each reference in a formula."""
    for match in _TOKEN.finditer(text):
        sheet = _sheet_of(match["sheet"] or "", home)
        letters = re.findall("[A-Z]+", (match["ref"] or "").upper())
        if sheet is not None and letters:
            yield sheet, letters[0], letters[-1]


def _sheet_of(lead: str, home: str | None) -> str | None:
    """Return the key of the sheet that a reference names before its cell, or that it stands on."""
    if not lead:
        return home
    bare = lead[:-1]
    return sheet_key(bare[1:-1].replace("''", "'") if bare[0] == "'" else bare)


def _parse_ref(sheet: str | None, lead: str, ref: str) -> Ref | None:
    start, colon, end = ref.partition(":")
    first = _END.fullmatch(start)
    second = _END.fullmatch(end) if colon else None
    if sheet is None or first is None or int(first[3]) > MAX_ROW or (second is not None and int(second[3]) > MAX_ROW):
        return None
    if second is None:
        return Ref(sheet, lead, first[1] or "", bool(first[2]), int(first[3]))
    return Ref(
        sheet, lead, first[1] or "", bool(first[2]), int(first[3]), second[1] or "", bool(second[2]), int(second[3])
    )


def _join(parts: Iterable[str | Ref]) -> ParsedFormula:
    joined: list[str | Ref] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Own:
    """The row a formula was written for and the row it now stands in.

    `copied` tells that every relative row keeps its distance (rules that hang on cells); else only those that point into the
    repeated rows or to the row just above do (formulas in cells, where `C3` is mostly the same `C3` for every row).
    """

    old: int
    new: int
    copied: bool = False


def move_one(ref: Ref, layout: Layout, own: Own | None) -> str:
    """Move a reference to where its rows are once the prototypes have become rows."""
    if own is None:
        if ref.right is None:
            row = layout.point(ref.top)
            return ref.render(row, row)
        return ref.render(*layout.envelope(ref.top, ref.bottom))

    def follows(row: int, fixed: bool) -> bool:
        return not fixed and (own.copied or layout.inside(row) or row == own.old - 1)

    shift = own.new - own.old
    if ref.right is None:
        row = ref.top + shift if follows(ref.top, ref.fixed_top) else layout.point(ref.top)
        return ref.render(row, row)
    top, bottom = layout.envelope(ref.top, ref.bottom)
    covers = ref.top <= layout.first and layout.last <= ref.bottom
    own_row = ref.top == ref.bottom and not ref.fixed_top
    if covers and ref.fixed_top == ref.fixed_bottom and not own_row:
        return ref.render(top, bottom)
    if follows(ref.top, ref.fixed_top):
        top = ref.top + shift
    if follows(ref.bottom, ref.fixed_bottom):
        bottom = ref.bottom + shift
    return ref.render(top, bottom)


_WHOLE_COLUMNS: Final = re.compile(rf"({_COLUMN}):({_COLUMN})")
_COLUMN_REF: Final = re.compile(r"(\$?)([A-Za-z]{1,3})")


def translate(text: str, rows: int, columns: int) -> str:
    """Copy a formula `rows` rows down and `columns` columns right: how a shared formula is spelt out."""

    def column(letters: str) -> str:
        match = _COLUMN_REF.fullmatch(letters)
        if match is None or match[1]:
            return letters
        return column_letters(column_index(match[2]) + columns)

    parts: list[str] = []
    for match in _TOKEN.finditer(text):
        whole = _WHOLE_COLUMNS.fullmatch(match["ref"] or "")
        if whole is not None:
            parts.append(f"{match['sheet'] or ''}{column(whole[1])}:{column(whole[2])}")
            continue
        ref = _parse_ref("", match["sheet"] or "", match["ref"]) if match["ref"] else None
        if ref is None:
            parts.append(match[0])
            continue
        right = None if ref.right is None else column(ref.right)
        moved = Ref("", ref.lead, column(ref.left), ref.fixed_top, ref.top, right, ref.fixed_bottom, ref.bottom)
        top = ref.top if ref.fixed_top else ref.top + rows
        parts.append(moved.render(top, ref.bottom if ref.fixed_bottom else ref.bottom + rows))
    return "".join(parts)
