"""Why several departments stand where they do, without naming them: of each cause, how many, and each figure's range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

_AMOUNT: Final = re.compile(r"\d+(?:\.\d+)?(?:%|(?=个百分点|天))")
"""What may differ between two who have the same cause; a day is another cause."""
_HEAD: Final = re.compile(r"((?:（[^）]*）|[^（，])*)，(.*)", re.DOTALL)


def reasons_together(reasons: Iterable[str]) -> str:
    """Return the reasons of several departments as one sentence; that of one alone as it is."""
    said = [reason.strip("。") for reason in reasons]
    if len(said) == 1:
        return f"{said[0]}。"
    return "；".join(f"{len(of)}个单位：{_cause(of)}" for of in _alike(said, _first)) + "。"


def _first(reason: str) -> str:
    return reason.split("；", 1)[0]


def _cause(reasons: Sequence[str]) -> str:
    """Return a cause with what else is said beside it, and of how many of those who have the cause."""
    beside = [more for reason in reasons for more in dict.fromkeys(reason.split("；")[1:])]
    parts = [
        said if len(of) == len(reasons) else f"其中{len(of)}个{said}"
        for of in _alike(beside, _head)
        for said in [_beside(of)]
    ]
    cause = _ranged([_first(reason) for reason in reasons])
    return f"{cause}（{'；'.join(parts)}）" if parts else cause


def _beside(texts: Sequence[str]) -> str:
    """Return texts that begin alike as one: what follows stands behind it, with how many have it unless all do."""
    head = _ranged([_head(text) for text in texts])
    tails = list(_alike([found[2] for text in texts if (found := _HEAD.fullmatch(text))], str))
    if len(tails) == 1 and len(tails[0]) == len(texts):
        return f"{head}，{_ranged(tails[0])}"
    return f"{head}：{'、'.join(f'{len(of)}个{_ranged(of)}' for of in tails)}" if tails else head


def _head(text: str) -> str:
    found = _HEAD.fullmatch(text)
    return found[1] if found else text


def _alike(texts: Iterable[str], part: Callable[[str], str]) -> Iterable[list[str]]:
    """Return the texts in groups whose `part` is the same but for amounts."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        groups.setdefault(tuple(_AMOUNT.split(part(text))), []).append(text)
    return groups.values()


def _ranged(texts: Sequence[str]) -> str:
    """Return texts that differ in amounts alone as one: from the least to the most."""
    found = zip(*(_AMOUNT.findall(text) for text in texts), strict=True)
    ranges = [sorted(set(each), key=lambda amount: float(amount.rstrip("%"))) for each in found]
    told = iter(each[0] if len(each) == 1 else f"{each[0]}至{each[-1]}" for each in ranges)
    return _AMOUNT.sub(lambda _: next(told), texts[0])
