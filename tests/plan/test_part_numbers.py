"""Numbers that say what they are part of."""

from __future__ import annotations

import pytest

from xlplan.plan.part_numbers import ends_part


@pytest.mark.parametrize("text", ["1.1", "1—2", "①", "（1）", "", " "])
def test_a_part_goes_on(text: str) -> None:
    assert not ends_part(text, "1")


@pytest.mark.parametrize("text", ["2", "2.1", "新增1", "2）水环境治理", "二", "第二部分", "2.城市建设", "100"])
def test_any_other_number_ends_a_part(text: str) -> None:
    assert ends_part(text, "1")
