"""The office's list of bad inputs, those within a sheet and around it; the numbers in the names are the list's.

The test at the end fails where a case of the list has no test.
"""

from __future__ import annotations

import ast
import csv
import os
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import ROOT
from support.office import ROUND, Filled, Office
from support.rights import as_anybody

from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Settled
from xlplan.files.store.writing import write_beside
from xlplan.ledger.store import Ledger

HERE = ROOT / "tests"
NEXT = "2023年第三季度"


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    return found


def settled(works: Office) -> Settled:
    with Ledger(works.ledger) as ledger:
        return settle(ledger.received(works.round))


def values(works: Office) -> dict[tuple[str, str], Any]:
    """Return the values of 教育科 that count, by 编号 and column."""
    entries = settled(works).entries.items()
    return {(task, name): r.value for (task, who), e in entries if who == "教育科" for name, r in e.values.items()}


def files(works: Office) -> dict[str, tuple[str, list[str]]]:
    """Return verdict and codes of the reasons, by the file's name."""
    found = works.json("merge")["files"]
    return {
        Path(each["path"]).name: (each["verdict"], [reason["code"] for reason in each["reasons"]]) for each in found
    }


def test_3_a_row_whose_number_was_deleted_is_held_with_its_values(works: Office) -> None:
    works.answer("教育科", "表.xlsx", lambda filled: setattr(filled.cell("1.2", "id"), "value", None))
    assert files(works)["表.xlsx"][1][0] == "return-row-unmatched"
    assert {task for task, _ in values(works)} == {"1.1", "1.4"}
    held = {(each.doubt.task, each.doubt.field, each.doubt.shown) for each in settled(works).doubts}
    assert held == {("1.2", "state", "推进中"), ("1.2", "percent", "50%"), ("1.2", "progress", "1.2的进展。")}


def reverse(filled: Filled) -> None:
    rows, width = [*filled.tasks.values()], filled.sheet.max_column
    lines = [[filled.sheet.cell(row, column).value for column in range(1, width + 1)] for row in rows]
    for row, line in zip(rows, reversed(lines), strict=True):
        for column, value in enumerate(line, 1):
            filled.sheet.cell(row, column).value = value


def test_4_rows_sorted_otherwise_merge_by_number_without_a_word(works: Office) -> None:
    works.answer("教育科", "表.xlsx", reverse)
    assert files(works) == {"表.xlsx": ("accepted", [])}
    assert {task: values(works)[task, "progress"] for task in ("1.1", "1.2", "1.4")} == {
        task: f"{task}的进展。" for task in ("1.1", "1.2", "1.4")
    }


def test_7_columns_renamed_and_moved_are_found_by_their_other_names(works: Office) -> None:
    def edit(filled: Filled) -> None:
        names = {
            "id": "序号",
            "state": "完成状态",
            "percent": "完成率（%）",
            "progress": "工作 进展",
            "next": "下一步打算：",
        }
        for name, heading in names.items():
            filled.sheet.cell(filled.heading, filled.column(name)).value = heading
        filled.sheet.insert_cols(1)

    works.answer("教育科", "表.xlsx", edit)
    assert files(works) == {"表.xlsx": ("accepted", [])}
    assert values(works)["1.1", "progress"] == "1.1的进展。"


def test_7_a_column_nobody_can_find_is_named_by_its_heading_and_what_stands_in_it_too(works: Office) -> None:
    works.answer("教育科", "表.xlsx", lambda f: setattr(f.sheet.cell(f.heading, f.column("state")), "value", "咋样了"))
    (file,) = works.json("merge")["files"]
    said = {reason["code"]: reason["message"] for reason in file["reasons"]}
    assert "“状态”" in said["return-column-missing"]
    assert "“咋样了”" in said["return-column-extra"] and "B8“推进中”" in said["return-column-extra"]


ATTACKS = ("=cmd|'/C calc'!A0", '=HYPERLINK("http://example.org/","看")', "@SUM(1+1)", "+1+1", "-2+3", "\t=1+1")


@pytest.mark.parametrize("text", ATTACKS)
def test_18_a_text_that_looks_like_a_formula_is_flagged_and_written_back_as_text(works: Office, text: str) -> None:
    def edit(filled: Filled) -> None:
        cell = filled.cell("1.1", "progress")
        cell.value, cell.data_type = text, "s"

    works.answer("教育科", "表.xlsx", edit)
    assert files(works) == {"表.xlsx": ("noted", ["return-formula-text"])}
    assert values(works)["1.1", "progress"] == text
    later = Office(works.book, NEXT)
    later.do("split")
    found = Filled.open(later.sheet_of("教育科")).cell("1.1", "previous")
    # Behind last round's state and percent.
    assert (found.value.partition("\n")[2], found.data_type) == (text, "s")
    works.do("status", "--today", "2023-06-25")
    report = works.root / "汇总" / ROUND / "进展汇总.xlsx"
    cells = [cell for sheet in openpyxl.load_workbook(report) for row in sheet.iter_rows() for cell in row]
    shown = [cell.data_type for cell in cells if isinstance(cell.value, str) and text.strip() in cell.value]
    assert shown and set(shown) == {"s"}


def test_18_a_list_with_dashes_is_no_formula(works: Office) -> None:
    works.answer(
        "教育科", "表.xlsx", lambda f: setattr(f.cell("1.1", "progress"), "value", "-完成初稿；\n- 征求意见。")
    )
    assert files(works) == {"表.xlsx": ("accepted", [])}


