"""新建 from another office's table: the reading is shown and confirmed once; what was decided holds for the next table."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import openpyxl
import pytest
from support.office import run

pytestmark = pytest.mark.linux("a terminal is a pty")

HEAD = ("序号", "抓手", "经办方", "完成时限")
ROWS = ((1, "修订办法。", "教育科", "2024年6月底前"), (2, "开展培训。", "组宣科、张三丰", "2024年12月底前"))
BY_HAND = ("--column", "主要内容=抓手", "--column", "执行部门=经办方")


def source(folder: Path, rows: tuple[tuple[object, ...], ...] = (HEAD, *ROWS)) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "原表.xlsx"
    book.save(path)
    return path


def typed(answer: bytes, *words: object) -> tuple[int, str]:
    """Run xlplan on a terminal of its own, with one line typed in."""
    code = "from xlplan.cli import command_line; command_line()"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", code, *map(str, words)])
    shown = b""
    sent = False
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        if not sent and "照这样新建吗".encode() in shown:
            os.write(terminal, answer + b"\n")
            sent = True
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_on_a_terminal_the_reading_is_shown_and_confirmed(tmp_path: Path) -> None:
    book = tmp_path / "新.xlsm"
    words = ("new", book, "--from", source(tmp_path), *BY_HAND)
    code, shown = typed(b"n", *words)
    assert code == 1 and not book.exists()
    assert "“抓手”" in shown and "看不准是不是部门" in shown and "张三丰" in shown and "没有新建" in shown
    code, shown = typed(b"", *words)
    assert book.exists() and "已新建" in shown
    book.unlink()
    code, shown = typed(b"", *words, "--yes")
    assert book.exists() and "照这样新建吗" not in shown


def test_what_was_decided_holds_for_the_next_table(tmp_path: Path) -> None:
    path = source(tmp_path)
    assert run("new", tmp_path / "甲.xlsm", "--from", path, "--json").json["error"]["code"] == "no-table"
    run("new", tmp_path / "甲.xlsm", "--from", path, *BY_HAND, "--department", "张三丰", "--dry-run")
    assert run("new", tmp_path / "甲.xlsm", "--from", path, "--json").json["error"]["code"] == "no-table"
    run("new", tmp_path / "甲.xlsm", "--from", path, *BY_HAND, "--department", "张三丰")
    second = run("new", tmp_path / "乙.xlsm", "--from", path, "--json").json
    assert [each["name"] for each in second["names"]] == ["教育科", "组宣科", "张三丰"] and second["doubtful"] == []
    said = [each["message"] for each in second["findings"] if each["code"] == "import-remembered"]
    assert len(said) == 2 and "“抓手”一列照上次定的当作“主要内容”" in said[0]
    # A table that has the fixed heading is read by it.
    own = source(
        tmp_path, (("序号", "抓手", "主要内容", "经办方", "完成时限"), (1, "甲", "修订。", "教育科", "2024年6月底前"))
    )
    third = run("new", tmp_path / "丙.xlsm", "--from", own, "--json").json
    assert {each["heading"]: each["taken"] for each in third["columns"]}["主要内容"] == "主要内容"


def test_a_name_that_is_hardly_different_from_another_is_asked_about(tmp_path: Path) -> None:
    rows = [(n, f"做第{n}件事。", name, "2024年6月底前") for n, name in enumerate(["教育科"] * 3 + ["教育课"], 1)]
    path = source(tmp_path, (("序号", "工作任务", "责任科室", "完成时限"), *rows))
    made = run("new", tmp_path / "新.xlsm", "--from", path, "--json").json
    assert [each["name"] for each in made["names"]] == ["教育科"] and made["doubtful"] == ["教育课"]
    assert "“教育课”和“教育科”太像" in "".join(each["message"] for each in made["findings"])
    sent = run("split", tmp_path / "新.xlsm", "--round", "2024Q1", "--due", "2099-03-20", "--json").json
    assert [each["department"] for each in sent["files"]] == ["教育科"]
    assert [each["department"] for each in sent["skipped"]] == ["教育课"]
    sure = run("new", tmp_path / "二.xlsm", "--from", path, "--json", "--department", "教育课").json
    assert [each["name"] for each in sure["names"]] == ["教育科", "教育课"]
