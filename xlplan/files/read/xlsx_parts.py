"""What an .xlsx says beside its sheets' cells: sheets, shared texts, number formats (ECMA-376-1, 18.2, 18.4, 18.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from xlplan.files.read.number_formats import GENERAL, NumberFormat, built_in_code, number_format
from xlplan.files.read.plain_xml import is_plain, unescaped
from xlplan.files.read.relationships import parsed
from xlplan.files.read.unclear import UnclearError

SPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespaces of a workbook's elements: Transitional and Strict."""
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
# XML Schema trims white space round numbers and truth values, and only this white space.
_WHITE: Final = " \t\r\n"
_NUMBER: Final = re.compile(r"[0-9]+")
_TRUE: Final = ("1", "true", "on")
_FALSE: Final = ("0", "false", "off")


_TEXTS_HEAD: Final = re.compile(
    r'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"(?: count="\d+")?(?: uniqueCount="\d+")?>'
)
_TEXTS_END: Final = "</sst>"
_SPACED_TEXT: Final = '<si><t xml:space="preserve">'
_TEXT: Final = "<si><t>"
_TEXT_END: Final = "</t></si>"
_INNER_END: Final = "</t>"
_ITEM_END: Final = "</si>"
_TAGS: Final = 4
"""The tags of a plain text."""
# How a text is pronounced: Excel notes it of each that was typed in Chinese.
_PRONOUNCED: Final = re.compile(r'</t><phoneticPr fontId="[0-9]{1,9}"(?: type="[A-Za-z]{1,40}")?/></si>')


COMPATIBLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
"""The namespace of what is said in several ways, for older and newer programs (ECMA-376-3)."""
_BOOK_PLACES: Final = {
    "sheets": (),
    "sheet": ("sheets",),
    "workbookPr": (),
    "bookViews": (),
    "workbookView": ("bookViews",),
}
_STYLE_PLACES: Final = {
    "numFmts": (), "cellXfs": (), "fonts": (), "xf": ("cellXfs", "cellStyleXfs"), "font": ("fonts", "dxf"), "strike": ("font",),
}  # fmt: skip
_TEXT_PLACES: Final[Mapping[str, Sequence[str]]] = {"strike": ()}
"""What is read of a part, and within what it may stand; nothing is the root."""


class ListedSheets(NamedTuple):
    """The sheets that a workbook lists, as (name, relationship, hidden); which is active; whether days count from 1904."""

    sheets: tuple[tuple[str, str, bool], ...]
    active: str | None
    from_1904: bool


def natural(text: str, what: str) -> int:
    """Return a number of digits alone, white space around it aside. Raise UnclearError."""
    bare = text.strip(_WHITE)
    if not _NUMBER.fullmatch(bare):
        raise UnclearError(f"{what}“{text[:20]}”不是数字")
    return int(bare[:20])


def truth(text: str, what: str) -> bool:
    """Return a truth value. Raise UnclearError."""
    bare = text.strip(_WHITE)
    if bare not in _TRUE + _FALSE:
        raise UnclearError(f"{what}“{text[:20]}”不知是真是假")
    return bare in _TRUE


def plain_text(text: str) -> str:
    """Return a text with the characters that are written as `_x000D_` (ECMA-376-1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(_character, text)
    # Characters beyond the first 65,536 are written as two halves.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(found: re.Match[str]) -> str:
    """Return an escaped character; as it is written where XML, and so any file of ours, could not hold it."""
    code = int(found[1], 16)
    return chr(code) if code in (9, 10, 13) or 32 <= code < 0xFFFE else found[0]


@lru_cache(64)
def book_of(part: bytes) -> ListedSheets:
    """Read a workbook's main part. Raise UnclearError, ValueError or ParseError."""
    root = parsed(part)
    space = space_of(root, "workbook")
    require_places(root, space, _BOOK_PLACES)
    sheets: list[tuple[str, str, bool]] = []
    for element in root.findall(f"{space}sheets/*"):
        if element.tag != f"{space}sheet":
            raise UnclearError("工作表的清单里有认不出的内容")
        said = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if "name" not in said or "id" not in said:
            raise UnclearError("工作表的清单里有一张没有名称或位置")
        sheets.append((said["name"], said["id"], said.get("state", "visible") != "visible"))
    if len({name.casefold() for name, _, _ in sheets}) != len(sheets):
        raise UnclearError("有两张工作表同名")
    view = root.find(f"{space}bookViews/{space}workbookView")
    # A program that writes no view shows the first.
    number = "" if view is None else view.get("activeTab", "0")
    active = sheets[int(number)][0] if number.isdecimal() and int(number) < len(sheets) else None
    said_1904 = [element.get("date1904", "0") for element in root.findall(f"{space}workbookPr")]
    return ListedSheets(tuple(sheets), active, any(truth(each, "1904 日期系统") for each in said_1904))


def require_places(root: Element, space: str, places: Mapping[str, Sequence[str]]) -> None:
    """Raise UnclearError where one of these elements stands within another than these, or twice in the root.

    So it may be where it is said in several ways, of which each program takes another.
    """
    within = [root]
    while within:
        above = within.pop()
        inside = "" if above is root else above.tag.removeprefix(space)
        once: set[str] = set()
        for each in above:
            name = each.tag.removeprefix(space)
            if name in places:
                if inside not in (places[name] or ("",)) or (above is root and name in once):
                    raise UnclearError(f"里面的 {name} 有几份，或放错了地方")
                once.add(name)
            # For programs of its own kind.
            if name != "extLst" and len(each):
                within.append(each)


