"""Which folders returns arrive in, and which workbooks have some: what must not be looked into is passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xlplan.files.look.there import file_there, folder_there
from xlplan.files.store.inboxes import choose_inboxes, usual_inboxes, watched_books
from xlplan.files.store.recent import note_recent, recent_books


def test_only_workbooks_that_are_there_and_have_folders_are_watched(tmp_path: Path) -> None:
    here, gone, without = (tmp_path / name for name in ("甲.xlsx", "乙.xlsx", "丙.xlsx"))
    for path in (here, without):
        path.touch()
    for path, folders in ((here, [tmp_path]), (gone, [tmp_path]), (without, [])):
        choose_inboxes(path, folders)
    assert watched_books() == [here]


@pytest.mark.parametrize("is_there", [file_there, folder_there])
@pytest.mark.parametrize("name", ["长" * 300, "a\0b"])
def test_a_name_that_no_system_takes_is_not_there(tmp_path: Path, is_there: Callable[[Path], bool], name: str) -> None:
    assert is_there(tmp_path / name) is False


def test_what_must_not_be_looked_into_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, shut = tmp_path / "甲.xlsx", tmp_path / "密" / "乙.xlsx"
    shut.parent.mkdir()
    for path in (here, shut):
        path.touch()
        choose_inboxes(path, [tmp_path])
        note_recent(path)
    (tmp_path / "Downloads").mkdir()
    seen = {each: getattr(Path, each) for each in ("is_file", "is_dir")}
    shut_up = ("密", "下载")

    def look(name: str) -> Callable[[Path], bool]:
        def is_there(path: Path) -> bool:
            if any(each in shut_up for each in path.parts):
                raise PermissionError(13, "Permission denied", str(path))
            return bool(seen[name](path))

        return is_there

    for each in seen:
        monkeypatch.setattr(Path, each, look(each))
    assert watched_books() == [here]
    assert recent_books() == [here]
    assert tmp_path / "Downloads" in usual_inboxes(tmp_path)
