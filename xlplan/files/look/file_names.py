"""File names as people read them, from archives and disks that do not say their encoding."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from typing import Final

# Control characters (C0, C1) except tab and line feed, and those that reverse writing (Unicode 15, UAX 9).
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def decoded(raw: bytes) -> str:
    """Return a name's bytes as text: UTF-8, else GBK, which Chinese Windows writes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def readable(name: str) -> str:
    """Return a system's file name as printable text: Linux allows any bytes, such as those of a ZIP in GBK."""
    try:
        name.encode()
    except UnicodeEncodeError:
        # Each step of a path may be encoded differently.
        return "/".join(map(decoded, os.fsencode(name).split(b"/")))
    return name


def name_to_read(path: PurePath) -> str:
    """Return a file's own name for people to read: somebody else may have chosen it, and as it is it might not even be text."""
    return visible(readable(path.name))


def visible(text: str) -> str:
    r"""Return a text with control and direction characters as `\u001b`, as in JSON: safe for terminals, logs, mails."""
    return text if text.isprintable() else _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
