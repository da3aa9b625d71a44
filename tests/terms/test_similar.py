"""How alike texts are: for a proposal, never for a decision."""

from __future__ import annotations

from xlplan.terms.similar import alike, most_alike


def test_likeness_goes_from_0_to_1() -> None:
    assert alike("教育科", " 教育\n科") == 1
    assert alike("教育科", "办公室") == 0
    assert 0.6 < alike("组宜科", "组宣科") < 0.7


def test_the_most_alike_come_first_and_no_more_than_are_asked_for() -> None:
    names = ["组宣科", "教育科", "组织宣传科", "工会"]
    assert most_alike("组宣科", names, limit=2, least=0.5) == ["组宣科", "组织宣传科"]
    assert most_alike("组宣科", names, limit=5, least=0.9) == ["组宣科"]
    assert most_alike("基金会", ["办公室"], limit=5, least=0.5) == []
