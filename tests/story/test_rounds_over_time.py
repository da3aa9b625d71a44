"""Round after round: what a task's history shows, what analysts get, and the order that rounds are taken in."""

from __future__ import annotations

from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.office import ROWS, Filled, Office, dated, fill_pending, put, run, table

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
    assert list(mine["percent_file"]) == list(mine["file"])
    assert len(frame) == 3 * sum(len(each["departments"]) for each in works.json("status")["tasks"])


def test_a_row_of_two_files_names_the_file_of_each_cell(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    works = Office.small(tmp_path, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", "2023年12月底前")])
    works.do("split")
    works.answer("教育科", "一.xlsx", edit=put("1.1", percent=0.3))
    works.do("merge")
    by_phone = {
        "kind": "代录",
        "department": "教育科",
        "task": "1.1",
        "item": "存在问题及需协调事项",
        "reported": "缺人。",
    }
    fill_pending(works, by_phone | {"source": "电话", "date": date(2023, 6, 5)})
    works.do("merge")
    [row] = xlplan.progress_frame(works.book).to_dict("records")
    assert (row["percent"], row["problems"]) == (0.3, "缺人。")
    assert row["percent_file"].endswith("一.xlsx") and "电话" in row["problems_file"]


def test_the_table_is_written_as_csv_and_xlsx_of_what_is_asked_for(works: Office, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    done = run("export", works.book, "--json").json
    assert (done["rounds"], Path(done["path"]).name) == (3, "进展数据.csv")
    whole = pandas.read_csv(done["path"], dtype=str)
    assert len(whole) == done["rows"] and {"percent", "percent_cell", "counted_percent", "due_day", "light"} <= set(
        whole
    )
    out = tmp_path / "一项.xlsx"
    some = ("--round", "2023Q2", "--round", "2023Q3", "--department", "教育科", "--task", "1.1")
    assert run("export", works.book, *some, "--out", out, "--json").json["rows"] == 2
    assert list(pandas.read_excel(out)["counted_percent"]) == [0.4, 0.7]
    assert "2 期，2 行" in run("export", works.book, *some, "--out", out).out
    for name, said in (("数据.txt", ".parquet 结尾"), (works.book.name, "就是分工表本身")):
        failed = run("export", works.book, "--out", works.book.parent / name)
        assert (failed.code, said in failed.err) == (2, True)


def test_a_table_in_parquet(works: Office, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    run("export", works.book, "--out", tmp_path / "数据.parquet")
    assert len(pandas.read_parquet(tmp_path / "数据.parquet")) == run("export", works.book, "--json").json["rows"]


@pytest.mark.parametrize(("missing", "name"), [("pandas", "数据.csv"), ("pyarrow", "数据.parquet")])
def test_what_is_not_installed_is_said_with_how_to_get_it(
    works: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, name: str
) -> None:
    hidden = {missing, "fastparquet"}
    for module in ("frame", "export"):
        monkeypatch.setattr(
            f"xlplan.actions.{module}.find_spec", lambda wanted: None if wanted in hidden else find_spec(wanted)
        )
    done = run("export", works.book, "--out", tmp_path / name)
    assert (done.code, f"要用 {missing}" in done.err, "pip install" in done.err) == (2, True, True)


def test_a_past_round_stands_as_it_was_known_before_the_next_was_handed_out(tmp_path: Path) -> None:
    second = Office.small(tmp_path, rows=[("1.1", "甲工程", "修订办法。", "教育科、组宣科", "", "2023年12月底前")])
    first = Office(second.book, ROUNDS[0])
    first.do("split", "--due", "2023-05-31")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    first.do("merge")
    dated(first, "merge", "2023-04-10T09:00:00")
    second.do("split")
    dated(first, "split", "2023-06-01T09:00:00")
    # Agreed to when the next round runs; and a late reply to the first.
    agreed = {"decision": "同意销号", "leader": "王局", "date": date(2023, 6, 5)}
    fill_pending(
        first, {"kind": "待销号", "department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成", **agreed}
    )
    first.answer("组宣科", edit=put("1.1", percent=0.9))
    assert "办理 1 条" in first.do("merge").out
    dated(first, "merge", "2023-06-05T09:00:00")

    before, now = told(first, "1.1")["rounds"]
    assert (before["today"], before["percent"]) == ("2023-05-31", 100)
    closed, late = before["departments"]
    assert (closed["light"], closed["reason"]) == ("green", "报已完成，待销号")
    # What came too late to be seen then is told all the same, as what it is.
    assert (late["reason"], late["values"]["percent"]["value"]) == (
        "未报送，还没有进展；2023-06-05才报来的，没有计入",
        0.9,
    )
    assert (closed["came_later"], late["came_later"]) == (None, "2023-06-05")
    assert [each["came_later"] for each in now["departments"]] == [None, None]
    if find_spec("pandas"):
        frame = xlplan.progress_frame(first.book)
        assert list(frame["came_later"]) == [None, date(2023, 6, 5), None, None]
    assert now["departments"][0]["reason"] == "已销号（王局，2023-06-05）"
    found = second.json("status", "--today", "2023-06-06")["tasks"][0]
    assert found["departments"][0]["reason"].startswith("已销号")
    report = openpyxl.load_workbook(second.root / "汇总" / ROUNDS[1] / "进展汇总.xlsx")["进展汇总"]
    line = {head.value: cell.value for head, cell in zip(report[3], report[4], strict=True)}
    # Then one of two had reported, now both have.
    assert line["与上期比"] == "进度无可比"


def test_a_past_round_is_judged_by_the_thresholds_of_its_day(tmp_path: Path) -> None:
    rows = [("1.1", "甲工程", "修订办法。", "教育科", "", "2023年1月1日至2023年12月31日")]
    second = Office.small(tmp_path, rows=rows)
    first = Office(second.book, ROUNDS[0])
    first.do("split", "--due", "2023-03-25")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("教育科", edit=put("1.1", percent=0.1))
    # Changed while the round runs: what it was judged by last counts.
    table(first.book, rows, settings={"red_behind": 40, "amber_behind": 35})
    first.do("merge")
    dated(first, "merge", "2023-04-10T09:00:00")
    second.do("split")
    dated(first, "split", "2023-06-20T09:00:00")
    table(first.book, rows, settings={"red_behind": 20, "amber_behind": 5})
    before, now = told(first, "1.1")["rounds"]
    # 46 of 100 days are gone at the end of the first, 10 % are done.
    assert (before["today"], before["light"], now["light"]) == ("2023-06-19", "amber", "red")


def test_a_history_tells_who_let_a_task_go_on_and_who_found_a_milestone_met(tmp_path: Path) -> None:
    limit = "2023年3月底前完成一稿，2023年12月底前完成"
    works = Office.small(tmp_path, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", limit)])
    works.do("split")
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    on = {"department": "教育科", "task": "1.1", "leader": "王局", "date": date(2023, 6, 5)}
    close = {"kind": "待销号", "item": "状态", "reported": "已完成", "decision": "同意销号"}
    fill_pending(works, on | close)
    works.do("merge")
    fill_pending(works, on | {"kind": "重新立项"}, on | {"kind": "节点", "item": "2023-03-31"})
    assert "办理 2 条" in works.do("merge").out
    said = told(works, "1.1")["rounds"][0]["departments"][0]
    assert (said["opened"], said["milestones"]) == ("重新立项（王局，2023-06-05）", {"2023-03-31": "王局，2023-06-05"})
    assert "；已重新立项（王局，2023-06-05）；节点2023年3月31日已认定达到（王局，2023-06-05）" in said["reason"]
    shown = run("history", works.book, "1.1").out
    assert "\n    重新立项（王局，2023-06-05）\n    节点：2023-03-31 已认定达到（王局，2023-06-05）" in shown
    out = works.book.parent / "汇总.xlsx"
    works.do("status", "--today", "2023-06-25", "--out", out)
    sources = [[cell.value for cell in line] for line in openpyxl.load_workbook(out)["数据来源"].iter_rows()]
    assert any("推进中" in line and "原报已完成，重新立项（王局，2023-06-05）" in line for line in sources)


def test_a_history_tells_who_verified_and_who_put_it_off(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", "2023年12月底前")])
    works.do("split")
    works.answer("教育科", edit=put("1.1", expected=date(2024, 3, 31)))
    works.do("merge")
    on = {"department": "教育科", "task": "1.1", "leader": "王局", "date": date(2023, 6, 5)}
    fill_pending(
        works,
        {
            **on,
            "kind": "申请延期",
            "item": "预计完成日期",
            "before": "2023-12-31",
            "reported": "2024-03-31",
            "decision": "同意延期",
        },
        {**on, "kind": "核定进展", "item": "完成进度", "reported": 0.4, "source": "现场"},
    )
    assert "办理 2 条" in works.do("merge").out
    said = told(works, "1.1")["rounds"][0]["departments"][0]
    assert (said["verified"], said["verified_by"]) == ("40%", "王局，2023-06-05")
    assert said["delay"].startswith("原2023-12-31，延至2024-03-31（王局，2023-06-05同意")
    shown = run("history", works.book, "1.1").out
    assert "核定进展：40%（王局，2023-06-05）" in shown and "延期：原2023-12-31，延至2024-03-31" in shown
    # A limit that is changed later ends it, which is told too.
    table(works.book, [("1.1", "甲工程", "修订办法。", "教育科", "", "2024年6月底前")])
    ended = "原同意延至2024-03-31（王局，2023-06-05），时限改了，不再有效"
    said = told(works, "1.1")["rounds"][0]["departments"][0]
    assert (said["delay"], said["ended_delay"]) == (None, ended)
    assert f"\n    延期：{ended}\n" in run("history", works.book, "1.1").out


def test_a_routine_that_opens_within_a_round_is_asked_anew(tmp_path: Path) -> None:
    limit = "2022年底完成名单。2023年起常规实施。"
    works = Office.small(tmp_path, rows=[("1.1", "甲工程", "修订办法。", "教育科", "", limit)])
    works.do("split")
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    close = {"kind": "待销号", "department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成"}
    fill_pending(works, close | {"decision": "同意销号", "leader": "王局", "date": date(2023, 6, 5)})
    works.do("merge")
    [stands] = works.json("status")["tasks"]
    assert (stands["light"], stands["departments"][0]["reason"]) == (
        "grey",
        "2023年1月1日起转为常规工作，还没有下发；前半已销号（王局，2023-06-05）",
    )
    works.do("split")
    filled = Filled.open(works.sheet_of("教育科"))
    # What was said of the deadline is no answer: the new sheet is blank, and closes 完成进度.
    assert [filled.cell("1.1", name).value for name in ("state", "percent", "progress")] == [None, "—", None]
    assert filled.person("填报人").value == "张三"
    # Answered, the routine keeps its answer in a further sheet.
    works.answer("教育科", "常规.xlsx", put("1.1", state="常态推进", progress="已查。"))
    works.do("merge")
    [stands] = works.json("status")["tasks"]
    assert (stands["light"], stands["departments"][0]["reason"]) == ("green", "常规工作，本期已报")
    works.do("split", "--due", "2099-12-30")
    again = Filled.open(works.sheet_of("教育科"))
    assert [again.cell("1.1", name).value for name in ("state", "progress")] == ["常态推进", "已查。"]


def test_a_task_that_was_removed_from_the_table_still_tells_its_history(works: Office) -> None:
    rows = [row for row in ROWS if row[0] != "1.1"]
    table(works.book, rows=rows)
    later = Office(works.book, "2023年第四季度")
    later.do("split")
    found = told(works, "1.1")
    assert (found["content"], found["removed_after"]) == ("修订办法。", ROUNDS[2])
    assert [(each["round"], each["percent"]) for each in found["rounds"]] == list(
        zip(ROUNDS, (10, 40, 70), strict=True)
    )
    assert f"分工表里已经没有这一项，最后下发是在 {ROUNDS[2]}。" in run("history", works.book, "1.1").out
    assert told(works, "1.2")["removed_after"] is None
    assert run("history", works.book, "9.9").code == 2
