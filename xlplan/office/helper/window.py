"""The helper's window: the workbook's buttons for people whose macros are blocked, for WPS, and for macOS."""

from __future__ import annotations

import queue
import time
import tkinter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from xlplan import __version__
from xlplan.files.store.recent import note_recent
from xlplan.office.buttons.guard import Done
from xlplan.office.buttons.questions import Answer
from xlplan.office.buttons.round_question import First, RoundQuestion
from xlplan.office.buttons.table_question import TableQuestion
from xlplan.office.helper import looks
from xlplan.office.helper.attention import Attention
from xlplan.office.helper.book_choice import BookChoice
from xlplan.office.helper.entry_window import EntryWindow
from xlplan.office.helper.events import Began, BooksListed, Noticed, Progressed
from xlplan.office.helper.parts import keep_while_open, shown_once
from xlplan.office.helper.placing import Placing
from xlplan.office.helper.question_dialog import QuestionDialog
from xlplan.office.helper.reading_dialog import ReadingDialog
from xlplan.office.helper.results_view import ResultsView
from xlplan.office.helper.round_dialog import RoundDialog
from xlplan.office.helper.round_line import RoundLine
from xlplan.office.helper.settings_dialog import SettingsDialog
from xlplan.office.helper.table_dialog import TableDialog
from xlplan.office.helper.watching import Watching
from xlplan.office.hosts.open_books import Opened
from xlplan.telling.workbook import tell_creation
from xlplan.terms.areas import ScreenPlace
from xlplan.terms.buttons import BUTTONS, caption

if TYPE_CHECKING:
    from xlplan.actions.new import Creation
    from xlplan.office.helper.serving import Helper

_TITLE: Final = "分工表助手"
_TICK: Final = 50
_LOOK_AGAIN: Final = 3.0
_EDGE: Final = 12
_LEAST: Final = 345
"""Pixels at 100 %: lower, the lists would show no line."""
_BAR: Final = 180


class NoScreenError(Exception):
    """There is no screen to show a window on."""


