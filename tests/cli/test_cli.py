"""The command line as a contract: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from support import calc as calc_files
from support import office
from support.office import ROUND, Office, assert_shape, run, run_apart

from xlplan.cli import cli

SEVERITY = {"error", "warning", "note"}
LIGHT = {"red", "amber", "green", "grey"}
UNIT = {"day", "week", "month", "quarter", "term", "half-year", "year"}
TEXT_OR_NONE = (str, None)
SHAPES = {
    "validate": {
        "book": str,
        "tasks": int,
        "findings": [
            {"code": str, "severity": SEVERITY, "sheet": TEXT_OR_NONE, "cell": TEXT_OR_NONE, "task": TEXT_OR_NONE,
             "message": str, "hint": str}
        ],
    },
    "split": {
        "round": str,
        "files": [{"department": str, "path": str, "lead": int, "share": int, "support": int, "summary": int, "revision": int, "sha256": str}],
        "skipped": [{"department": str, "reason": str}],
    },
    "merge": {
        "round": str,
        "files": [
            {"path": str, "department": TEXT_OR_NONE,
             "verdict": {"accepted", "noted", "rejected", "duplicate", "superseded", "unreadable", "skipped"},
             "rows": int,
             "reasons": [{"code": str, "severity": SEVERITY, "cell": TEXT_OR_NONE, "message": str, "hint": str}]}
        ],
        "missing": [str],
        "conflicts": [
            {"task": str, "department": str, "field": str, "values": [{"value": (str, float, None), "source": str}]}
        ],
    },
    "status": {
        "round": str,
        "today": date,
        "tasks": [
            {"task": str, "light": LIGHT, "percent": (float, None),
             "departments": [{"department": str, "role": {"lead", "support", "summary"}, "state": TEXT_OR_NONE,
                              "percent": (float, None), "light": LIGHT | {None}, "reason": str}]}
        ],
        "departments": [{"department": str, "light": LIGHT, "returned": bool, "tasks": int}],
    },
    "schedule": {
        "text": str,
        "kind": {"period", "deadline", "recurring", "routine", "none"},
        "start": (date, None),
        "due": (date, None),
        "every": [UNIT],
        "recurrences": [{"unit": UNIT, "interval": int, "day": (int, str, None), "by": TEXT_OR_NONE, "text": str}],
        "milestones": [{"due": date, "text": str}],
        "deliverables": [str],
        "unparsed": [str],
    },
    "error": {"error": {"code": str, "message": str, "hint": str}},
}  # fmt: skip


def test_every_command_prints_just_the_json_that_the_design_fixes(tmp_path: Path) -> None:
    works = Office.shipped(tmp_path)
    assert_shape(run("validate", works.book, "--json").json, SHAPES["validate"])
    assert_shape(works.json("split"), SHAPES["split"])
    works.answer("教育科")
    works.answer("教育科", "又一份.xlsx", lambda filled: setattr(filled.cell("1.1", "percent"), "value", 0.9))
    (works.returned / "照片.jpg").write_bytes(b"x")
    (works.returned / "坏.xlsx").write_bytes(b"PK\3\4")
    merged = works.json("merge")
    assert_shape(merged, SHAPES["merge"])
    assert merged["conflicts"]
    assert {item["verdict"] for item in merged["files"]} == {"noted", "skipped", "unreadable"}
    assert all(item["reasons"] for item in merged["files"])
    assert_shape(works.json("status"), SHAPES["status"])
    for text in ("2023-2025分年实施。", "每两周一查，督学每月一查", "常规工作", "待定", "2023年1月前制定《办法》"):
        assert_shape(run("schedule", text, "--json", "--today", "2023-06-25").json, SHAPES["schedule"])
    undone = run("undo", works.book, "--json").json
    assert (undone["command"], undone["ok"]) == ("undo", True)
    shown = run("demo", tmp_path / "演示", "--json").json
    assert (shown["command"], shown["ok"]) == ("demo", True)


def test_paths_are_relative_to_the_workbook_and_absolute_outside(tmp_path: Path) -> None:
    (tmp_path / "本局").mkdir()
    works = Office.small(tmp_path / "本局")
    inside = works.json("split")["files"][0]["path"]
    outside = works.json("split", "--out", tmp_path / "U盘")["files"][0]["path"]
    assert inside == f"分工表-工作区/下发/{ROUND}/教育科-{ROUND}推进情况表.xlsx"
    assert outside == (tmp_path / "U盘" / f"教育科-{ROUND}推进情况表.xlsx").as_posix()
    assert run("validate", works.book, "--json").json["book"] == "小表.xlsx"


def test_exit_codes_of_a_round(tmp_path: Path) -> None:
    clean = [
        ("1.1", "甲", "修订办法。", "教育科", "", "2023年12月底前"),
        ("1.2", "甲", "培训。", "组宣科", "", "常规工作"),
    ]
    works = Office.small(tmp_path, rows=clean, offices=[("教育科", "科室", ""), ("组宣科", "科室", "")])
    assert run("validate", works.book).code == 0
    assert works.do("split").code == 0
    works.answer("教育科")
    assert works.do("merge").code == 1, "组宣科 is missing"
    works.answer("组宣科")
    assert works.do("merge").code == 0, "all are there, and what was known is only a duplicate"
    assert works.do("status").code == 0
    assert run("undo", works.book).code == 0
    assert run("schedule", "看不懂的时限").code == 0


def test_an_error_finding_and_a_skipped_department_need_a_person(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    assert run("validate", works.book).code == 1
    assert works.do("split").code == 1
    assert works.do("split", "--department", "教育科").code == 0, "nobody asked for the skipped ones"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--没有"], "没有“--没有”这个选项"),
        (["拆分"], "没有“拆分”这个命令"),
        (["split"], "缺少参数 BOOK"),
        (["split", "a.xlsx"], "缺少选项 --round"),
        (["split", "a.xlsx", "--round"], "选项 --round 后面要写上内容"),
        (["split", "a.xlsx", "--round", ROUND, "--due", "月底"], "选项 --due 的内容“月底”不是一个日期"),
        (["schedule", "常规", "--year", "今年"], "选项 --year 的内容不对"),
        (["schedule", "常规", "--json=1"], "选项 --json 后面不写内容"),
        (["schedule", "常规", "多余"], "命令后面多写了“多余”"),
        (["validate", "没有.xlsx"], "找不到文件"),
    ],
)
def test_misuse_is_said_in_chinese_on_standard_error(words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    english = re.sub(r"xlplan( [a-z]+)? --help|--[a-z]+|\w+\.xlsx|BOOK", "", done.err)
    assert not re.search(r"[A-Za-z]{3,}", english), done.err


@pytest.mark.parametrize(
    "words", [["split", "--json"], ["validate", "没有.xlsx", "--json"], ["schedule", "a", "--year", "x", "--json"]]
)
def test_with_json_an_error_is_one_object_on_standard_output(words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.err) == (2, "")
    assert_shape(done.json, SHAPES["error"])


def test_a_fault_of_the_program_is_not_taken_for_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("xlplan.actions.schedule.schedule", broken)
    done = run("schedule", "常规工作", "--json")
    assert done.code == 2
    assert "broken on purpose" in done.err
    assert_shape(done.json, SHAPES["error"])


@pytest.mark.parametrize("command", [[], *([name] for name in cli.commands)])
def test_help_is_chinese(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "用法：" in done.out
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "Error"):
        assert english not in done.out


def test_the_help_lists_each_command_below_the_heading_of_its_section() -> None:
    listed: dict[str, list[str]] = {}
    for heading, name in re.findall(r"^(\S+)：$|^  (\w+) ", run("--help").out.partition("选项：")[2], re.M):
        if heading:
            names = listed[heading] = []
        else:
            names.append(name)
    assert listed == {heading: list(names) for heading, names in cli.sections.items()}
    assert [name for names in listed.values() for name in names] == list(cli.commands)


def test_without_a_command_the_help_is_shown_as_misuse() -> None:
    done = run()
    assert (done.code, "用法：" in done.out) == (2, True)


def test_help_loads_no_heavy_library() -> None:
    heavy = "{'pandas', 'openpyxl', 'xlsxwriter', 'xlwings', 'sqlite3', 'python_calamine'}"
    code = f"""
