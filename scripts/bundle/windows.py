"""Builds the offline bundle for Windows: a Python of its own with all libraries in it, which only needs unzipping.

With an official Python (`--python FOLDER_OR_ZIP`) it is what goes to offices. Without one it is built from packages, says that
it is a test build, and has programs that nobody signed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from scripts.bundle.contents import copy_contents
from scripts.bundle.wheels import PYTHONS, WheelsError, own_wheel
from scripts.windows import libraries, python
from xlplan import __version__

SOURCES: Final = Path(__file__).parent
NAME: Final = "分工表-离线包-Windows"
LARGEST: Final = 60 * 2**20
STARTERS: Final = ("打开分工表.exe", "卸载.exe")
PARTS: Final = "program/零件清单.csv"
SHIPPED: Final = "program/shipped.csv"
_TEXTS: Final = {
    # ASCII in the batch files: what they say in Chinese stands in files of their own.
    "uninstall-windows.bat": ("program/uninstall.bat", False),
    "readme-windows.txt": ("先读我.txt", True),
    "start_windows.py": ("program/start.py", False),
    "starter.py": ("program/starter/sitecustomize.py", False),
}
_NOT_FROM_PYTHON: Final = ("site-packages", "test", "tests", "idlelib", "ensurepip", "lib2to3", "turtledemo", "pydoc_data", "Doc", "include", "libs", "Scripts", "Tools", "__pycache__", "*.pdb", "*_d.*", "NEWS.txt")  # fmt: skip
_NOT_NEEDED: Final = (
    "Lib/site-packages/pythonwin",
    "Lib/site-packages/bin",
    "Lib/site-packages/PyWin32.chm",
    "Lib/distutils",
    "Lib/pydoc_data",
)
_X64: Final = 0x8664


@dataclass(frozen=True)
class Part:
    """A part of the bundle: for whoever has to say what runs on an office's computers."""

    name: str
    version: str
    licence: str
    file: str
    sha256: str


def build(out: Path, given: Path | None = None) -> Path:
    """Make the bundle in the folder `out`; return the zip file. `given` is an official Python, as a folder or a zip file.

    Raise WheelsError or AssembleError.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".bundle-") as work:
        folder = Path(work) / f"分工表-{__version__}"
        own = folder / "program/python"
        if given is None:
            python.assemble(own)
            version = python.RUNNING
        else:
            with _opened(given) as source:
                version = check_official(source)
                shutil.copytree(source, own, ignore=shutil.ignore_patterns(*_NOT_FROM_PYTHON))
        _isolate(own, version)
        _put_starter(folder, own, version)
        parts = [_of_python(own, version, official=given is not None), *_install(own, version)]
        _write_texts(folder, test_build=given is None)
        copy_contents(folder)
        (folder / PARTS).write_bytes(
            _table([("名称", "版本", "许可", "文件", "SHA-256"), *(vars(each).values() for each in parts)])
        )
        shipped = [(path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in _files(folder) if "program" not in path.relative_to(folder).parts[:1]]  # fmt: skip
        (folder / SHIPPED).write_bytes(_table([each for each in shipped if not each[0].startswith("工作簿/")]))
        return _pack(folder, out / f"{NAME}{'-试验' if given is None else ''}-{__version__}.zip")


def check_official(folder: Path) -> tuple[int, int]:
    """Return the version of an official Python's folder. Raise AssembleError where something lacks or is not signed."""
    found = sorted(folder.glob("python3[0-9]*.dll"))
    version = (3, int(found[0].stem[len("python3") :])) if found else (0, 0)
    if version not in PYTHONS:
        known = "、".join("{}.{}".format(*each) for each in PYTHONS)
        raise python.AssembleError(f"{folder} 不是 Python {known} 的安装文件夹（要有 python3xx.dll）")
    wanted = ("python.exe", "pythonw.exe", "Lib/os.py", "DLLs/_tkinter.pyd", "DLLs/_sqlite3.pyd", "tcl")
    if lacking := [name for name in wanted if not (folder / name).exists()]:
        raise python.AssembleError(f"{folder} 里缺少 {'、'.join(lacking)}；嵌入版（embeddable）不行，要安装好的")
    for name in ("python.exe", "pythonw.exe", found[0].name):
        if _machine(folder / name) != _X64:
            raise python.AssembleError(f"{folder / name} 不是 64 位 x86 的")
        python.check_signature(folder / name)
    return version


