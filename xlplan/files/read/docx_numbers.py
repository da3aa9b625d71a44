"""The automatic numbers of a Word document's paragraphs: they are not part of the text, but people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from xlplan.files.read.ooxml import attribute, child, children, count_told
from xlplan.terms.numerals import digit_by_digit, numeral

_LEVEL = re.compile(r"%([1-9])")
_ROMAN: Final = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
                 (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_CHINESE: Final = frozenset(
    ["chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand"]
)  # fmt: skip
# Bullets are symbols of special fonts and mean nothing.
_SILENT: Final = frozenset(["bullet", "none"])


class Numbers:
    """Counts the numbered paragraphs of a document in order (ECMA-376-1, 17.9)."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        abstract = {attribute(each, "abstractNumId"): each for each in children(numbering, "abstractNum")}
        self._lists: dict[str, str] = {}
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        for each in children(numbering, "num"):
            identifier, base = attribute(each, "numId"), attribute(child(each, "abstractNumId"), "val")
            starts = {
                count_told(attribute(own, "ilvl"), 0): child(own, "startOverride")
                for own in children(each, "lvlOverride")
            }
            # Lists that restart have a count of their own; all others of one kind share one.
            self._lists[identifier] = f"num {identifier}" if any(s is not None for s in starts.values()) else base
            for level in children(abstract.get(base), "lvl"):
                place = count_told(attribute(level, "ilvl"), 0)
                override = starts.get(place)
                start = count_told(attribute(child(level, "start") if override is None else override, "val"), 1)
                form, text = (
                    attribute(child(level, "numFmt"), "val") or "decimal",
                    attribute(child(level, "lvlText"), "val"),
                )
                self._levels[identifier, place] = (form, text, start)
        self._styles = {
            attribute(style, "styleId"): child(child(style, "pPr"), "numPr") for style in children(styles, "style")
        }
        self._counts: dict[tuple[str, int], int] = {}

    def next(self, properties: Any | None) -> str:
        """Return the number that a paragraph with these properties (`pPr`) shows; empty if it has none."""
        numbered = child(properties, "numPr")
        if numbered is None:
            numbered = self._styles.get(attribute(child(properties, "pStyle"), "val"))
        identifier = attribute(child(numbered, "numId"), "val")
        level = count_told(attribute(child(numbered, "ilvl"), "val"), 0)
        if (identifier, level) not in self._levels:
            return ""
        counting = self._lists[identifier]
        form, text, start = self._levels[identifier, level]
        self._counts[counting, level] = self._counts.get((counting, level), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == counting and key[1] > level]:
            del self._counts[deeper]
        if form in _SILENT:
            return ""

        def one(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            shape, _, first = self._levels.get((identifier, place), ("decimal", "", 1))
            return word_numeral(self._counts.get((counting, place), first), shape)

        return _LEVEL.sub(one, text)


def word_numeral(value: int, form: str) -> str:
    """Return a number in one of Word's forms (ST_NumberFormat, 17.18.59); rare forms as plain digits."""
    if form in _CHINESE and 0 < value < 100:
        return digit_by_digit(value) if form == "ideographDigital" else numeral(value)
    if form in ("upperLetter", "lowerLetter") and 0 < value <= 26 * 20:
        letters = chr(64 + (value - 1) % 26 + 1) * ((value - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        roman = _roman(value, _ROMAN)
        return roman if form == "upperRoman" else roman.lower()
    if form.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(0x245F + value)
    if form == "decimalZero":
        return f"{value:02}"
    return str(value)


def _roman(value: int, signs: Iterable[tuple[int, str]]) -> str:
    text = ""
    for worth, sign in signs:
        times, value = divmod(value, worth)
        text += sign * times
    return text
