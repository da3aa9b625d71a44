"""The account of an import: sheets of the source are named as such, and every place is told."""

from __future__ import annotations

from datetime import date

from support.sources import account, grid, said

from xlplan.plan.importing.model import ImportSource, MovedText
from xlplan.plan.importing.record import ImportRecord, sample, short
from xlplan.plan.title import TextLine
from xlplan.terms.findings import finding


def test_findings_on_the_source_name_its_file() -> None:
    made = account(grid([]))
    made.add_finding("import-value", "表1", "A1", value="1")
    made.add_new_finding("import-year", "设置", "B5", value=2023)
    assert said(made) == [("import-value", "[原表]表1", "A1"), ("import-year", "设置", "B5")]


def test_findings_of_reading_the_source_come_first() -> None:
    read = finding("import-text", sheet="文本", value="GBK")
    assert said(ImportRecord(ImportSource("甲.csv", (), findings=[read]), date(2024, 1, 5))) == [
        ("import-text", "[甲.csv]文本", None)
    ]


def test_a_line_in_a_cell_is_accounted_for_there_and_one_of_a_text_by_itself() -> None:
    made = account(grid([]))
    made.stands(TextLine("标题", "表1", "A1", at=(0, 0)), "分工表!A2")
    made.stands(TextLine("标题", "正文", "第1段"), "分工表!A2")
    assert made.where == {("表1", 0, 0): "分工表!A2"}
    assert made.plan.moved == [MovedText("正文", "第1段", "分工表!A2")]


def test_long_texts_are_cut_and_long_lists_end() -> None:
    assert [short("一 二\n三", 5), short("一二三四", 3)] == ["一 二 三", "一二三…"]
    cells = grid([["甲"] * 8])
    assert sample(cells, [(0, 0), (0, 1)]) == "A1“甲”；B1“甲”"
    assert sample(cells, [(0, column) for column in range(8)], 20) == "A1“甲”；B1“甲”；C1“甲”；D1“甲”；等（还有 4 处）"
