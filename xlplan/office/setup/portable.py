"""What 打开分工表 and 卸载 do in the bundle for Windows: the program lies unzipped in a folder, and nothing is set up but by consent.

Only the user's own profile is written: a shortcut on the desktop, one among the programs that start at login, and which
folder was used last.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from xlplan import __version__
from xlplan.files.look.system import system_words
from xlplan.files.store import held
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.excel_addin import ExcelAddin
from xlplan.office.setup.install import Changes, installed, uninstall, write_launcher
from xlplan.office.setup.opening import open_with_helper
from xlplan.office.setup.presence import end_running
from xlplan.office.setup.shortcuts import desktop_folder, write_shortcut
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record

SHORTCUT: Final = "打开分工表.lnk"
BOOKS: Final = "工作簿"
EXAMPLE: Final = "演示"
SHIPPED: Final = "program/shipped.csv"
"""Paths and hashes of the files that the bundle brought besides the program and the workbook."""
_RECORD: Final = "bundle.json"
_TITLE: Final = "分工表助手"
_YES_NO_QUESTION, _INFORMATION, _WARNING, _ON_TOP = 0x24, 0x40, 0x30, 0x40000
_YES: Final = 6


@record(frozen=True)
class Dialogue:
    """How the user is asked and told: by message boxes, for there is no console."""

    ask: Callable[[str], bool]
    tell: Callable[[str], None]
    warn: Callable[[str], None]


def boxes() -> Dialogue:
    """Return message boxes of Windows."""
    return Dialogue(
        lambda text: _box(text, _YES_NO_QUESTION) == _YES, lambda text: _shown(text, _INFORMATION), lambda text: _shown(text, _WARNING),
    )  # fmt: skip


def run_bundle(root: Path, words: Sequence[str], asking: Dialogue | None = None) -> int:
    """Do what 打开分工表 or 卸载 in the folder `root` asks for; return the exit code. Errors are told."""
    asking = asking or boxes()
    try:
        if "--uninstall" in words:
            return remove_bundle(root, asking)
        return open_bundle(root, words, asking)
    except XlplanError as error:
        asking.warn(str(error))
    except OSError as error:
        asking.warn(f"没有办成：{system_words(error)}。\n请看看磁盘是否已满、{data_folder()} 能不能写，再试一次。")
    return 2


def open_bundle(root: Path, words: Sequence[str], asking: Dialogue) -> int:
    """Start this folder's helper and open the workbook that was named, or used last, or came with it."""
    record = _load()
    first = not record
    book = Path(words[0]) if words else _last_or_own(root, record, asking)
    shortcut = desktop_folder() / SHORTCUT
    desktop = Desktop.here()
    if first:
        if asking.ask("要不要在桌面上放一个“打开分工表”的图标？以后双击它就行。"):
            _put_on_desktop(root, shortcut)
        if asking.ask("要不要每次登录电脑时自动启动助手？（不弹窗口；工作簿里的按钮随时能用）"):
            write_launcher(desktop)
        if desktop.has_excel and asking.ask(
            "要不要在 Excel 里放上“分工表”按钮？任何有分工表的工作簿都能用，也不再问要不要启用宏。"
        ):
            _put_addin(desktop, asking)
    else:
        # This folder takes over from an earlier one, or was moved.
        if record.get("root") != str(root):
            # Of the same version too: while it runs, its folder cannot be removed.
            end_running(desktop.data)
        if shortcut.is_file():
            _put_on_desktop(root, shortcut)
        if installed(desktop):
            write_launcher(desktop)
        if desktop.has_excel and ExcelAddin(desktop.environ, desktop.home).find():
            _put_addin(desktop, asking)
    _save({"root": str(root), "version": __version__, "book": str(book)})
    if first and asking.ask("要不要先看一个办好的例子？它放在这个文件夹的“演示”里，随时可以删。"):
        _show_example(root)
    changes = open_with_helper(book)
    if not changes.ok:
        asking.warn(changes.text())
    return 0 if changes.ok else 1


def remove_bundle(root: Path, asking: Dialogue) -> int:
    """Take back all that was set up, and remove the files that came with the bundle and were not changed since.

    Where another folder's program has taken over, what is set up stays: it is that one's.
    Return 0 if the program's own folder may be removed now: a batch file does it when this process has ended.
    """
    kept = f"“{BOOKS}”里的工作簿和工作区是本单位的数据，会留下。"
    other = _taken_over_by(root)
    if other:
        what = "这个文件夹里的分工表助手"
        kept = f"{kept}\n桌面图标、自动启动和 Excel 里的按钮已经归另一份，不动：\n{other}"
    else:
        what = "分工表助手"
    if not asking.ask(f"确定卸载{what}吗？\n\n{kept}"):
        return 1
    if not other:
        changes = uninstall()
        if not changes.ok:
            asking.warn(changes.text())
            return 1
        held.remove(desktop_folder() / SHORTCUT, missing_ok=True)
        held.remove(_record(), missing_ok=True)
        with contextlib.suppress(OSError):
            data_folder().rmdir()
    _remove_shipped(root)
    asking.tell(f"已卸载。{kept}\n\n位置：{root / BOOKS}")
    return 0


def _last_or_own(root: Path, record: Mapping[str, str], asking: Dialogue) -> Path:
    """Return the workbook that was used last, if it lies outside of this folder and the user wants to go on with it."""
    own, last = root / BOOKS, Path(record.get("book", ""))
    if not record or last.is_relative_to(root) or not last.exists():
        return own
    return last if asking.ask(f"上次用的是：\n{last}\n\n接着用它吗？选“否”就打开这个文件夹里的新工作簿。") else own


def _taken_over_by(root: Path) -> Path | None:
    """Return the other folder whose 打开分工表 was used last, if its program is still there: what is set up is that one's."""
    last = Path(_load().get("root") or root)
    there = last.resolve() != root.resolve() and (last / SHIPPED).is_file()
    return last if there else None


def _put_on_desktop(root: Path, shortcut: Path) -> None:
    pythonw = Path(sys.executable).with_name("pythonw.exe")
    write_shortcut(shortcut, [str(pythonw), "-I", str(root / "program/start.py")], "启动分工表助手，打开分工表工作簿")


def _put_addin(desktop: Desktop, asking: Dialogue) -> None:
    changes = Changes("open")
    changes.attempt(ExcelAddin(desktop.environ, desktop.home).put)
    if not changes.ok:
        asking.warn(changes.text())


def _show_example(root: Path) -> None:
    from xlplan.actions.demo import demo

    demo(root / EXAMPLE)
    if sys.platform == "win32":
        os.startfile(root / EXAMPLE)


def _remove_shipped(root: Path) -> None:
    shipped = root / SHIPPED
    if not shipped.is_file():
        return
    folders: set[Path] = set()
    with shipped.open(encoding="utf-8-sig", newline="") as rows:
        for name, digest in csv.reader(rows):
            path = root / name
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
                held.remove(path)
                folders.update(each for each in path.parents if root in each.parents)
    for folder in sorted(folders, key=lambda each: -len(each.parts)):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _record() -> Path:
    return data_folder() / _RECORD


def _load() -> dict[str, str]:
    try:
        return dict(json.loads(_record().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _save(record: Mapping[str, str]) -> None:
    write_whole(_record(), json.dumps(record, ensure_ascii=False).encode("utf-8"))


def _shown(text: str, kind: int) -> None:
    _box(text, kind)


def _box(text: str, kind: int) -> int:
    if sys.platform != "win32":
        raise NotImplementedError
    return int(ctypes.windll.user32.MessageBoxW(None, text, _TITLE, kind | _ON_TOP))
