"""What is said alike of many cells is said once."""

from __future__ import annotations

from xlplan.plan.importing.together import together
from xlplan.terms.findings import Finding, finding


def value(cell: str) -> Finding:
    return finding("import-value", sheet="表", cell=cell, value="1")


def heading(cell: str, text: str) -> Finding:
    return finding("import-heading", sheet="表", cell=cell, heading=text, value="主要内容")


def test_numbers_of_one_column_are_told_once_and_those_of_another_apart() -> None:
    found = together([value("E3"), value("E4"), value("F3")])
    assert [(item.cell, "E4" in item.message) for item in found] == [("E3", True), ("F3", False)]


def test_headings_are_told_together_each_with_its_words() -> None:
    (found,) = together([heading("A2", "工作任务"), heading("B2", "举措")])
    assert "工作任务" in found.message and "举措" in found.message and found.cell == "A2"


def test_what_has_a_cause_of_its_own_stays_apart() -> None:
    items = [finding("import-too-long", sheet="表", cell=cell, count=9) for cell in ("A1", "A2")]
    assert together(items) == items


def test_what_is_alike_of_several_sheets_is_told_once_with_their_names() -> None:
    items = [finding("import-numbers-new", sheet=f"[原表]{name}", cell="A2", heading="序号") for name in "甲乙"]
    (one,) = together(items)
    assert one.sheet == "[原表]甲" and "同样的另有 1 张表：[原表]乙" in one.message
