"""What stands in one cell: placeholders in its text, and values as a sheet's XML writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from xlplan.files.template.xml import Element
from xlplan.terms.cells import MAX_TEXT

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}#]*?)\s*(?:#\s*([^{}#]*?)\s*)?\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}|｛｛|｝｝|\{｛|｛\{")
# ST_Xstring (ECMA-376 part 1, 22.9.2.19): what XML cannot hold is _xHHHH_, and such text itself is escaped.
_UNSAFE: Final = re.compile(r"[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (with or without its leading `=`) and the value a program that does not calculate shows; None if unknown."""

    text: str
    cached: str | float | None = None


FieldValue = str | int | float | bool | date | datetime | None | Formula


@dataclass(frozen=True, slots=True)
class Hole:
    """A placeholder in a text."""

    name: str
    variant: str = ""


class PlaceholderError(ValueError):
    """A text with braces that are no placeholder; `hint` says how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class TooLongError(ValueError):
    """A text with more characters than a cell takes: Excel would call the file damaged."""


def split_text(text: str) -> list[str | Hole]:
    """Split a text at its placeholders. Raise PlaceholderError for braces left open, empty or typed as full-width forms."""
    parts: list[str | Hole] = []
    at = 0
    for match in _PLACEHOLDER.finditer(text):
        parts += [text[at : match.start()], Hole(match[1], match[2] or "")]
        at = match.end()
        if not match[1]:
            raise PlaceholderError(f"占位符“{match[0]}”里没有名字", "写成 {{部门}} 这样的形式，或删去。")
    parts.append(text[at:])
    for part in parts:
        if isinstance(part, str) and (stray := _BRACES.search(part)):
            hint = "占位符用英文半角花括号，前后各两个，例如 {{部门}}；中间不能再有花括号。"
            raise PlaceholderError(f"“{text[:40]}”里的“{stray[0]}”不成对，或不是半角", hint)
    return [part for part in parts if part != ""]


def may_hold_placeholder(text: str) -> bool:
    """Return True if a text needs a closer look."""
    return _BRACES.search(text) is not None


def needs_no_escape(text: str) -> bool:
    """Return True if a text, no longer than a cell takes, stands in XML as it is."""
    # Most texts: what XML cannot hold is not printable either.
    plain = text.isprintable() or _UNSAFE.search(text) is None
    return (
        plain and len(text) <= MAX_TEXT and "&" not in text and "<" not in text and ">" not in text and "_x" not in text
    )


def escape_text(text: str) -> str:
    """Escape a text for a cell's `<t>`; line ends become the one Excel uses in cells."""
    if needs_no_escape(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(lambda match: _MARKS.get(match[0]) or f"_x{ord(match[0]):04X}_", text)


def inline_text(value: FieldValue) -> str:
    """Return a value as people write it inside a longer text: 2023年6月5日, 是, 0.5."""
    if value is None:
        return ""
    if isinstance(value, date):
        time = f" {value:%H:%M}" if isinstance(value, datetime) else ""
        return f"{value.year}年{value.month}月{value.day}日{time}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Formula):
        return "" if value.cached is None else inline_text(value.cached)
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


class CellWriter:
    """Writes values as cells of one sheet. `tag` is the sheet's prefix with its colon, `date1904` the workbook's calendar."""

    def __init__(self, tag: str, date1904: bool) -> None:
        self._tag = tag
        self._close = f"</{tag}c>"
        self.text_start: Final = f' t="inlineStr"><{tag}is><{tag}t xml:space="preserve">'
        self.text_end: Final = f"</{tag}t></{tag}is></{tag}c>"
        self._epoch = date(1904, 1, 1) if date1904 else date(1899, 12, 30)

    def serial(self, day: date) -> float:
        """Return a day, or a moment (its time zone dropped), as the number a cell holds."""
        if not isinstance(day, datetime):
            return (day - self._epoch).days
        moment = day.replace(tzinfo=None) - datetime(self._epoch.year, self._epoch.month, self._epoch.day)
        return moment.total_seconds() / 86_400

    def value(self, lead: str, style: str, value: FieldValue) -> str:
        """Write a cell between `lead` (up to the row number) and `style`; text is never a formula. Raise TooLongError."""
        if value is None or value == "":
            return f"{lead}{style}/>"
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise TooLongError(len(value))
            return f"{lead}{style}{self.text_start}{escape_text(value)}{self.text_end}"
        if isinstance(value, Formula):
            return self.formula(lead, style, f"<{self._tag}f>{escape_text(value.text.removeprefix('='))}", value.cached)
        return f"{lead}{style}{self._scalar(value)}{self._close}"

    def formula(self, lead: str, style: str, opened: str, cached: str | float | None) -> str:
        """Write a formula's cell; `opened` is its `<f>` without the end tag. Without `cached` it shows nothing until calculated."""
        if cached is None:
            return f"{lead}{style}>{opened}</{self._tag}f>{self._close}"
        kind, _, shown = self._scalar(cached).partition(">")
        return f"{lead}{style}{kind}>{opened}</{self._tag}f>{shown}{self._close}"

    def rich(self, lead: str, style: str, runs: str) -> str:
        """Write a cell with ready-made contents of `<is>`."""
        return f'{lead}{style} t="inlineStr"><{self._tag}is>{runs}</{self._tag}is>{self._close}'

    def _scalar(self, value: str | float | date) -> str:
        v = f"<{self._tag}v>"
        end = f"</{self._tag}v>"
        if isinstance(value, bool):
            return f' t="b">{v}{int(value)}{end}'
        if isinstance(value, str):
            return f' t="str">{v}{escape_text(value)}{end}'
        if isinstance(value, date):
            value = self.serial(value)
        if isinstance(value, float) and not math.isfinite(value):
            return f' t="e">{v}#NUM!{end}'
        return f">{v}{value!r}{end}"


def text_runs(holder: Element, tag: str) -> list[str | Hole]:
    """Cut a string item (`<si>` or `<is>`) that holds placeholders into pieces of `<is>`: ready XML and holes.

    The formats of its runs stay, unless they cut a placeholder apart: then the text is made plain. Raise PlaceholderError.
    """
    runs = [run for run in holder.elements() if run.local in ("t", "r")]
    texts = [_run_text(run) for run in runs]
    whole = split_text("".join(texts))
    if len(whole) == 1 and isinstance(whole[0], Hole):
        return whole
    cut = sum(isinstance(part, Hole) for text in texts for part in _try_split(text))
    if holder.prefix != tag or cut != sum(isinstance(part, Hole) for part in whole):
        return _wrap(whole, f'<{tag}t xml:space="preserve">', f"</{tag}t>")
    pieces: list[str | Hole] = []
    for run, text in zip(runs, texts, strict=True):
        style = run.child("rPr")
        opened = f"<{tag}r>{style or ''}" if run.local == "r" else ""
        closed = f"</{tag}r>" if run.local == "r" else ""
        pieces += _wrap(split_text(text), f'{opened}<{tag}t xml:space="preserve">', f"</{tag}t>{closed}")
    return pieces


def _run_text(run: Element) -> str:
    return run.text() if run.local == "t" else "".join(child.text() for child in run.elements() if child.local == "t")


def _try_split(text: str) -> list[str | Hole]:
    try:
        return split_text(text)
    except PlaceholderError:
        return []


def _wrap(parts: Sequence[str | Hole], before: str, after: str) -> list[str | Hole]:
    # The template's own text carries its _xHHHH_ escapes already: only XML's marks are put back.
    inner = [part if isinstance(part, Hole) else "".join(_MARKS.get(c, c) for c in part) for part in parts]
    return [before, *inner, after]


def item_text(holder: Element) -> str:
    """Return the text of a string item, without its phonetic guides."""
    return "".join(_run_text(run) for run in holder.elements() if run.local in ("t", "r"))
