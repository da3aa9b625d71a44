"""Fixtures for all tests. A test that needs an outside program asks for `needs_…` and is skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from support import chance, programs

# Hypothesis' limit for one example is a clock that a busy machine overruns.
settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


def pytest_report_header() -> str:
    """How to run the tests of chance again as they ran."""
    return chance.header()


@pytest.fixture(autouse=True)
def no_first_page(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Without a page of PDF at each status: starting a LibreOffice for it would cost more than the test."""
    if "first_page" not in request.node.name:
        monkeypatch.setattr("xlplan.office.hosts.first_page.first_page", lambda report: None)


@pytest.fixture
def needs_calc() -> None:
    """LibreOffice Calc."""
    programs.require("soffice")


@pytest.fixture
def needs_pictures() -> None:
    """LibreOffice Calc, and what turns its pages into pictures."""
    programs.require("soffice", "pdftoppm")


@pytest.fixture
def needs_screen() -> None:
    """LibreOffice Calc, a screen of its own, a window manager, and a hand for mouse and keyboard."""
    programs.require("soffice", "Xvfb", "openbox", "xdotool", "xwininfo")


@pytest.fixture
def needs_validator() -> None:
    """The Open XML SDK's validator."""
    programs.require(programs.VALIDATOR)


@pytest.fixture(scope="session")
def keep() -> Path:
    """tests/output/: pictures and files that a person may want to look at after the run."""
    folder = Path(__file__).parent / "output"
    folder.mkdir(exist_ok=True)
    return folder
