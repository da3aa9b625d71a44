"""What departments were called before they got another name within a round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from support.small import registry

from xlplan.actions.former_names import former_names
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.plan.departments import Department
from xlplan.terms.text import fold

OLD, NEW = "教育科", "基础教育科"
KNOWN = registry(Department(NEW, (OLD,)))


class Handed:
    """Stands for a ledger by which a task went to a name, by an action: (编号, name, action) in 六月."""

    def __init__(self, *rows: tuple[str, str, int]) -> None:
        self.rows = [HandedRow("六月", name, action, task, "lead", True) for task, name, action in rows]

    def handed_names(self) -> dict[str, str]:
        return {fold(row.department): row.department for row in self.rows}

    def handed_to(self, names: Iterable[str]) -> Iterator[HandedRow]:
        return (row for row in self.rows if row.department in names)


RENAMED = ("1.1", OLD, 1), ("1.2", OLD, 1), ("1.1", NEW, 3)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (RENAMED, {"六月": {NEW: {OLD: {"1.1"}}}}),
        # Made into one: what one of them alone had goes on under the other, what both had stays apart.
        ([*RENAMED, ("1.3", NEW, 1)], {"六月": {NEW: {OLD: {"1.1"}}}}),
        ([*RENAMED, ("1.1", NEW, 1)], {}),
        (RENAMED[:2], {}),
    ],
)
def test_the_rows_that_were_handed_out_under_another_name_since(rows: Any, found: Any) -> None:
    assert former_names(Handed(*rows), KNOWN) == found  # type: ignore[arg-type]
    assert former_names(Handed(*rows), registry(NEW, OLD)) == {}  # type: ignore[arg-type]
