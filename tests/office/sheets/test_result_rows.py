"""The rows of the result sheets: what is to be done stands above what is done with."""

from __future__ import annotations

import pytest
from support.small import handed_out, received, row, sent

from xlplan.office.sheets.cell_values import Link
from xlplan.office.sheets.result_rows import returns, with_sources
from xlplan.returns.attachments import STAMPED
from xlplan.returns.judge import Desk
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.findings import finding


def test_who_is_missing_stands_first_then_who_has_something_to_correct_or_look_at() -> None:
    names = ("甲科", "乙科", "丙科", "丁科", "戊科")
    sheets = [sent(row(role=Role.SUPPORT if name == "乙科" else Role.LEAD), department=name) for name in names]
    desk = Desk("plan", None, "2023年第二季度", handed_out(*sheets), {})
    came = [
        received(department="甲科", path="甲科.xlsx"),
        received(department="丙科", path="丙科.xlsx", verdict=Verdict.NOTED),
        received(department="丁科", path="丁科.xlsx", verdict=Verdict.NOTED),
    ]
    rows = returns(desk, came, [], owing=["戊科"], back=["丁科"])
    assert [(each["department"], str(each["returned"]), each.get("verdict")) for each in rows] == [
        ("戊科", "未报送", None), ("丁科", "退回待改", "有提醒"), ("丙科", "已报送", "有提醒"), ("甲科", "已报送", "已登记"),
        ("乙科", "自愿", None),
    ]  # fmt: skip


def test_what_is_cut_off_is_the_lightest() -> None:
    desk = Desk("plan", None, "2023年第二季度", handed_out(sent(row())), {})
    light = [finding("return-comment", value=str(number)) for number in range(7)]
    grave = finding("return-required-blank", heading="审核人", task_words="")
    [one] = returns(desk, [received(verdict=Verdict.NOTED, reasons=[*light, grave])], [])
    lines = str(one["todo"]).split("\n")
    assert (len(lines), "审核人" in lines[0], lines[-1]) == (7, True, "……共8条，其余2条没有列出。")


@pytest.mark.parametrize(
    ("graves", "lights", "said"),
    [
        (6, 2, "……共8条，其余2条较轻，没有列出。"),
        (8, 0, "……共8条，其余2条见报送表的 H6、H7。"),
        (5, 3, "……共8条，其余2条见报送表的 J1、J2。"),
    ],
)
def test_the_rest_is_called_lighter_only_if_it_is(graves: int, lights: int, said: str) -> None:
    desk = Desk("plan", None, "2023年第二季度", handed_out(sent(row())), {})
    reasons = [
        *(
            finding("return-cell-error", cell=f"H{n}", task_id="1.1", heading="状态", value="#N/A")
            for n in range(graves)
        ),
        *(finding("return-comment", cell=f"J{n}", value="") for n in range(lights)),
    ]
    [one] = returns(desk, [received(verdict=Verdict.NOTED, reasons=reasons)], [])
    assert str(one["todo"]).split("\n")[-1] == said


def test_a_reason_without_a_cell_is_in_none_of_those_named() -> None:
    desk = Desk("plan", None, "2023年第二季度", handed_out(sent(row())), {})
    reasons = [
        *(finding("return-comment", cell=f"J{n}", value="") for n in range(8)),
        finding("return-comment", value=""),
    ]
    [one] = returns(desk, [received(verdict=Verdict.NOTED, reasons=reasons)], [])
    assert str(one["todo"]).split("\n")[-1] == "……共9条，其余3条：2条见报送表的 J6、J7，1条没有列出。"


def test_a_stamped_copy_alone_is_told_to_say_nothing_of_the_progress() -> None:
    desk = Desk("plan", None, "2023年第二季度", handed_out(sent(row())), {})
    copy = finding(STAMPED, what="PDF", value="盖章.pdf", department="教育科")
    came = received(verdict=Verdict.SKIPPED, path="回收/盖章.pdf", reasons=[copy])
    [one] = returns(desk, [came], [], owing=["教育科"])
    assert "发来的“盖章.pdf”读不出进展，填好的表（.xlsx）也要发来。" in str(one["todo"])
    [both] = returns(desk, [came, received()], [])
    assert "读不出" not in str(both["todo"])


def test_a_row_leads_to_the_file_that_it_came_from_unless_two_have_the_name() -> None:
    came = [received(path=path) for path in ("回收/甲科.xlsx", "回收/a/乙科.xlsx", "回收/b/乙科.xlsx", "回收/丙科.exe")]
    said = ("甲科.xlsx C9", "乙科.xlsx C9", "丙科.exe C9", "电话", "", None)
    assert [each.get("source") for each in with_sources([{"source": text} for text in said], came)] == [
        Link("甲科.xlsx C9", "回收/甲科.xlsx"), *said[1:],
    ]  # fmt: skip
