"""报送给 of 设置, taken apart: whom papers name to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlplan.plan.name_shapes import ends_as_unit, is_person, is_title
from xlplan.terms.patterns import pattern_of

_BETWEEN: Final = r"[-－ ]?"
_EXTENSION: Final = r"(?:[-－]\d{1,6}|\s*转\s*\d{1,6}|[，,、]?\s*(?:转\s*)?分机号?[:： ]*\d{1,6}|\s*[（(](?:转|分机号?)[:： ]*\d{1,6}[）)])?"
_SHAPES: Final = "|".join(
    (
        rf"1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}",
        rf"[48]00{_BETWEEN}\d{{3,4}}{_BETWEEN}\d{{3,4}}",
        rf"(?:0\d{{2,3}}{_BETWEEN}|[（(]0\d{{2,3}}[）)] ?)?[2-9]\d{{2,3}}{_BETWEEN}\d{{4}}{_EXTENSION}",
        r"\d{7,12}",
    )
)
"""A mobile phone, a number that is free to call, a line with or without its area code and extension, any other."""
_DAY: Final = r"20[23]\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)"
_LABEL: Final = r"(?:(?:联系|办公)?(?:电话|手机|座机|短号|内线)(?:号码?)?|联系方式|(?<![A-Za-z])(?:[Tt]el|TEL)\.?)"
_AFTER: Final = r"(?![A-Za-z0-9@_]|[-－.][A-Za-z0-9]|学年|[室号楼层房栋年月日群元](?![\u4e00-\u9fff])|\s+(?:室|号楼|学年|群)(?![\u4e00-\u9fff]))"
"""Not the beginning of a word, an address or a longer number, and counts nothing."""
_PHONE: Final = pattern_of(
    rf"{_LABEL}[:： ]*(?P<said>{_SHAPES}|\d{{3,12}}{_EXTENSION}){_AFTER}"
    rf"|(?P<within>分机号?[:： ]*\d{{1,6}}){_AFTER}"
    rf"|(?<![A-Za-z0-9_.+@])(?<![A-Za-z0-9][-－])(?<!号)(?<!号[:： （(])(?<!号[:：] )(?!{_DAY})(?P<alone>{_SHAPES}){_AFTER}"
)
_APP: Final = "(?:Q ?Q|扣扣|微信|钉钉|飞书|(?<![A-Za-z])(?:wechat|weixin|wx|vx)(?![A-Za-z]))"
_AND: Final = r"\s*[/／、和及与]\s*"
# In one piece, or set in groups: 12 345 678. What looks like a telephone behind a blank is not of it.
_NUMBER: Final = rf"[1-9](?:[ -]?\d){{4}}\d*(?:[ -](?!(?:{_SHAPES})(?!\d))\d{{1,4}}(?!\d))*"
_NUMBERS: Final = rf"{_NUMBER}(?:\s*[、，,/／和及]\s*{_NUMBER})*"
_ACCOUNT: Final = pattern_of(
    rf"(?:(?P<phone_first>{_LABEL}){_AND})?(?P<app>{_APP}(?:{_AND}{_APP})*\s*群?|群)\s*(?P<number>号码?|[账帐]号|ID)?"
    rf"(?:{_AND}(?P<phone_last>{_LABEL}))?\s*(?:[（(]\s*(?P<within>{_NUMBERS})\s*[）)]|(?P<open>[（(])?[:：]?\s*(?P<plain>{_NUMBERS}))",
    re.IGNORECASE,
)
"""Numbers of a chat or of somebody in it, or of both that and a telephone: QQ：12 345 678, 电话、QQ群：2889015、123456789."""
_SAME: Final = pattern_of(
    rf"(?:{_LABEL}(?:{_AND})?)?{_APP}\s*(?:同|与|和|即)\s*(?:本人)?(?:手机|电话)?(?:同?号码?)?[:： ]*(?=1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}(?!\d))",
    re.IGNORECASE,
)
"""Is said before a mobile phone's number that is that of a chat, too: 微信同号 13800138000."""
_ALSO: Final = pattern_of(
    rf"(?:{_LABEL}(?:{_AND})?)?(?:{_APP}|传真)(?:{_AND}(?:{_APP}|传真))*\s*(?:同|与|和|即)\s*(?:本人)?(?:手机|电话)?(?:同?号码?)(?![:：\s]*\d)",
    re.IGNORECASE,
)
"""Says of a number that stands elsewhere that it is that of a chat or a fax, too."""
_FAX: Final = pattern_of(
    rf"(?:(?P<phone_first>{_LABEL})(?:{_AND})?)?(?:传真|(?<![A-Za-z])fax(?![A-Za-z]))机?(?:号码?|电话)?\.?"
    rf"(?:{_AND}(?P<phone_last>{_LABEL}))?\s*[:：]?\s*(?P<numbers>(?:{_SHAPES})(?:\s*[、，,/／和及]\s*(?:{_SHAPES}))*)(?!\d)",
    re.IGNORECASE,
)
"""Numbers of a fax, or of both that and a telephone: 电话、传真：2889015、2889016."""
_QUOTED: Final = '[“"‘「『《][^”"’」』》]{0,40}[”"’」』》]'
_GROUP_NAME: Final = pattern_of(
    rf"(?:{_APP}\s*(?:工作)?群?|(?:工作)?群)(?:名称?)?\s*[:：]?\s*{_QUOTED}|{_QUOTED}\s*(?:{_APP})?\s*(?:工作)?群",
    re.IGNORECASE,
)
"""A chat with its name: 微信群“督导2889015”."""
_FAX_BEHIND: Final = pattern_of(rf"(?:{_SHAPES})\s*[（(]\s*(?:传真机?|fax)\s*[）)]", re.IGNORECASE)
_COUNTRY: Final = rf"(?<![0-9])[（(]?(?:\+|00)86[)）]?{_BETWEEN}"
_BARE_COUNTRY: Final = "(?<![0-9+])86[-－ ]"
_FROM_ABROAD: Final = (
    (pattern_of(rf"{_COUNTRY}(?=1[3-9]\d{_BETWEEN}\d{{4}}|[（(]?0\d{{2,3}}|[48]00{_BETWEEN}\d{{3}})"), ""),
    (pattern_of(rf"{_COUNTRY}(?:[（(]0[)）])?(?=[1-9]\d{{1,2}}{_BETWEEN}[2-9]\d{{2,3}}{_BETWEEN}\d{{4}})"), "0"),
    (pattern_of(rf"{_BARE_COUNTRY}(?=1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}(?!\d))"), ""),
)
"""What comes before a number only where it is called from abroad, and what stands there else."""
_WIDE: Final = str.maketrans("０１２３４５６７８９＋", "0123456789+")
_MOBILE: Final = pattern_of(r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_CALLED: Final = pattern_of(rf"(?:{_SHAPES})")
_BY_MOBILE: Final = pattern_of("微信|钉钉|飞书|we|wx|vx", re.IGNORECASE)
"""Who uses these may be found by a mobile phone's number."""
_LONGEST_LINE: Final = 8
_ONLY_LABELS: Final = pattern_of(rf"(?:{_APP}|[群号/／、和及与\s])+", re.IGNORECASE)
_ADDRESS: Final = pattern_of(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|(?:https?://|www\.)[!-~]+")
_LEFT: Final = pattern_of(rf"{_LABEL}[:： ]*|[（(][\s，,、；;：:]*[）)]")
_HANGING: Final = pattern_of(r"[，,、；;：:/／]+(?=[）)])")
_JOINT: Final = pattern_of(r"\s*([，,、；;：:/／（）()])[\s，,、；;：:/／]*")


def whom_to_ask(send_to: str, operator: str) -> tuple[str, str]:
    """Return the name and the telephone numbers in 报送给, each "" where there is none.

    Where it has no number it may be any place, such as a group chat or a mailbox: the name is then that of who is at work
    (经办人), if known. A number counts where it stands alone or is called one: none is part of an address, an account, a room, a day or the name of a chat, nor that of a fax.
    """
    people = _GROUP_NAME.sub(" ", _ADDRESS.sub(" ", send_to.translate(_WIDE)))
    for beginning, domestic in _FROM_ABROAD:
        people = beginning.sub(domestic, people)
    people = _FAX.sub(_without_fax, _FAX_BEHIND.sub(" ", _ALSO.sub(" ", _SAME.sub(" ", people))))
    people = _ACCOUNT.sub(_without_accounts, people)
    phones = "、".join(found["said"] or found["within"] or found["alone"] for found in _PHONE.finditer(people))
    if not phones:
        return operator, ""
    name = _LEFT.sub(" ", _PHONE.sub(" ", people))
    name = _HANGING.sub("", _JOINT.sub(r"\1", " ".join(name.split()))).strip(" ，,、；;：:/／")
    name = name.strip("（）()") if name.startswith(("（", "(", "）", ")")) else name
    return (operator if _ONLY_LABELS.fullmatch(name) else name or operator), phones


def _without_fax(found: re.Match[str]) -> str:
    """Return what is left of numbers behind 传真: those that are telephones."""
    numbers = re.split(r"\s*[、，,/／和及]\s*", found["numbers"])
    kept = numbers[:1] if found["phone_first"] else (numbers[1:] or numbers) if found["phone_last"] else ()
    return f" 电话{'、'.join(kept)} " if kept else " "


def _without_accounts(found: re.Match[str]) -> str:
    """Return what is left of numbers behind the name of a chat: those that are telephones."""
    numbers = re.findall(_NUMBER, found["within"] or found["plain"])
    kept = [number for at, number in enumerate(numbers) if _is_phone(found, numbers, at)]
    if len(kept) == len(numbers) and not found["number"]:
        return found[0]
    label = found["phone_first"] or found["phone_last"] or ""
    return f"{found['open'] or ''} {label}{'、'.join(kept)} " if kept else f"{found['open'] or ''} "


def _is_phone(found: re.Match[str], numbers: Sequence[str], at: int) -> bool:
    number = numbers[at]
    mobile = bool(_MOBILE.fullmatch(number))
    if found["app"] == "群" and not found["number"] and _is_somebody(found.string[: found.start("app")]):
        return mobile or _is_line(number)
    if mobile and _BY_MOBILE.search(found["app"]) and not found["app"].endswith("群"):
        return True
    if found["phone_first"]:
        return at == 0
    if found["phone_last"]:
        return at > 0 or len(numbers) == 1
    return at > 0 and (mobile or (_is_line(number) and _digits(number) != _digits(numbers[0])))


def _is_line(number: str) -> bool:
    return bool(_CALLED.fullmatch(number)) and (_digits(number) <= _LONGEST_LINE or not number.isdigit())


def _digits(number: str) -> int:
    return sum(map(str.isdigit, number))


def _is_somebody(before: str) -> bool:
    """Return True if 群 ends the name of somebody: 李群, 基教科王建群."""
    for size in (1, 2):
        office, name = before[:-size], before[-size:]
        apart = not office or not "\u4e00" <= office[-1] <= "\u9fff" or ends_as_unit(office[-_LONGEST_LINE:])
        if len(name) == size and apart and is_person(f"{name[0]}群") and not is_title(name):
            return True
    return False
