"""`xlplan install` and `uninstall`: the helper starts at login, Excel and Calc have the add-in, Calc trusts the workbook's folder; then none.

Only files of the user's own are written and no administrator is needed. No other program is started but LibreOffice's `unopkg`.
"""

from __future__ import annotations

import contextlib
import json
import os
import plistlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Final

from xlplan.files.store import held
from xlplan.files.store.arrivals import MEMORIES
from xlplan.files.store.inboxes import CHOSEN, usual_inboxes
from xlplan.files.store.recent import RECENT
from xlplan.files.store.writing import not_writable, write_whole
from xlplan.office.hosts.first_page import PROFILE
from xlplan.office.hosts.requests import request_folders
from xlplan.office.setup import calc_trust, report_file
from xlplan.office.setup.addins import addins
from xlplan.office.setup.calc_trust import Trusted
from xlplan.office.setup.desktop import LABEL, Desktop
from xlplan.office.setup.helper_log import LOG_NAME
from xlplan.office.setup.presence import end_running, running_version
from xlplan.office.setup.shortcuts import write_shortcut
from xlplan.terms.errors import FileMissingError, NotWritableError, XlplanError

_RECORD: Final = "installed.json"
_OWN_FOLDER: Final = "请给分工表建一个单独的文件夹，把它移进去，再运行一次 xlplan install。"
_REQUEST_SUFFIXES: Final = frozenset({".request", ".answer", ".answering", ".taken", ".tmp", ".withdrawn"})


@dataclass
class Changes:
    """What was done, what was not and why; `ok` where nothing is left for a person to do."""

    command: str
    ok: bool = True
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def failed(self, error: XlplanError) -> None:
        """Note a step that could not be done; the others go on."""
        self.ok = False
        self.notes.append(str(error))

    def attempt(self, step: Callable[[], str | None]) -> None:
        """Take a step, and note what it says it did, or its error."""
        try:
            if done := step():
                self.done.append(done)
        except XlplanError as error:
            self.failed(error)

    @property
    def needs_person(self) -> bool:
        """Whether something is left to do."""
        return not self.ok

    def json(self) -> dict[str, object]:
        """Return what `xlplan install --json` and `uninstall --json` print."""
        return asdict(self)

    def text(self) -> str:
        """Return what they print for people."""
        return "\n".join([*(f"[完成] {each}" for each in self.done), *(f"[留意] {each}" for each in self.notes)])


def install(book: Path | None = None, desktop: Desktop | None = None) -> Changes:
    """Start the helper at each login; give Excel the add-in; have Calc trust the folder of `book` (a workbook or a folder), where one is named.

    Raise FileMissingError where `book` is not there, NotWritableError where the login file cannot be written.
    """
    desktop = desktop or Desktop.here()
    if book is not None and not book.exists():
        raise FileMissingError(f"找不到：{book}", "请写分工表工作簿（或它所在的文件夹）的路径。")
    changes = Changes("install")
    write_launcher(desktop)
    changes.done.append(f"登录时自动启动助手：{desktop.autostart}")
    for addin in addins(desktop):
        changes.attempt(addin.put)
    if not desktop.has_calc:
        return changes
    if book is None:
        changes.notes.append(
            "没有写工作簿在哪里，LibreOffice 的信任设置没有改：用工具栏上的按钮不用它；要用工作簿里的按钮，请运行 xlplan install 分工表.xlsm"
        )
        return changes
    trust_folder(book, desktop, changes)
    return changes


def trust_folder(book: Path, desktop: Desktop, changes: Changes) -> None:
    """Make Calc trust the folder of `book` (a workbook or a folder); put what was done, or why not, into `changes`."""
    folder = (book if book.is_dir() else book.parent).resolve()
    try:
        _refuse_wide(folder, desktop.home)
        before = _load(desktop)
        added = calc_trust.trust(desktop.profile, folder)
    except XlplanError as error:
        changes.failed(error)
        return
    if added:
        _save(desktop, [*before, added])
    changes.done.append(f"LibreOffice 信任这个文件夹里的宏：{folder}")
    # LibreOffice trusts what lies below as well, and knows no exception.
    changes.notes.append("这个文件夹里收回来的文件也一并可信：合并时提醒带有宏的，不要用 LibreOffice 打开。")


def uninstall(desktop: Desktop | None = None) -> Changes:
    """Take back all that `install` did, end the helper and remove its files. What the user had stays as it was."""
    desktop = desktop or Desktop.here()
    changes = Changes("uninstall")
    if desktop.autostart.exists():
        _unlink(desktop.autostart, changes)
        changes.done.append(f"不再自动启动助手：{desktop.autostart}")
    runs = running_version(desktop.data) is not None
    if end_running(desktop.data):
        if runs:
            changes.done.append("助手已结束")
        _remove_own_files(desktop, changes)
    else:
        changes.ok = False
        changes.notes.append("助手正忙，没有结束。请等它做完，再运行一次 xlplan uninstall。")
    for addin in addins(desktop, gone_too=True):
        changes.attempt(addin.take_out)
    changes.attempt(lambda: _trust_no_more(desktop, changes))
    _remove_empty(desktop.data)
    if not changes.done and changes.ok:
        changes.notes.append("没有安装过，没有要取消的。")
    return changes


