"""One spreadsheet program for the whole suite, chosen with --host; a fresh workbook for each test.

make test-host HOST=libreoffice      here, with a headless Calc of its own
make test-host HOST=excel            on a machine that has Excel
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from support import programs
from support.calc import START

HOSTS = ("libreoffice", "excel")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--host", choices=HOSTS, default="libreoffice", help="the spreadsheet program that is held to the suite"
    )


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--host", default="libreoffice"))


@pytest.fixture(scope="session")
def app(host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.App]:
    """Start the program, which ends with the suite."""
    if host == "excel":
        with xw.App(visible=False, add_book=False) as excel:
            yield excel
        return
    programs.require("soffice")
    from xlplan.office import libreoffice

    libreoffice.register(activate=True)
    calc = libreoffice.start(tmp_path_factory.mktemp("calc-profile"), timeout=START)
    yield xw.App(impl=calc)
    calc.kill()


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    """Open an empty workbook with one sheet; close it without saving."""
    book = app.books.add()
    yield book
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
