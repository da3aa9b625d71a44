"""What has changed since the round before: of a task, and of the whole plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.small import (
    TODAY,
    department_status,
    entry,
    status,
    task,
    task_status,
)

from xlplan.status.changes import change_words, compared, new_problem, went_back, went_forward
from xlplan.status.model import Past, TaskStatus
from xlplan.status.rollup import Total, TrendPoint
from xlplan.terms.choices import Light


@pytest.mark.parametrize(
    ("past", "now", "words"),
    [
        (None, ("green", 0.5), "首次"),
        (("green", 0.5), ("green", 0.5), "不变"),
        (("red", 0.5), ("green", 0.5), "红→绿"),
        (("green", 0.5), ("green", 0.625), "+12.5个百分点"),
        (("green", 0.5), ("amber", 0.4), "绿→黄，-10个百分点"),
        (("green", None), ("green", 0.4), "不变"),
        (("green", 0.4), ("green", None), "不变"),
    ],
)
def test_change_against_the_round_before(past: Any, now: tuple[str, float | None], words: str) -> None:
    assert change_words(task_status(task(), department_status(light=now[0], share=now[1]), past=past)) == words


def test_what_others_did_is_not_compared() -> None:
    each = task_status(task(), department_status(light="amber", share=0.2), past=("green", None))
    others = replace(each, past=Past(Light.GREEN, None, of_others=True))
    assert (change_words(others), went_back(others), went_forward(others)) == ("绿→黄，进度无可比", "绿→黄", "")
    elsewhere = replace(each, past=Past(None, 0.1))
    assert (change_words(elsewhere), went_back(elsewhere), went_forward(elsewhere)) == ("无可比", "", "")


def test_where_others_carried_it_out_those_who_stayed_are_compared() -> None:
    each = task_status(task(), department_status("教育科", "red", share=0.2), department_status("组宣科", share=0.1))
    stayed = (department_status("教育科", "amber", share=0.3),)
    fell = replace(each, past=Past(None, 0.1, stayed=stayed))
    assert (went_back(fell), went_forward(fell)) == ("教育科：30%→20%，黄→红", "")
    assert change_words(fell) == "无可比（教育科：30%→20%，黄→红）"
    stayed = (department_status("教育科", "red", share=0.1),)
    rose = replace(each, past=Past(None, 0.1, stayed=stayed))
    assert (went_back(rose), went_forward(rose)) == ("", "教育科：10%→20%")
    assert change_words(rose) == "无可比（教育科：10%→20%）"
    assert (went_back(replace(each, past=Past(None, 0.1))), new_problem(rose)) == ("", False)


def test_who_joined_reports_no_new_problem() -> None:
    problem = {"reported": {"problems": "缺人。"}}
    stayed = (department_status("教育科"),)
    joined = task_status(task(), department_status("教育科"), department_status("组宣科", **problem))
    still = task_status(task(), department_status("教育科", **problem), department_status("组宣科"))
    assert not new_problem(replace(joined, past=Past(None, 0.1, stayed=stayed)))
    assert new_problem(replace(still, past=Past(None, 0.1, stayed=stayed)))


def point(change: float | None, round_: str = "上期", **lights: int) -> TrendPoint:
    return TrendPoint(
        round_,
        Total("", {each: lights.get(each.value, 0) for each in Light}, 0.5, change=change, compared=4),
        0,
        0,
        TODAY,
    )


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        ([], "第一期，没有可比的上期。"),
        ([point(0.5)], "第一期，没有可比的上期。"),
        ([point(None, red=1), point(None, red=1)], "与上期（上期，算到2023年6月25日）相比：没有变化。"),
        ([point(0.09), point(0.5, "春", red=3, green=1), point(0.125, red=1, green=3)],
         "与上期（春，算到2023年6月25日）相比：红灯-2，绿灯+2，平均进度+12.5个百分点（可比的4项）。"),
        ([point(None, amber=1), point(None, grey=1)], "与上期（上期，算到2023年6月25日）相比：黄灯-1，灰灯+1。"),
        ([point(0.5), point(None)], "与上期（上期，算到2023年6月25日）相比：没有变化。"),
        ([point(0.5), point(0.0)], "与上期（上期，算到2023年6月25日）相比：平均进度+0个百分点（可比的4项）。"),
    ],
)  # fmt: skip
def test_the_plan_against_the_round_before(trend: list[TrendPoint], words: str) -> None:
    before = trend[-2].round if len(trend) > 1 else ""
    assert compared(trend, status(before=before)) == words


def test_the_round_before_is_not_the_one_that_goes_on_beside() -> None:
    trend = [point(None, "二季度", red=2), point(None, "六月", red=5), point(0.1, "三季度", red=1)]
    assert compared(trend, status(before="二季度")).startswith("与上期（二季度，算到2023年6月25日）相比：红灯-1，")
    assert compared(trend, status()) == "没有可比的上期。"


def moved(number: str, now: tuple[str, float | None], past: Any, **what: Any) -> TaskStatus:
    return task_status(task(number), department_status(light=now[0], share=now[1], **what), past=past)


@pytest.mark.parametrize(
    ("now", "past", "back", "forward"),
    [
        (("green", 0.5), None, "", ""),
        (("green", 0.5), ("green", 0.5), "", ""),
        (("green", 0.4), ("green", 0.5), "50%→40%", ""),
        (("amber", 0.5), ("green", 0.5), "绿→黄", ""),
        (("red", 0.4), ("amber", 0.5), "50%→40%，黄→红", ""),
        # One step back is no step forward, whatever else went on.
        (("amber", 0.6), ("green", 0.5), "绿→黄", ""),
        (("green", 0.6), ("green", 0.5), "", "50%→60%"),
        (("green", 0.6), ("red", 0.5), "", "50%→60%，红→绿"),
        (("green", None), ("green", 0.5), "", ""),
        # Grey says nothing.
        (("grey", 0.5), ("red", 0.5), "", ""),
        (("red", 0.5), ("grey", 0.5), "", ""),
    ],
)
def test_what_went_back_and_what_went_forward(now: tuple[str, float | None], past: Any, back: str, forward: str) -> None:  # fmt: skip
    each = moved("1", now, past)
    assert (went_back(each), went_forward(each)) == (back, forward)


@pytest.mark.parametrize(
    ("said_", "before", "new"),
    [
        ("缺人。", None, True), ("缺人。", "缺地。", True), ("缺人。", "缺 人。", False), ("无", "缺人。", False), ("", "缺人。", False),
        ("缺人。", "无", True),
    ],
)  # fmt: skip
def test_problems_that_are_new(said_: str, before: str | None, new: bool) -> None:
    what: dict[str, Any] = {"reported": {"problems": said_} if said_ else {}}
    if before:
        what["before"] = entry(problems=before)
    each = moved("1", ("green", 0.5), ("green", 0.5), **what)
    assert (new_problem(each), change_words(each)) == (new, "不变，新报了问题" if new else "不变")


@pytest.mark.parametrize(
    ("now", "past", "back", "forward", "change"),
    [
        (("green", 0.6), ("red", 0.5), "", "50%→60%，红→绿", "红→绿，+10个百分点，新报了问题"),
        (("red", 0.4), ("green", 0.5), "50%→40%，绿→红", "", "绿→红，-10个百分点，新报了问题"),
        (("green", 0.6), None, "", "", "首次"),
    ],
)
def test_a_new_problem_is_no_step_back(
    now: tuple[str, float | None], past: Any, back: str, forward: str, change: str
) -> None:
    each = moved("1", now, past, reported={"problems": "缺人。"})
    assert (went_back(each), went_forward(each), change_words(each)) == (back, forward, change)
    assert new_problem(each) is (past is not None)


def test_new_problems_are_counted_by_themselves() -> None:
    asks = {"reported": {"problems": "缺人。"}}
    found = status(
        moved("1", ("green", 0.6), ("green", 0.5), **asks),
        moved("2", ("red", 0.5), ("green", 0.5), **asks),
        before="上期",
    )
    assert compared([point(None), point(None)], found) == (
        "退步1项：2（绿→红）。新报了问题2项：1、2。进步1项：1（50%→60%）。与上期（上期，算到2023年6月25日）相比：没有变化。"
    )


def test_what_went_back_comes_first() -> None:
    found = status(
        moved("1", ("green", 0.6), ("green", 0.5)),
        moved("2", ("red", 0.5), ("green", 0.5)),
        moved("3", ("green", 0.5), ("green", 0.5)),
        *(moved(str(number), ("amber", None), ("green", None)) for number in range(4, 10)),
        before="上期",
    )
    assert compared([point(None), point(None)], found) == (
        "退步7项：2、4、5、6、7、8等。进步1项：1（50%→60%）。与上期（上期，算到2023年6月25日）相比：没有变化。"
    )
