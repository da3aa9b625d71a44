"""Numbers for rows that have none: they go on in their project's pattern, and nobody gets one that was in use."""

from __future__ import annotations

from xlplan.plan.numbering import Numbering

ROWS = [("1.1", "甲"), ("1.2", "甲"), ("", "甲"), ("2.1", "乙"), ("", "丙")]


def test_a_number_follows_the_pattern_of_its_project() -> None:
    numbering = Numbering(ROWS)
    assert [numbering.next("甲"), numbering.next("甲"), numbering.next("乙")] == ["1.3", "1.4", "2.2"]


def test_a_project_without_numbers_gets_its_place_for_prefix() -> None:
    assert Numbering(ROWS).next("丙") == "3.1"


def test_rows_without_a_project_are_counted_through() -> None:
    assert Numbering([("", ""), ("2", "")]).next("") == "1"
    assert Numbering([("1", ""), ("2", "")]).next("") == "3"


def test_a_gap_is_filled_before_the_end_is_lengthened() -> None:
    assert Numbering([("1.1", "甲"), ("1.3", "甲")]).next("甲") == "1.2"


def test_a_number_that_was_in_use_goes_to_its_own_row_alone() -> None:
    numbering = Numbering(ROWS)
    numbering.reserve(["1.3"])
    assert numbering.next("甲") == "1.4"
    assert numbering.recall("1.3") == "1.3"
    assert numbering.recall("1.3") == ""


def test_a_number_that_another_row_has_now_is_not_recalled() -> None:
    assert [Numbering(ROWS).recall(number) for number in ("１.１", "", "9.9")] == ["", "", "9.9"]


def test_rows_that_share_a_number_are_told_apart() -> None:
    numbering = Numbering([("1.1", "甲"), ("1.1-2", "甲")])
    numbering.reserve(["1.1-4"])
    assert [numbering.variant("1.1"), numbering.variant("1.1")] == ["1.1-3", "1.1-5"]


def test_numbers_count_as_the_same_however_wide_they_are() -> None:
    assert Numbering([("１．１", "甲")]).next("甲") == "1.2"
