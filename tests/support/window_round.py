"""A round of 16 departments by the helper's window alone, by real clicks on a saved workbook: no row is copied, nothing else is opened."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, Final

import openpyxl

from support import ROOT
from support.office import Filled, Office
from support.window_clicks import Clicks
from xlplan.office.helper.window import HelperWindow

NAMES: Final = (
    "教育科", "组宣科", "人事科", "计财科", "安全科", "督导室", "基建科", "体卫艺科", "德育科", "职成科", "民办教育管理科", "学前教育科",
    "招生考试中心", "教师发展和信息技术教育服务中心", "青少年校外教育活动指导中心（少年宫）", "区教育局机关党委办公室",
)  # fmt: skip
ROUND: Final = "2026年第四季度"
COUNTS: Final = "round-clicks.json"
"""Where the clicks of the last round are kept, by step."""


def _write_table(path: Path) -> Path:
    """Write the table of another office, two tasks for each department."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "督办表"
    sheet.append(["序号", "重点工作", "主要内容", "牵头单位", "完成时限"])
    for number, name in enumerate(NAMES):
        due = "2026年9月底前" if number in (13, 15) else "2027年12月底前"
        for part, what in ((1, "修订管理办法，报局务会审议"), (2, "开展专项检查，建立问题台账，逐项整改")):
            sheet.append([2 * number + part, f"第{number // 4 + 1}项工程", f"{name}{what}。", name, due])
    book.save(path)
    return path


