"""Lines on a terminal: tables whose columns line up, texts of others within one line, findings with their cures."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from xlplan.files.look.file_names import visible
from xlplan.terms.catalogue import Severity
from xlplan.terms.findings import Finding

_WIDEST: Final = 48


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)


def one_line(text: str) -> str:
    """Return a text that somebody else wrote within one line: what follows a line break might pass for ours."""
    return visible(text).replace("\n", "\\n")


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as aligned lines; wide characters count as two, a name wider than _WIDEST ends in “…”."""
    rows = [[_cut(row[0]), *row[1:]] for row in rows]
    columns = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell + " " * (columns[i] - _width(cell)) for i, cell in enumerate(row)).rstrip() for row in rows]


def _cut(text: str) -> str:
    # As it is printed: control characters are shown as six letters.
    text = one_line(text)
    if _width(text) <= _WIDEST:
        return text
    ends = [end for end, width in enumerate(accumulate(map(_width, text)), 1) if width <= _WIDEST - _width("…")]
    return f"{text[: ends[-1]]}…"


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """Return findings with place and cure, and how many there are of each severity."""
    lines = []
    for item in findings:
        place = " ".join(part for part in (item.sheet, item.cell) if part)
        task = f"（任务 {item.task}）" if item.task else ""
        lines += [f"[{item.severity.label}] {place}{task} {one_line(item.message)}", f"       {item.hint}"]
    counts = Counter(item.severity for item in findings)
    if findings:
        lines.append("合计：" + "，".join(f"{each.label} {counts[each]}" for each in Severity))
    return lines
