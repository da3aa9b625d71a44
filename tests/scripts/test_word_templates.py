"""The papers for Word that the program fills in, as they are built."""

from __future__ import annotations

import zipfile

from support import ROOT


def test_no_paper_has_a_second_list_of_styles() -> None:
    papers = list((ROOT / "templates").glob("*.docx"))
    assert papers
    for path in papers:
        with zipfile.ZipFile(path) as package:
            assert not [name for name in package.namelist() if "stylesWithEffects" in name], path.name
            assert "stylesWithEffects" not in package.read("[Content_Types].xml").decode("utf-8"), path.name
