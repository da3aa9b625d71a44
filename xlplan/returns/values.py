"""Read a department's state, share or day: a certain value, or a proposal to ask about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from xlplan.plan.settings import read_day
from xlplan.schedule.parse import read_schedule
from xlplan.terms.cells import CellValue, ShownDay, as_text
from xlplan.terms.choices import STATE_ALIASES, State
from xlplan.terms.errors import SettingError
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


_UNREAD: Final = CellReading(None, False)
_MARKS: Final = "。.,;，；、"
"""Marks that may end a value without changing it."""
_PERCENT: Final = pattern_of(r"(\d{1,3}(?:\.\d+)?)%")
_NUMBER: Final = pattern_of(r"\d{1,3}(?:\.\d+)?")
_FEW: Final = 10
"""A number with decimals below this may as well be a share, of more than all."""
_ABOUT: Final = pattern_of(r"^(?:约|大约|大概|近|接近|超|超过|已|已完成|完成|完成了)+|(?:左右|以上|多)$")
_ONE_PERCENT: Final = 0.01
_TENTHS: Final = pattern_of(r"([一二三四五六七八九十\d])成(半|[一二三四五六七八九\d])?")
_HUNDREDTHS: Final = pattern_of(r"百分之([零〇一二三四五六七八九十百\d.]+)")
_FRACTION: Final = pattern_of(r"(\d{1,3})/(\d{1,3})|([一二三四五六七八九十百\d]+)分之([一二三四五六七八九十百\d]+)")
_WHOLE: Final = frozenset({"全部完成", "全部", "百分百", "百分之百", "十成"})
_SERIAL_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of a workbook's day numbers (ECMA-376-1, 18.17.4.1) after February 1900."""
_SERIALS: Final = range(36526, 73051)  # 2000 to 2099
_COMPACT: Final = pattern_of(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_WITH_TIME: Final = pattern_of(r"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[T ]?\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")
_SHORT_YEAR: Final = pattern_of(r"(\d\d)([-/.])(\d{1,2})\2(\d{1,2})")
_MONTH_DAY: Final = pattern_of(r"(\d{1,2})[月./-](\d{1,2})日?(?:前|之前)?")
_LONGEST_DAY: Final = 40
"""The greatest length of a text that says only a day."""


def read_state(text: str, extra: Mapping[str, State]) -> CellReading:
    """Return a state; `extra` are the office's own words for states (folded). Raise nothing."""
    key = fold(text).strip("。.,;!、")
    known = _known_states(tuple(extra.items()))
    if key in known:
        return CellReading(known[key], True)
    # A word among others, such as 基本完成, is likely but not certain.
    near = {state for word, state in known.items() if len(word) > 1 and word in key}
    negated = re.search(r"[未没不待无难将率%]", key)
    return CellReading(near.pop(), False) if len(near) == 1 and not negated else _UNREAD


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
        text = fold(as_text(value)).rstrip(_MARKS)
        if not _NUMBER.fullmatch(text):
            return None
        number = float(text)
    return number if 1 < number < _FEW and not number.is_integer() else None


def read_share(value: CellValue) -> CellReading:
    """Return a share from 0 to 1. A bare number above 1 is a question: it is probably a percent; so is less than one percent."""
    if isinstance(value, bool | date | datetime) or share_of_either(value):
        return _UNREAD
    if isinstance(value, int | float):
        if 0 < value < _ONE_PERCENT:
            # A cell that shows percents takes 0.5 as half a percent, in some programs: it probably means a half.
            return CellReading(round(value * 100, 4), False)
        if 0 <= value <= 1:
            return CellReading(float(value), True)
        return CellReading(value / 100, False) if 1 < value <= 100 else _UNREAD
    text = fold(as_text(value)).rstrip(_MARKS)
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


def read_expected(value: CellValue, year: int | None) -> CellReading:
    """Return a day; without a year, or with only a month, a question, with `year` (of the round) as likely.

    A cell that holds a day of that year and only does not show the year is certain.
    """
    if isinstance(value, ShownDay) and value.day.year == year:
        return CellReading(value.day, True)
    try:
        return _plausible(read_day(_as_written(value)))
    except SettingError:
        pass
    if isinstance(value, int | float) and not isinstance(value, bool):
        # The day number of a cell that has lost its format.
        whole = float(value).is_integer() and int(value) in _SERIALS
        return (
            CellReading(_SERIAL_EPOCH + timedelta(days=int(value)), False)
            if whole
            else _from_text(as_text(value), year)
        )
    return _from_text(as_text(value), year)


def _as_written(value: CellValue) -> CellValue:
    """Return a day as a text without common additions: `2023年6月30号。`."""
    return re.sub(r"(?<=\d)号$", "日", value.strip().rstrip(_MARKS)) if isinstance(value, str) else value


def _plausible(day: date) -> CellReading:
    """Return a day of this century as certain; others are small numbers shown as days: 6.30 becomes 1900-01-06."""
    return CellReading(day, True) if day.year // 100 == 20 else _UNREAD


def _from_text(shown: str, year: int | None) -> CellReading:
    shown = shown.strip().rstrip(_MARKS)
    if found := _WITH_TIME.match(shown):
        try:
            return _plausible(read_day(found[1]))
        except SettingError:
            return _UNREAD
    text = fold(shown)
    if found := _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), True)
    if found := _SHORT_YEAR.fullmatch(text):
        return _day(2000 + int(found[1]), int(found[3]), int(found[4]), False)
    if (found := _MONTH_DAY.fullmatch(text)) and year:
        return _day(year, int(found[1]), int(found[2]), False)
    return CellReading(_limit(shown, year), False)


def _limit(text: str, year: int | None) -> date | None:
    """Return the day that a text names as time limits do: 六月底, 23年6月, 国庆节前."""
    if len(text) > _LONGEST_DAY:
        return None
    # Without the round's year, only a text with its own year says a day.
    limits = (read_schedule(text.replace("月初", "月上旬"), year=each) for each in ([year] if year else [2000, 2001]))
    days = {limit.due if not (limit.unparsed or limit.milestones) else None for limit in limits}
    return days.pop() if len(days) == 1 else None


def _day(year: int, month: int, day: int, certain: bool) -> CellReading:
    try:
        return CellReading(date(year, month, day), certain)
    except ValueError:
        return _UNREAD
