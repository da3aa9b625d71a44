"""The sheet and the columns of another office's table, said by hand."""

from __future__ import annotations

from datetime import date

import pytest
from support.sources import grid

from xlplan.plan.importing.by_hand import (
    HeadingDecision,
    ReadingChoice,
    Remembered,
    read_choice,
    table_headings,
    with_remembered,
)
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.table import table_in
from xlplan.terms.cells import Grid
from xlplan.terms.errors import MisuseError
from xlplan.terms.fields import Field

ODD = grid([("颜色", "形状", "帮手甲", "帮手乙", "时限"), ("甲事", "教育科", "组宣科", "人事科", "6月底")])


def made(sheet: str | None, *columns: str, of: tuple[Grid, ...] = (ODD,)) -> NewPlan:
    return new_plan(ImportSource("原表", of), date(2024, 1, 5), read_choice(sheet, columns))


def test_a_heading_that_nobody_knows_becomes_what_it_is_said_to_be() -> None:
    plan = made(None, "主要内容=颜色", "执行部门＝形状", "支持部门=帮手甲", "支持部门=帮手乙")
    assert plan.rows[0][2:6] == ["甲事", "教育科", "组宣科、人事科", "6月底"]


def test_what_is_said_by_hand_goes_before_what_a_heading_means() -> None:
    known = grid([("工作任务", "整改措施", "责任科室"), ("甲", "乙", "教育科")])
    assert made(None, of=(known,)).rows[0][1:3] == ["甲", "乙"]
    assert made(None, "主要内容=工作任务", "工程名称=整改措施", of=(known,)).rows[0][1:3] == ["乙", "甲"]


def test_the_sheet_is_chosen_by_its_name() -> None:
    one, two = (grid([("工作任务", "责任科室"), (text, "教育科")], sheet=text) for text in ("甲", "乙"))
    assert made("乙", of=(one, two)).rows[0][2] == "乙"


@pytest.mark.parametrize(
    ("sheet", "columns", "words"),
    [
        (None, ("颜色",), "--column 看不懂"),
        (None, ("备注=颜色",), "--column 看不懂"),
        (None, ("主要内容=",), "--column 看不懂"),
        (None, ("主要内容=颜色", "主要内容=形状"), "不止一列"),
        (None, ("主要内容=大小",), "没有标题“大小”"),
        ("别的", (), "没有叫“别的”的工作表"),
    ],
)
def test_what_is_not_there_is_told(sheet: str | None, columns: tuple[str, ...], words: str) -> None:
    with pytest.raises(MisuseError, match=words):
        made(sheet, *columns)


OWN = grid([("序号", "工作任务", "责任科室", "责任人"), (1, "甲事", "教育科", "人事科")])
OTHER = grid([("序号", "工作任务", "牵头科室", "责任人"), (1, "甲事", "教育科", "张三丰")])


def taken(table: Grid, before: Grid, **columns: tuple[str, ...]) -> dict[Field, list[str]]:
    """Read a table after such columns were named by hand in the one before."""
    named = {Field[name]: texts for name, texts in columns.items()}
    found = table_in(before, named)
    assert found
    remembered = Remembered((HeadingDecision(table_headings(found), named),))
    return {name: list(texts) for name, texts in with_remembered((table,), ReadingChoice(before=remembered))[1].items()}


def test_what_was_decided_about_a_table_holds_for_one_with_the_same_headings() -> None:
    assert taken(OWN, OWN, LEAD=("责任人",)) == {Field.LEAD: ["责任人"]}
    assert taken(OTHER, OWN, LEAD=("责任人",)) == {}


def test_in_another_table_only_what_nobody_understands_is_taken_as_decided() -> None:
    lacks = grid([("事由", "颜色", "形状"), ("丙", "丁事", "组宣科")])
    assert taken(lacks, ODD, CONTENT=("颜色",), LEAD=("形状",)) == {Field.CONTENT: ["颜色"], Field.LEAD: ["形状"]}
    clear = grid([("工作任务", "颜色", "牵头科室", "形状"), ("丙", "丁事", "组宣科", "戊")])
    assert taken(clear, ODD, CONTENT=("颜色",), LEAD=("形状",)) == {}


def test_a_name_that_was_said_to_be_a_department_is_one_for_that_office_alone() -> None:
    decided = HeadingDecision(frozenset(), {}, ("保卫",), ("教育科", "人事科", "财务科"))
    choice = ReadingChoice(before=Remembered((decided,)))
    own = grid([("工作任务", "责任科室"), ("甲事", "教育科、保卫"), ("乙事", "财务科")])
    other = grid([("工作任务", "责任科室"), ("甲事", "综合科、保卫"), ("乙事", "教育科")])
    assert with_remembered((own,), choice)[0].departments == ("保卫",)
    assert with_remembered((other,), choice)[0].departments == ()
