"""Read a department's state or share: a certain value, or a proposal to ask about. Days are read in `days`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from xlplan.terms.cells import CellValue, as_text
from xlplan.terms.choices import STATE_ALIASES, State
from xlplan.terms.numerals import read_numeral
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

ReportedValue = str | float | date
"""A reported text, share (0 to 1) or day."""


@record(frozen=True, slots=True)
class CellReading:
    """What a cell says. A certain one counts; otherwise `value` is what it probably means, or None."""

    value: ReportedValue | None
    certain: bool
    filled_in: str = ""
    """What was not written and is clear all the same, in words (没有写年份); empty where nothing is wanting."""


UNREAD: Final = CellReading(None, False)
"""What says nothing."""
MARKS: Final = "。.,;，；、"
"""Marks that may end a value without changing it."""
_PERCENT: Final = pattern_of(r"(\d{1,3}(?:\.\d+)?)%")
_NUMBER: Final = pattern_of(r"\d{1,3}(?:\.\d+)?")
_FEW: Final = 10
"""A number with decimals below this may as well be a share, of more than all."""
_LONGEST_STATE: Final = 12
_PARTLY: Final = pattern_of(
    "基本|大部|部分|大体|大致|初步|多数|一半|半数|过半|接近|[一二三四五六七八九]成|阶段|前期|正在|中$|批|分期|分步|逐步|陆续|主体|大半"
)
_PLANNED: Final = pattern_of("[拟将要欲待]|计划|争取|预计|力争|确保|准备|打算|预期|有望")
_HARMLESS: Final = "已经?|全部|全面|全|[均都了的]|各项|[本该此]?项|任务|工作|事项|按期|按时|按计划|按要求|按进度|按时序|保质保量|如期|圆满|顺利|提前|目前|现|[,;!。、.()]"
"""What may stand around 完成 and leaves it that all is done."""
_ALL_PERCENT: Final = "100%"
_ABOUT: Final = pattern_of(r"^(?:约|大约|大概|近|接近|超|超过|已|已完成|完成|完成了)+|(?:左右|以上|多)$")
_ONE_PERCENT: Final = 0.01
_TENTHS: Final = pattern_of(r"([一二三四五六七八九十\d])成(半|[一二三四五六七八九\d])?")
_HUNDREDTHS: Final = pattern_of(r"百分之([零〇一二三四五六七八九十百\d.]+)")
_FRACTION: Final = pattern_of(r"(\d{1,3})/(\d{1,3})|([一二三四五六七八九十百\d]+)分之([一二三四五六七八九十百\d]+)")
_WHOLE: Final = frozenset({"全部完成", "全部", "百分百", "百分之百", "十成"})


def read_state(text: str, extra: Mapping[str, State]) -> CellReading:
    """Return a state; `extra` are the office's own words for states (folded). Raise nothing."""
    key = fold(text).strip("。.,;!、")
    known = _known_states(tuple(extra.items()))
    if key in known:
        return CellReading(known[key], True)
    if len(key) > _LONGEST_STATE:
        # A text in the wrong column, of which some word may be one.
        return UNREAD
    key = key.replace(_ALL_PERCENT, "全部")
    # A word among others is likely but not certain.
    near = {state for word, state in known.items() if len(word) > 1 and word in key}
    if len(near) != 1 or re.search(r"[未没不待无难将率%]", key):
        return UNREAD
    state = near.pop()
    return CellReading(_how_far(key, known) if state is State.DONE else state, False)


def _how_far(key: str, known: Mapping[str, State]) -> State | None:
    """Return what a text with a word for 已完成 probably says: 推进中 for 基本完成 or 完成中, nothing for 拟完成 or 完成设计."""
    words = "|".join(re.escape(word) for word, state in known.items() if state is State.DONE)
    if re.fullmatch(f"(?:{words}|{_HARMLESS})+", key):
        return State.DONE
    rest = re.sub(_HARMLESS, "", key)
    return State.RUNNING if _PARTLY.search(rest) and not _PLANNED.search(rest) else None


@lru_cache(8)
def _known_states(extra: tuple[tuple[str, State], ...]) -> dict[str, State]:
    return {**{fold(state): state for state in State}, **STATE_ALIASES, **dict(extra)}


def share_of_either(value: CellValue) -> float | None:
    """Return a number such as 1.5, which may be a percent, or a share (150%): nobody knows which. None for any other."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = float(value)
    else:
        text = fold(as_text(value)).rstrip(MARKS)
        if not _NUMBER.fullmatch(text):
            return None
        number = float(text)
    return number if 1 < number < _FEW and not number.is_integer() else None


def read_share(value: CellValue) -> CellReading:
    """Return a share from 0 to 1. A bare number above 1 is a question: it is probably a percent; so is less than one percent."""
    if isinstance(value, bool | date | datetime) or share_of_either(value):
        return UNREAD
    if isinstance(value, int | float):
        if 0 < value < _ONE_PERCENT:
            # A cell that shows percents takes 0.5 as half a percent, in some programs: it probably means a half.
            return CellReading(round(value * 100, 4), False)
        if 0 <= value <= 1:
            return CellReading(float(value), True)
        return CellReading(value / 100, False) if 1 < value <= 100 else UNREAD
    text = fold(as_text(value)).rstrip(MARKS)
    if (share := _share(text)) is not None:
        return CellReading(share, True)
    return CellReading(_probable_share(_ABOUT.sub("", text)), False)


def _probable_share(text: str) -> float | None:
    """Return a share from a text that probably means one: 80, 八十, 一半, 4/5, 五分之四."""
    if (share := _share(text)) is not None:
        return share
    if text in ("一半", "半数"):
        return 0.5
    if found := _FRACTION.fullmatch(text):
        part, whole = (_chinese(each) for each in (found[1] or found[4], found[2] or found[3]))
        return round(part / whole, 4) if part is not None and whole and part <= whole else None
    number = _chinese(text.strip("%"))
    # A 1 may mean all of it, or one percent.
    return number / 100 if number is not None and 1 < number <= 100 else None


def _share(text: str) -> float | None:
    """Return a share from a text that leaves no doubt: 80%, 八成, 百分之八十, 0.8."""
    if text in _WHOLE:
        return 1.0
    share: float | None = None
    if found := _PERCENT.fullmatch(text):
        share = float(found[1]) / 100
    elif found := _TENTHS.fullmatch(text):
        more = 5 if found[2] == "半" else _chinese(found[2]) if found[2] else 0
        tenths = _chinese(found[1])
        share = None if tenths is None or more is None else round((tenths * 10 + more) / 100, 4)
    elif found := _HUNDREDTHS.fullmatch(text):
        hundredths = _chinese(found[1])
        share = None if hundredths is None else hundredths / 100
    elif _NUMBER.fullmatch(text) and ("." in text or float(text) == 0):
        share = float(text)
    return share if share is not None and 0 <= share <= 1 else None


def _chinese(text: str) -> float | None:
    """Return a number up to 100 in digits or Chinese numerals."""
    if re.fullmatch(r"\d{1,3}(\.\d+)?", text):
        return float(text)
    return 100 if text in ("百", "一百") else read_numeral(text)
