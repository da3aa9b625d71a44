"""待核实 as the office has filled it in: its rows by their headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlplan.decisions.model import Question, RowKey, key_of
from xlplan.returns.sheet import reported_text
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import OPTIONAL_RESULT_COLUMNS, PENDING_HEADINGS, heading_key, item_field
from xlplan.terms.records import record
from xlplan.terms.sheets import CONSOLE_OPERATOR, PENDING
from xlplan.terms.text import fold

_HEADING_ROWS: Final = 12
_LONGEST: Final = 2000
OWN_KINDS: Final = (
    QuestionKind.ENTERED, QuestionKind.VERIFIED, QuestionKind.RESUME, QuestionKind.REOPEN, QuestionKind.MILESTONE,
)  # fmt: skip
"""The kinds of rows that the office itself writes."""
OFFICE: Final = "办公室提出"
"""The source of a row that no return asks for: the office itself wants a task closed."""


@record(frozen=True, slots=True)
class Line:
    """A row of 待核实. `row` counts from 1, `columns` from 0; `door` is the file that it stands in, if not the workbook.

    `of` is the round whose file that is, if it is not the current one.
    """

    row: int
    columns: Mapping[str, int]
    values: Mapping[str, CellValue]
    door: str = ""
    of: str = ""

    @property
    def at(self) -> tuple[str, int]:
        """Where it stands."""
        return self.door, self.row

    def text(self, name: str) -> str:
        """Return the text of a column, as a person reads it."""
        return as_text(self.values.get(name)).strip()

    def cell(self, name: str) -> str:
        """Return the A1 name of a column's cell."""
        return cell_name(self.row - 1, self.columns.get(name, self.columns["kind"]))

    @property
    def kind(self) -> str:
        """What the row is about."""
        return self.text("kind")

    @property
    def field(self) -> Field | None:
        """What of a department's sheet it is about: a column, or 综述; or None."""
        return item_field(self.text("item"))

    @property
    def decided(self) -> bool:
        """True if the office has written anything into its own columns."""
        return any(self.text(name) for name in ("decision", "leader", "date"))

    @property
    def own(self) -> bool:
        """True if the office itself wrote the row."""
        return fold(self.kind) in map(fold, OWN_KINDS) or self.from_office

    @property
    def from_office(self) -> bool:
        """True if it closes a task that no return asks to close: it has no other source than the office."""
        source = self.text("source")
        return fold(source) == fold(OFFICE) or (not source and fold(self.kind) == fold(QuestionKind.CLOSE))

    @property
    def key(self) -> RowKey:
        """The key of the question that it shows."""
        before, reported = (_read_back(self.field, self.values.get(name)) for name in ("before", "reported"))
        return key_of(self.kind, self.text("department"), self.text("task"), self.field, before, reported)


def _read_back(field: Field | None, value: CellValue) -> str:
    """Return a text as it was before a cell turned it into a number: 50% comes back as 0.5."""
    if field is Field.PERCENT and isinstance(value, int | float) and not isinstance(value, bool):
        return reported_text(field, float(value))
    return as_text(value)


def shown(text: str) -> str:
    """Return a text as 待核实 shows it: cut, with a note, if no cell could hold it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（共{len(text)}字，全文见来源的文件）"


def shown_key(question: Question) -> RowKey:
    """Return the key that a question's row has when it is read back."""
    before, reported = shown(question.before), shown(question.reported)
    return key_of(question.kind, question.department, question.task, question.field, before, reported)


def read_lines(grid: Grid, door: str = "", of: str = "") -> list[Line] | Finding:
    """Return the filled rows of 待核实, or the finding that says which headings are missing; `door` and `of` are as in `Line`."""
    fields = {heading_key(heading): name for name, heading in PENDING_HEADINGS.items()}
    best: dict[str, int] = {}
    top = 0
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = fields.get(heading_key(value)) if isinstance(value, str) else None
            if name:
                columns.setdefault(name, column)
        if len(columns) > len(best):
            best, top = columns, number
    if absent := [
        heading for name, heading in PENDING_HEADINGS.items() if name not in {*best, *OPTIONAL_RESULT_COLUMNS}
    ]:
        return finding("pending-headings", sheet=PENDING, value="”“".join(absent))
    lines = []
    for number in range(top + 1, len(grid.rows)):
        values = {name: grid.at(number, column) for name, column in best.items()}
        if not all(map(is_blank, values.values())):
            lines.append(Line(number + 1, best, values, door, of))
    return lines


def read_operator(grid: Grid) -> tuple[str, str]:
    """Return the operator (经办人) on 操作台: the name, and the cell (A1) for it."""
    label = heading_key(CONSOLE_OPERATOR)
    for number, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and heading_key(value) == label:
                return as_text(grid.at(number, column + 1)).strip(), cell_name(number, column + 1)
    return "", ""


def line_finding(code: str, line: Line, column: str, **values: object) -> Finding:
    """Return a finding on a cell of 待核实; its texts may name the cell as `place`."""
    cell = line.cell(column)
    place = f"（{line.door}）{cell}" if line.door else cell
    return finding(code, sheet=PENDING, cell=cell, task=line.text("task") or None, field=None, place=place, **values)
