"""Play a year of the model office on the program, through its actions, and tell what it says on the days asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

import openpyxl

from model_office.office import (
    Event,
    HandOut,
    LimitChanged,
    OfRow,
    ReceivedOn,
    Rename,
    Report,
    Undo,
    Year,
)  # fmt: skip
from model_office.play_files import ROUND_HEADING, TYPED_COLUMNS, fill_sheet, write_workbook
from model_office.play_rows import Typed, lines
from xlplan.actions.book import Book, open_book
from xlplan.actions.decide import Pending
from xlplan.actions.merge import merge
from xlplan.actions.rounds import sent_round
from xlplan.actions.split import split
from xlplan.actions.status import status
from xlplan.actions.undo import undo
from xlplan.decisions.settled import name_now
from xlplan.returns.received import reports_on_something
from xlplan.terms.cells import as_text
from xlplan.terms.headings import PENDING_HEADINGS, TASK_SHEET_HEADINGS


@dataclass(frozen=True)
class Said:
    """What the program says at the end of a day. `missing` is None where no merge of the round was made that day."""

    round: str
    rows: dict[tuple[str, str, str], tuple[str | None, str]]
    """Light and reason, by 编号, department and role."""
    tasks: dict[str, str]
    percents: dict[str, float | None]
    owed: dict[str, bool]
    returned: dict[str, bool]
    late: dict[str, bool]
    missing: frozenset[str] | None


@dataclass(frozen=True)
class Pressed:
    """A press in a round, and what it carried out of 待核实."""

    round: str
    typed: list[Event]


@dataclass
class Play:
    """A year on its way. `trouble` tells what could not be done as the year says."""

    year: Year
    folder: Path
    names: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, LimitChanged] = field(default_factory=dict)
    typed: list[Typed] = field(default_factory=list)
    """Rows of 待核实: all so far where rows name their round, else those of this press."""
    undone: dict[str, list[Event]] = field(default_factory=dict)
    actions: list[Pressed | HandOut] = field(default_factory=list)
    """Each action that counts."""
    received: list[tuple[ReceivedOn, datetime | None]] = field(default_factory=list)
    missing: frozenset[str] | None = None
    files: int = 0
    opened: tuple[object, Book] | None = None
    trouble: list[str] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)
    """The rounds whose file 待核实.xlsx is of before a time limit was changed: what it asks about a day is asked otherwise by now."""
    told: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often each finding about a row of 待核实 was said."""

    @property
    def rounds(self) -> list[str]:
        """The rounds handed out, in order."""
        return list(dict.fromkeys(each.round for each in self.actions if isinstance(each, HandOut)))

    @property
    def path(self) -> Path:
        """The office's workbook."""
        return self.folder / "分工表.xlsx"

    @property
    def root(self) -> Path:
        """The working folder."""
        return self.folder / "分工表-工作区"

    def book(self) -> Book:
        """Write the workbook as it stands now, unless it is the same, and read it."""
        limits = {number: each.limit for number, each in self.changed.items()}
        stands = deepcopy((self.names, limits, self.typed, self.received))
        if self.opened is None or self.opened[0] != stands:
            write_workbook(self.path, self.year, self.names, limits, self.typed, self.received)
            self.opened = stands, open_book(self.path)
        return self.opened[1]


def play(year: Year, folder: Path, days: Collection[date]) -> tuple[dict[date, Said], dict[date, Said], list[str]]:
    """Return what the program says on each of these days, what it says of it at the year's end, and what could not be done as the year says."""
    on = Play(year, folder, {each.name: [each.name] for each in year.departments})
    found: dict[date, Said] = {}
    for day in year.days:
        if day > max(days):
            break
        on.missing = None
        _play_day(on, day)
        if day in days and on.rounds:
            found[day] = _asked(on, day, on.rounds[-1], day)
    again = [f"said {count} times: {code}: {message}" for (code, message), count in on.told.items() if count > 1]
    last = max(found, default=None)
    later = {day: _asked(on, day, said.round, last) for day, said in found.items()} if last else {}
    return found, later, [*on.trouble, *again]


def _play_day(on: Play, day: date) -> None:
    for place, (round_, events) in enumerate(on.year.steps(day)):
        if round_:
            _press(on, day, round_, events, 10 + place)
            continue
        match event := events[0]:
            case Rename(old=old, new=new):
                _rename(on, old, new)
            case LimitChanged():
                on.changed[event.task] = event
                on.stale.update(on.rounds)
            case HandOut():
                split(on.book(), event.round, _at(day, 8 + place), deadline=event.deadline)
                on.actions.append(event)
            case ReceivedOn():
                on.received.append((event, _shown_time(on.book(), event)))
                merge(on.book(), event.round, _at(day, 17))
            case Undo():
                undo(on.book(), _at(day, 18))
                on.missing = None
                gone = on.actions.pop()
                if isinstance(gone, Pressed):
                    on.undone.setdefault(gone.round, []).extend(gone.typed)


def _rename(on: Play, old: str, new: str) -> None:
    """Give a department a new name; of one that is made into another the names are aliases of that."""
    first = next(name for name, names in on.names.items() if names[-1] == old)
    other = next((names for names in on.names.values() if new in names), None)
    if other is None:
        on.names[first].append(new)
    else:
        other[:0] = on.names.pop(first)


def _shown_time(book: Book, event: ReceivedOn) -> datetime | None:
    """Return the 收到时间 of a department's first report in a round, as 回收情况 shows it."""
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        known = {event.department, name_now(event.department, book.registry)}
        came = (each for each in ledger.received(event.round) if each.verdict.taken and each.department in known)
        return next((each.at for each in came if reports_on_something(each)), None)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


