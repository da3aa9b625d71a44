"""改设置: what is set elsewhere than on the sheet 设置 of a closed workbook. It counts until the sheet's cell is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.new_round import recorded
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.ledger.reading import SET
from xlplan.ledger.writer import SettingChange
from xlplan.plan.setting_cells import setting_text, with_values
from xlplan.plan.settings import normal_text, read_settings
from xlplan.schedule.rounds import read_round
from xlplan.terms.buttons import caption
from xlplan.terms.cells import Grid
from xlplan.terms.errors import SettingError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS

OF_THE_ROUND: Final = ("round", "deadline", "send_to", "year", "auto_merge")
"""The settings that change with a round, and how the helper goes about it."""
THRESHOLDS: Final = (
    "red_behind", "amber_behind", "warning_days", "plan_start", "answer_days", "weights", "name_departments", "stamped_copy",
)  # fmt: skip
"""By what lights, points and papers are judged."""
OFFERED: Final = (*OF_THE_ROUND, *THRESHOLDS)
"""The settings that can be set so."""


def settings_now(book: Book) -> dict[str, str]:
    """Return what counts by now of the settings that can be set, as text."""
    grid = book.sheet(SETTINGS)
    return {name: setting_text(grid, name) if grid else "" for name in OFFERED}


def set_settings(book: Book, wanted: Mapping[str, str], now: datetime) -> str:
    """Set what differs from what counts by now, as an action; return what it is called, empty where nothing differs.

    Raise SettingError or RoundError for what cannot be read, FileLockedError or NotWritableError.
    """
    before = settings_now(book)
    changed = {name: text.strip() for name, text in wanted.items() if text.strip() != before[name]}
    if not changed:
        return ""
    _require_readable(book, changed)
    # Written another way, it may be what counts already.
    changed = {name: kept for name, text in changed.items() if (kept := normal_text(name, text)) != before[name]}
    if not changed:
        return ""
    if changed.get("round"):
        changed["round"] = read_round(changed["round"]).name
    summary = "，".join(f"{SETTING_ITEMS[name][0]} {text or '（空）'}" for name, text in changed.items())
    if book.settings_file:
        changes = [SettingChange(name, before[name], text) for name, text in changed.items()]
        round_ = read_round(changed.get("round") or before["round"])
        with recorded(book, round_, now, summary, changes):
            keep_settings(book.settings_file, changed, book.path.name, now)
        return summary
    # What was set before and still counts is not what stands in the sheet.
    written = {name: book.set_here[name].before if name in book.set_here else before[name] for name in changed}
    changes = [SettingChange(name, written[name], text) for name, text in changed.items()]
    with book.workspace.hold(who(book, caption(SET), now)) as ledger:
        ledger.forget_told([each.key for each in changes])
        with ledger.action(SET, None, now, summary) as writer:
            writer.add_setting_changes(changes)
    return summary


def _require_readable(book: Book, changed: Mapping[str, str]) -> None:
    """Raise SettingError for the first value that cannot be understood, or that contradicts what stands beside it."""
    found = read_settings(with_values(Grid(SETTINGS, []), changed))
    for name, why in found.unread.items():
        raise SettingError(f"“{SETTING_ITEMS[name][0]}”写的“{changed[name]}”看不懂。", why.hint)
    if {"red_behind", "amber_behind"} & set(changed):
        both = read_settings(with_values(book.sheet(SETTINGS) or Grid(SETTINGS, []), changed))
        for why in both.findings:
            if why.code == "setting-contradicts":
                raise SettingError(why.message, why.hint)
