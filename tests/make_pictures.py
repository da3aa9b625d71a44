"""Draws the pictures of README and docs; run as `make pictures`.

Printed pages come from a demonstration's files through LibreOffice; screens from a Calc whose buttons' functions are
called as of the demonstration's day, so that a picture shows the same lights whenever it is drawn.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path

import xlwings
from support import ROOT, calc, screen

from xlplan.actions.common import open_book
from xlplan.actions.demo import ROUND, TODAY, answer, demo
from xlplan.columns import CONSOLE, DASHBOARD, FINDINGS, PLAN, PROGRESS, RETURNS
from xlplan.ledger import Ledger
from xlplan.office import calc_trust, libreoffice
from xlplan.office.buttons import press

IMAGES = ROOT / "docs/images"
NOW = datetime.combine(TODAY, datetime.min.time()).replace(hour=10)
PICTURES = (
    "部门任务表", "进展汇总-打印", FINDINGS, PLAN, RETURNS, PROGRESS, DASHBOARD, CONSOLE,
)  # fmt: skip
"""The names of all pictures, without .png."""
ABSENT = ("组宣科", "示例第二中学")
DPI = 70


def draw_pages(folder: Path) -> None:
    """The first page of a department's sheet and of the status workbook."""
    places = dict(demo(folder / "demo").places)
    department = next(places["下发的任务表"].glob("教育科-*.xlsx"))
    for source, name in ((department, "部门任务表"), (places["汇总工作簿"], "进展汇总-打印")):
        page = calc.pictures(source, folder / "pages", DPI)[0]
        shutil.copy(page, IMAGES / f"{name}.png")


def draw_screens(folder: Path) -> None:
    """The open workbook after each step."""
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
        app = xlwings.App(impl=libreoffice.connect(program.pipe))
        book = next(each for each in app.books if each.name == path.name)

        def step(verb: str) -> None:
            outcome = press(verb, book, NOW, lambda text, share: None)
            assert outcome.ok, outcome.message

        def keep(sheet: str) -> None:
            program.show(sheet)
            time.sleep(1)
            display.picture(IMAGES / f"{sheet}.png")

        step("validate")
        keep(FINDINGS)
        keep(PLAN)
        step("split")
        workspace = open_book(path).workspace
        with Ledger(workspace.ledger_path) as ledger:
            sent = [each for each in ledger.sent(ROUND).values() if each.sheet.department not in ABSENT]
        for each in sent:
            answer(workspace, each, workspace.returned_folder(ROUND))
        step("merge")
        keep(RETURNS)
        step("status")
        for sheet in (PROGRESS, DASHBOARD, CONSOLE):
            keep(sheet)


def main() -> None:
    """Draw everything into docs/images."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw_pages(Path(folder))
        draw_screens(Path(folder))


if __name__ == "__main__":
    main()
