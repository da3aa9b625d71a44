"""Closed workbooks become grids; whatever is wrong with a file is an error of xlplan that names it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import docx
import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import ROOT, tables
from support.rights import as_anybody
from support.tables import FIRST, HEADINGS, SECOND

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.read.csv_file import read_csv
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.terms.cells import Area, CellError, CellValue, NoCachedValue, filled_rows
from xlplan.terms.errors import XlplanError

SHEET = "xl/worksheets/sheet1.xml"
SMALL = tables.workbook((HEADINGS, FIRST, SECOND), merges=["B2:B3"])
REAL = (ROOT / "workbook/分工表.xlsm").read_bytes()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


def rows(data: bytes) -> list[list[CellValue]]:
    return [list(values) for values in read_xlsx(data, "表.xlsx").grids[0].rows]


def sheet(change: Callable[[bytes], bytes], data: bytes = SMALL) -> bytes:
    """Return a workbook whose first sheet is changed."""
    return tables.edited(data, lambda name, part: change(part) if name == SHEET else part)


def with_row(xml: str) -> bytes:
    """Return a workbook with one more row in its first sheet."""
    return sheet(lambda part: part.replace(b"</sheetData>", xml.encode() + b"</sheetData>"))


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def without(*names: str) -> bytes:
    return tables.edited(SMALL, lambda name, part: None if name in names else part)


def document() -> bytes:
    file = io.BytesIO()
    text = docx.Document()
    text.add_table(2, 2).cell(0, 0).text = "主要内容"
    text.save(file)
    return file.getvalue()


def encrypted() -> bytes:
    file = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(SMALL)).encrypt("secret", file)
    return file.getvalue()


def appended(name: str, part: bytes) -> bytes:
    file = io.BytesIO(SMALL)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as more,
        pytest.warns(UserWarning) if name == SHEET else contextlib.nullcontext(),
    ):
        more.writestr(name, part)
    return file.getvalue()


def flipped() -> bytes:
    """Return a workbook with one bit of a part's packed bytes flipped."""
    with zipfile.ZipFile(io.BytesIO(SMALL)) as whole:
        place = whole.getinfo(SHEET).header_offset + 30 + len(SHEET) + 50
    return SMALL[:place] + bytes([SMALL[place] ^ 1]) + SMALL[place + 1 :]


def locked_parts() -> bytes:
    """Return a workbook packed by a zip program with a password: bit 0 of each entry's flags is set."""
    data = bytearray(SMALL)
    for place in (match.start() for match in re.finditer(rb"PK\x01\x02", SMALL)):
        struct.pack_into("<H", data, place + 8, 1)
    return bytes(data)


def prefixed(part: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=\w)", rb"<\1x:", part).replace(b"xmlns=", b"xmlns:x=")


def strict(name: str, part: bytes) -> bytes:
    """Return a part as Excel writes it for “Strict Open XML”."""
    ours, theirs = b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml"
    for space in (b"/spreadsheetml/2006/main", b"/officeDocument/2006/relationships"):
        part = part.replace(ours + space, theirs + space.replace(b"/2006", b""))
    return part


DTD = b'<!DOCTYPE worksheet [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
BOMB = b"<worksheet>" + bytes(50 * 2**20) + b"</worksheet>"

