"""A cell that names departments, cut into names with what it says of each: its role, a person beside it, others unnamed.

Knows no departments: which of the names is one, `departments` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Final

from xlplan.plan.cell_wording import UNIT, reworded
from xlplan.plan.first_leads import first_leads, without_rule
from xlplan.plan.labelled_people import people_behind_labels
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person_or_number
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.text import fold


class PieceKind(StrEnum):
    """What a piece of a cell stands for."""

    NAME = "name"
    NOBODY = "nobody"
    """同上, 上述部门, 待定 or a principle (谁主管谁负责): it names nobody."""
    OTHERS = "others"
    """等: somebody else too, but nobody knows who."""


@record(frozen=True, slots=True)
class NamePiece:
    """A name between hard separators. `role` is the column that the cell itself says it belongs to."""

    text: str
    role: Field | None = None
    """SHARE for the words of those who are responsible: who else the task names says what they mean (`task_names`)."""
    assumed: bool = False
    """Nothing is said of it, but of another in the cell that it leads: it supports."""
    aside: str = ""
    """A person, a telephone number or another note in brackets after it, or people behind labels in its cell."""
    wrapped: bool = False
    """Only a line break parts it from the piece before."""
    kind: PieceKind = PieceKind.NAME
    flagged: bool = False
    """A mark such as ★ stands beside it, or a word that leaves it open: 拟由."""


_MORE: Final = "(?:负责|组织|实施|抓总|落实|推进|办理|协调|统筹|完成|抓好|做好|配合|支持|协助|参与|工作)*"
_END: Final = r"(?=$|[\s、﹑､，,；;。/／|\ue000-\ue0ff])"
# How it is settled who does something, without saying who.
_PRINCIPLE: Final = (
    r"按?照?[“\"]?(?:谁[^\s、，,；;。谁]{1,6}[、，,]?\s?谁[^\s、，,；;。谁”\"的]{1,4}|管[^\s、，,；;。管]{1,5}[、，,]?必须管[^\s、，,；;。]{1,6}"
    '|(?:属地|分级|归口|条块)(?:管理|负责|结合)(?:、?(?:属地|分级|归口)(?:管理|负责))*|党政同责|一岗双责)[”"]?的?(?:原则)?'
    + _END
)
# 市政协办公室 and 市科协办 are offices; 法规科协办 says what 法规科 does.
_HELPING: Final = "(?<!政)(?<![省市区县][科残侨作文])协办(?!公室|室)"
# 会同县 is a county: whether its office stands there is asked.
_TOGETHER: Final = r"(?!(?:(?<![\s\S])|(?<=[、﹑､]))会同县)会同"
_ROLES: Final = "主办|主责|会办|联办|牵头|责任|负责|承办|实施|落实|配合|协办|协助|协同|支持|参与|参加"
_LABEL_WORDS: Final = f"(?:主要|次要|主体|监管|成员|组长(?=单位)|统筹|辅助|其他|第[一二三四]|{_ROLES})"
_TOKEN: Final = pattern_of(
    rf"(?P<label>(?<![^\s、﹑､，,；;。])(?:{_LABEL_WORDS}+{UNIT}?|[\u4e00-\u9fff]{{1,4}}?(?:{_ROLES})+(?:单位|部门|科室|股室|处室)|[主协配])[:：]"
    rf"|(?<![^\s、﹑､，,；;。])(?:第一|主要)责任人[:：](?=\s*[^\s、﹑､，,；;。]{{1,10}}[科室股处部局办委会校院园]{_END}))"
    rf"|(?P<other>(?<![^\s、﹑､，,；;。])(?!{_LABEL_WORDS}|各|有关|相关|[\u4e00-\u9fff]{{1,4}}(?:{_ROLES}))[\u4e00-\u9fff]{{2,6}}(?:单位|部门|科室|股室|处室)[:：])"
    rf"|(?P<nobody>{_PRINCIPLE})"
    rf"|(?P<with>(?:牵头)?(?:，|,)?{_TOGETHER})"
    rf"|(?P<none>(?:按照?(?:各自|部门)?职[责能](?:分工)?|按照?分工|分工|分别|各自)(?:分别|各自|共同)?(?:负责|落实|实施|推进|抓好|做好)*{_END}"
    rf"|(?:各负其责|各司其职|各尽其责|齐抓共管)+{_END})"
    rf"|(?P<lead>(?:作为|为|是)?(?:共同|联合|分别|具体|统筹|负责|总|分)*牵头(?!办){_MORE}{UNIT}?"
    rf"|(?:作为|为|是)(?:主要|第一|主体)?(?:责任|主责|主办|承办|实施|负责|落实)(?:单位|部门|科室|股室|处室|主体)"
    rf"|(?:具体|共同|全面|统筹|主要|总)*(?:负总责|负责|主办|承办|主责|主抓|为主|抓总|统抓|落实|抓落实|实施|承担|办理|经办){_MORE}{_END})"
    rf"|(?P<support>(?:作为|为|是)(?:配合|协办|协助|协同|支持|参与){UNIT}|(?:共同|积极|分别|做好|密切|主动)*(?:配合|{_HELPING}){_MORE}{UNIT}?|(?:共同|积极|分别)*(?:支持|协助|协同|参与|参加|为辅|辅助|协作|会办|联办){_MORE}{_END}|(?:业务|技术|行业)?指导{_END})"
    r"|(?P<mark>[\ue000-\ue0ff])"
    r"|(?P<hard>[\n\r、﹑､，,；;。/／|]+)"
)
# What is blank says no more the longer it is, and of thousands of blanks each would be tried with all after it.
_WIDE_GAP: Final = pattern_of(r"\s{3,}")
_ENDS: Final = pattern_of(r"[^\S\n]*(?:$|[，,；;。])")
_LIST_NUMBER: Final = pattern_of(
    r"(?m)(?:^|(?<=[\s、，,；;。]))\s*(?:\d{1,2}\s*[.．、)）](?!\d)|[(（]\d{1,2}[)）])\s*|\s*[①-⑳]\s*"
)
# Where a cell numbers its names, a number may follow a name at once: 1.甲科2.乙科.
_NUMBERED: Final = pattern_of(r"\s*(?:1\s*[.．、)）](?!\d)|[(（]1[)）])")
_NUMBER_WITHIN: Final = pattern_of(
    r"(?<=[\u4e00-\u9fff）)])(?:\d{1,2}\s*[.．、)）](?=[\u4e00-\u9fff])|[(（]\d{1,2}[)）](?=[\u4e00-\u9fff]))"
)
_BRACKETS: Final = pattern_of(r"[（(]([^（）()]*)[)）]|[【\[〔]([^【】\[\]〔〕]*)[】\]〕]")
# What brackets after a name say of it that is neither a name nor a role.
_NOTE: Final = pattern_of(
    r"(?:占比?)?\d+(?:\.\d+)?[%％]|(?:按照?|依照?)?(?:各自|部门|工作)?(?:职[责能]|分工|职[责能]分工)(?:范围|权限)?|(?:排名|排序)?不分先后|(?:含|包括|不含)(?:(?:[\u4e00-\u9fff]{0,4}(?:实验|图书|档案|医务|卫生|功能|资料|阅览)室|食堂|图书馆|体育馆|场馆|宿舍|机房|操场|校车)[、和及]?)+|下同|暂定?|分别?办理?|(?:共同|联合)办理"
)
_GIVES: Final = pattern_of(
    # What an office gives to the task, what it was called before, and who oversees it.
    "(?:[\u4e00-\u9fff]{0,8}(?:保障|指导|协调|供应|把关|兜底|汇总|审核|监督|审批|服务)|(?:配合|负责|协助)?提供[\u4e00-\u9fff]{2,6}|(?:技术|资金|业务|后勤|人力|政策)支持)"
    "|原(?:为|名|称|属)?[\u4e00-\u9fff]{2,14}[局委办厅部科处室院]"
    "|(?:督导|督办|监督|督查|验收|指导|督促)(?:单位|部门|科室|领导|责任人)?[:：].{2,40}"
)
_DEEDS: Final = pattern_of(r"(?<![^\s；;。])([\u4e00-\u9fff]{2,12})[:：]([^；;。\n:：（）()]{2,60})(?=$|[；;。\n])")
_HELPS_WITH: Final = pattern_of("(?:积极|共同|密切|做好)*(?:配合|协助|协同|支持|参与)")
# Whom it does that with: 协助县公安局做好校园安全; 科技, 布局 and 处置 are no offices.
_OFFICE_WITHIN: Final = pattern_of(
    "会同|[\u4e00-\u9fff](?:(?<![布格结全大])局(?![部面势限])|委员会|办公室|[大支]队|中心(?!工作|任务|环节|思想)|街道办|(?<![学专百本文理到])[科股处](?![技学普目研幻级权份东理置罚分以于方所境长]))"
)
_GENERAL_UNITS: Final = ("单位", "部门", "科室", "股室", "处室")
_SAID_BEFORE: Final = pattern_of("原|.*[:：]")
_STANDS_ALONE: Final = pattern_of(r"[^\S\n\r]*(?:$|[\n\r、﹑､，,；;。/／|])")
_LEADS: Final = pattern_of("(?:牵头|主办|主责|主要责任|主抓|主|总牵头|第一责任|组长(?=单位))" + UNIT + "?")
_SHARES: Final = pattern_of("(?:负责|承办|责任|承担|落实|实施)" + UNIT + "?")
# Words of those who are responsible: they lead, unless a word of the cell says that another does.
_RESPONSIBLE: Final = pattern_of("责任|负责|承办|承担|落实|实施")
_HELPS: Final = pattern_of("(?:配合|支持|协助|参与)(?:工作)?$")
_SURELY_LEADS: Final = pattern_of("牵头|主办|主责|主要|主抓|第一|首要|抓总|总|统筹|^主[:：]")
_HELPING_LABEL: Final = pattern_of("配|协|支持|参与|参加|其他|会办|联办|辅助|次要(?!责任)|监管(?!责任)|成员")
_SUPPORTS: Final = pattern_of(
    "(?:配合|协办|协助|协同|支持|参与|参加|协作|会办|联办|协|辅|配|成员(?=单位))" + UNIT + "?"
)
_ROLE_WORD: Final = pattern_of(
    ".按照?(?:各自)?职[责能](?:分工)?$|牵头(?!办)|配合|会同(?!县.*[局委办]$)|负责(?!人协)|" + _HELPING
)
_OTHERS: Final = pattern_of(
    rf"(?P<name>.*)(?<![高中初平优同])等(?:\d+|[二两三四五六七八九十])?[个家所]?(?:相关|有关|其他|其它)?{UNIT}?$", re.S
)
# Marks before or after a name, whatever they mean there.
_PROPOSED: Final = pattern_of("^(?:暂|拟|暂拟|初定|拟定|建议)由(?=..)")
_FLAGS: Final = "★☆▲△●○◎◆◇■□※＊*#＃"
_NOBODY: Final = pattern_of(
    rf"(?:以[上下]|[上下前]述|[上下]列|[本该])(?:各|所有|相关|有关|责任|牵头|[二两三四五六七八九十]个)*{UNIT}|"
    r"[以如]上|上述|[本我][校园科股处]|同(?:上|前|左|右)[一项条款格行]{0,2}|[〃″]|''|\"|待(?:定|明确|确定|研究|补充?|填写?|落实|协调|商)|未定|另行.{1,4}|(?:详?见|同)(?:附件|附表|备注|第?\d).*"
)
# What must not be cut where a known name holds it.
SPECIAL: Final = pattern_of(r"[()、,;:/]|牵头|配合|会同|协办|负责|主办|承办|支持|协助|协同|参与|落实|实施|等")
_LEAD_MARK: Final = "\ue000"
_SUPPORT_MARK: Final = "\ue001"
_SHARE_MARK: Final = "\ue002"
_ROLE_MARKS: Final = {_LEAD_MARK: Field.LEAD, _SHARE_MARK: Field.SHARE, _SUPPORT_MARK: Field.SUPPORT}
_FIRST_ASIDE: Final = 0xE010
_FIRST_KEPT: Final = 0xF0000
_SAYS_SOMETHING: Final = 4
"""Characters from which on a text in brackets that does not end as an office does is what it does."""


def cut(text: str, known: Iterable[str] = ()) -> tuple[NamePiece, ...]:
    """Cut a cell into names. `known` are names (folded) that hold what would part or strip others."""
    kept: list[str] = []
    asides: list[str] = []
    text = _WIDE_GAP.sub(lambda gap: "\n" if {"\n", "\r"} & set(gap[0]) else "  ", text)
    rule = first_leads(text)
    if rule:
        text = without_rule(text)
    text, people = people_behind_labels(text)
    alone = _BRACKETS.fullmatch(text.strip())
    inside = (alone[1] or alone[2] or "") if alone else ""
    if _NOBODY.fullmatch(fold(inside)) or ((label := _TOKEN.match(inside)) and label["label"]):
        text = inside
    text = _DEEDS.sub(lambda found: _deeds_aside(found, asides, kept), text)
    text = reworded(text)
    text = _protected(text, known, kept)
    if _NUMBERED.match(text):
        text = _NUMBER_WITHIN.sub("、", text)
    text = _LIST_NUMBER.sub(lambda found: "、" if found.start() else "", text)
    text = _BRACKETS.sub(lambda found: _bracket(found, kept, asides), text)
    if people:
        asides.append("；".join(f"{label}：{names}" for label, names in people))
        text += chr(_FIRST_ASIDE + len(asides) - 1)

    def restored(part: str) -> str:
        # What is kept may itself hold something that was kept before it.
        for number in reversed(range(len(kept))):
            part = part.replace(chr(_FIRST_KEPT + number), kept[number])
        return part.strip()

    pieces = _with_roles(text, asides)
    if rule and not any(piece.role in (Field.LEAD, Field.SUPPORT) for piece in pieces):
        pieces = [replace(each, role=Field.SUPPORT if n else Field.LEAD) for n, each in enumerate(pieces)]
    return tuple(replace(piece, text=restored(piece.text)) for each in pieces for piece in _without_others(each))


def _deeds_aside(found: re.Match[str], asides: list[str], kept: list[str]) -> str:
    """Put what an office does beside its name: 城管局：市容整治、清理摊点; the text as it is where offices stand behind it."""
    who, what = found[1], found[2].strip()
    parts = [part.strip() for part in re.split(r"[、，,\s]+|[和与及]", what) if part.strip()]
    named = _OFFICE_WITHIN.search(what) or any(map(_is_named, parts))
    if named and len(parts) == 1 and ends_as_unit(who) and (_HELPS_WITH.match(what) or what.startswith("会同")):
        # Who helps whom is asked: neither leads by that.
        kept.append(found[0])
        return chr(_FIRST_KEPT + len(kept) - 1)
    if (
        not ends_as_unit(who)
        or re.match(_LABEL_WORDS, who)
        or who.endswith(_GENERAL_UNITS)
        or named
        or not parts
        or len(asides) >= 200
    ):
        return found[0]
    if any(role.fullmatch(what) for role in (_LEADS, _SHARES, _SUPPORTS)):
        return f"{who}（{what}）"
    asides.append(what)
    role = _SUPPORT_MARK if _HELPS_WITH.match(what) else _LEAD_MARK if what.startswith("牵头") else ""
    return who + role + chr(_FIRST_ASIDE + len(asides) - 1)


def _is_named(part: str) -> bool:
    """Return True if a part of what an office does names who does it: 县财政局, 城管局配合, 所属学校落实."""
    names = [part, *filter(None, _TOKEN.sub("、", part).split("、"))]
    return any(ends_as_unit(name) or is_collective(name) or is_person_or_number(name) for name in names)


def _protected(text: str, known: Iterable[str], kept: list[str]) -> str:
    for name in sorted(known, key=len, reverse=True):
        places = [place for place, char in enumerate(text) for _ in fold(char)]
        folded = "".join(map(fold, text))
        start = folded.find(name)
        while start >= 0:
            first, last = places[start], places[start + len(name) - 1]
            kept.append(text[first : last + 1])
            text = text[:first] + chr(_FIRST_KEPT + len(kept) - 1) + text[last + 1 :]
            places = [place for place, char in enumerate(text) for _ in fold(char)]
            folded = "".join(map(fold, text))
            start = folded.find(name)
    return text


def _bracket(found: re.Match[str], kept: list[str], asides: list[str]) -> str:
    inside = (found[1] or found[2] or "").strip()
    if _LEADS.fullmatch(inside):
        return _LEAD_MARK
    if _SHARES.fullmatch(inside):
        return _SHARE_MARK
    if _SUPPORTS.fullmatch(inside):
        return _SUPPORT_MARK
    gives = _GIVES.fullmatch(inside) and (not ends_as_unit(inside) or _SAID_BEFORE.match(inside))
    parts = [part for part in re.split(r"[、，,;；/\s]+|[^\s:：]{2,4}[:：]", inside) if part]
    if not parts or ((_NOTE.fullmatch(inside) or gives or all(map(is_person_or_number, parts))) and len(asides) < 200):
        asides.append(inside)
        return chr(_FIRST_ASIDE + len(asides) - 1) if inside else ""
    if _ROLE_WORD.search(inside) and _names_offices(inside):
        return f"，{inside}，"
    if (
        ends_as_unit(inside)
        and _STANDS_ALONE.match(found.string[: found.start()][::-1])
        and _STANDS_ALONE.match(found.string[found.end() :])
    ):
        return inside  # （办公室） for 办公室
    return _kept(found[0], kept)


def _kept(text: str, kept: list[str]) -> str:
    kept.append(text)
    return chr(_FIRST_KEPT + len(kept) - 1)


def _names_offices(inside: str) -> bool:
    """Return True if what stands in brackets beside words of roles names offices: 乙科配合, and not 配合提供资料."""
    rest = (part.strip() for part in re.split("[、﹑､，,；;。/／|\\s]+|[和与及]", _TOKEN.sub("、", inside)))
    return all(
        len(part) < _SAYS_SOMETHING or ends_as_unit(part) or is_collective(part) or ord(part[-1]) >= _FIRST_KEPT
        for part in rest if part
    )  # fmt: skip


def _with_roles(text: str, asides: list[str]) -> list[NamePiece]:
    """Give each name its role: by the word after it (and after those joined to it), in brackets, or before a colon."""
    pieces: list[NamePiece] = []
    waiting: list[int] = []  # names that a word after them may give a role
    clause = 0  # the first piece of the clause
    ahead: Field | None = None
    other = ""  # a label that says nothing of a role: 审核单位：
    first_of_other = False
    behind: dict[int, str] = {}  # names that stand behind the first one of such a label
    labelled = False
    unused = False  # no name stands after a role in brackets so far
    marks_first = False  # the cell begins with a role in brackets
    wrapped = False
    position = 0

    def give(numbers: Iterable[int], role: Field | None) -> None:
        for number in numbers:
            # 发起单位：甲局，乙局牵头: whoever has a role of its own does not stand under the label.
            pieces[number] = replace(pieces[number], text=behind.get(number, pieces[number].text), role=role)

    for token in [*_TOKEN.finditer(text), None]:
        name = text[position : token.start() if token else len(text)].strip()
        name = re.sub(
            "^(?:[此该本]项(?:工作|任务)?|原则上)?(?:以及|由|以(?![上下])|及|与)(?=..)", "", name.lstrip(":： ")
        )
        if name:
            if ahead is None:
                waiting.append(len(pieces))
            unused = False
            if other and not first_of_other:
                behind[len(pieces)] = name
            first_of_other = False
            pieces.append(NamePiece(other + name, ahead, wrapped=wrapped and bool(pieces)))
        if token is None:
            break
        position = token.end()
        if token.lastgroup in ("label", "with", "lead", "support") or (
            token.lastgroup == "hard" and set("；;。\n\r") & set(token[0])
        ):
            other = ""
        match token.lastgroup:
            case "other":
                other, first_of_other, ahead, labelled, waiting = token[0], True, None, False, []
            case "label":
                word = token[0]
                ahead = Field.SUPPORT if _HELPING_LABEL.search(word) else _lead_or_share(word)
                labelled, waiting = True, []
            case "with" if _ENDS.match(text, position) and any(piece.role is Field.LEAD for piece in pieces):
                give([n for n in waiting if n >= clause], Field.SUPPORT)  # 甲牵头，乙、丙会同
                waiting = []
            case "with":
                give(waiting, Field.LEAD)
                waiting, ahead, labelled = [], Field.SUPPORT, False
            case "none":
                waiting = []
            case "nobody":
                pieces.append(NamePiece(token[0], ahead, kind=PieceKind.NOBODY))
            case "lead" | "support":
                role = _lead_or_share(token[0])
                if token.lastgroup == "support" or (role is Field.SHARE and _HELPS.search(token[0])):
                    role = Field.SUPPORT  # 负责配合
                leads = any(piece.role in (Field.LEAD, Field.SHARE) for piece in pieces)
                # 甲，乙、丙配合: 甲 has no part in it, unless somebody leads already. 甲，乙、丙牵头: nor has it here.
                mine = [n for n in waiting if role is Field.SHARE or n >= clause or (role is Field.SUPPORT and leads)]
                if not mine and role is Field.LEAD:
                    mine = waiting  # 甲，乙⏎牵头
                give(mine, role)
                if not mine and ahead is None:
                    ahead = role  # 牵头教育科
                    labelled = False
                waiting = []
            case "mark" if token[0] in _ROLE_MARKS and _stands_ahead(token, bool(name), not pieces or marks_first):
                marks_first = marks_first or not pieces
                # After a comma nobody knows whether （牵头） still counts.
                ahead, waiting = _ROLE_MARKS[token[0]], []
                labelled, unused = ahead is Field.SUPPORT, True
            case "mark" if pieces and token[0] in _ROLE_MARKS:
                # Of names with only a space between them it is said of the last: 办公室 人事科（配合）.
                *before, own = _apart(pieces[-1].text)
                pieces[-1:] = [replace(pieces[-1], text=each) for each in (*before, own)]
                waiting += range(len(pieces) - 1 - len(before), len(pieces)) if before else ()
                last = len(pieces) - 1
                give([last], _ROLE_MARKS[token[0]])
                waiting = [n for n in waiting if n != last]
            case "mark" if pieces:
                both = (pieces[-1].aside, asides[ord(token[0]) - _FIRST_ASIDE])
                pieces[-1] = replace(pieces[-1], aside="；".join(filter(None, both)))
            case "hard" if not set("、﹑､/／|") & set(token[0]):
                clause = len(pieces)
                if not labelled and not unused:
                    ahead = None
        if token.lastgroup not in ("hard", "mark"):
            clause = len(pieces)
        wrapped = token.lastgroup == "hard" and not token[0].strip("\r\n")
    if any(piece.role in (Field.LEAD, Field.SHARE) for piece in pieces):
        pieces = [p if p.role else replace(p, role=Field.SUPPORT, assumed=True) for p in pieces]
    return pieces


def _apart(text: str) -> list[str]:
    """Return the names of offices between spaces; the text itself where one of them is none."""
    parts = text.split()
    return parts if len(parts) > 1 and all(len(part) > 1 and ends_as_unit(part) for part in parts) else [text]


def _stands_ahead(mark: re.Match[str], after_name: bool, first: bool) -> bool:
    """Return True if a role in brackets counts for what stands after it: ；（配合）综合科, or 【牵头】 where all stand so."""
    names_next = bool(re.match(r"[ \t\u3000:：]*[^\s、﹑､，,；;。:：\ue000-\ue0ff]", mark.string[mark.end() :]))
    if after_name:
        return first and names_next
    return first or names_next


def _lead_or_share(word: str) -> Field:
    return Field.SHARE if _RESPONSIBLE.search(word) and not _SURELY_LEADS.search(word) else Field.LEAD


def _unflagged(piece: NamePiece) -> NamePiece:
    """Take marks and 拟由 off a name; the office is asked what they mean."""
    bare = _PROPOSED.sub("", piece.text.strip(_FLAGS + " "))
    return replace(piece, text=bare, flagged=True) if bare and bare != piece.text else piece


def _without_others(piece: NamePiece) -> Iterator[NamePiece]:
    if piece.kind is not PieceKind.NAME:
        yield piece
        return
    piece = _unflagged(piece)
    found = _OTHERS.match(piece.text)
    name = found["name"].strip() if found else piece.text
    if _NOBODY.fullmatch(fold(name)):
        yield replace(piece, text=name, kind=PieceKind.NOBODY)
    elif name:
        yield replace(piece, text=name)
    if found:
        yield replace(piece, kind=PieceKind.OTHERS, aside="", wrapped=False)
