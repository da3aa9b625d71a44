"""What cells of returned files may hold: formulas, errors, days, texts without end, cells far off.

The numbers in the names are those of the office's list of bad inputs.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support import binary, calc, tables
from support.damage import values_of
from support.incoming import SHEET, UNREADABLE, cell, filled, handed_out, judged, put, said, same_as_original
from support.office import Filled, Office

from xlplan.files.apart.pool import read_all
from xlplan.terms.cells import CellError, NoCachedValue
from xlplan.terms.sheets import TASKS


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return handed_out(tmp_path)


FORMULAS = {"percent": "=1/4", "progress": '="完成"&"了"', "next": "=1/0"}


def with_formulas(found: Filled) -> None:
    for name, formula in FORMULAS.items():
        found.cell("1.1", name).value = formula


def test_17_a_formula_never_calculated_is_never_blank(works: Office) -> None:
    put(works, "公式.xlsx", filled(works, with_formulas))
    verdict, codes = judged(works)["公式.xlsx"]
    assert (verdict, codes.count("return-uncalculated")) == ("noted", 3)


@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_17_19_results_are_taken_and_noted_and_errors_shown(
    to: str, works: Office, tmp_path: Path, needs_calc: None
) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works, with_formulas))
    put(works, f"公式.{to}", calc.convert(source, to, tmp_path / "存").read_bytes())
    verdict, codes = judged(works)[f"公式.{to}"]
    # Calc saves 0 in an .xls as the result of a formula that gives a text, and 0 in 本期进展 says nothing.
    text = "return-says-nothing" if to == "xls" else "return-formula"
    assert (verdict, sorted(codes)) == ("noted", sorted(["return-cell-error", "return-formula", text]))
    assert "#DIV/0!" in said(works, f"公式.{to}")


def test_17_a_formula_never_calculated_in_an_ods(works: Office, tmp_path: Path, needs_calc: None) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works, with_formulas))
    data = calc.convert(source, "ods", tmp_path / "存").read_bytes()

    def uncalculated(name: str, part: bytes) -> bytes:
        if name != "content.xml":
            return part
        return re.sub(rb'(<table:table-cell[^>]*table:formula="of:=1/4")[^>]*>.*?</table:table-cell>', rb"\1/>", part)

    put(works, "公式.ods", tables.edited(data, uncalculated))
    assert "return-uncalculated" in judged(works)["公式.ods"][1]


def test_17_19_formulas_and_errors_in_a_binary_workbook(works: Office) -> None:
    sheets = values_of(filled(works))
    (row,) = [values for _, values in sheets[TASKS] if values[0] == "1.1"]
    row[row.index(0.5)] = binary.Formula(0.25)
    row[row.index("1.1的进展。")] = "#N/A"
    put(works, "表.xlsb", binary.xlsb(sheets))
    verdict, codes = judged(works)["表.xlsb"]
    assert verdict == "noted"
    assert {"return-formula", "return-cell-error"} <= set(codes)


DANGEROUS = [
    "=cmd|'/C calc'!A0",
    '=WEBSERVICE("http://example.org/")',
    '=HYPERLINK("http://example.org/","点这里")',
    "='[别处.xlsx]表'!A1",
]


@pytest.mark.parametrize("formula", DANGEROUS)
def test_18_formulas_that_reach_outside_are_flagged_and_not_run(works: Office, formula: str) -> None:
    put(works, "公式.xlsx", filled(works, cell("1.1", "progress", formula)))
    verdict, codes = judged(works)["公式.xlsx"]
    assert (verdict, codes[0]) == ("noted", "return-uncalculated")


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA", "#BUSY!"])
def test_19_an_error_cell_is_shown_and_the_others_merge(works: Office, error: str) -> None:
    def with_error(name: str, part: bytes) -> bytes:
        wanted = rb'<c r="([A-Z]+\d+)"([^>]*?) t="[a-zA-Z]*"><(?:v|is)>(?:<t>)?ERROR(?:</t>)?</(?:v|is)></c>'
        new = rb'<c r="\1"\2 t="e"><v>' + error.encode() + b"</v></c>"
        return re.sub(wanted, new, part) if name == SHEET else part

    data = filled(works, cell("1.1", "progress", "ERROR"))
    if b"sharedStrings" in data:
        data = inlined(data)
    put(works, "错误.xlsx", tables.edited(data, with_error))
    assert judged(works) == {"错误.xlsx": ("noted", ["return-cell-error"])}
    assert error in said(works, "错误.xlsx")


def inlined(data: bytes) -> bytes:
    """Return a workbook whose texts stand in its cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        shared = re.findall(rb"<si>(.*?)</si>", package.read("xl/sharedStrings.xml"), re.DOTALL)

    def text(found: re.Match[bytes]) -> bytes:
        return b"<c" + found[1] + b' t="inlineStr"><is>' + shared[int(found[2])] + b"</is></c>"

    def change(name: str, part: bytes) -> bytes:
        return re.sub(rb'<c([^>]*) t="s"><v>(\d+)</v></c>', text, part) if name.startswith("xl/worksheets/") else part

    return tables.edited(data, change)


