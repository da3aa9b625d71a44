"""待核实 as the office filled it in: its rows by their headings, the key of the question that a row shows, who is at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from xlplan.decisions.model import Question, key_of
from xlplan.decisions.sheet import Line, line_finding, read_lines, read_operator, shown, shown_key
from xlplan.terms.cells import CellValue, Grid
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import PENDING_HEADINGS

HEAD = tuple(PENDING_HEADINGS.values())
NAMES = tuple(PENDING_HEADINGS)


def values(**filled: CellValue) -> tuple[CellValue, ...]:
    return tuple(filled.get(name) for name in NAMES)


def line(**filled: CellValue) -> Line:
    return Line(4, {name: number for number, name in enumerate(NAMES)}, dict(zip(NAMES, values(**filled), strict=True)))


def read(*rows: Sequence[CellValue]) -> Any:
    return read_lines(Grid("待核实", rows))


def test_rows_are_found_by_their_headings() -> None:
    found = read(("待核实",), (), HEAD, values(kind="代录", task=1.1), (None, " "), values(note="只有说明"))
    assert [(each.row, each.kind, each.text("task"), each.text("note")) for each in found] == [
        (4, "代录", "1.1", ""),
        (6, "", "", "只有说明"),
    ]
    moved = read(tuple(reversed(HEAD)), tuple(reversed(values(kind="代录", department="教育科"))))
    assert [(each.kind, each.cell("kind"), each.cell("number")) for each in moved] == [("代录", "M2", "N2")]


@pytest.mark.parametrize(
    "rows", [(HEAD, HEAD), (HEAD[:-1],), ((" 序 号 ", "类型：", *HEAD[2:]),), ((*HEAD, "类型"),), (HEAD[:3], HEAD)]
)
def test_headings_as_they_may_stand(rows: Any) -> None:
    assert not isinstance(read(*rows), Finding)


@pytest.mark.parametrize(
    ("rows", "absent"),
    [
        ((HEAD[:-3],), "“说明”“来源”"),
        # A sheet made by an earlier version has no 期次.
        ((HEAD[:10],), "“日期”“说明”"),
        ((), "“序号”“类型”"),
        (([None] * 3, *[()] * 12, HEAD), "“序号”“类型”"),
        ((("类型", 3, "部门"),), "“编号”"),
    ],
)
def test_without_a_heading_the_sheet_is_not_read(rows: Any, absent: str) -> None:
    found = read(*rows)
    assert isinstance(found, Finding) and found.code == "pending-headings" and absent in found.message


@pytest.mark.parametrize(
    ("filled", "decided", "own", "from_office", "field"),
    [
        ({"kind": "看不准", "item": "完成进度"}, False, False, False, "percent"),
        ({"kind": "看不准", "decision": "退回"}, True, False, False, None),
        ({"kind": "看不准", "leader": "王局长"}, True, False, False, None),
        ({"kind": "看不准", "date": date(2023, 6, 20)}, True, False, False, None),
        ({"kind": " 代 录"}, False, True, False, None),
        ({"kind": "核定进展", "item": "心情"}, False, True, False, None),
        ({"kind": "恢复"}, False, True, False, None),
        ({"kind": "重新立项"}, False, True, False, None),
        ({"kind": "节点"}, False, True, False, None),
        ({"kind": "核定后又报"}, False, False, False, None),
        ({"kind": "暂缓后又报"}, False, False, False, None),
        ({"kind": "待销号", "source": "办公室 提出"}, False, True, True, None),
        ({"kind": "待销号"}, False, True, True, None),
        ({"kind": "待销号", "source": "回收/一.xlsx"}, False, False, False, None),
    ],
)
def test_what_a_row_says(
    filled: dict[str, Any], decided: bool, own: bool, from_office: bool, field: str | None
) -> None:
    found = line(**filled)
    assert (found.decided, found.own, found.from_office, found.field or None) == (decided, own, from_office, field)


@pytest.mark.parametrize(
    ("filled", "before", "reported"),
    [
        ({"item": "本期进展", "before": "（空）", "reported": " 已 办。"}, "(空)", "已办。"),
        # A text that was pasted into a cell may have become a number, or a day.
        ({"item": "完成进度", "before": 0.5, "reported": "90%"}, "50%", "90%"),
        ({"item": "完成进度", "before": True, "reported": 1}, "是", "100%"),
        ({"item": "本期进展", "before": 0.5, "reported": None}, "0.5", ""),
        ({"item": "预计完成日期", "before": date(2023, 12, 31), "reported": "2024-01-31"}, "2023-12-31", "2024-01-31"),
    ],
)
def test_the_key_of_the_question_that_a_row_shows(filled: dict[str, Any], before: str, reported: str) -> None:
    found = line(kind="前后不一致", department="教育科", task="1.1", **filled)
    assert found.key == key_of("前后不一致", "教育科", "1.1", found.field, before, reported)


@pytest.mark.parametrize(
    ("length", "cut"),
    [(2000, ""), (2001, "……（共2001字，全文见来源的文件）")],
)
def test_a_text_too_long_for_a_cell_is_cut(length: int, cut: str) -> None:
    text = "长" * length
    assert shown(text) == "长" * 2000 + cut
    asked = Question(QuestionKind.EDITED, "教育科", "1.1", Field.CONTENT, text, "新", "", "")
    assert (
        shown_key(asked)
        == line(
            kind="改动原文", department="教育科", task="1.1", item="主要内容", before=shown(text), reported="新"
        ).key
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(None, "经办人", " 张三 ")], ("张三", "C1")), ([(), ("经 办 人：", None)], ("", "B2")), ([("经办人",)], ("", "B1")), ([("别的", "张三")], ("", "")), ([(3,)], ("", "")),
    ],
)  # fmt: skip
def test_who_is_at_work(rows: Any, found: tuple[str, str]) -> None:
    assert read_operator(Grid("操作台", rows)) == found


def test_a_finding_on_a_cell_names_it() -> None:
    found = line_finding("decision-blank", line(task="1.1"), "decision")
    assert (found.sheet, found.cell, found.task) == ("待核实", "I4", "1.1")
    assert line_finding("decision-blank", line(), "decision").task is None


def test_rows_of_a_file_beside_the_workbook_name_it() -> None:
    [found] = read_lines(Grid("待核实", (HEAD, values(kind="代录"))), "汇总/待核实.xlsx")  # type: ignore[misc]
    assert (found.at, found.door) == (("汇总/待核实.xlsx", 2), "汇总/待核实.xlsx")
