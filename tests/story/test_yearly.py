"""年度考核台账: a year of every department, out of real rounds handed out, returned and decided on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import calc, ooxml
from support.office import OFFICES, ROWS, Office, dated, fill_pending, pending_rows, put, run, table

from scripts.templates import yearly
from xlplan.files.store.shipped import YEARLY_TEMPLATE, shipped
from xlplan.ledger.store import Ledger
from xlplan.terms.choices import QuestionKind, Ruling

Q1, Q2, FREE = "2023年第一季度", "2023年第二季度", "专项督查"


def told(book: Path, year: int = 2023) -> dict[str, Any]:
    found = run("yearly", book, "--year", year, "--json").json
    return found | {"departments": {each["department"]: each for each in found["departments"]}}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up two quarters and a round without days: in time, late, silent, sent back, closed, and not due yet."""
    small = Office.small(tmp_path_factory.mktemp("year"), settings={"round": Q2})
    first = Office(small.book, Q1)
    first.do("split", "--due", "2023-03-20")
    first.answer("教育科")
    first.answer("一小")
    first.do("merge")
    dated(first, "merge", "2023-03-18T09:00:00")
    first.answer("组宣科")
    first.do("merge")
    dated(first, "merge", "2023-03-25T09:00:00")

    second = Office(first.book, Q2)
    second.do("split", "--due", "2023-06-20")

    def done(filled: Any) -> None:
        filled.cell("1.1", "state").value, filled.cell("1.1", "percent").value = "已完成", 1
        filled.cell("1.4", "state").value, filled.cell("1.4", "percent").value = "已完成", 1

    second.answer("教育科", edit=done)
    second.answer("二小", edit=lambda filled: setattr(filled.cell("1.3", "progress"), "value", None))
    second.do("merge")
    dated(second, "merge", "2023-06-19T09:00:00")
    asked = [each for each in pending_rows(second) if each["kind"] == QuestionKind.CLOSE]
    verdicts = {
        "1.1": {"decision": Ruling.CLOSE, "leader": "王局长", "date": "2023-06-21"},
        "1.4": {"decision": Ruling.SEND_BACK},
    }
    fill_pending(second, *(each | verdicts[str(each["task"])] for each in asked))
    assert second.do("merge").code in (0, 1)

    third = Office(first.book, FREE)
    third.do("split", "--due", "2099-12-31", "--department", "组宣科")
    return first.book


def test_each_department_has_its_year(book: Path) -> None:
    found = told(book)
    assert (found["rounds"], found["path"].endswith("汇总/2023年度考核台账.xlsx")) == ([Q1, Q2], True)
    figures = (
        "owed",
        "on_time",
        "late",
        "missing",
        "ahead",
        "sent_back",
        "overdue",
        "supervised",
        "points",
        "rank",
        "closed",
        "closed_in",
    )
    assert {name: tuple(each[figure] for figure in figures) for name, each in found["departments"].items()} == {
        # Its second return was sent back for 1.4, which was due in September and not closed by the year's end; 1.1 was closed.
        "教育科": (2, 2, 0, 0, 0, 1, 1, 0, 96.0, 3, 1, [Q2]),
        "组宣科": (2, 0, 1, 1, 0, 0, 0, 0, 96.0, 3, 0, []),
        "一小": (2, 1, 0, 1, 0, 0, 0, 0, 97.0, 1, 0, []),
        # What it left blank went back to it, which is no decision of the office.
        "二小": (2, 1, 0, 1, 0, 0, 0, 0, 97.0, 1, 0, []),
    }


def test_what_is_not_due_yet_is_not_missing(book: Path) -> None:
    found = told(book, 2099)
    assert found["rounds"] == [FREE]
    assert {name: (each["owed"], each["ahead"], each["missing"]) for name, each in found["departments"].items()} == {
        "组宣科": (1, 1, 0)
    }


def sheets(book: Path, year: int = 2023) -> Any:
    run("yearly", book, "--year", year)
    return openpyxl.load_workbook(book.parent / "分工表-工作区" / "汇总" / f"{year}年度考核台账.xlsx")


