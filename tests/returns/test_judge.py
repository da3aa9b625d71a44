"""One return judged by itself: whether it can be taken, which rows are which task's, what in it is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.small import ROUND, TODAY, codes, doubt, entered, handed_out, received, returned, row, sent, sheet, values

from xlplan.handout.sheets import Change, DepartmentSheet, Sent, SheetRow
from xlplan.handout.signature import Identity
from xlplan.returns.judge import Desk, judge, latest
from xlplan.returns.received import Received
from xlplan.returns.sheet import Return, ReturnedRow
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

KEY = b"key"
FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}
TEXTS = {
    "1.1": "修订教师培训管理办法。",
    "1.2": "开展暑期网络研修。",
    "1.3": "日常督导责任区。",
    "1.4": "配合经费审计。",
}
ROWS = (
    row("1.1", content=TEXTS["1.1"]),
    row("1.2", content=TEXTS["1.2"]),
    row("1.3", content=TEXTS["1.3"], closed=True, due=None, often="常规工作"),
    row("1.4", Role.SUPPORT, content=TEXTS["1.4"]),
)
LETTERS = dict(zip(("project", "content", "role", "schedule", "due", "previous"), "BCDEFG", strict=True))


def filled(
    number: str = "1.1",
    line: int = 5,
    *,
    sent_as: SheetRow | None = None,
    edited: Mapping[str, str | None] | None = None,
    **more: Any,
) -> ReturnedRow:
    """Return a well filled row with the texts that were sent; `edited` are other texts of locked cells."""
    one = sent_as or next((each for each in ROWS if each.task == number), ROWS[0])
    given = {name: text for name, text in ({**one.locked} | dict(edited or {})).items() if text is not None}
    reported = {name: value for name, value in FULL.items() if not (one.closed and name == "percent")} | more
    return returned(
        number, line=line, given=given, **{name: value for name, value in reported.items() if value is not None}
    )


def desk(*each: Sent, **more: Any) -> Desk:
    return Desk("plan-1", KEY, ROUND.name, handed_out(*(each or (sent(*ROWS),))), **more)


def identity(one: DepartmentSheet | None = None, **changes: Any) -> Identity:
    one = one or sheet(*ROWS)
    return replace(Identity("plan-1", one.round, 1, one.department, one.fingerprints), **changes)


def came(*rows: ReturnedRow, who: Identity | None = None, key: bytes = KEY, lost: bool = False, **more: Any) -> Return:
    """Return a return of all rows that were sent; with `rows`, of these. `lost` is one without its hidden sheet."""
    known: dict[str, Any] = {
        "people": {"filler": "张三", "reviewer": "李四"},
        "sheet": "任务表",
        "letters": LETTERS,
    } | more
    if lost:
        return Return(None, "", known.pop("people"), rows or whole(), **known)
    who = who or identity()
    return Return(who, who.signature(key), known.pop("people"), rows or whole(), **known)


def whole(*others: ReturnedRow, without: Sequence[str] = ()) -> list[ReturnedRow]:
    """Return all rows; `others` replace those with their numbers."""
    mine = {each.task for each in others}
    return [
        filled(each.task, line)
        for line, each in enumerate(ROWS, 5)
        if each.task not in mine and each.task not in without
    ] + list(others)


def judged(found: Return, at: Desk | None = None, path: str = "回收/教育科.xlsx") -> Received:
    return judge(found, at or desk(), path, "sha")


def told(
    found: Return, at: Desk | None = None, path: str = "回收/教育科.xlsx"
) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    item = judged(found, at, path)
    return item.verdict.value, codes(item.reasons)


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


class TestRows:
    """Which rows are which task's."""

    @pytest.mark.parametrize(
        ("rows", "reasons"),
        [
            (whole(without=["1.2"]), [("return-row-missing", None, "1.2")]),
            # Numbers as they compare, whatever their width and blanks.
            (whole(replace(filled("1.1"), task="１．１ "), without=["1.1"]), []),
            # The number is lost, or that of another task: its text says which task it seems to be.
            (whole(replace(filled("1.1"), task=""), without=["1.1"]), [("return-row-unmatched", "A5", "1.1")]),
            (whole(replace(filled("1.1"), task="9.9"), without=["1.1"]), [("return-row-unmatched", "A5", "1.1")]),
            (whole(replace(filled("1.2", 6), task="1.1"), without=["1.1", "1.2"]),
             [("return-row-unmatched", "A6", "1.2"), ("return-row-missing", None, "1.1")]),
            # An added row.
            ([*whole(), filled("9.9", 9, edited={"content": "另外一件没有下发的事情"})], [("return-row-unknown", "A9", "9.9")]),
            ([*whole(), filled("", 9, edited={"content": ""})], [("return-row-unknown", "A9", None)]),
            # The text of a task was rewritten: the number tells.
            (whole(filled("1.1", edited={"content": "另外一件没有下发的事情"})), [("return-locked-edited", "C5", "1.1")]),
        ],
    )  # fmt: skip
    def test_of_which_task_a_row_is(self, rows: list[ReturnedRow], reasons: list[Any]) -> None:
        assert told(came(*rows))[1] == reasons

    def test_a_row_of_somebodys_own_is_told_with_all_that_it_says(self) -> None:
        strange = returned(
            "9.9",
            line=9,
            doubts=[doubt("percent", "80", 0.8, "9.9", 9)],
            progress="办了别的。",
            given={"content": "别的事" * 20, "project": ""},
        )
        [reason] = judged(came(*whole(), strange)).reasons
        assert (
            reason.message
            == f"有一行不在下发的任务里（编号“9.9”）：本期进展（J9）办了别的；完成进度（I9）80；主要内容（C9）{'别的事' * 13}别。"
        )
        assert reason.after == f"本期进展（J9）办了别的；完成进度（I9）80；主要内容（C9）{'别的事' * 20}"

    def test_rows_of_somebodys_own_are_told_one_by_one_up_to_a_bound(self) -> None:
        strange = [returned("", line=line, progress="误拖") for line in range(10, 213)]
        item = judged(came(*whole(), *strange))
        assert [each.code for each in item.reasons] == ["return-row-unknown"] * 200 + ["return-rows-unknown"]
        assert "另有 3 行（A210 至 A212）" in item.reasons[-1].message

    def test_what_only_seems_to_be_a_tasks_counts_for_nothing_until_somebody_says_so(self) -> None:
        lost = replace(filled("1.1", 9, progress="办好了。"), task="")
        alone = judged(came(*whole(lost, without=["1.1"]))).rows[0]
        assert (alone.task, dict(alone.values)) == ("1.1", {})
        assert [(each.field, each.shown, each.proposal, each.cell) for each in alone.doubts] == [
            ("state", "推进中", "推进中", "H9"), ("percent", "50%", 0.5, "I9"), ("progress", "办好了。", "办好了。", "J9"),
        ]  # fmt: skip
        # Beside the task's own row, only what differs is asked about.
        beside = judged(came(*whole(), lost)).rows[0]
        assert (dict(beside.values), [each.field for each in beside.doubts]) == (values(**FULL), ["progress"])

    def test_doubts_of_such_a_row_are_asked_about_too(self) -> None:
        lost = replace(
            filled("1.1", 9, state=None, percent=None, progress=None),
            task="",
            doubts=(doubt("percent", "80", 0.8, "", 9),),
        )
        [one] = judged(came(*whole(lost, without=["1.1"]))).rows[0].doubts
        assert (one.task, one.field, one.cell) == ("1.1", "percent", "I9")

    def test_one_number_twice(self) -> None:
        same = judged(came(*whole(), filled("1.1", 9)))
        assert [each.message for each in same.reasons] == ["编号 1.1 出现了不止一次，内容相同，只算一次。"]
        assert (dict(same.rows[0].values), same.rows[0].doubts) == (values(**FULL), ())
        other = judged(came(*whole(), filled("1.1", 9, progress="办好了。", percent=None, next="再办。")))
        assert codes(other.reasons) == [("return-row-twice", "A9", "1.1")]
        assert "内容不同（本期进展“办好了。”与“已办。”）" in other.reasons[0].message
        assert (sorted(other.rows[0].values), [(each.field, each.shown, each.cell) for each in other.rows[0].doubts]) == (
            ["next", "percent", "state"], [("progress", "已办。", "J5"), ("progress", "办好了。", "J9")],
        )  # fmt: skip

    def test_doubts_are_of_the_task_as_it_was_sent(self) -> None:
        unsure = replace(filled("1.1", percent=None), task="１.１", doubts=(doubt("percent", "80", 0.8, "１.１"),))
        [one] = judged(came(*whole(unsure, without=["1.1"]))).rows[0].doubts
        assert (one.task, one.shown) == ("1.1", "80")


