"""Tables as other offices make them: what a careful reader takes from each comes into the new workbook, and nothing else.

All content is made up; headings, nesting, merges and mess are those of public tables.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.office import run

from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.plan.plan import Plan, Task
from xlplan.plan.read_plan import read_plan
from xlplan.terms.fields import Field

DATA = Path(__file__).parents[2] / "data"
TABLES = sorted((DATA / "别的单位的表").glob("*.expected.json"))
CASES = DATA / "表的样式"
_MARK = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[.、)]|[ⅠⅡⅢ]+-\d+|[一二三]是)+")


def norm(value: object) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if value is None else str(value)))


def bare(value: object) -> str:
    return _MARK.sub("", norm(value))


def options(value: Any) -> list[Any]:
    return value["any"] if isinstance(value, dict) else [value]


class Made:
    """`xlplan new` with a table, and the plan that came of it."""

    def __init__(self, folder: Path, source: Path, *more: object) -> None:
        book = folder / "新.xlsm"
        self.done = run("new", book, "--from", source, "--json", *more)
        self.json: dict[str, Any] = self.done.json
        self.read = book.exists()
        if self.read:
            self.plan: Plan = read_plan(read_xlsx(book.read_bytes(), "新").grids, today=date(2026, 1, 5))

    def names(self, task: Task, field: Field) -> set[str]:
        return {norm(name) for each in self.plan.mentions(task, field) for name in each.names}

    def said(self, code: str) -> str:
        return "\n".join(each["message"] for each in self.json["findings"] if each["code"] == code)

    def tasks(self) -> list[tuple[str, str, str, str]]:
        fields = (Field.CONTENT, Field.LEAD, Field.SUPPORT, Field.SCHEDULE)
        return [(a, b, c, d) for a, b, c, d in ([t.text(f) for f in fields] for t in self.plan.tasks)]


def fits(wanted: Iterable[str], also: Iterable[str], got: set[str]) -> bool:
    fair = {norm(one) for each in also for one in each.split("|")}
    return {norm(each) for each in wanted} <= got <= {norm(each) for each in wanted} | fair


def wrong_cells(made: Made, expected: dict[str, Any]) -> list[str]:
    """Return the cells of expected tasks that came out otherwise, and tasks that are none."""
    found: list[str] = []
    left = list(made.plan.tasks)
    for wanted in expected["tasks"]:
        texts = [bare(each) for each in options(wanted["content"])]
        task = next((t for t in left if any(bare(t.content).startswith(text) for text in texts)), None)
        if task is None:
            found += [] if wanted.get("or_said") else [f"{texts[0]} lost"]
            continue
        left.remove(task)
        leads, supports = (made.names(task, field) for field in (Field.LEAD, Field.SUPPORT))
        also = wanted.get("also", [])
        projects = options(wanted.get("project"))
        due = task.schedule.due.isoformat() if task.schedule.due else None
        right = {
            "lead": any(fits(each, also, leads) for each in options(wanted["lead"])),
            "support": any(fits(each, also, supports) for each in options(wanted["support"])),
            "due": due in options(wanted["due"]),
            "project": any((not task.project and each is None) or (each and norm(each) in norm(task.project)) for each in projects)
            or (not any(projects) and bool(expected.get("project_ok")) | (not task.project)),
        }  # fmt: skip
        found += [f"{texts[-1]} {name}" for name, is_right in right.items() if not is_right]
    return found + [f"{task.content} is no task" for task in left]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name[:3])
def test_a_table_of_another_office(tmp_path: Path, path: Path) -> None:
    number = path.name[:3]
    expected = json.loads(path.read_text("utf-8"))
    (source,) = (each for each in path.parent.glob(f"{number}-*") if each.suffix != ".json")
    made = Made(tmp_path, source)
    assert wrong_cells(made, expected) == []
    names = {norm(each["name"]) for each in made.json["names"]}
    assert not names & {norm(each) for each in expected["not_departments"]}


def case(folder: Path, number: str) -> Made:
    (source,) = CASES.glob(f"{number}-*.xlsx")
    return Made(folder, source)


def test_a_list_of_contacts_below(tmp_path: Path) -> None:
    made = case(tmp_path, "02")
    assert len(made.plan.tasks) == 2
    assert {each["name"] for each in made.json["names"]} == {"教育科", "组宣科"}
    assert "第6至9行" in made.said("table-below") and "A6“附：联系人”" in made.said("table-below")


def test_headings_of_public_notices(tmp_path: Path) -> None:
    made = case(tmp_path, "04")
    assert [(task.id, task.content) for task in made.plan.tasks] == [("3", "任务甲。"), ("68", "任务乙。")]
    assert [(lead, support) for _, lead, support, _ in made.tasks()] == [
        ("区发改委", "区工信局、区教育局，各乡镇人民政府、街道办事处。"),
        ("区教育局", "区政府有关部门。"),
    ]


def test_a_lead_beside_those_who_are_responsible(tmp_path: Path) -> None:
    made = case(tmp_path, "05")
    assert [(lead, support, task.text(Field.LEADER)) for task, (_, lead, support, _) in zip(made.plan.tasks, made.tasks(), strict=True)] == [
        ("县教育局", "县各有关单位", "张 三"),
        ("县教育局", "县人社局、县各有关单位", "李 四\n张 三"),
    ]  # fmt: skip
    assert "责任单位" in made.said("column-taken")


def test_the_same_in_a_workbook_that_is_split_as_it_is(tmp_path: Path) -> None:
    (source,) = CASES.glob("06-*.xlsx")
    book = tmp_path / source.name
    book.write_bytes(source.read_bytes())
    done = run("split", book, "--round", "2024Q1", "--due", "2024-03-20", "--json").json
    assert {each["department"]: (each["lead"], each["support"]) for each in done["files"]} == {
        "教育科": (1, 0), "组宣科": (0, 1), "进修学校": (0, 1),
    }  # fmt: skip


def test_totals_and_signatures(tmp_path: Path) -> None:
    made = case(tmp_path, "08")
    assert len(made.plan.tasks) == 2
    assert all(cell in made.said("row-skipped") for cell in ("A4“小计”", "A6“合计”", "A8“填表人：张三”"))
    (source,) = CASES.glob("08-*.xlsx")
    direct = run("validate", source, "--json").json
    assert direct["tasks"] == 2 and [each["code"] for each in direct["findings"]].count("row-skipped") == 2


def test_a_beginning_and_an_end_in_two_columns(tmp_path: Path) -> None:
    made = case(tmp_path, "12")
    read = [(task.schedule.start, task.schedule.due) for task in made.plan.tasks]
    assert read == [(date(2024, 3, 1), date(2024, 6, 30)), (date(2024, 4, 1), None)]


def test_quarters_as_columns(tmp_path: Path) -> None:
    made = case(tmp_path, "13")
    assert [each["heading"] for each in made.json["columns"] if each["taken"] is None] == [
        "一季度",
        "二季度",
        "三季度",
        "四季度",
    ]
    assert made.tasks()[0][3] == "一季度：制定方案；二季度：全面实施；三季度：督查；四季度：总结"


def test_departments_as_columns(tmp_path: Path) -> None:
    made = case(tmp_path, "14")
    assert made.tasks() == [("任务甲", "教育科", "组宣科", "6月底前"), ("任务乙", "组宣科", "进修学校", "9月底前")]
    assert "★是执行部门、☆是支持部门" in made.said("column-marks")


def test_a_dry_run_shows_the_whole_reading_and_writes_nothing(tmp_path: Path) -> None:
    (source,) = CASES.glob("08-*.xlsx")
    made = Made(tmp_path, source, "--dry-run")
    assert not made.read and list(tmp_path.iterdir()) == []
    assert [(each["heading"], each["taken"]) for each in made.json["columns"]][:3] == [
        ("序号", "编号"), ("工程名称", "工程名称"), ("主要内容", "主要内容"),
    ]  # fmt: skip
    assert [each["due"] for each in made.json["limits"]] == ["2024-12-31", "2024-09-30"]
    text = run("new", tmp_path / "新.xlsm", "--from", source, "--dry-run").out
    assert "没有写任何文件" in text and "A1" not in text.splitlines()[0] and "“12月底前”" in text
