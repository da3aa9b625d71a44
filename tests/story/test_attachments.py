"""Stamped copies and evidence beside the sheets: filed under the department that name or folder tells, else asked about."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from support.office import OFFICES, Office, run, table

from xlplan.ledger.store import Ledger
from xlplan.office.buttons.verbs import press_file
from xlplan.terms.sheets import RETURNS

PDF = b"%PDF-1.7\n" + bytes(range(256))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path, settings={"stamped_copy": "是", "round": "2023年第二季度", "deadline": "2023-06-20"})
    found.do("split")
    return found


def word(text: str) -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def put(works: Office, name: str, data: bytes) -> None:
    path = works.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def filed(works: Office) -> dict[str, tuple[str, str | None, list[str]]]:
    """Return verdict, department, and the codes of the reasons, by the path below the round's folder."""
    files = works.json("merge")["files"]
    start = works.returned.relative_to(works.book.parent).as_posix() + "/"
    return {
        each["path"].removeprefix(start): (each["verdict"], each["department"], [r["code"] for r in each["reasons"]])
        for each in files
    }


@pytest.mark.parametrize(
    ("name", "data", "department", "code"),
    [
        ("教育科盖章件.pdf", PDF, "教育科", "return-stamped"),
        ("一小/IMG_0001.jpg", b"\xff\xd8\xff\xe0" + bytes(99), "一小", "return-evidence"),
        ("组宣科推进情况表.docx", word("表"), "组宣科", "return-evidence"),
        ("IMG_0002.png", PNG, None, "return-attachment-whose"),
    ],
)
def test_is_filed_under_the_department_that_it_names(
    works: Office, name: str, data: bytes, department: str | None, code: str
) -> None:
    put(works, name, data)
    assert filed(works) == {name: ("skipped", department, [code])}
    with Ledger(works.ledger) as ledger:
        (received,) = ledger.received(works.round)
    assert (works.root / "归档" / f"{received.sha256}{Path(name).suffix}").read_bytes() == data
    # Known the second time, and nothing is written again.
    assert filed(works)[name][0] == "duplicate"
    with Ledger(works.ledger) as ledger:
        assert len(ledger.received(works.round)) == 1


def test_those_in_a_zip_file_too(works: Office) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("教育科/现场.png", PNG)
    put(works, "打包.zip", file.getvalue())
    assert filed(works) == {"打包.zip/教育科/现场.png": ("skipped", "教育科", ["return-evidence"])}


def test_by_another_name_of_the_department(tmp_path: Path) -> None:
    path = table(tmp_path / "小表.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["部门"]
    sheet.cell(1, 4).value = "别名"
    sheet.cell(2 + [name for name, *_ in OFFICES].index("教育科"), 4).value = "基教科"
    book.save(path)
    works = Office(path)
    works.do("split")
    put(works, "基教科盖章.pdf", PDF)
    assert filed(works) == {"基教科盖章.pdf": ("skipped", "教育科", ["return-stamped"])}


def test_one_that_was_asked_about_is_filed_once_it_lies_in_the_departments_folder(works: Office) -> None:
    put(works, "IMG_0001.png", PNG)
    filed(works)
    (works.returned / "教育科").mkdir()
    (works.returned / "IMG_0001.png").rename(works.returned / "教育科/IMG_0001.png")
    assert filed(works) == {"教育科/IMG_0001.png": ("skipped", "教育科", ["return-evidence"])}


def test_a_picture_under_the_name_of_a_workbook_is_still_an_error(works: Office) -> None:
    put(works, "教育科.xlsx", PNG)
    assert filed(works)["教育科.xlsx"][0] == "unreadable"


def test_who_still_owes_a_stamped_copy_is_said_where_it_is_required(works: Office) -> None:
    works.answer("教育科")
    put(works, "教育科盖章件.pdf", PDF)
    put(works, "IMG_0001.png", PNG)
    assert "还缺盖章件：组宣科、一小、二小" in works.do("merge").out.splitlines()
    outcome = press_file("merge", works.book, datetime(2023, 6, 20), lambda *_: None)
    assert "还缺盖章件：组宣科、一小、二小。" in outcome.message
    shown = listed(works)
    assert "盖章件已归档：教育科盖章件.pdf。" in shown["教育科"] and "还缺" not in shown["教育科"]
    assert "还缺盖章件。" in shown["组宣科"] and "还缺盖章件" not in shown["基金会"]
    assert "不知道是哪个部门的" in shown[""]


def listed(works: Office) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(works.root / "汇总" / works.round / f"{RETURNS}.xlsx")[RETURNS]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in rows if row[0] == "部门")
    return {str(row[0] or ""): str(row[heading.index("需要处理")]) for row in rows[rows.index(heading) + 1 :]}


def test_nobody_owes_one_where_it_is_not_required(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科")
    assert "盖章件" not in works.do("merge").out
    assert run("undo", works.book).code == 0


def test_the_same_bytes_are_kept_as_all_that_they_came_as(works: Office) -> None:
    page = word("情况说明")
    put(works, "教育科盖章件.pdf", PDF)
    put(works, "教育科/说明.pdf", PDF)
    put(works, "一小/说明.pdf", PDF)
    put(works, "组宣科佐证.docx", page)
    put(works, "组宣科推进情况表.xls", page)
    first = filed(works)
    assert {name: (verdict, department) for name, (verdict, department, _) in first.items()} == {
        "教育科盖章件.pdf": ("skipped", "教育科"),
        "教育科/说明.pdf": ("skipped", "教育科"),
        "一小/说明.pdf": ("skipped", "一小"),
        "组宣科佐证.docx": ("skipped", "组宣科"),
        "组宣科推进情况表.xls": ("unreadable", None),
    }
    assert first["教育科盖章件.pdf"][2] == ["return-stamped"]
    assert first["教育科/说明.pdf"][2] == ["return-evidence"]
    with Ledger(works.ledger) as ledger:
        before = ledger.received(works.round)
    assert {verdict for verdict, *_ in filed(works).values()} == {"duplicate"}
    with Ledger(works.ledger) as ledger:
        assert ledger.received(works.round) == before


def test_a_copy_under_another_extension_is_no_loss_of_the_original(works: Office) -> None:
    put(works, "组宣科佐证.jpg", PNG)
    filed(works)
    put(works, "组宣科佐证2.jpeg", PNG)
    assert filed(works)["组宣科佐证2.jpeg"] == ("duplicate", "组宣科", ["return-duplicate", "return-evidence"])
