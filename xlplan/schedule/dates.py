"""Spans of days as offices write them: 2023年6月30日, 6月下旬, 第三季度, 2023-2025年, 十四五期间, 秋季学期.

Each form is a row of a table: what it is called, its pattern, how it is read, and examples that the tests run. The
patterns are matched against text as `normalise` in `scan` leaves it (no blanks, half-width digits, one dash).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from xlplan.schedule.calendar import ONE_DAY, month_end
from xlplan.schedule.context import Context, Span, names_year, number
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class Form:
    """A way to write a span, with examples: text → (first, last) for a plan of 2023, read on 2023-05-10."""

    name: str
    pattern: str
    read: Callable[[re.Match[str], Context], Span]
    examples: Mapping[str, tuple[str, str]]


def unnamed(pattern: str) -> str:
    """Take the names off a pattern's groups, so that it may stand several times in another pattern."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


DIGITS = "一二三四五六七八九十"
N = rf"(?:(?<!\d)\d{{1,2}}(?!\d)|(?<![{DIGITS}第])[{DIGITS}]{{1,3}})"
Y4 = r"(?:(?<!\d)(?:19|20)\d\d(?!\d)|[一二][〇零○O一二三四五六七八九]{3})"
Y = rf"(?:{Y4}|(?<!\d)\d\d(?=年))"
RELATIVE = r"(?P<rel>今年|本年(?=度?)|明年|次年|翌年)度?"
YEAR = rf"(?:(?P<y>{Y})年度?|{RELATIVE})?"
LOOSE_YEAR = rf"(?:(?P<y>{Y})年?度?|{RELATIVE})?"
# A point after the last number would make it another kind of number; another dash is the one of a range.
POINT_DAY = r"(?:[./]\d{1,2}[./]\d{1,2}(?!\d|[./]\d)|-\d{1,2}-\d{1,2}(?!\d|-\d{1,2}(?!\d)))"
POINT_MONTH = r"(?:[./]\d{1,2}(?!\d|[./]\d|年)|-\d{1,2}(?!\d|-\d|年))"
TO = r"(?:至|到|-+)"
CLOCK = r"(?:\((?:星期|周)[一二三四五六日天]\))?(?:[T ]?00:00(?::00)?|(?:上午|中午|下午|晚上?)?\d{1,2}(?::\d\d|[时点](?:\d{1,2}分|半)?)|下班)?"
# A year of two digits is only read where what follows leaves no doubt.
SHORT_YEAR_BEFORE = (
    r"年?[底末终]|(?<!\d[05]年)内(?!容)|前|起|止|度|完成|实施|开展|推进|启动|开始|分年|持续|常|全年|至|到|-"
)
BEFORE = "(?:之|以)?前(?!期|三|二|后|往|言|提|置|沿)"


def _day(found: re.Match[str], context: Context) -> Span:
    day = date(context.year_of(found), number(found["m"]), number(found["d"]))
    return Span(day, day, "day", names_year(found))


def _day_of_round(found: re.Match[str], context: Context) -> Span:
    day = date(*context.this_month(found["month"]), number(found["d"]))
    return Span(day, day, "day")


def _xun(year: int, month: int, which: str) -> tuple[date, date]:
    days = {"上": (1, 10), "中": (11, 20), "下": (21, month_end(year, month).day)}
    return date(year, month, days[which[0]][0]), date(year, month, days[which[-1]][1])


def _ten_days(found: re.Match[str], context: Context) -> Span:
    return Span(*_xun(context.year_of(found), number(found["m"]), found["x"]), "xun", names_year(found))


def _months(year: int, first: int, last: int, grain: str, year_named: bool = True) -> Span:
    return Span(date(year, first, 1), month_end(year, last), grain, year_named)


def _month(found: re.Match[str], context: Context) -> Span:
    month = number(found["m"])
    return _months(context.year_of(found), month, month, "month", names_year(found))


