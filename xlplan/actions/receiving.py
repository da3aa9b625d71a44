"""收到日期: on which day each department's report came. The office may correct it in 回收情况; the ledger keeps who did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.rounds import sent_round
from xlplan.decisions.settled import name_now
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.returns.days import read_expected
from xlplan.returns.received import Received, Submission, received_day, reports_on_something
from xlplan.terms.buttons import caption
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.errors import SettingError
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import RETURN_HEADINGS, heading_key
from xlplan.terms.records import record
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


@record(frozen=True)
class Corrections:
    """What came of the days that the office wrote into 回收情况."""

    taken: Sequence[str] = ()
    """What was recorded of each round, with who wrote it."""
    refused: Sequence[Finding] = ()

    @property
    def words(self) -> str:
        """What was recorded; empty if nothing was."""
        return f"“{RETURNS}”里改的收到日期记下了：{'；'.join(self.taken)}" if self.taken else ""


def take_corrections(book: Book, ledger: Ledger, round_: str, now: datetime) -> Corrections:
    """Record the days that the office has corrected in 回收情况, as an action of its own for each round; return what could not be too.

    A row is about the report that it shows, by its 收到时间: the sheet may list another round than `round_`. Without
    one it is about the department's only report of `round_`.
    """
    grid = book.sheet(RETURNS)
    rows = list(_rows(grid)) if grid else []
    if not rows:
        return Corrections()
    # Read once: a year has thousands of reports.
    registry = book.registry
    rounds = dict.fromkeys((*reversed(ledger.rounds()), round_))
    came: dict[tuple[str, str], str] = {}
    for name, department, at in ledger.received_at():
        for called in (department, name_now(department, registry)):
            key = fold(called), _minute(at)
            came[key] = round_ if came.get(key) == round_ else name
    known: dict[str, dict[str, date | None]] = {}
    changed: dict[str, dict[str, date]] = {name: {} for name in rounds}
    findings: list[Finding] = []
    told = ledger.told()
    changed_since: list[str] = []
    for row in rows:
        of = came.get((fold(row.department), _minute(row.at)))
        if of is None and is_blank(row.at):
            times = _times(ledger.received(round_), row.department, registry)
            if len(times) > 1:
                findings.append(_of_several(row, times))
                continue
            of = round_ if times else None
        if of is None:
            findings += _of_no_report(row)
            continue
        if of not in known:
            known[of] = days_received(ledger.received(of), ledger.received_on(of), registry)
        name = name_now(row.department, registry)
        day = _day(row.value, row.at, now.date())
        if name not in known[of]:
            continue
        undone = undone_key(of, row.department, day)
        if undone in told:
            # A closed workbook still shows what was taken back; it counts again once its cell has been changed.
            continue
        changed_since += [key for key in told if key.startswith(undone_key(of, row.department, None))]
        if day == known[of][name]:
            continue
        if day is None or day > now.date():
            how = "看不懂" if day is None else "还没有到"
            counts = known[of][name] or "登记的那天"
            findings.append(finding("received-day", sheet=RETURNS, cell=row.cell, place=row.cell, value=row.shown, how=how,
                                    department=row.department, day=counts, example=now.date()))  # fmt: skip
        else:
            changed[of][row.department] = day
    ledger.forget_told(changed_since)
    taken = tuple(_record(ledger, name, days, book.operator[0], now) for name, days in changed.items() if days)
    return Corrections(taken, findings)


def _record(ledger: Ledger, round_: str, days: Mapping[str, date], operator: str, now: datetime) -> str:
    """Record the days of a round as an action; return what it is called."""
    signed = f"经办人{operator}" if operator else "没有写经办人"
    said = f"{round_}：{'、'.join(f'{department} {day}' for department, day in days.items())}（{signed}）"
    with ledger.action("receive", round_, now, said) as writer:
        writer.add_received_on(round_, days, operator)
    return said


def correct_received(
    book: Book, round_name: str, now: datetime, department: str, text: str, operator: str
) -> str | None:
    """Record the day on which a department's report came, as the office says elsewhere than in the sheet.

    Return what was recorded; None if that day counted already. Raise SettingError for a day that is none, or that no
    report can have; RoundError, FileLockedError or NotWritableError.
    """
    day = _day(text, None, now.date())
    if day is None or day > now.date():
        how = "看不懂" if day is None else "还没有到"
        raise SettingError(f"收到日期“{text}”{how}。", f"请写真正收到的那一天，写成 {now.date()} 的样子。")
    with book.workspace.hold(who(book, caption("receive"), now)) as ledger:
        round_ = sent_round(ledger, round_name).name
        known = days_received(ledger.received(round_), ledger.received_on(round_), book.registry)
        if department not in known:
            raise SettingError(
                f"{department}在{round_}还没有报送的记录，没有收到日期可改。",
                "文件报来的请先合并回收；电话、微信报来的请先代录，日期写收到的那天。",
            )
        before = known[department]
        if day == before:
            return None
        ledger.forget_told([undone_key(round_, department, day)])
        if before:
            # A closed workbook goes on showing that day: it counts again once its cell has been changed.
            ledger.remember_told([undone_key(round_, department, before)])
        return _record(ledger, round_, {department: day}, operator, now)


def days_seen(
    new: Iterable[Received],
    before: Iterable[Submission],
    seen: Mapping[str, datetime],
    corrected: Mapping[str, date],
    registry: Registry,
    today: date,
) -> dict[str, date]:
    """Return the days on which first reports that are merged `today` were seen to arrive, where that was earlier.

    `seen` is when each file was, by its SHA-256; `before` is what came before this merge, `corrected` what the office wrote.
    """
    known = {name_now(name, registry) for name in corrected} | days_received(before, {}, registry).keys()
    days: dict[str, date] = {}
    for item in new:
        if item.verdict.taken and item.department and reports_on_something(item):
            name = name_now(item.department, registry)
            at = seen.get(item.sha256)
            day = at.date() if at else today
            if name not in known:
                days[name] = min(day, days.get(name, day))
    return {name: day for name, day in days.items() if day < today}


def late_by_merging(
    new: Iterable[Received],
    before: Iterable[Submission],
    noted: Iterable[str],
    deadline: date | None,
    registry: Registry,
    today: date,
) -> list[str]:
    """Return the departments whose first report counts as late only because it is merged `today`.

    `before` is what came before this merge; of the departments in `noted` the day of arrival is known.
    """
    if deadline is None or today <= deadline:
        return []
    known = {name_now(name, registry) for name in noted} | days_received(before, {}, registry).keys()
    return [name for name in days_received(new, {}, registry) if name not in known]


def undone_key(round_: str, department: str, day: date | None) -> str:
    """Return what identifies a correction that was taken back, or what begins the keys of all of a department in a round."""
    return "\x1f".join(("received", round_, fold(department), day.isoformat() if day else ""))


def _times(received: Iterable[Submission], department: str, registry: Registry) -> list[str]:
    """Return when a department's reports of a round came, to the minute."""
    name = name_now(department, registry)
    came = (item for item in received if item.verdict.taken and item.department and reports_on_something(item))
    return sorted(
        {_minute(item.at) for item in came if item.department and name_now(item.department, registry) == name}
    )


