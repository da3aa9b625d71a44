"""A share counts where its cell shows it; where the cell shows something else, it is asked about with what is shown."""

from __future__ import annotations

import pytest

from xlplan.returns.shown_share import Seen, guess_of, may_show_otherwise, seen_otherwise


@pytest.mark.parametrize(
    ("value", "code", "shown", "share"),
    [
        (1.0, '0"%"', "1%", 0.01),
        (1.0, "0\\%", "1%", 0.01),
        (0.5, '0.0"%"', "0.5%", 0.005),
        (0.04, '0.0"%"', "0.0%", 0.0),
        (1.0, '0.0"成"', "1.0成", None),
        (1.0, '0"成"', "1成", 0.1),
        (0.8, '0"‰"', "1‰", None),
        (0.5, "0", "1", 1.0),
        # Nobody knows what is shown, or nothing is.
        (0.35, ";;;", "", None),
        (0.35, '"完成"', "完成", None),
        (0.8, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1", 1.0),
        (0.8, "?0", "", None),
        (0.35, '[=1]"完成";0%', "", None),
        (1.0, "0,", "", None),
    ],
)
def test_what_shows_something_else(value: float, code: str, shown: str, share: float | None) -> None:
    assert seen_otherwise(value, code) == Seen(shown, share)
    assert may_show_otherwise({(7, 2): code}, 2) and not may_show_otherwise({(7, 2): code}, 3)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *((0.5, code) for code in ("", "0%", "0.00%", "0.0", "0.00_ ", "#,##0.00", "[Red]0%", "0%_);(0%)", "# ?/?", "0.00E+00")),
        *((0.35, code) for code in ("#,##0.0_ ", "G/通用格式", "0.??")),
        (0.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '),
        (0.996, "0%"), (1.0, "0"), (0.0, "#"), (0.0, '0"%"'), (0.8, '"完成"0%'), (0.8, '0.0%" 左右"'), (1 / 3, "0.0"),
        # What is asked about in any case.
        (80.0, '0"%"'), (1.5, '0.0"%"'), (150.0, "0"), (-1.0, "0"),
    ],
)  # fmt: skip
def test_what_shows_its_number_or_its_percent(value: float, code: str) -> None:
    assert seen_otherwise(value, code) is None


def test_the_question_says_what_is_shown_and_what_is_there() -> None:
    assert [guess_of(seen, "1", 1.0) for seen in (Seen("1%", 0.01), Seen("1‰", None), Seen("", None))] == [
        "这是格里显示的样子，存的数是 1：是 1%，还是 100%？",
        "这是格里显示的样子，存的数是 1。",
        "格里的数字格式不照原样显示它，是不是 100%？",
    ]
