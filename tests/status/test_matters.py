"""What the leaders must decide: who asks for what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.small import (
    closed,
    decision,
    delayed,
    department_status,
    paused,
    status,
    task,
    task_status,
)

from xlplan.decisions.agreed import LATE, Agreements
from xlplan.status.matters import matters
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field

CLOSED, PAUSED, SUPPORT = closed(), paused(), Role.SUPPORT
NEXT_YEAR = date(2024, 1, 31)
FOUND_DONE = Agreements(verified={Field.STATE: decision("", "核定进展", "state", reported="已完成")})
DELAY = "到期日2023年12月31日，申请延到2024年1月31日。"


@pytest.mark.parametrize(
    ("reported", "more", "asked"),
    [
        ({"state": "推进中", "problems": "缺人。"}, {}, []),
        ({"state": "已完成", "expected": NEXT_YEAR}, {}, [("待销号", "报已完成，请定是否同意销号。")]),
        ({"state": "已完成"}, {"agreements": CLOSED}, []),
        ({"state": "需协调", "problems": " 缺人。"}, {}, [("需协调", "缺人。")]),
        ({"state": "需协调", "progress": "停着。"}, {}, [("需协调", "停着。")]),
        ({"state": "需协调"}, {}, [("需协调", "没有写事由。")]),
        ({"state": "需协调"}, {"role": SUPPORT}, [("需协调", "没有写事由。")]),
        # Help and a delay often go together; why is said once.
        ({"state": "需协调", "problems": "缺人。", "expected": NEXT_YEAR}, {}, [("需协调", "缺人。"), ("申请延期", DELAY)]),
        ({"state": "暂缓", "problems": "缺地。"}, {}, [("申请暂缓", "缺地。")]),
        ({"state": "暂缓", "progress": "停着。", "expected": NEXT_YEAR}, {}, [("申请暂缓", "停着。")]),
        ({"state": "暂缓"}, {}, [("申请暂缓", "没有写原因。")]),
        ({"state": "暂缓"}, {"agreements": PAUSED}, []),
        ({"state": "推进中", "expected": NEXT_YEAR}, {"agreements": PAUSED}, []),
        ({"state": "推进中", "expected": NEXT_YEAR}, {"agreements": Agreements(refused=frozenset([NEXT_YEAR]))}, []),
        ({"state": "暂缓"}, {"role": SUPPORT}, []),
        ({"state": "推进中", "problems": "缺人。", "expected": NEXT_YEAR}, {}, [("申请延期", f"{DELAY}缺人。")]),
        ({"expected": NEXT_YEAR}, {"role": SUPPORT}, []),
        ({"expected": NEXT_YEAR}, {"agreements": delayed("2024-01-31")}, []),
        ({"expected": date(2023, 12, 31)}, {}, []),
        ({"expected": "年后"}, {}, []),
        # What was asked for in an earlier round waits until it is decided, and why it is asked stays with it.
        (None, {"claimed": {"state": "暂缓"}}, [("申请暂缓", "没有写原因。")]),
        (None, {"claimed": {"state": "推进中", "expected": NEXT_YEAR}}, [("申请延期", DELAY)]),
        (None, {"claimed": {"state": "已完成"}}, [("待销号", "报已完成，请定是否同意销号。")]),
        (None, {"claimed": {"state": "需协调"}}, [("需协调", "没有写事由。")]),
        (None, {"claimed": {"state": "需协调"}, "agreements": CLOSED}, []),
        (None, {"claimed": {"state": "需协调", "problems": "缺经费。", "round": "一季度"}}, [("需协调", "缺经费（一季度报）。")]),
        ({"state": "需协调"}, {"claimed": {"state": "需协调", "problems": "缺经费。", "round": "一季度"}},
         [("需协调", "缺经费（一季度报）。")]),
        (None, {"claimed": {"state": "暂缓", "problems": "缺地。", "round": "一季度"}}, [("申请暂缓", "缺地（一季度报）")]),
        (None, {"claimed": {"state": "推进中", "expected": NEXT_YEAR, "problems": "缺人。", "round": "一季度"}},
         [("申请延期", f"{DELAY}缺人（一季度报）")]),
        (None, {"state": "已完成", "agreements": FOUND_DONE}, [("待销号", "办公室核定已完成，请定是否同意销号。")]),
    ],
)  # fmt: skip
def test_what_the_leaders_must_decide(reported: Any, more: dict[str, Any], asked: list[tuple[str, str]]) -> None:
    found = matters(status(task_status(task(), department_status(reported=reported, **more))))
    assert [(each.kind, words) for each in found for _, words in each.asked] == asked


@pytest.mark.parametrize(
    ("at", "late"), [("2023-12-31", False), ("2024-01-01", True)],
)  # fmt: skip
def test_a_day_that_was_asked_for_after_it_had_passed_is_marked_so(at: str, late: bool) -> None:
    asks = department_status(reported={"expected": NEXT_YEAR, "at": datetime.fromisoformat(at)})
    [[(_, words)]] = [each.asked for each in matters(status(task_status(task(), asks)))]
    assert (LATE in words) is late


def test_matters_of_a_task_stand_by_kind_and_tasks_in_the_order_of_the_table() -> None:
    help_, done = {"state": "需协调", "problems": "缺人。"}, {"state": "已完成"}
    found = matters(
        status(
            task_status(task("2"), department_status("一科", reported=help_), department_status("二科", reported=done),
                        department_status("三科", reported=help_)),
            task_status(task("1"), department_status("一科", reported=done)),
        )
    )  # fmt: skip
    assert [(each.task.task.id, each.words) for each in found] == [
        ("2", "需协调｜一科、三科：缺人。"),
        ("2", "待销号｜二科：报已完成，请定是否同意销号。"),
        ("1", "待销号｜一科：报已完成，请定是否同意销号。"),
    ]
