"""What a save lost: LibreOffice leaves the buttons of 操作台 out of an .xlsm, and whoever saved it learns so at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlplan.files.office_book.workbook_file import look_into
from xlplan.office.setup.addins import buttons_in_calc
from xlplan.office.setup.desktop import Desktop
from xlplan.office.setup.helper_log import log
from xlplan.terms.errors import XlplanError


class Saves:
    """Looks into a workbook's file once after each save. `in_program` tells whether the buttons stand in Calc as well."""

    def __init__(self, in_program: Callable[[], bool] = lambda: buttons_in_calc(Desktop.here())) -> None:
        self._in_program = in_program
        self._seen: dict[Path, tuple[int, int]] = {}
        # Whose buttons a look has seen, and no save has lost since.
        self._buttoned: set[Path] = set()

    def look(self, book: Path) -> str:
        """Return what to say of a workbook's last save; empty where an earlier look saw no buttons, or it lost none."""
        if book.suffix.lower() != ".xlsm":
            return ""
        try:
            found = book.stat()
            stamp = found.st_mtime_ns, found.st_size
            if self._seen.get(book) == stamp:
                return ""
            saved = look_into(book)
            # What was so before the first look, or lacks a new version's button, is not the work of a save.
            lost = book in self._buttoned and saved.has_macros and not saved.has_buttons
            told = lost and not self._in_program()
        except (OSError, XlplanError) as error:
            # It is being written just now, or gone: the next look may tell more.
            log.info("save of %s not looked into: %s", book.name, error)
            return ""
        self._seen[book] = stamp
        if saved.has_buttons:
            self._buttoned.add(book)
        else:
            self._buttoned.discard(book)
        return _told(book) if told else ""


def _told(book: Path) -> str:
    return (
        f"刚才存盘以后，“{book.name}”操作台上的按钮没有了：LibreOffice 存 .xlsm 时会丢掉它们。内容、台账都没有动，现在开着的这一份按钮还能点。\n"
        "请趁现在把它“另存为”.ods，以后用 .ods 那一份，按钮都在。\n"
        "已经关掉的：关闭 LibreOffice，运行 xlplan install，以后点工具栏“分工表”上的按钮，.xlsm 也能用；"
        "或者运行 xlplan upgrade 工作簿，用旁边新生成的那份。没有按钮时，在这个窗口里也能办。"
    )
