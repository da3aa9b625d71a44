"""The benchmarks run seldom: what they take from the program must be there all the same."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest
from support import ROOT

BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_the_program_has_all_that_a_benchmark_takes_from_it(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    taken = [
        (node.module, each.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("xlplan")
        for each in node.names
    ]
    assert [(module, name) for module, name in taken if not hasattr(import_module(module), name)] == []
