"""Whatever comes back, each bad file made for real: its verdict and reason, and that it stops none of the others.

The numbers in the names are those of the office's list of bad inputs.
"""

from __future__ import annotations

import bz2
import io
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support import binary, calc, locked, rights, tables
from support.damage import as_csv, damaged, encrypted, in_every_format, values_of
from support.office import Filled, Office, run, run_apart

from xlplan.actions.common import open_book
from xlplan.actions.merge import merge
from xlplan.columns import TASKS
from xlplan.files.readers import read_all
from xlplan.grid import CellError, NoCachedValue

SHEET = "xl/worksheets/sheet1.xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
NAME = "教育科-2023年第二季度推进情况表"

Edit = Callable[[Filled], None]


@pytest.fixture
def works(tmp_path: Path) -> Office:
    (tmp_path / "本局").mkdir()
    found = Office.small(tmp_path / "本局")
    found.do("split")
    return found


def filled(works: Office, edit: Edit = lambda _: None) -> bytes:
    """A return of 教育科 as it would have come, taken out of the folder again."""
    path = works.answer("教育科", "原件.xlsx", edit)
    data = path.read_bytes()
    path.unlink()
    return data


def put(works: Office, name: str, data: bytes) -> None:
    path = works.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def cell(task: str, name: str, value: object) -> Edit:
    return lambda found: setattr(found.cell(task, name), "value", value)


merged_last: dict[Path, Any] = {}


def judged(works: Office) -> dict[str, tuple[str, list[str]]]:
    """The verdict on every file, beside a sound one that must be taken whatever the others are; and the reasons' codes."""
    if not (works.returned / "好的.xlsx").exists():
        works.answer("组宣科", "好的.xlsx")
    merged = merged_last[works.book] = works.json("merge")
    folder = works.returned.relative_to(works.book.parent).as_posix()
    found = {item["path"].removeprefix(f"{folder}/"): item for item in merged["files"]}
    assert all(reason["message"] and reason["hint"] for item in found.values() for reason in item["reasons"])
    assert all(item["reasons"] for item in found.values() if item["verdict"] != "accepted")
    assert found.pop("好的.xlsx")["verdict"] in ("accepted", "duplicate")
    return {name: (item["verdict"], [r["code"] for r in item["reasons"]]) for name, item in found.items()}


def said(works: Office, name: str) -> str:
    """What the reasons on a file said when it was last judged, and how to mend it."""
    (item,) = [item for item in merged_last[works.book]["files"] if item["path"].endswith(f"/{name}")]
    return "\n".join(f"{reason['message']}{reason['hint']}" for reason in item["reasons"])


def same_as_original(works: Office, original: bytes) -> None:
    """What was merged says just what the original says: no cell of the two is in conflict."""
    put(works, "原件.xlsx", original)
    merged = works.json("merge")
    (item,) = [item for item in merged["files"] if item["path"].endswith("原件.xlsx")]
    assert (item["verdict"], item["rows"], merged["conflicts"]) == ("accepted", 3, [])


UNREADABLE = ("unreadable", ["return-unreadable"])


@pytest.mark.parametrize("to", ["xls", "ods"])
def test_9_10_a_return_saved_by_calc_in_its_own_or_an_old_format_is_taken(
    to: str, works: Office, tmp_path: Path, needs_calc: None
) -> None:
    original = filled(works)
    source = tmp_path / "表.xlsx"
    source.write_bytes(original)
    put(works, f"表.{to}", calc.convert(source, to, tmp_path / "存").read_bytes())
    assert judged(works) == {f"表.{to}": ("accepted", [])}
    same_as_original(works, original)


def test_10_et_is_what_wps_calls_its_xls(works: Office, tmp_path: Path, needs_calc: None) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works))
    put(works, "表.et", calc.convert(source, "xls", tmp_path / "存").read_bytes())
    assert judged(works) == {"表.et": ("accepted", [])}


