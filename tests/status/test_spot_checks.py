"""抽查核实单: which reports are worth a look on the spot, and why."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import closed, decision, department_status, entry, paused, status, task, task_status

from xlplan.decisions.agreed import Agreements
from xlplan.status.spot_checks import SPOT_CHECK_COLUMNS, WIDTHS, spot_checks
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field

DONE = {"state": "已完成", "percent": 1.0, "evidence": "见附件。"}


def why(before: dict[str, Any] | None = None, **more: Any) -> list[str]:
    each = department_status(**more, before=None if before is None else entry(**before))
    return [found.why for found in spot_checks(status(task_status(task(), each)))]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"reported": DONE}, ["报已完成，待销号"]),
        ({"claimed": DONE}, ["报已完成，待销号"]),
        ({"reported": {"state": "已完成"}}, ["报已完成，待销号；没有写佐证材料"]),
        ({"reported": {"state": "推进中", "percent": 0.9}, "before": {"percent": 0.5}}, ["进度一期增加40个百分点"]),
        ({"reported": {"state": "推进中", "percent": 0.75}, "before": {"percent": 0.5}}, []),
        ({"reported": {"state": "推进中", "percent": 0.9}}, []),
        ({}, []),
        # What is closed or paused is not looked at, nor what is only supported.
        ({"reported": DONE, "agreements": closed(), "closed": True}, []),
        ({"reported": DONE, "agreements": paused()}, []),
        ({"reported": DONE, "role": Role.SUPPORT}, []),
    ],
)
def test_what_is_worth_a_look(more: dict[str, Any], found: list[str]) -> None:
    assert why(**more) == found


def test_what_the_office_found_before_stands_beside() -> None:
    verified = Agreements(verified={Field.PERCENT: decision("", "核定进展", "percent", reported="60%")})
    [found] = why(reported={"state": "推进中", "percent": 0.9}, agreements=verified)
    assert found.startswith("上次核定为")
    assert "60%" in found


def test_a_line_leaves_blank_what_is_found_on_the_spot() -> None:
    each = department_status(reported=DONE | {"progress": "办完。"})
    [found] = spot_checks(status(task_status(task(), each)))
    line = dict(zip(SPOT_CHECK_COLUMNS, found.cells, strict=True))
    assert line == {
        "编号": "1.1", "任务": "做好1.1", "部门": "教育科", "报的状态": "已完成", "报的进度": "100%", "本期进展": "办完。", "佐证材料": "见附件。",
        "为什么抽查": "报已完成，待销号", "核定进度": "", "核定状态": "", "核实人": "", "核实日期": "", "备注": "",
    }  # fmt: skip


def test_it_fits_a_page_across_at_nine_points_or_more() -> None:
    # As Calc prints it: of text of 10 points a character is 6.8 points wide; the page has 770 points between its margins.
    assert len(WIDTHS) == len(SPOT_CHECK_COLUMNS)
    assert 770 / (sum(WIDTHS) * 6.8) * 10 >= 9


def test_what_the_office_found_stands_with_the_departments_own_beside() -> None:
    found = {
        name: decision("", "核定进展", name.value, reported=text)
        for name, text in ((Field.PERCENT, "72%"), (Field.STATE, "推进中"))
    }
    each = department_status(claimed=DONE | {"percent": 0.7}, agreements=Agreements(verified=found))
    [check] = spot_checks(status(task_status(task(), each)))
    assert (check.values["进度"], check.values["状态"]) == ("核定72%（自报70%）", "核定推进中（自报已完成）")
