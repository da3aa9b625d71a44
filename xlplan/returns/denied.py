"""What the rest of its row denies waits for the office instead of counting; what it makes idle is not asked about."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from typing import Final

from xlplan.returns.days import DAY_READ
from xlplan.returns.sheet import Doubt, ReturnedRow, reported_text
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import Folded, fold

_CODES: Final = frozenset(
    {"quality-done-below-100", "quality-done-denied", "quality-state-denied", "quality-percent-denied"}
)
_UNCLEAR_DAYS: Final = frozenset({"return-date-unclear", "return-date-typed"})
_SHOWN: Final = 24
_NOT_YET: Final = pattern_of(
    "(?<![无没])(?<!没有)(?:尚未|还未|仍未|暂未|均未|未能|未(?=开展|启动|开始|完成|办结|实施|落实|动工|开工)|(?:还|尚|仍)?没有?(?=(?:开展|启动|开始|完成|办结|实施|动工|开工)$))"
)
# The whole of what is said: it goes on.
_GOES_ON: Final = pattern_of(
    "(?:目前|当前|现|本期|工作|各项工作|任务|项目|均|仍|还|已|正|正在?|在|按|有序|顺利|正常|持续|稳步|扎实|积极|加快|抓紧|按计划|按要求|按时序|按进度|按期|初步|全面)*"
    "(?:推进|进行|开展|落实|实施|办理|筹备|准备|施工|建设|整改|推动|启动|谋划|摸底|调研|起草|论证|审批|招标)(?:中|之中|当中|正常|顺利|良好|阶段|工作)*"
)
_UNDER_WAY: Final = pattern_of(
    "[中正在]|推进|推动|筹备|准备|谋划|摸底|调研|起草|论证|审批|招标|启动|有序|持续|稳步|积极|加快|抓紧|顺利|良好|初步|计划|时序|进度"
)
_WORDS: Final = pattern_of(r"[^0-9a-z\u3400-\u9fff]+")
_CLAUSE: Final = pattern_of(r"[^，,。；;！!\n]+")


def denies_done(text: str) -> str:
    """Return the words of a 本期进展 that deny that the task is done: 尚未开展, 正常推进; "" if none do."""
    whole = text.strip()
    bare = _WORDS.sub("", fold(whole))
    if len(whole) <= _SHOWN and _GOES_ON.fullmatch(bare) and _UNDER_WAY.search(bare):
        return whole
    found = next((clause[0].strip() for clause in _CLAUSE.finditer(whole) if _NOT_YET.search(clause[0])), "")
    return found if len(found) <= _SHOWN else f"{found[:_SHOWN]}…"


_BEGUN: Final = pattern_of(
    "(?<![未尚没不])已经?(?:全面|全部|初步|陆续|正式)?(?:开展|启动|开工|动工|实施|完成|办结|落实)"
)
_ALL_DONE: Final = pattern_of(
    "(?:本?项?(?:目前|现|工作|各项工作|任务|项目|均|已|已经|全部|全面|按时|按期|如期))*(?:全部|全面|已|已经)(?:完成|办结|竣工)(?:任务|工作)?"
)
_GIVEN_UP: Final = pattern_of("(?:已|已经|被|予以|决定|任务|工作|活动|项目)取消|取消(?:了|该|本|此)")
_SHARE: Final = pattern_of(
    r"(?:目前|现|已|已经|本期|截至目前|总体|整体|累计|任务|工作|工程|总?工程量|的)*完成(?:了|率|进度|工程量|总?任务的?|总量的?)*(?:已?达到?|为|至|到|约)*(\d{1,3}(?:\.\d+)?)%(?:左右|以上)?"
)
_PERCENT_MARK: Final = pattern_of("[%％﹪]")
"""All that is folded to a percent mark."""
_DIFFERENT: Final = 0.05
"""Percents (0–1) from which on two are not one that was rounded."""


_NEEDED: Final = {State.NOT_STARTED: "已", State.RUNNING: "完办竣", State.ROUTINE: "取"}
"""Letters of which one must stand in a text that denies a state; no others are folded to them."""
_MORE: Final = pattern_of("(?![本项目前现工作各任务均已经全部面按时期如完成办结竣])[\u4e00-\u9fa5]")
"""A letter that does not belong to what `_ALL_DONE` matches as a whole."""


def denies_state(state: object, share: object, progress: str) -> str:
    """Return what speaks against a state other than 已完成, as it is told: 完成进度却是 40%; "" if nothing does."""
    if state == State.NOT_STARTED and isinstance(share, float) and share > 0:
        return f"{TASK_SHEET_HEADINGS[Field.PERCENT]}却是 {reported_text(Field.PERCENT, share)}"
    # Most reports deny nothing, which is seen without folding them.
    needed = _NEEDED.get(state) if isinstance(state, str) else None  # type: ignore[call-overload]
    if not needed or not any(letter in progress for letter in needed):
        return ""
    if state == State.RUNNING and _MORE.search(progress):
        return ""
    bare = _WORDS.sub("", fold(progress))
    told = (
        (state == State.NOT_STARTED and _BEGUN.search(bare))
        or (state == State.RUNNING and _ALL_DONE.fullmatch(bare))
        or (state == State.ROUTINE and _GIVEN_UP.search(bare))
    )
    whole = progress.strip()
    shown = whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}…"
    return f"{TASK_SHEET_HEADINGS[Field.PROGRESS]}却写着“{shown}”" if told else ""


def denies_percent(share: float, progress: str) -> str:
    """Return the words of a 本期进展 that say another percent of the whole: 完成80% beside 60%; "" if none do."""
    if not _PERCENT_MARK.search(progress):
        return ""
    for clause in _CLAUSE.finditer(progress):
        said = _SHARE.fullmatch(fold(clause[0]).strip())
        if said and abs(float(said[1]) / 100 - share) >= _DIFFERENT:
            return clause[0].strip()
    return ""


def without_denied(rows: Sequence[ReturnedRow], reasons: Iterable[Finding]) -> list[ReturnedRow]:
    """Return rows with each state and percent in doubt that one of the reasons says is denied."""
    denied = {(reason.task, reason.field) for reason in reasons if reason.code in _CODES}
    for name in (Field.STATE, Field.PERCENT):
        rows = [_in_doubt(row, name) if (row.task, name) in denied and name in row.values else row for row in rows]
    return list(rows)


def without_idle_days(
    rows: Sequence[ReturnedRow], reasons: Iterable[Finding]
) -> tuple[list[ReturnedRow], list[Finding]]:
    """Return rows and reasons without the unclear and the filled in days of tasks reported as 已完成: nobody needs to know them."""
    reasons = list(reasons)
    done = [row for row in rows if (state := row.values.get(Field.STATE)) and state.value == State.DONE]
    idle = {
        (row.task_key, doubt.cell): doubt.shown for row in done for doubt in row.doubts if doubt.field is Field.EXPECTED
    }
    filled_in = {(fold(each.task or ""), each.cell): each.shown for each in reasons if each.code == DAY_READ}
    for row in done if filled_in else ():
        day = row.values.get(Field.EXPECTED)
        if day and (shown := filled_in.get((row.task_key, day.cell))):
            idle[row.task_key, day.cell] = shown
    if not idle:
        return list(rows), reasons
    told = []
    untold = dict(idle)
    for reason in reasons:
        is_of_day = reason.code in _UNCLEAR_DAYS or reason.code == DAY_READ
        key = fold(reason.task or ""), reason.cell or ""
        shown = idle.get(key) if is_of_day else None
        told.append(reason if shown is None else _of_no_use(reason.task, reason.cell, shown))
        if shown is not None:
            untold.pop(key, None)
    # A day that is clear, in a row that may not be the task's.
    names = {row.task_key: row.task for row in done}
    told += [_of_no_use(names[task], cell, shown) for (task, cell), shown in untold.items()]
    return [_without_day(row, idle) for row in rows], told


def _without_day(row: ReturnedRow, idle: Container[tuple[Folded, str]]) -> ReturnedRow:
    """Return a row without the days in the cells of `idle`."""
    day = row.values.get(Field.EXPECTED)
    if day and (row.task_key, day.cell) in idle:
        row = replace(row, values={name: value for name, value in row.values.items() if name is not Field.EXPECTED})
    if any((row.task_key, each.cell) in idle for each in row.doubts):
        row = replace(row, doubts=tuple(each for each in row.doubts if (row.task_key, each.cell) not in idle))
    return row


def _of_no_use(task: str | None, cell: str | None, shown: str) -> Finding:
    return finding("return-day-done", cell=cell, task=task, field=Field.EXPECTED, task_id=task, value=shown[:_SHOWN])


def _in_doubt(row: ReturnedRow, name: Field) -> ReturnedRow:
    values = dict(row.values)
    value, cell = values.pop(name)
    doubt = Doubt(row.task, name, cell, reported_text(name, value), value)
    return replace(row, values=values, doubts=(*row.doubts, doubt))
