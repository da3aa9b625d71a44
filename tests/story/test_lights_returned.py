"""The rules of the lights one by one, each through a sheet that was handed out, filled in, returned and merged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
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


@pytest.mark.parametrize(
    ("schedule", "values", "today", "light", "why"),
    [
        ("2023年9月-2023年12月", {"state": "未启动", "percent": 0}, TODAY, "grey", "2023年9月1日开始，尚未到时间"),
        ("2023年1月底前", {"state": "已完成", "percent": 1}, TODAY, "green", "报已完成，待销号"),
        ("2023年6月24日前", {"percent": 0.9}, TODAY, "red", "已过到期日2023年6月24日，超1天"),
        ("2023年1月1日-2023年12月31日", {"percent": 0.17}, TODAY, "red", "比序时进度落后31.2个百分点"),
        ("2023年1月1日-2023年12月31日", {"percent": 0.19}, TODAY, "amber", "比序时进度落后29.2个百分点"),
        ("2023年1月1日-2023年12月31日", {"percent": 0.38}, TODAY, "amber", "比序时进度落后10.2个百分点"),
        ("2023年1月1日-2023年12月31日", {"percent": 0.39}, TODAY, "green", "按进度推进"),
        ("2023年7月10日前", {"percent": 0.9}, TODAY, "amber", "离到期日2023年7月10日只剩15天"),
        ("2023年12月底前", {"state": "需协调"}, TODAY, "amber", "报需协调"),
        ("2023年12月底前", {"state": "未启动", "percent": 0}, TODAY, "amber", "已到时间，仍未启动"),
        ("2023年12月底前", {"state": "差不多"}, TODAY, "amber", "待核实"),
        ("2023年12月底前", {"state": "暂缓"}, TODAY, "amber", "申请暂缓，待同意"),
        ("2023年12月底前", {"expected": date(2024, 1, 31)}, TODAY, "amber", "申请延期到2024年1月31日，待同意"),
        ("2023年12月底前", {}, TODAY, "green", "按进度推进"),
        ("常规工作", {}, TODAY, "green", "本期已报"),
        ("常规工作", {"progress": None}, TODAY, "amber", "本期没有填写进展"),
        ("每季度末月25日前", {}, TODAY, "green", "本期已报"),
        ("长期坚持", {"state": None, "progress": None, "next": "再议。"}, TODAY, "amber", "本期没有填写进展"),
        ("2023年12月底前", {"state": None, "percent": None, "progress": None}, TODAY, "amber", "已报送，但没有填写这一项"),
        # Leap days: 2024 has 366 days, of which 60 are gone on 29 February.
        ("2024年1月1日-2024年12月31日", {"percent": 0.16}, "2024-02-29", "green", "按进度推进"),
        ("2024年2月底前", {"percent": 0.9}, "2024-02-29", "amber", "离到期日2024年2月29日只剩0天"),
        ("2023年2月底前", {"percent": 0.9}, "2023-03-01", "red", "已过到期日2023年2月28日，超1天"),
    ],
)  # fmt: skip
def test_a_rule(schedule: str, values: dict[str, object], today: str, light: str, why: str, tmp_path: Path) -> None:
    works = office(tmp_path, schedule)
    works.answer("教育科", edit=put(**values))
    works.do("merge")
    found = task(works, today)["departments"][0]
    assert (found["light"], why in found["reason"]) == (light, True), found["reason"]


def test_nothing_ever_reported_is_grey_until_the_due_day_has_passed(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年6月24日前")
    shown = [task(works, day)["departments"][0] for day in ("2023-06-24", TODAY)]
    assert [(each["light"], each["reason"]) for each in shown] == [
        ("grey", "未报送，还没有进展"),
        ("red", "未报送，已过到期日2023年6月24日，超1天"),
    ]


def test_help_and_a_delay_asked_for_together_are_both_put_to_the_leaders(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    works.answer("教育科", edit=put(state="需协调", problems="缺经费。", expected=date(2024, 1, 31)))
    works.do("merge")
    works.do("status", "--today", TODAY)
    sheet = openpyxl.load_workbook(works.root / "汇总" / works.round / "进展汇总.xlsx")["总览"]
    said = {str(cell) for row in sheet.values for cell in row}
    assert {
        "需协调｜教育科：缺经费。",
        "申请延期｜教育科：到期日2023年12月31日，申请延到2024年1月31日。",
    } <= said
    assert "一、需要领导决定的事项（2项）" in said


def days(works: Office, today: str = TODAY) -> str:
    works.do("status", "--today", today)
    sheet = openpyxl.load_workbook(works.root / "汇总" / works.round / "进展汇总.xlsx")["进展汇总"]
    return str(sheet.cell(4, next(cell.column for cell in sheet[3] if cell.value == "距到期")).value or "")


def test_what_recurs_tells_the_next_due_day(tmp_path: Path) -> None:
    works = office(tmp_path, "每季度末月25日前")
    works.answer("教育科")
    works.do("merge")
    dated(works, "merge", "2023-06-20T09:00:00")
    # Reported on the 20th, it is not due again on the 25th.
    assert days(works) == "下次9月25日，还有92天"


def test_what_recurs_and_was_not_reported_tells_what_was_missed(tmp_path: Path) -> None:
    works = office(tmp_path, "每季度末月25日前")
    assert days(works, "2023-06-20") == "下次6月25日，还有5天\n已错过1次"
    assert (
        task(works, "2023-06-20")["departments"][0]["reason"] == "未报送，还没有进展；已错过1次到期日（2023年3月25日）"
    )
    works.answer("教育科")
    works.do("merge")
    dated(works, "merge", "2023-06-20T09:00:00")
    later = Office(works.book, "2023年第四季度")
    later.do("split")
    found = task(later, "2023-12-26")["departments"][0]
    assert (found["light"], "已错过2次到期日（2023年9月25日、2023年12月25日）" in found["reason"]) == ("green", True)
    assert days(later, "2023-12-26").startswith("下次3月25日，还有90天")


def test_terms_of_the_office_are_followed(tmp_path: Path) -> None:
    works = office(tmp_path, "每学期", settings={"spring_term": "2月20日—7月5日"})
    assert days(works).startswith("下次7月5日，还有10天")


def test_every_two_weeks_is_counted_from_the_years_first_day(tmp_path: Path) -> None:
    works = office(tmp_path, "每两周")
    assert days(works).startswith("今天到期") or days(works).startswith("下次")
    works.answer("教育科")
    works.do("merge")
    dated(works, "merge", f"{TODAY}T09:00:00")
    assert "错过" not in days(works)


def test_a_light_of_two_rounds_ago_stays(tmp_path: Path) -> None:
    first = Office(office(tmp_path, "2023年12月底前").book, "2023年第一季度")
    first.do("split")
    first.answer("教育科", edit=put(state="需协调"))
    first.do("merge")
    for name in (ROUND, "2023年第三季度"):
        Office(first.book, name).do("split")
    found = task(Office(first.book, "2023年第三季度"), "2023-09-20")["departments"][0]
    assert (found["light"], found["reason"]) == ("amber", "本期未报送，沿用2023年第一季度：报需协调")


def test_a_group_shows_how_many_reported_its_lowest_and_one_overview(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前", "各校、教育科", offices=GROUPED)
    book = openpyxl.load_workbook(works.book)
    sheet = book["部门"]
    sheet.cell(1, 6).value = "归口科室"
    sheet.cell(3, 6).value = "教育科"
    book.save(works.book)
    works.do("split")
    works.answer("教育科", edit=put(progress="全区两所学校已完成，一所还没有报。"))
    works.answer("一小", edit=put(progress="一小的原话。"))
    works.answer("二小", edit=put(progress="二小的原话。", state="需协调", problems="缺教室。"))
    works.do("merge")
    assert task(works)["light"] == "amber"
    works.do("status", "--today", TODAY)
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    row = {head.value: cell.value for head, cell in zip(made["进展汇总"][3], made["进展汇总"][4], strict=True)}
    assert row["本期进展"].startswith("各校：应报3，已报2，未报1。教育科综述：全区两所学校已完成，一所还没有报。")
    assert "一小的原话" not in row["本期进展"]
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
