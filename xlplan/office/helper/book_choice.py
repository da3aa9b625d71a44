"""Which workbook the helper's window works on: one that is open in a program, or a saved file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tkinter import filedialog, ttk
from typing import Final

from xlplan.office.hosts.open_books import Opened

_NOTHING_OPEN: Final = "（没有找到打开的分工表；用 WPS 时请点“选择文件”）"
_LOOKING: Final = "（正在找打开的分工表…）"
"""Until the first look has ended."""
_SEVERAL: Final = "（打开的分工表不止一份，请在这里选一份）"


class BookChoice:
    """A row with the list, “选择文件…” and “用现成的表新建…”.

    `look` finds what is open, `choose` is told of a file that was asked for, `begin` makes a workbook of a table.
    """

    def __init__(
        self, parent: ttk.Frame, gap: int, look: Callable[[], None], choose: Callable[[Path], object],
        begin: Callable[[Path, Path], object],
    ) -> None:  # fmt: skip
        self._choose, self._begin = choose, begin
        self._targets: dict[str, Opened | Path] = {}
        self._recent: dict[str, Path] = {}
        """Of before: they can be chosen, and are never taken by themselves."""
        self._files: list[Path] = []
        self.row = ttk.Frame(parent)
        ttk.Label(self.row, text="工作簿").pack(side="left")
        self.list = ttk.Combobox(self.row, state="readonly", postcommand=look)
        self.list.pack(side="left", fill="x", expand=True, padx=gap)
        self.list.set(_LOOKING)
        self.choose = ttk.Button(self.row, text="选择文件…", style="Tools.TButton", command=self._ask_for_file)
        self.choose.pack(side="left")
        self.new = ttk.Button(self.row, text="用现成的表新建…", style="Tools.TButton", command=self._ask_for_table)
        self.new.pack(side="left", padx=(gap, 0))

    @property
    def target(self) -> Opened | Path | None:
        """What is chosen; None if nothing is."""
        chosen = self.list.get()
        return self._targets.get(chosen) or self._recent.get(chosen)

    @property
    def targets(self) -> Sequence[Opened | Path]:
        """What is open, and what was chosen in this window."""
        return list(self._targets.values())

    @property
    def file(self) -> Path | None:
        """The file of what is chosen."""
        target = self.target
        return Path(target.fullname) if isinstance(target, Opened) else target

    def opened(self, path: Path) -> Opened | Path:
        """Return the open workbook of a file; the file itself where it is not open."""
        opened = (each for each in self._targets.values() if isinstance(each, Opened))
        return next((each for each in opened if Path(each.fullname) == path), path)

    def choose_file(self, path: Path) -> None:
        """Choose a saved file."""
        if path not in self._files:
            self._files.insert(0, path)
        label = _file_label(path)
        self._targets[label] = path
        self.list["values"] = [*(each for each in self.list["values"] if each != label), label]
        self.list.set(label)

    def show(self, opened: Iterable[Opened], recent: Iterable[Path] = ()) -> None:
        """List what is open now, and the files that were chosen now or before (`recent`); of several the user has to choose one."""
        chosen = self.list.get()
        self._targets = {_opened_label(each): each for each in opened}
        self._targets |= {_file_label(path): path for path in self._files}
        known = {each if isinstance(each, Path) else Path(each.fullname) for each in self.targets}
        self._recent = {_file_label(path): path for path in recent if path not in known}
        self.list["values"] = [*self._targets, *self._recent]
        if chosen not in self._targets and chosen not in self._recent:
            self.list.set(_SEVERAL if len(self._targets) > 1 else next(iter(self._targets), _NOTHING_OPEN))

    def _ask_for_file(self) -> None:
        name = filedialog.askopenfilename(
            parent=self.row, title="选择分工表", initialdir=self._folder(),
            filetypes=[("表格", "*.xlsx *.xlsm *.ods"), ("全部文件", "*")],
        )  # fmt: skip
        if name:
            self._choose(Path(name))

    def _ask_for_table(self) -> None:
        name = filedialog.askopenfilename(
            parent=self.row, title="选择现成的表", initialdir=self._folder(),
            filetypes=[("表格和 Word 文件", "*.xlsx *.xls *.xlsm *.ods *.csv *.docx"), ("全部文件", "*")],
        )  # fmt: skip
        book = name and filedialog.asksaveasfilename(
            parent=self.row, title="新工作簿存为", initialdir=str(Path(name).parent), initialfile="分工表.xlsm",
            defaultextension=".xlsm", filetypes=[("带宏的工作簿", "*.xlsm")], confirmoverwrite=False,
        )  # fmt: skip
        if book:
            self._begin(Path(name), Path(book))

    def _folder(self) -> str:
        """Return the folder in which to look for files first: that of the workbook, else the user's."""
        return str(self.file.parent if self.file else Path.home())


def _opened_label(each: Opened) -> str:
    return f"{each.name}（{each.program}，{Path(each.fullname).parent}）"


def _file_label(path: Path) -> str:
    return f"{path.name}（保存好的文件，{path.parent}）"
