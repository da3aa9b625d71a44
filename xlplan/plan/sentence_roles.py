"""Who does a task, as its sentences say it: 发展旅游，由文旅办牵头，各村配合，年底前完成。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_collective
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of

_ASKED: Final = "(?:会议|同时|并)?(?:明确|确定|决定|要求|责成|交|委托|请|由)+"
_HOW: Final = "(?:共同|联合|分别|具体|统一|全面|统筹)*"
_MORE: Final = "(?:负责|组织|落实|实施|推进|办理|抓好|做好|承办|协调|统筹|抓总|完成|跟进|督促|工作)*"
_NAMES: Final = ".{2,40}?"
_HELP: Final = rf"(?:积极|共同|协同|密切|主动|做好)*(?:配合|协办|协助|参与|支持){_MORE}"
_CLAUSE: Final = pattern_of(r"[^，,。；;：:！!？?\n]+")
_LEADS: Final = pattern_of(rf"(?P<who>{_NAMES}){_HOW}(?:牵头|主办|抓总){_MORE}(?:[、和](?P<help>{_NAMES}){_HELP})?")
# Whoever is asked may also be told what to do.
_ASKED_TO: Final = pattern_of(
    rf"{_ASKED}(?P<who>{_NAMES}){_HOW}(?:牵头|主办|抓总|负责|承办|主抓|落实){_MORE}(?:[、和](?P<help>{_NAMES}){_HELP}|(?!的|解释).{{0,20}})"
)
_WITH: Final = pattern_of(
    rf"(?P<asked>{_ASKED})?(?P<who>{_NAMES})(?:牵头)?会同(?P<help>{_NAMES}){_HOW}(?:负责|牵头|承办|办理|落实|实施){_MORE}"
)
_HELPS: Final = pattern_of(rf"(?:由|请)?(?P<help>{_NAMES}){_HELP}(?!的).{{0,12}}")
# Whoever another joins need not be asked: 财务科会同基教科于4月底前提出意见.
_JOINED: Final = pattern_of(rf"(?P<who>{_NAMES})(?:牵头)?会同(?P<help>.+)")
_TOGETHER: Final = pattern_of("会同(?P<help>.+)")
_BETWEEN: Final = pattern_of("[、和及与\\s]+|以及")
_NUMBER: Final = pattern_of(
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、是]|\d{1,2}[.、．]|[①-⑳]"
)
# 请各科室认真落实 asks everybody, and for nothing.
_EVERYBODY: Final = pattern_of(
    rf"(?:请|希望|要求|望)+(?P<who>{_NAMES})(?:要|应|须|务必|认真|切实|积极|主动|抓紧|尽快|严格|高度重视|遵照|按照?要求|对照|结合实际|加强|做好|抓好|贯彻|执行|落实|组织|实施)+(?:工作)?"
)
_LONGEST: Final = 14
# What stands before a name in a sentence that asks nobody: 坚持政府牵头.
_GENERAL: Final = pattern_of(
    "坚持|形成|建立|健全|完善|构建|实行|推动|加强|强化|按照|根据|继续|充分|发挥|通过|采取|成立|组建|.*由|[要应需将对在]"
)
# Any one of them: 一所龙头学校.
_COUNTED: Final = pattern_of(r"(?:[一二三四五六七八九十两几多\d]+[所个家名支]|某)")
_GENERIC: Final = frozenset({"政府", "部门", "党委", "学校", "家庭", "社区", "企业", "单位", "各级党委", "基层"})


def leads_in_sentences(text: str) -> Mapping[Field, list[str]]:
    """Return who leads and who supports, by the clauses of a text that say nothing else; nothing where none does."""
    said: dict[Field, list[str]] = {}
    after_lead = False
    for clause in _CLAUSE.finditer(text):
        words = _NUMBER.sub("", clause[0].strip())
        everybody = _EVERYBODY.fullmatch(words)
        if everybody and all(map(is_collective, filter(None, _BETWEEN.split(everybody["who"])))):
            continue
        asked = re.match(_ASKED, words) is not None
        found = _WITH.fullmatch(words) or (_ASKED_TO if asked else _LEADS).fullmatch(words)
        if found and _are_names(found["who"], asked=asked):
            said.setdefault(Field.LEAD, []).append(found["who"])
            if (helpers := found["help"]) and _are_names(helpers, asked=True):
                said.setdefault(Field.SUPPORT, []).append(helpers)
            after_lead = True
        elif (
            (found := _JOINED.fullmatch(words))
            and _are_names(found["who"], asked=asked)
            and (helpers := _leading_names(found["help"]))
        ):
            said.setdefault(Field.LEAD, []).append(found["who"])
            said.setdefault(Field.SUPPORT, []).append(helpers)
            after_lead = True
        elif after_lead and (found := _HELPS.fullmatch(words)) and _are_names(found["help"], asked=True):
            said.setdefault(Field.SUPPORT, []).append(found["help"])
        elif after_lead and (found := _TOGETHER.fullmatch(words)) and (helpers := _leading_names(found["help"])):
            said.setdefault(Field.SUPPORT, []).append(helpers)
        else:
            after_lead = False
    return said


def _are_names(text: str, *, asked: bool) -> bool:
    pieces = [each for each in _BETWEEN.split(text) if each]
    sound = bool(pieces) and all(
        (ends_as_unit(each) or is_collective(each)) and 1 < len(each) <= _LONGEST for each in pieces
    )
    if (
        not sound
        or "的" in text
        or any(map(_COUNTED.match, pieces))
        or _BETWEEN.match(text)
        or _BETWEEN.match(text[::-1])
    ):
        return False
    return asked or not (_GENERAL.match(text) or any(each in _GENERIC for each in pieces))


def _leading_names(text: str) -> str:
    """Return the names that a text begins with: 财政局、人社局 of 财政局、人社局制定方案."""
    ends = [end for end in range(2, len(text) + 1) if _are_names(text[:end], asked=True)]
    names = max((text[:end].count("、") for end in ends), default=0)
    end = next((end for end in ends if text[:end].count("、") == names), 0)
    # 人社局, though 人社 might be one as well.
    while end + 1 in ends:
        end += 1
    return text[:end]
