"""Filling real workbooks: what changes in a template, what moves with its rows, and what stays byte for byte."""

from __future__ import annotations

import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook
from support import calc, ooxml

from xlplan.errors import TemplateError
from xlplan.files.template import Formula, Row, SheetFill, Template, check, package, refs

SHEET = "数据"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ROW_NAMES = ("编号", "内容", "状态", "数值")
# The smallest picture there is: one pixel.
PIXEL = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
    for kind, body in (
        (b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff\0\0")),
        (b"IEND", b""),
    )
)


def inflate(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def deflate(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def edited(data: bytes, **changes: Callable[[str], str]) -> bytes:
    """A package with parts changed; the keys are the parts' names with their folders and extensions left out."""
    parts = inflate(data)
    for stem, change in changes.items():
        name = next(
            name for name in parts if Path(name).name.partition(".")[0] == stem and name.endswith((".xml", ".vml"))
        )
        new = change(parts[name].decode())
        assert new != parts[name].decode(), f"{name} was not changed"
        parts[name] = new.encode()
    return deflate(parts)


def part(data: bytes, name: str) -> str:
    return inflate(data)[name].decode()


def everything(folder: Path) -> bytes:
    """A template with all XlsxWriter knows; prototype rows 6 (plain) and 7 (#灰) on 数据, 5 on 表格."""
    path = folder / "everything.xlsx"
    (folder / "pixel.png").write_bytes(PIXEL)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "张三", "company": "某局", "manager": "李四", "title": "题目"})
    sheet = book.add_worksheet(SHEET)
    other = book.add_worksheet("汇总")
    table = book.add_worksheet("表格")
    still = book.add_worksheet("说明")
    bold, grey = book.add_format({"bold": True}), book.add_format({"bg_color": "#CCCCCC", "locked": True})
    day, free = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"locked": False, "text_wrap": True})
    red = book.add_format({"bg_color": "#FF0000"})
    sheet.write_rich_string("A1", "部门：", bold, "{{部门}}", "（{{期次}}）")
    sheet.write_string("A2", "{{截止}}", day)
    sheet.write_formula("C2", '=COUNTIF(C6:C7,"")', None, 99)
    sheet.write_formula("D2", "=SUM($D$6:$D$7)+D9", None, 98)
    sheet.write_row("A5", ["编号", "内容", "状态", "数值", "趋势", "链接", "并", ""])
    for row, mark, style in ((5, "", free), (6, "#灰", grey)):
        sheet.write_string(row, 0, f"{{{{编号{mark}}}}}", style)
        sheet.write_string(row, 1, "{{内容}}", style)
        sheet.write_string(row, 2, "—" if mark else "{{状态}}", style)
        sheet.write_string(row, 3, "{{数值}}", style)
        sheet.write_formula(row, 4, f"=D{row + 1}*2+$D$9+SUM(D$6:D{row + 1})")
        sheet.merge_range(row, 6, row, 7, "{{状态}}", style)
    sheet.write_url("F6", "https://example.com/{{}}".replace("{{}}", "a"), string="看")
    sheet.set_row(6, None, None, {"level": 1})
    sheet.set_row(8, 33)
    sheet.write_string("A9", "合计")
    sheet.write_formula("D9", "=SUM(D6:D7)", None, 97)
    sheet.write_formula("E9", "=汇总!B1", None, 96)
    sheet.merge_range("A11:B12", "下面", bold)
    sheet.write_url("A13", f"internal:'{SHEET}'!A9")
    sheet.write_comment("C5", "标题上的批注", {"author": "张三"})
    sheet.write_comment("B6", "每行都有", {"author": "张三"})
    sheet.write_comment("A9", "合计的批注")
    formula = {"type": "formula", "criteria": '=AND($A6<>"",C6="")', "format": red}
    sheet.conditional_format("C6:C7", formula)
    sheet.conditional_format("D7", {"type": "cell", "criteria": ">", "value": "=$D$9", "format": red})
    sheet.conditional_format("D6:D7", {"type": "data_bar", "data_bar_2010": True, "min_type": "num", "min_value": 0})
    sheet.conditional_format("D9", {"type": "3_color_scale"})
    sheet.data_validation("C6", {"validate": "list", "source": f"={SHEET}!$A$20:$A$22"})
    sheet.data_validation("D6:D7", {"validate": "decimal", "criteria": "<=", "value": "=$D$9"})
    sheet.add_sparkline("E9", {"range": f"{SHEET}!D6:D7"})
    for row in (6, 7):
        sheet.add_sparkline(f"J{row}", {"range": f"{SHEET}!D{row}:E{row}"})
    sheet.insert_image("I9", str(folder / "pixel.png"), {"object_position": 2})
    sheet.insert_button("K9", {"caption": "按"})
    sheet.autofilter("A5:H7")
    sheet.print_area("A1:H12")
    sheet.repeat_rows(4)
    sheet.set_h_pagebreaks([9])
    sheet.set_v_pagebreaks([7])
    sheet.set_header("&L{{部门}}&R&D")
    sheet.set_landscape()
    sheet.protect("", {"autofilter": True})
    sheet.unprotect_range("C6:D7", "可填")
    sheet.ignore_errors({"number_stored_as_text": "A6:D7"})
    sheet.freeze_panes(5, 1)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": f"={SHEET}!$A$6:$A$7", "values": f"={SHEET}!$D$6:$D$7", "name": f"={SHEET}!$A$9"})
    sheet.insert_chart("A15", chart)
    book.define_name("全部", f"={SHEET}!$A$6:$D$7")
    book.define_name("合计格", f"={SHEET}!$D$9")
    book.define_name("缺项", f"={SHEET}!$C$2")
    other.write_formula("A1", f"={SHEET}!D9", None, 95)
    other.write_formula("B1", f"=SUM({SHEET}!$D$6:$D$7)", None, 94)
    other.write_formula("C1", '="不是 数据!D9 "&1+1', None, 93)
    table.write_string("A1", "{{部门}}")
    table.add_table(
        "A4:B5", {"columns": [{"header": "名"}, {"header": "数"}], "data": [["{{名}}", "{{数}}"]], "name": "表一"}
    )
    still.write_row("A1", ["什么也不填", 1, True])
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=说明!$B$1:$B$1"})
    still.insert_chart("C3", pie)
    book.close()
    return path.read_bytes()


