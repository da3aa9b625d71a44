"""What a department's reports say by now: kept cell by cell over the rounds, with what was refused, paused, reopened or closed in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from support.small import claims_of, decision, entry, values

from xlplan.decisions.agreed import NOTHING_AGREED, Agreements, agreements_of
from xlplan.decisions.claims import Claims, asked_day, percent_taken_back, reported_again
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Entry, Origin, Settled
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

KEY = "1.1", "教育科"
NEXT = date(2024, 1, 31)
CLOSE_REFUSED = {QuestionKind.CLOSE: values(state="已完成")[Field.STATE]}
PAUSE_REFUSED = {QuestionKind.PAUSE: values(state="暂缓")[Field.STATE]}


def rounds(*reports: dict[str, Any] | None, made: Sequence[Decision] = (), routine: date | None = None) -> Claims:
    """Return the claims after these reports, one a round (甲, 乙, 丙 …), taken in by the actions 10, 20, 30 …

    `routine`: since when a routine behind the deadline runs.
    """
    agreements = agreements_of(made)
    return claims_of(
        Settled(
            {} if each is None else {KEY: report(place, **each)},
            agreements=agreements,
            routines={"1.1": routine} if routine else {},
        )
        for place, each in enumerate(reports)
    )


def report(place: int, **reported: Any) -> Entry:
    known: dict[str, Any] = {"action": 10 * (place + 1), "round": "甲乙丙丁"[place]}
    reported = known | {"reported": bool({"state", "percent", "progress"} & reported.keys())} | reported
    return entry(**reported)


def said(
    *reports: dict[str, Any] | None, made: Sequence[Decision] = (), routine: date | None = None
) -> dict[str, Any] | None:
    """Return the claim by column; None if there is none."""
    claim = rounds(*reports, made=made, routine=routine).of.get(KEY)
    return None if claim is None else {name.value: each.value for name, each in claim.entry.values.items()}


HALF = {"state": "推进中", "percent": 0.5, "progress": "已办。"}


@pytest.mark.parametrize(
    ("reports", "found"),
    [
        ([], None),
        ([None, None], None),
        ([HALF], HALF),
        # What a later report fills in takes the place of what was there; what it leaves blank stays.
        ([HALF, {"percent": 0.6}], HALF | {"percent": 0.6}),
        ([HALF, {"progress": "又办。", "problems": "缺人。"}], HALF | {"progress": "又办。", "problems": "缺人。"}),
        ([HALF, None, {"state": "需协调"}], HALF | {"state": "需协调"}),
        ([HALF, {"percent": 0.0}], HALF | {"percent": 0.0}),
        # Silence changes nothing, nor does a row in which nothing is filled in.
        ([HALF, None], HALF),
        ([HALF, {}], HALF),
        # A row that was never reported claims nothing.
        ([{"problems": "缺人。"}], None),
        ([{"expected": NEXT}], None),
        # 预计完成日期 is of the latest report alone.
        ([HALF | {"expected": NEXT}], HALF | {"expected": NEXT}),
        ([HALF | {"expected": NEXT}, {"percent": 0.6}], HALF | {"percent": 0.6}),
        ([HALF | {"expected": NEXT}, {"percent": 0.6, "expected": date(2024, 3, 31)}], HALF | {"percent": 0.6, "expected": date(2024, 3, 31)}),
        ([HALF | {"expected": NEXT}, None], HALF | {"expected": NEXT}),
        # What the office enters withdraws no request that it says nothing of.
        ([HALF | {"expected": NEXT}, {"percent": 0.6, "filed": 0}], HALF | {"percent": 0.6, "expected": NEXT}),
        # A cell that is open or was sent back is blank: what counted before the round goes on counting.
        ([HALF, {"progress": "又办。", "reported": True, "sent_back": (Field.PERCENT,)}], HALF | {"progress": "又办。"}),
        ([HALF, {"reported": True}], HALF),
    ],
)  # fmt: skip
def test_a_claim_is_kept_cell_by_cell(reports: list[dict[str, Any] | None], found: dict[str, Any] | None) -> None:
    assert said(*reports) == found


@pytest.mark.parametrize(
    ("reports", "last", "before"),
    [
        ([HALF], "甲", None),
        ([HALF, {"percent": 0.6}], "乙", "甲"),
        ([HALF, None, {"percent": 0.6}], "丙", "甲"),
        # Only what is reported is a report.
        ([HALF, {}], "甲", None),
        ([HALF, {"percent": 0.6}, {"problems": "缺人。"}], "乙", "甲"),
    ],
)
def test_the_last_report_and_the_one_before(reports: list[Any], last: str, before: str | None) -> None:
    claim = rounds(*reports).of[KEY]
    assert (claim.round, claim.before and claim.before.round) == (last, before)


@pytest.mark.parametrize(
    ("later", "whole"),
    [
        (HALF | {"percent": 0.6}, True),
        (HALF | {"problems": "缺人。"}, True),
        ({"percent": 0.6, "progress": "又办。"}, False),
        # What was sent back says something else than its cells.
        (HALF | {"refused": CLOSE_REFUSED}, False),
    ],
)
def test_a_report_that_fills_in_all_again_is_the_claim_itself(later: dict[str, Any], whole: bool) -> None:
    claim = rounds(HALF, later).of[KEY]
    assert (claim.entry == report(1, **later)) is whole
    assert claim.before == report(0, **HALF)


def test_a_pause_that_is_asked_for_with_all_filled_in_keeps_what_ran_before() -> None:
    pause = {"state": "暂缓", "percent": 0.5, "progress": "等批复。"}
    claim = rounds(HALF, pause, pause | {"progress": "还在等。"}).of[KEY]
    assert claim.running is not None
    assert (claim.round, claim.running.round, claim.running.entry.values) == ("丙", "甲", report(0, **HALF).values)


def test_each_value_says_where_it_came_from() -> None:
    claim = rounds(HALF, {"percent": 0.6}).of[KEY].entry
    assert {name.value: claim.origin_of(name).round for name in claim.values} == {
        "state": "甲", "percent": "乙", "progress": "甲",
    }  # fmt: skip
    assert claim.origin_of(Field.STATE) == Origin("回收/一.xlsx", "任务表", None, 10, "甲")


def test_others_keep_their_own() -> None:
    one, other = report(0, **HALF), entry("1.2", "组宣科", state="未启动")
    found = claims_of([Settled({KEY: one}), Settled({("1.2", "组宣科"): other})])
    assert list(found.of) == [KEY, ("1.2", "组宣科")]


DONE = {"state": "已完成", "percent": 1.0, "progress": "办完。"}


@pytest.mark.parametrize(
    ("reports", "found"),
    [
        # Refused, what was reported as done counts as going on, with the percent before it.
        ([HALF, {"percent": 1.0, "progress": "办完。", "refused": CLOSE_REFUSED}], {"state": "推进中", "percent": 0.5, "progress": "办完。"}),
        ([{"percent": 1.0, "progress": "办完。", "refused": CLOSE_REFUSED}], {"state": "推进中", "progress": "办完。"}),
        # However often it was reported as done before.
        ([HALF, DONE, {"percent": 1.0, "progress": DONE["progress"], "refused": CLOSE_REFUSED}], HALF | {"progress": DONE["progress"]}),
        ([HALF, DONE, None, {"progress": "又办完。", "refused": CLOSE_REFUSED, "reported": True}], HALF | {"progress": "又办完。"}),
        ([DONE, DONE, {"progress": "又办完。", "refused": CLOSE_REFUSED, "reported": True}], {"state": "推进中", "progress": "又办完。"}),
        # Reported anew, it is claimed anew.
        ([HALF, {"percent": 1.0, "progress": "办完。", "refused": CLOSE_REFUSED}, DONE], DONE),
        ([HALF, {"percent": 1.0, "progress": "办完。", "refused": CLOSE_REFUSED}, {"percent": 0.8}], {"state": "推进中", "percent": 0.8, "progress": "办完。"}),
        # A pause that was refused goes on as well; its percent is its own.
        ([HALF, {"percent": 0.6, "progress": "停着。", "refused": PAUSE_REFUSED}], {"state": "推进中", "percent": 0.6, "progress": "停着。"}),
        ([HALF, {"refused": PAUSE_REFUSED, "reported": True}, None], HALF),
        ([HALF, {"refused": PAUSE_REFUSED, "reported": True}, {"state": "暂缓"}], HALF | {"state": "暂缓"}),
    ],
)  # fmt: skip
def test_what_was_refused_goes_on(reports: list[Any], found: dict[str, Any]) -> None:
    assert said(*reports) == found


PAUSED = {"state": "暂缓", "progress": "停着。"}
LATER = {"state": "推进中", "percent": 0.7}
PAUSE = decision("同意暂缓", "申请暂缓", round="乙", action=25)
RESUME = decision("", "恢复", round="丁", action=45)


@pytest.mark.parametrize(
    ("made", "found", "waits"),
    [
        # Not yet agreed to, it is a claim like others.
        ([], HALF | PAUSED | LATER, None),
        # What came while it was paused does not count.
        ([PAUSE], HALF, 0.7),
        ([PAUSE, decision("保留原值", "暂缓后又报", round="丙", action=35)], HALF, 0.7),
        # When it goes on, the claim before the pause counts, and what came meanwhile only if it is adopted.
        ([PAUSE, RESUME], HALF, 0.7),
        ([PAUSE, decision("采用报送", "暂缓后又报", round="丙", action=35)], HALF | LATER, None),
        ([PAUSE, decision("采用报送", "暂缓后又报", round="别", action=35)], HALF, 0.7),
        # Resumed before it was reported, that report counts at once.
        ([PAUSE, decision("", "恢复", round="丙", action=28)], HALF | LATER, None),
    ],
)
def test_what_came_while_it_was_paused_waits(made: list[Decision], found: dict[str, Any], waits: float | None) -> None:
    claims = rounds(HALF, PAUSED, LATER, made=made)
    assert {name.value: each.value for name, each in claims.of[KEY].entry.values.items()} == found
    waiting = claims.while_paused.get(KEY)
    assert (waiting and waiting.values[Field.PERCENT].value) == waits


def test_the_text_of_a_report_that_does_not_count_is_that_of_the_last_report() -> None:
    def text(*reports: Any, made: list[Decision]) -> str:
        return rounds(*reports, made=made).text(KEY)

    assert text(HALF, {**PAUSED, "text": "停着。"}, made=[PAUSE, RESUME]) == "停着。"
    assert text(HALF, {**PAUSED, "text": "停着。"}, {**LATER, "text": "又办。"}, made=[PAUSE]) == "又办。"
    assert text(HALF, {**PAUSED, "text": "停着。"}, LATER, made=[PAUSE]) == "停着。"
    # Where it was the first, that asked for the pause, there is no claim to say so.
    asked = {**PAUSED, "text": "停着。", "progress": "停着。"}
    assert text(asked, made=[decision("同意暂缓", "申请暂缓", round="甲", action=15)]) == "停着。"
    assert (text(HALF, made=[]), text(made=[])) == ("已办。", "")
    # Where two returns of a round differ none counts yet; the next may be copied from the last of them all the same.
    assert text(HALF, {"state": "推进中", "text": "又办。"}, made=[]) == "又办。"


@pytest.mark.parametrize(
    ("before", "found"),
    [([HALF], HALF), ([], None), ([HALF, {"problems": "缺人。", "reported": False}], HALF | {"problems": "缺人。"})],
)
def test_a_pause_asked_for_over_several_rounds_ends_with_what_was_claimed_before(
    before: list[Any], found: dict[str, Any] | None
) -> None:
    last = "甲乙丙丁戊"[len(before) + 1]
    made = [decision("同意暂缓", "申请暂缓", round=last, action=95), decision("", "恢复", round="己", action=96)]
    asks = [PAUSED | {"percent": 0.1}, PAUSED | {"percent": 0.2}]
    assert said(*before, *asks, made=made) == found
    # Nobody has agreed to it yet: it is what is asked for.
    assert said(*before, *asks) == (found or {}) | asks[1]


def test_a_pause_that_the_first_report_asked_for_leaves_no_claim() -> None:
    # When the task goes on, nothing was claimed before the pause.
    made = [decision("同意暂缓", "申请暂缓", round="甲", action=15)]
    assert said(PAUSED, made=made) is None
    assert said(PAUSED, made=[*made, decision("", "恢复", action=16)]) is None
    # What came before it in the same round was claimed.
    assert said({**PAUSED, "before_pause": report(0, **HALF)}, made=[*made, decision("", "恢复", action=16)]) == HALF


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ([], DONE),
        # Closed, it says what it said.
        ([decision("同意销号", round="乙", action=25)], DONE),
        # Opened again, it goes on with the percent before it was done; what comes then is a claim of its own.
        ([decision("同意销号", round="乙", action=25), decision("", "重新立项", action=26)], {"state": "推进中", "percent": 0.5, "progress": "办完。"}),
        ([decision("", "重新立项", action=12)], DONE),
    ],
)  # fmt: skip
def test_what_was_reopened_goes_on(made: list[Decision], found: dict[str, Any]) -> None:
    assert said(HALF, DONE, made=made) == found


FOUND_DONE = (
    decision("", "核定进展", reported="已完成", action=12),
    decision("同意销号", "待销号", reported="已完成", action=13),
    decision("", "重新立项", action=14),
)
NOT_BEGUN = {"state": "未启动", "percent": 0.0, "progress": "没有动。"}


@pytest.mark.parametrize(
    ("reports", "made", "found"),
    [
        # What the office found done and opened again goes on, whatever its department had said, with the department's percent.
        ([NOT_BEGUN], FOUND_DONE, NOT_BEGUN | {"state": "推进中"}),
        ([NOT_BEGUN, None], FOUND_DONE, NOT_BEGUN | {"state": "推进中"}),
        ([NOT_BEGUN, {"percent": 0.2}], FOUND_DONE, NOT_BEGUN | {"state": "推进中", "percent": 0.2}),
        # What is reported then is a claim of its own.
        ([HALF, NOT_BEGUN], FOUND_DONE, NOT_BEGUN),
        # What was closed without anybody having said that it is done says what it said.
        ([NOT_BEGUN], FOUND_DONE[1:], NOT_BEGUN),
        # Nothing is claimed for a department that never reported.
        ([], FOUND_DONE, None),
    ],
)
def test_what_the_office_found_done_and_opened_again_goes_on(
    reports: list[Any], made: Sequence[Decision], found: dict[str, Any] | None
) -> None:
    assert said(*reports, made=made) == found


@pytest.mark.parametrize(
    ("reports", "made", "source"),
    [
        ([HALF], [], "回收/一.xlsx"),
        ([{"refused": CLOSE_REFUSED, "reported": True}], [], "原报已完成，已退回"),
        ([{"refused": PAUSE_REFUSED, "reported": True}], [], "原报暂缓，已退回"),
        ([DONE], [decision("同意销号", action=12), decision("", "重新立项", action=13)], "原报已完成，重新立项（王局长，2023-06-20）"),
        ([{"state": "未启动", "percent": 0.0}], [decision("", "核定进展", reported="已完成", action=12), decision("同意销号", action=13), decision("", "重新立项", action=14)], "原报未启动，重新立项（王局长，2023-06-20）"),
        # A new report says so itself.
        ([{"refused": CLOSE_REFUSED, "reported": True}, HALF], [], "回收/一.xlsx"),
    ],
)  # fmt: skip
def test_a_state_that_no_cell_says_names_none_as_its_source(
    reports: list[Any], made: list[Decision], source: str
) -> None:
    claim = rounds(*reports, made=made).of[KEY].entry
    state = claim.values[Field.STATE]
    assert (state.value, claim.source_of(Field.STATE)) == ("推进中", source)
    assert bool(state.cell) is bool(claim.origin_of(Field.STATE).sheet) is source.endswith(".xlsx")


@pytest.mark.parametrize(
    ("reported", "made", "gone"),
    [
        (DONE, [], None),
        ({"percent": 0.9, "refused": CLOSE_REFUSED}, [], 0.9),
        ({"percent": 0.9, "refused": PAUSE_REFUSED}, [], None),
        # One that came since is of another report.
        ({"percent": 0.9, "refused": CLOSE_REFUSED, "origins": {Field.PERCENT: Origin("二.xlsx", action=9)}}, [], None),
        (DONE, [decision("同意销号", action=12), decision("", "重新立项", action=13)], 1.0),
    ],
)
def test_a_percent_that_goes_with_the_state_beside_it(
    reported: dict[str, Any], made: list[Decision], gone: float | None
) -> None:
    agreed = agreements_of(made).get((fold("1.1"), fold("教育科")), NOTHING_AGREED)
    found = percent_taken_back(entry(**{"action": 3} | reported), agreed)
    assert (found.value if found else None) == gone


def test_what_is_reported_as_done_after_it_was_reopened_is_claimed() -> None:
    made = [decision("同意销号", round="乙", action=25), decision("", "重新立项", action=26)]
    assert said(HALF, DONE, {"state": "已完成", "percent": 1.0}, made=made) == DONE


def test_a_claim_begins_anew_for_the_routine_behind_a_closed_deadline() -> None:
    made, routine = [decision("同意销号", round="乙", action=25)], date(2023, 1, 1)
    checked = {"state": "常态推进", "progress": "已查。"}
    assert said(HALF, DONE, checked, made=made, routine=routine) == checked
    # A second closing changes nothing in that: what comes then counts for nothing.
    made.append(decision("同意销号", round="丙", action=35))
    assert said(HALF, DONE, checked, {"state": "推进中"}, made=made, routine=routine) == checked


def test_what_comes_after_a_closing_leaves_the_claim_that_was_closed() -> None:
    made = [decision("同意销号", round="乙", action=25)]
    assert said(HALF, DONE, {"state": "推进中", "percent": 0.6}, made=made) == DONE
    # Nor does it count for the routine behind the deadline before that has begun.
    came = {"state": "常态推进", "progress": "已查。"}
    for at, routine, found in (
        (datetime(2023, 3, 1), date(2023, 3, 2), DONE),
        (datetime(2023, 3, 2), date(2023, 3, 2), came),
    ):
        assert said(HALF, DONE, came | {"at": at}, made=made, routine=routine) == found


@pytest.mark.parametrize(
    ("claimed", "refused", "due", "asks"),
    [
        ({"expected": NEXT}, [], "2023-12-31", NEXT),
        # Only a later day asks for anything.
        ({"expected": date(2023, 12, 31)}, [], "2023-12-31", None),
        ({"expected": date(2023, 12, 1)}, [], "2023-12-31", None),
        ({"expected": NEXT}, [], "2024-01-31", None),
        ({"expected": NEXT}, [], None, None),
        ({"expected": "年后"}, [], "2023-12-31", None),
        ({"state": "推进中"}, [], "2023-12-31", None),
        (None, [], "2023-12-31", None),
        # A day that was refused asks nothing again; another does.
        ({"expected": NEXT}, [NEXT], "2023-12-31", None),
        ({"expected": date(2024, 2, 1)}, [NEXT], "2023-12-31", date(2024, 2, 1)),
    ],
)
def test_the_day_that_is_asked_for(
    claimed: dict[str, Any] | None, refused: list[date], due: str | None, asks: date | None
) -> None:
    claim = None if claimed is None else entry(**claimed)
    assert asked_day(claim, Agreements(refused=frozenset(refused)), date.fromisoformat(due) if due else None) == asks


FOUND = decision("", "核定进展", "percent", reported="60%", action=15)


def kept(action: int) -> Decision:
    return decision("保留原值", "核定后又报", "percent", before="60%", reported="90%", action=action)


@pytest.mark.parametrize(
    ("reports", "made", "name", "again"),
    [
        ([HALF], [FOUND], "percent", False),
        ([HALF, {"percent": 0.9}], [FOUND], "percent", True),
        ([HALF, {"percent": 0.6}], [FOUND], "percent", True),
        # What says nothing of the column asks nothing; nor does what was not found out.
        ([HALF, {"progress": "又办。"}], [FOUND], "percent", False),
        ([HALF, {"state": "需协调"}], [FOUND], "state", False),
        ([HALF, {"percent": 0.9}], [], "percent", False),
        ([None, None], [FOUND], "percent", False),
        # Each later report asks once.
        ([HALF, {"percent": 0.9}], [FOUND, kept(25)], "percent", False),
        ([HALF, {"percent": 0.9}, {"percent": 0.9}], [FOUND, kept(25)], "percent", True),
        ([HALF, {"percent": 0.9}], [FOUND, decision("采用报送", "核定后又报", "percent")], "percent", False),
        ([HALF, {"percent": 0.9}], [FOUND, decision("", "核定进展", "percent", reported="70%", action=25)], "percent", False),
    ],
)  # fmt: skip
def test_what_was_reported_after_the_office_found_out(
    reports: list[Any], made: list[Decision], name: str, again: bool
) -> None:
    claim = rounds(*reports, made=made).of.get(KEY)
    agreed = agreements_of(made).get(KEY, Agreements())
    assert reported_again(claim and claim.entry, agreed, Field(name)) is again


def test_what_came_while_a_task_was_closed_does_not_count() -> None:
    closed = decision("同意销号", action=15, round="甲")
    opened = decision(None, kind=QuestionKind.REOPEN, action=25, round="乙")
    assert said(HALF, {"state": "未启动"}, made=[closed, opened]) == HALF
    assert said(HALF, None, {"state": "需协调"}, made=[closed, opened]) == HALF | {"state": "需协调"}
