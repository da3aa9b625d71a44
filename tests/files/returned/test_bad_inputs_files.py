"""Whatever comes back, each bad file made for real: its verdict and reason, and that it stops none of the others.

The numbers in the names are those of the office's list of bad inputs.
"""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from support import binary, calc, rights, tables
from support.damage import as_csv, encrypted, values_of
from support.incoming import NAME, PNG, SHEET, UNREADABLE, cell, filled, handed_out, judged, put, said, same_as_original
from support.office import Office, run, run_apart

from xlplan.actions.intake import Intake
from xlplan.files.apart.messages import File
from xlplan.files.store.collecting import Collected


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return handed_out(tmp_path)


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
    source = tmp_path / "表.xlsx"
    source.write_bytes(filled(works))
    names = ["新.xlsx", "旧.xls", "开放.ods"]
    calc.save({works.returned / name: source for name in names}, password="secret")
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
    put(works, f"清零.{to}", data[: len(data) // 8] + bytes(len(data) // 2) + data[len(data) // 8 + len(data) // 2 :])
    found = judged(works)
    assert found.pop(f"截断.{to}") == UNREADABLE
    # Where the zeros hit nothing but cells, the rest can be read, and holds no table.
    assert found == {f"清零.{to}": UNREADABLE} or found == {f"清零.{to}": ("rejected", ["return-no-table"])}


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


def test_what_may_not_be_read_is_said_and_the_others_go_on(works: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    judged(works)  # A reader is started while that is allowed; what it would keep belonged to somebody else.
    to_read = Intake.to_read

    def unkept(self: Intake, file: Collected) -> File | None:
        found = to_read(self, file)
        return found and found._replace(keep="")

    monkeypatch.setattr(Intake, "to_read", unkept)
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
    """Return a part as Excel writes it for “Strict Open XML”."""
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


def test_a_second_look_after_undo_reads_again(works: Office) -> None:
    put(works, "表.xlsx", filled(works))
    assert judged(works) == {"表.xlsx": ("accepted", [])}
    assert run("undo", works.book).code == 0
    assert judged(works) == {"表.xlsx": ("accepted", [])}