def fill_everything(template: Template, count: int = 5) -> bytes:
    rows = [
        Row({"编号": f"1.{i}", "内容": f"第{i}件", "状态": "", "数值": i}, "灰" if i % 2 == 0 else "")
        for i in range(1, count + 1)
    ]
    fields = {"部门": "教育科&室", "期次": "2023年6月", "截止": date(2023, 6, 20)}
    table = SheetFill({"部门": "教育科"}, [Row({"名": name, "数": 1.5}) for name in "甲乙丙"])
    return template.fill({SHEET: SheetFill(fields, rows, {"缺项": 3, "D2": 30.5}, ROW_NAMES), "表格": table})


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return everything(tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="module")
def filled(source: bytes) -> bytes:
    return fill_everything(Template.load(source, "样表.xlsx"))


def simple(folder: Path, cells: dict[str, str], **options: object) -> bytes:
    """A template with texts and formulas at addresses."""
    path = folder / "simple.xlsx"
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet(SHEET)
    for address, text in cells.items():
        if text.startswith("="):
            sheet.write_formula(address, text)
        else:
            sheet.write_string(address, text)
    book.close()
    return path.read_bytes()


def sheet_xml(data: bytes) -> str:
    return part(data, "xl/worksheets/sheet1.xml")


def attributes(xml: str, tag: str, name: str) -> list[str]:
    return re.findall(rf'<{tag} [^>]*?\b{name}="([^"]*)"', xml)


# -- what changes, part by part ---------------------------------------------------------------------------------------


def test_only_filled_sheets_and_what_refers_to_them_change(source: bytes, filled: bytes) -> None:
    before, after = inflate(source), inflate(filled)
    changed = {name for name in before if before[name] != after.get(name)}
    assert before.keys() == after.keys()
    assert changed == {
        "xl/workbook.xml",  # names, print area
        "xl/worksheets/sheet1.xml",  # filled
        "xl/worksheets/sheet2.xml",  # its formulas refer to the filled sheet
        "xl/worksheets/sheet3.xml",  # filled
        "xl/tables/table1.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/drawings/drawing1.xml",
        "xl/charts/chart1.xml",
        "docProps/core.xml",  # no author
        "docProps/app.xml",  # no company, no manager
    }


def test_cells_hold_typed_values_and_formulas_with_their_results(filled: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled), rich_text=False)
    sheet = book[SHEET]
    assert sheet["A1"].value == "部门：教育科&室（2023年6月）"
    assert sheet["A2"].value == datetime(2023, 6, 20)
    assert [[c.value for c in row] for row in sheet["A6:D10"]][:2] == [
        ["1.1", "第1件", None, 1],
        ["1.2", "第2件", "—", 2],
    ]
    assert sheet["A10"].value == "1.5"
    assert [sheet[f"A{row}"].protection.locked for row in range(6, 11)] == [False, True, False, True, False]
    assert [sheet[f"E{row}"].value for row in (6, 7, 10)] == [
        "=D6*2+$D$12+SUM(D$6:D6)", "=D7*2+$D$12+SUM(D$6:D7)", "=D10*2+$D$12+SUM(D$6:D10)",
    ]  # fmt: skip
    assert sheet["D12"].value == "=SUM(D6:D10)"
    assert sheet["C2"].value == '=COUNTIF(C6:C10,"")'
    assert sheet["D2"].value == "=SUM($D$6:$D$10)+D12"
    assert book["汇总"]["A1"].value == f"={SHEET}!D12"
    assert book["汇总"]["B1"].value == f"=SUM({SHEET}!$D$6:$D$10)"
    shown = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)
    assert (shown[SHEET]["C2"].value, shown[SHEET]["D2"].value) == (3, 30.5)
    assert shown["汇总"]["A1"].value is None, "a value nobody worked out anew would be wrong"
    assert shown["汇总"]["C1"].value is None or shown["汇总"]["C1"].value == 93


