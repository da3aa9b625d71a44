"""A small window at the first press on a workbook that has only a table: how it is read, which round, where results go."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.office.helper import looks
from xlplan.office.helper.column_strip import ColumnStrip, renamed
from xlplan.office.helper.round_fields import RoundFields
from xlplan.telling.table_only import ADD, RESULTS_ONLY, what_each_means

_WIDTH: Final = 760
"""Pixels of a line, at 100 %."""
_STRIP: Final = 130
_IN_A_LINE: Final = 7
_MOST_NAMES: Final = 42


class TableDialog:
    """Asks, and hands the answer to `answered`. Escape and closing the window mean 取消, Return nothing: nothing happens by mistake."""

    def __init__(
        self, root: tk.Tk, title: str, question: TableQuestion, answered: Callable[[TableAnswer], object]
    ) -> None:
        self._question, self._answered = question, answered
        # No child of the helper's window, which may be closed to an icon.
        self.top = tk.Toplevel(root)
        self.top.title(f"{title}：第一次用这份工作簿")
        self.top.attributes("-topmost", True)
        scale = looks.scale_of(self.top)
        wide = round(_WIDTH * scale)
        frame = ttk.Frame(self.top, padding=16)
        frame.pack(fill="both", expand=True)
        # Before all that may shrink: on a low screen it stays in sight.
        foot = ttk.Frame(frame)
        foot.pack(side="bottom", pady=(8, 0))
        self.go_on = ttk.Button(foot, text="好，接着办", command=self._end)
        self.again = ttk.Button(foot, text="按改过的再读一遍", command=self._read_again)
        self.cancel = ttk.Button(foot, text="取消", command=self.top.destroy)
        for button in (self.go_on, self.again, self.cancel):
            button.pack(side="left", padx=8)
        self.go_on.state(["disabled" if question.problem else "!disabled"])
        if question.problem:
            ttk.Label(frame, text=question.problem, foreground=looks.RED, wraplength=wide, justify="left").pack(
                anchor="w"
            )
        ttk.Label(frame, text=question.said, wraplength=wide, justify="left").pack(anchor="w")
        ttk.Label(frame, text="每一列认作什么，不对的在上面改：").pack(anchor="w", pady=(8, 0))
        self.columns = ColumnStrip(frame, round(_STRIP * scale))
        self.columns.show(question.columns)
        self.departments = self._names(frame)
        self.fields = RoundFields(frame, question.rounds, question.today, wide)
        self.add = tk.BooleanVar(self.top, value=False)
        self.choices = [
            ttk.Radiobutton(frame, text=text, value=value, variable=self.add)
            for text, value in ((RESULTS_ONLY, False), (ADD, True))
        ]
        for choice in self.choices:
            choice.pack(anchor="w", pady=(4, 0))
        if question.hindrance:
            self.choices[1].state(["disabled"])
        ttk.Label(frame, text=what_each_means(question.hindrance), wraplength=wide, justify="left").pack(
            anchor="w", pady=(4, 0)
        )
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        looks.place(self.top, scale)
        self.top.lift()
        self.fields.round.focus_force()

    def _names(self, frame: ttk.Frame) -> dict[str, tk.BooleanVar]:
        """Show the departments, each with a tick; return the ticks by name."""
        names = self._question.departments
        said = f"部门（{len(names)}个），不是部门的去掉勾：" if names else "没有认出部门。"
        ttk.Label(frame, text=said).pack(anchor="w", pady=(8, 0))
        table = ttk.Frame(frame)
        table.pack(anchor="w")
        ticks = {}
        for number, name in enumerate(names[:_MOST_NAMES]):
            ticks[name] = tk.BooleanVar(self.top, value=name not in self._question.reading.no_departments)
            box = ttk.Checkbutton(table, text=name[:12], variable=ticks[name])
            box.grid(row=number // _IN_A_LINE, column=number % _IN_A_LINE, sticky="w", padx=(0, 8))
        if len(names) > _MOST_NAMES:
            more = f"还有{len(names) - _MOST_NAMES}个没有列在这里；不是部门的，写进“设置”的“不是部门的名称”。"
            ttk.Label(frame, text=more).pack(anchor="w")
        return ticks

    def reading(self) -> TableReading:
        """Return the reading as it is shown now."""
        before, changed = self._question.reading, self.columns.changed()
        left = {column.heading for column, wanted in changed if wanted is None}
        taken = {column.heading for column, wanted in changed if wanted}
        kept = tuple(dict.fromkeys([*(each for each in before.kept if each not in taken), *sorted(left)]))
        none = tuple(name for name, tick in self.departments.items() if not tick.get())
        return TableReading(renamed(before.columns, changed), kept, none)

    def _read_again(self) -> None:
        reading = self.reading()
        self.top.destroy()
        self._answered(TableAnswer(reading))

    def _end(self) -> None:
        answer = self.fields.answer()
        if answer is None:
            return
        reading = self.reading()
        self.top.destroy()
        self._answered(TableAnswer(reading, answer, self.add.get()))
