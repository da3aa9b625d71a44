"""The pieces a template is cut into: fixed text, and what is written anew at each filling."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from xlplan.files.template import refs
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.refs import Layout, Own, ParsedFormula, Ref

# Excel holds that many in one sheet and says nothing of those beyond.
MOST_LINKS: Final = 65_530


@dataclass(slots=True)
class Added:
    """What one filling adds to a sheet: links as (cell, address), rows that begin a new page."""

    links: list[tuple[str, str]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The addresses outside the workbook, each once, without the place inside the file."""
        found = (target.partition("#")[0] for _, target in self.links[:MOST_LINKS])
        return list(dict.fromkeys(address for address in found if address))


@dataclass(slots=True)
class Run:
    """One filling: where the rows of every filled sheet go, and what the pieces tell each other on the way."""

    layouts: Mapping[str, Layout]
    fields: Mapping[str, Mapping[str, FieldValue]]
    own: Own | None = None  # the row that the rule being written hangs on
    made: int = 0  # elements written into the container that is open
    stale: bool = False  # a formula without its value was written
    shapes: int = 0  # notes' shapes copied so far
    added: dict[str, Added] = field(default_factory=dict)  # what is added to a sheet, by its key
    hidden: dict[str, Collection[int]] = field(
        default_factory=dict
    )  # columns left out, counted from 1, by a sheet's key
    hidden_sheets: Collection[str] = ()  # sheets left out, by their keys
    cells: dict[str, Callable[[Run], Iterator[str]]] = field(
        default_factory=dict
    )  # what writes a sheet's cells row by row, by its key


Mover = Callable[[Run], str]
Piece = str | Mover


@dataclass(frozen=True, slots=True)
class CellsOf:
    """Writes the cells of a sheet, by its key."""

    sheet: str

    def __call__(self, run: Run) -> str:
        """Return them as one text."""
        return "".join(self.rows(run))

    def rows(self, run: Run) -> Iterator[str]:
        """Yield them in many texts: of a large plan all together take hundreds of megabytes."""
        return run.cells[self.sheet](run)


@dataclass(slots=True)
class Scope:
    """What a part belongs to: the key of its sheet (None: of no single sheet), and the sheets that are filled."""

    home: str | None
    targets: Collection[str]
    replaced: dict[int, Piece] = field(default_factory=dict)  # id of an element → what stands for it

    @property
    def moves(self) -> bool:
        """Whether plain cell references in this part are to a filled sheet."""
        return self.home in self.targets


def render(pieces: Sequence[Piece], run: Run) -> str:
    """Return the text of compiled pieces."""
    return "".join([piece if isinstance(piece, str) else piece(run) for piece in pieces])


def encode(pieces: Sequence[Piece], run: Run) -> bytes:
    """Return the same as bytes, which take less than half as much memory."""
    # Joining would hold every text beside the whole.
    out = BytesIO()
    for piece in pieces:
        out.writelines(text.encode() for text in _texts(piece, run))
    return out.getvalue()


def _texts(piece: Piece, run: Run) -> Iterable[str]:
    if isinstance(piece, CellsOf):
        return piece.rows(run)
    return (piece if isinstance(piece, str) else piece(run),)


def join(pieces: Sequence[Piece]) -> list[Piece]:
    """Join neighbouring texts."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return joined


def moving(text: str, scope: Scope) -> ParsedFormula | None:
    """Split a formula at its moving references; return None if there are none."""
    formula = refs.parse_formula(text, scope.home, scope.targets)
    return formula if any(isinstance(part, Ref) for part in formula) else None


def formula_text(formula: ParsedFormula, run: Run, home: str | None, own: Own | None) -> str:
    """Return a formula as it reads after the rows have moved (not yet escaped)."""
    return "".join(
        [
            part
            if isinstance(part, str)
            else refs.move_one(part, run.layouts[part.sheet], own if part.sheet == home else None)
            for part in formula
        ]
    )
