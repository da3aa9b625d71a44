"""Draws the pictures of README and docs; run as `make pictures`.

Printed pages come from a demonstration's files through LibreOffice; screens from a Calc whose buttons' functions are
called as of the demonstration's day, so that a picture shows the same lights whenever it is drawn. What a telephone shows is
drawn by Calc too, on a screen as narrow as a telephone's. The names of leaders are made up.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
import tkinter
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import xlwings
from reading_pictures import TABLES as READINGS
from support import ROOT, calc, screen
from support.headings import SHIPPED_COLUMNS
from support.plain_table import write_plain_table

from scripts.as_user import search_path
from xlplan.actions.book import Book, open_book
from xlplan.actions.demo import FIRST_MERGE, ROUND, SECOND_MERGE, SPLIT_AT, TODAY, answering, demo, send_in
from xlplan.actions.status import status
from xlplan.ledger.store import Ledger
from xlplan.office import libreoffice
from xlplan.office.buttons.round_question import RoundAnswer
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.office.buttons.verbs import press
from xlplan.office.helper import looks
from xlplan.office.helper.table_dialog import TableDialog
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.setup import calc_trust
from xlplan.office.setup.calc_addin import CalcAddin
from xlplan.terms.buttons import caption
from xlplan.terms.fields import Field
from xlplan.terms.headings import DEPARTMENT_HEADINGS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    DEPARTMENTS,
    FINDINGS,
    PENDING,
    PLAN,
    PROGRESS,
    RETURNS,
    SENT,
    SETTINGS,
)

IMAGES = ROOT / "docs/images"
PRINTED = ("部门任务表", "进展汇总-打印", "分管领导-打印", "督办通报-打印", "退回单-打印")
SCREENS = (DEPARTMENTS, SETTINGS, FINDINGS, PLAN, SENT, RETURNS, PENDING, PROGRESS, DASHBOARD, CONSOLE)
HELPER = "助手窗口"
TOOLBAR = "工具栏"
FIRST_PRESS = "第一次"
ADDED = "加上以后"
TELEPHONE = ("任务表-手机", "任务表-手机-填好")
WINDOWS = {
    "离线包-第一次": "离线包-Windows-2-开机启动",
    "离线包-第一轮": "离线包-Windows-第一轮-4",
}
"""Pictures of Windows' programs, and the names by which the tests under Wine keep them."""
PICTURES = (*PRINTED, *SCREENS, TOOLBAR, FIRST_PRESS, ADDED, HELPER, *TELEPHONE, *READINGS, *WINDOWS)
"""The names of all pictures, without .png."""
LEADERS = {"教育科": "王副局长", "各校": "李副局长", "进修学校": "李副局长", "组宣科": "张副局长"}
DPI = 70
TELEPHONE_SIZE = "420x860x24"


def draw_pages(folder: Path) -> None:
    """Draw what departments get and what the leaders read, as it is printed."""
    places = dict(demo(folder / "demo").places)
    book = open_book(places["分工表"])
    led = status(_with_leaders(book), ROUND, SECOND_MERGE, today=TODAY, out=folder / "leaders/进展汇总.xlsx")
    bulletin = next(places["汇总工作簿"].parent.glob("督办通报*.docx"))
    back = next(book.workspace.back_folder(ROUND).glob("*.xlsx"))
    sources = (
        (next(places["下发的任务表"].glob("教育科-*.xlsx")), ""),
        (places["汇总工作簿"], ""),
        (led.path, "分管领导一览"),
        (bulletin, ""),
        (back, "【退回修改】"),
    )
    for name, (source, words) in zip(PRINTED, sources, strict=True):
        pdf = calc.convert(source, "pdf", folder / "pages" / name)
        pages = calc.pictures(pdf, pdf.parent, DPI)
        shutil.copy(pages[_page_with(pdf, words)], IMAGES / f"{name}.png")
    blank, filled = (next(places[name].glob("示例第一小学-*.xlsx")) for name in ("下发的任务表", "报送回来的表"))
    draw_telephone(folder / "blank", blank, TELEPHONE[0], "id")
    draw_telephone(folder / "filled", filled, TELEPHONE[1], "progress")


