"""Plans and rounds that go against expectation: each gives a sensible status or a clear finding, on real workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    assert "limits-missing" in codes(works)
    works.do("split")
    assert Filled.open(works.sheet_of("教育科")).cell("1.1", "due").value == "未定"
    returned(works, "教育科")
    found = tasks(works)["1.1"]
    assert (found["light"], found["percent"]) == ("grey", 50)
    assert "没有时限，无从判断" in found["departments"][0]["reason"]
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
    assert (
        Filled.open(later.sheet_of("基础教育科")).cell("1.1", "previous").value
        == "推进中，完成进度50%。\n1.1的进展。\n存在问题：缺人手。"
    )
    found = next(each for each in tasks(later, "2023-09-20")["1.1"]["departments"])
    assert (found["department"], found["percent"], "本期未报送，上期报50%" in found["reason"]) == (
        "基础教育科",
        50,
        True,
    )
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
    assert sheet.cell("1.1", "previous").value == "推进中，完成进度50%。\n1.1的进展。\n存在问题：经费没有到位。"
    assert sheet.cell("1.4", "previous").value == "推进中，完成进度50%。\n1.4的进展。"

    def copied(filled: Filled) -> None:
        filled.cell("1.1", "progress").value = filled.cell("1.1", "previous").value

    later.answer("教育科", edit=copied)
    said = later.json("merge")
    assert "quality-repeated" in {reason["code"] for file in said["files"] for reason in file["reasons"]}
