"""The hidden sheet of a department's workbook: whose it is and what it was made from, signed."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from xlplan.terms.cells import CellValue, Grid, as_text
from xlplan.terms.records import record
from xlplan.terms.sheets import IDENTITY

_HEAD: Final = ("plan", "round", "revision", "department")
_SIGNATURE: Final = "signature"
_TASK: Final = "task"
_CORRECTS: Final = "corrects"
FORMAT: Final = "xlplan-1"
_LONGEST_NUMBER: Final = 9
_COLUMNS: Final = 3
_BLANKS: Final = ("",) * _COLUMNS


@record(frozen=True, slots=True)
class Identity:
    """`plan` is the ledger's id; `tasks` maps each row's name, its 编号, to its fingerprint as it was sent.

    `corrects` are the returns (their SHA-256) that a sheet was sent back for and that its return replaces.
    """

    plan: str
    round: str
    revision: int
    department: str
    tasks: Mapping[str, str]
    corrects: tuple[str, ...] = ()

    def rows(self, key: bytes) -> list[tuple[str, str, str]]:
        """Return the hidden sheet's rows: (what, value, second value), the signature last."""
        return [*self._lines(), (_SIGNATURE, self.signature(key), "")]

    def signature(self, key: bytes) -> str:
        """Return the HMAC-SHA256 (RFC 2104) over the rows above it, in hexadecimal."""
        return _sign(self.text, key)

    @property
    def text(self) -> str:
        """What is signed: the rows above the signature."""
        return "\n".join("\t".join(line) for line in self._lines())

    def _lines(self) -> Iterator[tuple[str, str, str]]:
        yield ("format", FORMAT, "")
        for name in _HEAD:
            yield (name, str(getattr(self, name)), "")
        for task, fingerprint in self.tasks.items():
            yield (_TASK, task, fingerprint)
        for digest in self.corrects:
            yield (_CORRECTS, digest, "")


def find_identity(grids: Iterable[Grid]) -> tuple[Identity, str] | None:
    """Return the identity on the hidden sheet among a workbook's sheets, and its unverified signature; None without any."""
    hidden = next((grid for grid in grids if grid.sheet == IDENTITY), None)
    return read_identity(hidden) if hidden else None


def read_identity(grid: Grid) -> tuple[Identity, str] | None:
    """Return the identity on a hidden sheet and its unverified signature; None if the sheet has none."""
    head: dict[str, str] = {}
    tasks: dict[str, str] = {}
    corrects: list[str] = []
    for row in grid.rows:
        what, value, second = (*map(_stripped, row[:_COLUMNS]), *_BLANKS[len(row) :])
        if what == _TASK:
            tasks[value] = second
        elif what == _CORRECTS:
            corrects.append(value)
        elif what:
            head.setdefault(what, value)
    revision = head.get("revision", "")
    if head.get("format") != FORMAT or not set(_HEAD) <= set(head):
        return None
    if not revision.isdecimal() or len(revision) > _LONGEST_NUMBER:
        return None
    identity = Identity(head["plan"], head["round"], int(revision), head["department"], tasks, tuple(corrects))
    return identity, head.get(_SIGNATURE, "")


def _stripped(value: CellValue) -> str:
    return value.strip() if type(value) is str else as_text(value).strip()


def verified(text: str, signature: str, key: bytes) -> bool:
    """Return True if this key, that of the plan's ledger, signed an identity's text."""
    # As bytes, because it accepts only ASCII texts.
    return hmac.compare_digest(_sign(text, key).encode(), signature.encode("utf-8", "surrogatepass"))


def _sign(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()
