"""What a look at the watched folders shows: names, sizes and times, and who may still be writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.files.store.watched import SETTLES, Settling, look_through
from xlplan.files.store.workspace import LEDGER

NOWHERE = Path("/nowhere")


def put(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def names(folder: Path, *more: Path) -> list[str]:
    return [each.path.name for each in look_through([folder, *more], NOWHERE).found]


def test_what_may_be_a_sheet_is_found_in_all_folders_below(tmp_path: Path) -> None:
    for name in ("a.xlsx", "2023-06/b(1).XLS", "2023-06/深/c.et", "d.zip", "e.ods", "f.xlsb"):
        put(tmp_path / name)
    for name in ("g.docx", "h.csv", "~$a.xlsx", ".i.xlsx", "没有扩展名", "j.txt", ".hidden/k.xlsx"):
        put(tmp_path / name)
    assert names(tmp_path) == ["b(1).XLS", "c.et", "a.xlsx", "d.zip", "e.ods", "f.xlsb"]
    # A folder below another is looked at once.
    assert len(names(tmp_path, tmp_path / "2023-06")) == 6


def test_what_is_not_there_as_a_whole_is_counted(tmp_path: Path) -> None:
    put(tmp_path / "a.xlsx", "")
    put(tmp_path / "b.xlsx.crdownload")
    put(tmp_path / "c.xlsx.tmp")
    put(tmp_path / "未确认 1234.crdownload")
    seen = look_through([tmp_path], NOWHERE)
    assert (seen.found, seen.unfinished) == ([], 3)


@pytest.mark.linux("links, which Windows makes for administrators alone")
def test_working_folders_are_left_alone_and_links_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "表-工作区" / LEDGER)
    put(tmp_path / "表-工作区/回收/x.xlsx")
    put(tmp_path / "mine/回收/y.xlsx")
    there = put(tmp_path / "in/z.xlsx")
    (tmp_path / "link.xlsx").symlink_to(there)
    (tmp_path / "folder").symlink_to(tmp_path / "in")
    assert [each.path.name for each in look_through([tmp_path], tmp_path / "mine").found] == ["z.xlsx"]


def test_a_folder_that_is_gone_is_told_and_the_others_are_looked_at(tmp_path: Path) -> None:
    put(tmp_path / "a/x.xlsx")
    seen = look_through([tmp_path / "b", tmp_path / "a"], NOWHERE)
    assert ([each.path.name for each in seen.found], seen.gone) == (["x.xlsx"], [tmp_path / "b"])


def test_a_file_is_settled_when_it_has_stayed_as_it_is(tmp_path: Path) -> None:
    clock = [0.0]
    path = put(tmp_path / "a.xlsx")
    settling = Settling(lambda: clock[0], lambda: path.stat().st_ctime)

    def settled() -> bool:
        return bool(list(settling.settled(look_through([tmp_path], NOWHERE).found)))

    assert not settled()
    clock[0] += SETTLES / 2
    assert not settled()
    put(path, "xx")
    clock[0] += SETTLES
    assert not settled()
    clock[0] += SETTLES
    assert settled()


def test_a_file_that_came_long_ago_needs_no_waiting(tmp_path: Path) -> None:
    path = put(tmp_path / "a.xlsx")
    found = look_through([tmp_path], NOWHERE).found
    assert list(Settling(lambda: 0.0, lambda: path.stat().st_ctime + 61).settled(found)) == list(found)
