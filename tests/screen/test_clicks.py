"""The whole loop by clicks alone: the shipped workbook in a real Calc on a screen, the helper resident, the mouse real."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, office, programs, word
from support.desk import Desk, at_desk
from support.screen import click_yes, wait_for

from xlplan.actions.demo import ROUND, send_in
from xlplan.ledger.store import Ledger
from xlplan.office.helper.presses import AGAIN_SECONDS
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.headings import PROGRESS_HEADINGS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    FINDINGS,
    PENDING,
    PLAN,
    PROGRESS,
    RETURNS,
    SENT,
    SETTINGS,
)

PROGRAM = "xlplan"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Put the shipped workbook into a folder of its own."""
    folder = tmp_path / "重点工作 2023"
    folder.mkdir()
    return Path(shutil.copy(ROOT / "workbook/分工表.xlsm", folder))


@pytest.fixture
def desk(book: Path, tmp_path: Path, keep: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Open a desk with that workbook on it; with a parameter, also the helper's own window."""
    with at_desk(book, tmp_path, keep, with_window=bool(getattr(request, "param", False))) as found:
        yield found


def _fill_in(desk: Desk, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Let all departments except some answer; return their names."""
    workspace = desk.workspace
    with Ledger(workspace.ledger_path) as ledger:
        sent = [each for each in ledger.sent(ROUND).values() if each.sheet.department not in but]
    for each in sent:
        send_in(workspace, each, workspace.returned_folder(ROUND))
    return [each.sheet.department for each in sent]


def test_the_whole_loop_runs_by_clicks_alone(desk: Desk) -> None:
    said = desk.click("校验")
    found = [row[3] for row in desk.filled(FINDINGS)]
    assert str(len(found)) in said
    assert {"2.2", "2.4", "4.1", "4.3", "4.4", "4.5", "5.1", "5.2", "5.4"} <= set(found)
    desk.in_front(FINDINGS)

    desk.click("拆分下发")
    desk.in_front(SENT)
    assert len(list(desk.workspace.sent_folder(ROUND).glob("*.xlsx"))) == 16
    assert len([row for row in desk.filled(SENT) if row[2]]) == 16

    answered = _fill_in(desk, but=frozenset({"组宣科"}))
    desk.click("合并回收")
    returned = {row[0]: row[1] for row in desk.filled(RETURNS)}
    assert returned["组宣科"] == "未报送"
    assert {returned[name] for name in answered} <= {"已报送", "退回待改"}
    assert desk.filled(PENDING)
    desk.in_front(RETURNS)

    desk.click("生成汇总")
    progress = desk.filled(PROGRESS)
    assert len(progress) == 25
    light = list(PROGRESS_HEADINGS).index("light")
    assert {row[light] for row in progress} <= {"红", "黄", "绿", "灰"}
    assert (desk.workspace.report_folder(ROUND) / "进展汇总.xlsx").is_file()
    desk.in_front(DASHBOARD)
    for sheet in (PROGRESS, CONSOLE):
        desk.calc.show(sheet)
        desk.in_front(sheet)

    said = desk.click("督办单")
    with Ledger(desk.workspace.ledger_path) as ledger:
        departments = {each.department for each in ledger.supervised()}
    assert departments and f"{len(departments)}" in said
    papers = {path.name for path in (desk.workspace.report_folder(ROUND) / "督办单").glob("*.docx")}
    assert len(papers - {"签收单.docx"}) == len(departments)
    assert "督办单" in desk.click("撤销上一步")
    with Ledger(desk.workspace.ledger_path) as ledger:
        assert not list(ledger.supervised())

    desk.click("撤销上一步")
    assert {row[1] for row in desk.filled(RETURNS)} & {"已报送"} == set()
    with Ledger(desk.workspace.ledger_path) as ledger:
        assert ledger.received(ROUND) == []
        assert len(ledger.sent(ROUND)) == 16


def test_opening_a_new_round_is_taken_back_by_a_click(desk: Desk) -> None:
    def settings() -> dict[object, object]:
        return {row[0]: row[1] for row in desk.calc.rows(SETTINGS) if row[0]}

    before = settings()
    assert before["当前期次"] == ROUND
    desk.click("拆分下发")
    # The small window asks, and only there one answers: a second click asks once more.
    for _ in range(2):
        assert "请在小窗口里回答" in desk.click("开新一期")
        assert settings() == before
    with desk.ends("round") as said:
        click_yes(desk.screen)
    assert "已换到2023年第三季度" in said()
    assert settings() == before | {"当前期次": "2023年第三季度", "报送截止日": ""}
    assert "开新一期" in desk.click("撤销上一步")
    assert settings() == before
    assert len(list(desk.workspace.sent_folder(ROUND).glob("*.xlsx"))) == 16


def test_the_buttons_of_a_new_workbook_work(tmp_path: Path, keep: Path) -> None:
    source, book = tmp_path / "责任分工表.docx", tmp_path / "新的 一份" / "新分工表.xlsm"
    source.write_bytes(word.seed_document())
    assert office.run("new", book, "--from", source).code == 1
    with at_desk(book, tmp_path, keep) as desk:
        desk.click("校验")
        desk.in_front(FINDINGS)
        rules = {(row[1], row[3]) for row in desk.filled(FINDINGS)}
        assert rules >= {("提醒", "4.1"), ("提醒", "4.3"), ("错误", "5.4"), ("说明", "5.1")}
        desk.calc.show(PLAN)
        desk.in_front(PLAN)


def _window_buttons(desk: Desk) -> dict[str, tuple[int, int]]:
    """Return the middle of each button in the helper's window: two rows of X windows."""
    window = wait_for(lambda: desk.screen.windows(PROGRAM), "the helper's window")[0]
    rows: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for width, height, x, y in desk.screen.widgets(window):
        if 60 < width < 400 and height > 25:
            rows.setdefault((y, height), []).append((x, y, width))
    buttons = [button.caption for group in ("main", "tools") for button in BUTTONS if button.group == group]
    sizes = [sum(button.group == group for button in BUTTONS) for group in ("main", "tools")]
    found = [row for key, row in sorted(rows.items()) if len(row) in sizes]
    places = [(x + width // 2, y + 15) for row in found[:2] for x, y, width in sorted(row)]
    return dict(zip(buttons, places, strict=True))


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["window"])
def test_the_whole_loop_runs_from_the_helpers_window(desk: Desk) -> None:
    log = desk.screen.home / ".local/share/xlplan/helper.log"

    def click(caption: str, *, asked: bool = True) -> None:
        before, ended = desk.results().get(caption), log.read_text("utf-8")
        places = _window_buttons(desk)
        desk.screen.raise_windows(PROGRAM)
        desk.screen.click(*places[caption])
        if asked:
            click_yes(desk.screen)
        wait_for(lambda: desk.results().get(caption) != before, f"the result of {caption}")
        # The result is on the sheet a moment before the press has ended, and until then the buttons are disabled.
        wait_for(lambda: log.read_text("utf-8") != ended, f"the end of {caption}")
        time.sleep(1)

    time.sleep(4)  # the window looks for open workbooks every few seconds
    click("校验", asked=False)
    assert {"4.1", "5.4"} <= {row[3] for row in desk.filled(FINDINGS)}
    click("拆分下发")
    _fill_in(desk, but=frozenset({"组宣科"}))
    click("合并回收")
    assert {row[0]: row[1] for row in desk.filled(RETURNS)}["组宣科"] == "未报送"
    click("生成汇总")
    assert len(desk.filled(PROGRESS)) == 25
    desk.screen.picture(desk.pictures / "助手窗口.png")
    click("撤销上一步")
    with Ledger(desk.workspace.ledger_path) as ledger:
        assert ledger.received(ROUND) == []


def test_a_double_click_is_one_click(desk: Desk) -> None:
    programs.require("unopkg")
    log = desk.screen.home / ".local/share/xlplan/helper.log"

    def told(verb: str) -> int:
        return log.read_text("utf-8").count(f" {verb}: ")

    for caption, verb, toolbar in (
        ("校验", "validate", False),
        ("拆分下发", "split", True),
        ("合并回收", "merge", False),
    ):
        before = desk.results()[caption]
        desk.press(caption, toolbar=toolbar, times=2)
        wait_for(lambda before=before, caption=caption: desk.results()[caption] != before, f"the result of {caption}")
        time.sleep(AGAIN_SECONDS)  # a second step would be at work by now
        assert told(verb) == 1
        assert desk.calc.message() == ""
    # The step at work is not stopped by the button pressed meanwhile, and says that this one was not done.
    before = desk.results()["生成汇总"]
    desk.press("生成汇总")
    wait_for(lambda: "accepted" in log.read_text("utf-8").rpartition("status")[0][-60:], "生成汇总 to begin")
    desk.press("校验")
    wait_for(lambda: desk.results()["生成汇总"] != before, "the result of 生成汇总")
    assert desk.calc.message() == ""
    wait_for(lambda: told("status"), "the end of 生成汇总")
    assert told("status") == 1
