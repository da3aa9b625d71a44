"""What a 督办单 says of a task: what was reported last, what an earlier paper came to, and the text beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import TODAY, department_status, task, task_status

from xlplan.status.supervise import Cause, Colour, Issued, Supervised, Wanted
from xlplan.status.supervise_words import last_report, paper_text, paper_values, row_texts

RED, YELLOW, _ = Colour
EARLIER = Supervised(2023, 1, "一期", "教育科", "1.1", YELLOW, date(2023, 5, 25), date(2023, 6, 1), None, {})


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        (None, "从未报送"),
        ({"state": "推进中", "percent": 0.5}, "推进中，50%"),
        ({"percent": 0.5, "progress": "办了一半。"}, "50%；办了一半"),
        ({"progress": "长" * 121}, "长" * 119 + "…"),
    ],
)
def test_what_was_reported_last(reported: dict[str, Any] | None, said: str) -> None:
    assert last_report(department_status(reported=reported)).rpartition("：")[2] == said


def wanted(before: Issued | None, schedule: str = "2023年5月底前") -> Wanted:
    row = department_status()
    return Wanted(task_status(task(schedule=schedule), row), row, Cause(RED, "已过到期日，超25天"), RED, before)


@pytest.mark.parametrize(
    ("before", "said", "up"),
    [
        (None, "", ""),
        (Issued(EARLIER), "督〔2023〕1号（黄色）要求2023年6月1日前答复，没有收到答复", "是"),
        (Issued(EARLIER, reported=True), "督〔2023〕1号（黄色）要求2023年6月1日前答复，已报进展", ""),
        (Issued(replace(EARLIER, answer_by=date(2023, 7, 1))), "督〔2023〕1号（黄色）要求2023年7月1日前答复，未签收，未答复", ""),
    ],
)  # fmt: skip
def test_an_earlier_paper_is_quoted_and_goes_up_where_nobody_answered(
    before: Issued | None, said: str, up: str
) -> None:
    texts = row_texts(wanted(before), TODAY)
    assert (texts["前次"], texts["升级"]) == (said, up)


def test_a_task_without_a_limit_says_so() -> None:
    texts = row_texts(wanted(None, ""), TODAY)
    assert (texts["时限"], texts["到期"], texts["原因"]) == ("没有写时限", "没有到期日", "已过到期日，超25天")


@pytest.mark.parametrize(
    ("up", "leader", "last"),
    [
        ("", "王局长", []),
        ("是", "王局长", ["上次督办没有收到答复，本单同时报分管领导（王局长）。"]),
        ("是", "", ["上次督办没有收到答复，本单同时报分管领导。"]),
    ],
)
def test_the_text_beside_the_paper(up: str, leader: str, last: list[str]) -> None:
    texts = {
        "任务": "修订办法\n另一行",
        "到期": "2023-05-31",
        "原因": "超期",
        "前次": "没有收到答复" if up else "",
        "上报": "从未报送",
        "升级": up,
    }
    row = replace(EARLIER, number=2, colour=RED, texts=texts)
    lines = paper_text(paper_values([row], "某区重点工作", leader), [row]).splitlines()
    assert lines[:2] == [
        "教育科：",
        "现发去《某区重点工作》督办单 督〔2023〕2号（红色），请签收，并在2023年6月1日前答复。",
    ]
    assert lines[2] == f"1.1 修订办法（到期日：2023-05-31）：超期{'；没有收到答复' if up else ''}。从未报送。"
    undated = replace(row, texts=texts | {"到期": "没有到期日"})
    assert "1.1 修订办法（没有到期日）：超期" in paper_text(paper_values([row], "", leader), [undated])
    to_whom = paper_text(paper_values([row], "", leader, send_to="督查室李梅 2889015"), [row])
    assert "报回给督查室李梅 2889015；" in to_whom.splitlines()[-1]
    assert lines[3:] == [*last, "请在回执上写明签收人、整改措施和承诺完成的日期，报回；收到请先回复“已签收”。"]
