"""Whether a cell with a number shows the share that the number means, or something else: `1` as 1%, `0.8` as 1‰, `0.35` as 完成."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.returns.sheet import reported_text
from xlplan.returns.values import ReportedValue, read_share
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.fields import Field
from xlplan.terms.number_text import shown_number
from xlplan.terms.text import fold

_USUAL: Final = re.compile(r"#?(?:,##)?0(?:\.0+)?%|0\.0+|")
"""Formats that show any share as it is, rounded."""
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_UNSEEN: Final = re.compile(r'_.|\*.|\[[^\]]*\]|"[-—() ¥$￥]*"')
_WORDLESS: Final = re.compile(r"(?=[^#0?]*[#0?])[#0?.,%/ ;()+\-Ee@]*")
_SCALED: Final = re.compile(r"[#0?],+(?![#0?])")
_PRECISE: Final = re.compile(r"[.%/E]", re.IGNORECASE)
_ROUNDING: Final = 0.050001
_SHARE_ROUNDING: Final = 0.005001
"""How far what is shown may be from the number or the share that was rounded for it."""


class Seen(NamedTuple):
    """What a cell shows, empty where nobody knows, and the share that somebody who sees it takes it for, if any."""

    shown: str
    share: float | None


@lru_cache(4096)
def seen_otherwise(value: float, code: str) -> Seen | None:
    """Return what a cell of this number format shows where that is not what its number means as a share; None where it is."""
    if _USUAL.fullmatch(code):
        return None
    meant, shown = read_share(value).value, shown_number(value, code)
    if meant is None:
        return None
    if shown is None:
        bare = _UNSEEN.sub("", code)
        near = _PRECISE.search(bare) or value.is_integer()
        return None if near and _WORDLESS.fullmatch(bare) and not _SCALED.search(bare) else Seen("", None)
    text = fold(shown)
    bare_number = _NUMBER.fullmatch(text) is not None
    share = float(text) if bare_number else read_share(shown).value
    own, most = (value, _ROUNDING) if bare_number else (meant, _SHARE_ROUNDING)
    if not isinstance(share, float) or not isinstance(own, float):
        return Seen(shown, None)
    return None if abs(share - own) <= most else Seen(shown, share)


def share_seen(grid: Grid, place: tuple[int, int], value: CellValue) -> Seen | None:
    """Return what a cell of a grid shows where that is not what its number means as a share; None for what is no number."""
    if grid.formats is None or not isinstance(value, float):
        return None
    return seen_otherwise(value, grid.formats.get(place, ""))


def may_show_otherwise(formats: Mapping[tuple[int, int], str], column: int) -> bool:
    """Return True if a cell of a column has one of the number formats that can show a share as something else."""
    odd = {code for code in {*formats.values()} if not _USUAL.fullmatch(code)}
    return bool(odd) and any(code in odd and place[1] == column for place, code in formats.items())


def guess_of(seen: Seen, number: str, meant: ReportedValue) -> str:
    """Return what a cell may mean that shows something else than its number, as a question."""
    share = reported_text(Field.PERCENT, meant)
    if not seen.shown:
        return f"格里的数字格式不照原样显示它，是不是 {share}？"
    if seen.share is None:
        return f"这是格里显示的样子，存的数是 {number}。"
    return f"这是格里显示的样子，存的数是 {number}：是 {reported_text(Field.PERCENT, seen.share)}，还是 {share}？"
