"""The request folder from the helper's side: what it takes, in which order, what it refuses, and how it tidies up."""

from __future__ import annotations

import os
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from xlplan import __version__
from xlplan.office.hosts.requests import Request, RequestFolder, request_folders
from xlplan.terms.errors import NotWritableError
from xlplan.terms.versions import fits

NONCE = "f" + "0123456789abcdef0123456789abcde"


@pytest.fixture
def folder(tmp_path: Path) -> RequestFolder:
    made = RequestFolder(tmp_path / "requests")
    made.prepare()
    return made


def leave(folder: RequestFolder, nonce: str = NONCE, age: float = 0.0, **changes: str) -> Path:
    values = {
        "protocol": "1",
        "nonce": nonce,
        "verb": "validate",
        "version": __version__,
        "host": "Microsoft Excel",
        "os": "Unix",
    }
    path = folder.path / f"{nonce}.request"
    path.write_text("".join(f"{key}={value}\n" for key, value in (values | changes).items()), encoding="ascii")
    os.utime(path, (time.time() - age,) * 2)
    return path


def only(folder: RequestFolder) -> Request:
    (request,) = folder.take()
    return request


def files(folder: RequestFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())


def test_a_request_is_taken_by_renaming_and_answered_by_one_whole_file(folder: RequestFolder) -> None:
    leave(folder)
    request = only(folder)
    assert (request.verb, request.host, request.system, request.refusal) == (
        "validate",
        "Microsoft Excel",
        "Unix",
        None,
    )
    assert files(folder) == [f"{NONCE}.taken"]
    folder.answer(request)
    assert files(folder) == [f"{NONCE}.answer"]
    assert (folder.path / f"{NONCE}.answer").read_bytes() == b"accepted\n"


def test_requests_are_taken_oldest_first_and_each_once(folder: RequestFolder) -> None:
    nonces = [f"f{digit}" + "0" * 30 for digit in "312"]
    for age, nonce in zip((3, 2, 1), nonces, strict=True):
        leave(folder, nonce, age)
    assert [request.nonce for request in folder.take()] == nonces
    assert list(folder.take()) == []


def test_a_request_ended_by_carriage_returns_is_read_too(folder: RequestFolder) -> None:
    path = leave(folder)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert only(folder).refusal is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"protocol": "3"}, "old"),
        ({"version": "0.0.1"}, "old"),
        ({"version": "99.0.0"}, "newer"),
        ({"protocol": "3", "version": "99.0.0"}, "newer"),
        ({"version": ""}, "old"),
        ({"verb": "explode"}, "old"),
        ({"nonce": "f" + "9" * 31}, "failed"),
    ],
)
def test_a_request_that_does_not_fit_is_refused_with_its_code(
    folder: RequestFolder, changes: dict[str, str], refusal: str
) -> None:
    path = leave(folder)
    text = path.read_text(encoding="ascii")
    for key, value in changes.items():
        text = "".join(f"{key}={value}\n" if line.startswith(f"{key}=") else f"{line}\n" for line in text.splitlines())
    path.write_text(text, encoding="ascii")
    request = only(folder)
    assert request.refusal == refusal
    assert request.reason
    folder.answer(request)
    assert (folder.path / f"{NONCE}.answer").read_text(encoding="ascii") == f"refused\n{refusal}\n"


def test_an_add_in_says_the_full_name_of_the_workbook(folder: RequestFolder) -> None:
    name = "/家/" + "责任" * 120 + "/分工 表=1%.xlsx"
    leave(folder, protocol="2", book=quote(name))
    request = only(folder)
    assert (request.refusal, request.book) == (None, name)


def test_a_refusal_on_the_spot_is_answered_with_its_code(folder: RequestFolder) -> None:
    leave(folder)
    folder.answer(only(folder), "busy")
    assert (folder.path / f"{NONCE}.answer").read_bytes() == b"refused\nbusy\n"


