"""A return judged straight from its cells where all but the answers is as it was sent.

If each answer is plain and calls for no remark, whole columns are looked at; else the answers are read cell by cell. Either comes
to the same as reading and judging it in general, several times as fast. Whatever is not known exactly is left to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from xlplan.files.apart.judging import Judged, judged, judged_return
from xlplan.files.apart.read_one import FileReading
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.handout.signature import Identity, read_identity
from xlplan.ledger.returned_rows import Answers, any_said, dump_plain
from xlplan.returns.empty_answers import says_nothing_of_it
from xlplan.returns.judge import Desk, named_otherwise, refusal_of, rewordings
from xlplan.returns.quality import PEOPLE, ReportedCells, odd_answers
from xlplan.returns.reading import find_headings, people_above
from xlplan.returns.received import Received, Sums
from xlplan.returns.rows import TaskTable, answer_places, read_answers, taken_as_it_is
from xlplan.returns.sheet import Reported, Return, ReturnedRow, Wording
from xlplan.returns.shown_share import may_show_otherwise
from xlplan.returns.values import CellReading, read_share, read_state
from xlplan.terms.cells import PLAIN_SIGHT, CellValue, Grid, is_blank
from xlplan.terms.choices import Role, State, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import CLOSED_MARK, LOCKED_COLUMNS, REPORTED_COLUMNS
from xlplan.terms.sheets import IDENTITY
from xlplan.terms.text import fold

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_ROWS: Final = 20_000
"""So many rows that were sent are remembered as cells: those of a group's members are the same."""
_CENTURY: Final = 20
_NOTHING: Final[Mapping[Field, Reported]] = {}
_Column = tuple[CellValue, ...]


class _Expected(NamedTuple):
    """The rows that were sent with a sheet, as columns."""

    tasks: Sequence[str]
    locked: Sequence[tuple[CellValue, ...]]
    """The locked columns, in their usual order."""
    led: Sequence[tuple[int, SheetRow]]
    """The places of the rows that are the department's to carry out."""
    closed: Sequence[int]
    """The places of those that take neither 完成进度 nor 预计完成日期."""


class _OtherwiseError(Exception):
    """Something that only the general way knows."""


