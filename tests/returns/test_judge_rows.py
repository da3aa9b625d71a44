"""One return judged by itself: which rows are which task's, and what its locked cells say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.judging import FULL, TEXTS, came, filled, judged, told, whole
from support.small import codes, doubt, returned, values

from xlplan.returns.sheet import ReturnedRow


class TestRows:
    """Which rows are which task's."""

    @pytest.mark.parametrize(
        ("rows", "reasons"),
        [
            (whole(without=["1.2"]), [("return-row-missing", None, "1.2")]),
            # Numbers as they compare, whatever their width and blanks.
            (whole(replace(filled("1.1"), task="１．１ "), without=["1.1"]), []),
            # The number is lost, or that of another task: its text says which task it seems to be.
            (whole(replace(filled("1.1"), task=""), without=["1.1"]), [("return-row-unmatched", "A5", "1.1")]),
            (whole(replace(filled("1.1"), task="9.9"), without=["1.1"]), [("return-row-unmatched", "A5", "1.1")]),
            (whole(replace(filled("1.2", 6), task="1.1"), without=["1.1", "1.2"]),
             [("return-row-unmatched", "A6", "1.2"), ("return-row-missing", None, "1.1")]),
            # An added row.
            ([*whole(), filled("9.9", 9, edited={"content": "另外一件没有下发的事情"})], [("return-row-unknown", "A9", "9.9")]),
            ([*whole(), filled("", 9, edited={"content": ""})], [("return-row-unknown", "A9", None)]),
            # The text of a task was rewritten: the number tells.
            (whole(filled("1.1", edited={"content": "另外一件没有下发的事情"})), [("return-locked-edited", "C5", "1.1")]),
        ],
    )  # fmt: skip
    def test_of_which_task_a_row_is(self, rows: list[ReturnedRow], reasons: list[Any]) -> None:
        assert told(came(*rows))[1] == reasons

    def test_a_row_of_somebodys_own_is_told_with_all_that_it_says(self) -> None:
        strange = returned(
            "9.9",
            line=9,
            doubts=[doubt("percent", "80", 0.8, "9.9", 9)],
            progress="办了别的。",
            given={"content": "别的事" * 20, "project": ""},
        )
        [reason] = judged(came(*whole(), strange)).reasons
        assert (
            reason.message
            == f"有一行不在下发的任务里（编号“9.9”）：本期进展（J9）办了别的；完成进度（I9）80；主要内容（C9）{'别的事' * 13}别。"
        )
        assert reason.after == f"本期进展（J9）办了别的；完成进度（I9）80；主要内容（C9）{'别的事' * 20}"

    def test_rows_of_somebodys_own_are_told_one_by_one_up_to_a_bound(self) -> None:
        strange = [returned("", line=line, progress="误拖") for line in range(10, 213)]
        item = judged(came(*whole(), *strange))
        assert [each.code for each in item.reasons] == ["return-row-unknown"] * 200 + ["return-rows-unknown"]
        assert "另有 3 行（A210 至 A212）" in item.reasons[-1].message

    def test_what_only_seems_to_be_a_tasks_counts_for_nothing_until_somebody_says_so(self) -> None:
        lost = replace(filled("1.1", 9, progress="办好了。"), task="")
        alone = judged(came(*whole(lost, without=["1.1"]))).rows[0]
        assert (alone.task, dict(alone.values)) == ("1.1", {})
        assert [(each.field, each.shown, each.proposal, each.cell) for each in alone.doubts] == [
            ("state", "推进中", "推进中", "H9"), ("percent", "50%", 0.5, "I9"), ("progress", "办好了。", "办好了。", "J9"),
        ]  # fmt: skip
        # Beside the task's own row, only what differs is asked about.
        beside = judged(came(*whole(), lost)).rows[0]
        assert (dict(beside.values), [each.field for each in beside.doubts]) == (values(**FULL), ["progress"])

    def test_doubts_of_such_a_row_are_asked_about_too(self) -> None:
        lost = replace(
            filled("1.1", 9, state=None, percent=None, progress=None),
            task="",
            doubts=(doubt("percent", "80", 0.8, "", 9),),
        )
        [one] = judged(came(*whole(lost, without=["1.1"]))).rows[0].doubts
        assert (one.task, one.field, one.cell) == ("1.1", "percent", "I9")

    def test_one_number_twice(self) -> None:
        same = judged(came(*whole(), filled("1.1", 9)))
        assert [each.message for each in same.reasons] == ["编号 1.1 出现了不止一次，内容相同，只算一次。"]
        assert (dict(same.rows[0].values), same.rows[0].doubts) == (values(**FULL), ())
        other = judged(came(*whole(), filled("1.1", 9, progress="办好了。", percent=None, next="再办。")))
        assert codes(other.reasons) == [("return-row-twice", "A9", "1.1")]
        assert "内容不同（本期进展“办好了。”与“已办。”）" in other.reasons[0].message
        assert (sorted(other.rows[0].values), [(each.field, each.shown, each.cell) for each in other.rows[0].doubts]) == (
            ["next", "percent", "state"], [("progress", "已办。", "J5"), ("progress", "办好了。", "J9")],
        )  # fmt: skip

    def test_doubts_are_of_the_task_as_it_was_sent(self) -> None:
        unsure = replace(filled("1.1", percent=None), task="１.１", doubts=(doubt("percent", "80", 0.8, "１.１"),))
        [one] = judged(came(*whole(unsure, without=["1.1"]))).rows[0].doubts
        assert (one.task, one.shown) == ("1.1", "80")


