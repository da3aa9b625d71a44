"""A workbook open in Calc and the helper's window beside it: whatever is done at one of them, both show the same state."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support import ROOT as SOURCES
from support.desk import Desk
from support.live import ROUND
from support.office import Office, put
from support.screen import START, make_profile, open_calc, open_screen, wait_for
from support.window_beside import WindowBeside, open_window_beside

from xlplan.terms.headings import PENDING_HEADINGS, PROGRESS_HEADINGS, RETURN_HEADINGS
from xlplan.terms.sheets import HEADING_ROW, PENDING, PROGRESS, RETURNS, SETTINGS

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux")
pytest.importorskip("tkinter", reason="缺少 Tk：请运行：sudo apt-get install python3-tk")

Place = dict[str, int]


def _places(headings: object) -> Place:
    return {name: place for place, name in enumerate(headings)}  # type: ignore[call-overload]


class Both:
    """The workbook in Calc, and the window."""

    def __init__(self, desk: Desk, window: WindowBeside) -> None:
        self.desk, self.window = desk, window

    def click(self, caption: str) -> str:
        """Click a button of the workbook, and answer what the window asks with 是."""
        self.desk.calc.show("操作台")
        return self.desk.click(caption)

    def asked_in_book(self) -> set[tuple[str, str, str]]:
        """Return what 待核实 lists: kind, department, 编号."""
        at = _places(PENDING_HEADINGS)
        rows = self.desk.filled(PENDING)
        return {(str(row[at["kind"]]), str(row[at["department"]]), str(row[at["task"]])) for row in rows}

    def asked_in_window(self) -> set[tuple[str, str, str]]:
        """Return the same of the window's 待核实, which is opened anew."""
        rows = self.window.ask(
            "window.root.deiconify(); window.root.lift()",
            "mouse.until(lambda: not window.line.waiting.instate(['disabled']), 'the button')",
            "view = window.line.show_waiting()",
            "mouse.until(lambda: view._found is not None, 'what waits')",
            "rows = [[str(each.row[name]) for name in ('kind', 'department', 'task')] for each in view._rows.values()]",
            "view.top.destroy()",
            "rows",
        )
        return {(kind, department, task) for kind, department, task in rows}

    def glance(self) -> tuple[dict[str, str], dict[str, set[str]], str]:
        """Return the window's departments with their state, their tasks' lights, and the line above them."""
        found = self.window.ask(
            "mouse.until(lambda: not window.line.glance.instate(['disabled']), 'the button')",
            "view = window.line.show_departments()",
            "mouse.until(lambda: view.departments.get_children(), 'the departments')",
            "mouse.live(0.5)",
            "shown = view._result.departments",
            "stands = {each.department: each.stand.value for each in shown}",
            "lights = {}",
            "[lights.setdefault(task.task.id, []).append(task.light.label) for each in shown for task, mine in each.tasks]",
            "head = view.head['text']",
            "view.top.destroy()",
            "[stands, lights, head]",
        )
        stands, lights, head = found
        return stands, {task: set(each) for task, each in lights.items()}, head

    def returns(self) -> dict[str, str]:
        """Return the departments' states in the workbook."""
        at = _places(RETURN_HEADINGS)
        return {str(row[at["department"]]): str(row[at["returned"]]) for row in self.desk.filled(RETURNS)}

    def lights(self) -> dict[str, set[str]]:
        """Return the tasks' lights in the workbook's 进展汇总."""
        at = _places(PROGRESS_HEADINGS)
        return {str(row[at["id"]]): {str(row[at["light"]])} for row in self.desk.filled(PROGRESS)}

    def write(self, sheet: str, wanted: dict[str, str], **values: object) -> None:
        """Type into the first row of 待核实 that has what is wanted."""
        at = _places(PENDING_HEADINGS)
        area = self.desk.calc.document.Sheets.getByName(sheet)
        for number, row in enumerate(self.desk.calc.rows(sheet)):
            if number >= HEADING_ROW and all(str(row[at[name]]) == text for name, text in wanted.items()):
                for name, value in values.items():
                    area.getCellByPosition(at[name], number).setFormula(str(value))
                return
        raise AssertionError(f"no row of {wanted}")

    def setting(self, label: str, value: str = "") -> str:
        """Return what a setting says; with a value, type it first."""
        area = self.desk.calc.document.Sheets.getByName(SETTINGS)
        rows = self.desk.calc.rows(SETTINGS)
        number = next(number for number, row in enumerate(rows) if row[0] == label)
        if value:
            area.getCellByPosition(1, number).setFormula(value)
        return str(area.getCellByPosition(1, number).String)


@pytest.fixture
def both(needs_screen: None, needs_calc: None, tmp_path: Path, keep: Path) -> Iterator[Both]:
    """Open the shipped workbook in Calc, with the helper's window beside it."""
    (folder := tmp_path / "重点工作 2023").mkdir()
    book = Path(shutil.copy(SOURCES / "workbook/分工表.xlsm", folder))
    with open_screen(tmp_path / "home", "1920x1080x24") as screen, ExitStack() as opened:
        make_profile(screen)
        installing = screen.start(sys.executable, "-m", "xlplan", "install", str(book), log=tmp_path / "install.log")
        assert installing.wait(START) == 0, (tmp_path / "install.log").read_text("utf-8")
        window = opened.enter_context(open_window_beside(screen, tmp_path / "window.log"))
        wait_for(screen.requests.is_dir, "the helper")
        calc = opened.enter_context(open_calc(screen, book))
        window.ask("helper.look()", "mouse.until(lambda: window.book.target, 'the workbook')", "window.book.list.get()")
        yield Both(Desk(screen, calc, book, keep, opened), window)


