"""The bundle for Windows: what is in it, and, under Wine, unzipped and double-clicked as a user does. Excel has no part in it."""

from __future__ import annotations

import csv
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support import programs, windows
from support.office import Office
from support.windows import PROFILE, windows_path

from scripts.bundle import windows as bundle_for_windows
from scripts.bundle.wheels import WheelsError
from scripts.windows import build, python
from xlplan import __version__
from xlplan.files.store.arrivals import MEMORIES
from xlplan.files.store.inboxes import CHOSEN

STARTUP = PROFILE / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/StartUp/xlplan-helper.lnk"
RECORD = PROFILE / "AppData/Local/xlplan/bundle.json"
NAVY = "#1F3A5F"
SHORTCUT = PROFILE / "Desktop/打开分工表.lnk"


def _copy_assembled(folder: Path) -> None:
    left_out = shutil.ignore_patterns("site-packages", "__pycache__", "bcryptprimitives.dll")
    shutil.copytree(build.PLACE / "python", folder, ignore=left_out)
    (folder / "Lib/site-packages").mkdir()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the test bundle, out of the Python that `make test-windows` put together: to do that again would show nothing new."""
    if not (build.PLACE / "stamp").is_file():
        programs.skip("没有装好 Windows 的 Python：make test-windows 会说为什么")
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(python, "assemble", _copy_assembled)
            return bundle_for_windows.build(tmp_path_factory.mktemp("bundle"))
    except (WheelsError, python.AssembleError) as error:
        if programs.NO_NETWORK.search(str(error)):
            programs.skip("没有网络，做不了离线包：请接通网络后重试")
        raise


def unpacked(packed: Path, place: Path) -> Path:
    with zipfile.ZipFile(packed) as package:
        package.extractall(place)
    (inside,) = place.iterdir()
    return inside


def looked_at(packed: Path, place: Path) -> Path:
    """Take the bundle's Python out, without its libraries: to unpack and pack them once more would show nothing new."""
    with zipfile.ZipFile(packed) as package:
        (top,) = {name.partition("/")[0] for name in package.namelist()}
        own = f"{top}/program/python/"
        names = [name for name in package.namelist() if name.startswith(own)]
        wanted = [name for name in names if not name.startswith(f"{own}Lib/") or name == f"{own}Lib/os.py"]
        package.extractall(place, wanted)
    return place / own


def test_it_holds_all_it_needs_and_says_what(packed: Path) -> None:
    assert "试验" in packed.name and packed.stat().st_size <= bundle_for_windows.LARGEST
    with zipfile.ZipFile(packed) as package:
        names = {name.partition("/")[2] for name in package.namelist()}
        read = {
            name.partition("/")[2]: package.read(name)
            for name in package.namelist()
            if name.endswith((".csv", ".bat", ".txt"))
        }
    assert {"打开分工表.exe", "卸载.exe", "先读我.txt", "加载项/分工表.xlam", "program/LICENSE"} <= names
    assert {name for name in names if name.startswith("工作簿/")} == {
        "工作簿/分工表.xlsm",
        "工作簿/操作台和结果表.xlsx",
    }
    assert {"program/python/pythonw.exe", "program/python/Lib/site-packages/xlplan/__main__.py"} <= names
    forbidden = ("bcryptprimitives", "site-packages/numpy", "site-packages/pandas", "site-packages/pip/", "__pycache__")
    assert [name for name in names if any(each in name for each in forbidden)] == []
    parts = list(csv.DictReader(read["program/零件清单.csv"].decode("utf-8-sig").splitlines()))
    assert {"Python（试验，由程序包拼成）", "xlplan", "lxml", "pywin32", "xlwings"} <= {each["名称"] for each in parts}
    assert [each["名称"] for each in parts if not each["版本"] or len(each["SHA-256"]) != 64] == []
    assert "试验用的包" in read["先读我.txt"].decode("utf-8-sig")
    removing = read["program/uninstall.bat"]
    assert removing.isascii() and removing.count(b"\n") == removing.count(b"\r\n")


def test_what_is_no_official_python_is_refused(tmp_path: Path, packed: Path) -> None:
    with pytest.raises(python.AssembleError, match="安装文件夹"):
        bundle_for_windows.check_official(tmp_path)
    own = looked_at(packed, tmp_path)
    with pytest.raises(python.AssembleError, match=r"python\.exe"):
        bundle_for_windows.check_official(own)
    (own / "pythonw.exe").unlink()
    with pytest.raises(python.AssembleError, match=r"pythonw\.exe"):
        bundle_for_windows.check_official(own)


