"""What counts of a department that got another name within a round."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import ROUND, decision, doubt, entered, received, returned

from xlplan.decisions.former_names import settle_renamed
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

OLD, NEW = "教育科", "基础教育科"
FORMER = {NEW: {OLD: {fold("1.1")}}}
HANDED = {(OLD, 1): 1, (OLD, 2): 2, (NEW, 1): 4}


def file(name: str, action: int, revision: int = 1, row: Any = None, **reported: Any) -> Any:
    row = row or returned(**reported)
    return received(row, department=name, action=action, revision=revision, path=f"{name}{action}.xlsx")


def call(name: str, action: int, row: Any = None, **reported: Any) -> Any:
    return entered(row or returned(**reported), department=name, action=action)


def told(*items: Any, decisions: Any = ()) -> list[Any]:
    """Return whose report counts, what it says of percent, problems and 综述 and by which revision, and what is open."""
    found = settle_renamed(items, decisions, ROUND.name, {}, HANDED, FORMER)
    cells = Field.PERCENT, Field.PROBLEMS, Field.SUMMARY
    counts = [
        (each.department, *(each.values[name].value if name in each.values else None for name in cells), each.revision)
        for each in found.entries.values()
    ]
    open_ = [(each.department, [value for value, _ in each.values]) for each in found.conflicts]
    return [*counts, *open_, *((each.department, each.doubt.shown) for each in found.doubts)]


@pytest.mark.parametrize(
    ("items", "counts"),
    [
        # What came under the old name alone goes by that.
        ([file(OLD, 3, percent=0.3)], [(OLD, 0.3, None, None, 1)]),
        # A call since is compared with the file, and counts until somebody decides.
        (
            [file(OLD, 3, percent=0.3), call(NEW, 5, percent=0.4)],
            [(NEW, 0.4, None, None, 1), (NEW, [0.3, 0.4])],
        ),
        ([file(OLD, 3, percent=0.3), call(NEW, 5, percent=0.3)], [(NEW, 0.3, None, None, 1)]),
        # A file on the new sheet takes the place of those on the old ones, in whatever order they came; what it leaves blank stays.
        (
            [file(OLD, 3, 2, percent=0.3, problems="缺人。", summary="好。"), file(NEW, 5, percent=0.4)],
            [(NEW, 0.4, "缺人。", "好。", 1)],
        ),
        ([file(NEW, 5, percent=0.4), file(OLD, 6, 2, percent=0.3)], [(NEW, 0.4, None, None, 1)]),
        # What was not clear on the old sheet is not asked about once the new one says it.
        (
            [file(OLD, 3, row=returned(doubts=[doubt("percent", "80")])), file(NEW, 5, percent=0.4)],
            [(NEW, 0.4, None, None, 1)],
        ),
        # A row that was handed out under both at once, or under the old name alone, is reported under each by itself.
        (
            [file(OLD, 3, row=returned("1.2", percent=0.3)), call(NEW, 5, row=returned("1.2", percent=0.4))],
            [(OLD, 0.3, None, None, 1), (NEW, 0.4, None, None, None)],
        ),
        # Of the old name's own sheets the newer one counts.
        ([file(OLD, 3, 2, percent=0.3), file(OLD, 4, 1, percent=0.2)], [(OLD, 0.3, None, None, 2)]),
    ],
)
def test_the_sheet_under_the_new_name_is_a_newer_revision(items: Any, counts: list[Any]) -> None:
    assert told(*items) == counts


def test_what_was_decided_under_the_old_name_holds_for_what_came_under_the_new() -> None:
    items = file(OLD, 3, percent=0.3), call(NEW, 5, percent=0.4)
    for name in (OLD, NEW):
        kept = decision("保留原值", "前后不一致", "percent", department=name, before="30%", reported="40%", action=6)
        assert told(*items, decisions=[kept]) == [(OLD, 0.3, None, None, 1)]


def test_what_was_agreed_to_under_one_name_is_known_under_both() -> None:
    agreed = decision("同意暂缓", "申请暂缓", department=OLD, reported="暂缓", action=4)
    found = settle_renamed(
        [file(OLD, 3, state="暂缓"), file(NEW, 5, state="推进中")], [agreed], ROUND.name, {}, HANDED, FORMER
    )
    assert found.agreed("1.1", OLD).paused == found.agreed("1.1", NEW).paused
    assert [each.while_paused is not None for each in found.entries.values()] == [True]


@pytest.mark.parametrize(
    ("items", "asked_by"),
    [
        ([file(OLD, 3, 2, percent=0.3)], 2),
        ([file(OLD, 3, 2, percent=0.3), call(NEW, 5, percent=0.4)], 2),
        ([file(OLD, 3, 2, percent=0.3), file(NEW, 5, percent=0.4)], 4),
        ([file(OLD, 2, percent=0.3), call(NEW, 5, percent=0.4)], 1),
    ],
)
def test_which_sheet_a_report_came_in_is_known_whatever_its_name(items: Any, asked_by: int) -> None:
    [found] = settle_renamed(items, (), ROUND.name, {}, HANDED, FORMER).entries.values()
    assert found.asked_by == asked_by
