"""What the office has agreed to: each agreement, how a newer one ends or continues it, and what a department's sheet shows of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import closed, decision, delayed, limit, paused

from xlplan.decisions.agreed import LATE, NOTHING_AGREED, Agreements, agreements_of, verified_value
from xlplan.decisions.model import Decision
from xlplan.handout.split import RowStanding
from xlplan.terms.fields import Field

BEHIND = "2022年底完成名单。2023年起常规实施。"
"""A deadline, and a routine behind it."""
CLOSE, PAUSE = decision("同意销号", action=3), decision("同意暂缓", "申请暂缓", action=3)
RESUME, REOPEN = decision("", "恢复", action=5), decision("", "重新立项", action=5)
ADOPT, KEEP = decision("采用报送", "暂缓后又报", action=5), decision("保留原值", "暂缓后又报", action=5)


def day(text: str) -> date:
    return date.fromisoformat(text)


def put_off(to: str, before: str = "2023-12-31", **more: Any) -> Decision:
    return decision("同意延期", "申请延期", "expected", before=before, reported=to, **more)


def found(to: str, field: str = "percent", **more: Any) -> Decision:
    return decision("", "核定进展", field, reported=to, **more)


def after(ruling: str, field: str = "percent") -> Decision:
    return decision(ruling, "核定后又报", field, before="60%", reported="90%")


def agreed(*made: Decision) -> Agreements:
    """Return what stands for the task of the tests."""
    return agreements_of(made).get(("1.1", "教育科"), NOTHING_AGREED)


@pytest.mark.parametrize(
    ("made", "stands"),
    [
        ((), False),
        ((decision("退回"), decision("采用报送", "前后不一致"), decision("退回", "申请暂缓")), False),
        ((decision("同意销号", task="1.2"), decision("同意销号", department="组宣科")), False),
        ((decision("同意销号", task="１.1 ", department=" 教育科"),), True),
        # Whichever round it is of.
        ((decision("同意销号", round="别期"),), True),
    ],
)
def test_on_what_anything_is_agreed(made: tuple[Decision, ...], stands: bool) -> None:
    assert (agreed(*made) != NOTHING_AGREED) is stands


@pytest.mark.parametrize(
    ("made", "number", "reopened"),
    [
        ((CLOSE,), 1, False), ((CLOSE, CLOSE), 2, False), ((CLOSE, REOPEN), 0, True), # Of two halves the last one closed is open again.
        ((CLOSE, CLOSE, REOPEN), 1, True),
        ((CLOSE, REOPEN, CLOSE), 1, True),
        # Neither a pause that ends nor a delay reopens it.
        ((CLOSE, PAUSE, RESUME, put_off("2024-01-31")), 1, False),
    ],
)  # fmt: skip
def test_closed_until_it_is_reopened(made: tuple[Decision, ...], number: int, reopened: bool) -> None:
    stands = agreed(*made)
    assert (len(stands.closings), stands.closed is not None, stands.reopened is not None) == (number, number > 0, reopened)  # fmt: skip


@pytest.mark.parametrize(
    ("what", "field", "stands"), [("已完成", "state", False), ("推进中", "state", True), ("80%", "percent", True)]
)
def test_what_is_opened_again_is_no_longer_found_done(what: str, field: str, stands: bool) -> None:
    assert bool(agreed(found(what, field), CLOSE, REOPEN).verified) is stands


@pytest.mark.parametrize(
    ("schedule", "closings", "today", "closed_", "routine"),
    [
        ("2023年12月底前", 0, "2023-06-25", False, False),
        ("2023年12月底前", 1, "2023-06-25", True, False),
        ("常规工作", 1, "2023-06-25", True, False),
        # The deadline alone is closed; from the first day of the routine on, that is open.
        (BEHIND, 0, "2023-06-25", False, False),
        (BEHIND, 1, "2022-12-31", True, False),
        (BEHIND, 1, "2023-01-01", False, True),
        (BEHIND, 2, "2022-12-31", True, False),
        (BEHIND, 2, "2023-01-01", True, False),
    ],
)
def test_of_two_halves_the_deadline_is_closed_first(
    schedule: str, closings: int, today: str, closed_: bool, routine: bool
) -> None:
    stands, on = closed(closings), (limit(schedule), day(today))
    assert (stands.closed_on(*on) is not None, stands.in_routine(*on)) == (closed_, routine)


@pytest.mark.parametrize(
    ("made", "paused_", "pauses"),
    [
        ((PAUSE,), True, [(3, None)]),
        # It ends only by 恢复, or by taking up what was reported meanwhile.
        ((PAUSE, KEEP), True, [(3, None)]),
        ((PAUSE, put_off("2024-01-31"), found("30%")), True, [(3, None)]),
        ((PAUSE, RESUME), False, [(3, 5)]),
        ((PAUSE, ADOPT), False, [(3, 5)]),
        ((PAUSE, RESUME, RESUME), False, [(3, 5)]),
        ((PAUSE, decision("同意暂缓", "申请暂缓", action=4), RESUME), False, [(3, 5)]),
        ((PAUSE, RESUME, decision("同意暂缓", "申请暂缓", action=7)), True, [(3, 5), (7, None)]),
        ((RESUME,), False, []),
    ],
)
def test_paused_until_it_goes_on(made: tuple[Decision, ...], paused_: bool, pauses: list[tuple[int, int | None]]) -> None:  # fmt: skip
    stands = agreed(*made)
    ran = [(each.agreed.action, each.resumed.action if each.resumed else None) for each in stands.pauses]
    assert (stands.paused is not None, ran) == (paused_, pauses)


@pytest.mark.parametrize(("action", "holds"), [(2, False), (3, True), (4, True), (5, False), (6, False)])
def test_what_came_while_it_was_paused(action: int, holds: bool) -> None:
    # Within an action decisions come first: what the pausing one took in came in the pause, what the resuming one did, after it.
    [pause] = agreed(PAUSE, RESUME).pauses
    assert pause.holds(action) is holds
    [running] = agreed(PAUSE).pauses
    assert running.holds(action) is (action >= 3)


def test_what_was_decided_on_reports_of_a_paused_task() -> None:
    assert (agreed(PAUSE, KEEP).kept_paused, agreed(PAUSE, KEEP).adopted) == (KEEP, ())
    assert (agreed(PAUSE, ADOPT).kept_paused, agreed(PAUSE, ADOPT).adopted) == (None, (ADOPT,))


D1, D2 = put_off("2024-01-31"), put_off("2024-03-31", "2024-01-31")


@pytest.mark.parametrize(
    ("made", "schedule", "due", "ended"),
    [
        ((), "2023年12月底前", "2023-12-31", False),
        ((), "常规工作", None, False),
        ((D1,), "2023年12月底前", "2024-01-31", False),
        # One follows from the other: the first day stays, the last agreed day counts.
        ((D1, D2), "2023年12月底前", "2024-03-31", False),
        # Agreed to anew for the same first day, it takes the place of the other.
        ((D1, put_off("2024-02-29")), "2023年12月底前", "2024-02-29", False),
        # An earlier day may be agreed to.
        ((D1, put_off("2024-01-15", "2024-01-31")), "2023年12月底前", "2024-01-15", False),
        # A limit that was changed since ends it, and all that followed.
        ((D1,), "2024年6月底前", "2024-06-30", True),
        ((D1, D2), "2024年6月底前", "2024-06-30", True),
        ((D1,), "2024年1月底前", "2024-01-31", True),
        ((D1,), "常规工作", None, True),
        # What is agreed to after that stands, also where the changed limit names the agreed day itself.
        ((D1, put_off("2024-09-30", "2024-06-30")), "2024年6月底前", "2024-09-30", False),
        ((D1, D2), "2024年1月底前", "2024-03-31", False),
        # What was agreed to for another day, or for none, says nothing of this one.
        ((put_off("2024-01-31", ""),), "2023年12月底前", "2023-12-31", True),
        # Of what has no day a delay makes one with an end.
        ((put_off("2024-01-31", ""),), "常规工作", "2024-01-31", False),
    ],
)
def test_a_chain_of_delays(made: tuple[Decision, ...], schedule: str, due: str | None, ended: bool) -> None:
    stands, reads = agreed(*made), limit(schedule)
    assert (stands.due(reads), stands.ended_by(reads)) == (due and day(due), ended)
    assert bool(stands.words_of_delay(reads)) is (bool(made) and not ended)
    assert bool(stands.words_of_ended_delay(reads)) is ended


def test_the_last_agreed_day() -> None:
    assert [agreed(*made).day for made in ((), (D1,), (D1, D2))] == [None, day("2024-01-31"), day("2024-03-31")]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ((), ""),
        ((D1,), "原2023-12-31，延至2024-01-31（王局长，2023-06-20同意）"),
        ((D1, D2), "原2023-12-31，延至2024-03-31（王局长，2023-06-20同意）"),
        ((put_off("2024-01-31", late=True),), f"原2023-12-31，延至2024-01-31（王局长，2023-06-20同意，{LATE}）"),
        ((put_off("2024-01-31", note=f"{LATE}的，下不为例。"),), "原2023-12-31，延至2024-01-31（王局长，2023-06-20同意）"),
    ],
)  # fmt: skip
def test_a_delay_in_words(made: tuple[Decision, ...], words: str) -> None:
    assert agreed(*made).words_of_delay(limit()) == words


def test_a_delay_that_a_changed_limit_has_ended_is_told_as_one_that_was() -> None:
    assert agreed(D1).words_of_ended_delay(limit("2024年6月底前")) == (
        "原同意延至2024-01-31（王局长，2023-06-20），时限改了，不再有效"
    )


def refused(to: str) -> Decision:
    return decision("退回", "申请延期", "expected", before="2023-12-31", reported=to)


def test_days_that_were_refused_and_milestones_that_were_found_met() -> None:
    stands = agreed(refused("2024-01-31"), refused("2024-03-31"), decision("", "节点", reported="2023-03-31"))
    assert (stands.refused, set(stands.met)) == ({day("2024-01-31"), day("2024-03-31")}, {day("2023-03-31")})
    assert stands.day is None


@pytest.mark.parametrize(
    ("made", "verified", "kept"),
    [
        ((found("60%"),), {"percent": "60%"}, []),
        # A newer finding on the same column takes its place; it stands in every round.
        ((found("60%", round="别期"), found("70%")), {"percent": "70%"}, []),
        ((found("60%"), found("推进中", "state")), {"percent": "60%", "state": "推进中"}, []),
        ((found("60%"), after("采用报送")), {}, []),
        ((found("60%"), after("保留原值")), {"percent": "60%"}, ["percent"]),
        ((found("60%"), found("推进中", "state"), after("采用报送")), {"state": "推进中"}, []),
        ((found("60%"), after("采用报送"), found("65%")), {"percent": "65%"}, []),
        ((after("采用报送"),), {}, []),
    ],
)
def test_what_the_office_found_counts_until_a_report_is_adopted(
    made: tuple[Decision, ...], verified: dict[str, str], kept: list[str]
) -> None:
    stands = agreed(*made)
    assert {name: each.reported for name, each in stands.verified.items()} == verified
    assert list(stands.kept) == kept


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [("percent", "60%", 0.6), ("percent", "0%", 0.0), ("percent", "12.5%", 0.125), ("state", "推进中", "推进中")],
)
def test_a_finding_as_a_department_would_have_reported_it(field: str, text: str, value: float | str) -> None:
    assert verified_value(found(text, field)).value == value
    assert Field(field) in agreed(found(text, field)).verified


AGREED = "王局长，2023-06-20"
DELAY = "原2023-12-31，延至2024-01-31（王局长，2023-06-20同意）"


@pytest.mark.parametrize(
    ("stands", "schedule", "today", "standing"),
    [
        (Agreements(), "2023年12月底前", "2023-06-25", RowStanding()),
        (closed(), "2023年12月底前", "2023-06-25", RowStanding(closed=AGREED)),
        (paused(), "2023年12月底前", "2023-06-25", RowStanding(paused=AGREED)),
        (delayed("2024-01-31"), "2023年12月底前", "2023-06-25", RowStanding(due=day("2024-01-31"), delay=DELAY)),
        (delayed("2024-01-31"), "2024年6月底前", "2023-06-25", RowStanding()),
        (closed(), BEHIND, "2022-12-31", RowStanding(closed=AGREED)),
        (closed(), BEHIND, "2023-01-01", RowStanding(routine=True)),
        (closed(2), BEHIND, "2023-01-01", RowStanding(closed=AGREED)),
    ],
)  # fmt: skip
def test_what_a_departments_sheet_shows_of_it(
    stands: Agreements, schedule: str, today: str, standing: RowStanding
) -> None:
    assert stands.standing(limit(schedule), day(today)) == standing


@pytest.mark.parametrize(
    ("findings", "left"),
    [
        # A whole task is what was closed: that does not count any more of one that is open again.
        ([found("已完成", "state"), found("100%")], {}),
        ([found("100%")], {}),
        ([found("已完成", "state"), found("60%")], {"percent": "60%"}),
        ([found("需协调", "state"), found("100%")], {"state": "需协调"}),
    ],
)
def test_opening_again_takes_back_that_the_office_found_it_done(findings: Any, left: dict[str, str]) -> None:
    made = agreed(*findings, CLOSE, REOPEN)
    assert {name.value: each.reported for name, each in made.verified.items()} == left
    assert (made.unfound == REOPEN) is (findings[0].reported == "已完成")


HALT, GO = decision("同意暂缓", "申请暂缓", action=1), decision("", "恢复", action=2, round="二期")
END, AGAIN = decision("同意销号", action=3), decision("", "重新立项", action=4, round="三期")


@pytest.mark.parametrize(
    ("made", "rounds", "words"),
    [
        ([HALT], ("一期",), ""),
        ([HALT, GO], ("二期",), "已恢复：王局长，2023-06-20"),
        # What was long ago is told no longer, and nothing while it is paused again.
        ([HALT, GO], ("三期", "四期"), ""),
        ([HALT, GO, decision("同意暂缓", "申请暂缓", action=3)], ("二期",), ""),
        ([END, AGAIN], ("二期", "三期"), "已重新立项：王局长，2023-06-20"),
        # The last of both; and without a leader, who did it.
        ([HALT, GO, END, AGAIN], ("二期", "三期"), "已重新立项：王局长，2023-06-20"),
        ([HALT, decision("采用报送", "暂缓后又报", action=2, round="二期", leader="", day=None, operator="张三")], ("二期",), "已恢复：张三"),
    ],
)  # fmt: skip
def test_a_departments_sheet_says_who_opened_a_task_lately(made: Any, rounds: Any, words: str) -> None:
    assert agreed(*made).standing(limit("2023年12月底前"), day("2023-06-25"), rounds).opened == words
