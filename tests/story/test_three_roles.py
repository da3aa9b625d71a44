"""A table with three roles from another office's file to the status: 责任 rows are handed out, owed, required and lit."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from support.office import Filled, Office, run

ROUND = "2024年第二季度"
ROWS = (
    ("序号", "重点工作", "具体举措", "牵头领导", "牵头单位", "责任单位", "配合单位", "完成时限"),
    (1, "甲工程", "修订办法。", "赵甲", "教育科", "组宣科、体卫艺科", "进修学校", "2024年6月底前"),
    (2, "甲工程", "开展培训。", "钱乙", "组宣科", "教育科、组宣科", "体卫艺科、某处", "2024年12月底前"),
)


def office(folder: Path) -> Office:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(folder / "原表.xlsx")
    made = folder / "分工表.xlsm"
    assert run("new", made, "--from", folder / "原表.xlsx").code == 0
    return Office(made, ROUND)


def test_from_another_offices_table_to_the_status(tmp_path: Path) -> None:
    works = office(tmp_path)
    sheet = openpyxl.load_workbook(works.book)["分工表"]
    assert [cell.value for cell in sheet[3]] == [
        "编号", "工程名称", "主要内容", "执行部门", "责任部门", "支持部门", "活动频率或完成时限", "分管领导",
    ]  # fmt: skip
    sent = works.json("split")
    assert {each["department"]: (each["lead"], each["share"], each["support"]) for each in sent["files"]} == {
        "教育科": (1, 1, 0), "组宣科": (1, 1, 0), "体卫艺科": (0, 1, 1), "进修学校": (0, 0, 1), "某处": (0, 0, 1),
    }  # fmt: skip
    filled = Filled.open(works.sheet_of("体卫艺科"))
    assert [filled.cell(task, "role").value for task in filled.tasks] == ["责任", "支持"]

    # Two red cells are left blank: they are required as they are of those who lead.
    def blank(filled: Filled) -> None:
        filled.cell("1", "progress").value = None

    works.answer("体卫艺科", edit=blank)
    works.answer("教育科")
    merged = works.json("merge")
    assert merged["missing"] == ["组宣科"]
    (given,) = (each for each in merged["files"] if each["department"] == "体卫艺科")
    assert [reason["code"] for reason in given["reasons"]] == ["return-required-blank"]

    first, second = works.json("status", "--today", "2024-07-10")["tasks"]
    assert [(each["department"], each["role"], each["light"]) for each in first["departments"]] == [
        ("教育科", "lead", "red"), ("组宣科", "share", "red"), ("体卫艺科", "share", "red"), ("进修学校", "support", "grey"),
    ]  # fmt: skip
    assert first["light"] == "red" and first["percent"] == 50
    assert [(each["department"], each["role"]) for each in second["departments"]][:2] == [
        ("组宣科", "lead"),
        ("教育科", "share"),
    ]
    report = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")["进展汇总"]
    assert "教育科；责任：组宣科、体卫艺科" in {cell.value for row in report.iter_rows() for cell in row}
    assert "应报 2 项" in run("remind", works.book, "--round", ROUND).out


def test_a_name_that_nobody_has_is_skipped_with_its_column(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=[("1", "甲工程", "办。", "教育科牵头，无名处负责，组宣科配合", "", "常规工作")])
    (skipped,) = works.json("split")["skipped"]
    assert skipped["department"] == "无名处"
    assert skipped["reason"].startswith("“部门”表里没有它（1 责任部门）；")
