"""督办单: two rounds told day by day, with answers, silence and escalation; papers, list, reply slips, undoing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from support import calc, ooxml
from support.office import OFFICES, Office, dated, fill_pending, put, run
from support.word import words

from xlplan.actions.book import open_book
from xlplan.actions.supervise import Supervising, supervise
from xlplan.files.store.shipped import shipped
from xlplan.status.supervise import Colour

Q2, Q3 = "2023年第二季度", "2023年第三季度"
ROWS = (
    ("1.1", "甲工程", "修订办法。", "教育科", "", "2023年5月底前"),
    ("1.2", "甲工程", "开展培训。", "教育科、组宣科", "", "2023年1月—2023年12月"),
    ("1.3", "甲工程", "建立台账。", "基金会", "", "2023年7月10日前"),
    ("1.4", "甲工程", "日常督导。", "一小", "", "常规工作"),
)
PAPERS = ("督办单",)


@dataclass
class Day:
    """What was issued on a day: by department, 文号 and the colour of each task; and what stands, by 文号 and 编号."""

    result: Supervising

    @property
    def issued(self) -> dict[str, tuple[int, dict[str, str]]]:
        return {
            each.first.department: (each.first.number, {row.task: row.colour.value for row in each.rows})
            for each in self.result.papers
        }

    @property
    def open(self) -> dict[tuple[int, str], str]:
        return {(each.paper.number, each.paper.task): each.words(self.result.today) for each in self.result.open}


class Story:
    """An office that supervises day by day."""

    def __init__(self, folder: Path) -> None:
        self.office = Office.small(folder, rows=ROWS, offices=(*OFFICES, ("一小", "学校", "")))
        self.list = self.office.root / "汇总" / "督办台账.xlsx"

    def on(self, day: str, round_: str = Q2) -> Day:
        now = datetime.fromisoformat(f"{day}T09:00")
        return Day(supervise(open_book(self.office.book), round_, now))

    def slip(self, number: int, task: str, **said: object) -> None:
        """Note what came back, as the office does: in 督办台账."""
        book = openpyxl.load_workbook(self.list)
        sheet: Any = book.active
        columns = {cell.value: cell.column for cell in sheet[3]}
        (row,) = (
            r
            for r in range(4, sheet.max_row + 1)
            if (sheet.cell(r, 1).value, sheet.cell(r, columns["编号"]).value) == (f"督〔2023〕{number}号", task)
        )
        for heading, value in said.items():
            sheet.cell(row, columns[heading]).value = value
        book.save(self.list)

    def split(self, round_: str, day: str, due: str) -> Office:
        office = Office(self.office.book, round_)
        office.do("split", "--due", due)
        dated(office, "split", f"{day}T08:00:00")
        return office

    def merge(self, office: Office, day: str, department: str, **cells: object) -> None:
        office.answer(
            department, edit=lambda filled: [put(task, **what)(filled) for task, what in cells.items()] and None
        )
        office.do("merge")
        dated(office, "merge", f"{day}T08:00:00")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def test_two_rounds_day_by_day(story: Story) -> None:
    second = story.split(Q2, "2023-06-01", "2023-06-20")
    # 5 June: only what is overdue or behind by the calendar; nobody has reported yet.
    day = story.on("2023-06-05")
    assert day.issued == {"教育科": (1, {"1.1": "红"})}
    assert day.result.papers[0].first.answer_by == date(2023, 6, 12), "five working days"
    assert day.open == {(1, "1.1"): "未签收，未答复"} and day.result.needs_person
    assert story.on("2023-06-05").issued == {}, "none twice for the same matter"

    # 8 June: 教育科 has signed, and says nothing more.
    story.slip(1, "1.1", 签收人="张三", 签收日期="2023-06-07")
    day = story.on("2023-06-08")
    assert (day.result.noted, day.issued, day.open) == (1, {}, {(1, "1.1"): "已签收，未答复"})

    # 12 June is the last day to answer; on the 13th red is asked for again, with the next number.
    assert story.on("2023-06-12").issued == {}
    day = story.on("2023-06-13")
    assert day.issued == {"教育科": (2, {"1.1": "红"})}
    assert day.result.papers[0].rows[0].texts["前次"] == "督〔2023〕1号（红色）要求2023年6月12日前答复，没有收到答复"

    # 15 June: an answer with a day. It is taken at its word until then.
    story.slip(2, "1.1", 签收人="张三", 签收日期=date(2023, 6, 14), 整改措施="专人起草", 承诺日期=date(2023, 6, 30))
    assert story.on("2023-06-15").open == {(2, "1.1"): "已答复，承诺2023-06-30完成"}

    # 20 June: 组宣科 reports that it is far behind; that is yellow. 26 June: 1.3 comes near, blue.
    story.merge(second, "2023-06-20", "组宣科", **{"1.2": {"percent": 0.1}})
    assert story.on("2023-06-20").issued == {"组宣科": (3, {"1.2": "黄"})}
    assert story.on("2023-06-26").issued == {"基金会": (4, {"1.3": "蓝"})}

    # 28 June is 组宣科's last day, as two are a festival; then yellow becomes red. 30 June is promised, and has not passed.
    assert story.on("2023-06-28").issued == {}
    assert story.on("2023-06-29").issued == {"组宣科": (5, {"1.2": "红"})}
    assert story.on("2023-06-30").issued == {}
    # 1 July: what was promised was not kept.
    assert story.on("2023-07-01").issued == {"教育科": (6, {"1.1": "红"})}

    # The next round. 基金会 stays silent about blue: yellow, then overdue anyway.
    third = story.split(Q3, "2023-07-03", "2023-09-20")
    assert story.on("2023-07-04", Q3).issued == {"基金会": (7, {"1.3": "黄"})}
    day = story.on("2023-07-11", Q3)
    assert day.issued == {"教育科": (8, {"1.1": "红"}), "组宣科": (9, {"1.2": "红"}), "基金会": (10, {"1.3": "红"})}
    assert day.result.papers[2].rows[0].texts["前次"].endswith("要求2023年7月11日前答复，未签收，未答复"), (
        "worse before its time is over"
    )
    # 教育科 reports on both rows: an answer. 组宣科 does so on the slip, without a day.
    story.merge(third, "2023-07-12", "教育科", **{"1.1": {"percent": 0.9}, "1.2": {"percent": 0.5}})
    story.slip(9, "1.2", 整改措施="七月补上两期培训")
    day = story.on("2023-07-31", Q3)
    assert "教育科" not in day.issued and "组宣科" not in day.issued, "who answered is left in peace for the round"
    assert day.open[9, "1.2"] == "已答复"

    # An agreed delay begins anew: 教育科 is no longer overdue, and comes near in October.
    agreed = {"decision": "同意延期", "leader": "王局", "date": date(2023, 8, 1)}
    third.answer("教育科", "再报.xlsx", edit=put("1.1", expected=date(2023, 10, 31)))
    third.do("merge")
    dated(third, "merge", "2023-08-01T08:00:00")
    asked = {"kind": "申请延期", "department": "教育科", "task": "1.1", "item": "预计完成日期"}
    fill_pending(third, asked | {"before": "2023-05-31", "reported": "2023-10-31"} | agreed)
    third.do("merge")
    # 21 September, past the second deadline: 一小 has not said a word in two rounds; 教育科 has fallen behind with 1.2 meanwhile.
    day = story.on("2023-09-21", Q3)
    assert day.issued == {"教育科": (12, {"1.2": "黄"}), "基金会": (13, {"1.3": "红"}), "一小": (14, {"1.4": "黄"})}
    assert day.result.papers[-1].rows[0].texts["原因"] == "连续两期没有报送"

    # A fourth round is handed out: what nobody answered stands, and is asked for in the next colour.
    fourth = "2023年第四季度"
    story.split(fourth, "2023-09-25", "2023-12-20")
    assert story.on("2023-09-28", fourth).open[14, "1.4"] == "未签收，未答复"
    assert story.on("2023-10-09", fourth).issued["一小"][1] == {"1.4": "红"}


def test_a_report_that_went_back_is_no_answer(story: Story) -> None:
    office = story.split(Q2, "2023-06-01", "2023-06-20")
    assert story.on("2023-06-05").issued == {"教育科": (1, {"1.1": "红"})}
    story.merge(office, "2023-06-07", "教育科", **{"1.1": {"state": "已完成", "percent": 1}})
    assert story.on("2023-06-07").open == {}
    done = {"kind": "待销号", "department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成"}
    fill_pending(office, done | {"decision": "退回"})
    office.do("merge")
    dated(office, "merge", "2023-06-08T08:00:00")
    assert story.on("2023-06-08").open == {(1, "1.1"): "未签收，未答复"}
    assert story.on("2023-06-13").issued == {"教育科": (2, {"1.1": "红"})}


def test_a_pause_that_was_agreed_to_answers_the_paper_before_it(story: Story) -> None:
    office = story.split(Q2, "2023-06-01", "2023-06-20")
    assert story.on("2023-06-05").issued == {"教育科": (1, {"1.1": "红"})}
    story.merge(office, "2023-06-07", "教育科", **{"1.1": {"state": "暂缓"}})
    asks = {"department": "教育科", "task": "1.1", "item": "状态", "leader": "李局"}
    agreed = {"kind": "申请暂缓", "reported": "暂缓", "decision": "同意暂缓", "date": date(2023, 6, 8)}
    for decided, day in ((agreed, 8), ({"kind": "恢复", "date": date(2023, 6, 19)}, 19)):
        fill_pending(office, asks | decided)
        office.do("merge")
        dated(office, "merge", f"2023-06-{day:02}T08:00:00")
    # What it reported counts no more, but it was no silence: no colour up, and none sooner for the same matter.
    assert story.on("2023-06-19").open == {(1, "1.1"): "已报进展"}


def test_papers_texts_and_list_are_there_and_valid(story: Story, needs_validator: None) -> None:
    story.split(Q2, "2023-06-01", "2023-06-20")
    day = story.on("2023-06-05")
    paper = day.result.papers[0].path
    assert paper == story.office.root / "汇总" / Q2 / "督办单" / "教育科-督〔2023〕1号.docx"
    ooxml.assert_valid(paper, story.list, paper.with_name("签收单.docx"))
    assert "督〔2023〕1号" in words(paper.with_name("签收单.docx"))
    said = words(paper)
    for part in (
        "督〔2023〕1号",
        "红色督办",
        "2023年6月12日前答复",
        "修订办法",
        "2023-05-31",
        "从未报送",
        "督 办 单 回 执",
        "签收人",
    ):
        assert part in said, part
    assert "{{" not in said and "{%" not in said
    text = paper.with_suffix(".txt").read_text("utf-8-sig")
    assert "督办单 督〔2023〕1号（红色）" in text and "已过到期日，超5天" in text


def test_the_paper_opens_in_calc_as_pdf(story: Story, needs_calc: None, tmp_path: Path) -> None:
    story.split(Q2, "2023-06-01", "2023-06-20")
    story.on("2023-06-05")
    assert calc.convert(story.list, "pdf", tmp_path / "pdf").read_bytes()[:4] == b"%PDF"


def test_it_is_taken_back_with_its_papers_and_the_number_is_free_again(story: Story) -> None:
    story.split(Q2, "2023-06-01", "2023-06-20")
    paper = story.on("2023-06-05").result.papers[0].path
    listed = run("undo", "--list", story.office.book).out
    assert "督办单（2023-06-05 09:00，2023年第二季度督办单 1 份：督〔2023〕1号起）" in listed
    undone = run("undo", "--json", story.office.book).json
    assert undone["action"]["verb"] == "supervise" and undone["kept"] == []
    assert not paper.exists() and not paper.with_suffix(".txt").exists() and not story.list.exists()
    assert story.on("2023-06-06").issued == {"教育科": (1, {"1.1": "红"})}
    edited = Document(str(paper))
    edited.paragraphs[0].add_run("局长改过")
    edited.save(str(paper))
    assert [Path(each).name for each in run("undo", "--json", story.office.book).json["kept"]] == [paper.name]
    assert paper.exists()


def test_slips_are_noted_taken_back_and_rebuilt(story: Story) -> None:
    story.split(Q2, "2023-06-01", "2023-06-20")
    story.on("2023-06-05")
    story.slip(1, "1.1", 签收人="张三", 承诺日期="下个月初吧")
    day = story.on("2023-06-06")
    assert [each.code for each in day.result.findings] == ["reply-day"] and day.result.needs_person
    assert openpyxl.load_workbook(story.list).active["I4"].value == "下个月初吧", "what nobody can read stays"
    assert day.open == {(1, "1.1"): "已签收，未答复"}
    story.office.ledger.unlink()
    assert run("rebuild", story.office.book).code == 0
    assert story.on("2023-06-07").open == {(1, "1.1"): "已签收，未答复"}
    assert run("undo", "--json", story.office.book).json["action"]["verb"] == "reply"
    assert story.on("2023-06-07").open == {(1, "1.1"): "未签收，未答复"}


def test_the_office_may_restyle_the_paper(story: Story) -> None:
    story.split(Q2, "2023-06-01", "2023-06-20")
    own = story.office.root / "模板" / "督办单.docx"
    own.parent.mkdir()
    paper = Document(str(shipped("templates/督办单.docx")))
    paper.paragraphs[0].runs[0].text = "督 查 通 知"
    paper.save(str(own))
    assert "督 查 通 知" in words(story.on("2023-06-05").result.papers[0].path)


def test_the_command_says_who_and_why_and_what_is_asked_of_whom(story: Story) -> None:
    office = story.office
    assert run("supervise", office.book, "--round", Q2).code == 2
    office.do("split", "--due", "2023-06-20")
    done = run("supervise", office.book, "--round", Q2, "--today", "2023-06-05")
    assert done.code == 1
    for part in ("督办单 1 份（红色 1）", "督〔2023〕1号", "已过到期日，超5天", "督办台账.xlsx"):
        assert part in done.out, part
    found = run("supervise", office.book, "--round", Q2, "--today", "2023-06-06", "--json")
    assert found.code == 1 and found.json["papers"] == []
    assert found.json["open"] == [
        {"number": "督〔2023〕1号", "department": "教育科", "task": "1.1", "colour": "red", "answer_by": "2023-06-12", "signed": False,
         "answered": False, "state": "未签收，未答复"}
    ]  # fmt: skip
    assert "还没有签收：教育科 1.1" in run("supervise", office.book, "--round", Q2, "--today", "2023-06-07").out
    assert [each.value for each in Colour] == ["红", "黄", "蓝"]


def test_the_tasks_of_a_paper_that_nobody_signed_are_told_together(tmp_path: Path) -> None:
    late = [
        (number, "甲工程", f"做好{number}。", who, "", "2023年5月底前")
        for number, who in (("1", "教育科"), ("2", "一小"), ("3", "教育科"))
    ]
    office = Office.small(tmp_path, rows=late, offices=(*OFFICES, ("一小", "学校", "")))
    office.do("split", "--due", "2023-06-20")
    office.do("supervise", "--today", "2023-06-05")
    said = "还没有签收：教育科 1、3（督〔2023〕1号，未签收，未答复）、一小 2（督〔2023〕2号，未签收，未答复）"
    assert said in office.do("supervise", "--today", "2023-06-06").out


def test_an_escalated_paper_names_the_leader_of_the_task(tmp_path: Path) -> None:
    office = Office.small(tmp_path, rows=[(*ROWS[0], "赵局长")], leaders=True)
    office.do("split", "--due", "2023-06-20")
    for day in ("2023-06-05", "2023-06-13"):
        done = supervise(open_book(office.book), Q2, datetime.fromisoformat(f"{day}T09:00"))
    [paper] = done.papers
    assert "本单同时报分管领导（赵局长）" in paper.path.with_suffix(".txt").read_text("utf-8-sig")
    assert "赵局长" in words(paper.path)
