"""环境检查: whatever can keep the buttons from working, each with its cure. Nothing is changed."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from xlplan import __version__
from xlplan.actions.archive import archive_state
from xlplan.actions.book import open_book
from xlplan.files.office_book.vba_project import differing_modules
from xlplan.files.office_book.workbook_file import WorkbookFile, look_into
from xlplan.files.store.backup import backup_faults, read_mark
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.files.store.workspace import HALF_RESTORED, RESTORE_AGAIN, Workspace
from xlplan.files.store.writing import make_folder
from xlplan.office.hosts.requests import request_folders
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.setup import calc_trust, excel_here
from xlplan.office.setup.addins import addins
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.install import installed, kept_apart
from xlplan.office.setup.mark import web_mark
from xlplan.office.setup.presence import running_version
from xlplan.telling.doctor import Check
from xlplan.telling.rebuild import lost_originals
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.versions import fits, newer

# Parts of folder names by which programs that copy files to a network are known.
_SYNCED: Final = {
    "onedrive": "OneDrive", "nutstore": "坚果云", "坚果云": "坚果云", "baidusync": "百度网盘", "百度网盘": "百度网盘",
    "wps cloud files": "WPS 云盘", "wps云盘": "WPS 云盘", "wpsdrive": "WPS 云盘", "dropbox": "Dropbox",
    "mobile documents": "iCloud", "icloud": "iCloud", "微云": "腾讯微云", "weiyun": "腾讯微云", "xwechat_files": "微信",
    "wechat files": "微信",
}  # fmt: skip
_UPDATE: Final = "工作簿比程序新：请更新 xlplan（离线的，用新的离线包里的“打开分工表”），工作簿不用动"
_UPGRADE: Final = "请在表格软件里保存并关闭它，运行 xlplan upgrade 工作簿，以后用旁边新生成的那份，内容都会带过去"


def examine(book_path: Path | None = None, desktop: Desktop | None = None) -> list[Check]:
    """Look at this machine, and at a workbook where one is named. Does not raise for what it finds wrong."""
    desktop = desktop or Desktop.here()
    checks = [_python(), _xlwings(), *_programs(desktop), _helper(desktop), _autostart(desktop), _requests(desktop)]
    if desktop.system == "win32":
        checks.append(_excel_macros())
    checks += [addin.check() for addin in addins(desktop)]
    if book_path is None:
        return checks
    folder = book_path.resolve().parent
    checks += [_writable(folder), _synced(folder)]
    is_ods = book_path.suffix.lower() == ".ods"
    try:
        found: WorkbookFile | Check | None = None if is_ods else look_into(book_path)
    except XlplanError as error:
        found = Check("工作簿", False, error.message, error.hint)
    if desktop.has_calc and (not isinstance(found, WorkbookFile) or found.modules):
        checks.append(_calc_trust(desktop, folder))
    checks.append(_mark(book_path))
    checks += _archive(book_path)
    if found is None:
        return [*checks, Check("工作簿", None, "是 .ods 文件，宏、按钮和版本没有核对。")]
    return [*checks, *([found] if isinstance(found, Check) else _workbook(found))]


@record(frozen=True)
class Examination:
    """All checks."""

    checks: Sequence[Check]

    @property
    def needs_person(self) -> bool:
        """Whether a check failed."""
        return any(check.ok is False for check in self.checks)

    def json(self) -> dict[str, object]:
        """Return what `xlplan doctor --json` prints."""
        return {"command": "doctor", "ok": not self.needs_person, "checks": [asdict(check) for check in self.checks]}


def _python() -> Check:
    return Check("Python", True, f"{platform.python_version()}（{sys.executable}），xlplan {__version__}")


def _xlwings() -> Check:
    try:
        return Check("xlwings", True, importlib.metadata.version("xlwings"))
    except importlib.metadata.PackageNotFoundError:
        return Check("xlwings", False, "没有安装，按钮不能用。", "请重新安装 xlplan。")


def _programs(desktop: Desktop) -> Iterator[Check]:
    name = "表格软件"
    if desktop.system.startswith("linux"):
        if not desktop.has_calc:
            cure = "请让管理员安装 libreoffice-calc；用 WPS 的，请在助手窗口里选择文件来做。"
            yield Check(name, False, "没有找到 LibreOffice。", cure)
            return
        yield Check(name, True, "LibreOffice Calc")
        try:
            uno_bridge.load()
        except uno_bridge.BridgeMissingError as error:
            yield Check("LibreOffice 接口", False, error.message, error.hint)
        else:
            yield Check("LibreOffice 接口", True, "能用")
        return
    found = excel_here.programs() if desktop.system == "win32" else _mac_programs(desktop)
    if "Excel" in found:
        yield Check(name, True, "、".join(found))
    elif found:
        yield Check(name, None, f"只有 {'、'.join(found)}。", "工作簿里的按钮不能用；请在助手窗口里选择文件来做。")
    else:
        yield Check(name, False, "没有找到 Excel 或 WPS。", "请先安装 Excel 或 WPS。")


def _mac_programs(desktop: Desktop) -> list[str]:
    places = (Path("/Applications"), desktop.home / "Applications")
    names = {"Excel": "Microsoft Excel.app", "WPS": "wpsoffice.app"}
    return [name for name, app in names.items() if any((place / app).exists() for place in places)]


def _excel_macros() -> Check:
    name = "Excel 宏设置"
    level = excel_here.excel_macro_level()
    if level == excel_here.OFF:
        return Check(name, False, "单位的管理员关掉了 Office 的宏功能。", "请用助手窗口里的按钮。")
    if level == 4:
        return Check(name, False, "宏全部禁用，而且不提示。", "请在 Excel 的“信任中心 → 宏设置”选“禁用所有宏，并发出通知”；改不了的，请用助手窗口里的按钮。")  # fmt: skip
    if level == 3:
        return Check(name, False, "只允许有签名的宏，工作簿里的宏没有签名。", "请把工作簿所在文件夹加到“信任中心 → 受信任位置”；改不了的，请用助手窗口里的按钮。")  # fmt: skip
    return Check(name, True, "打开工作簿时点“启用内容”即可")


def _helper(desktop: Desktop) -> Check:
    name = "助手"
    version = running_version(desktop.data)
    if version is None:
        return Check(name, False, "没有在运行，工作簿里的按钮没有人应答。", "请运行 xlplan helper；想让它登录时自动启动，请运行 xlplan install。")  # fmt: skip
    if version != __version__:
        return Check(name, False, f"正在运行的是 {version or '别的'} 版，这里是 {__version__} 版。", "请再运行一次 xlplan helper，新的会接替旧的。")  # fmt: skip
    return Check(name, True, "正在运行")


def _autostart(desktop: Desktop) -> Check:
    if installed(desktop):
        return Check("自动启动", True, "登录时自动启动助手")
    return Check("自动启动", None, "登录时不会自动启动助手。", "想让它自动启动，请运行 xlplan install。")


def _requests(desktop: Desktop) -> Check:
    name = "请求文件夹"
    folders = request_folders(desktop.environ, desktop.system)
    folder = next(filter(Path.is_dir, folders), folders[0])
    if not folder.is_dir():
        return Check(name, None, f"还没有建立：{folder}", "启动助手时会自动建立。")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Check(name, False, f"不能读写：{folder}", "请删除这个文件夹，再启动助手。")
    if kept_apart(folder):
        cure = f"请让管理员允许在“{folders[0].parent}”里建文件夹，或改用离线包、从 python.org 安装的 Python。"
        return Check(name, False, f"这个 Python 是从应用商店装的，Excel 看不到它的这个文件夹：{folder}", cure)
    return Check(name, True, str(folder))


def _writable(folder: Path) -> Check:
    name = "工作簿的文件夹"
    try:
        make_folder(folder)
    except XlplanError as error:
        return Check(name, False, error.message, error.hint)
    return Check(name, True, f"可以写：{folder}")


def _synced(folder: Path) -> Check:
    name = "同步文件夹"
    parts = [part.casefold() for part in folder.parts]
    found = next((program for mark, program in _SYNCED.items() if any(mark in part for part in parts)), None)
    if found:
        return Check(name, None, f"工作簿在“{found}”的文件夹里，文件可能被它占用、改名或留下冲突副本。", "建议把工作簿和工作区移到本机的普通文件夹，例如 D:\\分工表。")  # fmt: skip
    if str(folder).startswith(("\\\\", "//")):
        return Check(name, None, "工作簿在网络共享上，断网时会出错。", "建议移到本机的普通文件夹。")
    return Check(name, True, "不在同步文件夹里")


def _calc_trust(desktop: Desktop, folder: Path) -> Check:
    name = "LibreOffice 宏设置"
    try:
        trusted = calc_trust.covers(calc_trust.trusted_urls(desktop.profile), folder)
        level = calc_trust.macro_level(desktop.profile)
    except XlplanError as error:
        return Check(name, False, error.message, error.hint)
    if trusted:
        return Check(name, True, "信任工作簿所在的文件夹")
    if level == 0:
        return Check(
            name, None, "运行所有的宏，不安全。", "请在“选项 → 安全 → 宏安全性”里调高，再运行 xlplan install 工作簿。"
        )
    if level == 1:
        return Check(
            name, None, "每次打开都会问是否启用宏。", "不想每次都问，请关闭 LibreOffice，运行 xlplan install 工作簿。"
        )
    return Check(
        name, False, "不信任工作簿所在的文件夹，按钮不起作用。", "请关闭 LibreOffice，运行 xlplan install 工作簿。"
    )


def _archive(path: Path) -> Iterator[Check]:
    """Yield what is wrong with the working folder's memory; nothing where nothing was handed out yet."""
    try:
        space = open_book(path).workspace
        state = archive_state(space)
    except XlplanError as error:
        # A workbook that cannot be read is told elsewhere.
        yield Check("归档", None, f"没有核对：{error.message}", error.hint)
        return
    if state is None:
        return
    if space.half_restored:
        yield Check("恢复", False, HALF_RESTORED, RESTORE_AGAIN)
    yield _backup(space)
    rebuild = "请运行 xlplan rebuild 加上分工表的文件名：坏的一边按好的一边补写。"
    if state.ledger:
        yield Check("台账", False, state.ledger, rebuild)
    if state.log:
        yield Check("归档的操作记录", False, state.log, rebuild)
    lost = list(lost_originals(state.originals))
    for said, cure in zip(lost[::2], lost[1::2], strict=True):
        yield Check("归档", False, said, cure.strip())
    if aside := space.log.aside:
        kept = f"有 {len(aside)} 个读不出来或用不上、已改名留底的操作记录：{'、'.join(aside)}"
        cure = "步骤都在的，留着也不碍事；少了步骤的不要删：找回缺的那一个以后还要用。"
        yield Check("归档的操作记录", None, kept, cure)
    if state.whole:
        yield Check("归档", True, "台账、操作记录、签名密钥和原件都齐全，没有改动。")


