"""What Excel is reported to do, and what the buttons make of it: against the stand-in, through xlwings' own engine for Windows."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import pytest

if sys.platform != "win32":
    pytest.skip("Windows alone: make test-windows", allow_module_level=True)

import xlwings
from support.account import until
from support.live import in_an_office, listed

from excel.conftest import ENDS, StandIn
from excel.stand_in.ways import WAYS
from xlplan.office.buttons.guard import Outcome, press_open
from xlplan.office.buttons.verbs import press
from xlplan.office.helper.events import BooksListed
from xlplan.office.helper.serving import Helper
from xlplan.office.hosts import com_gate, marks, open_books
from xlplan.office.hosts.host_errors import BusyError
from xlplan.office.sheets.blocks import put_rows
from xlplan.office.sheets.cell_notes import put_notes
from xlplan.office.sheets.cell_reading import values_in
from xlplan.office.sheets.cell_values import fill_numbers, written
from xlplan.office.sheets.live import read_live_sheet, saved_path
from xlplan.office.sheets.writing_rights import require_unlocked
from xlplan.plan.sight import FINDING_NOTE
from xlplan.terms.cells import CellError
from xlplan.terms.errors import FileMissingError, NotWritableError
from xlplan.terms.sheets import SENT

TABLE = "分工表"


@pytest.fixture
def book(excel: StandIn, tmp_path: Path) -> xlwings.Book:
    """Provide a workbook with a table, found as the helper finds it."""
    path = tmp_path / "分工 表.xlsm"
    path.touch()
    excel.tell("make", str(path), "操作台", TABLE)
    (opened,) = open_books.list_opened()
    return open_books.find_opened(opened)


def test_each_way_has_sources_and_tests() -> None:
    # What any host must do is asked of the stand-in too.
    folders = (Path(__file__).parent, Path(__file__).parents[1] / "host_conformance")
    texts = [path.read_text("utf-8") for folder in folders for path in folder.glob("test_*.py")]
    known = {name.split("(")[0] for text in texts for name in text.split("def ")}
    for way in WAYS.values():
        assert way.sources and all(source.startswith("http") for source in way.sources)
        assert way.tests and set(way.tests) <= known, way


def test_a_filter_costs_no_number(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    excel.tell("sheet", TABLE, filter=[6, 7])
    fill_numbers(sheet, 1, {5: "1.1", 6: "1.2", 7: "1.3", 9: "2.1"})
    assert values_in(sheet.range("A5:A9")) == [["1.1"], ["1.2"], ["1.3"], [None], ["2.1"]]
    assert sheet.api.FilterMode is False


def test_notes_come_and_go_and_the_offices_own_stay(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    sheet.range("D5").api.AddComment("局里定的")
    put_notes(
        sheet,
        {(3, 3): f"{FINDING_NOTE}\n错误：没有这个科", (4, 3): f"{FINDING_NOTE}\n提醒", (5, 5): f"{FINDING_NOTE}\n说明"},
    )
    assert noted(sheet) == {"D4": f"{FINDING_NOTE}\n错误：没有这个科", "D5": "局里定的", "F6": f"{FINDING_NOTE}\n说明"}
    put_notes(sheet, {(5, 0): f"{FINDING_NOTE}\n缺编号"})
    assert noted(sheet) == {"D5": "局里定的", "A6": f"{FINDING_NOTE}\n缺编号"}


def noted(sheet: xlwings.Sheet) -> dict[str, str]:
    return {each.Parent.GetAddress(False, False): each.Text() for each in sheet.api.Comments}


def test_a_block_over_a_filter_is_what_excel_makes_of_it(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    excel.tell("sheet", TABLE, filter=[2, 4])
    sheet.range("A1:A5").value = [[5], [4], [3], [2], [1]]
    assert sheet.range("A1:A5").value == [5, None, 5, None, 5]


def test_odd_cells_cost_no_button(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    sheet.range("A1:C1").value = [["'1.1", 2, "教育科"]]
    excel.tell("cell", TABLE, 2, 1, 20230630.0, format="yyyy-mm-dd")
    excel.tell("cell", TABLE, 2, 2, 1 / 3, format='"¥"#,##0.00')
    excel.tell("cell", TABLE, 2, 3, 45107.0, format="yyyy-mm-dd")
    excel.tell("cell", TABLE, 3, 1, {"error": 2045})
    excel.tell("cell", TABLE, 3, 2, 0.5, format="h:mm")
    excel.tell("cell", TABLE, 3, 3, -5.0, format="yyyy-mm-dd")
    grid = read_live_sheet({TABLE: sheet}, TABLE)
    assert [[grid.at(row, column) for column in range(3)] for row in range(3)] == [
        ["1.1", 2, "教育科"],
        [20230630, 1 / 3, date(2023, 6, 30)],
        [CellError("#SPILL!"), clock(12), -5],
    ]


@pytest.mark.parametrize("kind", ["editing", "dialogue", "modal"])
def test_a_busy_excel_is_waited_for(excel: StandIn, book: xlwings.Book, kind: str) -> None:
    told: list[str] = []
    excel.tell("busy", kind, 1.5)
    with com_gate.patient(30, told.append):
        assert book.sheets[TABLE].name == TABLE
        assert "没有这个名称" not in book.names
        excel.tell("busy", kind, 1.5)
        book.sheets[TABLE].range("A1").value = "甲"
        assert book.sheets[TABLE].range("A1").value == "甲"
    assert told == [com_gate.WAITING]


def test_a_button_gives_up_on_an_excel_that_stays_busy(
    excel: StandIn, book: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(com_gate, "WAIT", 1.5)

    def press(verb: str, book: xlwings.Book, *_: object, **__: object) -> Outcome:
        # The user begins to edit a cell in the middle of the work.
        excel.tell("busy", "editing", 60)
        book.sheets[TABLE].range("A1").value = "甲"
        return Outcome(True, "")

    begun, said = time.monotonic(), []
    done, _ = press_open(
        "validate", lambda: book, press, datetime(2023, 6, 12, 9), lambda text, share: said.append(text)
    )  # type: ignore[arg-type]
    assert (done.ok, "按回车结束编辑" in done.message) == (False, True)
    assert com_gate.WAITING in said and time.monotonic() - begun < 30


def test_a_step_that_is_given_up_is_told_as_far_as_it_went(
    excel: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_an_office(tmp_path)
    excel.tell("open", str(path))
    (opened,) = open_books.list_opened()
    book = open_books.find_opened(opened)
    monkeypatch.setattr(com_gate, "WAIT", 1.5)

    def pressed(minute: int, busy: str = "") -> str:
        def report(text: str, share: float) -> None:
            if busy and text == busy:
                excel.tell("busy", "modal", 600)

        begun = time.monotonic()
        done, _ = press_open("split", lambda: book, press, datetime(2023, 6, 12, 9, minute), report)
        excel.tell("busy", "modal", 0)
        assert done.ok is not bool(busy) and time.monotonic() - begun < 30
        return done.message

    handed = path.parent / "分工表-工作区/下发"
    told = pressed(0, "正在读取分工表")
    assert "Excel 正忙" in told and "按回车结束编辑" in told and not handed.exists()
    told = pressed(1, "正在写清单")
    assert told.startswith("已经办好") and "按回车结束编辑" in told
    assert len(list(handed.glob("*/*推进情况表.xlsx"))) == 16 and listed(book, SENT) == []
    pressed(2)
    assert len([row for row in listed(book, SENT) if row["file"]]) == 16
    assert book.app.screen_updating is True


def test_an_excel_that_a_killed_helper_left_unpainted_paints_again(
    excel: StandIn, book: xlwings.Book, tmp_path: Path
) -> None:
    excel.tell("program", ScreenUpdating=False)
    excel.tell("busy", "modal", 600)
    assert not open_books.paint_again()
    excel.tell("busy", "modal", 0)
    helper = Helper([tmp_path / "requests"], lambda *_, **__: Outcome(True, ""))
    helper.start()
    try:
        until(lambda: book.app.screen_updating, "the next helper to let it paint", 30)
    finally:
        helper.stop()
    # One that is busy when a button gives up paints as soon as it can.
    excel.tell("program", ScreenUpdating=False, StatusBar="正在校验")
    excel.tell("busy", "modal", 600)
    assert not open_books.give_back(book)
    excel.tell("busy", "modal", 0)
    assert open_books.give_back(book)
    assert (book.app.screen_updating, book.app.status_bar) == (True, False)


def test_the_window_says_what_to_do_while_a_cell_is_edited(excel: StandIn, book: xlwings.Book, tmp_path: Path) -> None:
    helper = Helper([tmp_path / "requests"], again_seconds=0)
    excel.tell("busy", "editing", 60)
    begun = time.monotonic()
    worker = threading.Thread(target=lambda: (open_books.start_thread(), helper._list(1)))
    worker.start()
    worker.join(60)
    told = helper.events.get(timeout=1)
    assert isinstance(told, BooksListed) and not told.opened and "按回车结束编辑" in told.problem
    assert time.monotonic() - begun < 30


def test_a_window_that_does_not_answer_hides_no_workbook(
    excel: StandIn, book: xlwings.Book, beside: Callable[[str], StandIn]
) -> None:
    beside("silent")
    assert [each.name for each in open_books.list_opened()] == ["分工 表.xlsm"]
    excel.tell("close_all")
    with pytest.raises(open_books.HostError, match="受保护的视图"):
        open_books.find_requested("f0", patience=0)


def test_wps_is_told_and_not_pressed(
    excel: StandIn, book: xlwings.Book, beside: Callable[[str], StandIn], tmp_path: Path
) -> None:
    wps = beside("wps")
    wps.tell("make", str(tmp_path / "WPS 里的.xlsm"), "操作台", TABLE)
    assert [each.name for each in open_books.list_opened()] == ["分工 表.xlsm"]
    with pytest.raises(open_books.HostError, match=r"WPS 正开着.*助手窗口"):
        open_books.find_requested("f0", patience=0)


def test_no_excel_is_ended(excel: StandIn, beside: Callable[[str], StandIn]) -> None:
    protected = beside("protected")
    prepare = "from xlplan.office.hosts.open_books import start_thread; start_thread()"
    done = subprocess.run([sys.executable, "-c", ENDS.format(prepare=prepare)], capture_output=True, encoding="utf-8", errors="replace")  # fmt: skip
    assert done.stdout.split() == ["1", "[]"], done
    assert protected.runs and excel.runs


def test_a_workbook_of_the_network_is_listed_and_told(excel: StandIn, book: xlwings.Book) -> None:
    excel.tell("book", address="https://d.docs.live.net/abc/分工 表.xlsm")
    (opened,) = open_books.list_opened()
    assert opened.fullname.startswith("https://")
    with pytest.raises(FileMissingError, match="从网络位置打开的"):
        saved_path(open_books.find_opened(opened))


def test_a_name_that_lost_its_cell(excel: StandIn, book: xlwings.Book) -> None:
    excel.tell("lose", "xlplan_nonce")
    assert marks.named_area(book, "xlplan_nonce") is None
    assert marks.nonce_in_cell(book) is None


def test_a_protected_sheet_is_told_and_no_formula_is_lost(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    excel.tell("cell", TABLE, 1, 1, "2023年第二季度", formula="=设置!B2")
    require_unlocked(sheet, 1, 1)
    assert sheet.range("A1").formula == "=设置!B2"
    excel.tell("sheet", TABLE, ProtectContents=True)
    with pytest.raises(NotWritableError, match="受保护"):
        require_unlocked(sheet, 1, 1)


def test_what_hangs_on_a_cell_follows_a_block_that_is_written_over_it(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    sheet.range("C1").formula = "=操作台!A1&B1"
    sheet.range("B1").formula = "=SUM(A1:A2)*2"
    book.sheets["操作台"].range("A1").value = "共"
    put_rows(sheet.range("A1:A2"), [[1], [2.5]])
    assert values_in(sheet.range("A1:C2")) == [[1, 7, "共7"], [2.5, None, None]]
    sheet.range("A2").clear_contents()
    assert values_in(sheet.range("B1:C1")) == [[2, "共2"]]
    assert [cell.formula for cell in sheet.range("B1:C1")] == ["=SUM(A1:A2)*2", "=操作台!A1&B1"]


def test_manual_calculation_waits_to_be_asked(excel: StandIn, book: xlwings.Book) -> None:
    sheet = book.sheets[TABLE]
    sheet.range("B1").formula = "=A1+1"
    with book.app.properties(calculation="manual"):
        sheet.range("A1").value = 5
        assert sheet.range("B1").value == 1
        book.app.calculate()
        assert sheet.range("B1").value == 6


def test_long_texts(excel: StandIn, book: xlwings.Book) -> None:
    cell = book.sheets[TABLE].range("A1")
    cell.value = written("长" * 40000)
    assert str(cell.value).endswith("后面的没有显示）")


def test_long_texts_in_a_block_of_an_old_excel(excel: StandIn, book: xlwings.Book) -> None:
    area = book.sheets[TABLE].range("A1:B1")
    area.value = [["长" * 32767, "乙"]]
    excel.tell("program", Version="12.0")
    try:
        # pywin32 keeps Excel's error of a property that cannot be set to itself.
        with pytest.raises(AttributeError):
            area.value = [["长" * 8204, "乙"]]
        area.value = [["长" * 8203, "乙"]]
        area.value = [[written("长" * 9000), "乙"]]
    finally:
        excel.tell("program", Version="16.0")
    assert str(area.value[0]).endswith("后面的没有显示）")


@pytest.mark.parametrize("calls", [3, 40])
def test_an_excel_that_is_closed_in_the_middle_of_a_step_is_told(
    beside: Callable[[str], StandIn], tmp_path: Path, calls: int
) -> None:
    open_books.start_thread()
    leaving, path = beside("excel"), in_an_office(tmp_path)
    leaving.tell("open", str(path))
    (opened,) = (each for each in open_books.list_opened() if each.fullname == str(path))
    found = open_books.find_opened(opened)
    leaving.tell("ends", calls)
    begun = time.monotonic()
    done, _ = press_open("validate", lambda: found, press, datetime(2023, 6, 12, 9), lambda text, share: None)
    assert not done.ok and done.message.startswith("Excel 已经关闭，操作没有做完。"), done
    assert not leaving.runs and time.monotonic() - begun < 60


def test_a_status_text_is_cut_and_given_back(book: xlwings.Book) -> None:
    assert open_books.show_status(book, "长" * 500)
    assert len(book.app.status_bar) == 200
    assert open_books.show_status(book, None)
    assert book.app.status_bar is False


def test_a_workbook_that_is_closed_in_the_middle_is_no_fault_of_the_program(excel: StandIn, book: xlwings.Book) -> None:
    excel.tell("close_all")
    with pytest.raises(open_books.HostError, match="可能已经关闭"):
        open_books.find_opened(open_books.Opened("分工 表.xlsm", "C:\\分工 表.xlsm", "Microsoft Excel"), patience=0)


def test_busy_is_an_error_of_its_own() -> None:
    assert BusyError.code == "host-busy"
