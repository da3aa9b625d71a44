"""Lights over several rounds, and those of a group, through sheets that were handed out, filled in, returned and merged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from support.office import ROUND, Filled, Office, dated

TODAY = "2023-06-25"
GROUPED = (
    ("教育科", "科室", ""),
    ("各校", "群组", "一小\n二小\n三小"),
)


def put(**values: object) -> Callable[[Filled], None]:
    def edit(filled: Filled) -> None:
        for name, value in values.items():
            filled.cell("1.1", name).value = value

    return edit


def office(folder: Path, schedule: str, lead: str = "教育科", **what: Any) -> Office:
    works = Office.small(folder, rows=[("1.1", "甲工程", "修订办法。", lead, "", schedule)], **what)
    works.do("split")
    return works


def task(works: Office, today: str = TODAY) -> dict[str, Any]:
    found: dict[str, Any] = works.json("status", "--today", today)["tasks"][0]
    return found


def days(works: Office, today: str = TODAY) -> str:
    works.do("status", "--today", today)
    sheet = openpyxl.load_workbook(works.root / "汇总" / works.round / "进展汇总.xlsx")["进展汇总"]
    return str(sheet.cell(4, next(cell.column for cell in sheet[3] if cell.value == "距到期")).value or "")


def test_what_recurs_tells_its_next_day(tmp_path: Path) -> None:
    works = office(tmp_path, "每季度末月25日前")
    dated(works, "split", "2023-03-01T09:00:00")
    # What was missed stands in no leader's table.
    assert days(works, "2023-06-20") == "下次6月25日，还有5天"
    assert task(works, "2023-06-20")["departments"][0]["reason"] == "未报送，还没有进展"
    works.answer("教育科")
    works.do("merge")
    dated(works, "merge", "2023-06-20T09:00:00")
    later = Office(works.book, "2023年第四季度")
    later.do("split")
    found = task(later, "2023-12-26")["departments"][0]
    assert (found["light"], found["reason"]) == ("green", "常规工作；本期未报送，上期报推进中")
    assert days(later, "2023-12-26") == "下次3月25日，还有90天"


def test_what_was_claimed_two_rounds_ago_is_judged_today(tmp_path: Path) -> None:
    first = Office(office(tmp_path, "2023年12月底前").book, "2023年第一季度")
    first.do("split")
    first.answer("教育科", edit=put(state="需协调"))
    first.do("merge")
    for name in (ROUND, "2023年第三季度"):
        Office(first.book, name).do("split")
    found = task(Office(first.book, "2023年第三季度"), "2023-09-20")["departments"][0]
    assert (found["light"], found["state"]) == ("amber", "需协调")
    assert found["reason"].startswith("比序时进度落后22个百分点")
    assert found["reason"].endswith("；本期未报送，2023年第一季度报50%")


def both_rows(summary: str) -> Callable[[Filled], None]:
    """Return what a 归口科室 does that writes a 综述, and something else on its own row."""

    def edit(filled: Filled) -> None:
        filled.cell("1.1", "progress").value = "本科室的原话。"
        filled.cell("1.1（综述）", "progress").value = summary

    return edit


def test_a_group_shows_how_many_reported_its_lowest_and_one_overview(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前", "各校、教育科", offices=GROUPED)
    book = openpyxl.load_workbook(works.book)
    sheet = book["部门"]
    sheet.cell(1, 6).value = "归口科室"
    sheet.cell(3, 6).value = "教育科"
    book.save(works.book)
    works.do("split")
    works.answer("教育科", edit=both_rows("全区两所学校已完成，一所还没有报。"))
    works.answer("一小", edit=put(progress="一小的原话。"))
    works.answer("二小", edit=put(progress="二小的原话。", state="需协调", problems="缺教室。"))
    works.do("merge")
    assert task(works)["light"] == "amber"
    works.do("status", "--today", TODAY)
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    row = {head.value: cell.value for head, cell in zip(made["进展汇总"][3], made["进展汇总"][4], strict=True)}
    assert row["本期进展"].startswith("各校：应报3，已报2，未报1。教育科综述：全区两所学校已完成，一所还没有报。")
    assert "一小的原话" not in row["本期进展"] and "没有写综述" not in row["本期进展"]
    assert "各校：最低黄灯，二小：报需协调" in row["说明"]
    annex = [[cell for cell in line if cell] for line in made["群组明细"].iter_rows(min_row=4, values_only=True)]
    assert "各校：应报3，已报2，未报1　最低：黄灯" in annex[0][0]
    assert annex[1] == ["教育科综述：全区两所学校已完成，一所还没有报。"]
    words = {line[0]: line for line in annex[2:]}
    assert ("一小的原话。" in words["一小"], "二小的原话。" in words["二小"], words["三小"][1]) == (
        True,
        True,
        "未报送",
    )
