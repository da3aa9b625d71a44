"""Which rows a round's sheets ask for, and what it owes: what is carried out, and neither closed nor paused."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import TODAY, closed, delayed, paused, row, sheet, task

from xlplan.decisions.agreed import Agreements
from xlplan.status.asking import Held, handed_out, owed_rows
from xlplan.terms.choices import Role

LEAD, SUMMARY, SUPPORT = Role.LEAD, Role.SUMMARY, Role.SUPPORT


def test_the_rows_that_sheets_ask_for_under_present_names() -> None:
    sheets = [
        sheet(row("1.1"), row("1.2", SUPPORT), row("1.3", change="已撤销"), row("1.4", change="已同意暂缓（王局长）")),
        sheet(row("1.1"), department="组宣科"),
    ]
    now = {"教育科": "基础教育科"}
    assert handed_out(sheets, lambda name: now.get(name, name)).rows == {
        ("1.1", "基础教育科"): {LEAD}, ("1.2", "基础教育科"): {SUPPORT}, ("1.1", "组宣科"): {LEAD},
    }  # fmt: skip


def test_a_department_may_have_two_rows_of_a_task() -> None:
    assert handed_out([sheet(row("1.1"), row("1.1", SUPPORT))], str).rows == {("1.1", "教育科"): {LEAD, SUPPORT}}


def owed(
    schedule: str = "2023年12月底前", agreed: Agreements | None = None, **more: Any
) -> dict[str, list[tuple[str, Role]]]:
    """Return what is owed of one task of 教育科 and 组宣科; `agreed` is what stands for 教育科."""
    roles = more.get("roles", [("教育科", LEAD), ("组宣科", LEAD)])
    rows = more.get("rows", {("1.1", name): frozenset([role]) for name, role in roles})
    stands = {"教育科": agreed or Agreements()}
    tasks = [(task(schedule=schedule), roles)]
    held = Held(rows, frozenset(more.get("routine", rows)))
    return owed_rows(tasks, held, lambda _, name: stands.get(name, Agreements()), more.get("today", TODAY))


OWED = [("1.1", LEAD)]
BOTH, ONE = {"教育科": OWED, "组宣科": OWED}, {"组宣科": OWED}
BEHIND = "2022年底完成名单。2023年起常规实施。"
HALVES = "2022年底完成名单。2023年7月起常规实施。"


@pytest.mark.parametrize(
    ("schedule", "agreed", "found"),
    [
        ("2023年12月底前", None, BOTH),
        ("2023年12月底前", closed(), ONE),
        ("2023年12月底前", paused(), ONE),
        ("2023年12月底前", delayed("2024-01-31"), BOTH),
        # What begins later is owed: 未启动 is an answer.
        ("2023年9月-2023年12月", None, BOTH),
        ("2022年12月底前", None, BOTH),
        ("常规工作", None, BOTH),
        ("另行通知", None, BOTH),
        # A deadline that is closed owes nothing until the routine behind it begins.
        (HALVES, closed(), ONE),
        (BEHIND, closed(), BOTH),
        (BEHIND, closed(2), ONE),
    ],
)
def test_what_is_closed_or_paused_is_not_owed(
    schedule: str, agreed: Agreements | None, found: dict[str, list[tuple[str, Role]]]
) -> None:
    assert owed(schedule, agreed) == found


@pytest.mark.parametrize(
    ("roles", "rows", "found"),
    [
        ([("教育科", SUPPORT)], {("1.1", "教育科"): {SUPPORT}}, {}),
        # Only what the round's sheets hold, in that role.
        ([("教育科", LEAD)], {}, {}),
        ([("教育科", LEAD)], {("1.2", "教育科"): {LEAD}}, {}),
        ([("教育科", LEAD)], {("1.1", "教育科"): {SUPPORT}}, {}),
        ([("教育科", LEAD)], {("1.1", "教育科"): {LEAD, SUPPORT}}, {"教育科": OWED}),
        # Only what the present plan still holds.
        ([], {("1.1", "教育科"): {LEAD}}, {}),
    ],
)
def test_only_rows_that_were_handed_out_are_owed(roles: list[Any], rows: Any, found: Any) -> None:
    assert owed(roles=roles, rows=rows) == found


@pytest.mark.parametrize(
    ("section", "stands", "owes"),
    [
        ([], None, [SUMMARY]),
        # Its own 执行 row is another row, whatever becomes of it.
        ([LEAD], None, [LEAD, SUMMARY]),
        ([LEAD], closed(), [SUMMARY]),
        ([SUPPORT], None, [SUMMARY]),
    ],
)
def test_a_summary_is_owed_beside_other_rows(section: list[Role], stands: Agreements | None, owes: list[Role]) -> None:
    roles = [("一小", LEAD), *(("教育科", role) for role in section), ("教育科", SUMMARY)]
    rows = {("1.1", "一小"): frozenset({LEAD}), ("1.1", "教育科"): frozenset({*section, SUMMARY})}
    assert owed(agreed=stands, roles=roles, rows=rows)["教育科"] == [("1.1", role) for role in owes]


@pytest.mark.parametrize("ended", [closed(), paused()])
def test_nothing_is_summed_up_once_nobody_goes_on(ended: Agreements) -> None:
    roles = [("教育科", LEAD), ("组宣科", SUMMARY)]
    assert owed(agreed=ended, roles=roles) == {}


def test_what_a_department_owes_stands_in_the_order_of_the_table() -> None:
    tasks = [(task(number), [("教育科", LEAD)]) for number in ("2", "1")]
    rows = {(number, "教育科"): frozenset([LEAD]) for number in "12"}
    assert owed_rows(tasks, Held(rows), lambda *_: Agreements(), TODAY) == {"教育科": [("2", LEAD), ("1", LEAD)]}


@pytest.mark.parametrize(
    ("routine", "agreed", "found"),
    [
        # A sheet of the deadline does not hold the routine behind it.
        ([], closed(), {}),
        ([("1.1", "教育科")], closed(), {"教育科": OWED}),
        ([], None, {"教育科": OWED}),
    ],
)
def test_a_routine_is_owed_once_a_sheet_asks_for_it(
    routine: list[tuple[str, str]], agreed: Agreements | None, found: Any
) -> None:
    assert owed(BEHIND, agreed, roles=[("教育科", LEAD)], routine=routine) == found
