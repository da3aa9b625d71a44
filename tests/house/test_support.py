"""The tests' own tools: they must not pass a broken file, hide a missing program, or leave a process running."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from support import ROOT, calc, ooxml, programs
from support.processes import running_with


def write_workbook(path: Path, *, merges: tuple[str, ...] = ()) -> Path:
    """Write what XlsxWriter writes for Excel 2010 and later: the validator has to know it all."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("任务表")
        sheet.write_column("A1", [0.1, 0.5, 1])
        sheet.conditional_format("A1:A3", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("B1:B3", {"type": "icon_set", "icon_style": "3_traffic_lights"})
        sheet.data_validation("C1:C3", {"validate": "list", "source": ["未启动", "推进中"]})
        sheet.write_dynamic_array_formula("D1", "=UNIQUE(A1:A3)")
        sheet.add_sparkline("E1", {"range": "任务表!A1:A3"})
        sheet.protect("", {"autofilter": True, "format_rows": True})
        for merge in merges:
            sheet.merge_range(merge, "合并")
    return path


def rewrite(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


@pytest.mark.usefixtures("needs_validator")
class TestValidator:
    def test_passes_what_xlsxwriter_writes_for_newer_excels(self, tmp_path: Path) -> None:
        paths = [write_workbook(tmp_path / f"任务表 {number}.xlsx", merges=("G1:H2", "G3:H3")) for number in (1, 2)]
        ooxml.assert_valid(*paths)

    def test_names_the_part_and_the_error_of_each_broken_file(self, tmp_path: Path) -> None:
        sound = write_workbook(tmp_path / "好.xlsx")
        broken = write_workbook(tmp_path / "坏.xlsx")
        rewrite(broken, "xl/worksheets/sheet1.xml", b"<sheetData>", b'<sheetData wrong="1">')
        found = ooxml.validate(sound, broken)
        assert found[sound] == []
        assert [line.split()[0] for line in found[broken]] == ["/xl/worksheets/sheet1.xml"]
        assert "wrong" in found[broken][0]
        with pytest.raises(AssertionError, match=r"坏\.xlsx\n  /xl/worksheets/sheet1\.xml"):
            ooxml.assert_valid(sound, broken)

    def test_refuses_to_judge_by_an_unknown_office_version(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError, match="Office1997"):
            ooxml.validate(write_workbook(tmp_path / "表.xlsx"), office="Office1997")

    def test_rejects_what_is_no_package(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(b"not a zip")
        with pytest.raises(AssertionError, match="corrupted"):
            ooxml.assert_valid(path)

    def test_rejects_overlapping_merged_ranges(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "表.xlsx", merges=("G1:H2", "J1:K9"))
        rewrite(path, "xl/worksheets/sheet1.xml", b'ref="J1:K9"', b'ref="H2:K9"')
        with pytest.raises(AssertionError, match="merged ranges G1:H2 and H2:K9 overlap"):
            ooxml.assert_valid(path)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_rejects_a_part_written_twice(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "表.xlsx")
        with zipfile.ZipFile(path, "a") as package:
            package.writestr("xl/Workbook.xml", package.read("xl/workbook.xml"))
        with pytest.raises(AssertionError, match=r"xl/workbook\.xml: 2 parts"):
            ooxml.assert_valid(path)

    def test_rejects_a_name_that_does_not_go_with_the_content(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "表.xlsx").rename(tmp_path / "表.xlsm")
        with pytest.raises(AssertionError, match=r"no part has the type of a file called \*\.xlsm"):
            ooxml.assert_valid(path)

    def test_rejects_bytes_that_changed_on_the_way(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        with zipfile.ZipFile(write_workbook(tmp_path / "原.xlsx")) as source, zipfile.ZipFile(path, "w") as package:
            for name in source.namelist():
                package.writestr(name, source.read(name))
        path.write_bytes(path.read_bytes().replace(b"<sheetData>", b"<sheetDatb>"))
        with pytest.raises(AssertionError, match="does not match its checksum"):
            ooxml.assert_valid(path)


@pytest.mark.usefixtures("needs_calc")
class TestCalc:
    def test_saves_many_files_in_one_run_under_their_own_names(self, tmp_path: Path) -> None:
        paths = [write_workbook(tmp_path / f"教育科-{quarter}.xlsx") for quarter in ("一季度", "二季度")]
        out = tmp_path / "out"
        assert calc.convert_many(paths, "ods", out) == [out / "教育科-一季度.ods", out / "教育科-二季度.ods"]
        back = calc.convert(out / "教育科-一季度.ods", "xlsx", out)
        sheet = python_calamine.CalamineWorkbook.from_path(back).get_sheet_by_name("任务表")
        assert [row[0] for row in sheet.to_python()] == [0.1, 0.5, 1]
        assert sorted(path.name for path in out.iterdir()) == [
            "教育科-一季度.ods",
            "教育科-一季度.xlsx",
            "教育科-二季度.ods",
        ]

    @pytest.mark.usefixtures("needs_pictures")
    def test_shows_each_page_as_a_picture(self, tmp_path: Path) -> None:
        shown = calc.pictures(write_workbook(tmp_path / "表.xlsx"), tmp_path / "out")
        assert [path.name for path in shown] == ["表-1.png"]
        assert shown[0].read_bytes().startswith(b"\x89PNG")

    def test_says_which_file_did_not_open(self, tmp_path: Path) -> None:
        broken = tmp_path / "坏.xlsx"
        broken.write_bytes(b"PK\x03\x04 and no more")
        with pytest.raises(calc.CalcError, match=r"坏\.xlsx"):
            calc.convert_many([write_workbook(tmp_path / "好.xlsx"), broken], "pdf", tmp_path / "out")

    def test_never_overwrites_its_source(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "表.xlsx")
        with pytest.raises(ValueError, match="overwrite"):
            calc.convert(path, "xlsx")

    def test_leaves_no_process_behind_when_time_is_up(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "表.xlsx")
        calc.convert(path, "ods")
        profile = calc.profile()
        assert running_with(profile.name)
        with pytest.raises(calc.CalcError, match="not done after"):
            calc.convert(path, "pdf", timeout=0)
        assert not running_with(profile.name)
        assert not profile.exists()


class TestMissingPrograms:
    def test_skip_a_test_with_the_cure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.setenv("PATH", "")
        with pytest.raises(pytest.skip.Exception, match=r"缺少 soffice：.*apt-get install libreoffice-calc"):
            programs.require("soffice")

    def test_fail_a_test_on_a_build_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CI", "true")
        monkeypatch.setattr(ooxml, "find_validator", lambda: None)
        with pytest.raises(pytest.fail.Exception, match="缺少 Open XML 校验器"):
            programs.require(programs.VALIDATOR)


class TestSetUp:
    """scripts/setup.sh on machines that lack something; each has only the commands in `bin`."""

    @pytest.fixture
    def machine(self, tmp_path: Path) -> Path:
        shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "package.json", tmp_path)
        (tmp_path / "bin").mkdir()
        for command in ("bash", "cat", "cp", "dirname", "env", "id", "mkdir", "tail", "touch"):
            found = shutil.which(command)
            assert found
            (tmp_path / "bin" / command).symlink_to(found)
        return tmp_path

    def set_up(self, machine: Path, part: str, *, ci: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [machine / "scripts/setup.sh", part, ".tools/.ready"],
            env={"PATH": str(machine / "bin"), "CI": "true" if ci else "", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def command(self, machine: Path, name: str, script: str) -> None:
        path = machine / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!{machine}/bin/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def test_without_npm_names_the_cure_and_goes_on(self, machine: Path) -> None:
        done = self.set_up(machine, "node")
        assert (done.returncode, (machine / ".tools/.ready").exists()) == (0, False)
        assert "缺少 npm" in done.stderr
        assert "sudo apt-get install npm" in done.stderr

    def test_on_a_build_server_what_is_missing_fails(self, machine: Path) -> None:
        assert self.set_up(machine, "node", ci=True).returncode == 1

    def test_without_network_npm_says_so(self, machine: Path) -> None:
        self.command(machine, "npm", "echo ENOTFOUND; exit 1")
        done = self.set_up(machine, "node")
        assert done.returncode == 0
        assert "ENOTFOUND" in done.stderr
        assert "网络不通" in done.stderr

    def test_without_apt_names_the_packages(self, machine: Path) -> None:
        done = self.set_up(machine, "system")
        assert done.returncode == 0
        assert "libreoffice-calc" in done.stderr
        assert "本机没有 apt" in done.stderr

    def test_without_rights_says_which_command_to_run(self, machine: Path) -> None:
        self.command(machine, "apt-get", "exit 1")
        self.command(machine, "dpkg-query", '[ "${*: -1}" = xvfb ] || echo -n installed')
        self.command(machine, "id", "echo 1000")
        done = self.set_up(machine, "system")
        assert done.returncode == 0
        assert "sudo apt-get install --no-install-recommends xvfb\n" in done.stderr

    def test_installs_only_what_is_missing_after_one_update(self, machine: Path) -> None:
        self.command(machine, "apt-get", f'echo "$*" >>"{machine}/calls"')
        self.command(machine, "dpkg-query", 'case "${*: -1}" in xvfb|strace) exit 1;; *) echo -n installed;; esac')
        self.command(machine, "id", "echo 0")
        done = self.set_up(machine, "system")
        assert (done.returncode, (machine / ".tools/.ready").exists()) == (0, True)
        update, install = (machine / "calls").read_text(encoding="utf-8").splitlines()
        assert update.endswith("update")
        assert install.endswith("install --no-install-recommends strace xvfb")

    @pytest.mark.parametrize(
        ("part", "words"),
        [
            ("program", "--constraint constraints.txt ."),
            ("dev", "--constraint constraints.txt --editable .[dev]"),
            ("newest", "--upgrade --upgrade-strategy eager --editable .[dev]"),
        ],
    )
    def test_an_environment_gets_what_its_part_says(self, machine: Path, part: str, words: str) -> None:
        (machine / ".tools/bin").mkdir(parents=True)
        self.command(machine, "python", f'echo "$*" >>"{machine}/calls"')
        (machine / "bin/python").rename(machine / ".tools/bin/python")
        done = self.set_up(machine, part)
        assert (done.returncode, (machine / ".tools/.ready").exists()) == (0, True)
        (asked,) = [line for line in (machine / "calls").read_text("utf-8").splitlines() if " install " in line]
        assert asked.endswith(f"install --disable-pip-version-check {words}")

    @pytest.mark.skipif(not os.access("/proc/self/environ", os.R_OK), reason="needs /proc")
    def test_ci_run_keeps_the_exit_code_and_ends_what_was_left_running(self, tmp_path: Path) -> None:
        (tmp_path / ".ci").mkdir()
        shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
        # A length of its own: other runs of this test may be going on, or have left theirs.
        length = f"9{os.getpid():07}"
        lines = ["test:", "\t@echo CI=$$CI", f"\t@setsid sleep {length} >/dev/null 2>&1 &", "\t@exit 7", ""]
        (tmp_path / "Makefile").write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [tmp_path / ".ci/run"],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 2, "make's own code for a recipe that failed"
        assert "CI=true" in done.stdout
        assert not running_with(f"sleep {length}")
