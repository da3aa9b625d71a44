"""Texts are compared without what nobody means: width, spaces, case, marks that nobody sees."""

from __future__ import annotations

import pytest

from xlplan.terms.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("教育科", "教育科"),
        (" 教 育\n科\u3000", "教育科"),
        ("１．１", "1.1"),
        ("（试行）：ＡＢＣ，", "(试行):abc,"),
        ("QQ", "qq"),
        ("\ufeff教\u200b育科", "教育科"),
        ("", ""),
        (" \u200b", ""),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_what_people_mean_to_tell_apart_stays_apart() -> None:
    assert len({fold(text) for text in ("1.1", "1.10", "11", "1、1", "1-1")}) == 5
