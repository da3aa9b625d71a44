"""What came, as far as somebody needs it: the same whether it is read from the ledger or was at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from support.office import Office

from xlplan.ledger.received import ReceivedReader
from xlplan.ledger.store import Ledger
from xlplan.returns.received import Submission


def test_what_a_merge_has_at_hand_is_what_the_ledger_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, seen = ReceivedReader.received_asking, []

    def both(
        ledger: Ledger, round_: str, name_now: Callable[[str], str], known: Sequence[Submission] = ()
    ) -> list[Submission]:
        found = asked(ledger, round_, name_now, known)
        assert found == asked(ledger, round_, name_now)
        seen.append((len(known), len(found), sum(len(each.rows) for each in found)))
        return found

    def unread(_: object, __: str) -> Any:
        raise AssertionError

    monkeypatch.setattr(ReceivedReader, "received_asking", both)
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "percent"), "value", "过半"))
    works.answer("基金会", edit=lambda filled: setattr(filled.cell("1.3", "state"), "value", "已完成"))
    works.answer("组宣科", "一.xlsx")
    (works.returned / "空.xlsx").write_bytes(b"")
    works.do("merge")
    works.answer("组宣科", "二.xlsx", lambda filled: setattr(filled.cell("1.2", "percent"), "value", 0.9))
    works.do("merge")
    assert seen == [(4, 4, 2), (5, 5, 6)]
    with Ledger(works.ledger) as ledger:
        heads = ledger.received_heads(works.round)
        monkeypatch.setattr(ReceivedReader, "_sums", unread)
        assert ledger.received_heads(works.round, heads) == heads