def _month_of_round(found: re.Match[str], context: Context) -> Span:
    year, month = context.this_month(found["month"])
    return _months(year, month, month, "month")


def _quarter(found: re.Match[str], context: Context) -> Span:
    quarter = number(found["q"] or found["q4"])
    first = 1 if found["upto"] else quarter * 3 - 2
    return _months(context.year_of(found), first, quarter * 3, "quarter", names_year(found))


def _quarter_of_round(_found: re.Match[str], context: Context) -> Span:
    year, month = context.this_month("")
    first = (month - 1) // 3 * 3 + 1
    return _months(year, first, first + 2, "quarter")


def _half(found: re.Match[str], context: Context) -> Span:
    first = 1 if found["h"] == "上" else 7
    return _months(context.year_of(found), first, first + 5, "half-year", names_year(found))


def _term(found: re.Match[str], context: Context) -> Span:
    year = context.year_of(found)
    days = context.terms.spring(year) if found["s"] == "春" else context.terms.autumn(year)
    return Span(*days, "term", names_year(found))


def _first_of_term(found: re.Match[str], context: Context) -> Span:
    term = _term(found, context)
    return Span(term.first, term.first, "day", term.year_named)


def _term_of_round(found: re.Match[str], context: Context) -> Span:
    return Span(*context.term(found["round"] or ""), "term")


def _holidays(found: re.Match[str], context: Context) -> Span:
    year = context.year_of(found)
    if found["holiday"] == "暑":
        return Span(context.terms.spring(year)[1] + ONE_DAY, context.terms.autumn(year)[0] - ONE_DAY, "range")
    return Span(context.terms.autumn(year - 1)[1] + ONE_DAY, context.terms.spring(year)[0] - ONE_DAY, "range")


def _school_year(found: re.Match[str], context: Context) -> Span:
    first = context.year_of(found)
    last = context.year_of(found, "y2") if found["y2"] else first + 1
    autumn, spring = context.terms.autumn(first), context.terms.spring(last)
    term = found["t"]
    days = autumn if term in ("1", "一", "上") else spring if term else (autumn[0], spring[1])
    return Span(*days, "term" if term else "year")


def _five_years(found: re.Match[str], context: Context) -> Span:
    last = 2020 + 5 * "三四五六".index(found["five"])
    return Span(date(last - 4, 1, 1), date(last, 12, 31), "era")


def _year(found: re.Match[str], context: Context) -> Span:
    return _months(context.year_of(found), 1, 12, "year", names_year(found))


def _two_years(_found: re.Match[str], context: Context) -> Span:
    return Span(date(context.year, 1, 1), date(context.year + 1, 12, 31), "range")


def _year_range(found: re.Match[str], context: Context) -> Span:
    first = context.year_of(found)
    short = found["y2"]
    if len(short) == 2:
        last = context.last_year = first // 100 * 100 + int(short)
    else:
        last = context.year_of(found, "y2")
    return Span(date(first, 1, 1), date(last, 12, 31), "range")


def _month_range(found: re.Match[str], context: Context) -> Span:
    year = context.year_of(found)
    return Span(date(year, number(found["m"]), 1), month_end(year, number(found["m2"])), "range", names_year(found))


def _day_range(found: re.Match[str], context: Context) -> Span:
    year, month = context.year_of(found), number(found["m"])
    last_month = number(found.groupdict().get("m2") or found["m"])
    return Span(date(year, month, number(found["d"])), date(year, last_month, number(found["d2"])), "range")


def _ten_days_range(found: re.Match[str], context: Context) -> Span:
    year, month = context.year_of(found), number(found["m"])
    return Span(_xun(year, month, found["x"])[0], _xun(year, month, found["x2"])[1], "range", names_year(found))


