"""Which columns say until when: a limit, a beginning and an end, months, quarters, a limit that was adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.plan.column_choice import Choice, How, depth_of
from xlplan.plan.heading_rows import Heading
from xlplan.terms.cells import as_text, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject, Meaning
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

WHEN_DONE: Final = pattern_of("(?:实际)?(?:办结|销号|结案)(?:时间|日期)|实际(?:完成|办结|销号)(?:时间|日期)")
"""Headings of columns that say when a task was done, beside one that says until when."""

_PERIODS_AT_LEAST: Final = 2
_STEP: Final = pattern_of(
    "(?:工作|关键|重要|重点|主要|任务|项目|建设|推进|阶段)*(?:节点|进度安排|工作安排)(?:名称|内容)?"
)
_STEP_DEPTH: Final = 45
# 建成年月 says how old a building is.
_ENDED: Final = pattern_of(
    "(?!(?:建成|投产|投用|交付|通车|运营)年月$)(?:计划|预计|拟|项目|工程|整体|全面)*(?:竣工|完工|验收|投产|投用|交付|建成|通车|运营|投入使用|投入运营|结项|结题|交工)(?:验收|备案|投产|投用|使用|交付|移交)*(?:节点|年月)?"
)
_ANSWERED: Final = pattern_of("(?:反馈|报送|上报|报告|答复|回复|办复)(?:时间|时限|日期|期限)(?:要求)?")
_DAYS: Final = pattern_of(r"(?:20)?\d\d(?:年|[-./])\d{1,2}.*|\d{1,2}[月.]\D{0,3}\d{0,2}.*|.*[月年季][底末度前中]?")
_IN_MONTHS: Final = pattern_of(r"^(?!.*工期).*\((?:月份?|几月)\)$")
_ADJUSTED: Final = pattern_of("(?:调整|变更|延期|顺延|延长|修改|更新)(?:后|以后|之后|到|至)?的?|最新|新的")


def take_when(choice: Choice) -> None:
    """Take a limit, or a beginning and an end, or what is to be done in each quarter or month."""
    _take_steps_for_tasks(choice)
    periods = choice.of(ColumnSubject.PERIOD)
    words = "、".join(f"{each.name}“{each.period}”" for each in periods)
    several = len(periods) >= _PERIODS_AT_LEAST
    if not _limit(choice) and several:
        choice.join(Field.SCHEDULE, How.PERIODS, periods)
        choice.say_taken(periods[0], Field.SCHEDULE, f"{words}各列连成一个时限，各列原样保留")
    elif several:
        choice.taken.periods = tuple((each.column, each.period) for each in periods)
        choice.say("column-periods", periods[0], None, columns=words)
        choice.said.update(each.column for each in periods)


def _take_steps_for_tasks(choice: Choice) -> None:
    """Take 工作节点 for a column of tasks where texts stand below it, and another column says until when."""
    times = choice.of(ColumnSubject.LIMIT, ColumnSubject.START, ColumnSubject.END)
    for each in times:
        if len(times) > 1 and _STEP.fullmatch(heading_key(each.own)) and not _holds_days(choice, each):
            as_task = each._replace(meaning=Meaning(ColumnSubject.WHAT, _STEP_DEPTH))
            choice.free[choice.free.index(each)] = as_task


def _limit(choice: Choice) -> bool:
    """Take the column of the limit, or those of its beginning and end; return False if there is none."""
    if Field.SCHEDULE in choice.taken.fields or choice.fixed(Field.SCHEDULE):
        return True
    limits = sorted(choice.of(ColumnSubject.LIMIT), key=lambda each: -(each.meaning.depth if each.meaning else 0))
    # Beside a limit, 办结时间 is when it was done.
    limits = [each for each in limits if not WHEN_DONE.fullmatch(heading_key(each.own))] or limits
    adjusted = [each for each in limits if _ADJUSTED.search(each.own)]
    if adjusted and len(adjusted) < len(limits):
        _adjusted(choice, adjusted, [each for each in limits if each not in adjusted])
        return True
    starts, ends, months = choice.of(ColumnSubject.START), choice.of(ColumnSubject.END), choice.of(ColumnSubject.MONTH)
    if not (limits or ends or months):
        # 竣工验收 with days below it is the end.
        ends = [
            each
            for each in reversed(choice.rows.headings)
            if _ENDED.fullmatch(heading_key(each.own)) and _holds_days(choice, each)
        ]
        choice.free += [each for each in ends if each not in choice.free]
    if not (limits or starts or ends or months or len(choice.of(ColumnSubject.PERIOD)) >= _PERIODS_AT_LEAST):
        limits = [e for e in choice.rows.headings if _ANSWERED.fullmatch(heading_key(e.own)) and _holds_days(choice, e)]
        limits = [each for each in limits if each.by_hand is None][:1]
        choice.free += [each for each in limits if each not in choice.free]
        for each in limits:
            choice.say_taken(each, Field.SCHEDULE, "没有别的列写明时限")
    if starts and (ends or limits):
        span = [starts[0], (ends or limits)[0]]
        choice.join(Field.SCHEDULE, How.SPAN, span)
        for each in span:
            choice.say_taken(each, Field.SCHEDULE, f"“{span[0].text}”和“{span[1].text}”两列合成一个时限")
        limits = [each for each in limits if each in choice.free]
        if limits:
            choice.say_twice(Field.SCHEDULE, span[0], limits)
    elif limits or ends:
        used, *others = limits or ends
        choice.take(Field.SCHEDULE, used)
        same = [each for each in others if each.meaning and used.meaning and each.meaning.depth == used.meaning.depth]
        choice.say_twice(Field.SCHEDULE, used, same)
        if months and (used.meaning and used.meaning.part is ColumnSubject.LIMIT):
            choice.join(Field.SCHEDULE, How.MONTH, [months[0], used])
            choice.say_taken(months[0], Field.SCHEDULE, f"“{used.text}”里没写是哪个月的，照它算")
        elif _IN_MONTHS.search(fold(used.own)):
            choice.join(Field.SCHEDULE, How.MONTH, [used])
            choice.say_taken(used, Field.SCHEDULE, "标题写明填的是几月")
    elif starts:
        choice.join(Field.SCHEDULE, How.SPAN, starts[:1])
        choice.say_taken(starts[0], Field.SCHEDULE, "只写了从哪一天开始")
    elif months:
        choice.join(Field.SCHEDULE, How.MONTH, months[:1])
        choice.say_taken(months[0], Field.SCHEDULE, "没有别的列写明时限")
    return Field.SCHEDULE in choice.taken.fields


def _holds_days(choice: Choice, heading: Heading) -> bool:
    """Return True if most of what stands in a column are days or months."""
    values = [choice.grid.at(row, heading.column) for row in range(choice.rows.bottom, len(choice.grid.rows))]
    said = [as_text(value) for value in values if not is_blank(value)]
    return 2 * sum(bool(_DAYS.fullmatch(fold(text))) for text in said) > len(said)


def _adjusted(choice: Choice, adjusted: Sequence[Heading], first: Sequence[Heading]) -> None:
    """Take the limit as it was adjusted last; a row that says none goes by the one before it, the first at the end."""
    order = [*sorted(adjusted, reverse=True), first[0]]
    choice.join(Field.SCHEDULE, How.ADJUSTED, order)
    counts = "、".join(f"“{each.text}”" for each in order[:-1])
    choice.say_taken(order[0], Field.SCHEDULE, f"以{counts}为准，那里没写的用“{first[0].text}”；各列原样保留")
    choice.say_twice(Field.SCHEDULE, order[0], [each for each in first[1:] if depth_of(each) == depth_of(first[0])])
