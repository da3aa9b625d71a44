"""A damaged 待核实.xlsx is the office's own: it is said how a new one comes about, and nothing is half done."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.office import Office, run

from xlplan.ledger.rebuilding import contents


@pytest.mark.parametrize("verb", ["merge", "undo"])
def test_nothing_is_done_before_it_is_moved_away_and_then_it_is_made_anew(tmp_path: Path, verb: str) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    (pending,) = works.root.rglob("待核实.xlsx")
    pending.write_bytes(pending.read_bytes()[:1000])
    before = contents(works.ledger)
    for _ in range(2):
        refused = works.do(verb) if verb == "merge" else run(verb, works.book)
        assert refused.code == 2 and "请把它移走留底" in refused.err and works.round in refused.err
        assert contents(works.ledger) == before
    pending.unlink()
    assert (works.do(verb) if verb == "merge" else run(verb, works.book)).code in (0, 1)
    assert pending.is_file() or verb == "undo"
