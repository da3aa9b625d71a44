"""The rules by which a time limit is read: a table of patterns, what each means, and examples that the tests run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from xlplan.calendar import FESTIVALS, ONE_DAY, festival
from xlplan.schedule_dates import (
    BEFORE,
    LOOSE_YEAR,
    RANGE,
    RANGES,
    SPAN,
    TO,
    Context,
    N,
    Span,
    named,
    number,
    read_span,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A beginning, an end or both. `plain`: a span merely named (9月份), which may be either."""

    start: date | None
    due: date | None
    unclear: bool = False
    plain: bool = False

    def __str__(self) -> str:
        return f"{self.start or ''}..{self.due or ''}" + "?" * self.unclear


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every `interval` units; `day` is the day of the week (1 Monday) or of the (last) month where one is named."""

    unit: str
    interval: int = 1
    day: int | None = None

    def __str__(self) -> str:
        return f"{self.interval} {self.unit}" + (f" on {self.day}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Routine:
    """Goes on without an end."""

    def __str__(self) -> str:
        return "routine"


@dataclass(frozen=True, slots=True)
class ByYear:
    """Each year of the span has its own end; `years` where their number is named."""

    years: int | None

    def __str__(self) -> str:
        return f"by year {self.years or ''}".strip()


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents to be drawn up or revised."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.names)


@dataclass(frozen=True, slots=True)
class Connective:
    """Words that hold the rest together and say nothing of their own."""

    def __str__(self) -> str:
        return "-"


Reading = Limit | Repeat | Routine | ByYear | Documents | Connective


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what it means; None where it means something that gives no date. Examples: text → str(reading)."""

    name: str
    pattern: str
    read: Callable[[re.Match[str], Context], Reading | None]
    examples: Mapping[str, str]


EDGE = r"(?P<edge>[底末终](?!线|层|色|稿|册|位|端|身))?"
LEAD = r"(?:(?P<by>截至|截止[到至于]?|最迟[到至于]?|不[迟晚]于|[到至])|(?P<since>自|从)|于|在)?"
# 初, 中, 后 and 左右 name no day: what carries them is left unread rather than guessed.
TAIL = (
    rf"(?:(?P<before>{BEFORE}(?!后))|(?P<within>[之以]?内(?!容|涵|部|外|控|审|设)|为?止)|期间|之间"
    r"|(?P<begins>起(?!草|步|点|来|到|诉)|开始|启动|以来)"
    r"|(?P<vague>[之以]?后|(?:至|-+)|前后|左右|上下|[初中](?=[前之起至到,]|完成|启动|开始|$)))?"
)
PART_OF_YEAR = rf"(?:{N}月份?(?:{N}(?:日|号)|[上中下]旬)?|第?[一二三四1-4]季度|[上下]半年)"
FESTIVAL = "(?:" + "|".join(sorted(FESTIVALS, key=len, reverse=True)) + ")节?(?:(?:国际)?(?:劳动|儿童|建党|国庆)节)?"
EVENT = rf"(?<![一二三四五六七八九十第]){FESTIVAL}(?![月日年])"
DOCUMENT = "(?:办法|方案|通知|意见|细则|规定|规划|计划|制度|规程|章程|指南|预案|标准)"
TITLE = r"《[^《》]{1,200}》"
DRAW_UP = "(?:配套|制定|制订|修订|修改|完善|健全|出台|印发|编制|拟定|拟订|起草|下发)"
UNITS: Final = {
    "工作日": "day", "日": "day", "天": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
    "季度": "quarter", "季": "quarter", "学期": "term", "半年": "half-year", "学年": "year", "年度": "year", "年": "year",
}  # fmt: skip
UNIT = "工作日|日(?!常|程|志|期)|天|周(?!边|期|围|密|全)|星期|礼拜|月(?!饼|亮|考)|季度|季(?!节)|学期|学年|年度|年(?!级|段|龄|轮)"
COUNT = r"[一二两三四五六七八九十]|\d{1,2}"
MEASURE = "(?:次|节|个|场|篇|课时|小时|遍|轮|回)"
# 每周一查 is once a week, 每周一上报 on Mondays: only what can hardly be counted makes 一 a day.
ON_MONDAY = "(?:[之以]?前|上午|下午|早|晚|上报|报送|报告|提交|召开|开展|举行|组织|进行|升旗|$)"
ONCE = "[一1](?:次|查|报|评|结|会|调度|通报|研判|总结|小结|例会|督查|督导|会商|考核|反馈|检查|度)"