def head(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[3]}


def test_every_figure_leads_to_what_it_counts_and_from_there_to_the_file(book: Path) -> None:
    made = sheets(book)
    sheet, columns = made["年度考核"], head(made["年度考核"])
    counted = 0
    for row in range(4, sheet.max_row):
        for figure in ("应报", "按时", "迟报", "未报", "退回", "逾期", "督办", "销号"):
            cell = sheet.cell(row, columns[figure])
            assert bool(cell.value) == bool(cell.hyperlink), (cell.coordinate, figure)
            if not cell.value:
                continue
            name, place = cell.hyperlink.location.split("!")
            line = {heading: made[name].cell(int(place[1:]), column) for heading, column in head(made[name]).items()}
            assert line["部门"].value == sheet.cell(row, 1).value
            assert figure in ("应报", line["情况" if name == "各期报送" else "类别"].value)
            file = next(line[each] for each in ("依据（文件）", "单元格") if each in line)
            target = book.parent / "分工表-工作区" / "汇总" / file.hyperlink.target
            assert target.is_file()
            counted += 1
    assert counted == 14


def test_totals_and_the_figures_of_a_round_lead_to_the_first_row_that_they_count(book: Path) -> None:
    made = sheets(book)
    led = []
    for name, rows in (("年度考核", [made["年度考核"].max_row]), ("计入期次", range(4, made["计入期次"].max_row + 1))):
        for row in rows:
            for heading, column in head(made[name]).items():
                cell = made[name].cell(row, column)
                if not isinstance(cell.value, int | float):
                    continue
                assert bool(cell.value) == bool(cell.hyperlink), (name, heading)
                if not cell.value:
                    continue
                to, place = cell.hyperlink.location.split("!")
                line = {of: made[to].cell(int(place[1:]), column).value for of, column in head(made[to]).items()}
                assert heading in ("应报", "按时率", line["情况" if to == "各期报送" else "类别"])
                assert name == "年度考核" or line["期次"] == made[name].cell(row, 1).value
                led.append(heading)
    assert (led.count("应报"), led.count("退回"), led.count("按时率")) == (3, 1, 1)


def test_what_points_were_taken_for_stands_beside_them(book: Path) -> None:
    sheet = sheets(book)["年度考核"]
    columns = head(sheet)
    said = {sheet.cell(row, 1).value: sheet.cell(row, columns["备注"]).value for row in range(4, sheet.max_row)}
    assert said["教育科"] == "退回1次扣2分，逾期1次扣2分" and said["一小"] == "未报1次扣3分"
    assert said["组宣科"].startswith("未报1次扣3分，迟报1次扣1分；迟报共 ")


def test_what_was_closed_leads_to_the_cell_that_said_done(book: Path) -> None:
    made = sheets(book)
    line = next(row for row in made["退回和销号"].iter_rows(min_row=4) if row[1].value == "销号")
    assert [cell.value for cell in line][:5] == ["教育科", "销号", Q2, "1.1", "王局长，2023-06-21同意销号"]
    link = line[7].hyperlink
    returned = openpyxl.load_workbook(book.parent / "分工表-工作区" / "汇总" / link.target)
    name, cell = link.location.replace("'", "").split("!")
    assert returned[name][cell].value == "已完成"


def test_which_rounds_count_is_said_in_words(book: Path) -> None:
    rows = {row[0]: row for row in sheets(book)["计入期次"].iter_rows(min_row=4, values_only=True)}
    assert rows[Q1][1:3] == ("计入", "期次名称：2023年")
    assert rows[FREE][1:3] == ("不计入", "报送截止日：2099年")
    # All were handed out on one day: by that each is judged, whatever end its name tells.
    columns = head(sheets(book)["计入期次"])
    first, end, last = (columns[name] - 1 for name in ("首次下发", "结束", "算到"))
    assert [(row[last] == row[first], row[last] == row[end]) for row in rows.values()] == [(True, False)] * len(rows)


