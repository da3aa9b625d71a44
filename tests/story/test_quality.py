"""Notes on quality that rest on what was recorded before: the last round, delays agreed to, replies by telephone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.office import ROUND, Filled, Office, fill_pending, pending_rows, put, run, table

from xlplan.actions.book import open_book
from xlplan.actions.merge import merge
from xlplan.actions.split import split

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


@pytest.mark.parametrize(
    ("round_", "handed", "merged", "text", "asked"),
    [
        ("2026年12月", "2026-12-20", "2026-12-28", "明年3月底", False),
        # The round is over, and nobody knows in which year it was written.
        ("2026年12月", "2026-12-20", "2027-01-04", "明年3月底", True),
        ("2027年第一季度", "2026-12-25", "2027-01-04", "明年4月底", True),
        ("2027年第一季度", "2027-01-03", "2027-01-04", "明年4月底", False),
    ],
)
def test_the_year_of_writing_is_that_of_handing_out_and_merging(
    tmp_path: Path, round_: str, handed: str, merged: str, text: str, asked: bool
) -> None:
    table(tmp_path / "小表.xlsx", settings={"year": int(round_[:4])})
    works = Office(tmp_path / "小表.xlsx", round_)
    at = datetime.fromisoformat(f"{handed} 09:00")
    split(open_book(works.book), round_, at, deadline=date(2027, 1, 10))
    works.answer("教育科", edit=put("1.1", expected=text))
    (file,) = merge(open_book(works.book), round_, datetime.fromisoformat(f"{merged} 09:00")).files
    assert ("return-date-unclear" in [reason.code for reason in file.reasons]) is asked
    taken = run("history", "--json", works.book, "1.1").json["rounds"][0]["departments"][0]["values"]
    assert ("expected" in taken) is not asked
