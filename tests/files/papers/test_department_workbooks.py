"""The departments' workbooks: headings, what is locked and closed, what cells offer, nothing of anybody else's in the package."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support import calc, ooxml
from support.headings import SHIPPED_COLUMNS
from support.office import ROUND, Filled, Office

from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, LOCKED_COLUMNS, REPORTED_COLUMNS
from xlplan.terms.sheets import IDENTITY, TASKS

DEPARTMENTS = (
    "教育科", "事务中心", "组宣科", "进修学校", "示例中心小学", "示例第一小学", "示例第二小学", "示例实验学校", "示例第一中学",
    "示例第二中学", "评估中心", "德育科", "基金会", "工会", "综合科", "资助中心",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Office:
    works = Office.shipped(tmp_path_factory.mktemp("shipped"))
    assert works.do("split").code == 1
    return works


def books(works: Office) -> list[Path]:
    """Return the workbooks that were handed out."""
    return sorted(works.handed_out.glob("*.xlsx"))


def test_headings_stand_as_the_design_fixes_them(shipped: Office) -> None:
    for path in books(shipped):
        filled = Filled.open(path)
        # No task of the shipped table has 其他要求.
        assert [cell.value for cell in filled.sheet[filled.heading]] == list(SHIPPED_COLUMNS.values())


def test_only_answers_are_unlocked_and_there_is_no_password(shipped: Office) -> None:
    filled = Filled.open(shipped.sheet_of("教育科"))
    protection = filled.sheet.protection
    assert (protection.sheet, protection.password) == (True, None)
    assert not protection.autoFilter, "filtering is allowed (the attribute says what is locked)"
    assert not protection.formatRows, "row heights may be changed"
    for task in filled.tasks:
        assert all(filled.cell(task, name).protection.locked for name in LOCKED_COLUMNS if name is not Field.OTHER)
        for name in REPORTED_COLUMNS:
            cell = filled.cell(task, name)
            assert cell.protection.locked == (cell.value == CLOSED_MARK), (task, name)
    for label in ("填报人", "联系电话", "审核人"):
        assert not filled.person(label).protection.locked


def test_percent_and_expected_day_are_closed_for_routine_and_recurring_tasks_only(shipped: Office) -> None:
    filled = Filled.open(shipped.sheet_of("进修学校"))
    closed = {task for task in filled.tasks if filled.cell(task, "percent").value == CLOSED_MARK}
    assert {task for task in filled.tasks if filled.cell(task, "expected").value == CLOSED_MARK} == closed
    assert {"3.1", "4.1", "4.5"} <= closed
    assert not {"1.5", "2.2", "2.4", "5.1"} & closed


def test_cells_offer_states_and_warn_of_unclear_percents(shipped: Office) -> None:
    filled = Filled.open(shipped.sheet_of("教育科"))
    rules = {rule.type: rule for rule in filled.sheet.data_validations.dataValidation}
    assert rules["list"].formula1 == f'"{",".join(State)}"'
    assert rules["custom"].errorStyle == "warning"
    for task in filled.tasks:
        for name, rule in (("state", "list"), ("percent", "custom")):
            cell = filled.cell(task, name)
            assert (cell.coordinate in rules[rule].sqref) == (cell.value != CLOSED_MARK), task


def test_the_identity_sheet_is_very_hidden(shipped: Office) -> None:
    book = openpyxl.load_workbook(shipped.sheet_of("工会"))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [(TASKS, "visible"), (IDENTITY, "veryHidden")]


def test_the_head_names_plan_department_round_and_deadline(shipped: Office) -> None:
    filled = Filled.open(shipped.sheet_of("工会"))
    head = "\n".join(
        str(cell.value) for row in filled.sheet.iter_rows(max_row=filled.heading - 1) for cell in row if cell.value
    )
    for said in ("五融五促五提升", "工会", ROUND, "2023年6月20日", "先另存到手机或电脑，再用 WPS/Excel 填写"):
        assert said in head


def test_a_package_holds_nothing_of_other_departments_or_of_whoever_made_it(shipped: Office) -> None:
    for path in books(shipped):
        own = path.name.partition("-")[0]
        with zipfile.ZipFile(path) as package:
            text = "\n".join(package.read(name).decode() for name in package.namelist())
        filled = Filled.open(path)
        # A task's own words may name anybody; nothing else may.
        words = {filled.cell(task, name).value for task in filled.tasks for name in ("project", "content", "schedule")}
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word, "")
        assert [name for name in DEPARTMENTS if name != own and name not in own and name in text] == [], path
        for trace in (str(shipped.book.parent), "/tmp/", "C:\\", os.environ.get("USER", "root"), "<dc:creator>x"):
            assert trace not in text, path
        properties = openpyxl.load_workbook(path).properties
        assert not (properties.creator or properties.lastModifiedBy)


def test_workbooks_are_valid(shipped: Office, needs_validator: None) -> None:
    # One template makes them all: the largest and the smallest of each mix of roles.
    kinds: dict[frozenset[str], list[Path]] = {}
    for path in sorted(books(shipped), key=lambda each: each.stat().st_size):
        filled = Filled.open(path)
        kinds.setdefault(frozenset(filled.cell(task, "role").value for task in filled.tasks), []).append(path)
    ooxml.assert_valid(*{path for paths in kinds.values() for path in (paths[0], paths[-1])})


def test_calc_opens_and_saves_every_workbook_without_loss(shipped: Office, tmp_path: Path, needs_calc: None) -> None:
    paths = books(shipped)
    for before, after in zip(paths, calc.convert_many(paths, "xlsx", tmp_path), strict=True):
        old, new = openpyxl.load_workbook(before, data_only=True), openpyxl.load_workbook(after, data_only=True)
        assert new.sheetnames == old.sheetnames
        for sheet in old:
            for row in sheet.iter_rows():
                for cell in row:
                    # The count of cells still empty is a formula, which Calc computes.
                    same = new[sheet.title][cell.coordinate]
                    assert cell.value == same.value or cell.data_type == "n", (before, sheet.title, cell.coordinate)
                    assert cell.protection.locked == same.protection.locked
        assert new[TASKS].protection.sheet


def test_a_text_under_two_rows_of_one_number_is_printed_once_and_comes_back_whole(tmp_path: Path) -> None:
    works = Office.shipped(tmp_path)
    works.do("split")
    path = works.sheet_of("教育科")
    sheet = openpyxl.load_workbook(path)[TASKS]
    texts: dict[str, list[tuple[str, str]]] = {}
    for number, content in ((sheet.cell(row, 1), sheet.cell(row, 4)) for row in range(8, sheet.max_row + 1)):
        texts.setdefault(str(number.value), []).append((str(content.value), content.number_format))
    twice = [each for each in texts.values() if len(each) > 1]
    assert len(twice) == 9
    for (above, plain), (below, shown) in twice:
        assert (above, plain, shown) == (below, "General", ';;;"（支持）主要内容见上面同一编号的一行"')
    # Locked texts are compared with what was sent.
    works.answer("教育科")
    assert "改动" not in works.do("merge", "--today", "2023-06-25").out


def test_the_largest_department_prints_on_three_pages(
    needs_calc: None, needs_pictures: None, shipped: Office, tmp_path: Path
) -> None:
    pdf = calc.convert(shipped.sheet_of("教育科"), "pdf", tmp_path)
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+3\b", info), info
