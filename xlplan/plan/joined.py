"""One text out of the cells of several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlplan.plan.column_choice import How, JoinedColumns
from xlplan.plan.marked_columns import mark_of
from xlplan.plan.role_column import with_roles
from xlplan.terms.fields import Field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

# An end that is none: what goes on from the beginning.
_GOES_ON = pattern_of(r"长期|持续|常态|常年|全年|至今|永久")
# What counts from a month that another column names: 月底前, 中旬, 20日前.
_IN_MONTH = pattern_of(r"(?:本月|当月|该月|月)?(?:[上中下]旬|[底末初]|\d{1,2}[日号])")
_OF_MONTH = pattern_of(r"^\s*(?:本月|当月|该月|月)(?=[底末初上中下\d])")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_NOTHING = pattern_of(r"[-‐‑‒–—―/／_无]*")
_ONLY_MARKS = pattern_of(r"[√✓☑●○■□▲△★☆◆◇◎※＊*\s]+")
_BEGINS = pattern_of(r"(?:起|开始)$")
_NOT_ADJUSTED = pattern_of(r"(?:未|不|没有|无需?|不需)(?:作|做)?(?:调整|变更|延期|变|改)|同原.{0,4}")


def no_entry(text: str) -> bool:
    """Return True for a blank cell, a dash or 无."""
    return bool(_NOTHING.fullmatch(fold(text)))


def marked_names(name: Field, several: JoinedColumns, texts: Sequence[str]) -> str:
    """Return the departments whose mark gives them a role; one whose mark nobody knows is named with it, to be asked."""
    said = []
    for (_, heading), roles, text in zip(several.columns, several.marks, texts, strict=True):
        role = roles.get(mark_of(text))
        if role is name:
            said.append(heading)
        elif role is None and name is Field.LEAD and text.strip() and not _NOTHING.fullmatch(fold(text)):
            said.append(f"{heading}“{text.strip()}”")
    return "、".join(said)


def _month(heading: str, text: str) -> str:
    """Return a month or quarter with its unit: 3 below 月份 is 3月."""
    unit = "季度" if "季" in heading else "月"
    return f"{text}{unit}" if re.fullmatch(rf"{_NUMBER}(?:[-—~～至、]{_NUMBER})*", fold(text)) else text


def _marked_periods(periods: Sequence[tuple[str, bool]]) -> str:
    """Return the months or quarters that only a mark stands below, those in a row as one: 1月至3月、6月."""
    runs: list[list[str]] = []
    before = False
    for heading, marked in periods:
        if marked and before:
            runs[-1].append(heading)
        elif marked:
            runs.append([heading])
        before = marked
    return "、".join(run[0] if len(run) == 1 else f"{run[0]}至{run[-1]}" for run in runs)


def joined_text(how: How, parts: Sequence[tuple[str, str]]) -> str:
    """Return the text of a field; `parts` are the headings and texts of its columns."""
    said = [(heading, " ".join(text.split()) if how is not How.NAMES else text.strip()) for heading, text in parts]
    match how:
        case How.NAMES:
            return "、".join(text.rstrip("。；;、") for _, text in said if text)
        case How.PARTS:
            return "：".join(text.rstrip("：:") for _, text in said if text)
        case How.PERIODS:
            if all(no_entry(text) or _ONLY_MARKS.fullmatch(text) for _, text in said):
                return _marked_periods([(heading, not no_entry(text)) for heading, text in said])
            return "；".join(f"{heading}：{text}" for heading, text in said if not _NOTHING.fullmatch(fold(text)))
        case How.SPAN:
            texts = ["" if _NOTHING.fullmatch(fold(text)) else text for _, text in said]
            first, last = texts[0], texts[-1] if len(texts) > 1 else ""
            # 即日起 says of itself that it is a beginning.
            first = _BEGINS.sub("", first)
            if first and last:
                return f"{first}起{last}" if _GOES_ON.search(last) else f"{first}—{last}"
            return f"{first}起" if first else last
        case How.ADJUSTED:
            return next((text for _, text in said if not (no_entry(text) or _NOT_ADJUSTED.fullmatch(fold(text)))), "")
        case How.MONTH:
            month = _month(*said[0])
            limit = said[1][1] if len(said) > 1 else ""
            return f"{month}{_OF_MONTH.sub('', limit)}" if not limit or _IN_MONTH.match(fold(limit)) else limit
        case How.ROLES:
            return with_roles([(said[0][1], said[1][1])])
        case How.MARKED:
            raise ValueError("marks are read by `marked_names`")
