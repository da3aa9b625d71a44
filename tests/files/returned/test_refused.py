"""Files that came back and cannot be taken: each gets a verdict with its reason, and stops none of the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.cell import Cell
from support.office import Filled, Office, run

from xlplan.terms.sheets import IDENTITY, TASKS


@pytest.fixture
def works(tmp_path: Path) -> Office:
    (tmp_path / "本局").mkdir()
    found = Office.small(tmp_path / "本局")
    found.do("split")
    return found


def verdict(works: Office, name: str) -> tuple[str, list[str]]:
    """Return the verdict on one file beside a sound one, and the codes of its reasons; nothing is recorded."""
    works.answer("组宣科", "好的.xlsx")
    merged = works.json("merge")
    found = {Path(item["path"]).name: item for item in merged["files"]}
    assert found["好的.xlsx"]["verdict"] == "accepted"
    assert "教育科" in merged["missing"]
    assert found[name]["rows"] == 0
    assert all(reason["message"] and reason["hint"] for reason in found[name]["reasons"])
    return found[name]["verdict"], [reason["code"] for reason in found[name]["reasons"]]


def change_identity(filled: Filled) -> None:
    sheet = filled.book[IDENTITY]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "教育科")
    cell.value = "基金会"


def set_identity(what: str, value: str) -> Callable[[Filled], None]:
    def edit(filled: Filled) -> None:
        next(row for row in filled.book[IDENTITY].iter_rows() if row[0].value == what)[1].value = value

    return edit


def leave_only_the_table(filled: Filled) -> None:
    filled.book.remove(filled.book[IDENTITY])
    for row in filled.sheet.iter_rows(max_row=filled.heading - 1):
        for cell in row:
            if type(cell) is Cell:
                cell.value = None


def rename_headings(filled: Filled) -> None:
    for cell in filled.sheet[filled.heading]:
        cell.value = f"改{cell.value}"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (change_identity, "return-identity-altered"),
        (set_identity("signature", "签名é"), "return-identity-altered"),
        (lambda filled: filled.book.remove(filled.book[TASKS]) or filled.book.create_sheet("空"), "return-no-table"),
        (rename_headings, "return-no-table"),
    ],
)
def test_whose_it_is_cannot_be_told(works: Office, edit: Callable[[Filled], None], code: str) -> None:
    works.answer("教育科", "不明.xlsx", edit)
    assert verdict(works, "不明.xlsx") == ("rejected", [code])


@pytest.mark.parametrize("revision", ["9" * 30, "9" * 5000, "²"])
def test_a_revision_that_is_no_number_is_no_identity_and_stops_nothing(works: Office, revision: str) -> None:
    works.answer("教育科", "不明.xlsx", set_identity("revision", revision))
    works.answer("组宣科", "好的.xlsx")
    found = {Path(item["path"]).name: item["verdict"] for item in works.json("merge")["files"]}
    assert found == {"不明.xlsx": "noted", "好的.xlsx": "accepted"}


def test_without_its_identity_a_sheet_that_two_may_have_sent_is_asked_about(works: Office) -> None:
    works.answer("一小", "不明.xlsx", leave_only_the_table)
    works.answer("教育科", "也不明.xlsx", leave_only_the_table)
    (asked, told) = works.json("merge")["files"]
    assert (told["verdict"], told["department"]) == ("noted", "教育科")
    # The name of who filled it in stood above the table.
    blank = ["return-required-blank"] * 2
    assert [reason["code"] for reason in told["reasons"]] == ["return-recognised", *blank]
    assert (asked["verdict"], [reason["code"] for reason in asked["reasons"]]) == ("rejected", ["return-no-identity"])
    assert "可能是：一小、二小" in asked["reasons"][0]["message"]


def test_another_offices_plan_is_rejected(works: Office, tmp_path: Path) -> None:
    (tmp_path / "外区").mkdir()
    other = Office.small(tmp_path / "外区")
    other.do("split")
    shutil.move(other.answer("教育科"), works.returned / "外区.xlsx")
    assert verdict(works, "外区.xlsx") == ("rejected", ["return-other-plan"])


def test_another_round_is_rejected(works: Office) -> None:
    before = Office(works.book, "2023年第一季度")
    before.do("split")
    shutil.move(before.answer("教育科"), works.returned / "上季度.xlsx")
    assert verdict(works, "上季度.xlsx") == ("rejected", ["return-other-round"])


def test_another_rounds_sheet_without_its_identity_is_told_by_what_it_says_of_itself(works: Office) -> None:
    before = Office(works.book, "2023年第一季度")
    before.do("split")
    filled = before.answer("教育科", edit=lambda filled: filled.book.remove(filled.book[IDENTITY]))
    shutil.move(filled, works.returned / "教育科.xlsx")
    works.answer("教育科", "教育科2023Q1.xlsx", leave_only_the_table)
    files = works.json("merge")["files"]
    assert [reason["code"] for each in files for reason in each["reasons"]] == ["return-other-round"] * 2


def test_a_return_to_what_was_taken_back_is_rejected_and_taken_once_it_is_handed_out_again(works: Office) -> None:
    works.answer("教育科", "教.xlsx")
    works.do("split", "--department", "组宣科", "--due", "2023-07-01")
    assert run("undo", works.book).code == run("undo", works.book).code == 0
    works.do("split", "--department", "组宣科")
    works.answer("组宣科", "好的.xlsx")
    (refused,) = [item for item in works.json("merge")["files"] if item["path"].endswith("教.xlsx")]
    assert (refused["verdict"], [reason["code"] for reason in refused["reasons"]]) == (
        "rejected",
        ["return-never-sent"],
    )
    works.do("split")
    merged = works.json("merge")
    assert {Path(item["path"]).name: item["verdict"] for item in merged["files"]} == {"好的.xlsx": "duplicate", "教.xlsx": "accepted"}  # fmt: skip


def test_a_password_is_a_reason_of_its_own(works: Office) -> None:
    # The start of a compound file, and the name of the entry that holds an encrypted package (MS-OFFCRYPTO 2.3.4.4).
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    (works.returned / "加密.xlsx").write_bytes(data)
    assert verdict(works, "加密.xlsx")[0] == "rejected"
    assert "密码" in works.do("merge").out


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    middle = data.index(b"xl/worksheets/sheet1.xml") + 200
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.parametrize(
    "spoil", [cut, flip, lambda _: b"", lambda _: b"<html>", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_what_cannot_be_read_says_why(works: Office, spoil: Callable[[bytes], bytes]) -> None:
    path = works.answer("教育科", "坏.xlsx")
    path.write_bytes(spoil(path.read_bytes()))
    assert verdict(works, "坏.xlsx") == ("unreadable", ["return-unreadable"])


def link(path: Path) -> None:
    path.symlink_to(path.parent.parent.parent / "台账.sqlite3")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("~$教育科.xlsx", lambda path: path.write_bytes(b"x" * 165)),
        ("Thumbs.db", lambda path: path.write_bytes(b"x")),
        ("现场照片.jpg", lambda path: path.write_bytes(b"x")),
        ("说明.docx", lambda path: path.write_bytes(b"PK")),
        ("链接.xlsx", link),
        ("链接夹", lambda path: path.symlink_to(path.parent.parent.parent / "归档")),
        ("断了.xlsx", lambda path: path.symlink_to("/nowhere/at/all.xlsx")),
        ("管道.xlsx", lambda path: os.mkfifo(path)),
    ],
)
def test_what_is_no_return_is_skipped(works: Office, name: str, make: Callable[[Path], Any]) -> None:
    make(works.returned / name)
    assert verdict(works, name) == ("skipped", ["return-skipped"])


def test_folders_are_searched_whatever_they_are_called(works: Office) -> None:
    (works.returned / "教育.xlsx").mkdir()
    works.answer("教育科", "教育.xlsx/表.xlsx")
    assert works.json("merge")["files"][0]["verdict"] == "accepted"