def _of_several(row: _Row, times: Sequence[str]) -> Finding:
    """Return the question which of a department's reports a row is about that names none."""
    return finding("received-which", sheet=RETURNS, cell=row.cell, place=row.cell, department=row.department, value=row.shown,
                   count=len(times), times="、".join(times))  # fmt: skip


def _of_no_report(row: _Row) -> Iterator[Finding]:
    """Yield what is wrong with a row that shows no report which the ledger knows, if the office wrote a day into it."""
    if as_text(row.value)[:10] == _minute(row.at)[:10]:
        # As it was listed, of a merge that was taken back.
        return
    how = f"收到时间“{_minute(row.at)}”对不上任何一次报送" if _minute(row.at) else "还没有报送的记录"
    yield finding(
        "received-row",
        sheet=RETURNS,
        cell=row.cell,
        place=row.cell,
        department=row.department,
        how=how,
        value=row.shown,
    )


@record(frozen=True)
class _Row:
    """A row of 回收情况 with something in 收到日期, whose cell it names."""

    department: str
    at: CellValue
    value: CellValue
    cell: str

    @property
    def shown(self) -> str:
        """What stands in 收到日期."""
        return as_text(self.value).strip()


def _rows(grid: Grid) -> Iterator[_Row]:
    """Yield the rows of departments with a 收到日期."""
    wanted = {heading_key(RETURN_HEADINGS[name]): name for name in ("department", "received", "received_on")}
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        places = {
            wanted[key]: column
            for column, value in enumerate(row)
            if isinstance(value, str) and (key := heading_key(value)) in wanted
        }
        if len(places) == len(wanted):
            for line in range(number + 1, len(grid.rows)):
                name, at, day = (grid.at(line, places[each]) for each in ("department", "received", "received_on"))
                if isinstance(name, str) and not is_blank(day):
                    yield _Row(name.strip(), at, day, cell_name(line, places["received_on"]))
            return


_NAMES_A_DAY: Final = re.compile(r"[日号]$|^[0-9]{1,2}[./-][0-9]{1,2}$")
"""What is left of a month or of its end names none."""


def _day(value: CellValue, at: CellValue, today: date) -> date | None:
    """Read a day as people write it; without a year it is the last such day by today or the day of merging, `at`."""
    shown = at.date() if isinstance(at, datetime) else today
    reading = read_expected(value, max(shown, today).year)
    day = reading.value
    if not isinstance(day, date) or reading.certain:
        return day if isinstance(day, date) else None
    if not _NAMES_A_DAY.search(fold(as_text(value))):
        return None
    return day.replace(year=day.year - 1) if day > max(shown, today) and (day.month, day.day) != (2, 29) else day


def _minute(value: CellValue) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else as_text(value).strip()[:16]
