"""What the office has to decide in a round: conflicts, doubts, requests, changed texts and new rows, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest
from support.small import (
    ROUND,
    TODAY,
    closed,
    decision,
    delayed,
    doubt,
    entered,
    entry,
    paused,
    plan,
    received,
    registry,
    returned,
    row,
    sent,
    task,
)

from xlplan.decisions.agreed import LATE, Agreements, Pause
from xlplan.decisions.claims import Claims
from xlplan.decisions.listing import pending
from xlplan.decisions.model import Question
from xlplan.decisions.questions import questions
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Origin, Settled, named_now
from xlplan.plan.departments import Department
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding

TABLE = plan(task("1.1"), task("1.2", schedule="常规工作"), departments=["教育科", "组宣科"])
LATEST = {
    "教育科": sent(row("1.1"), row("1.2"), row("1.3", Role.SUPPORT), row("1.4", change="已撤销")),
    "组宣科": sent(row("1.1"), department="组宣科"),
}


def settled(*entries: Entry, **more: Any) -> Settled:
    return Settled({(each.task, each.department): each for each in entries}, **more)


def open_(
    found: Settled, items: Sequence[Any] = (), decisions: Sequence[Any] = (), table: Any = TABLE, latest: Any = LATEST
) -> list[Question]:
    """Return the questions after a round in which this was settled, the first of all."""
    found = named_now(found, table.registry)
    return questions(table, found, Claims().after(found), items, decisions, latest, TODAY)


def asked(*what: Any, **more: Any) -> list[tuple[str, ...]]:
    """Return kind, task, column, the two texts and the source of each question."""
    return [
        (each.kind.value, each.task, each.field or "", each.before, each.reported, each.source)
        for each in open_(*what, **more)
    ]


def conflict(*values: Any, field: Field = Field.PERCENT) -> Conflict:
    return Conflict("1.1", "教育科", field, tuple((value, f"回收/{n}.xlsx") for n, value in enumerate(values, 1)))


@pytest.mark.parametrize(
    ("each", "found"),
    [
        (conflict(0.5, 0.9), [("50%", "90%", "原值：1.xlsx\n报送值：2.xlsx")]),
        # One for each value that differs from the first.
        (
            conflict(0.5, 0.9, 0.5, 0.7, 0.9),
            [("50%", "90%", "原值：1.xlsx\n报送值：2.xlsx"), ("50%", "70%", "原值：1.xlsx\n报送值：4.xlsx")],
        ),
        (
            conflict("已 办。", "已办。", "没办。", field=Field.PROGRESS),
            [("已 办。", "没办。", "原值：1.xlsx\n报送值：3.xlsx")],
        ),
    ],
)
def test_values_that_disagree(each: Conflict, found: list[tuple[str, ...]]) -> None:
    assert asked(settled(conflicts=[each])) == [("前后不一致", "1.1", each.field, *texts) for texts in found]
    assert {one.note for one in open_(settled(conflicts=[each]))} == {"定下来之前，以前报的（代录的，按代录的）算。"}


def test_a_day_without_a_year_stands_beside_the_one_that_it_is_read_as() -> None:
    read = finding(
        "return-day-read", task="1.1", field=Field.EXPECTED, task_id="1.1", value="1.31", how="没有写年份", day=NEXT
    )
    came = [received(reasons=[read], path="回收/1.xlsx")]
    said = "任务 1.1 的预计完成日期“1.31”没有写年份，按 2024-01-31 收下。"
    one = settled(replace(entry(state="推进中", expected=NEXT), source="回收/1.xlsx"))
    two = settled(conflicts=[conflict(NEXT, date(2024, 3, 31), field=Field.EXPECTED)])
    assert [(each.kind.value, said in each.note) for found in (one, two) for each in open_(found, came)] == [
        ("申请延期", True), ("前后不一致", True),
    ]  # fmt: skip
    assert [said in each.note for each in open_(one)] == [False]


def test_of_two_days_that_disagree_none_is_asked_as_a_delay_before_one_is_chosen() -> None:
    # What the office entered counts meanwhile, and is later than the due day.
    one, two = entry(state="推进中", expected=NEXT), conflict(NEXT, date(2024, 3, 31), field=Field.EXPECTED)
    assert [kind for kind, *_ in asked(settled(one, conflicts=[two]))] == ["前后不一致"]
    assert [kind for kind, *_ in asked(settled(one, conflicts=[conflict(0.5, 0.9)]))] == ["前后不一致", "申请延期"]


@pytest.mark.parametrize(
    ("each", "note", "decidable"),
    [
        (doubt("percent", "80", 0.8), "是不是 80%？采用报送就按 80% 登记。", True),
        (
            doubt("progress", "已办。", "已办。"),
            "不能确定，先留着没有采用。采用报送就照报送值登记，算任务 1.1 的。",
            True,
        ),
        (doubt("state", "差不多"), "看不出是什么意思，没有可以采用的值：请问清后用“代录”写上，或退回。", False),
    ],
)
def test_cells_that_are_not_certain(each: Any, note: str, decidable: bool) -> None:
    [found] = open_(settled(doubts=[OpenDoubt("教育科", each, "回收/一.xlsx")]))
    assert (found.kind.value, found.before, found.reported, found.source, found.note, found.decidable) == (
        "看不准", "（空）", each.shown, f"一.xlsx {each.cell}", note, decidable,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "field", "words"),
    [
        ("quality-state-denied", Field.STATE, "任务 1.1 状态是未启动，完成进度却是 30%：对不上，状态没有采用。"),
        ("return-row-unmatched", Field.ID, "有一行的编号“9”对不上，内容像是任务 1.1；所填内容先留着待定。"),
        ("return-row-twice", None, "编号 1.1 出现了不止一次，内容不同。"),
        # Of another cell of the row.
        ("quality-percent-denied", Field.PERCENT, "不能确定，先留着没有采用。"),
    ],
)
def test_a_cell_that_is_open_is_told_with_its_one_cause(code: str, field: Field | None, words: str) -> None:
    told: dict[str, Any] = {"value": "9", "task_id": "1.1", "state": "未启动", "how": "不同", "share": "30%"}
    told |= {"value": "完成进度却是 30%"} if field is Field.STATE else {"value": "1.1"} if field is None else {}
    why = finding(code, cell="B10", task="1.1", field=field, **told)
    each = OpenDoubt("教育科", doubt("state", "未启动", "未启动"), "回收/一.xlsx")
    [found] = open_(settled(doubts=[each]), items=[came(OTHER, why)])
    assert found.note == f"{words}采用报送就照报送值登记，算任务 1.1 的。"


def test_a_cell_of_which_nothing_can_be_taken_is_told_with_what_it_may_mean() -> None:
    guess = "这是格里显示的样子，存的数是 0.8：是 100%，还是 80%？"
    why = finding(
        "return-percent-unclear", cell="C8", task="1.1", field=Field.PERCENT, task_id="1.1", value="1", guess=guess
    )
    each = OpenDoubt("教育科", doubt("percent", "1"), "回收/一.xlsx")
    [found] = open_(settled(doubts=[each]), items=[came(OTHER, why)])
    assert guess in found.note and found.note.endswith("没有可以采用的值：请问清后用“代录”写上，或退回。")


NEXT = date(2024, 1, 31)
DONE = ("待销号", "state", "", "已完成")
DELAY = ("申请延期", "expected", "2023-12-31", "2024-01-31")


@pytest.mark.parametrize(
    ("reported", "agreed", "found"),
    [
        ({"state": "推进中"}, Agreements(), []),
        ({"state": "已完成", "expected": NEXT}, Agreements(), [DONE]),
        ({"state": "已完成"}, closed(), []),
        # Reported again after it was closed, it is closed all the same.
        ({"state": "已完成", "action": 9}, closed(action=3), []),
        ({"state": "暂缓", "expected": NEXT}, Agreements(), [("申请暂缓", "state", "", "暂缓")]),
        ({"state": "推进中", "expected": NEXT}, Agreements(), [DELAY]),
        ({"state": "推进中", "expected": date(2023, 12, 31)}, Agreements(), []),
        ({"state": "推进中", "expected": NEXT}, delayed("2024-01-31"), []),
        ({"state": "推进中", "expected": date(2024, 3, 31)}, delayed("2024-01-31"), [("申请延期", "expected", "2024-01-31", "2024-03-31")]),
        # A limit that was changed since has ended the delay; the day that was agreed to then asks nothing again, another does.
        ({"state": "推进中", "expected": NEXT}, delayed("2024-01-31", before="2023-06-30"), []),
        ({"state": "推进中", "expected": date(2024, 3, 31)}, delayed("2024-01-31", before="2023-06-30"), [("申请延期", "expected", "2023-12-31", "2024-03-31")]),
        # The day that was refused asks nothing again; another does.
        ({"state": "推进中", "expected": NEXT}, Agreements(refused=frozenset([NEXT])), []),
        ({"state": "推进中", "expected": date(2024, 2, 1)}, Agreements(refused=frozenset([NEXT])), [("申请延期", "expected", "2023-12-31", "2024-02-01")]),
        ({"state": "推进中", "expected": NEXT}, closed(action=3), []),
        ({"state": "推进中", "expected": "年后"}, Agreements(), []),
    ],
)  # fmt: skip
def test_requests(reported: dict[str, Any], agreed: Agreements, found: list[tuple[str, ...]]) -> None:
    one = settled(entry(**reported), agreements={("1.1", "教育科"): agreed})
    assert [(kind, field, before, text) for kind, _, field, before, text, _ in asked(one)] == found


def test_a_request_names_its_cell_and_what_was_said_of_the_share() -> None:
    mixed = entry(
        state="已完成", percent=0.9, origins={Field.STATE: Origin("回收/二.xlsx", round="上期")}, round="本期"
    )
    [found] = open_(settled(mixed))
    # It is of the round in which it was asked for.
    assert (found.source, found.note, found.round) == ("二.xlsx H5", "完成进度报的是 90%。", "上期")


@pytest.mark.parametrize(("at", "late"), [("2023-12-31", False), ("2024-01-01", True)])
def test_a_day_that_is_asked_for_after_the_due_day_is_marked_so(at: str, late: bool) -> None:
    [found] = open_(settled(entry(state="推进中", expected=NEXT, at=datetime.fromisoformat(at))))
    assert found.note == (f"{LATE}：2024-01-01报来时已过到期日。" if late else "")


VERIFIED = Agreements(verified={Field.PERCENT: decision("", "核定进展", "percent", reported="60%", action=3)})


@pytest.mark.parametrize(
    ("action", "kept", "asks"), [(2, None, False), (5, None, True), (5, 6, False), (7, 6, True)],
)  # fmt: skip
def test_what_was_reported_after_the_office_found_out(action: int, kept: int | None, asks: bool) -> None:
    agreed = VERIFIED
    if kept:
        agreed = replace(agreed, kept={Field.PERCENT: decision("保留原值", "核定后又报", "percent", action=kept)})
    found = settled(entry(state="推进中", percent=0.9, action=action), agreements={("1.1", "教育科"): agreed})
    assert asked(found) == ([("核定后又报", "1.1", "percent", "60%", "90%", "一.xlsx I5")] if asks else [])


def test_what_was_reported_after_the_office_found_out_is_asked_once_it_is_settled() -> None:
    differs = Conflict("1.1", "教育科", Field.PERCENT, ((0.8, "一.xlsx"), (0.9, "二.xlsx")))
    claim = replace(entry(percent=0.2, action=1), filled={Field.PERCENT: 5})
    found = settled(claim, conflicts=[differs], agreements={("1.1", "教育科"): VERIFIED})
    assert [each[0] for each in asked(found)] == ["前后不一致"]
    assert [each[0] for each in asked(replace(found, conflicts=[]))] == ["核定后又报"]


@pytest.mark.parametrize(
    ("reported", "kept", "found"),
    [
        (
            {"state": "推进中", "progress": "又办。"},
            None,
            [("暂缓后又报", "1.1", "state", "暂缓", "推进中", "一.xlsx H5")],
        ),
        ({"progress": "又办。"}, None, [("暂缓后又报", "1.1", "progress", "暂缓", "又办。", "一.xlsx J5")]),
        # It is asked once, of each report.
        ({"progress": "又办。"}, 6, []),
        ({"progress": "又办。"}, 4, [("暂缓后又报", "1.1", "progress", "暂缓", "又办。", "一.xlsx J5")]),
        ({"problems": "缺人。", "reported": False}, None, []),
    ],
)
def test_what_was_reported_while_it_was_paused(reported: dict[str, Any], kept: int | None, found: list[Any]) -> None:
    agreed = paused(action=3)
    if kept:
        agreed = replace(agreed, kept_paused=decision("保留原值", "暂缓后又报", action=kept))
    assert (
        asked(settled(entry(action=5, round=ROUND.name, **reported), agreements={("1.1", "教育科"): agreed})) == found
    )


@pytest.mark.parametrize(
    ("reported", "before", "found"),
    [
        # What the same row said before the pause is not asked about, nor is 暂缓 itself.
        ({"state": "暂缓", "percent": 0.7}, ["state"], [("暂缓后又报", "1.1", "percent", "暂缓", "70%", "一.xlsx I5")]),
        ({"state": "暂缓", "percent": 0.7}, [], [("暂缓后又报", "1.1", "percent", "暂缓", "70%", "一.xlsx I5")]),
        ({"problems": "缺人。", "reported": True}, ["problems"], []),
        ({"state": "暂缓"}, [], []),
    ],
)
def test_of_a_paused_row_what_came_after_is_asked_about(
    reported: dict[str, Any], before: list[str], found: list[Any]
) -> None:
    origins = {Field(name): Origin("回收/一.xlsx", action=2, round=ROUND.name) for name in before}
    each = entry(action=5, round=ROUND.name, origins=origins, **reported)
    assert asked(settled(each, agreements={("1.1", "教育科"): paused(action=3)})) == found


def test_the_routine_behind_a_closed_deadline_may_be_closed_too() -> None:
    table = plan(task(schedule="2022年底完成名单。2023年起常规实施。"), departments=["教育科"])
    agreements, routines = {("1.1", "教育科"): closed(action=3)}, table.routines
    assert asked(settled(entry(state="已完成", action=2), agreements=agreements, routines=routines), table=table) == []
    [found] = asked(settled(entry(state="已完成", action=5), agreements=agreements, routines=routines), table=table)
    assert found[0] == "待销号"


@pytest.mark.parametrize(
    ("number", "department", "asks"),
    [
        ("1.1", "教育科", True), ("1.1", "组宣科", True),
        # Support asks for nothing, nor does a department that no longer has the task.
        ("1.3", "教育科", False), ("1.4", "教育科", False), ("9.9", "教育科", False), ("1.1", "基金会", False),
        # Routine work may be done, too.
        ("1.2", "教育科", True),
    ],
)  # fmt: skip
def test_who_may_ask_for_it(number: str, department: str, asks: bool) -> None:
    assert bool(asked(settled(entry(number, department, state="已完成")))) is asks


OPENED = Agreements(reopened=decision("", "重新立项", action=3))
RESUMED = Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓"), decision("", "恢复")),))


@pytest.mark.parametrize(
    ("department", "agreed", "asks"),
    [
        ("教育科", OPENED, True), ("教育科", RESUMED, True), ("教育科", Agreements(), False),
        # One that supports it, and one that no longer has it.
        ("组宣科", OPENED, False), ("基金会", OPENED, False),
    ],
)  # fmt: skip
def test_a_row_that_was_opened_again_after_the_sheets_were_made_is_asked_about(
    department: str, agreed: Agreements, asks: bool
) -> None:
    table = plan(task("1.1", support="组宣科"), departments=["教育科", "组宣科", "基金会"])
    claims = settled(entry(department=department, state="已完成", action=5), agreements={("1.1", department): agreed})
    assert bool(asked(claims, table=table, latest={})) is asks


def test_what_the_office_found_done_of_a_row_opened_again_waits_to_be_closed() -> None:
    agreed = replace(found_done(action=4), reopened=OPENED.reopened)
    [found] = open_(settled(agreements={("1.1", "教育科"): agreed}), latest={})
    assert (found.kind.value, found.verified) == ("待销号", True)


def test_routine_work_and_what_is_gone_from_the_table_have_no_day_to_put_off() -> None:
    assert asked(settled(entry("1.2", expected=NEXT))) == []
    assert asked(settled(entry(expected=NEXT)), table=plan(task("7"), departments=["教育科"])) == []


def test_what_was_asked_for_under_an_old_name_is_asked_until_the_new_one_says_something() -> None:
    table = plan(task("1.1", "基础教育科"), departments=registry(Department("基础教育科", ("教育科",))).departments)
    latest = {"基础教育科": sent(row("1.1"), department="基础教育科")}
    old = entry(state="已完成")
    assert [each[0] for each in asked(settled(old), table=table, latest=latest)] == ["待销号"]
    assert asked(settled(old, entry(department="基础教育科", state="推进中")), table=table, latest=latest) == []


def edited(cell: str = "C5", before: str = "原", after: str = "新") -> Finding:
    found = finding(
        "return-locked-edited",
        cell=cell,
        task="1.1",
        field=Field.CONTENT,
        task_id="1.1",
        heading="主要内容",
        old=before,
        value=after,
    )
    return replace(found, before=before, after=after)


STRANGE = replace(finding("return-row-unknown", cell="A9", value="9.9", text="新增"), after="新增的事")
OTHER = finding("return-row-missing", task="1.2", value="1.2")


def came(*reasons: Finding, path: str = "回收/一.xlsx", **more: Any) -> Any:
    return received(reasons=reasons, path=path, **{"verdict": Verdict.NOTED, "action": 2} | more)


EDITED = ("改动原文", "1.1", "content", "原", "新", "一.xlsx C5")
KEPT = decision("保留原值", "改动原文", field="content", before="原", reported="新")
BACK = decision("退回", "改动原文", field="content", before="原", reported="新", action=3)


@pytest.mark.parametrize(
    ("items", "decisions", "found"),
    [
        ([came(edited(), STRANGE, OTHER)], [], [EDITED, ("新增任务", "", "", "", "新增的事", "一.xlsx A9")]),
        # Each once, whoever repeats it; nothing that was refused, or corrected since.
        ([came(edited()), came(edited("C7"), path="回收/二.xlsx")], [], [EDITED]),
        ([came(edited(), verdict=Verdict.REJECTED), came(edited(), department=None)], [], []),
        ([came(edited(), sha256="one"), received(returned(progress="改好。"), path="回收/改.xlsx", corrects=("one",))], [], []),
        ([entered()], [], []),
        # Decided; what was sent back is asked again if it comes again.
        ([came(edited())], [KEPT], []),
        ([came(edited())], [BACK], []),
        ([came(edited(), action=9)], [BACK], [EDITED]),
    ],
)  # fmt: skip
def test_what_only_the_plan_decides(items: list[Any], decisions: list[Any], found: list[Any]) -> None:
    assert asked(settled(), items, decisions) == found


def found_done(**more: Any) -> Agreements:
    found = decision("", "核定进展", "state", **{"reported": "已完成", "action": 2} | more)
    return Agreements(verified={Field.STATE: found})


FOUND = ("待销号", "1.1", "state", "", "已完成", "按办公室核定")


@pytest.mark.parametrize(
    ("entries", "agreed", "found"),
    [
        # Silent or not, what the office found done can be closed; beside it stands what the department says.
        ([], found_done(), [FOUND]),
        ([entry(state="推进中", action=1)], found_done(), [(*FOUND[:3], "推进中", *FOUND[4:])]),
        # Where the department says so itself it asks.
        ([entry(state="已完成", action=1)], found_done(), [("待销号", "1.1", "state", "", "已完成", "一.xlsx H5")]),
        ([], found_done(reported="推进中"), []),
        ([], replace(found_done(), closings=closed(action=3).closings), []),
    ],
)
def test_what_the_office_found_done_waits_to_be_closed(
    entries: list[Entry], agreed: Agreements, found: list[tuple[str, ...]]
) -> None:
    assert asked(settled(*entries, agreements={("1.1", "教育科"): agreed})) == found


@pytest.mark.parametrize(
    ("came", "found"), [(2, [FOUND]), (4, [("待销号", "1.1", "state", "", "已完成", "一.xlsx H5")])]
)
def test_what_the_office_found_done_of_a_routine_is_asked_though_its_deadline_was_closed_as_done(
    came: int, found: list[tuple[str, ...]]
) -> None:
    table = plan(task(schedule="2022年底完成名单。2023年起常规实施。"), departments=["教育科"])
    agreed = replace(found_done(action=5), closings=closed(action=3).closings)
    counts = settled(
        entry(state="已完成", action=came), agreements={("1.1", "教育科"): agreed}, routines=table.routines
    )
    assert asked(counts, table=table) == found


def test_what_the_office_found_done_says_who_found_it_and_what_the_department_says() -> None:
    [silent] = open_(settled(agreements={("1.1", "教育科"): found_done()}))
    [other] = open_(settled(entry(state="推进中"), agreements={("1.1", "教育科"): found_done()}))
    assert silent.note == "办公室核定为已完成（王局长，2023-06-20），部门没有报送。"
    assert other.note == "办公室核定为已完成（王局长，2023-06-20），部门报的是推进中。"


AFTER = ("前后不一致", "1.1", "state", "已完成", "推进中", "一.xlsx H5")


@pytest.mark.parametrize(
    ("reported", "made", "found"),
    [
        ({"state": "推进中", "action": 4}, [], [AFTER]),
        # In the action that closed it, it came after the decision.
        ({"state": "推进中", "action": 3}, [], [AFTER]),
        ({"state": "推进中", "action": 2}, [], []),
        ({"state": "已完成", "action": 4}, [], []),
        ({"progress": "还在办。", "action": 4}, [], []),
        # Decided, it is asked no more until it comes again.
        ({"state": "推进中", "action": 4}, [5], []),
        ({"state": "推进中", "action": 6}, [5], [AFTER]),
    ],
)
def test_another_state_of_a_closed_task(
    reported: dict[str, Any], made: list[int], found: list[tuple[str, ...]]
) -> None:
    kept = [decision("保留原值", "前后不一致", before="已完成", reported="推进中", action=each) for each in made]
    one = settled(entry(**reported), agreements={("1.1", "教育科"): closed(action=3)})
    assert asked(one, decisions=kept) == found


@pytest.mark.parametrize(
    ("sent_due", "late", "note"),
    [
        (None, True, "到期后才提出：2024-01-20报来时已过到期日。"),
        # By the sheet that was handed out it is not late: the table says otherwise by now.
        (date(2024, 1, 31), False, "下发的任务表上到期日是 2024-01-31，分工表里现在是 2023-12-31：先核对分工表有没有存好、改对。"),
    ],
)  # fmt: skip
def test_a_delay_is_judged_by_the_due_day_that_was_handed_out(sent_due: date | None, late: bool, note: str) -> None:
    one = entry(state="推进中", expected=NEXT, at=datetime(2024, 1, 20))
    latest = {"教育科": sent(row("1.1", due=sent_due))}
    [found] = open_(settled(one), latest=latest)
    assert (found.kind, found.late, found.note) == ("申请延期", late, note)


def test_an_added_row_with_a_number_of_the_table_is_not_that_task() -> None:
    strange = replace(STRANGE, task="1.2")
    [found] = open_(settled(), [came(strange)])
    assert (found.task, found.note) == ("1.2", f"报来的编号 1.2 在分工表里是别的任务的，这一行不是它。{STRANGE.hint}")
    [listed] = pending([found], "2023年第二季度", about=lambda department, task: "别人的任务")
    assert listed["about"] == "新增的事"


def test_what_departments_ask_for_stands_in_the_order_of_the_table_however_it_was_read() -> None:
    table = plan(task("2"), task("1"), departments=["教育科", "组宣科"])
    latest = {name: sent(row("2"), row("1"), department=name) for name in ("组宣科", "教育科")}
    claims = [
        entry("1", "教育科", state="已完成"),
        entry("2", "组宣科", state="已完成"),
        entry("2", "教育科", state="暂缓"),
    ]
    for one in permutations(claims):
        assert [(each.task, each.department) for each in open_(settled(*one), table=table, latest=latest)] == [
            ("2", "教育科"), ("2", "组宣科"), ("1", "教育科"),
        ]  # fmt: skip
