"""What cannot be worked on ends with exit code 2, a plain Chinese message, and nothing half-written."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from support.office import ROUND, Done, Office, run, snapshot, table

VERBS = ("validate", "split", "merge", "status", "undo")


def command(verb: str, book: Path, *words: object) -> Done:
    round_ = () if verb in ("validate", "undo") else Office(book).words(verb)
    return run(verb, book, *round_, *words)


def refused(done: Done, *said: str) -> None:
    assert done.code == 2, done
    assert done.out == ""
    assert "Traceback" not in done.err
    for each in said:
        assert each in done.err


def with_sheet(path: Path, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def cut(path: Path) -> None:
    path.write_bytes(table(path).read_bytes()[:-3000])


def flipped(path: Path) -> None:
    data = bytearray(table(path).read_bytes())
    data[data.index(b"xl/worksheets/sheet1.xml") + 80] ^= 0xFF
    path.write_bytes(data)


def no_sheets(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")


BAD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "not there": ("找不到文件", lambda path: None),
    "a folder": ("不是文件", Path.mkdir),
    "nothing in it": ("空文件", lambda path: path.write_bytes(b"")),
    "a text": ("不是 Excel 工作簿", lambda path: path.write_text("编号,工程名称")),
    "an old workbook": ("旧格式", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))),
    "another zip": ("不是 Excel 工作簿", lambda path: zipfile.ZipFile(path, "w").writestr("a.txt", "x")),
    "cut short": ("已损坏", cut),
    "a byte flipped": ("已损坏", flipped),
    "no parts": ("已损坏", no_sheets),
    "no table": ("分工表", lambda path: with_sheet(path, ["日期", "值班人"], ["周一", "张三"])),
    "blank": ("分工表", lambda path: with_sheet(path)),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("verb", ["validate", "split"])
def test_a_book_that_cannot_be_read(case: str, verb: str, tmp_path: Path) -> None:
    said, make = BAD[case]
    path = tmp_path / "我的表.xlsx"
    make(path)
    before = snapshot(tmp_path)
    refused(command(verb, path), said)
    assert snapshot(tmp_path) == before
    assert list(tmp_path.iterdir()) == ([path] if path.exists() else []), "no folder was begun either"


@pytest.mark.parametrize("verb", VERBS)
def test_no_such_file_is_said_by_every_command(verb: str, tmp_path: Path) -> None:
    refused(command(verb, tmp_path / "没有.xlsx"), "找不到文件", "没有.xlsx")


@pytest.mark.parametrize("verb", ["split", "merge", "status"])
@pytest.mark.parametrize(("name", "said"), [("2023Q5", "四个季度"), ("2023年13月", "没有13月"), (" ", "没有写明期次")])
def test_a_round_that_cannot_be(verb: str, name: str, said: str, tmp_path: Path) -> None:
    works = Office(Office.small(tmp_path).book, name)
    refused(works.do(verb), said)
    assert list(tmp_path.iterdir()) == [works.book]


@pytest.mark.parametrize("verb", ["merge", "status"])
def test_a_round_that_was_never_handed_out_names_those_that_were(verb: str, tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    before = snapshot(tmp_path)
    refused(Office(works.book, "2023Q3").do(verb), "没有下发过“2023年第三季度”", f"下发过的期次有：{ROUND}")
    assert snapshot(tmp_path) == before


def test_another_spelling_of_a_round_is_the_same_round(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    assert Office(works.book, "2023Q2").json("merge")["round"] == ROUND


def test_a_returned_file_or_folder_that_is_not_there(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    before = snapshot(tmp_path)
    works.answer("教育科")
    (works.returned / works.sheet_of("教育科").name).unlink()
    refused(works.do("merge", works.returned, tmp_path / "没有"), "找不到", "没有")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("place", ["分工表-工作区", "分工表-工作区/下发", f"分工表-工作区/回收/{ROUND}"])
def test_a_file_in_the_place_of_a_folder(place: str, tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("占着位置")
    refused(works.do("split"), "写不了")
    assert (tmp_path / place).read_text() == "占着位置"
    assert not list(tmp_path.rglob("*推进情况表.xlsx"))
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("taken", ["进展汇总.xlsx", "没有/进展汇总.xlsx"])
def test_an_output_that_cannot_be_written(taken: str, tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    if "/" in taken:
        (tmp_path / "没有").write_text("不是文件夹")
    else:
        (tmp_path / taken).mkdir()
    before = snapshot(tmp_path)
    refused(works.do("status", "--out", tmp_path / taken), "写不了")
    assert snapshot(tmp_path) == before


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Office]:
    """Hand out a round in a folder that nobody can write: mode bits do not stop root, a read-only mount does."""
    folder = tmp_path / "光盘"
    folder.mkdir()
    works = Office.small(folder)
    works.do("split")
    works.answer("教育科")
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False).returncode:
        folder.chmod(0o555)
        works.root.chmod(0o555)
        try:
            (works.root / "试").touch()
        except OSError:
            yield works
            folder.chmod(0o755)
            works.root.chmod(0o755)
            return
        (works.root / "试").unlink()
        pytest.skip("以 root 运行，又不能挂载只读文件夹")
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    yield works
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("verb", ["split", "merge", "status", "undo"])
def test_a_folder_that_cannot_be_written(verb: str, read_only: Office) -> None:
    before = snapshot(read_only.book.parent)
    refused(command(verb, read_only.book), "写不了")
    assert snapshot(read_only.book.parent) == before


def test_a_folder_that_cannot_be_written_can_be_read(read_only: Office) -> None:
    assert run("validate", read_only.book).code == 1
    assert read_only.do("split", "--dry-run").code == 1


HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from xlplan.actions.book import open_book, who
book = open_book(Path(sys.argv[1]))
with book.workspace.hold(who(book, "合并回收", datetime(2023, 6, 20, 9, 5))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_working_folder_in_use_is_refused_with_who_holds_it(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    before = snapshot(works.handed_out)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, works.book], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        for verb in ("split", "merge", "status", "undo"):
            refused(command(verb, works.book), "正在使用", "09:05 开始的“合并回收”")
        assert run("validate", works.book).code == 1, "reading does not wait"
        assert works.do("split", "--dry-run").code == 1
    finally:
        holder.communicate(timeout=180)
    assert snapshot(works.handed_out) == before
    assert works.do("split").code == 1, "free again"


def test_what_a_killed_run_left_behind_is_cleared_by_the_next(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    (works.handed_out / ".xlplan-abc.tmp").write_bytes(b"half")
    works.do("split")
    assert not list(works.root.rglob("*.tmp"))


def test_a_round_in_the_settings_that_cannot_be_does_not_stop_another(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": "2023Q5", "deadline": "2023-06-20"})
    assert works.do("split", "--due", "2023-06-20").code == 1
