"""督办通报: its numbers, what alarms, what waits for a decision, with or without the departments' names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import closed, department_status, plan, status, task, task_status

from xlplan.plan.settings import Settings
from xlplan.schedule.rounds import Round
from xlplan.status.bulletin import bulletin, title_lines
from xlplan.status.light_case import LightCase
from xlplan.status.model import Status
from xlplan.status.rollup import trend_point


def some(**more: Any) -> Status:
    """Return a round with a red task, one that waits to be closed and asks for help, and one without a project."""
    late = {"reported": {"problems": "缺人。"}, "share": 0.1}
    return status(
        task_status(
            task("1", content="1.办学。又"), department_status("教育科", "red", reason="已过到期日", **late),
            department_status("一小", "red", reason="已过到期日", share=0.101),
        ),
        task_status(
            task("2"), department_status("组宣科", "amber", reason="报需协调", reported={"state": "需协调", "problems": "缺钱。"}),
            department_status("二小", reported={"state": "已完成"}), department_status("三小", reported={"state": "需协调"}),
        ),
        task_status(task("3", project=""), department_status("教育科", "grey")),
        **more,
    )  # fmt: skip


def values(found: Status | None = None, trend: Any = (), **settings: Any) -> dict[str, Any]:
    found = found or some(returned=["组宣科", "二小"], late=["教育科"])
    return bulletin(plan(task(), **settings), found, trend)


def test_the_numbers() -> None:
    found = values()
    assert {name: found[name] for name in ("计划名称", "期次", "截至", "日期", "任务数", "红", "黄", "绿", "灰", "平均进度", "应报", "已报", "迟报", "未报")} == {
        "计划名称": "某区重点工作", "期次": "2023年第二季度", "截至": "2023年6月25日", "日期": "2023年6月25日", "任务数": 3,
        "红": 1, "黄": 1, "绿": 0, "灰": 1, "平均进度": "10%", "应报": 5, "已报": 3, "迟报": 1, "未报": 2,
    }  # fmt: skip
    assert [tuple(each.values()) for each in found["各工程"]] == [
        ("甲工程", 2, 1, 1, 0, 0, "10%"), ("（未写）", 1, 0, 0, 0, 1, "无可比"),
    ]  # fmt: skip


def test_a_mean_is_rounded_as_the_sheets_show_it_and_none_is_blank() -> None:
    each = task_status(task(), *(department_status(f"{n}科", share=share) for n, share in enumerate((0.374, 0.376))))
    assert values(status(each))["平均进度"] == "38%"
    assert values(status(task_status(task(), department_status())))["平均进度"] == ""


@pytest.mark.parametrize(
    ("named", "alarms", "returns"),
    [
        (
            False,
            ["2个单位：已过到期日。", "报需协调。"],
            "未报送的有2个单位；迟报的有1个单位。",
        ),
        (
            True,
            ["教育科：已过到期日（缺人。）\n一小：已过到期日", "组宣科：报需协调（缺钱。）"],
            "未报送的有2个单位：一小、三小；迟报的有1个单位：教育科。",
        ),
    ],
)
def test_who_is_behind_is_named_only_where_the_leaders_agreed(named: bool, alarms: list[str], returns: str) -> None:
    found = values(name_departments=named)
    assert [(each["编号"], each["任务"], each["亮灯"], each["情况"]) for each in found["警示"]] == [
        ("1", "办学", "红", alarms[0]), ("2", "做好2", "黄", alarms[1]),
    ]  # fmt: skip
    assert found["报送情况"] == returns


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        (["已过到期日，超30天；本期未报送，上期报70%"], "已过到期日，超30天；本期未报送，上期报70%。"),
        (["已过到期日，超30天；本期未报送，上期报70%"] * 2, "2个单位：已过到期日，超30天（本期未报送，上期报70%）。"),
        (
            ["已过到期日，超30天", "已过到期日，超30天；本期未报送，上期报70%", "已过到期日，超30天"],
            "3个单位：已过到期日，超30天（其中1个本期未报送，上期报70%）。",
        ),
        (
            ["只剩1天；本期未报送；节点已过", "只剩1天；本期未报送", "报需协调"],
            "2个单位：只剩1天（本期未报送；其中1个节点已过）；1个单位：报需协调。",
        ),
        (["从未报送", "报需协调", "从未报送"], "2个单位：从未报送；1个单位：报需协调。"),
        # A mark in somebody's words is no amount.
        (["只剩#天", "只剩5天", "只剩7天"], "1个单位：只剩#天；2个单位：只剩5至7天。"),
        (
            [f"已过到期日，超30天；本期未报送，上期报{share}%" for share in (70, 5, 40)],
            "3个单位：已过到期日，超30天（本期未报送，上期报5%至70%）。",
        ),
        (
            [
                "已过到期日，超30天",
                *(
                    f"已过到期日，超30天；本期未报送{what}"
                    for what in ("，上期报70%", "，上期报40%", "，上期报过进展", "")
                ),
            ],
            "5个单位：已过到期日，超30天（其中4个本期未报送：2个上期报40%至70%、1个上期报过进展）。",
        ),
        (
            [
                "比序时进度落后14.5个百分点（从1月1日算起，没有写开始的日子）",
                "比序时进度落后8个百分点（从1月1日算起，没有写开始的日子）",
            ],
            "2个单位：比序时进度落后8至14.5个百分点（从1月1日算起，没有写开始的日子）。",
        ),
        (
            ["节点6月30日已过，还没有达到", "节点7月31日已过，还没有达到"],
            "1个单位：节点6月30日已过，还没有达到；1个单位：节点7月31日已过，还没有达到。",
        ),
        (
            [
                f"只剩1天；节点5月1日已认定达到（王局长，{day}日）；核定{share}%以后又报70%，待核实"
                for day, share in ((3, 60), (4, 65))
            ],
            "2个单位：只剩1天（其中1个节点5月1日已认定达到（王局长，3日）；核定60%至65%以后又报70%，待核实；其中1个节点5月1日已认定达到（王局长，4日））。",
        ),
    ],
)
def test_reasons_of_several_without_names_are_counted_by_cause(reasons: list[str], words: str) -> None:
    leads = [department_status(f"{n}科", "red", reason=reason) for n, reason in enumerate(reasons)]
    [alarm] = values(status(task_status(task(), *leads, department_status("别的科", reason="按进度推进"))))["警示"]
    assert alarm["情况"] == words


@pytest.mark.parametrize("named", [False, True])
def test_who_asks_for_something_is_always_named(named: bool) -> None:
    assert values(name_departments=named)["待定"] == [
        "任务2（做好2）需协调：组宣科：缺钱。\n三小：没有写事由。",
        "任务2（做好2）待销号：二小：报已完成，请定是否同意销号。",
    ]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ({"returned": ["教育科"]}, "应报送的单位都按时报送。"),
        ({"late": ["教育科"]}, "迟报的有1个单位。"),
        ({}, "未报送的有1个单位。"),
    ],
)
def test_who_reported_in_words(who: dict[str, list[str]], words: str) -> None:
    assert values(status(task_status(task(), department_status()), **who))["报送情况"] == words


def test_the_plan_against_the_round_before_stands_only_where_there_is_one() -> None:
    points = [trend_point(status(task_status(task(), department_status(light=light)))) for light in ("red", "green")]
    assert (
        values(replace(some(), before=points[0].round), points)["与上期相比"]
        == "与上期（2023年第二季度，算到2023年6月25日）相比：红灯-1，绿灯+1。"
    )
    assert values(trend=points[:1])["与上期相比"] == values()["与上期相比"] == ""


@pytest.mark.parametrize(
    ("deadline", "round_", "words"),
    [
        (date(2023, 6, 26), None, "报送截止时间为2023年6月26日。"),
        (date(2023, 6, 25), None, "下一期（2023年第三季度）报送截止时间为　　年　　月　　日。"),
        (None, None, "下一期（2023年第三季度）报送截止时间为　　年　　月　　日。"),
        (None, Round("专项督查"), "下一期报送截止时间为　　年　　月　　日。"),
    ],
)
def test_the_next_deadline(deadline: date | None, round_: Round | None, words: str) -> None:
    found = some()
    if round_:
        found = Status(round_, found.today, found.tasks, found.departments)
    assert values(found, deadline=deadline)["下期"] == words


@pytest.mark.parametrize(
    ("red", "amber", "rows", "last"),
    [
        (0, 20, 20, ("20", "黄", "临期。")),
        (3, 20, 21, ("……", "黄", "另有黄灯3项，见《进展汇总》的“明细”。")),
        (25, 0, 25, ("25", "红", "临期。")),
        (25, 2, 26, ("……", "黄", "另有黄灯2项，见《进展汇总》的“明细”。")),
    ],
)
def test_every_red_task_stands_in_the_paper_and_of_many_amber_ones_the_rest_is_counted(
    red: int, amber: int, rows: int, last: tuple[str, str, str]
) -> None:
    lights = ["red"] * red + ["amber"] * amber
    tasks = [
        task_status(task(str(n)), department_status(light=light, reason="临期")) for n, light in enumerate(lights, 1)
    ]
    found = values(status(*tasks))["警示"]
    assert (len(found), tuple(found[-1][name] for name in ("编号", "亮灯", "情况"))) == (rows, last)


def test_of_many_matters_the_rest_is_counted_by_kind() -> None:
    states = ["已完成"] * 21 + ["需协调"] * 2
    found = values(
        status(*(task_status(task(str(n)), department_status(reported={"state": s})) for n, s in enumerate(states)))
    )["待定"]
    assert (len(found), found[-1]) == (21, "另有3件（待销号1件、需协调2件），见《进展汇总》的“总览”。")
    assert (
        len(
            values(
                status(*(task_status(task(str(n)), department_status(reported={"state": "已完成"})) for n in range(20)))
            )["待定"]
        )
        == 20
    )


def test_what_was_closed_waits_for_nobody() -> None:
    done = department_status(claimed={"state": "已完成"}, agreements=closed())
    assert values(status(task_status(task(), done)))["待定"] == []


@pytest.mark.parametrize(
    ("returned", "deadline", "words"),
    [
        (["组宣科"], date(2023, 6, 25), "还没有报送的单位请在2023年6月25日前报送。"),
        (["组宣科"], date(2023, 6, 24), "未报送的单位要立即补报。"),
        (["组宣科"], None, "未报送的单位要立即补报。"),
        (["组宣科", "二小", "教育科", "一小", "三小"], date(2023, 6, 24), ""),
    ],
)
def test_what_is_asked_of_those_that_have_not_reported(returned: list[str], deadline: date | None, words: str) -> None:
    assert bulletin(plan(task()), some(returned=returned), (), deadline)["补报"] == words


def test_what_is_to_be_decided_is_said_with_its_grounds() -> None:
    asks = {"state": "需协调", "problems": "缺20万元。", "progress": "已完成选址。", "next": "报区政府研究"}
    done = {"state": "已完成", "progress": "办法已印发", "evidence": "X教〔2023〕1号"}
    found = status(
        task_status(task("1"), department_status("教育科", "amber", reported=asks)),
        task_status(task("2"), department_status("组宣科", reported=done)),
    )
    assert bulletin(plan(task()), found, ())["待定"] == [
        "任务1（做好1）需协调：教育科：缺20万元。本期进展：已完成选址。下一步措施：报区政府研究。",
        "任务2（做好2）待销号：组宣科：报已完成，请定是否同意销号。本期进展：办法已印发。佐证材料：X教〔2023〕1号。",
    ]


def test_reports_that_are_not_in_are_counted_apart() -> None:
    found = status(task_status(task(), department_status()), returned=["教育科"])
    back = replace(found, departments=tuple(replace(each, back=True) for each in found.departments))
    assert values(back)["报送情况"] == "应报送的单位都按时报送。已报送的里面，退回待改的1个。"
    assert values(back, name_departments=True)["报送情况"].endswith("退回待改的1个：教育科。")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("重点工作", "重点工作"),
        ("2026年冬季校园安全和双减专项行动任务分工表", "2026年冬季校园安全和\n双减专项行动任务分工表"),
        ("某某区“十四五”教育事业重点任务责任分工清单表", "某某区“十四五”\n教育事业重点任务责任分工清单表"),
        ("一" * 45, "\n".join(["一" * 15] * 3)),
    ],
)
def test_a_long_title_is_broken_where_its_words_allow_it(title: str, lines: str) -> None:
    assert title_lines(title) == lines


def test_a_deadline_is_said_once() -> None:
    found, day = status(task_status(task(), department_status())), date(2099, 1, 2)
    said = bulletin(plan(task(), deadline=day), found, (), day)
    assert (said["补报"], said["下期"]) == ("还没有报送的单位请在2099年1月2日前报送。", "")
    other = bulletin(plan(task(), deadline=day, round="别的一期"), found, (), day)
    assert other["下期"] == "别的一期报送截止时间为2099年1月2日。"


def test_from_when_the_share_of_time_counts_is_said_once() -> None:
    start = "没有写开始的日子，从这一年的1月1日算起"
    case = LightCase(task(schedule="2023年12月底前").schedule, None, date(2023, 6, 25), Settings())
    assert case.start[1] == start
    each = replace(department_status(light="red", reason=f"比序时进度落后40个百分点（{start}）"), case=case)
    said = values(status(task_status(task(), each)))
    assert (said["警示"][0]["情况"], said["序时说明"]) == ("比序时进度落后40个百分点。", f"序时进度：{start}")
