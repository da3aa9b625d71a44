"""People whom a cell names behind labels of their own, beside the offices: 牵头领导：赵甲；牵头单位：教育科."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from xlplan.plan.name_shapes import PIECES, ends_as_unit
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

People = tuple[tuple[str, str], ...]
"""Labels, each with the people behind it."""

_LABEL: Final = pattern_of(r"(?:^|(?<=[；;，,。、\s/／|]))([\u4e00-\u9fff]{2,8})[ \t\u3000]*[：:]")
_ENDS: Final = pattern_of(r"[；;。\n\r]")
_BETWEEN: Final = "；;，,。、 \t\u3000\n\r/／|"
_CONTACT: Final = pattern_of("联系人|(?:联系)?电话|联系方式|手机号?码?")
# Behind the people an office may follow, with what it does: 联系人：张三，教育科配合.
_DOES: Final = pattern_of("^[由请]|(?:牵头|配合|负责|主办|承办|协办|协助|协同|会同|参与|支持|落实)$")
_PEOPLE: Final = frozenset({ColumnSubject.LEADER, ColumnSubject.PERSON})


@lru_cache(1 << 12)  # a table names the same again and again
def people_behind_labels(text: str) -> tuple[str, People]:
    """Return the text of a cell without such people, and them; the whole text and nobody where nothing else is left."""
    labels = list(_LABEL.finditer(text)) if "：" in text or ":" in text else []
    if not labels:
        return text, ()
    found: list[tuple[str, str]] = []
    rest = text
    for label, after in reversed(list(zip(labels, [*labels[1:], None], strict=True))):
        meaning = meaning_of(heading_key(label[1]))
        if not (_CONTACT.fullmatch(label[1]) or (meaning and meaning.part in _PEOPLE)):
            continue
        stop = after.start() if after else len(text)
        ended = _ENDS.search(text, label.end(), stop)
        stop = ended.end() if ended else stop
        # 主要责任人：教育科 names an office; and 教育科 in 联系人：张三，教育科配合 is one.
        offices = (each for each in PIECES.split(text[label.end() : stop]) if ends_as_unit(_DOES.sub("", each)))
        office = next(offices, "")
        stop = text.index(office, label.end()) if office else stop
        if names := text[label.end() : stop].strip(_BETWEEN):
            found.insert(0, (label[1], names))
            rest = rest[: label.start()] + rest[stop:]
    return (rest.strip(_BETWEEN), tuple(found)) if rest.strip(_BETWEEN) else (text, ())
