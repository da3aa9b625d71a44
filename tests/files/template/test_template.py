"""Templates are filled without touching anything else in them, whichever program wrote them."""

from __future__ import annotations

import io
import re
import sys
import zlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook
from support import calc, ooxml
from support.templates import (
    MC,
    SHEET,
    attributes,
    deflate,
    edited,
    everything,
    fill_everything,
    inflate,
    part,
    sheet_xml,
    simple,
)

from xlplan.files.template import package
from xlplan.files.template.heights import text_section
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import SheetFill, Template


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return everything(tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="module")
def filled(source: bytes) -> bytes:
    return fill_everything(Template.load(source, "样表.xlsx"))


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
    """Return the validator's faults in the filled file that its template, written by another program, lacks."""
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


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("@", "@"),
        ("General", "@"),
        ("0%", "@"),
        ('@"\n支持"', "@\n支持"),
        (';;;"见上面；同号"', "见上面；同号"),
        ('0;-0;;@"元"', "@元"),
    ],
)
def test_what_a_number_format_shows_of_a_text(code: str, shown: str) -> None:
    assert text_section(code) == shown
