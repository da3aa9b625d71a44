"""A department renamed without 别名: its old name is told beside the new one that has its tasks."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from support.small import add_sent, plan, row, sent, task

from xlplan.actions.gone_names import renamed_without_alias
from xlplan.ledger.store import Ledger

HandOuts = list[tuple[str, str, list[str]]]


@pytest.mark.parametrize(
    ("handed", "leads", "found"),
    [
        ([("2023年第一季度", "教育科", ["1.1"])], {"1.1": "教科科"}, [("教育科", "教科科")]),
        # Told while the first round under the new name runs, and no longer.
        (
            [("2023年第一季度", "教育科", ["1.1"]), ("2023年第二季度", "教科科", ["1.1"])],
            {"1.1": "教科科"},
            [("教育科", "教科科")],
        ),
        (
            [
                ("2023年第一季度", "教育科", ["1.1"]),
                ("2023年第二季度", "教科科", ["1.1"]),
                ("2023年第三季度", "教科科", ["1.1"]),
            ],
            {"1.1": "教科科"},
            [],
        ),
        # One who was there before is no new name; nor is one who has a part of the tasks alone.
        (
            [("2023年第一季度", "教科科", ["1.2"]), ("2023年第一季度", "教育科", ["1.1"])],
            {"1.1": "教科科", "1.2": "教科科"},
            [],
        ),
        ([("2023年第一季度", "教育科", ["1.1", "1.2"])], {"1.1": "教科科", "1.2": "基建科"}, []),
        # What is no longer in the table says nothing.
        ([("2023年第一季度", "教育科", ["1.1", "1.2"])], {"1.1": "教科科"}, [("教育科", "教科科")]),
        ([("2023年第一季度", "教育科", ["1.1", "1.2", "1.3"])], {"1.1": "教科科"}, []),
        ([("2023年第一季度", "教育科", ["1.2"])], {"1.1": "教科科"}, []),
        # Somebody else had its tasks in between.
        (
            [("2023年第一季度", "教育科", ["1.1"]), ("2023年第二季度", "基建科", ["1.1"])],
            {"1.1": "教科科"},
            [("基建科", "教科科")],
        ),
        ([("2023年第一季度", "教科科", ["1.1"])], {"1.1": "教科科"}, []),
    ],
)
def test_who_seems_renamed(
    tmp_path: Path, handed: HandOuts, leads: dict[str, str], found: list[tuple[str, str]]
) -> None:
    with Ledger(tmp_path / "台账.sqlite3") as ledger:
        for day, (round_, name, tasks) in enumerate(handed, 1):
            with ledger.action("split", round_, datetime(2023, 3, day), "例") as writer:
                add_sent(writer, sent(*map(row, tasks), round=round_, department=name))
        now = plan(*(task(number, lead) for number, lead in leads.items()))
        told = renamed_without_alias(now, ledger)
    assert [tuple(re.findall("“(.+?)”", each.message)) for each in told] == [(old, "部门", new) for old, new in found]
