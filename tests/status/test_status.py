"""The status of tasks and departments: what each is judged by, whose light counts, what was reported on what is gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.small import ROUND, TODAY, codes, decision, doubt, entry, plan, task

from xlplan.decisions.settled import Agreements, Conflict, Entry, OpenDoubt, Settled
from xlplan.plan.departments import Department
from xlplan.plan.plan import Plan
from xlplan.status.status import DepartmentStatus, Last, Reports, Status, build_status, roles_of

ROUTINE = "常规工作"
TURNS = "每季度末月25日前"


def settled(*entries: Entry, **more: Any) -> Settled:
    return Settled({(each.task, each.department): each for each in entries}, **more)


def last(each: Entry, round_: str = "2023年第一季度", day: date | None = date(2023, 3, 31)) -> dict[Any, Last]:
    return {(each.task, each.department): Last(each, round_, day)}


def ruled(**agreements: Any) -> dict[tuple[str, str], Agreements]:
    return {("1.1", "教育科"): Agreements(**agreements)}


def status(table: Plan, *entries: Entry, today: date = TODAY, compared: bool = True, **reports: Any) -> Status:
    now = reports.pop("now", None) or settled(*entries)
    return build_status(table, ROUND, today, Reports(now, **reports), compared=compared)


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
    assert (found.tasks[0].light.value, found.tasks[0].share) == ("red", 0.3)
    assert [each.department for each in found.tasks[0].leads] == ["教育科", "组宣科"]


@pytest.mark.parametrize(
    ("now", "before", "agreements", "found"),
    [
        (entry(state="推进中", percent=0.5), None, {}, ("推进中", 0.5, "green", "按进度推进")),
        (None, None, {}, (None, None, "grey", "未报送，还没有进展")),
        # Not heard of this round, it keeps its last light.
        (None, entry(state="需协调", percent=0.3), {}, ("需协调", 0.3, "amber", "本期未报送，沿用上期：报需协调")),
        # What the office closed is closed, whether it reports or not.
        (None, None, {"closed": decision("同意销号")}, (None, None, "green", "已销号（王局长，2023-06-20）")),
        (None, entry(state="需协调"), {"closed": decision("同意销号")}, ("需协调", None, "green", "已销号（王局长，2023-06-20）")),
        (None, None, {"paused": decision("同意暂缓")}, (None, None, "grey", "未报送，已同意暂缓（王局长，2023-06-20）")),
        (None, entry(state="暂缓"), {"paused": decision("同意暂缓")}, ("暂缓", None, "grey", "本期未报送，沿用上期：已同意暂缓（王局长，2023-06-20）")),
    ],
)  # fmt: skip
def test_what_a_department_is_judged_by(now: Entry | None, before: Entry | None, agreements: Any, found: Any) -> None:
    each = only(
        status(
            plan(task()),
            now=settled(*filter(None, [now]), agreements=ruled(**agreements)),
            last=last(before) if before else {},
            before="2023年第一季度",
        )
    )
    assert (each.state, each.share, each.light.value, each.reason) == found
    assert (each.entry, each.before, each.agreements) == (now, before, Agreements(**agreements))


@pytest.mark.parametrize(
    ("round_", "day", "words"),
    [
        ("2023年第一季度", date(2023, 3, 31), "本期未报送，沿用上期：按进度推进"),
        ("2022年第四季度", date(2022, 12, 31), "本期未报送，沿用2022年第四季度：按进度推进"),
        # Judged as on that round's last day; where its name tells none, as on today.
        ("2022年第四季度", date(2023, 5, 30), "本期未报送，沿用2022年第四季度：离到期日2023年6月10日只剩11天"),
        ("专项督查", None, "本期未报送，沿用专项督查：已过到期日2023年6月10日，超15天"),
    ],
)
def test_a_last_light_stays(round_: str, day: date | None, words: str) -> None:
    table = plan(task(schedule="2023年6月10日前"))
    found = status(table, last=last(entry(state="推进中"), round_, day), before="2023年第一季度")
    assert only(found).reason == words


@pytest.mark.parametrize(
    ("now", "before", "repeats"),
    [
        ("已查3次。", "已查3次。", True), ("已查 3 次。", "已查３次。", True), ("已查4次。", "已查3次。", False),
        ("已查3次。", None, False), (None, "已查3次。", False), (None, None, False),
    ],
)  # fmt: skip
def test_routine_work_that_repeats_the_last_rounds_text(now: str | None, before: str | None, repeats: bool) -> None:
    one, other = (entry(state="常态推进", **({"progress": text} if text else {})) for text in (now, before))
    found = only(status(plan(task(schedule=ROUTINE)), one, last=last(other)))
    assert ("与上期完全相同" in found.reason) is repeats


@pytest.mark.parametrize(
    "open_",
    [
        {"conflicts": [Conflict("1.1", "教育科", "progress", (("一", "一.xlsx"), ("二", "二.xlsx")))]},
        {"doubts": [OpenDoubt("教育科", doubt("percent", "80", 0.8), "一.xlsx")]},
    ],
)
def test_what_is_open_turns_a_task_amber(open_: Any) -> None:
    found = status(plan(task()), now=settled(entry(state="推进中"), **open_))
    assert (only(found).light.value, only(found).reason) == ("amber", "报送内容前后不一致或看不准，待核实")
    assert found.conflicts == tuple(open_.get("conflicts", ()))


@pytest.mark.parametrize(
    ("now", "before", "agreements", "ending"),
    [
        (None, None, {}, "；已错过1次到期日（2023年3月25日）"),
        (entry(state="常态推进", at=datetime(2023, 6, 20)), None, {}, "；已错过1次到期日（2023年3月25日）"),
        (entry(progress="已查。", at=datetime(2023, 6, 20)), None, {}, "常规工作，本期已报"),
        (None, entry(progress="已查。", at=datetime(2023, 3, 20)), {}, "常规工作，本期已报"),
        (None, entry(progress="已查。", at=datetime(2023, 1, 20)), {}, "常规工作，本期已报"),
        # A report whose time is not known stands for none.
        (None, entry(progress="已查。"), {}, "；已错过1次到期日（2023年3月25日）"),
        (None, None, {"closed": decision("同意销号")}, "已销号（王局长，2023-06-20）"),
    ],
)
def test_what_recurs_says_what_was_missed(
    now: Entry | None, before: Entry | None, agreements: Any, ending: str
) -> None:
    table = plan(task(schedule=TURNS), year=2023)
    found = status(
        table,
        now=settled(*filter(None, [now]), agreements=ruled(**agreements)),
        last=last(before) if before else {},
        before="2023年第一季度",
    )
    assert only(found).reason.endswith(ending), only(found).reason


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
    ("before", "past"),
    [
        ({"state": "需协调", "percent": 0.3}, ("amber", 0.3)),
        ({"state": "推进中"}, ("green", None)),
        (None, None),
    ],
)
def test_how_a_task_stood_in_the_round_before(before: dict[str, Any] | None, past: Any) -> None:
    reports = {"last": last(entry(**before)) if before is not None else {}}
    found = status(plan(task(support="组宣科")), entry(state="推进中"), **reports).tasks[0].past
    assert (found and (found.light.value, found.share)) == past
    assert status(plan(task()), entry(state="推进中"), compared=False, **reports).tasks[0].past is None


def test_who_has_reported_when_and_what_is_late() -> None:
    table = plan(task("1.1", "教育科、组宣科", support="基金会"), task("1.2", "教育科"))
    found = status(
        table,
        entry(state="需协调"),
        deadline=date(2023, 6, 20),
        returned={"教育科": datetime(2023, 6, 20, 18), "组宣科": datetime(2023, 6, 21, 9), "基金会": None},
        noted={"组宣科": 2},
    )
    assert [
        (each.department, each.light.value, each.returned, each.owes, each.tasks, each.lead, each.late, each.notes)
        for each in found.departments
    ] == [
        ("教育科", "amber", True, True, 2, 2, False, 0),
        ("组宣科", "grey", True, True, 1, 1, True, 2),
        ("基金会", "grey", True, False, 1, 0, False, 0),
    ]
    silent = status(table, returned={"教育科": datetime(2023, 9, 1)})
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


def test_a_department_that_was_renamed_keeps_its_reports() -> None:
    table = plan(task("1.1", "基础教育科"), departments=[Department("基础教育科", ("教育科",))])
    found = status(
        table,
        entry(state="推进中", percent=0.5),
        last=last(entry(state="推进中", percent=0.3)),
        returned={"教育科": datetime(2023, 6, 20)},
        noted={"教育科": 1},
    )
    assert (only(found).share, found.findings, found.tasks[0].past and found.tasks[0].past.share) == (0.5, (), 0.3)
    assert [(each.department, each.returned, each.notes) for each in found.departments] == [("基础教育科", True, 1)]


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
    found = only(
        status(
            plan(task()),
            now=settled(
                entry(progress="已修订。", expected=date(2023, 12, 1)),
                agreements=ruled(verified=decision("", "核定进展", reported="只完成一半。")),
            ),
        )
    )
    assert (found.text("progress"), found.text("expected"), found.text("next"), found.verified) == (
        "已修订。", "2023-12-01", "", "只完成一半。",
    )  # fmt: skip
    silent = only(status(plan(task())))
    assert (silent.text("progress"), silent.verified) == ("", "")


@pytest.mark.parametrize(("percent", "found"), [(0.5, 0.5), (0.123456, 0.123), (0.9999, 1.0), (1, 1.0), ("过半", None)])
def test_a_share_to_a_tenth_of_a_percent(percent: float | str, found: float | None) -> None:
    assert only(status(plan(task()), entry(percent=percent))).share == found
