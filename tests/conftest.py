"""Fixtures for all tests. A test that needs an outside program asks for `needs_…` and is skipped without it."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import chance, disk, programs

from scripts import as_user

os.environ["PATH"] = as_user.search_path()
disk.load()

TESTS = Path(__file__).parent
_NUMBERS = itertools.count()
_PROFILE = {"LOCALAPPDATA": "Local", "WIN_PD_OVERRIDE_LOCAL_APPDATA": "Local", "APPDATA": "Roaming"}
"""The folders of a Windows profile that programs keep their own data in, by what names them; platformdirs asks Windows but for the second."""
_MARKERS = {
    "core": ("terms", "schedule", "plan", "handout", "returns", "decisions", "reissue", "status", "telling"),
    "files": ("ledger", "files", "actions", "cli", "office", "house", "scripts"),
    "calc": ("calc", "host_conformance"),
    "screen": ("screen",),
    "story": ("story", "model_office"),
    "windows": ("windows",),
    "excel": ("excel",),
}
_BY_FOLDER = {folder: marker for marker, folders in _MARKERS.items() for folder in folders}
_ALSO_ON_WINDOWS = ("ledger", "files/store")
"""Folders of other markers whose tests Windows' Python runs too."""
_PROGRAMS = {"needs_screen": "screen", "needs_calc": "calc", "needs_pictures": "calc"}
"""What a test asks for and its folder does not tell."""


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the libraries that tests use, where tests run: what only hands them out to other processes needs none."""
    if not getattr(config.option, "numprocesses", None):
        from support import merged_cells

        chance.load()
        merged_cells.load()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the one thing it needs most: a screen, Calc, or what its folder says. What takes longest begins first."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        marker = next((marker for name, marker in _PROGRAMS.items() if name in asked), None)
        if sys.platform == "win32" and (linux := item.get_closest_marker("linux")):
            item.add_marker(pytest.mark.skip(reason=f"asks for Linux: {linux.args[0]}"))
        item.add_marker(marker or _BY_FOLDER[item.path.relative_to(TESTS).parts[0]])
        if item.path.relative_to(TESTS).as_posix().startswith(_ALSO_ON_WINDOWS):
            item.add_marker("windows")
    # A file of few long tests that began last would keep one core waiting for minutes.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("screen", "windows"))))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Skip other folders with `-m core`, and with what runs on Windows: reading them takes longer than the tests."""
    wanted = set(config.option.markexpr.removesuffix(" and not slow").strip("()").split(" or "))
    if (
        collection_path == TESTS
        or not collection_path.is_relative_to(TESTS)
        or not wanted <= {"core", "windows", "excel"}
    ):
        return None
    place = collection_path.relative_to(TESTS)
    named = place.as_posix()
    if "windows" in wanted and any(each.startswith(named) or named.startswith(each) for each in _ALSO_ON_WINDOWS):
        return None
    return True if _BY_FOLDER.get(place.parts[0]) not in (None, *wanted) else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose the program that tests/host_conformance asks."""
    hosts = ("libreoffice", "excel", "stand-in")
    parser.addoption("--host", choices=hosts, default=hosts[0], help="the program that tests/host_conformance asks")


def pytest_report_header() -> str:
    """Say how to repeat the tests with made-up input."""
    return chance.header()


@pytest.fixture(autouse=True)
def no_first_page(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Make no page of PDF at each status: starting a LibreOffice for it would cost more than the test."""
    if "first_page" not in request.node.name:
        monkeypatch.setattr("xlplan.office.hosts.first_page.first_page", lambda report: None)


@pytest.fixture
def needs_calc() -> None:
    """Provide LibreOffice Calc."""
    programs.require("soffice")


@pytest.fixture
def needs_pictures() -> None:
    """Provide LibreOffice Calc, and what turns its pages into pictures."""
    programs.require("soffice", "pdftoppm")


@pytest.fixture
def needs_screen() -> None:
    """Provide LibreOffice Calc, a screen of its own, a window manager, and mouse and keyboard."""
    programs.require("soffice", "Xvfb", "openbox", "xdotool", "xwininfo")


@pytest.fixture
def needs_validator() -> None:
    """Provide the validator of the Open XML SDK."""
    programs.require(programs.VALIDATOR)


@pytest.fixture(scope="session")
def keep() -> Path:
    """Return tests/output/: pictures and files that a person may want to look at after the run."""
    folder = Path(__file__).parent / "output"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def no_window_left() -> Iterator[None]:
    """Free what a test had of Tk in this thread: freed in another one, by the garbage collector, it ends the process."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _data_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no test see what another decided, or what the user of this computer did."""
    place = tmp_path_factory.getbasetemp() / f"data-{next(_NUMBERS)}"
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    if sys.platform == "win32":
        # One worker's tests uninstall what is in the profile, beside another's that use it.
        for name, folder in _PROFILE.items():
            monkeypatch.setenv(name, str(place / folder))
