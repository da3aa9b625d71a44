"""What is said of a result, whichever door it came through: whole in lines on a terminal, in short within a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from xlplan.telling.lines import one_line
from xlplan.terms.buttons import caption
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.sheets import PENDING

_NAMED: Final = 6


@record(frozen=True, slots=True)
class Remark:
    """One thing to say: `lines` where there is room for all of it, `brief` within a message."""

    lines: Sequence[str] = ()
    brief: str = ""


@record(frozen=True, slots=True)
class ToOpen:
    """A file that one may want to open, what it is called, and the SHA-256 that it must still have; empty where any will do."""

    path: Path
    name: str
    sha256: str = ""


@record(frozen=True, slots=True)
class Told:
    """A result in words. `headline` is a terminal's first line, `note` the result in short, as 操作台 keeps it."""

    verb: str
    headline: str
    note: str = ""
    details: Sequence[Remark] = ()
    finished: bool = False
    """Whether a message begins by saying that the button is done, with its caption."""
    opening: str | None = None
    """How a message begins, where that is not the note."""
    made: Sequence[Path] = ()
    """The folders and files that one may want to open now: folders first."""

    @property
    def text(self) -> str:
        """All of it, as a terminal shows it."""
        return "\n".join([self.headline, *(line for each in self.details for line in each.lines)])

    def message(self, more: str = "") -> str:
        """Return the short form for a message box; `more` is what its surface adds. Findings come last, on lines of their own."""
        begin = f"{caption(self.verb)}完成。" if self.finished else ""
        opening = self.note if self.opening is None else self.opening
        inline = [each.brief for each in self.details if not each.brief.startswith("\n")]
        below = [each.brief for each in self.details if each.brief.startswith("\n")]
        return "".join([begin, f"{opening}。" if opening else "", *inline, more, *below]).strip()


def some(names: Iterable[str]) -> str:
    """Return as many names as a message takes; the sheets list all."""
    listed = list(names)
    more = f"等{len(listed)}个" if len(listed) > _NAMED else ""
    return "、".join(listed[:_NAMED]) + more


def sentence(text: str) -> Remark:
    """Return what is said alike everywhere; nothing where the text is empty."""
    return Remark([text], f"{text.removesuffix('。')}。") if text else Remark()


def under_word(word: str, names: Sequence[str]) -> Remark:
    """Return names below a word; nothing where there are none."""
    return Remark([f"{word}：{'、'.join(names)}"], f"{word}：{some(names)}。") if names else Remark()


def warned(findings: Sequence[Finding]) -> Remark:
    """Return warnings of an action as a whole, each on one line."""
    lines = [f"[{item.severity.label}] {item.message}{item.hint}" for item in findings]
    return Remark(lines, "".join(f"{item.message}{item.hint}" for item in findings))


def cured(findings: Sequence[Finding], where: str = PENDING) -> Remark:
    """Return what the office is to know of what it wrote, each with its cure below it; `where` that stands."""
    lines = [
        line
        for item in findings
        for line in (f"[{item.severity.label}] {one_line(item.message)}", f"       {item.hint}")
    ]
    more = f"\n……共{len(findings)}条，其余见“{where}”的说明。" if len(findings) > _NAMED else ""
    return Remark(lines, "".join(f"\n{item.message}{item.hint}" for item in findings[:_NAMED]) + more)
