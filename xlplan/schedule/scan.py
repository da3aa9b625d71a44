"""A cell's text cut into clauses, and these into pieces by the rules of `rules`.

Whatever no rule takes stays a piece without a reading, so nothing of a cell can get lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from xlplan.schedule.context import Context
from xlplan.schedule.meanings import Limit, Meaning, Repeats, Rule
from xlplan.schedule.rules import SO_LONG_AFTER, TIME_LIMIT_RULES, TITLE
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record

_FRESH_LINE: Final = pattern_of(r"\(?[\d一二三四五六七八九十]{1,2}[)、.]|[①-⑳]|配套", re.ASCII)
_UNFINISHED: Final = tuple("年月至到第自从《（(、")
# A line break inside a number or between a number and its unit: 6│月底前, 1│2月, 2024—│2026年, 本│月底.
_NUMERAL: Final = "\\d〇零一二三四五六七八九十"
_TORN: Final = pattern_of(
    rf"(?:[{_NUMERAL}上下]\n(?:个?[年月日号周季]|工作日|半年|学期)|[本全每今明当各半次上下学]\n(?:年|月|季|周|学期|旬)|[\d年月日号底末初度旬期动)\d]\n(?=-|至|到)|的\n|[年季学期]\n(?=学期|开学)"
    rf"|(?<=[{_NUMERAL}年月日号底末初度旬期])-+\n|[〇零一二三四五六七八九十]\n[〇零一二三四五六七八九十]+[年月日号]"
    r"|20\d\d[./-](?:\d{1,2}[./-])?\n\d|20\d\d(?:[./-]\d{1,2})?\n[./-]\d)",
    re.ASCII,
)
_TORN_NUMBER: Final = pattern_of(
    r"(?P<point>(?<=\d)[./-])?(?<!\d)(?P<first>\d{1,7})\n(?P<rest>\d{1,7})(?!\d)(?=(?P<unit>\D?))"
)
_CLAUSE: Final = pattern_of(rf"(?:{TITLE}|(?<=\d),(?=\d)|[^。；;！!？?，,\n])+", re.ASCII)
_COUNTED_CLAUSE: Final = pattern_of(rf"(?:{TITLE}|{SO_LONG_AFTER}|(?<=\d),(?=\d)|[^。；;！!？?，,\n])+", re.ASCII)
_COUNTED: Final = "内"
"""Without this no limit is counted from a day over a comma."""
_JOINED: Final = pattern_of("[、和及与]")
_LONGEST_CLAUSE: Final = 1_000
"""Characters. What is longer is no sentence, and each pattern would try every part of it with every other."""


@record(frozen=True, slots=True)
class TextPiece:
    """Part of a clause, text[start:end], with the rule that recognised it and what it then meant."""

    start: int
    end: int
    rule: str | None = None
    reading: Meaning | None = None


def tidy(text: str) -> str:
    """Put a text into one line.

    Drop blanks, but for one between two Latin words or numbers, and line breaks that only wrap. Keep a line break that ends
    a sentence.
    """
    shown = "".join(" " if unicodedata.category(c) in ("Cf", "Zs", "Zl", "Zp") else c for c in text)
    lines = [line for line in (re.sub(r"\s+", " ", line).strip() for line in shown.splitlines()) if line]
    out = ""
    for line in lines:
        if _is_torn(out, line):
            out += line
            continue
        closed = out.rfind("《") <= out.rfind("》") and not out.endswith(_UNFINISHED)
        fresh = out and closed and _begins_clause(normalise(line.replace(" ", "")))
        out += ("\n" if fresh else " ") + line
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", out).strip()


def _is_torn(before: str, line: str) -> bool:
    """Return True if a line break parts what must stand together."""
    around = normalise(f"{before[-8:]}\n{line[:8]}")
    place = around.index("\n")
    if any(found.start() <= place < found.end() for found in _TORN.finditer(around)):
        return True
    number = _TORN_NUMBER.search(around)
    if not number or not before:
        return False
    whole, unit = number["first"] + number["rest"], number["unit"]
    dated = re.search(r"20\d\d[./-]$", around[: number.start("first")])
    pointed = bool(dated) or bool(number["point"]) != (unit in tuple("./-"))
    if unit == "年" or len(whole) in (4, 8):
        return len(whole) in (2, 4, 8) and whole.startswith("2") and len(number["rest"]) != len(whole)
    return int(whole) <= {"月": 12, "日": 31, "号": 31}.get(unit, 31 if pointed else 0)


def _begins_clause(line: str) -> bool:
    """Return True if a line reads as a sentence of its own. Other lines were only wrapped in a narrow cell."""
    return bool(_FRESH_LINE.match(line) or any(_pattern(n).match(line) for n in range(len(TIME_LIMIT_RULES))))


@cache
def _pattern(number: int) -> re.Pattern[str]:
    """Compile a rule's pattern when the first text is read that may fit it: all of them take longer than many a command."""
    return re.compile(TIME_LIMIT_RULES[number].pattern, re.ASCII)


