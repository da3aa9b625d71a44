"""Every form of a span and every rule of a time limit reads its own examples."""

from __future__ import annotations

import re

import pytest
from support.read_limits import TODAY
from support.time_limits import time_limits

from xlplan.schedule.context import Context
from xlplan.schedule.dates import FORMS, RANGE, RANGES, SPAN, Form, read_span
from xlplan.schedule.meanings import Rule
from xlplan.schedule.rules import TIME_LIMIT_RULES
from xlplan.schedule.scan import normalise, scan, tidy


@pytest.mark.parametrize(
    ("form", "text", "days"),
    [pytest.param(form, text, days, id=text) for form in (*FORMS, *RANGES) for text, days in form.examples.items()],
)
def test_each_form_of_a_span_reads_its_examples(form: Form, text: str, days: tuple[str, str]) -> None:
    forms, pattern = (FORMS, SPAN) if form in FORMS else (RANGES, RANGE)
    found = re.compile(f"(?P<span>{pattern})", re.ASCII).fullmatch(normalise(text))
    assert found
    span = read_span(found, "span", Context(2023, TODAY), forms)
    assert (str(span.first), str(span.last)) == days


@pytest.mark.parametrize(
    ("rule", "text", "reading"),
    [
        pytest.param(rule, text, reading, id=text)
        for rule in TIME_LIMIT_RULES
        for text, reading in rule.examples.items()
    ],
)
def test_each_rule_reads_its_examples(rule: Rule, text: str, reading: str) -> None:
    pieces = [piece for clause in scan(tidy(text), Context(2023, TODAY)) for piece in clause]
    assert (rule.name, reading) in [(piece.rule, str(piece.reading)) for piece in pieces]


def test_every_rule_has_an_example() -> None:
    assert [rule.name for rule in TIME_LIMIT_RULES if not rule.examples] == []


_SPANS = [text for form in (*FORMS, *RANGES) for text in form.examples]
_SAID = [
    *(text for rule in TIME_LIMIT_RULES for text in rule.examples),
    *(limit.text for limit in time_limits()),
    *(f"{first}{joint}{last}前" for first in _SPANS for joint in ("至", "—", "底到") for last in _SPANS),
    *(f"{first}{joint}长期坚持" for first in _SPANS for joint in ("至", "起—", "底到")),
]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in TIME_LIMIT_RULES if rule.needs])
def test_whatever_a_rule_reads_holds_what_the_rule_needs(rule: Rule) -> None:
    """Else its pattern would not even be tried."""
    pattern, needs = re.compile(rule.pattern, re.ASCII), re.compile(rule.needs, re.ASCII)
    said = [normalise(clause) for text in _SAID for clause in re.split("[。；;，,\n]", tidy(text))]
    assert [text for text in said if not needs.search(text) and pattern.search(text)] == []
