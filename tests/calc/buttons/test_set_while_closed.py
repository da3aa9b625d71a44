"""What was set in the helper's window while the workbook was closed: the next press writes it into 设置, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlwings
from support.live import HANDED_OUT, done, press
from support.office import ROUND

from xlplan.actions.book import open_book
from xlplan.actions.set_settings import set_settings
from xlplan.office.buttons.round_question import First
from xlplan.office.sheets.fixed_sheets import SettingCells
from xlplan.terms.sheets import SETTINGS


def shown(book: xlwings.Book) -> dict[str, object]:
    cells = SettingCells({sheet.name: sheet for sheet in book.sheets})
    return {name: book.sheets[SETTINGS].range(*[cells._places[name]]).value for name in ("round", "deadline")}


def test_the_sheet_is_brought_in_step_at_the_next_press_and_counts_from_then_on(book: xlwings.Book, path: Path) -> None:
    done(book, "split")
    set_settings(open_book(path), {"round": "2023年第三季度", "deadline": "2023-09-20"}, HANDED_OUT)
    # Whoever only asks what would happen is told, and nothing is written.
    asked = press(book, "split", answer=First.TELL)
    assert asked.foretells and "2023年第三季度：给" in asked.message, asked.message
    assert shown(book)["round"] == ROUND
    said = done(book, "validate").message
    assert "“设置”已照助手里设的改好：“当前期次”2023年第三季度，“报送截止日”2023-09-20。" in said
    found = shown(book)
    assert (found["round"], found["deadline"].date()) == ("2023年第三季度", date(2023, 9, 20))  # type: ignore[attr-defined]
    # Somebody writes the earlier round again: that is meant.
    cells = SettingCells({sheet.name: sheet for sheet in book.sheets})
    cells.write("round", ROUND)
    assert "助手里设的" not in done(book, "validate").message
    assert shown(book)["round"] == ROUND
