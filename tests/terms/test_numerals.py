"""Chinese numerals below 100, read and written."""

from __future__ import annotations

import pytest

from xlplan.terms.numerals import digit_by_digit, numeral, read_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [("〇", 0), ("零", 0), ("两", 2), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99)],
)
def test_numerals_are_read(text: str, value: int) -> None:
    assert read_numeral(text) == value


@pytest.mark.parametrize("text", ["", "二三", "十十", "十二三", "百", "12", "半"])
def test_what_is_no_numeral_is_not_read(text: str) -> None:
    assert read_numeral(text) is None


def test_a_number_is_read_as_it_is_written() -> None:
    assert [read_numeral(numeral(value)) for value in range(1, 100)] == list(range(1, 100))
    assert (numeral(10), numeral(12), numeral(20), numeral(21)) == ("十", "十二", "二十", "二十一")
    assert digit_by_digit(20) == "二〇"
