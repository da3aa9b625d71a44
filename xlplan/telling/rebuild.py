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
    lost = Remark(
        [*log_trouble(result), *_put_back(result.put_back), *_mended(result), *lost_originals(result.originals)]
    )
    if result.healed:
        why = Remark([f"原来的毛病：{result.healed}"])
    if result.healed and result.reason is None:
        return Told("rebuild", f"台账完好，已按它补写“归档”里的操作记录和签名密钥：{holds}", details=[why, lost])
    if result.reason is None:
        return Told("rebuild", f"台账完好，没有改动：{holds}", details=[lost])
    aside = f"原来的台账改名为：{result.set_aside}（没有删除，确认不用了再自行清理）"
    details = [why] if result.healed else []
    details += [Remark([aside] if result.set_aside else []), lost]
    return Told("rebuild", f"{result.reason_text}，已按归档重建：{holds}", details=details)


def log_trouble(result: Rebuilding) -> Iterator[str]:
    """Yield what became of records that cannot be read, and what was taken from the backup."""
    if result.fetched:
        yield f"从备份里取回了 {len(result.fetched)} 个：{_named(result.fetched)}"
    if result.aside:
        yield f"“归档”里读不出来或用不上的 {len(result.aside)} 个文件已改名留底：{_named(result.aside)}"
    if result.lost:
        yield f"从操作记录 {result.needs} 起的最近 {result.lost} 步读不出来或不见了，台账只到它们之前，这几步没有算进来。"
        yield (
            f"       先不要做别的：请从别的备份里找回 {result.needs}，放进“归档/操作记录”，把那里在它后面、改了名留底的也去掉末尾的“.损坏1”，"
            "再运行 xlplan rebuild 加上分工表的文件名。找不回来的，请把这几步重做一遍：收到的表放回“回收”再合并。"
        )


def _mended(result: Rebuilding) -> Iterator[str]:
    if result.backup_note:
        yield result.backup_note
    if result.mended:
        yield f"备份里少了或坏了的 {len(result.mended)} 个文件，已照“归档”重新备份：{_named(result.mended)}"


def lost_originals(found: ArchiveCheck, cure: Sequence[str] = ()) -> Iterator[str]:
    """Yield what the archive has lost, and how to get it back: `cure` says it of those that are gone and of those that were altered."""
    gone, altered = cure or (
        "请把它们放到原来的位置，再运行 xlplan rebuild 加上分工表的文件名，就会收进“归档”；手里没有的，从备份里找回。",
        "请把好的那份放到原来的位置（“下发”或“回收”里），再运行 xlplan rebuild 加上分工表的文件名，就会换回来；设了“备份到”的会自己从备份里取。",
    )
    if found.missing:
        yield f"“归档”里少了 {len(found.missing)} 份原件：{_named(found.missing)}"
        yield f"       {gone}"
    if found.altered:
        names = [f"{found.known_as[name]}（{name}）" if name in found.known_as else name for name in found.altered]
        yield f"“归档”里有 {len(found.altered)} 个文件内容变了：{_named(names)}"
        yield f"       {altered}"


def _put_back(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"“归档”里少了的原件，照“下发”“回收”或备份里的放回了 {len(names)} 份：{_named(names)}"


def _named(names: Sequence[str]) -> str:
    return "、".join(map(one_line, names[:_NAMED])) + (f" 等{len(names)}份" if len(names) > _NAMED else "")
