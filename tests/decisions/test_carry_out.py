"""The rows of 待核实 carried out: what each brings about, and why another cannot be; rows that the office itself writes, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.small import (
    ROUND,
    TODAY,
    closed,
    decision,
    entered,
    entry,
    paused,
    plan,
    registry,
    returned,
    row,
    sent,
    task,
)

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.carry_out import Answers, answer
from xlplan.decisions.claims import Claim, Claims
from xlplan.decisions.listing import restored, stands_in
from xlplan.decisions.model import Question
from xlplan.decisions.office_rows import Case, lead_departments
from xlplan.decisions.row_notes import as_note
from xlplan.decisions.settled import Settled
from xlplan.decisions.sheet import Line
from xlplan.plan.departments import Department
from xlplan.returns.sheet import Wording
from xlplan.terms.choices import QuestionKind, Role, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.headings import PENDING_HEADINGS, TASK_SHEET_HEADINGS

AGREED = {"leader": "王局长", "date": date(2023, 6, 20)}
TABLE = plan(task("1.1"), departments=registry(Department("教育科", ("基教科",)), "组宣科", "一小").departments)
LATEST = {
    "教育科": sent(row("1.1"), row("1.2")), "组宣科": sent(row("1.1", Role.SUPPORT), department="组宣科"),
    "一小": sent(row("1.3", closed=True), department="一小"),
}  # fmt: skip


def question(kind: str, reported: str, before: str = "", field: str = "percent", **more: Any) -> Question:
    known: dict[str, Any] = {"department": "教育科", "task": "1.1", "source": "", "note": ""}
    return Question(
        QuestionKind(kind), before=before, reported=reported, field=Field(field) if field else None, **known | more
    )


def line(asked: Question | None = None, number: int = 4, **filled: Any) -> Line:
    """Return a row that shows a question, as the office filled it in; without one, a row of the office's own."""
    texts: dict[str, Any] = {}
    if asked:
        item = TASK_SHEET_HEADINGS[asked.field] if asked.field else None
        texts = {"kind": asked.kind.value, "department": asked.department, "task": asked.task, "item": item, "before": asked.before,
                 "reported": asked.reported, "note": asked.note}  # fmt: skip
    columns = {name: place for place, name in enumerate(PENDING_HEADINGS)}
    return Line(number, columns, {name: (texts | filled).get(name) for name in PENDING_HEADINGS})


def case(**changes: Any) -> Case:
    known: dict[str, Any] = {
        "round": ROUND.name, "operator": "张三", "operator_cell": "C1", "plan": TABLE, "latest": LATEST, "settled": Settled(), "decisions": (),
        "received": (), "wording": Wording({}, 2023), "today": TODAY, "kept": False, "rounds": (ROUND.name, "别期"),
    }  # fmt: skip
    return Case(**known | changes)


def carried(lines: Sequence[Line], questions: Sequence[Question] = (), **more: Any) -> Answers:
    how = {name: more.pop(name) for name in ("kinds", "meant") if name in more}
    return answer(lines, questions, case(**more), **how)


def told(found: Answers) -> tuple[int, list[tuple[str, str | None]]]:
    """How many rows are carried out; and the findings with their cells."""
    return found.count, [(each.code, each.cell) for each in found.findings]