def test_a_year_without_rounds_names_those_there_are(book: Path, tmp_path: Path) -> None:
    done = run("yearly", book, "--year", 2001)
    assert (done.code, "2023年第一季度（算2023年）" in done.err) == (2, True)
    fresh = Office.small(tmp_path)
    done = run("yearly", fresh.book)
    assert (done.code, "还没有下发过任何一期" in done.err, fresh.root.exists()) == (2, True, False)


def test_what_was_owed_then_counts_whatever_the_table_says_now(tmp_path: Path) -> None:
    works = Office(Office.small(tmp_path).book, Q1)
    works.do("split", "--due", "2023-03-20")
    rows = [
        tuple(str(text).replace("组宣科、教育科", "教育科").replace("教育科", "基础教育科") for text in row)
        for row in ROWS
    ]
    offices = [(name.replace("教育科", "基础教育科"), *rest) for name, *rest in OFFICES]
    table(works.book, rows, offices, aliases={"基础教育科": "教育科"})
    Office(works.book, Q2).do("split", "--due", "2023-06-20")
    found = told(works.book)["departments"]
    # Renamed, it is one department; without tasks of its own in the second quarter, the other owed the first alone.
    assert (found["基础教育科"]["owed"], found["组宣科"]["owed"], "教育科" in found) == (2, 1, False)


def test_undone_returns_and_decisions_leave_the_account(tmp_path: Path) -> None:
    works = Office(Office.small(tmp_path).book, Q1)
    works.do("split", "--due", "2023-03-20")
    works.answer("一小")
    works.do("merge")
    assert told(works.book)["departments"]["一小"]["late"] == 1
    run("undo", works.book)
    assert told(works.book)["departments"]["一小"]["missing"] == 1


def test_the_terminal_shows_the_table(book: Path) -> None:
    shown = run("yearly", book).out
    assert re.search(r"教育科\s+2\s+2\s+0\s+0\s+0\s+1\s+1\s+0\s+1\s+96\s+3", shown)


def test_the_shipped_template_is_what_the_script_builds_and_may_be_restyled(book: Path, tmp_path: Path) -> None:
    yearly.build_yearly(tmp_path / "new.xlsx")
    old, new = shipped(f"templates/{YEARLY_TEMPLATE}"), tmp_path / "new.xlsx"
    assert new.read_bytes() == old.read_bytes()
    own = openpyxl.load_workbook(old)
    own["年度考核"]["A1"].value = "{{年}}"
    folder = book.parent / "分工表-工作区" / "模板"
    folder.mkdir()
    try:
        own.save(folder / YEARLY_TEMPLATE)
        done = run("yearly", book)
        assert (done.code, "单元格 A1：不认识占位符 {{年}}" in done.err) == (2, True)
    finally:
        (folder / YEARLY_TEMPLATE).unlink()
        folder.rmdir()


def test_the_workbook_is_valid(book: Path, needs_validator: None) -> None:
    run("yearly", book)
    ooxml.assert_valid(
        shipped(f"templates/{YEARLY_TEMPLATE}"), book.parent / "分工表-工作区" / "汇总" / "2023年度考核台账.xlsx"
    )


def test_calc_opens_it_without_loss_and_it_prints(
    book: Path, tmp_path: Path, keep: Path, needs_calc: None, needs_pictures: None
) -> None:
    run("yearly", book)
    path = book.parent / "分工表-工作区" / "汇总" / "2023年度考核台账.xlsx"
    old, new = openpyxl.load_workbook(path), openpyxl.load_workbook(calc.convert(path, "xlsx", tmp_path))
    for sheet in old:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value == new[sheet.title][cell.coordinate].value, (sheet.title, cell.coordinate)
    assert 4 <= len(calc.pictures(path, keep, 60)) <= 6