class TestLocked:
    """Locked cells that do not say what was sent."""

    @pytest.mark.parametrize(
        ("edited", "reasons"),
        [
            ({"content": f"{TEXTS['1.1']}另加一句。"}, [("return-locked-edited", "C5", "1.1")]),
            ({"content": ""}, [("return-locked-edited", "C5", "1.1")]),
            ({"project": "乙工程", "role": "支持"}, [("return-locked-edited", "B5", "1.1"), ("return-locked-edited", "D5", "1.1")]),
            # Blanks and width are no change, nor is a column that is gone, nor a day as another program shows it.
            ({"content": " 修订教师培训管理办法。\n", "schedule": "２０２３年12月底前"}, []),
            ({"content": None, "previous": None}, []),
            ({"due": "2023/12/31"}, []),
            ({"due": "2023年12月31日"}, []),
            ({"due": "12月31日"}, []),
            ({"due": "2024/12/31"}, [("return-locked-edited", "F5", "1.1")]),
            ({"previous": "上期也办了。"}, [("return-locked-edited", "G5", "1.1")]),
        ],
    )  # fmt: skip
    def test_are_told(self, edited: dict[str, str | None], reasons: list[Any]) -> None:
        assert told(came(*whole(filled("1.1", edited=edited))))[1] == reasons

    def test_with_the_whole_texts_beside_what_is_shown(self) -> None:
        [reason] = judged(came(*whole(filled("1.1", edited={"previous": "办" * 50})))).reasons
        assert (reason.before, reason.after, reason.message) == (
            "（空）", "办" * 50, f"任务 1.1 的“上期进展”被改过：原为“（空）”，现为“{'办' * 40}”。",
        )  # fmt: skip

    def test_how_often_is_no_day(self) -> None:
        assert told(came(*whole(filled("1.3", edited={"due": "每月"}))))[1] == [("return-locked-edited", "F5", "1.3")]

    def test_of_a_row_that_only_seems_to_be_the_tasks_too(self) -> None:
        lost = replace(filled("1.1", 9, edited={"project": "乙工程"}), task="")
        assert told(came(*whole(lost, without=["1.1"])))[1] == [
            ("return-row-unmatched", "A9", "1.1"), ("return-locked-edited", "B9", "1.1"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "reasons", "left"),
    [
        ({"percent": 0.5}, [("return-closed-filled", "I7", "1.3")], ["progress", "state"]),
        ({"percent": 0.5, "expected": date(2023, 9, 1)}, [("return-closed-filled", "I7", "1.3"), ("return-closed-filled", "M7", "1.3")], ["progress", "state"]),
    ],
)  # fmt: skip
def test_what_is_filled_in_where_nothing_is_to_be(more: Any, reasons: list[Any], left: list[str]) -> None:
    found = came(*whole(filled("1.3", 7, **more)))
    assert (told(found)[1], sorted(judged(found).rows[2].values)) == (reasons, left)


