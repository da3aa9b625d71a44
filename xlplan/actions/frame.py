"""Everything that was reported, decided and judged, as a pandas table with one row for each round, task and department."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import nullcontext
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.actions.book import Book, open_book
from xlplan.actions.history import came_later, every_round
from xlplan.handout.split import due_words
from xlplan.schedule.rounds import read_round
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.terms.errors import LibraryMissingError
from xlplan.terms.headings import ITEM_WORDS, REPORTED_COLUMNS
from xlplan.terms.text import fold

if TYPE_CHECKING:
    import pandas

FRAME_COLUMNS: Final = (
    "round", "today", "task", "project", "content", "due", "department", "role", "light", "reason",
    *(part for name in REPORTED_COLUMNS for part in (name, f"{name}_cell", f"{name}_file")), "file", "sheet", "received",
    "came_later",
    "sent_back", "counted_state", "counted_percent", "verified", "verified_by", "due_day", "delay", "closed", "paused",
)  # fmt: skip


def progress_frame(
    book: str | Path,
    now: datetime | None = None,
    *,
    rounds: Collection[str] = (),
    departments: Collection[str] = (),
    tasks: Collection[str] = (),
) -> pandas.DataFrame:
    """Return the rounds of a workbook's plan as a table; needs pandas, which xlplan does not install.

    Where `rounds`, `departments` or `tasks` (编号) are given, only their rows. Columns: round, today (the day it is judged at: a
    round's last), task, project, content, due (a day or words), department, role (lead, share, support), light, reason; the
    reported columns (`percent` 0–1, days as `date`) each with its cell and the file that holds it (`…_cell`, `…_file`); file, sheet,
    received of the row's last report; came_later (its day, where that was after `today`: light and reason leave it out); sent_back (the
    columns that the office sent back, by their headings); what counts
    (counted_state, counted_percent); and what was decided: verified (核定进展) and by whom, due_day (the agreed day, else that of the
    limit), delay, closed (销号) and paused (暂缓) in words. None is what was not reported or decided. Raise LibraryMissingError without
    pandas, and whatever `xlplan validate` raises.
    """
    return frame_of(open_book(Path(book)), (now or datetime.now()).date(), rounds, departments, tasks)


def frame_of(
    book: Book, today: date, rounds: Collection[str], departments: Collection[str], tasks: Collection[str]
) -> pandas.DataFrame:
    """Return what `progress_frame` returns, of a workbook that has been read."""
    if find_spec("pandas") is None:
        raise LibraryMissingError("pandas", "xlplan[analysis]")
    import pandas

    wanted = {read_round(name).name for name in rounds}, {*map(fold, departments)}, {*map(fold, tasks)}
    with book.workspace.open_ledger() or nullcontext() as ledger:
        found = every_round(book.plan(today, None, ledger), ledger, today) if ledger else ()
        rows = [
            _row(status, task, each)
            for status in found
            if not wanted[0] or status.round.name in wanted[0]
            for task in status.tasks
            if not wanted[2] or fold(task.task.id) in wanted[2]
            for each in task.departments
            if not wanted[1] or fold(each.department) in wanted[1]
        ]
    return pandas.DataFrame(rows, columns=list(FRAME_COLUMNS))


def _row(status: Status, task: TaskStatus, each: DepartmentStatus) -> dict[str, object]:
    entry, schedule = each.entry, task.task.schedule
    values = entry.as_reported if entry else {}
    row: dict[str, object] = {
        "round": status.round.name, "today": status.today, "task": task.task.id, "project": task.task.project, "content": task.task.content,
        "due": due_words(schedule), "department": each.department, "role": each.role.value, "light": each.light.value, "reason": each.reason,
    }  # fmt: skip
    for name in REPORTED_COLUMNS:
        row[name] = values[name].value if name in values else None
        row[f"{name}_cell"] = values[name].cell if name in values else None
        # A row may be put together from several returns.
        row[f"{name}_file"] = entry.source_of(name) if entry and name in values else None
    return row | {
        "file": entry.source if entry else None, "sheet": entry.sheet if entry else None, "received": entry.at if entry else None,
        "came_later": came_later(entry, status.today),
        **dict(_decided(status, task, each)),
    }  # fmt: skip


def _decided(status: Status, task: TaskStatus, each: DepartmentStatus) -> Iterator[tuple[str, object]]:
    schedule, agreed = task.task.schedule, each.agreements
    closed = agreed.closed_on(schedule, status.today)
    yield "sent_back", "、".join(ITEM_WORDS[name] for name in each.entry.sent_back) or None if each.entry else None
    yield "counted_state", each.state
    yield "counted_percent", each.share
    yield "verified", each.verified or None
    yield "verified_by", each.verified_by or None
    yield "due_day", each.due
    yield "delay", agreed.words_of_delay(schedule) or None
    yield "closed", closed.words if closed else None
    yield "paused", agreed.paused.words if agreed.paused else None
