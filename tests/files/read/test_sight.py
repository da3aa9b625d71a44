"""What the eye sees as gone or beside is kept with the values: hidden, struck through, comments, text boxes, pictures."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from support import binary, calc, word
from support.tables import FIRST, HEADINGS, SECOND, edited

from xlplan.files.read.contents import Contents
from xlplan.files.read.docx_file import read_docx
from xlplan.files.read.ods_file import read_ods
from xlplan.files.read.xls_file import read_xls
from xlplan.files.read.xlsb_file import read_xlsb
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.read.xlsx_sight import use_of
from xlplan.plan.row_kinds import RowKind
from xlplan.plan.table import table_in
from xlplan.plan.table_rows import all_task_rows
from xlplan.terms.cells import Grid, Overlay, OverlayKind, Sight, Struck

_THREAD = (
    b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<threadedComment ref="F2" id="{1}" personId="{2}"><text>\xe6\x94\xb9\xe5\x88\xb010\xe6\x9c\x88</text></threadedComment>'
    b'<threadedComment ref="F2" id="{3}" parentId="{1}" personId="{2}"><text>\xe5\xa5\xbd</text></threadedComment></ThreadedComments>'
)


def picture() -> io.BytesIO:
    """Return a picture of one point, as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b"")
    )


def workbook() -> bytes:
    """Return a table of three tasks with something of each kind on it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("分工表")
        gone = book.add_format({"font_strikeout": True})
        third = ("1.3", "甲工程", "做好第三件事。", "教育科", "", "2023年9月底前完成")
        for number, values in enumerate((HEADINGS, FIRST, SECOND, third)):
            sheet.write_row(number, 0, values)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})
        sheet.write_string(3, 2, "做好第三件事。", gone)
        sheet.write_rich_string(1, 5, gone, "2023年6月底前", "2023年10月底前")
        sheet.write_comment(1, 5, "改为10月底前", {"author": "张三"})
        sheet.insert_textbox(6, 2, "1.4 做好第四件事，教育科")
        sheet.insert_image(8, 3, "图.png", {"image_data": picture()})
        book.add_worksheet("旧表").hide()
    return file.getvalue()


WHOLE = Sight(
    frozenset([2]), frozenset([4]), {(1, 5): Struck("2023年6月底前", "2023年10月底前"), (3, 2): Struck("做好第三件事。", "")},
    [
        Overlay(OverlayKind.COMMENT, 1, 5, "改为10月底前", "张三"), Overlay(OverlayKind.BOX, 6, 2, "1.4 做好第四件事，教育科"),
        Overlay(OverlayKind.PICTURE, 8, 3, ""),
    ],
)  # fmt: skip


def first(data: bytes) -> Grid:
    return read_xlsx(data, "表.xlsx").grids[0]


def test_a_workbook_of_excel() -> None:
    grids = read_xlsx(workbook(), "表.xlsx").grids
    assert grids[0].sight == WHOLE
    assert (grids[0].hidden, grids[1].hidden) == (False, True)
    left = grids[0].unstruck()
    assert (left.at(1, 5), left.at(3, 2)) == ("2023年10月底前", None)
    assert grids[0].at(1, 5) == "2023年6月底前2023年10月底前"


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b'<row r="', b"<row r='").replace(b'" spans', b"' spans"),
        lambda part: part.replace(b' hidden="1"', b' ht="0" customHeight="1"') if b"<cols>" not in part else part.replace(b'hidden="1"', b'hidden="true"'),
    ],
    ids=["quotation marks", "no height"],
)  # fmt: skip
def test_rows_written_in_another_way(change: Callable[[bytes], bytes]) -> None:
    data = edited(workbook(), lambda name, part: change(part) if name.endswith("sheet1.xml") else part)
    sight = first(data).sight
    assert (sight.hidden_rows, sight.hidden_columns, sight.struck) == (
        WHOLE.hidden_rows,
        WHOLE.hidden_columns,
        WHOLE.struck,
    )


def renamed(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """Return a change that names a part otherwise wherever it is spoken of, `edited` leaving its own name."""
    return lambda name, part: part.replace(old, new) if name.endswith((".rels", "[Content_Types].xml")) else part


@pytest.mark.parametrize(("old", "new"), [("styles.xml", "style1.xml"), ("sharedStrings.xml", "texts.xml")])
def test_struck_words_are_known_whatever_the_parts_are_called(old: str, new: str) -> None:
    data = edited(workbook(), renamed(old.encode(), new.encode()))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name.replace(old, new), before.read(name))
        # One of the usual name to which nothing leads.
        after.writestr(f"xl/{old}", b"<x><strike/></x>")
    assert first(file.getvalue()).sight.struck == WHOLE.struck


@pytest.mark.parametrize("style", [b'" %b "', b'"0%b"', b'"&#x3%b;"', b"'%b'"])
def test_a_struck_style_is_known_however_its_number_is_written(style: bytes) -> None:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        return re.sub(rb'(<c r="C4" s=)"(\d)"', lambda found: found[1] + style % found[2], part)

    assert first(edited(workbook(), change)).sight.struck == WHOLE.struck


@pytest.mark.parametrize(
    ("styles", "xml", "found"),
    [
        ({5}, b'<c r="A1" s="5"/>', True),
        ({5}, b'<c r="A1" s="52"/>', False),
        ({5}, b'<c r="A1" s="15"/>', False),
        ({5, 52}, b"<c r='A1' s = '52'/>", True),
        ({5}, b'<c r="A1" s=" 5"/>', True),
        ({5}, b'<c r="A1" s="05"/>', True),
        ({5}, b'<c r="A1" s="&#53;"/>', True),
        ({0}, b'<c r="A1"/>', True),
        (set(), b'<c r="A1" s="5"/>', False),
    ],
)
def test_where_a_struck_style_may_be_used(styles: set[int], xml: bytes, found: bool) -> None:
    pattern = use_of(frozenset(styles))
    assert bool(pattern and pattern.search(xml)) is found


def test_a_thread_of_comments_is_told_instead_of_what_stands_for_it() -> None:
    rels = b'<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'

    def change(name: str, part: bytes) -> bytes:
        if name.endswith("sheet1.xml.rels"):
            return part.replace(b"</Relationships>", rels + b"</Relationships>")
        return part

    data = edited(workbook(), change)
    file = io.BytesIO(data)
    import zipfile

    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/threadedComments/threadedComment1.xml", _THREAD)
    assert [each.text for each in first(file.getvalue()).sight.overlays][:1] == ["改到10月；好"]


def test_damage_beside_the_cells_leaves_the_cells() -> None:
    data = edited(workbook(), lambda name, part: part[:-20] if "comments" in name else part)
    found = first(data)
    assert found.at(1, 0) == "1.1" and found.sight.hidden_rows == {2} and found.sight.overlays == []


def test_a_plain_sheet_has_nothing(tmp_path: Path) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, HEADINGS)
    assert first(file.getvalue()).sight == Sight()


@pytest.mark.parametrize(("kind", "reader"), [("xls", read_xls), ("ods", read_ods), ("xlsx", read_xlsx)])
def test_the_same_saved_by_calc(tmp_path: Path, kind: str, reader: Callable[[bytes, str], Contents]) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(workbook())
    saved = calc.convert(source, kind, tmp_path / "另存")
    grids = reader(saved.read_bytes(), saved.name).grids
    sight = grids[0].sight
    assert sight.hidden_rows == WHOLE.hidden_rows and sight.hidden_columns == WHOLE.hidden_columns
    assert sight.struck == WHOLE.struck
    assert [(each.kind, each.text) for each in sight.overlays] == [(each.kind, each.text) for each in WHOLE.overlays]
    assert [(each.row, each.column) for each in sight.overlays] == [(1, 5), (6, 2), (8, 3)]
    assert [grid.hidden for grid in grids] == [False, True]


def document() -> bytes:
    made = docx.Document()
    table = word.table(made, [HEADINGS, FIRST, SECOND, ("1.3", "甲工程", "", "教育科", "", "常规工作")])
    limit = table.cell(1, 5).paragraphs[0]
    limit.runs[0].font.strike = True
    made.add_comment(limit.add_run("2023年10月底前"), "改为10月底前", author="张三")
    table.cell(3, 2).paragraphs[0].add_run("做好第三件事。").font.double_strike = True
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
    box = parse_xml(
        f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>1.4 做好第四件事，教育科</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    table.cell(2, 3).paragraphs[0]._p.append(box)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_word_document() -> None:
    (grid,) = read_docx(document(), "表.docx").grids
    assert grid.sight == Sight(
        frozenset([2]), frozenset(), {(1, 5): Struck("2023年6月底前完成", "2023年10月底前"), (3, 2): Struck("做好第三件事。", "")},
        [Overlay(OverlayKind.COMMENT, 1, 5, "改为10月底前"), Overlay(OverlayKind.BOX, 2, 3, "1.4 做好第四件事，教育科")],
    )  # fmt: skip
    assert grid.unstruck().at(1, 5) == "2023年10月底前"


def test_a_table_in_a_text_box() -> None:
    made = docx.Document()
    inner = word.table(docx.Document(), [HEADINGS, FIRST])
    paragraph = made.add_paragraph("附件")
    run = parse_xml(
        f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent/>'
        "</v:textbox></v:shape></w:pict></w:r>"
    )
    next(each for each in run.iter() if each.tag.endswith("txbxContent")).append(inner._tbl)
    paragraph._p.append(run)
    file = io.BytesIO()
    made.save(file)
    (grid,) = read_docx(file.getvalue(), "表.docx").grids
    assert (grid.sheet, grid.at(1, 2)) == ("第1段文本框里的表格1", "做好第一件事。")


def test_comments_and_struck_text_of_a_binary_workbook() -> None:
    rows = [(0, ["甲", "乙"]), (1, [binary.StruckText("丙"), "丁"])]
    (grid,) = read_xlsb(binary.xlsb({"表": rows}, comment="张三：改为10月底前"), "表.xlsb").grids
    assert grid.sight.struck == {(1, 0): Struck("丙", "")}
    assert grid.sight.overlays == (Overlay(OverlayKind.COMMENT, 1, 1, "改为10月底前", "张三"),)


def test_a_binary_workbook() -> None:
    data = binary.xlsb({"表": [(number, ["甲", "乙", "丙"]) for number in range(3)]}, hidden=1)
    assert read_xlsb(data, "表.xlsb").grids[0].sight == Sight(frozenset([1]), frozenset([1]))


def test_the_totals_row_of_a_table_is_known() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.add_table(
            "A1:F4",
            {"columns": [{"header": each} for each in HEADINGS], "data": [FIRST, SECOND], "total_row": True},
        )
        sheet.write("C4", "做好两件事。")
        sheet.write("D4", "教育科")
    (grid,) = read_xlsx(file.getvalue(), "表.xlsx").grids
    assert grid.sight.totals == {3}
    table = table_in(grid)
    assert table and [cells["content"].text for _, cells in all_task_rows(table)] == [FIRST[2], SECOND[2]]
    assert [(row, item.kind) for row, item in table.skipped.items()] == [(3, RowKind.TOTAL)]


def in_capitals(data: bytes) -> bytes:
    """Return a package whose parts in folders have their names in capitals, which are the same names."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name.upper() if "/" in name else name, before.read(name))
    return file.getvalue()


def test_parts_whose_names_are_written_in_capitals_are_found() -> None:
    assert first(in_capitals(workbook())).sight == WHOLE
    (read, same) = (read_docx(data, "表.docx").grids[0].sight for data in (document(), in_capitals(document())))
    assert same == read != Sight()
