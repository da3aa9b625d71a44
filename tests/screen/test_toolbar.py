"""The whole loop by the add-in's toolbar alone, on workbooks with macros and without, saved and opened again in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, calc, programs
from support.desk import Desk, at_desk

from xlplan.actions.demo import ROUND, send_in
from xlplan.ledger.store import Ledger
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.headings import PROGRESS_HEADINGS
from xlplan.terms.sheets import DASHBOARD, FINDINGS, PROGRESS, RETURNS, SENT


@pytest.fixture(params=["xlsx", "ods", "xlsm"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, keep: Path) -> Iterator[Desk]:
    """Open the shipped workbook, saved by Calc in another format, at a desk where Calc has the add-in."""
    programs.require("unopkg")
    book = tmp_path / "重点工作 2023" / f"分工表.{request.param}"
    book.parent.mkdir()
    shipped = ROOT / "workbook/分工表.xlsm"
    if request.param == "xlsm":
        shutil.copy(shipped, book)
    else:
        calc.save({book: shipped})
    with at_desk(book, tmp_path, keep) as found:
        yield found


def test_the_whole_loop_runs_by_the_toolbar_alone(desk: Desk) -> None:
    assert list(desk.calc.tools()) == [
        button.caption for group in ("main", "tools") for button in BUTTONS if button.group == group
    ]
    desk.click("校验", toolbar=True)
    assert {"4.1", "5.4"} <= {row[3] for row in desk.filled(FINDINGS)}
    desk.in_front(FINDINGS)

    desk.click("拆分下发", toolbar=True)
    assert len([row for row in desk.filled(SENT) if row[1]]) == 16
    assert "xlplan_request" not in desk.calc.document.NamedRanges.ElementNames
    desk.open_again()

    with Ledger(desk.workspace.ledger_path) as ledger:
        sent = ledger.sent(ROUND).values()
    for each in sent:
        if each.sheet.department != "组宣科":
            send_in(desk.workspace, each, desk.workspace.returned_folder(ROUND))
    desk.click("合并回收", toolbar=True)
    assert {row[0]: row[1] for row in desk.filled(RETURNS)}["组宣科"] == "未报送"
    desk.in_front(RETURNS)

    desk.click("生成汇总", toolbar=True)
    light = list(PROGRESS_HEADINGS).index("light")
    assert len(desk.filled(PROGRESS)) == 25
    assert {row[light] for row in desk.filled(PROGRESS)} <= {"红", "黄", "绿", "灰"}
    desk.in_front(DASHBOARD)
    desk.open_again()

    desk.click("撤销上一步", toolbar=True)
    with Ledger(desk.workspace.ledger_path) as ledger:
        assert (ledger.received(ROUND), len(ledger.sent(ROUND))) == ([], 16)
