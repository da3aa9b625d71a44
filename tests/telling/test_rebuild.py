"""What is said of a ledger that was made again, or set up from a backup, and of originals that are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xlplan.actions.rebuild import Fault, Rebuilding
from xlplan.actions.restore import Restoring
from xlplan.files.store.checked_archive import ArchiveCheck
from xlplan.telling.rebuild import lost_originals, tell_rebuilding
from xlplan.telling.restore import tell_restoring

HELD: dict[str, Any] = {"actions": 4, "sent": 3, "received": 2}
HOLDS = "4 次操作，下发 3 份，收到 2 份"
LOST = ArchiveCheck(missing=["教育科.xlsx"])


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Rebuilding(None, None, **HELD), [f"台账完好，没有改动：{HOLDS}。"]),
        (Rebuilding(Fault.MISSING, None, **HELD), [f"台账不见了，已按归档重建：{HOLDS}。"]),
        (
            Rebuilding(Fault.DAMAGED, "台账-损坏.sqlite3", **HELD),
            [
                f"台账已损坏，已按归档重建：{HOLDS}。",
                "原来的台账改名为：台账-损坏.sqlite3（没有删除，确认不用了再自行清理）",
            ],
        ),
        (
            Rebuilding(None, None, **HELD, healed="操作记录少了一段"),
            [f"台账完好，已按它补写“归档”里的操作记录和签名密钥：{HOLDS}。", "原来的毛病：操作记录少了一段"],
        ),
    ],
)
def test_what_was_done_with_the_ledger(result: Rebuilding, said: list[str]) -> None:
    assert tell_rebuilding(result).text.splitlines() == said


def test_originals_that_are_gone_are_named_with_their_cure() -> None:
    told = tell_rebuilding(Rebuilding(None, None, **HELD, originals=LOST)).text.splitlines()
    assert told[1:] == [
        "“归档”里少了 1 份原件：教育科.xlsx",
        "       请把它们放到原来的位置，再运行 xlplan rebuild 加上分工表的文件名，就会收进“归档”；手里没有的，从备份里找回。",
    ]


def test_originals_that_were_put_back_are_named() -> None:
    told = tell_rebuilding(Rebuilding(None, None, **HELD, put_back=["下发/教育科.xlsx"])).text.splitlines()
    assert told[1:] == ["“归档”里少了的原件，照“下发”“回收”或备份里的放回了 1 份：下发/教育科.xlsx"]


def test_of_many_ten_are_named() -> None:
    names = [f"{number}.xlsx" for number in range(12)]
    missing, _, altered, _ = lost_originals(ArchiveCheck(names, names[:10]))
    assert missing == f"“归档”里少了 12 份原件：{'、'.join(names[:10])} 等12份"
    assert altered == f"“归档”里有 10 个文件内容变了：{'、'.join(names[:10])}"


def test_what_was_set_up_from_a_backup() -> None:
    result = Restoring(
        Path("分工表.xlsx"), "2023-06-25T09:00", Rebuilding(Fault.MISSING, None, **HELD, originals=LOST), 3
    )
    told = tell_restoring(result).text.splitlines()
    assert told[0] == f"已按 2023-06-25 09:00 的备份恢复“分工表.xlsx”和它的工作区：{HOLDS}。"
    assert [line[:9] for line in told[1:]] == ["“下发”里放回 3", "“归档”里少了 1", "       这份"]
