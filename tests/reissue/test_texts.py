"""What is written to departments whose sheets go back, and to all; the comments on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.small import sent

from xlplan.reissue.marks import Mark, SendBack, UnreadReturn
from xlplan.reissue.revisions import AnswersSoFar
from xlplan.reissue.texts import corrections, send_back_group_text, send_back_text
from xlplan.reissue.who import SendBacks
from xlplan.terms.fields import Field

FILE = "教育科-2023年第二季度退回单.xlsx"
WRONG = Mark("1.1", Field.PERCENT, "80", ("“80”看不准。", "请写成 80% 的样子。"))
BLANK = Mark("1.2", Field.PROGRESS, "", ("“本期进展”是必填的，请补填。",))
CELLS = {("1.1", "percent"): "I5", ("1.2", "progress"): "J6", ("", "filler"): "B3"}
BROKEN = UnreadReturn("回收/教育科.xlsx", ("“教育科.xlsx”已损坏，读不出来。", "请重新发来。"))
ANSWERED = AnswersSoFar(rows={"1.1": {Field.PROGRESS: "已办"}})
TAIL = "请直接在附件上改，改好后把附件发回，不要另填原表。\n"


def back(*marks: Mark, department: str = "教育科", deadline: date | None = None, **more: Any) -> SendBack:
    return SendBack(
        department, sent(department=department, deadline=deadline), marks=marks, **{"corrects": ("sha",)} | more
    )


def head(count: int) -> str:
    shown = f"，共 {count} 处" if count else ""
    return f"教育科：\n你们报来的2023年第二季度推进情况表需要修改{shown}，见附件“{FILE}”：红格就是要改的地方，同一行的“上期进展”里写着怎么改。其余内容已替你们填好。\n"


def written(each: SendBack, cells: Any = CELLS) -> str:
    return send_back_text(each, FILE, cells)


@pytest.mark.parametrize(
    ("each", "text"),
    [
        (
            back(WRONG, BLANK),
            f"{head(2)}1. 任务 1.1“完成进度”（I5）：“80”看不准。请写成 80% 的样子。\n2. 任务 1.2“本期进展”（J6）：“本期进展”是必填的，请补填。\n{TAIL}",
        ),
        (
            back(Mark("", Field.FILLER, "", ("请补填。",)), deadline=date(2023, 6, 20), answers=ANSWERED),
            f"{head(1)}1. 填报人（B3）：请补填。\n{TAIL}报送截止：2023年6月20日；已经过了的，请尽快发回。\n",
        ),
        # What was written elsewhere was not read, but it is not nothing.
        (
            back(BLANK, unread=("批注", "另加的列")),
            "教育科：\n你们报来的2023年第二季度推进情况表里没有读到填报的内容（批注、另加的列没有当作填报内容），需要填写，共 1 处，"
            f"见附件“{FILE}”：红格就是要填的地方，同一行的“上期进展”里写着怎么填。\n"
            f"1. 任务 1.2“本期进展”（J6）：“本期进展”是必填的，请补填。\n{TAIL}",
        ),
        # Nothing was filled in; what is asked alike shares a line.
        (
            back(BLANK, replace(BLANK, task="1.3")),
            "教育科：\n你们报来的2023年第二季度推进情况表里什么都没有填，需要填写，共 2 处（要求一样的写在一条里），"
            f"见附件“{FILE}”：红格就是要填的地方，同一行的“上期进展”里写着怎么填。\n"
            f"1. 任务 1.2、1.3“本期进展”（J6）：“本期进展”是必填的，请补填。\n{TAIL}",
        ),
        # Without a place of its own on the sheet; of a row, and of a cell with other words.
        (
            back(Mark("1.3", Field.ID, "别的", ("没有这一行。",)), Mark("1.1", Field.CONTENT, "新的文字", ("没有同意改动。",))),
            f"{head(2)}1. 任务 1.3：所填“别的”，没有这一行。\n2. 任务 1.1“主要内容”：所填“新的文字”，没有同意改动。\n{TAIL}",
        ),
        (
            back(Mark("1.1", Field.CONTENT, "长" * 41, ("没有同意改动。",))),
            f"{head(1)}1. 任务 1.1“主要内容”：所填“{'长' * 40}……”，没有同意改动。\n{TAIL}",
        ),
        (
            back(BLANK, remarks=("别的列没有读取。",), refused=[BROKEN]),
            f"{head(1)}1. 任务 1.2“本期进展”（J6）：“本期进展”是必填的，请补填。\n别的列没有读取。\n"
            f"另外，你们发来的“教育科.xlsx”没有收下：已损坏，读不出来。请重新发来。\n{TAIL}",
        ),
        (back(remarks=("没有同意新增的任务。",)), f"{head(0)}没有同意新增的任务。\n{TAIL}"),
        # Nothing could be read.
        (
            back(corrects=(), refused=[BROKEN], deadline=date(2023, 6, 20)),
            "教育科：\n你们发来的“教育科.xlsx”没有收下：已损坏，读不出来。请重新发来。\n"
            f"附件“{FILE}”是发给你们的2023年第二季度原表，请用它填写后发回。\n报送截止：2023年6月20日；已经过了的，请尽快发回。\n",
        ),
    ],
)  # fmt: skip
def test_what_is_written_to_a_department(each: SendBack, text: str) -> None:
    assert written(each) == text


def test_marks_of_one_column_that_say_the_same_share_a_line() -> None:
    marks = [Mark(f"1.{n}", Field.PROGRESS, "", ("请补填。",)) for n in (1, 2, 3)]
    other = Mark("1.4", Field.PROGRESS, "无", ("请补填。",))
    rows = [Mark(f"2.{n}", Field.ID, str(n), ("没有这一行。",)) for n in (1, 2)]
    cells = {("1.1", "progress"): "J5", ("1.3", "progress"): "J7"}
    assert written(back(*marks, other, *rows), cells).splitlines()[2:-1] == [
        "1. 任务 1.1、1.2、1.3“本期进展”（J5、J7）：请补填。",
        "2. 任务 1.4“本期进展”：所填“无”，请补填。",
        "3. 任务 2.1、2.2：所填“1”，没有这一行。",
    ]


@pytest.mark.parametrize(("count", "last"), [(30, "30. 任务 1.30“本期进展”：错30。"), (32, "……其余 2 处见附件。")])
def test_a_text_tells_thirty_things_to_mend_at_most(count: int, last: str) -> None:
    marks = [Mark(f"1.{n}", Field.PROGRESS, "", (f"错{n}。",)) for n in range(1, count + 1)]
    assert written(back(*marks)).splitlines()[-2] == last


@pytest.mark.parametrize(
    ("departments", "unclaimed", "text"),
    [
        (
            [back(WRONG, BLANK), back(department="组宣科", remarks=("没有同意。",))], [],
            "各单位：2023年第二季度推进情况表有 2 个单位需要修改：教育科（2 处）、组宣科。退回单已单独发给你们，请在退回单上改好后发回，不要另填原表。\n",
        ),
        (
            [back(WRONG), back(department="组宣科", corrects=(), refused=[BROKEN])], [],
            "各单位：2023年第二季度推进情况表有 1 个单位需要修改：教育科（1 处）。退回单已单独发给你们，请在退回单上改好后发回，不要另填原表。\n"
            "以下单位发来的文件没有收下，请用原表填写后重新发来：组宣科。\n",
        ),
        (
            [back(corrects=()), back(department="组宣科", corrects=())], [BROKEN],
            "各单位：2023年第二季度推进情况表，以下单位发来的文件没有收下，请用原表填写后重新发来：教育科、组宣科。\n"
            "下面的文件看不出是哪个单位发的，请发送的单位认领并重新报送：\n“教育科.xlsx”没有收下：已损坏，读不出来。请重新发来。\n",
        ),
        (
            [], [UnreadReturn("一.xlsx", ("读不了。",)), UnreadReturn("二.xlsx", ("也读不了。",))],
            "各单位：2023年第二季度推进情况表，下面的文件看不出是哪个单位发的，请发送的单位认领并重新报送：\n"
            "“一.xlsx”没有收下：读不了。\n“二.xlsx”没有收下：也读不了。\n",
        ),
    ],
)  # fmt: skip
def test_what_is_written_to_all(departments: Sequence[SendBack], unclaimed: Sequence[UnreadReturn], text: str) -> None:
    assert send_back_group_text(SendBacks(departments, unclaimed), "2023年第二季度") == text


def test_how_to_correct_a_sheet_goes_by_cell() -> None:
    assert corrections(back(WRONG, BLANK)) == {
        ("1.1", "percent"): ("“80”看不准。", "请写成 80% 的样子。"), ("1.2", "progress"): ("“本期进展”是必填的，请补填。",),
    }  # fmt: skip
    assert corrections(back(remarks=("一。", "二。"))) == {("", None): ("一。", "二。")}
