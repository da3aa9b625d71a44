"""The shipped workbook in an office, open in a Calc without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import xlwings
from support import live


@pytest.fixture(scope="session")
def calcs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], xlwings.App]]:
    """Give the Calc of the whole run; a new one after one that has died, which is the fault of one test and not of all that follow."""
    started: list[xlwings.App] = []
    with ExitStack() as opened:

        def running() -> xlwings.App:
            if not started or not started[-1].impl.is_alive():
                started.append(opened.enter_context(live.running(tmp_path_factory.mktemp("calc-profile"))))
            return started[-1]

        yield running


@pytest.fixture
def calc(calcs: Callable[[], xlwings.App]) -> xlwings.App:
    return calcs()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return live.in_an_office(tmp_path)


@pytest.fixture
def book(calc: xlwings.App, path: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(str(path))
    yield book
    book.close()
