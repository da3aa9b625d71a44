"""待核实 in a real Calc: what waits is listed, what the office writes beside it stays until the next click carries it out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings
from support import calc as calc_files
from support import screen
from support.live import TAKEN_IN, answer, done, in_an_office, listed, press
from support.office import ROUND, Office, fill_pending, run

from xlplan.actions.book import open_book
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.ledger.store import Ledger
from xlplan.office.buttons.verbs import press_file
from xlplan.terms.headings import PENDING_HEADINGS
from xlplan.terms.sheets import CONSOLE, HEADING_ROW, NAME_OPERATOR, PENDING, PROGRESS, RETURNS


@pytest.fixture(scope="module")
def handed_out(calcs: Callable[[], xlwings.App], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook that is handed out, and where 张三 is at work, with its folder."""
    path = in_an_office(tmp_path_factory.mktemp("handed-out"))
    book = calcs().books.open(str(path))
    book.sheets[CONSOLE].range(NAME_OPERATOR).value = "张三"
    done(book, "split")
    book.save()
    book.close()
    return path


@pytest.fixture
def path(handed_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(handed_out.parent, tmp_path / handed_out.parent.name), handed_out.name)


def write(book: xlwings.Book, row: int, **values: object) -> None:
    """Type values into a row of 待核实 as a person does; rows below the headings count from 0."""
    sheet = book.sheets[PENDING]
    for name, value in values.items():
        sheet.range((HEADING_ROW + 1 + row, list(PENDING_HEADINGS).index(name) + 1)).value = value


def waiting(book: xlwings.Book) -> list[tuple[Any, ...]]:
    return [(row["kind"], row["department"], row["task"]) for row in listed(book, PENDING)]


def cell(book: xlwings.Book, row: int, name: str) -> Any:
    return listed(book, PENDING)[row][name]


def light(book: xlwings.Book, task: str) -> tuple[str, str]:
    done(book, "status", TAKEN_IN)
    row = next(row for row in listed(book, PROGRESS) if row["id"] == task)
    return row["light"], row["note"]


