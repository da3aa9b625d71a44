"""The wheel is the whole program: installed far from the checkout, with nothing else there, it runs the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import ROOT, programs

from xlplan.files.store.shipped import MANUAL

# A Debian desktop's own Python, as docs/安装.md says: often an early release of its series, while other tests run on a late one.
SYSTEM_PYTHON = Path("/usr/bin/python3")


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command without what this test run itself has in its environment; its output is for the failure's text."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        command,
        cwd=cwd,
        env=inherited | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=600,
        check=False,
    )


def _desktop_python() -> str:
    """Return the system's own Python if xlplan can run on it, else the one that runs the tests."""
    asked = [SYSTEM_PYTHON, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"]
    found = SYSTEM_PYTHON.exists() and subprocess.run(asked, stdin=subprocess.DEVNULL, check=False).returncode == 0
    return str(SYSTEM_PYTHON) if found else sys.executable


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_templates_and_workbook_and_nothing_stray(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        data = {name: package.read(name) for name in names if name.startswith("xlplan/data/")}
    kept = {
        f"xlplan/data/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for folder in ("templates", "workbook")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    # The manual is there once it was built.
    manual = ROOT / "xlplan/data" / MANUAL
    kept |= {f"xlplan/data/{MANUAL}": manual.read_bytes()} if manual.is_file() else {}
    assert data == kept
    assert "xlplan/data/workbook/分工表.xlsm" in data
    assert "xlplan/py.typed" in names
    assert any(name.startswith("xlplan/data/templates/") and name.endswith(".xlsx") for name in data)
    assert [name for name in names if Path(name).name.startswith(("~$", ".~lock"))] == [], "left by an open spreadsheet"
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"xlplan"}


def test_the_wheel_runs_the_demo_and_installs_the_helper_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    venv, elsewhere = tmp_path / "venv", tmp_path / "别处"
    elsewhere.mkdir()
    made = run(_desktop_python(), "-m", "venv", "--without-pip", venv, cwd=elsewhere)
    assert made.returncode == 0, made.stdout + made.stderr
    bin_folder = venv / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", bin_folder / "python")
    # What is run is compiled by running it.
    installed = run(*pip, "install", "--quiet", "--no-compile", wheel, cwd=elsewhere)
    if installed.returncode and programs.NO_NETWORK.search(installed.stderr):
        programs.stop("没有网络，装不了打包好的程序：请接通网络后重试")
    assert installed.returncode == 0, installed.stdout + installed.stderr

    demo = run(bin_folder / "xlplan", "demo", "演示", cwd=elsewhere)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert any((elsewhere / "演示").rglob("*-2023年第二季度推进情况表.xlsx"))
    # A reading with notes goes through the same pipe as others: it must not look damaged.
    table = ROOT / "docs" / "例子" / "责任分工表.csv"
    new = run(bin_folder / "xlplan", "new", "新表.xlsm", "--from", table, cwd=elsewhere)
    assert "带来 4 项任务" in new.stdout, new.stdout + new.stderr
    home = tmp_path / "家"
    home.mkdir()
    own = {
        "HOME": str(home),
        "XDG_DATA_HOME": "",
        "XDG_CONFIG_HOME": "",
        "APPDATA": str(home),
        "LOCALAPPDATA": str(home),
    }
    (book,) = elsewhere.glob("演示/*.xlsm")
    for verb in (("install", book), ("uninstall",)):
        done = run(bin_folder / "xlplan", *verb, "--json", cwd=elsewhere, **own)
        assert done.returncode == 0, done.stdout + done.stderr
        assert any("自动启动" in line for line in json.loads(done.stdout)["done"])
    # LibreOffice makes its profile when it is first given an add-in, and clears away what it unpacked when it is next started.
    of_libreoffice = (home / ".config" / "libreoffice", home / ".cache" / "dconf")
    left = [each for each in home.rglob("*") if each.is_file() and not {*of_libreoffice} & {*each.parents}]
    assert left == []
    origin = run(bin_folder / "python", "-c", "import xlplan; print(xlplan.__file__)", cwd=elsewhere)
    assert Path(origin.stdout.strip()).is_relative_to(venv)
