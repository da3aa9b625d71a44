"""Numbers in 设置 as people write them: points with or without %, days, and to whom sheets go in one line that paper holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from xlplan.terms.cells import CellValue, as_text
from xlplan.terms.errors import SettingError
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_NUMBER: Final = pattern_of(r"([0-9]{1,6}(\.[0-9]+)?)(.*)")
_POINTS: Final = ("", "%", "点", "个点", "百分点", "个百分点")
_DAYS: Final = ("", "天", "日")
_WORKING_DAYS: Final = (*_DAYS, "个工作日", "工作日")
_WIDEST: Final = 80
"""Half-width characters: so much of the line above the table is left for whom it is sent to, beside a department's name, the round and the day."""


def _plain_digits(value: CellValue) -> str:
    """Return a text folded; as it is where that would make digits of what is none, such as ³ or ⑤."""
    text = as_text(value)
    return text if any(unicodedata.category(each) == "No" for each in text) else fold(text)


def read_points(value: CellValue) -> float:
    """Read percentage points, 0 to 100: 30, 25%, 0.5点. Raise SettingError."""
    found = _NUMBER.fullmatch(_plain_digits(value))
    if not found or found[3] not in _POINTS or float(found[1]) > 100:
        raise SettingError("点数看不懂", "请写 0 到 100 之间的数字，例如 30。")
    number = float(found[1])
    # In a cell that shows percents, 25 % is 0.25.
    if 0 < number < 1 and not found[3]:
        raise SettingError(
            "看不出是几点",
            f"写的 {found[1]}，是 {number * 100:g} 吗？请写 {number * 100:g}；真是 {found[1]} 的，请写 {found[1]}点。",
        )
    return number


def read_days(value: CellValue) -> int:
    """Read a number of days: 15, 15天. Raise SettingError."""
    return _read_days(value, _DAYS)


def read_working_days(value: CellValue) -> int:
    """Read a number of working days: 5, 5天, 5个工作日. Raise SettingError."""
    return _read_days(value, _WORKING_DAYS)


def _read_days(value: CellValue, units: Sequence[str]) -> int:
    found = _NUMBER.fullmatch(_plain_digits(value))
    if not found or found[2] or found[3] not in units or int(found[1]) > 3660:
        raise SettingError("天数看不懂", "请写 0 以上的整数，例如 15。")
    return int(found[1])


def number_text(number: float) -> str:
    """Return points or days as they are read again."""
    # Without its unit, a fraction is not clear.
    return f"{number:g}点" if 0 < number < 1 else f"{number:g}"


def read_one_line(value: CellValue) -> str:
    """Read a text that stands in one line: lines become one. Raise SettingError for one too long, or with marks that nobody sees."""
    text = " ".join(as_text(value).split())
    if any(unicodedata.category(each) in ("Cc", "Cf", "Co") for each in text):
        raise SettingError("有看不见的符号", "里面有看不见的控制符：请删掉这一格，重新打一遍，不要粘贴。")
    if sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text) > _WIDEST:
        raise SettingError(
            "太长", f"最多 {_WIDEST // 2} 个字（两个数字或字母算一个），再长任务表上印不下：请只写发给谁、电话。"
        )
    return text
