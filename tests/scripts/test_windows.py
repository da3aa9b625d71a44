"""What is told of the tests that cannot run on Windows' Python here."""

from __future__ import annotations

from scripts.windows import left_out


def test_tests_are_counted_by_their_markers() -> None:
    here = "tests/scripts/test_windows.py"
    assert (left_out.count("files", here), left_out.count("core", here)) == (1, 0)
