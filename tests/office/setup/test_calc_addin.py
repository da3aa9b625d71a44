"""LibreOffice's add-in in a profile of its own, put there and taken out by LibreOffice's real `unopkg`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import live, programs

from xlplan import __version__
from xlplan.files.store.shipped import CALC_ADDIN, shipped
from xlplan.office.setup import addin
from xlplan.office.setup.addin import AddinError, FoundAddin
from xlplan.office.setup.calc_addin import IDENTIFIER, CalcAddin
from xlplan.terms.errors import FileLockedError

pytestmark = pytest.mark.linux("Calc's open workbooks are found on Linux alone")


@pytest.fixture
def unopkg() -> Path:
    programs.require("unopkg")
    found = shutil.which("unopkg")
    assert found
    return Path(found)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "设置 4"


def refused(tmp_path: Path, said: str) -> Path:
    """Return a program in the place of unopkg that refuses with these words."""
    made = tmp_path / "program" / "unopkg"
    made.parent.mkdir()
    made.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n", encoding="utf-8")
    made.chmod(0o755)
    return made


def test_it_is_put_into_a_new_profile_and_taken_out_again(profile: Path, unopkg: Path) -> None:
    assert CalcAddin(profile, unopkg).find() is None
    assert "放上了" in CalcAddin(profile, unopkg).put()
    assert CalcAddin(profile, unopkg).find() == FoundAddin(__version__, enabled=True, shipped=True)
    assert "是这一版的" in CalcAddin(profile, unopkg).put()
    assert CalcAddin(profile, unopkg).take_out()
    assert CalcAddin(profile, unopkg).find() is None
    assert not CalcAddin(profile, unopkg).take_out()


def test_an_older_one_is_replaced_and_a_newer_one_is_left(
    profile: Path, unopkg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CalcAddin(profile, unopkg).put()
    monkeypatch.setattr(addin, "__version__", "0.0.9")
    monkeypatch.setattr(addin, "newer", lambda version: version > "0.0.9")
    with pytest.raises(AddinError, match="没有换"):
        CalcAddin(profile, unopkg).put()
    monkeypatch.setattr(addin, "__version__", "9.0.0")
    monkeypatch.setattr(addin, "newer", lambda version: False)
    assert CalcAddin(profile, unopkg).renew() is None
    (part,) = profile.glob("user/uno_packages/cache/uno_packages/*/*/LICENSE")
    part.write_text("older", encoding="utf-8")
    assert CalcAddin(profile, unopkg).find() == FoundAddin(__version__, enabled=True, shipped=False)
    assert CalcAddin(profile, unopkg).check().ok is False
    assert "换成了 9.0.0 版" in (CalcAddin(profile, unopkg).renew() or "")
    assert CalcAddin(profile, unopkg).find() == FoundAddin(__version__, enabled=True, shipped=True)


@pytest.fixture
def switched_off(profile: Path, unopkg: Path) -> Iterator[None]:
    """The user has switched it off in the list of add-ins."""
    CalcAddin(profile, unopkg).put()
    with live.running(profile) as app:
        context = app.impl._context
        manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        found = manager.getDeployedExtension("user", IDENTIFIER, Path(CALC_ADDIN).name, None)
        manager.disableExtension(found, None, None)
    (profile / ".lock").unlink(missing_ok=True)  # it was killed
    yield


@pytest.mark.usefixtures("switched_off")
def test_one_that_was_switched_off_stays_so_and_says_how_to_switch_it_on(profile: Path, unopkg: Path) -> None:
    assert CalcAddin(profile, unopkg).find() == FoundAddin(__version__, enabled=False, shipped=True)
    assert "被停用了" in CalcAddin(profile, unopkg).check().message
    with pytest.raises(AddinError, match="被停用了"):
        CalcAddin(profile, unopkg).put()
    assert CalcAddin(profile, unopkg).take_out()


def test_while_libreoffice_runs_nothing_is_changed(profile: Path, unopkg: Path) -> None:
    with live.running(profile), pytest.raises(FileLockedError, match="正开着"):
        CalcAddin(profile, unopkg).put()


def test_a_lock_that_was_left_is_told_with_its_file(profile: Path, unopkg: Path) -> None:
    profile.mkdir()
    (profile / ".lock").touch()
    with pytest.raises(FileLockedError, match=r"还锁着（.*\.lock）"):
        CalcAddin(profile, unopkg).put()


def test_the_administrator_is_told_to_be_the_user(profile: Path, tmp_path: Path) -> None:
    said = "ERROR: Cannot run unopkg as root without --shared or --bundled option."
    with pytest.raises(AddinError, match="平时办公的用户"):
        CalcAddin(profile, refused(tmp_path, said)).put()


def test_any_other_refusal_is_told_with_the_way_by_hand(profile: Path, tmp_path: Path) -> None:
    with pytest.raises(AddinError, match=r"（disk full）.*\n.*扩展管理器.*分工表\.oxt"):
        CalcAddin(profile, refused(tmp_path, "disk full")).put()


def test_where_it_is_there_for_all_users_no_second_one_is_put(profile: Path, tmp_path: Path, unopkg: Path) -> None:
    CalcAddin(profile, unopkg).put()
    office = tmp_path / "office"
    (office / "program").mkdir(parents=True)
    shutil.copytree(profile / "user/uno_packages", office / "share/uno_packages")
    shared = office / "program/unopkg"
    shared.touch()
    assert CalcAddin(profile, shared).find_shared() == FoundAddin(__version__, enabled=True, shipped=True)
    assert "没有再装一份" in CalcAddin(tmp_path / "other", shared).put()


def test_unopkg_itself_lists_what_is_read_here(profile: Path, unopkg: Path) -> None:
    CalcAddin(profile, unopkg).put()
    listed = subprocess.run(
        [unopkg, "list", f"-env:UserInstallation={profile.as_uri()}", IDENTIFIER],
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    assert f"Version: {__version__}" in listed
    assert "is registered: yes" in listed
    assert shipped(CALC_ADDIN).is_file()