def test_what_hangs_on_the_repeated_rows_grows_with_them(filled: bytes) -> None:
    xml = sheet_xml(filled)
    assert attributes(xml, "dimension", "ref") == ["A1:H16"]
    assert attributes(xml, "conditionalFormatting", "sqref") == ["C6:C10", "D7 D9", "D6:D10", "D12"]
    assert "<formula>$D$12</formula>" in xml
    assert '<formula>AND($A6&lt;&gt;"",C6="")</formula>' in xml
    assert (
        re.findall(r"<xm:sqref>([^<]*)", xml)
        == ["D6:D10", "E12", *(f"J{row}" for row in (6, 8, 10, 7, 9))][:1] + re.findall(r"<xm:sqref>([^<]*)", xml)[1:]
    )
    assert sorted(re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)", xml)) == sorted(
        [(f"{SHEET}!D6:D10", "E12"), *((f"{SHEET}!D{row}:E{row}", f"J{row}") for row in range(6, 11))]
    )
    assert attributes(xml, "dataValidation", "sqref") == ["C6 C8 C10", "D6:D10"]
    assert f"<formula1>{SHEET}!$A$23:$A$25</formula1>" in xml
    assert attributes(xml, "mergeCell", "ref") == [*(f"G{row}:H{row}" for row in (6, 8, 10, 7, 9)), "A14:B15"]
    assert attributes(xml, "mergeCells", "count") == ["6"]
    assert attributes(xml, "hyperlink", "ref") == ["F6", "F8", "F10", "A16"]
    assert attributes(xml, "hyperlink", "location") == [f"'{SHEET}'!A12"]
    assert attributes(xml, "autoFilter", "ref") == ["A5:H10"]
    assert attributes(xml, "protectedRange", "sqref") == ["C6:D10"]
    assert attributes(xml, "ignoredError", "sqref") == ["A6:D10"]
    assert re.findall(r'<brk id="(\d+)"', xml) == ["12", "7"], (
        "the break between rows moves, that between columns stays"
    )
    assert "<sheetProtection " in xml
    assert attributes(xml, "row", "outlineLevel") == ["1", "1"]
    assert re.search(r'<row r="12"[^>]* ht="33"', xml)
    assert "&amp;L教育科&amp;&amp;室&amp;R&amp;D" in xml


def test_what_refers_to_the_rows_from_other_parts_moves(filled: bytes) -> None:
    names = dict(re.findall(r'<definedName name="([^"]*)"[^>]*>([^<]*)', part(filled, "xl/workbook.xml")))
    assert names == {
        "_xlnm._FilterDatabase": f"{SHEET}!$A$5:$H$10",
        "_xlnm.Print_Area": f"{SHEET}!$A$1:$H$15",
        "_xlnm.Print_Titles": f"{SHEET}!$5:$5",
        "全部": f"{SHEET}!$A$6:$D$10",
        "合计格": f"{SHEET}!$D$12",
        "缺项": f"{SHEET}!$C$2",
    }
    table = part(filled, "xl/tables/table1.xml")
    assert attributes(table, "table", "ref") == attributes(table, "autoFilter", "ref") == ["A4:B7"]
    chart = part(filled, "xl/charts/chart1.xml")
    assert re.findall(r"<c:f>([^<]*)", chart) == [f"{SHEET}!$A$12", f"{SHEET}!$A$6:$A$10", f"{SHEET}!$D$6:$D$10"]
    assert "Cache" not in chart
    drawing = part(filled, "xl/drawings/drawing1.xml")
    assert re.findall(r"<xdr:from>.*?<xdr:row>(\d+)", drawing) == ["11", "17"]
    comments = part(filled, "xl/comments1.xml")
    assert attributes(comments, "comment", "ref") == ["C5", "B6", "B8", "B10", "A12"]
    shapes = part(filled, "xl/drawings/vmlDrawing1.vml")
    assert re.findall(r"<x:Row>(\d+)", shapes) == ["4", "5", "7", "9", "11"]
    ids = re.findall(r'<v:shape id="([^"]*)"', shapes)
    assert len(ids) == len(set(ids)) == 6
    button = re.search(r'ObjectType="Button">.*?<x:Anchor>([^<]*)', shapes, re.DOTALL)
    assert button is not None and [part.strip() for part in button[1].split(",")][2] == "11"


