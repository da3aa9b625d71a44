"""Read a department's day: a certain one, or a proposal to ask about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Final

from xlplan.plan.settings import read_day
from xlplan.returns.values import MARKS, UNREAD, CellReading
from xlplan.schedule.calendar import Terms, month_end
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.rounds import Round
from xlplan.terms.cells import CellValue, ShownDay, as_text
from xlplan.terms.errors import SettingError
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_SERIAL_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of a workbook's day numbers (ECMA-376-1, 18.17.4.1) after February 1900."""
_LEAP: Final = date(1900, 3, 1)
"""Until then a workbook's day numbers are one less: it has a 29th of February 1900."""
_SERIALS: Final = range(36526, 73051)  # 2000 to 2099
_COMPACT: Final = pattern_of(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_WITH_TIME: Final = pattern_of(r"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[T ]?\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")
_SHORT_YEAR: Final = pattern_of(r"(\d\d)([-/.])(\d{1,2})\2(\d{1,2})")
_MONTH_DAY: Final = pattern_of(r"(\d{1,2})([月./-])(\d{1,2})日?(?:前|之前)?")
_LATEST_MONTH: Final = 12
"""Of 1/3 and 3-5, unlike 12/31, nobody knows whether a day is meant, a share, or from which month to which."""
_ONE_DECIMAL: Final = pattern_of(r"\.\d$")
_PART_OF_YEAR: Final = pattern_of("季|半年")
_SAYS_DAY: Final = pattern_of("[底末初前旬日号节]")
"""What names a day, or the end of what is named."""
_THIS_YEAR: Final = pattern_of("今年|本年|明年|次年|翌年")
_LONGEST_DAY: Final = 40
"""The greatest length of a text that says only a day."""
_AHEAD: Final = 6
"""A day without a year may lie so many months behind the round's end."""
_LATEST_TYPED: Final = 1905
"""A number with decimals below 2100, shown as a day, lies in this year or before."""
_OTHER_TERMS: Final = Terms(spring_start=(3, 1), spring_end=(7, 1), autumn_start=(9, 10), autumn_end=(1, 20))
"""Terms that are not the usual ones on any day: what reads otherwise by them turns on the office's own."""
DAY_READ: Final = "return-day-read"
"""The code of the finding that a day was taken in which something was not written, such as its year."""
NO_YEAR: Final = "没有写年份"
SHORT_YEAR: Final = "年份只写了两位"
NO_DAY: Final = "没有写哪一天"


def read_expected(
    value: CellValue, year: int | None, round_: Round | None = None, written_by: date | None = None
) -> CellReading:
    """Return a day; without a year, or with only a month, a question, with `year` (of the round) as likely.

    What is written as one day (12月25日, 12月底) is certain, too, if only one year is possible for what is expected by a
    report in `round_`, and that is the round's own: of a day of the next year it is asked, as it may put the task off. So
    is the last day of what names its year: 2027年1月底. A cell that does not show the year reads as what it shows does if
    it is typed, and is certain if it holds that very day. What names its year by that of writing (今年底, 明年3月) is
    certain where it was `written_by` a day of the year in which the round began: a round may be reported in the next.
    """
    if isinstance(value, ShownDay):
        if value.day.year <= _LATEST_TYPED:
            return UNREAD
        shown = _from_text(value, year, round_)
        return CellReading(value.day, True) if shown.value == value.day else replace(shown, certain=False)
    if (typed := number_typed(value)) is not None:
        return _from_number(typed, year, round_)
    try:
        return _plausible(read_day(_as_written(value)))
    except SettingError:
        pass
    if isinstance(value, int | float) and not isinstance(value, bool):
        if float(value).is_integer() and int(value) in _SERIALS:
            # The day number of a cell that has lost its format.
            return CellReading(_SERIAL_EPOCH + timedelta(days=int(value)), False)
        return _from_number(value, year, round_)
    return _from_text(as_text(value), year, round_, written_by)


def names_year_written(text: str) -> bool:
    """Return True for a day that names its year by the one in which it is written: 今年底, 明年3月."""
    return bool(_THIS_YEAR.search(text))


def number_typed(value: CellValue) -> float | None:
    """Return the number that was typed into a cell that shows days: 12.2 has become 1900-01-12 04:48. None for any other cell."""
    if not isinstance(value, date) or value.year > _LATEST_TYPED:
        return None
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    day = at.date()
    share = (at - datetime.combine(day, time())) / timedelta(days=1)
    return round((day - _SERIAL_EPOCH).days - (day < _LEAP) + share, 4)


def days_typed(number: float, year: int | None, round_: Round | None) -> dict[str, date]:
    """Return the days that a number may mean, by what was typed: 12.2 is 12.2 or 12.20, as a zero at the end is lost."""
    text = as_text(number)
    readings = {
        typed: _from_text(typed, year, round_)
        for typed in ((text, f"{text}0") if _ONE_DECIMAL.search(text) else (text,))
    }
    days = {typed: each.value for typed, each in readings.items() if isinstance(each.value, date)}
    return {typed: day for typed, day in days.items() if readings[typed].certain} or days


def _from_number(number: float, year: int | None, round_: Round | None) -> CellReading:
    typed = days_typed(number, year, round_)
    return _from_text(next(iter(typed)), year, round_) if len(typed) == 1 else UNREAD


def _as_written(value: CellValue) -> CellValue:
    """Return a day as a text without common additions: `2023年6月30号。`."""
    return re.sub(r"(?<=\d)号$", "日", value.strip().rstrip(MARKS)) if isinstance(value, str) else value


def _plausible(day: date) -> CellReading:
    """Return a day of this century as certain."""
    return CellReading(day, True) if day.year // 100 == 20 else UNREAD


def _from_text(shown: str, year: int | None, round_: Round | None, written_by: date | None = None) -> CellReading:
    shown = shown.strip().rstrip(MARKS)
    if found := _WITH_TIME.match(shown):
        try:
            return _plausible(read_day(found[1]))
        except SettingError:
            return UNREAD
    text = fold(shown)
    if found := _COMPACT.fullmatch(text):
        return CellReading(day, True) if (day := _day(*map(int, found.groups()))) else UNREAD
    if found := _SHORT_YEAR.fullmatch(text):
        day = _day(2000 + int(found[1]), int(found[3]), int(found[4]))
        certain = bool(day and round_ and _only([day], round_))
        return CellReading(day, certain, SHORT_YEAR if certain else "")
    if found := _MONTH_DAY.fullmatch(text):
        month, number = int(found[1]), int(found[3])
        one = found[2] in "月." or number > _LATEST_MONTH
        if round_ and (day := _only_year(month, number, round_)):
            return _without_year(day, round_, one_day=one)
        return CellReading(_day(year, month, number) if year else None, False)
    return _from_limit(shown, year, round_, written_by)


def _from_limit(text: str, year: int | None, round_: Round | None, written_by: date | None) -> CellReading:
    """Read a day as time limits name it: 六月底, 23年6月, 国庆节前."""
    relative = names_year_written(text)
    known = not relative or _written_in(round_, written_by)
    if relative and known and round_ and round_.start:
        year = round_.start.year
    if len(text) > _LONGEST_DAY or (not known and round_ and _crosses_years(round_)):
        # Of a round of two years nobody knows in which of them it was written.
        return UNREAD
    # Without the round's year, only a text with its own year says a day.
    likely = _limits(text, [year] if year else [2000, 2001])
    day, form = likely.pop() if len(likely) == 1 else (None, _Form.UNCLEAR)
    if round_ is None or year is None or day is None or not known:
        return CellReading(day, False)
    by_year = {at for at, _ in _limits(text, [year] if relative else [year - 1, year, year + 1])}
    names_day = bool(_SAYS_DAY.search(text))
    if len(by_year) == 1:
        certain = form is not _Form.UNCLEAR and _plausible(day).certain
        return CellReading(day, certain, NO_DAY if certain and not names_day else "")
    if only := _only(by_year, round_):
        return _without_year(only, round_, one_day=form is _Form.ONE_DAY and names_day)
    return CellReading(day, False)


class _Form(Enum):
    """What a text names: one day, a month or another part of a year, or what is no clear end."""

    ONE_DAY = auto()
    SPAN = auto()
    UNCLEAR = auto()


def _limits(text: str, years: Iterable[int]) -> set[tuple[date | None, _Form]]:
    """Return the days that a text names if read in these years, and the form in which it does."""
    return {_limit(text.replace("月初", "月上旬"), each) for each in years}


def _limit(text: str, year: int) -> tuple[date | None, _Form]:
    usual = read_schedule(text, year=year)
    due = None if usual.unparsed or usual.milestones else usual.due
    # The office's own terms, and what 前 means to it, are not known here: what turns on them is no clear end.
    if (
        usual.unclear
        or due is None
        or read_schedule(text, year=year, before_includes=False, terms=_OTHER_TERMS).due != due
    ):
        return due, _Form.UNCLEAR
    if usual.start is None:
        return due, _Form.ONE_DAY
    one = (usual.start.year, usual.start.month) == (due.year, due.month) or _PART_OF_YEAR.search(text)
    return due, _Form.SPAN if one else _Form.UNCLEAR


def _without_year(day: date, round_: Round, *, one_day: bool) -> CellReading:
    """Return the only day that a text without a year may mean: certain in the round's own year, if it is written as one day."""
    own = round_.start and round_.end and day <= max(round_.end, date(round_.start.year, 12, 31))
    return CellReading(day, True, NO_YEAR) if one_day and own else CellReading(day, False)


def _written_in(round_: Round | None, by: date | None) -> bool:
    """Return True if a report in a round, written by a day at the latest, was written in the year in which the round began."""
    return bool(by and round_ and round_.start and by.year == round_.start.year)


def _crosses_years(round_: Round) -> bool:
    return round_.start is not None and round_.end is not None and round_.start.year != round_.end.year


def _only_year(month: int, day: int, round_: Round) -> date | None:
    """Return the day in the only year in which a round leaves it possible."""
    return _only({_day(round_.year + more, month, day) for more in (-1, 0, 1)}, round_) if round_.year else None


def _only(days: Iterable[date | None], round_: Round) -> date | None:
    """Return the only one of some days that a report in a round may expect: from its first day on, in its years or soon after it."""
    if round_.start is None or round_.end is None:
        return None
    months = round_.end.month + _AHEAD
    last = month_end(round_.end.year + (months > 12), (months - 1) % 12 + 1)
    found = [day for day in days if day and round_.start <= day <= max(last, date(round_.start.year, 12, 31))]
    return found[0] if len(found) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
