"""What is taken out of a cell before its names are parted: each mark stands for what was there."""

from __future__ import annotations

import pytest

from xlplan.plan.set_aside import SetAside, in_brackets_alone


def parted(aside: SetAside, found: str) -> tuple[str, str]:
    """Return what is left of a text as it stood, and the notes behind its marks."""
    marks = [char for char in found if "\ue010" <= char < "\uf000"]
    return aside.restored("".join(char for char in found if char not in marks)), "".join(map(aside.note, marks))


@pytest.mark.parametrize(
    ("text", "left", "note"),
    [
        ("教育科（分管校园安全、13800000000）", "教育科（分管校园安全、13800000000）", ""),
        ("教育科（张三 13800000000）", "教育科", "张三 13800000000"),
        ("教育科（60%）", "教育科", "60%"),
        ("教育科（原教研科）", "教育科", "原教研科"),
        ("教育科（）", "教育科", ""),
        ("教育科（后勤科配合）", "教育科，后勤科配合，", ""),
        ("（办公室）", "办公室", ""),
    ],
)
def test_brackets_are_a_note_names_or_stay(text: str, left: str, note: str) -> None:
    aside = SetAside()
    assert parted(aside, aside.without_brackets(text)) == (left, note)


@pytest.mark.parametrize(
    ("text", "left", "note"),
    [
        ("城管局：市容整治、清理摊点", "城管局", "市容整治、清理摊点"),
        ("教育科：协助后勤科", "教育科：协助后勤科", ""),
        ("城管局：牵头", "城管局（牵头）", ""),
        ("牵头单位：教育科", "牵头单位：教育科", ""),
    ],
)
def test_what_an_office_does_is_a_note_unless_it_names_offices(text: str, left: str, note: str) -> None:
    aside = SetAside()
    assert parted(aside, aside.without_deeds(text)) == (left, note)


def test_known_names_are_put_back_as_they_were_written() -> None:
    aside = SetAside()
    cut = aside.without_known("甲（Ａ）局、乙局", ["甲(a)局", "局"])
    assert "局" not in cut
    assert aside.restored(cut) == "甲（Ａ）局、乙局"


@pytest.mark.parametrize(("text", "inside"), [("（待定）", "待定"), ("【教育科】", "教育科"), ("教育科（主）", "")])
def test_what_stands_in_the_brackets_that_are_all_of_a_cell(text: str, inside: str) -> None:
    assert in_brackets_alone(text) == inside