def test_10_a_binary_workbook_is_taken(works: Office) -> None:
    original = filled(works)
    put(works, "表.xlsb", binary.xlsb(values_of(original)))
    assert judged(works) == {"表.xlsb": ("accepted", [])}
    same_as_original(works, original)


@pytest.mark.parametrize(
    ("encoding", "separator", "shown"),
    [
        ("gbk", ",", "GBK"),
        ("utf-8", ",", "UTF-8"),
        ("utf-8-sig", ";", "UTF-8"),
        ("utf-16", "\t", "UTF-16"),
    ],
)
def test_10_csv_is_taken_with_a_note(works: Office, encoding: str, separator: str, shown: str) -> None:
    put(works, f"{NAME}.csv", as_csv(filled(works), encoding, separator))
    (verdict, codes) = judged(works)[f"{NAME}.csv"]
    assert verdict == "noted"
    assert "return-text" in codes and "return-mismatch" not in codes
    assert shown in said(works, f"{NAME}.csv")


def test_10_commas_in_the_texts_of_a_csv_are_no_separators(works: Office) -> None:
    text = "，".join("一二三四五六七八九十") * 3
    original = works.answer("教育科", "原件.xlsx", cell("1.1", "progress", text))
    put(works, f"{NAME}.csv", as_csv(original.read_bytes(), "gb18030", ","))
    original.unlink()
    assert judged(works)[f"{NAME}.csv"] == ("noted", ["return-text", "return-recognised"])


def test_10_a_csv_whose_encoding_nobody_can_tell(works: Office) -> None:
    put(works, "表.csv", b"\xff\xfa\x80\x81,\xff\xff\n")
    assert judged(works) == {"表.csv": UNREADABLE}


def test_11_a_password_is_asked_for_and_tried_once_it_is_known(works: Office) -> None:
    original = filled(works)
    put(works, "加密.xlsx", encrypted(original, "教育2023"))
    put(works, "默认.xlsx", encrypted(original, "VelvetSweatshop"))
    found = judged(works)
    assert found["加密.xlsx"] == ("rejected", ["return-password"])
    assert "密码.txt" in said(works, "加密.xlsx")
    assert found["默认.xlsx"] == ("accepted", [])
    (works.root / "密码.txt").write_bytes("错的\r\n 教育2023 \r\n".encode("gbk"))
    assert judged(works)["加密.xlsx"] == ("accepted", [])
    same_as_original(works, original)


def test_11_passwords_of_older_formats(works: Office, tmp_path: Path, needs_calc: None) -> None:
    pytest.importorskip("xlplan.office.uno_bridge").find_module_folder()
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works))
    names = ["新.xlsx", "旧.xls", "开放.ods"]
    locked.save(source, [works.returned / name for name in names], "secret")
    assert judged(works) == dict.fromkeys(names, ("rejected", ["return-password"]))
    (works.root / "密码.txt").write_text("secret", "utf-8")
    found = judged(works)
    assert {found[name][0] for name in ("新.xlsx", "旧.xls")} <= {"accepted", "noted"}
    assert found["开放.ods"][0] in ("rejected", "duplicate"), "this format's passwords are not opened here"
    assert "在这里打不开" in said(works, "开放.ods")


def test_12_lock_files_and_rubbish_are_skipped_and_listed(works: Office) -> None:
    names = ["~$教育科.xlsx", "Thumbs.db", ".~lock.教育科.xlsx#", "desktop.ini", ".DS_Store", ".暂存.xlsx"]
    for name in names:
        put(works, name, b"x" * 165)
    assert judged(works) == dict.fromkeys(names, ("skipped", ["return-skipped"]))


def test_13_an_empty_file(works: Office) -> None:
    for name in ("空.xlsx", "空.csv", "空.xls", "空.zip"):
        put(works, name, b"")
    assert {verdict for verdict, _ in judged(works).values()} <= {"unreadable", "duplicate"}
    assert "空文件" in said(works, "空.xlsx")


def flipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        place = package.getinfo(SHEET).header_offset + 30 + len(SHEET) + 60
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) * 2 // 3],
        flipped,
        lambda data: data[:3000] + bytes(512) + data[3512:],
        lambda data: data[:4],
        lambda data: tables.edited(data, lambda name, part: None if name == SHEET else part),
        lambda data: tables.edited(data, lambda name, part: part[: len(part) // 2] if name == SHEET else part),
    ],
)
def test_14_a_damaged_workbook(works: Office, spoil: Callable[[bytes], bytes]) -> None:
    put(works, "坏.xlsx", spoil(filled(works)))
    assert judged(works) == {"坏.xlsx": UNREADABLE}
    assert "损坏" in said(works, "坏.xlsx") and "重新发送" in said(works, "坏.xlsx")


@pytest.mark.parametrize("to", ["xls", "ods"])
def test_14_a_damaged_file_of_another_format(to: str, works: Office, tmp_path: Path, needs_calc: None) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works))
    data = calc.convert(source, to, tmp_path / "存").read_bytes()
    put(works, f"截断.{to}", data[: len(data) // 2])
    put(works, f"清零.{to}", data[: len(data) // 3] + bytes(len(data) // 3) + data[len(data) // 3 * 2 :])
    assert judged(works) == dict.fromkeys([f"截断.{to}", f"清零.{to}"], UNREADABLE)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def bomb(data: bytes) -> bytes:
    return tables.edited(data, lambda name, part: part + b" " * (80 * 2**20) if name == SHEET else part)


def test_15_bombs_are_not_unpacked(works: Office) -> None:
    data = filled(works)
    put(works, "胀.xlsx", bomb(data))
    put(works, "多.xlsx", many_parts(data))
    put(works, "包.zip", packed({"空白.csv": b" " * (80 * 2**20)}))
    assert judged(works) == dict.fromkeys(["胀.xlsx", "多.xlsx", "包.zip/空白.csv"], UNREADABLE)


def many_parts(data: bytes) -> bytes:
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        for number in range(10_001):
            package.writestr(f"xl/{number}", b"")
    return file.getvalue()


def zip_of(entries: Sequence[tuple[bytes, int, bytes, int]]) -> bytes:
    """A ZIP file of entries as they come: name, method, packed bytes, and how many they claim to come to."""
    body, directory = b"", b""
    for name, method, data, size in entries:
        said = (20, 0, method, 0, 33, 0, len(data), size, len(name), 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *said, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4s5H3L2H", b"PK\3\4", *said) + name + data
    count = min(len(entries), 65_535)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def squeezed(squeezer: Any) -> bytes:
    """256 MB of nothing."""
    return b"".join(squeezer.compress(bytes(2**20)) for _ in range(256)) + bytes(squeezer.flush())


def test_15_a_zip_file_that_lies_about_sizes_is_not_believed(works: Office) -> None:
    deflated, bzip2 = squeezed(zlib.compressobj(9, zlib.DEFLATED, -15)), squeezed(bz2.BZ2Compressor())
    put(works, "谎.zip", zip_of([(b"a.csv", 8, deflated, 1000), (b"b.csv", 12, bzip2, 1000)]))
    tracemalloc.start()
    try:
        found = judged(works)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == dict.fromkeys(["谎.zip/a.csv", "谎.zip/b.csv"], UNREADABLE)
    assert peak < 150 * 2**20


def test_15_a_zip_file_of_a_hundred_thousand_entries_is_not_looked_at(works: Office) -> None:
    put(works, "多.zip", zip_of([(b"a.csv", 0, b"", 0)] * 1000 + [(b"PK\1\2" * 1000, 0, b"", 0)] * 50))
    assert judged(works)["多.zip"] == UNREADABLE


def test_15_a_zip_file_damaged_in_ways_of_its_own(works: Office) -> None:
    put(works, "坏.zip", zip_of([(b"a.csv", 14, b"\x09\x04\x05\0\xff\xff\xff\xff\xff" * 9, 50), (b"", 0, b"1,2", 3)]))
    assert judged(works) == {"坏.zip/a.csv": UNREADABLE, "坏.zip/_": UNREADABLE}


def test_15_comments_without_end_are_passed_over(works: Office) -> None:
    put(works, "注.xlsx", b"<!---->" * 500 + b"x")
    assert judged(works)["注.xlsx"][0] == "rejected"


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("dtd", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("place", [SHEET, "xl/workbook.xml"])
def test_16_a_dtd_is_refused(works: Office, dtd: bytes, place: str) -> None:
    def with_dtd(name: str, part: bytes) -> bytes:
        return re.sub(rb"^(<\?xml[^>]*\?>)?", lambda found: found[0] + dtd, part, count=1) if name == place else part

    put(works, "定义.xlsx", tables.edited(filled(works), with_dtd))
    assert judged(works) == {"定义.xlsx": UNREADABLE}
    assert "DTD" in said(works, "定义.xlsx")


def test_16_a_dtd_in_an_ods_is_refused(works: Office, tmp_path: Path, needs_calc: None) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works))
    data = calc.convert(source, "ods", tmp_path / "存").read_bytes()
    put(works, "定义.ods", tables.edited(data, lambda name, part: LAUGHS + part if name == "content.xml" else part))
    assert judged(works) == {"定义.ods": UNREADABLE}


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
    assert (verdict, sorted(codes)) == ("noted", ["return-cell-error", "return-formula", "return-formula"])
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
    """A workbook whose texts stand in its cells."""
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
    """An .ods of a few bytes that stands for seventeen billion cells."""
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


def test_35_what_is_no_regular_file_is_skipped(works: Office, tmp_path: Path) -> None:
    (tmp_path / "别处.xlsx").write_bytes(filled(works))
    (works.returned / "链接.xlsx").symlink_to(tmp_path / "别处.xlsx")
    os.mkfifo(works.returned / "管道.xlsx")
    (works.returned / "设备.xlsx").symlink_to("/dev/zero")
    (works.returned / "文件夹.xlsx").mkdir()
    names = ["链接.xlsx", "管道.xlsx", "设备.xlsx"]
    assert judged(works) == dict.fromkeys(names, ("skipped", ["return-skipped"]))


def word() -> bytes:
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (PNG, "图片"),
        (word(), "Word"),
        (b"%PDF-1.7\n", "PDF"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "压缩包"),
        (bytes(range(256)), "别的文件"),
    ],
)
@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv"])
def test_36_what_is_no_table_is_told_by_its_content(works: Office, data: bytes, shown: str, name: str) -> None:
    put(works, name, data)
    assert judged(works) == {name: UNREADABLE}
    assert shown in said(works, name)


def test_36_tables_under_other_names_are_read_and_the_name_noted(works: Office) -> None:
    original = filled(works)
    put(works, "表.xls", original)
    assert judged(works) == {"表.xls": ("noted", ["return-mismatch"])}
    (works.returned / "表.xls").rename(works.returned / "表.doc")
    assert judged(works)["表.doc"][0] == "duplicate"


def test_36_a_text_under_the_name_of_a_workbook_is_read_and_noted(works: Office) -> None:
    original = filled(works)
    put(works, f"{NAME}.xlsx", as_csv(original, "gbk"))
    verdict, codes = judged(works)[f"{NAME}.xlsx"]
    assert verdict == "noted" and {"return-mismatch", "return-text"} <= set(codes)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_name_in_gbk_on_the_disk_is_read_and_a_long_one_kept(works: Office) -> None:
    data = filled(works)
    name = os.fsencode(works.returned) + b"/" + "教育科的表.xlsx".encode("gbk")
    Path(os.fsdecode(name)).write_bytes(data)
    long = "3.关于" + "长" * 75
    put(works, long, data)
    assert judged(works) == {long: ("accepted", []), "教育科的表.xlsx": ("duplicate", ["return-duplicate"])}
    assert "教育科的表.xlsx" in run_apart("merge", works.book, "--round", works.round, "--json").out


def test_what_may_not_be_read_is_said_and_the_others_go_on(works: Office) -> None:
    judged(works)  # A reader is started while that is allowed.
    with rights.as_anybody() as folder:
        other = Office.small(folder)
        other.do("split")
        for department, place in (("教育科", ""), ("组宣科", "关着/"), ("一小", "半关/"), ("二小", "")):
            (other.returned / place).mkdir(exist_ok=True)
            other.answer(department, f"{place}{department}.xlsx")
        (other.returned / "二小.xlsx").chmod(0)
        (other.returned / "关着").chmod(0)
        (other.returned / "半关").chmod(0o444)
        merged = other.json("merge")
        for place in ("关着", "半关"):
            (other.returned / place).chmod(0o755)
    found = {item["path"].rpartition("2023年第二季度/")[2]: item for item in merged["files"]}
    assert {name: item["verdict"] for name, item in found.items()} == {
        "教育科.xlsx": "accepted", "二小.xlsx": "unreadable", "关着": "unreadable", "半关/一小.xlsx": "unreadable",
    }  # fmt: skip
    assert "“关着”：没有权限" in found["关着"]["reasons"][0]["message"]


def test_36_pictures_and_documents_under_their_own_names_are_no_returns(works: Office) -> None:
    put(works, "说明.docx", word())
    put(works, "照片.png", PNG)
    put(works, "扫描.pdf", b"%PDF-1.7\n")
    put(works, "说明.txt", "编号,主要内容".encode())
    assert {verdict for verdict, _ in judged(works).values()} == {"skipped"}


def strict(name: str, part: bytes) -> bytes:
    """A part as Excel writes it for “Strict Open XML”."""
    ours, theirs = b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml"
    for space in (b"/spreadsheetml/2006/main", b"/officeDocument/2006/relationships"):
        part = part.replace(ours + space, theirs + space.replace(b"/2006", b""))
    return part


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_37_strict_open_xml_is_taken(works: Office) -> None:
    original = filled(works)
    data = tables.edited(original, strict)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [], "what other readers see"
    put(works, "严格.xlsx", data)
    assert judged(works) == {"严格.xlsx": ("accepted", [])}
    same_as_original(works, original)


@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/Sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_38_a_part_that_is_there_twice_is_refused(works: Office, name: str) -> None:
    file = io.BytesIO(filled(works))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"<worksheet/>")
    put(works, "两份.xlsx", file.getvalue())
    assert judged(works) == {"两份.xlsx": UNREADABLE}
    assert "重名" in said(works, "两份.xlsx")


def test_39_macros_are_left_alone(works: Office) -> None:
    original = filled(works)
    file = io.BytesIO(original)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0not a project")
        package.writestr(
            "xl/macrosheets/sheet1.xml", b'<xm:macrosheet xmlns:xm="x"><f>EXEC("calc")</f></xm:macrosheet>'
        )
    put(works, "宏.xlsm", file.getvalue())
    assert judged(works) == {"宏.xlsm": ("accepted", [])}
    same_as_original(works, original)
    kept = [path for path in works.root.rglob("*") if path.is_file() and b"not a project" in path.read_bytes()]
    assert {path.parent.name for path in kept} == {"归档", works.round}, "kept as it came and nowhere else"


# ZIP files of returns.


def test_each_file_in_a_zip_is_judged_by_itself(works: Office, tmp_path: Path) -> None:
    original = filled(works)
    inner = packed({"夹/更深.xlsx": filled(works, cell("1.1", "next", "再办。"))})
    put(
        works,
        "打包.zip",
        packed(
            {
                "教育科/表.xlsx": original,
                "../../../../坏心.xlsx": original[:2000],
                "C:\\盘\\空.xlsx": b"",
                "__MACOSX/._表.xlsx": b"x",
                "~$表.xlsx": b"x",
                "照片.png": PNG,
                "内层.zip": inner,
                "深.zip": packed({"中.zip": inner}),
            }
        ),
    )
    before = sorted(path for path in tmp_path.rglob("*") if not path.is_relative_to(works.root))
    assert judged(works) == {
        "打包.zip/教育科/表.xlsx": ("noted", ["return-differs"]),
        "打包.zip/坏心.xlsx": UNREADABLE,
        "打包.zip/盘/空.xlsx": UNREADABLE,
        "打包.zip/~$表.xlsx": ("skipped", ["return-skipped"]),
        "打包.zip/照片.png": ("skipped", ["return-attachment-whose"]),
        "打包.zip/内层.zip/夹/更深.xlsx": ("noted", ["return-differs"]),
        "打包.zip/深.zip/中.zip": UNREADABLE,
    }
    assert sorted(path for path in tmp_path.rglob("*") if not path.is_relative_to(works.root)) == before
    again = judged(works)
    assert again["打包.zip/教育科/表.xlsx"][0] == again["打包.zip/内层.zip/夹/更深.xlsx"][0] == "duplicate"


def test_one_bad_entry_of_a_zip_stops_none_of_the_others(works: Office, tmp_path: Path) -> None:
    data = filled(works)
    bundle = works.returned / "包.zip"
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice
        package.writestr("炸弹.xlsx", bytes(64 * 2**20))
        package.writestr("表.xlsx", data)
        package.writestr("表.xlsx", b"other")
    for name in ("一.xlsx", "二.xlsx"):
        (tmp_path / name).write_bytes(data + name.encode())
    subprocess.run(
        ["zip", "-q", "-j", "-P", "1", works.returned / "密.zip", tmp_path / "一.xlsx", tmp_path / "二.xlsx"],
        check=True,
    )
    merged = works.json("merge")
    verdicts = sorted((item["path"].rpartition("/")[2], item["verdict"]) for item in merged["files"])
    assert verdicts == [
        ("一.xlsx", "rejected"), ("二.xlsx", "rejected"), ("炸弹.xlsx", "unreadable"), ("表(2).xlsx", "rejected"),
        ("表.xlsx", "accepted"),
    ]  # fmt: skip
    # Of what has no bytes nothing is new the second time.
    works.do("merge")
    assert "拆分" not in run("undo", works.book).out
    assert "下发" in run("undo", works.book).out


@pytest.mark.parametrize(("method", "words"), [(99, "AES"), (93, "压缩方式")])
def test_a_zip_that_is_packed_in_an_unknown_way_says_so(works: Office, method: int, words: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.xlsx", b"x" * 50)
    packed = bytearray(file.getvalue())
    for place in (8, packed.find(b"PK\x01\x02") + 10):
        packed[place : place + 2] = struct.pack("<H", method)
    put(works, "包.zip", bytes(packed))
    judged(works)
    assert words in said(works, "a.xlsx") and "解压" in said(works, "a.xlsx")


def test_names_in_a_zip_made_on_windows_are_read(works: Office) -> None:
    data = packed({"jiao.xlsx": filled(works)}).replace(b"jiao.xlsx", "教育.xlsx".encode("gbk"))
    put(works, "打包.zip", data)
    assert judged(works) == {"打包.zip/教育.xlsx": ("accepted", [])}


def test_a_zip_of_nothing_or_damaged_or_of_another_make(works: Office) -> None:
    data = packed({"表.xlsx": filled(works)})
    put(works, "空.zip", packed({}))
    put(works, "断.zip", data[: len(data) // 2])
    put(works, "别.rar", b"Rar!\x1a\x07\x00" + bytes(100))
    assert judged(works) == dict.fromkeys(["空.zip", "断.zip", "别.rar"], UNREADABLE)
    assert "解压" in said(works, "别.rar")


def test_a_zip_under_the_name_of_a_workbook_is_opened(works: Office) -> None:
    put(works, "表.xlsx", packed({"真.xlsx": filled(works)}))
    assert judged(works) == {"表.xlsx/真.xlsx": ("accepted", [])}


def test_a_zip_with_a_password(works: Office, tmp_path: Path) -> None:
    if not shutil.which("zip"):
        pytest.skip("没有 zip 程序")
    (tmp_path / "a.xlsx").write_bytes(filled(works))
    subprocess.run(["zip", "-q", "-P", "s3", works.returned / "密.zip", "a.xlsx"], cwd=tmp_path, check=True)
    assert judged(works) == {"密.zip/a.xlsx": ("rejected", ["return-password"])}
    (works.root / "密码.txt").write_text("s3")
    assert judged(works)["密.zip/a.xlsx"] == ("accepted", [])


# Workers.


def killer(works: Office, tmp_path: Path) -> bytes:
    """An .xls that says it has four billion rows: who makes room for them ends with his process."""
    source = tmp_path / "源.xlsx"
    source.write_bytes(filled(works))
    data = bytearray(calc.convert(source, "xls", tmp_path / "存").read_bytes())
    place = data.index(struct.pack("<HH", 0x0200, 14))
    data[place + 8 : place + 12] = b"\xff\xff\xff\xff"
    return bytes(data)


def test_a_file_that_kills_its_worker_is_named_and_the_others_go_on(
    works: Office, tmp_path: Path, needs_calc: None
) -> None:
    original = filled(works)
    put(works, "杀手.xls", killer(works, tmp_path))
    put(works, "一.xlsx", original)
    found = judged(works)
    assert found == {"一.xlsx": ("accepted", []), "杀手.xls": UNREADABLE}
    assert "其余文件不受影响" in said(works, "杀手.xls")


def test_a_file_that_takes_too_long_is_named_and_the_others_go_on(works: Office) -> None:
    data = encrypted(filled(works), "secret")
    # How often the password is hashed is said by the file.
    slow = re.sub(rb'spinCount="\d{6}"', b'spinCount="999999"', data)
    assert slow != data
    files = [("慢.xlsx", slow), ("快.xlsx", filled(works))]
    results = [reading for _, reading in read_all(files, lambda file: file, passwords=["a"] * 9, seconds=0.5)]
    assert results[0] and results[0].error and "太久" in results[0].error.message
    assert results[1] and results[1].error is None


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_any_executor_may_be_passed_in(works: Office, kind: str) -> None:
    for department in ("教育科", "组宣科", "一小"):
        works.answer(department)
    put(works, "坏.xlsx", b"PK")
    context = get_context("spawn")
    with ThreadPoolExecutor(3) if kind == "threads" else ProcessPoolExecutor(2, mp_context=context) as executor:
        merging = merge(open_book(works.book), works.round, datetime(2023, 6, 20), executor=executor)
    assert sorted(item.verdict.value for item in merging.files) == ["accepted"] * 3 + ["unreadable"]


def test_answers_come_in_order_however_many_there_are(works: Office) -> None:
    data = filled(works)
    wanted: list[Any] = [(f"{n}.xlsx", data if n % 3 else b"") if n % 5 else None for n in range(200)]
    found = list(read_all(wanted, lambda file: file))
    assert [file for file, _ in found] == wanted
    for file, reading in found:
        assert (reading is None) == (file is None)
        if file and reading:
            assert (reading.error is None) == bool(file[1])
            assert reading.error is None or file[0] in reading.error.message


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


def test_a_second_look_after_undo_reads_again(works: Office) -> None:
    put(works, "表.xlsx", filled(works))
    assert judged(works) == {"表.xlsx": ("accepted", [])}
    assert run("undo", works.book).code == 0
    assert judged(works) == {"表.xlsx": ("accepted", [])}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound return in every format."""
    folder = tmp_path_factory.mktemp("完好")
    works = Office.small(folder)
    works.do("split")
    return in_every_format(filled(works), folder)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "xlsb", "csv", "加密.xlsx"])
def test_damage_of_any_kind_gives_an_answer_for_each_file(kind: str, whole: dict[str, bytes], needs_calc: None) -> None:
    chance = random.Random(kind)
    files = [(f"{number}.{kind}", damaged(whole[kind], chance)) for number in range(20 if "加密" in kind else 250)]
    found = list(read_all(files, lambda file: file, seconds=20))
    assert [file for file, _ in found] == files
    for (name, _), reading in found:
        assert reading is not None
        assert reading.error is None or (name in reading.error.message and reading.error.hint)
