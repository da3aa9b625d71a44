"""待核实, as a window: what waits for the office with all that one needs to decide, one or several rows at once."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tkinter import ttk
from typing import Final

from xlplan.actions.book import open_book
from xlplan.actions.deciding import Decided, Waiting, WaitingList, rule_on, waiting
from xlplan.office.helper import looks
from xlplan.office.helper.aside import aside
from xlplan.office.helper.parts import add_table, add_words, replace_words, shared_room
from xlplan.telling.deciding import WAITING_HEADINGS, details, tell_decided, waiting_cells, waiting_line

_WIDTHS: Final = (100, 130, 70, 260, 110, 190, 190)


class DecisionsWindow:
    """The window of one workbook, or of one `department` in it; `told` is called when something was decided."""

    def __init__(
        self, parent: tkinter.Misc, book: Path, told: Callable[[], None] = lambda: None, department: str = ""
    ) -> None:
        self.book, self._told, self.department = book, told, department
        self._rows: dict[str, Waiting] = {}
        self._found: WaitingList | None = None
        self._kinds: frozenset[object] = frozenset()
        """The kinds of the chosen rows, for which the ruling was chosen."""
        self.top = tkinter.Toplevel(parent)
        self.top.title(" · ".join(filter(None, ("待核实", department, book.name))))
        scale = looks.scale_of(self.top)
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        self.head = ttk.Label(frame, text="正在看…", anchor="w")
        self.head.pack(fill="x", pady=(0, 6))
        form = ttk.Frame(frame)
        form.pack(side="bottom", fill="x", pady=(8, 0))
        self.ruling = ttk.Combobox(form, state="readonly", width=12)
        self.leader = ttk.Entry(form, width=10)
        self.day = ttk.Entry(form, width=12)
        self.operator = ttk.Entry(form, width=10)
        fields = (("处理意见", self.ruling), ("同意领导", self.leader), ("日期", self.day), ("经办人", self.operator))
        for label, widget in fields:
            ttk.Label(form, text=label).pack(side="left")
            widget.pack(side="left", padx=(4, 12))
        self.day.insert(0, date.today().isoformat())
        self.carry_out = ttk.Button(form, text="办理选中的", style="Tools.TButton", command=self.decide)
        self.carry_out.pack(side="right")
        lists = shared_room(frame, 5, 4)
        around = ttk.Frame(lists)
        around.grid(row=0, column=0, sticky="nsew")
        widths = [round(width * scale) for width in _WIDTHS]
        self.table = add_table(around, WAITING_HEADINGS, widths, 8, stretched=round(180 * scale), select="extended")
        self.table.tag_configure("refused", foreground=looks.RED)
        self.table.bind("<<TreeviewSelect>>", lambda _: self.show())
        self.table.bind("<Control-a>", lambda _: self.table.selection_set(*self.table.get_children()))
        words = ttk.Frame(lists)
        words.grid(row=1, column=0, sticky="nsew", pady=(8, 0))
        self.text = add_words(words, 7)
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        self.top.bind("<F5>", lambda _: self.read())
        self.top.bind("<Control-Return>", lambda _: self.carry_out.invoke())
        looks.place(self.top, scale)
        self.table.focus_set()
        self.read()

    def read(self) -> None:
        """Read what waits, beside the window."""

        def work() -> WaitingList:
            book = open_book(self.book)
            found = waiting(book, book.settings.round, datetime.now())
            mine = [each for each in found.rows if self.department in ("", each.row["department"])]
            return replace(found, rows=mine)

        aside(self.top, work, self._list)

    def show(self) -> None:
        """Show all that one needs to decide on the first chosen row, and the rulings that all chosen ones take."""
        chosen = [self._rows[row] for row in self.table.selection() if row in self._rows]
        options = [each for each in chosen[0].options if all(each in one.options for one in chosen)] if chosen else []
        self.ruling["values"] = [str(each) for each in options]
        kinds = frozenset(each.row["kind"] for each in chosen)
        if kinds != self._kinds or self.ruling.get() not in self.ruling["values"]:
            # What rows of several kinds have in common nobody meant for all of them.
            self.ruling.set(str(options[0]) if options and len(kinds) == 1 else "")
        self._kinds = kinds
        replace_words(self.text, details(chosen[0]) if chosen else "")

    def decide(self) -> None:
        """Carry out the ruling on the chosen rows."""
        chosen = [(row, self._rows[row]) for row in self.table.selection() if row in self._rows]
        if not chosen or not self.ruling.get():
            self.head["text"] = "请先选中一行或几行（按住 Ctrl 或 Shift 选几行，Ctrl+A 全选），再选处理意见。"
            return
        said = {"decision": self.ruling.get(), "leader": self.leader.get().strip(), "date": self.day.get().strip()}
        rows = [{**each.row, **said} for _, each in chosen]
        operator = self.operator.get().strip()
        self.carry_out.state(["disabled"])

        def work() -> Decided:
            book = open_book(self.book)
            return rule_on(book, book.settings.round, datetime.now(), rows, operator)

        def done(result: Decided | str) -> None:
            self.carry_out.state(["!disabled"])
            if isinstance(result, str):
                replace_words(self.text, result)
                return
            self.head["text"], text = tell_decided(result, rows)
            if result.count:
                self._told()
                self.read()
            replace_words(self.text, text)

        aside(self.top, work, done)

    def _list(self, found: WaitingList | str) -> None:
        if isinstance(found, str):
            self.head["text"] = found
            return
        if not self.operator.get():
            self.operator.insert(0, found.operator)
        if self._found is None or not found.rows:
            self.head["text"] = waiting_line(found)
        self._found = found
        self.table.delete(*self.table.get_children())
        self._rows = {self.table.insert("", "end", values=[*waiting_cells(each)]): each for each in found.rows}
        self.show()
