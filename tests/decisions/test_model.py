"""Questions and decisions: what tells one from another, which rulings a question takes, who agreed and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.small import decision

from xlplan.decisions.model import OPTIONS, Question, key_of
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field


def question(**changes: Any) -> Question:
    known: dict[str, Any] = {
        "kind": QuestionKind.CONFLICT, "department": "教育科", "task": "1.1", "field": Field.PERCENT, "before": "50%", "reported": "90%",
        "source": "", "note": "",
    }  # fmt: skip
    return Question(**known | changes)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        # However texts were spaced when they were read back, and whatever is said beside them.
        ({"department": " 教育 科", "task": "１.1", "before": "５０%", "source": "一.xlsx", "note": "x", "decidable": False}, True),
        ({"kind": QuestionKind.UNCLEAR}, False), ({"department": "组宣科"}, False), ({"task": "1.2"}, False), ({"field": Field.STATE}, False),
        ({"before": "40%"}, False), ({"reported": "80%"}, False),
    ],
)  # fmt: skip
def test_what_tells_one_question_from_another(changes: dict[str, Any], same: bool) -> None:
    assert (question().key == question(**changes).key) is same


def test_a_question_about_no_column_has_a_key() -> None:
    assert key_of("新增任务", "教育科", "", None, "", "新的") == ("新增任务", "教育科", "", "", "", "新的")


def test_a_decision_has_the_key_of_its_question() -> None:
    made = decision("采用报送", "前后不一致", field="percent", before="50%", reported="90%")
    assert made.key == question().key
    assert decision("退回", "前后不一致", field="percent", before="50%", reported="90 %").key == made.key


@pytest.mark.parametrize(
    ("leader", "day", "words"),
    [
        ("王局长", date(2023, 6, 20), "王局长，2023-06-20"),
        ("王局长", None, "王局长"),
        ("", date(2023, 6, 20), "，2023-06-20"),
        ("", None, ""),
    ],
)
def test_who_agreed_and_when(leader: str, day: date | None, words: str) -> None:
    assert decision("同意销号", leader=leader, day=day).words == words


def test_each_question_that_a_return_asks_takes_its_rulings() -> None:
    assert {kind.value: [each.value for each in rulings] for kind, rulings in OPTIONS.items()} == {
        "前后不一致": ["采用报送", "保留原值", "退回"], "看不准": ["采用报送", "保留原值", "退回"], "待销号": ["同意销号", "退回"],
        "申请暂缓": ["同意暂缓", "退回"], "申请延期": ["同意延期", "退回"], "改动原文": ["采用报送", "保留原值", "退回"],
        "新增任务": ["采用报送", "保留原值", "退回"], "核定后又报": ["采用报送", "保留原值"], "暂缓后又报": ["采用报送", "保留原值"],
    }  # fmt: skip
    assert [each.value for each in Ruling if each.agrees] == ["同意销号", "同意延期", "同意暂缓"]


def test_who_decided_and_when() -> None:
    at = datetime(2023, 6, 21, 9)
    assert decision("同意销号").signed == "王局长，2023-06-20"
    assert decision("", "核定进展", leader="", day=None, at=at).signed == "张三，2023-06-21"
    assert decision("", "核定进展", leader="", day=None).signed == "张三"
