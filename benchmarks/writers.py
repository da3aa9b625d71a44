"""A workbook as Excel and as WPS write it: the parts of one that openpyxl saved, in the ways of those programs' XML.

Made from what their files are known to hold; neither program is at hand to save one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from xlplan.files.template.package import Part

_SHEET: Final = re.compile(r"xl/worksheets/sheet\d+\.xml")
_STRINGS: Final = "xl/sharedStrings.xml"
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_COMPATIBLE: Final = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_X14AC: Final = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
_WPS: Final = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_LINK: Final = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
_INLINE: Final = re.compile('t="inlineStr"><is>(.*?)</is>', re.DOTALL)
_NUMBERED: Final = re.compile(r"&#(\d{4,6});")
_DECLARATION: Final = re.compile(r"<\?xml[^>]*\?>\s*")
_ROW: Final = re.compile(r'<row r="(\d+)"')


def as_excel(parts: Mapping[str, Part]) -> dict[str, Part]:
    """Return the parts with spans, x14ac:dyDescent and, as in Chinese editions, phonetic marks in each string."""
    return _changed(
        parts,
        lambda text: (
            _ROW.sub(r'<row r="\1" spans="1:20"', text)
            .replace(_MAIN, f'{_MAIN} {_COMPATIBLE} mc:Ignorable="x14ac" {_X14AC}', 1)
            .replace("<sheetFormatPr ", '<sheetFormatPr x14ac:dyDescent="0.15" ')
            .replace(' spans="1:20"', ' spans="1:20" x14ac:dyDescent="0.15"')
        ),
        lambda text: text.replace("</t></si>", '</t><phoneticPr fontId="1" type="noConversion"/></si>'),
    )


def as_wps(parts: Mapping[str, Part]) -> dict[str, Part]:
    """Return the parts with spans, WPS's own names of its extensions, and no phonetic marks."""
    return _changed(
        parts,
        lambda text: _ROW.sub(r'<row r="\1" spans="1:20"', text).replace(
            _MAIN, f'{_MAIN} {_COMPATIBLE} {_X14AC} {_WPS} mc:Ignorable="x14ac etc"', 1
        ),
        lambda text: text,
    )


def _changed(parts: Mapping[str, Part], sheet: Callable[[str], str], strings: Callable[[str], str]) -> dict[str, Part]:
    """Return the parts with their texts in one table, and sheets and table changed."""
    table: dict[str, int] = {}

    def shared(cell: re.Match[str]) -> str:
        return f't="s"><v>{table.setdefault(cell[1], len(table))}</v>'

    made = {
        name: sheet(_INLINE.sub(shared, part.data.decode())) for name, part in parts.items() if _SHEET.fullmatch(name)
    }
    items = "".join(f"<si>{text}</si>" for text in table)
    made[_STRINGS] = strings(f'<sst {_MAIN} count="{len(table)}" uniqueCount="{len(table)}">{items}</sst>')
    made[_TYPES] = parts[_TYPES].data.decode().replace("</Types>", f"{_TYPE}</Types>")
    made[_LINKS] = parts[_LINKS].data.decode().replace("</Relationships>", f"{_LINK}</Relationships>")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return {**parts} | {name: Part.pack(name, (head + _plain(text)).encode()) for name, text in made.items()}


def _plain(text: str) -> str:
    """Return XML with its characters as they are, as both programs write them."""
    return _NUMBERED.sub(lambda found: chr(int(found[1])), _DECLARATION.sub("", text))