@pytest.mark.parametrize("number", ["１．１", "\u00a01.1\u3000", "1.\u200b1", "\ufeff1.1", "1.1\n"])
def test_22_numbers_match_whatever_invisible_is_in_them(works: Office, number: str) -> None:
    works.answer("教育科", "表.xlsx", lambda filled: setattr(filled.cell("1.1", "id"), "value", number))
    assert files(works) == {"表.xlsx": ("accepted", [])}
    assert values(works)["1.1", "progress"] == "1.1的进展。"


def test_26_departments_of_impossible_names_get_files_that_come_back(tmp_path: Path) -> None:
    names = ["CON", "a/b", "末尾点.", "..", "😀小学", "校" * 200, "反\u202e向"]
    rows = [(f"1.{n}", "甲工程", f"做好第{n}件事。", name, "", "2023年12月底前") for n, name in enumerate(names, 1)]
    works = Office.small(tmp_path, rows=rows, offices=[(name, "其他", "") for name in names])
    sent = works.json("split")["files"]
    assert len({Path(each["path"]).name.casefold() for each in sent}) == len(names)
    for each in sent:
        filled = Filled.open(works.book.parent / each["path"])
        filled.complete()
        filled.book.save(works.returned / Path(each["path"]).name)
    merged = works.json("merge")
    assert {each["verdict"] for each in merged["files"]} == {"accepted"}
    assert sorted(str(each["department"]) for each in merged["files"]) == sorted(each["department"] for each in sent)


def test_27_the_same_file_from_two_departments_is_received_once(works: Office) -> None:
    first = works.answer("教育科", "教育科.xlsx")
    shutil.copy(first, works.returned / "组宣科.xlsx")
    merged = works.json("merge")
    assert files(works) == {
        "教育科.xlsx": ("duplicate", ["return-unchanged"]), "组宣科.xlsx": ("duplicate", ["return-duplicate"]),
    }  # fmt: skip
    (second,) = [each for each in merged["files"] if each["path"].endswith("组宣科.xlsx")]
    assert (second["verdict"], second["department"]) == ("duplicate", "教育科")
    assert "教育科.xlsx" in second["reasons"][0]["message"]
    assert "组宣科" in merged["missing"]


def test_29_a_report_that_somebody_has_open_is_written_beside_under_a_new_name() -> None:
    with as_anybody() as folder:
        (folder / "进展汇总.xlsx").write_bytes(b"open elsewhere")
        if os.getuid() == 0:
            # Somebody else's file in a sticky folder: renaming is refused as Windows refuses it for an open file.
            os.seteuid(0)
            os.chown(folder, 0, 0)
            os.chown(folder / "进展汇总.xlsx", 0, 0)
            folder.chmod(0o1777)
            os.seteuid(65534)
        else:
            pytest.skip("only root can make a file that its own folder's owner may not replace")
        for name in ("进展汇总（2）.xlsx", "进展汇总（3）.xlsx"):
            assert write_beside(folder / "进展汇总.xlsx", b"new").name == name
        assert (folder / "进展汇总.xlsx").read_bytes() == b"open elsewhere"
        assert len(list(folder.iterdir())) == 3
        os.seteuid(0)


def test_29_a_moment_s_hold_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"old")
    refusals = [PermissionError(13, "in use")] * 3
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    assert write_beside(path, b"new") == path and path.read_bytes() == b"new"


@pytest.mark.parametrize("years", [-30, 30])
def test_34_the_time_of_a_file_plays_no_part(works: Office, years: int) -> None:
    first = works.answer("教育科", "一.xlsx")
    works.answer("教育科", "二.xlsx", lambda f: setattr(f.cell("1.1", "progress"), "value", "另一种说法。"))
    stamp = first.stat().st_mtime + years * 365 * 86400
    os.utime(first, (stamp, stamp))
    assert {verdict for verdict, _ in files(works).values()} == {"noted"}
    assert ("1.1", "progress") not in values(works)
    (conflict,) = settled(works).conflicts
    assert {value for value, _ in conflict.values} == {"1.1的进展。", "另一种说法。"}


# Cases whose tests have no number in their names.
ELSEWHERE = {
    1: "test_refused.py::test_another_offices_plan_is_rejected",
    2: "test_refused.py::test_another_round_is_rejected",
    5: "test_judge_rows.py::test_one_number_twice",
    6: "test_merge.py::test_a_row_of_the_departments_own_is_listed_and_never_dropped",
    8: "test_refused.py::test_without_its_identity_a_sheet_that_two_may_have_sent_is_asked_about",
    21: "test_merge.py::test_a_percent_of_80_is_a_question_with_the_likely_answer",
    28: "test_merge.py::test_two_returns_that_differ_are_both_noted_and_open_whatever_their_order",
    30: "test_cannot_go_on.py::test_a_folder_that_cannot_be_written",
    31: "test_writing.py::test_a_disk_that_takes_no_more_leaves_the_old_file",
    32: "test_cannot_go_on.py::test_what_a_killed_run_left_behind_is_cleared_by_the_next",
    33: "test_cannot_go_on.py::test_a_working_folder_in_use_is_refused_with_who_holds_it",
}


def test_every_case_of_the_list_has_a_test() -> None:
    with (HERE / "data/bad_inputs.csv").open(encoding="utf-8", newline="") as file:
        listed = {int(case["id"]) for case in csv.DictReader(file)}
    tests = {
        f"{path.name}::{node.name}"
        for path in HERE.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    numbered = set()
    for name in (test.partition("::test_")[2] for test in tests if "test_bad_inputs_" in test):
        for word in name.split("_"):
            if not word.isdigit():
                break
            numbered.add(int(word))
    assert set(ELSEWHERE.values()) <= tests
    assert listed - numbered - set(ELSEWHERE) == set()
    assert len(listed) == 39