def test_an_official_python_goes_in_from_a_folder_or_a_zip_file(
    tmp_path: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python, "check_signature", lambda path: None)
    monkeypatch.setattr(bundle_for_windows, "_install", lambda own, version: [])
    own = looked_at(packed, tmp_path)
    # As the official one has it.
    (own / "Lib/venv/scripts/nt").mkdir(parents=True)
    shutil.copy(own / "python.exe", own / "Lib/venv/scripts/nt")
    given = Path(shutil.make_archive(str(tmp_path / "python"), "zip", own.parent, own.name))
    made = bundle_for_windows.build(tmp_path / "成品", given)
    assert made.name == f"分工表-离线包-Windows-{__version__}.zip"
    with zipfile.ZipFile(made) as package:
        told = next(name for name in package.namelist() if name.endswith("先读我.txt"))
        assert "试验" not in package.read(told).decode("utf-8-sig")


def test_unzipped_and_double_clicked_it_asks_starts_the_helper_and_opens_the_workbook(
    packed: Path, tmp_path: Path, keep: Path
) -> None:
    root = unpacked(packed, tmp_path / "我的 文件&夹（解压）")
    # What Wine lacks, and Windows has.
    shutil.copy(build.PLACE / "python/bcryptprimitives.dll", root / "program/python")
    with windows.desktop(keep) as desktop:
        desktop.install(r"C:\windows\notepad.exe")
        desktop.run("start", windows_path(root / "打开分工表.exe"))
        before = ""
        for number in ("1-放到桌面", "2-开机启动", "3-看例子"):
            desktop.window("分工表助手", before)
            desktop.picture(f"离线包-Windows-{number}")
            before = desktop.say("分工表助手", windows.YES, before)
        desktop.window("演示")
        desktop.window(r"分工表\.xlsm")
        desktop.picture("离线包-Windows-4-打开")
        assert json.loads(RECORD.read_text("utf-8"))["version"] == __version__
        assert SHORTCUT.is_file() and STARTUP.is_file()
        assert (root / "演示/分工表-工作区/汇总").is_dir() or list((root / "演示").rglob("进展汇总.xlsx"))

        # A second time nothing is asked; the helper is there already.
        desktop.run("taskkill", "/f", "/im", "notepad.exe")
        desktop.wait_for(lambda: not desktop.windows(r"分工表\.xlsm"), "the workbook to close")
        desktop.run("start", windows_path(root / "打开分工表.exe"))
        desktop.window(r"分工表\.xlsm")
        desktop.run("taskkill", "/f", "/im", "notepad.exe")

        # A later version beside it takes over, with the workbook that was used.
        (root.parent / "新版").mkdir()
        later = Path(shutil.copytree(root, root.parent / "新版/分工表", ignore=shutil.ignore_patterns("演示")))
        desktop.run("start", windows_path(later / "打开分工表.exe"))
        helper = desktop.windows("分工表助手")
        desktop.say("分工表助手", windows.YES, helper[0] if helper else "")
        desktop.window(r"分工表\.xlsm")
        record = json.loads(RECORD.read_text("utf-8"))
        assert Path(record["book"].removeprefix("Z:").replace("\\", "/")) == root / "工作簿"
        assert "新版" in record["root"]
        desktop.run("taskkill", "/f", "/im", "notepad.exe")

        (later / "工作簿/本单位的数据.txt").write_text("x", "utf-8")
        # Folders that the office chose to be watched, and what was seen in them.
        (RECORD.parent / CHOSEN).write_text(json.dumps({"C:\\表.xlsx": ["C:\\微信"]}), "utf-8")
        (RECORD.parent / MEMORIES).mkdir(exist_ok=True)
        (RECORD.parent / MEMORIES / "x.json").write_text("{}", "utf-8")
        desktop.wait_for_helper()
        # To remove the earlier one takes nothing from the later.
        removes(desktop, root, "离线包-Windows-5-卸载旧版")
        assert SHORTCUT.is_file() and STARTUP.is_file() and RECORD.is_file()
        assert (root / "工作簿/分工表.xlsm").is_file()
        removes(desktop, later, "离线包-Windows-6-卸载")
        assert not SHORTCUT.exists()
    left = sorted(path.relative_to(later).as_posix() for path in later.rglob("*") if path.is_file())
    assert left == ["工作簿/分工表.xlsm", "工作簿/操作台和结果表.xlsx", "工作簿/本单位的数据.txt"]
    assert not STARTUP.exists() and not list(RECORD.parent.glob("*"))


