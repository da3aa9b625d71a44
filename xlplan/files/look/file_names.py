"""File names as people read them: those of archives and disks that do not say in which encoding they are."""

from __future__ import annotations

import os
import re
from typing import Final

# Control characters (C0, C1) but tab and line feed, and what turns the direction of writing (Unicode 15, UAX 9).
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def decoded(raw: bytes) -> str:
    """A name's bytes as text: UTF-8, else GBK, which Windows in Chinese writes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def readable(name: str) -> str:
    """A name or path that a system call gave, as text that can be printed and kept.

    Linux takes any bytes for a name, and a ZIP file of Windows unpacked there leaves those of GBK.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        # Each step of a path was named by somebody else.
        return "/".join(map(decoded, os.fsencode(name).split(b"/")))
    return name


def visible(text: str) -> str:
    """A text for terminals, logs, and to paste: what would steer them, or turn round what follows, is shown as `\\u001b`, as in JSON."""
    return text if text.isprintable() else _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
