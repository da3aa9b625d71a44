"""设置 in the helper's window: the round, its deadline, merging by itself, where returns arrive, and by what lights are judged."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tkinter import ttk
from typing import Final

from xlplan.actions.book import Book, open_book
from xlplan.actions.set_settings import OF_THE_ROUND, THRESHOLDS, set_settings, settings_now
from xlplan.office.buttons.round_question import likely_deadline, likely_rounds
from xlplan.office.helper import looks
from xlplan.office.helper.aside import aside
from xlplan.office.helper.folders_dialog import FoldersDialog
from xlplan.schedule.rounds import Round, next_round, read_round
from xlplan.telling.set_settings import SAYS_WHERE, tell_set
from xlplan.terms.errors import XlplanError
from xlplan.terms.setting_items import SETTING_ITEMS

_WIDTH: Final = 660
"""Pixels of a line of explanation, at 100 %."""
_YES_OR_NO: Final = ("是", "否")
_WIDE: Final = {"weights": 46}
"""Characters of fields that hold more than a number or a day."""
_ANSWERS: Final = ("auto_merge", "name_departments", "stamped_copy")


class SettingsDialog:
    """The dialogue of one workbook. With `next_one` it proposes the round that follows. `told` is called with what was set."""

    def __init__(
        self, parent: tkinter.Misc, book: Path, told: Callable[[str], None], *, next_one: bool = False
    ) -> None:
        self.path, self._told, self._next = book, told, next_one
        self._book: Book | None = None
        self.asked: FoldersDialog | None = None
        self.top = tkinter.Toplevel(parent)
        self.top.title(f"设置 · {book.name}")
        scale = looks.scale_of(self.top)
        wide = round(_WIDTH * scale)
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        foot = ttk.Frame(frame)
        foot.pack(side="bottom", fill="x", pady=(8, 0))
        forms = ttk.Frame(frame)
        forms.pack(fill="x")
        self.fields: dict[str, ttk.Entry] = {}
        self._proposed: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self.meaning = ttk.Label(frame, text=SETTING_ITEMS["auto_merge"][2], wraplength=wide, justify="left")
        form = self._form(forms, "本期", OF_THE_ROUND)
        ttk.Label(form, text=SETTING_ITEMS["incoming"][0]).grid(row=len(OF_THE_ROUND), column=0, sticky="w", pady=4)
        self.folders = ttk.Button(form, text="选文件夹…", style="Tools.TButton", command=self.ask_for_folders)
        self.folders.grid(row=len(OF_THE_ROUND), column=1, sticky="w", pady=4)
        self._form(forms, "亮灯、考核和通报", THRESHOLDS)
        self.meaning.pack(anchor="w", pady=4)
        ttk.Label(frame, text=SAYS_WHERE, wraplength=wide, justify="left").pack(anchor="w")
        self.problem = ttk.Label(frame, foreground=looks.RED, wraplength=wide, justify="left", text="正在看…")
        self.problem.pack(anchor="w", pady=(4, 0))
        self.cancel = ttk.Button(foot, text="取消", style="Tools.TButton", command=self.top.destroy)
        self.done = ttk.Button(foot, text="改好", style="Tools.TButton", command=self.confirm)
        for button in (self.cancel, self.done):
            button.pack(side="right", padx=(8, 0))
        self.done.state(["disabled"])
        for event in ("<<ComboboxSelected>>", "<FocusOut>"):
            self.fields["round"].bind(event, lambda _: self._propose())
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        self.top.bind("<Control-Return>", lambda _: self.done.invoke())
        looks.place(self.top, scale)
        self.fields["round"].focus_set()
        aside(self.top, lambda: open_book(self.path), self._show)

    def _form(self, parent: ttk.Frame, title: str, names: Sequence[str]) -> ttk.LabelFrame:
        """Make a field for each of these settings; the one that has the keyboard says what it is for."""
        form = ttk.LabelFrame(parent, text=title, padding=4)
        form.pack(side="left", fill="both", expand=True, padx=(0, 8))
        for row, name in enumerate(names):
            made = (
                ttk.Combobox(form, width=20)
                if name == "round"
                else ttk.Combobox(form, width=20, values=_YES_OR_NO, state="readonly")
                if name in _ANSWERS
                else ttk.Entry(form, width=_WIDE.get(name, 22))
            )
            ttk.Label(form, text=SETTING_ITEMS[name][0]).grid(row=row, column=0, sticky="w", padx=(0, 10), pady=2)
            made.grid(row=row, column=1, sticky="w", pady=2)
            made.bind("<FocusIn>", partial(self._explain, name))
            self.fields[name] = made
        return form

    def _explain(self, name: str, _: object) -> None:
        label, default, purpose = SETTING_ITEMS[name]
        self.meaning["text"] = f"{label}：{purpose}。" + (f"不写的按 {default} 算。" if default else "")

    def ask_for_folders(self) -> FoldersDialog | None:
        """Ask into which folders to look; nothing before the workbook was read."""
        if not self._book:
            return None
        self.asked = FoldersDialog(self.top, self.path, self._book.settings.incoming, lambda: self._told(""))
        return self.asked

    def confirm(self) -> None:
        """Set what was changed."""
        # A default that is shown where nothing is written is no change; neither is what was not shown yet.
        wanted = {name: now for name, shown in self._shown.items() if (now := self.fields[name].get()) != shown}
        self.done.state(["disabled"])

        def work() -> tuple[str]:
            return (tell_set(set_settings(open_book(self.path), wanted, datetime.now())),)

        def ended(said: tuple[str] | str) -> None:
            if isinstance(said, str):
                self.problem["text"] = said
                self.done.state(["!disabled"])
                return
            self.top.destroy()
            self._told(said[0])

        aside(self.top, work, ended)

    def _show(self, found: Book | str) -> None:
        if isinstance(found, str):
            self.problem["text"] = found
            return
        self._book, self.problem["text"] = found, ""
        self.done.state(["!disabled"])
        for name, text in settings_now(found).items():
            self._shown[name] = text or SETTING_ITEMS[name][1]
            self._put(name, self._shown[name])
        now: list[Round] = []
        with suppress(XlplanError):
            now = [read_round(self.fields["round"].get())]
        self.fields["round"]["values"] = likely_rounds(date.today(), now)
        following = next_round(now[0]) if now else None
        if not now or (self._next and following):
            self._put("round", following.name if following else self.fields["round"]["values"][0])
            self._propose()

    def _propose(self) -> None:
        """Propose a deadline and the year for a round that was changed, unless others were typed."""
        if not self._book:
            return
        with suppress(XlplanError):
            round_ = read_round(self.fields["round"].get())
            before = settings_now(self._book)
            if round_.name == before["round"]:
                return
            proposed = {"deadline": f"{likely_deadline(round_, date.today()):%Y-%m-%d}"}
            if round_.start and not self._book.settings.school_year:
                proposed["year"] = str(round_.start.year)
            for name, text in proposed.items():
                if self.fields[name].get() in (before[name], self._proposed.get(name)):
                    self._put(name, text)
                    self._proposed[name] = text

    def _put(self, name: str, text: str) -> None:
        field = self.fields[name]
        if isinstance(field, ttk.Combobox):
            field.set(text)
        else:
            field.delete(0, "end")
            field.insert(0, text)