def test_done_waits_until_a_leader_has_agreed(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    rows = waiting(book)
    assert {kind for kind, _, _ in rows} == {"待销号"}
    task = rows[0][2]
    assert light(book, task)[0] == "绿"
    assert "待销号" in light(book, task)[1]

    write(book, 0, decision="同意销号", leader="李局")
    said = done(book, "merge", TAKEN_IN).message
    assert "没有写日期" in said
    assert (cell(book, 0, "decision"), cell(book, 0, "leader")) == ("同意销号", "李局")
    assert "没有写日期" in cell(book, 0, "note")

    write(book, 0, date=datetime(2023, 6, 24))
    write(book, 1, decision="同意销号")
    said = done(book, "merge", TAKEN_IN).message
    assert waiting(book) == rows[1:]
    # The row has moved up: its cells are named as they stand now.
    assert (f"J{HEADING_ROW + 1}、K{HEADING_ROW + 1} 写上" in said, f"J{HEADING_ROW + 2}" in said) == (True, False)
    assert "已销号（李局，2023-06-24）" in light(book, task)[1]
    with Ledger(open_book(path).workspace.ledger_path) as ledger:
        (decided,) = ledger.decisions()
    assert (decided.operator, decided.leader, decided.day) == ("张三", "李局", date(2023, 6, 24))

    done(book, "undo", TAKEN_IN)
    assert waiting(book) == rows


def test_what_is_written_stays_through_other_buttons(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    count = len(waiting(book))
    write(book, 1, decision="退回")
    write(book, count, kind="代录", department="教育科", task="1.1", item="本期进展", reported="说了一半")
    done(book, "split")
    assert cell(book, 1, "decision") == "退回"
    assert (cell(book, count, "kind"), cell(book, count, "reported")) == ("代录", "说了一半")
    assert "来源" in done(book, "merge", TAKEN_IN).message
    assert cell(book, count - 1, "department") == "教育科"


def test_a_reply_by_telephone_counts_and_leaves_the_sheet(book: xlwings.Book) -> None:
    reply = {"department": "教育科", "task": "1.1", "source": "电话"}
    write(book, 0, kind="代录", item="完成进度", reported=0.6, **reply)
    write(book, 1, kind="代录", item="本期进展", reported="已开会布置。", **reply)
    write(book, 2, kind="核定进展", department="教育科", task="1.1", reported="查看过，属实。")
    done(book, "merge", TAKEN_IN)
    assert waiting(book) == []
    returned = next(row for row in listed(book, RETURNS) if row["department"] == "教育科")
    assert (returned["returned"], returned["file"]) == ("代录", "代录（电话，张三）")
    done(book, "status", TAKEN_IN)
    row = next(row for row in listed(book, PROGRESS) if row["id"] == "1.1")
    assert (row["progress"], row["verified"], row["percent"]) == ("教育科：已开会布置。", "教育科：查看过，属实。", 0.6)


def test_without_a_name_decisions_wait_and_files_do_not(book: xlwings.Book, path: Path) -> None:
    book.sheets[CONSOLE].range(NAME_OPERATOR).value = None
    write(book, 0, kind="代录", department="教育科", task="1.1", item="本期进展", reported="在办。", source="微信")
    answer(path, "组宣科")
    said = done(book, "merge", TAKEN_IN).message
    assert "没有写经办人" in said
    assert "C9" in said
    assert waiting(book) == [("代录", "教育科", "1.1")]
    assert [row["department"] for row in listed(book, RETURNS) if row["returned"] == "退回待改"] == ["组宣科"]


def test_what_a_person_types_while_the_merge_runs_is_not_lost(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    write(book, 0, decision="退回")
    count = len(waiting(book))

    from xlplan.office.buttons import verbs

    def type_on(text: str, share: float) -> None:
        if share == 0.8:
            write(book, count, kind="代录", department="教育科")

    assert verbs.press("merge", book, TAKEN_IN, type_on).ok
    assert waiting(book)[-1][:2] == ("代录", "教育科")


def test_a_decision_on_what_is_gone_is_kept_and_said(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    write(book, 0, decision="同意销号", leader="李局", date=datetime(2023, 6, 24))
    done(book, "undo", TAKEN_IN)
    (row,) = listed(book, PENDING)
    assert (row["decision"], "没有这一项" in row["note"]) == ("同意销号", True)
    returned = open_book(path).workspace.returned_folder(ROUND)
    for each in returned.iterdir():
        each.unlink()
    assert "内容已经变了" in press(book, "merge", TAKEN_IN).message


def test_rows_that_contradict_each_other_both_stay(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    (first, second, *_), below = listed(book, PENDING), len(waiting(book))
    write(book, 0, decision="同意销号", leader="李局", date=datetime(2023, 6, 24))
    copied = ("kind", "department", "task", "item", "before", "reported", "source", "note")
    write(book, below, decision="退回", **{name: first[name] for name in copied})
    assert "互相矛盾" in done(book, "merge", TAKEN_IN).message
    rows = listed(book, PENDING)
    assert [row["decision"] for row in rows] == ["同意销号", "退回", None]
    assert [row["task"] for row in rows] == [first["task"], first["task"], second["task"]]
    # Nor does a click without a change carry one of them out.
    assert "互相矛盾" in done(book, "merge", TAKEN_IN).message


# The buttons 办结销号 and 代录


def test_the_selected_tasks_are_closed_once_leader_and_day_are_written(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets["分工表"]
    plan.activate()
    plan.range("C4:C5").select()
    first = done(book, "close", TAKEN_IN)
    assert (first.show, "请写上同意领导和日期" in first.message) == (PENDING, True)
    rows = listed(book, PENDING)
    assert {row["task"] for row in rows} == {"1.1", "1.2"}
    assert {(row["kind"], row["decision"], row["leader"], row["source"]) for row in rows} == {
        ("待销号", "同意销号", None, "办公室提出")
    }
    assert (book.sheets.active.name, book.app.selection.address) == (PENDING, "$J$4")

    assert "J4" in done(book, "close", TAKEN_IN).message
    for number in range(len(rows)):
        write(book, number, leader="李局", date=datetime(2023, 6, 24))
    assert f"办结销号 {len(rows)} 条" in done(book, "close", TAKEN_IN).message
    assert listed(book, PENDING) == []
    assert light(book, "1.1")[0] == "绿"
    assert "已销号（李局，2023-06-24）" in light(book, "1.1")[1]

    undone = done(book, "undo", TAKEN_IN)
    assert ("办结销号" in undone.message, undone.show) == (True, PENDING)
    assert "已销号" not in light(book, "1.1")[1]


def test_what_departments_report_as_done_is_closed_by_naming_the_leader(book: xlwings.Book, path: Path) -> None:
    answer(path, "组宣科", state="已完成", percent=1.0)
    done(book, "merge", TAKEN_IN)
    rows = waiting(book)
    book.sheets[CONSOLE].activate()
    book.sheets[CONSOLE].range("A1").select()
    asked = done(book, "close", TAKEN_IN)
    assert f"有 {len(rows)} 项等着销号" in asked.message
    assert {row["decision"] for row in listed(book, PENDING)} == {None}

    write(book, 0, leader="李局", date="2023.6.24")
    done(book, "close", TAKEN_IN)
    assert waiting(book) == rows[1:]
    assert done(book, "close", TAKEN_IN).message.startswith(f"有 {len(rows) - 1} 项")


def test_with_nothing_to_close_it_says_how(book: xlwings.Book) -> None:
    book.sheets[CONSOLE].activate()
    assert "请先在“分工表”里选中它" in done(book, "close", TAKEN_IN).message


def test_a_reply_is_begun_for_what_is_selected_and_taken_down_once_written(book: xlwings.Book) -> None:
    sheet = book.sheets[RETURNS]
    number = next(i for i, row in enumerate(listed(book, RETURNS)) if row["department"] == "教育科")
    sheet.activate()
    sheet.range((HEADING_ROW + 1 + number, 1)).select()
    assert "写好代录的 1 行" in done(book, "enter", TAKEN_IN).message
    (row,) = listed(book, PENDING)
    assert (row["kind"], row["department"], row["item"]) == ("代录", "教育科", "本期进展")
    assert book.app.selection.address == "$D$4"

    write(book, 0, task="1.1", reported="电话说已布置。")
    assert "M4" in done(book, "enter", TAKEN_IN).message
    write(book, 0, source="电话")
    assert "代录 1 条" in done(book, "enter", TAKEN_IN).message
    assert listed(book, PENDING) == []
    assert next(row["returned"] for row in listed(book, RETURNS) if row["department"] == "教育科") == "代录"


def test_the_window_carries_out_what_the_saved_workbook_says(tmp_path: Path) -> None:
    works = Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})
    works.do("split")

    def click(verb: str) -> str:
        return press_file(verb, works.book, TAKEN_IN, lambda text, share: None).message

    assert "待核实.xlsx”，写好要办的行" in click("enter")
    entered = {"department": "教育科", "task": "1.1", "item": "本期进展", "reported": "已办。", "source": "微信"}
    closed = {"department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成", "source": "办公室提出"}
    fill_pending(works, {"kind": "代录", **entered}, {"kind": "待销号", **closed, "leader": "李局", "date": TAKEN_IN})
    assert (click("enter"), click("close"), click("enter")) == (
        f"{ROUND}：代录 1 条。",
        f"{ROUND}：办结销号 1 条。",
        click("enter"),
    )
    assert "已撤销：办结销号" in click("undo")
    assert "已撤销：代录" in run("undo", works.book).out


def test_the_drop_down_offers_what_fits_the_row_also_after_a_save_in_calc(tmp_path: Path, needs_screen: None) -> None:
    folder = tmp_path / "重点工作"
    # Without macros, since a fresh profile would ask about them.
    saved = calc_files.convert(shipped(WORKBOOK), "xlsx", folder)
    offered = {
        "前后不一致": ("采用报送", "退回"),
        "看不准": ("采用报送", "退回"),
        "待销号": ("同意销号", "退回"),
        "申请暂缓": ("同意暂缓", "退回"),
        "申请延期": ("同意延期", "退回"),
        "改动原文": ("采用报送", "退回"),
        "新增任务": ("采用报送", "退回"),
    }
    with screen.open_screen(tmp_path / "home") as display:
        screen.make_profile(display)
        with screen.open_calc(display, saved) as program:
            program.show(PENDING)
            sheet = program.document.Sheets.getByName(PENDING)
            column = list(PENDING_HEADINGS).index("decision")
            for row, kind in enumerate(offered, HEADING_ROW):
                sheet.getCellByPosition(1, row).String = kind
            for row, (kind, words) in enumerate(offered.items(), HEADING_ROW):
                cell = sheet.getCellByPosition(column, row)
                for keys, word in zip((("End", "Home", "Return"), ("End", "Return")), words, strict=True):
                    program.document.CurrentController.select(cell)
                    display.raise_windows("soffice")
                    program.document.CurrentController.Frame.ContainerWindow.setFocus()
                    display.key("alt+Down")
                    time.sleep(0.5)
                    display.key(*keys)
                    screen.wait_for(lambda cell=cell, word=word: cell.String == word, f"{word} for {kind}")  # type: ignore[misc]
