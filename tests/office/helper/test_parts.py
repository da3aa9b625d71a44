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


@pytest.mark.parametrize(("words", "lines"), [
    ("换到2026年12月吗？", ["换到", "2026年", "12月吗？"]),
    ("一二三四五六，七", ["一二三四五", "六，七"]),
    ("一二三四五，六", ["一二三四", "五，六"]),
    ("一二\n三", ["一二", "三"]),
    ("", [""]),
])  # fmt: skip
def test_lines_break_in_no_number_and_before_no_mark(words: str, lines: list[str]) -> None:
    from xlplan.office.helper.parts import in_lines

    assert in_lines(words, 5, len).split("\n") == lines
