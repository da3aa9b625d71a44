"""收件: whose a found file is, by what its hidden sheet says, whatever it is called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from xlplan.handout.signature import find_identity, verified
from xlplan.terms.cells import Grid
from xlplan.terms.records import record


class Belonging(StrEnum):
    """What a found file is to the round that is worked on."""

    OURS = "ours"
    AS_SENT = "as-sent"
    """It is as it was handed out or sent back, byte for byte: nobody has answered on it."""
    OTHER_ROUND = "other-round"
    OTHER_PLAN = "other-plan"
    UNMARKED = "unmarked"
    """It has no hidden sheet of ours."""


@record(frozen=True, slots=True)
class SheetMark:
    """What the hidden sheet of a file says: its plan (the ledger's id), round and department. Texts are empty without such a sheet.

    `name` and `sha256` are the file's, of one in a ZIP file its own. `genuine` is whether the plan's key signed it.
    """

    name: str
    sha256: str
    plan: str = ""
    round: str = ""
    department: str = ""
    genuine: bool = False


@record(frozen=True, slots=True)
class OwnRound:
    """The round that is worked on: its plan, its name, and the SHA-256 of all that was handed out or sent back in it."""

    plan: str
    round: str
    as_sent: Collection[str] = ()


def mark_in(name: str, sha256: str, grids: Sequence[Grid], key: bytes) -> SheetMark:
    """Return what the hidden sheet among these says; `key` is that of the plan's ledger."""
    found = find_identity(grids)
    if found is None:
        return SheetMark(name, sha256)
    identity, signature = found
    genuine = verified(identity.text, signature, key)
    return SheetMark(name, sha256, identity.plan, identity.round, identity.department, genuine)


def belonging(mark: SheetMark, own: OwnRound) -> Belonging:
    """Return what a file is to the round that is worked on."""
    if not mark.plan:
        return Belonging.UNMARKED
    if mark.plan != own.plan:
        return Belonging.OTHER_PLAN
    if mark.round != own.round:
        return Belonging.OTHER_ROUND
    return Belonging.AS_SENT if mark.sha256 in own.as_sent else Belonging.OURS
