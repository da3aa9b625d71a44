"""What is said of 从备份恢复."""

from __future__ import annotations

from typing import Final

from xlplan.actions.restore import Restoring
from xlplan.telling.rebuild import lost_originals
from xlplan.telling.told import Remark, Told
from xlplan.terms.setting_items import SETTING_ITEMS

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
            Remark(list(lost_originals(rebuilt.originals))),
            Remark(
                [
                    f"“设置”的“{BACKUP}”仍是“{result.backup}”：原来那台电脑还在用的，请先改成别的地方，免得两台写进同一个备份。"
                ]
                if result.backup
                else []
            ),
        ],
    )
