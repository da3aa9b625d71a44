"""What stands nowhere in the new workbook is said, each thing once."""

from __future__ import annotations

from support.sources import FIRST, HEADINGS, account, grid, said

from xlplan.plan.importing.left import say_what_is_left
from xlplan.plan.importing.model import MovedText
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.table_parts import find_parts
from xlplan.plan.title import TextLine

TABLE = grid([("填表人：张三",), HEADINGS, FIRST, ("注：见附件",)])


def left(made: ImportRecord) -> ImportRecord:
    """Return the account after all tasks and headings found their places."""
    parts = find_parts(made)
    for part in parts:
        for row in (part.table.heading_row, *part.rows):
            for column in range(len(HEADINGS)):
                made.where[part.table.grid.sheet, row, column] = f"分工表!{row}/{column}"
    say_what_is_left(made, parts)
    return made


def test_cells_around_the_tasks_are_said_by_row_and_skipped_rows_in_their_own_words() -> None:
    made = left(account(TABLE))
    assert said(made) == [("row-remark", "[原表]表1", "A4"), ("import-cells-left", "[原表]表1", "A1")]


def test_every_cell_is_told_with_its_place_or_without() -> None:
    moved = left(account(TABLE)).plan.moved
    assert len(moved) == 2 + len(HEADINGS) + len(FIRST)
    assert (moved[0], moved[-1]) == (MovedText("表1", "A1", None), MovedText("表1", "A4", None))
    assert moved[1].to == "分工表!1/0"


def test_a_cell_that_has_a_finding_of_its_own_is_not_said_again() -> None:
    made = account(TABLE)
    made.known.add(("表1", 0, 0))
    assert [code for code, _, _ in said(left(made))] == ["row-remark"]


def test_sheets_that_were_not_taken_are_said_at_once_and_blank_ones_not_at_all() -> None:
    other = grid([HEADINGS, FIRST], sheet="旧表")
    note = grid([(None,), ("电话", "123")], sheet="说明")
    assert said(left(account(grid([HEADINGS, FIRST]), other, note, grid([(None,)], sheet="空")))) == [
        ("import-table-left", "[原表]旧表", "A1"),
        ("import-sheet-left", "[原表]说明", "A2"),
    ]


def test_lines_of_a_document_that_were_not_used_are_said_together() -> None:
    lines = [TextLine(f"第{number}行", "正文", f"第{number}段") for number in range(1, 8)]
    made = account(grid([HEADINGS, FIRST]), above={"表1": lines[:6]}, after=lines[6:], document=True)
    made.stands(lines[0], "分工表!A2")
    left(made)
    (item,) = made.plan.findings
    assert (item.code, item.sheet, item.cell) == ("import-lines-left", "[原表]正文", "第2段")
    assert "6 段" in item.message and item.message.endswith("第6段“第6行”；第7段“第7行”。")
    assert [each.to for each in made.plan.moved if each.sheet == "正文"] == ["分工表!A2", *[None] * 6]


def test_what_is_left_is_listed_in_full_as_far_as_there_is_room() -> None:
    lines = [TextLine(f"{number}" * 100, "正文", f"第{number}段") for number in range(100, 200)]
    made = left(account(grid([HEADINGS, FIRST]), above={"表1": lines}, document=True))
    (item,) = [each for each in made.plan.findings if each.code == "import-lines-left"]
    shown = item.message.count("”")
    assert 15 < shown < 25 and item.message.endswith(f"；等（还有 {100 - shown} 处）。")
