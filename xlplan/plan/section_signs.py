"""What the words of a row say of it where it is the title of a section: its number is written as those of sections are."""

from __future__ import annotations

from xlplan.plan.row_text import RowText
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_CHINESE_NUMBER = pattern_of(
    r"(?:\(?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}\)?|[ⅰ-ⅻⅠ-Ⅻ]|[ivx]{1,4}|第[一二三四五六七八九十]{1,3}[章节部]分?)[、.]?"
)
_SECTION_TITLE = pattern_of(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节部]).{2,30}"
)


def is_numbered_section(row: RowText) -> bool:
    """Return True for a section whose number stands in a cell of its own: 一 and its name, and nothing else."""
    if len(row.texts) != 2 or not row.number or not _CHINESE_NUMBER.fullmatch(fold(row.number)):
        return False
    return not row.names_unit


def is_led_section(row: RowText) -> bool:
    """Return True for the title of a section where tasks have their number, and beside it who does those below: （一）安全, 安全办."""
    if len(row.texts) < 2 or row.content or not row.names_unit or not _SECTION_TITLE.fullmatch(fold(row.number)):
        return False
    return row.number == row.first


def is_section_title(text: str) -> bool:
    """Return True for the title of a section with its number: 一、业务工作."""
    return bool(_SECTION_TITLE.fullmatch(fold(text)))


def number_form(text: str) -> str:
    """Return how the number of a section's title is written: 一、, （一） or 第一; "" for any other text."""
    folded = fold(text)
    if not _SECTION_TITLE.fullmatch(folded):
        return ""
    return folded[0] if folded[0] in "(第" else "、"