def _with_leaders(book: Book) -> Book:
    """Return the book with 分管领导 in 部门, as an office has them."""
    grids = []
    for grid in book.grids:
        rows = [list(row) for row in grid.rows]
        if grid.sheet == DEPARTMENTS:
            column = list(DEPARTMENT_HEADINGS).index("leader")
            for row in rows:
                if row and row[0] in LEADERS:
                    row += [None] * (column + 1 - len(row))
                    row[column] = LEADERS[str(row[0])]
        grids.append(replace(grid, rows=rows))
    return replace(book, grids=grids)


def _page_with(pdf: Path, words: str) -> int:
    """Return the number, from 0, of the first page that holds these words."""
    text = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    return next(number for number, page in enumerate(text.split("\f")) if words in re.sub(r"\s", "", page))


def draw_telephone(home: Path, sheet: Path, name: str, column: str) -> None:
    """Draw a school's sheet on a narrow screen, without toolbars, from one of its columns on."""
    with screen.open_screen(home, TELEPHONE_SIZE) as display, screen.open_calc(display, sheet) as program:
        in_chinese(program)
        display.key("ctrl+shift+j")
        time.sleep(3)
        controller = program.document.CurrentController
        controller.Frame.LayoutManager.hideElement("private:resource/toolbar/fullscreenbar")
        controller.setFirstVisibleColumn(list(SHIPPED_COLUMNS).index(Field(column)))
        time.sleep(2)
        display.picture(IMAGES / f"{name}.png")


def in_chinese(program: screen.Calc) -> None:
    """Let the status bar say that the texts are Chinese, as it does on a Chinese computer."""
    program.document.CharLocale = uno_bridge.load().createUnoStruct(
        "com.sun.star.lang.Locale", Language="zh", Country="CN"
    )


def draw_screens(folder: Path) -> None:
    """Draw the open workbook after each step."""
    place = folder / "重点工作"
    place.mkdir()
    path = place / "分工表.xlsm"
    shutil.copy(ROOT / "workbook/分工表.xlsm", path)
    libreoffice.register()
    with screen.open_screen(folder / "home") as display:
        screen.make_profile(display)
        profile = calc_trust.default_profile("linux", display.home, display.environment)
        assert calc_trust.trust(profile, place), "a new profile trusts nothing yet"
        _draw_screens(display, path)


def _draw_screens(display: screen.Screen, path: Path) -> None:
    with screen.open_calc(display, path) as program:
        in_chinese(program)
        app = xlwings.App(impl=libreoffice.connect(program.pipe))
        book = next(each for each in app.books if each.name == path.name)

        def step(verb: str, at: datetime) -> None:
            outcome = press(verb, book, at, lambda text, share: None)
            assert outcome.ok, outcome.message

        def keep(*sheets: str) -> None:
            for sheet in sheets:
                program.show(sheet)
                program.document.CurrentController.ShowPageBreaks = False
                display.park()
                time.sleep(1)
                display.picture(IMAGES / f"{sheet}.png")

        keep(DEPARTMENTS, SETTINGS)
        # The demonstration's round, on its days: pages and screens show the same numbers.
        step("validate", SPLIT_AT)
        keep(FINDINGS, PLAN)
        step("split", SPLIT_AT)
        keep(SENT)
        workspace = open_book(path).workspace
        with Ledger(workspace.ledger_path) as ledger:
            answers = answering(ledger.sent(ROUND).values())
        for sent, at in zip(answers, (FIRST_MERGE, SECOND_MERGE), strict=True):
            for each in sent:
                send_in(workspace, each, workspace.returned_folder(ROUND))
            step("merge", at)
        keep(RETURNS, PENDING)
        step("status", SECOND_MERGE)
        keep(PROGRESS, DASHBOARD, CONSOLE)
        draw_helper(display, path)


