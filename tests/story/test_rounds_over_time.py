"""Round after round: what a task's history shows, what analysts get, and the order that rounds are taken in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.office import Office, run

import xlplan

ROUNDS = ("2023年第一季度", "2023年第二季度", "2023年第三季度")


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Set up an office with three rounds, the second handed out first; a department's share grows."""
    found = Office.small(tmp_path)
    for round_, share in ((ROUNDS[1], 0.4), (ROUNDS[0], 0.1), (ROUNDS[2], 0.7)):
        office = Office(found.book, round_)
        office.do("split")
        office.answer("教育科", edit=lambda filled, share=share: setattr(filled.cell("1.1", "percent"), "value", share))
        office.do("merge")
    return found


def told(works: Office, task: str) -> Any:
    return run("history", "--json", works.book, task).json


def test_a_task_is_shown_round_after_round_with_file_and_cell(works: Office) -> None:
    found = told(works, "１.１")
    assert [(each["round"], each["percent"]) for each in found["rounds"]] == list(
        zip(ROUNDS, (10, 40, 70), strict=True)
    )
    said = found["rounds"][0]["departments"][0]
    assert (said["department"], said["values"]["percent"]["value"]) == ("教育科", 0.1)
    assert said["file"].startswith("分工表-工作区/回收/2023年第一季度/")
    shown = run("history", works.book, "1.1").out
    assert f"完成进度：10%（{said['file']} {said['values']['percent']['cell']}）" in shown


def test_a_task_that_is_not_there_and_a_plan_never_handed_out(works: Office, tmp_path: Path) -> None:
    done = run("history", works.book, "9.9")
    assert (done.code, "没有编号“9.9”" in done.err) == (2, True)
    (tmp_path / "新").mkdir()
    fresh = Office.small(tmp_path / "新")
    assert "还没有下发过任何一期" in run("history", fresh.book, "1.1").out
    assert not fresh.root.exists()


def test_analysts_get_every_value_with_its_cell(works: Office) -> None:
    pytest.importorskip("pandas")
    frame = xlplan.progress_frame(works.book, datetime(2023, 12, 1))
    mine = frame[(frame["task"] == "1.1") & (frame["department"] == "教育科")]
    assert list(mine["round"]) == list(ROUNDS)
    assert list(mine["percent"]) == [0.1, 0.4, 0.7]
    assert list(mine["today"]) == [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30)]
    assert mine["percent_cell"].str.fullmatch(r"[A-Z]+\d+").all()
    assert len(frame) == 3 * sum(len(each["departments"]) for each in works.json("status")["tasks"])