def removes(desktop: windows.WindowsDesktop, root: Path, picture: str) -> None:
    """Double-click 卸载 in a bundle's folder, answer, and wait until the program is gone."""
    desktop.run("start", windows_path(root / "卸载.exe"))
    for where, what in ((windows.YES, "问"), (windows.OK, "完")):
        (box,) = desktop.wait_for(lambda: desktop.boxes("分工表助手"), "the question, and the last word")
        desktop.picture(f"{picture}-{what}")
        desktop.close(box, "分工表助手", where)
    desktop.wait_for(lambda: not (root / "program").exists(), "the program to go")
    desktop.wait_for(lambda: not (root / "卸载.exe").exists(), "the rest to go")


def test_the_first_round_by_clicks_from_the_zip_file(packed: Path, tmp_path: Path, keep: Path) -> None:
    """As without macros: the helper's window on the workbook that came along. What was clicked and how long it took is kept."""
    begun = time.monotonic()
    root = unpacked(packed, tmp_path / "第一轮 我的&文件")
    shutil.copy(build.PLACE / "python/bcryptprimitives.dll", root / "program/python")
    works = Office(root / "工作簿/分工表.xlsm", due="")
    steps = [("解压", time.monotonic() - begun)]
    with windows.desktop(keep) as desktop:
        desktop.install(r"C:\windows\notepad.exe")
        begun = time.monotonic()

        def done(what: str) -> None:
            nonlocal begun
            steps.append((what, time.monotonic() - begun))
            begun = time.monotonic()

        desktop.run("start", windows_path(root / "打开分工表.exe"))
        before = ""
        for _ in range(3):
            before = desktop.say("分工表助手", windows.NO, before)
        desktop.window(r"分工表\.xlsm")
        done("双击，三次回答，工作簿打开")
        desktop.run("taskkill", "/f", "/im", "notepad.exe")
        left, top, width = desktop.show_helper()
        done("点任务栏，窗口出来")
        desktop.click_at(left + width - 230, top + 28)
        before = desktop.window("选择分工表")
        time.sleep(1)
        desktop.paste(windows_path(works.book))
        desktop.wait_for(lambda: before not in desktop.windows("选择分工表"), "the dialogue to close")
        # The window takes clicks again a moment later.
        time.sleep(1)
        done("选择文件")

        def click(number: int, made: Callable[[], bool]) -> None:
            y, caption = top + 60, ("校验", "拆分下发", "合并回收", "生成汇总")[number]
            x, other = (left + 16 + (width - 32) * (2 * each + 1) // 8 for each in (number, (number + 1) % 4))
            # All are grey while one is at work; the one under the mouse has a colour of its own.
            desktop.wait_for(lambda: desktop.colour(other, y) == NAVY, "the button to be ready")
            desktop.click_at(x, y + 14)
            if caption != "校验":
                desktop.say(caption, windows.YES)
            desktop.wait_for(made, "what it makes")
            desktop.wait_for(lambda: desktop.colour(other, y) == NAVY, "the button to be done")
            done(caption)
            # Below the folders that it opens.
            desktop.picture(f"离线包-Windows-第一轮-{number + 1}", f"{width}x430+{left}+{top + 48}")

        results = works.root / "汇总"
        click(0, (results / "校验结果.xlsx").is_file)
        click(1, lambda: len(list(works.handed_out.glob("*.xlsx"))) == 16)
        for department in ("教育科", "组宣科", "示例第一小学"):
            works.answer(department)
        done("三个部门填好、存进“回收”（不算）")
        click(2, (results / works.round / "回收情况.xlsx").is_file)
        click(3, (results / works.round / "进展汇总.xlsx").is_file)
    told = "".join(f"{seconds:6.0f} 秒  {what}\n" for what, seconds in steps)
    (keep / "离线包-Windows-第一轮.txt").write_text(told, "utf-8")
    assert len(works.json("status")["tasks"]) == 25
