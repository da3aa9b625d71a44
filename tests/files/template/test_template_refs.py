"""References in a template move as its rows grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.files.template import refs

LAYOUT = refs.Layout(10, 11, (10, 10, 11, 10, 11))  # two prototypes, five rows


def moved(text: str, own: refs.Own | None = None, home: str = "s") -> str:
    formula = refs.parse_formula(text, home, {"s", "a b'c"})
    return "".join(part if isinstance(part, str) else refs.move_one(part, LAYOUT, own) for part in formula)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A9+A10+A11+A12", "A9+A10+A12+A15"),
        ("SUM(A10:A11)", "SUM(A10:A14)"),
        ("SUM($A$9:$B$12)", "SUM($A$9:$B$15)"),
        ("SUM(A10:A10)", "SUM(A10:A14)"),
        ("SUM(12:12)+SUM($10:$11)", "SUM(15:15)+SUM($10:$14)"),
        ("SUM(A:A)+LOG10(A12)", "SUM(A:A)+LOG10(A15)"),
        ('"A12"&A12&"say ""A12"""', '"A12"&A15&"say ""A12"""'),
        ("Other!A12+S!A12", "Other!A12+S!A15"),
        ("'a b''c'!$A$12+'x'!A12", "'a b''c'!$A$15+'x'!A12"),
        ("[1]s!A12+'[b.xlsx]s'!A12", "[1]s!A12+'[b.xlsx]s'!A12"),
        ("T[[#This Row],[A12]]+T[A12]+A12", "T[[#This Row],[A12]]+T[A12]+A15"),
        ("A12B+XFE12345678+_A12+A12.x", "A12B+XFE12345678+_A12+A12.x"),
        ("中文A12+Ａ12", "中文A12+Ａ12"),
        ("IF(A12>1,A12:A13,#REF!)", "IF(A15>1,A15:A16,#REF!)"),
        ("t:s!A12", "t:s!A12"),
        ("A12#", "A15#"),
        ("A1048576", "#REF!"),
    ],
)
def test_references_from_outside_move_as_when_rows_are_inserted(before: str, after: str) -> None:
    assert moved(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B10*2", "B13*2"),
        ("B9+1", "B12+1"),  # the row above, as in a running number
        ("C3*B$12", "C3*B$15"),
        ("SUM(B10:D10)", "SUM(B13:D13)"),
        ("SUM(B$10:B10)", "SUM(B$10:B13)"),
        ("COUNTIF($A$10:$A$11,A10)", "COUNTIF($A$10:$A$14,A13)"),
    ],
)
def test_references_in_a_repeated_row_follow_the_row(before: str, after: str) -> None:
    assert moved(before, refs.Own(10, 13)) == after


def test_shared_formulas_are_spelt_out_as_copies() -> None:
    assert refs.translate('A1+$B$2+C$3+$D4+"A1"+SUM(A:B)+SUM(1:1)+T[A1]', 2, 1) == (
        'B3+$B$2+D$3+$D6+"A1"+SUM(B:C)+SUM(3:3)+T[A1]'
    )


@given(st.text(alphabet="A1$:!'\"[]()+,# b.中", max_size=30))
def test_any_formula_text_survives_being_split(text: str) -> None:
    still = refs.Layout(refs.MAX_ROW, refs.MAX_ROW, (refs.MAX_ROW,))
    formula = refs.parse_formula(text, "s", {"s"})
    joined = "".join(part if isinstance(part, str) else refs.move_one(part, still, None) for part in formula)
    assert joined == text
