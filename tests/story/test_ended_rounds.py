"""A round that is over: it is judged by its last day, chased only with a warning, and supervised no more."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import Office, dated, fill_pending, put

from xlplan.actions.book import open_book
from xlplan.actions.ended_rounds import ended
from xlplan.actions.foreseeing import foresee
from xlplan.ledger.store import Ledger
from xlplan.office.buttons.verbs import press_file
from xlplan.schedule.rounds import read_round
from xlplan.telling.foreseeing import tell_foreseen
from xlplan.terms.errors import RoundOverError

Q1, Q2, Q3 = "2023年第一季度", "2023年第二季度", "2023年第三季度"
ROWS = [
    ("1.1", "甲工程", "修订办法。", "教育科", "", "2023年8月底前"),
    ("1.2", "甲工程", "开展培训。", "组宣科", "", "2023年12月底前"),
]
NOW = datetime(2023, 10, 1, 9)
NOTED = "2023年第二季度已经结束（2023年7月1日下发了下一期）"


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up an office with two rounds; in the second a department reports as done what the first left half done."""
    found = Office.small(
        tmp_path, rows=ROWS, offices=[("教育科", "科室", ""), ("组宣科", "科室", "")], settings={"round": Q2}
    )
    for round_, day, what in (
        (Q2, "2023-06-01", {"state": "推进中", "percent": 0.9}),
        (Q3, "2023-07-01", {"state": "已完成", "percent": 1}),
    ):
        office = Office(found.book, round_)
        office.do("split", "--due", f"{day[:-2]}20")
        dated(office, "split", f"{day}T08:00:00")
        office.answer("教育科", edit=put("1.1", **what))
        office.do("merge")
        dated(office, "merge", f"{day[:-2]}19T08:00:00")
    return Office(found.book, Q2)


@pytest.mark.parametrize(
    ("round_", "day", "found"),
    [
        # The newest that was handed out by a day is not over, whatever is handed out later.
        (Q2, "2023-06-30", None),
        (Q2, "2023-07-01", ("2023-06-30", Q3, "2023-07-01")),
        (Q3, "2023-12-31", None),
        (Q2, "2023-05-31", None),
    ],
)
def test_when_a_round_is_over(works: Office, round_: str, day: str, found: tuple[str, str, str] | None) -> None:
    with Ledger(works.ledger) as ledger:
        over = ended(ledger, read_round(round_), datetime.fromisoformat(day).date())
    assert (over and (over.last.isoformat(), over.running.name, over.since.isoformat())) == found


def test_it_is_judged_by_its_last_day_and_says_so(works: Office) -> None:
    done = works.do("status")
    assert f"{NOTED}，汇总按它的最后一天 2023年6月30日 算" in done.out and f"请汇总“{Q3}”" in done.out
    told = works.do("status", "--json")
    assert (told.json["today"], told.json["tasks"][0]["light"], NOTED in told.err) == ("2023-06-30", "green", True)
    # The round that runs says nothing of the kind.
    running = Office(works.book, Q3).do("status")
    assert "已经结束" not in running.out


def test_another_day_that_is_asked_for_is_taken_with_a_warning(works: Office) -> None:
    after = works.do("status", "--today", "2023-10-01")
    assert "2023年第二季度在 2023年6月30日 就结束了" in after.out and "亮灯可能不对" in after.out
    assert works.json("status", "--today", "2023-10-01")["today"] == "2023-10-01"
    assert "结束" not in works.do("status", "--today", "2023-06-10").out


def _overview(book: Any) -> str:
    """Return what stands below each other in the first column of 总览."""
    return "\n".join(str(cell.value) for cell in book["总览"]["A"] if cell.value)


