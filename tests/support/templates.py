"""Templates with all that may hang on their rows, filled and looked into."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import xlsxwriter

from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import SheetFill, Template

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
    """Return a package with parts changed; the keys are the parts' names with their folders and extensions left out."""
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
    """Make a template with all XlsxWriter knows; prototype rows 6 (plain) and 7 (#灰) on 数据, 5 on 表格."""
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
    fields: dict[str, FieldValue] = {"部门": "教育科&室", "期次": "2023年6月", "截止": date(2023, 6, 20)}
    table = SheetFill({"部门": "教育科"}, [Row({"名": name, "数": 1.5}) for name in "甲乙丙"])
    return template.fill({SHEET: SheetFill(fields, rows, {"缺项": 3, "D2": 30.5}, ROW_NAMES), "表格": table})


def simple(folder: Path, cells: dict[str, str], **options: object) -> bytes:
    """Make a template with texts and formulas at addresses."""
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
