"""What was pressed last: who presses a button twice means it once, and a press that was not taken may have put its mark over the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlplan.terms.buttons import caption

if TYPE_CHECKING:
    from xlplan.office.hosts.requests import Request

AGAIN_SECONDS: Final = 2.0
"""A press of the same button for the same workbook within so long of the one before it is none."""


@dataclass
class Press:
    """A press: its button, its workbook as far as the press says which, and its time (seconds)."""

    verb: str
    place: str
    at: float
    later: set[str] = field(default_factory=set)
    """The marks of presses that were not taken while this one is carried out: one may stand in its workbook in place of its own."""
    passed_over: list[str] = field(default_factory=list)
    """The other buttons among them."""

    def repeated(self, verb: str, place: str, at: float, within: float) -> bool:
        """Return True if a press is this one once more; the time then counts from it."""
        if (verb, place) != (self.verb, self.place) or not 0 <= at - self.at <= within:
            return False
        self.at = at
        return True

    def not_taken(self, request: Request) -> None:
        """Remember a request that was refused because this press is carried out."""
        self.later.add(request.nonce)
        if request.verb != self.verb and request.verb not in self.passed_over:
            self.passed_over.append(request.verb)

    def told(self, message: str) -> str:
        """Return the message of this press, the first line of which says what else was pressed meanwhile and not done."""
        if not self.passed_over:
            return message
        line, newline, rest = message.partition("\n")
        captions = "”“".join(map(caption, self.passed_over))
        return f"{line}（这时点的“{captions}”没有做，需要时请再点一次。）{newline}{rest}"
