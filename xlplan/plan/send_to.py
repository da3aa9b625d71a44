"""报送给 of 设置, taken apart: whom papers name to be asked."""

from __future__ import annotations

import re
from typing import Final

_PHONE: Final = re.compile(r"(?<!\d)(?:1\d{10}|(?:0\d{2,3}[-－ ]?)?\d{7,8}(?:[-－转]\d{1,6})?|\d{3,6})(?!\d)")
"""A mobile phone, a line with or without its area code, or the short number of a house."""


def whom_to_ask(send_to: str, operator: str) -> tuple[str, str]:
    """Return the name and the telephone numbers in 报送给, each "" where there is none.

    Where it has no number it may be any place, such as a group chat: the name is then that of who is at work (经办人), if known.
    """
    phones = "、".join(found[0] for found in _PHONE.finditer(send_to))
    if not phones:
        return operator, ""
    name = " ".join(_PHONE.sub(" ", send_to).replace("电话", " ").split()).strip(" ，,、；;：:（）()")
    return name or operator, phones
