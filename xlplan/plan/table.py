"""Where a responsibility table lies in its sheet: found by headings rather than positions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from xlplan.plan.column_choice import How, JoinedColumns
from xlplan.plan.columns import choose_columns
from xlplan.plan.first_leads import leads_by_look
from xlplan.plan.heading_rows import ByHand, HeadingReader, HeadingRows
from xlplan.plan.likely_content import is_of_form, with_likely_content, with_likely_offices
from xlplan.plan.row_kinds import SkippedRow, skip_findings
from xlplan.plan.sheet_tables import side_by_side, tables_below
from xlplan.terms.cells import Grid, as_text, cell_name, filled_rows, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_HEADING_ROWS: Final = 40
MAX_COLUMNS: Final = 2**14
ATTACHMENT = pattern_of(r"^附件\d*$")
_COUNTERS = "[月次期至到批所]|项(?!目)|年(?!度)|个(?!性)|日(?!常)|条(?!例)|大(?!气)|家(?![校庭长])"
_MARK_BEFORE = pattern_of(
    r"(附[件表](?:\d{1,2}\s+|\s*\d{1,2}(?:\s*[:：]\s*|[.、]\s*(?!\d{1,3}(?!\d)))"
    rf"|\s+\d{{1,2}}\s+(?!{_COUNTERS})|\d{{1,2}}(?![\d\s~.、—–-]|{_COUNTERS})"
    r"|\s*[一二三四五六七八九十]{1,2}[\s:：.、]+|\s*[:：]\s*|\s+))(?=\S)"
)


@dataclass
class Table:
    """Where a table lies in its grid; rows and columns count from 0. `findings` and `skipped` grow while it is read."""

    grid: Grid
    heading_row: int
    first_row: int
    columns: dict[Field, int]
    findings: list[Finding]
    skipped: dict[int, SkippedRow] = field(default_factory=dict)
    """What is said of the rows that are no task."""
    joined: dict[Field, JoinedColumns] = field(default_factory=dict)
    """Fields that several columns give; `columns` names the first of them."""
    periods: tuple[tuple[int, str], ...] = ()
    """Columns of quarters or months beside a limit, each with its heading."""
    heads: dict[int, str] = field(default_factory=dict)
    """The heading above each column."""
    folded: dict[int, int] = field(default_factory=dict)
    """Rows that only name another office of a task, each with the task's own row."""
    end: int | None = None
    """The first row behind it; None for the end of the sheet."""
    caption: int | None = None
    """Where its caption begins, if another table stands above it."""
    others: list[tuple[int, int]] = field(default_factory=list)
    """Rows of tables of another kind that follow it: from each first row to before the last."""
    span: range = range(MAX_COLUMNS)
    """Its columns, where another table stands beside it."""
    beside: list[range] = field(default_factory=list)
    """The columns of tables of another kind beside it."""
    more: list[Table] = field(default_factory=list)
    """The tables of the same kind below or beside it on the sheet, each with headings of its own."""

    @property
    def parts(self) -> list[Table]:
        """The table, and those of the same kind that follow it."""
        return [self, *self.more]

    def skip_findings(self) -> list[Finding]:
        """Return what is said of the rows that are no task, once they were read."""
        return [
            item
            for part in self.parts
            for item in (*skip_findings(part.grid.sheet, part.skipped), *part.look_findings())
        ]

    @property
    def marks_lead(self) -> bool:
        """Whether its departments are columns, and what leads is a mark, which is read."""
        lead = self.joined.get(Field.LEAD)
        return lead is not None and lead.how is How.MARKED

    def look_findings(self) -> Iterator[Finding]:
        """Yield what its headings, the lines above it and its notes say of who leads by a font or a mark."""
        rows = [*range(self.first_row), *sorted(self.skipped)] if not self.marks_lead else []
        for row in rows:
            for column, value in enumerate(self.grid.rows[row]):
                if isinstance(value, str) and (look := leads_by_look(value)):
                    at = cell_name(row, column)
                    yield finding("leads-by-look", sheet=self.grid.sheet, cell=at, field=Field.LEAD, value=look)

    def taken(self) -> Iterator[tuple[Field, int]]:
        """Yield each field with each column whose cells go into it; of columns that stay as they are besides, none."""
        for name, column in self.columns.items():
            several = self.joined.get(name)
            if several is None:
                yield name, column
            elif not several.kept and not (several.how is How.MARKED and name is Field.SUPPORT):
                yield from ((name, each) for each, _ in several.columns)


