"""Numbers that were given to another task."""

from __future__ import annotations

import pytest
from support.small import codes, plan, task

from xlplan.handout.planned import PlannedTask
from xlplan.handout.reused import reused_numbers


@pytest.mark.parametrize(
    ("old", "now", "found"),
    [
        ("修订办法。", "修订办法。", []),
        ("开展培训。", "开展全员培训。", []),
        ("修订办法。", "建设新校舍。", [("number-reused", "A2", "1.1")]),
        ("", "建设新校舍。", []),
    ],
)
def test_a_number_stands_for_the_task_that_was_handed_out_under_it(old: str, now: str, found: object) -> None:
    before = [PlannedTask("1.1", {"content": old}, ()), PlannedTask("9.9", {"content": "别的。"}, ())]
    assert codes(reused_numbers(plan(task(content=now)), before)) == found
