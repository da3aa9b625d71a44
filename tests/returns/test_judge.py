"""One return judged by itself: whether it can be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.judging import ROWS, came, desk, filled, identity, judged, told, whole
from support.small import ROUND, TODAY, returned, row, sent, values

from xlplan.handout.sheets import Change
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Return
from xlplan.terms.choices import Verdict
from xlplan.terms.findings import finding


def test_a_return_with_nothing_to_say_about_it_is_accepted() -> None:
    item = judged(came())
    assert (item.verdict, item.reasons, item.department, item.revision, item.sheet, item.corrects) == (
        Verdict.ACCEPTED, (), "教育科", 1, "任务表", (),
    )  # fmt: skip
    assert (item.path, item.sha256, item.people, item.count, item.empty) == (
        "回收/教育科.xlsx", "sha", {"filler": "张三", "reviewer": "李四"}, 4, False,
    )  # fmt: skip
    assert [(each.task, each.cell, sorted(each.values), each.given, each.doubts) for each in item.rows] == [
        ("1.1", "A5", ["percent", "progress", "state"], {}, ()),
        ("1.2", "A6", ["percent", "progress", "state"], {}, ()),
        ("1.3", "A7", ["progress", "state"], {}, ()),
        ("1.4", "A8", ["percent", "progress", "state"], {}, ()),
    ]


@pytest.mark.parametrize(
    ("found", "at", "code"),
    [
        (came(who=identity(plan="plan-2")), desk(), "return-other-plan"),
        (came(key=b"another"), desk(), "return-identity-altered"),
        (came(who=identity(round="2023年第一季度")), desk(), "return-other-round"),
        (came(who=identity(revision=2)), desk(), "return-never-sent"),
        (came(who=identity(department="组宣科")), desk(), "return-never-sent"),
        # Another plan is reported before a wrong signature, and that before another round.
        (came(who=identity(plan="plan-2"), key=b"another"), desk(), "return-other-plan"),
        (came(who=identity(round="2023年第一季度"), key=b"another"), desk(), "return-identity-altered"),
    ],
)
def test_what_cannot_be_taken(found: Return, at: Desk, code: str) -> None:
    item = judged(found, at)
    assert (item.verdict, [each.code for each in item.reasons], item.rows) == (Verdict.REJECTED, [code], ())
    assert found.identity and (item.department, item.revision) == (found.identity.department, found.identity.revision)


class TestLost:
    """A sheet without its identity is recognised by what stands in it, or refused."""

    HEAD = f"教育科 {ROUND.name}"

    def test_by_its_rows_and_the_names_on_it(self) -> None:
        item = judged(came(lost=True, head=self.HEAD))
        assert (item.verdict, item.department, item.revision, item.count) == (Verdict.NOTED, "教育科", 1, 4)
        assert [each.message for each in item.reasons] == [
            "识别信息没有了，按编号、内容和名称认定是“教育科”本期的表（100%的任务对得上）。"
        ]

    def test_not_if_it_names_another_round(self) -> None:
        item = judged(came(lost=True, head="教育科 2023年第一季度"))
        assert (item.verdict, item.department, [each.message for each in item.reasons]) == (
            Verdict.REJECTED, None, [f"这是“2023年第一季度”的表格，不是“{ROUND.name}”的。"],
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("head", "maybe"), [(f"组宣科 {ROUND.name}", "，可能是：教育科、组宣科"), ("教育科", "，可能是：教育科")]
    )
    def test_not_if_nothing_tells_whose_it_is(self, head: str, maybe: str) -> None:
        item = judged(came(lost=True, head=head), desk(sent(*ROWS), sent(row("9"), department="组宣科")))
        assert (item.verdict, item.department) == (Verdict.REJECTED, None)
        assert [each.message for each in item.reasons] == [f"没有识别信息，不能确定是谁、哪一期报的{maybe}。"]

    def test_nor_if_nobody_at_all_comes_to_mind(self) -> None:
        item = judged(came(returned("9"), lost=True), path="回收/一.xlsx")
        assert [each.message for each in item.reasons] == ["没有识别信息，不能确定是谁、哪一期报的。"]


def test_an_older_revision_is_taken_and_said_to_be_one() -> None:
    at = desk(sent(*ROWS), sent(*ROWS, revision=3))
    assert told(came(), at) == ("noted", [("return-old-revision", None, None)])
    assert judged(came(), at).revision == 1
    assert told(came(who=identity(revision=3)), at) == ("accepted", [])


@pytest.mark.parametrize(
    ("under_old_name", "code"),
    [([row("1.1", change=Change.WITHDRAWN)], "return-old-name"), ([row("1.1")], "return-old-revision")],
)
def test_a_sheet_under_a_name_that_is_no_more_is_told_by_the_name(under_old_name: list[Any], code: str) -> None:
    at = desk(
        sent(*ROWS),
        sent(*under_old_name, revision=2),
        sent(*ROWS, department="新教育科"),
        others={"教育科": "新教育科"},
    )
    assert told(came(), at) == ("noted", [(code, None, None)])


@pytest.mark.parametrize(
    ("path", "differs"),
    [
        ("回收/教育科.xlsx", False), ("回收/一.xlsx", False), ("回收/组宣科.xlsx", True), ("组宣科/一.xlsx", True), ("组宣科/教育科.xlsx", False),
        ("组宣科/更远/一.xlsx", False), ("回收/宣传.xlsx", True), ("回收/基教科.xlsx", False),
    ],
)  # fmt: skip
def test_a_name_on_the_file_that_is_anothers_is_told(path: str, differs: bool) -> None:
    at = desk(sent(*ROWS), sent(department="组宣科"), others={"宣传": "组宣科", "基教科": "教育科"})
    assert ("return-name-differs" in [code for code, *_ in told(came(), at, path)[1]]) is differs


def test_a_corrected_sheet_says_what_it_takes_the_place_of() -> None:
    assert judged(came(who=identity(corrects=("one", "two")))).corrects == ("one", "two")


def test_what_was_told_while_reading_comes_first() -> None:
    reason = finding("return-column-extra", cell="O1", heading="经费", column="O", cells="O5“3”", other="")
    found = came(*whole(filled("1.1", progress=None)), reasons=[reason])
    assert told(found) == ("noted", [("return-column-extra", "O1", None), ("return-required-blank", None, None)])


def test_notes_on_quality_come_last() -> None:
    before = {"教育科": {"1.1": values(progress="已办。")}}
    at = desk(before=before, today=TODAY, agreed={("1.1", "教育科"): date(2024, 1, 31)})
    found = came(
        *whole(filled("1.1", expected=date(2024, 1, 31)), filled("1.2", 6, expected=date(2024, 1, 31), state=None))
    )
    assert told(found, at)[1] == [
        ("return-required-blank", None, None), ("quality-repeated", "J5", "1.1"), ("quality-expected-late", "M6", "1.2"),
    ]  # fmt: skip
