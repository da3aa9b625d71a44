"""Programs, workbooks, sheets, defined names."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw


def test_the_app_is_among_the_running_ones(app: xw.App, book: xw.Book) -> None:
    assert app.pid in [running.pid for running in xw.apps]
    assert xw.apps[app.pid] == app
    assert book.app == app
    assert app.version.major > 0


def test_a_workbook_is_found_by_name_and_by_number(app: xw.App, book: xw.Book) -> None:
    assert app.books[book.name] == book
    assert book in list(app.books)
    with pytest.raises(KeyError):
        app.books["没有这本.xlsx"]


def test_a_new_workbook_is_the_active_one(app: xw.App, book: xw.Book) -> None:
    assert app.books.active == book


def test_a_saved_workbook_knows_its_path(book: xw.Book, folder: Path) -> None:
    path = folder / "分工表 副本.xlsx"
    book.sheets[0]["A1"].value = "甲"
    book.save(path)
    assert path.is_file()
    assert book.name == path.name
    assert Path(book.fullname) == path


def test_a_workbook_is_opened_once(app: xw.App, folder: Path) -> None:
    path = folder / "再开.xlsx"
    first = app.books.add()
    first.sheets[0]["B2"].value = [["'001", 0.25]]
    first.save(path)
    first.close()
    assert path.name not in [book.name for book in app.books]
    opened = app.books.open(path)
    assert opened.sheets[0]["B2:C2"].value == ["001", 0.25]
    assert app.books.open(path) == opened
    opened.close()


def test_what_was_changed_is_saved_in_place(app: xw.App, folder: Path) -> None:
    path = folder / "改.xlsx"
    book = app.books.add()
    book.save(path)
    book.sheets[0]["A1"].value = "改过"
    book.save()
    book.close()
    again = app.books.open(path)
    assert again.sheets[0]["A1"].value == "改过"
    again.close()


def test_sheets_are_added_where_asked(book: xw.Book) -> None:
    first = book.sheets[0]
    first.name = "操作台"
    last = book.sheets.add("校验结果", after=first)
    book.sheets.add("分工表", before=last)
    assert book.sheet_names == ["操作台", "分工表", "校验结果"]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3]
    assert len(book.sheets) == 3
    assert book.sheets["分工表"].index == 2
    assert book.sheets[-1].name == "校验结果"


def test_a_sheet_that_exists_is_not_added_again(book: xw.Book) -> None:
    book.sheets.add("分工表")
    with pytest.raises(ValueError, match="分工表"):
        book.sheets.add("分工表")


def test_a_sheet_that_is_missing_raises(book: xw.Book) -> None:
    with pytest.raises(Exception):  # noqa: B017  (each program has an error of its own)
        book.sheets["没有这张"]


def test_sheets_are_deleted_hidden_and_brought_to_front(book: xw.Book) -> None:
    one, two = book.sheets.add("一"), book.sheets.add("二")
    two.visible = False
    assert not two.visible
    two.visible = True
    one.activate()
    assert book.sheets.active == one
    two.activate()
    assert book.sheets.active.name == "二"
    one.delete()
    assert "一" not in book.sheet_names


def test_a_sheet_is_copied_and_moved(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = "原"
    copied = sheet.copy(name="副本")
    assert copied["A1"].value == "原"
    copied.move(before=sheet)
    assert book.sheet_names[0] == "副本"


def test_a_sheet_is_cleared(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["甲"] * 5] * 5
    sheet["A1"].color = (1, 2, 3)
    sheet.clear_contents()
    assert sheet["A1:E5"].value == [[None] * 5] * 5
    assert sheet["A1"].color == (1, 2, 3)
    sheet.clear()
    assert sheet["A1"].color is None


def test_the_selection_follows(book: xw.Book) -> None:
    sheet = book.sheets.add("选")
    sheet.activate()
    sheet["B2:C3"].select()
    assert book.selection.address == "$B$2:$C$3"
    assert book.selection.sheet == sheet


def test_names_refer_to_ranges(book: xw.Book) -> None:
    sheet = book.sheets.add("我的 表")
    sheet["B2"].value = "2023年6月"
    book.names.add("期次", "='我的 表'!$B$2")
    assert "期次" in book.names
    assert "没有" not in book.names
    name = book.names["期次"]
    assert name.refers_to == "='我的 表'!$B$2"
    assert name.refers_to_range.value == "2023年6月"
    assert name.refers_to_range == sheet["B2"]
    assert sheet["期次"].address == "$B$2"


def test_a_range_is_named_renamed_and_forgotten(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:B2"].name = "区域"
    assert sheet["A1:B2"].name.name == "区域"
    assert sheet["C3"].name is None
    book.names["区域"].name = "新名"
    assert [name.name for name in book.names] == ["新名"]
    book.names["新名"].refers_to = f"={sheet.name}!$C$3"
    assert book.names["新名"].refers_to_range.address == "$C$3"
    book.names["新名"].delete()
    assert len(book.names) == 0


def test_the_status_bar_is_taken_and_given_back(app: xw.App, book: xw.Book) -> None:
    assert app.status_bar is False
    app.status_bar = "正在校验… 3/25"
    app.status_bar = "正在校验… 25/25"
    assert app.status_bar == "正在校验… 25/25"
    app.status_bar = False
    assert app.status_bar is False


def test_settings_are_put_back(app: xw.App, book: xw.Book) -> None:
    before = app.screen_updating, app.display_alerts, app.enable_events
    with app.properties(screen_updating=False, display_alerts=False, enable_events=False):
        assert (app.screen_updating, app.display_alerts, app.enable_events) == (False, False, False)
        book.sheets[0]["A1"].value = [["第1行", 1]] * 100
    assert (app.screen_updating, app.display_alerts, app.enable_events) == before
    assert book.sheets[0]["A100:B100"].value == ["第1行", 1]
