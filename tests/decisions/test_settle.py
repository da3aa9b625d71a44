"""What counts of all that came back, by department and task, and what is open until the office decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.settling import FULL, ONE, OTHER, THIRD, came, on, told
from support.small import ROUND, decision, doubt, entered, returned

from xlplan.decisions.agreed import agreements_of
from xlplan.decisions.settle import settle
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

UNSURE = returned(state="推进中", progress="已办。", doubts=[doubt("percent", "80", 0.8)])
AGAIN = came("又.xlsx", reported=FULL | {"percent": 0.9}, action=9)
BLANK = came("空.xlsx", reported={"state": "推进中", "progress": "已办。"})


@pytest.mark.parametrize(
    ("items", "decisions", "found"),
    [
        ([ONE], (), (0.5, [], [], False)),
        ([ONE, came("同.xlsx")], (), (0.5, [], [], False)),
        # Two that differ count for nothing until somebody decides, whatever their order.
        ([ONE, OTHER], (), (None, [0.5, 0.9], [], False)),
        ([OTHER, ONE], (), (None, [0.9, 0.5], [], False)),
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "90%"),), (0.9, [], [], False)),
        ([ONE, OTHER], (on("保留原值", "前后不一致", "50%", "90%"),), (0.5, [], [], False)),
        ([ONE, OTHER], (on("退回", "前后不一致", "50%", "90%"),), (None, [], [], True)),
        ([ONE, OTHER], (on("同意销号", "前后不一致", "50%", "90%"),), (None, [0.5, 0.9], [], False)),
        # A ruling on other values, in another round, on another cell, of another task or department says nothing.
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "95%"),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "90%", round="别期"),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "90%", field="state"),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "90%", task="1.2"),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER], (on("采用报送", "前后不一致", "50%", "90%", department="组宣科"),), (None, [0.5, 0.9], [], False)),
        # Two of three values are rejected, each against the same third.
        ([ONE, OTHER, THIRD], (), (None, [0.5, 0.9, 0.7], [], False)),
        ([ONE, OTHER, THIRD], (on("保留原值", "前后不一致", "50%", "90%"), on("采用报送", "前后不一致", "50%", "70%")), (0.7, [], [], False)),
        ([ONE, OTHER, THIRD], (on("保留原值", "前后不一致", "50%", "90%"),), (None, [0.5, 0.7], [], False)),
        # A blank cell never differs from a filled one.
        ([ONE, BLANK], (), (0.5, [], [], False)),
        ([BLANK, ONE], (), (0.5, [], [], False)),
        ([ONE, BLANK, OTHER], (), (None, [0.5, 0.9], [], False)),
        # A value that was rejected and is reported anew, in another file, is asked about again; one that was chosen is not.
        ([ONE, OTHER, AGAIN], (on("保留原值", "前后不一致", "50%", "90%"),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER, AGAIN], (on("采用报送", "前后不一致", "50%", "90%"),), (0.9, [], [], False)),
        ([ONE, OTHER, AGAIN], (on("保留原值", "前后不一致", "50%", "90%", action=9),), (None, [0.5, 0.9], [], False)),
        ([ONE, OTHER, AGAIN], (on("保留原值", "前后不一致", "50%", "90%"), on("保留原值", "前后不一致", "50%", "90%", action=10)), (0.5, [], [], False)),
        # What was sent back may be sent again, and is asked about again.
        ([ONE, came("后.xlsx", reported=FULL | {"percent": 0.9}, action=9)], (on("退回", "前后不一致", "50%", "90%"),), (0.9, [], [], False)),
    ],
)  # fmt: skip
def test_returns_that_differ(items: list[Any], decisions: Any, found: Any) -> None:
    assert told(items, *decisions) == found


@pytest.mark.parametrize(
    ("items", "decisions", "found"),
    [
        ([came(row=UNSURE)], (), (None, [], ["80"], False)),
        ([came(row=UNSURE)], (on("采用报送", "看不准", "（空）", "80"),), (0.8, [], [], False)),
        ([came(row=UNSURE)], (on("保留原值", "看不准", "（空）", "80"),), (None, [], [], False)),
        ([came(row=UNSURE)], (on("退回", "看不准", "（空）", "80"),), (None, [], [], True)),
        ([came(row=UNSURE)], (on("采用报送", "看不准", "（空）", "85"),), (None, [], ["80"], False)),
        # The last ruling counts; what came after it was sent back is asked about again.
        ([came(row=UNSURE)], (on("退回", "看不准", "（空）", "80"), on("采用报送", "看不准", "（空）", "80")), (0.8, [], [], False)),
        ([came(row=UNSURE, action=9)], (on("退回", "看不准", "（空）", "80"),), (None, [], ["80"], False)),
        # An unreadable value cannot be adopted.
        ([came(row=returned(state="推进中", doubts=[doubt("percent", "差不多")]))], (on("采用报送", "看不准", "（空）", "差不多"),), (None, [], [], False)),
        # A doubtful cell is not a blank one beside a value.
        ([ONE, came("二.xlsx", row=UNSURE)], (), (0.5, [], ["80"], False)),
        ([ONE, came("二.xlsx", row=UNSURE)], (on("采用报送", "看不准", "（空）", "80"),), (None, [0.5, 0.8], [], False)),
    ],
)  # fmt: skip
def test_cells_that_could_not_be_read_for_certain(items: list[Any], decisions: Any, found: Any) -> None:
    assert told(items, *decisions) == found


@pytest.mark.parametrize(
    ("kind", "field", "value", "reported"),
    [
        ("待销号", "state", "已完成", "已完成"),
        ("申请暂缓", "state", "暂缓", "暂缓"),
        ("申请延期", "expected", date(2024, 1, 31), "2024-01-31"),
    ],
)
def test_a_request_that_was_sent_back_counts_for_nothing(kind: str, field: str, value: Any, reported: str) -> None:
    asked = came(reported=FULL | {field: value})
    back = on("退回", kind, reported=reported, field=field)
    assert told([asked], back, name=field) == (None, [], [], True)
    # Claimed again, it counts again.
    again = came("后.xlsx", reported=FULL | {field: value}, action=9)
    assert told([asked, again], back, name=field) == (value, [], [], False)


TOLD = entered(returned(percent=0.7), action=5)


@pytest.mark.parametrize(
    ("items", "name", "found"),
    [
        ([TOLD], "percent", (0.7, [], [], False)),
        # An entry of the office fills a blank and answers a doubt; beside another value it is asked about, and counts until then.
        ([BLANK, TOLD], "percent", (0.7, [], [], False)),
        ([came(row=UNSURE), TOLD], "percent", (0.7, [], [], False)),
        ([ONE, TOLD], "percent", (0.7, [0.5, 0.7], [], False)),
        # What came first stands first: it is the 原值.
        ([TOLD, ONE], "percent", (0.7, [0.7, 0.5], [], False)),
        ([ONE, OTHER, TOLD], "percent", (0.7, [0.5, 0.9, 0.7], [], False)),
        # It says nothing of the cells that it left out.
        ([ONE, TOLD], "progress", ("已办。", [], [], False)),
        # Entered again, it is corrected.
        ([TOLD, entered(returned(percent=0.9), action=6)], "percent", (0.9, [], [], False)),
    ],
)
def test_what_the_office_entered(items: list[Any], name: str, found: Any) -> None:
    assert told(items, name=name) == found


@pytest.mark.parametrize(
    ("value", "ruling", "found"),
    [
        # A new sheet takes the place of the first one: what the office entered, and chose against, does not come back beside it.
        (0.9, "保留原值", (0.9, [], [], False)),
        (0.9, "退回", (0.9, [], [], False)),
        (0.7, "保留原值", (0.7, [], [], False)),
        # Chosen, it is asked about anew.
        (0.9, "采用报送", (0.7, [0.7, 0.9], [], False)),
    ],
)
def test_what_the_office_entered_and_chose_against_stays_so(value: float, ruling: str, found: Any) -> None:
    new = came("二.xlsx", reported=FULL | {"percent": value}, action=9, revision=2)
    assert told([ONE, TOLD, new], on(ruling, "前后不一致", "50%", "70%", action=7)) == found


def test_a_cell_in_which_an_error_stands_asks_nothing_beside_a_value() -> None:
    error = finding(
        "return-uncalculated",
        cell="I5",
        task="1.1",
        field=Field.PERCENT,
        task_id="1.1",
        heading="完成进度",
        value="=A1",
    )
    broken = came("错.xlsx", reported={"state": "推进中", "progress": "已办。"}, verdict=Verdict.NOTED, reasons=[error])
    assert told([ONE, broken]) == (0.5, [], [], False)


@pytest.mark.parametrize(
    ("items", "entries"),
    [
        ([], []),
        ([came(verdict=Verdict.REJECTED)], []),
        ([came(department=None)], []),
        ([ONE, came(department="组宣科")], [("1.1", "教育科"), ("1.1", "组宣科")]),
    ],
)
def test_whose_reports_count(items: list[Any], entries: list[Any]) -> None:
    assert list(settle(items).entries) == entries


def test_what_was_agreed_on_stands_whichever_round_it_is_of() -> None:
    made = [decision("同意销号", round="别期"), decision("同意暂缓", "申请暂缓", task="1.2")]
    assert settle([], made, ROUND.name).agreements == agreements_of(made)
    assert settle([], made, ROUND.name).agreed("１.1 ", " 教育科").closed == made[0]
