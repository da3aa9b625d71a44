"""The lines above a table: which is the plan's title, which the document's mark (附件1), which year is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlplan.plan.table import ATTACHMENT, mark_and_title
from xlplan.schedule.calendar import school_year_in
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold

# What titles of such tables end with; a word in brackets (征求意见稿) may follow.
_TITLE_END = pattern_of(
    r"(表|清单|台[账帐]|分工|方案|计划|要点|分解|任务书|一览|安排|纪要|督办单|交办单|工作令)(\([^()]*\))?$"
)
_SENTENCE = pattern_of(r"[。；：:;,，]$")
# 时间：2025年9月1日, 主持：张三
_LABEL = pattern_of("[\u4e00-\u9fff]{2,6}:.")
_YEAR = pattern_of(r"((?:19|20)\d\d)(?=年|[-—~～至/])")
# What was before the plan: 2025年工作总结及2026年工作计划.
_LOOK_BACK = pattern_of(r".*(?:总结|回顾|情况)(?:及|和|与|暨|以及|、)(?=.*(?:19|20)\d\d年)")
# 一、上级部署工作 is the title of a section, where another line may be the plan's.
_SECTION = pattern_of(r"(?:第?[一二三四五六七八九十]{1,3}[、.．章节部]|[(（][一二三四五六七八九十]{1,3}[)）])")
_LONGEST = 80


@record(frozen=True, slots=True)
class TextLine:
    """A line of text outside of a table's rows: where it stands, and its 0-based cell where it stands in one."""

    text: str
    sheet: str
    place: str
    centred: bool = False
    at: tuple[int, int] | None = None


@record(frozen=True, slots=True)
class Head:
    """What the lines above a table say; a title may run over two lines."""

    mark: TextLine | None
    title: tuple[TextLine, ...]
    year: int | None
    school_year: bool = False
    """Whether it is the school year that begins in `year`."""


def head_of(lines: Sequence[TextLine]) -> Head:
    """Take title, mark and year out of the lines above a table.

    The title is the last line that ends as titles of tables do, else the last centred one, else the longest that is no
    sentence. The centred line right before a centred title belongs to it.
    """
    marks = [line for line in lines if ATTACHMENT.match(fold(line.text).rstrip(":"))]
    able = [
        line
        for line in lines
        if line not in marks
        and len(line.text) <= _LONGEST
        and not _SENTENCE.search(line.text)
        and (not _LABEL.match(fold(line.text)) or _TITLE_END.search(fold(line.text)))
    ]
    able = [line for line in able if not _SECTION.match(fold(line.text))] or able
    named = [line for line in able if _TITLE_END.search(fold(line.text))]
    centred = [line for line in able if line.centred]
    chosen = named or centred or sorted(able, key=lambda line: len(line.text))
    if not chosen:
        return Head(marks[-1] if marks else None, (), None)
    title = chosen[-1]
    place = lines.index(title)
    before = lines[place - 1] if place else None
    whole: tuple[TextLine, ...] = (title,)
    if before in centred and title.centred and before not in named:
        whole = (before, title)
    text = _LOOK_BACK.sub("", fold("".join(line.text for line in whole)))
    above = [mark for mark in marks if lines.index(mark) < place]
    mark = above[-1] if above else None
    before_title, first = mark_and_title(whole[0].text)
    if before_title:
        mark = mark or replace(whole[0], text=before_title)
        whole = (replace(whole[0], text=first), *whole[1:])
    if school := school_year_in(text):
        return Head(mark, whole, school, school_year=True)
    year = _YEAR.search(text)
    return Head(mark, whole, int(year[1]) if year else None)
