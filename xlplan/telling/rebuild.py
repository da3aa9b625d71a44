"""What is said of 重建台账."""

from __future__ import annotations

from xlplan.actions.rebuild import Rebuilding
from xlplan.telling.told import Remark, Told


def tell_rebuilding(result: Rebuilding) -> Told:
    """Return whether the ledger was made again, why, and where the old one is."""
    holds = f"{result.actions} 次操作，下发 {result.sent} 份，收到 {result.received} 份。"
    if result.reason is None:
        return Told("rebuild", f"台账完好，没有改动：{holds}")
    aside = f"原来的台账改名为：{result.set_aside}（没有删除，确认不用了再自行清理）"
    details = [Remark([aside])] if result.set_aside else []
    return Told("rebuild", f"{result.reason_text}，已按归档重建：{holds}", details=details)
