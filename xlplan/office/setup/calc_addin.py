"""LibreOffice's add-in 分工表.oxt in the user's own profile.

LibreOffice's own `unopkg` writes; what is there is read from the files that it leaves, because it tells nothing while LibreOffice runs.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from xlplan import __version__
from xlplan.files.store.shipped import CALC_ADDIN, shipped
from xlplan.office.setup.addin import Addin, AddinError, FoundAddin
from xlplan.office.setup.calc_trust import in_use
from xlplan.telling.doctor import Check
from xlplan.terms.errors import FileLockedError
from xlplan.terms.records import record
from xlplan.terms.versions import newer

IDENTIFIER: Final = "xlplan.calc"
_SECONDS: Final = 180
_LISTED: Final = re.compile(rb"\xff" + IDENTIFIER.encode() + rb"\n([^\n]*)\n")
_BACKEND: Final = "com.sun.star.comp.deployment.bundle.PackageRegistryBackend"
_BY_HAND: Final = "请在 Calc 的“工具 → 扩展管理器”里"
_SWITCH_ON: Final = f"{_BY_HAND}点“启用”，再重新打开 Calc。"


@record(frozen=True)
class CalcAddin(Addin):
    """The add-in in a profile, which `unopkg` writes."""

    profile: Path
    unopkg: Path

    program = "LibreOffice"
    shown_in = "Calc"
    buttons = "工具栏和菜单“分工表”"
    close = "请关闭 LibreOffice"

    def find(self) -> FoundAddin | None:
        """Return how the add-in stands in the profile; None where it is not."""
        return _found(self.profile / "user" / "uno_packages" / "cache")

    def find_shared(self) -> FoundAddin | None:
        """Return how the add-in stands that an administrator has put there for all users; None where there is none."""
        return _found(self.unopkg.resolve().parent.parent / "share" / "uno_packages" / "cache")

    def _elsewhere(self) -> str | None:
        if (shared := self.find_shared()) is None:
            return None
        if not shared.shipped and not newer(shared.version or ""):
            # Nobody but an administrator can replace it, and one beside it would be shown twice in the list.
            raise AddinError(self._old_for_all(shared), self._mended_by_administrator)
        return f"LibreOffice 里已经有给所有用户装好的“分工表”按钮（{shared.version} 版），没有再装一份。"

    def _old_for_all(self, shared: FoundAddin) -> str:
        return (
            f"LibreOffice 里有给所有用户装的“分工表”按钮，是 {shared.version} 版的，和这里的 {__version__} 版不一样，按钮可能被助手拒绝。"
            "这里换不了它。"
        )

    @property
    def _mended_by_administrator(self) -> str:
        return (
            f"请管理员关闭 LibreOffice，运行 unopkg remove --shared {IDENTIFIER}，您再运行一次 xlplan install；"
            f"或请管理员换上这一版：unopkg add --shared --force {shipped(CALC_ADDIN)}。"
        )

    def _seen(self) -> FoundAddin | None:
        return self.find() or self.find_shared()

    def _write(self, found: FoundAddin | None, *, waiting: bool) -> None:
        _run(self.profile, self.unopkg, "add", "--force", "--suppress-license", str(shipped(CALC_ADDIN)))

    def _remove(self) -> None:
        _run(self.profile, self.unopkg, "remove", IDENTIFIER)

    def _refuse(self, found: FoundAddin) -> None:
        if not found.enabled:
            raise AddinError(f"LibreOffice 里的“分工表”按钮（{Path(CALC_ADDIN).name}）被停用了，没有动它。", _SWITCH_ON)

    def _amiss(self, found: FoundAddin) -> Check | None:
        own, shared = self.find(), self.find_shared()
        if own and shared:
            return self._check(None, f"装了两份：自己的 {own.version} 版，给所有用户的 {shared.version} 版。", f"{_BY_HAND}删去自己的那份。")  # fmt: skip
        if own is None and shared and not shared.shipped and not newer(shared.version or ""):
            return self._check(False, self._old_for_all(shared), self._mended_by_administrator)
        if not found.enabled:
            return self._check(None, "“分工表”按钮被停用了，Calc 里看不到。", _SWITCH_ON)
        return None


def _found(cache: Path) -> FoundAddin | None:
    try:
        listed = _LISTED.search((cache / "uno_packages.pmap").read_bytes())
        if listed is None:
            return None
        folder, name, _, version, *_ = listed[1].split(b"\xff")
        noted = (cache / "registry" / _BACKEND / "backenddb.xml").read_text("utf-8")
        place = cache / "uno_packages" / f"{folder.decode()}_" / unquote(name.decode())
        same = _is_shipped(place)
    except (OSError, ValueError):
        return None
    # What is switched off in the list of add-ins keeps its files, and it is noted here.
    off = re.search(rf'url="[^"]*/{re.escape(folder.decode())}_/[^"/]*"[^>]*revoked="true"', noted)
    return FoundAddin(version.decode(), same, off is None)


def _is_shipped(place: Path) -> bool:
    with zipfile.ZipFile(shipped(CALC_ADDIN)) as package:
        return all(
            (place / name).is_file() and (place / name).read_bytes() == package.read(name)
            for name in package.namelist()
        )


def _run(profile: Path, unopkg: Path, verb: str, *words: str) -> None:
    if in_use(profile):
        raise FileLockedError(
            "LibreOffice 正开着，分工表按钮没有装上或取下。", "请关闭所有 LibreOffice 窗口，再运行一次。"
        )
    lock = profile / ".lock"
    if lock.exists():
        raise FileLockedError(
            f"LibreOffice 的设置还锁着（{lock}）：它上次没有正常结束，或正被另一台电脑用着。",
            "请打开一次 LibreOffice 再正常关闭，然后再运行一次；仍然不行的，请删除这个文件。",
        )
    command = [str(unopkg), verb, f"-env:UserInstallation={profile.as_uri()}", *words]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused(str(error)) from error
    if done.returncode:
        raise _refused((done.stderr or done.stdout).decode("utf-8", "replace"))


def _refused(said: str) -> AddinError:
    if "as root" in said:
        return AddinError(
            "现在是管理员（root），LibreOffice 不给管理员自己装扩展，分工表按钮没有装上或取下。",
            "请用平时办公的用户再运行一次。",
        )
    line = next((line.strip() for line in said.splitlines() if line.strip()), "没有说原因")
    return AddinError(
        f"LibreOffice 没有装上或取下分工表按钮（{line}）。", f"{_BY_HAND}点“添加”，选这个文件：{shipped(CALC_ADDIN)}"
    )
