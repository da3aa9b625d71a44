"""Excel's add-in in the user's start folder: put there, renewed, taken out again, and what doctor says of it.

The folder is one of those that Excel trusts unless an administrator forbids it, so its macros run unasked; Excel opens what lies
there when it starts. Only files that hold this program's own macros are ever replaced or removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlplan import __version__
from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.store import held
from xlplan.files.store.shipped import ADDIN, shipped
from xlplan.files.store.writing import write_whole
from xlplan.office.setup import excel_here
from xlplan.telling.doctor import Check
from xlplan.terms.buttons import MODULE
from xlplan.terms.errors import FileLockedError, NotWritableError, XlplanError
from xlplan.terms.versions import newer

NAME: Final = Path(ADDIN).name
_CHECK: Final = "Excel 加载项"
_CLOSE: Final = "请关闭所有 Excel 窗口，再运行一次 xlplan {}。"


@dataclass(frozen=True)
class Found:
    """A file of the add-in's name. `version` is None where it is not this program's, or damaged."""

    path: Path
    version: str | None


def start_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return the folder whose files Excel opens when it starts (Excel's Application.StartupPath)."""
    return _excel(environ, home) / "XLSTART"


def find(environ: Mapping[str, str], home: Path) -> Found | None:
    """Return what lies in the add-in's place; None where nothing does. Raise FileLockedError where it cannot be read now."""
    path = start_folder(environ, home) / NAME
    return Found(path, _version(path)) if path.exists() else None


def put(environ: Mapping[str, str], home: Path, patience: held.Patience | None = None) -> str:
    """Put the add-in into its place, and return what was done; another program's file and a newer one of ours stay.

    `patience` says how long an Excel that holds it is waited for. Raise FileLockedError or NotWritableError with what to do.
    """
    found = find(environ, home)
    path = start_folder(environ, home) / NAME
    content = shipped(ADDIN).read_bytes()
    if found and found.version is None:
        raise NotWritableError(
            f"“{path}”不是这个程序的加载项，没有动它，Excel 里没有放上“分工表”按钮。",
            "请把它改名或移到别处，再运行一次 xlplan install。",
        )
    if found and newer(found.version or ""):
        raise NotWritableError(
            f"Excel 里的“分工表”按钮是 {found.version} 版的，比这里的 {__version__} 版新，没有换。",
            "请更新这个程序（离线的，用新的离线包里的“打开分工表”）。",
        )
    if found and path.read_bytes() == content:
        return f"Excel 里已经有“分工表”按钮，是这一版的：{path}"
    try:
        write_whole(path, content, patience=patience)
    except NotWritableError as error:
        if found and isinstance(error.__cause__, PermissionError):
            raise NotWritableError(f"Excel 正开着“{path}”，没有换成新的。", _CLOSE.format("install")) from error
        raise
    done = f"换成了 {__version__} 版" if found else "放上了"
    return f"Excel 里的“分工表”按钮{done}，下次打开 Excel 就有：{path}"


def take_out(environ: Mapping[str, str], home: Path) -> str | None:
    """Remove the add-in; return what was done, None where there is none of ours.

    Raise FileLockedError or NotWritableError with what to do.
    """
    found = find(environ, home)
    if found is None or found.version is None:
        return None
    try:
        held.remove(found.path)
    except OSError as error:
        raise NotWritableError(f"Excel 正开着“{found.path}”，没有拿掉。", _CLOSE.format("uninstall")) from error
    return f"Excel 里不再有“分工表”按钮：{found.path}"


def renew(environ: Mapping[str, str], home: Path) -> str | None:
    """Bring an add-in of ours up to this program's version; return what was done, None where there was nothing to do.

    Excel is not waited for. Raise FileLockedError or NotWritableError: doctor says it too.
    """
    found = find(environ, home)
    if found is None or found.version is None or newer(found.version) or found.path.read_bytes() == shipped(ADDIN).read_bytes():  # fmt: skip
        return None
    return put(environ, home, held.Patience(0))


def check(environ: Mapping[str, str], home: Path, read: excel_here.Read = excel_here.registry_values) -> Check:
    """Say whether Excel shows the buttons, and which version they are."""
    try:
        found = find(environ, home)
    except FileLockedError as error:
        return Check(_CHECK, False, error.message, error.hint)
    if found is None:
        return Check(_CHECK, None, "Excel 里没有“分工表”按钮。", "想让任何工作簿都有按钮，请运行 xlplan install。")
    if found.version is None:
        return Check(_CHECK, False, f"“{found.path}”不是这个程序的加载项，或读不出来。", "请把它改名或移到别处，再运行 xlplan install。")  # fmt: skip
    told = f"加载项 {found.version}，程序 {__version__}"
    if newer(found.version):
        return Check(
            _CHECK, False, f"{told}，按钮会被拒绝。", "请更新这个程序（离线的，用新的离线包里的“打开分工表”）。"
        )
    if found.path.read_bytes() != shipped(ADDIN).read_bytes():
        return Check(_CHECK, False, f"{told}：和随程序发布的不一样，是旧的，或被人改过。", "请关闭所有 Excel 窗口，运行 xlplan install。")  # fmt: skip
    if others := list(_others(environ, home)):
        names = "、".join(f"“{each}”" for each in others)
        return Check(_CHECK, None, f"{told}，另外还有：{names}。Excel 会显示两个“分工表”选项卡，或打不开其中一份。", "请关闭 Excel，删掉多出来的。")  # fmt: skip
    if excel_here.no_trusted_places(read):
        return Check(_CHECK, False, f"{told}。单位的管理员关掉了“受信任位置”，它的宏可能不运行。", "请用助手窗口里的按钮；或请管理员允许“用户启动”这个位置。")  # fmt: skip
    return Check(_CHECK, True, f"{told}，在 {found.path}")


def _others(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Yield copies of the add-in elsewhere: under another name, or where Excel keeps those that a user chose."""
    own = start_folder(environ, home) / NAME
    for folder in (own.parent, _excel(environ, home).parent / "AddIns"):
        for path in sorted(folder.glob("*.xlam")) if folder.is_dir() else []:
            if path != own and _version(path) is not None:
                yield path


def _excel(environ: Mapping[str, str], home: Path) -> Path:
    return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "Microsoft" / "Excel"


def _version(path: Path) -> str | None:
    try:
        inside = look_into(path)
    except FileLockedError:
        raise
    except XlplanError:
        return None
    return inside.version if MODULE in inside.modules and inside.version else None
