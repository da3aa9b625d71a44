"""What is removed with the bundle, and what stays."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from xlplan.office.setup import portable
from xlplan.office.setup.install import Changes


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


@pytest.mark.parametrize(
    ("used_last", "still_there", "taken_back"),
    [("新版", True, False), ("新版", False, True), ("旧版", True, True), ("", True, True)],
)
def test_what_a_later_version_has_taken_over_stays_when_an_earlier_one_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, used_last: str, still_there: bool, taken_back: bool
) -> None:
    done: list[str] = []
    monkeypatch.setattr(portable, "uninstall", lambda: done.append("taken back") or Changes("uninstall"))
    monkeypatch.setattr(portable, "desktop_folder", lambda: tmp_path)
    (tmp_path / portable.SHORTCUT).touch()
    for name in ("旧版", *(["新版"] if still_there else [])):
        (tmp_path / name / "program").mkdir(parents=True)
        (tmp_path / name / portable.SHIPPED).touch()
    if used_last:
        portable._save({"root": str(tmp_path / used_last), "version": "9", "book": ""})
    asked: list[str] = []
    asking = portable.Dialogue(lambda text: not asked.append(text), lambda text: None, lambda text: None)
    assert portable.remove_bundle(tmp_path / "旧版", asking) == 0
    assert (done == ["taken back"], not (tmp_path / portable.SHORTCUT).exists()) == (taken_back, taken_back)
    assert (str(tmp_path / "新版") in asked[0]) is not taken_back


@pytest.mark.parametrize(("used_last", "ended"), [("", False), ("新版", False), ("旧版", True)])
def test_who_takes_over_ends_the_helper_of_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, used_last: str, ended: bool
) -> None:
    done: list[str] = []
    monkeypatch.setattr(portable, "end_running", lambda data: done.append("ended"))
    monkeypatch.setattr(portable, "open_with_helper", lambda book: done.append("opened") or Changes("open"))
    monkeypatch.setattr(portable, "desktop_folder", lambda: tmp_path)
    if used_last:
        portable._save({"root": str(tmp_path / used_last), "version": "9", "book": ""})
    asking = portable.Dialogue(lambda text: False, lambda text: None, lambda text: None)
    assert portable.open_bundle(tmp_path / "新版", [], asking) == 0
    assert done == [*(["ended"] if ended else []), "opened"]
    assert portable._load()["root"] == str(tmp_path / "新版")
