"""What a cell that names departments says in other words, put as `cell_names` reads it: who did it before in brackets, labels with colons."""

from __future__ import annotations

import re
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit
from xlplan.terms.patterns import pattern_of

UNIT: Final = "(?:单位|部门|科室|股室|处室|学校|领导小组)"
"""What a word of a role may end in."""
# Who did it, and who does it now: 原甲局，现乙局; 甲局不再牵头，改由乙局牵头; 由甲局调整为乙局.
_OFFICE: Final = r"[^\s、，,；;。（）()原现由]{1,13}?[科室股处局部办委会院校站队所心团府厅司]"
_INTO: Final = "(?:改由|改为|调整[为到至]|变更为|划转[至给到]?|划归|移交[至给到]?)"
_CHANGED: Final = pattern_of(
    rf"(?:原(?![料种子告始创野平州阳材生])(?:[由为])?(?P<was>{_OFFICE})(?:牵头|负责|承办)?[，,；;、\s]*(?:现(?![场代有金役状])(?:在|已)?(?:由|为|{_INTO})?|{_INTO})"
    rf"|(?P<before>{_OFFICE})已?不再(?:牵头|负责|承担|承办|配合|参与)?[，,；;、\s]*(?:{_INTO}|由)"
    rf"|由?(?P<first>{_OFFICE}){_INTO})由?(?P<now>{_OFFICE})(?=$|[\s、，,；;。（(]|牵头|负责|主办|承办|配合|协助)"
)
_OF_CHANGES: Final = ("原", "不再", "改", "调整", "变更", "划", "移交")
"""One of these is part of each way to say that something changed hands."""
_BROKEN_WORD: Final = pattern_of(r"([牵配负会])[\r\n]+(?=[头合责同])")
# 牵头单位 on a line of its own, or between spaces, in a cell that begins with one: a label without its colon.
_WORD_ALONE: Final = (
    rf"(?:主要|次要|第[一二三四])?(?:主办|牵头|责任|负责|承办|实施|落实|配合|协办|协助|协同|支持|参与)+{UNIT}?"
)
_BEGINS_WITH_WORD: Final = pattern_of(rf"\s*{_WORD_ALONE}\s+\S")
_LABEL_WORD: Final = pattern_of(rf"(?<!\S)({_WORD_ALONE})\s+(?=\S)")
# 原配合单位：市财政局 says of 市财政局 that it was one.
_WAS: Final = pattern_of(rf"原(?:主要)?(?:主办|牵头|责任|负责|承办|配合|协办)+{UNIT}?(?:[:：]|为|是)")
_QUOTED: Final = pattern_of(
    r"(?:(?<=[\s、﹑､，,；;。])|^)[“\"「『]([^“”\"「」『』]{2,20})[”\"」』](?=$|[\s、﹑､，,；;。（(]|牵头|负责|配合)"
)
# （交警支队） on a line of its own goes on with 市公安局 above it.
_BRACKET_BELOW: Final = pattern_of(
    r"(?<=[局委厅府署院])[ \t\u3000]*[\r\n]+[ \t\u3000]*([（(]([^（）()\n]*)[)）])(?=\s*(?:$|[\n\r、，,；;。]))"
)
# 甲科；督导：乙科 says who sees to it that 甲科 does it.
_OVERSEEN: Final = pattern_of(
    r"(?<=[^\s、，,；;。])[；;，,。\s]+((?:督导|督办|监督|督查|验收|督促)(?:单位|部门|科室|领导|责任人)?[:：][^；;。，,\n（）()]{2,40})(?=$|[；;。\n])"
)
# Two offices with a sign of adding between them.
_ADDED: Final = pattern_of(r"(?<=[科室股处局部办委会院校站队所心团协联])\s*[&＆+＋]\s*(?=[\u4e00-\u9fff]{2})")


def reworded(text: str) -> str:
    """Return the text of a cell with what changed hands, what is overseen and bare labels in the form that is cut."""
    if any(word in text for word in _OF_CHANGES):
        text = _CHANGED.sub(_as_now, _WAS.sub("原", text))
    text = _BROKEN_WORD.sub(r"\1", text)
    text = _OVERSEEN.sub(r"（\1）", text)
    text = _ADDED.sub("、", text)
    if _BEGINS_WITH_WORD.match(text):
        text = _LABEL_WORD.sub(r"\1：", text)
    text = _BRACKET_BELOW.sub(lambda found: found[1] if ends_as_unit(found[2]) else found[0], text)
    return _QUOTED.sub(lambda found: found[1] if ends_as_unit(found[1]) else found[0], text)


def _as_now(found: re.Match[str]) -> str:
    """Return who does it now, with who did before in brackets."""
    before = next(filter(None, (found["was"], found["before"], found["first"])))
    return f"{found['now']}（原{before}）"
