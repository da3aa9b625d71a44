"""The example on the page of files/template does what it says."""

from __future__ import annotations

import pytest
from support import ROOT
from support.pages import examples_in


def test_the_example_works(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = examples_in(ROOT / "xlplan/files/template/README.md")
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out == ""
