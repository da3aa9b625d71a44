"""What is said of a task after it was closed or paused: by telephone, by late files, and after it goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import Filled, Office, fill_pending, put, run, table

ON: dict[str, Any] = {"department": "教育科", "task": "1.1", "leader": "王局", "date": date(2023, 6, 5)}
PHONED: dict[str, Any] = {
    "kind": "代录",
    "department": "教育科",
    "task": "1.1",
    "source": "电话",
    "date": date(2023, 6, 6),
}
CLOSE = ON | {"kind": "待销号", "item": "状态", "reported": "已完成", "decision": "同意销号"}
PAUSE = ON | {"kind": "申请暂缓", "item": "状态", "reported": "暂缓", "decision": "同意暂缓"}


def office(folder: Path, limit: str) -> Office:
    works = Office.small(folder, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", limit)])
    works.do("split")
    return works


def decided(works: Office, *rows: dict[str, Any]) -> None:
    fill_pending(works, *rows)
    assert f"办理 {len(rows)} 条" in works.do("merge").out


def stands(works: Office) -> Any:
    return works.json("status", "--today", "2023-06-25")["tasks"][0]["departments"][0]


@pytest.mark.parametrize("limit", ["2023年12月底前", "2022年底完成名单。2023年起常规实施。"])
def test_what_is_entered_after_a_closing_leaves_what_was_closed(tmp_path: Path, limit: str) -> None:
    works = office(tmp_path, limit)
    routine = "常规" in limit
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    decided(works, CLOSE)
    if routine:
        # The routine is reported, and closed in its turn.
        decided(works, PHONED | {"item": "状态", "reported": "已完成"})
        decided(works, CLOSE | {"date": date(2023, 6, 7)})
    decided(works, PHONED | {"item": "状态", "reported": "推进中"})
    said = run("history", "--json", works.book, "1.1").json["rounds"][0]["departments"][0]
    assert said["values"]["state"]["value"] == "已完成"
    assert ("percent" in said["values"]) is not routine
    assert stands(works)["state"] == "已完成"
    assert stands(works)["reason"].startswith("已销号")


def test_a_pause_has_an_end_whatever_is_entered(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    works.do("merge")
    decided(works, PAUSE)
    # What is said of a paused task waits, and lets it go on where it is adopted.
    decided(works, PHONED | {"item": "完成进度", "reported": "60%"})
    assert stands(works)["reason"].startswith("已同意暂缓")
    decided(works, ON | {"kind": "恢复"})
    assert "申请暂缓" not in stands(works)["reason"]
    decided(works, PHONED | {"item": "本期进展", "reported": "又办。"})
    found = stands(works)
    assert (found["state"], found["percent"], "申请暂缓" in found["reason"]) == (None, None, False)
    # What came in the pause is still asked about, and counts once it is adopted.
    adopt = ON | {"kind": "暂缓后又报", "item": "完成进度", "before": "暂缓", "reported": "60%", "decision": "采用报送"}
    decided(works, adopt)
    found = stands(works)
    assert (found["percent"], "申请暂缓" in found["reason"]) == (60, False)


def test_a_changed_limit_that_ends_a_delay_is_told_by_every_verb(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    works.answer("教育科", edit=put("1.1", expected=date(2024, 3, 31)))
    works.do("merge")
    asks = {"kind": "申请延期", "item": "预计完成日期", "before": "2023-12-31", "reported": "2024-03-31"}
    decided(works, ON | asks | {"decision": "同意延期"})
    told = "原来同意延期到2024-03-31，后来分工表里的时限改了"
    verbs = (
        ("validate", works.book),
        ("split", works.book, "--round", works.round, "--due", works.due),
        ("status", works.book, "--round", works.round),
    )
    said = [run(*words) for words in verbs]
    assert not any(told in each.out + each.err for each in said)
    table(works.book, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", "2024年6月底前")])
    said = [run(*words) for words in verbs]
    assert [told in each.out + each.err for each in said] == [True, True, True]


def test_a_request_that_was_sent_back_is_told_with_the_round(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    decided(works, CLOSE | {"decision": "退回", "leader": None, "date": None})
    said = run("history", "--json", works.book, "1.1").json["rounds"][0]["departments"][0]
    assert (said["values"]["state"]["value"], said["sent_back"]) == ("已完成", ["state"])
    assert said["percent_taken_back"]
    told = run("history", works.book, "1.1").out
    assert "状态：已完成，已退回（" in told and "完成进度：100%，随已完成一起不算了（" in told


def test_what_the_office_found_has_its_line_among_the_sources(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    decided(works, ON | {"kind": "核定进展", "item": "完成进度", "reported": "72%", "source": "现场"})
    out = tmp_path / "汇总.xlsx"
    works.do("status", "--today", "2023-06-25", "--out", out)
    sources = [[cell.value for cell in line] for line in openpyxl.load_workbook(out)["数据来源"].iter_rows()]
    assert ["1.1", "教育科", "完成进度", 0.72, "核定进展（王局，2023-06-05）"] in [line[:5] for line in sources]
    assert "；本期未报送" in stands(works)["reason"]


def test_a_pause_of_the_round_renews_no_sheet_and_stands_on_those_that_are_renewed(tmp_path: Path) -> None:
    rows = [(number, "甲工程", "修订办法。", "教育科", "", "2023年12月底前") for number in ("1.1", "1.2")]
    works = Office.small(tmp_path, rows=rows)
    works.do("split")
    works.answer("教育科", edit=put("1.1", state="暂缓"))
    works.do("merge")
    decided(works, PAUSE)
    assert "没有变化" in works.do("split").out
    works.do("split", "--due", "2099-12-30")
    filled = Filled.open(works.sheet_of("教育科"))
    assert filled.cell("1.1", "previous").value.startswith("【已同意暂缓（王局，2023-06-05）】")
    assert filled.cell("1.2", "previous").value is None
    assert "没有变化" in works.do("split", "--due", "2099-12-30").out
    # It goes on: the row is open again, and the sheet says why.
    decided(works, ON | {"kind": "恢复"})
    works.do("split", "--due", "2099-12-30")
    filled = Filled.open(works.sheet_of("教育科"))
    assert filled.cell("1.1", "previous").value.startswith("【已恢复：王局，2023-06-05】")


def test_what_was_closed_in_the_round_is_asked_for_no_more_where_a_sheet_is_renewed(tmp_path: Path) -> None:
    rows = [
        ("1.1", "甲工程", "修订办法。", "教育科", "基金会", "2023年12月底前"),
        ("1.2", "甲工程", "修订办法。", "教育科", "", "2023年12月底前"),
        ("1.3", "甲工程", "修订办法。", "组宣科", "", "2023年12月底前"),
    ]
    works = Office.small(tmp_path, rows=rows)
    works.do("split")
    decided(
        works, CLOSE | {"source": "", "reported": ""}, CLOSE | {"department": "组宣科", "task": "1.3", "reported": ""}
    )
    # It renews no sheet by itself.
    assert works.do("split").out.count("没有变化") == 3
    said = works.do("split", "--due", "2099-12-30").out
    assert "；已销号 1.1" in said and "不用下发：组宣科，没有要报的任务：1.3 已销号（王局，2023-06-05）" in said
    filled = Filled.open(works.sheet_of("教育科"))
    assert list(filled.tasks) == ["1.2", "1.1"]
    assert filled.cell("1.1", "previous").value.startswith("【已销号（王局，2023-06-05）】")
    # Who supports it keeps its row until the round is over, and nobody's sheet is renewed for that.
    assert "1.1" in Filled.open(works.sheet_of("基金会")).tasks
    assert works.do("split", "--due", "2099-12-30").out.count("没有变化") == 2
    # What an earlier sheet says of it is told, and does not count.
    works.answer("教育科", edit=put("1.1", state="推进中"))
    assert "任务 1.1 已经销号，“状态”所填“推进中”没有采用" in works.do("merge").out
    assert stands(works)["reason"] == "已销号（王局，2023-06-05）"
    # Opened again, it is asked for again, its 状态 too.
    decided(works, ON | {"kind": "重新立项"})
    assert "已重新立项 1.1" in works.do("split").out
    assert Filled.open(works.sheet_of("教育科")).cell("1.1", "state").value is None
    assert "任务1.1的状态、任务1.1的完成进度、任务1.1的本期进展" in works.do("remind").out


def test_history_shows_what_came_in_a_pause_and_after_a_closing_apart(tmp_path: Path) -> None:
    works = office(tmp_path, "2023年12月底前")
    works.answer("教育科", edit=put("1.1", state="暂缓", progress="停着。"))
    works.do("merge")
    decided(works, PAUSE)
    decided(works, PHONED | {"item": "完成进度", "reported": "60%"})

    def told() -> tuple[dict[str, Any], list[Any]]:
        found = run("history", "--json", works.book, "1.1").json["rounds"][0]["departments"][0]
        counted = {name: each["value"] for name, each in found["values"].items()}
        return counted, [(each["why"], {*each["values"]}) for each in found["not_counted"]]

    asked = {"state": "暂缓", "percent": 0.5, "progress": "停着。"}
    assert told() == (asked, [("停办期间报的，没有计入", {"percent"})])
    # Nor does the end of the pause hide it.
    decided(works, ON | {"kind": "恢复"})
    decided(works, PHONED | {"item": "状态", "reported": "已完成"})
    assert told() == ({"state": "已完成"}, [("停办期间报的，没有计入", {"percent"})])
    decided(works, CLOSE)
    decided(works, PHONED | {"item": "本期进展", "reported": "又办。"})
    vain = [("停办期间报的，没有计入", {"percent"}), ("销号以后报的，没有计入", {"progress"})]
    assert told() == ({"state": "已完成"}, vain)
    assert "    销号以后报的，没有计入：\n      本期进展：又办。（" in run("history", works.book, "1.1").out
