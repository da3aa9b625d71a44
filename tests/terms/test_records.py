"""Records are dataclasses with a hash, whose `frozen` is left to mypy."""

from __future__ import annotations

import pickle
from dataclasses import field, replace

import pytest

from xlplan.terms.records import record


@record(frozen=True, slots=True)
class Pair:
    left: str
    right: int = 0


@record(frozen=True)
class Read:
    name: str
    seen: list[int] = field(default_factory=list, repr=False, compare=False)


def test_a_record_is_compared_hashed_copied_and_pickled_by_its_fields() -> None:
    pair = Pair("a", 1)
    assert {pair, Pair("a", 1), replace(pair, right=2)} == {Pair("a", 1), Pair("a", 2)}
    assert pickle.loads(pickle.dumps(pair)) == pair
    assert repr(pair) == "Pair(left='a', right=1)"


def test_what_is_not_compared_or_shown_makes_no_difference() -> None:
    assert (len({Read("a"), Read("a", [1]), Read("b")}), Read("a") == "a", repr(Read("a", [1]))) == (
        2, False, "Read(name='a')",
    )  # fmt: skip
    # Nothing is compiled for each class: what does it is the same.
    assert vars(Read)["__eq__"].__code__ is vars(Pair)["__eq__"].__code__


def test_what_is_to_be_changed_is_no_record() -> None:
    with pytest.raises(TypeError):
        record(frozen=False)
