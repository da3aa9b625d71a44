"""Which names in the cells of a table are taken for departments where nobody lists them."""

from __future__ import annotations

import pytest

from xlplan.plan.inferred import infer_registry


def names(*cells: str) -> list[str]:
    return [department.name for department in infer_registry(cells).departments]


@pytest.mark.parametrize("cell", ["审核人", "长期坚持", "教育科或财务科", "办公室—财务科", "办公室-综合组", "与会人员"])
def test_what_is_hardly_a_department_is_none(cell: str) -> None:
    assert names("教育科", cell) == ["教育科"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("（办公室）", ["办公室"]),
        ("教育科\n（办公室）", ["教育科", "办公室"]),
        ("教育科（幼教科）", ["教育科（幼教科）"]),
        ("教育科、\n及第一小学", ["教育科", "第一小学"]),
        ("团委、一小、各校", ["团委", "一小", "各校"]),
    ],
)
def test_names_are_taken_without_what_stands_around_them(cell: str, read: list[str]) -> None:
    assert names(cell) == read
