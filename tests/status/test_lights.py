"""Lights: each of the ten rules by itself with its bounds, which comes before which, and the lights of support."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.lit import (
    BEHIND,
    CLOSED,
    FIFTH,
    HALVES,
    NEVER,
    PAUSED,
    STAGES,
    TENTHS,
    YEAR,
    asking,
    case,
    day,
    judged,
    never,
    verified,
)
from support.small import closed, decision, delayed

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.plan.settings import Settings
from xlplan.status.lights import overall, support_light
from xlplan.terms.choices import Light


@pytest.mark.parametrize(
    ("schedule", "marks", "found"),
    [
        # Closed, whatever was said.
        ("2023年1月底前", {}, ("green", "已销号（王局长，2023-06-20）")),
        # Closed twice, the routine behind the deadline is closed too.
        (BEHIND, {"agreements": closed(2)}, ("green", "已销号（王局长，2023-06-20）")),
        # Of two halves the first is closed, until the routine begins: the day before, and the day itself.
        (HALVES, {"today": day("2023-06-30")}, ("green", "已销号（王局长，2023-06-20）")),
        (HALVES, {"today": day("2023-07-01"), "asked": (asking("2023-07-01", "2023-07-20"),)}, ("grey", "2023年7月1日起转为常规工作，还没有报送；前半已销号（王局长，2023-06-20）")),
        # A pause that was agreed to before counts for nothing once it is closed.
        ("2023年1月底前", {"agreements": Agreements(CLOSED.closings, pauses=PAUSED.pauses)}, ("green", "已销号（王局长，2023-06-20）")),
    ],
)  # fmt: skip
def test_1_closed(schedule: str, marks: dict[str, Any], found: tuple[str, str]) -> None:
    assert never(schedule, **{"agreements": CLOSED} | marks) == found


@pytest.mark.parametrize(
    ("schedule", "what"),
    [("2023年1月底前", {"state": "推进中"}), ("2023年1月底前", {"state": "已完成"}), ("2023年9月-2023年12月", NEVER), ("常规工作", NEVER)],
)  # fmt: skip
def test_2_paused_until_it_goes_on(schedule: str, what: dict[str, Any] | None) -> None:
    assert judged(schedule, what, agreements=PAUSED) == ("grey", "已同意暂缓（王局长，2023-06-20）")


@pytest.mark.parametrize(
    ("schedule", "what"),
    [
        ("2023年1月底前", {"state": "已完成", "percent": 0.1}), ("2023年9月-2023年12月", {"state": "已完成"}), ("常规工作", {"state": "已完成"}),
        ("2023年1月底前", {"state": "已完成", "open_question": True}),
        ("2023年1月底前", {"state": "已完成", "agreements": verified(state="已完成")}),
        # Not reported this round, it still waits to be closed.
        ("2023年1月底前", {"state": "已完成", "reported": False}),
    ],
)  # fmt: skip
def test_3_done_and_waiting_to_be_closed(schedule: str, what: dict[str, Any]) -> None:
    assert judged(schedule, what) == ("green", "报已完成，待销号")


@pytest.mark.parametrize("what", [NEVER, {"state": "推进中"}, {"state": "推进中", "reported": False}])
def test_3_what_the_office_found_done_is_said_to_be_its_finding(what: dict[str, Any] | None) -> None:
    shown = judged("2023年1月底前", what, agreements=verified(state="已完成"))
    assert shown == ("green", "办公室核定已完成，待销号")


AHEAD = ("grey", "2023年6月26日开始，尚未到时间")


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        ("2023年6月26日-2023年12月31日", {"state": "未启动", "percent": 0.0}, AHEAD),
        ("2023年6月26日-2023年12月31日", {"state": "需协调"}, AHEAD),
        ("2023年6月26日-2023年12月31日", NEVER, AHEAD),
        ("2023年6月26日起长期坚持", NEVER, AHEAD),
        ("2023年6月25日-2023年12月31日", {"state": "未启动"}, ("amber", "已到时间，仍未启动")),
        # A routine's start is never the deadline's.
        ("2023年7月20日前完成名单。2023年9月起常规实施。", {"state": "推进中", "percent": 0.9}, ("green", "按进度推进")),
        # A delay to a day before its beginning is no time to wait for.
        ("2023年9月-2023年12月", {"state": "推进中", "agreements": delayed("2023-06-01")}, ("red", "已过同意延期后的到期日2023年6月1日，超24天")),
        ("2023年9月-2023年12月", {"agreements": delayed("2024-06-01")}, ("grey", "2023年9月1日开始，尚未到时间")),
    ],
)  # fmt: skip
def test_4_its_written_start_lies_ahead(schedule: str, what: dict[str, Any] | None, found: tuple[str, str]) -> None:
    assert judged(schedule, what) == found


PUT_OFF = delayed("2023-06-24", before="2023-03-20")


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        # The due day itself is no day too late.
        ("2023年6月24日前", {"percent": 1.0}, ("red", "已过到期日2023年6月24日，超1天")),
        ("2023年6月25日前", {"percent": 1.0}, ("amber", "今天到期（2023年6月25日）")),
        ("2023年6月24日前", NEVER, ("red", "已过到期日2023年6月24日，超1天")),
        ("2023年6月25日前", NEVER, ("amber", "今天到期（2023年6月25日）")),
        # The claim of an earlier round is judged today.
        ("2023年6月24日前", {"percent": 0.9, "reported": False}, ("red", "已过到期日2023年6月24日，超1天")),
        # A deadline that is not closed is overdue, though the routine behind it runs.
        (BEHIND, {"state": "常态推进", "progress": "已查。"}, ("red", "已过到期日2022年12月31日，超176天")),
        ("2023年3月20日前", {"percent": 1.0, "agreements": PUT_OFF}, ("red", "已过同意延期后的到期日2023年6月24日，超1天")),
        ("2023年3月20日前", {"percent": 1.0, "agreements": delayed("2023-09-30", before="2023-03-20")}, ("green", "按进度推进")),
        # A limit that was changed since ends the delay.
        ("2023年4月20日前", {"percent": 1.0, "agreements": PUT_OFF}, ("red", "已过到期日2023年4月20日，超66天")),
        # More than 30 points behind.
        (TENTHS, {"percent": 0.1999}, ("red", "比序时进度落后30个百分点")),
        (TENTHS, {"percent": 0.0}, ("red", "比序时进度落后50个百分点")),
        (YEAR, {"percent": 0.17}, ("red", "比序时进度落后31.1个百分点")),
        (TENTHS, {"percent": 0.9, "agreements": verified(percent="10%")}, ("red", "比序时进度落后40个百分点")),
    ],
)  # fmt: skip
def test_5_overdue_or_far_behind(schedule: str, what: dict[str, Any] | None, found: tuple[str, str]) -> None:
    assert judged(schedule, what) == found


SOON = Settings(warning_days=0)
ASKS = {"state": "推进中", "expected": date(2024, 1, 1)}
REFUSED = Agreements(refused=frozenset([date(2024, 1, 1)]))


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        # 10 to 30 points behind, both included.
        (TENTHS, {"percent": 0.2}, ("amber", "比序时进度落后30个百分点")),
        (TENTHS, {"percent": 0.4}, ("amber", "比序时进度落后10个百分点")),
        (TENTHS, {"percent": 0.401}, ("green", "按进度推进")),
        (TENTHS, {"percent": 1.0}, ("green", "按进度推进")),
        (TENTHS, {"state": "推进中"}, ("green", "未到期，没有报完成进度")),
        # What the department itself says.
        ("2023年12月底前", {"state": "需协调"}, ("amber", "报需协调")),
        ("2023年12月底前", {"state": "未启动"}, ("amber", "已到时间，仍未启动")),
        ("2023年12月底前", {"state": "推进中", "agreements": verified(state="未启动")}, ("amber", "已到时间，仍未启动")),
        # Without a due day it has begun once it was handed out.
        ("另行通知", {"state": "未启动"}, ("grey", "没有时限，无从判断")),
        ("另行通知", {"state": "未启动", "asked": (asking(),)}, ("amber", "已到时间，仍未启动")),
        ("常规工作", {"state": "未启动", "asked": (asking(),)}, ("amber", "已到时间，仍未启动")),
        ("2023年12月底前", {"state": "推进中", "open_question": True}, ("amber", "报送内容前后不一致或看不准，待核实")),
        ("2023年12月底前", {"state": "推进中", "waits": True}, ("amber", "暂缓期间报来的算不算还没有定，待核实")),
        ("2023年12月底前", {"state": "暂缓"}, ("amber", "申请暂缓，待同意")),
        # What is asked is still to be decided where the office's own finding counts.
        ("2023年12月底前", {"state": "暂缓", "agreements": verified(state="推进中")}, ("amber", "申请暂缓，待同意")),
        ("2023年12月底前", {"state": "已完成", "agreements": verified(state="推进中")}, ("amber", "报已完成，核定为推进中，待销号")),
        ("常规工作", {"state": "已完成", "agreements": verified(state="常态推进")}, ("amber", "报已完成，核定为常态推进，待销号")),
        ("2023年12月底前", ASKS, ("amber", "申请延期到2024年1月1日，待同意")),
        ("2023年12月底前", {"state": "推进中", "expected": date(2023, 12, 31)}, ("green", "未到期，没有报完成进度")),
        ("2023年12月底前", {"state": "推进中", "expected": "年后"}, ("green", "未到期，没有报完成进度")),
        ("常规工作", ASKS | {"progress": "已查。"}, ("green", "常规工作，本期已报")),
        # The same day asks nothing again after a refusal; another does.
        ("2023年12月底前", ASKS | {"agreements": REFUSED}, ("green", "未到期，没有报完成进度")),
        ("2023年12月底前", ASKS | {"expected": date(2024, 1, 2), "agreements": REFUSED}, ("amber", "申请延期到2024年1月2日，待同意")),
        ("2023年3月20日前", ASKS | {"agreements": delayed("2023-12-31", before="2023-03-20")}, ("amber", "申请延期到2024年1月1日，待同意")),
    ],
)  # fmt: skip
def test_6_what_deserves_a_look(schedule: str, what: dict[str, Any], found: tuple[str, str]) -> None:
    assert judged(schedule, what, settings=SOON) == found


@pytest.mark.parametrize(
    ("schedule", "percent", "found"),
    [
        # Due within the days of warning, both bounds included.
        ("2023年7月10日前", 0.99, "离到期日2023年7月10日只剩15天"), ("2023年7月11日前", 0.99, ""), ("2023年6月25日前", 0.99, "今天到期（2023年6月25日）"),
        ("2023年7月10日前", None, "离到期日2023年7月10日只剩15天"),
    ],
)  # fmt: skip
def test_6_due_soon(schedule: str, percent: float | None, found: str) -> None:
    why = judged(schedule, NEVER if percent is None else {"percent": percent})[1]
    assert (why if "到期" in why else "") == found


MET = Agreements(met={date(2023, 3, 31): decision("", "节点", "")})
FIRST, SECOND = "节点2023年3月31日已过，还没有达到", "节点2023年5月31日已过，还没有达到"
CALM = Settings(red_behind=100, amber_behind=100)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        # Two of three days are passed: 1 of 3, then 2 of 3, are to be reached.
        ({"percent": 0.0}, FIRST), ({"percent": 0.33}, FIRST), ({"percent": 1 / 3}, SECOND), ({"percent": 0.66}, SECOND),
        ({"percent": 2 / 3}, ""), ({"percent": 0.67}, ""), ({"state": "推进中"}, FIRST), (NEVER, FIRST),
        # Met by the office's word, whatever the percent says.
        ({"percent": 0.0, "agreements": MET}, SECOND), ({"percent": 0.4, "agreements": MET}, SECOND), ({"percent": 0.67, "agreements": MET}, ""),
        # On its day a milestone has not passed.
        ({"percent": 0.34, "today": day("2023-05-31")}, ""), ({"percent": 0.34, "today": day("2023-06-01")}, SECOND),
        # 核定 counts.
        ({"percent": 0.0, "agreements": verified(percent="67%")}, ""),
        # The last day is the due day; put off, it moves, and the earlier ones stay.
        ({"percent": 0.67, "agreements": delayed("2024-03-31")}, ""),
        ({"percent": 0.34, "agreements": delayed("2024-03-31")}, SECOND),
    ],
)  # fmt: skip
def test_6_a_milestone_that_has_passed(what: dict[str, Any] | None, words: str) -> None:
    marks = {"today": what.pop("today")} if what and "today" in what else {}
    shown, why = judged(STAGES, what, settings=CALM, **marks)
    assert (why.partition("：")[0] if "节点" in why else "") == words
    assert shown == ("amber" if words else "green")


def test_6_milestones_of_a_closed_deadline_are_none_of_the_routine_behind_it() -> None:
    limit_ = "2022年6月底完成一稿，2022年底完成名单。2023年起常规实施。"
    assert judged(limit_, {"state": "常态推进", "progress": "已查。"}, agreements=CLOSED) == (
        "green",
        "常规工作，本期已报",
    )


def test_6_a_day_that_is_named_twice_is_one_milestone() -> None:
    twice = case("2023年3月底前完成甲，2023年3月底前完成乙，2023年12月底前完成", {"percent": 0.5})
    assert [each for each, _ in twice.milestones] == [date(2023, 3, 31), date(2023, 12, 31)]
    assert twice.missed is None


UNHEARD = ("grey", "未报送，还没有进展")
SILENT = ("amber", "从未报送")
_ROUTINE = "2023年1月1日起转为常规工作，{}；前半已销号（王局长，2023-06-20）"
ROUTINE_AHEAD = ("grey", _ROUTINE.format("还没有下发"))
ROUTINE_UNHEARD = ("grey", _ROUTINE.format("还没有报送"))
ROUTINE_SILENT = ("amber", _ROUTINE.format("从未报送"))


@pytest.mark.parametrize(
    ("schedule", "marks", "found"),
    [
        ("2023年12月底前", {}, UNHEARD),
        # Through the deadline, its day included, of the first round that asked.
        ("2023年12月底前", {"asked": (asking(deadline="2023-06-25"),)}, UNHEARD),
        ("2023年12月底前", {"asked": (asking(deadline="2023-06-24"),)}, SILENT),
        ("2023年12月底前", {"asked": (asking(deadline="2023-06-24"), asking("2023-06-25", "2023-07-20", "二期"))}, SILENT),
        ("常规工作", {"asked": (asking(deadline="2023-06-25"),)}, UNHEARD),
        ("常规工作", {"asked": (asking(deadline="2023-06-24"),)}, SILENT),
        ("另行通知", {"asked": (asking(deadline="2023-06-25"),)}, UNHEARD),
        ("另行通知", {"asked": (asking(deadline="2023-06-24"),)}, SILENT),
        # Neither behind nor in question: there is nothing to judge that by.
        (TENTHS, {"asked": (asking(deadline="2023-06-24"),), "settings": SOON}, SILENT),
        ("2023年12月底前", {"open_question": True}, UNHEARD),
        # What the office found is an answer.
        ("2023年12月底前", {"agreements": verified(percent="90%"), "asked": (asking(deadline="2023-06-24"),)}, ("green", "按进度推进")),
        ("2023年12月底前", {"agreements": verified(state="需协调"), "asked": (asking(deadline="2023-06-24"),)}, ("amber", "报需协调")),
        # Put off, a day that has passed is none.
        ("2023年6月24日前", {"agreements": delayed("2023-12-31", before="2023-06-24")}, UNHEARD),
        # Of a routine behind a closed deadline it begins anew: what was asked before does not count.
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2022-12-01", "2022-12-20", routine=False),)}, ROUTINE_AHEAD),
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2022-12-01", "2022-12-20", routine=False), asking("2023-04-01", "2023-06-25", "二期"))}, ROUTINE_UNHEARD),
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2022-12-01", "2022-12-20", routine=False), asking("2023-04-01", "2023-06-24", "二期"))}, ROUTINE_SILENT),
        (BEHIND, {"agreements": closed(at=datetime(2023, 5, 1)), "asked": (asking("2023-04-01", "2023-04-20"), asking("2023-06-01", "2023-06-25", "二期"))}, ROUTINE_UNHEARD),
        # What is asked after the deadline could not be reported by it: the next round's is the first.
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2023-06-21", "2023-06-20"),)}, ROUTINE_UNHEARD),
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2023-06-20", "2023-06-20"),)}, ROUTINE_SILENT),
        (BEHIND, {"agreements": CLOSED, "asked": (asking("2023-05-21", "2023-05-20"), asking("2023-06-01", "2023-06-24", "二期"))}, ROUTINE_SILENT),
        # A sheet made before it was closed, on the same day, asked for the deadline half; one made after it asks for the routine.
        (BEHIND, {"agreements": closed(at=datetime(2023, 6, 1, 17)), "asked": (asking("2023-06-01", "2023-06-10"),)}, ROUTINE_AHEAD),
        (BEHIND, {"agreements": closed(at=datetime(2023, 6, 1, 8)), "asked": (asking("2023-06-01", "2023-06-10"),)}, ROUTINE_SILENT),
    ],
)  # fmt: skip
def test_7_never_answered(schedule: str, marks: dict[str, Any], found: tuple[str, str]) -> None:
    assert never(schedule, **marks) == found


SAID = {"state": "常态推进", "progress": "已查3次。"}


@pytest.mark.parametrize(
    ("schedule", "marks", "found"),
    [
        ("常规工作", {}, ("green", "常规工作，本期已报")),
        ("每季度末月25日前", {}, ("green", "常规工作，本期已报")),
        ("常规工作", {"repeats": True}, ("amber", "常规工作，本期进展与上期完全相同")),
        # Not reported: through the deadline, its day included; after it; and where this round's sheets do not hold it.
        ("常规工作", {"reported": False, "deadline": day("2023-06-25")}, ("green", "常规工作")),
        ("常规工作", {"reported": False, "deadline": day("2023-06-24")}, ("amber", "常规工作，过了报送截止日")),
        ("常规工作", {"reported": False}, ("green", "常规工作")),
        ("常规工作", {"reported": False, "repeats": True}, ("green", "常规工作")),
        # 已完成 that was sent back is owed again.
        ("常规工作", {"owed_again": True, "repeats": True, "deadline": day("2023-06-25")}, ("green", "常规工作，退回的还没有重报")),
        ("常规工作", {"owed_again": True, "deadline": day("2023-06-24")}, ("amber", "常规工作，过了报送截止日，退回的还没有重报")),
        ("2023年12月底前", {"owed_again": True, "deadline": day("2023-06-24")}, ("green", "未到期，没有报完成进度")),
        # The routine behind a closed deadline is one.
        (BEHIND, {"agreements": CLOSED}, ("green", "常规工作，本期已报")),
        (BEHIND, {"agreements": CLOSED, "reported": False, "deadline": day("2023-06-24")}, ("amber", "常规工作，过了报送截止日")),
        # What has an end is none, nor does a text that repeats matter there.
        ("2023年12月底前", {"repeats": True}, ("green", "未到期，没有报完成进度")),
        ("2023年12月底前", {"reported": False, "deadline": day("2023-06-24")}, ("green", "未到期，没有报完成进度")),
        # A day that was agreed on makes routine work one with an end.
        ("常规工作", {"agreements": delayed("2023-12-31", before="")}, ("green", "未到期，没有报完成进度")),
    ],
)  # fmt: skip
def test_8_routine_and_recurring(schedule: str, marks: dict[str, Any], found: tuple[str, str]) -> None:
    assert judged(schedule, SAID, **marks) == found


def test_7_who_only_asked_for_a_pause_did_report_that() -> None:
    since = Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓", action=3), decision("", "恢复", action=5)),))
    found, why = judged("2023年12月底前", NEVER, agreements=since, asked=(asking(deadline="2023-06-24"),))
    assert (found, why.partition("；")[0]) == ("amber", "除申请暂缓外，没有报送过")


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"state": "推进中", "percent": 0.1}, ("grey", "没有时限，无从判断")),
        ({"state": "推进中", "reported": False, "deadline": day("2023-06-24")}, ("grey", "没有时限，无从判断")),
        ({"state": "需协调"}, ("amber", "报需协调")),
        ({"state": "推进中", "open_question": True}, ("amber", "报送内容前后不一致或看不准，待核实")),
    ],
)
def test_9_no_limit(what: dict[str, Any], found: tuple[str, str]) -> None:
    assert judged("另行通知", what) == found


@pytest.mark.parametrize(
    ("schedule", "what", "found"),
    [
        # What came after the office's own finding is asked about; until then the light is at best amber.
        ("2023年12月底前", {"percent": 0.9}, ("amber", "核定60%以后又报90%，待核实")),
        ("常规工作", {"percent": 0.9}, ("amber", "核定60%以后又报90%，待核实")),
        ("2023年6月24日前", {"percent": 0.9}, ("red", "已过到期日2023年6月24日，超1天；核定60%以后又报90%，待核实")),
        (
            "2023年12月底前",
            {"percent": 0.9, "state": "已完成"},
            ("amber", "报已完成，待销号；核定60%以后又报90%，待核实"),
        ),
        # What came before it, or says nothing of the percent, is not.
        ("2023年12月底前", {"percent": 0.9, "action": 4}, ("green", "按进度推进")),
        ("2023年12月底前", {"progress": "已办。"}, ("green", "按进度推进")),
    ],
)
def test_what_was_reported_after_the_office_found_out_by_itself(
    schedule: str, what: dict[str, Any], found: tuple[str, str]
) -> None:
    assert judged(schedule, {"action": 6} | what, agreements=verified(percent="60%")) == found


@pytest.mark.parametrize(
    ("schedule", "what", "word"),
    [
        ("2023年9月-2023年12月", {"agreements": PAUSED}, "暂缓"),
        ("2023年9月-2023年12月", {"state": "已完成", "agreements": CLOSED}, "已销号"),
        ("2023年9月-2023年12月", {"state": "已完成"}, "待销号"),
        ("2023年1月底前", {"state": "已完成", "agreements": PAUSED}, "暂缓"),
        ("2023年1月底前", {"state": "已完成", "percent": 0.1}, "待销号"),
        ("2023年9月-2023年12月", {"state": "需协调"}, "尚未到时间"),
        ("2023年1月1日-2023年6月24日", {"percent": 0.1}, "已过到期日"),
        ("2023年1月1日-2023年6月30日", {"percent": 0.1}, "落后87.2"),
        ("2023年1月1日-2023年6月30日", {"percent": 0.8}, "落后17.2"),
        ("2023年7月1日前", {"state": "需协调"}, "只剩6天"),
        ("2023年12月底前", {"state": "需协调", "open_question": True}, "报需协调"),
        ("2023年12月底前", {"state": "未启动", "open_question": True}, "仍未启动"),
        ("2023年12月底前", {"state": "暂缓", "open_question": True}, "待核实"),
        ("2023年12月底前", {"state": "暂缓", "expected": date(2024, 6, 1)}, "申请暂缓"),
        ("常规工作", {"state": "需协调"}, "报需协调"),
        ("2023年6月24日前", NEVER, "已过到期日"),
    ],
)
def test_the_first_rule_that_fits_decides(schedule: str, what: dict[str, Any] | None, word: str) -> None:
    assert word in judged(schedule, what)[1]


@pytest.mark.parametrize(
    ("percent", "red", "amber", "found"),
    [
        (0.2, 30, 10, "green"), (0.101, 30, 10, "green"), (0.1, 30, 10, "amber"), (0.0, 20, 10, "amber"),
        (0.0, 19.9, 10, "red"), (0.199, 30, 0.1, "amber"), (0.2, 30, 0, "green"), (0.3, 0, 0, "green"), (0.19, 0, 0, "red"),
    ],
)  # fmt: skip
def test_thresholds_are_those_of_the_settings(percent: float, red: float, amber: float, found: str) -> None:
    settings = Settings(red_behind=red, amber_behind=amber, warning_days=0)
    assert judged(FIFTH, {"percent": percent}, settings=settings)[0] == found


@pytest.mark.parametrize(("days", "found"), [(0, "green"), (188, "green"), (189, "amber"), (365, "amber")])
def test_days_of_warning_are_those_of_the_settings(days: int, found: str) -> None:
    assert judged("2023年12月底前", {"state": "推进中"}, settings=Settings(warning_days=days))[0] == found


@pytest.mark.parametrize(
    ("schedule", "today", "percent", "found"),
    [
        # 59 of the 365 days from the first to the last of a leap year are gone.
        ("2024年1月1日-2024年12月31日", date(2024, 2, 29), 0.16, ("green", "按进度推进")),
        ("2024年2月底前", date(2024, 2, 29), 0.9, ("amber", "比序时进度落后10个百分点（没有写开始的日子，从这一年的1月1日算起）")),
        ("2024年2月底前", date(2024, 2, 29), 0.91, ("amber", "今天到期（2024年2月29日）")),
        ("2023年2月底前", date(2023, 3, 1), 0.9, ("red", "已过到期日2023年2月28日，超1天")),
    ],
)  # fmt: skip
def test_the_29th_of_february(schedule: str, today: date, percent: float, found: tuple[str, str]) -> None:
    assert judged(schedule, {"percent": percent}, today=today) == found


@pytest.mark.parametrize(
    ("what", "marks", "found"),
    [
        (NEVER, {}, ("grey", "支持部门，自愿填报")),
        (NEVER, {"asked": (asking(),)}, ("grey", "支持部门，自愿填报")),
        ({"progress": "已配合。"}, {}, ("green", "支持部门，已报")),
        ({"progress": "已配合。", "percent": 0.0}, {}, ("green", "支持部门，已报")),
        ({"state": "未启动"}, {}, ("green", "支持部门，已报")),
        ({"state": "需协调"}, {}, ("amber", "报需协调")),
        ({"state": "已完成"}, {}, ("green", "报已完成，待销号")),
        ({"state": "需协调"}, {"agreements": CLOSED}, ("green", "已销号（王局长，2023-06-20）")),
    ],
)
def test_support_is_never_red(what: dict[str, Any] | None, marks: dict[str, Any], found: tuple[str, str]) -> None:
    shown, why = support_light(case("2023年1月底前", what, **marks))
    assert (shown.value, why) == found


def test_support_of_a_closed_task_is_asked_nothing() -> None:
    shown, why = support_light(case("2023年1月底前", NEVER), task_closed=True)
    assert (shown.value, why) == ("grey", "任务已销号，不用报")


@pytest.mark.parametrize(
    ("lights", "found"),
    [
        ("", "grey"), ("grey", "grey"), ("grey green", "green"), ("green amber grey", "amber"),
        ("amber red green", "red"), ("green green", "green"),
    ],
)  # fmt: skip
def test_the_worst_light_counts_and_grey_says_nothing(lights: str, found: str) -> None:
    assert overall(map(Light, lights.split())).value == found


def test_lights_as_people_read_them() -> None:
    assert [each.label for each in Light] == ["红", "黄", "绿", "灰"]
