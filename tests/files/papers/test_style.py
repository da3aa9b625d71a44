"""How many lines a text takes in a cell: what fits whole takes one, and none is reckoned too low."""

from __future__ import annotations

import pytest

from xlplan.files.papers.style import height_of, text_lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("示例中心小学-2023年第二季度推进情况表.xlsx", 44, 1),
        ("示例中心小学-2023年第二季度推进情况表.xlsx", 36, 2),
        ("73f3bd419a1b2c3d", 20, 1),
        ("字" * 21, 44, 1),
        # Wider than the cell by a part of a character, and just as wide.
        ("字" * 22, 44, 2),
        # No line begins with a closing mark: each of two may end a character early.
        ("字" * 42, 44, 2),
        ("字" * 43, 44, 3),
        ("一\n二", 44, 2),
    ],
)
def test_the_lines_of_a_text(text: str, width: float, lines: int) -> None:
    assert text_lines(text, width) == lines


def test_a_row_of_one_line_is_as_high_as_the_least() -> None:
    assert height_of([("教育科", 15), ("示例中心小学-2023年第二季度推进情况表.xlsx", 44)]) == 24
