"""The rules for what recurs (每月25日前, 每季度首月10日前, 每两周): part of the table in `rules`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlplan.schedule.calendar import Festival
from xlplan.schedule.context import Context, number
from xlplan.schedule.dates import BEFORE, DIGITS, N
from xlplan.schedule.meanings import Place, Repeat, Repeats, Rule, Unit

UNITS_BY_WORD: Final = {
    "工作日": Unit.DAY, "日": Unit.DAY, "天": Unit.DAY, "周": Unit.WEEK, "星期": Unit.WEEK, "礼拜": Unit.WEEK,
    "月": Unit.MONTH, "季度": Unit.QUARTER, "季": Unit.QUARTER, "学期": Unit.TERM, "半年": Unit.HALF_YEAR,
    "学年": Unit.YEAR, "年度": Unit.YEAR, "年": Unit.YEAR,
}  # fmt: skip
MONTHS: Final = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}
"""The units that are made of calendar months, and how many each has."""
UNIT = "工作日|日(?!常|程|志|期)|天|周(?!边|期|围|密|全)|星期|礼拜|月(?!饼|亮|考)|季度|季(?!节)|学期|学年|年度|年(?!级|段|龄|轮)"
COUNT = rf"[{DIGITS}两]|\d{{1,2}}"
MANY = rf"\d{{1,3}}|[{DIGITS}两]{{1,3}}"
MEASURE = "(?:次|节|个|场|篇|课时|小时|遍|轮|回)"
TIMES = rf"(?:(?:一般|原则上|各|至少|不少于|不低于|开展|召开|组织|报送|通报){{0,2}}(?P<times>{COUNT})次)?"
# 每周一查 is once a week, 每周一上报 on Mondays: only what can hardly be counted makes 一 a day.
ON_MONDAY = "(?:[之以]?前|上午|下午|早|晚|上报|报送|报告|提交|召开|开展|举行|组织|进行|升旗|$)"
ONCE = "[一1](?:次|查|报|评|结|会|调度|通报|研判|总结|小结|例会|督查|督导|会商|考核|反馈|检查|度|轮)"
SOME_TIMES = r"(?P<times>[二两三四五六]|[2-9])次"
FESTIVAL = "(?:" + "|".join(sorted(Festival, key=len, reverse=True)) + ")节?(?:(?:国际)?(?:劳动|儿童|建党|国庆)节)?"
_NEXT = "[、和及]"
_TO = "(?:至|到|-+)"
_BY = f"[底末终]?(?:{BEFORE})?"
_DAYS = rf"{N}(?:日|号)?(?:(?:(?:{BEFORE})?{_NEXT}|{_TO}){N}(?:日|号)?)*(?<=[日号])"
_WEEKDAY = "(?:周|星期)?[一二三四五六日天]"
_TEN_DAYS: Final = {"上旬": 10, "中旬": 20, "下旬": None}
_DAY_OF_YEAR = rf"(?:{N}月份?(?:{N}(?:日|号)|[上中下]旬)?|{N}(?={_NEXT}))"
_PART = rf"(?:{N}月份?(?:{N}(?:日|号)|[上中下]旬)?|第?[一二三四1-4]季度|[上下]半年|[春秋]季?学期|(?:{N}|[春秋]季?)(?={_NEXT}))"


def _several(texts: list[str]) -> Iterator[int]:
    """Yield the numbers of a list; of a range, its end."""
    for text in texts:
        yield number(re.sub("[日号月份底末终之以前]", "", re.split(_TO, text)[-1]))


def _checked(*each: Repeat) -> Repeats:
    if any(repeat.interval < 1 or not 1 <= (repeat.day or 1) <= 31 for repeat in each):
        raise ValueError("no such interval or day")
    return Repeats(each)


def _every(found: re.Match[str], _context: Context) -> Repeats:
    groups = found.groupdict()
    word, count = groups["u"], groups.get("n") or "1"
    if count == "半":
        if word not in ("年", "月"):
            raise ValueError(f"半{word} is no unit")
        if word == "月":
            return Repeats((Repeat(Unit.MONTH, 1, 15), Repeat(Unit.MONTH)))
        word, count = "半年", "1"
    interval = number(count) * (2 if groups.get("double") or found[0].startswith("隔") else 1)
    place = Place.WORKDAY if word == "工作日" else Place.SCHOOL if word == "学年" else None
    if groups.get("begins") and UNITS_BY_WORD[word] is Unit.TERM:
        place = Place.BEFORE
    months: tuple[int, ...] = (1,) if groups.get("double") == "单" and word == "月" else ()
    if groups.get("months") and (length := MONTHS.get(UNITS_BY_WORD[word])):
        named = _several(re.split(_NEXT, groups["months"]))
        months = tuple(sorted({(month - 1) % length + 1 for month in named}))
    return _checked(
        Repeat(UNITS_BY_WORD[word], interval, months=months, place=place, times=number(groups.get("times") or "〇"))
    )


def _on_weekdays(found: re.Match[str], _context: Context) -> Repeats:
    days = re.findall("[一二三四五六日天]", found["w"] or found["monday"])
    return Repeats(tuple(Repeat(Unit.WEEK, 1, "一二三四五六日".index(day.replace("天", "日")) + 1) for day in days))


def _on_days(found: re.Match[str], _context: Context) -> Repeats:
    return _checked(*(Repeat(Unit.MONTH, 1, day) for day in _several(re.split(_NEXT, found["days"]))))


def _by_ten_days(found: re.Match[str], _context: Context) -> Repeats:
    return Repeats(tuple(Repeat(Unit.MONTH, 1, _TEN_DAYS[f"{which}旬"]) for which in found["x"] or "上中下"))


def _on_a_working_day(found: re.Match[str], _context: Context) -> Repeats:
    nth = -1 if found["last"] else number(found["n"] or "1")
    if not 1 <= abs(nth) <= 20:
        raise ValueError("no such working day")
    return Repeats((Repeat(Unit.MONTH, place=Place.WORKING, nth=nth),))


def _after_the_unit(found: re.Match[str], _context: Context) -> Repeats:
    place = Place.AFTER_WORKING if found["w"] == "工作日" else Place.AFTER
    return Repeats((Repeat(UNITS_BY_WORD[found["u"]], place=place, nth=number(found["n"])),))


def _in_the_quarter(found: re.Match[str], _context: Context) -> Repeats:
    month = 3 if found["last"] else number(found["m"] or "1")
    return _checked(Repeat(Unit.QUARTER, 1, number(found["d"]) if found["d"] else None, (month,)))


def _each_in_the_year(found: re.Match[str], _context: Context) -> Repeats:
    return _parts_of_the_year(found["parts"])


def _in_the_year(found: re.Match[str], _context: Context) -> Repeats:
    school = Place.SCHOOL if found["u"].startswith("学") else None
    if found["event"] or not found["parts"]:
        event = found["event"] or ""
        ends = {"暑假": Place.SPRING, "寒假": Place.AUTUMN} if found[0].endswith("前") else {}
        named = next((name for name in Festival if event.startswith(name)), None)
        return Repeats((Repeat(Unit.YEAR, place=named or ends.get(event, school)),))
    return _parts_of_the_year(found["parts"])


def _parts_of_the_year(parts: str) -> Repeats:
    months: list[int] = []
    days: list[Repeat] = []
    for part in re.split(_NEXT, parts):
        last = re.sub("[底末终]?[之以]?前?$", "", re.split(_TO, part)[-1])
        month, month_named, rest = last.rstrip("日号").partition("月")
        rest = rest.lstrip("份")
        day = _TEN_DAYS[rest] if rest in _TEN_DAYS else number(rest) if rest else None
        if last.endswith("季度") or (not month_named and parts.endswith("季度")):
            months.append(number(last.strip("第季度")) * 3)
        elif last.endswith("半年"):
            months.append(6 if last.startswith("上") else 12)
        elif last[0] in "春秋":
            days.append(Repeat(Unit.YEAR, place=Place.SPRING if last[0] == "春" else Place.AUTUMN))
        elif day:
            days.append(Repeat(Unit.YEAR, 1, day, (number(month),)))
        else:
            months.append(number(month))
    each = (*([Repeat(Unit.YEAR, months=tuple(months))] if months else []), *days)
    if not all(1 <= month <= 12 for repeat in each for month in repeat.months):
        raise ValueError("no such month")
    return _checked(*each)


# The first that matches at a place is taken. Examples are for a plan of 2023, read on 2023-05-10.
REPEATS: Final = (
    Rule("every week on a day", rf"每(?:周|星期|礼拜)(?:(?P<w>{_WEEKDAY}(?:{_NEXT}{_WEEKDAY})+|(?:周|星期)?[二三四五六日天](?!{MEASURE}|{_TO}{_WEEKDAY}))"
         rf"|(?:周|星期)?(?P<monday>一(?={ON_MONDAY})))(?:[之以]?前)?",
         _on_weekdays, {"每周五": "1 week on 5", "每周一上报": "1 week on 1", "每周日前": "1 week on 7",
                        "每周一、三、五": "1 week on 1; 1 week on 3; 1 week on 5"}, needs="每(?:周|星期|礼拜)"),
    Rule("every month on a day", rf"每个?月份?的?(?P<days>{_DAYS})(?:{BEFORE})?",
         _on_days, {"每月25日前": "1 month on 25", "每个月10号": "1 month on 10", "每月1日、15日": "1 month on 1; 1 month on 15",
                    "每月1日至5日": "1 month on 5", "每月10日前和25日前": "1 month on 10; 1 month on 25"}, needs="每个?月"),
    Rule("in the month after", rf"次月(?P<days>{_DAYS})(?:{BEFORE})?", _on_days, {"次月5日前": "1 month on 5"}, needs="次月"),
    Rule("every ten days", rf"每(?:个?月份?的?(?P<x>[上中下])旬|旬)(?:{BEFORE})?",
         _by_ten_days, {"每月上旬": "1 month on 10", "每旬": "1 month on 10; 1 month on 20; 1 month"}),
    Rule("every month on a working day", rf"每个?月份?的?(?:(?P<last>最后)一?个?|[第前](?P<n>{MANY})个?|首个)工作日(?:[之以]?[内前])?",
         _on_a_working_day, {"每月最后一个工作日": "1 month working -1", "每月前5个工作日内": "1 month working 5"}),
    Rule("after every unit", rf"每个?(?P<u>月|季度?|半年|学期|学年|年度?)(?:结束|终了)之?后的?第?(?P<n>{MANY})个?(?P<w>工作日|日|天)(?:[之以]?[内前])?",
         _after_the_unit, {"每季度结束后15日内": "1 quarter after 15", "每月结束后3个工作日内": "1 month after working 3"}),
    Rule("every quarter in a month", rf"每个?季度?的?(?:(?P<last>末(?:月份?|(?={N}[日号]))|最后一?个?月份?)|首月份?|第?(?P<m>[一二三1-3])个?月份?)的?"
         rf"(?:(?P<d>{N})(?:日|号))?(?:{BEFORE})?",
         _in_the_quarter, {"每季度末月25日前": "1 quarter in 3 on 25", "每季度首月5日前": "1 quarter in 1 on 5",
                           "每季度第二个月": "1 quarter in 2"}, needs="每个?季"),
    Rule("every year in a month", rf"每(?P<u>学?年度?)的?(?:(?P<parts>{_PART}(?:(?:{_BY}{_NEXT}|{_TO}){_PART})*)[底末终]?(?:{BEFORE}|[之以]?内(?!容)|期间)?"
         rf"|(?P<event>{FESTIVAL}|开学|[寒暑]假)(?:{BEFORE}|期间)|寒?[寒暑]假期?|年?[底末终](?:{BEFORE})?)",
         _in_the_year, {"每年6月底前": "1 year in 6", "每年3月、9月": "1 year in 3,9", "每年3月底前、9月底前": "1 year in 3,9", "每年3、6、9、12月": "1 year in 3,6,9,12",
                        "每年教师节前": "1 year 教师节", "每年暑假前": "1 year spring", "每年年底": "1 year", "每年1月15日和7月15日前": "1 year in 1 on 15; 1 year in 7 on 15",
                        "每年1月1日至3月31日": "1 year in 3 on 31", "每年秋季学期": "1 year autumn", "每年二、四季度": "1 year in 6,12"}, needs="每学?年"),
    Rule("each time in the year", rf"(?<![\d年度至到一二三四五六七八九十-])(?P<parts>{_DAY_OF_YEAR}(?:{_BY}{_NEXT}{_DAY_OF_YEAR})+)[底末终]?(?:{BEFORE}|[之以]?内(?!容))?(?=分?别?各[^。；;，\n\d]{{0,8}}[一1]次)",
         _each_in_the_year, {"6月、12月底前各报送一次": "1 year in 6,12", "3月15日、9月15日前各开展1次": "1 year in 3 on 15; 1 year in 9 on 15"}, needs="各"),
    Rule("every", rf"(?:每(?P<n>{COUNT}|半)?个?|[逐隔](?=[日周月季年])|按(?=周|月|季|学期|学年|年度))(?P<u>{UNIT})"
         rf"(?:(?P<begins>开学(?:{BEFORE})?)|期?[底末终初](?:{BEFORE})?)?{TIMES}"
         rf"(?:\((?P<months>{N}月?(?:{_NEXT}{N}月?)*)[底末]?(?:{BEFORE})?\))?",
         _every, {"每日": "1 day", "每周": "1 week", "每两周": "2 week", "每月": "1 month", "每2个月": "2 month", "每季度末": "1 quarter",
                  "每学期": "1 term", "每学年": "1 year school", "每半年": "1 half-year", "按季度": "1 quarter", "隔周": "2 week",
                  "每个工作日": "1 day workday", "每学期开学前": "1 term before", "每年两次": "1 year 2 times", "每半月": "1 month on 15; 1 month",
                  "每半年(6月、12月)": "1 half-year in 6"}, needs="[每逐隔按]"),
    Rule("every other", r"(?:每逢?个?)?(?P<double>[单双])(?P<u>周|月)(?!刊|考)",
         _every, {"双月": "2 month", "单月": "2 month in 1", "双周": "2 week"}),
    Rule("once in", rf"(?<![每上下本第\d])(?:(?P<n>一|二|两|三|四|五|1|2|3|4|5|半)(?:个(?=月|季度|学期))?)"
         rf"(?P<u>(?<=[一1个半])月|周|季度?|学期|年|天|日)(?:{ONCE}|{SOME_TIMES})",
         _every, {"一周一次": "1 week", "两周一次": "2 week", "半年一次": "1 half-year", "一月一调度": "1 month",
                  "三个月一次": "3 month", "一学期一次": "1 term", "三年一轮": "3 year",
                   "一年两次": "1 year 2 times"}),
    Rule("by the month", r"(?:(?<![^。；;！!？?，\n、])|(?<=建立|实行|坚持|落实|推行|执行))(?P<u>[日周月季年]|半年)(?:管控|总结|碰头|排查|抽查|督查|调度|通报|研判|会商|小结|例会|考核|巡查)制?度?",
         _every, {"月调度": "1 month", "季通报": "1 quarter", "日管控": "1 day", "周排查": "1 week", "半年督查": "1 half-year"}),
    Rule("both halves", r"上(?:半年)?[、和]?下(?P<u>半年)各|(?<![一-鿿])春季?(?:学期)?[、和]秋季?(?P<term>学期)各",
         lambda f, _c: Repeats((Repeat(Unit.TERM if f["term"] else Unit.HALF_YEAR),)),
         {"上下半年各": "1 half-year", "上半年、下半年各": "1 half-year", "春、秋季学期各": "1 term"}, needs="各"),
)  # fmt: skip
