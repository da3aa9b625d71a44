"""Time limits counted from a day that stands in a column of its own: 立项后30日内 beside 立项时间."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.plan.table import Table
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.rules import BEGINNING
from xlplan.terms.cells import as_text, cell_name, is_blank
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

_COUNTED: Final = pattern_of(
    rf"(?:自|从|于|在)?(?P<what>{BEGINNING}+|(?<![\u4e00-\u9fff])会(?=后))(?:文件|通知|任务)?(?:之?日?起|[之以]?后|之日[之以]?后|时起)[，,的]?\s*"
    r"(?P<count>(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个?工作日|日|天|个?月|周|个?星期)(?:[之以]?内)?)(?!容)"
)
# What says only how long: the day that it counts from is that of the one column that says when it was given out.
_BARE: Final = pattern_of(
    r"(?:(?P<count>(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:(?:个?工作日|天|个月|周|个?星期)(?:[之以]?内)?|日[之以]?内))"
    r"|当[日天])(?:[之以]?前|内)?(?:办结|完成|办理完毕|办理|反馈|答复|回复|整改|整改到位)*[。.]?"
)
_GIVEN: Final = "(?:立项|交办|转办|派发|下发|印发|受理|收文|收到|批示|通知)"
# A month alone is no day to count from.
_SAYS_DAY: Final = pattern_of(r"\d\s*[日号]|[一二三四五六七八九十]\s*[日号]|\d{1,4}\s*[-/.]\s*\d{1,2}|20\d{6}")
_DAY: Final = "(?:之?日期?|时间|日|年月日)"


class CountedLimit(NamedTuple):
    """A limit with its day filled in: the text to read, the day, and the cell (A1) and heading that it came from."""

    text: str
    day: date
    cell: str
    heading: str


def counted_from(text: str) -> str:
    """Return what a limit counts from: 会议 for 会后30日内; "" where it does not say."""
    found = _COUNTED.search(text)
    return _event(found) if found else ""


def _event(found: re.Match[str]) -> str:
    return "会议" if found["what"] == "会" else found["what"]


@lru_cache(1 << 12)  # a table says the same of many tasks
def _counting(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the words of a limit that say what it counts from, and those or others that say how long; None for none."""
    found = _COUNTED.search(text)
    return found, found or _BARE.fullmatch(text.strip())


def counted_limit(table: Table, row: int, text: str, year: int) -> CountedLimit | None:
    """Return a limit with the day from its row (from 0); None if it counts from none, or its row does not say the day.

    A day that shows no year is one of `year`, the plan's.
    """
    found, said = _counting(text)
    if not said:
        return None
    wanted = re.compile(rf".{{0,4}}(?P<what>{re.escape(_event(found)) if found else _GIVEN}){_DAY}")
    begun = [
        (column, heading, head["what"])
        for column, heading in table.heads.items()
        if (head := wanted.fullmatch(heading_key(heading.rsplit("/", 1)[-1])))
    ]
    if not found and len(begun) > 1:
        return None
    anchors = table.grid.anchors()
    for column, heading, what in begun:
        place = anchors.get((row, column), (row, column))
        value = table.grid.at(*place)
        day = value if isinstance(value, date) else None
        if day is None and not is_blank(value):
            told = read_schedule(as_text(value), year=year)
            sure = not (told.unparsed or told.milestones or told.recurrences) and told.start in (None, told.due)
            day = told.due if sure and _SAYS_DAY.search(as_text(value)) else None
        if day is not None:
            whole = f"{day.year}年{day.month}月{day.day}日"
            if length := said["count"]:
                whole += f"{what}，{length}{'' if length.endswith('内') else '内'}"
            read = text[: found.start()] + whole + text[found.end() :] if found else whole
            return CountedLimit(read, date(day.year, day.month, day.day), cell_name(*place), heading)
    return None
