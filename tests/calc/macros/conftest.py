"""A Calc on a screen of its own, with the folder in which its macros leave requests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import programs
from support.calc import START
from support.macro_books import workbook
from support.macro_calc import MacroCalc, connected

from xlplan.office.libreoffice import uno_bridge


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """Open a display of its own: without one, Calc shows no message box."""
    programs.require("soffice", "Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = ":" + pipe.readline().strip()
    yield display
    server.terminate()
    server.wait(START)


@pytest.fixture(scope="module")
def running(screen: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MacroCalc]:
    uno = uno_bridge.load()
    folder = tmp_path_factory.mktemp("calc")
    requests = folder / "xlplan-S-1-5-21-1-2-3-1001"
    # Of another user: no file can be made there.
    (folder / "xlplan-S-1-5-21-1-2-3-1000").touch()
    pipe = f"xlplan-{uuid.uuid4().hex}"
    # The folders are those of Windows; what stands in ProgramData, Windows says there.
    own = {"DISPLAY": screen, "SAL_USE_VCLPLUGIN": "gen", "ProgramData": str(folder), "HOME": str(folder)}
    environment = {name: value for name, value in os.environ.items() if name != "XLPLAN_REQUESTS"} | own
    with (folder / "calc.log").open("wb") as log:
        profile = (folder / "profile").as_uri()
        process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={profile}",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
        try:
            yield MacroCalc(connected(uno, pipe, process), requests)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(START)


@pytest.fixture
def office(running: MacroCalc) -> Iterator[MacroCalc]:
    """Give Calc an empty request folder."""
    running.requests.mkdir()
    yield running
    shutil.rmtree(running.requests, ignore_errors=True)


@pytest.fixture
def book(office: MacroCalc, tmp_path: Path) -> Iterator[Any]:
    document = office.load(workbook(tmp_path / "分工表 一.xlsm"))
    yield document
    document.close(True)
