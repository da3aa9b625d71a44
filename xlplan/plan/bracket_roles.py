"""Who does a task, and until when, as running text says it: in brackets, （责任科室：教育科；完成时限：6月底）, or on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_collective
from xlplan.plan.sentence_roles import leads_in_sentences
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.heading_words import TASK_DEPTH, ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

_OPENING: Final = "（(〔［【["
_OPEN, _CLOSE = re.escape(_OPENING), r"）)〕］】\]"
_PLAIN: Final = rf"[^{_OPEN}{_CLOSE}]"
# One pair of brackets may stand inside another: （责任科室：教育科（牵头）、人事科）.
_BRACKET: Final = pattern_of(rf"[{_OPEN}]((?:{_PLAIN}|[{_OPEN}]{_PLAIN}{{1,20}}[{_CLOSE}]){{2,200}})[{_CLOSE}]")
_LABEL: Final = pattern_of(r"(?:^|(?<=[；;，,。、\s/／|—–-]))([\u4e00-\u9fff、/]{2,12})\s*[：:]")
_ROLES: Final = pattern_of(r"(?:牵头|主办|负责|承办|落实|配合|协办)(?:$|[，,；;、])|[\u4e00-\u9fff]会同[\u4e00-\u9fff]")
# 教育科（牵头）: what the brackets hold is said of the name before them.
_ROLE_ALONE: Final = pattern_of(r"(?:牵头|主办|主责|负责|承办|落实|配合|协办|协助)(?:单位|部门|科室|处室)?")
_LEADS_ONE: Final = pattern_of(r"(?:主办|主责|负责|承办|落实)$")
_LEADING: Final = pattern_of(r"牵头|主办|负责|承办|落实|会同")
# 【责任科室】教育科 says what 责任科室：教育科 does.
_HEADED: Final = pattern_of(r"[【\[〔]([\u4e00-\u9fff、/]{2,12})[】\]〕]\s*[:：]?")
_AHEAD: Final = " \t\u3000—–─-•·●◆▪"
_LONGEST_TAIL: Final = 150
_LONGEST_VALUE: Final = 60
_FEWEST: Final = 2
"""Brackets of a text that holds several things to do."""
_END: Final = pattern_of(r"[。；;，,.\s]*")
# Where the next of several things begins, in one text.
_NEXT_ITEM: Final = pattern_of(
    r"[。；;，,.\s]*(?:[一二三四五六七八九十]是|第?[一二三四五六七八九十][、，]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．](?!\d)|[①-⑳]|\n)"
)
_CLAUSES: Final = pattern_of(r"[，,；;\n]+")
_MONTH: Final = pattern_of(
    r"\d月|[一二三四五六七八九十]月|[年月]底|季度|学期|每[年月周季]|长期|常态|年内|[上下]半年|\d日|节前|假前|持续|全年"
)
_FIELDS: Final[Mapping[ColumnSubject, Field]] = {
    ColumnSubject.LEADING: Field.LEAD, ColumnSubject.ANSWERABLE: Field.SHARE, ColumnSubject.UNIT: Field.SHARE, ColumnSubject.SUPPORTING: Field.SUPPORT,
    ColumnSubject.LIMIT: Field.SCHEDULE, ColumnSubject.START: Field.SCHEDULE, ColumnSubject.END: Field.SCHEDULE, ColumnSubject.LEADER: Field.LEADER,
    ColumnSubject.PERSON: Field.PERSON,
}  # fmt: skip


@dataclass
class BracketWords:
    """What the brackets of a text say, by field; `leads` counts those that name who leads, `rest` is the text without them."""

    fields: dict[Field, list[str]] = field(default_factory=dict)
    leads: int = 0
    rest: str = ""
    sure: bool = True
    """False where brackets only hold names."""
    in_words: bool = False
    """Whether its sentences say so, and stay as they are."""

    @property
    def several(self) -> bool:
        """Whether the text holds several things to do, each with who leads it."""
        return self.leads > 1

    def text(self, name: Field) -> str:
        """Return what is said of a field: 责任 beside 牵头 shares or supports, alone it leads."""
        lead, share, support = (self.fields.get(each, []) for each in (Field.LEAD, Field.SHARE, Field.SUPPORT))
        if self.several:
            # Of several things each has its own who leads, in whatever words; in one cell with others, other words would support.
            lead, share = [_LEADS_ONE.sub("牵头", each) for each in [*lead, *share]], []
            if any(map(_ROLES.search, lead)):
                lead = [each if _ROLES.search(each) else f"{each}牵头" for each in lead]
        said = {
            Field.LEAD: lead or share,
            Field.SHARE: share if lead and support else [],
            Field.SUPPORT: [*(share if lead and not support else []), *support],
        }.get(name, self.fields.get(name, []))
        return "\n".join(dict.fromkeys(said))


def read_brackets(text: str, *, limits: bool = False) -> BracketWords | None:
    """Return what a text says in brackets of who does it, with `limits` also until when alone; None if nothing."""
    told = BracketWords()
    spans: list[tuple[int, int]] = []
    for found in _BRACKET.finditer(text):
        if _ROLE_ALONE.fullmatch(found[1]):
            continue
        rest = text[found.end() :]
        at_end = bool(_END.fullmatch(_BRACKET.sub("", rest)))
        names, limit = _limit_apart(found[1])
        said = _labelled(found[1]) or _named(names)
        if said is None and (at_end or _NEXT_ITEM.match(rest)):
            if _are_names(names):
                said = {Field.SHARE: [names]}
                told.sure = (bool(spans) or bool(limit)) and told.sure
            elif not names:
                said = {}
        if said is not None and (said or limit):
            if limit and Field.SCHEDULE not in said:
                said[Field.SCHEDULE] = [limit]
            spans.append(found.span())
            told.leads += any(name in said for name in (Field.LEAD, Field.SHARE))
            for name, texts in said.items():
                told.fields.setdefault(name, []).extend(texts)
    if not told.fields.keys() & NAMING_FIELDS:
        if tail := _tail(text):
            return tail
        if words := leads_in_sentences(_BRACKET.sub("", text)):
            for name, texts in words.items():
                told.fields.setdefault(name, []).extend(texts)
            told.leads, told.rest, told.in_words = len(words.get(Field.LEAD, ())), text, True
            for start, end in reversed(spans):
                told.rest = told.rest[:start] + told.rest[end:]
            return told
    if not told.fields.keys() & ((*NAMING_FIELDS, Field.SCHEDULE) if limits else NAMING_FIELDS):
        return None
    told.rest = text
    if not told.several:
        for start, end in reversed(spans):
            told.rest = told.rest[:start] + told.rest[end:]
        told.rest = re.sub(r"([。；;，,])[。；;，,]+$", r"\1", told.rest.strip())
    return told


def several_leads(text: str) -> int:
    """Return how many who lead a text names in brackets, each of another thing to do; 0 if it holds one thing."""
    if sum(map(text.count, _OPENING)) < _FEWEST:
        # So are most texts of a long table, and reading all of them takes as long as many a rule together.
        return 0
    told = read_brackets(text)
    return told.leads if told and told.several else 0


def _tail(text: str) -> BracketWords | None:
    """Read labels without brackets that end a text: 开展检查。牵头：教育科 配合：教研室 时限：6月底前."""
    plain = _labels_plain(text)
    first = next((found for found in _LABEL.finditer(plain) if _field(found[1])), None)
    if first is None or not plain[: first.start()].strip(_AHEAD + "\n") or len(plain) - first.start() > _LONGEST_TAIL:
        return None
    said = _labelled(plain[first.start() :]) or {}
    values = [value for name in said if name in NAMING_FIELDS for value in said[name]]
    if not values or any(len(value) > _LONGEST_VALUE or "。" in value for value in values):
        return None
    rest = plain[: first.start()].rstrip(_AHEAD + "\n|/／")
    return BracketWords(said, int(bool(said.keys() & {Field.LEAD, Field.SHARE})), rest)


def _labels_plain(text: str) -> str:
    return _HEADED.sub(lambda found: f" {found[1]}：" if _field(found[1]) else found[0], text)


def read_line(text: str, *, people: bool = False) -> BracketWords | None:
    """Return what a line says that is nothing but such labels: 责任单位：教育科；完成时限：6月底; with `people` also 责任领导：赵甲 alone."""
    line = _labels_plain(text).strip(_AHEAD).strip().rstrip("。；;")
    if _BRACKET.fullmatch(line) and (told := read_brackets(line)):
        return told
    if len(line) > 150 or not (found := _LABEL.match(line)) or found.start():
        return None
    said = _labelled(line)
    if not said or not (people or said.keys() & (*NAMING_FIELDS, Field.SCHEDULE)):
        return None
    return BracketWords(said, int(bool(said.keys() & {Field.LEAD, Field.SHARE})))


def read_deed(text: str) -> str | None:
    """Return what a line says behind a label of what is to be done (整改措施：…), "" for such a label alone; None for any other."""
    line = text.strip(_AHEAD)
    found = _LABEL.match(line)
    meaning = meaning_of(heading_key(found[1])) if found and not found.start() else None
    if found is None or meaning is None or meaning.part is not ColumnSubject.WHAT or meaning.depth < TASK_DEPTH:
        return None
    return line[found.end() :].strip()


def _limit_apart(inside: str) -> tuple[str, str]:
    """Part clauses that say until when from those that say who: 教育科牵头，3月底前."""
    who: list[str] = []
    when: list[str] = []
    for clause in _CLAUSES.split(inside):
        (when if _MONTH.search(clause) and not _ROLES.search(clause) else who).append(clause.strip())
    if not when:
        return inside.strip(), ""
    return "，".join(filter(None, who)), "，".join(filter(None, when))


def _labelled(inside: str) -> dict[Field, list[str]] | None:
    """Read labels with a colon, each with what follows it up to the next."""
    labels = [(found, name) for found in _LABEL.finditer(inside) if (name := _field(found[1]))]
    if not labels:
        return None
    said: dict[Field, list[str]] = {}
    if (before := inside[: labels[0][0].start()].strip("；;，,。 ")) and _ROLES.search(before):
        said[Field.LEAD] = [before]
    ends = [found.start() for found, _ in labels[1:]] + [len(inside)]
    for (found, name), end in zip(labels, ends, strict=True):
        value = inside[found.end() : end].strip("；;，,。、 \u3000\n|/／—–-")
        if name in NAMING_FIELDS and (apart := _limit_apart(value))[0] and apart[1]:
            # 责任部门：教务处、德育处，9月5日前完成
            value = apart[0]
            said.setdefault(Field.SCHEDULE, []).append(apart[1])
        if value:
            said.setdefault(name, []).append(value)
    return said


def _field(label: str) -> Field | None:
    meaning = meaning_of(heading_key(label))
    return _FIELDS.get(meaning.part) if meaning else None


def _named(inside: str) -> dict[Field, list[str]] | None:
    """Read names with their roles: 基建办牵头，财务科配合."""
    if not _ROLES.search(inside) or "：" in inside or ":" in inside or "。" in inside:
        return None
    return {Field.LEAD if _LEADING.search(inside) else Field.SUPPORT: [inside.strip()]}


def _are_names(inside: str) -> bool:
    pieces = list(_pieces(inside))
    return (
        bool(pieces)
        and all((ends_as_unit(each) or is_collective(each)) and len(each) < 14 for each in pieces)
        and not inside.startswith(("含", "不含", "包括", "除"))
    )


def _pieces(inside: str) -> Iterator[str]:
    yield from (each.strip() for each in re.split(r"[、，,；;\s]+", inside) if each.strip())