UNCLEAR = question("看不准", "80", "（空）")
NOTHING = question("看不准", "差不多", "（空）", "state", decidable=False)
CLOSE = question("待销号", "已完成", field="state")
DELAY = question("申请延期", "2024-01-31", "2023-12-31", "expected")
EDITED = question("改动原文", "新的文字", "原", "content")
STRANGE = question("新增任务", "新的事", field="", task="")


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
        (
            CLOSE,
            {"decision": "同意销号", "leader": "王局长", "date": date(1900, 1, 6)},
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


def test_a_row_in_which_nothing_is_decided_waits() -> None:
    one = line(UNCLEAR)
    found = carried([one], [UNCLEAR])
    assert (told(found), found.why(one), list(found.left([one]))) == ((0, []), "", [one])


def test_where_a_leader_alone_is_written_the_button_says_what_is_meant() -> None:
    assert carried([line(CLOSE, **AGREED)], [CLOSE], meant="同意销号").decisions[0].ruling == "同意销号"
    assert told(carried([line(CLOSE)], [CLOSE], meant="同意销号")) == (0, [])


def test_of_some_kinds_alone() -> None:
    lines = [line(UNCLEAR, decision="退回"), line(CLOSE, 5, decision="退回")]
    assert [each.kind.value for each in carried(lines, [UNCLEAR, CLOSE], kinds={"待销号"}).decisions] == ["待销号"]


def test_without_a_name_nothing_is_carried_out() -> None:
    one = line(UNCLEAR, decision="退回")
    found = carried([one], [UNCLEAR], operator="")
    assert (told(found), found.why(one)) == (
        (0, [("decision-no-operator", "C1")]),
        "没有办理：“操作台”上没有写经办人。",
    )
    assert told(carried([line(UNCLEAR)], [UNCLEAR], operator="")) == (0, [])
    assert carried([one], [UNCLEAR], operator="", operator_cell="").findings[0].cell is None


def test_what_the_office_must_do_in_the_table_itself() -> None:
    lines = [line(EDITED, decision="采用报送"), line(STRANGE, 5, decision="采用报送")]
    found = carried(lines, [EDITED, STRANGE])
    assert told(found) == (2, [("decision-table", "I4"), ("decision-table", "I5")])
    assert "任务 1.1 的“主要内容”改成" in found.findings[0].hint and "加上一行" in found.findings[1].hint
    assert told(carried([line(EDITED, decision="保留原值")], [EDITED])) == (1, [])


@pytest.mark.parametrize(
    ("rows", "count", "codes"),
    [
        ([(UNCLEAR, "采用报送"), (UNCLEAR, "采用报送")], 1, []),
        ([(UNCLEAR, "采用报送"), (UNCLEAR, "保留原值")], 0, ["decision-contradicts"] * 2),
        # Two values adopted for one cell; of three values one may be adopted and the other refused.
        (
            [(question("前后不一致", "90%", "50%"), "采用报送"), (question("前后不一致", "70%", "50%"), "采用报送")],
            0,
            ["decision-contradicts"] * 2,
        ),
        (
            [(question("前后不一致", "90%", "50%"), "采用报送"), (question("前后不一致", "70%", "50%"), "保留原值")],
            2,
            [],
        ),
    ],
)
def test_rows_that_contradict_each_other(rows: list[tuple[Question, str]], count: int, codes: list[str]) -> None:
    lines = [line(asked, number, decision=ruling) for number, (asked, ruling) in enumerate(rows, 4)]
    found = carried(lines, [asked for asked, _ in rows])
    assert (found.count, [each.code for each in found.findings]) == (count, codes)
    assert len(found.handled) == (0 if codes else len(rows))
    if codes:
        assert "I5" in found.findings[0].message + found.findings[0].hint


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


@pytest.mark.parametrize(
    ("hint", "note", "ours"),
    [
        ("是不是 80%？", "是不是 80%？", ""), ("是不是 80%？", "是不是 80%？\n请写清楚。", "请写清楚。"), ("是不是 80%？", "请写清楚。是不是 80%？", "请写清楚。"),
        ("", "请写清楚。", "请写清楚。"), ("是不是 80%？", "没有办理：“操作台”上没有写经办人。\n 请写清楚。 ", "请写清楚。"),
        ("", "“待核实”选了“同意销号”，还没有写日期（K4），没有办理。", ""), ("", "材料没有办理齐全。", "材料没有办理齐全。"), ("是不是 80%？", None, ""),
        # On the same line, before and after; and a text that only begins like one of the program's.
        ("", "没有办理：“操作台”上没有写经办人。请写清楚。", "请写清楚。"),
        ("", "已问过。“待核实”选了“同意销号”，还没有写日期（K4），没有办理。请写清楚。", "已问过。\n请写清楚。"),
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


def test_what_stood_there_is_kept_with_such_a_closing() -> None:
    settled = Settled({("1.1", "教育科"): entry(state="推进中")})
    [made] = carried([line(None, **WISH, decision="同意销号", **AGREED)], settled=settled).decisions
    assert (made.kind, made.before, made.reported, made.field) == ("待销号", "推进中", "已完成", "state")


def test_what_the_office_found_done_is_closed_as_its_own_finding_and_goes_back_to_nobody() -> None:
    found = question("待销号", "已完成", field="state", source="按办公室核定", note="办公室核定为已完成。")
    [made] = carried([line(found, decision="同意销号", **AGREED)], [found]).decisions
    assert (made.words, made.note) == ("王局长，2023-06-20，按办公室核定", "按办公室核定")
    [back] = carried([line(found, decision="退回")], [found]).findings
    assert (back.code, back.hint) == ("decision-misfit", "这一类只能选：同意销号。")


ENTER = {
    "kind": "代录",
    "department": "教育科",
    "task": "1.1",
    "item": "本期进展",
    "reported": "电话说已办妥。",
    "source": "电话",
}


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, ("progress", "电话说已办妥。")),
        ({"department": " 基教科"}, ("progress", "电话说已办妥。")),
        ({"item": "完成进度", "reported": 0.8}, ("percent", 0.8)),
        ({"item": "状态", "reported": "完成"}, ("state", "已完成")),
        ({"item": "预计完成日期", "reported": "2023-09-01"}, ("expected", date(2023, 9, 1))),
    ],
)
def test_a_reply_without_a_file(changes: dict[str, Any], value: tuple[str, Any]) -> None:
    [made] = carried([line(None, **ENTER | changes)]).entered
    [only] = made.rows
    [(name, reported)] = only.values.items()
    assert (made.department, made.path, only.task, (name, reported.value), reported.cell) == (
        "教育科",
        "代录（电话，张三）",
        "1.1",
        value,
        "G4",
    )


