"""The status sheets in words: who carries a task out, what was said, why it is lit, days to go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import (
    TODAY,
    closed,
    decision,
    delayed,
    department_status,
    paused,
    plan,
    registry,
    status,
    task,
    task_status,
)

from xlplan.decisions.agreed import Agreements
from xlplan.plan.departments import Department
from xlplan.status.model import DepartmentStatus, TaskStatus
from xlplan.status.recurrence import Turns
from xlplan.status.rollup import GroupStatus
from xlplan.status.task_lines import task_lines
from xlplan.status.words import (
    alarm_reasons,
    chart_name,
    days_words,
    due_shown,
    headline,
    lead_words,
    progress_words,
    reasons,
    said,
    state_words,
    told_together,
)
from xlplan.terms.choices import Light, Role
from xlplan.terms.fields import Field

CLOSED, PAUSED = closed(), paused()
SUPPORT = Role.SUPPORT


def group(*members: DepartmentStatus, overview: str = "", light: str = "green") -> GroupStatus:
    return GroupStatus("各校", "教育科", Light(light), ["一小"], ["二小"], overview, members)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "没有报过"),
        ({"reported": {"state": "推进中"}}, "推进中"),
        # It reported, in this round or before, and left its state blank.
        ({"reported": {"percent": 0.5}}, "没有写状态"),
        ({"claimed": {"progress": "已办。"}}, "没有写状态"),
        ({"agreements": CLOSED}, "已销号"),
        ({"agreements": PAUSED}, "已暂缓"),
    ],
)
def test_how_a_department_stands(what: dict[str, Any], words: str) -> None:
    [each] = task_status(task(), department_status(**what)).departments
    assert state_words(each) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ""),
        ([("一科", "好")], "一科：好"),
        ([("一科", "好"), ("二科", "差"), ("三科", "好")], "一科、三科：好\n二科：差"),
    ],
)
def test_those_that_say_the_same_share_a_line(lines: list[tuple[str, str]], words: str) -> None:
    assert told_together(lines) == words


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("3.市区联动，促提升。其他", "市区联动，促提升"),
        ("（二）建立机制。", "建立机制"),
        ("(3)、建立机制。", "建立机制"),
        ("2）落实。", "落实"),
        ("一、抓好落实。", "抓好落实"),
        ("十二．抓好落实", "抓好落实"),
        ("3.5万名学生体检", "3.5万名学生体检"),
        ("12、体检", "体检"),
        ("100.校", "100.校"),
        ("  两行\n第二行。", "两行"),
        ("", ""),
        ("一" * 36, "一" * 36),
        ("一" * 37, "一" * 35 + "…"),
        # A long one ends where a clause does, if that says enough.
        (
            "完善工作机制，明确责任清单，建立定期会商、信息共享、督促检查制度，形成一批可复制的经验",
            "完善工作机制，明确责任清单，建立定期会商、信息共享、督促检查制度…",
        ),
        ("落实，" + "一" * 40, "落实，" + "一" * 32 + "…"),
    ],
)
def test_a_headline_is_the_first_sentence_without_its_ordinal(content: str, shown: str) -> None:
    assert headline(content) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("资源配置均衡提升工程", "资源配置均衡提升工程"),
        ("第一项重点改革攻坚和民生实事提升工程", "第一项重点…提升工程"),
        ("一" * 10, "一" * 10),
        ("", ""),
    ],
)
def test_a_long_name_in_a_chart_keeps_its_beginning_and_its_end(name: str, shown: str) -> None:
    assert chart_name(name) == shown


def test_what_all_said_in_a_column() -> None:
    each = task_status(
        task(),
        department_status("一科", reported={"problems": "缺人。 "}),
        department_status("二科", reported={"problems": "缺人。"}),
        department_status("三科", reported={"problems": " "}),
        department_status("四科"),
    )
    assert said(each, "problems") == "一科、二科：缺人。"


def test_who_carries_it_out_in_words() -> None:
    assert lead_words([group(), department_status("教育科")]) == "各校、教育科"


@pytest.mark.parametrize(
    ("overview", "who", "words"),
    [
        # Members stand in their annex; the section has its overview, and what others said stands in their own words.
        ("两所已完成。", "各校", "各校：应报2，已报1，未报1。教育科综述：两所已完成。\n组宣科：已配合。"),
        ("", "各校", "各校：应报2，已报1，未报1。各单位的原话见群组明细。\n教育科：原话。\n组宣科：已配合。"),
        # A department that the cell names by itself stands by itself, though it also belongs to the group.
        ("两所已完成。", "各校、一小", "各校：应报2，已报1，未报1。教育科综述：两所已完成。\n一小：一小的话。\n组宣科：已配合。"),
        ("", "教育科", "一小：一小的话。\n教育科：原话。\n组宣科：已配合。"),
    ],
)  # fmt: skip
def test_progress_in_words(overview: str, who: str, words: str) -> None:
    school, silent = department_status("一小", reported={"progress": " 一小的话。"}), department_status("二小")
    section = department_status("教育科", reported={"progress": "原话。"})
    each = task_status(
        task(), school, silent, section, department_status("组宣科", role=SUPPORT, reported={"progress": "已配合。"})
    )
    known = {"各校": group(school, silent, overview=overview), "一小": school, "教育科": section}
    assert progress_words(each, [known[name] for name in who.split("、")]) == words


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ([department_status("一科", reason="报需协调"), department_status("二科", reason="报需协调")], "一科、二科：报需协调"),
        ([group(department_status("一小"), department_status("二小", "amber", reason="报需协调"), light="amber")],
         "各校：最低黄灯，二小：报需协调"),
        ([group(department_status("一小", "red", reason="超1天"), department_status("二小", "red", reason="超2天"), light="red")],
         "各校：最低红灯，一小：超1天。二小：超2天"),
        # Who has the same reason is counted, nobody else: the reason of most comes first.
        ([group(department_status("一小", "red", reason="报需协调"), department_status("二小", "red", reason="从未报送"),
                department_status("三小", "red", reason="从未报送"), department_status("四小", "amber", reason="临近"), light="red")],
         "各校：最低红灯，二小等2个单位：从未报送。一小：报需协调"),
        ([group(*(department_status(f"{n}小", "red", reason=f"超{n}天") for n in range(1, 8)), light="red")],
         "各校：最低红灯，1小：超1天。2小：超2天。3小：超3天。4小：超4天。5小：超5天。另有2个单位各有原因，见群组明细"),
        ([group(light="grey")], "各校：没有成员"),
    ],
)  # fmt: skip
def test_why_a_task_is_lit(who: list[Any], words: str) -> None:
    assert reasons(who) == words


def test_why_a_task_alarms_with_the_problems_named() -> None:
    each = task_status(
        task(),
        department_status("一科", "red", reason="超1天", reported={"problems": "缺人 "}),
        department_status("二科", "red", reason="超1天", reported={"problems": ""}),
        department_status("三科", "amber", reason="报需协调"),
        department_status("四科", "red", role=SUPPORT, reason="不算"),
    )
    assert alarm_reasons(each) == "一科：超1天（缺人）\n二科：超1天"


def turns(following: str | None, *missed: str) -> Turns:
    return Turns(following and date.fromisoformat(following), tuple(map(date.fromisoformat, missed)))  # type: ignore[arg-type]


LATER = delayed("2023-07-01", before="2023-06-24")
ROUTINE_BEHIND = "2022年底完成建设。2023年起常规实施。"


@pytest.mark.parametrize(
    ("schedule", "each", "words"),
    [
        ("2023年6月26日前", [{}], "还有1天"),
        ("2023年6月25日前", [{}], "今天到期"),
        ("2023年6月24日前", [{}], "超1天"),
        ("2023年6月24日前", [{"agreements": LATER}], "还有6天"),
        # Where their days differ, whose is whose; who is closed or paused has nothing to wait for.
        ("2023年6月24日前", [{}, {"agreements": LATER}], "0科：超1天\n1科：还有6天"),
        ("2023年6月24日前", [{}, {"agreements": LATER, "state": "已完成"}], "0科：超1天\n1科：已完成"),
        ("2023年6月24日前", [{}, {"agreements": replace(LATER, closings=CLOSED.closings)}], "超1天"),
        ("2023年6月24日前", [{}, {"agreements": replace(LATER, pauses=PAUSED.pauses)}], "超1天"),
        ("2023年6月24日前", [{}, {}, {}, {}, {"agreements": LATER}], "0科、1科、2科等4个单位：超1天\n4科：还有6天"),
        ("2023年6月24日前", [], "超1天"),
        ("2023年6月24日前", [{"state": "已完成"}, {"agreements": CLOSED}], "已完成"),
        ("2023年6月24日前", [{"state": "已完成"}, {"state": "推进中"}], "超1天"),
        ("2023年6月24日前", [{"agreements": CLOSED}, {"agreements": PAUSED}], "已暂缓"),
        ("2023年6月24日前", [{"state": "已完成"}, {"agreements": PAUSED}], "超1天"),
        ("常规工作", [{"state": "已完成"}], ""),
        ("常规工作", [{}], ""),
        # The deadline is closed, and the routine behind it runs: for all, or for one alone.
        (ROUTINE_BEHIND, [{"agreements": CLOSED}], ""),
        (ROUTINE_BEHIND, [{"agreements": CLOSED}, {}], "超176天"),
        # A recurring task shows its next day; days that were missed stand in no leader's table.
        ("每月25日前", [{"turns": turns("2023-06-25")}], "这一次就在今天"),
        ("每月25日前", [{"turns": turns("2023-07-25")}], "下次7月25日，还有30天"),
        ("每月25日前", [{"turns": turns("2023-07-25", "2023-05-25")}, {"turns": turns("2023-06-30", "2023-05-25", "2023-04-25")}],
         "下次6月30日，还有5天"),
        ("每月25日前", [{"turns": turns("2023-06-30", "2023-05-25"), "agreements": CLOSED}, {"turns": turns(None)}], ""),
        ("2023年12月底前，每月25日前", [{"turns": turns("2023-07-25", "2023-05-25")}], "还有189天\n下次7月25日，还有30天"),
    ],
)  # fmt: skip
def test_days_to_go(schedule: str, each: list[dict[str, Any]], words: str) -> None:
    found = task_status(task(schedule=schedule), *(department_status(f"{n}科", **what) for n, what in enumerate(each)))
    assert days_words(found, TODAY) == words


def test_a_line_of_the_summary() -> None:
    registered = registry(Department("各校", members=("一小", "二小"), kind="群组"), "教育科")
    verified = Agreements(verified={Field.PERCENT: decision("", "核定进展", "percent", reported="33%")})
    found = status(
        task_status(
            task(lead="各校、教育科", content="1.办学。又"),
            department_status("一小", "amber", reason="报需协调", share=0.2, reported={"problems": "缺人。"}),
            department_status("二小", share=0.21),
            department_status("教育科", share=0.33, agreements=verified, reported={"progress": "已办。"}),
            past=("green", 0.2),
        ),
        task_status(task("1.2", schedule="常规工作")),
        returned=["一小"],
    )
    one, two = task_lines(plan(departments=registered.departments), found)
    assert one == {
        "id": "1.1", "project": "甲工程", "content": "办学", "lead": "各校、教育科", "due": date(2023, 12, 31), "days": "还有189天",
        "light": "黄", "percent": 0.247, "change": "绿→黄，+4.7个百分点，新报了问题",
        "progress": "各校：应报2，已报1，未报1。各单位的原话见群组明细。\n教育科：已办。", "verified": "教育科：核定33%",
        "problems": "一小：缺人。", "note": "各校：最低黄灯，一小：报需协调\n教育科：按进度推进",
    }  # fmt: skip
    assert (two["percent"], two["due"], two["light"], two["change"]) == (None, "常规工作", "灰", "首次")


@pytest.mark.parametrize(
    ("each", "shown"),
    [
        ([{}], date(2023, 12, 31)),
        ([], date(2023, 12, 31)),
        ([{"agreements": delayed("2024-01-31")}], "2024-01-31\n原2023-12-31（王局长，2023-06-20同意）"),
        # The task shows the latest, and says for whom.
        ([{}, {"agreements": delayed("2024-01-31")}], "2024-01-31\n1科：原2023-12-31，延至2024-01-31（王局长，2023-06-20同意）"),
        # A limit that was changed since has ended the delay.
        ([{"agreements": delayed("2024-01-31", before="2023-06-30")}], date(2023, 12, 31)),
    ],
)  # fmt: skip
def test_the_due_day_with_the_trace_of_a_delay(each: list[dict[str, Any]], shown: date | str) -> None:
    assert due_shown(task_status(task(), *(department_status(f"{n}科", **what) for n, what in enumerate(each))), TODAY) == shown  # fmt: skip


def test_parties_named_in_a_cell_of_a_task_that_nobody_holds() -> None:
    assert (progress_words(TaskStatus(task(), Light.GREY, None, ()), []), reasons([])) == ("", "")