BAD = {
    "zero bytes": (b"", "damaged"),
    "a picture": (PICTURE, "not-a-workbook"),
    "a web page": ("<html><table><tr><td>主要内容</td></tr></table></html>".encode(), "not-a-workbook"),
    "a text": ("编号,主要内容,执行部门\n1.1,甲,乙\n".encode("gbk"), "not-a-workbook"),
    "a document": (document(), "not-a-workbook"),
    "a zip of something else": (package(**{"a.txt": b"x"}), "not-a-workbook"),
    "an .ods": (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"}), "damaged"),
    "an .ods without content": (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "damaged"),
    "an .xlsb": (
        tables.edited(
            without("xl/workbook.xml"),
            lambda name, part: part.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.binary.macroEnabled.main"),
        ),
        "not-a-workbook",
    ),
    "an old .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-workbook"),
    "encrypted": (encrypted(), "password"),
    "packed with a password": (locked_parts(), "password"),
    "truncated": (SMALL[: len(SMALL) * 2 // 3], "damaged"),
    "the first bytes alone": (b"PK\x03\x04", "damaged"),
    "a flipped bit": (flipped(), "damaged"),
    "a zeroed block": (SMALL[:1000] + bytes(512) + SMALL[1512:], "damaged"),
    "a part that swells": (tables.edited(SMALL, lambda name, part: BOMB if name == SHEET else part), "damaged"),
    "ten thousand parts": (package(**{f"xl/{n}": b"" for n in range(10_001)}), "damaged"),
    "a part twice": (appended(SHEET, b"<worksheet/>"), "damaged"),
    "a part twice but for case": (appended("XL/Worksheets/Sheet1.XML", b"<worksheet/>"), "damaged"),
    "a DTD in a sheet": (sheet(lambda part: DTD + part), "damaged"),
    "a DTD in the workbook": (tables.edited(SMALL, lambda name, part: DTD + part if name == "xl/workbook.xml" else part), "damaged"),
    "a DTD in an unused part": (appended("customXml/item1.xml", DTD + b"<a/>"), "damaged"),
    "UTF-16": (sheet(lambda part: part.decode().encode("utf-16")), "damaged"),
    "no relationships": (without("_rels/.rels"), "damaged"),
    "relationships to nothing": (
        tables.edited(SMALL, lambda name, part: re.sub(rb"<Relationship .*/>", b"", part) if name == "_rels/.rels" else part),
        "damaged",
    ),
    "no relationships of the workbook": (without("xl/_rels/workbook.xml.rels"), "damaged"),
    "no sheet": (without(SHEET), "damaged"),
    "no XML": (sheet(lambda part: b"PK" + part[100:]), "damaged"),
    "a cell far off": (with_row('<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'), "not-a-workbook"),
    "a cell far off in small letters": (with_row('<row r="1048576"><c r="xfd1048576" t="str"><v>x</v></c></row>'), "not-a-workbook"),
    "a row beyond the last": (with_row('<row r="99999999"><c r="A99999999" t="str"><v>x</v></c></row>'), "damaged"),
    "a column beyond the last": (with_row('<row r="4"><c r="AAAAA4" t="str"><v>x</v></c></row>'), "damaged"),
    "a far cell behind a mark": (with_row('<row r="4"><c x=">" r="A99999999" t="str"><v>x</v></c></row>'), "damaged"),
    "a far cell behind a long text": (with_row(f'<row r="4"><c x="{"x" * 5000}" r="A99999999" t="str"><v>x</v></c></row>'), "damaged"),
    "a far cell of a long prefix": (sheet(lambda part: prefixed(part).replace(b"x:", b"x" * 50 + b":").replace(b":x=", b":" + b"x" * 50 + b"=")
                                          .replace(b'r="A1"', b'r="A99999999"')), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_an_error_that_names_it_and_says_what_to_do(case: str, tmp_path: Path) -> None:
    data, code = BAD[case]
    path = tmp_path / "报送表.xlsx"
    path.write_bytes(data)
    with pytest.raises(XlplanError) as caught:
        read_workbook(path)
    assert caught.value.code == code
    assert "报送表.xlsx" in caught.value.message
    assert caught.value.hint


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    os.mkfifo(tmp_path / "管道.xlsx")
    for name, code in {
        "没有.xlsx": "file-missing",
        "没有/没有.xlsx": "file-missing",
        "文件夹.xlsx": "not-a-workbook",
        "管道.xlsx": "not-a-workbook",
        "长" * 200 + ".xlsx": "damaged",
    }.items():
        with pytest.raises(XlplanError) as caught:
            read_workbook(tmp_path / name)
        assert caught.value.code == code, name


def test_a_file_that_may_not_be_read() -> None:
    with as_anybody() as folder:
        path = folder / "表.xlsx"
        path.write_bytes(SMALL)
        path.chmod(0)
        with pytest.raises(XlplanError) as caught:
            read_workbook(path)
        assert caught.value.code == "locked"


def test_cells_that_only_look_different_read_the_same() -> None:
    plain = rows(SMALL)
    assert plain[1] == list(FIRST)
    assert rows(sheet(prefixed)) == plain
    dense = tables.workbook((HEADINGS, FIRST, SECOND))
    assert rows(sheet(lambda part: re.sub(rb' r="[A-Z]*\d+"', b"", part), dense)) == rows(dense)
    assert rows(tables.edited(SMALL, strict)) == plain
    assert rows(sheet(lambda part: part.replace(b'"', b"'"))) == plain
    assert (
        rows(sheet(lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part))) == plain
    )
    assert read_xlsx(sheet(prefixed), "表.xlsx").grids[0].merges == [Area(1, 1, 2, 1)]


def test_cells_that_only_have_a_style_take_no_space() -> None:
    data = with_row('<row r="9"><c r="XFD9" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"></c></row>')
    assert rows(data) == rows(SMALL)
    many = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="Z{n}" s="0"/></row>' for n in range(10, 100_000))
    assert rows(with_row(many)) == rows(SMALL)


def test_errors_and_formulas_are_told_from_blank_cells() -> None:
    data = with_row(
        '<row r="4"><c r="A4" t="e"><v>#REF!</v></c><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C4"><f>A1&amp;"&lt;"</f></c><c r=\'D4\'><f>1+1</f><v></v></c><c r="E4"><f>1+1</f><v/></c>'
        '<c r="F4"><f>1+1</f><v>2</v></c><c r="G4" t="str"><f>A9</f><v></v></c><c r="H4" t="str"><f>A9</f><v>甲</v></c>'
        '<c r="I4"><f t="shared" si="0"/><v>7</v></c><c r="J4" t="e"><v>#SPILL!</v></c><c r="K4" t="b"><v>1</v></c>'
        f'<c r="L4"><f>{"1+" * 6000}1</f></c><c r="M4"/><c r="N4" t="e"><v>#新错误</v></c><c r="O4" t="e"><v></v></c><c r="P4" t="e"><v/></c></row>'
    )
    (grid,) = [grid for grid in read_xlsx(data, "表.xlsx").grids if grid.sheet == "分工表"]
    cells = grid.rows[3]
    assert cells[:11] == [
        CellError("#REF!"), CellError("#DIV/0!"), NoCachedValue('=A1&"<"'), NoCachedValue("=1+1"), NoCachedValue("=1+1"),
        2, None, "甲", 7, CellError("#SPILL!"), True,
    ]  # fmt: skip
    long = cells[11]
    assert isinstance(long, NoCachedValue) and long.formula.startswith("=1+1+") and len(long.formula) < 300
    assert cells[12:] == [None, CellError("#新错误"), CellError("#VALUE!"), CellError("#VALUE!")]
    assert grid.formulas == {(3, column) for column in (1, 5, 6, 7, 8)}


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    for first in (True, False):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"date_1904": first}) as book:
            day, span = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "[h]:mm"})
            table = book.add_worksheet()
            table.write_datetime(0, 0, datetime(2023, 6, 30), day)
            table.write_number(1, 0, 1e300, day)
            table.write_number(2, 0, 1.5, span)
        assert rows(file.getvalue()) == [[date(2023, 6, 30)], [1e300], [timedelta(hours=36)]]


