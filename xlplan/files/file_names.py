"""File names as people read them: those of archives and disks that do not say in which encoding they are."""

from __future__ import annotations

import os


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
