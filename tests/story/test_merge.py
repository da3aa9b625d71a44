"""Merging what departments reported: found by identity and 编号, kept with file and cell, and the same whatever comes twice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import calc
from support.merging import entries, move_rows_and_columns, put, values, verdicts
from support.office import OFFICES, ROUND, ROWS, Filled, Office, run, snapshot, table

from xlplan.ledger.store import Ledger
from xlplan.terms.sheets import PENDING


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    return found


def codes(merged: Any, name: str = "") -> list[str]:
    """Return the codes of the reasons of the one file, or of the file of this name."""
    (found,) = [item for item in merged["files"] if item["path"].endswith(name)]
    return [reason["code"] for reason in found["reasons"]]


def test_who_is_late_only_because_all_was_merged_late_is_said_once(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split", "--due", "2023-06-20")
    works.answer("教育科")
    first = works.do("merge").out
    assert "按合并的这一天算迟报的 1 个部门：教育科。收到得更早的，打开助手窗口（xlplan helper）" in first
    works.answer("组宣科")
    assert "算迟报的 1 个部门：组宣科。" in works.do("merge").out
    assert "算迟报" not in works.do("merge").out


def test_values_are_recorded_with_file_and_cell(works: Office) -> None:
    def edit(filled: Filled) -> None:
        for name, value in {
            "problems": "缺经费。",
            "next": "申请。",
            "expected": date(2023, 11, 30),
            "evidence": "见附件",
        }.items():
            filled.cell("1.1", name).value = value

    works.answer("教育科", edit=edit)
    merged = works.json("merge")
    (file,) = merged["files"]
    assert (file["verdict"], file["department"], file["rows"], file["reasons"]) == ("accepted", "教育科", 3, [])
    filled = Filled.open(works.returned / works.sheet_of("教育科").name)
    assert entries(works)["1.1", "教育科"] == {
        "state": ("推进中", filled.cell("1.1", "state").coordinate),
        "percent": (0.5, filled.cell("1.1", "percent").coordinate),
        "progress": ("1.1的进展。", filled.cell("1.1", "progress").coordinate),
        "problems": ("缺经费。", filled.cell("1.1", "problems").coordinate),
        "next": ("申请。", filled.cell("1.1", "next").coordinate),
        "expected": (date(2023, 11, 30), filled.cell("1.1", "expected").coordinate),
        "evidence": ("见附件", filled.cell("1.1", "evidence").coordinate),
    }
    with Ledger(works.ledger) as ledger:
        (received,) = ledger.received(ROUND)
    assert received.path == file["path"]
    assert received.people == {"filler": "张三", "reviewer": "张三"}
    assert (works.root / "归档" / f"{received.sha256}.xlsx").read_bytes() == (
        works.book.parent / file["path"]
    ).read_bytes()


def test_rows_and_columns_may_move(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    straight = values(works)
    run("undo", works.book)
    works.answer("教育科", edit=move_rows_and_columns)
    assert codes(works.json("merge")) == []
    assert values(works) == straight


def test_merging_the_same_folder_twice_changes_nothing(works: Office) -> None:
    works.answer("教育科")
    works.answer("组宣科", edit=put("1.2", "progress", None))
    (works.returned / "坏.xlsx").write_bytes(b"PK")
    (works.returned / "照片.jpg").write_bytes(b"x")
    first = works.json("merge")
    before = snapshot(works.root)
    again = works.json("merge")
    assert snapshot(works.root) == before
    assert (again["missing"], again["conflicts"]) == (first["missing"], first["conflicts"])
    assert verdicts(again) == dict.fromkeys(verdicts(first), "duplicate") | {"照片.jpg": "skipped"}
    assert all(item["reasons"] for item in again["files"])
    # What was to be done with a file when it was taken is not said to need nothing.
    told = {item["department"]: [each["code"] for each in item["reasons"]] for item in again["files"]}
    assert (told["教育科"], told["组宣科"]) == (["return-unchanged"], ["return-unchanged-told"])


def test_who_is_missing_is_named_and_supporters_never_are(works: Office) -> None:
    assert works.json("merge")["missing"] == ["教育科", "组宣科", "一小", "二小"]
    for name in ("教育科", "组宣科", "一小"):
        works.answer(name)
    done = works.do("merge")
    assert (done.code, "还没报送：二小" in done.out) == (1, True)
    works.answer("二小")
    assert (works.do("merge").code, works.json("merge")["missing"]) == (0, [])


def test_a_row_of_the_departments_own_is_listed_and_never_dropped(works: Office) -> None:
    def edit(filled: Filled) -> None:
        row = filled.sheet.max_row + 1
        filled.sheet.cell(row, filled.column("content")).value = "新增暑期培训。"
        filled.sheet.cell(row, filled.column("progress")).value = "已拟方案。"

    works.answer("组宣科", edit=edit)
    merged = works.json("merge")
    (reason,) = merged["files"][0]["reasons"]
    assert (reason["code"], merged["files"][0]["rows"]) == ("return-row-unknown", 2)
    assert "新增暑期培训" in reason["message"]
    assert "已拟方案" in reason["message"]
    assert reason["cell"]


@pytest.mark.parametrize("names", [("一.xlsx", "二.xlsx"), ("二.xlsx", "一.xlsx")])
def test_two_returns_that_differ_are_both_noted_and_open_whatever_their_order(
    works: Office, names: tuple[str, str]
) -> None:
    first = works.answer("教育科", "一.xlsx")
    second = works.answer("教育科", "二.xlsx", put("1.1", "percent", 0.9))
    merged = works.json("merge", *(works.returned / name for name in names))
    assert verdicts(merged) == {"一.xlsx": "noted", "二.xlsx": "noted"}
    assert codes(merged, "一.xlsx") == codes(merged, "二.xlsx") == ["return-differs"]
    assert merged["conflicts"] == [
        {
            "task": "1.1", "department": "教育科", "field": "percent",
            "values": [
                {"value": value, "source": path.relative_to(works.book.parent).as_posix()}
                for value, path in ((0.5, first), (0.9, second))
            ],
        }
    ]  # fmt: skip
    assert "percent" not in values(works)["1.1", "教育科"]
    assert values(works)["1.1", "教育科"]["progress"] == "1.1的进展。"
    assert "教育科" not in merged["missing"]


def test_a_corrected_file_under_the_same_name_wins_nothing_silently(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    works.answer("教育科", edit=put("1.1", "percent", 0.9))
    merged = works.json("merge")
    assert verdicts(merged) == {works.sheet_of("教育科").name: "noted"}
    assert [item["value"] for item in merged["conflicts"][0]["values"]] == [0.5, 0.9]
    assert "percent" not in values(works)["1.1", "教育科"]


def test_a_newer_revision_takes_the_place_of_an_older_one(works: Office) -> None:
    works.answer("教育科", "旧.xlsx")
    changed = [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]]
    table(works.book, changed)
    works.do("split")
    works.answer("教育科", "新.xlsx", put("1.1", "percent", 0.9))
    merged = works.json("merge")
    assert verdicts(merged) == {"新.xlsx": "accepted", "旧.xlsx": "superseded"}
    assert merged["conflicts"] == []
    assert values(works)["1.1", "教育科"]["percent"] == 0.9
    before = snapshot(works.root)
    assert set(verdicts(works.json("merge")).values()) == {"duplicate"}
    assert snapshot(works.root) == before


def test_an_older_revision_alone_is_taken_and_noted(works: Office) -> None:
    works.answer("教育科")
    table(works.book, [(*ROWS[0][:5], "2023年10月底前"), *ROWS[1:]])
    works.do("split")
    merged = works.json("merge")
    assert codes(merged) == ["return-old-revision", "return-task-reworded"]
    assert "教育科" not in merged["missing"]


def test_files_and_folders_may_be_named_and_each_counts_once(works: Office, tmp_path: Path) -> None:
    path = works.answer("教育科")
    mail = tmp_path / "邮件" / "附件"
    mail.mkdir(parents=True)
    shutil.move(path, mail / "x.xlsx")
    shutil.copy(mail / "x.xlsx", mail / "x(1).xlsx")
    merged = works.json("merge", tmp_path / "邮件", mail / "x.xlsx")
    assert sorted(verdicts(merged).values()) == ["accepted", "duplicate"]


def test_a_percent_of_80_is_a_question_with_the_likely_answer(works: Office) -> None:
    works.answer("教育科", edit=put("1.1", "percent", 80))
    assert "是不是 80%？" in works.json("merge")["files"][0]["reasons"][0]["message"]


def test_a_department_that_was_renamed_after_it_had_reported_is_not_missing(works: Office) -> None:
    works.answer("教育科")
    works.do("merge")
    rows = [[cell.replace("教育科", "教育股") for cell in row] for row in ROWS]
    offices = [("教育股", *OFFICES[0][1:]), *OFFICES[1:]]
    table(works.book, rows, offices, aliases={"教育股": "教育科"})
    works.do("split")
    assert works.json("merge")["missing"] == ["组宣科", "一小", "二小"]
    assert "教育股" not in works.do("remind").out
    works.answer("教育股", edit=put("1.1", "percent", 0.9))
    works.do("merge")
    (first, *_) = works.json("status")["tasks"]
    # The return under the new name replaces the other.
    assert (first["departments"][0]["department"], first["departments"][0]["percent"]) == ("教育股", 90)


def test_one_sheet_of_the_return_may_have_been_added(works: Office) -> None:
    works.answer("教育科", edit=lambda filled: filled.book.create_sheet("备注", 0).append(["我处另有说明"]))
    assert verdicts(works.json("merge")) == {works.sheet_of("教育科").name: "accepted"}


def test_a_return_saved_again_by_calc_is_accepted_as_it_is(works: Office, tmp_path: Path, needs_calc: None) -> None:
    names = ("教育科", "组宣科", "一小")
    filled = [works.answer(name) for name in names]
    works.do("merge")
    straight = values(works)
    run("undo", works.book)
    kept = tmp_path / "原件"
    kept.mkdir()
    saved = calc.convert_many([path.rename(kept / path.name) for path in filled], "xlsx", works.returned)
    assert openpyxl.load_workbook(saved[0])["_xlplan"].sheet_state == "hidden", "what Calc does to very hidden sheets"
    assert set(verdicts(works.json("merge")).values()) == {"accepted"}
    assert values(works) == straight


def test_a_formula_with_its_result_saved_is_taken_and_noted(works: Office, tmp_path: Path, needs_calc: None) -> None:
    works.answer("教育科", edit=put("1.1", "percent", "=3/4"))
    path = works.returned / works.sheet_of("教育科").name
    calc.convert(path.rename(tmp_path / path.name), "xlsx", works.returned)
    assert codes(works.json("merge")) == ["return-formula"]
    assert values(works)["1.1", "教育科"]["percent"] == 0.75


def test_a_file_that_was_refused_and_lies_there_still_is_said_to_be_refused_still(
    works: Office, tmp_path: Path
) -> None:
    (tmp_path / "别处").mkdir()
    other = Office.small(tmp_path / "别处")
    other.do("split")
    other.answer("教育科")
    shutil.copy(next(other.returned.iterdir()), works.returned / "教育科.xlsx")
    assert codes(works.json("merge")) == ["return-other-plan"]
    again = works.json("merge")
    assert codes(again) == ["return-still-refused", "return-other-plan"]
    assert "不需要处理" not in works.do("merge").out


@pytest.mark.parametrize(
    ("text", "state", "reason", "asked"),
    [
        # 1.4 is due by the end of September.
        ("6.30", "推进中", "return-date-unclear", ["看不准", "是不是 2024-06-30？"]),
        ("1/3", "推进中", "return-date-unclear", ["看不准", "是不是 2024-01-03？"]),
        ("12.25", "推进中", "return-day-read", ["申请延期", "“12.25”没有写年份，按 2023-12-25 收下"]),
        ("12.25", "已完成", "return-day-done", ["待销号", ""]),
    ],
)
def test_a_day_without_a_year_asks_for_no_delay_that_nobody_asked_for(
    tmp_path: Path, text: str, state: str, reason: str, asked: list[str]
) -> None:
    works = replace(Office.small(tmp_path), round="2023年第四季度")
    works.do("split")

    def edit(filled: Filled) -> None:
        put("1.4", "expected", text)(filled)
        put("1.4", "state", state)(filled)
        if state == "已完成":
            put("1.4", "percent", 1.0)(filled)
            put("1.4", "progress", "12月办结。")(filled)

    works.answer("教育科", edit=edit)
    assert reason in codes(works.json("merge"))
    book = openpyxl.load_workbook(works.root / "汇总" / works.round / "待核实.xlsx")
    (row,) = [row for row in book[PENDING].iter_rows(values_only=True) if "1.4" in row]
    assert [any(words in str(cell) for cell in row) for words in asked] == [True, True]