@pytest.mark.parametrize(
    ("changes", "code", "cell", "said"),
    [
        ({"source": None}, "entered-blank", "H4", "来源"),
        ({"department": None, "task": " "}, "entered-blank", "C4", "部门、编号"),
        ({"department": "教育课"}, "entered-department", "C4", "教育科"),
        ({"department": "x"}, "entered-department", "C4", "“部门”表里的名称"),
        ({"task": "9.9"}, "entered-task", "D4", "1.1、1.2"),
        ({"item": "心情"}, "entered-item", "E4", "状态"),
        ({"item": "完成进度", "reported": 80}, "entered-unclear", "G4", "是不是 80%？"),
        ({"item": "状态", "reported": "快了"}, "entered-unclear", "G4", "未启动"),
        (
            {"department": "一小", "task": "1.3", "item": "完成进度", "reported": 0.8},
            "entered-closed",
            "E4",
            "完成进度",
        ),
    ],
)
def test_what_cannot_be_entered(changes: dict[str, Any], code: str, cell: str, said: str) -> None:
    found = carried([line(None, **ENTER | changes)])
    assert told(found) == (0, [(code, cell)])
    assert said in found.findings[0].message + found.findings[0].hint


def test_a_row_that_is_only_begun_waits() -> None:
    assert told(carried([line(None, **ENTER | {"reported": None, "source": None})])) == (0, [])


def known(text: str, source: str = "电话", cell: str = "G4") -> Any:
    [made] = carried([line(None, **ENTER | {"reported": text, "source": source})]).entered
    return entered(*made.rows, source=source)


@pytest.mark.parametrize(
    ("rows", "before", "kept", "count"),
    [
        # On a closed workbook the rows still stand: each is taken once, and the last one stands.
        (["甲。"], [known("甲。")], True, 0),
        (["甲。"], [known("甲。")], False, 1),
        (["甲。"], [known("甲。", "微信")], True, 1),
        (["乙。"], [known("甲。")], True, 1),
        (["甲。", "乙。"], [known("甲。")], True, 1),
        (["甲。"], [known("甲。"), known("乙。")], True, 1),
        (["甲。"], [entered(returned("1.2", progress="甲。"))], True, 1),
    ],
)
def test_what_was_entered_before(rows: list[str], before: list[Any], kept: bool, count: int) -> None:
    lines = [line(None, number, **ENTER | {"reported": text}) for number, text in enumerate(rows, 4)]
    found = carried(lines, received=before, kept=kept)
    assert (found.count, len(found.handled)) == (count, len(rows))


