"""考核分值: the points that a department begins a year with, and what each lapse takes from them."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Final

from xlplan.terms.cells import CellValue, as_text
from xlplan.terms.errors import SettingError
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

LAPSES: Final = {"missing": "未报", "late": "迟报", "sent_back": "退回", "overdue": "逾期", "supervised": "督办"}
"""What points are taken for, by the names of `Weights`."""
_WORDS: Final = {"full": "满分", **LAPSES}
_PAIR: Final = pattern_of(r"(\D+?)[=:]?([-−–]?)(\d+(?:\.\d+)?)分?")


@record(frozen=True)
class Weights:
    """Points: what a year begins with, and what is taken off for each time."""

    full: float = 100
    missing: float = 3
    late: float = 1
    sent_back: float = 2
    overdue: float = 2
    supervised: float = 1

    @property
    def words(self) -> str:
        """The weights as they are written in 设置."""
        taken = (f"{_WORDS[each.name]}-{getattr(self, each.name):g}" for each in fields(self)[1:])
        return "；".join((f"{_WORDS['full']}{self.full:g}", *taken))


def read_weights(value: CellValue) -> Weights:
    """Read `满分100；未报-3；…`; what is not named keeps its weight. Raise SettingError."""
    named = {fold(word): name for name, word in _WORDS.items()}
    found: dict[str, float] = {}
    for part in re.split(r"[;,、\n]+", fold(as_text(value)).replace("；", ";").replace("，", ",")):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part.strip())
        name = named.get(fold(pair[1])) if pair else None
        if not pair or name is None or name in found or (name == "full" and pair[2]):
            raise SettingError("考核分值看不懂", f"请照默认的样子写：{Weights().words}；不想扣的写 0。")
        found[name] = float(pair[3])
    return Weights(**found)
