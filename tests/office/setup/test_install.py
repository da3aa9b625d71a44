"""`xlplan install` and `uninstall` on made-up homes, and on Linux with a real Calc that reads what was installed.

macOS is here only a writer of files: that its system starts what is written is not shown.
"""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, programs
from support.account import LONG, until

from xlplan.files.store.arrivals import memory_of_folders, remember_known
from xlplan.files.store.inboxes import choose_inboxes, watched_books
from xlplan.files.store.recent import note_recent
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.office import libreoffice
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.setup import calc_trust
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.install import install, installed, uninstall
from xlplan.office.setup.presence import only_one, running_version
from xlplan.terms.errors import FileMissingError

OTHERS = (
    '<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value>'
    "</prop></item>\n"
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)
LISTED = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="SecureURL" oor:op="fuse">'
    "<value><it>$(home)/own</it><it>file:///srv/a%26b</it></value></prop></item>\n"
)
SYSTEMS = ("darwin", "linux")
"""Windows' shortcut can be written there alone: tests/windows/test_setup.py."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "家 目录"
    made.mkdir()
    return made


@pytest.fixture
def book(home: Path) -> Path:
    """Return the workbook, in a folder whose name needs quoting in an address."""
    folder = home / "工作" / "分工表 (2023) & 其他"
    folder.mkdir(parents=True)
    return Path(shutil.copy(shipped(WORKBOOK), folder / "分工表.xlsm"))


def desktop(home: Path, system: str = "linux", python: str = sys.executable, has_calc: bool = True) -> Desktop:
    if system == "win32":
        environ = {"APPDATA": str(home / "AppData/Roaming"), "LOCALAPPDATA": str(home / "AppData/Local")}
    else:
        environ = {"HOME": str(home)}
    return Desktop(system, home, environ, home / "data", Path(python), has_calc)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def settings_file(where: Desktop, text: str) -> Path:
    path = where.profile / "user" / "registrymodifications.xcu"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("own", ["", HEAD + OTHERS + "</oor:items>", HEAD + LISTED + OTHERS + "</oor:items>\n"])
def test_uninstall_leaves_every_file_as_it_was_before(home: Path, book: Path, system: str, own: str) -> None:
    where = desktop(home, system)
    if own:
        settings_file(where, own)
    before = contents(home)
    assert install(book, where).ok
    assert installed(where)
    assert len(contents(home)) > len(before)
    assert calc_trust.covers(calc_trust.trusted_urls(where.profile), book.parent)
    assert uninstall(where).ok
    assert contents(home) == before
    assert not installed(where)


@pytest.mark.parametrize("system", SYSTEMS)
def test_installing_twice_is_like_installing_once(home: Path, book: Path, system: str) -> None:
    where = desktop(home, system)
    before = contents(home)
    install(book, where)
    once = contents(home)
    assert install(book, where).ok
    assert contents(home) == once
    uninstall(where)
    assert contents(home) == before


def test_macos_starts_the_helper_as_a_launch_agent(home: Path) -> None:
    assert install(None, desktop(home, "darwin", "/opt/我的 python/bin/python3")).ok
    agent = plistlib.loads((home / "Library/LaunchAgents/xlplan.helper.plist").read_bytes())
    words = ["-P", "-m", "xlplan", "helper", "--minimized"]
    assert agent["ProgramArguments"] == ["/opt/我的 python/bin/python3", *words]
    assert agent["RunAtLoad"] is True


def test_linux_starts_the_helper_with_the_desktop(home: Path) -> None:
    assert install(None, desktop(home, "linux", '/opt/a "b" $c \\d 100%/python3')).ok
    lines = (home / ".config/autostart/xlplan-helper.desktop").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    values = dict(line.split("=", 1) for line in lines[1:])
    assert values["Type"] == "Application"
    # As the specification has it: the escapes of strings first, then those within quotes, then %%.
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', values["Exec"].replace("\\\\", "\\"))
    words = [re.sub(r"\\(.)", r"\1", word) for word in quoted]
    assert [word.replace("%%", "%") for word in words] == [
        '/opt/a "b" $c \\d 100%/python3', "-P", "-m", "xlplan", "helper", "--minimized",
    ]  # fmt: skip


def test_the_command_that_is_installed_starts_this_program(home: Path) -> None:
    command = [*desktop(home).command[:-1], "--help"]
    done = subprocess.run(
        command,
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "启动助手" in done.stdout


def test_without_calc_or_a_workbook_nothing_is_trusted(home: Path, book: Path) -> None:
    assert install(book, desktop(home, has_calc=False)).ok
    told = install(None, desktop(home))
    assert told.ok
    assert "xlplan install 分工表.xlsm" in told.notes[0]
    assert not desktop(home).profile.exists()


def test_a_workbook_that_is_not_there_is_told_and_nothing_is_changed(home: Path) -> None:
    with pytest.raises(FileMissingError):
        install(home / "没有.xlsm", desktop(home))
    assert contents(home) == {}


@pytest.mark.parametrize("name", ["", "下载", "Desktop"])
def test_a_folder_with_all_kinds_of_files_is_not_trusted(home: Path, name: str) -> None:
    wide = home / name
    wide.mkdir(exist_ok=True)
    told = install(wide, desktop(home))
    assert not told.ok
    assert "单独的文件夹" in told.notes[0]
    assert installed(desktop(home))
    assert not desktop(home).profile.exists()


@pytest.mark.parametrize(
    "name",
    [
        "下载/分工",
        "Documents/WeChat Files/wxid_1/FileStorage/File/2023-06",
        "Documents/Tencent Files",
        "xwechat_files/a",
    ],
)
def test_a_folder_with_what_is_received_is_not_trusted(home: Path, name: str) -> None:
    for inbox in ("Documents/WeChat Files/wxid_1/FileStorage/File", "Documents/Tencent Files/1/FileRecv", "xwechat_files/a/msg/file"):  # fmt: skip
        (home / inbox).mkdir(parents=True)
    (home / name).mkdir(parents=True, exist_ok=True)
    told = install(home / name, desktop(home))
    assert not told.ok and "不能设为可信" in told.notes[0] and "单独的文件夹" in told.notes[0]
    assert not desktop(home).profile.exists()


def test_uninstall_forgets_which_folders_were_watched_and_which_workbooks_were_chosen(
    home: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = desktop(home)
    for module in ("inboxes", "arrivals", "recent"):
        monkeypatch.setattr(f"xlplan.files.store.{module}.data_folder", lambda: where.data)
    before = contents(home)
    choose_inboxes(book, [home / "下载"])
    remember_known(memory_of_folders(book), {})
    note_recent(book)
    assert watched_books() == [book] and memory_of_folders(book).exists()
    told = uninstall(where)
    assert (told.ok, told.done, told.notes) == (True, ["选过的接收文件夹不再记着"], [])
    assert watched_books() == [] and contents(home) == before and not where.data.exists()


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", '[{"profile": 1}]', '[{"another": "x"}]'])
def test_a_damaged_record_of_what_was_trusted_is_told(home: Path, book: Path, text: str) -> None:
    where = desktop(home)
    install(book, where)
    record = where.data / "installed.json"
    record.write_text(text, "utf-8")
    told = uninstall(where)
    assert not told.ok and "可信来源" in told.notes[-1]
    assert not installed(where) and record.read_text("utf-8") == text
    # Nothing is trusted that could not be taken back.
    again = install(book, where)
    assert not again.ok and record.read_text("utf-8") == text


@pytest.mark.parametrize("text", ["", HEAD, LISTED.replace("<it>", "<value>"), HEAD + "坏"])
def test_settings_that_cannot_be_read_are_left_alone(home: Path, book: Path, text: str) -> None:
    path = settings_file(desktop(home), text)
    told = install(book, desktop(home))
    assert not told.ok
    assert "可信文件位置" in told.notes[0]
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_trusted_by_the_user_stays_trusted(home: Path, book: Path) -> None:
    where = desktop(home)
    own = LISTED.replace("$(home)/own", book.parent.parent.as_uri())
    path = settings_file(where, HEAD + own + "</oor:items>\n")
    before = path.read_bytes()
    assert install(book, where).ok
    assert uninstall(where).ok
    assert path.read_bytes() == before


def test_what_calc_wrote_meanwhile_is_kept(home: Path, book: Path) -> None:
    where = desktop(home)
    install(book, where)
    path = where.profile / "user/registrymodifications.xcu"
    path.write_text(path.read_text("utf-8").replace("</oor:items>", OTHERS + "</oor:items>"), "utf-8")
    assert uninstall(where).ok
    assert path.read_text("utf-8") == HEAD + OTHERS + "</oor:items>\n"


def test_uninstall_ends_the_helper_and_removes_its_files(home: Path) -> None:
    where = desktop(home)
    requests = home / ".local/share/xlplan/requests"
    requests.mkdir(parents=True)
    (requests / "f0.withdrawn").touch()
    (requests / "notes.txt").touch()
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom xlplan.office.setup.presence import only_one\n"
        "with only_one(Path(sys.argv[1])) as handover:\n    while not handover.exists(): time.sleep(0.01)\n"
    )
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, "-c", script, where.data], env=environ, stdin=subprocess.DEVNULL)
    try:
        until(lambda: running_version(where.data) is not None, "the helper to run")
        told = uninstall(where)
        assert (told.ok, told.done, told.notes) == (True, ["助手已结束"], [])
        assert running.wait(LONG) == 0
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
    assert list(contents(home)) == [".local/share/xlplan/requests/notes.txt"]


def test_uninstalling_what_was_never_installed_says_so(home: Path) -> None:
    told = uninstall(desktop(home))
    assert told.ok
    assert told.done == []
    assert "没有安装过" in told.notes[0]


def test_the_commands_print_what_was_done(home: Path, book: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "XLPLAN_"))}
    environ |= {"HOME": str(home), "PYTHONPATH": str(ROOT)}

    def run(*words: str | Path) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "xlplan", *words, "--json"],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        printed: dict[str, Any] = json.loads(done.stdout)
        return printed

    first = run("install", book)
    assert (first["command"], first["ok"]) == ("install", True)
    last = run("uninstall")
    assert (last["command"], last["ok"]) == ("uninstall", True)
    assert any("不再自动启动" in line for line in last["done"])


# With a real Calc


@contextmanager
def calc(profile: Path, requests: Path) -> Iterator[Any]:
    programs.require("soffice")
    try:
        uno_bridge.load()
    except uno_bridge.BridgeMissingError as error:
        programs.stop(error.message)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLPLAN_REQUESTS", str(requests))
        app = libreoffice.start(profile, timeout=LONG)
    try:
        yield app
    finally:
        app.quit()
        try:
            until(lambda: not calc_trust.in_use(profile), "Calc to end")
        except AssertionError:
            os.kill(app.pid, signal.SIGKILL)
            raise


def macro_runs(app: Any, book: Path, requests: Path) -> bool:
    """Return True if a button's macro runs in a workbook opened as a user opens it; nobody is asked anything."""
    as_set_up = uno_bridge.load().createUnoStruct(
        "com.sun.star.beans.PropertyValue", Name="MacroExecutionMode", Value=5
    )
    document = app.desktop.loadComponentFromURL(book.as_uri(), "_blank", 0, (as_set_up,))
    try:
        # As a button runs it: it does not do what the program's settings forbid.
        address = "vnd.sun.star.script:VBAProject.XlPlan.OnValidate?language=Basic&location=document"
        frame = document.CurrentController.Frame
        app.service("com.sun.star.frame.DispatchHelper").executeDispatch(frame, address, "", 0, ())
        return any(requests.iterdir())
    finally:
        document.close(True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the engine for Calc is for Linux")
def test_after_install_calc_runs_the_workbooks_macros_unasked_and_after_uninstall_no_more(
    home: Path, book: Path, tmp_path: Path
) -> None:
    where = desktop(home)
    requests = tmp_path / "requests"
    requests.mkdir()
    elsewhere = Path(shutil.copy(book, tmp_path / "来历不明.xlsm"))
    assert install(book, where).ok
    with calc(where.profile, requests) as app:
        assert not macro_runs(app, elsewhere, requests)
        assert macro_runs(app, book, requests)
        # Calc is running: its settings are left alone, and the user is told.
        told = uninstall(where)
        assert not told.ok
        assert "请关闭所有 LibreOffice 窗口" in told.notes[0]
    assert uninstall(where).ok
    assert calc_trust.trusted_urls(where.profile) == []
    assert calc_trust.macro_level(where.profile) == calc_trust.DEFAULT_LEVEL
    shutil.rmtree(requests)
    requests.mkdir()
    with calc(where.profile, requests) as app:
        assert not macro_runs(app, book, requests)


def test_a_busy_helper_is_not_cut_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = replace(desktop(home))
    monkeypatch.setattr("xlplan.office.setup.install.end_running", lambda data: False)
    with only_one(where.data):
        told = uninstall(where)
    assert not told.ok
    assert "助手正忙" in told.notes[0]