def test_doubts_there_are_dropped_and_rows_that_seem_to_be_the_tasks_are_treated_alike() -> None:
    unsure = replace(filled("1.3", 7), doubts=(doubt("percent", "80", 0.8), doubt("state", "差不多")))
    assert [each.field for each in judged(came(*whole(unsure))).rows[2].doubts] == ["state"]
    lost = replace(filled("1.3", 7, percent=0.5), task="")
    item = judged(came(*whole(lost, without=["1.3"])))
    assert codes(item.reasons) == [("return-row-unmatched", "A7", "1.3"), ("return-closed-filled", "I7", "1.3")]
    assert [each.field for each in item.rows[2].doubts] == ["state", "progress"]


@pytest.mark.parametrize(
    ("name", "shown", "code"),
    [
        ("percent", "80", "return-percent-unclear"), ("expected", "尽快", "return-date-unclear"), ("expected", "12.2", "return-date-typed"),
    ],
)  # fmt: skip
def test_nobody_is_told_to_fill_in_what_is_not_to_be_filled_in(name: str, shown: str, code: str) -> None:
    def at(number: str, line: int) -> list[tuple[str, str]]:
        odd = doubt(name, shown, number=number, line=line)
        unclear = finding(
            code,
            cell=odd.cell,
            task=number,
            field=Field(name),
            task_id=number,
            value=shown,
            guess="",
            example="2023-12-31",
        )
        row = replace(filled(number, line), doubts=(odd,))
        if name == "percent":
            row = replace(row, values={key: value for key, value in row.values.items() if key is not Field.PERCENT})
        item = judged(replace(came(*whole(row)), reasons=(unclear,)))
        return [(each.code, each.cell or "") for each in item.reasons]

    # 1.3 is routine.
    assert at("1.3", 7) == [("return-closed-filled", doubt(name, "", line=7).cell)]
    assert at("1.1", 5) == [(code, doubt(name, "", line=5).cell)]


