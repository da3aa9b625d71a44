"""What the system refuses is said in words, inside the error tree, whatever lies in the way."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from support.rights import as_anybody

from xlplan.files.look.system import system_words
from xlplan.files.store import writing
from xlplan.files.store.workspace import Workspace
from xlplan.terms.errors import NotWritableError, XlplanError


@pytest.mark.parametrize(
    "what", ["folder", pytest.param("link", marks=pytest.mark.linux("Windows opens what a link leads to"))]
)
def test_a_lock_that_cannot_be_opened_is_told_with_its_name(what: str, tmp_path: Path) -> None:
    space = Workspace(tmp_path / "分工表.xlsx", "工作区")
    space.root.mkdir()
    lock = space.root / ".正在使用.lock"
    if what == "folder":
        lock.mkdir()
    else:
        lock.symlink_to(tmp_path / "别处")
    with pytest.raises(NotWritableError) as caught, space.alone("合并"):
        pass
    assert ".正在使用.lock" in caught.value.message and caught.value.hint
    assert not re.search("[a-z]{4}", caught.value.message.replace(str(tmp_path), "").replace(".lock", ""))


@pytest.mark.linux("the rights of another user")
@pytest.mark.parametrize(("mode", "held"), [(0o666, True), (0o644, False), (0o600, False)])
def test_a_lock_of_another_user_is_held_or_told(mode: int, held: bool) -> None:
    with as_anybody() as folder:
        space = Workspace(folder / "分工表.xlsx", "工作区")
        space.root.mkdir()
        lock = space.root / ".正在使用.lock"
        lock.touch()
        if not held:
            # As somebody else's, which this user may at most read.
            lock.chmod(0o444 if mode == 0o644 else 0)
        else:
            lock.chmod(mode)
        if held:
            with space.alone("合并"):
                assert lock.stat().st_mode & 0o777 == mode
        else:
            with pytest.raises(XlplanError, match="没有权限"), space.alone("合并"):
                pass


@pytest.mark.linux("the bits of who may do what")
def test_a_lock_is_made_for_all_who_may_write_beside_it(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        space = Workspace(tmp_path / "分工表.xlsx", "工作区")
        with space.alone("合并"):
            pass
        assert (space.root / ".正在使用.lock").stat().st_mode & 0o777 == 0o664
    finally:
        os.umask(before)


def test_a_probe_that_the_holder_of_the_folder_cleared_away_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def cleared(handle: int) -> None:
        close(handle)
        writing.clear_temporaries(tmp_path)

    monkeypatch.setattr(writing.os, "close", cleared)
    writing.make_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EIO, errno.ELOOP, errno.ENOLCK, 99999])
def test_no_word_of_the_system_itself_reaches_a_message(number: int) -> None:
    error = OSError(number, "No such file or directory")
    assert not re.search("[a-z]{2}", system_words(error))
