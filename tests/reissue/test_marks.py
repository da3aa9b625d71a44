"""What one department has to mend: which cells of its newest sheet, in what words, filled in with what, and when nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import ROUND, decision, doubt, entered, received, returned, row, sent, values

from xlplan.handout.sheets import Sent
from xlplan.reissue.marks import Mark, Mending, SendBack, UnreadReturn
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import ReturnedRow
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding

FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}
SHEET = sent(row("1.1"), row("1.2"), row("1.3", closed=True), row("1.4", Role.SUPPORT))


def rows(*others: ReturnedRow, without: Sequence[str] = ()) -> list[ReturnedRow]:
    """Return all rows well filled in; `others` replace those with their numbers."""
    mine = {each.task for each in others} | set(without)
    closed = {name: value for name, value in FULL.items() if name != "percent"}
    full = [
        returned("1.1", line=5, **FULL),
        returned("1.2", line=6, **FULL),
        returned("1.3", line=7, **closed),
        returned("1.4", line=8),
    ]
    return [*(each for each in full if each.task not in mine), *others]


def came(*others: ReturnedRow, reasons: Sequence[Finding] = (), without: Sequence[str] = (), **more: Any) -> Received:
    known = {"verdict": Verdict.NOTED, "action": 2} | more
    return received(*rows(*others, without=without), reasons=reasons, **known)


def back(
    *items: Submission, at: Sent = SHEET, decisions: Sequence[Any] = (), refused: Sequence[UnreadReturn] = ()
) -> SendBack | None:
    return Mending(at, items, decisions, ROUND.name).send_back(refused)


def marks(*items: Received, **more: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """Return by 编号 and column the content and the comment; nothing if nothing goes back."""
    found = back(*items, **more)
    return {(each.task, each.field): (each.shown, "".join(each.words)) for each in found.marks} if found else {}


def reason(code: str, task: str | None = "1.1", field: str | None = None, **words: Any) -> Finding:
    known = {
        "task_id": task, "heading": "标题", "value": "值", "guess": "", "options": "", "task_words": "", "other": "J5", "column": "O",
        "cells": "", "used": "", "revision": 2, "first": "A9", "last": "A10", "text": "", "old": "旧", "kind": "", "before": "50%", "how": "",
    }  # fmt: skip
    return finding(code, cell="J5", task=task, field=Field(field) if field else None, **known | words)


UNCLEAR = reason("return-percent-unclear", field="percent", value="80", guess="是不是 80%？")
UNSURE = returned(line=5, state="推进中", progress="已办。", doubts=[doubt("percent", "80", 0.8)])
SAID = "“80”看不准。是不是 80%？请写成 80% 的样子。"
BLANK = "“{}”是必填的，请补填。"


def test_a_return_with_nothing_to_mend_does_not_go_back() -> None:
    assert back(came()) is None
    assert back() is None


@pytest.mark.parametrize(
    ("codes", "unread"),
    [
        ([], ()),
        # What is wrong with the file, or blank, is no content.
        (["return-required-blank", "return-recognised", "return-row-missing"], ()),
        (["return-comment", "return-column-extra", "return-comment"], ("批注", "另加的列")),
        (["return-row-unknown", "return-rows-unknown"], ("不在下发任务里的行",)),
        (["return-box", "return-struck", "return-second-table"], ("文本框", "画了删除线的字", "另一张任务表")),
    ],
)
def test_what_was_sent_and_not_read_is_known(codes: list[str], unread: tuple[str, ...]) -> None:
    words = {"candidates": "", "share": "99%", "sheet_name": "", "heading": "", "task_words": ""}
    found = back(came(reasons=[reason(code, **words) for code in codes], without=["1.1"]))
    assert found and found.unread == unread


def test_what_goes_back_is_the_newest_sheet_filled_in_as_it_was_read() -> None:
    refused = [UnreadReturn("坏.xlsx", ("读不了。",))]
    found = back(came(UNSURE, reasons=[UNCLEAR], sha256="one"), came(path="二.xlsx", sha256="two"), refused=refused)
    assert found is not None
    assert (found.department, found.sent, found.corrects, found.refused, found.read) == (
        "教育科",
        SHEET,
        ("one", "two"),
        refused,
        True,
    )
    assert found.answers.people == {"filler": "张三", "reviewer": "李四"}
    assert {task: dict(each) for task, each in found.answers.rows.items()} == {
        "1.1": FULL, "1.2": FULL, "1.3": {"state": "推进中", "progress": "已办。"}, "1.4": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("item", "found"),
    [
        # Unclear cells, as they came, in the words of the reason.
        (came(UNSURE, reasons=[UNCLEAR]), {("1.1", "percent"): ("80", SAID)}),
        (came(returned(line=5, state="推进中", progress="已办。", doubts=[doubt("percent", "80%", 0.8)])),
         {("1.1", "percent"): ("80%", "这一格看不准，还没有采用。请核对后重新填写。")}),
        # Required cells, in the order of the sheet, those above the table first.
        (came(returned(line=5, state="推进中"), people={"filler": "", "phone": "1"}),
         {("", "filler"): ("", BLANK.format("填报人")), ("", "reviewer"): ("", BLANK.format("审核人")),
          ("1.1", "percent"): ("", BLANK.format("完成进度")), ("1.1", "progress"): ("", BLANK.format("本期进展"))}),
        (came(without=["1.2", "1.4"], reasons=[reason("return-row-missing", "1.2", value="1.2")]),
         {("1.2", "id"): ("", "报来的表里没有这一行，请补报。"), ("1.2", "state"): ("", BLANK.format("状态")),
          ("1.2", "percent"): ("", BLANK.format("完成进度")), ("1.2", "progress"): ("", BLANK.format("本期进展"))}),
        # An error, beside what is required anyway.
        (came(returned(line=5, state="推进中", percent=0.5), reasons=[reason("return-cell-error", field="progress", value="#N/A")]),
         {("1.1", "progress"): ("", "这一格报来的是错误值 #N/A。请直接写上内容。")}),
        # An answer that is struck through leaves the cell blank.
        (came(returned(line=5, state="推进中", percent=0.5), reasons=[reason("return-struck", field="progress", value="已办。")]),
         {("1.1", "progress"): ("", "画了删除线的文字“已办。”没有读取；还要报的，请去掉删除线。")}),
        # Answered in another return, an error is over.
        (came(reasons=[reason("return-cell-error", field="progress")]), {}),
        # What the department is not told, or cannot correct.
        (came(reasons=[reason("return-locked-edited", field="content"), reason("return-row-twice")]), {}),
        # Blank cells are searched on the newest sheet itself.
        (came(reasons=[reason("return-required-blank", None, "progress")]), {}),
        # Notes on quality are added, but send nothing back by themselves.
        (came(reasons=[reason("quality-no-next", field="problems")]), {}),
        (came(UNSURE, reasons=[UNCLEAR, reason("quality-no-next", "1.2", "problems")]),
         {("1.1", "percent"): ("80", SAID), ("1.2", "problems"): ("", "写了问题或需协调，却没有写下一步措施。请补上。")}),
        # Rows that are no longer the department's are not mentioned.
        (came(UNSURE, reasons=[UNCLEAR, reason("return-cell-error", "9.9", "progress")]), {("1.1", "percent"): ("80", SAID)}),
        # A number typed anew: asked for while anything of the row is open.
        (came(returned("1.1", line=9, doubts=[doubt("progress", "已办。", "已办。", line=9)], state="推进中", percent=0.5),
              reasons=[reason("return-row-unmatched", value="一点一")]),
         {("1.1", "id"): ("", "报来的表里，这一行的编号写成了“一点一”，所填内容已按任务内容移到这里，请核对。"),
          ("1.1", "progress"): ("已办。", "这一格看不准，还没有采用。请核对后重新填写。")}),
        (came(reasons=[reason("return-row-unmatched")]), {}),
    ],
)  # fmt: skip
def test_what_is_to_be_mended_of_one_return(item: Received, found: dict[Any, Any]) -> None:
    assert marks(item) == found


def test_who_only_supports_need_not_sign() -> None:
    at = sent(row("1.4", Role.SUPPORT))
    item = received(returned("1.4", doubts=[doubt("state", "差不多", number="1.4")]), verdict=Verdict.NOTED, people={})
    assert list(marks(item, at=at)) == [("1.4", "state")]


def test_a_row_that_came_after_all_is_not_asked_for() -> None:
    lost = came(UNSURE, reasons=[UNCLEAR, reason("return-row-missing", "1.2")], without=["1.2"])
    other = came(UNSURE, path="二.xlsx", reasons=[UNCLEAR])
    assert list(marks(lost, other)) == [("1.1", "percent")]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("一", "二"), "报来的内容有几种：“一”、“二”。请写明以哪一种为准。"),
        (("一" * 401, "二"), f"报来的内容有几种：“{'一' * 400}……（共401字）”、“二”。请写明以哪一种为准。"),
    ],
)
def test_what_was_said_in_two_ways_is_asked_with_both(texts: tuple[str, str], shown: str) -> None:
    items = [
        came(returned(line=5, state="推进中", percent=0.5, progress=text), path=f"{text[:1]}.xlsx") for text in texts
    ]
    assert marks(*items) == {("1.1", "progress"): ("", shown)}


def test_a_cell_that_one_left_blank_is_no_way_of_its_own() -> None:
    items = [came(path="一.xlsx"), came(returned(line=5, state="推进中", progress="已办。"), path="二.xlsx")]
    assert marks(*items) == {}


def test_doubts_of_two_returns_stand_side_by_side_and_the_same_one_once() -> None:
    unsure = [came(returned(line=5, **{**FULL, "state": "推进中"}, doubts=()), path="零.xlsx")]
    two = [came(returned(line=5, state="推进中", progress="已办。", doubts=[doubt("percent", shown, share)]), path=f"{shown}.xlsx")
           for shown, share in (("80", 0.8), ("80", 0.8), ("八十五", 0.85))]  # fmt: skip
    assert marks(*two)["1.1", "percent"] == ("", "报来的内容有几种：“80”、“八十五”。请写明以哪一种为准。")
    assert marks(*two[:2])["1.1", "percent"][0] == "80"
    assert marks(*unsure, two[0])["1.1", "percent"][0] == "50%"


@pytest.mark.parametrize(
    ("ruling", "kind", "words"),
    [
        ("退回", "看不准", "经核实退回：写清楚。请按实际情况重新填写。"),
        ("采用报送", "看不准", None),
        ("保留原值", "看不准", None),
    ],
)
def test_an_unclear_cell_that_the_office_decided_on(ruling: str, kind: str, words: str | None) -> None:
    decided = decision(ruling, kind, field="percent", reported="80", note=" 写清楚。", action=3)
    found = marks(came(UNSURE, reasons=[UNCLEAR]), decisions=[decided])
    assert found == ({("1.1", "percent"): ("80", words)} if words else {})


@pytest.mark.parametrize(
    ("kind", "field", "reported", "words"),
    [
        ("待销号", "state", "已完成", "没有同意销号：还没有印发。请按实际情况重新填写。"),
        ("申请暂缓", "state", "暂缓", "没有同意暂缓：还没有印发。请按实际情况重新填写。"),
        ("申请延期", "expected", "2024-01-31", "没有同意延期：还没有印发。请按实际情况重新填写。"),
    ],
)
def test_a_request_that_the_office_sent_back(kind: str, field: str, reported: str, words: str) -> None:
    asked = {"expected": date(2024, 1, 31)} if field == "expected" else {"state": reported}
    item = came(returned(line=5, **FULL | asked), verdict=Verdict.ACCEPTED)
    decided = decision("退回", kind, field=field, reported=reported, note="还没有印发", action=3)
    assert marks(item, decisions=[decided]) == {("1.1", field): (reported, words)}
    # A ruling in another round, or before the return came, does not apply.
    assert marks(item, decisions=[decision("退回", kind, field=field, reported=reported, round="别期", action=3)]) == {}
    assert marks(item, decisions=[decision("退回", kind, field=field, reported=reported, action=1)]) == {}


EDITED = finding(
    "return-locked-edited",
    cell="C5",
    task="1.1",
    field=Field.CONTENT,
    task_id="1.1",
    heading="主要内容",
    old="原",
    value="新",
)
STRANGE = finding("return-row-unknown", cell="A9", value="9.9", text="新增的事")


def told(item: Finding, before: str, after: str) -> Finding:
    return replace(item, before=before, after=after)


@pytest.mark.parametrize(
    ("note", "marked", "remarks"),
    [
        ("", "没有同意改动原文，仍按原来的文字填报。", ()),
        ("本期不改表", "没有同意改动原文，仍按原来的文字填报：本期不改表。", ()),
    ],
)
def test_a_change_of_the_text_that_the_office_sent_back(note: str, marked: str, remarks: tuple[str, ...]) -> None:
    item = came(reasons=[told(EDITED, "原", "新")])
    decided = decision("退回", "改动原文", field="content", before="原", reported="新", note=note, action=3)
    found = back(item, decisions=[decided])
    assert found and [(each.task, each.field, each.words) for each in found.marks] == [("1.1", "content", (marked,))]
    assert found.remarks == remarks
    assert back(item) is None


def test_a_row_of_its_own_that_the_office_sent_back_goes_back_for_that_alone() -> None:
    item = came(reasons=[told(STRANGE, "", "新增的事")])
    decided = decision("退回", "新增任务", task="", field="", reported="新增的事", note="", action=3)
    found = back(item, decisions=[decided, decided])
    assert found and (list(found.marks), found.remarks) == ([], ("没有同意新增的任务，不用填报。",))
    # Over once a sheet without it has come.
    assert back(came(reasons=[told(STRANGE, "", "新增的事")], action=9), decisions=[decided]) is None


def test_what_is_wrong_with_the_sheet_as_a_whole_is_said_along() -> None:
    whole = [
        reason("return-column-missing", None, "next", value="下一步措施"),
        reason("return-old-revision", None, value=1),
    ]
    assert back(came(reasons=whole)) is None
    found = back(came(UNSURE, reasons=[UNCLEAR, *whole]), came(UNSURE, path="二.xlsx", reasons=whole))
    assert found and found.remarks == (
        "报来的表里找不到“下一步措施”列，有要报的内容请在这份表里补填。",
        "你们填的是第1版，最新下发的是第2版；所填内容已移到这份新版里，请核对后补充。",
    )


def test_what_the_office_entered_goes_back_to_nobody_and_fills_the_sheet() -> None:
    told = entered(returned(line=0, progress="电话里说的。"))
    assert back(told) is None
    found = back(came(returned(line=5, state="推进中")), told)
    assert found and (found.answers.rows["1.1"]["progress"], list(found.corrects)) == (
        "电话里说的。",
        ["sha-回收/一.xlsx"],
    )
    assert [(each.task, each.field) for each in found.marks] == [("1.1", "percent")]


def test_an_older_revision_is_asked_for_what_the_newest_adds() -> None:
    at = sent(row("1.1"), row("1.2"), row("1.3", closed=True), row("1.5"), row("1.4", change="已撤销"), revision=2)
    item = came(
        returned("1.4", line=8, doubts=[doubt("percent", "80", 0.8, "1.4")]), returned("9.9", line=9, progress="别的")
    )
    assert list(marks(item, at=at)) == [("1.5", "state"), ("1.5", "percent"), ("1.5", "progress")]


def test_conflicts_on_what_is_no_longer_theirs_are_not_asked() -> None:
    at = sent(row("1.1"), row("1.2"), row("1.3", closed=True))
    items = [came(returned("1.4", line=8, progress=text), path=f"{text}.xlsx") for text in ("一", "二")]
    assert back(*items, at=at) is None


def test_the_newest_people_stand_on_the_sheet() -> None:
    items = [came(UNSURE, reasons=[UNCLEAR], people={"filler": "张三", "reviewer": "", "phone": "1"}),
             came(UNSURE, path="二.xlsx", people={"filler": "王五", "reviewer": "李四"})]  # fmt: skip
    found = back(*items)
    assert found and found.answers.people == {"filler": "张三", "reviewer": "李四", "phone": "1"}


def test_a_text_too_long_for_a_cell_is_asked_for_shorter() -> None:
    long = returned(line=5, state="推进中", percent=0.5, progress="进" * 32_768)
    # By itself it is no reason to send anything back.
    assert marks(came(long)) == {}
    found = marks(came(long, returned("1.2", line=6, state="推进中", percent=0.5)))
    assert found == {
        ("1.1", "progress"): ("", "所填内容有 32768 个字，一个单元格放不下。请缩短后重新填写。"),
        ("1.2", "progress"): ("", BLANK.format("本期进展")),
    }
    assert (
        len(marks(came(returned(line=5, state="推进中", percent=0.5, progress="进" * 32_767), returned("1.2", line=6))))
        == 3
    )


def test_a_mark_by_its_heading() -> None:
    assert [Mark("1.1", Field.PROGRESS, "", ()).heading, Mark("", Field.FILLER, "", ()).heading] == [
        "本期进展",
        "填报人",
    ]


def test_nothing_of_what_was_refused_is_read() -> None:
    found = SendBack("教育科", SHEET, refused=[UnreadReturn("坏.xlsx", ("读不了。",))])
    assert (found.read, found.answers.rows, values()) == (False, {}, {})


@pytest.mark.parametrize(("handed", "asked"), [({("教育科", 1): 1}, 0), ({("教育科", 1): 4}, 2)])
def test_a_sheet_of_the_closed_deadline_contradicts_nothing_of_the_routine(
    handed: dict[tuple[str, int], int], asked: int
) -> None:
    told = entered(returned(state="未启动", progress="电话里说的。"), action=5)
    filed = received(returned(state="常态推进", progress="又办。"), path="一.xlsx", action=6)
    closed = decision("同意销号", before="推进中", reported="已完成", action=3)
    mending = Mending(SHEET, [told, filed], [closed], ROUND.name, {"1.1": date(2023, 6, 1)}, handed)
    assert len(mending.settled.conflicts) == asked


DONE = returned("1.1", state="已完成", percent=0.4, progress="已办。")


@pytest.mark.parametrize(
    ("reasons", "beside"),
    [
        ([reason("quality-done-below-100", field="state")], [(Field.PERCENT,)]),
        ([reason("quality-state-denied", field="state", state="已完成")], [(Field.PERCENT, Field.PROGRESS)]),
        (
            [reason("quality-done-below-100", field="state"), reason("quality-no-next", field="state")],
            [(Field.PERCENT,), (Field.NEXT,)],
        ),
        # What only the cell itself can mend keeps it red.
        ([reason("quality-done-below-100", field="state"), reason("return-state-unknown", field="state")], []),
    ],
)
def test_a_mark_knows_what_else_may_mend_it(reasons: Sequence[Finding], beside: Sequence[tuple[Field, ...]]) -> None:
    unclear = replace(DONE, values={name: value for name, value in DONE.values.items() if name is not Field.STATE},
                      doubts=(doubt("state", "已完成"),))  # fmt: skip
    found = back(came(unclear, reasons=reasons))
    assert found
    assert [list(each.beside) for each in found.marks if each.field is Field.STATE] == [list(beside)]
