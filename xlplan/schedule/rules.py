"""The rules by which a time limit is read: a table of patterns, what each means, and examples that the tests run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from xlplan.schedule.calendar import ONE_DAY, Festival, days_after, festival, month_end
from xlplan.schedule.context import Context, Span, names_year, number
from xlplan.schedule.dates import BEFORE, FORMS, LOOSE_YEAR, RANGE, RANGES, SPAN, TO, YEAR, N, read_span, unnamed
from xlplan.schedule.meanings import ByYear, Connective, Documents, Limit, Routine, Rule
from xlplan.schedule.repeats import COUNT, FESTIVAL, REPEATS

EDGE = r"(?P<edge>[底末终](?!线|层|色|稿|册|位|端|身))?"
LEAD = r"(?:(?P<by>完成(?:时限|时间|期限)[为是:：]?|截至|截止[到至于]?|最迟(?:不超过|[到至于])?|不[迟晚]于|[到至])|(?P<since>自|从)|于|在)?"
# 初, 中, 后 and 左右 name no day: what carries them is left unread rather than guessed.
TAIL = (
    rf"(?:(?P<before>{BEFORE}(?!后))|(?P<within>[之以]?内(?!容|涵|部|外|控|审|设)|为?止)|期间|之间"
    r"|(?P<begins>起(?!草|步|点|来|到|诉)|开始|启动|以来)"
    r"|(?P<vague>[之以]?后|(?:至|-+)|前后|左右|上下|[初中](?=[前之起至到,]|完成|启动|开始|$)))?"
)
EVENT = rf"(?<![一二三四五六七八九十第])[“\"]?{FESTIVAL}[”\"]?(?![月日年])"
_EVENT_WORDS = f"(?:开学|假|期[中末]|[中高会]考|{FESTIVAL})"
_ON_AND_ON = f"{TO}(?=长期|常年|长年|今后|永久|持续|常态)"
# How a span ends that goes on to another one: the first end of 2023-2025年 is none.
_END_AND_ON = rf"(?:\D|[./月:Q-]\d{{1,2}}|\d{{5}}){TO}"
# What begins the count of 10个工作日内, with the day it was on.
BEGINNING = "(?:立项|交办|转办|派发|印发|下发|发文|签发|发布|公布|批示|批复|批准|通知|收到|收文|受理|会议|签订|开工|启动|部署|反馈|移交)"
_COUNTED = rf"(?:(?:{COUNT}|\d{{3}})个?(?:工作日|日|天|周|星期|礼拜)|(?:{COUNT})个月)[之以]?内(?!容)"
_ON_DAY = f"(?:{unnamed(FORMS[0].pattern)}|{unnamed(FORMS[1].pattern)})"
_BEGUN = f"(?:{BEGINNING}(?:之?日期?|时间|[之以]?后|起|文件|通知)*)"
# A limit that is counted from a day that stands beside it, over a comma or in brackets too.
SO_LONG_AFTER = (
    rf"(?:(?:自|从|于|在)?{_ON_DAY}(?:(?:已|正式|召开)*{_BEGUN}|之?日?起|[之以]?后)(?:之?日?起|[之以]?后|[，,、。;；]|应|须|需|在|于|的){{0,4}}{_COUNTED}"
    rf"|(?:自|从)?{_BEGUN}[:：(]?(?:为|于|即|是)?{_ON_DAY}\)?(?:之?日?起|[之以]?后|[，,、。;；]|应|须|需|在|于|的){{0,4}}{_COUNTED}"
    rf"|(?:自|从)?(?:{_BEGUN}|之?日?起)*{_COUNTED}[\u4e00-\u9fff]{{0,6}}[(，,](?:{_BEGUN}[:：]?(?:为|于|即|是)?{_ON_DAY}|{_ON_DAY}(?:已|正式)?{_BEGUN})\)?)"
)
DOCUMENT = "(?:办法|方案|通知|意见|细则|规定|规划|计划|制度|规程|章程|指南|预案|标准)"
TITLE = r"《[^《》]{1,200}》"
DRAW_UP = "(?:配套|制定|制订|修订|修改|完善|健全|出台|印发|编制|拟定|拟订|起草|下发)"
_FROM_EVENT = (
    rf"(?:自|从)?{LOOSE_YEAR}(?:[2389]月(?:份|1日)?)?(?:(?:[春秋]季?|[本下新])?(?:学期)?(?:开学|放假|[寒暑]假|期[中末]|中考|高考|会考)|{EVENT}(?:假期|长假|放假)?)"
    r"(?:[之以]?[前后]|初)?(?:起|开始)?"
)


def _limit(span: Span, found: re.Match[str], context: Context) -> Limit | None:
    groups = found.groupdict()
    start = span.first if span.grain == "range" else None
    if groups["vague"]:
        return None
    if groups["edge"] and start is None:
        span = replace(span, first=span.last, grain="day")
    if groups["begins"] or (groups.get("since") and start is None):
        return Limit(start or span.first, None if start is None else span.last)
    if groups["before"] and span.grain == "term":
        return Limit(None, span.first - ONE_DAY)
    if groups["before"] and span.grain != "day":
        whole = context.before_includes or start is not None
        due = span.last if whole else span.first - ONE_DAY
        return Limit(start, due, unclear=not groups["edge"], earlier=span.earlier)
    plain = not (groups["within"] or groups.get("by") or start or span.grain == "day")
    return Limit(span.first if plain else start, span.last, plain=plain, earlier=span.earlier)


def _one_span(found: re.Match[str], context: Context) -> Limit | None:
    return _limit(read_span(found, "span", context), found, context)


def _day_alone(found: re.Match[str], context: Context) -> Limit:
    month = number(found["m"])
    return Limit(None, date(context.year_for(month), month, number(found["d"])))


def _to_one_span(found: re.Match[str], context: Context) -> Limit | None:
    limit = _one_span(found, context)
    return limit and replace(limit, start=None, plain=False)


def _compact_range(found: re.Match[str], context: Context) -> Limit | None:
    return _limit(read_span(found, "span", context, RANGES), found, context)


def _several_months(found: re.Match[str], context: Context) -> Limit | None:
    """Read 3、6、9月底前: what holds for the last month holds for those before it."""
    *before, last = (number(month) for month in re.split("[、和及]", found["months"]))
    years = {month: context.year_of(found, month=month) for month in (last, *before)}
    year = years[last]
    limit = _limit(Span(date(year, last, 1), month_end(year, last), "month", names_year(found)), found, context)
    if limit is None or limit.due is None:
        return None
    return replace(
        limit,
        start=limit.start and min(date(years[month], month, 1) for month in before),
        earlier=tuple(month_end(years[month], month) for month in before),
    )


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
    start = first.last if (found["a_edge"] or "初") != "初" else first.first
    return _limit(Span(start, last.last, "range"), found, context)


def _so_long_after(found: re.Match[str], context: Context) -> Limit:
    """Count from the day that is written; that day itself is not counted."""
    day_found = re.search(f"(?P<span>{_ON_DAY})", found[0], re.ASCII)
    count_found = re.search(
        rf"(?P<n>{COUNT}|\d{{3}})个?(?P<u>工作日|日|天|周|星期|礼拜|月)[之以]?内",
        _without(found[0], day_found),
        re.ASCII,
    )
    if day_found is None or count_found is None:
        raise ValueError("no day or no count")
    day = read_span(day_found, "span", context).first
    return Limit(day, days_after(day, number(count_found["n"]), count_found["u"]))


def _without(text: str, found: re.Match[str] | None) -> str:
    return text[: found.start()] + "\n" + text[found.end() :] if found else text


def _open_end(found: re.Match[str], context: Context) -> Limit:
    return Limit(read_span(found, "span", context).first, None)


def _festivals(found: re.Match[str], context: Context) -> Limit:
    """Return the days before festivals. A missing year is that of the due day: 元旦前 in the plan of 2023 is 2023-12-31."""
    year = context.year_of(found)
    days = []
    assumed = not context.last_year and "春节" in found["event"]
    for event in re.split("[、和]", found["event"]):
        name = next(name for name in Festival if event.strip('“”"').startswith(name))
        if name == "元旦" and not names_year(found):
            year += 1
        elif context.terms.plan_year and not context.last_year:
            year = context.year_for(festival(name, year).month)
        days.append(festival(name, year) - ONE_DAY)
    *earlier, last = sorted(days)
    return Limit(None, last, earlier=tuple(earlier), year_assumed=assumed)


def _term_begins(found: re.Match[str], context: Context) -> Limit:
    if found["round"]:
        return Limit(None, context.term(found["round"])[0] - ONE_DAY)
    year = context.year_of(found)
    said = found["s"] or (context.terms.plan_term if not found["month"] else "")
    spring = said == "春" or found["month"] in ("2", "3")
    if spring and not found["s"] and not context.last_year:
        year = context.year_for(2)
    term = context.terms.spring(year) if spring else context.terms.autumn(year)
    return Limit(None, term[0] - ONE_DAY, term_assumed=not (said or found["month"]))


def _term_ends(found: re.Match[str], context: Context) -> Limit:
    year = context.year_of(found)
    if found["holiday"]:
        if found["holiday"] == "暑":
            return Limit(None, context.terms.spring(year)[1])
        return Limit(None, context.terms.autumn(year - 1)[1], year_assumed=not context.last_year)
    if not found["s"]:
        return Limit(None, context.term(found["round"] or "")[1])
    return Limit(None, (context.terms.spring(year) if found["s"] == "春" else context.terms.autumn(year))[1])


def _documents(found: re.Match[str], context: Context) -> Documents:
    what = context.written[slice(*found.span("what"))]
    return Documents(tuple(re.findall(TITLE, what)) if what.startswith("《") else (what,))


def _by_year(found: re.Match[str], _context: Context) -> ByYear:
    years = number(found["n"]) if found["n"] else None
    if years is not None and not 1 <= years <= 20:
        raise ValueError("no such number of years")
    return ByYear(years)


# Among rules that match at the same place the first is taken. Examples are for a plan of 2023, read on 2023-05-10.
TIME_LIMIT_RULES: Final = (
    # Two numbers at the very beginning may as well be a list's number and a month: only 1 is surely the former.
    Rule("several months", rf"{LEAD}{YEAR}(?:(?<=[^。；;！!？?，\n])(?={N}、{N}月)|(?={N}、{N}[、和及])|\A(?![1一]、))(?P<months>{N}、{N}(?:[、和及]{N}){{0,10}})月份?{EDGE}{TAIL}",
         _several_months, {"3、6、9、12月": "2023-03-31 2023-06-30 2023-09-30 2023-03-01..2023-12-31", "6、12月底前": "2023-06-30 ..2023-12-31",
                           "2024年3、9月": "2024-03-31 2024-03-01..2024-09-30"}, needs="、.*月"),
    Rule("list number", r"(?<![^。；;！!？?，\n])(?:\(?[\d一二三四五六七八九十]{1,2}(?:\)|、(?![1-4一二三四]季度)|\.(?!\d))|\d{1,2}\.(?=(?:19|20)\d\d|\d{1,2}月)|[①-⑳]"
         r"|[一二三四五六七八九]是)[、.]?",
         lambda _f, _c: Connective(), {"1.": "-", "（一）": "-", "①": "-"}),
    # At once is no day: what stands beside it counts.
    Rule("at once", r"立(?:行|查|知|说|接|整)立(?:改|行|办)|立改立行|(?:即知即|即行即|即查即|边[查督学巡]边|未巡先|接诉即)[改办]|(?:立即|马上|即刻|即时|随即)(?:整改|就办|办理|落实|执行|完成|办结|实施|纠正|清理|到位)+",
         lambda _f, _c: Connective(), {"立行立改": "-", "立即整改": "-", "即知即改": "-", "边查边改": "-"}, needs="立|即|边|马上|未巡"),
    Rule("so long after a day", SO_LONG_AFTER, _so_long_after, {
        "2023年3月1日立项，6个月内": "2023-03-01..2023-09-01", "自2023年3月1日起30日内": "2023-03-01..2023-03-31",
        "印发之日（2023年9月26日）起10个工作日内": "2023-09-26..2023-10-16", "交办后3日内（3月1日交办）": "2023-03-01..2023-03-04"}, needs="内"),
    Rule("after a notice", rf"(?:(?:{COUNT})个?(?:工作日|日|天|周|星期|礼拜)|(?:{COUNT})个(?:半?月|学期|季度)|[一二两三四五六七八九十]年|半[年月])"
         r"[之以]?内(?!容)",
         lambda _f, _c: None, {"10个工作日内": "None", "三个月内": "None", "半年内": "None"}, needs="内"),
    Rule("year by year", rf"(?:分(?:(?P<n>{COUNT})个?)?年度?(?:分步)?|逐年)(?:(?:组织)?(?:实施|推进|完成|落实|开展|达标))+|分年度?",
         _by_year, {"分年实施": "by year", "分年度实施": "by year", "分三年完成": "by year 3"}),
    # 9.1 may as well be the 10th, of which a number lost its last 0.
    Rule("day alone", r"\A(?P<m>1[0-2]|0?[1-9])\.(?P<d>[0-3]\d|[4-9])\Z",
         _day_alone, {"9.15": "..2023-09-15", "2.30": "None"}, needs=r"\."),
    # An event is no day to begin on: only the other end is read.
    Rule("from an event", rf"{_FROM_EVENT}(?={TO}{unnamed(SPAN)})", lambda _f, _c: None, {"2023年秋季学期开学前-2023年11月": "None"},
         needs=rf"{_EVENT_WORDS}.*{TO}"),
    Rule("from an event on", rf"(?<=[前后初假]){TO}(?P<span>{SPAN}){EDGE}{TAIL}", _to_one_span, {"放假前至2023年12月": "..2023-12-31"}, needs=f"[前后初假]{TO}"),
    Rule("before a term", rf"{LEAD}{LOOSE_YEAR}(?:(?P<month>[2389])月(?:份|1日)?)?(?:(?P<s>[春秋])季?)?(?:(?P<round>[下新])?学期)?"
         r"开学(?:之|以)?前(?!后|夕)",
         _term_begins, {"开学前": "..2023-08-31", "9月开学前": "..2023-08-31", "2024年2月开学前": "..2024-02-14", "春季学期开学前": "..2023-02-14", "2024年秋季开学前": "..2024-08-31",
                        "新学期开学前": "..2023-08-31"}, needs="开学.*前"),
    Rule("before the holidays", rf"{LEAD}{LOOSE_YEAR}(?:(?P<holiday>[寒暑])假(?:放假)?[之以]?前(?!后|夕)|"
         r"(?:(?P<s>[春秋])季?|(?P<round>[本下])|(?<![每上季]))学期(?:结束|期末)(?:[之以]?前)?)",
         _term_ends, {"暑假前": "..2023-07-15", "寒假前": "..2023-01-31", "秋季学期结束前": "..2024-01-31", "学期结束前": "..2023-07-15"}, needs="[寒暑]假.*前|学期(?:结束|期末)"),
    Rule("before a festival", rf"{LEAD}{LOOSE_YEAR}(?P<event>{EVENT}(?:[、和]{EVENT})*)(?:假期|长假|放假)?(?:之|以)?前(?!后|期|夕)",
         _festivals, {"国庆节前": "..2023-09-30", "元旦前": "..2023-12-31", "2024年元旦前": "..2023-12-31",
                     "教师节前": "..2023-09-09", "春节前": "..2023-01-21", "2024年春节前": "..2024-02-09",
                     "五一劳动节前": "..2023-04-30", "中秋、国庆节前": "2023-09-28 ..2023-09-30", "元旦、春节前": "2023-12-31 ..2024-02-09"}, needs=f"{FESTIVAL}.*前"),
    Rule("around an event", rf"{LEAD}{LOOSE_YEAR}(?:(?:[春秋]季?|[本下新])?(?:学期)?(?:中考|高考|会考|期[中末](?!的)|毕业(?!班)|[寒暑]假(?!期间)|开学)(?:考试)?|{EVENT})"
         r"(?:假期|长假|放假)?(?:期间|前[后夕]?|[之以]?后)",
         lambda _f, _c: None, {"2023年中考前": "None", "国庆期间": "None", "秋季学期开学后": "None"}, needs=f"(?:毕业|{_EVENT_WORDS}).*[间前后]"),
    *REPEATS,
    Rule("documents", rf"(?:(?:同步|研究|牵头|抓紧|另行){{0,2}}{DRAW_UP}(?:好|完成)?){{1,4}}"
         rf"(?P<what>{TITLE}(?:[、和及与]?{TITLE})*|[^《》]{{0,60}}?{DOCUMENT}(?=$|[、和及与并且(,“”\d每：:]|等))",
         _documents, {"配套制定加强中小学教研的通知": "加强中小学教研的通知", "修改完善我区质量提升奖励办法": "我区质量提升奖励办法",
                      "印发《甲方案》和《乙办法》": "《甲方案》 《乙办法》"}, needs="[配制修完健出印编拟起下]"),
    Rule("title", TITLE, lambda _f, _c: None, {"《2023年工作方案》": "None"}),
    Rule("from then on", rf"(?:自|从)?(?P<span>{SPAN})[底末终初]?(?:起|开始)?{_ON_AND_ON}", _open_end,
         {"2023年6月—长期": "2023-06-01..", "2023年6月起至长期坚持": "2023-06-01.."}, needs=_ON_AND_ON),
    Rule("two ends in one", rf"{LEAD}(?P<span>{RANGE}){EDGE}{TAIL}",
         _compact_range, {"2023-2025年": "2023-01-01..2025-12-31", "3—6月": "2023-03-01..2023-06-30"}, needs="[至到、和假期-]"),
    Rule("from one to another", rf"{LEAD}(?P<a>{SPAN})(?P<a_edge>[底末终初])?(?:起|开始)?{TO}(?P<b>{SPAN}){EDGE}{TAIL}",
         _range, {"3月至2024年2月": "2023-03-01..2024-02-29", "从2023年6月起至2024年6月止": "2023-06-01..2024-06-30",
                  "2023.9-2024.6": "2023-09-01..2024-06-30", "2023年底至2024年底": "2023-12-31..2024-12-31",
                  "3月初至4月底": "2023-03-01..2023-04-30"}, needs=_END_AND_ON),
    Rule("span", rf"{LEAD}(?P<span>{SPAN}){EDGE}{TAIL}",
         _one_span, {"2023年6月底前": "..2023-06-30", "22年底": "..2022-12-31", "23年起": "2023-01-01..",
                     "2023年1月前": "..2023-01-31?", "2025年前": "..2025-12-31?", "一季度前": "..2023-03-31?",
                     "三季度末": "..2023-09-30", "年内": "..2023-12-31", "年底": "..2023-12-31", "月底前": "..2023-05-31",
                     "6.30前": "..2023-06-30", "截至2023年8月": "..2023-08-31", "9月份": "2023-09-01..2023-09-30",
                     "6月后": "None", "2023年2月30日": "None", "下半年": "2023-07-01..2023-12-31"}),
    Rule("routine", r"(?:(?:(?<!的)常规|常态|长期|日常|经常)[性化]?|持续[性化]?|[长常]年|不间断)地?"
         r"(?:(?:工作|推进|实施|开展|坚持|落实|进行|抓好|执行|跟进|深化|做好|运行|保持|巩固|发力|加强|提升|优化|改进|深入|扎实|稳步|有序|整改|整治|治理|监管|任务|事项|有效)+"
         r"|(?=$|[、()]))|常态化|常规化|长抓不懈|常抓不懈|一以贯之",
         lambda _f, _c: Routine(), {"常规工作": "routine", "长期坚持": "routine", "常态化": "routine", "持续开展": "routine"}),
)  # fmt: skip
