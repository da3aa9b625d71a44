"""Templates that cannot be filled: each fault is named with its cell."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from support.templates import SHEET, deflate, edited, everything, inflate, sheet_xml, simple

from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import SheetFill, Template, template_problems
from xlplan.terms.errors import TemplateError


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return everything(tmp_path_factory.mktemp("everything"))


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
    assert template_problems(template, {"部门", "报送截止"}) == [
        (SHEET, "C2", "不认识占位符 {{报送戳止}}。", "是否想写 {{报送截止}}？")
    ]
    with pytest.raises(TemplateError, match="单元格 C2"):
        template.fill({SHEET: SheetFill({"部门": "甲", "报送截止": ""})})


def test_missing_placeholders_sheets_and_rows_are_told(tmp_path: Path) -> None:
    template = Template.load(simple(tmp_path, {"A1": "{{部门}}"}), "x")
    problems = template_problems(template, {"部门"}, {SHEET: ["部门", "编号"], "_xlplan": ["键"]})
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
    problems = template_problems(Template.load((tmp_path / "l.xlsx").read_bytes(), "l"), set())
    assert len(problems) == 1 and "zhang" in problems[0].message


def test_what_is_no_workbook_is_refused_in_plain_words(source: bytes) -> None:
    parts = inflate(source)
    broken = {
        b"": "不是完好的",
        b"hello": "不是完好的",
        source[:-30]: "不是完好的",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600): "密码",
        deflate({"a": b"b"}): "不是表格文件",
        deflate(
            {**parts, "xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}
        ): "sheet1.xml 已损坏：第1行第23个字符处",
        deflate({k: v for k, v in parts.items() if k != "xl/worksheets/sheet1.xml"}): "缺少 xl/worksheets/sheet1.xml",
        edited(source, workbook=lambda xml: "<!DOCTYPE a>" + xml[xml.index("<workbook") :]): "已损坏：.*DOCTYPE",
    }
    for data, says in broken.items():
        with pytest.raises(TemplateError, match=says):
            Template.load(data, "坏.xlsx")


def test_a_placeholder_in_a_tables_heading_or_a_formula_is_refused(source: bytes, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="公式里不能写占位符"):
        Template.load(simple(tmp_path, {"A1": '="{{部门}}"'}), "x")
    with pytest.raises(TemplateError, match="单元格 A4：表格的标题"):
        Template.load(edited(source, sharedStrings=lambda xml: xml.replace("<t>名</t>", "<t>{{名}}</t>")), "x")