@cache
def _needed(number: int) -> re.Pattern[str]:
    """Compile what a clause must hold before a rule's pattern is worth compiling."""
    return re.compile(TIME_LIMIT_RULES[number].needs, re.ASCII)


def normalise(text: str) -> str:
    """Return a text as the patterns want it, character for character: half-width, one kind of dash."""
    return "".join(_plain(c) for c in text)


def _plain(char: str) -> str:
    if char in "，；！？：":
        return char
    if char in "—–―‐‑‒−﹣－ー~～〜∼":
        return "-"
    if "！" <= char <= "～":
        return chr(ord(char) - 0xFEE0)
    if "\u2e80" <= char <= "\u2fdf":  # Radicals that some fonts' copies carry in place of the characters.
        return unicodedata.normalize("NFKC", char)[0]
    return char


def scan(text: str, context: Context) -> Iterator[tuple[TextPiece, ...]]:
    """Yield the clauses of a tidied text, each as pieces that cover it without a gap."""
    context.written = text
    plain = normalise(text)
    for clause in (_COUNTED_CLAUSE if _COUNTED in plain else _CLAUSE).finditer(plain):
        start, end = clause.span()
        if end - start > _LONGEST_CLAUSE:
            yield (TextPiece(start, end),)
            continue
        yield _part_doers(plain, _share_tail(plain, tuple(_pieces(plain, start, end, context))))


def _pieces(plain: str, position: int, end: int, context: Context) -> Iterator[TextPiece]:
    ahead = {
        n: _pattern(n).search(plain, position, end)
        for n, rule in enumerate(TIME_LIMIT_RULES)
        if not rule.needs or _needed(n).search(plain, position, end)
    }
    while True:
        for n, found in ahead.items():
            if found and found.start() < position:
                ahead[n] = _pattern(n).search(plain, position, end)
        nearest = min(((found.start(), n, found) for n, found in ahead.items() if found), default=None)
        if nearest is None:
            break
        start, n, found = nearest
        if start > position:
            yield TextPiece(position, start)
        yield TextPiece(start, found.end(), TIME_LIMIT_RULES[n].name, _read(TIME_LIMIT_RULES[n], found, context))
        position = found.end()
    if position < end:
        yield TextPiece(position, end)


def _read(rule: Rule, match: re.Match[str], context: Context) -> Meaning | None:
    last_year = context.last_year
    try:
        return rule.read(match, context)
    except (ValueError, OverflowError):  # A day, month or year that does not exist: 2023年2月30日.
        context.last_year = last_year
        return None


def _share_tail(plain: str, pieces: tuple[TextPiece, ...]) -> tuple[TextPiece, ...]:
    """Let a span that is merely named share the 底前 of the one it is joined to: 3月、6月底前."""
    done = list(pieces)
    for n in range(len(done) - 3, -1, -1):
        first, joint, second = done[n : n + 3]
        if not (isinstance(first.reading, Limit) and first.reading.plain and isinstance(second.reading, Limit)):
            continue
        if second.reading.due and not second.reading.plain and _JOINED.fullmatch(plain, joint.start, joint.end):
            shared = Limit(None, first.reading.due, unclear=second.reading.unclear)
            done[n] = replace(first, reading=shared)
    return tuple(done)


def _part_doers(plain: str, pieces: tuple[TextPiece, ...]) -> tuple[TextPiece, ...]:
    """Give what follows the last 、 between two recurrences to the second: 各校每日检查、教育局每周抽查."""
    done: list[TextPiece] = []
    for n, piece in enumerate(pieces):
        between = piece.rule is None and 0 < n < len(pieces) - 1
        if between and isinstance(pieces[n - 1].reading, Repeats) and isinstance(pieces[n + 1].reading, Repeats):
            cut = plain.rfind("、", piece.start, piece.end)
            if cut > piece.start:
                done.append(TextPiece(piece.start, cut))
                piece = replace(piece, start=cut)
        done.append(piece)
    return tuple(done)
