"""What stands beside a reason: milestones, what let a task go on, what was found met, what was reported before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.lit import NEVER, STAGES, case, day, judged, verified
from support.small import closed, decision

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Origin
from xlplan.returns.sheet import Reported
from xlplan.status.beside import again_words, silent_words
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field

FIRST = "节点2023年3月31日已过，还没有达到"
DONE = {QuestionKind.CLOSE: Reported("已完成", "H5")}
PAUSE = {QuestionKind.PAUSE: Reported("暂缓", "H5")}


def test_a_milestone_is_named_beside_how_far_it_is_behind() -> None:
    shown, why = judged(STAGES, {"percent": 0.1})
    assert shown in ("red", "amber") and why.startswith("比序时进度落后") and f"；{FIRST}：" in why
    # Overdue says it all.
    assert "节点" not in judged(STAGES, {"percent": 0.1}, today=day("2024-06-01"))[1]


@pytest.mark.parametrize(("action", "since"), [(1, "的还没有定"), (9, "20%")])
def test_where_returns_differ_since_the_finding_none_is_told_as_reported(action: int, since: str) -> None:
    found = case("2023年12月底前", {"percent": 0.2, "action": action}, agreements=verified(percent="50%"))
    assert found.claim
    differ = replace(found, claim=replace(found.claim, filled={Field.PERCENT: 9}))
    assert again_words(differ) == f"核定50%以后又报{since}，待核实"


def resumed(kind: str = "恢复", ruling: str = "", action: int = 5) -> Decision:
    return decision(ruling, kind, action=action)


RESUMED = Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓", action=3), resumed()),))
ADOPTED = Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓", action=3), resumed("暂缓后又报", "采用报送")),))
REOPENED = Agreements(reopened=resumed("重新立项"))
FOUND = {Field.PERCENT: decision("", "核定进展", "percent", reported="40%")}
OPENED = "（王局长，2023-06-20）"


@pytest.mark.parametrize(
    ("what", "agreements", "said"),
    [
        ({"state": "推进中", "action": 2}, RESUMED, f"已恢复{OPENED}"),
        ({"state": "推进中", "action": 4}, ADOPTED, f"已恢复{OPENED}"),
        ({"state": "推进中", "action": 2}, REOPENED, f"已重新立项{OPENED}"),
        (NEVER, RESUMED, f"已恢复{OPENED}"),
        # A report that came since says how it goes on.
        ({"state": "推进中", "action": 6}, RESUMED, ""),
        ({"state": "推进中", "action": 6}, REOPENED, ""),
        ({"state": "推进中", "action": 2}, Agreements(), ""),
        # Closed again, that is what counts.
        ({"state": "已完成", "action": 6}, Agreements(closed().closings, reopened=resumed("重新立项")), ""),
    ],
)
def test_what_let_a_task_go_on_is_said_until_it_is_reported_again(
    what: dict[str, Any] | None, agreements: Agreements, said: str
) -> None:
    _, why = judged("2023年12月底前", what, agreements=agreements)
    assert why.partition("；")[2].rpartition("；")[2] == said


@pytest.mark.parametrize(
    ("percent", "today", "said"),
    [
        (0.0, "2023-06-25", "节点2023年3月31日已认定达到（王局长，2023-06-20）"),
        # The percent says it as well.
        (0.4, "2023-06-25", ""),
        # It has not passed yet.
        (0.0, "2023-03-31", ""),
    ],
)
def test_a_milestone_that_the_office_found_met_is_said(percent: float, today: str, said: str) -> None:
    met = Agreements(met={date(2023, 3, 31): decision("", "节点")})
    _, why = judged(STAGES, {"percent": percent}, today=day(today), agreements=met)
    assert (why.rpartition("；")[2] if "认定" in why else "") == said


@pytest.mark.parametrize(
    ("what", "agreements", "said"),
    [
        ({"state": "推进中", "percent": 0.4}, Agreements(), "上期报40%"),
        ({"state": "推进中"}, Agreements(), "上期报推进中"),
        ({"progress": "在办。"}, Agreements(), "上期报过进展"),
        # What was sent back or taken back is not what it reported.
        ({"state": "推进中", "refused": DONE}, Agreements(), "上期报已完成，已退回"),
        ({"state": "推进中", "refused": DONE, "action": 2}, REOPENED, "上期报已完成"),
        # The percent before it is none of what it reported then; one that was put right is, and so is that beside a 暂缓.
        ({"state": "推进中", "percent": 0.3, "refused": DONE, "action": 2}, Agreements(), "上期报已完成，已退回"),
        (
            {
                "state": "推进中",
                "percent": 0.3,
                "refused": DONE,
                "action": 2,
                "origins": {Field.PERCENT: Origin("二.xlsx", action=4)},
            },
            Agreements(),
            "上期报30%（报已完成，已退回）",
        ),
        ({"state": "推进中", "percent": 0.3, "refused": PAUSE}, Agreements(), "上期报30%（报暂缓，已退回）"),
        # What the office found counts, and is named beside.
        ({"percent": 0.7}, Agreements(verified=FOUND), "上期报70%，核定40%"),
        (NEVER, Agreements(verified=FOUND), "核定40%"),
    ],
)
def test_what_a_silent_department_reported_before(
    what: dict[str, Any] | None, agreements: Agreements, said: str
) -> None:
    assert silent_words(case("2023年12月底前", what, agreements=agreements), "上期") == f"本期未报送，{said}"
