"""What is said to whoever presses a button on a workbook that has only a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlplan.terms.buttons import caption
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, SETTINGS

ADD: Final = f"加上{CONSOLE}和结果表"
RESULTS_ONLY: Final = "只看结果"
_SHOWN: Final = 5


def asked_in_window(said: str) -> str:
    """Return what a message says while the small window asks; `said` is what was understood, or why nothing was."""
    return (
        f"这份工作簿第一次点按钮，还没有做什么：请在跳出来的小窗口里看看读得对不对，写上期次和截止日，选“{RESULTS_ONLY}”或“{ADD}”。\n{said}\n"
        f"没有小窗口的，请加一张工作表，取名“{SETTINGS}”：A1写“当前期次”，B1写期次（例如 2023年第二季度）；A2写“报送截止日”，"
        "B2写日期（例如 2023-06-25）；保存后再点一次按钮。"
    )


def what_each_means(hindrance: str) -> str:
    """Return what the two choices mean, in the window."""
    no = f"这一份加不了：{hindrance}。" if hindrance else f"不要了，点“{caption('sheets')}”就能拿掉。"
    return (
        f"{RESULTS_ONLY}：这份工作簿一点不动，结果做成一个个文件，放在旁边“分工表-工作区”的“汇总”里。\n"
        f"{ADD}：在您的工作表后面加上{CONSOLE}、{DEPARTMENTS}、{SETTINGS}和几张结果表，您自己的工作表不动。{no}"
    )


def were_added(names: Sequence[str]) -> str:
    """Return what is said once the sheets were copied in."""
    return (
        f"已在您的工作表后面加上{'、'.join(f'“{name}”' for name in names)}；您自己的工作表没有动。请保存工作簿。"
        f"不要了，点“{caption('sheets')}”就能拿掉。"
    )


def cannot_add(hindrance: str) -> str:
    """Return why the sheets are not added."""
    return f"没有加上{CONSOLE}和结果表：{hindrance}。结果照样放在工作区的“汇总”里。"


def ask_to_add() -> str:
    """Return the question before the sheets are added."""
    return f"要在这份工作簿里加上{CONSOLE}和结果表吗？您自己的工作表不动；加上以后请保存工作簿。\n不加的，结果还是放在工作区的“汇总”里。"


def shown_name(name: str, before: str) -> str:
    """Return what a sheet is called that was copied in; of one that was given another name, which it was."""
    return f"“{name}”" if name == before else f"“{name}”（原来叫“{before}”）"


def ask_to_remove(names: Sequence[str], referring: Sequence[str] = ()) -> str:
    """Return the question before they are taken out, by their shown names; `referring` are the office's own cells that refer to them."""
    more = f"等{len(referring)}格" if len(referring) > _SHOWN else ""
    broken = (
        f"您自己的{'、'.join(referring[:_SHOWN])}{more}的公式引用了它们，拿掉以后会变成 #REF!：要留的，请先换成数值。\n"
        if referring
        else ""
    )
    return (
        f"要从这份工作簿里拿掉{'、'.join(names)}吗？您自己的工作表不动。\n{broken}"
        f"台账、下发和收回来的表都在工作区里，不受影响；“{SETTINGS}”和“{DEPARTMENTS}”里的内容会记到工作区的“设置.xlsx”里。"
        f"“待核实”里还没有办的处理意见，会一起没有。拿掉以后，撤销（Ctrl+Z）收不回；要再加上，再点一次“{caption('sheets')}”。"
    )


def were_removed(names: Sequence[str]) -> str:
    """Return what is said once they are out."""
    return f"已拿掉{'、'.join(f'“{name}”' for name in names)}，您自己的工作表没有动。请保存工作簿；以后的结果放在工作区的“汇总”里。"


def are_its_own() -> str:
    """Return what is said of a workbook that was made with these sheets."""
    return f"这份工作簿的{CONSOLE}和结果表是它本来就有的，不用加，也不能拿掉。"


def only_open() -> str:
    """Return what is said of a saved file."""
    return f"{CONSOLE}和结果表只能加进打开着的工作簿：请在 Excel 或 LibreOffice 里打开它，再在那里点“{caption('sheets')}”。"


def nothing_written(sheet: str, tasks: int, reports: str, *, read_only: bool) -> str:
    """Return what was taken for the table, and where results are."""
    why = "它是以只读方式打开的，写不进去" if read_only else "没有改动它"
    return f"读的是“{sheet}”里的{tasks}项任务；这份工作簿没有{CONSOLE}和结果表，{why}，结果都在“{reports}”里。"


def numbers_to_save(filled: str) -> str:
    """Return what is to be done after 编号 were written into the open workbook."""
    return f"{filled}再点一次“{caption('validate')}”。"
