"""Subcommands about this computer: the helper, its start at login, and what keeps the buttons from working."""

from __future__ import annotations

from pathlib import Path

import click

from xlplan.cli.frame import BOOK, JSON, Command, conclude
from xlplan.cli.output import say


@click.command(cls=Command, short_help="启动助手，让工作簿里的按钮起作用。")
@click.option("--no-window", is_flag=True, help="不打开助手窗口。")
@click.option("--minimized", is_flag=True, help="窗口一开始缩成图标。")
@JSON
def helper_command(no_window: bool, minimized: bool, as_json: bool) -> None:
    """启动助手：它应答工作簿里的按钮，也有自己的窗口（用 WPS 时在窗口里点）。再启动一个，旧的会让给新的。"""
    from xlplan.office.helper.resident import be_helper

    result = be_helper(window=not no_window, minimized=minimized, say=lambda text: say(text, err=True))
    conclude(result, as_json, lambda: f"助手已结束，共办理 {result.served} 次。")


@click.command("open", cls=Command, short_help="启动助手，打开工作簿。")
@BOOK
@JSON
def open_command(book: Path, as_json: bool) -> None:
    """启动助手，让 LibreOffice 信任 BOOK 所在的文件夹，再打开它；BOOK 是文件夹时，打开里面最近改过的那份工作簿。"""
    from xlplan.office.setup.opening import open_with_helper

    result = open_with_helper(book)
    conclude(result, as_json, lambda: result.text())


@click.command(cls=Command, short_help="登录时自动启动助手，并让 LibreOffice 信任工作簿所在的文件夹。")
@click.argument("book", metavar="[BOOK]", type=click.Path(path_type=Path), required=False)
@JSON
def install_command(book: Path | None, as_json: bool) -> None:
    """登录时自动启动助手；写了 BOOK 时，让 LibreOffice 信任它所在的文件夹。有没做成的，退出码为 1。"""
    from xlplan.office.setup.install import install

    result = install(book)
    conclude(result, as_json, lambda: result.text())


@click.command(cls=Command, short_help="取消 install 所做的一切。")
@JSON
def uninstall_command(as_json: bool) -> None:
    """不再自动启动助手，结束正在运行的助手，收回 LibreOffice 的信任，删除助手自己的文件。"""
    from xlplan.office.setup.install import uninstall

    result = uninstall()
    conclude(result, as_json, lambda: result.text())


@click.command(cls=Command, short_help="环境检查：按钮为什么不起作用，怎么办。")
@click.argument("book", metavar="[BOOK]", type=click.Path(path_type=Path), required=False)
@JSON
def doctor_command(book: Path | None, as_json: bool) -> None:
    """检查 Python、表格软件、助手、宏设置；写了 BOOK 时也检查这份工作簿。有问题时退出码为 1。"""
    from xlplan.office.setup.doctor import Examination, examine
    from xlplan.telling.doctor import tell_examination

    result = Examination(examine(book))
    conclude(result, as_json, lambda: tell_examination(result.checks).text)