@contextmanager
def _opened(given: Path) -> Iterator[Path]:
    """Yield the folder of a Python that may be packed, and may lie in a folder of the package."""
    if given.is_dir():
        yield given
        return
    with tempfile.TemporaryDirectory() as work:
        try:
            with zipfile.ZipFile(given) as package:
                package.extractall(work)
        except (OSError, zipfile.BadZipFile) as error:
            raise python.AssembleError(f"打不开 {given}：{error}") from error
        # The outermost: `venv` brings a python.exe of its own, deep below.
        found = sorted(Path(work).rglob("python.exe"), key=lambda path: len(path.parts))
        yield found[0].parent if found else Path(work)


def _machine(program: Path) -> int:
    """Return what processor a program is for, as its header says."""
    head = program.read_bytes()[:4096]
    start: int = struct.unpack_from("<I", head, 0x3C)[0]
    return int(struct.unpack_from("<H", head, start + 4)[0])


def _isolate(own: Path, version: tuple[int, int]) -> None:
    """Let nothing on the computer say where this Python finds what it needs: neither its registry nor its variables."""
    lines = ("Lib", "DLLs", "Lib\\site-packages", "import site")
    (own / "python{}{}._pth".format(*version)).write_text("".join(f"{line}\n" for line in lines), "ascii")


def _put_starter(folder: Path, own: Path, version: tuple[int, int]) -> None:
    """Put what is double-clicked at the top: copies of this Python's pythonw.exe, signed where that is, and without a console.

    Windows finds its DLL beside it alone; `program/starter` is what it runs at once.
    """
    for name in STARTERS:
        shutil.copy(own / "pythonw.exe", folder / name)
    dll = own / "python{}{}.dll".format(*version)
    for each in (dll, *own.glob("vcruntime140*.dll")):
        shutil.copy(each, folder)
    lines = ("starter", "python\\Lib", "python\\DLLs")
    paths = "".join(f"program\\{line}\n" for line in lines)
    (folder / f"{dll.stem}._pth").write_text(f"{paths}import site\n", "ascii")


def _install(own: Path, version: tuple[int, int]) -> list[Part]:
    """Install xlplan and what it needs; return the parts."""
    site = own / "Lib/site-packages"
    with tempfile.TemporaryDirectory() as work:
        wheel = own_wheel(Path(work))
        wheels = libraries.install(site, libraries.at_run_time(), version, [wheel])
    for path in [*(own / name for name in _NOT_NEEDED), *own.rglob("__pycache__")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    found = []
    for folder in sorted(site.glob("*.dist-info")):
        head = HeaderParser().parsestr((folder / "METADATA").read_text("utf-8"))
        name, sha256 = wheels.get(re.sub(r"[-_.]+", "-", str(head["Name"])).lower(), ("", ""))
        licence = head["License-Expression"] or _licence(head.get_all("Classifier") or []) or str(head["License"] or "")
        found.append(
            Part(str(head["Name"]), str(head["Version"]), licence.splitlines()[0] if licence else "", name, sha256)
        )
    if forbidden := [each.name for each in found if each.name.lower() in ("numpy", "pandas")]:
        raise WheelsError(f"not wanted in the bundle: {', '.join(forbidden)}")
    return found


def _licence(classifiers: list[str]) -> str:
    return next((each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: OSI")), "")


def _of_python(own: Path, version: tuple[int, int], *, official: bool) -> Part:
    dll = own / "python{}{}.dll".format(*version)
    data = dll.read_bytes()
    full = re.search(rb"\x003\.%d\.\d+\x00" % version[1], data)
    told = full[0].strip(b"\0").decode() if full else "{}.{}".format(*version)
    return Part(
        "Python" if official else "Python（试验，由程序包拼成）",
        told,
        "PSF-2.0",
        dll.name,
        hashlib.sha256(data).hexdigest(),
    )


def _write_texts(folder: Path, *, test_build: bool) -> None:
    warning = (
        "★ 这是试验用的包：里面的 python.exe 没有签名，不要发给单位使用。正式的包见 文档 里的“离线安装”。\n\n"
        if test_build
        else ""
    )
    for source, (target, marked) in _TEXTS.items():
        text = (SOURCES / source).read_text("utf-8").replace("@VERSION@", __version__).replace("@TEST@", warning)
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig" if marked else "utf-8"))
    (folder / "program/version.txt").write_text(__version__ + ("-test" if test_build else ""), "ascii")


def _table(rows: object) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode("utf-8-sig")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _pack(folder: Path, path: Path) -> Path:
    part = folder.with_name("bundle.zip")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
        for each in _files(folder):
            package.write(each, each.relative_to(folder.parent).as_posix())
    if part.stat().st_size > LARGEST:
        raise WheelsError(f"the bundle has {part.stat().st_size / 2**20:.0f} MB, more than {LARGEST / 2**20:.0f}")
    return part.replace(path)