@pytest.mark.parametrize("age", [30, -30])
def test_a_stale_request_is_refused(folder: RequestFolder, age: float) -> None:
    leave(folder, age=age)
    request = only(folder)
    assert request.refusal == "failed"
    assert "stale" in request.reason


def test_a_replayed_request_is_refused(folder: RequestFolder) -> None:
    leave(folder)
    folder.answer(only(folder))
    (folder.path / f"{NONCE}.answer").unlink()
    leave(folder)
    assert "replayed" in only(folder).reason


def test_a_replayed_request_is_refused_by_the_next_helper_too(folder: RequestFolder) -> None:
    leave(folder)
    folder.answer(only(folder))
    leave(folder)
    assert "replayed" in only(RequestFolder(folder.path)).reason


def test_a_link_is_not_followed(folder: RequestFolder, tmp_path: Path) -> None:
    elsewhere = leave(folder).rename(tmp_path / "elsewhere")
    (folder.path / f"{NONCE}.request").symlink_to(elsewhere)
    assert "foreign" in only(folder).reason


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(folder: RequestFolder) -> None:
    os.chown(leave(folder), 65534, 65534)
    assert "foreign" in only(folder).reason


def test_a_request_that_goes_on_for_ever_is_not_read(folder: RequestFolder) -> None:
    leave(folder, host="x" * 20_000)
    assert "too long" in only(folder).reason


def test_other_files_are_left_alone(folder: RequestFolder) -> None:
    names = ["notes.txt", f"{NONCE}.tmp", f"{NONCE}.withdrawn", "x.request"]
    for name in names:
        (folder.path / name).write_text("protocol=1\n", encoding="ascii")
    assert list(folder.take()) == []
    assert files(folder) == sorted(names)


def test_what_nobody_needs_any_more_is_removed_after_a_while(folder: RequestFolder) -> None:
    old = [f"{NONCE}{suffix}" for suffix in (".answer", ".withdrawn", ".tmp", ".taken")]
    for name in [*old, "notes.txt", "fresh.withdrawn"]:
        path = folder.path / name
        path.write_text("", encoding="ascii")
        if name != "fresh.withdrawn":
            os.utime(path, (time.time() - 600,) * 2)
    list(folder.take())
    assert files(folder) == ["fresh.withdrawn", "notes.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    path.mkdir(mode=0o777)
    RequestFolder(path).prepare()
    assert path.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "requests").symlink_to(tmp_path / "real")
    with pytest.raises(NotWritableError, match="不属于当前用户"):
        RequestFolder(tmp_path / "requests").prepare()


def test_the_folder_is_where_the_macro_leaves_its_requests(tmp_path: Path) -> None:
    home = str(tmp_path)
    assert request_folders({"HOME": home}, "linux") == [tmp_path / ".local/share/xlplan/requests"]
    assert request_folders({"HOME": home, "XLPLAN_REQUESTS": "/else"}, "linux") == [Path("/else")]
    assert request_folders({"LOCALAPPDATA": home, "HOME": "/x"}, "win32") == [tmp_path / "xlplan/requests"]
    windows = {"LOCALAPPDATA": home, "PROGRAMDATA": "C:/ProgramData"}
    assert request_folders(windows, "win32", lambda: "S-1-5-21-7-1001") == [
        Path("C:/ProgramData/xlplan-S-1-5-21-7-1001"),
        tmp_path / "xlplan/requests",
    ]
    container = tmp_path / "Library/Containers/com.microsoft.Excel/Data"
    container.mkdir(parents=True)
    assert request_folders({"HOME": home}, "darwin") == [
        tmp_path / ".local/share/xlplan/requests",
        container / ".local/share/xlplan/requests",
    ]


@pytest.mark.parametrize(("version", "expected"), [("1.2.0", True), ("1.2", True), ("1.3.0", False), ("", False)])
def test_versions_fit_by_their_first_two_numbers(version: str, expected: bool) -> None:
    assert fits(version, "1.2.7") is expected
