"""已完成 that the same row denies: it waits for the office instead of counting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from xlplan.returns.sheet import Doubt, ReturnedRow, reported_text
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_CODES: Final = frozenset({"quality-done-below-100", "quality-done-denied"})
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


def without_denied(rows: Sequence[ReturnedRow], reasons: Iterable[Finding]) -> list[ReturnedRow]:
    """Return rows with each 已完成 in doubt that one of the reasons says is denied."""
    denied = {reason.task for reason in reasons if reason.code in _CODES}
    return [_in_doubt(row) if row.task in denied and Field.STATE in row.values else row for row in rows]


def _in_doubt(row: ReturnedRow) -> ReturnedRow:
    values = dict(row.values)
    value, cell = values.pop(Field.STATE)
    doubt = Doubt(row.task, Field.STATE, cell, reported_text(Field.STATE, value), value)
    return replace(row, values=values, doubts=(*row.doubts, doubt))
