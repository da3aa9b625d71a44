"""Excel's add-in in the user's start folder.

The folder is one of those that Excel trusts unless an administrator forbids it, so its macros run unasked; Excel opens what lies
there when it starts. Only files that hold this program's own macros are ever replaced or removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.store import held
from xlplan.files.store.shipped import ADDIN, shipped
from xlplan.files.store.writing import write_whole
from xlplan.office.setup import excel_here
from xlplan.office.setup.addin import Addin, AddinError, FoundAddin
from xlplan.telling.doctor import Check
from xlplan.terms.buttons import MODULE
from xlplan.terms.errors import FileLockedError, NotWritableError, XlplanError
from xlplan.terms.records import record

_AGAIN: Final = "请关闭所有 Excel 窗口，再运行一次 xlplan {}。"


@record(frozen=True)
class ExcelAddin(Addin):
    """The add-in in a user's start folder; `read` reads the registry."""

    environ: Mapping[str, str]
    home: Path
    read: excel_here.Read = excel_here.registry_values

    program = shown_in = "Excel"
    buttons = "选项卡“分工表”"
    close = "请关闭所有 Excel 窗口"

    @property
    def path(self) -> Path:
        """Its file, in the folder whose files Excel opens when it starts (Excel's Application.StartupPath)."""
        return self._excel / "XLSTART" / Path(ADDIN).name

    def find(self) -> FoundAddin | None:
        """Return what lies in its place; None where nothing does. Raise FileLockedError where it cannot be read now."""
        if not self.path.exists():
            return None
        version = _version(self.path)
        return FoundAddin(version, version is not None and self.path.read_bytes() == shipped(ADDIN).read_bytes())

    def _write(self, found: FoundAddin | None, *, waiting: bool) -> None:
        try:
            write_whole(self.path, shipped(ADDIN).read_bytes(), patience=None if waiting else held.Patience(0))
        except NotWritableError as error:
            if found and isinstance(error.__cause__, PermissionError):
                raise NotWritableError(
                    f"Excel 正开着“{self.path}”，没有换成新的。", _AGAIN.format("install")
                ) from error
            raise

    def _remove(self) -> None:
        try:
            held.remove(self.path)
        except OSError as error:
            raise NotWritableError(f"Excel 正开着“{self.path}”，没有拿掉。", _AGAIN.format("uninstall")) from error

    def _refuse(self, found: FoundAddin) -> None:
        if found.version is None:
            raise AddinError(
                f"“{self.path}”不是这个程序的加载项，没有动它，Excel 里没有放上“分工表”按钮。",
                "请把它改名或移到别处，再运行一次 xlplan install。",
            )

    def _place(self, before: str) -> str:
        return f"{before}{self.path}"

    def _amiss(self, found: FoundAddin) -> Check | None:
        if found.version is None:
            return self._check(False, f"“{self.path}”不是这个程序的加载项，或读不出来。", "请把它改名或移到别处，再运行 xlplan install。")  # fmt: skip
        return None

    def _hindered(self, told: str) -> Check | None:
        if others := list(self._others()):
            names = "、".join(f"“{each}”" for each in others)
            return self._check(None, f"{told}，另外还有：{names}。Excel 会显示两个“分工表”选项卡，或打不开其中一份。", "请关闭 Excel，删掉多出来的。")  # fmt: skip
        if excel_here.no_trusted_places(self.read):
            return self._check(False, f"{told}。单位的管理员关掉了“受信任位置”，它的宏可能不运行。", "请用助手窗口里的按钮；或请管理员允许“用户启动”这个位置。")  # fmt: skip
        return None

    def _others(self) -> Iterator[Path]:
        """Yield copies of the add-in elsewhere: under another name, or where Excel keeps those that a user chose."""
        for folder in (self.path.parent, self._excel.parent / "AddIns"):
            for path in sorted(folder.glob("*.xlam")) if folder.is_dir() else []:
                if path != self.path and _version(path) is not None:
                    yield path

    @property
    def _excel(self) -> Path:
        return Path(self.environ.get("APPDATA") or self.home / "AppData" / "Roaming") / "Microsoft" / "Excel"


def _version(path: Path) -> str | None:
    try:
        inside = look_into(path)
    except FileLockedError:
        raise
    except XlplanError:
        return None
    return inside.version if MODULE in inside.modules and inside.version else None
