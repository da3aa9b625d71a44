"""What is said of rows on 待核实 that a summary does not count."""

from __future__ import annotations

import pytest

from xlplan.actions.status import Uncounted
from xlplan.telling.status import not_carried_out, not_to_be_carried_out


@pytest.mark.parametrize(
    ("rows", "lines", "brief"),
    [
        (Uncounted(), [], ""),
        (Uncounted(2), ["请运行 xlplan merge，"], "请点“合并回收”，"),
        (Uncounted(2, unsigned=True), ["请先写上经办人，再运行 xlplan merge，"], "请先写上经办人，再点“合并回收”，"),
        # Another merging would not carry these out.
        (Uncounted(refused=["甲科 1：日期看不懂。"]), [], ""),
    ],
)
def test_what_waits_names_what_carries_it_out(rows: Uncounted, lines: list[str], brief: str) -> None:
    said = not_carried_out(rows)
    assert [each.split("：")[1][: len(wanted)] for each, wanted in zip(said.lines, lines, strict=True)] == lines
    assert brief in said.brief and bool(brief) == bool(said.brief)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ([], ""),
        (["甲科 1：日期看不懂。"], "有 1 条办不了，没有算进来：甲科 1：日期看不懂。"),
        (list("甲乙丙丁"), "有 4 条办不了，没有算进来：甲；乙；丙；其余的合并以后写在“待核实”的“说明”里。"),
    ],
)
def test_what_cannot_be_carried_out_says_why(refused: list[str], said: str) -> None:
    found = not_to_be_carried_out(Uncounted(1, refused=refused))
    assert said in found and bool(said) == bool(found)
