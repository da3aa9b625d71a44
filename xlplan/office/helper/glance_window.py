"""一眼看全期, as a window: departments with their state and lights, searched, filtered and sorted; below, the tasks and papers of the chosen one."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from xlplan.actions.book import open_book
from xlplan.actions.glance import RoundGlance, glance
from xlplan.actions.history import history
from xlplan.office.helper import looks
from xlplan.office.helper.aside import aside
from xlplan.office.helper.decisions_window import DecisionsWindow
from xlplan.office.helper.entry_window import EntryWindow
from xlplan.office.helper.made_list import MadeList
from xlplan.office.helper.parts import (
    add_table,
    add_words,
    cell_under_mouse,
    keep_while_open,
    replace_words,
    shared_room,
    shown_once,
)
from xlplan.telling.glance import (
    GLANCE_HEADINGS,
    STANDS,
    TASK_HEADINGS,
    about,
    glance_cells,
    glance_line,
    not_to_be_opened,
    ordered,
    papers_of,
    task_cells,
    text_to,
)
from xlplan.telling.history import tell_history
from xlplan.terms.choices import QuestionKind
from xlplan.terms.errors import XlplanError

if TYPE_CHECKING:
    from xlplan.actions.fetched import Fetching
    from xlplan.status.glance import DepartmentGlance

_ALL: Final = "全部"
_OPEN: Final = "点一下打开"
_WIDTHS: Final = (250, 100, 50, 250, 60, 110, 80, 110)
_TASK_WIDTHS: Final = (70, 330, 60, 60, 60, 450)
_SHARES: Final = (7, 5, 5)
"""Of the room below the search: for the departments, their tasks, and the words beside what can be opened."""
_AGAIN: Final = 300
_COLOURS: Final = {"红": "#F8D7D5", "黄": "#FFF2CC"}


class GlanceWindow:
    """The window of one workbook; `now_known` tells by the newest look what has arrived, and with it that all is to be read anew."""

    def __init__(self, parent: tkinter.Misc, book: Path, now_known: Callable[[], Fetching | None]) -> None:
        self.book, self._now_known = book, now_known
        self._result: RoundGlance | None = None
        self._shown: dict[str, DepartmentGlance] = {}
        self._ids: dict[str, str] = {}
        self._order = (0, False)
        self.entries: list[EntryWindow] = []
        self.decisions: list[DecisionsWindow] = []
        self._known: Fetching | None = None
        self.top = tkinter.Toplevel(parent)
        self.top.title(f"各部门 · {book.name}")
        scale = looks.scale_of(self.top)
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        self.head = ttk.Label(frame, text="正在看…", anchor="w")
        self.head.pack(fill="x")
        row = ttk.Frame(frame)
        row.pack(fill="x", pady=8)
        ttk.Label(row, text="查找").pack(side="left")
        self.search = ttk.Entry(row, width=20)
        self.search.pack(side="left", padx=8)
        self.search.bind("<KeyRelease>", lambda _: self.fill())
        ttk.Label(row, text="状态").pack(side="left")
        self.stand = ttk.Combobox(row, state="readonly", values=[_ALL, *STANDS], width=12)
        self.stand.set(_ALL)
        self.stand.pack(side="left", padx=8)
        self.stand.bind("<<ComboboxSelected>>", lambda _: self.fill())
        self.copy = ttk.Button(row, text="复制给它的话", style="Tools.TButton", command=self.copy_text)
        self.copy.pack(side="right")
        self.enter = ttk.Button(row, text="代录和核定…", style="Tools.TButton", command=self.write_for)
        self.enter.pack(side="right", padx=8)
        self.ask = ttk.Button(row, text="它的待核实…", style="Tools.TButton", command=self.decide_on)
        self.ask.pack(side="right")
        for button in (self.copy, self.ask):
            button.state(["disabled"])
        lists = shared_room(frame, *_SHARES)
        self.departments = self._table(lists, 0, GLANCE_HEADINGS, _WIDTHS, 9, scale)
        for number, name in enumerate(GLANCE_HEADINGS):
            self.departments.heading(name, command=lambda number=number: self.sort_by(number))  # type: ignore[misc]
        self.departments.bind("<<TreeviewSelect>>", lambda _: self.show_tasks())
        self.tasks = self._table(lists, 1, TASK_HEADINGS, _TASK_WIDTHS, 5, scale)
        self.tasks.bind("<<TreeviewSelect>>", lambda _: self.show_history())
        for key in ("<Return>", "<KP_Enter>"):
            self.departments.bind(key, lambda _: self.open_sheet())
        self.departments.bind("<Double-Button-1>", lambda event: self.open_sheet() if cell_under_mouse(event) else None)
        below = ttk.Frame(lists)
        below.grid(row=2, column=0, sticky="nsew", pady=(2, 0))
        below.rowconfigure(0, weight=1)
        for column, share in enumerate((3, 2)):
            below.columnconfigure(column, weight=share, uniform="below")
        words = ttk.Frame(below)
        words.grid(row=0, column=0, sticky="nsew")
        self.text = add_words(words, 4)
        self.papers = MadeList(below, _OPEN, scale, 3, self._tell)
        self.papers.frame.grid(row=0, column=1, sticky="nsew", padx=(6, 0))
        self.top.bind("<Control-f>", lambda _: self.search.focus_set())
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        self.top.bind("<F5>", lambda _: self.read())
        looks.place(self.top, scale)
        self.search.focus_set()
        self._known = self._now_known()
        self.read()
        self._tick()

    def read(self) -> None:
        """Read how the round stands, beside the window."""
        arrived = self._known.count.unmerged if self._known else ()

        def work() -> RoundGlance:
            source = open_book(self.book)
            return glance(source, source.settings.round, datetime.now(), arrived)

        aside(self.top, work, self._show)

    def _show(self, found: RoundGlance | str) -> None:
        if isinstance(found, str):
            self.head["text"] = found
            return
        self._result = found
        self.head["text"] = glance_line(found)
        self.fill()

    def fill(self) -> None:
        """Show what the search and the filter leave."""
        chosen = self._chosen()
        self.departments.delete(*self.departments.get_children())
        self._shown = {}
        if self._result is None:
            return
        stand = self.stand.get()
        column, backwards = self._order
        left = ordered(
            self._result.departments,
            self.search.get().strip(),
            "" if stand == _ALL else stand,
            column,
            backwards=backwards,
        )
        for each in left:
            row = self.departments.insert("", "end", values=[*glance_cells(each)], tags=(each.light.label,))
            self._shown[row] = each
            if chosen and each.department == chosen.department:
                self.departments.selection_set(row)
        self.show_tasks()

    def sort_by(self, column: int) -> None:
        """Sort by a column; once more, the other way round."""
        self._order = (column, self._order == (column, False))
        self.fill()

    def show_tasks(self) -> None:
        """Show the tasks of the chosen department, and what is to be said to it."""
        each = self._chosen()
        self.tasks.delete(*self.tasks.get_children())
        text = text_to(each) if each else ""
        self.copy.state(["!disabled" if text else "disabled"])
        self.ask.state(["!disabled" if each else "disabled"])
        shut = not_to_be_opened(self._result, each.department) if each and self._result else ""
        replace_words(self.text, "\n".join(filter(None, (about(each) if each else "", text, shut))))
        self.papers.show(papers_of(self._result, each.department) if each and self._result else ())
        # Tk would give 1.10 back as 1.1.
        self._ids = {
            self.tasks.insert("", "end", values=[*values], tags=(values[3],)): task
            for task, values in (task_cells(each) if each else ())
        }

    def show_history(self) -> None:
        """Show the history of the chosen task."""
        for row in self.tasks.selection()[:1]:
            try:
                source = open_book(self.book)
                replace_words(self.text, tell_history(history(source, self._ids[row], datetime.now())).text)
            except XlplanError as error:
                replace_words(self.text, str(error))

    def open_sheet(self) -> None:
        """Open the sheet that the chosen department was handed."""
        if (each := self._chosen()) and self._result and (papers := self._result.papers.get(each.department)):
            self.papers.open(papers.sheet)

    def decide_on(self) -> None:
        """Let the office decide what the chosen department asks: in the window that is open for it, or a new one."""
        if each := self._chosen():
            window, before = shown_once(
                self.decisions,
                lambda window: window.department == each.department,
                lambda: DecisionsWindow(self.top, self.book, self.read, each.department),
            )
            if before:
                window.read()

    def copy_text(self) -> None:
        """Put what is to be said to the chosen department into the clipboard."""
        if (each := self._chosen()) and (text := text_to(each)):
            self.top.clipboard_clear()
            self.top.clipboard_append(text)
            self.head["text"] = f"给{each.department}的话已复制，到聊天里粘贴就行。"

    def write_for(self) -> None:
        """Let the office write of the chosen department itself."""
        each = self._chosen()
        name = each.department if each else ""
        window = EntryWindow(self.top, self.book, QuestionKind.ENTERED, name, self.read)
        keep_while_open(self.entries, window)

    def _tell(self, said: str) -> None:
        self.head["text"] = said

    def _chosen(self) -> DepartmentGlance | None:
        return next((self._shown[row] for row in self.departments.selection() if row in self._shown), None)

    def _tick(self) -> None:
        if not self.top.winfo_exists():
            return
        known = self._now_known()
        if known is not self._known:
            # Something arrived, or a step was done.
            before, self._known = self._known, known
            if known is None or before is None or (known.count, known.chased) != (before.count, before.chased):
                self.read()
        self.top.after(_AGAIN, self._tick)

    def _table(
        self, lists: ttk.Frame, place: int, headings: tuple[str, ...], widths: tuple[int, ...], rows: int, scale: float
    ) -> ttk.Treeview:
        around = ttk.Frame(lists)
        around.grid(row=place, column=0, sticky="nsew", pady=(0, 6))
        table = add_table(
            around, headings, [round(width * scale) for width in widths], rows, stretched=round(240 * scale)
        )
        for word, colour in _COLOURS.items():
            table.tag_configure(word, background=colour)
        return table
