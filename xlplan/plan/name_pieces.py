"""A piece of a cell that names departments: a name with what the cell says of it, nobody, or others unnamed."""

from __future__ import annotations

from enum import StrEnum

from xlplan.terms.fields import Field
from xlplan.terms.records import record


class PieceKind(StrEnum):
    """What a piece of a cell stands for."""

    NAME = "name"
    NOBODY = "nobody"
    """同上, 上述部门, 待定 or a principle (谁主管谁负责): it names nobody."""
    OTHERS = "others"
    """等: somebody else too, but nobody knows who."""


@record(frozen=True, slots=True)
class NamePiece:
    """A name between hard separators. `role` is the column that the cell itself says it belongs to."""

    text: str
    role: Field | None = None
    """SHARE for the words of those who are responsible: who else the task names says what they mean (`task_names`)."""
    assumed: bool = False
    """Nothing is said of it, but of another in the cell that it leads: it supports."""
    aside: str = ""
    """A person, a telephone number or another note in brackets after it, or people behind labels in its cell."""
    wrapped: bool = False
    """Only a line break parts it from the piece before."""
    kind: PieceKind = PieceKind.NAME
    flagged: bool = False
    """A mark such as ★ stands beside it, or a word that leaves it open: 拟由."""
