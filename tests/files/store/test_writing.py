"""New files appear whole or not at all, under names that every system allows."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT
from support.rights import as_anybody

from xlplan.files.store import writing
from xlplan.files.store.shipped import DEPARTMENT_TEMPLATE, WORKBOOK, shipped, template
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import clear_folder, clear_temporaries, make_folder, safe_name, safe_names, write_whole
from xlplan.terms.errors import FileLockedError, NotWritableError, XlplanError


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


class TestWritingWhole:
    def test_makes_the_folders_above_and_leaves_nothing_else(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "下发/第二季度/表.xlsx", b"whole")
        assert (tmp_path / "下发/第二季度/表.xlsx").read_bytes() == b"whole"
        assert left_in(tmp_path) == ["下发", "第二季度", "表.xlsx"]

    def test_replaces_what_was_there_and_others_may_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(b"old")
        write_whole(path, b"new")
        assert path.read_bytes() == b"new"
        assert path.stat().st_mode & 0o777 == (0o666 if sys.platform == "win32" else 0o644)

    @pytest.mark.parametrize(
        ("where", "why"),
        [
            ("文件.txt/表.xlsx", "同名的文件"),
            ("文件夹", "同名的文件夹"),
            pytest.param("长" * 100 + ".xlsx", "名称太长", marks=pytest.mark.linux("names of at most 255 bytes")),
        ],
    )
    def test_that_cannot_be_is_an_error_that_says_why(self, tmp_path: Path, where: str, why: str) -> None:
        (tmp_path / "文件.txt").write_text("x")
        (tmp_path / "文件夹").mkdir()
        with pytest.raises(NotWritableError, match=why) as caught:
            write_whole(tmp_path / where, b"x")
        assert caught.value.code == "not-writable"
        assert Path(where).name in caught.value.message and caught.value.hint
        assert left_in(tmp_path) == ["文件.txt", "文件夹"]

    def test_that_fails_in_the_middle_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        path = tmp_path / "表.xlsx"
        path.write_bytes(b"old")
        monkeypatch.setattr(writing.os, "fsync", full)
        with pytest.raises(NotWritableError, match="磁盘已满"):
            write_whole(path, b"new")
        assert path.read_bytes() == b"old"
        assert left_in(tmp_path) == ["表.xlsx"]


def small_disk(tmp_path: Path, code: str, limit: int) -> str:
    """Return the output of a process that may write no file above `limit` bytes."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n{code}",
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.linux("a limit for a process's files")
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"old")
    said = small_disk(
        tmp_path,
        "from pathlib import Path\n"
        "from xlplan.terms.errors import NotWritableError\n"
        "from xlplan.files.store.writing import write_whole\n"
        "try:\n    write_whole(Path('表.xlsx').absolute(), bytes(5000))\n"
        "except NotWritableError as error:\n    print(error.code)\n",
        1000,
    )
    assert said == "not-writable\n"
    assert (tmp_path / "表.xlsx").read_bytes() == b"old"
    assert left_in(tmp_path) == ["表.xlsx"]


@pytest.mark.linux("a limit for a process's files")
def test_the_working_folder_on_a_full_disk_is_an_error_of_ours(tmp_path: Path) -> None:
    said = small_disk(
        tmp_path,
        "from pathlib import Path\n"
        "from xlplan.terms.errors import XlplanError\n"
        "from xlplan.files.store.workspace import Workspace\n"
        "try:\n    with Workspace(Path('分工表.xlsm'), '工作区').hold('测试'): print('held')\n"
        "except XlplanError as error:\n    print(error.code)\n",
        0,
    )
    assert said == "not-writable\n"


@pytest.mark.linux("rights for owner, group and others; Windows': tests/windows/test_folders.py")
def test_a_folder_that_may_not_be_written() -> None:
    with as_anybody() as folder:
        folder.chmod(0o500)
        for write in (lambda: write_whole(folder / "表.xlsx", b"x"), lambda: make_folder(folder / "下发")):
            with pytest.raises(NotWritableError, match="没有权限"):
                write()
        assert left_in(folder) == []


def test_a_folder_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "下发").write_text("x")
    with pytest.raises(NotWritableError, match="下发"):
        make_folder(tmp_path / "下发")
    with pytest.raises(NotWritableError, match="下发"):
        clear_folder(tmp_path / "下发")


