"""开新一期: what it changes in 设置 is an action of the ledger, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from xlplan.actions.book import Book, who
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
