"""One spreadsheet program for the whole suite, chosen with --host; a fresh workbook for each test.

make test-host HOST=libreoffice      here, with a headless Calc of its own
make test-host HOST=excel            on a machine that has Excel
make test-excel                      here, with the stand-in for Excel, under Windows' Python; what it cannot do is left out
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings as xw
from support import programs
from support.calc import START

from xlplan.office.hosts import com_gate

HOSTS = ("libreoffice", "excel", "stand-in")
STAND_IN_DOES = frozenset({
    "test_a_date_keeps_the_format_its_cell_has", "test_a_new_workbook_is_the_active_one", "test_a_number_written_over_a_truth_value_is_a_number",
    "test_a_sheet_that_is_missing_raises", "test_a_workbook_is_found_by_name_and_by_number", "test_formulas_and_constants_read_as_one_block",
    "test_links_by_formula_are_written_in_bulk", "test_settings_are_put_back", "test_ten_thousand_rows_of_ten_columns_in_one_go",
    "test_a_date_comes_back_as_a_datetime",
    "test_a_number_with_a_date_format_is_a_date", "test_addresses", "test_an_apostrophe_keeps_text_that_looks_like_something_else",
    "test_dates_are_asked_for_as_days", "test_empty_cells_are_none",
    "test_kinds_mix_in_one_block", "test_none_empties_a_cell", "test_number_formats", "test_offset_resize_and_slices",
    "test_one_value_fills_a_block", "test_shapes_follow_the_range", "test_text_that_looks_like_a_number_stays_text_in_a_text_cell",
    "test_the_app_is_among_the_running_ones", "test_the_status_bar_is_taken_and_given_back",
    "test_the_used_range_begins_and_ends_with_the_content", "test_a_value_comes_back_as_it_was_written",
})  # fmt: skip
"""It computes nothing, merges nothing, adds no sheet, draws no colours and saves nothing: what asks for that is for Excel itself."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--host", choices=HOSTS, default="libreoffice", help="the spreadsheet program that is held to the suite"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the stand-in has no part in."""
    if config.getoption("--host", default="libreoffice") == "stand-in":
        for item in items:
            if getattr(item, "originalname", item.name) not in STAND_IN_DOES:
                item.add_marker(pytest.mark.skip(reason="the stand-in does not do it"))


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--host", default="libreoffice"))


@pytest.fixture(scope="session")
def app(host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.App]:
    """Start the program, which ends with the suite."""
    com_gate.prepare()
    if host == "excel":
        with xw.App(visible=False, add_book=False) as excel:
            yield excel
        return
    if host == "stand-in":
        with _stand_in() as stand_in:
            yield stand_in
        return
    programs.require("soffice")
    from xlplan.office import libreoffice

    libreoffice.register(activate=True)
    calc = libreoffice.start(tmp_path_factory.mktemp("calc-profile"), timeout=START)
    yield xw.App(impl=calc)
    calc.kill()


@contextmanager
def _stand_in() -> Iterator[xw.App]:
    from excel.conftest import running

    with running("excel"):
        (number,) = xw.apps.keys()
        yield xw.apps[number]


@pytest.fixture
def book(app: xw.App, host: str) -> Iterator[xw.Book]:
    """Open an empty workbook with one sheet; close it without saving."""
    book = app.books.add()
    yield book
    # A stand-in has no type library, without which arguments have no names.
    if host == "stand-in":
        book.api.Close(False)
    else:
        book.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a space and Chinese in its name."""
    path = tmp_path / "工作 目录"
    path.mkdir()
    return path
