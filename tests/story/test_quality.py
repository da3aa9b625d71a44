"""Notes on quality that rest on what was recorded before: the last round, delays agreed to, replies by telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.office import ROUND, Filled, Office, fill_pending, pending_rows, run, table

NEXT = "2023年第三季度"


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Set up an office where 教育科 reported 50% in the round before; task 1.1 is due at the end of the year."""
    before = Office.small(tmp_path_factory.mktemp("本局"))
    before.do("split")
    before.answer("教育科")
    before.answer("组宣科")
    before.do("merge")
    now = Office(before.book, NEXT)
    now.do("split")
    return now


def notes(works: Office, department: str, values: dict[str, Any]) -> list[str]:
    """Return the codes of the reasons of a return with these values on task 1.1; nothing of it is kept."""

    def edit(filled: Filled) -> None:
        for task in filled.tasks:
            if filled.cell(task, "role").value == "执行":
                filled.cell(task, "progress").value = f"第三季度{task}有了新进展。"
                filled.cell(task, "percent").value = 0.6
        for name, value in values.items():
            filled.cell("1.1", name).value = value

    works.answer(department, edit=edit)
    (file,) = works.json("merge")["files"]
    run("undo", works.book)
    for path in works.returned.iterdir():
        path.unlink()
    return [reason["code"] for reason in file["reasons"]]


def test_a_row_is_compared_with_what_the_last_round_recorded(works: Office) -> None:
    assert notes(works, "教育科", {}) == []
    assert notes(works, "教育科", {"progress": "1.1的进展。", "percent": 0.4}) == [
        "quality-repeated",
        "quality-percent-down",
    ]


def test_a_day_that_was_agreed_to_is_not_late_any_more(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")

    def late(filled: Filled) -> None:
        filled.cell("1.1", "expected").value = date(2024, 1, 31)

    works.answer("教育科", edit=late)
    (asked,) = pending_rows(works)
    fill_pending(works, asked | {"decision": "同意延期", "leader": "李局", "date": date(2023, 6, 24)})
    works.do("merge")
    table(works.book, settings={"round": NEXT})
    following = Office(works.book, NEXT)
    following.do("split")
    assert "quality-expected-late" not in notes(following, "教育科", {"expected": date(2024, 1, 31)})
    assert "quality-expected-late" in notes(following, "教育科", {"expected": date(2024, 3, 31)})


def test_what_was_told_on_the_telephone_alone_leaves_gaps_that_are_chased(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND})
    works.do("split")
    entered = {"kind": "代录", "department": "一小", "task": "1.3", "source": "电话"}
    fill_pending(works, entered | {"item": "本期进展", "reported": "在办。"})
    works.do("merge")
    chased = {
        each["department"]: each for each in run("remind", works.book, "--round", ROUND, "--json").json["reminders"]
    }
    assert (chased["一小"]["list"], chased["一小"]["gaps"]) == ("gaps", ["任务1.3的状态"])
    # No sheet came: none is said to have gaps.
    assert "你们报了一部分（电话，办公室代录），表还没有报送，还缺：任务1.3的状态。" in chased["一小"]["text"]
    fill_pending(works, entered | {"item": "状态", "reported": "推进中"})
    works.do("merge")
    chased = {
        each["department"]: each for each in run("remind", works.book, "--round", ROUND, "--json").json["reminders"]
    }
    assert "一小" not in chased
