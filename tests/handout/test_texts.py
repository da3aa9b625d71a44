"""What goes out with the workbooks: texts to departments, sections and all, the rows of 下发清单, lists for sections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.small import registry, row, sent

from xlplan.handout.sheets import Sent
from xlplan.handout.texts import (
    SECTION_HEADINGS,
    SectionList,
    department_text,
    file_name,
    group_text,
    section_lists,
    section_text,
    sent_texts,
    subject,
)
from xlplan.plan.departments import Department
from xlplan.terms.choices import Role

SUPPORT = row("1.2", Role.SUPPORT)
GONE = row("1.3", change="已撤销")
DUE = {"deadline": date(2023, 6, 20)}
HEAD = "教育科：\n《某区重点工作》2023年第二季度推进情况表已发给你们（附件“教育科-2023年第二季度推进情况表.xlsx”），"
HOW = "先另存到手机或电脑，再用 WPS/Excel 填写；不要增删行列、改编号。填好、保存以后，把填好的这个文件（不要截图，不要转成 PDF）发回。\n"
TO = {"send_to": "督查室张三 2889123"}
HOW_TO = HOW.replace("发回", "报送给：督查室张三 2889123")
ON = "请在2023年6月20日（含当天）前报送。\n"


def below(*names: str) -> SectionList:
    return SectionList("教育科", [(name, row()) for name in names])


@pytest.mark.parametrize(
    ("each", "more", "text"),
    [
        (sent(**DUE), {}, f"{HEAD}共 1 项任务（执行 1 项）。\n{ON}{HOW}"),
        (sent(**DUE), TO, f"{HEAD}共 1 项任务（执行 1 项）。\n{ON}{HOW_TO}"),
        (sent(row(), SUPPORT, GONE), {}, f"{HEAD}共 2 项任务（执行 1 项，支持 1 项）。\n报送时间以通知为准。\n{HOW}"),
        (
            sent(row(), row("2.1", Role.SUMMARY), row("2.1", Role.SUPPORT), **DUE),
            {},
            f"{HEAD}共 2 项任务，表里 3 行（执行 1 行，综述 1 行，支持 1 行）。\n{ON}{HOW}",
        ),
        (sent(SUPPORT, **DUE), {}, f"{HEAD}共 1 项任务（支持 1 项）。\n{ON}都是支持任务，自愿填写，可以不报。\n{HOW}"),
        (sent(title=""), {}, f"{HEAD}共 1 项任务（执行 1 项）。\n报送时间以通知为准。\n{HOW}".replace("《某区重点工作》", "")),
        (
            sent(row(change="新增"), revision=2, **DUE), {},
            f"{HEAD}共 1 项任务（执行 1 项）。\n这是第2版，请以这一版为准，以前的作废。变动：新增 1.1，表中“上期进展”一栏有标注。"
            f"上一版已经报过的，内容已替你们填入，核对补充即可；还没报的照常填写。\n{ON}{HOW}",
        ),
        (
            sent(revision=2, **DUE), {},
            f"{HEAD}共 1 项任务（执行 1 项）。\n这是第2版，请以这一版为准，以前的作废。各项任务没有变动，变的是报送截止、计划名称或任务的顺序。"
            f"上一版已经报过的，内容已替你们填入，核对补充即可；还没报的照常填写。\n{ON}{HOW}",
        ),
        (sent(GONE, revision=2), {}, "教育科：\n《某区重点工作》2023年第二季度原来发给你们的任务已全部撤销（已撤销 1.3），本期不用再报。\n"),
        (
            sent(GONE, revision=2), {"now": "基础教育科"},
            "教育科：\n《某区重点工作》2023年第二季度的任务已改发给“基础教育科”（你们现在的名称），请填那一份；这一份作废，不用再报。\n",
        ),
        # A section with tasks of its own, under either name, gets a text as others do.
        (sent(**DUE), {"now": "基础教育科"}, f"{HEAD}共 1 项任务（执行 1 项）。\n{ON}{HOW}"),
        (
            sent(**DUE), {"below": below("一小", "二小", "一小")},
            f"{HEAD}共 1 项任务（执行 1 项）。\n{ON}{HOW}另附归口单位任务清单（2 个单位），供了解，不用填写。\n",
        ),
    ],
)  # fmt: skip
def test_what_is_written_to_a_department(each: Sent, more: dict[str, Any], text: str) -> None:
    assert department_text(each, **more) == text


@pytest.mark.parametrize(("title", "plan"), [("某区重点工作", "《某区重点工作》"), ("", "")])
def test_what_is_written_to_a_section_without_tasks(title: str, plan: str) -> None:
    assert section_text(below("一小", "二小"), sent(title=title).sheet) == (
        f"教育科：\n{plan}2023年第二季度推进情况表已发给你们归口的 2 个单位，附归口单位任务清单，供了解，不用填写、不用报回。\n"
    )


@pytest.mark.parametrize(
    ("each", "text"),
    [
        ([], "各单位：本期任务已全部撤销，不用报送。\n"),
        ([sent(GONE)], "各单位：本期任务已全部撤销，不用报送。\n"),
        (
            [sent(**DUE), sent(department="组宣科", **DUE)],
            "各单位：《某区重点工作》2023年第二季度推进情况表已分别发给大家，请在2023年6月20日（含当天）前报送。\n"
            f"{HOW}有任务的单位（2 个）：教育科、组宣科。\n",
        ),
        (
            [sent(title="", **DUE), sent(SUPPORT, department="组宣科", revision=3), sent(GONE, department="基金会", revision=2)],
            "各单位：2023年第二季度推进情况表已分别发给大家，报送时间见表头。\n"
            f"{HOW}有任务的单位（2 个）：教育科、组宣科。\n只有支持任务、自愿填写的：组宣科。\n"
            "有新版的，请以新版为准：组宣科（第3版）、基金会（第2版）。\n",
        ),
        (
            [sent()],
            f"各单位：《某区重点工作》2023年第二季度推进情况表已分别发给大家，报送时间见表头。\n{HOW}有任务的单位（1 个）：教育科。\n",
        ),
    ],
)  # fmt: skip
def test_what_is_written_to_all(each: list[Sent], text: str) -> None:
    assert group_text(each) == text
    assert group_text(each, **TO) == text.replace(HOW, HOW_TO)


def test_who_was_renamed_is_told_to_all_with_the_present_name() -> None:
    renamed = {"教育科": "教人科", "人事科": "教人科", "组宣科": "组织科"}
    each = [
        sent(GONE, revision=2), sent(GONE, department="人事科", revision=3), sent(department="教人科"),
        # Its old sheet is the only one that it has by now.
        sent(department="组宣科", revision=2),
    ]  # fmt: skip
    assert group_text(each, renamed).splitlines()[3:] == [
        "有新版的，请以新版为准：组宣科（第2版）。",
        "改了名的，请填现在名称的那一份，原来的作废：“教育科”“人事科”改发给“教人科”。",
    ]


def test_rows_of_the_list_of_what_was_sent() -> None:
    assert sent_texts([sent(row(change="新增"), SUPPORT, revision=2, at=datetime(2023, 6, 1, 9, 5)), sent(department="组宣科")]) == [
        {
            "department": "教育科", "file": "教育科-2023年第二季度推进情况表.xlsx", "lead": "1", "support": "1", "revision": "2",
            "checksum": "sha2", "sent": "2023-06-01 09:05", "note": "新增 1.1",
        },
        {
            "department": "组宣科", "file": "组宣科-2023年第二季度推进情况表.xlsx", "lead": "1", "support": "0", "revision": "1",
            "checksum": "sha1", "sent": "", "note": "",
        },
    ]  # fmt: skip


def test_the_subject_of_a_mail_and_the_name_of_a_file() -> None:
    assert subject("2023年第二季度", "教育科") == "2023年第二季度推进情况表（教育科）"
    assert file_name(sent()) == "教育科-2023年第二季度推进情况表.xlsx"


KNOWN = registry(
    Department("教育科"),
    Department("各校", members=("一小", "二小", "教育科"), section="教育科"),
    Department("一幼", section="基教科"),
    Department("基教科", members=("教育科",), kind="群组"),
    Department("工会", section="无名处"),
    Department("团委", section="妇联"),
    Department("妇联", section="教育科"),
)


@pytest.mark.parametrize(
    ("names", "lists"),
    [
        # A group's members and single departments, in the order of 部门; a section is not in its own list.
        (("教育科", "妇联", "二小", "一小"), [("教育科", ["一小", "二小", "妇联"])]),
        (("团委",), [("妇联", ["团委"])]),
        # A section that is a group, or that nobody knows, is none.
        (("一幼", "工会"), []),
        (("教育科",), []),
    ],
)
def test_lists_for_sections(names: tuple[str, ...], lists: list[tuple[str, list[str]]]) -> None:
    found = section_lists(KNOWN, [sent(department=name) for name in names])
    assert [(each.section, each.departments) for each in found] == lists


def test_a_list_for_a_section_shows_what_is_still_theirs() -> None:
    [found] = section_lists(
        KNOWN, [sent(row("1.1"), GONE, row("1.4", Role.SUPPORT, due=None, often="每月"), department="一小")]
    )
    assert (len(SECTION_HEADINGS), found.texts()) == (
        7,
        [
            ["1.1", "甲工程", "做好1.1。", "一小", "执行", "2023年12月底前", "2023-12-31"],
            ["1.4", "甲工程", "做好1.4。", "一小", "支持", "2023年12月底前", "每月"],
        ],
    )
    assert section_lists(KNOWN, [sent(GONE, department="一小")]) == []


@pytest.mark.parametrize(
    ("count", "lacking", "said"),
    [
        (3, 0, "单位1、单位2、单位3"),
        (3, 1, "单位2、单位3"),
        (80, 0, "全部 80 个单位"),
        (80, 2, "除单位1、单位2外的 78 个单位"),
        (80, 75, "单位76、单位77、单位78、单位79、单位80"),
    ],
)
def test_a_task_of_many_units_stands_once_in_a_sections_list(count: int, lacking: int, said: str) -> None:
    names = [f"单位{number}" for number in range(1, count + 1)]
    rows = [(name, row(task)) for number, name in enumerate(names) for task in ["1.1"] + ["1.2"] * (number >= lacking)]
    shown = [(each[0], each[3]) for each in SectionList("教育科", rows).texts()]
    assert shown[1] == ("1.2", said)
    assert len(shown) == 2


def test_tasks_keep_their_order_in_a_sections_list() -> None:
    rows = [("一小", row("1.2")), ("二小", row("1.1")), ("二小", row("1.2")), ("二小", row("1.3", Role.SUPPORT))]
    assert [(each[0], each[3]) for each in SectionList("教育科", rows).texts()] == [
        ("1.1", "二小"),
        ("1.2", "一小、二小"),
        ("1.3", "二小"),
    ]
