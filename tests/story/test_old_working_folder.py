"""A working folder of an earlier version goes on in every verb: its round is judged, a new one handed out, all of it undone."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import ROOT
from support.office import Office, put, run

OLD = ROOT / "tests/data/旧版工作区/9918e35.zip"
"""Made by the version of that commit: 2023年第二季度 handed out, three of four answered, 1.1 closed for 教育科, 1.2 verified for 组宣科."""
NEXT = "2023年第三季度"


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Return the office as the earlier version left it."""
    with zipfile.ZipFile(OLD) as packed:
        packed.extractall(tmp_path)
    return Office(tmp_path / "小表.xlsx")


def rows(works: Office) -> dict[tuple[str, str], tuple[str, float | None, str]]:
    found = works.json("status", "--today", "2026-12-01")["tasks"]
    return {
        (task["task"], each["department"]): (each["light"], each["percent"], each["reason"])
        for task in found
        for each in task["departments"]
    }


def test_what_it_holds_is_judged_by_todays_rules(works: Office) -> None:
    assert run("validate", "--json", works.book).json["tasks"] == 4
    found = rows(works)
    assert found["1.1", "教育科"] == ("green", 100, "已销号（李局，2023-06-24）")
    light, percent, reason = found["1.2", "组宣科"]
    # What that version took down as 核定进展 were words: they stand beside. Overdue is overdue.
    assert (light, percent) == ("red", 50) and reason.startswith("已过到期日2023年12月31日")
    history: Any = run("history", "--json", works.book, "1.2").json
    assert [each["round"] for each in history["rounds"]] == [works.round]
    said = {each["department"]: each for each in history["rounds"][0]["departments"]}
    assert said["组宣科"]["verified"] == "0.4"
    accounts = run("yearly", "--json", works.book, "--year", "2023").json
    assert {each["department"]: (each["owed"], each["missing"]) for each in accounts["departments"]}["二小"][0] == 1


def test_it_goes_on_with_a_new_round_and_an_old_one(works: Office) -> None:
    assert "没有变化" in works.do("split").out
    works.answer("二小")
    merged = works.json("merge")
    # What its 待核实 still says was carried out by that version.
    assert "办理" not in works.do("merge").out
    assert sorted(each["verdict"] for each in merged["files"]) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert merged["missing"] == []
    later = Office(works.book, NEXT)
    given = {each["department"]: each for each in later.json("split")["files"]}
    # A closed task is handed out no more; what was reported stands on the new sheet.
    assert given["教育科"]["lead"] == 2
    later.answer("教育科", edit=put("1.4", state="已完成", percent=1))
    assert later.json("merge")["missing"] == ["组宣科", "一小", "二小"]
    assert rows(later)["1.4", "教育科"][2] == "报已完成，待销号"


def test_a_task_that_reached_nobody_is_counted_in_its_past_rounds(works: Office) -> None:
    book = openpyxl.load_workbook(works.book)
    plan = book["分工表"]
    plan.append(["1.5", "甲工程", "待定的事。", None, None, "2023年12月底前"])
    book.save(works.book)
    Office(works.book, NEXT).do("split")
    found: Any = run("history", "--json", works.book, "1.5").json
    assert [(each["round"], each["light"], each["departments"]) for each in found["rounds"]] == [
        (works.round, "grey", []), (NEXT, "grey", []),
    ]  # fmt: skip


def test_all_of_it_is_taken_back_step_by_step(works: Office) -> None:
    done = run("undo", "--json", works.book, "--list").json["actions"]
    assert [each["verb"] for each in done] == ["merge", "merge", "split"]
    taken = [run("undo", "--json", works.book).json["action"]["verb"] for _ in done]
    assert taken == ["merge", "merge", "split"]
    assert "没有可以撤销的操作" in run("undo", works.book).out
    assert not works.handed_out.exists()
    assert run("rebuild", "--json", works.book).code == 0
