"""Workbooks whose parts are written in odd ways: read as other programs read them, or refused with the place; never as blank."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from support import ROOT, tables

from xlplan.files.apart.read_one import FileReading, read_returned
from xlplan.files.read.relationships import links, only_target
from xlplan.files.read.unclear import UnclearError
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.returns.reading import read_return
from xlplan.returns.sheet import Return, Wording
from xlplan.terms.cells import CellError, CellValue
from xlplan.terms.errors import XlplanError
from xlplan.terms.fields import Field

CASES = ROOT / "tests/data/存法古怪的表"
SHEET = "xl/worksheets/sheet1.xml"
SURVEY = "完成学区管理调研，确定首批12所完小由中心小学统筹管理；实施方案征求意见稿已印发。"


def case(name: str) -> FileReading:
    (path,) = CASES.glob(f"*-{name}.xlsx")
    return read_returned(path.read_bytes(), path.name)


# The value of 1.1 that is odd, and what is said of it.
READ = {
    "x4e2d-ss": (Field.PROGRESS, "中文", []),
    "strcd-ss": (Field.PROGRESS, "文<字", []),
    "vcd-ss": (Field.PERCENT, 0.5, []),
    "vcomm-ss": (Field.PERCENT, 0.5, []),
    "ssidx3": (Field.PROGRESS, SURVEY, []),
    "rowdupss": (Field.PROGRESS, "另一句", ["return-cell-twice"]),
    "celldupss": (Field.PROGRESS, "第二", ["return-cell-twice"]),
    "mergeJss": (Field.PROGRESS, SURVEY, ["return-under-merged"]),
    "fmt3J6": (Field.PROGRESS, "80%", []),
    "fmt17J6": (Field.PROGRESS, "1082568小时", []),
    "date0": (Field.PROGRESS, "-5", ["return-number-shown", "return-date-unclear"]),
    "allupper": (Field.PROGRESS, SURVEY, []),
    "errname_rawnl": (Field.PROGRESS, None, ["return-cell-error"]),
}
REFUSED = {"ssidx1": "单元格 J6 的文字序号“-1”不是数字", "backtwin": "重名的部件"}


@pytest.mark.parametrize("name", READ)
def test_an_odd_return_is_read_as_others_read_it_or_told(name: str) -> None:
    field, value, codes = READ[name]
    reading = case(name)
    found = read_return(reading.grids, Wording())
    assert isinstance(found, Return), reading.error
    first = found.rows[0]
    assert (first.task, first.values[field].value if field in first.values else None) == ("1.1", value)
    assert [reason.code for reason in (*reading.notes, *found.reasons)] == codes


@pytest.mark.parametrize("name", REFUSED)
def test_an_ambiguous_return_is_refused_with_its_place(name: str) -> None:
    error = case(name).error
    assert error is not None and error.code == "damaged" and REFUSED[name] in error.message and error.hint


def test_a_share_that_its_cell_shows_as_something_else_is_asked_about() -> None:
    (path,) = CASES.glob("*-x4e2d-ss.xlsx")
    data = tables.edited(
        path.read_bytes(), lambda name, part: part.replace(b'formatCode="0%"', b'formatCode="0&quot;%&quot;"')
    )
    found = read_return(read_returned(data, path.name).grids, Wording())
    assert isinstance(found, Return)
    (doubt,) = found.rows[0].doubts
    assert (doubt.field, doubt.shown, doubt.proposal) == (Field.PERCENT, "0%", None)


def test_every_odd_return_has_its_line() -> None:
    names = {path.stem.split("-", 2)[2] for path in CASES.glob("*.xlsx")}
    assert names == set(READ) | set(REFUSED)


SMALL = tables.workbook((("甲", "乙"), ("丙", 0.5)), departments=None)


def sheet(data: str, *, part: Callable[[bytes], bytes] = lambda part: part, **parts: bytes) -> bytes:
    """Return a workbook whose first sheet holds this inside <sheetData>; other parts by the end of their names."""

    def change(name: str, old: bytes) -> bytes:
        stem = name.rpartition("/")[2].partition(".")[0]
        if name == SHEET:
            inside = f"<sheetData>{data}</sheetData>".encode()
            return part(re.sub(rb"<sheetData.*</sheetData>", lambda _: inside, old, flags=re.DOTALL))
        return parts.get(stem, old)

    return tables.edited(SMALL, change)


def cells(data: bytes) -> dict[tuple[int, int], CellValue]:
    (grid,) = read_xlsx(data, "表.xlsx").grids
    return {(r, c): value for r, row in enumerate(grid.rows) for c, value in enumerate(row) if value is not None}


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1"><v>\n 5 </v></c>', 5.0),
        ('<c r="A1" t="n"><v>5e-1</v></c>', 0.5),
        ('<c r="A1"><v>1E+400</v></c>', CellError("1E+400")),
        ('<c r="A1"><v>NaN</v></c>', CellError("NaN")),
        ('<c r="A1" t="b"><v> 1 </v></c>', True),
        ('<c r="A1" t="d"><v>2023-06-30</v></c>', date(2023, 6, 30)),
        ('<c r="A1" t="d"><v>2023-06-30T08:30:00</v></c>', datetime(2023, 6, 30, 8, 30)),
        ('<c r="A1" t="d"><v>T08:30:00</v></c>', time(8, 30)),
        ('<c r="A1" t="str"><v>甲&#10;&amp;<!-- 注 --><![CDATA[<乙>]]></v></c>', "甲\n&<乙>"),
        ('<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>重</t></r><r><t xml:space="preserve"> 要</t></r>'
         '<rPh sb="0" eb="1"><t>ZHONG</t></rPh><phoneticPr fontId="1"/></is></c>', "重 要"),
        ('<c r="A1" t="str"><v>_x0041__x005F_x0042_</v></c>', "A_x0042_"),
        ('<c r="A1" t="str"><v>_xD83D__xDE00_</v></c>', "😀"),
        ('<c r="A1" t="str"><v>_xFFFF__x0001_</v></c>', "_xFFFF__x0001_"),
        ('<c t="str"><v>没写位置</v></c>', "没写位置"),
        ('<c r="a1" t="str"><v>小写</v></c>', "小写"),
        ('<!-- <c r="B1" t="e"><v>#REF!</v></c> --><c r="A1"><v>1</v></c>', 1.0),
        ('<c r="A1"><v>1</v><extLst><ext uri="x"><f>9</f></ext></extLst></c>', 1.0),
    ],
)  # fmt: skip
def test_a_cell_written_in_an_odd_way_is_its_value(xml: str, value: CellValue) -> None:
    assert cells(sheet(f'<row r="1">{xml}</row>')) == {(0, 0): value}


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ('<row r="1"><c r="A1" t="s"><v>+1</v></c></row>', "单元格 A1 的文字序号“+1”不是数字"),
        ('<row r="1"><c r="A1" t="s"><v>３</v></c></row>', "不是数字"),
        ('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>', "第 99999 段文字"),
        ('<row r="1"><c r="A1" t="s"><v></v></c></row>', "没有写是第几段文字"),
        ('<row r="1"><c r="A1" t="x"><v>1</v></c></row>', "类型“x”"),
        ('<row r="1"><c r="A1"><v>一</v></c></row>', "“一”不是数字"),
        ('<row r="1"><c r="A1"><v>1_0</v></c></row>', "不是数字"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "不知是真是假"),
        ('<row r="1"><c r="A1" t="b"><v>true</v></c></row>', "A1 写的“true”不知是真是假"),
        ('<row r="1"><c r="A1" t="d"><v>昨天</v></c></row>', "日期“昨天”"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "A2 放在了第1行"),
        ('<row r="1"><c r="$A$1"><v>1</v></c></row>', "位置写成了“$A$1”"),
        ('<row r="1"><c r=" B1 "><v>1</v></c></row>', "位置写成了“ B1 ”"),
        ('<row r="0"><c><v>1</v></c></row>', "没有这一行"),
        ('<row r="1"><c r="A1" s="9999"><v>1</v></c></row>', "没有的样式"),
        ('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', "有两个值"),
        ('<row r="1"><c r="A1" t="inlineStr"><v>1</v><is><t>甲</t></is></c></row>', "有两个值"),
        ('<row r="1"><c r="A1"><v><x/>1</v></c></row>', "认不出的内容“x”"),
        ('<row r="1">甲</row>', "放错地方的文字"),
        ('<row r="1"><y:c xmlns:y="urn:y" r="A1"><v>1</v></y:c></row>', "认不出的内容“c”"),
        ('<mc:AlternateContent xmlns:mc="urn:mc"><mc:Fallback><row r="1"/></mc:Fallback></mc:AlternateContent>', "认不出"),
        ('<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="1"/>', "不止一份单元格"),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused_with_its_place(xml: str, why: str) -> None:
    with pytest.raises(XlplanError) as caught:
        read_xlsx(sheet(xml), "表.xlsx")
    assert caught.value.code == "damaged" and "表.xlsx" in caught.value.message and why in caught.value.message


_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (f"{_TYPES}styles", "styles"),
        (f"{_STRICT}sharedStrings", "sharedStrings"),
        ("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "threadedComment"),
        ("http://example.com/other/styles", ""),
        (f"{_TYPES}other/styles", "other/styles"),
        ("styles", ""),
    ],
)
def test_a_relationship_is_known_by_its_whole_type(written: str, kind: str) -> None:
    part = f'<Relationships><Relationship Id="r1" Type="{written}" Target="a.xml"/></Relationships>'.encode()
    assert links(part, "xl/workbook.xml") == [(kind, "r1", "xl/a.xml")]


def test_two_parts_of_a_kind_of_which_there_is_one_are_refused() -> None:
    known = [("styles", "r1", "xl/styles.xml"), ("styles", "r2", "xl/Styles.xml"), ("worksheet", "r3", "xl/1.xml")]
    assert [only_target(known, kind, "样式") for kind in ("styles", "sharedStrings")] == ["xl/Styles.xml", ""]
    with pytest.raises(UnclearError, match="样式有2份"):
        only_target([*known, ("styles", "r4", "xl/styles2.xml")], "styles", "样式")


def linked(part: str, relationship: str, **parts: bytes) -> bytes:
    """Return the small workbook with a relationship put first into a part, and with other parts in its folder `xl`."""

    def change(name: str, old: bytes) -> bytes:
        return old.replace(b"<Relationship ", f"{relationship}<Relationship ".encode(), 1) if name == part else old

    file = io.BytesIO(tables.edited(SMALL, change))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as more:
        for name, data in parts.items():
            more.writestr(f"xl/{name}.xml", data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("part", "kind"),
    [("_rels/.rels", "officeDocument"), ("xl/_rels/workbook.xml.rels", "sharedStrings"), ("xl/_rels/workbook.xml.rels", "styles")],
)  # fmt: skip
def test_a_part_of_another_type_is_passed_over_and_a_second_one_refused(part: str, kind: str) -> None:
    line = '<Relationship Id="rId99" Type="{}' + kind + '" Target="/xl/other.xml"/>'
    known = zipfile.ZipFile(io.BytesIO(SMALL)).read("xl/_rels/workbook.xml.rels").decode()
    assert cells(linked(part, line.format("http://example.com/other/"), other=b"<x/>")) == cells(SMALL)
    if kind in known or part == "_rels/.rels":
        with pytest.raises(XlplanError, match="有2份，不知道该信哪一份"):
            read_xlsx(linked(part, line.format(_TYPES), other=b"<x/>"), "表.xlsx")


def test_a_sheet_of_a_type_that_nobody_knows_is_refused() -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(f'{_TYPES}worksheet"'.encode(), b'http://example.com/worksheet"')

    with pytest.raises(XlplanError, match="存成了没有人认得的种类"):
        read_xlsx(tables.edited(SMALL, change), "表.xlsx")


def test_rows_that_a_sheet_hides_unless_they_are_there_are_seen() -> None:
    """As Excel and Calc show them: `zeroHeight` is of the rows that the part does not list."""
    data = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3" hidden="1"><c r="A3"><v>2</v></c></row>',
        part=lambda part: re.sub(rb"<sheetFormatPr", b'<sheetFormatPr zeroHeight="1"', part),
    )
    assert b"zeroHeight" in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    assert read_xlsx(data, "表.xlsx").grids[0].sight.hidden_rows == {2}


_MISPLACED = '<row r="3"><c r="A3" s="0" t="inlineStr"><is><t>丙</t></is></c><c r="B2" t="inlineStr"><is><t>丁</t></is></c></row>'


@pytest.mark.parametrize("before", ["", _MISPLACED.replace('r="3"', 'r="2"').replace("A3", "A2")])
def test_a_cell_of_another_row_is_refused_whatever_was_read_before(before: str) -> None:
    with pytest.raises(XlplanError, match="B2 放在了第3行"):
        read_xlsx(sheet(before + _MISPLACED), "表.xlsx")


def test_other_encodings_of_a_part_read_the_same() -> None:
    xml = '<row r="1"><c r="A1" t="str"><v>Ä</v></c></row>'

    def latin(part: bytes) -> bytes:
        return b'<?xml version="1.0" encoding="ISO-8859-1"?>' + part.decode().encode("latin-1")

    assert cells(sheet(xml)) == cells(sheet(xml, part=latin)) == {(0, 0): "Ä"}
    assert cells(sheet(xml, part=lambda part: b"\xef\xbb\xbf" + part)) == {(0, 0): "Ä"}


def test_a_sheet_with_one_name_twice_or_no_part_is_refused() -> None:
    book = zipfile.ZipFile(io.BytesIO(SMALL)).read("xl/workbook.xml")
    (line,) = re.findall(rb"<sheet [^>]*>", book)
    for other, why in (
        (line * 2, "同名"),
        (line + line.replace(b"rId1", b"rId9").replace(b'name="', b'name="x'), "已损坏"),
        (b"<x/>" + line, "认不出"),
    ):
        with pytest.raises(XlplanError, match=why):
            read_xlsx(sheet("", workbook=book.replace(line, other)), "表.xlsx")


@pytest.mark.parametrize("twin", [r"xl\worksheets\sheet1.xml", "/" + SHEET, "xl/./worksheets/sheet1.xml", "xl/worksheets/sheet%31.xml", SHEET.upper()])  # fmt: skip
def test_a_part_under_two_spellings_of_its_name_is_refused(twin: str) -> None:
    file = io.BytesIO(SMALL)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as more:
        more.writestr(twin, b"<worksheet/>")
    with pytest.raises(XlplanError, match="重名的部件"):
        read_xlsx(file.getvalue(), "表.xlsx")


def test_a_document_behind_the_name_of_a_workbook_is_one_file(tmp_path: Path) -> None:
    from xlplan.files.store.collecting import collect

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("_rels/.rels", b"<x/>")
        package.writestr("word/document.xml", b"<x/>")
    (tmp_path / "表.xlsx").write_bytes(file.getvalue())
    (found,) = collect(tmp_path / "表.xlsx", "表.xlsx")
    error = read_returned(found.data, found.name).error
    assert error is not None and "Word" in error.message


def test_blank_rows_with_a_format_cost_seconds_and_little_memory(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{"".join(f"""<c r="{c}{n}" s="0"/>""" for c in "ABCDEFGHIJ")}</row>' for n in range(2, 300_001)
    )
    path = tmp_path / "表.xlsx"
    path.write_bytes(sheet(f'<row r="1"><c r="A1" t="str"><v>甲</v></c></row>{rows}'))
    script = (
        "import re, time; from pathlib import Path; from xlplan.files.read.xlsx_file import read_xlsx\n"
        f"grid = read_xlsx(Path({str(path)!r}).read_bytes(), '表').grids[0]\n"
        # The most that this process had; what rusage tells is also of the one that started it.
        "most = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024\n"
        "print(len(grid.rows), most, time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, timeout=120)
    count, megabytes, seconds = map(float, done.stdout.split())
    print(megabytes, seconds)
    assert (count, megabytes < 500, seconds < 30) == (1, True, True), (megabytes, seconds)
