"""A table of any shape gives back the plan that it was made of, and nothing else: no task, no department.

`XLPLAN_TORTURE=100` tries a hundred times as many.
"""

from __future__ import annotations

from hypothesis import given, settings
from support import chance
from support.given_back import differences
from support.shapes import Shape, shapes


@settings(max_examples=60 * chance.times())
@given(shapes())
def test_a_table_of_any_shape_gives_its_plan_back(shape: Shape) -> None:
    assert differences(shape, shape.grids()) == []
