"""督办单: why a row is supervised, in which colour, and when it is asked for again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from support.lit import BEHIND, CLOSED, asking
from support.small import TODAY, closed, decision, department_status, entry, limit, paused

from xlplan.decisions.agreed import Agreements
from xlplan.plan.settings import Settings
from xlplan.returns.sheet import Reported
from xlplan.status.asking import Asking
from xlplan.status.light_case import LightCase
from xlplan.status.supervise import Cause, Colour, Issued, SlipReply, Supervised, cause, next_colour, sent_back
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field

RED, YELLOW, BLUE = Colour
NOW, BEFORE = "二期", "一期"
REOPENED = Agreements(reopened=decision("", "重新立项", action=4))
NEAR = "2023年7月5日前"
PASSED = "2023年5月底前"
FAR = "2023年12月底前"
ROUTINE = (asking("2023-04-01", "2023-04-20", BEFORE), asking("2023-06-01", "2023-06-20", NOW))
STAGES = "2023年3月底前完成一稿，2023年12月底前完成"


def why(schedule: str, what: dict[str, Any] | None, **marks: Any) -> tuple[str, str] | None:
    """Return the colour and the reason for a row; `what` was claimed."""
    claim = None if what is None else entry(**what)
    marks.setdefault("reported", claim is not None)
    found = cause(LightCase(limit(schedule, TODAY), claim, TODAY, Settings(), **marks))
    return found and (found.colour.value, found.why)


def asked(deadline: int, *, before: bool = True, runs: bool = False) -> dict[str, Any]:
    """Return askings of two rounds, the deadline of the second so many days from TODAY; `runs`: and of one that runs."""
    of = [
        Asking(BEFORE, TODAY - timedelta(90), TODAY - timedelta(80)),
        Asking(NOW, TODAY - timedelta(10), TODAY + timedelta(deadline)),
    ]
    of += [Asking("三期", TODAY, TODAY + timedelta(30))] if runs else []
    return {"asked": tuple(of if before else of[1:])}


@pytest.mark.parametrize(
    ("schedule", "what", "marks", "found"),
    [
        (PASSED, {"state": "推进中", "percent": 0.9}, {}, ("红", "已过到期日，超25天")),
        (PASSED, None, {}, ("红", "已过到期日，超25天")),
        # What waits for the office is no matter of the department's; nor what is closed or paused.
        (PASSED, {"state": "已完成"}, {}, None),
        (PASSED, None, {"agreements": closed()}, None),
        (PASSED, None, {"agreements": paused()}, None),
        (FAR, {"percent": 0.1}, {}, ("黄", "比序时进度落后38.1个百分点")),
        (FAR, {"percent": 0.45}, {}, None),
        (STAGES, {"percent": 0.45}, {}, ("黄", "节点2023-03-31已过，还没有达到：2023年3月底前完成一稿")),
        (STAGES, {"percent": 0.5}, {"agreements": Agreements(met=frozenset({date(2023, 3, 31)}))}, None),
        # Near, and never answered: blue by the calendar alone.
        (NEAR, {"percent": 1.0}, {}, ("蓝", "离到期日只剩10天")),
        (NEAR, None, {}, ("蓝", "离到期日只剩10天")),
        # Two rounds without a word: only past the second deadline, and if both asked.
        ("常规工作", None, asked(-1), ("黄", "连续两期没有报送")),
        ("常规工作", None, asked(0), None),
        ("常规工作", None, asked(-1, before=False), None),
        # A round that still runs ends it only by a report.
        ("常规工作", None, asked(-1, runs=True), ("黄", "连续两期没有报送")),
        ("常规工作", {"progress": "x", "round": "三期"}, asked(-1, runs=True), None),
        ("常规工作", {"progress": "x", "round": BEFORE}, asked(-1) | {"reported": False}, None),
        ("常规工作", {"progress": "x", "round": "更早"}, asked(-1) | {"reported": False}, ("黄", "连续两期没有报送")),
        ("常规工作", {"progress": "x", "round": NOW}, asked(-1), None),
        # Of a routine behind a closed deadline only what asked for it counts, as for its light.
        (BEHIND, None, asked(-1) | {"agreements": CLOSED}, None),
        (BEHIND, None, {"agreements": closed(at=datetime(2023, 3, 1)), "asked": ROUTINE}, ("黄", "连续两期没有报送")),
        (BEHIND, None, {"agreements": closed(at=datetime(2023, 5, 1)), "asked": ROUTINE}, None),
        # The day itself.
        ("2023年6月25日前", None, {}, ("蓝", "今天到期")),
        # A beginning that lies ahead.
        ("2023年9月1日—2023年9月30日", None, {}, None),
    ],
)  # fmt: skip
def test_why_a_row_is_supervised(
    schedule: str, what: dict[str, Any] | None, marks: dict[str, Any], found: tuple[str, str] | None
) -> None:
    assert why(schedule, what, **marks) == found


def issued(colour: Colour, answer_in: int, due: date | None = None, round_: str = NOW, **more: Any) -> Issued:
    """Return an earlier paper that is to be answered so many days from TODAY."""
    answer_by = TODAY + timedelta(answer_in)
    reply = {name: more.pop(name) for name in ("measures", "promised", "signed_by") if name in more}
    paper = Supervised(2023, 1, round_, "教育科", "1.1", colour, answer_by - timedelta(7), answer_by, due, {})
    return Issued(paper, SlipReply(2023, 1, "1.1", **reply) if reply else None, **more)


@pytest.mark.parametrize(
    ("colour", "earlier", "found"),
    [
        (BLUE, [], BLUE),
        # None sooner for the same matter and colour; a worse colour at once, a milder one not.
        (BLUE, [issued(BLUE, 0)], None),
        (RED, [issued(YELLOW, 0)], RED),
        (BLUE, [issued(YELLOW, 0)], None),
        # Unanswered: one colour up, and red again. A signature is no answer.
        (BLUE, [issued(BLUE, -1)], YELLOW),
        (BLUE, [issued(YELLOW, -1)], RED),
        (YELLOW, [issued(RED, -1)], RED),
        (YELLOW, [issued(BLUE, -1, signed_by="张三")], YELLOW),
        # Answered: taken at its word, until the day promised or for the round.
        (RED, [issued(RED, -9, promised=TODAY)], None),
        (RED, [issued(RED, -9, promised=TODAY - timedelta(1))], RED),
        (YELLOW, [issued(YELLOW, -9, measures="加人")], None),
        (YELLOW, [issued(YELLOW, -9, measures="加人", round_=BEFORE)], YELLOW),
        (YELLOW, [issued(YELLOW, -9, reported=True)], None),
        (RED, [issued(YELLOW, -9, reported=True)], RED),
        # The newest paper counts; another due day begins anew.
        (BLUE, [issued(BLUE, -9), issued(YELLOW, 3)], None),
        (BLUE, [issued(RED, -9, due=TODAY)], BLUE),
    ],
)
def test_when_it_is_asked_for_again(colour: Colour, earlier: list[Issued], found: Colour | None) -> None:
    assert next_colour(Cause(colour, ""), earlier, NOW, TODAY) is found


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (issued(RED, 0), "未签收，未答复"),
        (issued(RED, -2), "未签收，逾期2天未答复"),
        (issued(RED, -2, signed_by="张三"), "已签收，逾期2天未答复"),
        (issued(RED, -2, reported=True), "已报进展"),
        (issued(RED, -2, measures="加人"), "已答复"),
        (issued(RED, 2, promised=TODAY), f"已答复，承诺{TODAY}完成"),
    ],
)
def test_how_a_paper_stands(paper: Issued, words: str) -> None:
    assert paper.words(TODAY) == words


@pytest.mark.parametrize(
    ("said", "agreements", "back"),
    [
        ({"state": "推进中"}, Agreements(), False),
        ({"state": "推进中", "refused": {QuestionKind.DELAY: Reported(TODAY, "")}}, Agreements(), True),
        ({"state": "推进中", "refused": {QuestionKind.PAUSE: Reported("暂缓", "")}}, Agreements(), True),
        ({"state": "推进中", "sent_back": (Field.PERCENT,)}, Agreements(), True),
        # Agreed to, and taken back later.
        ({"state": "推进中", "refused": {QuestionKind.CLOSE: Reported("已完成", "")}, "action": 3}, REOPENED, False),
        ({"state": "推进中", "refused": {QuestionKind.CLOSE: Reported("已完成", "")}, "action": 5}, REOPENED, True),
    ],
)
def test_a_report_that_went_back_is_no_answer(said: dict[str, Any], agreements: Agreements, back: bool) -> None:
    assert sent_back(department_status(claimed=said, agreements=agreements)) is back
