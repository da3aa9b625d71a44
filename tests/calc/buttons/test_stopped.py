"""What stops a button: each thing is named, and nothing is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings
from support.live import TAKEN_IN, done, listed, press

from xlplan.actions.book import open_book
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office.sheets import result_rows
from xlplan.terms.sheets import DASHBOARD, DEPARTMENTS, FINDINGS, PENDING, PLAN, PROGRESS, RETURNS, SENT, SETTINGS


def test_a_workbook_never_saved_is_to_be_saved_first(calc: xlwings.App) -> None:
    book = calc.books.add()
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "还没有保存过" in outcome.message
    book.close()


def test_a_workbook_renamed_while_open_is_noticed(book: xlwings.Book, path: Path) -> None:
    path.rename(path.with_name("改名.xlsm"))
    for verb in ("validate", "split", "folder"):
        outcome = press(book, verb)
        assert not outcome.ok
        assert "已经不在原处" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()


def test_a_workbook_opened_for_reading_only_is_left_alone(calc: xlwings.App, path: Path) -> None:
    book = calc.books.open(str(path), read_only=True)
    outcome = press(book, "split")
    assert not outcome.ok
    assert "只读" in outcome.message
    assert not (path.parent / "分工表-工作区").exists()
    book.close()


@pytest.mark.parametrize("name", [FINDINGS, "操作台"])
def test_a_protected_sheet_is_named(book: xlwings.Book, name: str) -> None:
    book.sheets[name].impl.api.protect("")
    outcome = press(book, "validate")
    assert not outcome.ok
    assert f"“{name}”受保护" in outcome.message
    assert book.app.screen_updating


def test_with_a_protected_list_nothing_is_handed_out(book: xlwings.Book, path: Path) -> None:
    book.sheets[RETURNS].impl.api.protect("")
    assert not press(book, "split").ok
    assert not (path.parent / "分工表-工作区").exists()


NEEDED = [(FINDINGS, "validate"), (SENT, "split"), (RETURNS, "merge"), (PENDING, "merge"), (PROGRESS, "status"),
          (DASHBOARD, "status"), ("操作台", "split"), (PLAN, "validate")]  # fmt: skip


@pytest.mark.parametrize(("name", "verb"), NEEDED)
def test_a_sheet_that_was_renamed_or_deleted_is_named_and_not_made_anew(
    book: xlwings.Book, path: Path, name: str, verb: str
) -> None:
    book.sheets[name].name = "改了名"
    names = book.sheet_names
    outcome = press(book, verb)
    assert not outcome.ok
    assert f"没有“{name}”" in outcome.message
    book.sheets["改了名"].delete()
    assert not press(book, verb).ok
    assert book.sheet_names == [each for each in names if each != "改了名"]
    assert not (path.parent / "分工表-工作区").exists()


def test_without_部门_the_names_in_the_table_count_and_it_is_said(book: xlwings.Book) -> None:
    book.sheets[DEPARTMENTS].delete()
    done(book, "validate")
    assert "没有部门表" in [row["rule"] for row in listed(book, FINDINGS)]


def test_a_heading_that_is_gone_is_named(book: xlwings.Book) -> None:
    book.sheets[FINDINGS].range("H3").value = "别的"
    outcome = press(book, "validate")
    assert not outcome.ok
    assert "“规则”" in outcome.message


def test_a_dashboard_whose_tables_were_moved_is_not_written(book: xlwings.Book) -> None:
    done(book, "split")
    board = book.sheets[DASHBOARD]
    board.impl.api.getRows().insertByIndex(36, 1)
    before = board.used_range.formula
    outcome = press(book, "status", TAKEN_IN)
    assert not outcome.ok
    assert "标题" in outcome.message
    assert board.used_range.formula == before


@pytest.mark.parametrize(
    ("label", "value", "verb", "said"),
    [
        ("当前期次", None, "split", "没有写“当前期次”"),
        ("当前期次", None, "status", "没有写“当前期次”"),
        ("当前期次", "2023年13月", "split", "13月"),
        ("报送截止日", None, "split", "没有写“报送截止日”"),
        ("报送截止日", "下周五", "split", "“下周五”看不懂"),
        ("当前期次", "2024年6月", "merge", "没有下发过“2024年6月”"),
        ("当前期次", "2024年6月", "status", "没有下发过“2024年6月”"),
    ],
)
def test_what_is_missing_in_设置_is_said(book: xlwings.Book, label: str, value: str, verb: str, said: str) -> None:
    settings = book.sheets[SETTINGS]
    row = settings.range("A1:A20").value.index(label) + 1
    settings.range((row, 2)).value = value
    outcome = press(book, verb)
    assert not outcome.ok
    assert said in outcome.message


def test_of_two_open_workbooks_only_the_one_pressed_is_written(
    calc: xlwings.App, book: xlwings.Book, tmp_path: Path
) -> None:
    folder = tmp_path / "另一份"
    folder.mkdir()
    other = calc.books.open(str(shutil.copy(shipped(WORKBOOK), folder / "去年的分工表.xlsm")))
    other.activate()
    done(book, "validate")
    done(book, "split")
    assert listed(book, FINDINGS)
    assert listed(other, FINDINGS) == listed(other, SENT) == []
    assert list(folder.glob("分工表-工作区")) == []
    other.close()


def test_another_run_in_the_working_folder_is_waited_for_in_words(book: xlwings.Book, path: Path) -> None:
    with open_book(path).workspace.hold("09:00 开始的“合并回收”"):
        outcome = press(book, "split")
    assert not outcome.ok
    assert "正在使用" in outcome.message


def test_what_the_user_cannot_mend_is_not_hidden(book: xlwings.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(result_rows, "findings", fail)
    with pytest.raises(ZeroDivisionError):
        press(book, "validate")
    assert book.app.screen_updating