def _backup(space: Workspace) -> Check:
    name, setting = "备份", SETTING_ITEMS["backup"][0]
    if not space.backup:
        cure = f"请在“设置”的“{setting}”里写上另一块磁盘或共享文件夹。"
        return Check(name, None, "没有备份：工作区只有这一份。", cure)
    if note := space.backup_note:
        return Check(name, False, note, f"请看看“{space.backup}”能不能打开、能不能写，再做一步就会再试。")
    mark = read_mark(space.backup_place)
    if mark is None:
        return Check(
            name,
            False,
            f"“{space.backup}”里还没有备份，或现在打不开。",
            "请接上那块磁盘或共享文件夹；下一步做完就会备份。",
        )
    if space.spare is None:
        cure = f"请换一个文件夹，或把“{space.backup_place}”移走；下一步做完就会重新备份。"
        return Check(name, False, f"“{space.backup_place}”里不是这份计划的备份，或里面没有“归档”。", cure)
    try:
        wrong = backup_faults(space.root, space.backup_place)
    except OSError as error:
        return Check(
            name, False, f"“{space.backup_place}”里的文件读不出来（{error.strerror}）。", "请换一块磁盘或一个文件夹。"
        )
    if wrong:
        cure = "请运行 xlplan rebuild 加上分工表的文件名：会照“归档”重新备份这几个。"
        return Check(name, False, f"备份里有 {len(wrong)} 个文件少了或坏了（{wrong[0]}）。", cure)
    return Check(name, True, f"最近一次备份：{mark.at.replace('T', ' ')}，在“{space.backup_place}”。")