class Judge:
    """Judges returns by a desk without a key; `wording` is how the reports are written."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording
        own = wording.states
        self._states = {str(each) for each in State if read_state(each, own) == CellReading(each, True)} | {None}
        self._known: dict[tuple[int, bool], _Expected] = {}
        self._room = _MOST_ROWS

    def judged(self, reading: FileReading, name: str, path: str, sha256: str) -> Judged:
        """Judge what was read of a file (`name`, for messages), the signature aside."""
        plain = None if reading.error or reading.notes else self.plainly(reading.grids, path, sha256)
        return plain or judged(reading, name, self._desk, self._wording, path, sha256)

    def plainly(self, grids: Sequence[Grid], path: str, sha256: str) -> Judged | None:
        """Return the verdict on the sheets of a return, the same as in general; None if it takes more to judge it."""
        try:
            return self._plainly(grids, path, sha256)
        except _OtherwiseError:
            return None

    def _plainly(self, grids: Sequence[Grid], path: str, sha256: str) -> Judged:
        grid, identity, signature = _two_sheets(grids)
        sent = self._sent(identity, path)
        found = find_headings(grid)
        if found is None:
            raise _OtherwiseError
        at = found[0]
        width = len(grid.rows[at])
        layout = _layout(width, tuple(found[1].items()))
        sheet = sent.sheet
        if (
            layout is None
            or len(grid.rows) != at + 1 + len(sheet.rows)
            or any(area.bottom > at for area in grid.merges)
        ):
            raise _OtherwiseError
        people = people_above(grid, at)
        columns = _columns(grid.rows[at + 1 :], width)
        expected = self._expected(sheet, layout.other)
        if layout.locked(columns) != expected.locked or grid.rows[at][0] in expected.tasks:
            raise _OtherwiseError
        try:
            if any(row > at for row, _ in grid.formulas) or (sheet.owes and not all(map(people.get, PEOPLE))):
                raise _OtherwiseError
            if may_show_otherwise(grid.formats or {}, found[1][Field.PERCENT]):
                raise _OtherwiseError
            answers = self._answers(layout.reported(columns), expected)
            self._require_nothing_odd(answers, expected, sheet)
        except _OtherwiseError:
            table = TaskTable(grid, *found, self._wording, {})
            return self._remarked(Return(identity, signature, people, (), (), grid.sheet), table, sheet, path, sha256)
        rows = dump_plain(expected.tasks, at + 2, layout.letters, answers)
        filled, reports = any(map(any_said, answers)), any(map(any_said, answers[:3]))
        item = Received(
            path, sha256, Verdict.ACCEPTED, (), sheet.department, sent.revision, (), people, sheet=grid.sheet,
            corrects=identity.corrects, sums=Sums(len(rows), not filled, reports),
        )  # fmt: skip
        return Judged(item, rows, [], (identity.text, signature))

    def _remarked(self, found: Return, table: TaskTable, sheet: DepartmentSheet, path: str, sha256: str) -> Judged:
        """Judge a return of which only the answers call for remarks: they are read cell by cell, all else is as it was sent."""
        places = answer_places(table.columns)
        blank: list[CellValue] = [None] * len(table.columns)
        rows: list[ReturnedRow] = []
        reasons: list[Finding] = []
        for number, sent in enumerate(sheet.rows, table.heading_row + 1):
            cells = [*table.grid.rows[number], *blank]
            try:
                values, doubts, said = read_answers(table, number, cells, places, sent.task)
            except Exception as error:
                # What nobody has thought of is told by the general way.
                raise _OtherwiseError from error
            reasons += said
            rows.append(ReturnedRow(sent.task, f"A{number + 1}", values, sent.locked, doubts))
        return judged_return(replace(found, rows=rows, reasons=reasons), self._desk, path, sha256)

    def _answers(self, columns: Sequence[_Column], expected: _Expected) -> Answers:
        """Return what is reported, by columns, with nothing to remark on a cell by itself."""
        state, percent, progress, problems, next_, day, evidence = columns
        percent, day = _unmarked(percent), _unmarked(day)
        if (
            not _only(str, state)
            or not self._states.issuperset(state)
            or not _only(float, percent)
            or not all(read_share(each).certain for each in {*percent} - {None})
            or not _only(date, day)
            or any(each.year // 100 != _CENTURY for each in day if each is not None)  # type: ignore[union-attr]
            or any(percent[place] is not None or day[place] is not None for place in expected.closed)
        ):
            raise _OtherwiseError
        for name, texts in (
            (Field.PROGRESS, progress), (Field.PROBLEMS, problems), (Field.NEXT, next_), (Field.EVIDENCE, evidence),
        ):  # fmt: skip
            _require_plain(name, texts)
        return state, percent, progress, problems, next_, day, evidence  # type: ignore[return-value]

    def _require_nothing_odd(self, answers: Answers, expected: _Expected, sheet: DepartmentSheet) -> None:
        """Require that each row that is the department's to carry out reports what it must, and nothing that calls for a remark."""
        state, percent, progress, problems, next_, day, _ = answers
        before, agreed = self._desk.before.get(sheet.department, {}), self._desk.agreed
        department = fold(sheet.department)
        for place, sent in expected.led:
            due = agreed.get((sent.task_key, department), sent.due) if agreed else sent.due
            said = ReportedCells(
                state[place], percent[place], progress[place], problems[place], next_[place], day[place]
            )
            if (
                said.state is None
                or said.progress is None
                or (said.percent is None and not sent.closed)
                or any(odd_answers(said, sent, before.get(sent.task, _NOTHING), self._desk.today, due))
            ):
                raise _OtherwiseError

    def _sent(self, identity: Identity, path: str) -> Sent:
        """Return the sheet that was sent, if it is the newest one and the file is named after nobody else."""
        desk = self._desk
        if desk.key is not None or refusal_of(identity, "", desk) is not None:
            raise _OtherwiseError
        sent = desk.sent[identity.department, identity.revision]
        newer = desk.latest[identity.department].revision > identity.revision
        if newer or named_otherwise(path, identity.department, desk):
            raise _OtherwiseError
        return sent

    def _expected(self, sheet: DepartmentSheet, other: bool) -> _Expected:
        """Return the rows of a sheet, with 其他要求 if there is a column for it."""
        key = (id(sheet.rows), other)
        found = self._known.get(key)
        if found is None:
            rows = sheet.rows
            if len({row.task_key for row in rows}) != len(rows):
                raise _OtherwiseError
            locked = tuple(zip(*(self._locked(row, other) for row in rows), strict=True))
            led = [(place, row) for place, row in enumerate(rows) if row.role.carries_out]
            closed = [place for place, row in enumerate(rows) if row.closed]
            found = _Expected([row.task for row in rows], locked, led, closed)
            self._room -= len(rows)
            if self._room > 0:
                self._known[key] = found
        return found

    def _locked(self, row: SheetRow, other: bool) -> tuple[CellValue, ...]:
        """Return the locked cells of a row that can be judged here."""
        if (
            row.withdrawn
            or row.paused
            or row.role is Role.SUMMARY
            or is_blank(row.task)
            or row.task != row.task.strip()
        ):
            raise _OtherwiseError
        if any(rewordings(row, self._desk)):
            raise _OtherwiseError
        locked = [
            row.due_shown if name is Field.DUE else row.locked.get(name)
            for name in LOCKED_COLUMNS[1:]
            if other or name is not Field.OTHER
        ]
        return (row.task, *(value or None for value in locked))


