"""The departments of a plan without 部门: what its own cells name, as far as it can hardly be anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from xlplan.plan.cell_names import cut
from xlplan.plan.departments import Department, Registry
from xlplan.plan.mentions import names_in, parted
from xlplan.plan.name_pieces import NamePiece, PieceKind
from xlplan.plan.name_shapes import OWN_BUREAU, ends_as_unit, is_collective, is_doubtful, is_person_or_number
from xlplan.terms.choices import DepartmentKind
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_SHORT = 2
_SELDOM = 2
_LINES = 4
_PLACES = "省市区县州镇乡"
# What is left of a name broken before its last words: 修学校, 理办公室.
_ENDING = pattern_of(
    ".(?:学校|中心|医院|大队|支队|公司|委员会|办公室|小学|中学|幼儿园|管理局|服务局|事务局|健康局|保障局|监管局)"
)
_NO_PLACE = pattern_of("[由请送邀需仅的按应须要可为被将把与和及除现改视至其报商经让对向]|^.{5}")


def infer_registry(
    cells: Iterable[str], sure: Iterable[str] = (), never: Iterable[str] = (), known: Sequence[Department] = ()
) -> Registry:
    """Make a registry for a plan without 部门: every name between separators; collective names are groups.

    A name that others make up end to end is ambiguous: nothing says whether it is one department or several. What looks
    like a person, a number, a day or a sentence is no department, unless it is one of those that somebody is `sure` of; one
    that is `never` any is none. What is `known` of departments (members, other names) is added to what the table says.
    """
    read = [[piece for piece in cut(cell) if piece.kind is PieceKind.NAME] for cell in dict.fromkeys(cells)]
    whole: set[str] = {fold(name) for pieces in read for name in _unbroken_names(pieces)}
    names: dict[str, str] = {}
    count: Counter[str] = Counter()
    for pieces in read:
        for text in _joined(pieces, whole):
            for part in names_in(text):
                for name in _parted(part, whole):
                    names.setdefault(fold(name), name)
                    count[fold(name)] += 1
    rows = {fold(each.name): each for each in known}
    aliases = {fold(name) for each in known for name in each.aliases} - rows.keys()
    certain, left = set(map(fold, sure)) | rows.keys(), set(map(fold, never)) | aliases
    torn = {fold(part) for pieces in read for part in _torn(pieces, whole)}
    words = _bare_words(names, count)
    likely = {
        key: name
        for key, name in names.items()
        if key in certain
        or not (
            is_doubtful(name) or key in torn or _goes_on(key, names) or _begins_with_more(key, names) or key in words
        )
    }
    found = {
        key: Department(name, kind=DepartmentKind.GROUP if is_collective(name) else "")
        for key, name in likely.items()
        if key not in left and (key in certain or not _is_longer(key, likely))
    }
    return Registry((found | rows).values(), inferred=True)


def _unbroken_names(pieces: Sequence[NamePiece]) -> Iterator[str]:
    for n, piece in enumerate(pieces):
        if not piece.wrapped and not (n + 1 < len(pieces) and pieces[n + 1].wrapped):
            yield from names_in(piece.text)


def _joined(pieces: Sequence[NamePiece], whole: set[str]) -> Iterator[str]:
    """Yield the texts of the pieces, those joined that are one name broken over lines."""
    n = 0
    while n < len(pieces):
        end = n + 1
        while end < min(len(pieces), n + _LINES) and pieces[end].wrapped:
            end += 1
        last = next((last for last in range(end, n + 1, -1) if _is_one([p.text for p in pieces[n:last]], whole)), n + 1)
        yield "".join(piece.text for piece in pieces[n:last])
        n = last


def _is_one(parts: Sequence[str], whole: set[str]) -> bool:
    """Return True if lines are one name: written whole elsewhere, or no name each and one together."""
    text = "".join(parts)
    if fold(text) in whole:
        return not all(fold(part) in whole for part in parts)
    first, *rest = parts
    if all(len(fold(part)) == 1 for part in rest) and ends_as_unit(text):
        return True  # 各科⏎室: no name is one character long
    if (ends_as_unit(first) and len(fold(first)) > 1) or fold(first) in whole or not ends_as_unit(text):
        return False
    return all(
        fold(part) not in whole
        and (len(fold(part)) <= _SHORT or is_collective(part) or part == "中心" or _ENDING.fullmatch(fold(part)))
        for part in rest
    )


def _torn(pieces: Sequence[NamePiece], whole: set[str]) -> Iterator[str]:
    """Yield two lines of which the first is no office's name, and both together are one: 区生态⏎环境局 may be one or two."""
    for first, second in pairwise(pieces):
        parts = (first.text, second.text)
        alone = ends_as_unit(first.text) or is_collective(first.text) or is_person_or_number(first.text)
        if second.wrapped and not alone and ends_as_unit("".join(parts)) and not _is_one(parts, whole):
            yield from (part for part in parts if fold(part) not in whole)


def _parted(name: str, whole: set[str]) -> list[str]:
    for parts in parted(name):
        if all(fold(part) in whole or ends_as_unit(part) or is_collective(part) for part in parts):
            return parts
    return [name]


def _bare_words(names: Mapping[str, str], count: Mapping[str, int]) -> set[str]:
    """Return the words of two characters that name no office as the others do (保卫 beside 教育科), and stand seldom."""
    units = sum(ends_as_unit(name) or is_collective(name) for name in names.values())
    if 3 * units <= len(names):
        return set()
    return {
        key
        for key, name in names.items()
        if len(key) == _SHORT and count[key] <= _SELDOM and not (ends_as_unit(name) or is_collective(name))
    }


def _goes_on(key: str, names: dict[str, str]) -> bool:
    """Return True for a known office's name with something after it that is none: 办公室主任, 教育科8521."""
    if ends_as_unit(key):
        return False
    return any(key[:end] in names and ends_as_unit(key[:end]) for end in range(_SHORT, len(key)))


def _begins_with_more(key: str, names: Mapping[str, str]) -> bool:
    """Return True for an office with words before its name that are none of it: 烦请市财政局.

    诸暨市财政局 is an office beside 市财政局.
    """
    starts = (start for start in range(1, len(key) - 3) if key[start] in _PLACES and key[start:] in names)
    return any(_NO_PLACE.search(key[:start]) or (start == 1 and key[1] in "省市") for start in starts)


def _is_longer(key: str, names: dict[str, str]) -> bool:
    """Return True for the name of the bureau and one of its offices, if the office's name stands alone elsewhere."""
    return any(OWN_BUREAU.fullmatch(key[:start]) and key[start:] in names for start in range(1, len(key) - 1))