def test_what_was_withdrawn_is_not_asked_for_and_what_is_said_of_it_is_told() -> None:
    one = sheet(*ROWS[:3], replace(ROWS[3], change="已撤销"))
    at = desk(sent(*one.rows))
    assert told(came(*whole(without=["1.4"]), who=identity(one)), at) == ("accepted", [])
    blank = filled("1.4", 8, state=None, percent=None, progress=None)
    assert told(came(*whole(blank), who=identity(one)), at) == ("accepted", [])
    item = judged(came(*whole(filled("1.4", 8, state=None, percent=None)), who=identity(one)), at)
    assert ([each.message for each in item.reasons], len(item.rows)) == (
        ["任务 1.4 已经撤销，“本期进展”所填“已办。”没有采用。"],
        3,
    )


def now(**changes: Mapping[str, str] | None) -> Desk:
    """Return the desk of a table that has changed on some tasks since; None if a task is gone."""
    tasks: dict[str, Any] = {
        each.task: {"project": each.project, "content": each.content, "schedule": each.schedule} for each in ROWS
    }
    tasks |= {
        f"1.{key[1:]}": {**tasks[f"1.{key[1:]}"], **value} if value is not None else None
        for key, value in changes.items()
    }
    return desk(tasks={key: value for key, value in tasks.items() if value is not None})


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        (now(), []),
        (now(t1={"content": " 修订教师培训管理办法。 "}), []),
        (now(t1={"content": "修订办法。", "schedule": "2024年"}), [("return-task-reworded", "A5", "1.1"), ("return-task-reworded", "A5", "1.1")]),
        (now(t2=None, t3={"project": "乙"}), [("return-task-gone", "A6", "1.2"), ("return-task-reworded", "A7", "1.3")]),
    ],
)  # fmt: skip
def test_what_the_table_says_by_now(at: Desk, reasons: list[Any]) -> None:
    assert told(came(), at)[1] == reasons