def first_rows(grid: Grid) -> Iterator[int]:
    """Yield the rows in which headings are looked for: the first that hold anything, a cover's blank ones aside."""
    return islice(filled_rows(grid), _HEADING_ROWS)


def table_in(
    grid: Grid, by_hand: ByHand | None = None, kept: Collection[str] = (), *, assume: bool = False
) -> Table | None:
    """Find the table of a sheet: the first rows of headings that say what is to be done and by whom.

    `by_hand` says which headings are which fields, `kept` which are none. With `assume`, the column that says most may
    say what is to be done, if no heading does.
    """
    reader = HeadingReader(grid, by_hand, kept)
    best: HeadingRows | None = None
    for row in first_rows(grid):
        found = reader.at(row)
        if found and assume:
            found = with_likely_offices(grid, with_likely_content(grid, found))
        if found and found.is_of_plan and not is_of_form(found) and (best is None or _is_better(found, best)):
            best = found
    if best is None:
        return None
    first, *beside = side_by_side(grid, best)
    table = _table(grid, first)
    if not {Field.CONTENT, Field.LEAD} <= table.columns.keys():
        return None
    if beside:
        _set_beside(table, beside)
        return table
    last = table
    for begin in tables_below(grid, reader, best):
        if last.end is None:
            last.end = begin.caption
        if last.others and last.others[-1][1] == len(grid.rows):
            last.others[-1] = (last.others[-1][0], begin.caption)
        if begin.of_plan:
            last = _table(grid, begin.rows)
            last.caption = begin.caption
            table.more.append(last)
        else:
            last.others.append((begin.caption, len(grid.rows)))
    return table


def _set_beside(table: Table, beside: Sequence[HeadingRows]) -> None:
    """Keep a table to its own columns, and take the ones beside it for what they are."""
    grid = table.grid
    bounds = [0, *(rows.headings[0].column for rows in beside), MAX_COLUMNS]
    table.span = range(bounds[1])
    for number, rows in enumerate(beside, 1):
        span = range(bounds[number], bounds[number + 1])
        if rows.is_of_plan:
            other = _table(grid, rows)
            other.span = span
            table.more.append(other)
            continue
        table.beside.append(span)
        cells = [
            cell_name(row, column)
            for row in range(rows.top, len(grid.rows)) for column in range(span.start, min(span.stop, len(grid.rows[row])))
            if not is_blank(grid.at(row, column))
        ]  # fmt: skip
        names = "、".join(f"{each.name}“{each.text}”" for each in rows.headings)
        table.findings.append(
            finding("table-beside", sheet=grid.sheet, cell=cells[0], cells=f"{cells[0]} 至 {cells[-1]}", text=names)
        )


def _table(grid: Grid, rows: HeadingRows) -> Table:
    chosen = choose_columns(grid, rows)
    heads = {each.column: each.text for each in rows.headings}
    return Table(
        grid,
        rows.top,
        rows.bottom,
        chosen.fields,
        chosen.findings,
        joined=chosen.joined,
        periods=chosen.periods,
        heads=heads,
    )


def _is_better(later: HeadingRows, best: HeadingRows) -> bool:
    """Return True if headings that begin further down are those of the table: named by hand, or the title is above them."""
    if later.by_hand_count != best.by_hand_count:
        return later.by_hand_count > best.by_hand_count
    return later.top < best.bottom and len(later.known) > len(best.known)


def title_above(table: Table) -> str:
    """Return the document's title: the longest line above the headings."""
    lines = []
    for row in range(table.heading_row):
        texts = [as_text(value).strip() for value in table.grid.rows[row] if not is_blank(value)]
        lines += [text for text in texts[:1] if not ATTACHMENT.match(fold(text))]
    return mark_and_title(max(lines, key=len, default="").replace("\n", ""))[1]


def mark_and_title(text: str) -> tuple[str, str]:
    """Part a title from the mark of the document that stands before it, which may be empty: 附件1：某局任务分工表."""
    mark = _MARK_BEFORE.match(text)
    return (mark[1].strip(), text[mark.end() :]) if mark else ("", text)
