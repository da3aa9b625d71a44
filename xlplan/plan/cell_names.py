"""A cell that names departments, cut into names with what it says of each: its role, a person beside it, others unnamed.

Knows no departments: which of the names is one, `departments` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from xlplan.plan.cell_wording import UNIT, reworded
from xlplan.plan.first_leads import first_leads, without_rule
from xlplan.plan.labelled_people import people_behind_labels
from xlplan.plan.name_pieces import NamePiece, PieceKind
from xlplan.plan.name_shapes import ends_as_unit
from xlplan.plan.role_words import HELPING_LABEL, HELPS, ROLE_MARKS, ROLE_TOKEN, lead_or_share
from xlplan.plan.set_aside import SetAside, in_brackets_alone
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

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


def cut(text: str, known: Iterable[str] = ()) -> tuple[NamePiece, ...]:
    """Cut a cell into names. `known` are names (folded) that hold what would part or strip others."""
    aside = SetAside()
    text = _WIDE_GAP.sub(lambda gap: "\n" if {"\n", "\r"} & set(gap[0]) else "  ", text)
    rule = first_leads(text)
    if rule:
        text = without_rule(text)
    text, people = people_behind_labels(text)
    inside = in_brackets_alone(text)
    if _NOBODY.fullmatch(fold(inside)) or ((label := ROLE_TOKEN.match(inside)) and label["label"]):
        text = inside
    text = aside.without_known(reworded(aside.without_deeds(text)), known)
    if _NUMBERED.match(text):
        text = _NUMBER_WITHIN.sub("、", text)
    text = aside.without_brackets(_LIST_NUMBER.sub(lambda found: "、" if found.start() else "", text))
    if people:
        text += aside.noted("；".join(f"{label}：{names}" for label, names in people))
    pieces = _with_roles(text, aside)
    if rule and not any(piece.role in (Field.LEAD, Field.SUPPORT) for piece in pieces):
        pieces = [replace(each, role=Field.SUPPORT if n else Field.LEAD) for n, each in enumerate(pieces)]
    return tuple(replace(piece, text=aside.restored(piece.text)) for each in pieces for piece in _without_others(each))


def _with_roles(text: str, aside: SetAside) -> list[NamePiece]:
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

    for token in [*ROLE_TOKEN.finditer(text), None]:
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
                ahead = Field.SUPPORT if HELPING_LABEL.search(word) else lead_or_share(word)
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
                role = lead_or_share(token[0])
                if token.lastgroup == "support" or (role is Field.SHARE and HELPS.search(token[0])):
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
            case "mark" if token[0] in ROLE_MARKS and _stands_ahead(token, bool(name), not pieces or marks_first):
                marks_first = marks_first or not pieces
                # After a comma nobody knows whether （牵头） still counts.
                ahead, waiting = ROLE_MARKS[token[0]], []
                labelled, unused = ahead is Field.SUPPORT, True
            case "mark" if pieces and token[0] in ROLE_MARKS:
                # Of names with only a space between them it is said of the last: 办公室 人事科（配合）.
                *before, own = _apart(pieces[-1].text)
                pieces[-1:] = [replace(pieces[-1], text=each) for each in (*before, own)]
                waiting += range(len(pieces) - 1 - len(before), len(pieces)) if before else ()
                last = len(pieces) - 1
                give([last], ROLE_MARKS[token[0]])
                waiting = [n for n in waiting if n != last]
            case "mark" if pieces:
                both = (pieces[-1].aside, aside.note(token[0]))
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
