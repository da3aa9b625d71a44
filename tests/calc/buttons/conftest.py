"""The shipped workbook in an office, open in a Calc without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings
from support import live


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.App]:
    with live.running(tmp_path_factory.mktemp("calc-profile")) as app:
        yield app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return live.in_an_office(tmp_path)


@pytest.fixture
def book(calc: xlwings.App, path: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(str(path))
    yield book
    book.close()
