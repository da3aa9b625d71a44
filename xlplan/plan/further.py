"""The further columns of an office's own table: 目标值, 来源, 资金, its own numbers, remarks; and which of them go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from xlplan.plan.name_shapes import ends_as_unit
from xlplan.plan.table import Table
from xlplan.plan.task_cells import cell_at
from xlplan.plan.when_columns import WHEN_DONE
from xlplan.schedule.parse import read_schedule
from xlplan.terms.cells import CellError, NoCachedValue, column_letters, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold

SETTING: Final = "further"
_SAID_OF_TASKS: Final = (Field.LEADER, Field.PERSON, Field.STAGE)
"""Fields that a department's sheet has no column of its own for."""
# What the office keeps to itself unless it says otherwise: remarks, and what it noted of progress and marks.
_OFFICE_ALONE: Final = pattern_of(
    r".*(?:备注|备考|附注|内部|得分|评分|扣分|打分|考核(?!分值|标准|指标|要求|办法)|评价|销号|核实|核查).*"
    r"|(?:目前|当前|本期|整改|工作|任务|项目|办理|推进|落实|完成|实施|最新)*(?:进展|进度|完成|落实|整改|办理|推进|实施)(?:情况|状态|结果)?|状态|进度"
    r"|(?:是否|有无|已否).*|(?:已|基本|未|尚未|正在|部分)?(?:完成|办结|销号|整改|启动|推进|开展|落实)(?:中|到位)?"
)
_STATE: Final = pattern_of(
    r"(?:目前|当前|本期|整改|工作|任务|项目|办理|推进|落实|完成|实施|最新|销号)*(?:进展|进度|完成|落实|整改|办理|推进|实施|销号|办结)(?:情况|状态|结果)?|状态|进度"
    r"|已?(?:完成|办结|销号)|已整改(?:到位)?"  # one column for each state, with a mark in it
    r"|(?:是否|有无|已否)(?:已经?)?(?:完成|办结|销号|整改到位|落实)(?:到位)?"
)
_DONE: Final = pattern_of(
    r"(?:已经?|全部|均已?|按期|如期)*(?:完成|办结|销号|整改到位|整改完毕|整改完成|完成整改|完成并销号|落实到位|办理完毕|完结|结项|验收)(?:销号|并?长期坚持)?[。.]?|100%|[√✓☑]"
)
_REMARK: Final = pattern_of("备注|备考|附注|说明|备注说明")
_DAY: Final = pattern_of(r"20\d\d.{0,2}\d{1,2}.*|\d{1,2}[月./-]\d{1,2}日?|\d{1,2}月.*")
_EXACT_DAY: Final = pattern_of(
    r"20\d\d(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?\D*|20\d{6}|\d{1,2}[月./-]\d{1,2}[日号]?"
)
_GONE: Final = r"(?:[此本该][项条]?(?:任务|工作|项目)?)?(?:已经?)?(?:取消|作废|撤销|终止|暂缓|暂停|中止|缓办)(?:实施|推进|执行|办理)?|(?:已经?)(?:办结|完成|销号|结项|并入.{1,12}|合并[至到入].{1,12})|(?:并入|合并[至到入])第.{1,10}[项条]|不再(?:实施|办理|执行|推进)"
_OPENING: Final = "([【"
_CLOSING: Final = ")]】"
_SAID_IN_CONTENT: Final = pattern_of(rf"^[(\[【](?:{_GONE})[)\]】]|[(\[【](?:{_GONE})[)\]】][。.]?$")
_SAID_IN_REMARK: Final = pattern_of(rf"(?:{_GONE})[。.]?")
_WHO_DID: Final = pattern_of(r"([\u4e00-\u9fff、]{2,16}?)(?:均|都)?(?=已)")
_YES: Final = pattern_of("是|已|y|yes|[√✓☑]")
_RUNNING: Final = pattern_of("序号|项次|号|no")
_ALL: Final = frozenset(("全部", "所有", "都要", "全部列"))
_NONE: Final = frozenset(("无", "不要", "没有", "都不要", "-", "—"))


class FurtherColumn(NamedTuple):
    """A column of the office's own, by its heading."""

    column: int
    heading: str


