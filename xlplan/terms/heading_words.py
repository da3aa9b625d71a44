"""What a heading on a responsibility table means, known by the words that it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold


class ColumnSubject(StrEnum):
    """What a column is about; which field it becomes depends on the columns beside it."""

    ID = "id"
    WHAT = "what"
    """A task or what it belongs to: the deeper, the nearer to what somebody does."""
    GOAL = "goal"
    LEADING = "leading"
    ANSWERABLE = "answerable"
    """责任单位: who leads, unless a column beside it says 牵头."""
    UNIT = "unit"
    """科室 alone: who leads, if no other column says so."""
    SUPPORTING = "supporting"
    LIMIT = "limit"
    START = "start"
    END = "end"
    MONTH = "month"
    """The month or quarter in which a task is done: 月份."""
    PERIOD = "period"
    """A quarter or a month, with what is to be done in it."""
    LEADER = "leader"
    PERSON = "person"
    MARKED = "marked"
    """A department: what stands below it are marks."""


class Meaning(NamedTuple):
    """What a heading means. `depth` orders columns of one part; `bare` words say little without a heading above them."""

    part: ColumnSubject
    depth: int = 0
    bare: bool = False


PROJECT_DEPTH: Final = 40
"""The deepest column that may still name what tasks belong to."""
TASK_DEPTH: Final = 40
"""From here on a column names tasks."""
REQUIREMENT_DEPTH: Final = 35
ASSESSED_DEPTH: Final = 39
PROBLEM_DEPTH: Final = 20
LESSER_DEPTHS: Final = (25, 32)
"""What says which tasks these are, unless a deeper column says it: 工作重点; 活动 beside 要求, but not beside 工作."""

_KINDS: Final = "类别|类型|分类|领域|板块|方面|大类"
_WHATS: Final = (
    (70, "举措|措施|做法|任务举措"),
    (50, "内容"),
    (55, "步骤"),
    (46, "议定意见|议定结果|会议决定|决议"),
    (45, "职责"),
    (44, "分项|子项|细项|小项|子任务|分任务|子事项"),
    (40, "任务|事项|要点|案由|题目|标题"),
    (38, "诉求|议题|观测点|评估点"),
    (REQUIREMENT_DEPTH, "要求|标准|细则|条款"),
    (LESSER_DEPTHS[1], "活动"),
    (30, "工作"),
    (LESSER_DEPTHS[0], "实事|重点"),
    (PROBLEM_DEPTH, "项目|问题|课题"),
    (10, "工程|行动"),
    (0, _KINDS),
)
_WHAT = pattern_of(
    rf"(?P<before>[^\x00-\x7f的]{{0,8}}?)(?P<noun>{'|'.join(nouns for _, nouns in _WHATS)})(?:名称|清单|分解|描述)?"
)
_DEPTHS: Final = {noun: depth for depth, nouns in _WHATS for noun in nouns.split("|")}
# What stands before a noun without naming a thing to do: 事项来源, 完成内容.
_NO_WHAT = pattern_of(
    r"是否|有无|来源|涉及|进展|完成|落实|情况|状态|原因|依据|资金|投资|分值|评分|扣分|计分|得分|考核|填报|报送|其他|其它|注意|[。；;，,：:\d]"
)

# 一级指标, 二级指标, 三级指标: the deepest is what is done.
_CLOSER: Final = {"主要": 1, "具体": 2}
_LEVEL = pattern_of("([一二三四])级(?:指标|目标|任务|项目|事项)(?:名称|内容)?")
_LEVELS: Final = {"一": 12, "二": 24, "三": 36, "四": 37}
# What is assessed says more than any indicator beside it, and less than the tasks.
_ASSESSED = pattern_of("(?:考核|考评|评价|测评|评审|评估|督查)(?:内容|事项|要点|条款)(?:及要求)?")
_ASSESSED_KIND = pattern_of("(?:考核|考评|评价|测评|评审|评估|督查)(?:项目|类别|分类|板块)(?:名称)?")
# Parts that a standard or a system is divided into.
_DIVISION_OF = pattern_of(
    "(?:所属|所在)?(?:模块|条线|维度|专题|章节?|节|篇)(?:名称)?|(?:所属|所在)(?:类别|领域|项目|板块|系统|专业)"
)
_INDICATOR = pattern_of(
    "指标名称|指标内容|(?:绩效|目标|主要|具体|工作)?(?:考核|评价|考评|测评|绩效|具体)指标(?:名称|内容)?"
)

_LEADING = "牵头|主办|主责|主要|执行|第一|首要|抓总|主抓|统抓"
_ANSWERABLE = "责任|承办|分办|负责|落实|实施|承担|主管|归口|承接|整改|办理|建设|代建"
_SUPPORTING = "配合|协同|协助|协办|协作|协调|协管|配责|支持|参与|参加|会办|联办|会同|其他|其它|辅助|支撑"
_FILLERS = "项目|工程|组织|具体|共同|联合|连带|分项|总|主体|工作|任务|的|区直|县直|市直|直属|内设|机关|本级|[区县市局镇乡]级?|街道"
_UNITS = "单位|部门|科室|股室|处室|站室|站所|站办所|所站|办所|科股室|[科股处室]|机构"
# Bodies that do something only where a role stands before them: 责任支部, 牵头专班; 社区 alone is a place.
_BODIES = "党?支部|党组织|党委|专班|工作组|专项组|大队|中队|车间|班组|教研组|年级组|班级|学院|院系|系部|(?:子|分)?公司|企业|乡镇|镇街|街道|社区|村居?|主体"
_CONCERNED = "涉及"
# Units that do something beside the one who leads: 成员单位 of a working group; 成员 alone are people.
_BESIDE = "成员|组成|参建|联动|共建"
# 部门/单位 says no more than 部门.
_EITHER_UNIT = pattern_of(r"(单位|部门|科室|股室|处室|班级)(?:[/、和与及或](?:单位|部门|科室|股室|处室|街道|乡镇))+")
# Where something was found wrong, and is put right: 被检查单位.
_INSPECTED = pattern_of(
    "(?:(?:被|受|迎)检查?(?:的)?|被(?:考核|考评|督查|督导|审计|巡察)|(?:存在)?问题(?:所在)?|隐患(?:所在)?)(?:单位|部门|科室|学校|企业|场所)(?:名称)?"
)
# Who goes and does what the rows say: 检查部门 of a plan of inspections; and who has something built.
_DOING = pattern_of(
    "(?:组织|检查|巡查|抽查|监测|举办|开展|编制|起草|申报|制定|修订|发布|采购)(?:单位|部门|科室|股室|处室)|项目(?:单位|业主|法人)(?:名称)?|业主单位|建设业主"
)
# Whose: 社区落实单位.
_WHOSE = "(?!.*(?:监督|监管|督办|督查|督导|考核|检查|验收|审核|指导|报送|填报))[\u4e00-\u9fff]{2,4}?"
_WHO_OF = pattern_of(rf"{_WHOSE}(?P<words>(?:{_LEADING}|责任|承办|负责|落实|{_SUPPORTING})+)(?P<unit>{_UNITS})")
_WHO = pattern_of(
    rf"(?P<words>(?:{_LEADING}|{_ANSWERABLE}|{_SUPPORTING}|{_BESIDE}|{_FILLERS})*)(?P<unit>{_UNITS}|{_BODIES})(?:名称)?"
)
_WHO_CONCERNED = pattern_of(rf"(?:所|被)?(?:{_CONCERNED})(?:责任)?(?:单位|部门|科室|股室|处室)")
# 综合组, 会务组 below it do something.
_GROUPS = pattern_of("(?:工作)?(?:组别|小组|专班)(?:名称)?|工作组名称")
_ROLE_ALONE = pattern_of(rf"(?:{_LEADING}|{_SUPPORTING}|责任|承办|分办|主责)+方?")
_DIVISION = pattern_of(
    r"(?:责任|任务|工作|职责)?分工(?:单位|部门|科室|情况)?|(?:责任)?(?:单位|部门|科室|股室|处室)[及与和、]?(?:职责|责任|任务|工作)?分工"
)

_LEVEL_OF = "(?:(?:[省市县区镇乡村校院局]|街道|社区)级)?"
_PERSON = pattern_of(
    rf"{_LEVEL_OF}(?:(?:主要|具体|直接|第一|项目|工作|部门|科室|单位|整改|牵头|责任|负责|承办|经办|联络|落实|包保)*"
    r"(?:责任|负责|承办|经办|联络)人员?|联络员|负责同志)(?:姓名)?"
)
_LEADER = pattern_of(
    rf"{_LEVEL_OF}(?:分管|责任|牵头|配合|协助|协管|包保|包联|包抓|包案|挂点|挂包|领办|挂钩|挂联|联系|主管|主抓|负责|督办)*(?:[区县市局镇乡校院所行厅委府]{{0,3}}|公司|集团)领导(?:姓名)?"
    "|(?:分管|主管|协管|责任|牵头|包保|包联|联系)副?(?:校长|院长|园长|局长|处长|[区县市镇乡]长|主任|书记|总经理|经理)(?:姓名)?"
)

_NUMBER = pattern_of(r"(?:任务|项目|督办|督查|工作|事项|问题|清单)?(?:编号|序号|项次)|号|no\.?")
_GOAL = pattern_of(r"(?:阶段性?|年度|工作|预期|总体)?目标(?:要求)?")

_TIME = (
    "时限|期限|限期|时间|日期|节点|频率|频次|工期|时限要求|时间要求|进度要求|时间安排|进度安排|时间进度|时间节点|时间表"
)
# 使用年限 and 入学年月 are no time of a task.
_SPAN = "年限|年月|周期"
_LIMIT = pattern_of(
    rf".{{0,8}}?(?:{_TIME})|(?:(?:计划|预计|项目|任务|工作)*(?:完成|办结|办理|整改|落实|开展|实施|建设|起止)+)?(?:{_SPAN})"
)
# Days on which something else happens than the end of the task.
_NO_LIMIT = pattern_of(
    r"立项|交办|印发|下发|填报|报送|报告|发现|反馈|实际|收文|批示|登记|销号|更新|制表|会议|签收|受理|检查|出生|[。；;，：:\d]"
)
_SURE_LIMIT = pattern_of(r"完成|办结|整改|截止|时限|期限")
_MOMENT = "(?:时间|日期|年月|时限|月份?|日)?"
_START = pattern_of(rf"(?:计划|拟|预计)?(?:(?:开始|启动|起始|开工)(?:实施)?{_MOMENT}|起|自|始)")
_END = pattern_of(rf"(?:计划|拟|预计)?(?:(?:结束|终止|完工|竣工|截止){_MOMENT}|止|至|终|完成(?:月|日)?)")
_DIGIT = "(?:[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九])"
_PERIOD = pattern_of(
    rf"(?:(?:20)?\d\d年)?(?:第?[一二三四1-4](?:[-—~至、]第?[一二三四1-4])?季度?|q[1-4]|[上下]半年|{_DIGIT}(?:[-—~至、]{_DIGIT})?月份?|(?:{_DIGIT}月份?)?[上中下]旬)"
    r"(?:底|末)?前?(?:工作)?(?:任务|目标|计划|进度|安排|重点|节点|内容)?"
)
_MONTH = pattern_of("(?:完成|实施|计划|工作|所属|开展|推进)?(?:月份|月度|季度)")
_JOINED = pattern_of(r"(?:[、/和与]|(?<!涉)及)+")
_BARE = pattern_of(rf"名称|{_UNITS}|领导|{_TIME}|{_SPAN}|内容|{_KINDS}|责任|要求|标准|工作|项目|事项|任务")
_LONGEST: Final = 16


_IN_BRACKETS: Final = pattern_of(rf"(?P<base>.+)\((?P<role>(?:{_LEADING}|{_ANSWERABLE}|{_SUPPORTING})+)(?:{_UNITS})?\)")


def role_key(text: str) -> str:
    """Return the key of a heading whose role stands in brackets after it (责任单位（配合）); "" for any other."""
    found = _IN_BRACKETS.fullmatch(fold(text))
    return found["role"] + found["base"] if found else ""


@lru_cache(1 << 12)
def meaning_of(key: str) -> Meaning | None:
    """Return what a heading means, compared as `heading_key` has it; None if its words say nothing of a task."""
    text = _EITHER_UNIT.sub(r"\1", re.sub(r"\([^()]*\)", "", key))
    if not text or len(text) > _LONGEST:
        return None
    found = _single(text)
    pieces = [piece for piece in _JOINED.split(text) if piece]
    if found and found.part is ColumnSubject.WHAT and len(pieces) > 1:
        # 内容及要求 is as deep as 内容.
        found = max([found, *(each for piece in pieces if (each := _single(piece)) and each.part is found.part)])
    if found:
        return found._replace(bare=bool(_BARE.fullmatch(text)))
    if len(pieces) < 2:
        return None
    # 目标与任务 is what its last word is; 责任单位及责任人 is what its first word is.
    meanings = [_single(piece) or _ending_shared(piece, pieces[-1]) for piece in pieces]
    if people_in(key):
        return _who_beside(pieces)
    known = [each for each in meanings if each]
    if len(known) < len(pieces):
        # 建设内容及规模 says what is done, and how much of it.
        first = meanings[0]
        return first if first and first.part is ColumnSubject.WHAT and first.depth >= TASK_DEPTH else None
    return max((each for each in known if each.part is ColumnSubject.WHAT), default=known[0])


_CONTACT = pattern_of("联系人(?:姓名)?|(?:联系|办公)?电话(?:号码)?|联系方式|手机号?码?|联系人电话")
_PEOPLE: Final = frozenset({ColumnSubject.LEADER, ColumnSubject.PERSON})
_OFFICES: Final = frozenset(
    {ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT, ColumnSubject.SUPPORTING}
)


@lru_cache(1 << 10)
def people_in(key: str) -> str:
    """Return what a heading of offices and people calls the people: 责任人 of 责任科室及责任人; "" for any other."""
    pieces = [piece for piece in _JOINED.split(re.sub(r"\([^()]*\)", "", key)) if piece]
    meanings = [(piece, _single(piece)) for piece in pieces]
    people = [piece for piece, each in meanings if (each and each.part in _PEOPLE) or _CONTACT.fullmatch(piece)]
    offices = [each for piece, each in meanings if (each and each.part in _OFFICES) or piece == "单位"]
    return people[0] if people and offices and len(people) + len(offices) == len(pieces) else ""


def _who_beside(pieces: Sequence[str]) -> Meaning | None:
    """Return what the offices of such a heading do; 部门 alone does what the people before it do: 牵头领导及部门."""
    known = {piece: _single(piece) for piece in pieces}
    bare = next((piece for piece, each in known.items() if not each or each.part is ColumnSubject.UNIT), "")
    role = re.match(f"(?:{_LEADING}|{_ANSWERABLE}|{_SUPPORTING})", pieces[0])
    if bare and role and (meaning := _single(role[0] + bare)):
        return meaning
    offices = (each for each in known.values() if each and each.part in _OFFICES)
    return next(offices, Meaning(ColumnSubject.UNIT))


def _ending_shared(piece: str, last: str) -> Meaning | None:
    """Read 牵头 of 牵头和配合单位 with the ending of the last word."""
    return _single(piece + last[-2:])


def _single(text: str) -> Meaning | None:
    if _NUMBER.fullmatch(text):
        return Meaning(ColumnSubject.ID)
    if _PERIOD.fullmatch(text):
        return Meaning(ColumnSubject.PERIOD)
    if who := _who(text):
        return who
    if _PERSON.fullmatch(text):
        return Meaning(ColumnSubject.PERSON)
    if _LEADER.fullmatch(text):
        return Meaning(ColumnSubject.LEADER)
    if _GOAL.fullmatch(text):
        return Meaning(ColumnSubject.GOAL)
    return _time(text) or _what(text)


_OFFICES_ALONE: Final = ("部门", "科室", "股室", "处室", "站室", "站所", "站办所", "所站", "科股室", "机构")


def _who(text: str) -> Meaning | None:
    if _ROLE_ALONE.fullmatch(text):
        words = text
    elif _DIVISION.fullmatch(text):
        return Meaning(ColumnSubject.ANSWERABLE)
    elif (
        _WHO_CONCERNED.fullmatch(text)
        or _INSPECTED.fullmatch(text)
        or _GROUPS.fullmatch(text)
        or _DOING.fullmatch(text)
    ):
        return Meaning(ColumnSubject.UNIT)
    elif found := _WHO.fullmatch(text) or _WHO_OF.fullmatch(text):
        words = found["words"]
        if not re.search(f"{_LEADING}|{_ANSWERABLE}|{_SUPPORTING}|{_BESIDE}", words):
            # 单位 alone is as often a unit of measure.
            return Meaning(ColumnSubject.UNIT) if not words and found["unit"] in _OFFICES_ALONE else None
    else:
        return None
    if re.search(f"{_SUPPORTING}|{_BESIDE}", words):
        return Meaning(ColumnSubject.SUPPORTING)
    return Meaning(ColumnSubject.LEADING if re.search(_LEADING, words) else ColumnSubject.ANSWERABLE)


def _time(text: str) -> Meaning | None:
    if _MONTH.fullmatch(text):
        return Meaning(ColumnSubject.MONTH)
    if _START.fullmatch(text):
        return Meaning(ColumnSubject.START)
    if _END.fullmatch(text):
        return Meaning(ColumnSubject.END)
    if any(_WHAT.fullmatch(piece) and not _NO_WHAT.search(piece) for piece in _JOINED.split(text)[:-1]):
        return None  # 工作任务及完成时限 holds tasks
    if _LIMIT.fullmatch(text) and (not _NO_LIMIT.search(text) or re.search("频[次率]$", text)):
        return Meaning(ColumnSubject.LIMIT, 1 if _SURE_LIMIT.search(text) else 0)
    return None


def _what(text: str) -> Meaning | None:
    if level := _LEVEL.fullmatch(text):
        return Meaning(ColumnSubject.WHAT, _LEVELS[level[1]])
    if _DIVISION_OF.fullmatch(text):
        return Meaning(ColumnSubject.WHAT)
    if _ASSESSED_KIND.fullmatch(text):
        return Meaning(ColumnSubject.WHAT, PROBLEM_DEPTH)
    if _ASSESSED.fullmatch(text):
        return Meaning(ColumnSubject.WHAT, ASSESSED_DEPTH)
    if _INDICATOR.fullmatch(text):
        return Meaning(ColumnSubject.WHAT, TASK_DEPTH)
    found = _WHAT.fullmatch(text)
    if not found or _NO_WHAT.search(text):
        return None
    depth = _DEPTHS[found["noun"]]
    # 具体任务 beside 改革事项 is what is done there.
    return Meaning(ColumnSubject.WHAT, depth + _CLOSER.get(found["before"], 0) if depth == TASK_DEPTH else depth)


FIELD_OF: Final = {
    ColumnSubject.ID: Field.ID, ColumnSubject.GOAL: Field.STAGE, ColumnSubject.LEADING: Field.LEAD, ColumnSubject.ANSWERABLE: Field.LEAD, ColumnSubject.UNIT: Field.LEAD,
    ColumnSubject.SUPPORTING: Field.SUPPORT, ColumnSubject.LIMIT: Field.SCHEDULE, ColumnSubject.START: Field.SCHEDULE, ColumnSubject.END: Field.SCHEDULE,
    ColumnSubject.PERIOD: Field.SCHEDULE, ColumnSubject.MONTH: Field.SCHEDULE, ColumnSubject.MARKED: Field.LEAD, ColumnSubject.LEADER: Field.LEADER, ColumnSubject.PERSON: Field.PERSON,
}  # fmt: skip


def field_alone(meaning: Meaning) -> Field:
    """Return the field of a heading as it is meant where no other column says more."""
    if meaning.part is ColumnSubject.WHAT:
        return Field.PROJECT if meaning.depth < TASK_DEPTH - 5 and meaning.depth not in LESSER_DEPTHS else Field.CONTENT
    return FIELD_OF[meaning.part]
