"""Every finding of the catalogue is yielded somewhere, with all the values that its texts want."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from string import Formatter

import pytest
from support import ROOT

from xlplan.terms.catalogue import CATALOGUE

PLACE = frozenset({"sheet", "cell", "task", "field"})


@cache
def nodes() -> list[ast.AST]:
    """Return every node of the package's code but for the catalogue itself."""
    files = [path for path in (ROOT / "xlplan").rglob("*.py") if path.name != "catalogue.py"]
    return [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]


@cache
def calls() -> Mapping[str, list[set[str]]]:
    """Return the names of the values that each call is given which makes a finding, by the finding's code."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for node in nodes():
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = {each.arg or "**" for each in node.keywords}
            if "**" not in given and name in ("finding", "add_finding", "add_new_finding"):
                found[str(node.args[0].value)].append(given - PLACE)
    return found


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_finding_is_made_with_the_values_that_its_texts_want(code: str) -> None:
    kind = CATALOGUE[code]
    wanted = {
        name for text in (kind.message, kind.hint, kind.mend) for _, name, _, _ in Formatter().parse(text) if name
    }
    assert [sorted(wanted ^ given) for given in calls().get(code, ()) if wanted != given] == []


def test_every_code_is_named_where_it_is_found() -> None:
    named = {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert CATALOGUE.keys() - named == set()
