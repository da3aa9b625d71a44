"""Which tables are taken: of a workbook one, of a document all, with their next pages."""

from __future__ import annotations

import pytest
from support.sources import FIRST, HEADINGS, SECOND, account, grid, said

from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import TablePart, find_parts, wide
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area
from xlplan.terms.errors import NoTableError

TABLE = grid([HEADINGS, FIRST])
NEXT = grid([SECOND], sheet="表2")


def parts(made: ImportRecord) -> list[tuple[str, dict[int, int]]]:
    return [(part.table.grid.sheet, part.rows) for part in find_parts(made)]


def test_of_a_workbook_the_sheet_called_分工表_else_the_widest_is_taken() -> None:
    wider = grid([(*HEADINGS, "责任人"), FIRST], sheet="宽表")
    assert parts(account(TABLE, wider)) == [("宽表", {1: 0})]
    assert parts(account(wider, grid([HEADINGS, FIRST, SECOND], sheet="分工表"))) == [("分工表", {1: 0, 2: 1})]


def test_of_a_document_every_table_is_taken_and_its_tasks_are_counted_through() -> None:
    other = grid([HEADINGS, SECOND, FIRST], sheet="表2")
    made = account(TABLE, other, document=True)
    assert parts(made) == [("表1", {1: 0}), ("表2", {1: 1, 2: 2})]
    assert made.count == 3


@pytest.mark.parametrize(
    ("between", "goes_on"), [((), True), (("续表",), True), (("（续上表）",), True), (("附表",), False)]
)
def test_a_page_without_headings_goes_on_with_the_table_before(between: tuple[str, ...], goes_on: bool) -> None:
    lines = [TextLine(text, "正文", "第1段") for text in between]
    made = account(TABLE, NEXT, above={"表2": lines}, document=True)
    assert parts(made) == [("表1", {1: 0}), *([("表2", {0: 1})] if goes_on else [])]
    assert said(made) == ([("import-continued", "[原表]表2", None)] if goes_on else [])


def test_a_table_of_another_width_is_no_next_page() -> None:
    assert len(parts(account(TABLE, grid([SECOND[:4]], sheet="表2"), above={"表2": []}, document=True))) == 1


def test_of_two_rows_of_headings_the_lower_names_a_column() -> None:
    rows = [("主要内容", "责任单位", None), (None, "牵头单位", "配合单位"), ("做好一件事", "教育科", "组宣科")]
    (part,) = find_parts(account(grid(rows, [Area(0, 1, 0, 2)])))
    assert isinstance(part, TablePart)
    assert part.heads == {0: "主要内容", 1: "牵头单位", 2: "配合单位"}


def test_without_a_table_or_without_tasks_there_is_nothing_to_make() -> None:
    with pytest.raises(NoTableError, match="看过：表2"):
        find_parts(account(NEXT))
    with pytest.raises(NoTableError, match="只有标题，没有任务"):
        find_parts(account(grid([HEADINGS])))


def test_the_width_of_a_grid() -> None:
    assert [wide(grid([])), wide(grid([(), ("甲", "乙")]))] == [0, 2]


def test_a_sample_form_behind_the_table_of_a_document_is_not_taken() -> None:
    blank = grid([HEADINGS, ("1",), ("2",)], sheet="表2")
    sample = grid([HEADINGS, FIRST], sheet="表3")
    lines = {"表3": [TextLine("附件2", "正文", "第1段"), TextLine("报送样表", "正文", "第2段")]}
    assert parts(account(TABLE, blank, sample, above=lines, document=True)) == [("表1", {1: 0})]
