"""The office's rulings: what each brings about, why another cannot be, and what is no longer asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.pending import (
    AGREED,
    CLOSE,
    DELAY,
    NOTHING,
    UNCLEAR,
    carried,
    line,
    question,
    told,
)
from support.small import (
    ROUND,
    closed,
    decision,
    entry,
)

from xlplan.decisions.model import Question
from xlplan.decisions.row_notes import as_note
from xlplan.decisions.settled import Settled
from xlplan.terms.choices import Ruling


@pytest.mark.parametrize(
    ("asked", "filled", "ruling"),
    [
        (UNCLEAR, {"decision": "采用报送"}, "采用报送"),
        (UNCLEAR, {"decision": " 退 回 "}, "退回"),
        (NOTHING, {"decision": "保留原值"}, "保留原值"),
        (CLOSE, {"decision": "同意销号", **AGREED}, "同意销号"),
        (CLOSE, {"decision": "退回"}, "退回"),
        (DELAY, {"decision": "同意延期", "leader": "王局长", "date": "2023.6.20"}, "同意延期"),
    ],
)
def test_a_ruling_that_is_carried_out(asked: Question, filled: dict[str, Any], ruling: str) -> None:
    found = carried([line(asked, **filled)], [asked])
    [made] = found.decisions
    assert (made.ruling, made.key, made.round, made.operator) == (ruling, asked.key, ROUND.name, "张三")
    assert (made.leader, made.day) == (("王局长", date(2023, 6, 20)) if "leader" in filled else ("", None))
    assert (told(found), len(found.handled), found.refused) == ((1, []), 1, [])


@pytest.mark.parametrize(
    ("asked", "filled", "code", "cell", "said"),
    [
        (UNCLEAR, {"decision": "随便"}, "decision-unknown", "I4", "采用报送、保留原值、退回"),
        (UNCLEAR, {"leader": "王局长"}, "decision-blank", "I4", ""),
        (UNCLEAR, {"decision": "同意销号", **AGREED}, "decision-misfit", "I4", "看不准"),
        (CLOSE, {"decision": "采用报送"}, "decision-misfit", "I4", "同意销号、退回"),
        (NOTHING, {"decision": "采用报送"}, "decision-nothing", "I4", "差不多"),
        # Who agreed, and when.
        (CLOSE, {"decision": "同意销号"}, "decision-incomplete", "J4", "同意领导、日期"),
        (CLOSE, {"decision": "同意销号", "leader": "王局长"}, "decision-incomplete", "K4", "日期"),
        (CLOSE, {"decision": "同意销号", "date": "2023-06-20"}, "decision-incomplete", "J4", "同意领导"),
        (CLOSE, {"decision": "同意销号", "leader": "王局长", "date": "上周五"}, "decision-day", "K4", "上周五"),
        (
            CLOSE,
            {"decision": "同意销号", "leader": "王局长", "date": date(2023, 6, 26)},
            "decision-day-off",
            "K4",
            "还没有到",
        ),
        (UNCLEAR, {"decision": "退回", "date": date(2023, 6, 26)}, "decision-day-off", "K4", "请写定下来的那一天"),
        (
            CLOSE,
            {"decision": "同意销号", "leader": "王局长", "date": datetime(1900, 1, 11, 7, 12)},
            "decision-day-typed",
            "K4",
            "敲的是 11.3，",
        ),
        (
            CLOSE,
            {"decision": "同意销号", "leader": "王局长", "date": date(1999, 1, 6)},
            "decision-day-off",
            "K4",
            "太早",
        ),
    ],
)
def test_a_ruling_that_cannot_be(asked: Question, filled: dict[str, Any], code: str, cell: str, said: str) -> None:
    one = line(asked, **filled)
    found = carried([one], [asked])
    assert told(found) == (0, [(code, cell)])
    assert said in found.findings[0].message + found.findings[0].hint
    assert (found.why(one), found.handled) == (as_note(found.findings[0].message), [])


DID = decision(
    "退回", "看不准", field="percent", before="（空）", reported="80", leader="", day=None, at=datetime(2023, 6, 21, 9)
)


@pytest.mark.parametrize(
    ("filled", "decisions", "questions", "code", "said"),
    [
        # Carried out before, in this round, just so.
        ({"decision": "退回"}, (DID,), (), None, ""),
        ({"decision": "保留原值"}, (DID,), (), "decision-again", "退回"),
        ({"decision": "退回", **AGREED}, (DID,), (), "decision-again", "王局长，2023-06-20"),
        ({"decision": "退回", "date": "上周五"}, (DID,), (), "decision-day", "上周五"),
        # Asked otherwise by now, or not at all.
        ({"decision": "退回"}, (), (question("看不准", "85", "（空）"),), "decision-stale", "“（空）”→“85”"),
        ({"decision": "退回"}, (), (), "decision-stale", "本期已经没有这一项了"),
        (
            {"decision": "退回"},
            (decision("退回", "看不准", field="percent", before="（空）", reported="80", round="别期"),),
            (),
            "decision-again",
            "",
        ),
        # A row that names its round says nothing of others.
        ({"decision": "退回", "round": ROUND.name}, (replace(DID, round="别期"),), (), "decision-stale", ""),
        ({"decision": "退回", "round": "2023Q2"}, (DID,), (), None, ""),
        ({"decision": "退回", "round": "别期"}, (), (UNCLEAR,), "decision-stale", ""),
        ({"decision": "退回", "round": "没有下发的"}, (), (UNCLEAR,), "row-round", "没有下发的"),
    ],
)
def test_what_is_not_asked_any_more(
    filled: dict[str, Any], decisions: Any, questions: Any, code: str | None, said: str
) -> None:
    found = carried([line(UNCLEAR, **filled)], questions, decisions=decisions)
    assert (found.count, [each.code for each in found.findings], len(found.handled)) == (
        0,
        [code] if code else [],
        1 if code is None else 0,
    )
    assert all(said in each.message + each.hint for each in found.findings)


@pytest.mark.parametrize(
    ("decisions", "code"),
    [((), "decision-stale"), ((replace(DID, ruling=Ruling.KEEP),), "decision-again")],
)
def test_what_no_longer_applies_is_told_once(decisions: Any, code: str) -> None:
    left = line(UNCLEAR, decision="退回")
    first = carried([left], decisions=decisions)
    assert ([each.code for each in first.findings], len(first.told), len(first.refused)) == ([code], 1, 1)
    # Wherever it stands by then; the reason still stands beside it.
    again = carried([line(UNCLEAR, 9, decision="退回")], decisions=decisions, told=frozenset(first.told))
    assert (again.findings, again.told, len(again.refused)) == ([], [], 1)
    # Written anew, it is another row.
    other = carried([line(UNCLEAR, decision="采用报送")], decisions=decisions, told=frozenset(first.told))
    assert len(other.findings) == 1


def test_a_row_left_over_while_another_has_the_new_answer_is_done_with() -> None:
    lines = [line(UNCLEAR, decision="退回"), line(UNCLEAR, 5, decision="采用报送")]
    found = carried(lines, [UNCLEAR], decisions=(DID,), kept=True)
    assert (told(found), [each.ruling for each in found.decisions], len(found.handled)) == ((1, []), ["采用报送"], 2)


@pytest.mark.parametrize(
    ("filled", "kept", "found"),
    [
        # On a closed workbook the row still stands: it sends nothing back that came later, unless it is written anew.
        ({"decision": "退回"}, True, (0, [("decision-kept", "I4")])),
        ({"decision": "退回"}, False, (1, [])),
        ({"decision": "退回", "date": date(2023, 6, 22)}, True, (1, [])),
        ({"decision": "保留原值"}, True, (1, [])),
    ],
)
def test_a_row_that_still_stands(filled: dict[str, Any], kept: bool, found: Any) -> None:
    assert told(carried([line(UNCLEAR, **filled)], [UNCLEAR], decisions=(DID,), kept=kept)) == found


def test_a_row_left_over_closes_nothing_that_is_asked_otherwise_by_now() -> None:
    # Opened again since; what the office found done stands beside what the department reports.
    found = question("待销号", "已完成", before="推进中", field="state", source="按办公室核定", verified=True)
    done = decision("同意销号", reported="已完成")
    over = line(question("待销号", "已完成", field="state"), decision="同意销号", **AGREED)
    assert told(carried([over], [found], decisions=[done], kept=True)) == (0, [("decision-kept", "I4")])
    assert told(carried([over], [found], kept=True)) == (1, [])


@pytest.mark.parametrize(("named", "code"), [(None, "row-older"), (ROUND.name, "decision-kept")])
def test_a_row_that_still_stands_though_the_same_is_asked_of_an_earlier_round(named: str | None, code: str) -> None:
    earlier = replace(UNCLEAR, round="2023年第一季度")
    found = carried([line(UNCLEAR, decision="退回", round=named)], [earlier], decisions=(DID,), kept=True)
    assert told(found) == (0, [(code, "I4")])


@pytest.mark.parametrize(
    ("hint", "note", "ours"),
    [
        ("是不是 80%？", "是不是 80%？", ""), ("是不是 80%？", "是不是 80%？\n请写清楚。", "请写清楚。"), ("是不是 80%？", "请写清楚。是不是 80%？", "请写清楚。"),
        ("", "请写清楚。", "请写清楚。"), ("是不是 80%？", "没有办理：“操作台”上没有写经办人。\n 请写清楚。 ", "请写清楚。"),
        ("", "“待核实”选了“同意销号”，还没有写日期（K4），没有办理。", ""), ("", "材料没有办理齐全。", "材料没有办理齐全。"), ("是不是 80%？", None, ""),
        # On the same line, before and after; and a text that only begins like one of the program's.
        ("", "没有办理：“操作台”上没有写经办人。请写清楚。", "请写清楚。"),
        ("", "已问过。“待核实”选了“同意销号”，还没有写日期（K4），没有办理。请写清楚。", "已问过。\n请写清楚。"),
        ("", "“待核实”（待核实.xlsx）K4 还没有写日期，“同意销号”没有办理。请写清楚。", "请写清楚。"),
        ("", "这一行还没有写日期，“同意销号”没有办理。", ""),
        ("", "这一行的“退回”不适用于“待核实”，没有办理。请再问一次。", "请再问一次。"),
        ("", "“待核实”（分工表-工作区/汇总/一期/待核实.xlsx）I4 的“退回”不适用于“待核实”，没有办理。", ""),
        ("", "“待核实”的日期问过了。\n“待核实”K4 的日期“上周\n五”看不懂，没有办理。", "“待核实”的日期问过了。"),
        ("", "“待核实”I4 的“退回”不适用于“待核实”，没有办理。不适用于“新任务”，没有办理。", "不适用于“新任务”，没有办理。"),
        # Other notes of the program.
        ("是不是 80%？", "请写上同意领导和日期，再点“办结销号”。", ""), ("", "已经没有这一项了，处理意见留着备查。 请写清楚。", "请写清楚。"),
    ],
)  # fmt: skip
def test_the_offices_own_words_are_kept(hint: str, note: str | None, ours: str) -> None:
    asked = question("看不准", "80", "（空）", note=hint)
    assert carried([line(asked, decision="退回", note=note)], [asked]).decisions[0].note == ours


WISH = {
    "kind": "待销号",
    "department": "教育科",
    "task": "1.1",
    "item": "状态",
    "reported": "已完成",
    "source": "办公室提出",
}


@pytest.mark.parametrize(
    ("changes", "more", "found"),
    [
        ({"decision": "同意销号", **AGREED}, {}, (1, [])),
        # The row of a hand that wrote no more than it must.
        ({"decision": "同意销号", **AGREED, "item": None, "reported": None, "source": None}, {}, (1, [])),
        ({"decision": "同意销号", **AGREED, "source": "回收/一.xlsx"}, {}, (0, [("decision-stale", "I4")])),
        ({"decision": "退回", **AGREED}, {}, (0, [("decision-misfit", "I4")])),
        ({"decision": "同意销号"}, {}, (0, [("decision-incomplete", "J4")])),
        ({"decision": "同意销号", **AGREED, "task": "9.9"}, {}, (0, [("closing-unknown", "D4")])),
        ({"decision": "同意销号", **AGREED, "department": "组宣科"}, {}, (0, [("closing-unknown", "D4")])),
        ({"decision": "同意销号", **AGREED}, {"settled": Settled(agreements={("1.1", "教育科"): closed()})}, (0, [])),
        ({}, {}, (0, [])),
    ],
)  # fmt: skip
def test_the_office_may_close_a_task_by_itself(changes: dict[str, Any], more: dict[str, Any], found: Any) -> None:
    assert told(carried([line(None, **WISH | changes)], **more)) == found


@pytest.mark.parametrize(("source", "found"), [(None, (0, [])), ("办公室提出", (0, []))])
@pytest.mark.parametrize("task", ["1.1", "9.9"])
def test_a_closing_of_an_earlier_round_that_stands_there_still_says_nothing(
    task: str, source: str | None, found: Any
) -> None:
    # No sheet of this round holds the row any more.
    done = decision("同意销号", task=task, round="上期", reported="已完成")
    row = WISH | {"decision": "同意销号", **AGREED, "task": task, "source": source}
    assert told(carried([line(None, **row)], decisions=[done], kept=True)) == found


def test_what_was_sent_back_before_and_names_no_source_is_no_closing_by_the_office() -> None:
    done = decision("退回", reported="已完成", leader="", day=None)
    row = WISH | {"decision": "退回", "source": None}
    assert told(carried([line(None, **row)], decisions=[done], kept=True)) == (0, [])
    assert told(carried([line(None, **row)], kept=True)) == (0, [("decision-misfit", "I4")])


def test_what_stood_there_is_kept_with_such_a_closing() -> None:
    settled = Settled({("1.1", "教育科"): entry(state="推进中")})
    [made] = carried([line(None, **WISH, decision="同意销号", **AGREED)], settled=settled).decisions
    assert (made.kind, made.before, made.reported, made.field) == ("待销号", "推进中", "已完成", "state")


def test_what_the_office_found_done_is_closed_as_its_own_finding_and_goes_back_to_nobody() -> None:
    found = question(
        "待销号", "已完成", field="state", source="按办公室核定", note="办公室核定为已完成。", verified=True
    )
    [made] = carried([line(found, decision="同意销号", **AGREED)], [found]).decisions
    assert (made.words, made.note) == ("王局长，2023-06-20，按办公室核定", "")
    [back] = carried([line(found, decision="退回")], [found]).findings
    assert (back.code, back.hint) == ("decision-misfit", "这一类只能选：同意销号。")
    # Left over from when the department asked and was answered so, it is done with.
    refused = decision("退回", reported="已完成", leader="", day=None)
    assert told(carried([line(found, decision="退回")], [found], decisions=[refused], kept=True)) == (0, [])


@pytest.mark.parametrize(
    ("before", "others", "found"),
    [
        (None, [], (1, [])),
        ("2023-12-31", [], (1, [])),
        # Another value than the one that is asked about is another question.
        ("2023-06-30", [], (0, [("decision-stale", "I4")])),
        # Where two could be meant it is not guessed.
        (None, [question("申请延期", "2024-01-31", "2023-06-30", "expected")], (0, [("decision-stale", "I4")])),
    ],
)
def test_an_original_value_may_be_left_blank(before: str | None, others: list[Question], found: Any) -> None:
    row = line(DELAY, before=before, decision="同意延期", **AGREED)
    done = carried([row], [DELAY, *others])
    assert told(done) == found
    assert [each.before for each in done.decisions] == ["2023-12-31"] * found[0]


def test_a_row_with_a_blank_original_value_that_stays_is_done_with() -> None:
    done = decision("同意延期", "申请延期", "expected", before="2023-12-31", reported="2024-01-31")
    row = line(DELAY, before=None, decision="同意延期", **AGREED)
    assert told(carried([row], [], decisions=[done], kept=True)) == (0, [])


LATER = question("前后不一致", "推进中", "已完成", "state", decidable=False)


@pytest.mark.parametrize(
    ("ruling", "found"),
    [("保留原值", (1, [])), ("退回", (1, [])), ("采用报送", (0, [("decision-closed", "I4")]))],
)
def test_what_came_after_a_closing_is_no_way_to_open_it_again(ruling: str, found: Any) -> None:
    assert told(carried([line(LATER, decision=ruling)], [LATER])) == found
