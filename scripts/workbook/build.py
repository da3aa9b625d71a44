"""Builds the office's workbook, `workbook/分工表.xlsm`, out of the real responsibility table, and beside it its sheets alone and the add-ins.

`python -m scripts.workbook.build [FOLDER]`. The same sources give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scripts import ROOT
from scripts.calc_addin.build import build_calc_addin
from scripts.packing import packed, unpacked
from scripts.vba.build import SHEETS, build_project, ribbon_xml
from scripts.workbook.addin import build_addin
from scripts.workbook.console import write_console
from scripts.workbook.dashboard import write_dashboard
from scripts.workbook.lists import write_departments, write_settings
from scripts.workbook.package import CREATED, finish_package
from scripts.workbook.plan import write_plan
from scripts.workbook.results import write_results
from scripts.workbook.seed import SeedTable, read_seed
from xlplan.files.papers.style import BLUE, FONT, FONT_SIZE, LIGHT_COLOURS, NAVY, Styles
from xlplan.files.store.shipped import ADDIN, CALC_ADDIN, SHEETS_ALONE, WORKBOOK
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import CONSOLE, DASHBOARD, DEPARTMENTS, PENDING, PLAN, PROGRESS, SETTINGS, WORKBOOK_SHEETS

_TAB_COLOURS: Final = {
    CONSOLE: NAVY,
    PLAN: BLUE,
    PENDING: LIGHT_COLOURS["amber"],
    PROGRESS: LIGHT_COLOURS["green"],
    DASHBOARD: LIGHT_COLOURS["green"],
}


def build_result_sheets() -> bytes:
    """Build the fixed sheets alone, without macros and buttons: what is copied into a workbook that has only a table."""
    written = BytesIO()
    book = _new_book(written)
    book.set_properties({"title": "操作台和结果表", "created": CREATED})
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name) for name in WORKBOOK_SHEETS if name != PLAN}
    write_console(sheets[CONSOLE], book, styles, "", buttons=False)
    write_departments(sheets[DEPARTMENTS], styles, ())
    write_settings(sheets[SETTINGS], styles, "")
    _write_rest(book, sheets, styles)
    book.close()
    return packed(unpacked(written.getvalue()))


def _new_book(written: BytesIO) -> Workbook:
    look = {"font_name": FONT, "font_size": FONT_SIZE}
    return Workbook(written, {"in_memory": True, "default_format_properties": look})


def _write_rest(book: Workbook, sheets: Mapping[str, Worksheet], styles: Styles) -> None:
    for name in RESULT_SHEETS:
        write_results(sheets[name], styles, name, beside_table=PLAN in sheets)
    write_dashboard(sheets[DASHBOARD], book, styles)
    for name, colour in _TAB_COLOURS.items():
        if name in sheets:
            sheets[name].set_tab_color(colour)
    sheets[CONSOLE].activate()


def build(table: SeedTable) -> bytes:
    """Build the whole workbook with macros and ribbon, as bytes."""
    written = BytesIO()
    book = _new_book(written)
    book.set_properties({"title": table.title, "created": CREATED})
    # Pixels. With more, the status bar lies outside of a screen of 1366 x 768.
    book.set_size(1280, 660)
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name) for name in WORKBOOK_SHEETS}
    write_console(sheets[CONSOLE], book, styles, table.plan_title)
    write_plan(sheets[PLAN], book, styles, table)
    write_departments(sheets[DEPARTMENTS], styles)
    write_settings(sheets[SETTINGS], styles, table.plan_title)
    _write_rest(book, sheets, styles)
    book.add_vba_project(BytesIO(build_project()), True)
    book.set_vba_name()
    for name, codename in zip(WORKBOOK_SHEETS, SHEETS, strict=True):
        sheets[name].set_vba_name(codename)
    book.close()
    return finish_package(written.getvalue(), ribbon_xml())


def main(arguments: Sequence[str]) -> int:
    """Write workbook and add-ins into the folder named, by default to their place in the repository; misuse is exit code 2."""
    if len(arguments) > 1:
        print("usage: python -m scripts.workbook.build [FOLDER]", file=sys.stderr)
        return 2
    folder = Path(arguments[0]) if arguments else (ROOT / WORKBOOK).parent
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        WORKBOOK: build(read_seed()), SHEETS_ALONE: build_result_sheets(), ADDIN: build_addin(),
        CALC_ADDIN: build_calc_addin(),
    }  # fmt: skip
    for name, content in made.items():
        out = folder / Path(name).name
        out.write_bytes(content)
        print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
