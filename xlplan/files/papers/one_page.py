"""The status workbook as it is printed for its first page alone: the foot of the page says that more follows in the workbook."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from typing import Final

from xlplan.files.template.xml import unescape

_FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""ZIP files know no earlier time, and the computer's own may be wrong."""
_FIRST: Final = re.compile(rb'<(?:\w+:)?sheet [^>]*?r:id="([^"]+)"')
_FOOT: Final = re.compile(rb"(<(?:\w+:)?oddFooter>)(.*?)(</(?:\w+:)?oddFooter>)", re.DOTALL)
_NUMBERED: Final = re.compile(r'((?:^|&[LCR])(?:&"[^"]*"|&\d+)*)[^&]*&P.*?(?=&[LCR]|$)', re.DOTALL)
"""The part of a foot that holds the page's number: where it stands and how it looks, then its words."""


def for_one_page(report: bytes, name: str) -> bytes:
    """Return a workbook whose first sheet says at the foot of each page how many there are, and that the others are in `name`.

    It is to be printed, not to be kept. One whose first sheet has no foot with page numbers stays as it is.
    """
    with zipfile.ZipFile(io.BytesIO(report)) as old:
        parts = {each.filename: old.read(each) for each in old.infolist()}
    part = _first_sheet(parts)
    said = f"第 1 页  共 &N 页，后面各页见“{name}”"

    def foot(found: re.Match[bytes]) -> bytes:
        text = _NUMBERED.sub(lambda part: part[1] + said, unescape(found[2].decode()))
        return found[1] + escape(text, quote=False).encode() + found[3]

    if part not in parts:
        return report
    parts[part] = _FOOT.sub(foot, parts[part])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for each, data in parts.items():
            new.writestr(zipfile.ZipInfo(each, _FIXED), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _first_sheet(parts: dict[str, bytes]) -> str:
    """Return the name of the part that holds the first sheet; "" where it is not found."""
    first = _FIRST.search(parts.get("xl/workbook.xml", b""))
    for each in re.findall(rb"<(?:\w+:)?Relationship [^>]*>", parts.get("xl/_rels/workbook.xml.rels", b"")):
        target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', each)
        if first and target and b'Id="%s"' % first[1] in each:
            return f"xl/{target[1].decode()}"
    return ""