def _quarter_range(found: re.Match[str], context: Context) -> Span:
    year, first, last = context.year_of(found), number(found["q"]), number(found["q2"])
    apart = found["together"] and last > first + 1
    earlier = (month_end(year, first * 3),) if apart else ()
    return Span(date(year, first * 3 - 2, 1), month_end(year, last * 3), "range", names_year(found), earlier)


# The first that matches is taken, so the longer forms stand first.
FORMS: Final = (
    Form("day", rf"{YEAR}(?P<m>{N})月(?P<d>{N})(?:(?:日|号){CLOCK}|(?=之?前|以前|止|起|至|-|$))", _day, {
        "2023年6月30日": ("2023-06-30", "2023-06-30"), "二〇二三年六月三十日": ("2023-06-30", "2023-06-30"),
        "6月30号下午5点": ("2023-06-30", "2023-06-30"), "24年2月29日(周四)": ("2024-02-29", "2024-02-29"),
    }),
    Form("day with points", rf"(?P<y>{Y4})(?={POINT_DAY})[./-](?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}})日?{CLOCK}", _day, {
        "2023.6.30": ("2023-06-30", "2023-06-30"), "2023/6/30": ("2023-06-30", "2023-06-30"),
        "2023-06-30T00:00:00": ("2023-06-30", "2023-06-30"),
    }),
    Form("day with points, year of two digits", r"(?<![\d./-])(?P<y>\d\d)\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?![\d./-])", _day, {
        "23.12.31": ("2023-12-31", "2023-12-31"),
    }),
    Form("day in eight digits", r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)", _day, {
        "20230630": ("2023-06-30", "2023-06-30"),
    }),
    Form("month and day before 前", r"(?<![\d./])(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?=日?(?:之|以)?前)日?", _day, {}),
    Form("month and day with stroke", r"(?<![^。；;！!？?，\n、(:至到-])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:日|(?=$|[\n、,，。;；)前止至到起-]|[之以]前|完成))", _day, {
        "6/30": ("2023-06-30", "2023-06-30"),
    }),
    Form("month and day with dash", r"(?<![^。；;！!？?，\n、(:])(?P<m>0?[1-9]|1[0-2])-(?P<d>1[3-9]|2\d|3[01])(?![\d./%个日号天月年-])", _day, {
        "6-30": ("2023-06-30", "2023-06-30"),
    }),
    Form("month in six digits", r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)月?", _month, {
        "202306": ("2023-06-01", "2023-06-30"),
    }),
    Form("ten days", rf"{YEAR}(?P<m>{N})月份?(?P<x>上中|中下|[上中下])旬", _ten_days, {
        "6月上旬": ("2023-06-01", "2023-06-10"), "2023年6月中旬": ("2023-06-11", "2023-06-20"),
        "2024年2月下旬": ("2024-02-21", "2024-02-29"), "4月中下旬": ("2023-04-11", "2023-04-30"),
    }),
    Form("month with point", rf"(?P<y>{Y4})(?={POINT_MONTH})[./-](?P<m>\d{{1,2}})月?", _month, {
        "2023.6": ("2023-06-01", "2023-06-30"), "2024/02": ("2024-02-01", "2024-02-29"),
    }),
    Form("month", rf"{YEAR}(?P<m>{N})月份?", _month, {
        "9月份": ("2023-09-01", "2023-09-30"), "二〇二三年六月": ("2023-06-01", "2023-06-30"),
        "明年3月": ("2024-03-01", "2024-03-31"), "十二月": ("2023-12-01", "2023-12-31"),
    }),
    Form("day of the round's month", rf"(?P<month>本月|当月|下个?月)(?P<d>{N})(?:日|号){CLOCK}", _day_of_round, {
        "本月25日": ("2023-05-25", "2023-05-25"),
    }),
    Form("month of the round", r"(?P<month>本月|当月|下个?月|(?<![每各数几逐按个\d])月(?=[底末]))份?", _month_of_round, {
        "本月": ("2023-05-01", "2023-05-31"), "下月": ("2023-06-01", "2023-06-30"),
    }),
    Form("quarter", rf"{LOOSE_YEAR}(?:(?P<upto>前)|第)?(?<!\d)(?:(?P<q>[1-4一二三四])季(?:度|(?<=第.季))|Q(?P<q4>[1-4])(?!\d))", _quarter, {
        "第三季度": ("2023-07-01", "2023-09-30"), "2024年一季度": ("2024-01-01", "2024-03-31"),
        "前三季度": ("2023-01-01", "2023-09-30"), "2023年第4季": ("2023-10-01", "2023-12-31"),
        "2023年Q4": ("2023-10-01", "2023-12-31"),
    }),
    Form("quarter of the round", "本季度", _quarter_of_round, {"本季度": ("2023-04-01", "2023-06-30")}),
    Form("half-year", rf"{LOOSE_YEAR}(?P<h>[上下])半年度?", _half, {
        "上半年": ("2023-01-01", "2023-06-30"), "2024年下半年": ("2024-07-01", "2024-12-31"),
    }),
    Form("term of a school year", rf"(?P<y>{Y4})(?:(?:{TO}|/)(?P<y2>{Y4}))?学年度?(?:第?(?P<t>[12一二上下])学期)?", _school_year, {
        "2023-2024学年": ("2023-09-01", "2024-07-15"), "2023-2024学年第二学期": ("2024-02-15", "2024-07-15"),
    }),
    Form("first day of a term", rf"{LOOSE_YEAR}(?P<s>[春秋])季?(?:学期)?开学[时日]?(?=投入|投用|启用|使用|$|[,、)])", _first_of_term, {
        "2024年秋季开学": ("2024-09-01", "2024-09-01"),
    }),
    Form("term", rf"{LOOSE_YEAR}(?P<s>[春秋])季?学期", _term, {
        "2023年秋季学期": ("2023-09-01", "2024-01-31"), "春季学期": ("2023-02-15", "2023-07-15"),
    }),
    Form("term of the round", r"(?P<round>[本下新])学期|(?<![每季上])学期(?=[底末终])", _term_of_round, {
        "本学期": ("2023-02-15", "2023-07-15"), "下学期": ("2023-09-01", "2024-01-31"),
    }),
    Form("five-year plan", r'["“]?十(?P<five>[三四五六])五["”]?(?:期间|时期)?(?!规划|计划|目标|纲要)', _five_years, {
        "十四五期间": ("2021-01-01", "2025-12-31"), "“十五五”时期": ("2026-01-01", "2030-12-31"),
    }),
    Form("year", rf"(?P<y>{Y4})年(?!级|龄|段|均)度?(?:全年|年(?=[底末终]))?", _year, {
        "2023年度": ("2023-01-01", "2023-12-31"), "二〇二四年": ("2024-01-01", "2024-12-31"),
    }),
    Form("year of two digits", rf"(?P<y>(?<!\d)\d\d)年(?={SHORT_YEAR_BEFORE})度?(?:年(?=[底末终]))?", _year, {}),
    Form("this year and next", "今明两年", _two_years, {"今明两年": ("2023-01-01", "2024-12-31")}),
    Form("this year", rf"{RELATIVE}(?:年(?=[底末终]))?|全年", _year, {
        "本年度": ("2023-01-01", "2023-12-31"), "明年": ("2024-01-01", "2024-12-31"), "全年": ("2023-01-01", "2023-12-31"),
    }),
    Form("year unnamed", r"(?<![\d每各半学近多几数满一二三四五六七八九十两百逐按])年度?(?=[底末终]|之?内(?!容|部|外|涵))", _year, {}),
)  # fmt: skip