def _limit(span: Span, found: re.Match[str], context: Context) -> Limit | None:
    groups = found.groupdict()
    start = span.first if span.grain == "range" else None
    if groups["vague"]:
        return None
    if groups["edge"] and start is None:
        span = replace(span, first=span.last, grain="day")
    if groups["begins"] or (groups.get("since") and start is None):
        return Limit(start or span.first, None if start is None else span.last)
    if groups["before"] and span.grain != "day":
        whole = context.before_includes or start is not None
        return Limit(start, span.last if whole else span.first - ONE_DAY, unclear=not groups["edge"])
    plain = not (groups["within"] or groups.get("by") or start or span.grain == "day")
    return Limit(span.first if plain else start, span.last, plain=plain)


def _one_span(found: re.Match[str], context: Context) -> Limit | None:
    return _limit(read_span(found, "span", context), found, context)


def _compact_range(found: re.Match[str], context: Context) -> Limit | None:
    return _limit(read_span(found, "span", context, RANGES), found, context)


def _range(found: re.Match[str], context: Context) -> Limit | None:
    before = context.last_year
    first = read_span(found, "a", context)
    last = read_span(found, "b", context)
    if last.year_named and not first.year_named and first.first > last.last:
        # 9月至2024年2月: the first end takes the year that puts it before the second.
        for context.last_year in (last.last.year, last.last.year - 1):
            first = read_span(found, "a", context)
            if first.first <= last.last:
                break
        context.last_year = last.last.year
    elif not last.year_named and not first.year_named:
        context.last_year = before
    start = first.last if found["a_edge"] else first.first
    return _limit(Span(start, last.last, "range"), found, context)


def _festival(found: re.Match[str], context: Context) -> Limit:
    year = context.year_of(found)
    name = next(name for name in FESTIVALS if found["event"].startswith(name))
    if name == "元旦" and not named(found):
        year += 1  # The year left out is that of the due day: 元旦前 in the plan of 2023 is 2023-12-31.
    return Limit(None, festival(name, year) - ONE_DAY)


def _term_begins(found: re.Match[str], context: Context) -> Limit:
    year = context.year_of(found)
    spring = found["s"] == "春" or found["month"] in ("2", "3")
    term = context.terms.spring(year) if spring else context.terms.autumn(year)
    return Limit(None, term[0] - ONE_DAY)


def _term_ends(found: re.Match[str], context: Context) -> Limit:
    year = context.year_of(found)
    if found["holiday"]:
        return Limit(
            None, context.terms.spring(year)[1] if found["holiday"] == "暑" else context.terms.autumn(year - 1)[1]
        )
    return Limit(None, (context.terms.spring(year) if found["s"] == "春" else context.terms.autumn(year))[1])


def _repeat(found: re.Match[str], _context: Context) -> Repeat:
    groups = found.groupdict()
    unit, count, day = groups["u"], groups.get("n") or "1", groups.get("d")
    if count == "半":
        if unit != "年":
            raise ValueError(f"半{unit} is no unit")
        unit, count = "半年", "1"
    interval = number(count) * (2 if groups.get("double") else 1)
    if interval < 1 or (day and not 1 <= number(day) <= 31):
        raise ValueError("no such interval or day")
    return Repeat(UNITS[unit], interval, number(day) if day else None)


def _weekday(found: re.Match[str], _context: Context) -> Repeat:
    day = found["w"] or found["monday"]
    return Repeat("week", 1, "一二三四五六日".index(day.replace("天", "日")) + 1)


def _documents(found: re.Match[str], context: Context) -> Documents:
    what = context.written[slice(*found.span("what"))]
    return Documents(tuple(re.findall(TITLE, what)) if what.startswith("《") else (what,))


def _by_year(found: re.Match[str], _context: Context) -> ByYear:
    years = number(found["n"]) if found["n"] else None
    if years is not None and not 1 <= years <= 20:
        raise ValueError("no such number of years")
    return ByYear(years)