class TestLocked:
    """Locked cells that do not say what was sent."""

    @pytest.mark.parametrize(
        ("edited", "reasons"),
        [
            ({"content": f"{TEXTS['1.1']}另加一句。"}, [("return-locked-edited", "C5", "1.1")]),
            ({"content": ""}, [("return-locked-edited", "C5", "1.1")]),
            ({"project": "乙工程", "role": "支持"}, [("return-locked-edited", "B5", "1.1"), ("return-locked-edited", "D5", "1.1")]),
            # Blanks and width are no change, nor is a column that is gone, nor a day as another program shows it.
            ({"content": " 修订教师培训管理办法。\n", "schedule": "２０２３年12月底前"}, []),
            ({"content": None, "previous": None}, []),
            ({"due": "2023/12/31"}, []),
            ({"due": "2023年12月31日"}, []),
            ({"due": "12月31日"}, []),
            ({"due": "2024/12/31"}, [("return-locked-edited", "F5", "1.1")]),
            ({"previous": "上期也办了。"}, [("return-locked-edited", "G5", "1.1")]),
        ],
    )  # fmt: skip
    def test_are_told(self, edited: dict[str, str | None], reasons: list[Any]) -> None:
        assert told(came(*whole(filled("1.1", edited=edited))))[1] == reasons

    def test_with_the_whole_texts_beside_what_is_shown(self) -> None:
        [reason] = judged(came(*whole(filled("1.1", edited={"previous": "办" * 50})))).reasons
        assert (reason.before, reason.after, reason.message) == (
            "（空）", "办" * 50, f"任务 1.1 的“上期进展”被改过：原为“（空）”，现为“{'办' * 40}”。",
        )  # fmt: skip

    def test_how_often_is_no_day(self) -> None:
        assert told(came(*whole(filled("1.3", edited={"due": "每月"}))))[1] == [("return-locked-edited", "F5", "1.3")]

    def test_of_a_row_that_only_seems_to_be_the_tasks_too(self) -> None:
        lost = replace(filled("1.1", 9, edited={"project": "乙工程"}), task="")
        assert told(came(*whole(lost, without=["1.1"])))[1] == [
            ("return-row-unmatched", "A9", "1.1"), ("return-locked-edited", "B9", "1.1"),
        ]  # fmt: skip
