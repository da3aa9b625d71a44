"""Places that Windows has and others have not: drives, shares, long paths, names of devices, folders that may not be written."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import ntsecuritycon
import win32api
import win32file
import win32security
from support.office import OFFICES, Office

from xlplan.files.store.writing import make_folder, safe_name, write_whole
from xlplan.terms.errors import NotWritableError


@pytest.fixture
def other_drive(tmp_path: Path) -> Iterator[Path]:
    """A folder on a drive that leads elsewhere, as a mapped one does: Wine's Z:, or a letter of its own for a folder."""
    if Path("Z:/tmp").is_dir():
        with tempfile.TemporaryDirectory(dir="Z:/tmp") as made:
            yield Path(made)
        return
    letter = next(each for each in "XWVUTSRQP" if not Path(f"{each}:/").exists())
    win32file.DefineDosDevice(0, f"{letter}:", str(tmp_path))
    yield Path(f"{letter}:/")
    remove = 2  # DDD_REMOVE_DEFINITION
    win32file.DefineDosDevice(remove, f"{letter}:", str(tmp_path))


def whole_round(works: Office) -> None:
    """Hand out, take one answer, sum up: exit codes and paths as everywhere."""
    assert works.do("split").code == 1, "a department is not known, and that is said"
    works.answer("教育科")
    merged = works.json("merge")
    assert [(each["verdict"], each["path"]) for each in merged["files"]] == [
        ("accepted", f"分工表-工作区/回收/{works.round}/{works.sheet_of('教育科').name}")
    ]
    assert works.do("status").code in (0, 1)
    assert (works.root / "汇总" / works.round / "进展汇总.xlsx").is_file()


def test_a_whole_round_on_another_drive(other_drive: Path) -> None:
    folder = other_drive / "督查 室&"
    folder.mkdir()
    whole_round(Office.small(folder))
    assert (folder / "分工表-工作区/台账.sqlite3").is_file()


def test_a_whole_round_on_a_share(tmp_path: Path) -> None:
    share = Path(f"//localhost/{tmp_path.drive[0]}$") / tmp_path.relative_to(tmp_path.anchor)
    if not share.exists():
        pytest.skip("this machine shares nothing with itself; Wine knows no shares")
    whole_round(Office.small(share))


@pytest.mark.parametrize("name", ["CON", "nul.xlsx", "com1", "LPT9.表", "aux .xlsx", "表.", "表 ", "PRN. "])
def test_no_name_of_a_department_is_a_device_s(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{safe_name(name)}.xlsx"
    write_whole(path, b"x")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    folder = tmp_path / safe_name(name)
    make_folder(folder)
    write_whole(folder / "表.xlsx", b"x")
    assert folder.resolve().name == folder.name and (folder / "表.xlsx").read_bytes() == b"x"


def deep(folder: Path, length: int) -> Path:
    """Make a folder below another, whose path has so many characters: Wine cuts names of more than 80 off."""
    while len(str(folder)) < length:
        folder /= "深" * min(40, length - len(str(folder)) - 1 or 1)
    folder.mkdir(parents=True)
    return folder


def test_a_path_too_long_for_excel_is_said_before_anything_is_written(tmp_path: Path) -> None:
    folder = deep(tmp_path, 185)
    works = Office.small(folder)
    for done in (works.do("split"), works.do("split", "--json")):
        said = done.err + done.out
        assert (done.code, "路径太长" in said, "218" in said, "D:" in said) == (2, True, True, True), done
    assert [path.name for path in folder.iterdir()] == ["小表.xlsx"]
    shallow = tmp_path / "浅"
    shallow.mkdir()
    works = Office.small(shallow)
    assert works.do("split").code == 1
    moved = shallow.rename(deep(tmp_path / "另一处", 185) / "夹")
    done = Office(moved / works.book.name).do("status")
    assert (done.code, "路径太长" in done.err) == (2, True), done


def test_what_goes_out_with_the_workbooks_counts_too(tmp_path: Path) -> None:
    # It has no task of its own, so that only the list of those below it bears its name.
    section = "党委办公室（督查督办与综合协调科）"
    offices = (*OFFICES, (section, "科室", ""))
    room = 218 - len("\\分工表-工作区\\下发\\2023年第二季度\\通知\\") - len(f"{section}-归口单位任务清单.xlsx")
    works = Office.small(deep(tmp_path, room + 1), offices=offices, sections={"基金会": section})
    done = works.do("split")
    assert (done.code, f"{section}-归口单位任务清单.xlsx”有 219 个字" in done.err) == (2, True), done
    works = Office.small(deep(tmp_path / "浅", room), offices=offices, sections={"基金会": section})
    assert works.do("split").code == 1
    assert (works.handed_out / "通知" / f"{section}-归口单位任务清单.xlsx").is_file()


@contextmanager
def nobody_writes(folder: Path) -> Iterator[None]:
    """Forbid this user to write into a folder, as an administrator does."""
    user, _, _ = win32security.LookupAccountName("", win32api.GetUserName())
    was = win32security.GetFileSecurity(str(folder), win32security.DACL_SECURITY_INFORMATION)
    rights = win32security.ACL()
    rights.AddAccessAllowedAce(win32security.ACL_REVISION, ntsecuritycon.FILE_GENERIC_READ | ntsecuritycon.FILE_GENERIC_EXECUTE, user)  # fmt: skip
    now = win32security.SECURITY_DESCRIPTOR()
    now.SetSecurityDescriptorDacl(1, rights, 0)
    win32security.SetFileSecurity(str(folder), win32security.DACL_SECURITY_INFORMATION, now)
    try:
        yield
    finally:
        win32security.SetFileSecurity(str(folder), win32security.DACL_SECURITY_INFORMATION, was)


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    with nobody_writes(tmp_path):
        try:
            (tmp_path / "probe").touch()
        except PermissionError:
            done = works.do("split")
            assert (done.code, "没有权限" in done.err, "Traceback" in done.err) == (2, True, False), done
            with pytest.raises(NotWritableError, match="没有权限"):
                write_whole(tmp_path / "表.xlsx", b"x")
        else:
            pytest.skip("rights do not hold here: Wine runs as root")
    assert [path.name for path in tmp_path.iterdir()] == ["小表.xlsx"]
