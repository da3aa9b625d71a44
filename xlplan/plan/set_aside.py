"""What is taken out of a cell before its names are parted, with a mark in its place: notes in brackets, what offices do, known names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_person_or_number
from xlplan.plan.role_words import (
    HELPING,
    LABEL_WORDS,
    LEAD_MARK,
    LEADS,
    ROLE_TOKEN,
    SHARE_MARK,
    SHARES,
    SUPPORT_MARK,
    SUPPORTS,
)
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

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
_ROLE_WORD: Final = pattern_of(
    ".按照?(?:各自)?职[责能](?:分工)?$|牵头(?!办)|配合|会同(?!县.*[局委办]$)|负责(?!人协)|" + HELPING
)
_FIRST_NOTE: Final = 0xE010
_FIRST_KEPT: Final = 0xF0000
_SAYS_SOMETHING: Final = 4
"""Characters from which on a text in brackets that does not end as an office does is what it does."""
_MOST: Final = 200
"""So many notes of a cell have marks; what comes after them stays in the text."""


class SetAside:
    """What was taken out of one cell. Marks stand in its place: of notes, and of what is put back as it was."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._notes: list[str] = []

    def keep(self, text: str) -> str:
        """Return a mark for a text that nothing is to cut; `restored` puts it back."""
        self._kept.append(text)
        return chr(_FIRST_KEPT + len(self._kept) - 1)

    def noted(self, note: str) -> str:
        """Return a mark for a note, which is said of the name before it."""
        self._notes.append(note)
        return chr(_FIRST_NOTE + len(self._notes) - 1)

    def note(self, mark: str) -> str:
        """Return the note that a mark stands for."""
        return self._notes[ord(mark) - _FIRST_NOTE]

    def restored(self, part: str) -> str:
        """Return a part of the text with what was kept in it."""
        # What is kept may itself hold something that was kept before it.
        for number in reversed(range(len(self._kept))):
            part = part.replace(chr(_FIRST_KEPT + number), self._kept[number])
        return part.strip()

    def without_known(self, text: str, known: Iterable[str]) -> str:
        """Keep the names that are known (folded), whatever they hold."""
        for name in sorted(known, key=len, reverse=True):
            places = [place for place, char in enumerate(text) for _ in fold(char)]
            folded = "".join(map(fold, text))
            start = folded.find(name)
            while start >= 0:
                first, last = places[start], places[start + len(name) - 1]
                text = text[:first] + self.keep(text[first : last + 1]) + text[last + 1 :]
                places = [place for place, char in enumerate(text) for _ in fold(char)]
                folded = "".join(map(fold, text))
                start = folded.find(name)
        return text

    def without_deeds(self, text: str) -> str:
        """Note what offices do behind a colon: 城管局：市容整治、清理摊点; where offices stand behind it, it stays."""
        return _DEEDS.sub(self._deeds, text) if "：" in text or ":" in text else text

    def without_brackets(self, text: str) -> str:
        """Note or keep what stands in brackets; a role has a mark of its own, and names stay in the text."""
        return _BRACKETS.sub(self._bracket, text)

    def _deeds(self, found: re.Match[str]) -> str:
        who, what = found[1], found[2].strip()
        parts = [part.strip() for part in re.split(r"[、，,\s]+|[和与及]", what) if part.strip()]
        named = _OFFICE_WITHIN.search(what) or any(map(_is_named, parts))
        if named and len(parts) == 1 and ends_as_unit(who) and (_HELPS_WITH.match(what) or what.startswith("会同")):
            # Who helps whom is asked: neither leads by that.
            return self.keep(found[0])
        if (
            not ends_as_unit(who)
            or re.match(LABEL_WORDS, who)
            or who.endswith(_GENERAL_UNITS)
            or named
            or not parts
            or len(self._notes) >= _MOST
        ):
            return found[0]
        if any(role.fullmatch(what) for role in (LEADS, SHARES, SUPPORTS)):
            return f"{who}（{what}）"
        role = SUPPORT_MARK if _HELPS_WITH.match(what) else LEAD_MARK if what.startswith("牵头") else ""
        return who + role + self.noted(what)

    def _bracket(self, found: re.Match[str]) -> str:
        inside = (found[1] or found[2] or "").strip()
        if LEADS.fullmatch(inside):
            return LEAD_MARK
        if SHARES.fullmatch(inside):
            return SHARE_MARK
        if SUPPORTS.fullmatch(inside):
            return SUPPORT_MARK
        if not inside:
            return ""
        gives = _GIVES.fullmatch(inside) and (not ends_as_unit(inside) or _SAID_BEFORE.match(inside))
        parts = [part for part in re.split(r"[、，,;；/\s]+|[^\s:：]{2,4}[:：]", inside) if part]
        told = _NOTE.fullmatch(inside) or gives or all(map(is_person_or_number, parts))
        if not parts or (told and len(self._notes) < _MOST):
            return self.noted(inside)
        if _ROLE_WORD.search(inside) and _names_offices(inside):
            return f"，{inside}，"
        if (
            ends_as_unit(inside)
            and _STANDS_ALONE.match(found.string[: found.start()][::-1])
            and _STANDS_ALONE.match(found.string[found.end() :])
        ):
            return inside  # （办公室） for 办公室
        return self.keep(found[0])


def in_brackets_alone(text: str) -> str:
    """Return what stands in the brackets that are all of a text; "" for any other text."""
    alone = _BRACKETS.fullmatch(text.strip())
    return (alone[1] or alone[2] or "") if alone else ""


def _is_named(part: str) -> bool:
    """Return True if a part of what an office does names who does it: 县财政局, 城管局配合, 所属学校落实."""
    names = [part, *filter(None, ROLE_TOKEN.sub("、", part).split("、"))]
    return any(ends_as_unit(name) or is_collective(name) or is_person_or_number(name) for name in names)


def _names_offices(inside: str) -> bool:
    """Return True if what stands in brackets beside words of roles names offices: 乙科配合, and not 配合提供资料."""
    rest = (part.strip() for part in re.split("[、﹑､，,；;。/／|\\s]+|[和与及]", ROLE_TOKEN.sub("、", inside)))
    return all(
        len(part) < _SAYS_SOMETHING or ends_as_unit(part) or is_collective(part) or ord(part[-1]) >= _FIRST_KEPT
        for part in rest if part
    )  # fmt: skip
