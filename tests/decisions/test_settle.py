"""What counts of all that came back, by department and task, and what is open until the office decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.small import ROUND, claims_of, decision, doubt, entered, received, returned

from xlplan.decisions.agreed import agreements_of
from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Entry, Origin
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}
UNSURE = returned(state="推进中", progress="已办。", doubts=[doubt("percent", "80", 0.8)])


def came(path: str = "一.xlsx", row: Any = None, action: int = 2, **more: Any) -> Any:
    reported = more.pop("reported", FULL)
    return received(row or returned(**reported), path=path, action=action, **more)


def on(ruling: str, kind: str, before: str = "", reported: str = "", field: str = "percent", **more: Any) -> Any:
    return decision(ruling, kind, field=field, before=before, reported=reported, **{"action": 3} | more)


def told(items: Sequence[Any], *decisions: Any, name: str = "percent") -> tuple[Any, list[Any], list[str], bool]:
    """Return of one cell what counts, the values in conflict, the doubts, and whether it was sent back."""
    found = settle(items, decisions, ROUND.name)
    entry = found.entries.get(("1.1", "教育科"))
    value = entry.values.get(Field(name)) if entry else None
    return (
        value.value if value else None,
        [value for each in found.conflicts if each.field == name for value, _ in each.values],
        [each.doubt.shown for each in found.doubts if each.doubt.field == name],
        bool(entry and name in entry.sent_back),
    )


ONE, OTHER, THIRD = (
    came(),
    came("二.xlsx", reported=FULL | {"percent": 0.9}),
    came("三.xlsx", reported=FULL | {"percent": 0.7}),
)
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


def test_what_came_before_a_return_that_asks_for_a_pause_is_kept() -> None:
    asked = came("二.xlsx", reported={"state": "暂缓", "progress": "停着。"}, action=9, revision=2)
    (found,) = settle([ONE, asked], (), ROUND.name).entries.values()
    before = found.before_pause
    assert before is not None and {name: each.value for name, each in before.values.items()} == FULL
    (alone,) = settle([asked], (), ROUND.name).entries.values()
    assert alone.before_pause is None


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


def test_an_entry_says_where_each_value_came_from() -> None:
    first = came(at=datetime(2023, 6, 20), reported={"percent": 0.5, "next": "再办。"})
    second = came("二.xlsx", reported={"percent": 0.5, "state": "推进中", "next": "再办。"})
    found = settle([first, second], round_=ROUND.name).entries["1.1", "教育科"]
    assert (found.source, found.at, found.sheet) == ("一.xlsx", datetime(2023, 6, 20), "任务表")
    assert {name: found.source_of(name) for name in found.values} == {
        # Of values that agree the last return is the source.
        "percent": "二.xlsx",
        "next": "二.xlsx",
        "state": "二.xlsx",
    }
    assert found.source_of(Field.PROGRESS) == "一.xlsx"
    alone = settle([first], round_=ROUND.name).entries["1.1", "教育科"]
    assert alone == Entry(
        "1.1", "教育科", first.rows[0].values, "一.xlsx", first.at, "任务表", action=2, round=ROUND.name, reported=True,
        filled={Field.PERCENT: 2}, revision=1, filed=2,
    )  # fmt: skip
    assert alone.origin_of(Field.NEXT) == Origin("一.xlsx", "任务表", first.at, 2, ROUND.name)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([ONE], True),
        # Values that are open were reported all the same.
        ([ONE, OTHER], True),
        ([came(row=returned(doubts=[doubt("percent", "80", 0.8)]))], True),
        ([came(reported={"progress": "已办。"})], True),
        ([came(reported={"percent": 0.0})], True),
        ([came(reported={"problems": "缺人。", "next": "再办。", "expected": date(2024, 1, 31)})], False),
        ([came(row=returned(doubts=[doubt("expected", "年后")]))], False),
        ([entered(returned(percent=0.7))], True),
    ],
)
def test_whether_a_row_is_reported(items: list[Any], found: bool) -> None:
    assert settle(items).entries["1.1", "教育科"].reported is found


def test_the_last_action_that_brought_any_of_it() -> None:
    found = settle([came(action=2), came("二.xlsx", action=7)], round_=ROUND.name).entries["1.1", "教育科"]
    assert (found.action, found.round) == (7, ROUND.name)


@pytest.mark.parametrize(
    ("kind", "value", "action", "refused"),
    [
        ("待销号", "已完成", 2, {"待销号": "已完成"}),
        ("申请暂缓", "暂缓", 2, {"申请暂缓": "暂缓"}),
        # Claimed again, it is not refused yet.
        ("待销号", "已完成", 9, {}),
        ("待销号", "推进中", 2, {}),
    ],
)
def test_a_state_that_was_refused_stands_beside(kind: str, value: str, action: int, refused: dict[str, str]) -> None:
    back = on("退回", kind, reported="暂缓" if kind == "申请暂缓" else "已完成", field="state")
    found = settle([came(reported=FULL | {"state": value}, action=action)], [back], ROUND.name)
    assert {k.value: each.value for k, each in found.entries["1.1", "教育科"].refused.items()} == refused


def test_sources_under_one_name_are_told_apart_by_when_they_came() -> None:
    items = [came(at=datetime(2023, 6, 19, 9, 5)), came(at=datetime(2023, 6, 20, 10), reported=FULL | {"percent": 0.9})]
    [conflict] = settle(items).conflicts
    assert [source for _, source in conflict.values] == [
        "一.xlsx（2023-06-19 09:05收到）",
        "一.xlsx（2023-06-20 10:00收到）",
    ]
    assert (conflict.task, conflict.department, conflict.field) == ("1.1", "教育科", "percent")


def test_what_was_agreed_on_stands_whichever_round_it_is_of() -> None:
    made = [decision("同意销号", round="别期"), decision("同意暂缓", "申请暂缓", task="1.2")]
    assert settle([], made, ROUND.name).agreements == agreements_of(made)
    assert settle([], made, ROUND.name).agreed("１.1 ", " 教育科").closed == made[0]


@pytest.mark.parametrize(
    ("routine", "percent", "in_vain"),
    [
        # What was reported of a closed row stays; what came since counts for nothing.
        (None, 1.0, 0.6),
        # So it is until the routine behind the deadline begins; from then on that is what is reported on.
        (date(2023, 7, 1), 1.0, 0.6),
        (date(2023, 6, 1), 0.6, None),
    ],
)
def test_what_comes_after_a_closing(routine: date | None, percent: float, in_vain: float | None) -> None:
    done = came(reported={"state": "已完成", "percent": 1.0, "progress": "办完。"})
    since = came(
        "又.xlsx", action=9, at=datetime(2023, 6, 20, 9), reported=FULL | {"percent": 0.6, "summary": "综述。"}
    )
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle([done, since], made, ROUND.name, {"1.1": routine} if routine else {}).entries["1.1", "教育科"]
    vain = found.while_closed
    assert found.values[Field.PERCENT].value == percent
    assert (vain and vain.values[Field.PERCENT].value) == in_vain
    # A 综述 is a row of its own.
    assert found.values[Field.SUMMARY].value == "综述。"


@pytest.mark.parametrize("since", [{"progress": "又办。"}, FULL | {"percent": 0.6}])
def test_a_newer_sheet_that_comes_after_a_closing_takes_the_place_of_nothing(since: dict[str, Any]) -> None:
    done = {"state": "已完成", "percent": 1.0, "progress": "办完。", "summary": "旧的综述。"}
    items = [came(reported=done), came("又.xlsx", action=9, revision=2, reported=since | {"summary": "新的综述。"})]
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle(items, made, ROUND.name)
    entry = found.entries["1.1", "教育科"]
    counts = {name.value: each.value for name, each in entry.values.items()}
    assert (counts, found.conflicts, entry.action) == (done | {"summary": "新的综述。"}, [], 2)
    assert entry.while_closed and entry.while_closed.values[Field.PROGRESS].value == since["progress"]


@pytest.mark.parametrize(("handed", "stale"), [({("教育科", 1): 1}, True), ({("教育科", 1): 4}, False), ({}, False)])
def test_a_sheet_of_a_closed_deadline_says_nothing_of_the_routine_behind_it(
    handed: dict[tuple[str, int], int], stale: bool
) -> None:
    told = entered(returned(state="未启动", progress="电话里说的。"), action=5)
    filed = came(action=6, at=datetime(2023, 6, 20, 9), reported={"state": "常态推进", "progress": "又办。"})
    made = [decision("同意销号", before="推进中", reported="已完成", action=3)]
    found = settle([told, filed], made, ROUND.name, {"1.1": date(2023, 6, 1)}, handed)
    entry = found.entries["1.1", "教育科"]
    # What the office entered counts, and nothing differs from it.
    assert (entry.values[Field.STATE].value, found.conflicts == []) == ("未启动", stale)
    assert (entry.while_closed is not None, entry.action) == (stale, 5 if stale else 6)


PAUSE = decision("同意暂缓", "申请暂缓", reported="暂缓", action=3)
RESUMED = decision("", "恢复", action=7)
ADOPTED = decision("采用报送", "暂缓后又报", "percent", reported="70%", action=6)
REFUSED = decision("退回", "申请暂缓", reported="暂缓", action=2)
ASKS = came(reported={"state": "暂缓", "progress": "停着。"})
PHONED = entered(returned(percent=0.7), action=5)
GOES_ON = entered(returned(progress="又办。"), action=9)


@pytest.mark.parametrize(
    ("items", "decisions", "found", "waits"),
    [
        # While the pause runs, what came in it waits.
        ([ASKS, PHONED], [PAUSE], {"state": "暂缓", "progress": "停着。"}, 0.7),
        # When the task goes on, neither what asked for the pause counts nor what came in it, unless it is adopted.
        ([ASKS, PHONED, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, 0.7),
        ([ASKS, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, None),
        ([ASKS, PHONED], [PAUSE, ADOPTED], {"percent": 0.7}, None),
        ([ASKS, PHONED, GOES_ON], [PAUSE, ADOPTED], {"percent": 0.7, "progress": "又办。"}, None),
        ([ONE, ASKS, GOES_ON], [PAUSE, RESUMED], {"progress": "又办。"}, None),
        ([came(action=1), ASKS, GOES_ON], [PAUSE, RESUMED], FULL | {"progress": "又办。"}, None),
        # One that was sent back before counts on, as 推进中, though the next one took its place.
        (
            [replace(ASKS, sha256="first", action=1), replace(ASKS, sha256="again", corrects=("first",))],
            [REFUSED, PAUSE, RESUMED],
            {"progress": "停着。"},
            None,
        ),
        # What a sheet of a newer revision had taken the place of, when it asked for the pause, counts again.
        ([came(action=1), replace(ASKS, revision=2)], [PAUSE, RESUMED], FULL, None),
        (
            [came(action=1), replace(ASKS, revision=2)],
            [PAUSE],
            {"state": "暂缓", "progress": "停着。", "percent": 0.5},
            None,
        ),
    ],
)
def test_what_came_before_and_in_a_pause(
    items: list[Any], decisions: list[Any], found: dict[str, Any], waits: float | None
) -> None:
    entry = settle(items, decisions, ROUND.name).entries["1.1", "教育科"]
    assert {name.value: each.value for name, each in entry.values.items()} == found
    waiting = entry.while_paused
    assert (waiting and waiting.values[Field.PERCENT].value) == waits


@pytest.mark.parametrize(
    ("items", "decisions", "text"),
    [
        # What asked for a pause that has ended was the last report, though another counts.
        ([came(action=1), replace(ASKS, revision=2)], [PAUSE, RESUMED], "停着。"),
        ([came(action=1), ASKS, GOES_ON], [PAUSE, RESUMED], "又办。"),
        ([ASKS, came(reported={"progress": "在停。"}, action=5), GOES_ON], [PAUSE, RESUMED], "又办。"),
    ],
)
def test_the_words_of_a_row_are_those_that_came_last(items: list[Any], decisions: list[Any], text: str) -> None:
    assert settle(items, decisions, ROUND.name).entries["1.1", "教育科"].text == text


@pytest.mark.parametrize(
    ("decisions", "asked"),
    [
        # Neither what came while it was closed is asked about, nor which of two reports that came in a pause counts.
        ([decision("同意销号", action=1)], None),
        ([decision("同意销号", action=1), decision("", "重新立项", action=9)], None),
        ([decision("同意暂缓", "申请暂缓", action=1)], 0.7),
        ([decision("同意暂缓", "申请暂缓", action=1), decision("", "恢复", action=9)], 0.7),
        # Once they are adopted, they differ.
        ([decision("同意暂缓", "申请暂缓", action=1), replace(ADOPTED, action=9)], None),
    ],
)
def test_what_came_in_vain_does_not_differ(decisions: list[Any], asked: float | None) -> None:
    items = [came("一.xlsx", action=2, reported={"percent": 0.6}), came("二.xlsx", action=3, reported={"percent": 0.7})]
    found = settle(items, decisions, ROUND.name)
    assert bool(found.conflicts) is (decisions[-1].ruling == "采用报送")
    waiting = claims_of([found]).while_paused.get(("1.1", "教育科"))
    assert (waiting and waiting.values[Field.PERCENT].value) == asked


def test_what_is_put_right_of_a_done_that_was_sent_back_counts_though_its_state_is_blank() -> None:
    done = came("一.xlsx", action=1, reported={"state": "已完成", "percent": 1.0}, sha256="one")
    right = came("改.xlsx", action=4, reported={"percent": 0.95}, corrects=("one",))
    refused = decision("退回", reported="已完成", action=3)
    for items, share in (([done, right], 0.95), ([done], None)):
        [claim] = claims_of([settle(items, [refused], ROUND.name)]).of.values()
        said = {name.value: each.value for name, each in claim.entry.values.items()}
        assert said == {"state": "推进中"} | ({"percent": share} if share else {})


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("how", ["sent back", "reopened"])
def test_a_percent_that_came_alone_after_a_done_stays_when_that_is_taken_back(how: str, rounds: int) -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    alone = came("二.xlsx", action=5, revision=2, reported={"percent": 0.95})
    made = {
        "sent back": [decision("退回", reported="已完成", action=6)],
        "reopened": [decision("同意销号", reported="已完成", action=6), decision("采用报送", "重新立项", action=7)],
    }[how]
    settled = [settle([done, alone], made, ROUND.name)]
    if rounds == 2:
        settled = [settle([done], made, ROUND.name), settle([alone], made, "下一期")]
    [claim] = claims_of(settled).of.values()
    assert [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)] == ["推进中", 0.95]


@pytest.mark.parametrize("how", ["sent back", "reopened", ""])
@pytest.mark.parametrize("before", [None, 0.2])
def test_the_percent_of_a_done_that_is_taken_back_goes_with_it(how: str, before: float | None) -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    goes_on = came("二.xlsx", action=5, reported={"state": "推进中", "progress": "又办。"})
    made = {
        "sent back": [decision("退回", reported="已完成", action=3)],
        "reopened": [decision("同意销号", reported="已完成", action=3), decision("采用报送", "重新立项", action=4)],
        "": [on("采用报送", "前后不一致", "已完成", "推进中", field="state", action=6)],
    }[how]
    first = [settle([came(action=1, reported=FULL | {"percent": before})], (), "去年")] if before else []
    [claim] = claims_of([*first, settle([done, goes_on], made, ROUND.name)]).of.values()
    found = [value and value.value for value in map(claim.entry.values.get, (Field.STATE, Field.PERCENT))]
    # A cell that the newer report leaves blank stays, unless what it came with was taken back.
    assert found == ["推进中", before if how else 1.0]


@pytest.mark.parametrize("how", ["sent back", "reopened"])
def test_what_one_call_said_is_one_report_though_each_cell_is_a_row(how: str) -> None:
    call = [entered(returned(**{name: value}), action=2) for name, value in (("state", "已完成"), ("percent", 1.0))]
    goes_on = came("二.xlsx", action=5, reported={"state": "推进中", "percent": 0.95})
    made = [
        on("保留原值", "前后不一致", "100%", "95%", action=6),
        on("保留原值", "前后不一致", "已完成", "推进中", field="state", action=7),
    ]
    if how == "sent back":
        made.append(decision("退回", reported="已完成", action=8))
    else:
        made += [decision("同意销号", reported="已完成", action=8), decision("采用报送", "重新立项", action=9)]
    [claim] = claims_of([settle([*call, goes_on], made, ROUND.name)]).of.values()
    assert claim.entry.values[Field.STATE].value == "推进中"
    # Nor does the percent count that the office decided against.
    assert Field.PERCENT not in claim.entry.values


def test_a_done_that_was_adopted_from_an_uncertain_cell_is_taken_back_like_others() -> None:
    done = came("一.xlsx", row=returned(percent=1.0, doubts=[doubt("state", "办结了", "已完成")]), action=2)
    goes_on = came("二.xlsx", action=6, reported={"state": "推进中", "progress": "又办。"})
    made = [
        on("采用报送", "看不准", "（空）", "办结了", field="state", action=4),
        decision("退回", reported="已完成", action=5),
    ]
    found = settle([done, goes_on], made, ROUND.name)
    assert not found.conflicts
    [claim] = claims_of([found]).of.values()
    assert {name.value: each.value for name, each in claim.entry.values.items()} == {
        "state": "推进中",
        "progress": "又办。",
    }


def test_the_percent_of_a_done_that_was_sent_back_differs_from_none() -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    phoned = entered(returned(percent=0.6), action=6)
    made = [decision("退回", reported="已完成", action=5)]
    assert told([done, phoned], *made)[:2] == (0.6, [])
    assert told([done, phoned])[1] == [1.0, 0.6]


def test_what_was_sent_back_of_one_report_stands_beside_what_another_says() -> None:
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0, "progress": "办完。"})
    other = came("二.xlsx", action=2, reported={"state": "推进中", "percent": 0.4, "progress": "办完。"})
    for made, beside in (([decision("退回", reported="已完成", action=5)], {"待销号": "已完成"}), ([], {})):
        entry = settle([done, other], made, ROUND.name).entries["1.1", "教育科"]
        assert {kind.value: each.value for kind, each in entry.refused_beside.items()} == beside
    # Alone, it is what was refused.
    entry = settle([done], [decision("退回", reported="已完成", action=5)], ROUND.name).entries["1.1", "教育科"]
    assert (len(entry.refused), entry.refused_beside) == (1, {})


def test_what_came_behind_a_done_before_it_was_sent_back_goes_with_it_too() -> None:
    first = settle([came(action=1, reported={"state": "推进中", "percent": 0.6})], (), "去年")
    done = came("一.xlsx", action=2, reported={"state": "已完成", "percent": 1.0})
    again = came("二.xlsx", action=3, reported={"percent": 1.0})
    now = settle([done, again], [decision("退回", reported="已完成", action=4)], ROUND.name)
    [claim] = claims_of([first, now]).of.values()
    found = [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)]
    assert found == ["推进中", 0.6]


@pytest.mark.parametrize("phoned", ["asks", "goes on"])
def test_what_comes_in_a_pause_does_not_differ_from_what_asked_for_it(phoned: str) -> None:
    asks, goes_on = (
        entered(returned(state=state), action=action)
        if phoned == who
        else came(reported={"state": state}, action=action)
        for who, state, action in (("asks", "暂缓", 1), ("goes on", "推进中", 4))
    )
    found = settle([asks, goes_on], [PAUSE], ROUND.name)
    assert not found.conflicts
    [(key, waiting)] = claims_of([found]).while_paused.items()
    assert (key, waiting.values[Field.STATE].value) == (("1.1", "教育科"), "推进中")
    # Before it was agreed to, they differ.
    assert len(settle([asks, goes_on], (), ROUND.name).conflicts) == 1


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        # Of what asked for a pause that has ended, of what came in one, and of what came while the row was closed nothing counts.
        ([PAUSE, RESUMED], None),
        ([decision("同意暂缓", "申请暂缓", action=1), RESUMED], None),
        ([decision("同意销号", action=1), decision("", "重新立项", action=7)], None),
        ([], 0.38),
    ],
)
def test_the_percent_before_done_is_one_that_counted(decisions: list[Any], found: float | None) -> None:
    asks = came("一.xlsx", reported={"state": "暂缓", "percent": 0.38, "progress": "停着。"})
    done = came("二.xlsx", reported={"state": "已完成", "percent": 1.0, "progress": "办完。"}, action=9, revision=2)
    before = settle([asks, done], decisions, ROUND.name).entries["1.1", "教育科"].before_done
    assert (before and before[0].value) == found


def test_the_percent_before_done_is_that_of_the_sheet_it_replaced() -> None:
    first = came("一.xlsx", reported=FULL | {"percent": 0.86}, revision=1)
    done = came("二.xlsx", reported={"state": "已完成", "percent": 1.0, "progress": "办完。"}, action=5, revision=2)
    refused = decision("退回", "待销号", reported="已完成", action=6)
    for made in ((), (refused,)):
        before = settle([first, done], made, ROUND.name).entries["1.1", "教育科"].before_done
        assert before and (before[0].value, before[1].source) == (0.86, "一.xlsx")
    [claim] = claims_of([settle([first, done], (refused,), ROUND.name)]).of.values()
    assert [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)] == ["推进中", 0.86]
    # A column that it left blank does not make the first stand beside it.
    more = came("一.xlsx", reported=FULL | {"percent": 0.86, "problems": "缺人。"}, revision=1)
    before = settle([more, done], (refused,), ROUND.name).entries["1.1", "教育科"].before_done
    assert before and before[0].value == 0.86
    # What stands beside it was not replaced, and what came after it was not before it.
    for others in ([came(reported=FULL, revision=2)], [came(reported=FULL, action=7, revision=1)], []):
        assert settle([*others, done], (), ROUND.name).entries["1.1", "教育科"].before_done is None


@pytest.mark.parametrize(
    "row",
    [
        returned(**FULL),
        returned(),
        returned(percent=0.5),
        returned(progress="已　办。", problems="缺人"),
        returned(summary="合起来已办。"),
    ],
)
def test_one_return_says_the_same_as_a_whole_and_cell_by_cell(row: Any) -> None:
    # A ruling on another cell lets each be looked at.
    ruled = on("采用报送", "看不准", "（空）", "x", field="evidence")
    (whole,) = settle([came(row=row)], (), ROUND.name).entries.values()
    (by_cell,) = settle([came(row=row)], [ruled], ROUND.name).entries.values()
    assert replace(whole, origins=by_cell.origins) == by_cell


def test_what_came_in_a_pause_stays_left_out_when_the_task_is_closed_afterwards() -> None:
    def came(path: str, action: int, **reported: object) -> Any:
        return received(returned(**reported), path=path, action=action)

    items = [
        came("一.xlsx", 1, state="推进中", percent=0.5),
        came("二.xlsx", 2, state="暂缓", percent=0.2),
        came("三.xlsx", 4, state="推进中", percent=0.1),
        came("四.xlsx", 9, state="推进中", percent=0.9),
    ]
    ruled = [
        decision("同意暂缓", "申请暂缓", reported="暂缓", action=3),
        decision("", "恢复", action=7),
        decision("同意销号", before="推进中", reported="已完成", action=8),
    ]
    found = settle(items, ruled, ROUND.name)
    assert [entry.values[Field.PERCENT].value for entry in found.entries.values()] == [0.5]
    assert not found.conflicts