def test_papers_count_and_weights_are_those_of_the_office(tmp_path: Path) -> None:
    works = Office.small(
        tmp_path,
        rows=[("1.1", "甲工程", "修订办法。", "教育科", "", "2023年5月底前")],
        settings={"weights": "满分50；逾期-5.5；督办-0"},
    )
    works.do("split", "--due", "2023-06-20")
    works.answer("教育科")
    works.do("merge")
    dated(works, "merge", "2023-06-19T09:00:00")
    for day in ("2023-06-05", "2023-06-20"):
        run("supervise", works.book, "--round", works.round, "--today", day)
    account = told(works.book)["departments"]["教育科"]
    assert (account["overdue"], account["supervised"], account["points"], account["rank"]) == (1, 2, 44.5, 1)
    rows = [[cell.value for cell in row] for row in sheets(works.book)["退回和销号"].iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["逾期", "督办", "督办"]
    assert rows[0][3:5] == ["1.1", "到期日2023-05-31，到2023-12-31超214天"] and rows[0][7] != "打开"
    assert rows[1][4].startswith("督〔2023〕1号：1.1 已过到期日，超5天")
    assert "满分50；未报-3；迟报-1；退回-2；逾期-5.5；督办-0" in sheets(works.book)["年度考核"]["A2"].value


def test_what_was_owed_is_the_same_in_the_trend_and_in_the_accounts(tmp_path: Path) -> None:
    works = Office.small(tmp_path, rows=[
        ("1.1", "甲工程", "修订办法。", "教育科", "", "2023年12月底前"),
        ("1.2", "甲工程", "开展培训。", "组宣科", "基金会", "2023年12月底前"),
        ("1.3", "甲工程", "日常督导。", "各校", "", "常规工作"),
    ])  # fmt: skip
    works.do("split")
    works.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    works.do("merge")
    agreed = {"leader": "王局", "date": date(2023, 6, 5), "decision": "同意销号", "item": "状态", "reported": "已完成"}
    close = {"kind": "待销号", "department": "教育科", "task": "1.1"}
    # One reported and is closed then, one is silent and closed by the office; two owe a report still.
    fill_pending(
        works,
        agreed | close,
        agreed | {"kind": "待销号", "department": "组宣科", "task": "1.2", "source": "办公室提出"},
    )
    assert "办理 2 条" in works.do("merge").out
    out = works.book.parent / "汇总.xlsx"
    works.do("status", "--out", out)
    head, line = (
        next(row for row in openpyxl.load_workbook(out)["历次趋势"].iter_rows(values_only=True) if row[0] == first)
        for first in ("期次", works.round)
    )
    trend = dict(zip(head, line, strict=True))
    accounts = run("yearly", "--json", works.book, "--year", "2023").json["departments"]
    assert {each["department"]: each["owed"] for each in accounts if each["owed"]} == {
        "教育科": 1,
        "一小": 1,
        "二小": 1,
    }
    assert (trend["应报"], trend["已报"]) == (3, 1)
    # What is opened again is told beside its closing, and counted no more.
    assert {each["department"]: each["closed"] for each in accounts if each["closed"]} == {"教育科": 1, "组宣科": 1}
    fill_pending(
        works, {"kind": "重新立项", "department": "教育科", "task": "1.1", "leader": "王局", "date": date(2023, 6, 9)}
    )
    works.do("merge")
    accounts = run("yearly", "--json", works.book, "--year", "2023").json["departments"]
    assert {each["department"]: each["closed"] for each in accounts if each["closed"]} == {"组宣科": 1}
    told = [row[4].value for row in sheets(works.book)["退回和销号"].iter_rows(min_row=4)]
    assert "王局，2023-06-05同意销号；已重新立项（王局，2023-06-09）" in told


def test_a_correction_that_was_taken_back_is_not_taken_from_the_closed_workbook_again(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": "2023年第二季度", "deadline": date(2023, 6, 20)})
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    pending_rows(works)
    lists = openpyxl.load_workbook(works.root / "汇总" / works.round / "回收情况.xlsx")["回收情况"]
    head, mine = (
        next(line for line in lists.iter_rows(values_only=True) if line[0] == first) for first in ("部门", "教育科")
    )
    shown = {name: place for place, name in enumerate(head)}

    def corrected(day: str) -> str:
        book = openpyxl.load_workbook(works.book)
        sheet = book["回收情况"] if "回收情况" in book.sheetnames else book.create_sheet("回收情况")
        for row, line in enumerate((head, mine), 3):
            for place, value in enumerate(line, 1):
                sheet.cell(row, place).value = value
        sheet.cell(4, shown["收到日期"] + 1).value = day
        book.save(works.book)
        said.append(run("yearly", works.book, "--year", "2023").out)
        with Ledger(works.ledger) as ledger:
            return str(ledger.received_on(works.round).get("教育科", ""))

    said: list[str] = []
    assert corrected("2023-06-19") == "2023-06-19"
    recorded = "“回收情况”里改的收到日期记下了：2023年第二季度：教育科 2023-06-19（没有写经办人）"
    assert recorded in said[-1]
    assert "“回收情况”里还写着的收到日期不再算：教育科 2023-06-19" in run("undo", works.book).out
    assert corrected("2023-06-19") == ""
    assert recorded not in said[-1]
    # Another day counts, and so does that one after it.
    assert corrected("2023-06-18") == "2023-06-18"
    assert corrected("2023-06-19") == "2023-06-19"


def made_into_one(folder: Path, merged: str) -> Office:
    """Set up an office of which 甲科 and 乙科 were asked, 甲科 answered by then, and both became 新科."""
    rows = [("1.1", "工程", "共同办理。", "甲科、乙科", "", "2023年12月底前")]
    first = Office(table(folder / "小表.xlsx", rows, [("甲科", "科室", ""), ("乙科", "科室", "")]), "2023年第一季度")
    first.do("split", "--due", "2023-03-25")
    dated(first, "split", "2023-03-01T09:00:00")
    first.answer("甲科")
    first.do("merge")
    dated(first, "merge", merged)
    made_one = [("1.1", "工程", "共同办理。", "新科", "", "2023年12月底前")]
    table(first.book, made_one, [("新科", "科室", "")], aliases={"新科": "甲科\n乙科"})
    return first


def test_departments_made_into_one_keep_their_accounts_of_the_rounds_that_asked_them_apart(tmp_path: Path) -> None:
    first = made_into_one(tmp_path, "2023-03-20T09:00:00")
    second = Office(first.book, "2023年第二季度")
    second.do("split", "--due", "2023-06-25")
    dated(second, "split", "2023-06-01T09:00:00")
    second.answer("新科")
    second.do("merge")
    dated(second, "merge", "2023-06-20T09:00:00")
    found = run("yearly", "--json", first.book, "--year", "2023").json["departments"]
    # 乙科, which was silent, is not on time because 甲科 was.
    assert {each["department"]: (each["owed"], each["on_time"], each["missing"]) for each in found} == {
        "新科": (1, 1, 0), "甲科": (1, 1, 0), "乙科": (1, 0, 1),
    }  # fmt: skip


def test_departments_made_into_one_within_a_round_report_it_as_one(tmp_path: Path) -> None:
    first = made_into_one(tmp_path, "2023-03-05T09:00:00")
    first.do("split", "--due", "2023-03-25")
    dated(first, "split", "2023-03-10T09:00:00")
    first.answer("新科")
    first.do("merge")
    dated(first, "merge", "2023-03-20T09:00:00")
    before = first.json("status", "--today", "2023-03-31")["tasks"]
    assert [each["department"] for each in before[0]["departments"]] == ["新科"]
    second = Office(first.book, "2023年第二季度")
    second.do("split", "--due", "2023-06-25")
    dated(second, "split", "2023-06-01T09:00:00")
    found = run("yearly", "--json", first.book, "--year", "2023").json["departments"]
    assert {each["department"]: (each["owed"], each["on_time"], each["missing"]) for each in found} == {
        "新科": (2, 1, 1)
    }  # fmt: skip
    assert first.json("status", "--today", "2023-03-31")["tasks"] == before
    assert "上报了内容" not in first.do("status", "--today", "2023-03-31").out
