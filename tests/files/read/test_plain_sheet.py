"""What is read without a parser is what the parser says, and anything odd is left to it."""

from __future__ import annotations

import io
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support import calc
from support.office import Office

from xlplan.files.look.container import ZipPackage
from xlplan.files.read.number_formats import NumberFormat
from xlplan.files.read.plain_row import divided, with_edges
from xlplan.files.read.plain_sheet import numbered, plain_sheet
from xlplan.files.read.xlsx_parts import NO_FORMATS, any_texts, formats_of, plain_texts
from xlplan.files.read.xlsx_sheet import Sheet, read_sheet

MUTANTS = int(os.environ.get("XLPLAN_MUTANTS", "400"))
"""How many are made of each sheet: an environment variable asks for more."""
NASTY = (
    "<v>1</v>", "</v>", "<v>", "<v/>", "<c>", "</c>", '<c r="A1"/>', '<c r="A1" t="s"><v>0</v></c>', "<row>", "</row>", '<row r="3"/>', "<f>A1</f>", "<f/>",
    "<!-- x -->", "<![CDATA[0]]>", "]]>", "<?x y?>", "&amp;", "&#49;", "&nbsp;", "&", "_x0041_", "\r", "\t", "\n", " ", "\x01", "\ufeff", "\ufffe", "１",
    ' t="e"', ' t="s"', ' t="inlineStr"', ' s="999"', ' s="1"', ' hidden="1"', ' hidden="true"', ' ht="0"', ' r="B2"', ' vm="1"', ' x14ac:dyDescent="1"', ' xml:space="preserve"',
    "1e999", "-0", "1_0", "+1", "nan", "INF", ".5", "5.", "<sheetData>", "</sheetData>", "<sheetData/>", "<is><t>x</t></is>", "<x:c/>", "<extLst/>",
    ' 0ht="12"', ' xmlns="urn:y"', ' xmlns:x14ac="urn:z"', ' standalone="x"', "=", "'", '"', "<", ">",
)  # fmt: skip


def read(part: bytes, texts: Sequence[str], formats: Sequence[NumberFormat]) -> Sheet | None:
    """Return what the parser finds; None where it refuses the sheet."""
    try:
        return read_sheet(part, texts, formats, from_1904=False, reaches=lambda bottom, right: None)
    except ValueError:
        return None


def plainly(part: bytes, texts: Sequence[str], formats: Sequence[NumberFormat]) -> Sheet | None:
    return plain_sheet(part, numbered(texts), formats, from_1904=False, reaches=lambda bottom, right: None)


