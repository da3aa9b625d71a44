"""What is said of settings that were set elsewhere than on the sheet 设置."""

from __future__ import annotations

from xlplan.actions.book import Book
from xlplan.terms.buttons import caption
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

SAYS_WHERE = f"在这里改的马上算数，工作簿不用打开。以后在工作簿的“{SETTINGS}”里改了同一格，就照那一格。"


def which_counts(book: Book) -> str:
    """Return which settings count although the sheet 设置 says otherwise; empty where there are none."""
    if not book.set_here:
        return ""
    each = "，".join(
        f"“{SETTING_ITEMS[name][0]}”按助手里设的 {change.after or '（空）'}（工作簿里写的是 {change.before or '（空）'}）"
        for name, change in book.set_here.items()
    )
    return f"{each}。"


def brought_in_step(book: Book) -> str:
    """Return which cells of the sheet 设置 were written, as it was set in the helper before."""
    each = "，".join(f"“{SETTING_ITEMS[name][0]}”{change.after or '（空）'}" for name, change in book.set_here.items())
    return f"“{SETTINGS}”已照助手里设的改好：{each}。"


def tell_set(said: str) -> str:
    """Return what became of it."""
    if not said:
        return "没有改：写的和现在的一样。"
    return f"设置改好了：{said}。要改回去，点“{caption('undo')}”。"
