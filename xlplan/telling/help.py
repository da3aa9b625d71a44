"""What is said of 帮助: a terminal has `--help` instead."""

from __future__ import annotations

from xlplan.telling.told import Remark, Told
from xlplan.terms.buttons import BUTTONS


def tell_help(*, live: bool) -> Told:
    """Return what each button does; `live` says whether the workbook is open, rather than saved and closed."""
    how = (
        "说明书是安装文件夹里的 README.md 和 docs 文件夹；按钮从左到右依次点。"
        if live
        else "用 WPS 时，先在 WPS 里保存，再在这里点按钮；结果写在工作区的“汇总”里。"
    )
    return Told("help", how, details=[Remark([f"{button.caption}：{button.screentip}。" for button in BUTTONS])])