class Parts:
    """The sheets of a workbook and what their cells refer to."""

    def __init__(self, data: bytes) -> None:
        package = ZipPackage(data)
        self.strings = package.read("xl/sharedStrings.xml") if package.holds("xl/sharedStrings.xml") else b""
        self.texts = any_texts(self.strings) if self.strings else []
        self.formats = formats_of(package.read("xl/styles.xml"))
        self.sheets = [package.read(name) for name in package.entries if name.startswith("xl/worksheets/sheet")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a department's sheet that was filled in."""
    works = Office.shipped(tmp_path_factory.mktemp("下发"))
    works.do("split")
    return works.answer("教育科", edit=lambda each: each.complete())


def values_of_all_kinds() -> bytes:
    """Return a sheet written by another program, with values of all kinds, gaps, formulas and merged cells."""
    with io.BytesIO() as stream:
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet("任务表")
            day, share = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": "0%"})
            for row in range(0, 60, 2):
                sheet.write_row(row, row % 5, ["甲<乙>&“丙”\n丁", row / 7, row % 3 == 0, "", None, f"第{row}项"])
                sheet.write_number(row, 9, 45000 + row, day)
                sheet.write_number(row, 10, row / 100, share)
                sheet.write_formula(row, 11, '=IF(A1<2,"a&b",1)', None, "好" if row % 4 else 3)
            sheet.merge_range("A70:C71", "合并")
            sheet.set_column("E:F", 0)
        return stream.getvalue()


@pytest.mark.parametrize("by", ["xlplan", "openpyxl", "xlsxwriter", "calc"])
def test_what_programs_write_is_plain_and_read_as_the_parser_reads_it(
    by: str, filled: Path, tmp_path: Path, needs_calc: None
) -> None:
    if by == "openpyxl":
        openpyxl.load_workbook(filled).save(tmp_path / "存.xlsx")
        data = (tmp_path / "存.xlsx").read_bytes()
    elif by == "calc":
        data = calc.convert(filled, "xlsx", tmp_path).read_bytes()
    else:
        data = filled.read_bytes() if by == "xlplan" else values_of_all_kinds()
    parts = Parts(data)
    assert not parts.strings or plain_texts(parts.strings) == parts.texts
    for part in parts.sheets:
        found = plainly(part, parts.texts, parts.formats)
        assert found == read(part, parts.texts, parts.formats) is not None


MARKED = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"{}>'


@pytest.mark.parametrize(
    ("head", "row", "cell"),
    [
        ("", '0ht="12"', ""),
        ("", 'xmlns="urn:y"', ""),
        ("", "", '<f xmlns="urn:y">1</f>'),
        ("", 'x14ac:dyDescent="1"', ""),
        ('><sheetPr xmlns:x14ac="urn:z"/', 'x14ac:dyDescent="1"', ""),
    ],
)
def test_what_is_ill_formed_or_of_another_namespace_is_not_plain(head: str, row: str, cell: str) -> None:
    whole = MARKED.format(head) + '<sheetData><row r="1" {}><c r="A1">{}<v>1</v></c></row></sheetData></worksheet>'
    taken = [plainly(whole.format(*each).encode(), (), NO_FORMATS) is not None for each in ((row, cell), ('s="1"', ""))]
    assert (*taken, read(whole.format(row, cell).encode(), (), NO_FORMATS)) == (False, True, None)


@pytest.mark.parametrize(
    "declared", ["version=\"1.0'", 'version="1.0" standalone="x"', 'version="1.0" encoding="utf-8\'']
)
def test_a_declaration_that_xml_does_not_have_is_left_to_the_parser(declared: str) -> None:
    texts = MARKED.format("").partition("\n")[2].replace("worksheet", "sst") + "<si><t>甲</t></si></sst>"
    found = [plain_texts(f"<?xml {each}?>{texts}".encode()) for each in (declared, 'version="1.0"')]
    assert found == [None, ["甲"]]


@pytest.mark.parametrize("first", ['<c r="A{0}" s="5" t="s">', '<c r="A{0}" t="s">', '<c r="A{0}" s="5">'])
@pytest.mark.parametrize("second", ['<c r="B2">', '<c r="B2" t="s">', '<c r="B2" s="5" t="s">', '<c s="5" r="B2">'])
@pytest.mark.parametrize("between", ["", '<f x="{0}" s=""/>'])
def test_a_cell_of_the_row_above_is_never_taken_for_one_of_its_own(first: str, second: str, between: str) -> None:
    def cells_of(row: int) -> int:
        text = f'<row r="{row}">{first}<v>0</v></c>{second}{between}<v>1</v></c>'.format(row)
        return divided(with_edges(text.encode()))[0].row

    assert cells_of(2) == 1
    with pytest.raises(ValueError):
        cells_of(3)


def mutant(xml: str, chance: random.Random) -> str:
    """Return a sheet with one to three things changed."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        tags = [found.span() for found in re.finditer(r"<[^<>]*>", xml)]
        if len(tags) < 3:
            break
        begin, end = chance.choice(tags)
        other = chance.choice(tags)
        place = chance.choice((begin, end, chance.randrange(begin, end)))
        match chance.randrange(6):
            case 0:
                xml = xml[:place] + chance.choice(NASTY) + xml[place:]
            case 1:
                xml = xml[:begin] + xml[end:]
            case 2:
                xml = xml[:end] + xml[begin:end] + xml[end:]
            case 3:
                xml = xml[:begin] + xml[slice(*other)] + xml[end:]
            case 4:
                piece = xml[begin : begin + chance.randrange(5, 120)]
                xml = xml[:place] + piece + xml[place:]
            case _:
                digits = [found.start() for found in re.finditer(r"[0-9]", xml)]
                at = chance.choice(digits)
                xml = xml[:at] + chance.choice(("", "0", "9", "-1", " ", "x", "12345678")) + xml[at + 1 :]
    return xml


@pytest.mark.parametrize("source", ["calc", "xlsxwriter", "openpyxl"])
def test_whatever_is_changed_it_is_read_as_the_parser_reads_it_or_left_to_it(
    source: str, filled: Path, tmp_path: Path, needs_calc: None
) -> None:
    if source == "calc":
        parts = Parts(calc.convert(filled, "xlsx", tmp_path).read_bytes())
    elif source == "openpyxl":
        openpyxl.load_workbook(filled).save(tmp_path / "存.xlsx")
        parts = Parts((tmp_path / "存.xlsx").read_bytes())
    else:
        parts = Parts(values_of_all_kinds())
    chance = random.Random(source)
    taken = 0
    for number in range(MUTANTS):
        xml = mutant(parts.sheets[number % len(parts.sheets)].decode(), chance).encode("utf-8", "replace")
        found = plainly(xml, parts.texts, parts.formats)
        if found is not None:
            taken += 1
            assert found == read(xml, parts.texts, parts.formats), xml
    assert taken > MUTANTS / 20


def test_texts_that_are_changed_are_read_as_the_parser_reads_them_or_left_to_it(
    filled: Path, tmp_path: Path, needs_calc: None
) -> None:
    strings = Parts(calc.convert(filled, "xlsx", tmp_path).read_bytes()).strings.decode()
    chance = random.Random(7)
    taken = 0
    for _ in range(MUTANTS):
        xml = mutant(strings, chance).encode("utf-8", "replace")
        found = plain_texts(xml)
        if found is not None:
            taken += 1
            assert found == any_texts(xml), xml
    assert taken > MUTANTS / 20
