"""综述: the 归口科室 of a group sums up what its members did, in a row of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import ooxml
from support.merging import put, values, verdicts
from support.office import ROUND, Filled, Office, fill_pending

SECTION = "教育科"
OWN = "2.1（综述）"
ALONE = "2.2（综述）"
ROWS = (
    ("1.1", "甲工程", "修订办法。", SECTION, "组宣科", "2023年12月底前"),
    ("2.1", "乙工程", "配齐设备。", f"各校、{SECTION}", "组宣科", "2023年12月底前"),
    ("2.2", "乙工程", "日常督导。", "各校", "", "常规工作"),
)
OFFICES = ((SECTION, "科室", ""), ("组宣科", "科室", ""), ("各校", "群组", "一小\n二小"))
LIVE = ("state", "percent", "problems", "next", "expected", "evidence")


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path, rows=ROWS, offices=OFFICES, sections={"各校": SECTION})
    assert found.do("split", "--due", "2023-06-20").code == 0
    return found


def summaries(works: Office, *words: str) -> dict[str, dict[str, Any]]:
    """Return the rows 综述 of `xlplan status`, by 编号."""
    told = works.json("status", "--today", "2023-06-15", *words)
    return {task["task"]: each for task in told["tasks"] for each in task["departments"] if each["role"] == "summary"}


def overview(works: Office) -> list[str]:
    """Return what 群组明细 says as 综述, by task."""
    works.do("status", "--today", "2023-06-15")
    report = next((works.root / "汇总" / ROUND).glob("*.xlsx"))
    sheet = openpyxl.load_workbook(report)["群组明细"]
    return [str(row[0].value) for row in sheet.iter_rows() if str(row[0].value or "").startswith(f"{SECTION}综述：")]


def test_the_section_gets_a_row_for_each_task_of_its_group(works: Office) -> None:
    sheet = Filled.open(works.sheet_of(SECTION))
    assert list(sheet.tasks) == ["1.1", "2.1", OWN, ALONE]
    for name in (OWN, ALONE):
        assert sheet.cell(name, "role").value == "综述"
        assert [sheet.cell(name, each).value for each in LIVE] == ["—"] * len(LIVE)
        assert [sheet.cell(name, each).protection.locked for each in LIVE] == [True] * len(LIVE)
        assert sheet.cell(name, "progress").value is None and not sheet.cell(name, "progress").protection.locked
    ooxml.assert_valid(works.sheet_of(SECTION))
    files = {each["department"]: each for each in works.json("split", "--due", "2023-06-20")["files"]}
    counts = {name: [each[role] for role in ("lead", "share", "support", "summary")] for name, each in files.items()}
    assert counts == {SECTION: [2, 0, 0, 2], "组宣科": [0, 0, 2, 0], "一小": [2, 0, 0, 0], "二小": [2, 0, 0, 0]}
    assert all(each["revision"] == 1 for each in files.values())


def test_from_handing_out_to_the_report(works: Office) -> None:
    assert overview(works) == [f"{SECTION}综述：还没有写综述（由归口科室写在自己任务表里这一项的“综述”行）。"] * 2
    # Its own report on the task is not the 综述.
    works.answer(SECTION, edit=lambda filled: setattr(filled.cell(OWN, "progress"), "value", None))
    merged = works.json("merge")
    (file,) = merged["files"]
    assert [(each["code"], each["message"]) for each in file["reasons"]] == [
        ("return-required-blank", "必填的“综述”没有填（任务 2.1）。")
    ]
    assert values(works)["2.1", SECTION]["progress"] == "2.1的进展。"
    assert values(works)["2.2", SECTION] == {"summary": f"{ALONE}：各单位都已开展。"}
    assert overview(works)[0] != overview(works)[1] and "2.1的进展" not in overview(works)[0]
    assert [each["light"] for each in summaries(works).values()] == [None, None]
    assert [each["reason"] for each in summaries(works).values()] == ["还没有写综述", "已写综述"]
    # The row goes back red, and the corrected sheet has it.
    copy = works.root / "退回" / ROUND / f"{SECTION}-{ROUND}退回单.xlsx"
    back = Filled.open(copy)
    assert back.cell(OWN, "progress").comment and not back.cell("2.1", "progress").comment
    assert back.cell("2.1", "progress").value == "2.1的进展。"
    assert back.cell(ALONE, "progress").value == f"{ALONE}：各单位都已开展。"
    back.cell(OWN, "progress").value = "两所学校都已配齐。"
    back.book.save(works.returned / "改好.xlsx")
    assert verdicts(works.json("merge"))["改好.xlsx"] == "accepted"
    assert overview(works)[0] == f"{SECTION}综述：两所学校都已配齐。"


def test_it_is_owed(tmp_path: Path) -> None:
    # A section without any other row.
    works = Office.small(tmp_path, rows=ROWS[2:], offices=OFFICES, sections={"各校": SECTION})
    works.do("split", "--due", "2023-06-20")
    assert SECTION in works.json("merge")["missing"]
    assert SECTION in works.do("remind").out
    (owed,) = summaries(works).values()
    assert owed["reason"] == "还没有写综述"
    works.answer(SECTION)
    assert SECTION not in works.json("merge")["missing"]
    told = works.json("status", "--today", "2023-06-15")
    assert {"department": SECTION, "light": "grey", "returned": True, "tasks": 1} in told["departments"]
    assert told["tasks"][0]["light"] == "grey"


def test_it_is_carried_into_a_new_version_and_the_next_round(works: Office) -> None:
    works.answer(SECTION)
    works.json("merge")
    book = openpyxl.load_workbook(works.book)
    book["分工表"].cell(3, 3).value = "配齐实验设备。"
    book.save(works.book)
    files = {each["department"]: each["revision"] for each in works.json("split", "--due", "2023-06-20")["files"]}
    assert files == {SECTION: 2, "组宣科": 2, "一小": 2, "二小": 2}
    sheet = Filled.open(works.sheet_of(SECTION))
    assert sheet.cell(OWN, "progress").value == f"{OWN}：各单位都已开展。"
    assert sheet.cell("2.1", "progress").value == "2.1的进展。"
    assert "文字有改动" in sheet.cell(OWN, "previous").value and sheet.cell(ALONE, "previous").value is None
    after = Office(works.book, "2023年第三季度")
    after.do("split")
    sheet = Filled.open(after.sheet_of(SECTION))
    assert sheet.cell(ALONE, "previous").value == f"{ALONE}：各单位都已开展。"
    assert sheet.cell("2.1", "previous").value == "推进中，完成进度50%。\n2.1的进展。"


def test_the_office_can_enter_it(works: Office) -> None:
    row = {"kind": "代录", "department": SECTION, "item": "综述", "reported": "都已开展。", "source": "电话"}
    fill_pending(works, {**row, "task": "2.2"}, {**row, "task": "1.1"})
    told = works.json("merge")
    assert SECTION not in told["missing"]
    assert values(works) == {("2.2", SECTION): {"summary": "都已开展。"}}
    assert overview(works)[1] == f"{SECTION}综述：都已开展。"


def test_a_section_joined_later_gets_a_new_version(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=ROWS, offices=OFFICES)
    works.do("split", "--due", "2023-06-20")
    assert list(Filled.open(works.sheet_of(SECTION)).tasks) == ["1.1", "2.1"]
    Office.small(tmp_path, rows=ROWS, offices=OFFICES, sections={"各校": SECTION})
    files = {each["department"]: each["revision"] for each in works.json("split", "--due", "2023-06-20")["files"]}
    assert files == {SECTION: 2, "组宣科": 1, "一小": 1, "二小": 1}
    sheet = Filled.open(works.sheet_of(SECTION))
    assert [sheet.cell(name, "previous").value for name in sheet.tasks] == [None, None, "【新增】", "【新增】"]


@pytest.mark.parametrize(
    ("kind", "state", "ruling", "shown"),
    [("待销号", "已完成", "同意销号", None), ("申请暂缓", "暂缓", "同意暂缓", "【已同意暂缓（王局，2023-06-14）】")],
)
def test_nothing_is_summed_up_where_nobody_goes_on(
    works: Office, kind: str, state: str, ruling: str, shown: str | None
) -> None:
    for name in ("一小", "二小"):
        works.answer(name, edit=put("2.2", "state", state))
    works.do("merge")
    done = {"kind": kind, "task": "2.2", "item": "状态", "reported": state, "decision": ruling, "leader": "王局"}
    fill_pending(works, *({**done, "department": name, "date": date(2023, 6, 14)} for name in ("一小", "二小")))
    works.do("merge")
    owed = summaries(works)
    assert (owed["2.1"]["reason"], owed["2.2"]["reason"]) == ("还没有写综述", "本期不用写综述")
    # In the round that is out nothing is renewed for it; in the next one the row is left out or shut.
    assert [each["revision"] for each in works.json("split", "--due", "2023-06-20")["files"]] == [1] * 4
    after = Office(works.book, "2023年第三季度")
    after.do("split")
    sheet = Filled.open(after.sheet_of(SECTION))
    if shown is None:
        assert list(sheet.tasks) == ["1.1", "2.1", OWN]
    else:
        assert list(sheet.tasks) == ["1.1", "2.1", OWN, ALONE]
        assert sheet.cell(ALONE, "progress").value == "—" and sheet.cell(ALONE, "progress").protection.locked
        assert sheet.cell(ALONE, "previous").value.startswith(shown)


def test_a_sheet_whose_columns_or_rows_were_lost(works: Office) -> None:
    works.answer(SECTION)
    works.json("merge")

    def lose(filled: Filled) -> None:
        column = filled.column("role")
        for row in range(filled.heading, filled.sheet.max_row + 1):
            filled.sheet.cell(row, column).value = None

    works.answer(SECTION, name="没有职责.xlsx", edit=lose)
    assert verdicts(works.json("merge"))["没有职责.xlsx"] == "noted"
    assert values(works)["2.1", SECTION]["progress"] == "2.1的进展。"
    assert values(works)["2.1", SECTION]["summary"] == f"{OWN}：各单位都已开展。"


def test_a_lost_row_leaves_what_was_said_before(works: Office) -> None:
    works.answer(SECTION)
    works.json("merge")
    works.answer(SECTION, name="少一行.xlsx", edit=lambda filled: filled.sheet.delete_rows(filled.tasks[OWN]))
    (file,) = [each for each in works.json("merge")["files"] if each["path"].endswith("少一行.xlsx")]
    assert "return-summary-missing" in [each["code"] for each in file["reasons"]]


def test_no_other_cell_of_the_row_counts(works: Office) -> None:
    def fill(filled: Filled) -> None:
        filled.cell(ALONE, "state").value = "已完成"
        filled.cell(ALONE, "problems").value = "缺人。"

    works.answer(SECTION, edit=fill)
    (file,) = works.json("merge")["files"]
    assert [each["message"] for each in file["reasons"]] == [
        "任务 2.2 的综述行只填“本期进展”，“状态”所填“已完成”没有采用。",
        "任务 2.2 的综述行只填“本期进展”，“存在问题及需协调事项”所填“缺人。”没有采用。",
    ]
    assert values(works)["2.2", SECTION] == {"summary": f"{ALONE}：各单位都已开展。"}
