"""The request folder on Windows: found by programs that know the code page alone, and nobody else's."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

from support.account import until

from xlplan import __version__
from xlplan.office.hosts import own_rights
from xlplan.office.hosts.requests import RequestFolder, request_folders
from xlplan.terms.errors import NotWritableError

# What VBA does: it asks Windows by the functions of the code page.
MACRO = r"""
import ctypes, os, sys, time
kernel = ctypes.WinDLL("kernel32")
def environ(name):
    # Not by GetEnvironmentVariableA, which under Wine cuts what has Chinese in it.
    return os.environ[name].encode("mbcs", "replace")
class Found(ctypes.Structure):
    _fields_ = [("head", ctypes.c_byte * 44), ("name", ctypes.c_char * 260), ("short", ctypes.c_char * 14)]
def listed(pattern):
    found = Found()
    kernel.FindFirstFileA.restype = ctypes.c_void_p
    search = ctypes.c_void_p(kernel.FindFirstFileA(pattern, ctypes.byref(found)))
    if search.value in (None, ctypes.c_void_p(-1).value):
        return []
    names = [found.name]
    while kernel.FindNextFileA(search, ctypes.byref(found)):
        names.append(found.name)
    kernel.FindClose(search)
    return names
def written(path, text):
    kernel.CreateFileA.restype = ctypes.c_void_p
    file = ctypes.c_void_p(kernel.CreateFileA(path, 0x40000000, 0, None, 2, 0x80, None))
    if file.value in (None, ctypes.c_void_p(-1).value):
        return False
    kernel.WriteFile(file, text, len(text), ctypes.byref(ctypes.c_uint32()), None)
    return bool(kernel.CloseHandle(file))
nonce = b"f" + b"0123456789abcde" * 2 + b"7"
place = environ("ProgramData") + b"\\"
text = b"\r\n".join([b"protocol=1", b"nonce=" + nonce, b"verb=help", b"version=" + sys.argv[1].encode(), b"host=x", b"os=x", b""])
(folder,) = [place + each for each in listed(place + b"xlplan-S-1-*") if written(place + each + b"\\" + nonce + b".tmp", text)]
old = environ("LOCALAPPDATA") + b"\\xlplan\\requests"
print("seen by the code page:", kernel.GetFileAttributesA(old) != -1)
kernel.MoveFileA(folder + b"\\" + nonce + b".tmp", folder + b"\\" + nonce + b".request")
end = time.monotonic() + 180
while not listed(folder + b"\\" + nonce + b".answer") and time.monotonic() < end:
    time.sleep(0.05)
print("answered:", listed(folder + b"\\" + nonce + b".answer") != [])
"""

HELPER = """
import sys
from xlplan.office.helper.serving import Helper
from xlplan.office.hosts.requests import request_folders
helper = Helper(request_folders(), lambda *_, **__: None)
helper.start()
print("ready", flush=True)
sys.stdin.read()
helper.stop()
"""


@pytest.fixture(autouse=True)
def own_program_data(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the folder of all users apart: beside these tests, others install xlplan and take its folder there away."""
    place = Path(os.environ["PROGRAMDATA"], f"tests-{os.getpid()}")
    monkeypatch.setenv("PROGRAMDATA", str(place))
    place.mkdir()
    yield
    shutil.rmtree(place)


def test_it_has_an_ascii_name_and_lets_nobody_else_in() -> None:
    folder = RequestFolder(request_folders()[0])
    folder.prepare()
    assert str(folder.path).isascii() and not folder.path.is_relative_to(os.environ["USERPROFILE"])
    # Wine adds the system, which gets in anywhere.
    me = own_rights.owner_of(folder.path)
    assert own_rights.allowed(folder.path) - {"SY"} == {me}
    # What was there before becomes this user's alone.
    folder.path.rmdir()
    folder.path.mkdir()
    assert own_rights.allowed(folder.path) - {"SY"} > {me}
    folder.prepare()
    assert own_rights.allowed(folder.path) - {"SY"} == {me}


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    import _winapi

    (tmp_path / "别处").mkdir()
    try:
        _winapi.CreateJunction(str(tmp_path / "别处"), str(tmp_path / "link"))  # type: ignore[attr-defined]
    except OSError as error:
        pytest.skip(f"no junctions here: {error}")
    with pytest.raises(NotWritableError):
        RequestFolder(tmp_path / "link").prepare()


@pytest.mark.parametrize("user", ["王小明", "㛃𠮷", "Renée Œuvrard"])
def test_a_click_arrives_whatever_the_user_is_called_and_wherever_the_profile_lies(user: str, tmp_path: Path) -> None:
    # A profile that was moved, to a name that cp936 lacks.
    local = tmp_path / "漫游" / user / "Local"
    local.mkdir(parents=True)
    environ = os.environ | {"LOCALAPPDATA": str(local), "USERNAME": user}
    helper = subprocess.Popen([sys.executable, "-P", "-c", HELPER], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")  # fmt: skip
    assert helper.stdout and helper.stdin
    try:
        assert helper.stdout.readline().strip() == "ready"
        until(lambda: (local / "xlplan/requests").is_dir(), "the folder in the profile")
        done = subprocess.run([sys.executable, "-c", MACRO, __version__], env=environ, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=300)  # fmt: skip
    finally:
        helper.stdin.close()
        helper.wait(180)
    seen = user.encode("mbcs", "replace").decode("mbcs") == user
    assert done.stdout.split("\n")[:2] == [f"seen by the code page: {seen}", "answered: True"], done.stderr
    assert ctypes.WinDLL("kernel32").GetACP() == 936  # type: ignore[attr-defined]
