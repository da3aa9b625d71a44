"""A round that is over stays as it was handed out, whatever becomes of the table: limits, rows, columns, who has what."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import OFFICES, ROWS, Office, dated, put, run, table
from support.old_ledger import make_old

FIRST, SECOND = "2023年第一季度", "2024年第一季度"
NOBODYS = ("1.5", "甲工程", "另行研究。", "无名处", "", "2023年12月底前")


def said_of_first(works: Office) -> dict[str, Any]:
    """Return what all papers over several rounds say of the first."""
    report = works.book.parent / "汇总.xlsx"
    works.do("status", "--today", "2024-03-25", "--out", report)
    book = openpyxl.load_workbook(report)
    trend = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
    histories = {}
    for number in ("1.1", "1.2", "1.4"):
        told = run("history", "--json", works.book, number).json["rounds"]
        histories[number] = [each for each in told if each["round"] == FIRST]
    accounts = run("yearly", "--json", works.book, "--year", "2023").json
    return {
        "trend": [row for row in trend if FIRST in row],
        "history": histories,
        "yearly": accounts["departments"],
        "status": Office(works.book, FIRST).json("status", "--today", "2024-03-25"),
    }


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up an office with a round that is over and one that runs."""
    first = Office.small(tmp_path, rows=[*ROWS, NOBODYS])
    first = Office(first.book, FIRST)
    first.do("split", "--due", "2023-03-20")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("教育科", edit=put("1.1", percent=0.2))
    first.do("merge")
    dated(first, "merge", "2023-03-15T09:00:00")
    second = Office(first.book, SECOND)
    second.do("split", "--due", "2024-03-20")
    dated(second, "split", "2024-03-01T09:00:00")
    return second


def edited(works: Office, *kept: tuple[str, ...]) -> None:
    """Change a limit, delete rows but those to be kept, add one, and give a task to another department."""
    rows = [
        ("1.1", "甲工程", "修订办法。", "组宣科", "", "2023年3月1日前"),
        ("1.2", "甲工程", "开展培训。", "组宣科、教育科", "教育科", "常规工作"),
        ROWS[2],
        *kept,
        ("1.6", "甲工程", "新来的事。", "教育科", "", "2023年2月底前"),
    ]
    table(
        works.book,
        rows=rows,
        offices=[each if each[0] != "各校" else ("各校", "群组", "一小\n三小") for each in OFFICES],
    )


def test_limits_rows_and_names_changed_in_the_table_change_nothing_of_it(works: Office) -> None:
    before = said_of_first(works)
    assert {each["task"] for each in before["status"]["tasks"]} == {"1.1", "1.2", "1.3", "1.4", "1.5"}
    assert before["history"]["1.4"] and before["trend"]
    edited(works)
    after = said_of_first(works)
    # 1.4 is in the table no more, its history is told all the same.
    assert after == before
    works.do("split")
    assert said_of_first(works) == before
    assert {each["task"] for each in works.json("status")["tasks"]} == {"1.1", "1.2", "1.3", "1.6"}


def test_so_it_does_where_the_ledger_is_of_an_earlier_version(works: Office) -> None:
    """There the sheets tell who had what; what reached nobody is taken from the table while it stands there."""
    make_old(works.ledger, 12)
    for record in (works.root / "归档" / "操作记录").glob("*.gz"):
        record.unlink()
    before = said_of_first(works)
    assert {each["task"] for each in before["status"]["tasks"]} == {"1.1", "1.2", "1.3", "1.4", "1.5"}
    edited(works, NOBODYS)
    assert said_of_first(works) == before
    with closing(sqlite3.connect(works.ledger)) as db:
        assert db.execute("SELECT COUNT(DISTINCT round) FROM plan_task").fetchone() == (2,)


def test_a_sheet_of_before_a_renaming_is_known_by_the_name_of_today(tmp_path: Path) -> None:
    first = Office(Office.small(tmp_path).book, FIRST)
    first.do("split")
    old = first.sheet_of("组宣科").read_bytes()
    table(
        first.book,
        rows=[[str(cell).replace("组宣科", "宣传科") for cell in row] for row in ROWS],
        offices=[[cell.replace("组宣科", "宣传科") for cell in row] for row in OFFICES],
        aliases={"宣传科": "组宣科"},
    )
    second = Office(first.book, SECOND)
    second.do("split")
    (second.returned / "发来的表.xlsx").write_bytes(old)
    [file] = second.json("merge")["files"]
    assert file["verdict"] == "rejected"
    assert "要退回修改的 1 个部门（宣传科）" in second.do("merge").out
