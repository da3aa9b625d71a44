"""What is said of 重建台账."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.actions.rebuild import Rebuilding
from xlplan.files.store.checked_archive import ArchiveCheck
from xlplan.telling.lines import one_line
from xlplan.telling.told import Remark, Told

_NAMED: Final = 10


def tell_rebuilding(result: Rebuilding) -> Told:
    """Return whether the ledger was made again, why, and where the old one is."""
    holds = f"{result.actions} 次操作，下发 {result.sent} 份，收到 {result.received} 份。"
    lost = Remark([*_put_back(result.put_back), *lost_originals(result.originals)])
    if result.healed:
        why = Remark([f"原来的毛病：{result.healed}"])
        return Told("rebuild", f"台账完好，已按它补写“归档”里的操作记录和签名密钥：{holds}", details=[why, lost])
    if result.reason is None:
        return Told("rebuild", f"台账完好，没有改动：{holds}", details=[lost])
    aside = f"原来的台账改名为：{result.set_aside}（没有删除，确认不用了再自行清理）"
    details = [Remark([aside])] if result.set_aside else []
    details.append(lost)
    return Told("rebuild", f"{result.reason_text}，已按归档重建：{holds}", details=details)


def lost_originals(found: ArchiveCheck) -> Iterator[str]:
    """Yield what the archive has lost, and how to get it back."""
    if found.missing:
        yield f"“归档”里少了 {len(found.missing)} 份原件：{'、'.join(map(one_line, found.missing[:_NAMED]))}{_more(found.missing)}"
        yield "       请把它们放到原来的位置，再运行 xlplan rebuild 加上分工表的文件名，就会收进“归档”；手里没有的，从备份里找回。"
    if found.altered:
        yield f"“归档”里有 {len(found.altered)} 个文件内容变了：{'、'.join(map(one_line, found.altered[:_NAMED]))}{_more(found.altered)}"
        yield "       请把它们移走留底，再运行 xlplan rebuild 加上分工表的文件名。"


def _put_back(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"“归档”里少了的原件，照“下发”“回收”里的放回了 {len(names)} 份：{'、'.join(map(one_line, names[:_NAMED]))}{_more(names)}"


def _more(names: Sequence[str]) -> str:
    return f" 等{len(names)}份" if len(names) > _NAMED else ""
