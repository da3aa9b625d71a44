"""Returns of one department that differ: the first few are told one by one, many are summed up, and many cost what they are."""

from __future__ import annotations

import time

import pytest

from xlplan.returns.differing import MOST, Beside
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import Reported, ReturnedRow
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field


def came(number: int, **tasks: str | None) -> Received:
    """Return a file with these texts as 本期进展, by task without its point."""
    rows = [
        ReturnedRow(task.removeprefix("t"), "A1", {Field.PROGRESS: Reported(text, "J1")} if text else {}, {})
        for task, text in tasks.items()
    ]
    return Received(f"{number}.xlsx", str(number), Verdict.ACCEPTED, (), "教育科", 1, tuple(rows))


def told(items: list[Submission], number: int) -> list[tuple[str, str]]:
    return [(reason.code, reason.message) for reason in Beside(items).reasons(items[number])]


def test_each_of_a_few_is_named_with_its_cells_and_a_blank_cell_says_nothing() -> None:
    items: list[Submission] = [came(0, t1="甲", t2="乙"), came(1, t1="丙", t2="乙"), came(2, t1="甲", t2=None), came(3)]
    assert told(items, 0) == [("return-differs", "与“1.xlsx”先后报送的内容不同：1 本期进展。")]
    assert [code for code, _ in told(items, 1)] == ["return-differs"] * 2
    assert told(items, 3) == []


def test_of_several_the_first_are_named_and_of_many_there_is_one_sum_up() -> None:
    some: list[Submission] = [came(n, t1=f"第{n}稿") for n in range(MOST + 1)]
    assert [code for code, _ in told(some, 0)] == ["return-differs"] * 3 + ["return-differs-more"]
    assert "17 份" in told(some, 0)[-1][1]
    many: list[Submission] = [came(n, t1=f"第{n}稿") for n in range(MOST + 2)]
    ((code, message),) = told(many, 5)
    assert (code, "21 份" in message, "0.xlsx" in message) == ("return-differs-many", True, True)


@pytest.mark.linux("Windows counts processor time in steps of 16 ms")
def test_what_n_returns_cost_grows_with_n_not_with_its_square() -> None:
    def cost(count: int) -> float:
        items: list[Submission] = [came(n, **{f"t{task}": f"第{n}稿" for task in range(10)}) for n in range(count)]
        began = time.process_time()
        beside = Beside(items)
        assert all([*beside.reasons(item)] for item in items)
        return time.process_time() - began

    few = min(cost(300) for _ in range(3))
    # Eight times as many; their square would cost sixty-four times as much.
    assert cost(2400) < 25 * few
