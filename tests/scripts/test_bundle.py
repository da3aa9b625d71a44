"""The offline bundle: built for this machine, unpacked, and started without a network as a user starts it.

What starts it on macOS cannot run here: of that only the encoding, the line ends and the syntax are checked.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import programs, screen
from support.screen import Screen, find_calc, wait_for

from scripts.bundle import build, wheels
from scripts.bundle.wheels import TARGETS, WheelsError, missing, pinned
from xlplan import __version__
from xlplan.terms.sheets import NAME_LAST_RESULTS

HERE = f"linux-{platform.machine()}"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the bundle for this Python, and unpack it where the path has blanks and Chinese in it."""
    folder = tmp_path_factory.mktemp("bundle")
    try:
        packed = build.build(folder, [HERE], [sys.version_info[:2]])
    except WheelsError as error:
        if programs.NO_NETWORK.search(str(error)):
            programs.stop("没有网络，做不了离线包：请接通网络后重试")
        raise
    return unpacked(packed, folder / "我的 文件夹（解压）")


def unpacked(packed: Path, folder: Path) -> Path:
    with zipfile.ZipFile(packed) as package:
        for entry in package.infolist():
            made = Path(package.extract(entry, folder))
            made.chmod(entry.external_attr >> 16 & 0o777)
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Screen]:
    """Open a user's screen, and end whatever of theirs still runs at its end."""
    programs.require("soffice")
    with screen.open_screen(tmp_path / "家 目录") as found:
        screen.make_profile(found)
        yield found
        for xlplan in (found.home / ".local/share/xlplan/env").glob("*/bin/xlplan"):
            # Calc was killed, which leaves its profile locked.
            (found.home / ".config/libreoffice/4/.lock").unlink(missing_ok=True)
            ended = found.start(str(xlplan), "uninstall", log=found.home / "uninstall.log")
            assert ended.wait(screen.START) == 0, (found.home / "uninstall.log").read_text("utf-8")


def offline() -> list[str]:
    """Return the words that start a command without a network."""
    programs.require("unshare")
    for words in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if subprocess.run([*words, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0:
            return words
    return programs.stop("这台机器不许断开网络（unshare --net）")


def end_own(display: Screen, word: str) -> None:
    """End the programs that were started on a screen, those with a word in their command lines."""
    mark = f"HOME={display.home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            started = mark in (folder / "environ").read_bytes().split(b"\0")
            if started and word.encode() in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)


def exec_line(desktop: Path) -> list[str]:
    """Return the words that a desktop runs for such a file (Desktop Entry Specification 1.5, "The Exec key")."""
    (line,) = re.findall(r"^Exec=(.*)$", desktop.read_text("utf-8"), re.MULTILINE)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.replace("\\\\", "\\"))
    plain = [re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for quoted, bare in words]
    return [str(desktop) if word == "%k" else word for word in plain]


def test_unpacked_without_a_network_it_sets_itself_up_and_opens_the_workbook(
    bundle: Path, display: Screen, keep: Path
) -> None:
    log = display.home / "start.log"
    command = [*offline(), *exec_line(bundle / "打开分工表.desktop")]
    first = display.start(*command, log=log)
    assert first.wait(300) == 0, log.read_text("utf-8")
    assert "第一次使用" in log.read_text("utf-8")
    assert "启动了助手" in log.read_text("utf-8")
    (environment,) = (display.home / ".local/share/xlplan/env").glob("*-cp*")
    assert environment.name.startswith(f"{__version__}-")

    # Calc has its window, but cannot be reached from outside its network: it is started once more to be clicked on.
    wait_for(lambda: display.windows("libreoffice-calc"), "Calc's window")
    display.picture(keep / "离线包.png")
    for word in ("soffice.bin", "xlplan"):
        end_own(display, word)

    log.unlink()
    older = environment.with_name("0.0.1-cp311")
    older.mkdir()
    (older / "pyvenv.cfg").touch()
    book = bundle / "工作簿/分工表.xlsm"
    again = display.start(str(bundle / "打开分工表.sh"), str(book), log=log)
    assert again.wait(screen.START) == 0, log.read_text("utf-8")
    assert "第一次使用" not in log.read_text("utf-8")
    assert not older.exists()
    calc = find_calc(display, book)
    try:
        calc.press("校验")
        area = calc.document.NamedRanges.getByName(NAME_LAST_RESULTS).getReferredCells()
        said = wait_for(lambda: next((r[1] for r in area.getDataArray() if r[0] == "校验" and r[-1]), None), "校验")
        assert "25 项任务" in said
        # With all of it running, one more start only opens.
        log.unlink()
        assert display.start(str(bundle / "打开分工表.sh"), log=log).wait(screen.START) == 0, log.read_text("utf-8")
        assert "助手已经在运行" in log.read_text("utf-8")
    finally:
        end_own(display, "soffice.bin")


