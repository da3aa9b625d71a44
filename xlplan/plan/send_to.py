"""报送给 of 设置, taken apart: whom papers name to be asked."""

from __future__ import annotations

import re
from typing import Final

_BETWEEN: Final = r"[-－ ]?"
_EXTENSION: Final = r"(?:[-－]\d{1,6}|\s*转\s*\d{1,6}|[，,、]?\s*(?:转\s*)?分机号?[:： ]*\d{1,6}|\s*[（(](?:转|分机号?)[:： ]*\d{1,6}[）)])?"
_SHAPES: Final = "|".join(
    (
        rf"(?:\+86{_BETWEEN})?1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}",
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
_PHONE: Final = re.compile(
    rf"{_LABEL}[:： ]*(?P<said>{_SHAPES}|\d{{3,12}}{_EXTENSION}){_AFTER}"
    rf"|(?P<within>分机号?[:： ]*\d{{1,6}}){_AFTER}"
    rf"|(?<![A-Za-z0-9_.+@])(?<![A-Za-z0-9][-－])(?<!号)(?<!号[:： （(])(?<!号[:：] )(?!{_DAY})(?P<alone>{_SHAPES}){_AFTER}"
)
_ACCOUNT: Final = re.compile(
    r"(?<![话机号][/／、和及与])(?:Q ?Q|扣扣|微信|钉钉|飞书|(?<![A-Za-z])(?:wechat|weixin|wx|vx)(?![A-Za-z])|群)"
    r"\s*群?\s*(?:号码?|[账帐]号|[Ii][Dd])?\s*[:：（(]?\s*[1-9](?:[ -]?\d){4,10}(?!\d)(?:\s*[）)])?",
    re.IGNORECASE,
)
"""A number of a chat or of somebody in it, which may be set in groups: QQ：12 345 678, 微信号 12345678."""
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+|(?:https?://|www\.)[!-~]+")
_LEFT: Final = re.compile(rf"{_LABEL}[:： ]*|[（(][\s，,、；;：:]*[）)]")
_HANGING: Final = re.compile(r"[，,、；;：:/／]+(?=[）)])")
_JOINT: Final = re.compile(r"\s*([，,、；;：:/／（）()])[\s，,、；;：:/／]*")


def whom_to_ask(send_to: str, operator: str) -> tuple[str, str]:
    """Return the name and the telephone numbers in 报送给, each "" where there is none.

    Where it has no number it may be any place, such as a group chat or a mailbox: the name is then that of who is at work
    (经办人), if known. A number counts where it stands alone or is called one: none is part of an address, an account, a room or a day.
    """
    people = _ACCOUNT.sub(" ", _ADDRESS.sub(" ", send_to))
    phones = "、".join(found["said"] or found["within"] or found["alone"] for found in _PHONE.finditer(people))
    if not phones:
        return operator, ""
    name = _LEFT.sub(" ", _PHONE.sub(" ", people))
    name = _HANGING.sub("", _JOINT.sub(r"\1", " ".join(name.split()))).strip(" ，,、；;：:/／")
    name = name.strip("（）()") if name.startswith(("（", "(", "）", ")")) else name
    return name or operator, phones
