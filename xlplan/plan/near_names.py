"""Names so near to each other that one may be the other, mistyped or shortened: 教育课 and 教育科. Enough to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit
from xlplan.terms.patterns import pattern_of
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
_OFFICE: Final = pattern_of("(?:委员会|监督管理局|监管局|联合会|[局委厅联])$")
# Short and full ends of one.
_ENDS: Final = {"委员会": "委", "监督管理局": "局", "监管局": "局", "联合会": "联"}
_CALLED: Final = pattern_of(
    r"(?P<base>[^()]{2,})\((?P<said>(?:以下|下)?(?:简称|统称)[为是:：]?)?[“\"]?(?P<short>[^()“”\"]{2,})[”\"]?\)"
)
# The office of a body that meets, which another office keeps: 应急局(安委办).
_HOSTED: Final = pattern_of("委办$|(?:委员会|领导小组|指挥部)办公室$")
_PLACE: Final = pattern_of("^[省市区县州]")
_SECTION: Final = pattern_of("(?:办公室|中心|[科股室办馆站])$")
_FEW_WORDS: Final = 2
"""A short name of so many characters has one of each word: 基教科 of 基础教育科."""
# What sections are called with or without: 安全管理科, 校园安全办公室.
_ADDED: Final = ("工作", "管理", "领导小组", "工作领导小组")
_BEFORE: Final = ("校园", "学校", "教育局", "局", "本局", "区", "县", "市")


def near_pairs(names: Iterable[str], *, forms: bool = True) -> Iterator[tuple[str, str]]:
    """Yield each name that is near to one before it, with that one; `forms`: short and full names of sections too, which may be two."""
    names = list(names)
    bases: dict[str, set[str]] = {}  # whose name each is that names say in brackets
    for name in names:
        for each in _also_called(fold(name)):
            bases.setdefault(each, set()).add(fold(name).partition("(")[0])
    by_key: dict[str, str] = {}
    gaps: dict[tuple[int, str, str], list[str]] = {}  # a name without one of its characters
    shorter: dict[str, str] = {}  # what is left without one character, and the name
    called: dict[str, str] = {}  # what names say in brackets that they are called too
    offices, sections = _Offices(), _Sections()
    for name in names:
        key = fold(name)
        if key in by_key:
            continue
        # Of a short name that two offices give themselves nobody knows which it means.
        also = [each for each in _also_called(key) if len(bases[each]) == 1]
        near = (
            _mistyped(key, gaps)
            or shorter.get(key, "")
            or _shortened(key, by_key)
            or offices.same_as(key)
            or next((each for each in also if each in by_key), "")
            or called.get(key, "")
            or (sections.same_as(key) if forms else "")
        )
        if near:
            yield name, by_key[near]
        by_key[key] = name
        offices.add(key)
        sections.add(key)
        called.update(dict.fromkeys(also, key))
        for place in range(len(key)):
            rest = key[:place], key[place + 1 :]
            gaps.setdefault((place, *rest), []).append(key)
            if _may_lack(key, place):
                shorter.setdefault("".join(rest), key)


def _also_called(key: str) -> list[str]:
    """Return what a name says that its office is called too: 县教育体育局(以下简称县教体局), 人力资源和社会保障局(人社局)."""
    found = _CALLED.fullmatch(key)
    if not found:
        return []
    if found["said"]:
        return [found["short"], found["base"]]
    if found["short"].startswith("原"):
        return [found["short"][1:]]
    # 第一中学(高中部) and 政府办(督查室) name a part of it.
    hosted = _HOSTED.search(found["short"])
    shortens = _OFFICE.search(found["short"]) and _is_short_for(found["short"], found["base"])
    return [found["short"]] if hosted or shortens else []


def _mistyped(key: str, gaps: dict[tuple[int, str, str], list[str]]) -> str:
    for place, char in enumerate(key):
        for other in gaps.get((place, key[:place], key[place + 1 :]), ()):
            if len(key) > 2 and (_alike(char, other[place]) or _ends_wrongly(key, other, place)):
                return other
    return ""


def _shortened(key: str, known: dict[str, str]) -> str:
    rests = (key[:place] + key[place + 1 :] for place in range(len(key)) if _may_lack(key, place))
    return next((rest for rest in rests if rest in known), "")


def _is_short_for(short: str, full: str) -> bool:
    one, other = _PLACE.sub("", short), _PLACE.sub("", full)
    places = {short[: len(short) - len(one)], full[: len(full) - len(other)]} - {""}
    ends = {found[0] for name in (one, other) if (found := _OFFICE.search(name))}
    one, other = _OFFICE.sub("", one), _OFFICE.sub("", other)
    if len(places) > 1 or not one or one[0] != other[:1]:
        return False
    if one == other or (len(one) == 1 and len(ends) > 1):
        return len(one) > 1 or len(ends) > 1
    rest = iter(other)
    # What an office is called by is the beginnings of its words; 教育局 and 教育考试局 are two.
    return len(one) > 1 and len(other) >= 2 * len(one) and all(char in rest for char in one)


class _Offices:
    """Names of offices of a place, to find one that is the short or the full form of another.

    Both begin alike, and the full one is at least twice as long and holds what the short one is called by: only names that
    share two characters and are of such lengths are compared.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._begun: dict[tuple[str, str], list[int]] = {}
        """Places of names, by how they end and by the first character of what they are called."""
        self._called: dict[tuple[str, str], list[int]] = {}
        """By what they are called."""
        self._short: dict[tuple[str, str, int], list[int]] = {}
        """By the first two characters of that, and its length."""
        self._holding: dict[tuple[str, str, str], list[int]] = {}
        """By its first and each further character."""

    def add(self, key: str) -> None:
        """Take in the name of an office; any other is left alone."""
        if parts := _office(key):
            (end, base), place = parts, len(self._names)
            self._names.append(key)
            self._begun.setdefault((end, base[0]), []).append(place)
            self._called.setdefault(parts, []).append(place)
            self._short.setdefault((end, base[:2], len(base)), []).append(place)
            for char in {*base[1:]}:
                self._holding.setdefault((end, base[0], char), []).append(place)

    def same_as(self, key: str) -> str:
        """Return the first name of which this is a form: 市发改委 and 市发展和改革委员会, 财政局 and 市财政局; "" if there is none."""
        parts = _office(key)
        if not parts:
            return ""
        end, base = parts
        if len(base) == 1:
            places = {*self._begun.get((end, base), ())}
        else:
            fuller = [self._holding.get((end, base[0], char), ()) for char in base[1:]]
            places = {*self._called.get(parts, ()), *self._called.get((end, base[0]), ()), *min(fuller, key=len)}
            for length in range(2, len(base) // 2 + 1):
                for char in {*base[1:]}:
                    places.update(self._short.get((end, base[0] + char, length), ()))
        found = (self._names[place] for place in sorted(places))
        return next((other for other in found if _is_short_for(key, other) or _is_short_for(other, key)), "")


def _office(key: str) -> tuple[str, str] | None:
    """Return how an office of a place ends, and what it is called without that and the place; None for any other name."""
    found = _OFFICE.search(key)
    base = _OFFICE.sub("", _PLACE.sub("", key)) if found else ""
    return (_ENDS.get(found[0], found[0]), base) if found and base else None


class _Sections:
    """Names of sections, to find one that is the short or the full form of another."""

    def __init__(self) -> None:
        self._by_parts: dict[tuple[str, str], str] = {}
        """By what it is called and how it ends."""
        self._by_length: dict[tuple[str, str], dict[int, list[str]]] = {}
        """What sections are called, by their first character, how they end, and their length."""

    def add(self, key: str) -> None:
        """Take in the name of a section; any other is left alone."""
        if parts := _section(key):
            base, end = parts
            self._by_parts.setdefault(parts, key)
            self._by_length.setdefault((base[0], end), {}).setdefault(len(base), []).append(base)

    def same_as(self, key: str) -> str:
        """Return the name that a section's is a form of: 基教科 and 基础教育科, 安全办 and 校园安全办公室; "" if there is none."""
        parts = _section(key)
        if not parts:
            return ""
        base, end = parts
        alike = [base.removesuffix(word) for word in _ADDED] + [base.removeprefix(word) for word in _BEFORE]
        alike += [base + word for word in _ADDED] + [word + base for word in _BEFORE]
        for length, others in self._by_length.get((base[0], end), {}).items():
            if max(length, len(base)) >= 2 * min(length, len(base)):
                alike += [other for other in others if _has_initials(*sorted((base, other), key=len))]
        found = (self._by_parts.get((each, end), "") for each in alike if len(each) > 1)
        return next((each for each in found if each not in ("", key)), "")


def _section(key: str) -> tuple[str, str] | None:
    """Return what a section is called and how it ends; None for any other name. 办 and 办公室 end alike."""
    found = _SECTION.search(key)
    base = key[: found.start()] if found else ""
    return (base, found[0].removesuffix("公室")) if found and len(base) > 1 else None


def _has_initials(short: str, full: str) -> bool:
    """Return True if the characters of one name begin the words of the other, which have two characters or more."""
    place = -_FEW_WORDS
    for char in short:
        place = full.find(char, place + _FEW_WORDS) if place >= 0 else full.find(char)
        if place < 0:
            return False
    return full[0] == short[0] and len(full) - place >= _FEW_WORDS


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
