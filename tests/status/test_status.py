"""The status of tasks and departments: what each is judged by, and whose light counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import closed, decision, doubt, entry, paused, plan, task
from support.statuses import FIRST, last, only, ruled, settled, status

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt
from xlplan.status.model import Status
from xlplan.status.supervise_words import last_report
from xlplan.status.words import states_words
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field

ROUTINE = "常规工作"


def shown(found: Status) -> list[tuple[str, str, str | None, float | None, str]]:
    """Return department, role, state, share and light, of all tasks."""
    return [
        (each.department, each.role.value, each.state, each.share, each.light.value)
        for task in found.tasks
        for each in task.departments
    ]


def test_the_worst_light_and_the_mean_share_of_those_who_carry_it_out() -> None:
    table = plan(task("1.1", "教育科、组宣科", "2023年1月—2023年12月", support="基金会"))
    found = status(
        table,
        entry(state="推进中", percent=0.5),
        entry(department="组宣科", state="推进中", percent=0.1),
        entry(department="基金会", state="需协调", percent=0.9),
    )
    assert shown(found) == [
        ("教育科", "lead", "推进中", 0.5, "green"),
        ("组宣科", "lead", "推进中", 0.1, "red"),
        ("基金会", "support", "需协调", 0.9, "amber"),
    ]
    # Support stands outside the task's.
    assert (found.tasks[0].light.value, found.tasks[0].share) == ("red", 0.3)
    assert [each.department for each in found.tasks[0].leads] == ["教育科", "组宣科"]


def test_a_task_is_grey_only_if_all_are_and_its_mean_is_of_those_that_are_not_paused() -> None:
    table = plan(task("1.1", "教育科、组宣科", ROUTINE), task("1.2", "教育科、组宣科", "2023年1月—2023年12月"))
    agreements = {("1.2", "教育科"): closed(), ("1.2", "组宣科"): paused()}
    found = status(table, entry(department="组宣科", progress="已查。"), now=None, last=last(entry("1.2", percent=0.3)))
    assert [each.light.value for each in found.tasks] == ["green", "amber"]
    found = status(table, now=settled(agreements=agreements), last=last(entry("1.2", percent=0.3)))
    assert [(each.light.value, each.share) for each in found.tasks] == [("grey", None), ("green", 1.0)]


CLOSED_WORDS, PAUSED_WORDS = "已销号（王局长，2023-06-20）", "已同意暂缓（王局长，2023-06-20）"


@pytest.mark.parametrize(
    ("now", "before", "agreements", "found"),
    [
        (entry(state="推进中", percent=0.5), None, Agreements(), ("推进中", 0.5, "green", "按进度推进")),
        (None, None, Agreements(), (None, None, "grey", "未报送，还没有进展")),
        # Not heard of this round, its claim is judged today; what it left blank this round stays as well.
        (None, entry(state="需协调", percent=0.4), Agreements(), ("需协调", 0.4, "amber", "报需协调；本期未报送，上期报40%")),
        (None, entry(state="推进中", percent=0.1), Agreements(), ("推进中", 0.1, "red", "比序时进度落后38.1个百分点（没有写开始的日子，从这一年的1月1日算起）；本期未报送，上期报10%")),
        (None, entry(state="推进中"), Agreements(), ("推进中", None, "green", "未到期，没有报完成进度；本期未报送，上期报推进中")),
        (None, entry(progress="已办。"), Agreements(), (None, None, "green", "未到期，没有报完成进度；本期未报送，上期报过进展")),
        (entry(progress="又办。"), entry(state="需协调", percent=0.4), Agreements(), ("需协调", 0.4, "amber", "报需协调")),
        # What the office closed or paused is, whether it reports or not.
        (None, None, closed(), (None, None, "green", CLOSED_WORDS)),
        (None, entry(state="需协调"), closed(), ("需协调", None, "green", CLOSED_WORDS)),
        (None, None, paused(), ("暂缓", None, "grey", PAUSED_WORDS)),
        (None, entry(state="推进中"), paused(), ("暂缓", None, "grey", PAUSED_WORDS)),
        # What was refused stands beside it.
        (entry(state="推进中", percent=0.5, refused={QuestionKind.CLOSE: entry(state="已完成").values[Field.STATE]}), entry(percent=0.4), Agreements(),
         ("推进中", 0.4, "green", "按进度推进（报已完成，已退回）")),
        (entry(state="推进中", percent=0.5, refused_beside={QuestionKind.CLOSE: entry(state="已完成").values[Field.STATE]}), None, Agreements(),
         ("推进中", 0.5, "green", "按进度推进（另一份报已完成，已退回）")),
    ],
)  # fmt: skip
def test_what_a_department_is_judged_by(
    now: Entry | None, before: Entry | None, agreements: Agreements, found: Any
) -> None:
    each = only(
        status(
            plan(task()),
            now=settled(*filter(None, [now]), agreements=ruled(agreements)),
            last=last(*filter(None, [before])),
            before=FIRST,
        )
    )
    assert (each.state, each.share, each.light.value, each.reason) == found
    assert (each.entry, each.before, each.agreements) == (now, before, agreements)


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        (QuestionKind.CLOSE, {}, "常规工作，退回的还没有重报（报已完成，已退回）"),
        # Reported anew; and of 暂缓 the rest of the report stands.
        (QuestionKind.CLOSE, {"state": "常态推进"}, "常规工作，本期已报（报已完成，已退回）"),
        (QuestionKind.PAUSE, {}, "常规工作，本期已报（报暂缓，已退回）"),
    ],
)
def test_a_routine_that_was_claimed_done_and_sent_back_is_owed_again(
    kind: QuestionKind, values: dict[str, Any], reason: str
) -> None:
    asked = entry(state="已完成" if kind is QuestionKind.CLOSE else "暂缓").values[Field.STATE]
    back = entry(progress="办完。", refused={kind: asked}, reported=True, **values)
    each = only(status(plan(task(schedule="常规工作")), now=settled(back)))
    assert each.reason == reason


@pytest.mark.parametrize(
    ("round_", "words"),
    [
        ("", "已过到期日2023年6月10日，超15天；本期未报送，上期报40%"),
        (FIRST, "已过到期日2023年6月10日，超15天；本期未报送，上期报40%"),
        ("2022年第四季度", "已过到期日2023年6月10日，超15天；本期未报送，2022年第四季度报40%"),
    ],
)
def test_the_calendar_goes_on_when_a_department_is_silent(round_: str, words: str) -> None:
    before = entry(state="推进中", percent=0.4, round=round_)
    assert only(status(plan(task(schedule="2023年6月10日前")), last=last(before), before=FIRST)).reason == words


def test_what_was_closed_says_nothing_of_the_routine_behind_it() -> None:
    table = plan(task(schedule="2022年底完成名单。2023年起常规实施。"))
    before = last(entry(state="已完成", percent=1.0, action=2))
    found = status(table, now=settled(agreements=ruled(closed(action=3))), last=before, before=FIRST)
    assert shown(found) == [("教育科", "lead", None, None, "grey")]
    assert (only(found).closed, found.tasks[0].due, only(found).reason) == (
        False,
        date(2022, 12, 31),
        "2023年1月1日起转为常规工作，还没有下发；前半已销号（王局长，2023-06-20）",
    )
    assert (states_words(found.tasks[0]), last_report(only(found))) == (
        "转为常规工作，没有报过",
        "2023年1月1日起转为常规工作，从未报送；前半已销号（王局长，2023-06-20）",
    )
    # In the same words as before the closing: that was about the deadline.
    before = last(entry(state="已完成", percent=1.0, progress="已查。", action=2))
    reported = entry(state="常态推进", progress="已查。", action=5)
    found = status(
        table,
        now=settled(reported, agreements=ruled(closed(action=3)), routines=table.routines),
        last=before,
        before=FIRST,
    )
    assert shown(found) == [("教育科", "lead", "常态推进", None, "green")]


@pytest.mark.parametrize(("action", "found"), [(2, ("grey", None)), (4, ("green", "常态推进"))])
def test_what_the_office_found_of_a_closed_deadline_is_no_answer_on_the_routine_behind_it(
    action: int, found: tuple[str, str | None]
) -> None:
    state = decision("", "核定进展", "state", reported="常态推进", action=action)
    agreements = replace(closed(action=3), verified={Field.STATE: state})
    table = plan(task(schedule="2022年底完成名单。2023年起常规实施。"))
    each = only(status(table, now=settled(agreements=ruled(agreements))))
    assert (each.light.value, each.state) == found


@pytest.mark.parametrize(
    ("now", "before", "repeats"),
    [
        ("已查3次。", "已查3次。", True), ("已查 3 次。", "已查３次。", True), ("已查4次。", "已查3次。", False),
        ("已查3次。", None, False), (None, "已查3次。", False), (None, None, False),
    ],
)  # fmt: skip
def test_routine_work_that_repeats_the_last_rounds_text(now: str | None, before: str | None, repeats: bool) -> None:
    one, other = (entry(state="常态推进", **({"progress": text} if text else {})) for text in (now, before))
    found = only(status(plan(task(schedule=ROUTINE)), one, last=last(other), before=FIRST))
    assert ("与上期完全相同" in found.reason) is repeats


@pytest.mark.parametrize(
    "open_",
    [
        {"conflicts": [Conflict("1.1", "教育科", "progress", (("一", "一.xlsx"), ("二", "二.xlsx")))]},
        {"doubts": [OpenDoubt("教育科", doubt("percent", "80", 0.8), "一.xlsx")]},
    ],
)
def test_what_is_open_turns_a_task_amber(open_: Any) -> None:
    found = status(plan(task()), now=settled(entry(state="推进中"), **open_), open=frozenset([("1.1", "教育科")]))
    assert (only(found).light.value, only(found).reason) == ("amber", "报送内容前后不一致或看不准，待核实")
    assert found.conflicts == tuple(open_.get("conflicts", ()))


def test_what_an_earlier_round_left_open_is_open_still() -> None:
    left = Conflict("1.1", "教育科", Field.PROGRESS, (("一", "一.xlsx"), ("二", "二.xlsx")), round=FIRST)
    found = status(
        plan(task(), task("1.2")), last=last(entry(state="推进中"), entry("1.2", state="推进中")), left_open=[left],
        open=frozenset([("1.1", "教育科")]), before=FIRST,
    )  # fmt: skip
    assert [each.light.value for each in found.tasks] == ["amber", "green"]


def test_texts_of_a_report() -> None:
    verified = Agreements(verified={Field.PERCENT: decision("", "核定进展", "percent", reported="50%")})
    now = settled(entry(progress="已修订。", percent=0.9, expected=date(2023, 12, 1)), agreements=ruled(verified))
    found = only(status(plan(task()), now=now))
    assert (found.text("progress"), found.text("expected"), found.text("next")) == ("已修订。", "2023-12-01", "")
    # What the office found counts; the department's own stands beside it.
    assert (found.share, found.verified, found.claimed) == (0.5, "50%", "90%")
    silent = only(status(plan(task())))
    assert (silent.text("progress"), silent.verified, silent.claimed) == ("", "", "")


def test_a_finding_of_the_office_is_an_answer() -> None:
    verified = Agreements(verified={Field.STATE: decision("", "核定进展", "state", reported="需协调")})
    found = only(status(plan(task()), now=settled(agreements=ruled(verified))))
    assert (found.state, found.light.value, found.verified, found.claimed) == ("需协调", "amber", "需协调", "")


@pytest.mark.parametrize(("percent", "found"), [(0.5, 0.5), (0.123456, 0.123), (0.9999, 1.0), (1, 1.0), ("过半", None)])
def test_a_share_to_a_tenth_of_a_percent(percent: float | str, found: float | None) -> None:
    assert only(status(plan(task()), entry(percent=percent))).share == found
