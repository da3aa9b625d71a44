"""Builds Excel's add-in, `workbook/分工表.xlam`: the workbook's ribbon and macros, for whichever workbook is in front."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from xlsxwriter.workbook import Workbook

from scripts.vba.build import build_project, ribbon_xml
from scripts.workbook.package import CREATED, finish_package
from xlplan import __version__
from xlplan.files.store.shipped import ADDIN
from xlplan.terms.sheets import NAME_VERSION

_SHEET: Final = "文字"
_CODENAME: Final = "Sheet1"
_HELPER: Final = "分工表助手（xlplan helper）"


def messages(program: str, file: str) -> dict[str, str]:
    """Return what an add-in's macros say, by code; `file` is the add-in, `program` the one that it stands in."""
    buttons = f"{program} 里的分工表按钮（{file}）"
    return {
        "no_helper": f"没有找到正在运行的{_HELPER}，这一步没有做。请先启动助手，再点一次按钮；还没有安装的，请联系经办人或运行 xlplan install。",
        "unsaved": "这份工作簿还没有保存过，助手不知道工作区该放在哪里。请先保存到一个文件夹里，再点一次按钮。",
        "no_book": "现在没有打开的工作簿，这一步没有做。请先打开有分工表的工作簿，再点一次按钮。",
        "protected_view": "这份工作簿在“受保护的视图”里，按钮看不到它，这一步没有做。请先点上方黄条里的“启用编辑”，再点一次按钮。",
        "old": f"{buttons}比助手旧，这一步没有做。请关闭所有 {program} 窗口，运行 xlplan install，再打开 {program}；工作簿不用动。",
        "newer": f"助手比 {buttons}旧，这一步没有做。请更新助手（离线的，用新的离线包里的“打开分工表”），再点一次按钮；工作簿不用动。",
        "failed": "这一步没有做成，分工表没有改动。请点“环境检查”看看原因，处理后再点一次按钮。",
    }


def build_addin() -> bytes:
    """Build the add-in as bytes. Its one sheet, which Excel never shows, holds the texts."""
    written = BytesIO()
    book = Workbook(written, {"in_memory": True})
    book.set_properties({"title": "分工表", "comments": "分工表助手的按钮：对正在看的工作簿做。", "created": CREATED})
    sheet = book.add_worksheet(_SHEET)
    values = {NAME_VERSION: __version__} | {
        f"xlplan_msg_{code}": text for code, text in messages("Excel", Path(ADDIN).name).items()
    }
    text = book.add_format({"num_format": "@"})
    for row, (name, value) in enumerate(values.items()):
        sheet.write_string(row, 0, value, text)
        book.define_name(name, f"={_SHEET}!$A${row + 1}")
    book.add_vba_project(BytesIO(build_project([_CODENAME], addin=True)), True)
    book.set_vba_name()
    sheet.set_vba_name(_CODENAME)
    book.close()
    return finish_package(written.getvalue(), ribbon_xml(addin=True), addin=True)
