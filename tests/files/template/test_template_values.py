"""Values in templates: what is written is what they are."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from support.templates import SHEET, attributes, edited, part, sheet_xml, simple

from xlplan.files.template.cell_xml import Formula
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import SheetFill, Template
from xlplan.terms.errors import TemplateError


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
    """Return a cell's text as a real parser reads it, its _xHHHH_ escapes undone as ECMA-376 says."""
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


@pytest.mark.parametrize(
    ("before", "value", "written"),
    [
        # A digit directly behind the size would be read as part of it.
        ("&9", "2024年分工", "&9 2024年分工"),
        ("&9", "甲&乙", "&9甲&&乙"),
        ("&9第", "2024年", "&9第2024年"),
        ("&&9", "2024年", "&&92024年"),
        ('&9&"宋体,常规"', "2024年", '&9&"宋体,常规"2024年'),
    ],
)
def test_a_footer_shows_the_value_and_no_code(tmp_path: Path, before: str, value: str, written: str) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    sheet.set_footer(f"&L{before}{{{{甲}}}}&R&P")
    book.close()
    data = Template.load(path.read_bytes(), "f").fill({SHEET: SheetFill({"甲": value})})
    footer = re.search("<oddFooter>(.*)</oddFooter>", sheet_xml(data))
    assert footer and html.unescape(footer[1]) == f"&L{written}&R&P"


def test_cells_of_fields_lead_where_their_links_say(tmp_path: Path) -> None:
    source = simple(tmp_path, {"A1": "{{甲}}", "B1": "共{{乙}}项", "C1": "{{丙}}", "A2": "{{编号}}", "A3": "{{丁}}"})
    fields = {"甲": 3, "乙": 2, "丙": None, "丁": 0.5}
    links = {"甲": "#明细!A4", "乙": "#明细!A9", "丙": "#明细!A1", "丁": "../甲.xlsx#明细!A7", "戊": "#明细!A2"}
    rows = [Row({"编号": str(number)}) for number in range(3)]
    sheet = openpyxl.load_workbook(
        io.BytesIO(Template.load(source, "x").fill({SHEET: SheetFill(fields, rows, links=links)}))
    )[SHEET]
    found = {
        cell.coordinate: (cell.value, cell.hyperlink.target, cell.hyperlink.location)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    # A field below the repeated rows has moved with its row; an empty one leads nowhere.
    assert found == {
        "A1": (3, None, "明细!A4"), "B1": ("共2项", None, "明细!A9"), "A5": (0.5, "../甲.xlsx", "明细!A7"),
    }  # fmt: skip