@pytest.mark.parametrize(
    ("rows", "before", "count", "codes"),
    [
        # Where the doors differ nobody knows which is meant; where they agree it counts once.
        ([("", "甲。"), ("f", "乙。")], [], 0, ["decision-contradicts"] * 2),
        ([("", "甲。"), ("f", "甲。")], [], 1, []),
        ([("f", "甲。"), ("g", "乙。")], [], 0, ["decision-contradicts"] * 2),
        # In one door the later row corrects the earlier one.
        ([("", "乙。"), ("", "甲。"), ("f", "甲。")], [], 2, []),
        # A row that was carried out is no answer any more, whichever door it still stands in.
        ([("", "甲。"), ("f", "乙。")], ["甲。"], 1, []),
        ([("", "甲。"), ("f", "乙。")], ["甲。", "乙。"], 0, []),
        ([("", "甲。"), ("f", "乙。")], ["乙。", "甲。"], 0, []),
        ([("", "甲。"), ("f", "甲。")], ["甲。", "乙。"], 1, []),
    ],
)
def test_what_is_entered_in_two_doors(
    rows: list[tuple[str, str]], before: list[str], count: int, codes: list[str]
) -> None:
    lines = [replace(line(None, number, **ENTER | {"reported": text}), door=door)
             for number, (door, text) in enumerate(rows, 4)]  # fmt: skip
    found = carried(lines, received=[known(each) for each in before], kept=True)
    assert (found.count, [each.code for each in found.findings]) == (count, codes)
    assert len(found.refused if codes else found.handled) == len(rows)


@pytest.mark.parametrize(("found", "count"), [("60%", 0), ("50%", 1)])
def test_what_the_office_found_in_two_doors(found: str, count: int) -> None:
    first = {"kind": "核定进展", "department": "教育科", "task": "1.1", "item": "完成进度", "reported": "50%", **AGREED}
    lines = [line(None, **first), replace(line(None, **first | {"reported": found}), door="f")]
    done = carried(lines, kept=True)
    assert (done.count, len(done.handled) + len(done.refused)) == (count, 2)


@pytest.mark.parametrize(
    ("round_", "kept", "outcome"),
    [
        # What another round entered, and whose row still stands, is told as older; a row that names this round is not.
        ("", True, (0, 1)), ("", False, (1, 0)), (ROUND.name, True, (1, 0)),
    ],
)  # fmt: skip
def test_a_reply_that_an_earlier_round_carried_out(round_: str, kept: bool, outcome: tuple[int, int]) -> None:
    earlier = replace(known("甲。"), round="别期")
    found = carried([line(None, **ENTER | {"reported": "甲。", "round": round_})], entered=[earlier], kept=kept)
    assert (found.count, len(found.earlier)) == outcome


def test_that_an_earlier_round_carried_it_out_is_told_once() -> None:
    rows, earlier = [line(None, **ENTER | {"reported": "甲。"})], replace(known("甲。"), round="别期")
    first = carried(rows, entered=[earlier], kept=True)
    again = carried(rows, entered=[earlier], kept=True, told=frozenset(first.told))
    assert (len(first.earlier), len(again.earlier), again.told, again.count) == (1, 0, [], 0)


@pytest.mark.parametrize(("round_", "outcome"), [(ROUND.name, (0, 1, 0)), ("别期", (0, 0, 1))])
def test_a_reply_that_was_carried_out_under_an_old_name(round_: str, outcome: tuple[int, int, int]) -> None:
    before = replace(known("甲。"), department="基教科", round=round_)
    here = [before] if round_ == ROUND.name else []
    for name in ("教育科", "基教科"):
        rows = [line(None, **ENTER | {"department": name, "reported": "甲。", "date": date(2023, 5, 1)})]
        found = carried(rows, received=here, entered=[before], kept=True, since=date(2023, 6, 1))
        assert (found.count, len(found.handled), len(found.earlier)) == outcome


VERIFY = {
    "kind": "核定进展",
    "department": "教育科",
    "task": "1.1",
    "item": "完成进度",
    "reported": "60%",
    "source": "现场",
}
SAID = decision("", "核定进展", field="percent", reported="60%")