def test_both_show_the_same_state(both: Both, keep: Path) -> None:
    assert "LibreOffice Calc" in both.window.ask("window.book.list.get()")
    both.click("拆分下发")
    stands, _, head = both.glance()
    assert set(stands.values()) <= {"未报", "自愿"} and "报送截止 2023年6月20日" in head
    assert {name for name, state in both.returns().items() if state == "未报送"} == {
        name for name, stand in stands.items() if stand == "未报"
    }

    # Returns come, and are merged in the workbook.
    works = Office(both.desk.book, ROUND)
    for name in ("综合科", "教育科", "组宣科"):
        sheet = works.sheet_of(name)
        first = next(iter(_tasks(works, name)))
        works.answer(name, edit=put(first, state="已完成", percent=1))
        assert sheet.is_file()
    both.click("合并回收")
    asked = both.asked_in_book()
    assert len([each for each in asked if each[0] == "待销号"]) == 3
    assert both.asked_in_window() == asked
    stands, _, _ = both.glance()
    assert {stands[name] for name in ("综合科", "教育科", "组宣科")} <= {"已报", "有问题"}, stands
    both.desk.screen.picture(keep / "both-doors.png")

    # Decided in the window: the workbook lists it no longer after its next button.
    one, other, _ = sorted(each for each in asked if each[0] == "待销号")
    both.window.ask(
        "view = window.line.show_waiting()",
        "mouse.until(lambda: view._rows, 'what waits')",
        f"row = next(row for row, each in view._rows.items() if each.row['department'] == {one[1]!r} and each.row['task'] == {one[2]!r})",
        "view.table.selection_set(row)",
        "mouse.live(0.3)",
        "view.leader.insert(0, '陈局'); view.operator.delete(0, 'end'); view.operator.insert(0, '张三')",
        "mouse.click(view.carry_out)",
        "mouse.until(lambda: '办理了 1 条' in view.head['text'], 'the ruling')",
        "view.top.destroy()",
        "1",
    )
    assert both.asked_in_window() == asked - {one}
    both.click("合并回收")
    assert both.asked_in_book() == asked - {one}

    # Decided in the workbook: the window lists it no longer.
    area = both.desk.calc.named("xlplan_operator")
    area.setFormula("李四")
    chosen = {"kind": other[0], "department": other[1], "task": other[2]}
    both.write(PENDING, chosen, decision="同意销号", leader="王局", date="2023-06-18")
    both.click("合并回收")
    assert both.asked_in_book() == both.asked_in_window() == asked - {one, other}

    # Lights, by the workbook's sheet and by the window.
    both.click("生成汇总")
    _, lights, _ = both.glance()
    shown = both.lights()
    assert {task: lights[task] for task in shown if task in lights} == {
        task: shown[task] for task in shown if task in lights
    }
    assert len(lights) > 20

    # The deadline, set in the window, and then in the workbook.
    said = both.window.ask(
        "settings = window.set_up() or window.settings[-1]",
        "mouse.until(lambda: not settings.done.instate(['disabled']), 'what is set')",
        "settings.fields['deadline'].delete(0, 'end'); settings.fields['deadline'].insert(0, '2023-06-25')",
        "settings.confirm()",
        "mouse.until(lambda: '设置改好了' in window.status['text'], 'the setting to be kept')",
        "window.status['text']",
    )
    assert "2023-06-25" in said or "6月25日" in said, said
    both.click("拆分下发")
    assert "2023" in both.setting("报送截止日") and "25" in both.setting("报送截止日")
    assert "报送截止 2023年6月25日" in both.glance()[2]
    both.setting("报送截止日", "2023-06-28")
    both.click("拆分下发")
    assert "报送截止 2023年6月28日" in both.glance()[2]

    # The next round is opened in the workbook, its question answered in the window; once it is saved, the window has it too.
    both.click("开新一期")
    both.window.ask("mouse.until(lambda: window.asked, 'the question')", "mouse.click(window.asked.yes)", "1")
    wait_for(lambda: "第三季度" in both.setting("当前期次"), "the next round")
    both.desk.calc.document.store()
    line = "window.line.line['text']"
    both.window.ask(
        "window.watching.look(window.book.file)", f"mouse.until(lambda: '第三季度' in {line}, 'the new round')", line
    )
    both.click("撤销上一步")
    assert "第二季度" in both.setting("当前期次")
    both.desk.calc.document.store()
    both.window.ask(
        "window.watching.look(window.book.file)", f"mouse.until(lambda: '第二季度：' in {line}, 'the round')", line
    )


def _tasks(works: Office, name: str) -> list[str]:
    from support.office import Filled

    return [*Filled.open(works.sheet_of(name)).tasks]
