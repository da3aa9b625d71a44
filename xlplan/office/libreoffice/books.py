"""The open workbooks of one LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from xlwings import base_classes

from . import uno_bridge
from .base import engine_class, uno_name
from .copying import copy_in
from .errors import LibreOfficeError
from .formulas import Formulas
from .names import Names
from .owners import AppOwner
from .sheets import Sheets
from .values import Formats

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
_NEVER, _ALWAYS = 0, 4  # com.sun.star.document.MacroExecMode: NEVER_EXECUTE, ALWAYS_EXECUTE_NO_WARN
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


@engine_class
class Books(base_classes.Books):
    """All workbooks that are open, in no order that means anything."""

    def __init__(self, app: AppOwner) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """The program's open documents."""
        return self.app.desktop.Components

    @property
    def active(self) -> Book:
        """The workbook in front, else any. Raise LibreOfficeError where none is open."""
        current = self.app.desktop.getCurrentComponent()
        if current is not None and current.supportsService(_SPREADSHEET):
            return Book(self.app, current)
        for book in self:
            return book
        raise LibreOfficeError("LibreOffice 里没有打开的工作簿。", "请先打开分工表，再点一次按钮。")

    def __iter__(self) -> Iterator[Book]:
        found = []
        components = self.api.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if hasattr(component, "supportsService") and component.supportsService(_SPREADSHEET):
                found.append(Book(self.app, component))
        return iter(found)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, name_or_index: str | int) -> Book:
        """Return an open workbook. Raise KeyError if it is not open."""
        for number, book in enumerate(self, 1):
            if number == name_or_index:
                return book
            if isinstance(name_or_index, str) and book.name.casefold() == name_or_index.casefold():
                return book
        raise KeyError(name_or_index)

    def add(self) -> Book:
        """Open a new, empty workbook."""
        return Book(self.app, self.app.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ()))

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: Any = None,
        password: str | None = None,
        *others: Any,
    ) -> Book:
        """Open a file, with macros if its folder is trusted. Raise LibreOfficeError if it is damaged or encrypted."""
        if format is not None or any(other is not None for other in others):
            raise NotImplementedError("the LibreOffice engine's Books.open knows read_only and password only")
        url = Path(fullname).resolve().as_uri()
        options = uno_bridge.properties(
            ReadOnly=read_only or None, Password=password, MacroExecutionMode=self._macros(url)
        )
        try:
            document = self.app.desktop.loadComponentFromURL(url, "_blank", 0, options)
        except Exception as error:
            if not uno_name(error) or not self.app.is_alive():
                raise
            document = None
        if document is None or not document.supportsService(_SPREADSHEET):
            raise LibreOfficeError(f"打不开文件：{fullname}", "文件可能已损坏、不是表格，或者需要密码。")
        return Book(self.app, document)

    def _macros(self, url: str) -> int:
        """Return if macros run: only in a trusted folder; modes that follow the settings would open a dialogue."""
        signatures = self.app.service("com.sun.star.security.DocumentDigitalSignatures")
        return _ALWAYS if signatures.isLocationTrusted(url.rpartition("/")[0]) else _NEVER


@engine_class
class Book(base_classes.Book):
    """One open workbook; `api` is its UNO model (`api.isReadonly()`, `api.isModified()`)."""

    # xlwings declares it as a property; a plain attribute does.
    app: AppOwner = cast("AppOwner", None)

    def __init__(self, app: AppOwner, document: Any) -> None:
        self.app = app
        self._document = document

    @property
    def api(self) -> Any:
        """The UNO document."""
        return self._document

    @cached_property
    def formats(self) -> Formats:
        """Its number formats."""
        return Formats(self._document)

    @cached_property
    def formulas(self) -> Formulas:
        """Its translator of formulas."""
        return Formulas(self._document)

    @property
    def read_only(self) -> bool:
        """Whether it can only be read (an extension of this engine; in Excel it is `api.ReadOnly`)."""
        return bool(self._document.isReadonly())

    @property
    def modified(self) -> bool:
        """Whether it has unsaved changes (an extension of this engine; in Excel it is `not api.Saved`)."""
        return bool(self._document.isModified())

    @property
    def opens_files_at_top(self) -> bool:
        """Whether a link to a cell of another file shows that file's first sheet (an extension of this engine; others show the cell).

        Calc hands links to .xlsx files to the desktop, which drops what stands behind the `#`.
        """
        return True

    @property
    def name(self) -> str:
        """The file's name, or the title of a workbook that was never saved."""
        return self.fullname.rpartition("/")[2] if self._document.hasLocation() else self.fullname

    @property
    def fullname(self) -> str:
        """The file's path, or the title of a workbook that was never saved."""
        url = self._document.getURL()
        return str(uno_bridge.load().fileUrlToSystemPath(url) if url.startswith("file:") else self._document.Title)

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names that hold for the whole workbook."""
        return Names(self)

    @contextmanager
    def unnoticed(self) -> Iterator[None]:
        """Let changes in the block neither ask to be saved nor stand in the list of undo (an extension of this engine)."""
        modified, undo = self._document.isModified(), self._document.UndoManager
        undo.lock()
        try:
            yield
        finally:
            undo.unlock()
            if not modified:
                self._document.setModified(False)

    @property
    def protected(self) -> bool:
        """Whether sheets can neither be added nor deleted (an extension of this engine; in Excel it is `api.ProtectStructure`)."""
        return bool(self._document.isProtected())

    def forget_steps(self) -> None:
        """Empty the list of undo (an extension of this engine; Excel empties it itself when sheets are added or deleted)."""
        self._document.UndoManager.clear()

    def copy_in(self, path: Path, names: Sequence[str]) -> None:
        """Put sheets of a file behind its own (an extension of this engine; Excel copies several sheets at once)."""
        copy_in(self, path, names)

    def activate(self) -> None:
        """Bring its window to the front."""
        frame = self._document.CurrentController.Frame
        frame.activate()
        frame.ContainerWindow.toFront()

    def close(self) -> None:
        """Close the workbook without saving it."""
        self.app.forget_locks(self)
        self._document.setModified(False)
        self._document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place, or under a new path in the format that its extension names (xlsx, xlsm, xls, ods).

        A password is for .ods only: LibreOffice ignores it for the others when told through UNO, and says nothing.
        """
        if path is None and self._document.hasLocation() and password is None:
            self._document.store()
            return
        target = Path(path or f"{self.name}.xlsx").resolve()
        kind = _FILTERS.get(target.suffix.lower())
        if kind is None:
            raise NotImplementedError(f"the LibreOffice engine saves {', '.join(_FILTERS)}, not {target.suffix!r}")
        if password is not None and target.suffix.lower() != ".ods":
            raise NotImplementedError(f"the LibreOffice engine sets no password on {target.suffix!r}")
        self._document.storeAsURL(target.as_uri(), uno_bridge.properties(FilterName=kind, Password=password))

    def to_pdf(self, path: str, quality: str) -> None:
        """Write the workbook as PDF. `quality` makes no difference."""
        self._document.storeToURL(Path(path).resolve().as_uri(), uno_bridge.properties(FilterName="calc_pdf_Export"))