def test_nobody_is_named_and_no_placeholder_is_left(source: bytes, filled: bytes) -> None:
    assert "张三" in part(source, "xl/comments1.xml")
    for name, data in inflate(filled).items():
        assert "张三".encode() not in data and "李四".encode() not in data and "某局".encode() not in data, name
        assert b"{{" not in data or name == "xl/sharedStrings.xml", name
    assert "题目" in part(filled, "docProps/core.xml")


def test_a_filled_workbook_is_valid_and_opens_in_calc(
    needs_calc: None, needs_validator: None, filled: bytes, source: bytes, tmp_path: Path
) -> None:
    template = Template.load(source, "样表.xlsx")
    paths = []
    for name, data in (("five", filled), ("none", fill_everything(template, 0)), ("one", fill_everything(template, 1))):
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    ooxml.assert_valid(*paths)
    opened = calc.convert(paths[0], "ods", tmp_path)
    cells = CalamineWorkbook.from_path(str(opened)).get_sheet_by_name(SHEET).to_python()
    assert [row[0] for row in cells[5:10]] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert cells[11][3] == 15, "Calc worked out the sum over all rows"


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_any_number_of_rows_gives_whole_ranges(source: bytes, count: int) -> None:
    data = fill_everything(Template.load(source, "样表.xlsx"), count)
    last = 5 + max(count, 1)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book[SHEET].auto_filter.ref == f"A5:H{last}"
    assert book[SHEET][f"D{last + 2}"].value == f"=SUM(D6:D{last})"
    assert book[SHEET][f"A{last + 2}"].value == "合计"
    assert book[SHEET]["A6"].value == ("1.1" if count else None)


def test_the_same_content_gives_the_same_bytes(source: bytes, filled: bytes) -> None:
    template = Template.load(source, "样表.xlsx")
    fill_everything(template, 9)
    assert fill_everything(template) == filled


