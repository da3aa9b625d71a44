"""What a returned sheet hides, strikes through or says beside its cells is told, and not taken for a report."""

from __future__ import annotations

from typing import Any

import pytest
from support.headings import SHEET_COLUMNS
from support.small import codes

from xlplan.returns.reading import read_return
from xlplan.returns.sheet import Return
from xlplan.terms.cells import CellValue, Grid, Overlay, OverlayKind, Sight, Struck
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, REPORTED_COLUMNS
from xlplan.terms.sheets import SEND_BACK_AUTHOR

FIELDS = tuple(SHEET_COLUMNS)
PROGRESS = FIELDS.index(Field.PROGRESS)
CONTENT = FIELDS.index(Field.CONTENT)


def line(number: str, progress: str) -> list[CellValue]:
    given: dict[str, str] = {"id": number, "content": f"做好{number}。", "progress": progress}
    return [given.get(name) for name in FIELDS]


def read(sight: Sight, **more: Any) -> Return:
    rows = [list(SHEET_COLUMNS.values()), line("1.1", "甲"), line("1.2", "乙"), line("1.3", "丙")]
    found = read_return([Grid("任务表", rows, sight=sight, **more)])
    assert isinstance(found, Return)
    return found


def said(found: Return) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.cell, each.task) for each in found.reasons]


def progress(found: Return) -> list[str | None]:
    return [str(row.values[Field.PROGRESS].value) if Field.PROGRESS in row.values else None for row in found.rows]


def test_rows_that_a_filter_hid_while_somebody_pasted() -> None:
    found = read(Sight(frozenset([2])))
    assert progress(found) == ["甲", "乙", "丙"]
    assert said(found) == [("return-rows-hidden", "J3", None)]
    assert "J3“乙”" in found.reasons[0].message and "J3“乙”" in found.reasons[0].mend


def test_a_hidden_row_that_reports_nothing_is_in_order() -> None:
    rows = [list(SHEET_COLUMNS.values()), line("1.1", "甲"), line("1.2", "")]
    found = read_return([Grid("任务表", rows, sight=Sight(frozenset([0, 2])))])
    assert isinstance(found, Return) and found.reasons == []


def test_a_hidden_column_and_a_hidden_sheet() -> None:
    found = read(Sight(hidden_columns=frozenset([0, PROGRESS])), hidden=True)
    assert [code for code, *_ in said(found)] == ["return-sheet-hidden", "return-columns-hidden"]


def test_words_struck_through_are_not_reported() -> None:
    found = read(Sight(struck={(1, PROGRESS): Struck("甲", ""), (2, PROGRESS): Struck("乙", "已印发")}))
    assert progress(found) == [None, "已印发", "丙"]
    assert said(found) == [("return-struck", "J2", "1.1"), ("return-struck", "J3", "1.2")]


def test_a_withdrawn_task_goes_out_struck_through() -> None:
    struck = {(1, CONTENT): Struck("做好1.1。", ""), (1, PROGRESS): Struck("甲", "")}
    withdrawn = [CLOSED_MARK if each is None and name in REPORTED_COLUMNS else each
                 for name, each in zip(FIELDS, line("1.1", "甲"), strict=True)]  # fmt: skip
    grid = Grid("任务表", [list(SHEET_COLUMNS.values()), withdrawn, line("1.2", "乙")], sight=Sight(struck=struck))
    found = read_return([grid])
    assert isinstance(found, Return)
    assert progress(found) == ["甲", "乙"] and found.rows[0].given[Field.CONTENT] == "做好1.1。"
    assert found.reasons == []


def test_a_row_that_a_department_struck_through_as_a_whole_reports_nothing() -> None:
    found = read(Sight(struck={(1, CONTENT): Struck("做好1.1。", ""), (1, PROGRESS): Struck("甲", "")}))
    assert progress(found) == [None, "乙", "丙"]
    assert said(found) == [("return-struck", "J2", "1.1")]


@pytest.mark.parametrize(
    ("role", "marked", "left"),
    [
        ("执行", {Field.PROBLEMS}, None), ("执行", {Field.STATE}, None), ("综述", {*REPORTED_COLUMNS} - {Field.PROGRESS}, None),
        ("综述", {*REPORTED_COLUMNS}, "—"), ("执行", {*REPORTED_COLUMNS} - {Field.PROGRESS}, "甲"),
    ],
)  # fmt: skip
def test_a_mark_in_a_live_row_does_not_make_it_a_withdrawn_one(role: str, marked: set[Field], left: str | None) -> None:
    row = [role if name is Field.ROLE else each for name, each in zip(FIELDS, line("1.1", "甲"), strict=True)]
    row = [CLOSED_MARK if name in marked else each for name, each in zip(FIELDS, row, strict=True)]
    struck = {(1, CONTENT): Struck("做好1.1。", ""), (1, PROGRESS): Struck(str(row[PROGRESS]), "")}
    found = read_return([Grid("任务表", [list(SHEET_COLUMNS.values()), row], sight=Sight(struck=struck))])
    assert isinstance(found, Return)
    assert [each.code for each in found.reasons if each.code == "return-struck"] == ([] if left else ["return-struck"])


def test_comments_boxes_and_pictures() -> None:
    beside = [
        Overlay(OverlayKind.COMMENT, 1, PROGRESS, "实际完成一半", "李四"),
        Overlay(OverlayKind.COMMENT, 2, PROGRESS, "请补填", SEND_BACK_AUTHOR),
        Overlay(OverlayKind.COMMENT, 0, PROGRESS, "写明时间和成效"),
        Overlay(OverlayKind.BOX, 3, 2, "暂缓"),
        Overlay(OverlayKind.PICTURE, 3, PROGRESS, ""),
    ]
    found = read(Sight(overlays=beside))
    assert said(found) == [
        ("return-comment", "J2", "1.1"),
        ("return-box", "C4", "1.3"),
        ("return-pictures", "J4", None),
    ]
    assert "实际完成一半" in found.reasons[0].message


def test_the_sheet_that_shows_goes_before_its_hidden_copy() -> None:
    rows = [list(SHEET_COLUMNS.values()), line("1.1", "甲")]
    old = [list(SHEET_COLUMNS.values()), line("1.1", "上一期的甲")]
    found = read_return([Grid("旧", old, hidden=True), Grid("任务表", rows)])
    assert isinstance(found, Return) and progress(found) == ["甲"]
    assert [code for code, *_ in codes(found.reasons)] == ["return-second-table"]