# Among rules that match at the same place the first is taken. Examples are for a plan of 2023, read on 2023-05-10.
RULES: Final = (
    Rule("list number", r"(?<![^。；;！!？?，\n])(?:\(?[\d一二三四五六七八九十]{1,2}(?:[)、]|\.(?!\d))|\d{1,2}\.(?=(?:19|20)\d\d)|[①-⑳]"
         r"|[一二三四五六七八九]是)[、.]?",
         lambda _f, _c: Connective(), {"1.": "-", "（一）": "-", "①": "-"}),
    Rule("after a notice", rf"(?:(?:{COUNT})个?(?:工作日|日|天|周|星期|礼拜)|(?:{COUNT})个(?:半?月|学期|季度)|[一二两三四五六七八九十]年|半[年月])"
         r"[之以]?内(?!容)",
         lambda _f, _c: None, {"10个工作日内": "None", "三个月内": "None", "半年内": "None"}),
    Rule("year by year", rf"(?:分(?:(?P<n>{COUNT})个?)?年度?(?:分步)?|逐年)(?:(?:组织)?(?:实施|推进|完成|落实|开展|达标))+|分年度?",
         _by_year, {"分年实施": "by year", "分年度实施": "by year", "分三年完成": "by year 3"}),
    Rule("before a term", rf"{LEAD}{LOOSE_YEAR}(?:(?P<month>[2389])月(?:份|1日)?)?(?:(?P<s>[春秋])季?)?(?:学期)?"
         r"开学(?:之|以)?前",
         _term_begins, {"开学前": "..2023-08-31", "9月开学前": "..2023-08-31", "2024年2月开学前": "..2024-02-14", "春季学期开学前": "..2023-02-14", "2024年秋季开学前": "..2024-08-31"}),
    Rule("before the holidays", rf"{LEAD}{LOOSE_YEAR}(?:(?P<holiday>[寒暑])假(?:放假)?[之以]?前|"
         r"(?P<s>[春秋])季?学期(?:结束|期末)(?:[之以]?前)?)",
         _term_ends, {"暑假前": "..2023-07-15", "寒假前": "..2023-01-31", "秋季学期结束前": "..2024-01-31"}),
    Rule("before a festival", rf"{LEAD}{LOOSE_YEAR}(?P<event>{EVENT})(?:假期|长假|放假)?(?:之|以)?前(?!后|期|夕)",
         _festival, {"国庆节前": "..2023-09-30", "元旦前": "..2023-12-31", "2024年元旦前": "..2023-12-31",
                     "教师节前": "..2023-09-09", "春节前": "..2023-01-21", "2024年春节前": "..2024-02-09",
                     "五一劳动节前": "..2023-04-30"}),
    Rule("around an event", rf"{LEAD}{LOOSE_YEAR}(?:(?:[春秋]季)?(?:中考|高考|会考|期[中末](?!的)|毕业(?!班)|[寒暑]假|开学)(?:考试)?|{EVENT})"
         r"(?:假期|长假|放假)?(?:期间|前[后夕]?|[之以]?后)",
         lambda _f, _c: None, {"2023年中考前": "None", "国庆期间": "None", "寒假期间": "None"}),
    Rule("every week on a day", rf"每(?:周|星期|礼拜)(?:周|星期)?(?:(?P<w>[二三四五六日天](?!{MEASURE}|[、至到-](?:周|星期)?[一二三四五六日天]))|(?P<monday>一(?={ON_MONDAY})))"
         r"(?:[之以]?前)?",
         _weekday, {"每周五": "1 week on 5", "每周一上报": "1 week on 1", "每周日前": "1 week on 7"}),
    Rule("every month on a day", rf"每个?(?P<u>月)份?的?(?P<d>{N})(?:日|号)(?:{BEFORE})?",
         _repeat, {"每月25日前": "1 month on 25", "每个月10号": "1 month on 10"}),
    Rule("every quarter on a day", rf"每个?(?P<u>季度?)的?(?:(?:末月?|最后一?个?月|第?[三3]个?月)的?(?P<d>{N})(?:日|号)"
         rf"|(?:首月|第?[一二12]个?月)(?:{N}(?:日|号))?)(?:{BEFORE})?",
         _repeat, {"每季度末月25日前": "1 quarter on 25", "每季度首月5日前": "1 quarter"}),
    Rule("every year in a month", rf"每(?P<u>学?年度?)的?(?:"
         rf"(?:\d{{1,2}}[、和])*{PART_OF_YEAR}(?:[、和及]{PART_OF_YEAR})*[底末终]?(?:(?:{FESTIVAL})?{BEFORE}|[之以]?内(?!容)|期间)?"
         rf"|(?:{FESTIVAL}|开学|[寒暑]假)(?:{BEFORE}|期间)|年?[底末终](?:{BEFORE})?)",
         _repeat, {"每年6月底前": "1 year", "每年3月、9月": "1 year", "每年教师节前": "1 year", "每年年底": "1 year"}),
    Rule("every", rf"(?:每(?P<n>{COUNT}|半)?个?|[逐隔](?=[日周月季年])|按(?=周|月|季|学期|学年|年度))(?P<u>{UNIT})"
         rf"(?:开学|期?[底末终初](?:{BEFORE})?|开学{BEFORE})?",
         lambda f, c: replace(_repeat(f, c), interval=2) if f[0].startswith("隔") else _repeat(f, c),
         {"每日": "1 day", "每周": "1 week", "每两周": "2 week", "每月": "1 month", "每2个月": "2 month", "每季度末": "1 quarter",
          "每学期": "1 term", "每学年": "1 year", "每半年": "1 half-year", "按季度": "1 quarter", "隔周": "2 week"}),
    Rule("every other", r"(?:每逢?个?)?(?P<double>[单双])(?P<u>周|月)(?!刊|考)", _repeat, {"双月": "2 month", "双周": "2 week"}),
    Rule("once in", rf"(?<![每上下本第\d])(?:(?P<n>一|二|两|三|四|1|2|3|半)(?:个(?=月|季度|学期))?)"
         rf"(?P<u>(?<=[一1个])月|周|季度?|学期|年|天|日){ONCE}",
         _repeat, {"一周一次": "1 week", "两周一次": "2 week", "半年一次": "1 half-year", "一月一调度": "1 month",
                   "三个月一次": "3 month", "一学期一次": "1 term"}),
    Rule("by the month", r"(?<![^。；;！!？?，\n、])(?P<u>[日周月季年])(?:调度|通报|研判|会商|小结|例会)制?度?",
         _repeat, {"月调度": "1 month", "季通报": "1 quarter"}),
    Rule("both half-years", "上、?下(?P<u>半年)各", _repeat, {"上下半年各": "1 half-year"}),
    Rule("documents", rf"(?:(?:同步|研究|牵头|抓紧|另行){{0,2}}{DRAW_UP}(?:好|完成)?){{1,4}}"
         rf"(?P<what>{TITLE}(?:[、和及与]?{TITLE})*|[^《》]{{0,60}}?{DOCUMENT}(?=$|[、和及与并且(,“”\d每：:]|等))",
         _documents, {"配套制定加强中小学教研的通知": "加强中小学教研的通知", "修改完善我区质量提升奖励办法": "我区质量提升奖励办法",
                      "印发《甲方案》和《乙办法》": "《甲方案》 《乙办法》"}),
    Rule("title", TITLE, lambda _f, _c: None, {"《2023年工作方案》": "None"}),
    Rule("two ends in one", rf"{LEAD}(?P<span>{RANGE}){EDGE}{TAIL}",
         _compact_range, {"2023-2025年": "2023-01-01..2025-12-31", "3—6月": "2023-03-01..2023-06-30"}),
    Rule("from one to another", rf"{LEAD}(?P<a>{SPAN})(?P<a_edge>[底末终])?(?:起|开始)?{TO}(?P<b>{SPAN}){EDGE}{TAIL}",
         _range, {"3月至2024年2月": "2023-03-01..2024-02-29", "从2023年6月起至2024年6月止": "2023-06-01..2024-06-30",
                  "2023.9-2024.6": "2023-09-01..2024-06-30", "2023年底至2024年底": "2023-12-31..2024-12-31"}),
    Rule("span", rf"{LEAD}(?P<span>{SPAN}){EDGE}{TAIL}",
         _one_span, {"2023年6月底前": "..2023-06-30", "22年底": "..2022-12-31", "23年起": "2023-01-01..",
                     "2023年1月前": "..2023-01-31?", "2025年前": "..2025-12-31?", "一季度前": "..2023-03-31?",
                     "三季度末": "..2023-09-30", "年内": "..2023-12-31", "年底": "..2023-12-31", "月底前": "..2023-05-31",
                     "6.30前": "..2023-06-30", "截至2023年8月": "..2023-08-31", "9月份": "2023-09-01..2023-09-30",
                     "6月后": "None", "2023年2月30日": "None", "下半年": "2023-07-01..2023-12-31"}),
    Rule("routine", r"(?:(?:常规|常态|长期|日常|经常)[性化]?|持续[性化]?|长年|不间断)地?"
         r"(?:(?:工作|推进|实施|开展|坚持|落实|进行|抓好|执行|跟进|深化|做好|运行|保持|巩固|发力|加强|提升|优化|改进)+"
         r"|(?=$|[、)]))|常态化|常规化|长抓不懈|常抓不懈|一以贯之",
         lambda _f, _c: Routine(), {"常规工作": "routine", "长期坚持": "routine", "常态化": "routine", "持续开展": "routine"}),
)  # fmt: skip
