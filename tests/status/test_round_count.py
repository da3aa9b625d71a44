"""How many have come, who has trouble, who is missing."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from xlplan.status.round_count import round_count

ASKED = ("甲科", "乙科", "丙科", "丁科")


@pytest.mark.parametrize(
    ("reported", "arrived", "troubled", "came", "with_trouble", "missing", "unmerged"),
    [
        ((), (), (), "", "", "甲乙丙丁", ""),
        (("甲科",), ("乙科",), (), "甲乙", "", "丙丁", "乙"),
        # Refused: it has not come, and has trouble.
        ((), (), ("甲科",), "", "甲", "甲乙丙丁", ""),
        (("甲科",), (), ("甲科",), "甲", "甲", "乙丙丁", ""),
        # It has sent something new since.
        (("甲科",), ("甲科",), ("甲科",), "甲", "", "乙丙丁", "甲"),
        # Nobody asked.
        (("无名处",), ("无名处",), ("无名处",), "", "", "甲乙丙丁", ""),
    ],
)
def test_a_round_is_counted(
    reported: Collection[str], arrived: Collection[str], troubled: Collection[str],
    came: str, with_trouble: str, missing: str, unmerged: str,
) -> None:  # fmt: skip
    count = round_count("2023年6月", ASKED, reported, arrived, troubled)
    found = (count.came, count.troubled, count.missing, count.unmerged)
    assert tuple("".join(name[0] for name in names) for names in found) == (came, with_trouble, missing, unmerged)