def _trust_no_more(desktop: Desktop, changes: Changes) -> None:
    left = []
    for trusted in _load(desktop):
        try:
            calc_trust.take_back(trusted)
            changes.done.append(f"LibreOffice 不再特别信任：{trusted.folder}")
        except XlplanError as error:
            changes.failed(error)
            left.append(trusted)
    _save(desktop, left)


def kept_apart(path: Path) -> bool:
    """Return True if Windows keeps this file where other programs do not see it: what a Python of the Store makes in AppData."""
    parts = [part.casefold() for part in PureWindowsPath(os.path.realpath(path)).parts]
    return "packages" in parts and "localcache" in parts[parts.index("packages") :]


def installed(desktop: Desktop) -> bool:
    """Return True if the helper starts at login."""
    return desktop.autostart.exists()


def write_launcher(desktop: Desktop) -> None:
    """Write the file that starts this program's helper at login. Raise NotWritableError."""
    if desktop.system == "win32":
        write_shortcut(desktop.autostart, desktop.command, "分工表助手：让分工表工作簿里的按钮起作用")
        if kept_apart(desktop.autostart):
            held.remove(desktop.autostart)
            raise NotWritableError(
                "这个 Python 是从应用商店装的，它写的启动图标只有它自己看得到，登录时不会自动启动助手。",
                "请用离线包，或从 python.org 安装的 Python；不换的，每次登录后运行一次 xlplan helper，按钮照常能用。",
            )
    else:
        write_whole(desktop.autostart, _launcher(desktop))


def _launcher(desktop: Desktop) -> bytes:
    if desktop.system == "darwin":
        agent = {
            "Label": LABEL, "ProgramArguments": desktop.command, "RunAtLoad": True, "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }  # fmt: skip
        return plistlib.dumps(agent)
    words = " ".join(map(_desktop_quoted, desktop.command))
    lines = [
        "[Desktop Entry]", "Type=Application", "Name=xlplan helper", "Name[zh_CN]=分工表助手",
        "Comment[zh_CN]=让分工表工作簿里的按钮起作用", f"Exec={words}", "Terminal=false", "X-GNOME-Autostart-enabled=true",
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _desktop_quoted(word: str) -> str:
    """Quote a word of an Exec line (Desktop Entry Specification 1.5, "The Exec key" over "string" escapes)."""
    quoted = "".join(f"\\{mark}" if mark in '"`$\\' else mark for mark in word)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


def _refuse_wide(folder: Path, home: Path) -> None:
    """Refuse a folder that is not the workbook's own: macros of whatever comes by mail or WeChat must not run."""
    common = {"下载", "桌面", "文档", "Downloads", "Desktop", "Documents"}
    if home.resolve().is_relative_to(folder) or (folder.parent == home.resolve() and folder.name in common):
        raise calc_trust.ProfileError(
            f"“{folder}”里什么文件都有，不能整个设为可信。",
            _OWN_FOLDER,
        )
    # What is trusted is trusted with all that lies below.
    received = [each.resolve() for each in usual_inboxes(home)]
    if any(folder.is_relative_to(each) or each.is_relative_to(folder) for each in received):
        raise calc_trust.ProfileError(f"“{folder}”里有下载的、微信或 QQ 收来的文件，不能设为可信。", _OWN_FOLDER)


def _record(desktop: Desktop) -> Path:
    return desktop.data / _RECORD


def _load(desktop: Desktop) -> list[Trusted]:
    path = _record(desktop)
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text("utf-8"))
        if not all(isinstance(value, str | bool) for each in found for value in each.values()):
            raise ValueError("no record of what was trusted")
        return [Trusted(**each) for each in found]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise calc_trust.ProfileError(
            f"“{path}”读不出来，不知道装的时候把哪些文件夹设成了 LibreOffice 可信的。",
            "请在 LibreOffice 的“工具 → 选项 → 安全性 → 宏安全性 → 可信来源”里去掉分工表的文件夹，再删掉这个文件。",
        ) from error


def _save(desktop: Desktop, trusted: Sequence[Trusted]) -> None:
    if trusted:
        write_whole(
            _record(desktop), json.dumps([asdict(each) for each in trusted], ensure_ascii=False).encode("utf-8")
        )
    else:
        held.remove(_record(desktop), missing_ok=True)


def _remove_own_files(desktop: Desktop, changes: Changes) -> None:
    for folder in request_folders(desktop.environ, desktop.system):
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            if path.suffix in _REQUEST_SUFFIXES:
                _unlink(path, changes)
        _remove_empty(folder)
    if desktop.data.is_dir():
        for path in desktop.data.iterdir():
            if path.name.startswith((LOG_NAME, "helper.", f"{PROFILE}.", report_file.REPORT_NAME)):
                _unlink(path, changes)
        shutil.rmtree(desktop.data / PROFILE, ignore_errors=True)
        # The next helper would watch these folders again, unasked.
        if (chosen := desktop.data / CHOSEN).exists():
            _unlink(chosen, changes)
            changes.done.append("选过的接收文件夹不再记着")
        if (recent := desktop.data / RECENT).exists():
            _unlink(recent, changes)
        for path in (desktop.data / MEMORIES).glob("*.json"):
            _unlink(path, changes)
        _remove_empty(desktop.data / MEMORIES)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing. On Windows one stays where a program has it open: it does no harm."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def _unlink(path: Path, changes: Changes) -> None:
    try:
        # The helper that was just ended holds its log until its process is gone.
        held.remove(path)
    except OSError as error:
        changes.failed(not_writable(path, error))
