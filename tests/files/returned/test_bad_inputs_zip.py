"""ZIP files, as returns come in them and as workbooks are: damaged, lying, locked, made elsewhere.

The numbers in the names are those of the office's list of bad inputs.
"""

from __future__ import annotations

import bz2
import io
import shutil
import struct
import subprocess
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support import tables
from support.incoming import PNG, SHEET, UNREADABLE, cell, filled, handed_out, judged, packed, put, said
from support.office import Office, run


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return handed_out(tmp_path)


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
    """Return a ZIP file of entries: name, method, packed bytes, and the size that they claim."""
    body, directory = b"", b""
    for name, method, data, size in entries:
        said = (20, 0, method, 0, 33, 0, len(data), size, len(name), 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *said, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4s5H3L2H", b"PK\3\4", *said) + name + data
    count = min(len(entries), 65_535)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def squeezed(squeezer: Any) -> bytes:
    """Return 256 MB of nothing, compressed."""
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


@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/Sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_38_a_part_that_is_there_twice_is_refused(works: Office, name: str) -> None:
    file = io.BytesIO(filled(works))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"<worksheet/>")
    put(works, "两份.xlsx", file.getvalue())
    assert judged(works) == {"两份.xlsx": UNREADABLE}
    assert "重名" in said(works, "两份.xlsx")


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
        # One leaves blank what the other fills in: they do not differ.
        "打包.zip/教育科/表.xlsx": ("accepted", []),
        "打包.zip/坏心.xlsx": UNREADABLE,
        "打包.zip/盘/空.xlsx": UNREADABLE,
        "打包.zip/~$表.xlsx": ("skipped", ["return-skipped"]),
        "打包.zip/照片.png": ("skipped", ["return-attachment-whose"]),
        "打包.zip/内层.zip/夹/更深.xlsx": ("accepted", []),
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
    # Files without bytes are not new the second time.
    works.do("merge")
    assert run("undo", works.book, "--json").json["action"]["verb"] == "merge"
    assert run("undo", works.book, "--json").json["action"]["verb"] == "split"


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
