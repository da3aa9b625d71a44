"""Returns edited at random, any mix of what people do: no value is lost, doubled or silently changed.

`XLPLAN_TORTURE=10` runs ten times as long with a seed of its own, which is printed; `XLPLAN_SEED` runs that one again.
"""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st
from support.chance import SEED, times
from support.random_returns import MOST, wrongs
from support.sheet_edits import EDITS, Edit

NUMBERS = st.integers(0, MOST)
EDITING = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), NUMBERS, NUMBERS, NUMBERS), max_size=12)


@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=800 * times(), database=None, print_blob=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(EDITING)
def test_one_return_edited_at_random_is_accounted_for(edits: list[Edit]) -> None:
    assert wrongs(edits) == []


@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=250 * times(), database=None, print_blob=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(EDITING, EDITING)
def test_two_returns_of_one_department_edited_at_random_are_accounted_for(one: list[Edit], two: list[Edit]) -> None:
    # The order of arrival does not matter.
    assert wrongs(one, two) == []
