"""Days that a time limit refers to: festivals, school terms, working days. Nothing here reads the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

ONE_DAY: Final = timedelta(days=1)
_LONGEST_MONTH: Final = 31
_WRITTEN_DAY: Final = pattern_of(
    r"(?:(?P<y>20\d\d)[年./-])?(?<!\d)(?P<m>\d{1,2})[月./-](?P<d>\d{1,2})[日号]?(?![\d月]|[./-]\d)"
)


class Festival(StrEnum):
    """Festivals and other days of every year, as time limits name them."""

    NEW_YEAR = "元旦"
    MAY_FIRST = "五一"
    LABOUR = "劳动节"
    JUNE_FIRST = "六一"
    CHILDREN = "儿童节"
    JULY_FIRST = "七一"
    EXAMS = "高考"
    TEACHERS = "教师节"
    NATIONAL = "国庆"
    OCTOBER_FIRST = "十一"
    SPRING = "春节"
    DRAGON_BOAT = "端午"
    MID_AUTUMN = "中秋"
    QINGMING = "清明"


# Festivals of the lunar calendar as MMDD of the solar one, from FIRST_LUNAR_YEAR on, one for each year.
FIRST_LUNAR_YEAR: Final = 2015
LUNAR_FESTIVALS: Final = {
    Festival.SPRING: """
        0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211
        0131 0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 0130 0217 0206 0126 0214 0202 0123""",
    Festival.DRAGON_BOAT: """
        0620 0609 0530 0618 0607 0625 0614 0603 0622 0610 0531 0619 0609 0528 0616 0605 0624 0612
        0601 0620 0610 0530 0618 0607 0527 0614 0603 0622 0611 0531 0619 0608 0529 0615 0604 0623""",
    Festival.MID_AUTUMN: """
        0927 0915 1004 0924 0913 1001 0921 0910 0929 0917 1006 0925 0915 1003 0922 0912 1001 0919
        0908 0927 0916 1004 0924 0913 1002 0920 0910 0928 0917 1005 0925 0915 1004 0922 0911 0930""",
}
SOLAR_FESTIVALS: Final = {
    Festival.NEW_YEAR: (1, 1), Festival.MAY_FIRST: (5, 1), Festival.LABOUR: (5, 1), Festival.JUNE_FIRST: (6, 1),
    Festival.CHILDREN: (6, 1), Festival.JULY_FIRST: (7, 1), Festival.EXAMS: (6, 7), Festival.TEACHERS: (9, 10),
    Festival.NATIONAL: (10, 1), Festival.OCTOBER_FIRST: (10, 1),
}  # fmt: skip


MonthDay = tuple[int, int]
"""A day of every year, as (month, day)."""


@record(frozen=True)
class Terms:
    """First and last day of the two school terms, by default the usual ones; 秋季 ends in the following year."""

    spring_start: MonthDay = (2, 15)
    spring_end: MonthDay = (7, 15)
    autumn_start: MonthDay = (9, 1)
    autumn_end: MonthDay = (1, 31)
    plan_year: bool = False
    """Whether a plan's year is the school year that begins in it: its months before September are of the year after."""
    plan_term: str = ""
    """The term that a plan is for by its title, 春 or 秋; "" for any other plan."""

    def spring(self, year: int) -> tuple[date, date]:
        """Return the first and last day of the term that runs within `year`."""
        return date(year, *self.spring_start), date(year, *self.spring_end)

    def autumn(self, year: int) -> tuple[date, date]:
        """Return the first and last day of the term that begins in `year`."""
        return date(year, *self.autumn_start), date(year + 1, *self.autumn_end)

    def around(self, day: date) -> tuple[tuple[date, date], ...]:
        """Return the terms from the one before a day to the one after it, in order."""
        years = range(max(day.year - 1, 1), min(day.year + 1, 9998) + 1)
        return tuple(term for year in years for term in (self.spring(year), self.autumn(year)))


_SCHOOL_YEAR: Final = pattern_of(
    r"(?P<first>(?:19|20)\d\d)年?(?:[-‐‑‒–—―~至到/]+(?P<second>(?:(?:19|20)\d\d|\d\d))年?)?学年"
)


def school_year_in(text: str) -> int | None:
    """Return the year in which a school year begins that a folded text names (2025—2026学年, 2025学年); None if it names none."""
    found = _SCHOOL_YEAR.search(text)
    if found is None or (found["second"] and int(found["second"]) % 100 != (int(found["first"]) + 1) % 100):
        return None
    return int(found["first"])


_TERMS_NAMED: Final = pattern_of(
    r"(?P<seasons>[春秋]季?(?:[、和及与]?[春秋]季?)?)(?:学期|开学|招生)|(?P<half>第[一二]|(?<=学年)[上下]|(?<=学年度)[上下])学期"
)
_SEASON: Final = {"第一": "秋", "上": "秋", "第二": "春", "下": "春"}


def term_in(text: str) -> str:
    """Return the term that a title names, 春 or 秋 (2026年春季学期, 2025—2026学年第二学期); "" for none, or for both."""
    found: set[str] = set()
    for each in _TERMS_NAMED.finditer(fold(text)):
        found.update(_SEASON[each["half"]] if each["half"] else each["seasons"].replace("季", ""))
    return "".join(found & {"春", "秋"}) if len(found & {"春", "秋"}) == 1 else ""


def day_words(day: date) -> str:
    """Write a day as people do: 2023年6月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def days_that_are_none(text: str, year: int) -> Iterator[str]:
    """Yield the days in a text that no calendar has: 6月31日, 2026.2.29; `year` is that of a day that names none."""
    for found in _WRITTEN_DAY.finditer(fold(text)):
        month, day = int(found["m"]), int(found["d"])
        if 1 <= month <= 12 and month_end(int(found["y"] or year), month).day < day <= _LONGEST_MONTH:
            yield found[0]


def festival(name: Festival, year: int) -> date:
    """Return the day of a festival; if it lasts several days, the festival's own. Raise ValueError if the year is not known."""
    if name in SOLAR_FESTIVALS:
        return date(year, *SOLAR_FESTIVALS[name])
    if name is Festival.QINGMING:
        # The usual approximation for the 21st century: it falls on 4 or 5 April.
        return date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
    days = LUNAR_FESTIVALS[name].split()
    if not 0 <= year - FIRST_LUNAR_YEAR < len(days):
        raise ValueError(f"no lunar festival is known for {year}")
    day = days[year - FIRST_LUNAR_YEAR]
    return date(year, int(day[:2]), int(day[2:]))


def is_working_day(day: date) -> bool:
    """Return True for working days by the State Council's arrangement, without one for Monday to Friday."""
    import chinese_calendar  # Costs time, and hardly a plan needs it.

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def days_after(day: date, count: int, unit: str) -> date:
    """Return the day so many 工作日, 日, 周 or 月 after another, which itself does not count. Raise ValueError past the last year."""
    if unit == "工作日":
        return add_working_days(day, count)
    if unit == "月":
        months = day.year * 12 + day.month - 1 + count
        return min(
            date(months // 12, months % 12 + 1, 1) + timedelta(days=day.day - 1),
            month_end(months // 12, months % 12 + 1),
        )
    return day + timedelta(days=count * (7 if unit in ("周", "星期", "礼拜") else 1))


def add_working_days(start: date, count: int) -> date:
    """Return the last of the `count` working days after `start`; `start` itself does not count."""
    day = start
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day
