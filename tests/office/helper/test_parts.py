"""Words in a place that is too narrow for them."""

from __future__ import annotations

import pytest

pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")


@pytest.mark.parametrize(("words", "room", "shown"), [
    ("通知.txt", 6, "通知.txt"),
    ("教师发展中心-督办单.docx", 9, "教师发展…docx"),
    ("教师发展中心-督办单.docx", 12, "教师发展中心….docx"),
    ("通知.txt", 0, "通…"),
    ("", 5, ""),
])  # fmt: skip
def test_the_middle_is_left_out_and_the_end_stays(words: str, room: int, shown: str) -> None:
    from xlplan.office.helper.parts import shortened

    assert shortened(words, room, len) == shown
