"""What is removed with the bundle, and what stays."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from xlplan.office.setup import portable


def test_what_the_office_changed_stays(tmp_path: Path) -> None:
    names = ["先读我.txt", "文档/说明.md", "模板/部门.xlsx", "卸载.exe", "打开分工表.exe"]
    for name in [*names, "program/python.exe", "工作簿/分工表.xlsm"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    with (tmp_path / portable.SHIPPED).open("w", encoding="utf-8-sig", newline="") as rows:
        csv.writer(rows).writerows((name, hashlib.sha256(name.encode()).hexdigest()) for name in names)
    (tmp_path / "模板/部门.xlsx").write_text("the office's own", "utf-8")
    portable._remove_shipped(tmp_path)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert left == sorted([portable.SHIPPED, "program/python.exe", "工作簿/分工表.xlsm", "模板/部门.xlsx"])
