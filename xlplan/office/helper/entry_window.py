"""代录 and what else the office writes of a department itself, as a window: its tasks, and one form for several of them."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tkinter import ttk
from typing import Final

from xlplan.actions.book import open_book
from xlplan.actions.deciding import Decided, rule_on
from xlplan.actions.entering import DeskRow, OfficeDesk, office_desk
from xlplan.actions.receiving import correct_received
from xlplan.decisions.written import written_rows
from xlplan.office.helper import looks
from xlplan.office.helper.aside import aside
from xlplan.office.helper.entry_form import MILESTONE, OPERATOR, EntryForm
from xlplan.office.helper.parts import add_table, replace_words
from xlplan.telling.deciding import tell_decided
from xlplan.telling.entering import (
    CHOOSE_TASKS,
    DESK_HEADINGS,
    NOTHING_SAID,
    RECEIVED,
    WHAT_TO_DO,
    desk_cells,
    desk_line,
    tell_corrected,
)
from xlplan.terms.choices import QuestionKind

_WIDTHS: Final = (70, 340, 60, 90, 60, 380)
_STRETCHED: Final = 300
_MOST_LINES: Final = 6


class EntryWindow:
    """The window of one workbook; `told` is called when something was written."""

    def __init__(
        self, parent: tkinter.Misc, book: Path, kind: str = QuestionKind.ENTERED, department: str = "",
        told: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._book, self._told = book, told
        self._desk: OfficeDesk | None = None
        self._rows: dict[str, DeskRow] = {}
        self.top = tkinter.Toplevel(parent)
        self.top.title(f"代录和核定 · {book.name}")
        scale = looks.scale_of(self.top)
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        head = ttk.Frame(frame)
        head.pack(fill="x")
        ttk.Label(head, text="部门").pack(side="left")
        self.department = ttk.Combobox(head, state="readonly", width=36)
        self.department.pack(side="left", padx=(4, 12))
        self.department.set(department)
        self.department.bind("<<ComboboxSelected>>", lambda _: self.show())
        ttk.Label(head, text="写什么").pack(side="left")
        self.kind = ttk.Combobox(head, state="readonly", width=10, values=[str(each) for each in WHAT_TO_DO])
        self.kind.pack(side="left", padx=(4, 12))
        self.kind.set(kind)
        self.kind.bind("<<ComboboxSelected>>", lambda _: self.show_form())
        self.head = ttk.Label(head, text="正在看…", anchor="w")
        self.head.pack(side="left", fill="x", expand=True)
        # Before all that may shrink: on a low screen it stays in sight.
        self.text = tkinter.Text(
            frame, width=20, height=2, wrap="char", state="disabled", relief="flat", font="TkTextFont"
        )
        self.text.pack(side="bottom", fill="x", pady=(6, 0))
        foot = ttk.Frame(frame)
        foot.pack(side="bottom", fill="x")
        self.form = EntryForm(foot, scale)
        self.write = ttk.Button(foot, text="记下来", style="Tools.TButton", command=self.enter)
        self.write.pack(side="right", anchor="s", padx=(8, 0), pady=(0, 4))
        self.form.frame.pack(side="left", fill="x", expand=True)
        self.what = ttk.Label(frame, anchor="w")
        self.what.pack(side="bottom", fill="x", pady=(6, 0))
        around = ttk.Frame(frame)
        around.pack(fill="both", expand=True, pady=(8, 0))
        widths = [round(width * scale) for width in _WIDTHS]
        self.table = add_table(around, DESK_HEADINGS, widths, 6, stretched=round(_STRETCHED * scale), select="extended")
        self.table.bind("<<TreeviewSelect>>", lambda _: self._chosen_changed())
        self.table.bind("<Control-a>", lambda _: self.table.selection_set(*self.table.get_children()))
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        self.top.bind("<F5>", lambda _: self.read())
        self.top.bind("<Control-Return>", lambda _: self.write.invoke())
        self.show_form()
        looks.place(self.top, scale)
        self.department.focus_set()
        self.read()

    def read(self) -> None:
        """Read how the round stands, beside the window."""

        def work() -> OfficeDesk:
            book = open_book(self._book)
            return office_desk(book, book.settings.round, datetime.now())

        aside(self.top, work, self._list)

    def show(self) -> None:
        """Show the rows of the chosen department."""
        if not self._desk:
            return
        name = self.department.get()
        self.head["text"] = desk_line(self._desk, name) if name else "请选部门。"
        chosen = {(row.task, row.summary) for row in self._chosen()}
        self.table.delete(*self.table.get_children())
        self._rows = {
            self.table.insert("", "end", values=[*desk_cells(each)]): each
            for each in self._desk.departments.get(name, ())
        }
        again = [row for row, each in self._rows.items() if (each.task, each.summary) in chosen]
        self.table.selection_set(*again)

    def show_form(self) -> None:
        """Show what is to be filled in for the chosen kind."""
        self.what["text"] = WHAT_TO_DO[self.kind.get()]
        days = [each.isoformat() for row in self._chosen()[:1] for each in row.milestones]
        self.form.show(self.kind.get(), days)

    def enter(self) -> None:
        """Write down what is said of the chosen tasks."""
        kind, department = self.kind.get(), self.department.get()
        if not department or not (kind == RECEIVED or self._chosen()):
            replace_words(self.text, CHOOSE_TASKS)
            return
        operator = self.form.text(OPERATOR)
        self.write.state(["disabled"])
        if kind == RECEIVED:
            day = self.form.text("date")

            def correct() -> str:
                book = open_book(self._book)
                said = correct_received(book, book.settings.round, datetime.now(), department, day, operator)
                return tell_corrected(said)

            aside(self.top, correct, self._written)
            return
        tasks = [(row.task, row.summary) for row in self._chosen()]
        rows = written_rows(
            QuestionKind(kind), department, tasks, self.form.said(), source=self.form.text("source"),
            leader=self.form.text("leader"), day=self.form.text("date"), milestone=self.form.text(MILESTONE),
        )  # fmt: skip
        if not rows:
            self._written(NOTHING_SAID)
            return

        def work() -> Decided:
            book = open_book(self._book)
            return rule_on(book, book.settings.round, datetime.now(), rows, operator)

        def done(result: Decided | str) -> None:
            if isinstance(result, str):
                self._written(result)
                return
            head, why = tell_decided(result, rows)
            left = {rows[place].get("item") for place in result.refused if place < len(rows)}
            self.form.clear({row.get("item") for row in rows if result.count} - left)
            self._written(f"{head}\n{why}".strip())

        aside(self.top, work, done)

    def _written(self, said: str) -> None:
        self.write.state(["!disabled"])
        self.text["height"] = min(_MOST_LINES, max(2, said.count("\n") + 1))
        replace_words(self.text, said)
        self._told()
        self.read()

    def _chosen(self) -> list[DeskRow]:
        return [self._rows[row] for row in self.table.selection() if row in self._rows]

    def _chosen_changed(self) -> None:
        if self.kind.get() == QuestionKind.MILESTONE:
            self.show_form()

    def _list(self, found: OfficeDesk | str) -> None:
        if isinstance(found, str):
            self.head["text"] = found
            return
        self._desk = found
        self.department["values"] = list(found.departments)
        if not self.form.value(OPERATOR).get():
            self.form.value(OPERATOR).set(found.operator)
        self.show()
