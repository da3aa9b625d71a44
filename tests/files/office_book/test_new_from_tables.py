"""A workbook out of another office's workbook or text: nothing of the source is lost, nothing is mended."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import calc, ooxml, programs
from support.new_workbook import HEADINGS, New

from xlplan.terms.sheets import PLAN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def other_office() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "任务分解"
    for row in [
        ["某市2024年重点工作任务分解表"],
        ["单位：某局"],
        ["序号", "重点任务", "牵头单位", "配合单位", "完成时间", "备注", "责任领导"],
        [1, "抓好甲", "教育科", "组宣科、进修学校", date(2024, 6, 30), "要紧", "张局"],
        [2, "抓好乙", "组宣科", None, "长期坚持", None, "李局"],
        [3, "抓好丙", "进修学校", "=1/0", 0.5, None, None],
        ["注：按月报送。"],
    ]:
        sheet.append(row)
    made.create_sheet("通讯录").append(["张三", "123"])
    return made


def test_a_workbook_of_another_office(folder: Path) -> None:
    file = io.BytesIO()
    other_office().save(file)
    new = New(folder, "外单位.xlsx", file.getvalue())
    assert [cell.value for cell in new.sheets[PLAN][3]] == ["编号", *HEADINGS, "分管领导", "备注"]
    assert new.rows == [
        ("1", None, "抓好甲", "教育科", "组宣科、进修学校", "2024-06-30", "张局", "要紧"),
        ("2", None, "抓好乙", "组宣科", None, "长期坚持", "李局", None),
        ("3", None, "抓好丙", "进修学校", None, "0.5", None, None),
    ]
    moved = new.moved()
    assert {key: to for key, to in moved.items() if to is None} == {
        ("任务分解", "A2"): None,
        ("任务分解", "D6"): None,
        ("任务分解", "A7"): None,
        ("通讯录", "A1"): None,
        ("通讯录", "B1"): None,
    }
    assert moved["任务分解", "A1"] == "分工表!A2"
    assert moved["任务分解", "F4"] == "分工表!H4"
    found = set(new.found("")) - set(new.found("schedule"))
    assert found >= {
        ("import-cells-left", "任务分解", "A2"),
        ("cell-uncalculated", "任务分解", "D6"),
        ("row-remark", "任务分解", "A7"),
        ("import-sheet-left", "通讯录", "A1"),
        ("import-value", "任务分解", "E4"),
        ("import-heading", "任务分解", "A3"),
        ("import-column-carried", "任务分解", "F3"),
    }
    ooxml.assert_valid(new.book)


@pytest.mark.parametrize("format_", ["xls", "ods"])
def test_older_and_open_formats(folder: Path, format_: str) -> None:
    programs.require("soffice")
    made = folder / "原表.xlsx"
    other_office().save(made)
    source = calc.convert(made, format_, folder / "转")
    new = New(folder, source.name, source.read_bytes())
    assert [row[:4] for row in new.rows] == [
        ("1", None, "抓好甲", "教育科"), ("2", None, "抓好乙", "组宣科"), ("3", None, "抓好丙", "进修学校"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_text_in_any_usual_encoding(folder: Path, encoding: str) -> None:
    text = '责任分工表,,\n任务,责任单位,时限\n"做甲，\n再做",教育科,常规工作\n做乙,组宣科,年底前\n'
    new = New(folder, "原表.csv", text.encode(encoding))
    assert [row[2:6] for row in new.rows] == [
        ("做甲，\n再做", "教育科", None, "常规工作"),
        ("做乙", "组宣科", None, "年底前"),
    ]
    assert ("import-text", "文本", None) in new.found()


def test_numbers_that_tasks_share_are_carried_along_and_new_ones_given(folder: Path) -> None:
    made = openpyxl.Workbook()
    for row in [
        ["序号", "工程", "任务", "责任单位"],
        [1, "甲", "a", "教育科"],
        [2, "甲", "b", "教育科"],
        [1, "乙", "c", "教育科"],
    ]:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    new = New(folder, "原表.xlsx", file.getvalue())
    assert [(row[0], row[6]) for row in new.rows] == [("1.1", "1"), ("1.2", "2"), ("2.1", "1")]
    assert new.found("id-") == []
    assert ("import-numbers-new", "Sheet", "A1") in new.found()