@pytest.mark.parametrize(
    ("changes", "more", "found"),
    [
        ({}, {}, (1, [])),
        ({"task": "9.9"}, {}, (0, [("entered-task", "D4")])),
        ({"reported": None}, {}, (0, [("entered-blank", "G4")])),
        ({"date": "上周五"}, {}, (0, [("decision-day", "K4")])),
        # Only 完成进度, where it is open, and 状态 are found out.
        ({"reported": "差不多"}, {}, (0, [("entered-unclear", "G4")])),
        ({"item": "状态", "reported": "60%"}, {}, (0, [("entered-unclear", "G4")])),
        ({"department": "一小", "task": "1.3"}, {}, (0, [("entered-closed", "G4")])),
        ({}, {"decisions": (SAID,), "kept": True}, (0, [])),
        ({}, {"decisions": (SAID,)}, (1, [])),
        # It counts in every round, and is carried out once; a row that names this round is of this round.
        ({}, {"decisions": (replace(SAID, round="别期"),), "kept": True}, (0, [])),
        ({"round": ROUND.name}, {"decisions": (replace(SAID, round="别期"),), "kept": True}, (1, [])),
        # Under the name that the department had then.
        ({}, {"decisions": (replace(SAID, department="基教科"),), "kept": True}, (0, [])),
        ({}, {"decisions": (replace(SAID, reported="50%"),), "kept": True}, (1, [])),
    ],
)  # fmt: skip
def test_the_offices_own_finding(changes: dict[str, Any], more: dict[str, Any], found: Any) -> None:
    assert told(carried([line(None, **VERIFY | changes)], **more)) == found


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "percent", "60%"),
        ({"reported": 0.6}, "percent", "60%"),
        ({"item": "状态", "reported": "完成"}, "state", "已完成"),
        # Without a column the value tells it.
        ({"item": None, "reported": 0.6}, "percent", "60%"),
        ({"item": None, "reported": "推进中"}, "state", "推进中"),
        ({"item": None, "reported": "看过现场。"}, "progress", "看过现场。"),
    ],
)
def test_what_was_found_and_in_which_column(changes: dict[str, Any], field: str, value: str) -> None:
    [made] = carried([line(None, **VERIFY | changes)]).decisions
    assert (made.field, made.reported) == (field, value)


def test_such_a_finding_stands_beside_what_was_claimed() -> None:
    claims = Claims({("1.1", "教育科"): Claim(entry(percent=0.9, round="别期"))})
    [made] = carried([line(None, **VERIFY, **AGREED)], claims=claims).decisions
    assert (made.kind, made.ruling, made.before, made.reported, made.leader, made.day, made.note) == (
        "核定进展", None, "90%", "60%", "王局长", date(2023, 6, 20), "现场",
    )  # fmt: skip


def stands(agreements: Agreements) -> dict[str, Any]:
    return {"settled": Settled(agreements={("1.1", "教育科"): agreements})}


GO_ON = {"kind": "恢复", "department": "教育科", "task": "1.1", **AGREED}
STAGES = plan(task("1.1", schedule="2023年3月底前完成一稿，2023年12月底前完成"), departments=["教育科", "组宣科"])


@pytest.mark.parametrize(
    ("changes", "more", "found"),
    [
        ({}, stands(paused()), (1, [])),
        ({}, {}, (0, [("own-not-paused", "D4")])),
        ({"leader": None}, stands(paused()), (0, [("decision-incomplete", "J4")])),
        ({"date": None}, stands(paused()), (0, [("decision-incomplete", "K4")])),
        ({"date": "上周五"}, stands(paused()), (0, [("decision-day", "K4")])),
        ({"task": "9.9"}, stands(paused()), (0, [("own-unknown", "D4")])),
        ({"department": "组宣科"}, stands(paused()), (0, [("own-unknown", "D4")])),
        ({"leader": None, "date": None}, stands(paused()), (0, [])),
        # Carried out before: it ended the pause, and says no more.
        ({}, {"decisions": (decision("", "恢复"),)}, (0, [])),
        ({"kind": "重新立项"}, stands(closed()), (1, [])),
        ({"kind": "重新立项"}, stands(paused()), (0, [("own-not-closed", "D4")])),
        ({"kind": "节点", "item": "2023-03-31"}, {"plan": STAGES}, (1, [])),
        ({"kind": "节点", "item": date(2023, 3, 31)}, {"plan": STAGES}, (1, [])),
        ({"kind": "节点", "item": "2023-04-01"}, {"plan": STAGES}, (0, [("own-milestone", "E4")])),
        ({"kind": "节点", "item": None}, {"plan": STAGES}, (0, [("own-milestone", "E4")])),
    ],
)  # fmt: skip
def test_what_goes_on_is_opened_again_or_is_met(changes: dict[str, Any], more: dict[str, Any], found: Any) -> None:
    assert told(carried([line(None, **GO_ON | changes)], **more)) == found


@pytest.mark.parametrize(
    ("changes", "more", "field", "reported"),
    [
        ({}, stands(paused()), "state", ""),
        ({"kind": "重新立项"}, stands(closed()), "state", ""),
        ({"kind": "节点", "item": "2023-03-31"}, {"plan": STAGES}, None, "2023-03-31"),
    ],
)
def test_what_such_a_row_says(changes: dict[str, Any], more: dict[str, Any], field: str | None, reported: str) -> None:
    [made] = carried([line(None, **GO_ON | changes)], **more).decisions
    assert (made.kind, made.ruling, made.field, made.reported) == ((GO_ON | changes)["kind"], None, field, reported)
    assert (made.task, made.department, made.leader, made.day) == ("1.1", "教育科", "王局长", date(2023, 6, 20))