class Round:
    """A clerk at the helper's `window`, who keeps pictures in `keep` and works in `folder`; each click is counted by its step."""

    def __init__(self, window: HelperWindow, mouse: Clicks, folder: Path, keep: Path) -> None:
        self.window, self.mouse, self.folder, self.keep = window, mouse, folder, keep
        self.counts: Counter[str] = Counter()
        self.works = Office(folder / "plan.xlsm", ROUND)
        self.inbox = folder / "微信文件"

    def play(self) -> None:
        """Play it from a table to the next round's hand-out; the workbook's bytes stay."""
        self.inbox.mkdir()
        self.makes_a_workbook()
        before = self.works.book.read_bytes()
        self.sets_the_round()
        assert "32 项任务" in self.do("validate", ""), "the tasks"
        self.do("split", "给 16 个部门")
        assert len(list(self.works.handed_out.glob("*.xlsx"))) == 16
        self.receives()
        self.do("merge", "新到的 14 个文件")
        self.enters_what_was_told()
        self.decides()
        self.sums_up()
        self.begins_the_next()
        assert self.works.book.read_bytes() == before
        (self.keep / COUNTS).write_text(json.dumps(self.counts), "utf-8")
        assert self.counts["merge"] == self.counts["status"] == self.counts["undo"] == 2, self.counts
        told = (ROOT / "docs/第一轮十步.md").read_text("utf-8").partition("## 一轮要点多少下")[2]
        assert f"| 合计 | {self.counts.total()} |" in told, self.counts

    def clicks(self, step: str, *widgets: Any, **how: int) -> None:
        """Click each of these widgets, for a step."""
        for each in widgets:
            self.mouse.click(each, **how)
        self.counts[step] += len(widgets)

    def fills(self, step: str, widgets: Any, **words: str) -> None:
        """Click into each of these fields and write into it."""
        for name, text in words.items():
            self.clicks(step, widgets[name])
            widgets[name].delete(0, "end")
            widgets[name].insert(0, text)

    def picture(self, name: str) -> None:
        """Keep a picture of the screen."""
        self.mouse.picture(f"{self.keep}/round-{name}.png")

    def do(self, verb: str, said: str) -> str:
        """Press a verb's button, see that it says first what it will do, and confirm; return what it says then."""
        window, until = self.window, self.mouse.until
        before = len(window.results.table.get_children())
        earlier = window.asked
        self.clicks(verb, window.buttons[verb])
        if verb != "validate":
            asked: Any = until(lambda: window.asked is not earlier and window.asked, f"{verb} to ask, there is {window.status['text']}")  # fmt: skip
            assert said in window.results.words.get("1.0", "end"), window.results.words.get("1.0", "end")
            self.mouse.until(asked.yes.winfo_viewable, "the question")
            self.picture(f"{verb}-asks")
            self.clicks(verb, asked.yes)
        until(lambda: len(window.results.table.get_children()) > before, f"{verb} to end")
        until(lambda: not window.buttons[verb].instate(["disabled"]), f"{verb} to be ready")
        done = window.results._done[window.results.table.get_children()[0]]
        assert done.ok, done.message
        self.picture(verb)
        return done.message

    def makes_a_workbook(self) -> None:
        """Make a workbook of somebody's table."""
        self.mouse.answer(_write_table(self.folder / "table.xlsx"), self.works.book)
        self.clicks("new", self.window.book.new)
        dialog = self.mouse.until(lambda: getattr(self.window, "reading", None), "the reading")
        self.picture("reading")
        self.clicks("new", dialog.make)
        self.mouse.until(lambda: "plan.xlsm" in self.window.book.list.get(), "the workbook")

    def sets_the_round(self) -> None:
        """Set the round, and the folder in which returns arrive."""
        window, until = self.window, self.mouse.until
        self.clicks("settings", window.set)
        settings = until(lambda: window.settings and window.settings[-1], "the settings")
        until(lambda: not settings.done.instate(["disabled"]), "what is set")
        self.fills("settings", settings.fields, round=ROUND, deadline="2026-12-20", year="2026")
        self.clicks("settings", settings.folders)
        until(lambda: settings.asked, "the folders")
        settings.asked.add(self.inbox)
        self.mouse.live(0.3)
        self.picture("folders")
        self.clicks("settings", settings.asked.done)
        self.picture("settings")
        self.clicks("settings", settings.done)
        until(lambda: "设置改好了" in window.status["text"], "the settings to be kept")

    def receives(self) -> None:
        """Let returns arrive as they do: under other names, three of them with a task that is done."""

        def closes(filled: Filled) -> None:
            task = next(iter(filled.tasks))
            filled.cell(task, "state").value, filled.cell(task, "percent").value = "已完成", 1

        for number, name in enumerate(NAMES[:14]):
            path = self.works.answer(name, edit=closes if name in NAMES[:3] else partial(lambda filled: None))
            path.rename(self.inbox / f"wx_{number}（定稿）({number}).xlsx")
        line = self.window.line.line
        self.mouse.until(lambda: "已收14/16" in line["text"], f"the returns, there is {line['text']}")
        self.picture("arrived")

    def enters_what_was_told(self) -> None:
        """Write down what one department told by telephone."""
        window, until = self.window, self.mouse.until
        self.clicks("enter", window.buttons["enter"])
        view = until(lambda: window.entries and window.entries[-1], "the window")
        until(lambda: view.department["values"], "the departments")
        self.clicks("enter", view.department)
        self.mouse.key("Escape")
        view.department.set(NAMES[14])
        view.department.event_generate("<<ComboboxSelected>>")
        until(lambda: view.table.get_children(), "its tasks")
        self.clicks("enter", view.table, x=60, y=45)
        self.mouse.key("ctrl+a")
        self.clicks("enter", view.form.widgets["state"])
        self.mouse.key("Escape")
        view.form.value("state").set("推进中")
        self.fills("enter", view.form.widgets, percent="50%", progress="电话里说已启动", operator="张三")
        self.picture("enter")
        self.clicks("enter", view.write)
        until(
            lambda: "办理了 6 条" in view.text.get("1.0", "end"), f"the entry, there is {view.text.get('1.0', 'end')}"
        )
        self.mouse.key("Escape")

    def decides(self) -> None:
        """Agree to what three departments ask to be closed."""
        window, until = self.window, self.mouse.until
        self.clicks("decide", window.line.waiting)
        view = until(lambda: window.line.decisions and window.line.decisions[-1], "the window")
        until(lambda: len(view.table.get_children()) == 3, "what waits")
        self.clicks("decide", view.table, x=60, y=45)
        self.mouse.key("ctrl+a")
        self.fills("decide", {"leader": view.leader, "operator": view.operator}, leader="陈局", operator="张三")
        self.picture("decide")
        self.clicks("decide", view.carry_out)
        until(lambda: not view.table.get_children(), "nothing to wait")
        self.mouse.key("Escape")

    def sums_up(self) -> None:
        """Chase the one that is missing, sum up, supervise, look at all departments, and take the last step back."""
        window, until = self.window, self.mouse.until
        self.do("remind", "催 1 个部门（区教育局机关党委办公室）")
        self.clicks("remind", window.line.copy)
        assert NAMES[15] in window.root.clipboard_get(), window.root.clipboard_get()
        self.do("status", "进展汇总.xlsx、督办通报（送审稿）.docx、未报名单.xlsx")
        self.do("supervise", "各写一份督办单")
        assert (self.works.root / "汇总" / ROUND / "进展汇总.xlsx").is_file()
        self.mouse.click(window.line.glance)
        glance = until(lambda: window.line.glances and window.line.glances[-1], "the departments")
        until(lambda: len(glance.departments.get_children()) == 16, "all of them")
        self.picture("glance")
        self.mouse.key("Escape")
        assert "已撤销：督办单" in self.do("undo", "收回最近一步：督办单（")

    def begins_the_next(self) -> None:
        """Begin the next round, and hand it out."""
        window, until = self.window, self.mouse.until
        self.clicks("round", window.buttons["round"])
        settings = until(lambda: window.settings and window.settings[-1], "the next round")
        fields = settings.fields
        until(lambda: fields["round"].get() == "2027年第一季度", f"the next round, there is {fields['round'].get()}")
        assert (fields["deadline"].get(), fields["year"].get()) == ("2027-03-26", "2027")
        self.picture("next")
        self.clicks("round", settings.done)
        until(lambda: "设置改好了" in window.status["text"], "the next round to be kept")
        self.do("split", "2027年第一季度：给 16 个部门")
