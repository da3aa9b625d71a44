"""Errors: each kind has a code of its own, and says what is wrong and how to mend it."""

from __future__ import annotations

from collections import Counter

from xlplan.terms import errors
from xlplan.terms.errors import CutOffError, DamagedError, XlplanError

KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, XlplanError)]


def test_every_kind_has_a_code_of_its_own() -> None:
    assert [code for code, count in Counter(kind.code for kind in KINDS).items() if count > 1] == []


def test_an_error_says_what_is_wrong_and_how_to_mend_it() -> None:
    error = DamagedError("打不开。", "请重发。")
    assert (error.message, error.hint, str(error)) == ("打不开。", "请重发。", "打不开。\n请重发。")
    assert str(DamagedError("打不开。")) == "打不开。"


def test_being_cut_off_needs_no_words() -> None:
    assert CutOffError().hint == "可以再运行一次。"
