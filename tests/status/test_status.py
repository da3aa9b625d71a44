"""The status of tasks and departments: what each is judged by, whose light counts, what was reported on what is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.small import ROUND, TODAY, closed, codes, decision, delayed, doubt, entry, paused, plan, task

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claim, Claims
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled
from xlplan.handout.split import roles_of
from xlplan.plan.plan import Plan
from xlplan.status.asking import Asked, Asking, Held
from xlplan.status.model import DepartmentStatus, Reports, Status
from xlplan.status.status import build_status
from xlplan.status.supervise_words import last_report
from xlplan.status.words import states_words
from xlplan.terms.choices import QuestionKind, Role
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

ROUTINE = "常规工作"
TURNS = "每季度末月25日前"
FIRST = "2023年第一季度"


def settled(*entries: Entry, **more: Any) -> Settled:
    return Settled({(each.task, each.department): each for each in entries}, **more)


def last(*entries: Entry) -> Claims:
    """Return what was claimed before the round."""
    return Claims({(each.task, each.department): Claim(each) for each in entries})


def ruled(agreements: Agreements) -> dict[tuple[str, str], Agreements]:
    return {("1.1", "教育科"): agreements}


def asked(*rows: tuple[str, str], since: str = "2023-06-01", deadline: str = "2023-06-20") -> Asked:
    """Return what this round asks for, whose sheets hold these rows, each to be carried out."""
    asking = Asking(ROUND.name, date.fromisoformat(since), date.fromisoformat(deadline))
    return Asked({row: [asking] for row in rows}, Held({row: frozenset([Role.LEAD]) for row in rows}, frozenset(rows)))


def status(table: Plan, *entries: Entry, today: date = TODAY, past: Status | None = None, **reports: Any) -> Status:
    """Return the status of a round in which this was reported, on top of what was claimed before (`last`)."""
    now = reports.pop("now", None) or settled(*entries)
    before = reports.pop("last", Claims())
    return build_status(table, ROUND, today, Reports(now, before.after(now), before, **reports), before=past)


def only(found: Status) -> DepartmentStatus:
    return found.tasks[0].departments[0]


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
    ("agreements", "due", "start", "asks", "closed_"),
    [
        (Agreements(), "2023-12-31", "2023-01-01", "2024-06-30", False),
        (delayed("2024-03-31"), "2024-03-31", "2023-01-01", "2024-06-30", False),
        (delayed("2024-06-30"), "2024-06-30", "2023-01-01", None, False),
        (Agreements(refused=frozenset([date(2024, 6, 30)])), "2023-12-31", "2023-01-01", None, False),
        (closed(action=1), "2023-12-31", "2023-01-01", "2024-06-30", True),
    ],
)
def test_days_of_a_department(agreements: Agreements, due: str, start: str, asks: str | None, closed_: bool) -> None:
    now = settled(entry(state="推进中", expected=date(2024, 6, 30)), agreements=ruled(agreements))
    each = only(status(plan(task()), now=now))
    days = [day and day.isoformat() for day in (each.due, each.start, each.asks)]
    assert (days, each.closed) == ([due, start, asks], closed_)


def test_the_due_day_of_a_task_is_the_latest_of_those_who_still_carry_it_out() -> None:
    table = plan(task(lead="教育科、组宣科", support="基金会"), task("1.2", "教育科", "常规工作"))
    put_off = delayed("2024-03-31")
    agreements = {("1.1", "组宣科"): put_off, ("1.1", "基金会"): delayed("2024-06-30")}
    assert [each.due for each in status(table, now=settled(agreements=agreements)).tasks] == [date(2024, 3, 31), None]


def test_a_limit_that_was_changed_ends_a_delay_with_a_finding() -> None:
    agreements = ruled(delayed("2024-03-31"))
    found = status(plan(task(schedule="2024年1月底前")), now=settled(agreements=agreements))
    assert codes(found.findings) == [("status-delay-ended", "E2", "1.1")]
    assert only(found).due == date(2024, 1, 31)
    assert "原来同意延期到2024-03-31" in found.findings[0].message
    assert status(plan(task()), now=settled(agreements=agreements)).findings == ()


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


@pytest.mark.parametrize(
    ("now", "before", "since", "missed"),
    [
        (None, None, "2023-03-01", ["2023-03-25"]),
        # Counted from the first round that asked.
        (None, None, "2023-03-25", ["2023-03-25"]),
        (None, None, "2023-03-26", []),
        (None, None, None, []),
        (entry(state="常态推进", at=datetime(2023, 6, 20)), None, "2023-03-01", ["2023-03-25"]),
        (entry(progress="已查。", at=datetime(2023, 6, 20)), None, "2023-03-01", []),
        (None, entry(progress="已查。", at=datetime(2023, 3, 20)), "2023-03-01", []),
        # A report whose time is not known stands for none.
        (None, entry(progress="已查。"), "2023-03-01", ["2023-03-25"]),
    ],
)
def test_what_recurs_says_what_was_missed(
    now: Entry | None, before: Entry | None, since: str | None, missed: list[str]
) -> None:
    found = status(
        plan(task(schedule=TURNS), year=2023),
        *filter(None, [now]),
        last=last(*filter(None, [before])),
        asked=asked(("1.1", "教育科"), since=since) if since else Asked(),
    )
    turns = only(found).turns
    assert turns and [each.isoformat() for each in turns.missed] == missed
    # Turns missed never stand in a leader's table.
    assert "错过" not in only(found).reason


def test_what_is_due_next_counts_from_the_last_report_and_for_those_who_carry_it_out() -> None:
    tasks = (
        task(schedule=TURNS, support="组宣科"),
        task("1.2", schedule=TURNS),
        task("1.3"),
        task("1.4", schedule=TURNS),
    )
    found = status(
        plan(*tasks, year=2023),
        entry(progress="已查。", at=datetime(2023, 6, 20)),
        entry("1.4", progress="已查。", at=datetime(2023, 6, 20)),
        # What is dated after today counts as of today.
        entry("1.2", progress="已查。", at=datetime(2023, 9, 20)),
    )
    turns = [each.turns and each.turns.next for one in found.tasks for each in one.departments]
    assert turns == [date(2023, 9, 25), None, date(2023, 9, 25), None, date(2023, 9, 25)]


@pytest.mark.parametrize(
    ("before", "day", "past"),
    [
        (entry(state="需协调", percent=0.3), date(2023, 3, 31), ("amber", 0.3)),
        (entry(state="推进中"), date(2023, 3, 31), ("green", None)),
        # As it stood on the day on which the round before was judged.
        (entry(state="推进中", percent=0.15), date(2023, 3, 31), ("green", 0.15)),
        (entry(state="推进中", percent=0.15), date(2023, 6, 1), ("amber", 0.15)),
        # Silence was shown too.
        (None, date(2023, 3, 31), ("grey", None)),
    ],
)
def test_how_a_task_stood_in_the_round_before(before: Entry | None, day: date, past: Any) -> None:
    table = plan(task(support="组宣科"))
    ended = status(table, *filter(None, [before]), today=day)
    asking = [Asking(FIRST, date(2023, 3, 1), date(2023, 3, 20)), Asking(ROUND.name, date(2023, 6, 1), None)]

    def now(*askings: Asking) -> Any:
        of = Asked({("1.1", "教育科"): askings})
        found = status(table, entry(state="推进中"), past=ended, asked=of).tasks[0].past
        return found and (found.light.value, found.share)

    assert now(*asking) == past
    # A task that is new in this round has nothing to be compared with.
    assert now(*asking[1:]) is None
    assert status(table, entry(state="推进中")).tasks[0].past is None


@pytest.mark.parametrize(
    ("then", "now", "past"),
    [
        # One of two reported then, another now, or both: means of others do not compare.
        ([("教育科", 0.5)], [("组宣科", 0.2)], ("green", None, True)),
        ([("教育科", 0.5)], [("教育科", 0.5), ("组宣科", 0.2)], ("green", None, True)),
        ([("教育科", 0.5)], [("教育科", 0.6)], ("green", 0.5, False)),
        ([], [("教育科", 0.6)], ("grey", None, False)),
    ],
)
def test_only_what_the_same_departments_reported_is_compared(then: Any, now: Any, past: Any) -> None:
    table = plan(task(lead="教育科、组宣科"))
    before = [entry(department=name, state="推进中", percent=share, round=FIRST) for name, share in then]
    of = Asked({("1.1", "教育科"): [Asking(FIRST, date(2023, 3, 1), None)]})
    ended = status(table, *before, today=date(2023, 3, 31))
    after = [entry(department=name, state="推进中", percent=share) for name, share in now]
    found = status(table, *after, past=ended, last=last(*before) if len(now) > 1 else Claims(), asked=of).tasks[0].past
    assert found and (found.light and found.light.value, found.share, found.of_others) == past
    # Nor does the light of a task that others carry out now.
    moved = status(plan(task(lead="组宣科")), *after, past=ended, asked=of).tasks[0].past
    assert moved and moved.light is None


@pytest.mark.parametrize(
    ("now", "agreements", "silent"),
    [
        (None, Agreements(), True),
        (entry(state="推进中"), Agreements(), False),
        (entry(problems="缺人。", reported=False), Agreements(), True),
        # What is open and was sent back came all the same.
        (entry(reported=True), Agreements(), False),
        # Of what is closed or paused no report is waited for.
        (None, closed(), False),
        (None, paused(), False),
    ],
)
def test_tasks_without_a_new_report(now: Entry | None, agreements: Agreements, silent: bool) -> None:
    found = status(plan(task()), now=settled(*filter(None, [now]), agreements=ruled(agreements)), last=last(entry()))
    assert found.tasks[0].silent is silent


def test_a_task_has_a_new_report_once_one_of_those_who_carry_it_out_reported() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"))
    assert status(table, entry(department="基金会", progress="已配合。")).tasks[0].silent
    assert not status(table, entry(department="组宣科", progress="已办。")).tasks[0].silent


def test_who_has_reported_when_and_what_is_late() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"), task("1.2", "教育科"))
    found = status(
        table,
        entry(state="需协调"),
        deadline=date(2023, 6, 20),
        asked=asked(("1.1", "教育科"), ("1.1", "组宣科"), ("1.2", "教育科")),
        returned={"教育科": date(2023, 6, 20), "组宣科": date(2023, 6, 21), "基金会": None},
        noted={"组宣科": [finding("quality-no-next", task="1.1", task_id="1.1")] * 2},
    )
    assert [
        (each.department, each.light.value, each.returned, each.owes, each.tasks, each.lead, each.late, len(each.notes))
        for each in found.departments
    ] == [
        ("教育科", "amber", True, True, 2, 2, False, 0),
        ("组宣科", "amber", True, True, 1, 1, True, 2),
        ("基金会", "grey", True, False, 1, 0, False, 0),
    ]
    silent = status(table, returned={"教育科": date(2023, 9, 1)})
    assert [(each.returned, each.late) for each in silent.departments] == [
        (True, False),
        (False, False),
        (False, False),
    ]


def test_what_was_reported_on_what_is_gone_is_told() -> None:
    found = status(
        plan(task("1.1"), task("1.2", "组宣科")),
        entry("1.1", state="推进中"),
        entry("1.2", "教育科", state="推进中"),
        entry("9.9", state="推进中"),
        entry("8.8"),
    )
    assert codes(found.findings) == [("status-orphan", None, "1.2"), ("status-orphan", None, "9.9")]
    assert "教育科在任务 1.2 上报了内容" in found.findings[0].message


@pytest.mark.parametrize(
    ("rows", "agreements", "owed"),
    [
        ([("1.1", "教育科")], Agreements(), True),
        # The round's sheets do not hold it; or nothing is to be done on it.
        ([], Agreements(), False),
        ([("1.1", "组宣科")], Agreements(), False),
        ([("1.1", "教育科")], closed(), False),
        ([("1.1", "教育科")], paused(), False),
    ],
)
def test_what_a_round_owes(rows: list[tuple[str, str]], agreements: Agreements, owed: bool) -> None:
    found = status(plan(task()), now=settled(agreements=ruled(agreements)), asked=asked(*rows))
    assert (only(found).owed, found.departments[0].owes) == (owed, owed)


def test_roles_of_every_task_serve_several_rounds() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="教育科、基金会"))
    roles = roles_of(table)
    assert [(name, role.value) for name, role in roles["1.1"]] == [
        ("教育科", "lead"), ("组宣科", "lead"), ("基金会", "support"),
    ]  # fmt: skip
    assert (
        build_status(table, ROUND, TODAY, Reports(), {"1.1": roles["1.1"][:1]}).tasks[0].departments
        == (build_status(table, ROUND, TODAY, Reports()).tasks[0].departments[:1])
    )


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
