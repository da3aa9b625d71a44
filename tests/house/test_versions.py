"""One version for all: the program, the workbook it ships, and the newest entry of 更新记录."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from xlplan import __version__
from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.terms.versions import newer


def test_the_workbook_and_the_changelog_are_of_this_version() -> None:
    assert look_into(shipped(WORKBOOK)).version == __version__
    told = re.findall(r"^## (\S+)$", (ROOT / "docs/更新记录.md").read_text("utf-8"), re.MULTILINE)
    versions = told[1:] if told[0] == "尚未发布" else told
    assert versions[0] == __version__


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.2.4", True), ("1.10.0", True), ("1.2.3", False), ("1.2.2", False), ("0.9", False), ("", False), ("新", False)],
)
def test_which_is_newer_is_told_by_numbers(version: str, expected: bool) -> None:
    assert newer(version, "1.2.3") is expected
