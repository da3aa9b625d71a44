"""The demonstration: the whole loop in a folder, with departments that behave as departments do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import ROUND, TODAY, Filled, Office, run, run_apart, snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "演示"


@pytest.fixture(scope="module")
def works(folder: Path) -> Office:
    done = run("demo", folder)
    assert done.code == 0, done.err
    return Office(folder / "分工表.xlsm")


@pytest.fixture(scope="module")
def found(works: Office) -> Any:
    return works.json("status", "--today", TODAY)


def test_it_ends_with_a_short_table_and_where_the_files_lie(folder: Path) -> None:
    done = run("demo", folder, "--json")
    assert done.code == 0
    said = {item["step"]: item["outcome"] for item in done.json["steps"]}
    assert list(said) == ["校验", "拆分下发", "6月20日合并", "6月25日再合并", "生成汇总"]
    assert "还没报送：组宣科、示例实验学校、示例第二中学" in said["6月20日合并"]
    assert "还没报送：示例第二中学" in said["6月25日再合并"]
    for place in done.json["places"]:
        assert (Path(done.json["folder"]) / place["path"]).exists(), place
    text = run("demo", folder).out
    assert all(step in text for step in said)


def test_a_second_run_in_the_same_folder_gives_the_same(folder: Path, works: Office) -> None:
    def shown() -> dict[str, str]:
        # The ledger's plan id and key are new each time, and sign what is handed out.
        return {item["step"]: item["outcome"] for item in run("demo", folder, "--json").json["steps"]}

    assert shown() == shown()


def test_one_department_is_missing_two_came_late(found: Any, works: Office) -> None:
    assert [item["department"] for item in found["departments"] if item["tasks"] and not item["returned"]] == [
        "示例第二中学", "德育科", "基金会", "工会",
    ]  # fmt: skip
    book = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    rows = book["部门报送"].iter_rows(min_row=4, values_only=True)
    assert [row[0] for row in rows if row[3] == "迟报"] == ["组宣科", "示例实验学校"]


def test_one_return_is_sorted_otherwise_and_one_has_a_row_of_its_own(works: Office) -> None:
    sent, back = works.sheet_of("进修学校"), works.returned / works.sheet_of("进修学校").name
    assert list(Filled.open(back).tasks) == list(reversed(Filled.open(sent).tasks))
    filled = Filled.open(works.returned / works.sheet_of("教育科").name)
    last = [cell.value for cell in filled.sheet[filled.sheet.max_row]]
    assert (last[0], last[filled.column("content") - 1]) == (None, "新增：组织暑期学校安全管理专题培训。")


def test_the_lights_are_a_mixture_with_reasons(found: Any) -> None:
    lights = {item["task"]: item["light"] for item in found["tasks"]}
    assert {task for task, light in lights.items() if light == "red"} == {"3.5", "5.2"}
    assert {task for task, light in lights.items() if light == "amber"} == {
        "1.3", "1.4", "2.1", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.4", "4.5", "5.4", "5.5",
    }  # fmt: skip
    # Most of them only because one school never reported, and one has no limit to judge by.
    silent = [
        {each["department"] for each in item["departments"] if each["light"] == "amber"}
        for item in found["tasks"]
        if item["light"] == "amber"
    ]
    assert silent.count({"示例第二中学"}) == 10
    assert {task for task, light in lights.items() if light == "grey"} == {"2.4"}
    assert all(each["reason"] for item in found["tasks"] for each in item["departments"])


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "局里的文件.txt").write_text("别动", "utf-8")
    before = snapshot(tmp_path)
    done = run("demo", tmp_path)
    assert (done.code, "已有别的文件" in done.err) == (2, True)
    assert snapshot(tmp_path) == before


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "演示").write_text("x")
    assert run("demo", tmp_path / "演示").code == 2
    assert (tmp_path / "演示").read_text() == "x"


def test_it_runs_in_a_process_of_its_own_in_silence_but_for_the_table(tmp_path: Path) -> None:
    done = run_apart("demo", tmp_path / "新")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("演示完成")
