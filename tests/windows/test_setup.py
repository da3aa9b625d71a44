"""Installing, the helper's life and uninstalling, in a profile of Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import win32con
import win32file
from support.account import until
from support.office import run

from scripts.packing import packed, unpacked
from xlplan import __version__
from xlplan.files.store.inboxes import choose_inboxes
from xlplan.files.store.shipped import ADDIN, shipped
from xlplan.files.store.user_data import data_folder
from xlplan.office.helper.resident import renew_addins
from xlplan.office.hosts.requests import request_folders
from xlplan.office.setup import opening
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.excel_addin import ExcelAddin
from xlplan.office.setup.install import install, kept_apart, uninstall
from xlplan.office.setup.presence import running_version
from xlplan.office.setup.shortcuts import desktop_folder, shortcut_command, write_shortcut
from xlplan.terms.errors import NotWritableError


def begin(*words: object) -> subprocess.Popen[str]:
    """Start `xlplan` in a process of its own."""
    command = [sys.executable, "-P", "-m", "xlplan", *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")  # fmt: skip


@pytest.fixture
def nothing_before() -> None:
    """No helper runs, and nothing of one is left."""
    uninstall()
    assert running_version(data_folder()) is None


def helper() -> subprocess.Popen[str]:
    process = begin("helper", "--no-window")
    until(lambda: running_version(data_folder()) == __version__ or process.poll() is not None, "the helper", 60)
    assert process.poll() is None, process.communicate()
    return process


def remains() -> list[str]:
    """Return all files that installing and the helper could have left in the profile."""
    places = [data_folder(), *request_folders()]
    left = [str(path) for place in places if place.is_dir() for path in place.rglob("*") if path.is_file()]
    return [*left, *(str(path) for path in [Desktop.here().autostart] if path.exists())]


def test_installing_and_uninstalling_leave_nothing(nothing_before: None, tmp_path: Path) -> None:
    desktop = Desktop.here()
    assert install().ok and desktop.autostart.is_file()
    choose_inboxes(tmp_path / "分工表.xlsx", [tmp_path])
    process = helper()
    assert remains()
    undone = run("uninstall")
    assert (undone.code, "Traceback" in undone.err) == (0, False), undone
    assert process.wait(180) == 0
    assert remains() == []


def test_a_killed_helper_is_followed_by_the_next(nothing_before: None) -> None:
    first = helper()
    first.kill()
    first.communicate(timeout=180)
    until(lambda: running_version(data_folder()) is None, "the lock to be free", 30)
    second = helper()
    assert run("uninstall").code == 0
    second.communicate(timeout=180)
    assert remains() == []


def test_a_later_helper_takes_over(nothing_before: None) -> None:
    first = helper()
    second = begin("helper", "--no-window")
    assert first.wait(180) == 0
    until(lambda: running_version(data_folder()) == __version__, "the second", 60)
    assert run("uninstall").code == 0
    second.communicate(timeout=180)


def test_a_shortcut_runs_what_it_was_told_whatever_the_path(tmp_path: Path) -> None:
    program = tmp_path / "张三 & 100%" / "pythonw.exe"
    program.parent.mkdir()
    program.touch()
    link = tmp_path / "新 建" / "分工表.lnk"
    write_shortcut(link, [str(program), "-P", "D:\\A & B\\表 1.xlsm"], "打开分工表")
    assert shortcut_command(link) == f'{program} -P "D:\\A & B\\表 1.xlsm"'
    assert shortcut_command(tmp_path / "没有.lnk") is None
    assert desktop_folder().is_dir()


def test_the_helper_starts_at_login_without_a_console(nothing_before: None) -> None:
    desktop = Desktop.here()
    assert install().ok
    words = shortcut_command(desktop.autostart)
    assert words and words.casefold() == f"{desktop.command[0]} -P -m xlplan helper --minimized".casefold()
    assert Path(desktop.command[0]).name == "pythonw.exe"
    assert uninstall().ok
    assert remains() == []


STORE = r"C:\Users\王小明\AppData\Local\Packages\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0\LocalCache"


def test_a_python_of_the_store_says_that_it_cannot_start_the_helper_at_login(
    nothing_before: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What Windows tells such a Python of its files: here only said, for the Store's Python is not at hand.
    monkeypatch.setattr("os.path.realpath", lambda path: rf"{STORE}\Roaming\{Path(path).name}")
    with pytest.raises(NotWritableError, match="应用商店"):
        install()
    assert not Desktop.here().autostart.exists()
    assert kept_apart(request_folders()[0])
    monkeypatch.undo()
    assert not kept_apart(request_folders()[0]) and not kept_apart(Path(r"D:\Packages\分工表.xlsm"))


def test_where_nothing_is_registered_a_workbook_opens_in_the_program_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import winreg

    started: list[list[str]] = []
    monkeypatch.setattr(opening, "_detached", lambda command: started.append(list(command)))
    path = tmp_path / "表.xlsm"
    path.touch()
    # A place of this test's own: others register programs at the same time.
    monkeypatch.setattr(opening, "_APP_PATHS", rf"{opening._APP_PATHS} of {tmp_path.name}")
    key = rf"{opening._APP_PATHS}\et.exe"
    with pytest.raises(OSError):
        opening._open_in_windows(path)
    winreg.SetValue(winreg.HKEY_CURRENT_USER, key, winreg.REG_SZ, r"C:\WPS 办公\et.exe")
    try:
        opening._open_in_windows(path)
    finally:
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
    assert started == [[r"C:\WPS 办公\et.exe", str(path)]]


@pytest.fixture
def with_excel(nothing_before: None) -> Iterator[Desktop]:
    """Provide this account as if Excel were installed."""
    desktop = replace(Desktop.here(), has_excel=True)
    place = ExcelAddin(desktop.environ, desktop.home).path
    place.unlink(missing_ok=True)
    yield desktop
    place.unlink(missing_ok=True)


def test_excel_gets_the_add_in_and_loses_it_again(with_excel: Desktop) -> None:
    place = ExcelAddin(with_excel.environ, with_excel.home).path
    assert place.is_relative_to(os.environ["APPDATA"])
    for said in ("放上了", "已经有"):
        told = install(None, with_excel)
        assert told.ok and any(said in line for line in told.done), told
    assert place.read_bytes() == shipped(ADDIN).read_bytes()
    assert uninstall(with_excel).ok and not place.exists()


def test_an_excel_that_holds_the_add_in_is_told_to_be_closed(with_excel: Desktop) -> None:
    place = ExcelAddin(with_excel.environ, with_excel.home).path
    install(None, with_excel)
    # Not the same as what is shipped, as an older one is.
    parts = unpacked(place.read_bytes())
    old = packed(parts | {"docProps/app.xml": parts["docProps/app.xml"] + b" "})
    place.write_bytes(old)
    handle = win32file.CreateFile(str(place), win32con.GENERIC_READ, win32con.FILE_SHARE_READ, None, win32con.OPEN_EXISTING, 0, None)  # fmt: skip
    try:
        told = install(None, with_excel)
        assert not told.ok and any("Excel 正开着" in note and "请关闭所有 Excel 窗口" in note for note in told.notes)
        renew_addins(with_excel)
        assert ExcelAddin(with_excel.environ, with_excel.home).check().ok is False
        gone = uninstall(with_excel)
        assert not gone.ok and any("没有拿掉" in note for note in gone.notes)
        assert place.read_bytes() == old
    finally:
        handle.Close()
    renew_addins(with_excel)
    assert place.read_bytes() == shipped(ADDIN).read_bytes()
    assert uninstall(with_excel).ok and not place.exists()


def test_an_add_in_that_nobody_may_read_now_is_told(with_excel: Desktop) -> None:
    place = ExcelAddin(with_excel.environ, with_excel.home).path
    install(None, with_excel)
    handle = win32file.CreateFile(str(place), win32con.GENERIC_READ, 0, None, win32con.OPEN_EXISTING, 0, None)
    try:
        assert not install(None, with_excel).ok
        assert ExcelAddin(with_excel.environ, with_excel.home).check().ok is False
        renew_addins(with_excel)
    finally:
        handle.Close()
