"""What a sheet takes over from the earlier names of its department: what counts, and nothing where several differ."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import decision, entered, received, registry, returned

from xlplan.actions.taken_over import TakenOver, taken_over
from xlplan.decisions.as_one import AsOne, SideBySide, as_one
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.plan.departments import Department
from xlplan.returns.received import Submission
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

ONE, TWO, NOW = "甲科", "乙科", "新科"
HALF: dict[str, Any] = {"state": "推进中", "percent": 0.5, "progress": "在办。"}
FIFTH = HALF | {"percent": 0.2}
SPLIT = "本期分开报的不一样，请按合并后的情况填写。"


def handed(*sheets: tuple[str, int], gone: int = 0) -> list[HandedRow]:
    """Return the rows of a task in sheets, each by its department and action, and at `gone` those that took it back from the two."""
    back = [HandedRow("2023Q2", name, gone, "1.1", "lead", False) for name in (ONE, TWO) if gone]
    rows = [*(HandedRow("2023Q2", name, action, "1.1", "lead", True) for name, action in sheets), *back]
    return sorted(rows, key=lambda row: row.action)


TOGETHER = handed((ONE, 1), (TWO, 1))


def came(name: str, action: int = 2, number: str = "1.1", revision: int = 1, **reported: Any) -> Submission:
    path = f"{name}{action}.xlsx"
    return received(returned(number, **reported), department=name, action=action, path=path, revision=revision)


def told(found: TakenOver, name: str = NOW) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the percents and 综述 that are taken over by 编号, and what is told instead."""
    _, over = found.answers.get(name, (0, None))
    rows = over.rows if over else {}
    return (
        {task: values.get(Field.PERCENT, values.get(Field.SUMMARY)) for task, values in rows.items()},
        {task: text for (task, whose), text in found.apart.items() if whose == name},
    )


@pytest.mark.parametrize(
    ("items", "rows", "found"),
    [
        # Renamed, or renamed twice: the newest counts.
        ([came(ONE, **HALF)], handed((ONE, 1)), ({"1.1": 0.5}, {})),
        ([came(ONE, **HALF), came(TWO, 4, **FIFTH)], handed((ONE, 1), (TWO, 3)), ({"1.1": 0.2}, {})),
        # Two that were asked beside each other: what both say, or what one alone does; not where they differ.
        ([came(ONE, **HALF), came(TWO, 3, **HALF)], TOGETHER, ({"1.1": 0.5}, {})),
        ([came(ONE, **HALF), came(TWO, number="1.2", **FIFTH)], TOGETHER, ({"1.1": 0.5, "1.2": 0.2}, {})),
        (
            [came(ONE, **HALF), came(TWO, 3, **FIFTH)],
            TOGETHER,
            ({}, {"1.1": f"{SPLIT}\n甲科：推进中，完成进度50%。\n在办。\n乙科：推进中，完成进度20%。\n在办。"}),
        ),
        (
            [came(ONE, state="推进中"), entered(returned(state="未启动", next="开会。"), department=TWO, action=3)],
            TOGETHER,
            ({}, {"1.1": f"{SPLIT}\n甲科：推进中。\n乙科：未启动。\n下一步措施：开会。"}),
        ),
        # 综述 is a row of its own.
        (
            [came(ONE, summary="好。"), came(TWO, 3, summary="不好。")],
            TOGETHER,
            ({}, {"1.1（综述）": f"{SPLIT}\n甲科：综述：好。\n乙科：综述：不好。"}),
        ),
        # Once the department has answered as one, that is what it said.
        ([came(ONE, **HALF), came(TWO, 3, **FIFTH), came(NOW, 6, percent=0.9)],
         handed((ONE, 1), (TWO, 1), (NOW, 5), gone=5), ({"1.1": 0.9}, {})),
    ],
)  # fmt: skip
def test_what_is_taken_over(items: list[Submission], rows: list[HandedRow], found: object) -> None:
    names = registry(Department(NOW, (ONE, TWO)))
    assert told(taken_over(items, {NOW: rows}, AsOne(()), names)) == found


def test_one_of_them_may_keep_its_name() -> None:
    names = registry(Department(ONE, (TWO,)))
    both = [came(ONE, **HALF), came(TWO, 3, **FIFTH)]
    found = taken_over(both, {ONE: TOGETHER}, AsOne(()), names)
    assert told(found, ONE) == (
        {},
        {"1.1": f"{SPLIT}\n甲科：推进中，完成进度50%。\n在办。\n乙科：推进中，完成进度20%。\n在办。"},
    )
    since = [
        *TOGETHER,
        HandedRow("2023Q2", ONE, 5, "1.1", "lead", True),
        HandedRow("2023Q2", TWO, 5, "1.1", "lead", False),
    ]
    found = taken_over([*both, came(ONE, 6, revision=2, percent=0.9)], {ONE: since}, AsOne(()), names)
    assert told(found, ONE) == ({"1.1": 0.9}, {})


def test_what_was_closed_for_one_of_them_is_no_answer_of_both() -> None:
    closed = decision("同意销号", department=ONE, reported="已完成", action=3)
    one = as_one([closed], {(fold("1.1"), fold(NOW)): SideBySide(frozenset(map(fold, (ONE, TWO))), fold(NOW))})
    items = [came(ONE, state="已完成", percent=1), came(TWO, 4, **FIFTH)]
    found = taken_over(items, {NOW: TOGETHER}, one, registry(Department(NOW, (ONE, TWO))))
    assert told(found) == ({"1.1": 0.2}, {})


def test_who_signs_is_taken_over_where_all_are_the_same() -> None:
    other = received(returned(**HALF), department=TWO, action=3, people={"filler": "张三", "reviewer": "王五"})
    found = taken_over([came(ONE, **HALF), other], {NOW: TOGETHER}, AsOne(()), registry(Department(NOW, (ONE, TWO))))
    assert found.answers[NOW][1].people == {"filler": "张三"}