def test_parts_are_the_same_without_the_faster_compressor(filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    slow = package._best_deflate()
    for data in inflate(filled).values():
        assert zlib.decompress(slow(data), -15) == zlib.decompress(package._deflate(data), -15) == data


# -- templates of other programs --------------------------------------------------------------------------------------


def test_a_template_saved_by_libreoffice_keeps_every_other_part(
    needs_calc: None, needs_validator: None, source: bytes, tmp_path: Path
) -> None:
    (tmp_path / "in.xlsx").write_bytes(source)
    saved = calc.convert(tmp_path / "in.xlsx", "xlsx", tmp_path / "out").read_bytes()
    data = fill_everything(Template.load(saved, "样表.xlsx"))
    before, after = inflate(saved), inflate(data)
    changed = {name for name in before if before[name] != after.get(name)}
    assert all(
        re.search(r"sheet[123]\.xml$|workbook|table|comments|drawing|chart|docProps|Content_Types", n) for n in changed
    )
    assert before["xl/styles.xml"] == after["xl/styles.xml"]
    assert any(name.startswith("xl/media") for name in after)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    assert [sheet[f"A{row}"].value for row in range(6, 11)] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert sheet["D12"].value == "=SUM(D6:D10)"
    assert {str(area) for area in sheet.merged_cells.ranges} == {*(f"G{row}:H{row}" for row in range(6, 11)), "A14:B15"}
    (tmp_path / "filled.xlsx").write_bytes(data)
    assert new_faults(tmp_path / "out" / "in.xlsx", tmp_path / "filled.xlsx") == []
    calc.convert(tmp_path / "filled.xlsx", "ods", tmp_path)


def new_faults(template: Path, filled: Path) -> list[str]:
    """What the validator says of the filled file and not of its template, which another program wrote."""
    says = ooxml.validate(template, filled)

    def kind(line: str) -> str:
        return re.sub(r"\d+", "", line)

    known = {kind(line) for line in says[template]}
    return [line for line in says[filled] if kind(line) not in known]


def test_a_template_saved_by_openpyxl_is_filled(needs_validator: None, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["A1"] = "{{部门}}"
    for column, text in enumerate(("{{编号}}", "{{内容}}", "=A3&B3"), 1):
        sheet.cell(3, column, text)
    sheet["A5"] = "=COUNTA(A3:A3)"
    sheet["A3"].comment = Comment("批注", "王五")
    rule = DataValidation("list", '"是,否"', sqref="B3")
    sheet.add_data_validation(rule)
    fill = PatternFill("solid", bgColor="FF0000")
    sheet.conditional_formatting.add("B3", FormulaRule(["ISBLANK(B3)"], fill=fill))
    book.save(tmp_path / "o.xlsx")
    template = Template.load((tmp_path / "o.xlsx").read_bytes(), "o.xlsx")
    data = template.fill({SHEET: SheetFill({"部门": "甲"}, [Row({"编号": str(i), "内容": None}) for i in range(3)])})
    (tmp_path / "f.xlsx").write_bytes(data)
    assert new_faults(tmp_path / "o.xlsx", tmp_path / "f.xlsx") == []
    xml = sheet_xml(data)
    assert attributes(xml, "dataValidation", "sqref") == ["B3:B5"]
    assert attributes(xml, "conditionalFormatting", "sqref") == ["B3:B5"]
    opened = openpyxl.load_workbook(tmp_path / "f.xlsx")[SHEET]
    assert [opened[f"C{row}"].value for row in (3, 4, 5)] == ["=A3&B3", "=A4&B4", "=A5&B5"]
    assert opened["A7"].value == "=COUNTA(A3:A5)"
    assert b"\xe7\x8e\x8b\xe4\xba\x94" not in b"".join(inflate(data).values())


def test_parts_as_excel_writes_them_are_understood(tmp_path: Path) -> None:
    source = simple(
        tmp_path, {"A1": "{{部门}}", "A3": "{{编号}}", "B3": "{{数}}", "C3": "=B3+1", "C4": "=B4+1", "A6": "完"}
    )
    margins = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml'
        '/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>数据!$A$6:$A$6</xm:f></x14:formula1><xm:sqref>B3</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    path = (
        '<mc:AlternateContent xmlns:mc="' + MC + '"><mc:Choice Requires="x15">'
        '<x15ac:absPath url="C:\\Users\\zhang\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
        "</mc:Choice></mc:AlternateContent>"
    )

    def as_excel(xml: str) -> str:
        xml = re.sub(
            r"<pageMargins[^>]*/>", f'{margins}<pageSetup orientation="landscape" r:id="rId9"/>{extension}', xml
        )
        xml = xml.replace("<f>B3+1</f>", "<f t='shared' ref=\"C3:C4\" si='0'>B3+$B$6</f>")
        xml = xml.replace(
            "<worksheet ", f'<worksheet xmlns:mc="{MC}" mc:Ignorable="zz" xmlns:zz="urn:nobody" zz:a="1" '
        )
        return xml.replace("<f>B4+1</f>", '<f t="shared" si="0"/>')

    data = edited(source, sheet1=as_excel, workbook=lambda xml: xml.replace("<bookViews>", f"{path}<bookViews>"))
    parts = inflate(data)
    parts["xl/printerSettings/printerSettings1.bin"] = b"C\0:\0\\\0"
    parts["xl/calcChain.xml"] = b"<calcChain/>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        f'Type="{kind}/printerSettings" Target="../printerSettings/printerSettings1.bin"/></Relationships>'
    ).encode()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{kind}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Default Extension="bin" ContentType="a/b"/><Override PartName="/xl/calcChain.xml" ContentType="c/d"/></Types>',
    )
    template = Template.load(deflate(parts), "excel.xlsx")
    out = template.fill({SHEET: SheetFill({"部门": "甲"}, [Row({"编号": str(i), "数": i}) for i in range(3)])})
    after = inflate(out)
    assert not {"xl/calcChain.xml", "xl/printerSettings/printerSettings1.bin"} & after.keys()
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert b'"bin"' not in after["[Content_Types].xml"]
    assert b"zhang" not in after["xl/workbook.xml"] and b"AlternateContent" not in after["xl/workbook.xml"]
    xml = sheet_xml(out)
    assert '" mc:Ignorable="zz" xmlns:zz="urn:nobody" zz:a="1" ' in xml
    assert "rId9" not in xml and b"rId9" not in after.get("xl/worksheets/_rels/sheet1.xml.rels", b"")
    assert re.findall(r"<f>([^<]*)", xml) == ["B3+$B$8", "B4+$B$8", "B5+$B$8", "B6+$B$8"]
    assert "<xm:f>数据!$A$8:$A$8</xm:f>" in xml and "<xm:sqref>B3:B5</xm:sqref>" in xml


def test_notes_as_excel_draws_them_with_open_line_breaks_are_copied(source: bytes) -> None:
    def as_excel(xml: str) -> str:
        return re.sub(r'(<v:shape id=)"([^"]*)"', r"\1'\2'", xml).replace("</div>", "甲<br>乙</div>")

    shapes = part(
        fill_everything(Template.load(edited(source, vmlDrawing1=as_excel), "x")), "xl/drawings/vmlDrawing1.vml"
    )
    ids = re.findall(r"""<v:shape id=["']([^"']*)""", shapes)
    assert len(ids) == len(set(ids)) == 6 and shapes.count("甲<br>乙</div>") == 6


