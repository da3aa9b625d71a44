"""Findings as data: filled from the catalogue, printed as JSON, counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xlplan.terms.catalogue import CATALOGUE, Severity
from xlplan.terms.findings import finding, finding_json, gravest_first, severity_counts


def test_a_finding_has_its_place_and_the_texts_of_its_kind() -> None:
    found = finding(
        "value-number", sheet="分工表", cell="C3", task="1.2", field="content", heading="主要内容", value="12"
    )
    assert (found.severity, found.sheet, found.cell, found.task, found.field) == (
        Severity.WARNING, "分工表", "C3", "1.2", "content",
    )  # fmt: skip
    assert found.message == "“主要内容”写的是数字 12，这里应该是文字。"
    assert found.kind is CATALOGUE["value-number"]


def test_what_the_department_is_told_is_filled_too() -> None:
    assert finding("return-row-unmatched", task_id="1.1", value="11").mend == (
        "报来的表里，这一行的编号写成了“11”，所填内容已按任务内容移到这里，请核对。"
    )
    assert finding("return-locked", value="打不开。", cure="请关闭。").mend == ""


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert finding("group-cycle", value="{name}").message == "群组“{name}”的成员绕回了它自己。"


def test_a_value_that_is_missing_or_a_code_that_is_unknown_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        finding("group-cycle")
    with pytest.raises(KeyError):
        finding("no-such-code")


def test_a_code_that_only_another_version_knows_is_a_plain_finding() -> None:
    old = replace(finding("return-macros"), code="return-of-old")
    assert (old.kind.severity, old.kind.message, old.kind.shut) == (Severity.WARNING, old.message, False)


def test_json_has_the_place_and_the_texts() -> None:
    assert finding_json(finding("content-missing", sheet="分工表", cell="C2")) == {
        "code": "content-missing",
        "severity": "error",
        "sheet": "分工表",
        "cell": "C2",
        "task": None,
        "message": "没有写主要内容。",
        "hint": "请写上任务的主要内容，或删去这一行。",
    }


def test_severities_are_counted_with_the_gravest_first() -> None:
    note = finding("registry-missing")
    error = finding("content-missing")
    assert severity_counts([note, error, note]) == "错误 1，说明 2"
    assert severity_counts([]) == ""


@pytest.mark.parametrize(
    ("text", "end"), [("老年大学", "大学。"), ("办了。", "办了。"), ("好吗？", "好吗？"), ("很长……", "很长……")]
)
def test_a_message_that_ends_with_what_somebody_wrote_ends_as_a_sentence(text: str, end: str) -> None:
    assert finding("return-row-unknown", value="6", text=text).message.endswith(end)


def test_the_gravest_stand_first_where_a_list_is_cut() -> None:
    codes = [
        "return-mismatch",
        "return-column-missing",
        "return-required-blank",
        "return-macros",
        "return-required-blank",
    ]
    items = [
        finding(code, value="x", kind="x", heading=str(number), task_words="") for number, code in enumerate(codes)
    ]
    assert [(item.code, item.message.count("4")) for item in gravest_first(items)] == [
        ("return-required-blank", 0), ("return-required-blank", 1), ("return-column-missing", 0), ("return-macros", 0),
        ("return-mismatch", 0),
    ]  # fmt: skip