@pytest.mark.linux("links, which Wine does not make")
def test_clearing_follows_no_links(tmp_path: Path) -> None:
    (tmp_path / "外面").mkdir()
    (tmp_path / "外面/.xlplan-1.tmp").write_text("x")
    ours = tmp_path / "里面"
    (ours / "下级").mkdir(parents=True)
    (ours / "下级/.xlplan-2.tmp").write_text("x")
    (ours / "表.xlsx").write_text("x")
    (ours / "链接").symlink_to(tmp_path / "外面")
    clear_temporaries(ours)
    assert left_in(ours) == ["下级", "表.xlsx", "链接"]
    clear_folder(ours)
    assert left_in(tmp_path) == [".xlplan-1.tmp", "外面", "里面"]


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("教育科", "教育科"),
            (" 教育科 .", "教育科"),
            ("教育科/组宣科", "教育科_组宣科"),
            ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
            ("..", "未命名"),
            ("../../etc", "_.._etc"),
            ("", "未命名"),
            ("\u202e\u200b", "未命名"),
            ("表\u202exslx.exe", "表xslx.exe"),
            ("第一\n小学", "第一 小学"),
            ("\x00教育科\x07", "教育科"),
            ("😀学校", "😀学校"),
            ("\ud800教育科", "教育科"),
        ],
    )
    def test_are_as_near_to_the_text_as_every_system_allows(self, text: str, name: str) -> None:
        assert safe_name(text) == name

    @pytest.mark.parametrize("text", ["CON", "con", "NUL", "COM1", "lpt9", "PRN ", " AUX.", "aux .表", "nul.表"])
    def test_are_not_those_of_devices(self, text: str) -> None:
        assert safe_name(text).casefold() != text.strip(" .").casefold()
        assert safe_name(safe_name(text)) == safe_name(text)

    @given(text=st.text(max_size=400))
    def test_of_any_text_can_be_written(self, text: str) -> None:
        name = safe_name(text)
        assert name and name == name.strip(" .") and not set(name) & set('/\\:*?"<>|')
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
        assert safe_name(name) == name

    def test_leave_room_for_both_names_in_a_file_name(self, tmp_path: Path) -> None:
        names = safe_names(["校" * 300, "校" * 299, "😀" * 300, "é" * 300, "x" * 300])
        round_ = safe_name("期" * 300)
        for name in names.values():
            write_whole(tmp_path / f"{name}-{round_}推进情况表.xlsx", b"x")
        assert len(left_in(tmp_path)) == len(names) == 5

    def test_that_any_file_system_takes_for_one_are_told_apart(self) -> None:
        texts = [
            "a/b",
            "a\\b",
            "a_b",
            "A_B",
            "a b",
            "ab",
            "ab ",
            "é",
            "e\u0301",
            "ａｂ",
            "..",
            ".",
            "第一小学",
            "第一小学\u200b",
        ]
        names = safe_names([*texts, "a/b"])
        assert list(names) == texts
        folded = [unicodedata.normalize("NFKC", name).casefold() for name in names.values()]
        assert len(set(folded)) == len(texts)
        assert names["第一小学"] == "第一小学" and names["第一小学\u200b"] == "第一小学（2）"


class TestWorkspace:
    def test_shows_paths_as_commands_print_them(self, tmp_path: Path) -> None:
        workspace = Workspace(tmp_path / "分工表.xlsm", "工作区")
        path = workspace.sent_folder("2023年第二季度") / "表.xlsx"
        assert workspace.shown(path) == "工作区/下发/2023年第二季度/表.xlsx"
        assert workspace.located(workspace.shown(path)) == path
        elsewhere = tmp_path.parent / "别处/表.xlsx"
        assert workspace.shown(elsewhere) == elsewhere.as_posix()
        assert workspace.shown(tmp_path / "工作区/../表.xlsx") == "表.xlsx"
        assert not workspace.root.exists() and not workspace.begun and workspace.open_ledger() is None

    def test_a_round_cannot_lead_out_of_it(self, tmp_path: Path) -> None:
        workspace = Workspace(tmp_path / "分工表.xlsm", "工作区")
        assert workspace.returned_folder("../../外面").parent == workspace.root / "回收"

    def test_is_held_by_one_at_a_time_who_is_named(self, tmp_path: Path) -> None:
        workspace = Workspace(tmp_path / "分工表.xlsm", "工作区")
        with workspace.hold("09:30 开始的“合并”") as ledger:
            assert ledger.plan
            with pytest.raises(FileLockedError, match=r"09:30 开始的“合并”") as caught, workspace.hold("另一个"):
                pass
            assert caught.value.code == "locked"
        with workspace.hold("下一个"):
            pass

    def test_removes_what_a_killed_run_left(self, tmp_path: Path) -> None:
        workspace = Workspace(tmp_path / "分工表.xlsm", "工作区")
        folder = workspace.sent_folder("2023Q2")
        folder.mkdir(parents=True)
        (folder / ".xlplan-abc.tmp").write_bytes(b"half")
        with workspace.hold("测试"):
            assert left_in(folder) == []

    def test_where_it_cannot_be_made_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "工作区").write_text("x")
        with pytest.raises(XlplanError) as caught, Workspace(tmp_path / "分工表.xlsm", "工作区").hold("测试"):
            pass
        assert caught.value.code == "not-writable"

    def test_keeps_bytes_by_their_hash(self, tmp_path: Path) -> None:
        workspace = Workspace(tmp_path / "分工表.xlsm", "工作区")
        digest = workspace.keep(b"whole", ".XLSX")
        assert workspace.keep(b"whole", ".xlsx") == digest
        assert workspace.kept(digest, ".xlsx") == b"whole"
        assert workspace.kept("0" * 64, ".xlsx") is None


def test_shipped_files_are_found_and_the_office_s_own_template_goes_first(tmp_path: Path) -> None:
    assert shipped(WORKBOOK).is_file()
    assert template(DEPARTMENT_TEMPLATE, tmp_path) == shipped(f"templates/{DEPARTMENT_TEMPLATE}")
    (tmp_path / DEPARTMENT_TEMPLATE).write_bytes(b"x")
    assert template(DEPARTMENT_TEMPLATE, tmp_path) == tmp_path / DEPARTMENT_TEMPLATE
    with pytest.raises(XlplanError) as caught:
        shipped("templates/没有.xlsx")
    assert caught.value.code == "file-missing"
