"""What counts of a department's returns when a 已完成 is taken back that the office had chosen among them."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import ROUND, claims_of, decision, entered, received, returned

from xlplan.decisions.settle import settle
from xlplan.terms.fields import Field

CALL = entered(returned(state="已完成", percent=1.0), action=2)
FILE = received(returned(state="推进中", percent=0.95), action=3)
STATE = decision("保留原值", "前后不一致", before="已完成", reported="推进中", action=4)
PERCENT = decision("保留原值", "前后不一致", "percent", before="100%", reported="95%", action=4)
OTHER = decision("采用报送", "前后不一致", "percent", before="100%", reported="95%", action=4)
REOPENED = decision("同意销号", reported="已完成", action=5), decision("", "重新立项", action=6)
REFUSED = (decision("退回", reported="已完成", action=5),)

BEFORE = received(returned(state="推进中", percent=0.95), action=1)


@pytest.mark.parametrize("taken_back", [REOPENED, REFUSED])
def test_what_counted_before_counts_again_though_it_was_decided_against(taken_back: Any) -> None:
    [claim] = claims_of([settle([BEFORE, CALL], (STATE, PERCENT, *taken_back), ROUND.name)]).of.values()
    assert [claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)] == ["推进中", 0.95]


@pytest.mark.parametrize("taken_back", [REOPENED, REFUSED])
@pytest.mark.parametrize(
    ("decided", "percent"),
    [
        # What the office decided against does not count in place of what it chose.
        ((STATE, PERCENT), 0.6),
        ((PERCENT,), 0.6),
        # What nobody decided on, and what the office chose, does.
        ((STATE,), 0.95),
        ((), 0.95),
        ((STATE, OTHER), 0.95),
    ],
)
def test_what_the_office_decided_against_counts_for_nothing(decided: Any, percent: float, taken_back: Any) -> None:
    before = settle([received(returned(state="推进中", percent=0.6), action=1)], (), "2023年第一季度")
    claim = claims_of([before, settle([CALL, FILE], (*decided, *taken_back), ROUND.name)]).of["1.1", "教育科"]
    assert {name: claim.entry.values[name].value for name in (Field.STATE, Field.PERCENT)} == {
        Field.STATE: "推进中",
        Field.PERCENT: percent,
    }
