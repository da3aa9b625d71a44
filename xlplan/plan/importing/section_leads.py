"""Who does all that stands below the title of a section, as the title says it: 教育科牵头, 二、教育科（3项）."""

from __future__ import annotations

import re
from typing import Final

from xlplan.plan.bracket_roles import read_brackets, read_line
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_doubtful
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

_SECTION_NUMBER: Final = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章节部]分?|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．])\s*"
)
_LED: Final = re.compile(
    "(?:由|[^,;:]*[,:])?(.{2,20}?)(?:牵头|主办|负责|承办)(?:负责|的?(?:任务|事项|工作))?(?:\\([^()]*\\))?"
)
_OFFICE: Final = re.compile(".[科室股处局办]$")


def lead_of(title: str) -> str:
    """Return who does it: 教育科牵头, （责任科室：教育科）, or its name alone; "" where the title does not say."""
    bare = _SECTION_NUMBER.sub("", title.strip())
    told = read_line(bare) or read_brackets(bare)
    if told and told.sure and told.text(Field.LEAD):
        return told.text(Field.LEAD)
    if found := _LED.fullmatch(fold(bare)):
        return bare if ends_as_unit(found[1]) or is_collective(found[1]) else ""
    return office_named(title)


def office_named(title: str) -> str:
    """Return the office whose name is all that a title says but for its number and brackets: 二、教育科（3项）."""
    name = re.sub(r"[（(][^（()）]*[)）]$", "", _SECTION_NUMBER.sub("", title.strip())).strip("：: ")
    # 平安校园 and 美丽乡村 are what tasks are about.
    return name if _OFFICE.search(fold(name)) and not is_doubtful(name) and not is_collective(name) else ""