class HelperWindow:
    """The window of a running helper: it shows and asks. Closed, it leaves an icon; “退出助手” ends the helper."""

    def __init__(self, helper: Helper, *, minimized: bool = False, screen: str | None = None) -> None:
        self.helper = helper
        looks.be_sharp()
        try:
            self.root = tkinter.Tk(screenName=screen, className="xlplan")
        except tkinter.TclError as error:
            raise NoScreenError(str(error)) from error
        self._scale = looks.scale_of(self.root)
        self._looked = 0.0
        self.reading: ReadingDialog | None = None
        self.entries: list[EntryWindow] = []
        self.settings: list[SettingsDialog] = []
        self.asked: QuestionDialog | RoundDialog | TableDialog | None = None
        # What is pressed once a look that began after the press has found a workbook.
        self._waiting: tuple[str, int] | None = None
        looks.set_up_looks(self.root, self._scale)
        looks.speak_chinese(self.root)
        self.watching = Watching(self._merge_by_itself, lambda said: self.helper.events.put(Noticed(said)))
        self.buttons: Mapping[str, ttk.Button] = self._lay_out()
        self.root.title(_TITLE)
        self.attention = Attention(self.root)
        # Narrower, captions would be cut.
        self.root.update_idletasks()
        wide, high = looks.room(self.root, self._scale)
        self.root.minsize(min(wide, max(self._px(760), self.root.winfo_reqwidth())), min(high, self._px(_LEAST)))
        self.placing = Placing(self.root, self._scale, helper, min(high, self._px(_LEAST)))
        self.root.protocol("WM_DELETE_WINDOW", self.root.iconify)
        self.root.bind("<FocusIn>", lambda _: self._focused())
        if minimized:
            self.root.iconify()
        self._look()
        self.root.after(_TICK, self._tick)

    def mainloop(self) -> None:
        """Show the window until the helper ends."""
        self.watching.start()
        try:
            self.root.mainloop()
        finally:
            self.watching.stop()

    def choose_file(self, path: Path) -> None:
        """Work on a saved file from now on."""
        self.book.choose_file(path)
        note_recent(path)

    def _px(self, pixels: int) -> int:
        """Return a length for this screen; fonts grow by themselves."""
        return round(pixels * self._scale)

    def _lay_out(self) -> dict[str, ttk.Button]:
        frame = ttk.Frame(self.root, padding=self._px(_EDGE))
        frame.pack(fill="both", expand=True)
        # Before all that may shrink: on a low screen it stays in sight.
        foot = ttk.Frame(frame)
        foot.pack(side="bottom", fill="x", pady=(self._px(5), 0))
        ttk.Label(foot, text=f"版本 {__version__} · 关闭窗口后助手仍在运行").pack(side="left")
        ttk.Button(foot, text="退出助手", style="Tools.TButton", command=self.helper.stopped.set).pack(side="right")
        self.set = ttk.Button(foot, text="设置…", style="Tools.TButton", command=self.set_up)
        self.set.pack(side="right", padx=self._px(8))

        self.book = BookChoice(frame, self._px(8), self._look, self.choose_file, self.begin_with)
        self.book.row.pack(fill="x", pady=(0, self._px(6)))

        buttons: dict[str, ttk.Button] = {}
        for group, look in (("main", "Main.TButton"), ("tools", "Tools.TButton")):
            line = ttk.Frame(frame)
            line.pack(fill="x")
            made = {
                each.verb: ttk.Button(line, text=each.caption, style=look, command=self._presser(each.verb))
                for each in BUTTONS
                if each.group == group
            }
            most = looks.room(self.root, self._scale)[0] - 2 * self._px(_EDGE)
            looks.line_up(line, list(made.values()), most, self._px(8), self._px(4))
            buttons |= made

        self.line = RoundLine(frame, self.watching, lambda: self.book.file)
        self.line.row.pack(fill="x")

        line = ttk.Frame(frame)
        line.pack(fill="x", pady=self._px(3))
        self.bar = ttk.Progressbar(line, maximum=1.0, length=self._px(_BAR))
        self.bar.pack(side="right")
        self.status = ttk.Label(line, text="就绪。也可以直接在工作簿里点按钮。", width=1, anchor="w")
        self.status.pack(side="left", fill="x", expand=True, padx=(0, self._px(8)))

        self.results = ResultsView(frame, self._scale, self._tell)
        self.results.frame.pack(fill="both", expand=True, pady=(self._px(5), 0))
        return buttons

    def _merge_by_itself(self, book: Path) -> bool:
        """Press 合并回收 for a workbook, in the program if it is open there (自动合并)."""
        return self.helper.press("merge", self.book.opened(book))

    def _presser(self, verb: str) -> Callable[[], None]:
        return lambda: self._press(verb)

    def _press(self, verb: str) -> None:
        # Who presses another button no longer means the one that waits.
        self._waiting = None
        target = self.book.target
        if target is None:
            # The workbook may have been opened a moment ago: look for it first.
            self.status["text"] = "正在找打开的分工表…"
            self._waiting = verb, self.helper.look()
        elif not self.helper.press(verb, target, First.TELL):
            self.status["text"] = "上一步还没有做完，这一次没有做。请等它做完再点。"

    def begin_with(self, source: Path, book: Path) -> ReadingDialog:
        """Show how a table is read, and work on the workbook once it is made of it."""
        self.reading = ReadingDialog(self.root, source, book, self._made)
        return self.reading

    def _made(self, result: Creation) -> None:
        self.choose_file(result.path)
        told = tell_creation(result)
        self.status["text"] = told.text.split("\n")[0]
        self.results.say(told.text, told.made)

    def _tell(self, said: str) -> None:
        """Show a line below the bar of progress."""
        self.status["text"] = said

    def _look(self) -> None:
        if time.monotonic() - self._looked >= _LOOK_AGAIN:
            self._looked = time.monotonic()
            self.helper.look()

    def _tick(self) -> None:
        if self.helper.stopped.is_set():
            self.root.destroy()
            return
        while True:
            try:
                event = self.helper.events.get_nowait()
            except queue.Empty:
                break
            match event:
                case Began(verb):
                    self._enable(False)
                    self.bar["value"] = 0.0
                    self.status["text"] = f"正在{caption(verb)}…"
                case Progressed(text, fraction):
                    self.bar["value"] = fraction
                    self.status["text"] = text
                case Done():
                    self._finish(event)
                    if self.book.file is None:
                        # Pressed in a workbook that was opened since the last look.
                        self.helper.look()
                    self.watching.look(self.book.file)
                case ScreenPlace():
                    self.attention.step_back()
                    self.placing.stand(event)
                case Noticed(text):
                    self.status["text"] = text.split("\n")[0]
                    self.results.say(text)
                    self.attention.call()
                case BooksListed(look, opened, recent, problem):
                    self._list(look, opened, recent, problem)
        self.placing.look()
        self.root.after(_TICK, self._tick)

    def _focused(self) -> None:
        self.attention.seen()
        self._look()

    def _enable(self, enabled: bool) -> None:
        for button in self.buttons.values():
            button.state(["!disabled" if enabled else "disabled"])

    def _finish(self, done: Done) -> None:
        self._enable(True)
        self.bar["value"] = 1.0 if done.ok else 0.0
        ended = "：等您在小窗口里回答" if done.ask else "：还没有可办的，见下面" if done.idle else "完成"
        ended = ended if done.ok else "没有做成，原因见下面"
        self.status["text"] = f"{caption(done.verb)}{ended}。"
        if done.foretells:
            self.bar["value"] = 0.0
            self.results.say(done.message)
        else:
            self.results.add(done)
        if not done.ask and (not done.ok or done.alone):
            self.root.deiconify()
            self.root.lift()
        elif not done.ask and "\n" in done.message:
            # More than fits into the spreadsheet program's status bar. What came of it stands in the sheets, which this would cover.
            self.attention.mark()
        if done.leads and (book := self.book.file):
            self._go_on(done.leads, book)
        if self.asked:
            # The question of the press before: nobody waits for its answer any more.
            self.asked.top.destroy()
            self.asked = None
        if isinstance(done.ask, RoundQuestion):
            self.asked = RoundDialog(self.root, caption(done.verb), done.ask, partial(self._answer, done.verb))
        elif isinstance(done.ask, TableQuestion):
            self.asked = TableDialog(self.root, caption(done.verb), done.ask, partial(self._answer, done.verb))
        elif done.ask:
            self.asked = QuestionDialog(self.root, caption(done.verb), done.ask, partial(self._answer, done.verb))

    def _go_on(self, where: str, book: Path) -> None:
        """Open the window in which one goes on after a step that could do nothing by itself."""
        if where == "round":
            self.set_up(next_one=True)
        else:
            keep_while_open(self.entries, EntryWindow(self.root, book, where, told=lambda: self.watching.look(book)))

    def set_up(self, *, next_one: bool = False) -> None:
        """Show the settings of the chosen workbook, with the round that follows where it is for that."""
        book = self.book.file
        if book is None:
            self.status["text"] = "请先打开分工表，或点“选择文件…”选一份保存好的分工表。"
            return

        def told(said: str) -> None:
            if said:
                self.status["text"] = said
                self.results.say(said)
            self.watching.look(book)

        # What is typed into an open one stays; the round that follows is proposed in a new one.
        shown_once(
            self.settings,
            lambda window: not next_one and window.path == book,
            lambda: SettingsDialog(self.root, book, told, next_one=next_one),
        )

    def _answer(self, verb: str, answer: Answer) -> None:
        if not self.helper.answer(verb, answer):
            self.status["text"] = "上一步还没有做完，这一次没有做。请等它做完再点。"

    def _list(self, look: int, opened: list[Opened], recent: list[Path], problem: str) -> None:
        before = self.book.file
        self.book.show(opened, recent)
        if self.book.file != before:
            self.watching.look(self.book.file)
        targets = self.book.targets
        verb = None
        if self._waiting and look >= self._waiting[1]:
            verb, self._waiting = self._waiting[0], None
        if verb and len(targets) == 1:
            self._press(verb)
        elif verb and targets:
            self.status["text"] = "打开的分工表不止一份：请在上面选好“工作簿”，再点一次按钮。"
        elif problem:
            self.status["text"] = problem
        elif verb:
            self.status["text"] = "请先打开分工表，或点“选择文件…”选一份保存好的分工表。"
