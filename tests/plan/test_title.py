"""Title, mark and year are told from the lines above a table."""

from __future__ import annotations

import pytest

from xlplan.plan.title import TextLine, head_of


def lines(*texts: str, centred: bool = False) -> list[TextLine]:
    return [TextLine(text, "表", f"A{number}", centred) for number, text in enumerate(texts, 1)]


def read(found: list[TextLine]) -> tuple[str, list[str], int | None]:
    head = head_of(found)
    return head.mark.text if head.mark else "", [line.text for line in head.title], head.year


@pytest.mark.parametrize(
    ("texts", "mark", "title", "year"),
    [
        (("附件1", "某局2023年重点工作责任分工表", "单位：某局"), "附件1", ["某局2023年重点工作责任分工表"], 2023),
        (("附件：", "某局工作要点（征求意见稿）"), "附件：", ["某局工作要点（征求意见稿）"], None),
        (("附件：2026年冬季专项行动任务分工表",), "附件：", ["2026年冬季专项行动任务分工表"], 2026),
        (("附件2 2026年任务清单",), "附件2", ["2026年任务清单"], 2026),
        (("附件 2026年任务清单",), "附件", ["2026年任务清单"], 2026),
        (("附表一：某局任务清单",), "附表一：", ["某局任务清单"], None),
        (("附件", "附件1：某局任务清单"), "附件", ["某局任务清单"], None),
        (("附件材料清单",), "", ["附件材料清单"], None),
        (("附件 3月份重点工作任务清单",), "附件", ["3月份重点工作任务清单"], None),
        (("附件12项重点任务清单",), "", ["附件12项重点任务清单"], None),
        (("附件1-1 某局任务清单",), "", ["附件1-1 某局任务清单"], None),
        (("附件1、2任务分工",), "", ["附件1、2任务分工"], None),
        (("附件1.1 某局任务清单",), "", ["附件1.1 某局任务清单"], None),
        (("附件1至3任务清单",), "", ["附件1至3任务清单"], None),
        (("附件3某局任务清单",), "附件3", ["某局任务清单"], None),
        (("附件 1：某局任务清单",), "附件 1：", ["某局任务清单"], None),
        (("附件 1 2026年工作要点",), "附件 1", ["2026年工作要点"], 2026),
        (("附件 1 ：2026年工作要点",), "附件 1 ：", ["2026年工作要点"], 2026),
        (("附件1、2026年工作要点",), "附件1、", ["2026年工作要点"], 2026),
        (("附件1家校共育任务清单",), "附件1", ["家校共育任务清单"], None),
        (("附件1 年度重点工作任务清单",), "附件1", ["年度重点工作任务清单"], None),
        (("附件2 项目清单",), "附件2", ["项目清单"], None),
        (("附件 1 年度工作清单",), "附件 1", ["年度工作清单"], None),
        (("附件10条措施任务清单",), "", ["附件10条措施任务清单"], None),
        (("附件 12 项重点任务清单",), "附件", ["12 项重点任务清单"], None),
        (("附表一览表",), "", ["附表一览表"], None),
        (("2023—2025年行动方案", "各单位：", "现将有关事项通知如下。"), "", ["2023—2025年行动方案"], 2023),
        (("2025年工作总结及2026年工作计划",), "", ["2025年工作总结及2026年工作计划"], 2026),
        (("短", "没有一行像标题的长长的一行"), "", ["没有一行像标题的长长的一行"], None),
        (("某局工作计划", "附件2"), "", ["某局工作计划"], None),
        (("某局任务分解", "一、上级部署的工作"), "", ["某局任务分解"], None),
        (("某局", "一、上级部署的工作"), "", ["某局"], None),
        (("各单位：",), "", [], None),
        ((), "", [], None),
    ],
)
def test_the_head_of_a_table(texts: tuple[str, ...], mark: str, title: list[str], year: int | None) -> None:
    assert read(lines(*texts)) == (mark, title, year)


def test_a_title_of_two_centred_lines_is_whole() -> None:
    assert read(lines("某局2024年", "重点工作任务清单", centred=True)) == ("", ["某局2024年", "重点工作任务清单"], 2024)
    assert read(lines("某局2024年", "重点工作任务清单")) == ("", ["重点工作任务清单"], None)


def test_a_line_above_that_is_a_title_of_its_own_stays_apart() -> None:
    assert read(lines("某局实施方案", "重点工作任务清单", centred=True)) == ("", ["重点工作任务清单"], None)


def test_without_the_usual_end_the_centred_line_is_the_title() -> None:
    found = [*lines("五融五促", centred=True), *lines("一段说明，比标题还要长得多")]
    assert read(found) == ("", ["五融五促"], None)


def test_a_long_paragraph_is_no_title() -> None:
    assert read(lines("长" * 81 + "表")) == ("", [], None)


@pytest.mark.parametrize(
    ("title", "year", "school_year"),
    [
        ("2025—2026学年度教育工作任务分解表", 2025, True), ("2025-2026学年第一学期工作安排", 2025, True), ("2025学年工作计划", 2025, True),
        ("2025/26学年任务清单", 2025, True), ("2025—2027学年三年行动计划", 2025, False), ("2025—2027年行动方案", 2025, False),
    ],
)  # fmt: skip
def test_a_plan_for_a_school_year(title: str, year: int, school_year: bool) -> None:
    head = head_of(lines(title))
    assert (head.year, head.school_year) == (year, school_year)