def test_the_trend_names_the_day_that_each_round_is_judged_on(works: Office, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    Office(works.book, Q3).do("status", "--today", "2023-10-01", "--out", out)
    book: Any = openpyxl.load_workbook(out)
    rows = list(book["历次趋势"].iter_rows(min_row=3, values_only=True))
    place = rows[0].index("算到")
    assert [(row[0], f"{row[place]:%Y-%m-%d}") for row in rows[1:3]] == [(Q2, "2023-06-30"), (Q3, "2023-10-01")]
    assert f"与上期（{Q2}，算到2023年6月30日）相比" in _overview(book)


def test_a_round_is_compared_with_the_one_before_of_its_kind(works: Office, tmp_path: Path) -> None:
    for month, day in (("2023年7月", "2023-07-10"), ("2023年8月", "2023-08-10")):
        other = Office(works.book, month)
        other.do("split", "--due", f"{day[:-2]}25")
        dated(other, "split", f"{day}T08:00:00")
    for round_, before in ((Q3, Q2), ("2023年8月", "2023年7月")):
        out = tmp_path / f"{round_}.xlsx"
        Office(works.book, round_).do("status", "--today", "2023-08-20", "--out", out)
        book: Any = openpyxl.load_workbook(out)
        assert f"与上期（{before}，" in _overview(book)


def done_and_closed(office: Office, department: str, task: str, day: date) -> None:
    """Let a department report a task as done, and the office close it."""
    office.answer(department, edit=put(task, state="已完成", percent=1))
    office.do("merge")
    fill_pending(
        office,
        {"leader": "王局", "date": day, "decision": "同意销号", "item": "状态", "reported": "已完成",
         "kind": "待销号", "department": department, "task": task, "round": office.round},
    )  # fmt: skip
    assert "办理 1 条" in office.do("merge").out


def test_what_is_decided_beside_a_round_counts_in_it(works: Office) -> None:
    month = Office(works.book, "2023年7月")
    month.do("split", "--due", "2023-07-25")
    done_and_closed(month, "教育科", "1.1", date(2023, 7, 20))
    found = Office(works.book, Q3).json("status")["tasks"][0]["departments"][0]
    assert "已销号" in found["reason"]


def test_what_is_reported_beside_a_round_counts_in_it_as_it_came(works: Office) -> None:
    july, quarter, august = (Office(works.book, name) for name in ("2023年7月", Q3, "2023年8月"))

    def reported(office: Office, day: str, share: float) -> None:
        if office is not quarter:
            office.do("split", "--due", f"{day[:-2]}25")
            dated(office, "split", f"{day[:-2]}02T08:00:00")
        office.answer("组宣科", edit=put("1.2", state="推进中", percent=share))
        office.do("merge")
        dated(office, "merge", f"{day}T08:00:00")

    def told(office: Office, day: str) -> tuple[float | None, str]:
        row = office.json("status", "--today", day)["tasks"][1]["departments"][0]
        return row["percent"], row["reason"].rpartition("；")[2]

    reported(july, "2023-07-18", 0.3)
    assert told(quarter, "2023-07-20") == (30, "本期未报送，2023年7月报30%")
    reported(quarter, "2023-08-01", 0.4)
    reported(august, "2023-08-20", 0.5)
    assert told(august, "2023-08-05") == (40, "本期未报送，2023年第三季度报40%")
    assert [told(each, "2023-08-21")[0] for each in (quarter, august)] == [50, 50]


def test_what_is_decided_in_one_of_a_series_counts_in_the_next(works: Office) -> None:
    one = Office(works.book, "第1期")
    one.do("split", "--due", "2023-10-20")
    done_and_closed(one, "组宣科", "1.2", date(2023, 10, 20))
    two = Office(works.book, "第2期")
    two.do("split", "--due", "2023-11-20")
    for each in (one, two):
        assert "已销号" in each.json("status")["tasks"][1]["departments"][0]["reason"]


def test_no_paper_is_issued_in_it(works: Office) -> None:
    refused = works.do("supervise")
    assert (refused.code, refused.out) == (2, "")
    assert "2023年7月1日下发了下一期，现在是“2023年第三季度”" in refused.err and f"--round {Q3}" in refused.err
    assert works.json("supervise")["error"]["code"] == "round-over"
    assert not (works.root / "汇总" / "督办台账.xlsx").exists()
    # On a day on which it ran it is supervised; on one to come no round is, nor before it was handed out.
    assert works.do("supervise", "--today", "2023-06-30").code in (0, 1)
    ahead = Office(works.book, Q3).do("supervise", "--today", "2999-01-01")
    assert ahead.code == 2 and "以后的情况还不知道" in ahead.err
    early = Office(works.book, Q3).do("supervise", "--today", "2023-06-15")
    assert early.code == 2 and "“2023年第三季度”2023年7月1日才下发" in early.err


@pytest.mark.parametrize("beside", ["2023年7月", "2023年", "安全专项"])
def test_what_goes_on_beside_a_round_does_not_end_it(works: Office, beside: str) -> None:
    other = Office(works.book, beside)
    other.do("split", "--due", "2023-07-25")
    dated(other, "split", "2023-07-10T08:00:00")
    running = Office(works.book, Q3).do("status", "--today", "2023-07-20")
    assert "已经结束" not in running.out and "在 2023年7月9日 就结束" not in running.out
    assert Office(works.book, Q3).do("supervise", "--today", "2023-07-20").code in (0, 1)
    assert works.do("supervise", "--today", "2023-07-20").code == 2


def test_chasing_for_it_says_that_it_is_over(works: Office) -> None:
    done = works.do("remind")
    assert f"{NOTED}：催的是补报这一期" in done.out and f"请催“{Q3}”" in done.out
    assert [each["code"] for each in works.json("remind")["findings"]] == ["remind-over"]
    assert Office(works.book, Q3).json("remind")["findings"] == []


@pytest.mark.parametrize("verb", ["status", "remind"])
def test_a_window_says_so_before_it_asks(works: Office, verb: str) -> None:
    book = open_book(works.book)
    found = foresee(verb, book, NOW)
    assert found and NOTED in tell_foreseen(found, book.workspace)


@pytest.mark.parametrize(
    ("verb", "done", "words"),
    [
        ("status", True, f"{NOTED}，汇总按它的最后一天 2023年6月30日 算"),
        ("remind", True, f"{NOTED}：催的是补报这一期"),
        ("supervise", False, "把“设置”的“当前期次”改成它再点“督办单”"),
    ],
)
def test_a_button_says_so_too(works: Office, verb: str, done: bool, words: str) -> None:
    pressed = press_file(verb, works.book, NOW, lambda text, share: None)
    assert (pressed.ok, words in pressed.message) == (done, True)


def test_what_would_be_supervised_in_it_is_not_foreseen(works: Office) -> None:
    with pytest.raises(RoundOverError):
        foresee("supervise", open_book(works.book), NOW)
