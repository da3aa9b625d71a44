"""The text file of 环境检查."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from support import ROOT

from xlplan.office.setup.helper_log import LOG_NAME
from xlplan.office.setup.report_file import STEPS, keep


def test_all_is_in_one_file(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("\n".join(f"line {number}" for number in range(1000)), "utf-8")
    text = keep("环境检查：没有发现问题。", tmp_path, datetime(2023, 6, 12, 9)).read_text("utf-8-sig")
    assert text.startswith("2023-06-12 09:00\n环境检查：没有发现问题。")
    assert "line 999" in text and "line 700\n" not in text and text.count("步：") == STEPS


def test_the_page_has_as_many_steps() -> None:
    page = (ROOT / "docs/Excel里第一次用.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [str(number) for number in range(1, STEPS + 1)]
