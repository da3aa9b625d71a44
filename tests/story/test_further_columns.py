"""An office's further columns: kept by 新建, handed out as 其他要求, placeholders of its own template, in the report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from support.office import Filled, Office, run

from xlplan.files.store.shipped import shipped
from xlplan.terms.setting_items import SETTING_ITEMS

ROUND = "2024年第二季度"
HEAD = (
    "序号",
    "重点工作",
    "具体举措",
    "责任科室",
    "完成时限",
    "目标值",
    "任务来源",
    "资金（万元）",
    "责任领导",
    "备注",
    "完成情况",
)
ROWS = (
    (1, "甲工程", "修订办法。", "教育科", "2024年6月底前", "95%", "局务会", 12, "赵甲", "内部掌握", "已启动"),
    (2, "甲工程", "开展培训。", "组宣科、教育科", "2024年12月底前", None, None, None, None, "", None),
    (3, "乙工程", "建设平台。", "组宣科", "2024年9月底前", None, None, None, None, "催办", None),
)


def office(
    folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS, setting: str = "", head: tuple[str, ...] = HEAD
) -> Office:
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.save(folder / "原表.xlsx")
    made = folder / "分工表.xlsm"
    assert run("new", made, "--from", folder / "原表.xlsx").code == 0
    if setting:
        opened = openpyxl.load_workbook(made, keep_vba=True)
        sheet = opened["设置"]
        cell = next(row[0] for row in sheet.iter_rows() if row[0].value == SETTING_ITEMS["further"][0])
        sheet.cell(cell.row, 2).value = setting
        opened.save(made)
    return Office(made, ROUND)


def headings(path: Path) -> list[str]:
    filled = Filled.open(path)
    return [str(cell.value) for cell in filled.sheet[filled.heading]]


def others(works: Office, department: str, task: str) -> str:
    cell = Filled.open(works.sheet_of(department)).cell(task, "other")
    assert cell.protection.locked
    return str(cell.value or "")


def test_they_go_out_as_other_requirements(tmp_path: Path) -> None:
    works = office(tmp_path)
    sheet = openpyxl.load_workbook(works.book)["分工表"]
    assert [cell.value for cell in sheet[3]][6:] == [
        "分管领导",
        "目标值",
        "任务来源",
        "资金（万元）",
        "备注",
        "完成情况",
    ]
    works.do("split")
    names = headings(works.sheet_of("教育科"))
    assert names[names.index("活动频率或完成时限") + 1] == "其他要求"
    assert others(works, "教育科", "1") == "分管领导：赵甲\n目标值：95%\n任务来源：局务会\n资金（万元）：12"
    assert others(works, "教育科", "2") == ""
    assert "其他要求" not in headings(works.sheet_of("组宣科"))
    for name in ("教育科", "组宣科"):
        works.answer(name)
    assert [each["verdict"] for each in works.json("merge")["files"]] == ["accepted", "accepted"]
    works.do("status", "--today", "2024-05-10")
    report = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")["进展汇总"]
    assert any("目标值：95%" in str(cell.value) for row in report.iter_rows() for cell in row)
    again = works.json("split")
    assert [each["revision"] for each in again["files"]] == [1, 1]


def test_the_setting_chooses(tmp_path: Path) -> None:
    works = office(tmp_path, setting="备注、目标值")
    works.do("split")
    assert others(works, "教育科", "1") == "目标值：95%\n备注：内部掌握"
    assert others(works, "组宣科", "3") == "备注：催办"


def test_all_but_some_or_none(tmp_path: Path) -> None:
    works = office(tmp_path, setting="无")
    works.do("split")
    assert "其他要求" not in headings(works.sheet_of("教育科"))


def test_a_heading_that_is_not_there_is_told(tmp_path: Path) -> None:
    works = office(tmp_path, setting="除备注、金额外")
    found = run("validate", works.book, "--json").json["findings"]
    (said,) = (each for each in found if each["code"] == "further-unknown")
    assert "“金额”" in said["message"]
    works.do("split")
    assert "完成情况：已启动" in others(works, "教育科", "1") and "备注" not in others(works, "教育科", "1")


def own_template(works: Office, content: str) -> None:
    """Let the office have a template of its own, in which `content` stands where the shipped one has 主要内容."""
    own = openpyxl.load_workbook(shipped("templates/部门任务表.xlsx"))
    sheet = own["任务表"]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "{{主要内容}}")
    for row in range(place.row, place.row + 7):
        sheet.cell(row, place.column).value = content
    folder = works.root / "模板"
    folder.mkdir(parents=True, exist_ok=True)
    own.save(folder / "部门任务表.xlsx")


def test_an_own_template_has_places_for_them(tmp_path: Path) -> None:
    works = office(tmp_path)
    own_template(works, "{{主要内容}}【目标：{{目标值}}】")
    works.do("split")
    filled = Filled.open(works.sheet_of("教育科"))
    assert filled.cell("1", "content").value == "修订办法。【目标：95%】"
    own_template(works, "{{主要内容}}{{备注}}")
    error = works.json("split")["error"]
    assert "{{备注}}" in error["message"]


def test_two_that_differ_in_their_brackets_alone_both_stand_in_a_place_for_either(tmp_path: Path) -> None:
    works = office(tmp_path, head=(*HEAD[:5], "联系人（牵头）", "联系人（配合）", *HEAD[7:]))
    own_template(works, "{{主要内容}}【{{联系人（配合）}}】【{{联系人}}】")
    works.do("split")
    said = Filled.open(works.sheet_of("教育科")).cell("1", "content").value
    assert said == "修订办法。【局务会】【联系人（牵头）：95%\n联系人（配合）：局务会】"


def test_a_change_of_them_is_a_new_revision(tmp_path: Path) -> None:
    works = office(tmp_path)
    works.do("split")
    book = openpyxl.load_workbook(works.book, keep_vba=True)
    book["分工表"]["H4"] = "98%"
    book.save(works.book)
    first, second = works.json("split")["files"]
    assert (first["department"], first["revision"], second["revision"]) == ("教育科", 2, 1)
    assert "其他要求原为" in str(Filled.open(works.sheet_of("教育科")).cell("1", "previous").value)
