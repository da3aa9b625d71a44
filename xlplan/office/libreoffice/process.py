"""Running LibreOffices: which there are, making one listen, starting one. Linux only: it reads /proc.

A LibreOffice that runs holds a pipe of its own for later starts with the same profile. Such a later start with
`--accept` hands its arguments over and ends, and the running one listens from then on; nothing else in it changes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import LibreOfficeError, NotAnsweringError, ProgramGoneError

PIPE_PREFIX = "xlwings-"
_HANDOVER_PIPE = "SingleOfficeIPC_"
_SETTLED = 10.0
"""Seconds after which a LibreOffice is taken to be up whose profile does not tell."""
_PROFILE_MADE = Path("user", "extensions", "buildid")
"""The file that the first start with a new profile writes before it ends and starts itself again."""
_LISTENING = "00010000"  # __SO_ACCEPTCON in the flags of /proc/net/unix


@dataclass(frozen=True)
class Instance:
    """A running LibreOffice of this user.

    `program` is its soffice binary, `profile` the file URL given with -env:UserInstallation (None: the user's default),
    `pipes` the names of the pipes on which it accepts UNO connections.
    """

    pid: int
    program: Path
    profile: str | None
    pipes: tuple[str, ...]


def running() -> list[Instance]:
    """List every LibreOffice of this user that could be told to listen; none on another system than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    pipes = _listening_pipes()
    found = []
    for pid in _soffice_processes():
        try:
            inodes = _socket_inodes(pid)
            program = Path(f"/proc/{pid}/exe").readlink().with_name("soffice")
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:  # it ended meanwhile, or belongs to somebody else
            continue
        names = sorted(pipes[inode] for inode in inodes if inode in pipes)
        if not any(name.startswith(_HANDOVER_PIPE) for name in names):
            continue
        profile = next((a.partition("=")[2] for a in arguments if a.startswith("-env:UserInstallation=")), None)
        own = tuple(name for name in names if not name.startswith(_HANDOVER_PIPE))
        found.append(Instance(pid, program, profile, own))
    return found


def profile_folder(instance: Instance) -> Path:
    """Return the folder of its settings: the one it was started with, or that of its own home. Raise OSError if that is hidden."""
    if instance.profile is not None:
        return Path(unquote(urlsplit(instance.profile).path))
    environ = _environment(instance)
    settings = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", ""), ".config"))
    if not settings.is_absolute():
        raise FileNotFoundError(settings)
    return settings / "libreoffice" / "4"


def make_listen(instance: Instance, timeout: float = 10.0) -> str:
    """Make a running LibreOffice listen and return the pipe's name; one that listens already is left as it is.

    Raise ProgramGoneError where it ended meanwhile (a second start must never become a first one), NotAnsweringError
    where it does not take the request within `timeout` seconds.
    """
    current = _again(instance)
    if current.pipes:
        return current.pipes[0]
    while not _settled(instance):
        time.sleep(0.1)
        _again(instance)
    pipe = f"{PIPE_PREFIX}{instance.pid}"
    command = [os.fspath(instance.program), *_accept(pipe), *_profile(instance.profile), "--nologo", "--nodefault"]
    try:
        its_own = _environment(instance)
    except OSError as error:
        raise ProgramGoneError() from error
    process = subprocess.Popen(
        command,
        env=its_own,  # a second start finds the first one by the profile, which may lie in its home
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + timeout
    try:
        while time.monotonic() < end:
            if pipe in _again(instance).pipes:
                return pipe
            time.sleep(0.01)
    finally:
        if process.poll() is None:
            reap(process)
    raise NotAnsweringError(timeout)


def launch(
    profile: Path, *, headless: bool = True, program: str | None = None, timeout: float = 60.0
) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a LibreOffice with the profile in this folder (made where missing); return its pipe and its launcher.

    The launcher is a process of its own (LibreOffice is the owner of the pipe) and ends after it. The output goes to `soffice.log` in the profile's folder. Raise LibreOfficeError where no LibreOffice is installed
    or it ends at once, NotAnsweringError where it does not listen within `timeout` seconds.
    """
    found = program or shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise LibreOfficeError("这台电脑上没有找到 LibreOffice。", "请让管理员安装 libreoffice-calc，再重试。")
    profile.mkdir(parents=True, exist_ok=True)
    if not (profile / "user" / "registrymodifications.xcu").is_file():
        _set_up(found, profile, timeout)
    pipe = f"{PIPE_PREFIX}{secrets.token_hex(6)}"
    flags = ["--norestore", "--nologo", "--nodefault", *(["--headless"] if headless else [])]
    with (profile / "soffice.log").open("ab") as log:
        process = subprocess.Popen(
            [found, *_profile(profile.resolve().as_uri()), *flags, *_accept(pipe)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if pipe in _listening_pipes().values():
            return pipe, process
        if process.poll() is not None:
            raise LibreOfficeError(f"LibreOffice 没有启动成功，详情见 {profile / 'soffice.log'}。")
        time.sleep(0.05)
    reap(process)
    raise NotAnsweringError(timeout)


def _set_up(program: str, profile: Path, timeout: float) -> None:
    """Get the first start with a new profile over with: it may listen for a moment, then end and start itself anew."""
    flags = ["--headless", "--norestore", "--nologo", "--nodefault", "--terminate_after_init"]
    with (profile / "soffice.log").open("ab") as log:
        first = subprocess.Popen(
            [program, *_profile(profile.resolve().as_uri()), *flags], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        first.wait(timeout)
    except subprocess.TimeoutExpired as error:
        reap(first)
        raise NotAnsweringError(timeout) from error


def owner(pipe: str) -> int:
    """Return the process id of the LibreOffice that listens on this pipe. Raise ProgramGoneError if none does."""
    inodes = {inode for inode, name in _listening_pipes().items() if name == pipe}
    for pid in _soffice_processes():
        try:
            if inodes & _socket_inodes(pid):
                return pid
        except OSError:
            continue
    raise ProgramGoneError("没有正在接受连接的 LibreOffice。")


def _accept(pipe: str) -> list[str]:
    return [f"--accept=pipe,name={pipe};urp;"]


def _profile(url: str | None) -> list[str]:
    return [] if url is None else [f"-env:UserInstallation={url}"]


def _settled(instance: Instance) -> bool:
    """Return True if it will not end by itself.

    With a new profile, or one of another version, LibreOffice ends at once and starts itself again; a second start that falls in between
    would become the first one, without the user's document.
    """
    age = _age(instance.pid)
    try:
        made = time.time() - (profile_folder(instance) / _PROFILE_MADE).stat().st_mtime
    except OSError:
        made = 0.0
    return made > age > 0 or age > _SETTLED


def _environment(instance: Instance) -> dict[str, str]:
    variables = Path(f"/proc/{instance.pid}/environ").read_bytes().decode("utf-8", "surrogateescape").split("\0")
    return dict(variable.partition("=")[::2] for variable in variables if variable)


def _age(pid: int) -> float:
    """Return the seconds since a process began; 0 if it is gone."""
    try:
        began = int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19])
    except OSError:
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")


def _again(instance: Instance) -> Instance:
    for other in running():
        if other.pid == instance.pid:
            return other
    raise ProgramGoneError()


def _listening_pipes() -> dict[str, str]:
    """Return the pipe name of each socket inode, for every pipe of this user on which a LibreOffice listens."""
    mark = f"OSL_PIPE_{os.getuid()}_"
    pipes = {}
    for line in Path("/proc/net/unix").read_text("utf-8", "replace").splitlines()[1:]:
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[3] == _LISTENING and mark in fields[7]:
            pipes[fields[6]] = fields[7].partition(mark)[2]
    return pipes


def _soffice_processes() -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text("utf-8", "replace").strip() == "soffice.bin":
                yield int(folder.name)
        except OSError:
            continue


def _socket_inodes(pid: int) -> set[str]:
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.fspath(entry.readlink())
        except FileNotFoundError:  # closed while we looked
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    return inodes


def reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for a launcher to end, and end it where it does not: its purpose is over."""
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(timeout=5)
