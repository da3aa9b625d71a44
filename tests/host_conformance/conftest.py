"""One spreadsheet program for the whole suite, chosen with --host; a fresh workbook for each test.

make test-host HOST=libreoffice      here, with a headless Calc of its own
make test-host HOST=excel            on a machine that has Excel
make test-excel                      here, with the stand-in for Excel, under Windows' Python
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


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of the LibreOffice engine to LibreOffice."""
    other = config.getoption("--host") != "libreoffice"
    return True if other and collection_path.name == "test_libreoffice_engine.py" else None


@pytest.fixture(scope="session")
def host(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--host"))


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

    others = set(xw.apps.keys())
    with running("excel"):
        (number,) = set(xw.apps.keys()) - others
        stand_in = xw.apps[number]
        yield stand_in
        stand_in.impl = None


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    """Open an empty workbook with one sheet; close it without saving."""
    book = app.books.add()
    yield book
    book.close()
    # pytest keeps the last test's fixtures for longer than the program runs, and what is held of an Excel that has ended is let go with errors.
    book.impl = None


@pytest.fixture
def sheet(book: xw.Book) -> Iterator[xw.Sheet]:
    sheet = book.sheets[0]
    yield sheet
    sheet.impl = None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a space and Chinese in its name."""
    path = tmp_path / "工作 目录"
    path.mkdir()
    return path
