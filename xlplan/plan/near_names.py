"""Names so near to each other that one may be the other, mistyped or shortened: 教育课 and 教育科. Enough to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit
from xlplan.terms.text import fold

# Names that differ in nothing else are those of several units: 第一小学 and 第二小学.
_TELLING_APART: Final = frozenset("0123456789一二三四五六七八九十甲乙丙丁东西南北大中小上下前后初高幼园分")
_SHORT_ENDS: Final = frozenset("科室处股办部")
# Taken for each other by the eye.
_LOOK_ALIKE: Final = (
    "宣宜",
    "未末",
    "己已",
    "人入",
    "土士",
    "日曰",
    "幼幻",
    "育肓",
    "体休",
    "财材",
    "室窒",
    "处外",
    "估佑",
    "技枝",
    "师帅",
    "治冶",
    "学字",
)
_SAME_SOUND: Final = 12


def near_pairs(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that is near to one before it, with that one."""
    by_key: dict[str, str] = {}
    gaps: dict[tuple[int, str, str], list[str]] = {}  # a name without one of its characters
    shorter: dict[str, str] = {}  # what is left without one character, and the name
    for name in names:
        key = fold(name)
        if key in by_key:
            continue
        near = _mistyped(key, gaps) or shorter.get(key, "") or _shortened(key, by_key)
        if near:
            yield name, by_key[near]
        by_key[key] = name
        for place in range(len(key)):
            rest = key[:place], key[place + 1 :]
            gaps.setdefault((place, *rest), []).append(key)
            if _may_lack(key, place):
                shorter.setdefault("".join(rest), key)


def _mistyped(key: str, gaps: dict[tuple[int, str, str], list[str]]) -> str:
    for place, char in enumerate(key):
        for other in gaps.get((place, key[:place], key[place + 1 :]), ()):
            if len(key) > 2 and (_alike(char, other[place]) or _ends_wrongly(key, other, place)):
                return other
    return ""


def _shortened(key: str, known: dict[str, str]) -> str:
    rests = (key[:place] + key[place + 1 :] for place in range(len(key)) if _may_lack(key, place))
    return next((rest for rest in rests if rest in known), "")


def _may_lack(key: str, place: int) -> bool:
    if place == len(key) - 1:
        return len(key) > 2 and key[place] in _SHORT_ENDS and not ends_as_unit(key[:-1])
    return len(key) > 3 and place > 0 and key[place] not in _TELLING_APART


def _alike(one: str, other: str) -> bool:
    if one in _TELLING_APART or other in _TELLING_APART:
        return False
    return any({one, other} == set(pair) for pair in _LOOK_ALIKE) or abs(_sound(one) - _sound(other)) <= _SAME_SOUND


def _ends_wrongly(one: str, other: str, place: int) -> bool:
    """Return True for names that differ in their end alone, which only one of them has as offices do: 财务料 and 财务科."""
    return place == len(one) - 1 and ends_as_unit(one) is not ends_as_unit(other)


def _sound(char: str) -> float:
    """Return the place of a character among those of GB 2312 that stand in the order of their sound; infinity for others."""
    try:
        high, low = char.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return float("inf")
    return (high - 0xB0) * 94 + low - 0xA1 if 0xB0 <= high <= 0xD7 else float("inf")