def test_rows_that_are_done_with_are_left_out_wherever_they_stand_by_now() -> None:
    done, other = line(UNCLEAR, decision="退回"), line(CLOSE, 5)
    found = carried([done, other], [UNCLEAR, CLOSE])
    moved = [line(CLOSE, 4), line(UNCLEAR, 5, decision="退回"), line(UNCLEAR, 6, decision="退回")]
    assert [each.row for each in found.left(moved)] == [4, 6]


def test_who_carries_a_task_out_and_under_which_name() -> None:
    assert (lead_departments(case(), "1.1"), lead_departments(case(), "1.3")) == (["教育科"], ["一小"])
    renamed = case(latest={"基教科": sent(department="基教科")})
    assert (
        renamed.department("教育科"),
        renamed.department("基教科"),
        renamed.task("基教科", "１.1"),
        renamed.task("没有", "1.1"),
    ) == ("", "基教科", "1.1", None)


def test_a_kind_that_nobody_knows_is_told_once() -> None:
    row = line(kind="同意销号", department="教育科", task="1.1")
    first = carried([row])
    assert [(each.code, each.cell) for each in first.findings] == [("row-kind", "B4")]
    assert carried([row], told=frozenset(first.told)).findings == []


def test_what_a_row_says_of_itself_names_no_cells() -> None:
    lines = [line(UNCLEAR, decision="同意销号"), line(CLOSE, 5, decision="同意销号")]
    assert [why for _, why in carried(lines, [UNCLEAR, CLOSE]).refused] == [
        "这一行的“同意销号”不适用于“看不准”，没有办理。",
        "“待核实”选了“同意销号”，还没有写同意领导、日期，没有办理。",
    ]
    both = [line(UNCLEAR, decision="采用报送"), line(UNCLEAR, 5, decision="保留原值")]
    assert {why for _, why in carried(both, [UNCLEAR]).refused} == {
        "这一行的“采用报送”与另一行互相矛盾，都没有办理。",
        "这一行的“保留原值”与另一行互相矛盾，都没有办理。",
    }


SHOWN: dict[str, Any] = {
    "kind": "看不准",
    "department": "教育科",
    "task": "1.1",
    "item": "完成进度",
    "before": "（空）",
    "reported": "80",
    "round": ROUND.name,
}
OWN_ROW: dict[str, Any] = {
    "kind": "代录",
    "department": "教育科",
    "task": "1.1",
    "item": "完成进度",
    "reported": "30%",
    "source": "电话",
}


@pytest.mark.parametrize(
    ("filled", "stands"),
    [
        # Whatever value the office has corrected it to meanwhile.
        (OWN_ROW, True), (OWN_ROW | {"round": ROUND.name}, True), (OWN_ROW | {"department": "基教科"}, True),
        (OWN_ROW | {"round": "别期"}, False), (OWN_ROW | {"item": "状态"}, False), (OWN_ROW | {"task": "1.2"}, False),
        (OWN_ROW | {"kind": "核定进展"}, False), (SHOWN, False),
    ],
)  # fmt: skip
def test_which_row_stands_in_the_other_door(filled: dict[str, Any], stands: bool) -> None:
    [row] = restored([], [], [entered(returned(percent=0.7), round=ROUND.name)])
    assert stands_in([line(None, **filled)], row, case()) is stands


@pytest.mark.parametrize(("decision_", "stands"), [("退回", True), (None, False)])
def test_a_question_stands_in_the_other_door_where_it_is_answered(decision_: str | None, stands: bool) -> None:
    assert stands_in([line(None, **SHOWN | {"note": None, "decision": decision_})], SHOWN, case()) is stands


@pytest.mark.parametrize(("day", "stands"), [("2023-03-31", True), (date(2023, 3, 31), True), ("2023-06-30", False)])
def test_a_milestone_stands_in_the_other_door_by_its_day(day: Any, stands: bool) -> None:
    [row] = restored([], [decision("", "节点", field="", reported="2023-03-31")], [])
    other = line(None, kind="节点", department="教育科", task="1.1", item=day, **AGREED)
    assert stands_in([other], row, case()) is stands