def _mark(book: Path) -> Check:
    name = "来自网络的标记"
    if web_mark(book):
        return Check(name, False, "文件带着“来自网络”的标记，Excel 会禁用它的宏。", "请在文件的“属性”里勾选“解除锁定”；苹果电脑请运行 xattr -d com.apple.quarantine 文件。")  # fmt: skip
    return Check(name, True, "没有")


def _workbook(found: WorkbookFile) -> Iterator[Check]:
    wanted = look_into(shipped(WORKBOOK))
    if not found.modules:
        yield Check("宏", True, "工作簿里没有宏，用的是加载项的按钮或助手的窗口")
        return
    changed = differing_modules(found.modules, wanted.modules)
    if changed:
        yield Check(
            "宏", False, f"和随程序发布的不一样：{'、'.join(changed)}。可能是别的版本，也可能被人改过。", f"{_cure(found.version)}。",
        )  # fmt: skip
    else:
        yield Check("宏", True, "和随程序发布的一样")
    own = differing_modules({}, {name: source for name, source in found.modules.items() if name not in wanted.modules})
    if own:
        yield Check(
            "其他的宏", None, f"工作簿里还有别的宏：{'、'.join(own)}。", "若不是本单位自己加的，请不要启用，并查明来源。",
        )  # fmt: skip
    if lost := found.lacking:
        yield Check("按钮", False, f"操作台上的按钮缺了：{'、'.join(lost)}。LibreOffice 存成 .xlsm 时会丢掉按钮。", f"{_UPGRADE}；用 LibreOffice 的，请把新生成的那份另存为 .ods 再用。")  # fmt: skip
    else:
        yield Check("按钮", True, "齐全")
    told = f"工作簿 {found.version or '没有写版本'}，程序 {__version__}"
    if fits(found.version):
        yield Check("版本", True, told)
    else:
        yield Check("版本", False, f"{told}，按钮会被拒绝。", f"{_cure(found.version)}。")


def _cure(version: str) -> str:
    """Say what to do about a workbook that does not go with this program: the older of the two is brought up to date."""
    return _UPDATE if newer(version) else _UPGRADE