def test_pivot_tables_over_the_rows_grow_and_are_worked_out_anew(tmp_path: Path) -> None:
    parts = inflate(simple(tmp_path, {"A1": "名", "A2": "{{编号}}", "A4": "完"}))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/pivotCache/pivotCacheDefinition1.xml"] = (
        f'<pivotCacheDefinition xmlns="a"><cacheSource type="worksheet"><worksheetSource ref="A1:A2" sheet="{SHEET}"/>'
        "</cacheSource></pivotCacheDefinition>"
    ).encode()
    parts["xl/persons/person.xml"] = (
        '<personList xmlns="b"><person displayName="张三" id="{1}" userId="z3"/></personList>'.encode()
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="p" Type="{kind}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/><Relationship '
        'Id="q" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/>'
        "</Relationships>".encode(),
    )  # fmt: skip
    data = Template.load(deflate(parts), "x").fill({SHEET: SheetFill({}, [Row({"编号": name}) for name in "甲乙丙"])})
    pivot = part(data, "xl/pivotCache/pivotCacheDefinition1.xml")
    assert 'ref="A1:A4"' in pivot and 'refreshOnLoad="1"' in pivot
    assert '<person displayName="" id="{1}" userId=""/>' in part(data, "xl/persons/person.xml")


def test_prefixes_and_quotes_of_another_writer_are_kept(tmp_path: Path) -> None:
    source = simple(tmp_path, {"A1": "{{部门}}", "A2": "{{编号}}"})

    def prefixed(xml: str) -> str:
        xml = re.sub(r"<(/?)(?=[a-z])(?!\?)", r"<\1x:", xml)
        return xml.replace("xmlns=", "xmlns:x=", 1).replace("<x:sheetData>", "<!-- > --><x:sheetData >")

    template = Template.load(edited(source, sheet1=prefixed), "x")
    xml = sheet_xml(template.fill({SHEET: SheetFill({"部门": "甲"}, [Row({"编号": "1"}), Row({"编号": "2"})])}))
    assert '<x:c r="A3" t="inlineStr"><x:is><x:t xml:space="preserve">2</x:t></x:is></x:c>' in xml
    assert "<!-- > --><x:sheetData >" in xml


def test_dates_follow_the_workbooks_own_calendar(tmp_path: Path) -> None:
    source = simple(tmp_path, {"A1": "{{日}}", "B1": "到{{日}}为止", "C1": "{{时}}"}, date_1904=True)
    data = Template.load(source, "x").fill(
        {SHEET: SheetFill({"日": date(2023, 6, 20), "时": datetime(2023, 6, 20, 12)})}
    )
    xml = sheet_xml(data)
    assert "<v>43635</v>" in xml and "<v>43635.5</v>" in xml and ">到2023年6月20日为止<" in xml


# -- values -----------------------------------------------------------------------------------------------------------


def test_values_are_written_as_what_they_are(tmp_path: Path) -> None:
    names = ["甲", "乙", "丙", "丁", "戊", "己", "庚"]
    source = simple(tmp_path, {f"A{i}": f"{{{{{name}}}}}" for i, name in enumerate(names, 1)})
    values = dict(zip(names, ["=1+1", True, 0.25, None, Formula("=1+1", 2), Formula("A1&A2"), -7], strict=True))
    template = Template.load(source, "x")
    data = template.fill({SHEET: SheetFill(values)})
    sheet = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    assert [(sheet[f"A{i}"].value, sheet[f"A{i}"].data_type) for i in (2, 3, 4, 5, 7)] == [
        (True, "b"), (0.25, "n"), (None, "n"), ("=1+1", "f"), (-7, "n"),
    ]  # fmt: skip
    assert '<c r="A1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>' in sheet_xml(data)
    assert '<c r="A5"><f>1+1</f><v>2</v></c>' in sheet_xml(data)
    assert 'fullCalcOnLoad="1"' in part(data, "xl/workbook.xml")


def test_a_workbook_asks_to_be_calculated_only_where_a_result_is_missing(tmp_path: Path) -> None:
    source = simple(tmp_path, {"A1": "{{甲}}", "B1": "=A1+1"})
    calm = edited(source, workbook=lambda xml: xml.replace(' fullCalcOnLoad="1"', ""))
    template = Template.load(calm, "x")
    known = template.fill({SHEET: SheetFill({"甲": 1}, cached={"b1": 2})})
    unknown = template.fill({SHEET: SheetFill({"甲": 1})})
    assert "fullCalcOnLoad" not in part(known, "xl/workbook.xml") and "<f>A1+1</f><v>2</v>" in sheet_xml(known)
    assert 'fullCalcOnLoad="1"' in part(unknown, "xl/workbook.xml") and "<f>A1+1</f></c>" in sheet_xml(unknown)


@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    template = _any_text()
    data = template.fill({SHEET: SheetFill({"甲": text}, [Row({"编号": text})])})
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    for name in ("A1", "A2"):
        assert _read_text(sheet_xml(data), name) == expected


_templates: list[Template] = []


def _any_text() -> Template:
    if not _templates:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            _templates.append(Template.load(simple(Path(folder), {"A1": "{{甲}}", "A2": "{{编号}}"}), "x"))
    return _templates[0]


