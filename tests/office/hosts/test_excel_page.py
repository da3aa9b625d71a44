"""The first page by Excel: what it is asked for, and that it ends."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from xlplan.office.hosts import excel_page


class Excel:
    """Remembers what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.Workbooks = self

    def Open(self, *words: Any) -> Excel:
        self.asked.append(("open", *words, self.AutomationSecurity, self.IgnoreRemoteRequests))
        return self

    def Worksheets(self, number: int) -> Excel:
        return self

    def ExportAsFixedFormat(self, *words: Any) -> None:
        self.asked.append(words)

    def Close(self, *words: Any) -> None:
        self.asked.append(("close", *words))


def test_one_page_without_macros_and_links() -> None:
    excel = Excel()
    excel_page.export_page(excel, "a.xlsx", "a.pdf")
    assert excel.asked == [
        ("open", "a.xlsx", 0, True, 3, True),
        (0, "a.pdf", 0, True, False, 1, 1, False),
        ("close", False),
    ]


def test_an_excel_that_never_ends_is_ended_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = tmp_path / "xlplan" / "office" / "hosts" / "excel_page.py"
    stuck.parent.mkdir(parents=True)
    for folder in (stuck.parent, stuck.parent.parent, stuck.parent.parent.parent):
        (folder / "__init__.py").touch()
    stuck.write_text("import time\nprint(4711, flush=True)\ntime.sleep(99)\n", "ascii")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ended: list[int] = []
    monkeypatch.setattr(excel_page, "_end", ended.append)
    begun = time.monotonic()
    excel_page.make_page(tmp_path / "a.xlsx", tmp_path / "a.pdf", 3)
    assert ended == [4711] and time.monotonic() - begun < 30


@pytest.mark.skipif(sys.platform == "win32", reason="there Excel may be installed")
def test_where_there_is_no_excel_there_is_no_page(tmp_path: Path) -> None:
    excel_page.make_page(tmp_path / "a.xlsx", tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
