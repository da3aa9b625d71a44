"""LibreOffice's add-in 分工表.oxt in the user's own profile: put there, taken out, and whether it is there and switched on.

LibreOffice's own `unopkg` writes; what is there is read from the files that it leaves, because it tells nothing while LibreOffice runs.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from xlplan import __version__
from xlplan.files.store.shipped import CALC_ADDIN, shipped
from xlplan.office.setup.calc_trust import in_use
from xlplan.telling.doctor import Check
from xlplan.terms.errors import FileLockedError, XlplanError
from xlplan.terms.versions import newer

IDENTIFIER: Final = "xlplan.calc"
_SECONDS: Final = 180
_CHECK: Final = "LibreOffice 加载项"
_LISTED: Final = re.compile(rb"\xff" + IDENTIFIER.encode() + rb"\n([^\n]*)\n")
_BACKEND: Final = "com.sun.star.comp.deployment.bundle.PackageRegistryBackend"
_NAME: Final = Path(CALC_ADDIN).name
_BY_HAND: Final = "请在 Calc 的“工具 → 扩展管理器”里"


class CalcAddinError(XlplanError):
    """LibreOffice did not take the add-in, or did not give it back."""

    code = "calc-addin"


@dataclass(frozen=True)
class Found:
    """An add-in that is there: its version, whether the user left it switched on, and whether it is the one that is shipped here."""

    version: str
    enabled: bool
    shipped: bool


def find(profile: Path) -> Found | None:
    """Return how the add-in stands in a profile; None where it is not."""
    return _found(profile / "user" / "uno_packages" / "cache")


def find_shared(unopkg: Path) -> Found | None:
    """Return how the add-in stands that an administrator has put there for all users; None where there is none."""
    return _found(unopkg.resolve().parent.parent / "share" / "uno_packages" / "cache")


def put(profile: Path, unopkg: Path) -> str:
    """Put the add-in into a profile, in an older one's place; return what was done, or why nothing had to be.

    Raise FileLockedError while LibreOffice runs, CalcAddinError where it is switched off, newer, or not taken.
    """
    if (shared := find_shared(unopkg)) is not None:
        return f"LibreOffice 里已经有给所有用户装好的“分工表”按钮（{shared.version} 版），没有再装一份。"
    found = find(profile)
    if found is not None and not found.enabled:
        raise CalcAddinError(
            f"LibreOffice 里的“分工表”按钮（{_NAME}）被停用了，没有动它。", f"{_BY_HAND}点“启用”，再重新打开 Calc。"
        )
    if found is not None and newer(found.version):
        raise CalcAddinError(
            f"LibreOffice 里的“分工表”按钮是 {found.version} 版的，比这里的 {__version__} 版新，没有换。",
            "请更新这个程序（离线的，用新的离线包里的“打开分工表”）。",
        )
    if found is not None and found.shipped:
        return "LibreOffice 里已经有“分工表”按钮，是这一版的"
    _run(profile, unopkg, "add", "--force", "--suppress-license", str(shipped(CALC_ADDIN)))
    done = f"换成了 {__version__} 版" if found else "放上了"
    return f"LibreOffice 里的“分工表”按钮{done}，下次打开 Calc 就有工具栏和菜单“分工表”"


def take_out(profile: Path, unopkg: Path) -> str | None:
    """Take the add-in out of a profile; return what was done, None where it is not in it. Raise as `put` does."""
    if find(profile) is None:
        return None
    _run(profile, unopkg, "remove", IDENTIFIER)
    return "LibreOffice 里不再有“分工表”按钮"


def renew(profile: Path, unopkg: Path) -> str | None:
    """Bring an add-in that is switched on up to this program's version; return what was done, None where there was nothing to do.

    LibreOffice is not waited for. Raise FileLockedError or CalcAddinError: doctor says it too.
    """
    found = find(profile)
    if found is None or not found.enabled or found.shipped or newer(found.version):
        return None
    return put(profile, unopkg)


def check(profile: Path, unopkg: Path) -> Check:
    """Say whether Calc shows the buttons, and which version they are."""
    own, shared = find(profile), find_shared(unopkg)
    found = own or shared
    if found is None:
        return Check(_CHECK, None, "Calc 里没有“分工表”按钮。", "想让任何工作簿都有按钮，请关闭 LibreOffice，运行 xlplan install。")  # fmt: skip
    if own and shared:
        return Check(_CHECK, None, f"装了两份：自己的 {own.version} 版，给所有用户的 {shared.version} 版。", f"{_BY_HAND}删去自己的那份。")  # fmt: skip
    if not found.enabled:
        return Check(_CHECK, None, "“分工表”按钮被停用了，Calc 里看不到。", f"{_BY_HAND}点“启用”，再重新打开 Calc。")
    told = f"加载项 {found.version}，程序 {__version__}"
    if newer(found.version):
        return Check(_CHECK, False, f"{told}，按钮会被拒绝。", "请更新这个程序（离线的，用新的离线包里的“打开分工表”）。")  # fmt: skip
    if not found.shipped:
        return Check(_CHECK, False, f"{told}：和随程序发布的不一样，是旧的，或被人改过。", "请关闭 LibreOffice，运行 xlplan install。")  # fmt: skip
    return Check(_CHECK, True, told)


def _found(cache: Path) -> Found | None:
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
    return Found(version.decode(), off is None, same)


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


def _refused(said: str) -> CalcAddinError:
    if "as root" in said:
        return CalcAddinError(
            "现在是管理员（root），LibreOffice 不给管理员自己装扩展，分工表按钮没有装上或取下。",
            "请用平时办公的用户再运行一次。",
        )
    line = next((line.strip() for line in said.splitlines() if line.strip()), "没有说原因")
    return CalcAddinError(
        f"LibreOffice 没有装上或取下分工表按钮（{line}）。", f"{_BY_HAND}点“添加”，选这个文件：{shipped(CALC_ADDIN)}"
    )
