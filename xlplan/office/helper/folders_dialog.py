"""接收文件夹: which folders the helper looks into for a workbook. Asked once, changed at any time."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from pathlib import Path
from tkinter import filedialog, messagebox, ttk
from typing import Final

from xlplan.files.store.inboxes import choose_inboxes, chosen_inboxes, usual_inboxes
from xlplan.office.helper import looks
from xlplan.terms.errors import XlplanError

_TITLE: Final = "接收文件夹"
_SAYS: Final = (
    "报送的表从微信、QQ、邮件来，落在下面哪些文件夹？打了勾的，助手一直看着：\n"
    "本期的任务表一到，就复制到“回收”，改了名也认得；原件不动。\n"
    "别的文件不复制，也不记内容；一个都不勾，就哪里都不看。"
)


class FoldersDialog:
    """The dialogue: the usual folders and those that were chosen, each with a box to tick."""

    def __init__(self, parent: tkinter.Misc, book: Path, in_sheet: Sequence[str], chosen: Callable[[], None]) -> None:
        self.book, self._told = book, chosen
        self.top = tkinter.Toplevel(parent)
        self.top.title(_TITLE)
        self.top.transient(parent.winfo_toplevel())
        frame = ttk.Frame(self.top, padding=12)
        frame.pack(fill="both", expand=True)
        ttk.Label(frame, text=_SAYS, justify="left").pack(anchor="w", pady=(0, 8))
        if in_sheet:
            ttk.Label(frame, text=f"“设置”里写着的也看：{'；'.join(in_sheet)}", wraplength=640).pack(anchor="w")
        self._list = ttk.Frame(frame)
        self._list.pack(fill="x")
        self.boxes: dict[Path, tkinter.BooleanVar] = {}
        before = chosen_inboxes(book) or []
        for path in dict.fromkeys([*before, *usual_inboxes(Path.home())]):
            self._add(path, path in before)
        foot = ttk.Frame(frame)
        foot.pack(fill="x", pady=(8, 0))
        self.more = ttk.Button(foot, text="添加文件夹…", command=self._ask)
        self.more.pack(side="left")
        self.cancel = ttk.Button(foot, text="取消", command=self.top.destroy)
        self.done = ttk.Button(foot, text="确定", command=self.confirm)
        for button in (self.cancel, self.done):
            button.pack(side="right", padx=(8, 0))
        self.top.bind("<Escape>", lambda _: self.top.destroy())
        self.top.bind("<Return>", lambda _: self.confirm())
        self._place()

    def add(self, path: Path) -> None:
        """Add a folder, ticked."""
        if path in self.boxes:
            self.boxes[path].set(True)
        else:
            self._add(path, True)
            self._place()

    def confirm(self) -> None:
        """Remember what is ticked."""
        try:
            choose_inboxes(self.book, [path for path, ticked in self.boxes.items() if ticked.get()])
        except XlplanError as error:
            messagebox.showerror(_TITLE, str(error), parent=self.top)
            return
        self.top.destroy()
        self._told()

    def _add(self, path: Path, ticked: bool) -> None:
        self.boxes[path] = tkinter.BooleanVar(self.top, ticked)
        ttk.Checkbutton(self._list, text=str(path), variable=self.boxes[path]).pack(anchor="w")

    def _place(self) -> None:
        looks.place(self.top, looks.scale_of(self.top))

    def _ask(self) -> None:
        if name := filedialog.askdirectory(parent=self.top, title="添加接收文件夹", mustexist=True):
            self.add(Path(name))
