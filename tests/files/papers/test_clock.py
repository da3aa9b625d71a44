"""A computer whose clock is wrong: its battery is dead, or somebody mistyped the year."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import programs
from support.clock import wrong
from support.office import Office, run_apart


@pytest.mark.parametrize("clock", ["@1970-01-01 00:00:30", "@2120-03-01 08:00:00"])
def test_papers_are_written_whatever_year_the_computer_shows(tmp_path: Path, clock: str) -> None:
    programs.require("faketime")
    works = Office.small(tmp_path)
    # ZIP files know the years from 1980 to 2107.
    for verb in ("split", "remind", "status"):
        done = run_apart(verb, works.book, *works.words(verb), "--json", PATH="/nowhere", **wrong(clock))
        assert done.code in (0, 1), done.out + done.err
    assert (works.root / "汇总" / works.round / "督办通报（送审稿）.docx").is_file()
