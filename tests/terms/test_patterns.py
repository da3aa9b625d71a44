from __future__ import annotations

import re

import pytest

from xlplan.terms.patterns import pattern_of


def test_a_pattern_has_the_methods_of_one() -> None:
    pattern = pattern_of("(?P<n>[a-z]+)", re.IGNORECASE)
    found = pattern.fullmatch("AB")
    assert found is not None
    assert found["n"] == "AB"
    assert pattern.sub("-", "a1b") == "-1-"
    assert pattern.split("1a2") == ["1", "a", "2"]
    assert pattern.pattern == "(?P<n>[a-z]+)"


def test_it_is_compiled_once_and_not_before_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def counted(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_(text, flags)

    monkeypatch.setattr(re, "compile", counted)
    pattern = pattern_of("x+")
    assert not compiled
    assert pattern.search("axx")
    assert not pattern.match("a")
    assert compiled == ["x+"]


def test_what_a_pattern_has_not_it_has_not() -> None:
    with pytest.raises(AttributeError):
        pattern_of("x").nothing  # type: ignore[attr-defined]  # noqa: B018
