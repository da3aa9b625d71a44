"""What departments do to the sheet itself: whatever was written somewhere is taken, asked about, or named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.office import Filled, Office

from xlplan.decisions.settle import settle
from xlplan.ledger.store import Ledger

Edit = Callable[[Filled], None]


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    return found


def taken(works: Office) -> tuple[dict[tuple[str, str], Any], set[tuple[str, str, str]]]:
    """Return the values that count, by 编号 and column, and the open doubts as (编号, column, text)."""
    with Ledger(works.ledger) as ledger:
        settled = settle(ledger.received(works.round))
    values = {(task, name): r.value for (task, _), e in settled.entries.items() for name, r in e.values.items()}
    return values, {(each.doubt.task, each.doubt.field, each.doubt.shown) for each in settled.doubts}


def reasons(works: Office, edit: Edit) -> list[tuple[str, str | None, str]]:
    """Return code, cell and message of each reason of the one file, which 教育科 filled in and then edited."""
    works.answer("教育科", edit=edit)
    (file,) = works.json("merge")["files"]
    return [(each["code"], each["cell"], each["message"]) for each in file["reasons"]]


def test_a_second_sheet_that_says_something_else_is_named(works: Office) -> None:
    def edit(filled: Filled) -> None:
        copy = filled.book.copy_worksheet(filled.sheet)
        copy.title = "副本"
        copy.cell(filled.tasks["1.1"], filled.column("progress")).value = "副本里的话。"

    ((code, cell, message),) = reasons(works, edit)
    assert (code, cell) == ("return-second-table", "E8")
    assert "副本里的话。" in message and taken(works)[0]["1.1", "progress"] == "1.1的进展。"


def test_a_cell_merged_over_several_tasks_is_asked_about_for_those_below(works: Office) -> None:
    def edit(filled: Filled) -> None:
        first = filled.cell("1.1", "progress")
        filled.sheet.merge_cells(f"{first.coordinate}:{first.column_letter}{first.row + 1}")

    ((code, cell, message),) = reasons(works, edit)
    assert (code, cell) == ("return-merged", "E9") and "E8" in message
    values, doubts = taken(works)
    assert values["1.1", "progress"] == "1.1的进展。" and ("1.2", "progress") not in values
    assert doubts == {("1.2", "progress", "1.1的进展。")}


def test_every_locked_cell_that_was_changed_or_emptied_is_listed(works: Office) -> None:
    def edit(filled: Filled) -> None:
        filled.cell("1.1", "due").value = date(2024, 3, 31)
        filled.cell("1.1", "previous").value = "补写的上期。"
        filled.cell("1.2", "project").value = None
        filled.cell("1.4", "schedule").value = "#REF!"
        filled.cell("1.4", "schedule").data_type = "e"

    found = reasons(works, edit)
    assert {code for code, _, _ in found} == {"return-locked-edited"}
    assert [message.split("：", 1)[1] for _, _, message in found] == [
        "原为“2023-12-31”，现为“2024-03-31”。",
        "原为“（空）”，现为“补写的上期。”。",
        "原为“甲工程”，现为“（空）”。",
        "原为“2023年9月底前”，现为“#REF!”。",
    ]


@pytest.mark.parametrize("numbered", [False, True])
def test_a_cell_dragged_down_far_below_the_tasks_is_said_in_a_line(works: Office, numbered: bool) -> None:
    def edit(filled: Filled) -> None:
        below = max(filled.tasks.values()) + 1
        for row in range(below, below + 1000):
            filled.sheet.cell(row, filled.column("progress")).value = f"拖到{row}"
            if numbered:
                filled.sheet.cell(row, filled.column("id")).value = f"9.{row}"

    found = reasons(works, edit)
    assert Counter(code for code, _, _ in found) == {"return-row-unknown": 200, "return-rows-unknown": 1}
    (message,) = (message for code, _, message in found if code == "return-rows-unknown")
    assert "800 行" in message and "至 A1010）" in message and "拖到211" in message
    assert taken(works)[0]["1.1", "progress"] == "1.1的进展。"
