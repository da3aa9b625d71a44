"""收到日期: on which day each department's report came. The office may correct it in 回收情况; the ledger keeps who did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from xlplan.actions.book import Book
from xlplan.decisions.settled import name_now
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.plan.settings import read_day
from xlplan.returns.received import Submission, received_day, reports_on_something
from xlplan.terms.cells import CellValue, Grid, as_text, is_blank
from xlplan.terms.errors import SettingError
from xlplan.terms.headings import RETURN_HEADINGS, heading_key
from xlplan.terms.sheets import RETURNS
from xlplan.terms.text import fold

_HEADING_ROWS = 12


def days_received(
    received: Iterable[Submission], corrected: Mapping[str, date], registry: Registry
) -> dict[str, date | None]:
    """Return the day on which each department, by its present name, first reported on anything in a round."""
    found: dict[str, date | None] = {}
    for item in received:
        if item.verdict.taken and item.department and reports_on_something(item):
            found.setdefault(name_now(item.department, registry), received_day(item))
    by_now = {name_now(name, registry): day for name, day in corrected.items()}
    return {name: by_now.get(name, day) for name, day in found.items()}


def take_corrections(book: Book, ledger: Ledger, round_: str, now: datetime) -> dict[str, date]:
    """Record the days that the office has corrected in 回收情况, as an action of its own; return them.

    A row counts only if it shows what the ledger has of this round: the sheet may still list another.
    """
    grid = book.sheet(RETURNS)
    rows = _rows(grid) if grid else []
    if not rows:
        return {}
    received = ledger.received(round_)
    known = days_received(received, ledger.received_on(round_), book.registry)
    times = {
        (fold(name), f"{item.at:%Y-%m-%d %H:%M}")
        for item in received
        if item.department and item.at
        for name in (item.department, name_now(item.department, book.registry))
    }
    changed = {
        name: day
        for name, at, day in rows
        if (fold(name), at) in times and (now_called := name_now(name, book.registry)) in known
        if known[now_called] != day and day <= now.date()
    }
    if changed:
        said = "、".join(f"{name} {day}" for name, day in changed.items())
        with ledger.action("receive", round_, now, f"{round_}：{said}") as writer:
            writer.add_received_on(round_, changed, book.operator[0])
    return changed


def _rows(grid: Grid) -> list[tuple[str, str, date]]:
    """Return department, 收到时间 and 收到日期 of the rows that have all three."""
    wanted = {heading_key(RETURN_HEADINGS[name]): name for name in ("department", "received", "received_on")}
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        places = {
            wanted[key]: column
            for column, value in enumerate(row)
            if isinstance(value, str) and (key := heading_key(value)) in wanted
        }
        if len(places) == len(wanted):
            found = []
            for line in range(number + 1, len(grid.rows)):
                name, at, day = (grid.at(line, places[each]) for each in ("department", "received", "received_on"))
                read = _day(day)
                if isinstance(name, str) and read:
                    found.append((name.strip(), _minute(at), read))
            return found
    return []


def _day(value: CellValue) -> date | None:
    if is_blank(value):
        return None
    try:
        return read_day(value)
    except SettingError:
        return None


def _minute(value: CellValue) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else as_text(value).strip()[:16]
