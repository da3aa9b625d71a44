"""年度考核台账: which year a round counts in, what a department owed and when it came, what went back, what was closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.small import OFFICE, decision, entered, handed_out, received, registry, returned, row, sent

from xlplan.plan.departments import Department
from xlplan.returns.received import Received, Submission
from xlplan.schedule.rounds import read_round
from xlplan.status.lapses import FigureSource
from xlplan.status.year import DepartmentYear, RoundRecord, Timing, Turn, Yearly
from xlplan.status.yearly import build_yearly
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding

Q1, Q2 = "2023年第一季度", "2023年第二季度"
TODAY = date(2023, 9, 1)
DUE = date(2023, 6, 20)
IN_TIME = datetime(2023, 6, 20, 18)
LATE = datetime(2023, 6, 23, 9)
KNOWN = registry(OFFICE, "组宣科", Department("各校", members=("一小", "二小")), "基金会")
UNCLEAR = finding("return-percent-unclear", cell="I5", task="1.1", field=Field.PERCENT, task_id="1.1", heading="完成进度",
                  value="80", guess="", options="")  # fmt: skip
BLANK = finding("return-required-blank", field=Field.PERCENT, heading="完成进度", task_words="（任务 1.1）")
FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}


def record(
    *items: Submission, round_: str = Q2, deadline: date | None = DUE, departments: tuple[str, ...] = (OFFICE,)
) -> RoundRecord:
    roles = {"基金会": Role.SUPPORT}
    sheets = [
        sent(
            row(role=roles.get(name, Role.LEAD)),
            department=name,
            deadline=deadline,
            round=round_,
            at=datetime(2023, 4, 1),
        )
        for name in departments
    ]
    return RoundRecord(read_round(round_), handed_out(*sheets), items)


def came(at: datetime = IN_TIME, path: str = "一.xlsx", action: int = 2, **more: Any) -> Received:
    return received(returned(**more.pop("reported", FULL)), at=at, path=path, action=action, **more)


def year(*records: RoundRecord, decisions: Any = (), known: Any = KNOWN, today: date = TODAY) -> Yearly:
    return build_yearly(records, decisions, known, 2023, today)


def only(*records: RoundRecord, **more: Any) -> DepartmentYear:
    [account] = year(*records, **more).accounts
    return account


@pytest.mark.parametrize(
    ("name", "deadline", "at", "found"),
    [
        (Q2, None, None, (2023, "期次名称")),
        ("2023年秋季学期", "2024-01-20", None, (2023, "期次名称（跨年的算在开始的那一年）")),
        ("2024年春季学期", "2023-12-01", None, (2024, "期次名称")),
        ("2023年12月", "2024-01-05", None, (2023, "期次名称")),
        ("2023年防汛专项", "2024-01-05", None, (2023, "期次名称里写的年份")),
        ("2023年防汛和2023年防火", None, None, (2023, "期次名称里写的年份")),
        ("2023—2024年对比", "2024-01-05", None, (2024, "报送截止日")),
        ("第12023次检查", "2022-01-05", None, (2022, "报送截止日")),
        ("第三次检查", "2022-01-05", "2021-12-01", (2022, "报送截止日")),
        ("第三次检查", None, "2021-12-01", (2021, "首次下发的日子")),
        ("第三次检查", None, None, (None, "没有日期")),
    ],
)
def test_the_year_of_a_round(name: str, deadline: str | None, at: str | None, found: tuple[int | None, str]) -> None:
    last = date.fromisoformat(deadline) if deadline else None
    days = [datetime.fromisoformat(f"{at}T08:00"), datetime(2022, 1, 1)] if at else [None]
    sheets = [sent(department=f"{n}科", deadline=last, at=each) for n, each in enumerate(days)]
    assert RoundRecord(read_round(name), handed_out(*sheets), ()).year() == found


def test_the_deadline_of_a_round_is_the_last_of_all() -> None:
    sheets = handed_out(sent(deadline=DUE), sent(revision=2, deadline=date(2023, 6, 30)), sent(department="组宣科"))
    assert RoundRecord(read_round(Q2), sheets, ()).deadline == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("items", "today", "timing", "late"),
    [
        ([came()], TODAY, Timing.ON_TIME, 0),
        ([came(LATE)], TODAY, Timing.LATE, 3),
        # The first that was taken counts.
        ([came(), came(LATE, "二.xlsx")], TODAY, Timing.ON_TIME, 0),
        ([came(verdict=Verdict.REJECTED), came(LATE, "二.xlsx", verdict=Verdict.NOTED)], TODAY, Timing.LATE, 3),
        ([], TODAY, Timing.MISSING, 0),
        ([], date(2023, 6, 21), Timing.MISSING, 0),
        ([], date(2023, 6, 20), Timing.AHEAD, 0),
        ([came(verdict=Verdict.REJECTED)], TODAY, Timing.MISSING, 0),
        ([came(department=None)], TODAY, Timing.MISSING, 0),
    ],
)
def test_when_a_department_reported(items: list[Submission], today: date, timing: Timing, late: int) -> None:
    [turn] = only(record(*items), today=today).turns
    assert (turn.department, turn.round, turn.deadline, turn.timing, turn.days_late) == (OFFICE, Q2, DUE, timing, late)


@pytest.mark.parametrize(
    ("round_", "today", "timing"),
    [
        # Without a deadline a round is over after its last day; where its name tells none, at once.
        (Q2, date(2023, 6, 30), Timing.AHEAD),
        (Q2, date(2023, 7, 1), Timing.MISSING),
        ("2023年专项督查", date(2023, 4, 1), Timing.MISSING),
    ],
)
def test_without_a_deadline(round_: str, today: date, timing: Timing) -> None:
    [turn] = only(record(round_=round_, deadline=None), today=today).turns
    assert (turn.timing, turn.days_late) == (timing, 0)


def test_without_a_deadline_nothing_is_late() -> None:
    [turn] = only(record(came(LATE), deadline=None)).turns
    assert (turn.timing, turn.days_late) == (Timing.ON_TIME, 0)


def test_a_figure_rests_on_the_first_return_or_on_what_was_sent() -> None:
    found = year(record(came(), departments=(OFFICE, "组宣科"))).turns
    assert [(each.department, each.source, each.at) for each in found] == [
        (OFFICE, FigureSource("一.xlsx", "任务表"), IN_TIME.date()),
        ("组宣科", FigureSource(f"下发/{Q2}/组宣科-{Q2}推进情况表.xlsx"), None),
    ]


def test_who_only_supports_owes_nothing_and_stands_last() -> None:
    helped = came(department="基金会")
    found = year(record(helped, departments=("基金会", OFFICE, "二小", "一小")))
    assert [(each.department, each.owed, each.count(Timing.VOLUNTARY)) for each in found.accounts] == [
        # In the order of 部门, members of a group in its place.
        (OFFICE, 1, 0), ("一小", 1, 0), ("二小", 1, 0), ("基金会", 0, 1),
    ]  # fmt: skip
    assert year(record(departments=("基金会",))).accounts == []


def test_a_department_that_was_renamed_is_one() -> None:
    known = registry(Department("基础教育科", (OFFICE,)))
    found = only(record(came(), round_=Q1), record(departments=(OFFICE, "基础教育科")), known=known)
    assert (found.department, found.owed, found.count(Timing.ON_TIME), found.count(Timing.MISSING)) == (
        "基础教育科",
        2,
        1,
        1,
    )


def test_departments_that_are_one_by_now_have_accounts_of_their_own_behind_it() -> None:
    both = (OFFICE, "安稳科")
    known = registry("组宣科", Department("新科", both), "基金会")
    apart = replace(record(came(), round_=Q1, departments=both), registry=registry("组宣科", "新科", *both))
    found = year(apart, record(departments=("基金会", "新科", "组宣科")), known=known, today=date(2023, 6, 20)).accounts
    timings = {each.department: [turn.timing for turn in each.turns] for each in found}
    assert (timings[OFFICE], timings["安稳科"]) == ([Timing.ON_TIME], [Timing.AHEAD])
    assert [name for name in timings if name != "基金会"] == ["组宣科", "新科", "安稳科", OFFICE]


def test_a_department_that_is_gone_stands_behind_those_of_the_table() -> None:
    assert [each.department for each in year(record(departments=("撤了的科", OFFICE))).accounts] == [OFFICE, "撤了的科"]


def test_rounds_of_other_years_are_told_apart() -> None:
    found = year(record(came(), round_="2022年第四季度"), record(round_=Q1), record(round_="没有年份", deadline=None))
    assert ([each.round.name for each in found.records], [each.round.name for each in found.others]) == (
        [Q1, "没有年份"], ["2022年第四季度"],
    )  # fmt: skip
    assert [turn.round for turn in found.turns] == [Q1, "没有年份"]


REFUSED = finding("return-other-plan")
BACK = decision("退回", reported="已完成", action=5, note="没有办结。")


@pytest.mark.parametrize(
    ("items", "decisions", "back"),
    [
        ([came()], (), []),
        # What the program refused, or asks to correct by itself, is none of the office's decisions.
        ([came(verdict=Verdict.REJECTED, reasons=[REFUSED], path="教育科.xlsx")], (), []),
        ([came(verdict=Verdict.NOTED, reasons=[BLANK], reported={"state": "推进中", "progress": "已办。"})], (), []),
        ([came(verdict=Verdict.NOTED, sha256="one"), came(path="二.xlsx", corrects=("one",))], (), []),
        # What the office sent back.
        ([came(reported=FULL | {"state": "已完成"})], (BACK,), [("一.xlsx", "处理意见退回：任务1.1待销号")]),
        ([came(reported=FULL | {"state": "已完成"}), came(path="后.xlsx", action=9)], (BACK,), [("一.xlsx", "处理意见退回：任务1.1待销号")]),
        # Not in this round, or of another department.
        ([came()], (decision("退回", round=Q1, action=5),), []),
        ([came()], (decision("退回", department="组宣科", action=5),), []),
        # Entries of the office go back to nobody.
        ([entered(returned(state="已完成"))], (BACK,), []),
    ],
)  # fmt: skip
def test_what_went_back(items: list[Submission], decisions: Any, back: list[tuple[str, str]]) -> None:
    found = year(record(*items), decisions=decisions).accounts[0].back
    assert [(each.source.path, each.why) for each in found] == back


MISSING = finding("return-row-missing", task="1.2", value="1.2")
PARTNERLESS = finding("return-name-differs", named="组宣科", value=OFFICE)
RULED = "处理意见退回：任务1.1待销号"


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        ([], RULED),
        # What the program asks to correct stands behind what the office decided.
        ([BLANK], f"{RULED}；必填的“完成进度”没有填（任务 1.1）"),
        ([BLANK, MISSING], f"{RULED}；必填的“完成进度”没有填（任务 1.1）；下发的任务 1.2 不见了"),
        ([UNCLEAR, BLANK, MISSING], f"{RULED}；任务 1.1 的完成进度“80”看不准，没有采用；必填的“完成进度”没有填（任务 1.1） 等 4 条"),
        ([PARTNERLESS], RULED),
    ],
)  # fmt: skip
def test_why_it_went_back_is_cut_after_three(reasons: list[Finding], why: str) -> None:
    item = came(verdict=Verdict.NOTED, reasons=reasons, reported=FULL | {"state": "已完成"})
    assert [each.why for each in only(record(item), decisions=(BACK,)).back] == [why]


@pytest.mark.parametrize(
    ("days", "timing"),
    [
        ({}, Timing.LATE),
        # 收到日期, as the office corrected it, tells what was on time.
        ({OFFICE: date(2023, 6, 20)}, Timing.ON_TIME),
        ({OFFICE: date(2023, 6, 21)}, Timing.LATE),
        ({"组宣科": date(2023, 6, 20)}, Timing.LATE),
    ],
)
def test_on_time_is_judged_by_the_day_on_which_it_came(days: dict[str, date], timing: Timing) -> None:
    [turn] = only(replace(record(came(LATE)), days=days)).turns
    assert (turn.timing, turn.at) == (timing, days.get(OFFICE, LATE.date()))


@pytest.mark.parametrize(
    ("items", "closed", "owed", "timing"),
    [
        ([], {("1.1", OFFICE)}, 0, None),
        ([], {("1.1", "组宣科")}, 1, Timing.MISSING),
        # It owed what it reported on, though that was closed later in the round.
        ([came()], {("1.1", OFFICE)}, 1, Timing.ON_TIME),
    ],
)
def test_what_was_closed_or_paused_by_the_end_of_a_round_was_not_owed(
    items: list[Submission], closed: set[tuple[str, str]], owed: int, timing: Timing | None
) -> None:
    found = year(replace(record(*items), closed=frozenset(closed)))
    assert sum(each.owed for each in found.accounts) == owed
    assert [turn.timing for turn in found.turns] == ([timing] if timing else [])


def test_a_file_that_reports_on_nothing_is_no_return() -> None:
    [turn] = only(record(came(reported={"problems": "缺人。"}))).turns
    assert turn.timing is Timing.MISSING


def closing(**more: Any) -> Any:
    return decision("同意销号", reported="已完成", action=5, **more)


DONE = FULL | {"state": "已完成"}


@pytest.mark.parametrize(
    ("items", "decisions", "closed"),
    [
        ([came(reported=DONE)], [closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource("一.xlsx", "任务表", "H5"))]),
        # Each task once, in the round in which it was agreed to first.
        ([came(reported=DONE)], [closing(), closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource("一.xlsx", "任务表", "H5"))]),
        ([came(reported=DONE)], [closing(round="2022年第四季度"), closing()], []),
        # The last that said so before it was agreed to; none where the office closed it by itself.
        ([came(reported=DONE), came(path="二.xlsx", action=9, reported=DONE)], [closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource("一.xlsx", "任务表", "H5"))]),
        ([came(reported=DONE), came(path="二.xlsx", reported=DONE)], [closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource("二.xlsx", "任务表", "H5"))]),
        ([came(reported={"progress": "已办。"})], [closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource(""))]),
        ([came(reported=DONE, department="组宣科"), came(reported=DONE, verdict=Verdict.REJECTED)], [closing()], [("1.1", Q2, "王局长，2023-06-20", FigureSource(""))]),
        ([came(reported=DONE)], [decision("同意暂缓")], []),
    ],
)  # fmt: skip
def test_what_was_closed(items: list[Submission], decisions: Any, closed: list[tuple[Any, ...]]) -> None:
    found = next(each for each in year(record(*items), decisions=decisions).accounts if each.department == OFFICE)
    assert [(each.task, each.round, each.words, each.source) for each in found.closed] == closed


REOPENED = decision("", "重新立项", leader="李局长", day=date(2023, 6, 22), action=6)


def test_what_was_opened_again_is_told_and_not_counted() -> None:
    found = only(record(), decisions=[closing(), closing(task="1.2"), REOPENED])
    told = [(each.task, each.opened) for each in found.closings]
    assert (told, [each.task for each in found.closed], found.closing_rounds) == (
        [("1.1", "已重新立项（李局长，2023-06-22）"), ("1.2", "")], ["1.2"], f"{Q2} 1 项",
    )  # fmt: skip
    again = only(record(), decisions=[closing(), REOPENED, closing(day=date(2023, 6, 24))])
    assert [(each.words, bool(each.opened)) for each in again.closings] == [
        ("王局长，2023-06-20", True), ("王局长，2023-06-24", False),
    ]  # fmt: skip


def test_in_which_rounds_how_many_were_closed() -> None:
    records = [record(round_=Q1), record()]
    decisions = [closing(round=Q1), closing(task="1.2"), closing(task="1.3")]
    found = only(*records, decisions=decisions)
    assert (found.closing_rounds, found.owed, found.count(Timing.MISSING)) == (f"{Q1} 1 项、{Q2} 2 项", 2, 2)


def test_days_late_are_counted_only_where_it_was_late() -> None:
    turn = Turn(OFFICE, Q2, Timing.ON_TIME, DUE, LATE, FigureSource("一.xlsx"))
    assert turn.days_late == 0
