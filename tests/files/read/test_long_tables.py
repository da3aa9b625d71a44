"""Long tables: every row is new to the reader, and is read as the parser reads it, whatever looks like a row's number."""

from __future__ import annotations

import pytest

from xlplan.files.read import xlsx_sheet
from xlplan.files.read.number_formats import NumberFormat
from xlplan.files.read.plain_sheet import numbered, plain_sheet
from xlplan.files.read.xlsx_parts import NO_FORMATS
from xlplan.files.read.xlsx_sheet import read_sheet

_HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TEXTS = [f"文{number}" for number in range(60)]
_FORMATS: tuple[NumberFormat, ...] = NO_FORMATS * 60


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'.replace("#", str(number))


@pytest.mark.parametrize(
    "cells",
    [
        ('<c r="A#" t="s"><v>3</v></c>', '<c r="C#"><v>0.5</v></c>'),
        ('<c r="A#" s="#" t="s"><v>3</v></c>', '<c r="B#" s="7"><v>1</v></c>'),
        ('<c r="A#" t="inlineStr"><is><t>r="B#"</t></is></c>', '<c r="B#" t="s"><v>5</v></c>'),
        ('<c r="A#" t="s"><v>#</v></c>', '<c r="B#" t="str"><f>C#*1</f><v>甲</v></c>'),
        ('<c r="A#"><f>C#+1</f><v></v></c>', '<c r="B#" t="s"><v>5</v></c>'),
        ('<c r="A#" t="s"><v>1</v></c>', '<c r="B#"/>', '<c r="C#" t="b"><v>1</v></c>'),
    ],
)
def test_each_row_is_read_as_the_parser_reads_it(cells: tuple[str, ...]) -> None:
    part = f"{_HEAD}{''.join(row(number, *cells) for number in range(2, 60))}</sheetData></worksheet>".encode()
    plain = plain_sheet(part, numbered(_TEXTS), _FORMATS, from_1904=False, reaches=lambda bottom, right: None)
    parsed = read_sheet(part, _TEXTS, _FORMATS, from_1904=False, reaches=lambda bottom, right: None)
    assert plain is not None
    assert [list(each) for each in plain.rows] == [list(each) for each in parsed.rows]
    assert (plain.formulas, plain.formats) == (parsed.formulas, parsed.formats)


@pytest.mark.parametrize(
    "wrong", ['<c r="A3" t="s"><v>1</v></c>', '<c r="A#" t="s"><v>1</v></c><c r="B3" t="s"><v>1</v></c>']
)
def test_a_cell_of_another_row_is_left_to_the_parser(wrong: str) -> None:
    good = '<c r="A#" t="s"><v>1</v></c><c r="B#" t="s"><v>1</v></c>'
    part = f"{_HEAD}{row(2, good)}{row(3, good)}{row(4, wrong)}</sheetData></worksheet>".encode()
    assert plain_sheet(part, numbered(_TEXTS), _FORMATS, from_1904=False, reaches=lambda bottom, right: None) is None


def test_a_large_sheet_is_read_in_pieces_without_its_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "_LARGE", 1)
    monkeypatch.setattr(xlsx_sheet, "_PIECE", 100)
    text, blank = '<c r="A#" s="1" t="s"><v>3</v></c>', '<c r="B#" s="1"/>'
    kinds = [
        (text, blank),
        (blank,),
        (),
        (text, blank, '<c r="C#"><v>5</v></c>'),
        (blank, '<c r="C#" t="b"><v>1</v></c>'),
    ]
    rows = [row(number, *kinds[number % len(kinds)]) for number in (*range(2, 60), *range(99_998, 100_020))]
    part = bytearray(f"{_HEAD}{''.join(rows)}</sheetData></worksheet>".encode())
    pieces = list(xlsx_sheet.pieces(part))
    assert (len(pieces) > 10, b'"/>' in part, b'"></row>' in part) == (True, True, True)
    assert not any(b'"/>' in piece or b'"></row>' in piece for piece in pieces)
    plain = plain_sheet(part, numbered(_TEXTS), _FORMATS, from_1904=False, reaches=lambda bottom, right: None)
    parsed = read_sheet(part, _TEXTS, _FORMATS, from_1904=False, reaches=lambda bottom, right: None)
    assert plain is not None
    assert [list(each) for each in plain.rows] == [list(each) for each in parsed.rows]
    assert len(plain.rows) > 100_000


@pytest.mark.parametrize("first", [True, False])
def test_a_hundred_thousand_rows_without_cells_cost_no_more_than_their_length(first: bool) -> None:
    blank = "".join(f'<row r="{number}" spans="1:6" ht="20" customHeight="1"/>' for number in range(2, 100_000))
    filled = row(1 if first else 100_000, '<c r="A#" t="s"><v>1</v></c>')
    rows = filled + blank if first else blank + filled
    part = f"{_HEAD}{rows}</sheetData></worksheet>".encode()
    plain = plain_sheet(part, numbered(_TEXTS), _FORMATS, from_1904=False, reaches=lambda bottom, right: None)
    assert plain is not None
    assert (len(plain.rows), plain.rows[-1]) == (1 if first else 100_000, ["文1"])


@pytest.mark.parametrize("number", [2**20 + 1, 10**6 + 10**5])
def test_a_row_that_no_sheet_has_is_left_to_the_parser(number: int) -> None:
    for part in (row(number, '<c r="A#" t="s"><v>1</v></c>'), f'<row r="{number}"/>'):
        data = f"{_HEAD}{part}</sheetData></worksheet>".encode()
        assert (
            plain_sheet(data, numbered(_TEXTS), _FORMATS, from_1904=False, reaches=lambda bottom, right: None) is None
        )