def test_texts_come_whole() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        bold = book.add_format({"bold": True})
        table = book.add_worksheet()
        table.write_rich_string(0, 0, "以强", bold, "带弱", "，促提升")
        table.write_string(1, 0, "  前后有空格\n下一行 ")
        table.write_string(2, 0, "长" * 32767)
        table.write_string(3, 0, "=1+1")
        table.write_url(4, 0, "https://example.org/", string="链接")
        book.add_chartsheet("图")
        hidden = book.add_worksheet("藏起来的")
        hidden.hide()
        hidden.write(0, 0, 1)
    shown, other = read_xlsx(file.getvalue(), "表.xlsx").grids
    assert shown.rows == [["以强带弱，促提升"], ["  前后有空格\n下一行 "], ["长" * 32767], ["=1+1"], ["链接"]]
    assert (other.sheet, other.rows) == ("藏起来的", [[1.0]])


def test_a_sheet_without_cells_is_an_empty_grid() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("空")
    (grid,) = read_xlsx(file.getvalue(), "表.xlsx").grids
    assert (grid.sheet, grid.rows, grid.merges) == ("空", [], [])


def test_cells_keep_their_places() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        table = book.add_worksheet("表")
        table.write("D3", "甲")
        table.write("F5", "乙")
        table.merge_range("D6:D7", "丙")
        table.write("H7", "戊")
        book.add_worksheet("另一张").write("B1", "丁")
    grid, other = read_xlsx(file.getvalue(), "表.xlsx").grids
    filled = {(r, c): v for r, values in enumerate(grid.rows) for c, v in enumerate(values) if v is not None}
    assert filled == {(2, 3): "甲", (4, 5): "乙", (5, 3): "丙", (6, 7): "戊"}
    assert (grid.at(2, 3), grid.at(0, 0), grid.at(99, 99), other.at(0, 1)) == ("甲", None, None, "丁")
    assert grid.anchors() == {(6, 3): (5, 3)}