def space_of(root: Element, name: str) -> str:
    """Return the namespace of a part's root, in braces. Raise UnclearError where it is none of a workbook's."""
    for space in SPACES:
        if root.tag == f"{{{space}}}{name}":
            return f"{{{space}}}"
    raise UnclearError(f"里面的 {name} 不是通常的写法")


def shared_texts(part: bytes) -> list[str]:
    """Return the texts that cells name by their numbers. Raise UnclearError, ValueError or ParseError."""
    found = plain_texts(part)
    return any_texts(part) if found is None else found


def plain_texts(part: bytes) -> list[str] | None:
    """Return the texts of a part as programs mostly write it, without a parser; None for any other."""
    xml = is_plain(part)
    head = _TEXTS_HEAD.match(xml)
    if not head or not xml.endswith(_TEXTS_END):
        return None
    items = xml[head.end() : -len(_TEXTS_END)]
    begin = _SPACED_TEXT if items.startswith(_SPACED_TEXT) else _TEXT
    try:
        texts = _only_plain(items, begin)
        if texts is not None:
            return texts
        items = items.replace(_SPACED_TEXT, _TEXT)
        if "<phoneticPr " in items:
            items = _PRONOUNCED.sub(_TEXT_END, items)
        texts = _only_plain(items, _TEXT)
        if texts is not None:
            return texts
        pieces = items.split(_ITEM_END)
        return None if pieces.pop() else [*map(_item_text, pieces)]
    except (ParseError, ValueError):
        return None


def _only_plain(items: str, begin: str) -> list[str] | None:
    """Return the texts of items that all begin in this way and hold a text alone; None for others. Raise ValueError."""
    if not (items.startswith(begin) and items.endswith(_TEXT_END)):
        return None
    texts = items[len(begin) : -len(_TEXT_END)].split(f"{_TEXT_END}{begin}")
    # There are no other tags than those at which it was divided.
    if items.count("<") != _TAGS * len(texts):
        return None
    if "&" in items or "_x" in items:
        return [_said(text) if "&" in text or "_x" in text else text for text in texts]
    return texts


def _said(text: str) -> str:
    """Return what is written as a text. Raise ValueError."""
    return plain_text(unescaped(text))


def _item_text(item: str) -> str:
    """Return the text of an item without its end. Raise ValueError or ParseError."""
    if item.startswith(_TEXT) and item.endswith(_INNER_END) and item.count("<") == _TAGS - 1:
        return _said(item[len(_TEXT) : -len(_INNER_END)])
    return _other_text(item)


@lru_cache(1024)
def _other_text(item: str) -> str:
    """Return an item of several pieces, such as one with a bold word. Raise ValueError or ParseError."""
    (text,) = any_texts(f'<sst xmlns="{SPACES[0]}">{item}</si></sst>'.encode())
    return text


def any_texts(part: bytes) -> list[str]:
    """Return the texts of any part that holds them. Raise UnclearError, ValueError or ParseError."""
    root = parsed(part)
    space = space_of(root, "sst")
    texts = []
    for item in root:
        if item.tag == f"{space}si":
            texts.append(_rich_text(item, space))
        elif item.tag != f"{space}extLst":
            raise UnclearError("共享文字里有认不出的内容")
    return texts


def _rich_text(item: Element, space: str) -> str:
    """Return a text without its looks and without what tells how it is pronounced."""
    words = []
    for child in item:
        if child.tag == f"{space}t":
            words.append(_words(child))
        elif child.tag == f"{space}r":
            for inner in child:
                if inner.tag == f"{space}t":
                    words.append(_words(inner))
                elif inner.tag == f"{space}rPr":
                    require_places(inner, space, _TEXT_PLACES)
                else:
                    raise UnclearError("一段文字里有认不出的内容")
        elif child.tag not in (f"{space}rPh", f"{space}phoneticPr", f"{space}extLst"):
            raise UnclearError("一段文字里有认不出的内容")
    return plain_text("".join(words))


def _words(element: Element) -> str:
    if len(element):
        raise UnclearError("一段文字里有认不出的内容")
    return element.text or ""


@lru_cache(64)
def formats_of(part: bytes) -> tuple[NumberFormat, ...]:
    """Return the number format of each cell style, by its number. Raise UnclearError, ValueError or ParseError."""
    root = parsed(part)
    space = space_of(root, "styleSheet")
    require_places(root, space, _STYLE_PLACES)
    codes: dict[int, str] = {}
    for each in root.findall(f"{space}numFmts/*"):
        if each.tag == f"{space}numFmt":
            codes.update([_code(each)])
        elif each.tag == f"{COMPATIBLE}AlternateContent":
            codes.update(_alternative_codes(each, space))
    found = []
    for xf in root.findall(f"{space}cellXfs/{space}xf"):
        number = natural(xf.get("numFmtId", "0"), "数字格式的编号")
        found.append(number_format(number, codes.get(number, built_in_code(number))))
    return tuple(found)


def _code(element: Element) -> tuple[int, str]:
    """Return the number and the code of a format."""
    return natural(element.get("numFmtId", ""), "数字格式的编号"), element.get("formatCode", "")


def _alternative_codes(element: Element, space: str) -> dict[int, str]:
    """Return the formats that are said one way for older programs and another for newer ones. Raise UnclearError where they differ."""
    said = [dict(map(_code, branch.iter(f"{space}numFmt"))) for branch in element]
    meant = [
        {number: number_format(number, code)._replace(code="") for number, code in codes.items()} for codes in said
    ]
    # Without a last one, programs that know none of the others read nothing.
    if element[-1:] and element[-1].tag == f"{COMPATIBLE}Fallback" and all(each == meant[-1] for each in meant):
        return said[-1]
    raise UnclearError("一个数字格式有几种写法，不知道该信哪一种")


NO_FORMATS: Final = (GENERAL,)
"""What a workbook without styles has."""
