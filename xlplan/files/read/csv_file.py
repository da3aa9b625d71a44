"""Text files with a table, as spreadsheet programs save CSV: find encoding and separator, then read cells as texts."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xlplan.files.look.limits import MAX_CELLS
from xlplan.files.read.contents import Contents
from xlplan.terms.cells import CellError, CellValue, Grid
from xlplan.terms.errors import DamagedError, NotAWorkbookError
from xlplan.terms.findings import finding

# The strictest first: what is valid UTF-8 is hardly ever anything else.
_ENCODINGS: Final = ("utf-8", "gb18030")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS: Final = (",", "\t", ";", "，")
_LOOKED_AT: Final = 50
_LONGEST_LOOK: Final = 100_000
_FEWEST: Final = 3
"""Rows and columns of a drawn table."""
_SURE: Final = ",\t;"
"""Separators that texts of cells hardly hold: where they part rows alike, nothing is drawn."""
_QUOTED: Final = re.compile(r'(?:^|[,\t;，])"(?:[^"]|"")*"(?=[,\t;，]|\s*$)', re.MULTILINE)
_BAR: Final = re.compile(r"(?<!\\)\|")
_GAP: Final = re.compile(r"[ \u3000]{2,}")
_RULE: Final = re.compile(r"[-:=+\s]+")
_ERRORS: Final = frozenset(
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)


def read_csv(data: bytes, name: str) -> Contents:
    """Read a text file with one table; its encoding is noted. All cells are texts, but for error values.

    Raise DamagedError if no encoding fits, NotAWorkbookError if it is larger than any sheet.
    """
    text, encoding = decode_text(data, name)
    try:
        csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
        texts = _drawn(text) or csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        rows = [[_value(cell) for cell in row] for row in texts]
    except csv.Error as error:
        raise DamagedError(
            f"“{name}”不是完整的 CSV 文件，读不出来。", "请用表格软件打开，另存为 .xlsx 再试。"
        ) from error
    if sum(map(len, rows)) > MAX_CELLS:
        raise NotAWorkbookError(f"“{name}”的单元格太多，没有读取。", "请对方删去多余的行列，另存为 .xlsx 后重新发送。")
    return Contents([Grid(name, rows)], [finding("return-text", value=encoding)])


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. Raise DamagedError where none fits."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GBK"}[encoding]
    raise DamagedError(
        f"“{name}”的文字编码认不出来，读不出来。", "请用表格软件打开，另存为 .xlsx 再试；打不开时请对方重新发送。"
    )


def _separator(text: str) -> str:
    """Return the separator that gives the most rows of one width: commas in texts do not come evenly."""
    return max(_SEPARATORS, key=lambda separator: _alike(_rows(text, separator)))


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text[:_LONGEST_LOOK], newline=""), delimiter=separator)


def _alike(rows: Iterable[Sequence[str]]) -> tuple[int, int]:
    """Return how many of the first rows have one width, and that width."""
    widths = Counter(len(row) for _, row in zip(range(_LOOKED_AT), rows, strict=False) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _drawn(text: str) -> list[list[str]] | None:
    """Return the rows of a table that is drawn with bars or spaces: | 1 | 甲事 |, or columns under each other; None for others."""
    lines = [line.strip() for line in text.splitlines()]
    framed = sum(len(line) > 1 and line[0] == line[-1] == "|" for line in lines) >= _FEWEST
    if not framed and (_QUOTED.search(text[:_LONGEST_LOOK]) or any(_alike(_rows(text, each))[0] > 1 for each in _SURE)):
        return None
    least = max(_alike(_rows(text, each)) for each in _SEPARATORS)
    barred = _inside_bars([_BAR.split(line) for line in lines])
    if _is_drawn(barred, least):
        return [_bare([cell.replace(r"\|", "|") for cell in row]) for row in barred]
    spaced = [_GAP.split(line) for line in lines]
    if (
        _is_drawn(spaced, least)
        and _stand_below(spaced, text.splitlines())
        and not any(set(_SEPARATORS) & set(row) for row in spaced)
    ):
        return [_bare(row) for row in spaced]
    return None


def _is_drawn(rows: Sequence[Sequence[str]], least: tuple[int, int]) -> bool:
    drawn, columns = _alike(rows)
    return drawn >= _FEWEST and columns >= _FEWEST and (drawn, columns) > least


def _inside_bars(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return rows without the bars around the table, one on each side: where a cell beside it is blank, two stand there."""
    _, columns = _alike(rows)
    whole = [row for row in rows if len(row) == columns]
    before, after = (all(not row[end] for row in whole) for end in (0, -1))
    return [
        row[before and not row[0] : len(row) - (after and not row[-1])] if len(row) > 1 else row
        for row in rows
    ]  # fmt: skip


def _stand_below(rows: Sequence[Sequence[str]], lines: Sequence[str]) -> bool:
    """Return True if each row below the headings has a cell for each of them: of fewer, nobody knows which is blank.

    A line of its own may stand between them, but none that is indented: that goes on with a cell.
    """
    _, columns = _alike(rows)
    whole = [number for number, row in enumerate(rows) if len(row) == columns]
    # Headings wider than what stands below them have a column that is blank in each row.
    return all(len(row) <= columns for row in rows[: whole[0]]) and all(
        len(row) == columns or (len(row) == 1 and (number > whole[-1] or not line[:1].isspace()))
        for number, (row, line) in enumerate(zip(rows, lines, strict=True))
        if number > whole[0] and not _RULE.fullmatch("".join(row))
    )


def _bare(row: Sequence[str]) -> list[str]:
    """Return the cells of a drawn row without the spaces around them; none of a ruled line."""
    return [] if _RULE.fullmatch("".join(row)) else [cell.strip() for cell in row]


def _value(text: str) -> CellValue:
    return CellError(text) if text in _ERRORS else text or None
