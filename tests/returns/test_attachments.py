"""Stamped copies and evidence beside the sheets: which of both, under whose name, and who still owes one."""

from __future__ import annotations

import pytest
from support.small import handed_out, received, row, sent

from xlplan.returns.attachments import EVIDENCE, STAMPED, attached, filed, unclaimed, unstamped
from xlplan.returns.judge import Desk
from xlplan.returns.received import Received
from xlplan.returns.sender import KnownNames
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.findings import finding

NAMES = KnownNames(["教育科", "组宣科", "一小", "二小"], {"基教科": "教育科"})


def put(path: str, what: str = "图片", *, document: bool = False) -> Received:
    return filed(path, f"回收/{path}", what, "sha", NAMES, document=document)


@pytest.mark.parametrize(
    ("path", "document", "department", "code"),
    [
        ("教育科盖章件.pdf", False, "教育科", "return-stamped"),
        ("基教科 签字.pdf", False, "教育科", "return-stamped"),
        ("教育科公章.docx", True, "教育科", "return-stamped"),
        # A picture under the name of the sheet is the sheet, printed and stamped; a document of that name is not.
        ("教育科-2023年第二季度推进情况表.pdf", False, "教育科", "return-stamped"),
        ("组宣科推进情况表.docx", True, "组宣科", "return-evidence"),
        ("一小/扫描.png", False, "一小", "return-stamped"),
        ("盖章/一小.png", False, "一小", "return-evidence"),
        # The file's name tells before the folder, the nearest folder before those above it.
        ("教育科/二小的活动.png", False, "二小", "return-evidence"),
        ("组宣科/照片/活动.png", False, "组宣科", "return-evidence"),
        ("教育科/一小/照片.png", False, "一小", "return-evidence"),
        ("没有扩展名的教育科文件", False, "教育科", "return-evidence"),
        ("IMG_0002.png", False, None, "return-attachment-whose"),
        ("教育科和组宣科.png", False, None, "return-attachment-whose"),
        ("一小/教育科和组宣科.png", False, None, "return-attachment-whose"),
    ],
)
def test_is_filed_under_the_department_that_it_names(
    path: str, document: bool, department: str | None, code: str
) -> None:
    item = put(path, document=document)
    assert (item.department, item.verdict, [each.code for each in item.reasons]) == (
        department,
        Verdict.SKIPPED,
        [code],
    )
    assert (item.path, item.sha256, item.rows) == (f"回收/{path}", "sha", ())


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("一小/照片.png", "图片“照片.png”已作为佐证材料归到“一小”。"),
        ("一小/扫描.png", "图片“扫描.png”已作为盖章件归到“一小”；盖章件里的进展读不出来。"),
        ("照片.png", "图片“照片.png”像是佐证材料，不知道是哪个部门的。"),
        ("教育科、一小盖章.png", "图片“教育科、一小盖章.png”像是盖章件，不知道是哪个部门的，可能是：教育科、一小。"),
    ],
)
def test_what_is_said_of_it(path: str, message: str) -> None:
    assert [each.message for each in put(path).reasons] == [message]


def test_what_came_of_each_department_each_name_once() -> None:
    items = [
        put("教育科盖章.pdf"), put("教育科/现场.png"), put("教育科/更远/现场.png"), put("IMG_1.png"), received(department="教育科"),
        received(verdict=Verdict.SKIPPED, department="一小", path="回收/~$一小.xlsx", reasons=[finding("return-skipped", value="临时文件")]),
    ]  # fmt: skip
    assert attached(items) == {
        "教育科": {STAMPED: ["教育科盖章.pdf"], EVIDENCE: ["现场.png"]}, "一小": {"return-skipped": ["~$一小.xlsx"]},
    }  # fmt: skip


def test_who_still_owes_a_stamped_copy() -> None:
    sheets = handed_out(
        sent(), sent(department="组宣科"), sent(department="一小"), sent(row(role=Role.SUPPORT), department="基金会"),
        sent(department="二小"), sent(row(change="已撤销"), department="二小", revision=2),
    )  # fmt: skip
    desk = Desk("plan-1", b"key", "2023年第二季度", sheets)
    assert unstamped(desk, [put("教育科盖章.pdf"), put("组宣科/现场.png"), put("IMG_1.png")]) == ["组宣科", "一小"]


def test_which_waits_for_somebody_to_say_whose_it_is() -> None:
    refused = received(verdict=Verdict.REJECTED, department=None, reasons=[finding("return-other-plan")])
    assert [unclaimed(each) for each in (put("IMG_1.png"), put("一小/现场.png"), refused)] == [True, False, False]
