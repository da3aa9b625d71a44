"""Small workbooks with the macros: with buttons of its own, and one that stands in for the add-in."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from scripts.vba import build
from xlplan.terms.buttons import BUTTONS

SHEETS = ["Sheet1", "Sheet2"]
TEXTS = {
    "xlplan_version": "0.1",
    "xlplan_msg_unsaved": "请先保存",
    "xlplan_msg_old": "工作簿旧了",
    "xlplan_msg_no_helper": "请先启动助手",
}


def workbook(path: Path, *, with_nonce: bool = True) -> Path:
    """Write a small workbook with the macros, the buttons and the named cells that the macros need."""
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(io.BytesIO(build.build_project(SHEETS)), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        console, texts = book.add_worksheet("操作台"), book.add_worksheet("文字")
        console.set_vba_name("Sheet1")
        texts.set_vba_name("Sheet2")
        if with_nonce:
            book.define_name("xlplan_nonce", "=操作台!$H$1")
        for row, (name, text) in enumerate(TEXTS.items()):
            texts.write_string(row, 0, text)
            book.define_name(name, f"=文字!$A${row + 1}")
        for row, button in enumerate(BUTTONS):
            console.insert_button(2 + 2 * row, 1, {"macro": button.macro, "caption": button.caption})
    return path


def addin(path: Path) -> Path:
    """Write a workbook with the add-in's macros and texts. Calc knows no add-ins of Excel's."""
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(io.BytesIO(build.build_project(["Sheet1"], addin=True)), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        texts = book.add_worksheet("文字")
        texts.set_vba_name("Sheet1")
        for row, (name, text) in enumerate(TEXTS.items()):
            texts.write_string(row, 0, text)
            book.define_name(name, f"=文字!$A${row + 1}")
    return path


def plain(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("分工表").write_string(0, 0, "甲")
    return path
