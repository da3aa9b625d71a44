"""The whole loop by the add-in's toolbar alone, on workbooks with macros and without, saved and opened again in between."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support import ROOT, calc, programs, screen
from support.desk import Desk, at_desk
from support.plain_table import SHEET, write_plain_table
from support.screen import Screen, click_lowest, click_no, click_yes, wait_for

from xlplan.actions.book import open_book
from xlplan.actions.demo import ROUND, send_in
from xlplan.ledger.store import Ledger
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.headings import PROGRESS_HEADINGS
from xlplan.terms.sheets import DASHBOARD, FINDINGS, PROGRESS, RETURNS, SENT


@pytest.fixture(params=["xlsx", "ods", "xlsm"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, keep: Path) -> Iterator[Desk]:
    """Open the shipped workbook, saved by Calc in another format, at a desk where Calc has the add-in."""
    programs.require("unopkg")
    book = tmp_path / "重点工作 2023" / f"分工表.{request.param}"
    book.parent.mkdir()
    shipped = ROOT / "workbook/分工表.xlsm"
    if request.param == "xlsm":
        shutil.copy(shipped, book)
    else:
        calc.save({book: shipped})
    with at_desk(book, tmp_path, keep) as found:
        yield found


def test_the_whole_loop_runs_by_the_toolbar_alone(desk: Desk) -> None:
    assert list(desk.calc.tools()) == [
        button.caption for group in ("main", "tools") for button in ADDIN_BUTTONS if button.group == group
    ]
    desk.click("校验", toolbar=True)
    assert {"4.1", "5.4"} <= {row[3] for row in desk.filled(FINDINGS)}
    desk.in_front(FINDINGS)

    desk.click("拆分下发", toolbar=True)
    assert len([row for row in desk.filled(SENT) if row[2]]) == 16
    assert "xlplan_request" not in desk.calc.document.NamedRanges.ElementNames
    desk.open_again()

    with Ledger(desk.workspace.ledger_path) as ledger:
        sent = ledger.sent(ROUND).values()
    for each in sent:
        if each.sheet.department != "组宣科":
            send_in(desk.workspace, each, desk.workspace.returned_folder(ROUND))
    desk.click("合并回收", toolbar=True)
    assert {row[0]: row[1] for row in desk.filled(RETURNS)}["组宣科"] == "未报送"
    desk.in_front(RETURNS)

    desk.click("生成汇总", toolbar=True)
    light = list(PROGRESS_HEADINGS).index("light")
    assert len(desk.filled(PROGRESS)) == 25
    assert {row[light] for row in desk.filled(PROGRESS)} <= {"红", "黄", "绿", "灰"}
    desk.in_front(DASHBOARD)
    desk.open_again()

    desk.click("撤销上一步", toolbar=True)
    with Ledger(desk.workspace.ledger_path) as ledger:
        assert (ledger.received(ROUND), len(ledger.sent(ROUND))) == ([], 16)


def test_a_plain_table_of_somebody_elses_goes_once_round_by_the_toolbar(tmp_path: Path, keep: Path) -> None:
    programs.require("unopkg")
    book = write_plain_table(tmp_path / "重点工作 2023" / "责任分工.xlsx", with_settings=False)
    before = book.read_bytes()
    with at_desk(book, tmp_path, keep) as desk:
        assert "这份工作簿第一次点按钮" in click(desk, "校验")
        with desk.ends("validate") as told:
            _answer_in_the_small_window(desk.screen, "2023Q2", "2023-06-25", keep / "第一次.png")
        assert f"读的是“{SHEET}”里的25项任务" in told()
        time.sleep(1)  # the status bar is drawn
        desk.screen.picture(keep / "工具栏.png")
        click(desk, "拆分下发")
        space = desk.workspace
        with Ledger(space.ledger_path) as ledger:
            sent = list(ledger.sent(ROUND).values())
        for each in sent[1:]:
            send_in(space, each, space.returned_folder(ROUND))
        click(desk, "合并回收")
        click(desk, "生成汇总")
        click(desk, "撤销上一步")
        with Ledger(space.ledger_path) as ledger:
            assert (ledger.received(ROUND), len(ledger.sent(ROUND))) == ([], len(sent))
        click(desk, "开新一期")
        with desk.ends("round"):
            _answer_in_the_small_window(desk.screen, "2023Q3", "2023-09-20", keep / "换到哪一期.png")
        settings = open_book(book).settings
        assert (settings.round, settings.deadline) == ("2023年第三季度", date(2023, 9, 20))
        assert (space.report_folder(ROUND) / "进展汇总.xlsx").is_file()
        # Neither the name that a request sets nor anything else is left in the workbook.
        assert (desk.calc.document.isModified(), desk.calc.document.NamedRanges.Count) == (False, 0)
    assert book.read_bytes() == before


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_sheets_are_added_to_somebody_elses_table_and_taken_out_by_the_toolbar(
    kind: str, tmp_path: Path, keep: Path
) -> None:
    programs.require("unopkg")
    made = write_plain_table(tmp_path / "重点工作 2023" / "责任分工.xlsx", with_settings=False)
    book = made.with_suffix(f".{kind}")
    if kind != "xlsx":
        calc.save({book: made})
        made.unlink()
    with at_desk(book, tmp_path, keep) as desk:
        own = desk.calc.rows(SHEET)
        click(desk, "校验")
        with desk.ends("validate"):
            _answer_in_the_small_window(desk.screen, "2023Q2", "2023-06-25", keep / f"加上-{kind}.png", add=True)
        assert desk.calc.document.Sheets.ElementNames[:2] == (SHEET, "操作台")
        desk.in_front(FINDINGS)
        click(desk, "拆分下发")
        assert len(desk.filled(SENT)) > 5
        time.sleep(1)
        desk.screen.picture(keep / f"加上以后-{kind}.png")
        desk.open_again()
        with Ledger(desk.workspace.ledger_path) as ledger:
            sent = list(ledger.sent(ROUND).values())
        for each in sent[1:]:
            send_in(desk.workspace, each, desk.workspace.returned_folder(ROUND))
        click(desk, "合并回收")
        assert {row[0]: row[1] for row in desk.filled(RETURNS)}[sent[0].sheet.department] == "未报送"
        click(desk, "生成汇总")
        desk.in_front(DASHBOARD)
        # What the office's own cells and names refer to is told, and a sheet that was given another name is known again.
        sheets = desk.calc.document.Sheets
        cell, names = sheets.getByName(SHEET).getCellRangeByName("H30"), desk.calc.document.NamedRanges
        cell.setFormula("='下发清单'.A4")
        names.addNewByName("本期", "$'进展汇总'.$A$4", cell.CellAddress, 0)
        sheets.getByName(SENT).setName("发出去 的")
        asked = click(desk, "结果表")
        assert (
            "“发出去 的”（原来叫“下发清单”）" in asked and f"您自己的“{SHEET}”H30、名称“本期”的公式引用了它们" in asked
        )
        desk.screen.picture(keep / f"拿掉-{kind}.png")
        click_no(desk.screen)
        time.sleep(1)
        assert sheets.hasByName("发出去 的")
        cell.setString("")
        names.removeByName("本期")
        asked = click(desk, "结果表")
        assert "要从这份工作簿里拿掉" in asked and "引用了它们" not in asked
        with desk.ends("sheets"):
            click_yes(desk.screen)
        assert desk.calc.document.Sheets.ElementNames == (SHEET,)
        assert desk.calc.rows(SHEET) == own
        assert desk.calc.document.NamedRanges.Count == 0
        desk.open_again()
        assert click(desk, "合并回收")


def test_what_is_being_typed_into_a_cell_is_in_it_when_a_button_is_clicked(tmp_path: Path, keep: Path) -> None:
    programs.require("unopkg")
    book = write_plain_table(tmp_path / "重点工作 2023" / "责任分工.xlsx")
    with at_desk(book, tmp_path, keep) as desk:
        sheet = desk.calc.document.Sheets.getByIndex(0)
        assert "读的是" in click(desk, "校验")
        assert not desk.calc.document.isModified()

        def selected() -> tuple[int, int]:
            place = desk.calc.document.CurrentController.getSelection().getRangeAddress()
            return place.StartColumn, place.StartRow

        # What no sheet shows opens the helper's window, below and to the right.
        wait_for(lambda: desk.screen.windows("xlplan"), "the helper's window")
        before = selected()

        def elsewhere() -> bool:
            desk.screen.click(180, 230)
            return selected() != before

        wait_for(elsewhere, "the cell under the mouse")
        desk.screen.key("x", "y", "z")
        place = selected()
        assert "还有没保存的改动" in click(desk, "校验")
        assert sheet.getCellByPosition(*place).String == "xyz"


def click(desk: Desk, caption: str) -> str:
    """Click on a button of the toolbar, of a workbook without 操作台 too; return what was told at its end."""
    verb = next(button.verb for button in ADDIN_BUTTONS if button.caption == caption)
    desk.await_turn(caption)
    with desk.ends(verb) as told:
        desk.press(caption, toolbar=True)
    return told()


def _answer_in_the_small_window(
    display: Screen, round_: str, deadline: str, picture: Path, *, add: bool = False
) -> None:
    """Type a round and its deadline, and click on the button that goes on; the keyboard is where the window put it."""
    window = display.small_window()
    display.picture(picture)
    for text in (round_, deadline):
        display.key("ctrl+slash", *({"-": "minus"}.get(each, each) for each in text), "Tab")
    if add:
        # From the first choice to the second.
        display.key("Tab", "space")
        window = display.small_window()
        display.picture(picture)
    click_lowest(display, window)


def test_without_a_helper_the_toolbar_says_how_to_start_it(tmp_path: Path, keep: Path) -> None:
    programs.require("unopkg", "soffice")
    book = write_plain_table(tmp_path / "责任分工.xlsx")
    with screen.open_screen(tmp_path / "home") as display:
        screen.make_profile(display)
        installing = display.start(sys.executable, "-m", "xlplan", "install", log=tmp_path / "install.log")
        assert installing.wait(screen.START) == 0, (tmp_path / "install.log").read_text("utf-8")
        with screen.open_calc(display, book) as shown:
            display.click(*shown.tools()["校验"])
            told = wait_for(shown.message, "the message")
            assert "没有找到正在运行的分工表助手" in told
            display.picture(keep / "工具栏没有助手.png")
            display.key("Return")
            assert shown.document.NamedRanges.Count == 0
