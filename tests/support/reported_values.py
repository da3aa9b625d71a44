"""The ways in which a cell of a department's sheet is filled in, each with what it means where that is certain."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from xlplan.terms.cells import CellError, CellValue, NoCachedValue, as_text
from xlplan.terms.choices import State
from xlplan.terms.headings import CLOSED_MARK

STATE_WORDS: Final = {"在弄": State.RUNNING}
"""The office's own words for states, as 设置 has them."""
YEAR: Final = 2023
_TEXTS: Final = ("progress", "problems", "next", "evidence")


@dataclass(frozen=True)
class Put:
    """A value in a cell. `meaning` is what it says where that is certain (`sure`); `formula`: a formula's saved result."""

    value: CellValue
    meaning: object = None
    sure: bool = False
    formula: bool = False


def _sure(value: CellValue, meaning: object) -> Put:
    return Put(value, meaning, sure=True)


_PUTS: Final[dict[str, Sequence[Put]]] = {
    "state": [
        _sure("推进中", "推进中"), _sure("已完成", "已完成"), _sure("已办结", "已完成"), _sure("进行中", "推进中"),
        _sure("在弄", "推进中"), _sure(" 需 协\u00a0调\u200b", "需协调"), _sure("暂缓。", "暂缓"), Put("基本完成"), Put("不清楚"),
        Put(5), Put(True), Put("未完成"), Put("√"),
    ],
    "percent": [
        _sure(0.8, 0.8), _sure("80%", 0.8), _sure("８０％", 0.8), _sure("八成", 0.8), _sure("百分之八十", 0.8), _sure("四成五", 0.45),
        _sure(0, 0.0), _sure(1, 1.0), _sure("0", 0.0), _sure("100%", 1.0), _sure("0.5", 0.5), _sure(" 3 5 % ", 0.35), Put(80), Put("80"),
        Put("约80%"), Put(1.5), Put(-0.2), Put("120%"), Put(True), Put("1"), Put("大半"), Put(date(1900, 3, 20)), Put("八十"), Put("80%-90%"),
    ],
    "expected": [
        _sure(date(2023, 11, 30), date(2023, 11, 30)), _sure(datetime(2023, 11, 30, 8, 30), date(2023, 11, 30)),
        _sure("2023-11-30", date(2023, 11, 30)), _sure("2023.11.30", date(2023, 11, 30)), _sure("2023年11月30日", date(2023, 11, 30)),
        _sure("20231130", date(2023, 11, 30)), _sure("２０２３/１１/３０", date(2023, 11, 30)), Put("11月底"), Put(45260), Put("11.30"),
        Put("尽快"), Put(date(1900, 1, 6)), Put("2023-02-30"), Put("年底前"), Put(11.3), Put("2023年"),
    ],
}  # fmt: skip
BLANKS: Final = ("", " ", "\u00a0", "\u200b\ufeff", None)
COUNTER: Final = itertools.count(1)
"""Makes texts that stand nowhere else."""


def _text(kind: int) -> Put:
    """Return a text that stands nowhere else, so that it can be followed."""
    token = f"话{next(COUNTER)}号"
    values: tuple[CellValue, ...] = (
        f"{token}。", f"={token}", f"+{token}", f"-{token}", f"@{token}", f"\t{token}", f"{token}\r\n第二行", f"{token}" + "长" * 40_000,
        f"\u200b{token}\u00a0", f"'{token}", 100_000 + next(COUNTER), 100_000.5 + next(COUNTER), date(2023, 1, 1), True, CLOSED_MARK, "0",
        f"{token}🎉", f'"{token}","', f"<{token}>&amp;",
    )  # fmt: skip
    value = values[kind % len(values)]
    return _sure(value, as_text(value))


def put(name: str, kind: int) -> Put:
    """Return one of the ways to fill in a cell of a column."""
    match kind % 23:
        case 20:
            return Put(CellError(("#REF!", "#N/A", "#VALUE!")[kind % 3]))
        case 21:
            return Put(NoCachedValue(f"=A{next(COUNTER)}"))
        case 22:
            found = put(name, kind // 23 * 23)
            return Put(found.value, found.meaning, found.sure, formula=True)
    if name in _TEXTS:
        return _text(kind)
    choice = _PUTS[name]
    return choice[kind % len(choice)]