def test_a_million_blank_rows_before_a_stray_space_are_read() -> None:
    grid = read_xlsx(with_row('<row r="1048576"><c r="F1048576" t="str"><v> </v></c></row>'), "表.xlsx").grids[0]
    assert len(grid.rows) == 1048576 and grid.rows[2][2] == SECOND[2]
    assert list(filled_rows(grid)) == [0, 1, 2]


def test_merged_areas_of_any_kind_do_not_blow_up() -> None:
    everywhere = "".join('<mergeCell ref="A1:XFD1048576"/>' for _ in range(100))
    data = sheet(
        lambda part: re.sub(rb"<mergeCells.*</mergeCells>", f"<mergeCells>{everywhere}</mergeCells>".encode(), part)
    )
    (grid, *_) = read_xlsx(data, "表.xlsx").grids
    assert len(grid.anchors()) < 1000


@pytest.fixture(scope="module", autouse=True)
def little_memory() -> object:
    """Limit the memory: these tests need far less, and a blow-up becomes an error."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def readable_or_refused(data: bytes) -> None:
    with contextlib.suppress(XlplanError):
        read_xlsx(data, "表.xlsx")


flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4)


def turned(data: bytes, changes: list[tuple[float, int]]) -> bytes:
    new = bytearray(data)
    for place, value in changes:
        new[int(place * len(new))] = value
    return bytes(new)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(changes=flips)
def test_changed_bytes_of_a_real_workbook_give_a_result_or_an_error_of_ours(changes: list[tuple[float, int]]) -> None:
    readable_or_refused(turned(REAL, changes))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(part=st.sampled_from(zipfile.ZipFile(io.BytesIO(SMALL)).namelist()), changes=flips)
def test_changed_bytes_inside_a_part_give_a_result_or_an_error_of_ours(
    part: str, changes: list[tuple[float, int]]
) -> None:
    readable_or_refused(tables.edited(SMALL, lambda name, xml: turned(xml, changes) if name == part else xml))


DRAWN = {
    "with bars": "2026年任务表\n序号|任务|时限\n1|做好甲事|6月底\n2|做好乙事|9月底\n",
    "with bars around it": "| 序号 | 任务 | 时限 |\n|---|:--|--|\n| 1 | 做好甲事 | 6月底 |\n| 2 | 做好乙事 | 9月底 |\n",
    "with spaces": "序号    任务      时限\n1       做好甲事　　6月底\n2       做好乙事  9月底\n",
}


@pytest.mark.parametrize("text", DRAWN.values(), ids=DRAWN)
def test_a_table_drawn_in_a_text_is_read_by_its_columns(text: str) -> None:
    (grid,) = read_csv(text.encode(), "表.txt").grids
    assert [list(row) for row in grid.rows if len(row) == 3] == [
        ["序号", "任务", "时限"], ["1", "做好甲事", "6月底"], ["2", "做好乙事", "9月底"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["编号,说明\n1,甲  乙  丙\n2,丁  戊  己\n3,庚  辛  壬\n", "编号,说明\n1,甲|乙|丙\n2,丁|戊|己\n3,庚|辛|壬\n"]
)
def test_spaces_and_bars_within_cells_part_none(text: str) -> None:
    assert [len(row) for row in read_csv(text.encode(), "表.csv").grids[0].rows] == [2, 2, 2, 2]


HEAD = ["序号", "任务", "单位", "时限"]
WHOLE = ["2", "办好乙事", "财务科", "9月底"]
DRAWN_CELLS = {
    "a blank first cell": ("|序号|任务|单位|时限|\n||办好甲事|总务处|6月底|\n|2|办好乙事|财务科|9月底|\n", [None, "办好甲事", "总务处", "6月底"]),
    "an escaped bar": ("序号|任务|单位|时限\n1|甲事\\|乙事|总务处|6月底\n2|办好乙事|财务科|9月底\n", ["1", "甲事|乙事", "总务处", "6月底"]),
    "a lone quote in bars": ('|序号|任务|单位|时限|\n|1|"平安校园创建|总务处|6月底|\n|2|办好乙事|财务科|9月底|\n', ["1", '"平安校园创建', "总务处", "6月底"]),
    "a lone quote in spaces": ('序号  任务  单位  时限\n1  "平安校园创建  总务处  6月底\n2  办好乙事  财务科  9月底\n', ["1", '"平安校园创建', "总务处", "6月底"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "row"), DRAWN_CELLS.values(), ids=DRAWN_CELLS)
def test_each_cell_of_a_drawn_table_stays_where_it_is(text: str, row: list[CellValue]) -> None:
    assert [list(each) for each in read_csv(text.encode(), "表.txt").grids[0].rows] == [HEAD, row, WHOLE]


NOT_DRAWN = {
    "a column blank in each row": (
        "序号  任务  牵头单位  配合单位\n1  修路      甲局\n2  植树      乙局\n3  清淤      丙局\n",
        [[line] for line in ("序号  任务  牵头单位  配合单位", "1  修路      甲局", "2  植树      乙局", "3  清淤      丙局")],
    ),
    "lines in quotes": ('序号,任务\n1,"甲  乙  丙\n丁  戊  己\n庚  辛  壬"\n', [["序号", "任务"], ["1", "甲  乙  丙\n丁  戊  己\n庚  辛  壬"]]),
    "bars in quotes": ('序号\n"甲|乙|丙\n丁|戊|己\n庚|辛|壬"\n', [["序号"], ["甲|乙|丙\n丁|戊|己\n庚|辛|壬"]]),
    "spaces around commas": ("序号  ,  任务  ,  单位\n1  ,  安装  ,  教务处\n2  ,  检修  ,  教务处\n", [["序号  ", "  任务  ", "  单位"], ["1  ", "  安装  ", "  教务处"], ["2  ", "  检修  ", "  教务处"]]),
    "a blank cell among spaces": ("序号  任务  单位\n1  甲事  甲科\n2  乙事\n3  丙事  丙科\n4  丁事  丁科\n", [["序号  任务  单位"], ["1  甲事  甲科"], ["2  乙事"], ["3  丙事  丙科"], ["4  丁事  丁科"]]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), NOT_DRAWN.values(), ids=NOT_DRAWN)
def test_what_is_parted_by_commas_or_quoted_or_leaves_a_doubt_is_not_drawn(
    text: str, rows: list[list[CellValue]]
) -> None:
    assert [list(each) for each in read_csv(text.encode(), "表.csv").grids[0].rows] == rows


def test_a_framed_table_may_hold_commas_and_quotes() -> None:
    text = '| 序号 | 任务 | 单位 |\n|---|---|---|\n| 1 | 修路, 修桥 | 甲局 |\n| 2 | 植树, 造林 | 乙局 |\n| 3 | 清淤,"放管服", | 丙局 |\n'
    rows = [list(row) for row in read_csv(text.encode(), "表.txt").grids[0].rows]
    assert ["1", "修路, 修桥", "甲局"] in rows and ["3", '清淤,"放管服",', "丙局"] in rows
