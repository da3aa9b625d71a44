"""What there is of a department to be opened: its sheet, what it sent, what is written to it; nothing that must not be run."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from support.office import ROUND, Filled, Office

from xlplan.actions.book import open_book
from xlplan.actions.department_papers import Papers, department_of_file, department_papers
from xlplan.files.look.there import same_bytes
from xlplan.schedule.rounds import read_round


@pytest.mark.parametrize(("file", "owner"), [
    ("教育科-通知.txt", "教育科"),
    ("教育科-二组-通知.txt", "教育科-二组"),
    ("教育科-二组-一-通知.txt", "教育科-二组"),
    ("教育科-三组-通知.txt", "教育科"),
    ("教育科2-通知.txt", ""),
    ("-通知.txt", ""),
    ("群通知.txt", ""),
    ("教育科", ""),
])  # fmt: skip
def test_whose_a_file_is_its_beginning_says(file: str, owner: str) -> None:
    assert department_of_file(file, ["教育科", "教育科-二组"]) == owner


def _papers(works: Office) -> dict[str, Papers]:
    book = open_book(works.book)
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        return department_papers(book.workspace, ledger, read_round(ROUND), book.registry)


def test_each_department_has_its_own_papers_and_the_newest_return_first(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND, "deadline": "2023-06-20"})
    works.do("split")
    first = works.answer("教育科")
    first = first.rename(first.with_name("教育科（早）.xlsx"))
    works.do("merge")
    second = works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "percent"), "value", 0.9))

    def gap(filled: Filled) -> None:
        filled.cell("1.2", "progress").value = None

    works.answer("组宣科", edit=gap)
    works.do("merge")
    works.do("remind")
    found = _papers(works)
    assert found["教育科"].sheet == works.sheet_of("教育科")
    assert (list(found["教育科"].returned), found["教育科"].closed) == ([second, first], 0)
    assert all(same_bytes(*each) for each in found["教育科"].returned.items())
    first.write_bytes(second.read_bytes())
    assert [same_bytes(*each) for each in _papers(works)["教育科"].returned.items()] == [True, False]
    names = {name: [path.name for path in papers.written] for name, papers in found.items()}
    assert all(each.startswith(f"{name}-") for name, mine in names.items() for each in mine), names
    assert "一小-通知.txt" in names["一小"] and not any("退回" in each for each in names["一小"])
    assert {each.partition("-")[2] for each in names["组宣科"]} >= {"通知.txt", "催报.txt", "退回说明.txt"}
    assert all(path.is_file() for papers in found.values() for path in papers.written)


def test_no_click_leads_to_what_came_in_a_zip_or_must_not_be_run(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND, "deadline": "2023-06-20"})
    works.do("split")
    packed = works.answer("教育科")
    with zipfile.ZipFile(works.returned / "回.zip", "w") as archive:
        archive.write(packed, packed.name)
    packed.unlink()
    shown = works.answer("一小")
    shutil.move(shown, shown.with_suffix(".bin"))
    works.do("merge")
    found = _papers(works)
    assert (found["教育科"].returned, found["教育科"].closed) == ({}, 1)
    assert found["一小"].returned == {}


def test_of_what_lies_beside_the_texts_only_papers_are_listed(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND, "deadline": "2023-06-20"})
    works.do("split")
    texts = works.sheet_of("教育科").parent / "通知"
    before = _papers(works)["教育科"].written
    for name in ("教育科-看.bat", "教育科-看.lnk", "教育科-看.desktop", "教育科-看.xlsm", "教育科-看"):
        (texts / name).touch()
    (texts / "教育科-夹.txt").mkdir()
    (texts / "教育科-链.txt").symlink_to(texts / "教育科-看.bat")
    (texts / "教育科-补.PDF").touch()
    assert _papers(works)["教育科"].written == sorted([*before, texts / "教育科-补.PDF"])