def _read_text(xml: str, cell: str) -> str:
    """A cell's text by a real parser, its _xHHHH_ escapes undone as ECMA-376 says."""
    from xml.etree import ElementTree

    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found = next(c for c in ElementTree.fromstring(xml).iter(f"{space}c") if c.get("r") == cell)
    text = "".join(t.text or "" for t in found.iter(f"{space}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def test_a_text_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    template = Template.load(simple(tmp_path, {"A1": "{{甲}}"}), "x")
    template.fill({SHEET: SheetFill({"甲": "字" * 32_767})})
    with pytest.raises(TemplateError, match="32768 个字"):
        template.fill({SHEET: SheetFill({"甲": "字" * 32_768})})


def test_a_row_is_as_high_as_its_text_needs_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "h.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    sheet.set_column("A:A", 20)
    wrap = book.add_format({"text_wrap": True, "font_size": 10})
    sheet.write_string("A1", "{{编号}}", wrap)
    sheet.write_string("A2", "{{编号#高}}", wrap)
    sheet.set_row(1, 75)
    book.close()
    template = Template.load(path.read_bytes(), "h")
    rows = [
        Row({"编号": "短"}),
        Row({"编号": "长" * 100}),
        Row({"编号": "长" * 100}, "高"),
        Row({"编号": "短"}, "", 50),
    ]
    xml = sheet_xml(template.fill({SHEET: SheetFill({}, rows)}))
    heights = [float(h) for h in attributes(xml, "row", "ht")]
    assert heights[0] < 25 and heights[1] >= 10 * 12 and heights[2:] == [75, 50]
    assert attributes(xml, "row", "customHeight") == ["1", "1"], "a fitted row may still grow"


# -- broken templates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{部门", "不成对"),
        ("部门}}", "不成对"),
        ("｛｛部门｝｝", "半角"),
        ("{{}}", "没有名字"),
        ("{{a}} {{b", "不成对"),
    ],
)
def test_braces_that_are_no_placeholder_are_named_with_their_cell(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(TemplateError, match=f"《某表.xlsx》工作表“{SHEET}”单元格 B7.*{says}") as caught:
        Template.load(simple(tmp_path, {"B7": text}), "某表.xlsx")
    assert caught.value.hint


def test_an_unknown_placeholder_is_named_with_its_cell_and_the_likely_word(tmp_path: Path) -> None:
    template = Template.load(simple(tmp_path, {"A1": "{{部门}}", "C2": "{{报送戳止}}"}), "x")
    assert check(template, {"部门", "报送截止"}) == [
        (SHEET, "C2", "不认识占位符 {{报送戳止}}。", "是否想写 {{报送截止}}？")
    ]
    with pytest.raises(TemplateError, match="单元格 C2"):
        template.fill({SHEET: SheetFill({"部门": "甲", "报送截止": ""})})


def test_missing_placeholders_sheets_and_rows_are_told(tmp_path: Path) -> None:
    template = Template.load(simple(tmp_path, {"A1": "{{部门}}"}), "x")
    problems = check(template, {"部门"}, {SHEET: ["部门", "编号"], "_xlplan": ["键"]})
    assert [(p.sheet, p.message) for p in problems] == [
        (SHEET, "缺少占位符 {{编号}}。"),
        ("_xlplan", "模板里没有工作表“_xlplan”。"),
    ]
    with pytest.raises(TemplateError, match="没有重复行"):
        template.fill({SHEET: SheetFill({"部门": "甲"}, [Row({"编号": "1"})])})
    still = Template.load(simple(tmp_path, {"A1": "固定"}), "x")
    assert sheet_xml(still.fill({SHEET: SheetFill({"部门": "甲"})}))
    with pytest.raises(TemplateError, match="没有重复行"):
        still.fill({SHEET: SheetFill({}, [Row({"编号": "1"})])})
    with pytest.raises(TemplateError, match="没有工作表“别的”"):
        template.fill({"别的": SheetFill({})})
    with pytest.raises(TemplateError, match="没有内容可填"):
        template.fill({})


def test_repeated_rows_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    rows = [Row({"编号": "1"})]
    apart = Template.load(simple(tmp_path, {"A1": "{{编号}}", "A3": "{{编号#乙}}"}), "x")
    with pytest.raises(TemplateError, match=r"单元格 A3.*没有连在一起"):
        apart.fill({SHEET: SheetFill({}, rows)})
    twice = Template.load(simple(tmp_path, {"A1": "{{编号}}", "A2": "{{编号}}"}), "x")
    with pytest.raises(TemplateError, match=r"单元格 A2.*出现了两次"):
        twice.fill({SHEET: SheetFill({}, rows)})


def test_a_local_path_in_a_template_is_a_problem(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "l.xlsx"))
    book.add_worksheet().write_url("A1", r"external:C:\Users\zhang\a.xlsx")
    book.close()
    problems = check(Template.load((tmp_path / "l.xlsx").read_bytes(), "l"), set())
    assert len(problems) == 1 and "zhang" in problems[0].message


