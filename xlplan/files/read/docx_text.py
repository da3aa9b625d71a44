"""The text of a Word document's paragraphs with all tracked changes accepted, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from xlplan.files.read.docx_numbers import Numbers
from xlplan.files.read.ooxml import attribute, child, children, local, on

_SKIPPED: Final = frozenset(
    ["pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "instrText", "delInstrText", "rt", "rubyPr", "Fallback", "tbl"]
)
_PLAIN: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_DEEPEST: Final = 200


@dataclass
class Text:
    """The text of one or more paragraphs. `boxes` are the texts of their text boxes, which stand apart."""

    parts: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    """Tables in its text boxes."""
    comments: list[str] = field(default_factory=list)
    """The numbers of the comments on it."""
    struck: list[tuple[int, int]] = field(default_factory=list)
    """Which of its parts are struck through: from the first to before the last."""
    numbers: int = 0
    symbols: int = 0
    pictures: int = 0

    @property
    def text(self) -> str:
        """Its lines, without blank ones at either end."""
        return "".join(self.parts).strip("\n")

    @property
    def gone(self) -> str:
        """The words that are struck through."""
        return "".join("".join(self.parts[first:last]) for first, last in self.struck).strip()

    @property
    def left(self) -> str:
        """Its lines without the words that are struck through."""
        out = {number for first, last in self.struck for number in range(first, last)}
        return "".join(part for number, part in enumerate(self.parts) if number not in out).strip("\n")

    def add(self, paragraph: Any, numbers: Numbers) -> None:
        """Add a paragraph, on a new line unless the mark that ends the one before is a tracked deletion."""
        properties = child(paragraph, "pPr")
        shown = numbers.next(properties)
        before = len(self.parts)
        if shown:
            self.numbers += 1
            self.parts.append(shown)
        self._run(paragraph, 0)
        if child(child(properties, "rPr"), "del") is None:
            self.parts.append("\n")
        elif len(self.parts) == before + 1 and shown:
            self.parts.pop()  # a paragraph that is deleted as a whole shows no number

    def _run(self, element: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        for each in element:
            name = local(each)
            if name == "t":
                self.parts.append(each.text or "")
            elif name in _PLAIN:
                self.parts.append(_PLAIN[name])
            elif name == "br":
                self.parts.append("\n" if attribute(each, "type") in ("", "textWrapping") else "")
            elif name == "sym":
                self.symbols += 1
                self.parts.append(_symbol(attribute(each, "char")))
            elif name in ("del", "moveFrom"):
                self.deleted.append(_plain(each))
            elif name == "commentReference":
                self.comments.append(attribute(each, "id"))
            elif name in ("drawing", "pict", "object"):
                self._float(each)
            elif name not in _SKIPPED:
                start = len(self.parts)
                self._run(each, depth + 1)
                if name in ("ins", "moveTo"):
                    self.inserted.append("".join(self.parts[start:]))
                elif name == "r":
                    self._look(child(each, "rPr"), start)

    def _look(self, properties: Any | None, start: int) -> None:
        """Note what hides a run, or strikes it through; `start` is its first part."""
        if on(child(properties, "vanish")):
            self.hidden.append("".join(self.parts[start:]))
        if on(child(properties, "strike")) or on(child(properties, "dstrike")):
            self.struck.append((start, len(self.parts)))

    def _float(self, element: Any) -> None:
        boxes = [each for each in element.iter() if local(each) == "txbxContent"]
        for box in boxes:
            self.tables += children(box, "tbl")
            lines = [_plain(each).strip() for each in box if local(each) != "tbl"]
            if text := "\n".join(filter(None, lines)):
                self.boxes.append(text)
        if not boxes:
            self.pictures += 1


def paragraph_text(element: Any) -> str:
    """Return all text below an element, paragraphs separated by spaces: for what is only named, not read."""
    return " ".join(filter(None, (_plain(each).strip() for each in element.iter() if local(each) == "p")))


def _plain(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter() if local(each) in ("t", "delText"))


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