def test_without_a_python_it_says_where_to_get_one(bundle: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(bundle, tmp_path / "包", ignore=shutil.ignore_patterns("wheels"))
    script = copy / "打开分工表.sh"
    script.write_text(re.sub(r"not \(3, \d+\) <=", "not (9, 9) <=", script.read_text("utf-8")), "utf-8")
    done = subprocess.run([script], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "没有合适的 Python" in done.stdout
    assert "@" not in done.stdout, "all that is to be filled in was"


def test_what_cannot_be_set_up_is_said_and_tried_again(bundle: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(bundle, tmp_path / "包")
    (kept,) = (copy / "program/wheels").glob("olefile-*.whl")
    kept.rename(tmp_path / kept.name)
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    for _ in range(2):
        done = subprocess.run(
            [copy / "打开分工表.sh"], env=environ, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 2
        assert "没有装成" in done.stdout
        assert "olefile" in done.stdout


def test_each_text_is_written_as_its_system_reads_it(tmp_path: Path) -> None:
    build._write_texts(tmp_path / "包", build.OTHERS, wheels.PYTHONS)
    for name in ("先读我.txt", "program/no-python.txt"):
        text = (tmp_path / "包" / name).read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        assert text.count(b"\n") == text.count(b"\r\n")
    for name in ("打开分工表.sh", "打开分工表.command", "打开分工表.desktop"):
        script = tmp_path / "包" / name
        assert b"\r" not in script.read_bytes()
        assert script.stat().st_mode & 0o111
    for name in ("打开分工表.sh", "打开分工表.command"):
        assert subprocess.run(["sh", "-n", tmp_path / "包" / name], check=False).returncode == 0


def wheel(folder: Path, name: str, *needs: str) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as package:
        distribution = "-".join(name.split("-")[:2])
        lines = [f"Name: {name.split('-')[0]}", *(f"Requires-Dist: {each}" for each in needs)]
        package.writestr(f"{distribution}.dist-info/METADATA", "\n".join(lines) + "\n")
    return path


def test_what_a_wheel_asks_for_is_judged_by_its_target_and_not_by_this_machine(tmp_path: Path) -> None:
    own = wheel(tmp_path, "xlplan-1.0-py3-none-any.whl", "alpha>=2", 'beta; extra == "analysis"')
    wheel(tmp_path, "alpha-1.0-py3-none-any.whl")
    wheel(tmp_path, "alpha-2.0-cp311-cp311-win_amd64.whl", 'pywin32; platform_system == "Windows"')
    wheel(tmp_path, "alpha-2.0-cp311-cp311-macosx_11_0_arm64.whl", "Gamma", 'pywin32; platform_system == "Windows"')
    wheel(tmp_path, "gamma-1.0-cp39-abi3-macosx_10_9_universal2.whl")

    def lacking(target: str, python: tuple[int, int] = (3, 11)) -> list[str]:
        return [each.name for each in missing(own, tmp_path, TARGETS[target], python)]

    assert lacking("windows") == ["pywin32"]
    assert lacking("macos-arm64") == []
    assert lacking("macos-x86_64") == ["alpha"]
    assert lacking("linux-x86_64") == ["alpha"]
    assert lacking("windows", (3, 12)) == ["alpha"]


def test_a_version_holds_where_its_condition_does() -> None:
    def cryptography(target: str) -> list[str]:
        return [each for each in pinned(TARGETS[target], (3, 12)) if each.startswith("cryptography")]

    (version,) = cryptography("linux-x86_64")
    assert re.fullmatch(r"cryptography==[\d.]+", version)
    assert cryptography("macos-arm64") == [version]
    assert cryptography("macos-x86_64") == []