def further_columns(table: Table) -> list[FurtherColumn]:
    """Return the columns with a heading that no column of a department's sheet shows already."""
    shown = {
        column
        for name, column in table.columns.items()
        if name not in table.joined and name not in _SAID_OF_TASKS
    } | {
        column
        for name, several in table.joined.items()
        if name not in _SAID_OF_TASKS or several.kept
        for column, _ in several.columns
    }  # fmt: skip
    return [
        FurtherColumn(column, heading)
        for column, heading in sorted(table.heads.items())
        if column not in shown and column in table.span and heading and not _RUNNING.fullmatch(_own(heading))
    ]


def is_state(heading: str) -> bool:
    """Return True if a column by its heading says how far tasks are, when they were done, or what else is to be said of them."""
    own = _own(heading)
    return bool(_STATE.fullmatch(own) or _REMARK.fullmatch(own) or WHEN_DONE.fullmatch(own))


def content_says_done(text: str) -> str:
    """Return what a task says in brackets at its beginning or end of having been done or dropped: （取消）, （已并入第2项）."""
    folded = fold(text)
    if folded[:1] not in _OPENING and folded.rstrip("。.")[-1:] not in _CLOSING:
        return ""
    found = _SAID_IN_CONTENT.search(folded)
    return found[0] if found else ""


def says_done(heading: str, text: str, today: date | None = None) -> bool:
    """Return True if a value in such a column says that the task is done: 已销号, 完成; 是 below 是否完成."""
    folded = fold(text)
    if WHEN_DONE.fullmatch(_own(heading)):
        # 销号时间 5月底 is planned, as is a day to come; what was done has its day.
        if not (_DAY if _own(heading).startswith("实际") else _EXACT_DAY).fullmatch(folded):
            return False
        due = read_schedule(text, year=today.year, today=today).due if today else None
        return not (today and due and due > today)
    if _SAID_IN_REMARK.fullmatch(folded):
        return True
    if (who := _WHO_DID.match(folded)) and ends_as_unit(who[1]):
        folded = fold(folded[who.end() :])
    asked = _own(heading).startswith(("是否", "有无", "已否"))
    return bool(_DONE.fullmatch(folded) or (asked and _YES.fullmatch(folded)))


def _own(heading: str) -> str:
    return heading_key(heading.rsplit("/", 1)[-1])


def said_in(
    table: Table,
    row: int,
    columns: Sequence[FurtherColumn],
    anchors: Mapping[tuple[int, int], tuple[int, int]],
    schedule: str,
) -> tuple[tuple[str, str], ...]:
    """Return what a row (from 0) says in further columns: heading and value, each on one line."""
    found = []
    for column, heading in columns:
        cell = cell_at(table.grid, anchors, row, column, column_letters(column))
        text = " ".join(cell.text.split())
        if is_blank(cell.value) or not text or isinstance(cell.value, CellError | NoCachedValue):
            continue
        meaning = meaning_of(_own(heading))
        # Quarters that made the time limit stand in it already.
        if meaning and meaning.part is ColumnSubject.PERIOD and fold(text) in fold(schedule):
            continue
        found.append((heading, text))
    return tuple(found)


def handed_on(headings: Iterable[str], setting: str) -> tuple[list[str], list[Finding]]:
    """Return which columns departments see, as 设置 chooses, and findings on what it names in vain.

    Blank: all but those for the office alone; `全部`, `无`; some headings; or `除备注、来源外`.
    """
    known = list(dict.fromkeys(headings))
    text = "".join(setting.split())
    if not text:
        return [each for each in known if not _OFFICE_ALONE.fullmatch(_own(each))], []
    if text in _ALL:
        return known, []
    if text in _NONE:
        return [], []
    found = re.fullmatch("除(?:了|去)?(.+?)(?:之?外|以外)?", text)
    named = [part for part in re.split("[、，,；;]+", found[1] if found else text) if part]
    keys = {heading_key(part) for part in named}
    hit = [each for each in known if heading_key(each) in keys or _own(each) in keys]
    met = {key for each in hit for key in (heading_key(each), _own(each))}
    findings = [
        finding(
            "further-unknown", sheet=SETTINGS, name=SETTING_ITEMS[SETTING][0], value=part, headings="、".join(known)
        )
        for part in named
        if heading_key(part) not in met
    ]
    return [each for each in known if (each in hit) is not bool(found)], findings


def lines(said: Iterable[tuple[str, str]]) -> str:
    """Return 其他要求: `heading：value`, one a line."""
    return "\n".join(f"{heading}：{value}" for heading, value in said)