def _press(on: Play, day: date, round_: str, events: list[Event], hour: int) -> None:
    """Type the office's rows, drop the files that came, and merge."""
    typed = [*on.undone.pop(round_, []), *(event for event in events if not isinstance(event, Report))]
    asked = _questions(on, day, round_) if typed else []
    typing = [line for event in typed for line in lines(on.trouble, asked, _names(on, event), event)]
    keeps = ROUND_HEADING in TYPED_COLUMNS
    on.typed = [*(on.typed if keeps else []), *(line for line in typing if line not in on.typed)]
    for event in events:
        if isinstance(event, Report):
            _drop(on, event)
    done = merge(on.book(), round_, _at(day, hour))
    on.stale.discard(round_)
    for finding in done.findings:
        if (finding.code, finding.message) in on.told:
            on.told[finding.code, finding.message] += 1
        else:
            on.told[finding.code, finding.message] = 1
            on.trouble.append(f"{day} {round_} {finding.code}: {finding.message}")
    for item in done.files:
        if item.verdict.value in ("rejected", "unreadable"):
            on.trouble.append(
                f"{day} {round_} {item.path}: {item.verdict.value} {[reason.code for reason in item.reasons]}"
            )
    on.actions.append(Pressed(round_, typed))
    if round_ == on.rounds[-1]:
        on.missing = frozenset(done.missing)


def _drop(on: Play, report: Report) -> None:
    """Put a filled sheet into 回收: of what was handed out, or where it puts something right of what was sent back."""
    names = _names(on, report)
    sheets = _sheets(on, "退回", report.round, names) if report.put_right else []
    if report.put_right and not sheets:
        on.trouble.append(f"{report.day} {report.department}: nothing was sent back in {report.round}")
    sheets = sheets or _sheets(on, "下发", report.round, names)
    if not sheets:
        on.trouble.append(f"{report.day} {report.department}: no sheet of {report.round}")
        return
    on.files += 1
    target = on.root / "回收" / report.round / f"{report.department}{on.files}.xlsx"
    if left := fill_sheet(sheets[0], target, report):
        on.trouble.append(f"{report.day} {report.department}: no row for {'、'.join(left)}")


def _names(on: Play, event: Event) -> Sequence[str]:
    """Return all names of the department that an event names."""
    assert isinstance(event, Report | OfRow)
    return next(names for names in on.names.values() if event.department in names)


def _sheets(on: Play, kind: str, round_: str, names: Sequence[str]) -> list[Path]:
    """Return a department's files in a folder, under its newest name first."""
    place = on.root / kind / round_
    return [path for name in reversed(names) for path in sorted(place.glob(f"{name}-*.xlsx"))]


def _questions(on: Play, day: date, round_: str) -> list[Typed]:
    """Return the open questions of a round: from the file 待核实.xlsx where there is one of today, else from the program itself."""
    path = on.root / "汇总" / round_ / "待核实.xlsx"
    if path.is_file() and round_ not in on.stale:
        lines = list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))
        head = next(place for place, line in enumerate(lines) if "类型" in line and "编号" in line)
        return [{str(h): v for h, v in zip(lines[head], line, strict=False) if h} for line in lines[head + 1 :]]
    book = on.book()
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        named = sent_round(ledger, round_)
        pending = Pending(book, ledger, named, book.plan(day, named, ledger), day)
        return [
            {
                PENDING_HEADINGS["kind"]: str(each.kind), PENDING_HEADINGS["department"]: each.department,
                PENDING_HEADINGS["task"]: each.task,
                PENDING_HEADINGS["item"]: TASK_SHEET_HEADINGS[each.field] if each.field else None,
                PENDING_HEADINGS["before"]: each.before, PENDING_HEADINGS["reported"]: each.reported,
                PENDING_HEADINGS["source"]: each.source,
            }
            for each in pending.questions
        ]  # fmt: skip


def _assert_same_questions(on: Play, day: date, round_: str) -> None:
    """Assert that looking only at rows which may leave something open finds all that is open."""
    book = on.book()
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        named = sent_round(ledger, round_)
        whole = Pending(book, ledger, named, book.plan(day, named, ledger), day)
        quick = replace(whole, asking=True)
        assert quick.questions == whole.questions
        assert quick.settled.conflicts == whole.settled.conflicts


# What the program says.


def _asked(on: Play, day: date, round_: str, now: date) -> Said:
    """Return what the program says `now` of a round on a day, departments by the names that they had then."""
    if day == now:
        _assert_same_questions(on, day, round_)
    found = status(on.book(), round_, _at(now, 20), today=day)
    told: Mapping[str, object] = found.json()
    called = {names[-1]: _name_on(on, names, day) for names in on.names.values()}
    rows: dict[tuple[str, str, str], tuple[str | None, str]] = {}
    tasks: dict[str, str] = {}
    percents: dict[str, float | None] = {}
    for task in told["tasks"]:  # type: ignore[attr-defined]
        tasks[task["task"]], percents[task["task"]] = task["light"], task["percent"]
        for each in task["departments"]:
            name = called.get(each["department"], each["department"])
            rows[task["task"], name, each["role"]] = (each["light"], as_text(each["reason"]))
    of = {called.get(each.department, each.department): each for each in found.status.departments}
    return Said(
        round_, rows, tasks, percents, {name: each.owes for name, each in of.items()},
        {name: each.returned for name, each in of.items()}, {name: each.late for name, each in of.items()}, on.missing,
    )  # fmt: skip


def _name_on(on: Play, names: Sequence[str], day: date) -> str:
    """Return which of its names a department had on a day; of several made into one, the last."""
    if len({each.name for each in on.year.departments} & set(names)) > 1:
        return names[-1]
    given = sum(isinstance(each, Rename) and each.new in names and each.day <= day for each in on.year.events)
    return names[given]
