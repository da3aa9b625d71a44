"""A workbook that has a table and none of the fixed sheets: its results lie in 汇总/, and it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
import xlwings
from support.live import TAKEN_IN, press
from support.office import ROUND
from support.plain_table import SHEET, write_plain_table

from xlplan.actions.book import open_book
from xlplan.actions.demo import send_in
from xlplan.files.office_book.settings_file import settings_place
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.ledger.store import Ledger
from xlplan.office.buttons.round_question import RoundAnswer, RoundQuestion
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.office.buttons.verbs import press_file
from xlplan.terms.fields import Field


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_plain_table(tmp_path / "教育局 督导室" / "责任 表.xlsx")


@pytest.fixture
def plain(calc: xlwings.App, path: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(str(path))
    yield book
    book.close()


def lists(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """Return the rows of a list in 汇总/."""
    (found,) = open_book(path).workspace.reports.rglob(f"{sheet}.xlsx")
    return list(openpyxl.load_workbook(found)[sheet].values)


def test_a_round_goes_once_round_and_the_workbook_stays_as_it_is(plain: xlwings.Book, path: Path) -> None:
    before = path.read_bytes()
    outcome = press(plain, "validate")
    assert outcome.ok
    assert f"读的是“{SHEET}”里的25项任务" in outcome.message
    assert "没有改动它" in outcome.message
    assert any("5.4" in row for row in lists(path, "校验结果"))

    assert press(plain, "split").ok
    space = open_book(path).workspace
    with Ledger(space.ledger_path) as ledger:
        sent = list(ledger.sent(ROUND).values())
    assert len(sent) > 5
    for each in sent[1:]:
        send_in(space, each, space.returned_folder(ROUND))
    merged = press(plain, "merge", TAKEN_IN)
    assert merged.ok, merged.message
    states = {row[0]: row[1] for row in lists(path, "回收情况")}
    assert states[sent[0].sheet.department] == "未报送"
    summed = press(plain, "status", TAKEN_IN)
    assert summed.ok
    assert (space.report_folder(ROUND) / "进展汇总.xlsx").is_file()
    assert press(plain, "undo", TAKEN_IN).ok
    with Ledger(space.ledger_path) as ledger:
        assert ledger.received(ROUND) == []
    assert path.read_bytes() == before
    assert plain.sheet_names == [SHEET, "设置"]


def test_changes_that_are_not_saved_are_to_be_saved_first(plain: xlwings.Book, path: Path) -> None:
    plain.sheets[SHEET]["A40"].value = "刚写的"
    outcome = press(plain, "validate")
    assert not outcome.ok
    assert "没保存的改动" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()


def test_without_a_round_it_is_asked_once_and_kept_beside_the_workbook(calc: xlwings.App, tmp_path: Path) -> None:
    path = write_plain_table(tmp_path / "没有设置.xlsx", with_settings=False)
    before = path.read_bytes()
    book = calc.books.open(str(path))
    asked = press(book, "split")
    assert "A1写“当前期次”" in asked.message
    assert isinstance(asked.ask, TableQuestion)
    assert f"读的是工作表“{SHEET}”：25项任务。\n列：工程名称（A列）" in asked.ask.said
    assert "组宣科" in asked.ask.departments
    assert asked.ask.rounds[0] == ROUND
    kept = tmp_path / "分工表-工作区/设置.xlsx"
    assert not kept.exists()

    # What it was taken for is corrected, and read once more, before anything is kept.
    reading = TableReading({Field.CONTENT: ["工程名称"]}, ("主要内容",), ("工会",))
    again = press(book, "split", answer=TableAnswer(reading)).ask
    assert isinstance(again, TableQuestion)
    assert [each.taken for each in again.columns][:2] == [Field.CONTENT, None]
    assert again.reading == reading and "工会" in again.departments and "工会" not in again.said
    assert not kept.exists()
    reading = TableReading(no_departments=("工会",))
    assert press(book, "split", answer=TableAnswer(reading, RoundAnswer(ROUND, date(2023, 6, 25)))).ok
    assert open_book(path).settings.no_departments == ("工会",)
    found = open_book(path)
    assert (found.settings.round, found.settings.deadline) == (ROUND, date(2023, 6, 25))
    assert found.settings.findings == ()
    with Ledger(found.workspace.ledger_path) as ledger:
        sent = ledger.sent(ROUND).values()
        assert {each.sheet.deadline for each in sent} == {date(2023, 6, 25)}
        assert "工会" not in {each.sheet.department for each in sent}
    assert press(book, "merge", TAKEN_IN).ask is None

    # 开新一期 asks too, and is taken back as any step.
    following = press(book, "round", TAKEN_IN)
    assert isinstance(following.ask, RoundQuestion)
    assert (following.ask.rounds[0], f"{ROUND}还没报送：" in following.ask.said) == ("2023年第三季度", True)
    said = press(book, "round", TAKEN_IN, answer=RoundAnswer("2023年第三季度", date(2023, 9, 20)))
    assert f"已从{ROUND}换到2023年第三季度，报送截止日2023-09-20" in said.message
    assert open_book(path).settings.round == "2023年第三季度"
    undone = press(book, "undo", TAKEN_IN)
    assert "“设置”已改回" in undone.message
    settings = open_book(path).settings
    assert (settings.round, settings.deadline) == (ROUND, date(2023, 6, 25))
    assert path.read_bytes() == before
    book.close()


def test_what_the_office_writes_into_the_kept_settings_counts(tmp_path: Path) -> None:
    path = write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)
    work = partial(press_file, path=path, now=TAKEN_IN, report=lambda text, share: None)
    assert work("split", answer=RoundAnswer(ROUND, date(2023, 6, 25))).ok
    kept = tmp_path / "分工表-工作区/设置.xlsx"
    book = openpyxl.load_workbook(kept)
    rows = {row[0].value: row[1] for row in book["设置"].iter_rows(min_row=4)}
    rows["黄灯：临期天数"].value = 30
    rows["报送截止日"].value = "下个月"
    book.save(kept)
    assert open_book(path).settings.warning_days == 30
    asked = work("split")
    assert isinstance(asked.ask, RoundQuestion)
    assert "“下个月”看不懂" in asked.ask.said
    assert work("split", answer=RoundAnswer(ROUND, date(2023, 6, 28))).ok
    settings = open_book(path).settings
    assert (settings.warning_days, settings.deadline) == (30, date(2023, 6, 28))


def test_a_sheet_of_its_own_goes_before_what_is_kept(tmp_path: Path) -> None:
    path = write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)
    keep_settings(settings_place(path), {"round": "2022年"}, path.name, TAKEN_IN)
    assert open_book(path).settings.round == "2022年"
    write_plain_table(path)
    assert (open_book(path).settings.round, open_book(path).settings_file) == (ROUND, None)


def test_a_workbook_without_any_table_is_told(calc: xlwings.App, tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "别的.xlsx")
    book = calc.books.open(str(tmp_path / "别的.xlsx"))
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "别的.xlsx" in outcome.message or "没有" in outcome.message
    book.close()


def test_a_sheet_of_the_offices_own_may_be_called_as_one_of_ours(plain: xlwings.Book) -> None:
    plain.sheets.add("进展汇总", after=plain.sheets[SHEET])
    plain.save()
    outcome = press(plain, "validate")
    assert outcome.ok, outcome.message


def test_what_the_program_made_is_no_table(calc: xlwings.App, plain: xlwings.Book, path: Path) -> None:
    assert press(plain, "split").ok
    assert press(plain, "merge", TAKEN_IN).ok
    space = open_book(path).workspace
    entered = press(plain, "enter", TAKEN_IN)
    assert f"“{space.shown(space.report_folder(ROUND) / '待核实.xlsx')}”" in entered.message
    made = next(space.sent_folder(ROUND).glob("*.xlsx"))
    book = calc.books.open(str(made))
    for verb in ("validate", "merge", "folder"):
        outcome = press(book, verb, TAKEN_IN)
        assert not outcome.ok
        assert f"在工作区“{space.root.name}”里" in outcome.message
    assert sorted(made.parent.glob("*工作区*")) == []
    book.close()


def test_beside_a_workbook_without_a_table_nothing_is_made(calc: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "通讯录.xlsx"
    names = openpyxl.Workbook()
    names.active.append(["姓名", "电话"])
    names.save(path)
    book = calc.books.open(str(path))
    assert not press(book, "folder").ok
    book.close()
    assert sorted(path.parent.iterdir()) == [path]


def test_missing_numbers_are_offered_and_written_into_the_open_table(calc: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "有编号.xlsx"
    made = openpyxl.Workbook()
    for row in (
        ["编号", "主要内容", "执行部门", "完成时限"],
        ["1.1", "抓安全", "教育科", "2023年12月底"],
        [None, "抓质量", "组宣科", "2023年12月底"],
    ):
        made.active.append(row)
    settings = made.create_sheet("设置")
    settings.append(("当前期次", ROUND))
    made.save(path)
    book = calc.books.open(str(path))
    asked = press(book, "validate")
    assert isinstance(asked.ask, str) and "现在补上吗" in asked.ask
    filled = press(book, "validate", answer=True)
    assert filled.ok and "请保存工作簿" in filled.message
    assert book.sheets[0]["A3"].value not in (None, "")
    assert "没保存的改动" in press(book, "validate").message
    book.save()
    assert press(book, "validate").ask is None
    book.close()


def test_without_a_saved_file_help_and_the_examination_work_all_the_same(calc: xlwings.App) -> None:
    book = calc.books.add()
    assert press(book, "help").ok
    assert press(book, "doctor").message.startswith("环境检查")
    assert "还没有保存过" in press(book, "validate").message
    book.close()


def test_of_a_workbook_for_reading_only_it_is_said_where_results_go(calc: xlwings.App, path: Path) -> None:
    book = calc.books.open(str(path), read_only=True)
    outcome = press(book, "validate")
    assert outcome.ok and "以只读方式打开的，写不进去，结果都在" in outcome.message
    assert "以只读方式打开" in press(book, "sheets").message
    book.close()


def test_two_workbooks_of_one_plan_in_a_folder_are_told(tmp_path: Path) -> None:
    work = partial(press_file, now=TAKEN_IN, report=lambda text, share: None)
    one, other = (write_plain_table(tmp_path / name) for name in ("责任 表.xlsx", "责任 表改.xlsx"))
    assert "留意" not in work("split", path=one).message
    assert "“责任 表.xlsx”也用过工作区" in work("split", path=other).message
    assert "留意" not in work("merge", path=one).message
    one.unlink()
    assert "留意" not in work("merge", path=other).message


@pytest.mark.linux("elsewhere other lengths are allowed")
def test_a_path_that_the_ledger_cannot_have_is_told_as_such(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的文件夹名称" * 7] * 3)
    outcome = press_file("split", write_plain_table(deep / "表.xlsx"), TAKEN_IN, lambda text, share: None)
    assert not outcome.ok
    assert "个字节（一个汉字算3个），数据库最多认504个" in outcome.message and "移到短一些的文件夹里" in outcome.message