@pytest.mark.parametrize("epoch", ["1904", "1900"])
def test_20_days_count_from_where_the_workbook_says(works: Office, epoch: str) -> None:
    def dated(found: Filled) -> None:
        if epoch == "1904":
            found.book.epoch = CALENDAR_MAC_1904
        found.cell("1.1", "expected").value = datetime(2023, 6, 30)

    written = filled(works, cell("1.1", "expected", "2023-06-30"))
    put(works, "日期.xlsx", filled(works, dated))
    assert judged(works)["日期.xlsx"][0] == "accepted"
    same_as_original(works, written)


def test_23_a_million_blank_rows_with_a_look_are_nothing(works: Office) -> None:
    rows = "".join(f'<row r="{n}" ht="20"><c r="A{n}" s="0"/><c r="N{n}" s="0"/></row>' for n in range(200, 1_000_001))

    def longer(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", rows.encode() + b"</sheetData>") if name == SHEET else part

    original = filled(works)
    put(works, "长.xlsx", tables.edited(original, longer))
    assert judged(works) == {"长.xlsx": ("accepted", [])}
    same_as_original(works, original)


def test_24_a_stray_cell_far_off(works: Office, tmp_path: Path) -> None:
    def stray(reference: str, inner: str) -> bytes:
        row = re.sub(r"\D", "", reference)
        xml = f'<row r="{row}"><c r="{reference}" {inner}</row></sheetData>'.encode()
        return tables.edited(
            filled(works), lambda name, part: part.replace(b"</sheetData>", xml) if name == SHEET else part
        )

    put(works, "空格.xlsx", stray("N1048576", 't="str"><v> </v></c>'))
    put(works, "样式.xlsx", stray("XFD1048576", 's="0"/>'))
    put(works, "最远.xlsx", stray("XFD1048576", 't="str"><v> </v></c>'))
    put(works, "重复.ods", far_ods())
    put(works, "远.xlsb", binary.xlsb({TASKS: [(1_048_575, [None] * 16_383 + ["x"])]}))
    found = judged(works)
    assert found["空格.xlsx"] == ("accepted", [])
    assert found["样式.xlsx"][0] == "accepted"
    for name in ("最远.xlsx", "重复.ods", "远.xlsb"):
        assert found[name] == UNREADABLE
        assert "远" in said(works, name)


def far_ods() -> bytes:
    """Return an .ods of a few bytes that stands for seventeen billion cells."""
    cells = "<table:table-cell table:number-columns-repeated='16384' office:value-type='string'><text:p>x</text:p></table:table-cell>"
    content = (
        "<?xml version='1.0'?><office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body><office:spreadsheet>"
        f"<table:table table:name='任务表'><table:table-row table:number-rows-repeated='1048576'>{cells}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


def test_25_a_cell_of_the_greatest_length_comes_whole(works: Office) -> None:
    original = filled(works, cell("1.1", "progress", "长" * 32_767))
    put(works, "长.xlsx", original)
    assert judged(works) == {"长.xlsx": ("accepted", [])}
    put(works, "短.xlsx", filled(works, cell("1.1", "progress", "长" * 32_766)))
    assert [len(v["value"]) for v in works.json("merge")["conflicts"][0]["values"]] in (
        [32_766, 32_767],
        [32_767, 32_766],
    )


def test_errors_and_formulas_of_an_ods_stand_where_they_are(tmp_path: Path, needs_calc: None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["D7"], sheet["D8"], sheet["A9"] = "=1/0", "=1+1", "=NA()", "文"
    sheet["F3"].comment = openpyxl.comments.Comment("批注", "某人")
    book.save(tmp_path / "表.xlsx")
    for to in ("ods", "xls", "xlsx"):
        path = calc.convert(tmp_path / "表.xlsx", to, tmp_path / "存")
        ((_, reading),) = read_all([path], lambda path: (path.name, path.read_bytes()))
        assert reading and reading.error is None
        (grid,) = reading.grids
        assert (grid.at(2, 1), grid.at(6, 3), grid.at(7, 3), grid.at(8, 0)) == (
            CellError("#DIV/0!"),
            2,
            CellError("#N/A"),
            "文",
        )
        assert grid.formulas == {(2, 1), (6, 3), (7, 3)}
        assert not any(isinstance(value, NoCachedValue) for row in grid.rows for value in row)
