"""Rows that the office itself writes: 代录, 核定进展, 恢复, 重新立项 and 节点, each carried out once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.pending import (
    AGREED,
    carried,
    line,
    told,
)
from support.small import (
    ROUND,
    closed,
    decision,
    entered,
    entry,
    paused,
    plan,
    returned,
    row,
    sent,
    task,
)

from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import Claim, Claims
from xlplan.decisions.settled import Settled

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
        ({"source": None}, "entered-blank", "M4", "来源"),
        ({"department": None, "task": " "}, "entered-blank", "C4", "部门、编号"),
        ({"department": "教育课"}, "entered-department", "C4", "教育科"),
        ({"department": "x"}, "entered-department", "C4", "“部门”表里的名称"),
        ({"task": "9.9"}, "entered-task", "D4", "1.1、1.2"),
        ({"item": "心情"}, "entered-item", "E4", "状态"),
        ({"item": "完成进度", "reported": 80}, "entered-unclear", "G4", "是不是 80%？"),
        ({"item": "状态", "reported": "快了"}, "entered-unclear", "G4", "未启动"),
        ({"item": "预计完成日期", "reported": "快了"}, "entered-unclear", "G4", "请写成 2023-12-31 的样子"),
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
    told_all = found.findings[0].message + found.findings[0].hint
    assert said in told_all and "{" not in told_all


def test_a_department_whose_sheet_was_taken_back_gets_another_first() -> None:
    given = sent(row("1.1"), department="教育科")
    for latest, how in (({"教育科": replace(given, sha256="")}, "已经收回"), ({}, "没有下发过")):
        found = carried([line(None, **ENTER)], latest=latest)
        assert told(found) == (0, [("entered-department", "C4")])
        assert how in found.findings[0].message and "再拆分下发一次" in found.findings[0].hint


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


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        (["甲。", "甲。"], 1),
        (["甲。", "甲。", "乙。", "乙。"], 2),
        # Said again after something else it is what counts in the end.
        (["甲。", "乙。", "甲。"], 0),
    ],
)
@pytest.mark.parametrize("operator", ["张三", ""])
@pytest.mark.parametrize("kept", [True, False])
def test_what_is_entered_twice_word_for_word_is_carried_out_once(
    rows: list[str], repeated: int, operator: str, kept: bool
) -> None:
    lines = [line(None, number, **ENTER | {"reported": text}) for number, text in enumerate(rows, 4)]
    found = carried(lines, kept=kept, operator=operator)
    once = len(rows) - repeated
    assert (found.count, found.unsigned) == ((once, 0) if operator else (0, once))
    assert (len(found.repeated), len(found.handled)) == ((repeated, len(rows)) if operator else (0, 0))


@pytest.mark.parametrize(
    ("other", "count"), [({}, 1), ({"reported": "60%"}, 2), ({"task": "1.2"}, 2), ({"leader": "李局长"}, 2)]
)
def test_what_the_office_found_twice_word_for_word_is_carried_out_once(other: dict[str, str], count: int) -> None:
    first = {"kind": "核定进展", "department": "教育科", "task": "1.1", "item": "完成进度", "reported": "50%", **AGREED}
    found = carried([line(None, **first), line(None, 5, **first | other)])
    assert (found.count, len(found.repeated), len(found.handled)) == (count, 2 - count, 2)


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


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        # Said again by telephone, on a day that this round has seen: a reply of this round.
        (date(2023, 6, 20), (1, 0)),
        # The row that the earlier round carried out still stands; so do one of an earlier day and one without any.
        (date(2023, 6, 5), (0, 1)), (date(2023, 5, 20), (0, 1)), (None, (0, 1)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["代录", "核定进展"])
def test_what_is_said_again_on_another_day_is_of_this_round(
    kind: str, day: date | None, outcome: tuple[int, int]
) -> None:
    before, since = date(2023, 6, 5), date(2023, 6, 1)
    if kind == "代录":
        row = ENTER | {"reported": "甲。"}
        known_before: dict[str, Any] = {"entered": [replace(known("甲。"), round="别期", day=before)]}
    else:
        row = {"kind": kind, "department": "教育科", "task": "1.1", "item": "完成进度", "reported": "40%", "leader": "王局长", "source": "现场"}  # fmt: skip
        found_before = decision("", kind, "percent", reported="40%", round="别期", day=before)
        known_before = {"decisions": [found_before]}
    found = carried([line(None, **row | {"date": day})], kept=True, since=since, **known_before)
    assert (found.count, len(found.earlier)) == outcome


@pytest.mark.parametrize(
    ("day", "count"), [(date(2023, 6, 20), 1), (date(2023, 6, 5), 0), (date(2023, 6, 1), 0), (None, 0)]
)
@pytest.mark.parametrize("kind", ["代录", "核定进展"])
def test_what_is_said_again_on_a_later_day_of_the_round_is_carried_out_again(
    kind: str, day: date | None, count: int
) -> None:
    # Something else may have been decided in between: 采用报送, or which of two values counts.
    before = date(2023, 6, 5)
    if kind == "代录":
        row = ENTER | {"reported": "甲。"}
        known_before: dict[str, Any] = {"received": [replace(known("甲。"), day=before)]}
    else:
        row = {"kind": kind, "department": "教育科", "task": "1.1", "item": "完成进度", "reported": "40%", "leader": "王局长", "source": "现场"}  # fmt: skip
        known_before = {"decisions": [decision("", kind, "percent", reported="40%", day=before)]}
    assert (
        carried([line(None, **row | {"date": day})], kept=True, since=date(2023, 6, 1), **known_before).count == count
    )


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
        ({"date": date(2023, 6, 26)}, {}, (0, [("decision-day-off", "K4")])),
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


CLOSED = {
    "settled": Settled(agreements={("1.1", "教育科"): Agreements(closings=(decision("同意销号", "待销号", action=1),))})
}


@pytest.mark.parametrize(
    ("changes", "more", "found"),
    [
        ({}, {"latest": {}}, (1, [])),
        ({"department": "基教科"}, {"latest": {}}, (1, [])),
        ({}, {"latest": {"教育科": replace(sent(row("1.1"), department="教育科"), sha256="")}}, (1, [])),
        ({}, {"latest": {"教育科": sent(row("1.2"), department="教育科")}}, (1, [])),
        ({}, {"latest": {}, "decisions": (SAID,), "kept": True}, (0, [])),
        # What is closed is found out no more; nor is what the table does not give the department.
        ({}, {"latest": {}} | CLOSED, (0, [("entered-department", "C4")])),
        ({"department": "一小"}, {"latest": {}}, (0, [("entered-department", "C4")])),
        ({"department": "没有"}, {"latest": {}}, (0, [("entered-department", "C4")])),
    ],
)
def test_what_was_found_on_a_task_that_no_sheet_of_the_round_asks_for(
    changes: dict[str, Any], more: dict[str, Any], found: Any
) -> None:
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


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        (ENTER, "请写部门报来的那一天"),
        (VERIFY, "请写核定的那一天"),
        ({"kind": "恢复", "department": "教育科", "task": "1.1", "leader": "王局长"}, "请写领导同意的那一天"),
    ],
)
def test_a_day_to_come_is_told_what_the_day_is_of(row: dict[str, Any], hint: str) -> None:
    [told] = carried([line(None, **row, date=date(2023, 6, 26))]).findings
    assert (told.code, told.hint.split("，")[0]) == ("decision-day-off", hint)


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


WITHDRAWN = {"教育科": sent(row("1.1", change="已撤销"), row("1.2"))}


@pytest.mark.parametrize(
    ("before", "latest", "found"),
    [
        # What was entered while the row was there is done with, whether its sheet still tells of it or not.
        ([known("电话说已办妥。")], WITHDRAWN, (0, [])),
        ([known("电话说已办妥。")], {"教育科": sent(row("1.2"))}, (0, [])),
        ([known("别的话。")], WITHDRAWN, (0, [("entered-withdrawn", "D4")])),
        # In the table it is the department's; closed, it stands in no sheet.
        ([], {"教育科": sent(row("1.2"))}, (0, [("entered-withdrawn", "D4")])),
    ],
)
def test_a_reply_on_a_task_that_was_withdrawn(before: list[Any], latest: dict[str, Any], found: Any) -> None:
    one = line(None, **ENTER)
    first = carried([one], latest=latest, entered=before, kept=True)
    assert told(first) == found
    again = carried([one], latest=latest, entered=before, kept=True, told=frozenset(first.told))
    assert told(again)[1] == [each for each in found[1] if each[0] != "entered-withdrawn"]


def test_a_finding_that_an_earlier_version_took_down_as_words_is_not_carried_out_again() -> None:
    words = decision("", "核定进展", "progress", reported="0.6")
    one = line(None, **VERIFY | {"reported": 0.6})
    assert told(carried([one], decisions=[words], kept=True)) == (0, [])
    assert told(carried([line(None, **VERIFY | {"reported": 0.7})], decisions=[words], kept=True))[0] == 1