def _two_sheets(grids: Sequence[Grid]) -> tuple[Grid, Identity, str]:
    """Return the task table, and the identity and signature on the hidden sheet, if there is nothing else."""
    tables = [grid for grid in grids if grid.sheet != IDENTITY]
    hidden = [grid for grid in grids if grid.sheet == IDENTITY]
    if len(tables) != 1 or len(hidden) != 1 or tables[0].hidden or tables[0].sight is not PLAIN_SIGHT:
        raise _OtherwiseError
    identity = read_identity(hidden[0])
    if identity is None:
        raise _OtherwiseError
    return tables[0], *identity


class _Layout(NamedTuple):
    """Where the columns of a sheet lie: what picks the locked ones and the reported ones, each in their usual order."""

    other: bool
    locked: Callable[[Sequence[_Column]], tuple[_Column, ...]]
    reported: Callable[[Sequence[_Column]], tuple[_Column, ...]]
    letters: str


@lru_cache(64)
def _layout(width: int, columns: Sequence[tuple[Field, int]]) -> _Layout | None:
    """Return where a table has all the usual columns, with 其他要求 or without, and no other; None for any other table."""
    places = dict(columns)
    other = Field.OTHER in places
    locked = [name for name in LOCKED_COLUMNS if other or name is not Field.OTHER]
    if (
        places.keys() != {*locked, *REPORTED_COLUMNS}
        or sorted(places.values()) != [*range(width)]
        or places[Field.ID] != 0
    ):
        return None
    reported = [places[name] for name in REPORTED_COLUMNS]
    letters = "".join(_LETTERS[place] for place in reported)
    return _Layout(other, itemgetter(*(places[name] for name in locked)), itemgetter(*reported), letters)


def _columns(rows: Sequence[Sequence[CellValue]], width: int) -> Sequence[_Column]:
    """Return the columns of rows, none of which is wider than that."""
    blank = [None] * width
    columns = [*zip(*(row if len(row) == width else [*row, *blank[len(row) :]] for row in rows), strict=False)]
    if len(columns) != width or max(map(len, rows)) > width:
        raise _OtherwiseError
    return columns


def _only(kind: type, column: _Column) -> bool:
    """Return True if there is nothing else in a column."""
    return {*map(type, column)} <= {kind, type(None)}


def _unmarked(column: _Column) -> _Column:
    """Return a column without the marks of what is closed."""
    return tuple([None if each == CLOSED_MARK else each for each in column]) if CLOSED_MARK in column else column


def _require_plain(name: Field, column: _Column) -> None:
    """Require that each cell is blank, or a text that is taken as it is."""
    if not _only(str, column) or "" in column:
        raise _OtherwiseError
    texts: list[str] = [text for text in column if text]  # type: ignore[misc]
    # Most texts begin with a word, and have no marks in them that cannot be seen.
    if not texts or ("".join([text[0] for text in texts]).isalnum() and "".join(texts).isprintable()):
        if name is Field.PROGRESS and any(map(says_nothing_of_it, texts)):
            raise _OtherwiseError
    elif not all(not is_blank(text) and taken_as_it_is(name, text) for text in texts):
        raise _OtherwiseError
