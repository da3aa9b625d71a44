"""本期进展 that says nothing: told to the office and to the department, not carried on, still asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from support.office import ROUND, Filled, Office
from support.tables import edited

NOTHING = ("同上", "无", "/", "〃", "详见附件", "—")
ROWS = tuple((f"1.{i}", "甲工程", f"任务{i}。", "教育科", "", "2023年9月底前") for i in range(1, 8))


def office(folder: Path) -> Office:
    works = Office.small(folder, rows=ROWS, offices=(("教育科", "科室", ""),))
    works.do("split")
    return works


def cell_of(path: Path, task: str, name: str) -> str:
    return str(Filled.open(path).cell(task, name).coordinate)


def with_cell(path: Path, cell: str, xml: str) -> None:
    pattern = rf'<c r="{cell}"([^>]*?)(?: t="\w+")?>.*?</c>'.encode()

    def edit(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        return re.sub(pattern, lambda found: f'<c r="{cell}"{found[1].decode()} {xml}'.encode(), part)

    path.write_bytes(edited(path.read_bytes(), edit))


def put(**values: object) -> Callable[[Filled], None]:
    def edit(filled: Filled) -> None:
        for name, value in values.items():
            filled.cell("1.1", name).value = value

    return edit


def test_shorthand_is_no_progress(tmp_path: Path) -> None:
    works = office(tmp_path)

    def shorthand(filled: Filled) -> None:
        for number, text in enumerate(NOTHING, 1):
            filled.cell(f"1.{number}", "progress").value = text
        filled.cell("1.7", "problems").value = "无"

    works.answer("教育科", edit=shorthand)
    (file,) = works.json("merge")["files"]
    assert file["verdict"] == "noted"
    assert [(reason["code"], reason["message"].split("“")[2].split("”")[0]) for reason in file["reasons"]] == [
        ("return-says-nothing", text) for text in NOTHING
    ]
    back = next(works.root.glob(f"退回/{ROUND}/*.xlsx"))
    assert (
        Filled.open(back)
        .cell("1.1", "progress")
        .comment.text.removeprefix("退回说明：\n")
        .startswith("这一格只写了“同上”")
    )
    later = Office(works.book, "2023年第三季度")
    later.do("split")
    sheet = Filled.open(later.sheet_of("教育科"))
    shown = {str(sheet.cell(task, "previous").value) for task in sheet.tasks}
    assert not any(text in line.splitlines()[1:] for text in NOTHING for line in shown)
    assert sum("1.7的进展。" in line for line in shown) == 1


def test_pictures(tmp_path: Path) -> None:
    works = office(tmp_path)
    path = works.answer("教育科", edit=put(progress="x图", evidence="x图", next="x图"))
    wps = 't="str"><f>_xlfn.DISPIMG("ID_0",1)</f><v>=DISPIMG("ID_0",1)</v></c>'
    with_cell(path, cell_of(path, "1.1", "progress"), wps)
    with_cell(path, cell_of(path, "1.1", "next"), 't="e" vm="1"><v>#VALUE!</v></c>')
    with_cell(path, cell_of(path, "1.1", "evidence"), 't="e" vm="2"><v>#VALUE!</v></c>')
    sent = path.read_bytes()
    (file,) = works.json("merge")["files"]
    assert [reason["code"] for reason in file["reasons"]] == ["return-picture"] * 2
    assert all("图片" in reason["message"] and "归档" in reason["message"] for reason in file["reasons"])
    assert any(kept.read_bytes() == sent for kept in (works.root / "归档").rglob("*.xlsx"))
    works.do("status", "--today", "2023-06-25")
    assert "（图片）" in _texts(works.root / "汇总" / ROUND / "进展汇总.xlsx")


def _texts(path: Path) -> set[str]:
    return {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}
