"""Plans and rounds that go against expectation: each gives a sensible status or a clear finding, on real workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from support.office import OFFICES, ROUND, ROWS, TODAY, Filled, Office, run, table

NEXT = "2023年第三季度"


def tasks(works: Office, today: str = TODAY) -> dict[str, Any]:
    return {item["task"]: item for item in works.json("status", "--today", today)["tasks"]}


def codes(works: Office) -> set[str]:
    return {item["code"] for item in run("validate", "--json", works.book).json["findings"]}


def returned(works: Office, *names: str) -> None:
    for name in names:
        works.answer(name)
    works.do("merge")


def test_a_plan_with_no_dates_at_all(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=[(*row[:5], "") for row in ROWS])
    assert "schedule-blank" in codes(works)
    works.do("split")
    assert Filled.open(works.sheet_of("教育科")).cell("1.1", "due").value == "未定"
    returned(works, "教育科")
    found = tasks(works)["1.1"]
    assert (found["light"], found["percent"]) == ("green", 50)
    assert run("yearly", works.book, "--year", 2023).code == 0


def test_all_rounds_empty(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    for name in (ROUND, NEXT):
        Office(works.book, name).do("split", "--due", TODAY)
    later = Office(works.book, NEXT)
    assert later.do("merge").code == 1
    found = tasks(later)
    assert {each["light"] for each in found.values()} == {"grey"}
    assert all(each["percent"] is None for each in found.values())
    assert later.do("remind").code == 1
    accounts = run("yearly", works.book, "--year", 2023, "--json").json["departments"]
    assert [(each["department"], each["owed"], each["missing"]) for each in accounts] == [
        (name, 2, 2) for name in ("教育科", "组宣科", "一小", "二小")
    ]
    assert run("history", works.book, "1.1").code == 0


def test_a_department_renamed_between_rounds(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "problems"), "value", "缺人手。"))
    works.do("merge")
    rows = [tuple(str(text).replace("教育科", "基础教育科") for text in row) for row in ROWS]
    offices = [(name.replace("教育科", "基础教育科"), *rest) for name, *rest in OFFICES]
    table(works.book, rows, offices, aliases={"基础教育科": "教育科"})
    later = Office(works.book, NEXT)
    later.do("split")
    # What it reported under its old name is on its next sheet, with the problem that is open.
    assert Filled.open(later.sheet_of("基础教育科")).cell("1.1", "previous").value == "1.1的进展。\n存在问题：缺人手。"
    found = next(each for each in tasks(later, "2023-09-20")["1.1"]["departments"])
    assert (found["department"], found["percent"], "沿用上期" in found["reason"]) == ("基础教育科", 50, True)
    later.answer("基础教育科", edit=lambda filled: setattr(filled.cell("1.1", "percent"), "value", 0.3))
    said = later.json("merge")
    # It is compared with what it reported before.
    assert "quality-percent-down" in {reason["code"] for file in said["files"] for reason in file["reasons"]}
    assert {each["department"] for each in run("yearly", works.book, "--json").json["departments"]} >= {"基础教育科"}


def test_a_task_withdrawn(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    returned(works, "教育科")
    table(works.book, [row for row in ROWS if row[0] != "1.1"])
    done = works.do("status", "--today", TODAY)
    assert (done.code, "教育科在任务 1.1 上报了内容" in done.out) == (0, True)
    assert "1.1" not in tasks(works)
    works.do("split")
    sheet = Filled.open(works.sheet_of("教育科"))
    assert "【已撤销】" in str(sheet.cell("1.1", "previous").value)
    later = Office(works.book, NEXT)
    later.do("split")
    assert "1.1" not in Filled.open(later.sheet_of("教育科")).tasks


def test_two_tasks_merged_into_one(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    returned(works, "教育科", "组宣科")
    merged = ("1.1", "甲工程", "修订办法并开展培训。", "教育科、组宣科", "", "2023年12月底前")
    table(works.book, [merged, *ROWS[2:]])
    done = works.do("status", "--today", TODAY)
    # What was said on the task that stays counts for it; what was said on the other is told, not lost.
    assert tasks(works)["1.1"]["departments"][0]["percent"] == 50
    assert "在任务 1.2 上报了内容" in done.out
    later = Office(works.book, NEXT)
    later.do("split")
    assert Filled.open(later.sheet_of("教育科")).cell("1.1", "previous").value == "1.1的进展。"
    assert run("history", works.book, "1.1").code == 0


def test_today_before_the_plan_begins(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    returned(works, "教育科", "组宣科")
    found = tasks(works, "2022-06-01")
    assert (found["1.2"]["light"], "尚未到时间" in found["1.2"]["departments"][0]["reason"]) == ("grey", True)
    assert found["1.1"]["light"] == "green"
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    assert made["历次趋势"].cell(4, 1).value == ROUND


def test_leap_days(tmp_path: Path) -> None:
    rows = [
        ("1.1", "甲工程", "一。", "教育科", "", "2024年2月29日前"),
        ("1.2", "甲工程", "二。", "教育科", "", "2023年2月29日前"),
    ]
    works = Office.small(tmp_path, rows=rows)
    assert "schedule-unread" in codes(works)
    works = Office(works.book, "2024年2月")
    works.do("split", "--due", "2024-02-29")
    assert str(Filled.open(works.sheet_of("教育科")).cell("1.1", "due").value) == "2024-02-29 00:00:00"
    works.answer("教育科")
    works.do("merge")
    found = tasks(works, "2024-03-01")
    assert "超1天" in found["1.1"]["departments"][0]["reason"]


def test_thresholds_that_contradict_each_other(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"red_behind": 10, "amber_behind": 30})
    assert "setting-contradicts" in codes(works)
    works.do("split")
    works.answer("组宣科", edit=lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.3))
    works.do("merge")
    found = next(each for each in tasks(works)["1.2"]["departments"] if each["department"] == "组宣科")
    # The red rule comes first: 18 points behind are more than 10.
    assert (found["light"], found["reason"]) == ("red", "比序时进度落后18.2个百分点")


def test_open_problems_are_carried_until_the_task_is_closed(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")

    def edit(filled: Filled) -> None:
        filled.cell("1.1", "problems").value = "经费没有到位。"
        filled.cell("1.4", "problems").value = "无。"

    works.answer("教育科", edit=edit)
    works.do("merge")
    later = Office(works.book, NEXT)
    later.do("split")
    sheet = Filled.open(later.sheet_of("教育科"))
    assert sheet.cell("1.1", "previous").value == "1.1的进展。\n存在问题：经费没有到位。"
    assert sheet.cell("1.4", "previous").value == "1.4的进展。"

    def copied(filled: Filled) -> None:
        filled.cell("1.1", "progress").value = filled.cell("1.1", "previous").value

    later.answer("教育科", edit=copied)
    said = later.json("merge")
    assert "quality-repeated" in {reason["code"] for file in said["files"] for reason in file["reasons"]}
