"""The rows of 待核实 after what the office had decided in them was taken back, and which stand in the other door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.pending import AGREED, case, line
from support.small import ROUND, decision, entered, returned

from xlplan.decisions.listing import restored, stands_in
from xlplan.decisions.row_notes import RowNote

ASKED: dict[str, Any] = {
    "number": 1, "kind": "看不准", "department": "教育科", "task": "1.1", "item": "完成进度", "before": "（空）", "reported": "80",
    "note": "是不是 80%？", "round": ROUND.name,
}  # fmt: skip
DID = decision("退回", "看不准", "percent", before="（空）", reported="80", leader="", day=None)


def test_a_row_shows_again_what_was_decided_in_it() -> None:
    [found] = restored([ASKED], [DID], [])
    assert found == ASKED | {"decision": "退回", "leader": "", "date": None}


def test_who_agreed_and_when_stands_there_too() -> None:
    asked = ASKED | {"kind": "待销号", "item": "状态", "before": "", "reported": "已完成"}
    [found] = restored([asked], [decision("同意销号", reported="已完成")], [])
    assert (found["decision"], found["leader"], found["date"]) == ("同意销号", "王局长", date(2023, 6, 20))


def test_what_was_decided_on_another_row_leaves_it_alone() -> None:
    assert restored([ASKED | {"reported": "85"}], [DID], []) == [ASKED | {"reported": "85"}]


def test_the_offices_own_rows_come_back_once() -> None:
    resumed = decision("", "恢复", reported="", round="别期")
    told = entered(returned(percent=0.7), round=ROUND.name)
    rows = restored([ASKED], [resumed], [told])
    assert [(each["number"], each["kind"], each["item"], each["round"]) for each in rows] == [
        (1, "看不准", "完成进度", ROUND.name), (2, "恢复", "状态", "别期"), (3, "代录", "完成进度", ROUND.name),
    ]  # fmt: skip
    assert (rows[1]["leader"], rows[2]["reported"], rows[2]["source"]) == ("王局长", "70%", "电话")
    # Rows that stand there already are not listed twice, and are no longer marked as done.
    again = restored([{**each, "note": RowNote.DONE} for each in rows[1:]], [resumed], [told])
    assert [(each["number"], each["kind"], each["note"]) for each in again] == [(1, "恢复", None), (2, "代录", None)]


def test_a_milestone_that_was_met_names_its_day() -> None:
    [found] = restored([], [decision("", "节点", field="", reported="2023-03-31")], [])
    assert (found["kind"], found["item"], found["reported"]) == ("节点", "2023-03-31", None)


def test_what_stands_in_the_other_door_is_not_written_into_this_one() -> None:
    told = entered(returned(percent=0.7), round=ROUND.name, day=date(2023, 6, 20))
    [own] = restored([], [], [told])
    assert own["date"] == date(2023, 6, 20)
    assert restored([ASKED], [DID], [told], lambda _: True) == [ASKED]


def test_a_row_with_an_earlier_name_of_the_department_is_not_listed_beside_itself() -> None:
    found = decision("", "核定进展", "percent", reported="80%", department="督学室")
    typed: dict[str, Any] = {
        "kind": "核定进展",
        "department": "督导室",
        "task": "1.1",
        "item": "完成进度",
        "reported": "80%",
    }
    now = {"督导室": "督学室"}
    assert len(restored([typed], [found], [], called=lambda name: now.get(name, name))) == 1
    assert len(restored([typed], [found], [])) == 2


SHOWN: dict[str, Any] = {
    "kind": "看不准",
    "department": "教育科",
    "task": "1.1",
    "item": "完成进度",
    "before": "（空）",
    "reported": "80",
    "round": ROUND.name,
}


OWN_ROW: dict[str, Any] = {
    "kind": "代录",
    "department": "教育科",
    "task": "1.1",
    "item": "完成进度",
    "reported": "30%",
    "source": "电话",
}


@pytest.mark.parametrize(
    ("filled", "stands"),
    [
        # Whatever value the office has corrected it to meanwhile.
        (OWN_ROW, True), (OWN_ROW | {"round": ROUND.name}, True), (OWN_ROW | {"department": "基教科"}, True),
        (OWN_ROW | {"round": "别期"}, False), (OWN_ROW | {"item": "状态"}, False), (OWN_ROW | {"task": "1.2"}, False),
        (OWN_ROW | {"kind": "核定进展"}, False), (SHOWN, False), (OWN_ROW | {"department": "基教科"}, True),
    ],
)  # fmt: skip
def test_which_row_stands_in_the_other_door(filled: dict[str, Any], stands: bool) -> None:
    [row] = restored([], [], [entered(returned(percent=0.7), round=ROUND.name)])
    assert stands_in([line(None, **filled)], row, case()) is stands


@pytest.mark.parametrize(("decision_", "stands"), [("退回", True), (None, False)])
def test_a_question_stands_in_the_other_door_where_it_is_answered(decision_: str | None, stands: bool) -> None:
    assert stands_in([line(None, **SHOWN | {"note": None, "decision": decision_})], SHOWN, case()) is stands


@pytest.mark.parametrize(("day", "stands"), [("2023-03-31", True), (date(2023, 3, 31), True), ("2023-06-30", False)])
def test_a_milestone_stands_in_the_other_door_by_its_day(day: Any, stands: bool) -> None:
    [row] = restored([], [decision("", "节点", field="", reported="2023-03-31")], [])
    other = line(None, kind="节点", department="教育科", task="1.1", item=day, **AGREED)
    assert stands_in([other], row, case()) is stands