import sys
from xlplan.cli import command_line
try:
    command_line(["--help"])
except SystemExit:
    print(sorted({heavy} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=180, check=True)
    assert done.stderr.strip() == "[]"


def test_progress_shows_on_a_terminal(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    screen, terminal = pty.openpty()
    command = [
        sys.executable,
        "-c",
        "from xlplan.cli import command_line; command_line()",
        "split",
        works.book,
        *works.words("split"),
        "--json",
    ]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    try:
        out, _ = process.communicate(timeout=180)
        seen = os.read(screen, 65536).decode()
    finally:
        os.close(screen)
    assert "生成部门表" in seen
    assert "100%" in seen
    assert_shape(json.loads(out), SHAPES["split"])


def test_no_progress_in_a_pipe(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    done = run_apart("split", works.book, "--round", ROUND, "--due", "2099-12-31", "--json")
    assert (done.code, done.err) == (1, "")
    assert_shape(done.json, SHAPES["split"])


def test_chinese_survives_a_pipe_of_another_code_page(tmp_path: Path) -> None:
    done = run_apart("schedule", "常规工作", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.code, "读作：" in done.out) == (0, True)


def test_a_reader_that_goes_away_early_is_no_fault(tmp_path: Path) -> None:
    works = office.Office.shipped(tmp_path)
    command = (
        f"'{sys.executable}' -c 'from xlplan.cli import command_line; command_line()' validate '{works.book}' | head -1"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=180, check=True)
    assert "Traceback" not in done.stderr


def test_a_time_limit_is_read_by_the_settings_of_a_workbook(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"spring_term": "2月20日—7月5日", "before_includes": "否", "year": 2025})
    shown = run("schedule", "每学期", "--today", "2023-05-01", "--book", works.book).out
    assert "下次到期：2023-07-05" in shown
    assert run("schedule", "6月前", "--today", "2023-05-01", "--book", works.book, "--json").json["due"] == "2025-05-31"
    assert run("schedule", "每学期", "--book", tmp_path / "没有.xlsx").code == 2


def test_a_limit_that_runs_from_a_notice_is_due_once_its_day_is_given() -> None:
    text = "收到通知后10个工作日内"
    assert run("schedule", text, "--json").json["due"] is None
    found = run("schedule", text, "--notice", "2023-06-01", "--json").json
    assert (found["kind"], found["due"], found["unparsed"]) == ("deadline", "2023-06-15", [])


def test_the_workbook_that_calc_saved_as_ods_does_all_that_the_other_does(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    one = Office.shipped(tmp_path / "甲")
    other = Office(calc_files.convert(one.book, "ods", tmp_path / "乙"), due=one.due)
    told = []
    for each in (one, other):
        findings = run("validate", "--json", each.book).json["findings"]
        sent = [(file["department"], file["lead"], file["support"]) for file in each.json("split")["files"]]
        each.answer("教育科")
        merged = [(file["department"], file["verdict"], file["rows"]) for file in each.json("merge")["files"]]
        told.append((findings, sent, merged, each.json("status", "--today", "2023-06-25")))
    assert told[0] == told[1]
    assert not other.book.with_suffix(".xlsm").exists()


@pytest.mark.parametrize("mark", [".~lock.小表.xlsx#", "~$小表.xlsx"])
@pytest.mark.parametrize("verb", ["validate", "split"])
def test_a_workbook_that_is_open_is_told_to_be_read_as_saved(tmp_path: Path, mark: str, verb: str) -> None:
    works = Office.small(tmp_path)
    (tmp_path / mark).touch()
    words = () if verb == "validate" else works.words(verb)
    done = run(verb, works.book, *words, "--json")
    assert f"旁边有“{mark}”" in done.err and "上次保存的内容" in done.err
    assert json.loads(done.out)
    (tmp_path / mark).unlink()
    assert "上次保存" not in run(verb, works.book, *words).err
