"""A department that has lost all its tasks: what it never answered is taken back, what it answered is withdrawn."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support.office import OFFICES, ROUND, ROWS, Office, run, snapshot, table

NAME = "组宣科"
LEFT = [("1.1", "甲工程", "修订办法。", "教育科", "", "2023年12月底前"), *ROWS[2:3]]
DUE = ("--due", "2023-06-20")


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split", *DUE)
    return found


def lose(works: Office) -> None:
    table(works.book, LEFT)


def listed(works: Office) -> dict[str, tuple[object, ...]]:
    """Return file, revision and note of 下发清单.xlsx by department."""
    sheet = openpyxl.load_workbook(works.handed_out / "通知" / "下发清单.xlsx").active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    head = next(row for row in rows if row[0] == "部门")
    place = [head.index(name) for name in ("文件", "版本", "说明")]
    return {str(row[0]): tuple(row[each] for each in place) for row in rows}


def test_what_was_never_answered_is_taken_back(works: Office) -> None:
    before = snapshot(works.handed_out)
    lose(works)
    planned = works.json("split", *DUE, "--dry-run")
    assert snapshot(works.handed_out) == before
    told = works.json("split", *DUE)
    reason = "任务已全部撤销（已撤销 1.1、1.2），收回原来的任务表"
    for each in (planned, told):
        assert NAME not in [file["department"] for file in each["files"]]
        assert {"department": NAME, "reason": reason} in each["skipped"]
    assert not works.sheet_of(NAME).exists() and works.sheet_of("教育科").exists()
    file, revision, note = listed(works)[NAME]
    assert (file or "", str(revision), note) == ("", "2", reason)
    assert not list((works.handed_out / "通知").glob(f"{NAME}*.eml"))
    assert "本期不用再报" in (works.handed_out / "通知" / f"{NAME}-通知.txt").read_text("utf-8-sig")
    assert NAME not in works.json("merge")["missing"]
    # Said again, done once.
    again = works.do("split", *DUE)
    assert f"不用下发：{NAME}，{reason}。" in again.err + again.out
    assert works.json("split", *DUE)["skipped"] == told["skipped"] and not works.sheet_of(NAME).exists()


def test_taking_back_is_undone(works: Office) -> None:
    before = snapshot(works.handed_out)
    lose(works)
    works.do("split", *DUE)
    done = run("undo", works.book, "--json")
    assert done.code == 0 and works.sheet_of(NAME).exists()
    assert snapshot(works.handed_out).keys() == before.keys()
    assert any(NAME in path for path in done.json["restored"])


def test_what_was_answered_is_withdrawn_on_a_new_version(works: Office) -> None:
    works.answer(NAME)
    works.do("merge")
    lose(works)
    (file,) = [each for each in works.json("split", *DUE)["files"] if each["department"] == NAME]
    assert (file["revision"], file["lead"]) == (2, 0) and works.sheet_of(NAME).exists()


def test_a_file_that_somebody_filled_in_stays(works: Office) -> None:
    book = openpyxl.load_workbook(works.sheet_of(NAME))
    book.save(works.sheet_of(NAME))
    kept = works.sheet_of(NAME).read_bytes()
    lose(works)
    works.do("split", *DUE)
    assert works.sheet_of(NAME).read_bytes() == kept
    # It may come back all the same, and is read.
    (works.returned / "迟来.xlsx").write_bytes(kept)
    (file,) = works.json("merge")["files"]
    assert file["department"] == NAME and file["verdict"] == "noted"


def test_tasks_that_come_back_are_handed_out_anew(works: Office) -> None:
    lose(works)
    works.do("split", *DUE)
    table(works.book, ROWS)
    (file,) = [each for each in works.json("split", *DUE)["files"] if each["department"] == NAME]
    assert (file["revision"], file["lead"], works.sheet_of(NAME).exists()) == (3, 1, True)


def test_a_department_that_was_renamed(works: Office) -> None:
    rows = [tuple(text.replace(NAME, "宣传科") for text in row) for row in ROWS]
    offices = [tuple(text.replace(NAME, "宣传科") for text in row) for row in OFFICES]
    table(works.book, rows, offices, aliases={"宣传科": NAME})
    told = works.json("split", *DUE)
    assert {"department": NAME, "reason": "已改名为“宣传科”"} in told["skipped"]
    assert works.sheet_of("宣传科").exists() and not works.sheet_of(NAME).exists()
    assert ROUND in works.sheet_of("宣传科").name
    # One department, chased under the name that it has.
    merged = works.json("merge")
    assert NAME not in merged["missing"] and "宣传科" in merged["missing"]
    chased = [each["department"] for each in works.json("remind")["reminders"]]
    assert NAME not in chased and "宣传科" in chased
    works.answer("宣传科")
    assert "宣传科" not in works.json("merge")["missing"]
    assert not {NAME, "宣传科"} & {each["department"] for each in works.json("remind")["reminders"]}
