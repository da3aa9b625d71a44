"""What is said of 帮助: a terminal has `--help` instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlplan.telling.told import Remark, Told
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    DEPARTMENTS,
    FINDINGS,
    PENDING,
    PLAN,
    PROGRESS,
    RETURNS,
    SENT,
    SETTINGS,
)

MANUAL_PARTS: Final[Mapping[str, str]] = {
    CONSOLE: "按钮", PLAN: "问题与处理", DEPARTMENTS: "第一轮十步", SETTINGS: "设置", FINDINGS: "问题与处理", SENT: "按钮--拆分下发",
    RETURNS: "按钮--合并回收", PENDING: "按钮--合并回收", PROGRESS: "按钮--生成汇总", DASHBOARD: "按钮--生成汇总",
}  # fmt: skip
"""The part of 使用说明.html, as the places in it are called, that tells of each sheet."""


def tell_help(*, live: bool, opened: bool) -> Told:
    """Return what each button does; `live`: the workbook is open, rather than saved and closed; `opened`: so is 使用说明.html."""
    how = (
        "说明书是安装文件夹里的 README.md 和 docs 文件夹；按钮从左到右依次点。"
        if live and not opened
        else "使用说明在浏览器里打开了。按钮从左到右依次点。"
        if live
        else "这里读的是保存好的工作簿：先保存，再点按钮；结果写在工作区的“汇总”里。"
    )
    return Told("help", how, details=[Remark([f"{button.caption}：{button.screentip}。" for button in BUTTONS])])