def test_what_is_no_workbook_is_refused_in_plain_words(source: bytes) -> None:
    parts = inflate(source)
    broken = {
        b"": "不是完好的",
        b"hello": "不是完好的",
        source[:-30]: "不是完好的",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600): "密码",
        deflate({"a": b"b"}): "不是表格文件",
        deflate({**parts, "xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}): "sheet1.xml 已损坏",
        deflate({k: v for k, v in parts.items() if k != "xl/worksheets/sheet1.xml"}): "缺少 xl/worksheets/sheet1.xml",
        edited(source, workbook=lambda xml: "<!DOCTYPE a>" + xml[xml.index("<workbook") :]): "已损坏",
    }
    for data, says in broken.items():
        with pytest.raises(TemplateError, match=says):
            Template.load(data, "坏.xlsx")


def test_a_placeholder_in_a_tables_heading_or_a_formula_is_refused(source: bytes, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="公式里不能写占位符"):
        Template.load(simple(tmp_path, {"A1": '="{{部门}}"'}), "x")
    with pytest.raises(TemplateError, match="单元格 A4：表格的标题"):
        Template.load(edited(source, sharedStrings=lambda xml: xml.replace("<t>名</t>", "<t>{{名}}</t>")), "x")


# -- references -------------------------------------------------------------------------------------------------------

LAYOUT = refs.Layout(10, 11, (10, 10, 11, 10, 11))  # two prototypes, five rows


def moved(text: str, own: refs.Own | None = None, home: str = "s") -> str:
    formula = refs.parse_formula(text, home, {"s", "a b'c"})
    return "".join(part if isinstance(part, str) else refs.move_one(part, LAYOUT, own) for part in formula)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A9+A10+A11+A12", "A9+A10+A12+A15"),
        ("SUM(A10:A11)", "SUM(A10:A14)"),
        ("SUM($A$9:$B$12)", "SUM($A$9:$B$15)"),
        ("SUM(A10:A10)", "SUM(A10:A14)"),
        ("SUM(12:12)+SUM($10:$11)", "SUM(15:15)+SUM($10:$14)"),
        ("SUM(A:A)+LOG10(A12)", "SUM(A:A)+LOG10(A15)"),
        ('"A12"&A12&"say ""A12"""', '"A12"&A15&"say ""A12"""'),
        ("Other!A12+S!A12", "Other!A12+S!A15"),
        ("'a b''c'!$A$12+'x'!A12", "'a b''c'!$A$15+'x'!A12"),
        ("[1]s!A12+'[b.xlsx]s'!A12", "[1]s!A12+'[b.xlsx]s'!A12"),
        ("T[[#This Row],[A12]]+T[A12]+A12", "T[[#This Row],[A12]]+T[A12]+A15"),
        ("A12B+XFE12345678+_A12+A12.x", "A12B+XFE12345678+_A12+A12.x"),
        ("中文A12+Ａ12", "中文A12+Ａ12"),
        ("IF(A12>1,A12:A13,#REF!)", "IF(A15>1,A15:A16,#REF!)"),
        ("t:s!A12", "t:s!A12"),
        ("A12#", "A15#"),
        ("A1048576", "#REF!"),
    ],
)
def test_references_from_outside_move_as_when_rows_are_inserted(before: str, after: str) -> None:
    assert moved(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B10*2", "B13*2"),
        ("B9+1", "B12+1"),  # the row above, as in a running number
        ("C3*B$12", "C3*B$15"),
        ("SUM(B10:D10)", "SUM(B13:D13)"),
        ("SUM(B$10:B10)", "SUM(B$10:B13)"),
        ("COUNTIF($A$10:$A$11,A10)", "COUNTIF($A$10:$A$14,A13)"),
    ],
)
def test_references_in_a_repeated_row_follow_the_row(before: str, after: str) -> None:
    assert moved(before, refs.Own(10, 13)) == after


def test_shared_formulas_are_spelt_out_as_copies() -> None:
    assert refs.translate('A1+$B$2+C$3+$D4+"A1"+SUM(A:B)+SUM(1:1)+T[A1]', 2, 1) == (
        'B3+$B$2+D$3+$D6+"A1"+SUM(B:C)+SUM(3:3)+T[A1]'
    )


@given(st.text(alphabet="A1$:!'\"[]()+,# b.中", max_size=30))
def test_any_formula_text_survives_being_split(text: str) -> None:
    still = refs.Layout(refs.MAX_ROW, refs.MAX_ROW, (refs.MAX_ROW,))
    formula = refs.parse_formula(text, "s", {"s"})
    joined = "".join(part if isinstance(part, str) else refs.move_one(part, still, None) for part in formula)
    assert joined == text
