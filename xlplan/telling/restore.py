"""What is said of 从备份恢复."""

from __future__ import annotations

from typing import Final

from xlplan.actions.restore import Restoring
from xlplan.telling.lines import one_line
from xlplan.telling.rebuild import log_trouble, lost_originals
from xlplan.telling.told import Remark, Told
from xlplan.terms.setting_items import SETTING_ITEMS

_ELSEWHERE: Final = (
    "这份备份里就是这样：别的备份或原来那台电脑上有的，请放到原来的位置，再运行 xlplan rebuild 加上分工表的文件名。"
)
BACKUP: Final = SETTING_ITEMS["backup"][0]


def tell_restoring(result: Restoring) -> Told:
    """Return what was set up, from when, and what the backup lacks."""
    rebuilt = result.rebuilt
    holds = f"{rebuilt.actions} 次操作，下发 {rebuilt.sent} 份，收到 {rebuilt.received} 份"
    return Told(
        "restore",
        f"已按 {result.at.replace('T', ' ')} 的备份恢复“{result.book}”和它的工作区：{holds}。",
        details=[
            Remark([f"“下发”里放回 {result.placed} 份各部门的表；收到的原件都在“归档”里，不用再合并。"]),
            Remark(list(log_trouble(rebuilt))),
            Remark(
                [
                    f"{len(result.lacking)} 个部门的表没有放回“下发”，备份里没有好的：{'、'.join(map(one_line, result.lacking))}；别处有的请放回去，没有的请重新拆分下发。"
                ]
                if result.lacking
                else []
            ),
            Remark(
                [f"备份里读不出来、没有放回的文件：{'、'.join(map(one_line, result.unread))}"] if result.unread else []
            ),
            Remark(list(lost_originals(rebuilt.originals, (_ELSEWHERE, _ELSEWHERE)))),
            Remark(
                [
                    f"“设置”的“{BACKUP}”仍是“{result.backup}”：原来那台电脑还在用的，请先改成别的地方，免得两台写进同一个备份。"
                ]
                if result.backup
                else []
            ),
        ],
    )
