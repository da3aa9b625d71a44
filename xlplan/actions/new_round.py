"""The round and its deadline: what changes of them is an action of the ledger, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from xlplan.actions.book import Book, who
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.ledger.writer import SettingChange
from xlplan.schedule.rounds import Round
from xlplan.terms.buttons import caption


@contextmanager
def recorded(
    book: Book, round_: Round, now: datetime, summary: str, changes: Sequence[SettingChange]
) -> Iterator[None]:
    """Record 开新一期 once what is done inside is done; nothing is recorded where nothing was ever handed out."""
    if not book.workspace.begun:
        yield
        return
    with (
        book.workspace.hold(who(book, caption("round"), now)) as ledger,
        ledger.action("round", round_.name, now, summary) as writer,
    ):
        writer.add_setting_changes(changes)
        yield


def set_round(book: Book, round_: Round, deadline: date, now: datetime, summary: str) -> None:
    """Write round and deadline into the file with the settings of a workbook without 设置, as an action of this summary.

    Raise what the ledger or the file raises.
    """
    assert book.settings_file
    settings = book.settings
    before = settings.deadline.isoformat() if settings.deadline else ""
    changes = [
        SettingChange("round", settings.round, round_.name),
        SettingChange("deadline", before, deadline.isoformat()),
    ]
    with recorded(book, round_, now, summary, changes):
        keep_settings(book.settings_file, {each.name: each.after for each in changes}, book.path.name, now)


def put_settings_back(book: Book, changes: Sequence[SettingChange], now: datetime) -> bool:
    """Write what an action had changed back into that file; False where the workbook has a sheet 设置 of its own."""
    if changes and book.settings_file:
        keep_settings(book.settings_file, {each.name: each.before for each in changes}, book.path.name, now)
    return bool(changes and book.settings_file)
