"""The text of a Word document's paragraphs with all tracked changes accepted, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from xlplan.files.read.docx_numbers import Numbers
from xlplan.files.read.ooxml import attribute, child, local, on

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
    numbers: int = 0
    symbols: int = 0
    pictures: int = 0

    @property
    def text(self) -> str:
        """Its lines, without blank ones at either end."""
        return "".join(self.parts).strip("\n")

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
            elif name in ("drawing", "pict", "object"):
                self._float(each)
            elif name not in _SKIPPED:
                start = len(self.parts)
                self._run(each, depth + 1)
                if name in ("ins", "moveTo"):
                    self.inserted.append("".join(self.parts[start:]))
                elif name == "r" and on(child(child(each, "rPr"), "vanish")):
                    self.hidden.append("".join(self.parts[start:]))

    def _float(self, element: Any) -> None:
        boxes = [each for each in element.iter() if local(each) == "txbxContent"]
        if boxes:
            self.boxes += [text for box in boxes if (text := _plain(box).strip())]
        else:
            self.pictures += 1


def plain_text(element: Any) -> str:
    """Return all text below an element, paragraphs separated by spaces: for what is only named, not read."""
    return " ".join(filter(None, (_plain(each).strip() for each in element.iter() if local(each) == "p")))


def _plain(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter() if local(each) in ("t", "delText"))


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
