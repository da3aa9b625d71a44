"""A return judged straight from its cells where each is what was sent or a plain answer, and there is nothing to remark.

It comes to the same as reading and judging it in general, several times as fast. Whatever is not known exactly is left to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from xlplan.files.apart.judging import Judged, judged
from xlplan.files.apart.read_one import FileReading
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.handout.signature import Identity, read_identity
from xlplan.ledger.returned_rows import Row, dump_plain
from xlplan.returns.empty_answers import says_not_ours, says_nothing
from xlplan.returns.judge import Desk, named_otherwise, refusal_of, rewordings
from xlplan.returns.quality import PEOPLE, ReportedCells, odd_answers
from xlplan.returns.reading import find_headings, people_above
from xlplan.returns.received import Received, Sums
from xlplan.returns.rows import taken_as_it_is
from xlplan.returns.sheet import Reported, Wording
from xlplan.returns.values import CellReading, ReportedValue, read_share, read_state
from xlplan.terms.cells import PLAIN_SIGHT, CellValue, Grid, is_blank
from xlplan.terms.choices import Role, State, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, LOCKED_COLUMNS, REPORTED_COLUMNS
from xlplan.terms.sheets import IDENTITY
from xlplan.terms.text import fold

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_ROWS: Final = 20_000
"""So many rows that were sent are remembered as cells: those of a group's members are the same."""
_CENTURY: Final = 20
_NOTHING: Final[Mapping[Field, Reported]] = {}


class _Expected(NamedTuple):
    """A row that was sent: its locked cells, whether it is the department's to carry out, and whether it is closed."""

    sent: SheetRow
    cells: tuple[CellValue, ...]
    lead: bool
    closed: bool


class _OtherwiseError(Exception):
    """Something that only the general way knows."""


class Judge:
    """Judges returns by a desk without a key; `wording` is how the reports are written."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording
        own = wording.states
        self._states = frozenset(str(each) for each in State if read_state(each, own) == CellReading(each, True))
        self._known: dict[tuple[int, bool], Sequence[_Expected]] = {}
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
            or any(row > at for row, _ in grid.formulas)
            or any(area.bottom > at for area in grid.merges)
        ):
            raise _OtherwiseError
        people = people_above(grid, at)
        if sheet.owes and not all(people.get(name) for name in PEOPLE):
            raise _OtherwiseError
        before, agreed = self._desk.before.get(sheet.department, {}), self._desk.agreed
        department = fold(sheet.department)
        rows: list[Row] = []
        filled = reports = False
        for number, (expected, cells) in enumerate(
            zip(self._expected(sheet, layout.other), grid.rows[at + 1 :], strict=True), at + 2
        ):
            short = width - len(cells)
            if short:
                cells = [*cells, *[None] * short]
            if short < 0 or layout.locked(cells) != expected.cells:
                raise _OtherwiseError
            task = expected.sent.task
            due = agreed.get((expected.sent.task_key, department), expected.sent.due) if expected.lead else None
            answers = self._answers(layout.reported(cells), expected, before.get(task, _NOTHING), due)
            state, percent, progress = answers[:3]
            reports = reports or state is not None or percent is not None or progress is not None
            rows.append(dump_plain(task, number, layout.letters, answers))
            filled = filled or bool(rows[-1][-1])
        item = Received(
            path, sha256, Verdict.ACCEPTED, (), sheet.department, sent.revision, (), people, sheet=grid.sheet,
            corrects=identity.corrects, sums=Sums(len(rows), not filled, reports),
        )  # fmt: skip
        return Judged(item, rows, [], (identity.text, signature))

    def _answers(
        self, cells: Sequence[CellValue], expected: _Expected, before: Mapping[Field, Reported], due: date | None
    ) -> Sequence[ReportedValue | None]:
        """Return what a row reports, with nothing to remark."""
        state, percent, progress, problems, next_, day, evidence = cells
        if percent == CLOSED_MARK:
            percent = None
        if day == CLOSED_MARK:
            day = None
        if (
            (state is not None and not (type(state) is str and state in self._states))
            or (
                percent is not None
                and not (type(percent) is float and read_share(percent).certain and not expected.closed)
            )
            or (day is not None and not (type(day) is date and day.year // 100 == _CENTURY and not expected.closed))
        ):
            raise _OtherwiseError
        progress, problems = _text(Field.PROGRESS, progress), _text(Field.PROBLEMS, problems)
        next_, evidence = _text(Field.NEXT, next_), _text(Field.EVIDENCE, evidence)
        answers = (state, percent, progress, problems, next_, day, evidence)
        if expected.lead:
            if state is None or progress is None or (percent is None and not expected.closed):
                raise _OtherwiseError
            said = ReportedCells(state, percent, progress, problems, next_, day)
            if any(odd_answers(said, expected.sent, before, self._desk.today, due)):
                raise _OtherwiseError
        return answers

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

    def _expected(self, sheet: DepartmentSheet, other: bool) -> Sequence[_Expected]:
        """Return the rows of a sheet, with 其他要求 if there is a column for it."""
        key = (id(sheet.rows), other)
        found = self._known.get(key)
        if found is None:
            if len({row.task_key for row in sheet.rows}) != len(sheet.rows):
                raise _OtherwiseError
            found = [self._expected_row(row, other) for row in sheet.rows]
            self._room -= len(found)
            if self._room > 0:
                self._known[key] = found
        return found

    def _expected_row(self, row: SheetRow, other: bool) -> _Expected:
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
        return _Expected(row, (row.task, *(value or None for value in locked)), row.role.carries_out, row.closed)


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
    """Where the columns of a sheet lie: what picks the locked cells of a row and the reported ones, each in their usual order."""

    other: bool
    locked: Callable[[Sequence[CellValue]], tuple[CellValue, ...]]
    reported: Callable[[Sequence[CellValue]], tuple[CellValue, ...]]
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


def _text(name: Field, value: CellValue) -> str | None:
    """Return a cell that is blank, or a text that is taken as it is."""
    if value is None:
        return None
    if type(value) is not str or not value:
        raise _OtherwiseError
    # Most texts begin with a word, and have no marks in them that cannot be seen.
    if value[0].isalnum() and value.isprintable():
        if name is Field.PROGRESS and (says_nothing(value) or says_not_ours(value)):
            raise _OtherwiseError
    elif is_blank(value) or not taken_as_it_is(name, value):
        raise _OtherwiseError
    return value