def test_nothing_is_said_of_changed_tasks_that_nothing_was_reported_on() -> None:
    blank = filled("1.4", 8, state=None, percent=None, progress=None)
    assert told(came(*whole(blank)), now(t4=None)) == ("accepted", [])


def test_notes_on_quality_come_last() -> None:
    before = {"教育科": {"1.1": values(progress="已办。")}}
    at = desk(before=before, today=TODAY, agreed={("1.1", "教育科"): date(2024, 1, 31)})
    found = came(
        *whole(filled("1.1", expected=date(2024, 1, 31)), filled("1.2", 6, expected=date(2024, 1, 31), state=None))
    )
    assert told(found, at)[1] == [
        ("return-required-blank", None, None), ("quality-repeated", "J5", "1.1"), ("quality-expected-late", "M6", "1.2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "count", "empty"),
    [
        (received(returned(progress="x"), returned("1.2")), 2, False),
        (received(returned("1.1"), returned("1.2")), 2, True),
        (received(returned(doubts=[doubt("percent", "80")])), 1, False),
        (received(returned(progress="x"), verdict=Verdict.REJECTED), 0, False),
        (received(), 0, True),
    ],
)
def test_how_many_tasks_a_file_reports_on(item: Received, count: int, empty: bool) -> None:
    assert (item.count, item.empty) == (count, empty)


def test_what_the_office_entered_always_counts() -> None:
    item = entered(returned(progress="电话。"), source="电话")
    assert (item.path, item.sheet, item.verdict, item.reasons, item.revision) == (
        "代录（电话，张三）", "待核实", Verdict.ACCEPTED, (), None,
    )  # fmt: skip


def test_the_newest_revision_of_each_department() -> None:
    sheets = handed_out(sent(revision=2), sent(revision=10), sent(revision=9), sent(department="组宣科"))
    assert {name: each.revision for name, each in latest(sheets).items()} == {"教育科": 10, "组宣科": 1}


@pytest.mark.parametrize(
    ("handed", "merged", "known"),
    [
        (["2023-06-01"], "2023-06-25", True),
        (["2023-06-01"], "2023-12-31", True),
        # Written in one year or the other.
        (["2023-06-01"], "2024-01-04", False),
        (["2022-12-25"], "2023-06-25", False),
        # What the first sheet said may have been copied into the second.
        (["2022-12-25", "2023-06-01"], "2023-06-25", False),
        ([""], "2023-06-25", False),
        (["2023-06-01"], "", False),
    ],
)
def test_by_when_all_was_written_where_one_year_is_possible(handed: list[str], merged: str, known: bool) -> None:
    sheets = [sent(*ROWS, revision=n, at=datetime.fromisoformat(at) if at else None) for n, at in enumerate(handed, 1)]
    day = date.fromisoformat(merged) if merged else None
    assert desk(*sheets, today=TODAY, merged_on=day).written_by == (day if known else None)


@pytest.mark.parametrize(("merged", "day"), [("2023-12-31", "2023-12-31"), ("2024-01-04", "")])
def test_a_day_named_by_the_year_of_writing_goes_by_the_day_of_merging(merged: str, day: str) -> None:
    open_ = doubt("expected", "今年底")
    why = finding("return-date-unclear", cell=open_.cell, task="1.1", field=Field.EXPECTED, task_id="1.1",
                  value="今年底", guess="", example="")  # fmt: skip
    at = desk(sent(*ROWS, at=datetime(2023, 6, 1)), today=TODAY, merged_on=date.fromisoformat(merged))
    found = judged(came(*whole(replace(filled(), doubts=(open_,))), reasons=(why,)), at)
    (mine,) = (each for each in found.rows if each.task == "1.1")
    assert str(mine.values[Field.EXPECTED].value if day else "") == day
    assert ("return-date-unclear" in [each.code for each in found.reasons]) is not bool(day)
