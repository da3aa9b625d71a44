"""Rounds (期次): the names that offices give them, and the days they cover."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from xlplan.terms.errors import RoundError
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

_DIGITS = "一二三四"


@record(frozen=True, slots=True)
class Round:
    """A round by its canonical name; `start` and `end` are None where the name tells no days."""

    name: str
    start: date | None = None
    end: date | None = None

    @property
    def year(self) -> int | None:
        """The year the round ends in."""
        return self.end.year if self.end else None


def _months(name: str, year: int, first: int, last: int) -> Round:
    return Round(name, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _quarter(year: int, number: int) -> Round:
    return _months(f"{year}年第{_DIGITS[number - 1]}季度", year, number * 3 - 2, number * 3)


def _month(year: int, number: int) -> Round:
    return _months(f"{year}年{number}月", year, number, number)


def next_round(round_: Round) -> Round | None:
    """Return the next round of the same kind; None if the name tells no days."""
    if round_.end is None:
        return None
    following = rounds_of(round_.end + timedelta(days=1))
    return next(each for each in following if same_kind(each, round_))


def rounds_of(day: date) -> list[Round]:
    """Return the rounds in which a day lies, one of each kind: quarter, month, half-year, term, year."""
    year, month = day.year, day.month
    names = (
        f"{year}年第{_DIGITS[(month - 1) // 3]}季度", f"{year}年{month}月", f"{year}年{'上' if month < 7 else '下'}半年",
        f"{year}年{'春' if month < 7 else '秋'}季学期", f"{year}年",
    )  # fmt: skip
    return [read_round(name) for name in names]


def same_kind(one: Round, other: Round) -> bool:
    """Return True if two rounds are of one kind: both quarters, both months, both numbers of one series."""
    if one.end is None or other.end is None:
        return one.end is other.end and _NUMBER.sub("", one.name) == _NUMBER.sub("", other.name)
    return _KIND.sub("", one.name) == _KIND.sub("", other.name)


def follows(later: Round, earlier: Round) -> bool:
    """Return True if a round is one that comes after another: it begins after its end, or both are numbers of one series (`第3期`, `第4期`).

    A month within a quarter, and a special matter beside them, go on beside each other.
    """
    if later.start and earlier.end:
        return later.start > earlier.end
    if later.start or earlier.end:
        return False
    return later.name != earlier.name and same_kind(later, earlier)


_KIND = pattern_of(rf"[\d{_DIGITS}上下春秋]")
# 第3期, 2023年第4批, 23年6月; 一号工程专项 and 二号工程专项 go on beside each other.
_NUMBER = pattern_of(r"第?[\d〇零一二三四五六七八九十百]+(?=[期次批轮季月周旬年])")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_QUARTER = pattern_of(rf"{_YEAR}年?[-./]?(?:q(?P<digit>\d+)|第?(?P<word>[一二三四五六七八九十\d]+)季度?)$")
_MONTH = pattern_of(rf"{_YEAR}(?:年(?P<month>\d+)月份?|[-./](?P<iso>\d{{1,2}}))$")
_HALF = pattern_of(rf"{_YEAR}年?(?P<half>[上下])半年$")
_TERM = pattern_of(rf"{_YEAR}年?(?P<term>[春秋])季?学期$")
_WHOLE = pattern_of(rf"{_YEAR}年度?$")


_NAMED = pattern_of(
    rf"(?:19|20)\d\d年?(?:-?q[1-4](?!\d)|第?[{_DIGITS}1-4]季度|(?:1[0-2]|0?[1-9])月(?!\d)|[上下]半年|[春秋]季?学期)"
)
_DAY = pattern_of(r"\d{4}年\d{1,2}月\d{1,2}日")


def rounds_named(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return the rounds that a text names: quarters, months, halves and terms of a year, and those of `known`. A day is no round."""
    rest = _DAY.sub("\0", fold(text))
    found = [read_round(each).name for each in _NAMED.findall(rest)]
    rest = _NAMED.sub("\0", rest)
    return list(dict.fromkeys([*found, *(name for name in known if fold(name) in rest)]))


def read_round(text: str) -> Round:
    """Return the round that a name means. Any text is a round; a quarter or month must exist.

    Raise RoundError for an empty name, and for names such as `2023Q5` or `2023年13月`.
    """
    key = fold(text)
    if not key:
        raise RoundError("没有写明期次。", "请写明期次，例如 2023年第二季度、2023年6月、2023年秋季学期。")
    if found := _QUARTER.match(key):
        number = found["digit"] or found["word"]
        if number in ("1", "2", "3", "4"):
            return _quarter(int(found["year"]), int(number))
        if len(number) == 1 and number in _DIGITS:
            return _quarter(int(found["year"]), _DIGITS.index(number) + 1)
        raise RoundError(
            f"期次“{text.strip()}”不存在：一年只有四个季度。", "请改成第一至第四季度，例如 2023年第二季度。"
        )
    if found := _MONTH.match(key):
        number = int(found["month"] or found["iso"])
        if 1 <= number <= 12:
            return _month(int(found["year"]), number)
        raise RoundError(f"期次“{text.strip()}”不存在：没有{number}月。", "请改成1至12月，例如 2023年6月。")
    if found := _HALF.match(key):
        year = int(found["year"])
        upper = found["half"] == "上"
        return _months(f"{year}年{found['half']}半年", year, 1 if upper else 7, 6 if upper else 12)
    if found := _TERM.match(key):
        year = int(found["year"])
        name = f"{year}年{found['term']}季学期"
        if found["term"] == "春":
            return _months(name, year, 2, 7)
        return Round(name, date(year, 8, 1), date(year + 1, 1, 31))
    if found := _WHOLE.match(key):
        year = int(found["year"])
        return _months(f"{year}年", year, 1, 12)
    return Round(" ".join(text.split()))
