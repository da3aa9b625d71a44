"""总览 on two pages at most, columns that stay empty left out, and where a light leads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from support.office import ROUND, TODAY, Office
from support.small import department_status, status, task, task_status

from xlplan.files.papers.annexes import annexes
from xlplan.files.papers.status_overview import Printed, overview
from xlplan.files.template.rows import Row
from xlplan.status.backing import Figure
from xlplan.status.light_source import source_words

PAGE = 880.0
PLACES = {Figure("红灯"): "#明细!A9", Figure("黄灯"): "#明细!A99"}


def high(rows: Sequence[Row]) -> list[float]:
    return [20.0 for _ in rows]


def shown(red: int, amber: int) -> tuple[list[tuple[str, str]], list[int]]:
    """Return the lines of 总览 by variant and text, and which of them begin a page."""
    tasks = [
        task_status(task(str(number)), department_status("教育科", "red" if number <= red else "amber"))
        for number in range(1, red + amber + 1)
    ]
    rows = list(overview(status(*tasks), lambda _: {}, PLACES, Printed(high, PAGE), annexes(())))
    # What a section has no room for leads to all of it.
    assert {row.links.get("节") for row in rows if "还有" in str(row.values["节"])} <= set(PLACES.values())
    return [(row.variant, str(row.values["节"] or row.values["编号"])) for row in rows], [
        number for number, row in enumerate(rows) if row.new_page
    ]


def test_a_short_list_is_whole_and_ends_with_what_is_annexed() -> None:
    lines, breaks = shown(1, 2)
    assert lines[:2] == [("节", "一、需要领导决定的事项（0项）"), ("空", "没有需要领导决定的事项。")]
    assert lines[2:5] == [("节", "二、红灯任务（1项）"), ("头", "编号"), ("", "1")]
    assert lines[-1][1].startswith("附件：1 工程情况")
    assert breaks == []


@pytest.mark.parametrize(("red", "amber"), [(15, 40), (60, 0), (60, 60), (0, 300), (14, 1), (13, 1)])
def test_two_pages_at_most_whatever_is_red(red: int, amber: int) -> None:
    lines, breaks = shown(red, amber)
    assert len(lines) * 20 <= PAGE - 524 + PAGE and len(breaks) <= 1
    told = [text for _, text in lines]
    for title, count in (("二、红灯任务", red), ("三、黄灯任务", amber)):
        place = told.index(f"{title}（{count}项）")
        following = told[place + 1 : next(n for n in range(place + 1, len(told)) if lines[n][0] in ("节", "空")) + 1]
        left = [text for text in following if "还有" in text]
        assert len([text for text in following if text.isdigit()]) == count - (
            int(left[0][2:].split("项")[0]) if left else 0
        )
        # A title does not stand alone at the end of a page.
        assert not {place + 1, place + 2} & set(breaks)


def test_the_cells_that_a_light_rests_on_are_said() -> None:
    found = [department_status(name, "red", reported={"percent": 0.2}) for name in ("甲科", "乙科", "丙科", "丁科")]
    words = source_words(task_status(task("1"), *found), "")
    assert words.startswith("来源：甲科 ") and words.endswith("等4个单位") and "丁科" not in words
    assert source_words(task_status(task("1"), department_status("甲科", "amber")), "") == ""


def test_a_light_opens_the_returned_cell_and_empty_columns_are_left_out(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split", "--due", TODAY)
    works.answer("教育科")
    works.do("merge")
    works.do("status", "--today", TODAY)
    path = works.root / "汇总" / ROUND / "进展汇总.xlsx"
    sheet = openpyxl.load_workbook(path)["进展汇总"]
    columns = {cell.value: cell.column_letter for cell in sheet[3]}
    hidden = {name for name, letter in columns.items() if sheet.column_dimensions[letter].hidden}
    assert hidden == {"核定进展", "存在问题"}
    row = next(row for row in range(4, 8) if sheet[f"{columns['编号']}{row}"].value == "1.1")
    link = sheet[f"{columns['亮灯']}{row}"].hyperlink
    assert (path.parent / link.target).is_file() and link.location.startswith("'任务表'!")
    assert f"来源：教育科 {link.location.split('!')[1]}" in str(sheet[f"{columns['说明']}{row}"].value)
