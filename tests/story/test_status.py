"""The status as the command prints it, over several rounds, and where its workbook goes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.office import (
    OFFICES,
    ROUND,
    ROWS,
    TODAY,
    Filled,
    Office,
    dated,
    fill_pending,
    pending_rows,
    put,
    run,
    snapshot,
    table,
)


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split", "--due", TODAY)
    return found


def by_task(found: Any) -> dict[str, Any]:
    return {item["task"]: item for item in found["tasks"]}


def test_a_task_has_the_worst_light_and_the_mean_percent_of_those_who_carry_it_out(works: Office) -> None:
    works.answer("教育科")
    works.answer("组宣科", edit=lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.1))
    works.do("merge")
    task = by_task(works.json("status", "--today", "2023-10-01"))["1.2"]
    assert {item["department"]: item["light"] for item in task["departments"]} == {"教育科": "amber", "组宣科": "red"}
    assert (task["light"], task["percent"]) == ("red", 30.0)


def test_without_a_return_the_last_claim_is_judged_today_and_said(works: Office) -> None:
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "state"), "value", "需协调"))
    works.do("merge")
    later = Office(works.book, "2023年第三季度")
    later.do("split")
    found = by_task(later.json("status", "--today", "2023-09-25"))["1.1"]["departments"][0]
    assert (found["light"], found["state"]) == ("amber", "需协调")
    assert found["reason"].startswith("比序时进度落后23.4个百分点")
    assert found["reason"].endswith("；本期未报送，上期报50%")


def test_the_workbook_goes_where_it_is_wanted_and_never_over_the_plan(works: Office, tmp_path: Path) -> None:
    usual = works.root / "汇总" / ROUND / "进展汇总.xlsx"
    assert works.do("status", "--today", TODAY).code == 0
    works.do("status", "--today", TODAY, "--out", tmp_path / "给局长.xlsx")
    assert (tmp_path / "给局长.xlsx").read_bytes() == usual.read_bytes()
    before = works.book.read_bytes()
    done = works.do("status", "--out", works.book)
    assert (done.code, works.book.read_bytes()) == (2, before)


def test_status_changes_nothing_in_the_ledger(works: Office) -> None:
    before = snapshot(works.root)
    works.do("status")
    assert {name: what for name, what in snapshot(works.root).items() if not name.startswith("汇总/")} == before


def test_nothing_handed_out_is_no_status(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    done = works.do("status")
    assert (done.code, "还没有下发过任何一期" in done.err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [works.book.name]


def test_the_terminal_shows_red_tasks_and_where_the_workbook_lies(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    shown = works.do("status", "--today", "2024-01-05").out
    assert re.search(r"红灯 1\.1：教育科 已过到期日2023年12月31日，超5天", shown)
    assert "进展汇总.xlsx" in shown


def test_a_department_that_was_renamed_keeps_its_reports_under_its_old_name_as_alias(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    rows = [tuple(str(text).replace("教育科", "基础教育科") for text in row) for row in ROWS]
    offices = [(name.replace("教育科", "基础教育科"), *rest) for name, *rest in OFFICES]
    table(works.book, rows, offices)
    shown = works.do("status", "--today", TODAY)
    assert "教育科在任务 1.1 上报了内容" in shown.out
    table(works.book, rows, offices, aliases={"基础教育科": "教育科"})
    found = works.json("status", "--today", TODAY)
    assert by_task(found)["1.1"]["departments"][0]["percent"] == 50
    assert next(each["returned"] for each in found["departments"] if each["department"] == "基础教育科")


def test_what_departments_said_that_were_made_into_one_stays_told_under_their_names(tmp_path: Path) -> None:
    offices = [("甲科", "科室", ""), ("乙科", "科室", "")]
    book = table(tmp_path / "小表.xlsx", [("1.1", "工程", "共同办理。", "甲科、乙科", "", "2023年12月底前")], offices)
    first = Office(book, "2023年第一季度")
    first.do("split", "--due", "2023-03-25")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("甲科", edit=put("1.1", percent=0.5))
    first.answer("乙科", edit=put("1.1", percent=0.2))
    first.do("merge")
    dated(first, "merge", "2023-03-20T09:00:00")

    def made_one(*old: str) -> None:
        rows = [("1.1", "工程", "共同办理。", "新科", "", "2023年12月底前")]
        table(book, rows, [("新科", "科室", "")], aliases={"新科": "\n".join(old)})

    made_one("甲科", "乙科")
    told = "（乙科：2023年第一季度报20%，甲科：2023年第一季度报50%）；新科再报以前，暂按“报20%”计算"
    assert told in run("validate", book).out
    second = Office(book, "2023年第二季度")
    assert told in second.do("split", "--due", "2023-06-25").out
    dated(second, "split", "2023-06-01T09:00:00")
    assert told in second.do("status", "--today", "2023-06-20").out
    history = run("history", "--json", book, "1.1").json["rounds"]
    # The round that asked them apart shows what it showed.
    said = [(each["department"], each["values"]["percent"]["value"]) for each in history[0]["departments"]]
    assert (said, history[0]["percent"]) == ([("甲科", 0.5), ("乙科", 0.2)], 35)
    assert [each["department"] for each in history[1]["departments"]] == ["新科"]
    assert told in run("history", book, "1.1").out
    second.answer("新科", edit=put("1.1", percent=0.6))
    second.do("merge")
    dated(second, "merge", "2023-06-20T09:00:00")
    shown = second.do("status", "--today", "2023-06-21").out + run("history", book, "1.1").out
    assert "由几个部门并成" not in shown and "新科（执行）" in shown and "乙科（执行）" in shown
    # Nor is anything asked of one that was only renamed.
    made_one("甲科")
    assert "由几个部门并成" not in run("validate", book).out


def test_what_was_closed_for_one_of_two_departments_leaves_their_joint_row_open(tmp_path: Path) -> None:
    offices = [("甲科", "科室", ""), ("乙科", "科室", "")]
    rows = [("1.1", "工程", "共同办理。", "甲科、乙科", "", "2023年12月底前")]
    first = Office(table(tmp_path / "小表.xlsx", rows, offices, settings={"round": "2023年第一季度"}), "2023年第一季度")
    first.do("split", "--due", "2023-03-25")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("甲科", edit=put("1.1", state="已完成", percent=1))
    first.answer("乙科", edit=put("1.1", percent=0.2))
    first.do("merge")
    dated(first, "merge", "2023-03-20T09:00:00")

    def close(works: Office, at: str) -> None:
        [asked] = [each for each in pending_rows(works) if each["kind"] == "待销号"]
        fill_pending(works, asked | {"decision": "同意销号", "leader": "李局", "date": date.fromisoformat(at)})
        works.do("merge")

    close(first, "2023-03-24")
    dated(first, "merge", "2023-03-24T09:00:00")
    made_one = [("1.1", "工程", "共同办理。", "新科", "", "2023年12月底前")]
    table(first.book, made_one, [("新科", "科室", "")], {"round": "2023年第二季度"}, {"新科": "甲科\n乙科"})
    assert "（乙科：2023年第一季度报20%，甲科：2023年第一季度已销号）" in run("validate", first.book).out
    second = Office(first.book, "2023年第二季度")
    second.do("split", "--due", "2023-06-25")
    dated(second, "split", "2023-06-01T09:00:00")
    # It is handed out with what is still being done, owed, and overdue when its day is over.
    assert str(Filled.open(second.sheet_of("新科")).cell("1.1", "previous").value).startswith("推进中，完成进度20%")
    assert second.json("merge")["missing"] == ["新科"]
    assert second.json("status", "--today", "2024-01-20")["tasks"][0]["light"] == "red"
    second.answer("新科", edit=put("1.1", state="已完成", percent=1))
    second.do("merge")
    close(second, "2023-06-24")
    assert "新科（执行）绿灯：已销号（李局，2023-06-24）" in run("history", second.book, "1.1").out


def test_one_that_is_renamed_in_mid_round_was_never_several(tmp_path: Path) -> None:
    rows = [("1.1", "工程", "办理。", "甲科", "", "2023年12月底前")]
    works = Office(table(tmp_path / "小表.xlsx", rows, [("甲科", "科室", "")]))
    works.do("split")
    works.answer("甲科")
    works.do("merge")
    table(
        works.book,
        [tuple(cell.replace("甲科", "乙科") for cell in rows[0])],
        [("乙科", "科室", "")],
        aliases={"乙科": "甲科"},
    )
    works.do("split")
    works.answer("乙科", edit=put("1.1", percent=0.7))
    works.do("merge")
    assert "由几个部门并成" not in run("validate", works.book).out
    assert "由几个部门并成" not in works.do("status", "--today", TODAY).out
