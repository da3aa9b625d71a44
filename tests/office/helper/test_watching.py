"""收件 in the helper: woken by the system, folders come and go, and merging by itself only where 设置 says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from support.account import until
from support.office import ROUND, Office

from xlplan.files.store.inboxes import choose_inboxes, chosen_inboxes
from xlplan.files.store.waking import POLL, Waking
from xlplan.office.helper.watching import Watching


@pytest.fixture
def merged() -> list[Path]:
    """Collect the workbooks for which 合并回收 was pressed."""
    return []


@pytest.fixture
def watching(merged: list[Path]) -> Iterator[Watching]:
    made = Watching(merged.append)
    made.start()
    yield made
    made.stop()


def came(watching: Watching, book: Path) -> list[str]:
    standing = watching.standing(book)
    return list(standing.result.count.came) if standing and standing.result else []


def begun(folder: Path, **settings: str) -> Office:
    works = Office.small(folder, settings={"round": ROUND, **settings})
    works.do("split")
    return works


def test_of_a_workbooks_own_folder_nothing_but_the_returns_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = begun(tmp_path)
    followed: list[set[Path]] = []

    def follow(_: Waking, folders: Iterable[Path]) -> None:
        followed.append(set(folders))

    monkeypatch.setattr(Waking, "follow", follow)
    watching = Watching()
    watching.look(works.book)
    watching.start()
    until(lambda: followed, "the first look")
    watching.stop()
    assert followed[0] == {works.returned}


def test_a_file_is_taken_in_as_soon_as_it_is_there_and_a_folder_may_come_later(
    watching: Watching, merged: list[Path], tmp_path: Path
) -> None:
    works = begun(tmp_path)
    inbox = tmp_path / "下载"
    choose_inboxes(works.book, [inbox])
    watching.look(works.book)
    until(lambda: watching.standing(works.book), "the first look")
    standing = watching.standing(works.book)
    assert standing and standing.result and standing.result.gone == [inbox]
    inbox.mkdir()
    watching.look(works.book)
    until(lambda: (found := watching.standing(works.book)) and found.result and not found.result.gone, "the folder")
    answer = works.answer("教育科")
    watching.look(None)
    answer.rename(inbox / "x.xlsx")
    # Whoever is not woken looks again after `POLL` seconds.
    until(lambda: came(watching, works.book) == ["教育科"], "the file to be taken in", seconds=POLL - 5)
    assert [path.name for path in works.returned.iterdir()] == ["x.xlsx"]
    assert merged == []


def test_it_merges_by_itself_at_most_once_an_hour_where_the_office_says_so(
    watching: Watching, merged: list[Path], tmp_path: Path
) -> None:
    inbox = tmp_path / "下载"
    inbox.mkdir()
    works = begun(tmp_path, incoming=str(inbox), auto_merge="是")
    watching.look(works.book)
    for number, name in enumerate(("教育科", "组宣科"), 1):
        works.answer(name).rename(inbox / f"{name}.xlsx")
        watching.look(works.book)
        until(lambda number=number: len(came(watching, works.book)) == number, "the file to be taken in")
    until(lambda: merged, "the merge to be pressed")
    assert merged == [works.book]


def test_a_choice_of_folders_is_kept_for_each_workbook(tmp_path: Path) -> None:
    assert chosen_inboxes(tmp_path / "a.xlsx") is None
    choose_inboxes(tmp_path / "a.xlsx", [tmp_path])
    choose_inboxes(tmp_path / "b.xlsx", [])
    assert chosen_inboxes(tmp_path / "a.xlsx") == [tmp_path]
    assert chosen_inboxes(tmp_path / "b.xlsx") == []


def test_what_cannot_be_said_is_told(watching: Watching, tmp_path: Path) -> None:
    book = Office.small(tmp_path).book
    watching.look(book)
    until(lambda: watching.standing(book), "the look")
    standing = watching.standing(book)
    assert standing and "当前期次" in standing.problem
