"""A table of any shape gives back the plan that it was made of, and nothing else: no task, no department.

`XLPLAN_TORTURE=100` tries a hundred times as many.
"""

from __future__ import annotations

from hypothesis import given, settings
from support import chance
from support.given_back import differences
from support.shapes import Shape, shapes, turned_shapes

from xlplan.terms.cells import Grid


@settings(max_examples=60 * chance.times())
@given(shapes())
def test_a_table_of_any_shape_gives_its_plan_back(shape: Shape) -> None:
    assert differences(shape, shape.grids()) == []


@settings(max_examples=60 * chance.times())
@given(turned_shapes())
def test_a_table_that_lies_and_a_form_for_each_task_give_their_plan_back(drawn: tuple[Shape, list[Grid]]) -> None:
    shape, grids = drawn
    assert differences(shape, grids, document=len(grids) > 1) == []