def draw_toolbar(folder: Path) -> None:
    """Draw a plain table in Calc with the add-in, what the first press asks, and the sheets that were added."""
    book = write_plain_table(folder / "重点工作" / "责任分工.xlsx", with_settings=False)
    unopkg = shutil.which("unopkg", path=search_path())
    assert unopkg
    libreoffice.register()
    with screen.open_screen(folder / "home") as display:
        screen.make_profile(display)
        CalcAddin(calc_trust.default_profile("linux", display.home, display.environment), Path(unopkg)).put()
        with screen.open_calc(display, book) as program:
            in_chinese(program)
            app = xlwings.App(impl=libreoffice.connect(program.pipe))
            opened = next(each for each in app.books if each.name == book.name)
            tell = partial(press, "validate", opened, SPLIT_AT, lambda text, share: None)
            asked = tell().ask
            assert isinstance(asked, TableQuestion)
            display.park()
            time.sleep(2)
            display.picture(IMAGES / f"{TOOLBAR}.png")
            root = tkinter.Tk(screenName=display.environment["DISPLAY"])
            root.withdraw()
            looks.set_up_looks(root, looks.scale_of(root))
            TableDialog(root, caption("validate"), asked, lambda answer: None)
            for _ in range(20):
                root.update()
                time.sleep(0.05)
            display.picture(IMAGES / f"{FIRST_PRESS}.png")
            root.destroy()
            chosen = RoundAnswer(ROUND, date(2023, 6, 25))
            assert tell(answer=TableAnswer(TableReading(), chosen, add=True)).ok
            time.sleep(2)
            display.picture(IMAGES / f"{ADDED}.png")


def draw_readings(folder: Path) -> None:
    """Draw how tables of other offices are read."""
    with screen.open_screen(folder / "readings") as display:
        command = [sys.executable, "-m", "reading_pictures", folder, IMAGES, display.environment["DISPLAY"]]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True)


# The folder in which pictures are drawn is nobody's: the window names another, and works in this one.
_HELPER = """
import sys
from xlplan.office.helper import book_choice, resident
from xlplan.office.hosts import open_books
everything = open_books.list_opened
open_books.list_opened = lambda: [each for each in everything() if each.fullname == sys.argv[1]]
book_choice._opened_label = lambda each: f"{each.name}（{each.program}，{sys.argv[2]}）"
resident.be_helper()
"""


def draw_helper(display: screen.Screen, path: Path) -> None:
    """Draw the helper's window before the open workbook."""
    command = (sys.executable, "-P", "-c", _HELPER, str(path), "/home/张三/文档/重点工作")
    helper = display.start(*command, log=display.home / "helper.log")
    try:
        screen.wait_for(lambda: display.windows("xlplan"), "the helper's window")
        time.sleep(5)
        display.raise_windows("xlplan")
        display.picture(IMAGES / f"{HELPER}.png")
    finally:
        screen.end(helper)


def take_from_tests() -> None:
    """Take what the tests under Wine have kept, black margins cut off; where they did not run, the old pictures stay."""
    for name, kept in WINDOWS.items():
        source = ROOT / f"tests/output/{kept}.png"
        if source.is_file():
            subprocess.run(["convert", source, "-trim", "+repage", IMAGES / f"{name}.png"], check=True)


def main() -> None:
    """Draw everything into docs/images."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw_pages(Path(folder))
        draw_screens(Path(folder))
        draw_toolbar(Path(folder) / "toolbar")
        draw_readings(Path(folder))
    take_from_tests()
    for path in IMAGES.glob("*.png"):
        if path.stem not in PICTURES:
            path.unlink()


if __name__ == "__main__":
    main()
