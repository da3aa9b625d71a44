"""Excel's add-in in a made-up user's start folder. What an Excel that holds it does: tests/windows/test_setup.py."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.packing import packed, unpacked
from xlplan import __version__
from xlplan.files.store.shipped import ADDIN, WORKBOOK, shipped
from xlplan.office.helper.resident import renew_addins
from xlplan.office.setup.addin import AddinError, FoundAddin
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.doctor import examine
from xlplan.office.setup.excel_addin import ExcelAddin
from xlplan.office.setup.install import Changes
from xlplan.telling.doctor import Check
from xlplan.terms.errors import XlplanError

TEXTS = "xl/sharedStrings.xml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "王 小明&"


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    return {"APPDATA": str(home / "AppData/漫游")}


@pytest.fixture
def place(environ: dict[str, str], home: Path) -> Path:
    return ExcelAddin(environ, home).path


def of_version(path: Path, version: str) -> None:
    """Write the add-in as another version of this program ships it."""
    parts = unpacked(shipped(ADDIN).read_bytes())
    own, other = (f">{each}<".encode() for each in (__version__, version))
    assert parts[TEXTS].count(own) == 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(parts | {TEXTS: parts[TEXTS].replace(own, other)}))


def test_it_is_put_into_the_start_folder_renewed_and_taken_out(
    environ: dict[str, str], home: Path, place: Path
) -> None:
    assert place.parts[-4:] == ("Microsoft", "Excel", "XLSTART", "分工表.xlam")
    assert ExcelAddin(environ, home).find() is None and ExcelAddin(environ, home).renew() is None
    assert "放上了" in ExcelAddin(environ, home).put() and place.read_bytes() == shipped(ADDIN).read_bytes()
    assert "已经有" in ExcelAddin(environ, home).put() and ExcelAddin(environ, home).renew() is None
    of_version(place, "0.0.1")
    assert "换成了" in ExcelAddin(environ, home).put()
    of_version(place, "0.0.1")
    assert "换成了" in str(ExcelAddin(environ, home).renew())
    assert ExcelAddin(environ, home).find() == FoundAddin(__version__, shipped=True)
    assert str(place) in str(ExcelAddin(environ, home).take_out()) and not place.exists()
    assert ExcelAddin(environ, home).take_out() is None


@pytest.mark.parametrize("content", [b"", b"PK\3\4 of somebody", None])
def test_a_file_of_somebody_else_stays(environ: dict[str, str], home: Path, place: Path, content: bytes | None) -> None:
    place.parent.mkdir(parents=True)
    # Without a macro of ours it is not ours, whatever else it holds.
    place.write_bytes(shipped("templates/进展汇总.xlsx").read_bytes() if content is None else content)
    before = place.read_bytes()
    with pytest.raises(AddinError, match="不是这个程序的加载项"):
        ExcelAddin(environ, home).put()
    assert ExcelAddin(environ, home).renew() is None and ExcelAddin(environ, home).take_out() is None
    assert place.read_bytes() == before
    assert ExcelAddin(environ, home).check().ok is False


def test_a_newer_one_stays_and_doctor_says_which_is_older(environ: dict[str, str], home: Path, place: Path) -> None:
    of_version(place, "99.0.0")
    with pytest.raises(AddinError, match=r"99\.0\.0 版的，比这里的"):
        ExcelAddin(environ, home).put()
    assert ExcelAddin(environ, home).renew() is None
    found = ExcelAddin(environ, home).check()
    assert (found.ok, "99.0.0" in found.message, "更新这个程序" in found.cure) == (False, True, True)
    assert ExcelAddin(environ, home).take_out()


def told(environ: dict[str, str], home: Path) -> Check:
    found = ExcelAddin(environ, home).check()
    assert found.ok is True or found.cure
    return found


def test_doctor_compares_it_with_this_program(environ: dict[str, str], home: Path, place: Path) -> None:
    assert told(environ, home).ok is None and "xlplan install" in told(environ, home).cure
    ExcelAddin(environ, home).put()
    assert told(environ, home).ok is True and __version__ in told(environ, home).message
    of_version(place, "0.0.1")
    assert told(environ, home).ok is False and "0.0.1" in told(environ, home).message


@pytest.mark.parametrize("name", ["XLSTART/分工表 (1).xlam", "../AddIns/分工表.xlam"])
def test_an_add_in_that_is_there_twice_is_told(environ: dict[str, str], home: Path, place: Path, name: str) -> None:
    ExcelAddin(environ, home).put()
    other = place.parent.parent / name
    other.parent.mkdir(exist_ok=True)
    shutil.copy(place, other)
    (other.parent / "别人的.xlam").write_bytes(b"of somebody else")
    found = told(environ, home)
    assert found.ok is None and other.name in found.message and "别人的" not in found.message


def test_where_no_folder_is_trusted_doctor_says_so(environ: dict[str, str], home: Path) -> None:
    ExcelAddin(environ, home).put()
    found = ExcelAddin(environ, home, lambda root, key, name: int(name == "AllLocationsDisabled")).check()
    assert (found.ok, "受信任位置" in found.message) == (False, True)


def test_a_workbook_of_ours_is_told_by_its_version_and_macros_alone(
    environ: dict[str, str], home: Path, place: Path
) -> None:
    """Whoever gives the workbook the add-in's name loses nothing but a copy of what is shipped."""
    place.parent.mkdir(parents=True)
    shutil.copy(shipped(WORKBOOK), place)
    assert told(environ, home).ok is False


@pytest.mark.skipif(os.name == "nt", reason="there a helper of this account may be running")
def test_a_newer_helper_renews_it_when_it_starts_and_only_where_there_is_excel(
    environ: dict[str, str], home: Path, place: Path, tmp_path: Path
) -> None:
    desktop = Desktop("win32", home, environ, tmp_path / "data", Path("python.exe"), has_calc=False)
    of_version(place, "0.0.1")
    renew_addins(desktop)
    assert ExcelAddin(environ, home).find() == FoundAddin("0.0.1")
    renew_addins(replace(desktop, has_excel=True))
    assert ExcelAddin(environ, home).find() == FoundAddin(__version__, shipped=True)
    place.write_bytes(b"of somebody else")
    renew_addins(replace(desktop, has_excel=True))
    assert place.read_bytes() == b"of somebody else"


def test_doctor_speaks_of_it_where_there_is_excel(environ: dict[str, str], home: Path, tmp_path: Path) -> None:
    home.mkdir()
    without = Desktop("linux", home, environ, tmp_path / "data", Path("python"), has_calc=False)
    names = [{each.name for each in examine(None, desktop)} for desktop in (without, replace(without, has_excel=True))]
    assert names[1] - names[0] == {"Excel 加载项"}


def test_a_step_that_fails_is_noted_and_the_others_go_on() -> None:
    def fails() -> str:
        raise XlplanError("不成", "再试")

    changes = Changes("install")
    changes.attempt(fails)
    changes.attempt(lambda: None)
    changes.attempt(lambda: "成了")
    assert (changes.ok, changes.done, changes.notes) == (False, ["成了"], ["不成\n再试"])
