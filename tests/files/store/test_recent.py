"""The workbooks that were chosen last, for the next start of the helper's window."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.files.store import recent
from xlplan.files.store.user_data import data_folder


def test_the_last_goes_first_once_and_what_has_gone_is_left_out(tmp_path: Path) -> None:
    assert recent.recent_books() == []
    first, second, gone = (tmp_path / name for name in ("甲.xlsm", "乙.xlsx", "丙.xlsx"))
    for path in (first, second):
        path.touch()
    for path in (first, second, gone, first):
        recent.note_recent(path)
    assert recent.recent_books() == [first, second]


def test_no_more_are_kept_than_one_reads(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.xlsx").touch()
        recent.note_recent(tmp_path / f"{number}.xlsx")
    assert [path.stem for path in recent.recent_books()] == ["19", "18", "17", "16", "15", "14", "13", "12"]


@pytest.mark.parametrize("damaged", [b"", b"[1]", b"{", b"\xff\xfe"])
def test_a_damaged_list_is_begun_anew(damaged: bytes, tmp_path: Path) -> None:
    data_folder().mkdir(parents=True)
    (data_folder() / recent.RECENT).write_bytes(damaged)
    assert recent.recent_books() == []
    (tmp_path / "甲.xlsx").touch()
    recent.note_recent(tmp_path / "甲.xlsx")
    assert recent.recent_books() == [tmp_path / "甲.xlsx"]
