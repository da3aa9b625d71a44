"""The rows of 待核实 beside each other: of some kinds alone, in whose name, against each other, and what is told of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.pending import (
    AGREED,
    CLOSE,
    EDITED,
    STRANGE,
    TABLE,
    UNCLEAR,
    carried,
    case,
    line,
    question,
    told,
)
from support.small import (
    ROUND,
    decision,
    doubt,
    entry,
    row,
    sent,
)

from xlplan.decisions.case import lead_departments
from xlplan.decisions.claims import Claim, Claims
from xlplan.decisions.model import Question
from xlplan.decisions.row_notes import as_note
from xlplan.decisions.settled import OpenDoubt, Settled


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
        "没有办理：没有写经办人。",
    )
    assert told(carried([line(UNCLEAR)], [UNCLEAR], operator="")) == (0, [])
    assert carried([one], [UNCLEAR], operator="", operator_cell="").findings[0].cell is None


def test_without_a_name_what_two_doors_say_alike_stays_in_both() -> None:
    lines = [line(UNCLEAR, decision="退回"), replace(line(UNCLEAR, decision="退回"), door="汇总/待核实.xlsx")]
    found = carried(lines, [UNCLEAR], operator="")
    assert (found.handled, len(found.refused), list(found.left(lines))) == ([], 2, lines)
    # One of them only repeats the other.
    assert found.unsigned == 1
    assert told(found) == (0, [("decision-no-operator", "C1")])


def test_what_the_office_must_do_in_the_table_itself() -> None:
    lines = [line(EDITED, decision="采用报送"), line(STRANGE, 5, decision="采用报送")]
    found = carried(lines, [EDITED, STRANGE])
    assert told(found) == (2, [("decision-table", "I4"), ("decision-table", "I5")])
    assert "任务 1.1 的“主要内容”改成" in found.findings[0].hint and "加上一行" in found.findings[1].hint
    assert told(carried([line(EDITED, decision="保留原值")], [EDITED])) == (1, [])


@pytest.mark.parametrize(
    ("made", "ruling", "codes"),
    [
        ({}, "退回", [("decision-percent-too", "I4")]),
        ({}, "同意销号", []),
        # What nobody had adopted, or of another column or round, is told by the history alone.
        ({"ruling": "保留原值"}, "退回", []),
        ({"field": "progress"}, "退回", []),
        ({"round": "上期"}, "退回", []),
    ],
)
def test_a_percent_that_was_adopted_and_goes_with_what_is_sent_back_is_told(
    made: dict[str, str], ruling: str, codes: list[tuple[str, str]]
) -> None:
    adopted = decision(**{"ruling": "采用报送", "kind": "看不准", "field": "percent"} | made)
    claims = Claims({("1.1", "教育科"): Claim(entry(state="已完成", percent=0.9))})
    agreed = AGREED if ruling == "同意销号" else {}
    found = carried([line(CLOSE, decision=ruling, **agreed)], [CLOSE], decisions=[adopted], claims=claims)
    assert told(found) == (1, codes)
    assert all("完成进度 90% 采用过" in each.message for each in found.findings)


@pytest.mark.parametrize(
    ("asked", "ruling", "codes"),
    [
        (question("看不准", "90％左右", "（空）"), "采用报送", [("decision-percent-too", "I5")]),
        (question("前后不一致", "90%", "50%"), "采用报送", [("decision-percent-too", "I5")]),
        (question("看不准", "90％左右", "（空）"), "保留原值", []),
        (question("看不准", "在办", "（空）", "progress"), "采用报送", []),
        (question("看不准", "90％左右", "（空）", department="组宣科"), "采用报送", []),
    ],
)
def test_a_percent_that_is_adopted_together_with_what_is_sent_back_is_told(
    asked: Question, ruling: str, codes: list[tuple[str, str]]
) -> None:
    unsure = OpenDoubt("教育科", doubt("percent", "90％左右", 0.9), "教育科.xlsx I5")
    claims = Claims({("1.1", "教育科"): Claim(entry(state="已完成"))})
    lines = [line(asked, decision=ruling), line(CLOSE, 5, decision="退回")]
    found = carried(lines, [asked, CLOSE], claims=claims, settled=Settled(doubts=[unsure]))
    assert told(found) == (2, codes)
    assert all("完成进度 90% 采用过" in each.message for each in found.findings)


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
    of_no_kind = line(kind="同意销号", department="教育科", task="1.1")
    first = carried([of_no_kind])
    assert [(each.code, each.cell) for each in first.findings] == [("row-kind", "B4")]
    assert carried([of_no_kind], told=frozenset(first.told)).findings == []


@pytest.mark.parametrize(("of", "times"), [("别期", 1), (ROUND.name, 2), ("", 2)])
def test_what_is_wrong_in_the_file_of_another_round_is_told_once(of: str, times: int) -> None:
    row = replace(line(CLOSE, decision="采用报送"), door="f" if of else "", of=of)
    first = carried([row], [CLOSE])
    again = carried([row], [CLOSE], told=frozenset(first.told))
    assert [each.code for each in (*first.findings, *again.findings)] == ["decision-misfit"] * times


def test_a_question_of_an_earlier_round_shows_what_was_reported_then() -> None:
    claims = Claims({("1.1", "教育科"): Claim(entry(percent=0.9, round="别期"))})
    assert "90%" in case(claims=claims).about("教育科", "1.1")


@pytest.mark.parametrize("asked", ["基教科", "教育科"])
def test_a_row_under_an_old_name_tells_the_tasks_words_and_what_was_reported(asked: str) -> None:
    # Renamed in mid-round: its old name has a withdrawn sheet, its new one the rows.
    sheets = {
        "基教科": sent(row("1.1", change="已撤销"), department="基教科"),
        "教育科": sent(row("1.1", content="修订办法。")),
    }
    under_old = Settled({("1.1", "基教科"): entry(department="基教科", percent=0.4)})
    assert case(latest=sheets, settled=under_old).about(asked, "1.1").split("\n")[0] == "修订办法。"
    assert "40%" in case(latest=sheets, settled=under_old).about(asked, "1.1")
    # What no sheet asks for any more is told by the table.
    gone = {"基教科": sheets["基教科"]}
    assert case(latest=gone).about("基教科", "1.1") == TABLE.tasks[0].content


def test_what_a_row_says_of_itself_names_no_cells() -> None:
    lines = [line(UNCLEAR, decision="同意销号"), line(CLOSE, 5, decision="同意销号")]
    assert [why for _, why in carried(lines, [UNCLEAR, CLOSE]).refused] == [
        "这一行的“同意销号”不适用于“看不准”，没有办理。",
        "这一行还没有写同意领导、日期，“同意销号”没有办理。",
    ]
    both = [line(UNCLEAR, decision="采用报送"), line(UNCLEAR, 5, decision="保留原值")]
    assert {why for _, why in carried(both, [UNCLEAR]).refused} == {
        "这一行的“采用报送”与另一行互相矛盾，都没有办理。",
        "这一行的“保留原值”与另一行互相矛盾，都没有办理。",
    }


def test_rows_of_two_doors_name_each_other_with_their_doors() -> None:
    here, there = (
        line(CLOSE, 8, decision="退回"),
        replace(line(CLOSE, 8, decision="同意销号", **AGREED), door="汇总/待核实.xlsx"),
    )
    said = [each.message for each in carried([here, there], [CLOSE]).findings]
    assert said == [
        "“待核实”I8 的“退回”与 （汇总/待核实.xlsx）I8 互相矛盾，都没有办理。",
        "“待核实”（汇总/待核实.xlsx）I8 的“同意销号”与 （分工表）I8 互相矛盾，都没有办理。",
    ]
    assert {as_note(text) for text in said} == {
        "这一行的“退回”与另一行互相矛盾，都没有办理。", "这一行的“同意销号”与另一行互相矛盾，都没有办理。",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("door", "cell", "cells", "place"),
    [
        ("", "C1", {}, "“操作台”的 C1"),
        ("汇总/待核实.xlsx", "C1", {"汇总/待核实.xlsx": "J1"}, "“操作台”的 C1"),
        ("汇总/待核实.xlsx", "", {"汇总/待核实.xlsx": "J1"}, "“汇总/待核实.xlsx”的 J1"),
    ],
)
def test_where_the_name_is_to_be_written(door: str, cell: str, cells: dict[str, str], place: str) -> None:
    one = replace(line(UNCLEAR, decision="退回"), door=door)
    [found] = carried([one], [UNCLEAR], operator="", operator_cell=cell, operator_cells=cells).findings
    assert found.hint.startswith(f"请在{place}（经办人）写上姓名")
