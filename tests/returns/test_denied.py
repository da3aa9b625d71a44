"""A state or percent that its own row denies waits; reports that deny nothing are passed over unfolded, which must hide none."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import date

import pytest
from support.small import doubt, returned

from xlplan.returns import denied
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.text import fold

LETTERS = "本项目前现工作各任务均已经全部面按时期如完成办结竣取消了开展未 　，%％1"


def test_no_other_letters_are_folded_to_those_that_are_looked_for() -> None:
    looked_for = {*"".join(denied._NEEDED.values())}
    found = {
        chr(code)
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000 and looked_for & {*fold(chr(code))}
    }
    assert found == looked_for
    marks = {chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000 and "%" in fold(chr(code))}
    assert all(denied._PERCENT_MARK.search(mark) for mark in marks)


@pytest.mark.parametrize("state", State)
def test_what_is_passed_over_denies_nothing(state: State) -> None:
    chance = random.Random(7)
    told = {
        State.NOT_STARTED: denied._BEGUN.search,
        State.RUNNING: denied._ALL_DONE.fullmatch,
        State.ROUTINE: denied._GIVEN_UP.search,
    }.get(state)
    texts = [
        "已完成",
        "全部完成",
        "目前 已 完 成，",
        "任务已办结。",
        "按期完成任务",
        "已经全面开展",
        "取 消了",
        "活动取消",
    ]
    texts += ["".join(chance.choices(LETTERS, k=chance.randint(1, 9))) for _ in range(20_000)]
    for text in texts:
        expected = bool(told and told(denied._WORDS.sub("", fold(text))))
        assert bool(denied.denies_state(state, None, text)) is expected, text


def denied_by(task: str, field: Field) -> Finding:
    return finding("quality-done-denied", task=task, field=field, task_id=task, value="尚未开展")


@pytest.mark.parametrize(
    ("reasons", "values", "doubts"),
    [
        ([], ["state", "percent", "progress"], []),
        ([denied_by("1.1", Field.STATE)], ["percent", "progress"], [("state", "已完成")]),
        ([denied_by("1.1", Field.PERCENT)], ["state", "progress"], [("percent", "100%")]),
        ([denied_by("1.1", Field.STATE), denied_by("1.1", Field.PERCENT)], ["progress"], [("state", "已完成"), ("percent", "100%")]),
        # Of another task, and a cell in which nothing stands.
        ([denied_by("1.2", Field.STATE)], ["state", "percent", "progress"], []),
        ([denied_by("1.1", Field.EXPECTED)], ["state", "percent", "progress"], []),
    ],
)  # fmt: skip
def test_what_is_denied_waits(reasons: list[Finding], values: list[str], doubts: list[tuple[str, str]]) -> None:
    (row,) = denied.without_denied([returned(state="已完成", percent=1.0, progress="尚未开展。")], reasons)
    assert [name.value for name in row.values] == values
    assert [(each.field.value, each.shown) for each in row.doubts] == doubts
    assert [each.cell for each in row.doubts] == [{"state": "H5", "percent": "I5"}[name] for name, _ in doubts]


@pytest.mark.parametrize(
    ("state", "code", "left"), [(State.DONE, "return-day-done", []), (State.RUNNING, "return-day-read", ["2026-12-25"])]
)
def test_no_year_is_filled_in_for_a_task_that_is_done(state: State, code: str, left: list[str]) -> None:
    row = returned(state=state, expected=date(2026, 12, 25))
    cell = row.values[Field.EXPECTED].cell
    read = finding(
        "return-day-read", cell=cell, task=row.task, field=Field.EXPECTED, task_id=row.task, value="12.25", how="没有写年份",
        day="2026-12-25",
    )  # fmt: skip
    rows, (told,) = denied.without_idle_days([row], [replace(read, shown="12.25")])
    assert (told.code, "“12.25”" in told.message) == (code, True)
    assert [str(each.value) for name, each in rows[0].values.items() if name is Field.EXPECTED] == left


@pytest.mark.parametrize(
    ("state", "code", "left"), [(State.DONE, "return-day-done", 0), (State.RUNNING, "return-date-unclear", 1)]
)
def test_of_a_task_that_is_done_nobody_asks_when_it_will_be(state: State, code: str, left: int) -> None:
    odd = doubt("expected", "已完成")
    told = finding(
        "return-date-unclear", cell=odd.cell, task=odd.task, field=Field.EXPECTED, task_id=odd.task, value="已完成", guess="",
        example="2023-12-31",
    )  # fmt: skip
    rows, reasons = denied.without_idle_days([returned(state=state, doubts=[odd])], [told])
    assert ([each.code for each in reasons], len(rows[0].doubts)) == ([code], left)
    assert bool(reasons[0].mend) is bool(left)


def test_a_clear_day_of_a_row_that_may_be_the_tasks_is_told_too() -> None:
    held = doubt("expected", "2023-11-30")
    rows, (told,) = denied.without_idle_days([returned(state=State.DONE, doubts=[held])], [])
    assert (told.code, told.cell, "“2023-11-30”" in told.message, rows[0].doubts) == (
        "return-day-done", held.cell, True, (),
    )  # fmt: skip