# Two ends that share a unit: 3-6月. The general range, any span to any span, is a rule of its own.
RANGES: Final = (
    Form("years", rf"(?P<y>{Y4}|{Y}|(?<!\d)\d\d(?={TO}\d\d年))年?{TO}"
         rf"(?P<y2>{Y4}(?!学年|年?\d|年[{DIGITS}]+月|[./]\d)|\d\d(?=年(?!\d)))(?:年(?!级|龄)度?)?", _year_range, {
        "2023-2025年": ("2023-01-01", "2025-12-31"), "2023-2025": ("2023-01-01", "2025-12-31"),
        "2023年至2025年": ("2023-01-01", "2025-12-31"), "23年-25年": ("2023-01-01", "2025-12-31"),
    }),
    Form("days with points", rf"(?P<y>{Y4})[./](?P<m>\d{{1,2}})[./](?P<d>\d{{1,2}}){TO}"
         rf"(?P<m2>\d{{1,2}})[./](?P<d2>\d{{1,2}})(?![\d./])", _day_range, {
        "2023.3.1-6.30": ("2023-03-01", "2023-06-30"),
    }),
    Form("months with points", rf"(?P<y>{Y4})[./](?P<m>\d{{1,2}}){TO}(?P<m2>\d{{1,2}})(?![\d./年])月?", _month_range, {
        "2023.3-6": ("2023-03-01", "2023-06-30"),
    }),
    Form("days with points, no year", rf"(?<![\d./第见])(?P<m>\d{{1,2}})[./](?P<d>\d{{1,2}}){TO}"
         r"(?P<m2>\d{1,2})[./](?P<d2>\d{1,2})(?![\d./%万亿元个米分倍条项款小])", _day_range, {
        "2.10-2.16": ("2023-02-10", "2023-02-16"),
    }),
    Form("days", rf"{YEAR}(?P<m>{N})月(?P<d>{N})(?:日|号)?{TO}(?P<d2>{N})(?:日|号)", _day_range, {
        "6月10-30日": ("2023-06-10", "2023-06-30"),
    }),
    Form("ten days to ten days", rf"{YEAR}(?P<m>{N})月份?(?P<x>[上中下])旬?{TO}(?P<x2>[上中下])旬", _ten_days_range, {
        "3月上旬至中旬": ("2023-03-01", "2023-03-20"),
    }),
    Form("months", rf"{YEAR}(?P<m>{N}){TO}(?P<m2>{N})月份?(?!\d)", _month_range, {
        "3-6月": ("2023-03-01", "2023-06-30"), "2024年三至五月份": ("2024-03-01", "2024-05-31"),
    }),
    Form("quarters", rf"{LOOSE_YEAR}第?(?P<q>[1-4一二三四])(?:(?:季度)?{TO}|(?P<together>[、和]))第?(?P<q2>[1-4一二三四])季度", _quarter_range, {
        "一至三季度": ("2023-01-01", "2023-09-30"), "三、四季度": ("2023-07-01", "2023-12-31"),
    }),
    Form("holidays", rf"{LOOSE_YEAR}(?<!寒)(?P<holiday>[寒暑])(?:假期?|期)(?=期间|之?内(?!容)|$|[、),\n]|完成|开展|组织|进行|实施)", _holidays, {
        "暑假": ("2023-07-16", "2023-08-31"), "2024年寒假": ("2024-02-01", "2024-02-14"),
    }),
)  # fmt: skip

SPAN: Final = "(?:" + "|".join(unnamed(form.pattern) for form in FORMS) + ")"
RANGE: Final = "(?:" + "|".join(unnamed(form.pattern) for form in RANGES) + ")"


def read_span(found: re.Match[str], group: str, context: Context, forms: tuple[Form, ...] = FORMS) -> Span:
    """Read a group of a match of SPAN or RANGE. Raise ValueError if its day, month or year does not exist."""
    start, end = found.span(group)
    for form in forms:
        # Searched in the whole text, because some forms look at what stands before and after them.
        one = re.compile(form.pattern, re.ASCII).match(found.string, start, found.endpos)
        if one and one.end() == end:
            return form.read(one, context)
    raise ValueError(f"{found[group]} is no span")
