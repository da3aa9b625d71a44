"""Tables whose headings stand below each other, a task in each column, and forms that hold one task: read as one row a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from xlplan.plan.importing.model import ImportSource
from xlplan.plan.name_shapes import ends_as_unit, is_person_or_number
from xlplan.plan.table import table_in
from xlplan.plan.title import TextLine
from xlplan.terms.cells import PLAIN_SIGHT, Area, CellValue, Grid, Overlay, Sight, as_text, cell_name, is_blank
from xlplan.terms.findings import finding
from xlplan.terms.heading_words import ColumnSubject, meaning_of
from xlplan.terms.headings import heading_key
from xlplan.terms.patterns import pattern_of

Place = tuple[int, int]

_WHATS: Final = frozenset({ColumnSubject.WHAT, ColumnSubject.GOAL})
_WHO: Final = frozenset({ColumnSubject.LEADING, ColumnSubject.ANSWERABLE, ColumnSubject.UNIT})
_FEWEST: Final = 3
"""Labels that a table or a form has at least."""
_LONGEST: Final = 10
_NO_LABEL: Final = pattern_of(r"[\d。；;，,：:、]")
_FIRST_COLUMNS: Final = 3


class _Turned(NamedTuple):
    """A table with its headings above each other's tasks: where each of its cells stands in the source, and of what kind that is.

    It begins below all rows of the source, so that no name of its cells is one of a line that stays as it is.
    """

    grid: Grid
    places: Mapping[Place, Place]
    how: str
    column: int
    """The column of its first label."""
    tasks: int
    """How many tasks it holds."""


def with_turned_tables(source: ImportSource) -> ImportSource | None:
    """Return a source in which such tables have one row a task; None if it has none, or another table.

    `turned` says where their cells stand.
    """
    made = {grid.sheet: found for grid in source.grids if (found := _lying(grid) or _form(grid))}
    if not made or any(grid.sheet not in made and table_in(grid) for grid in source.grids):
        return None
    above = dict(source.above)
    after = list(source.after)
    findings = list(source.findings)
    grids = []
    for grid in source.grids:
        if (found := made.get(grid.sheet)) is None:
            grids.append(grid)
            continue
        grids.append(found.grid)
        used = set(found.places.values())
        first = min(row for row, _ in used)
        lines = [line for line in _lines(grid) if line.at not in used]
        above[grid.sheet] = [*above.get(grid.sheet, ()), *(_unplaced(line) for line in lines if _row(line) < first)]
        after += [_unplaced(line) for line in lines if _row(line) > first]
        findings.append(
            finding("import-turned", sheet=grid.sheet, cell=cell_name(first, found.column), how=found.how, count=found.tasks)
        )  # fmt: skip
    turned = {
        sheet: {cell_name(*at): cell_name(*place) for at, place in found.places.items()}
        for sheet, found in made.items()
    }
    return replace(source, grids=grids, above=above, after=after, findings=findings, turned=turned)


def _row(line: TextLine) -> int:
    return line.at[0] if line.at else 0


def _unplaced(line: TextLine) -> TextLine:
    """Return a line that is known by its cell's name alone: its row is none of the new table."""
    return replace(line, at=None)


def _lines(grid: Grid) -> Iterator[TextLine]:
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            if not is_blank(value):
                yield TextLine(as_text(value), grid.sheet, cell_name(row, column), at=(row, column))


def _part(value: CellValue) -> ColumnSubject | None:
    meaning = meaning_of(heading_key(value)) if isinstance(value, str) else None
    # 2026年9月 is what somebody wrote behind a label.
    return meaning.part if meaning and meaning.part is not ColumnSubject.PERIOD else None


def _tell_tasks(labels: Sequence[CellValue]) -> bool:
    """Return True if labels say what is to be done and by whom."""
    parts = {part for each in labels if (part := _part(each))}
    return len(parts) >= _FEWEST and bool(parts & _WHATS) and bool(parts & _WHO)


def _filled(grid: Grid, row: int, anchors: Mapping[Place, Place]) -> list[int]:
    return [c for c, value in enumerate(grid.rows[row]) if not is_blank(value) and (row, c) not in anchors]


def _may_label(value: CellValue) -> bool:
    return isinstance(value, str) and len(heading_key(value)) <= _LONGEST and not _NO_LABEL.search(heading_key(value))


def _form(grid: Grid) -> _Turned | None:
    """Read a form: each row holds labels, each with one value on its right; only lines of their own stand around it."""
    anchors = grid.anchors()
    pairs: list[tuple[Place, Place | None]] = []
    for row in range(len(grid.rows)):
        cells = _filled(grid, row, anchors)
        if cells and all(as_text(grid.at(row, each)).rstrip().endswith(("：", ":")) for each in cells):
            continue  # to sign behind
        if len(cells) < 2 and not (cells and pairs and _part(grid.at(row, cells[0]))):
            continue
        found = _pairs(grid, row, cells)
        if found is None:
            return None
        pairs += found
    labels = [grid.at(*label) for label, _ in pairs]
    values = [value for _, value in pairs if value]
    keys = [heading_key(as_text(each)) for each in labels]
    if (
        not _tell_tasks([grid.at(*label) for label, value in pairs if value])
        or len(set(keys)) < len(keys)
        or any(_part(grid.at(*value)) for value in values)
    ):
        return None
    rows = [labels, [grid.at(*value) if value else None for _, value in pairs]]
    top = len(grid.rows)
    places = {(top, number): label for number, (label, _) in enumerate(pairs)}
    places |= {(top + 1, number): value for number, (_, value) in enumerate(pairs) if value}
    return _Turned(_made(grid, rows, (), places), places, "一张表单写一项任务", pairs[0][0][1], 1)


def _pairs(grid: Grid, row: int, cells: Sequence[int]) -> list[tuple[Place, Place | None]] | None:
    """Return the labels of a row, each with its value; None if the row is no row of a form."""
    found: list[tuple[Place, Place | None]] = []
    for number, column in enumerate(cells):
        value = grid.at(row, column)
        open_label = bool(found) and found[-1][1] is None
        known = _part(value) is not None
        if known or (not open_label and _may_label(value) and number + 1 < len(cells) and not _is_name(as_text(value))):
            found.append(((row, column), None))
        elif not open_label and number % 2 == 0 and _may_label(value) and not _is_name(as_text(value)):
            found.append(((row, column), None))  # 备注, with nothing behind it
        elif open_label:
            found[-1] = (found[-1][0], (row, column))
        else:
            return None
    return found


def _is_name(text: str) -> bool:
    return ends_as_unit(text) or is_person_or_number(text)


def _lying(grid: Grid) -> _Turned | None:
    """Read a table whose headings stand in one of the first columns, with a task in each column on the right."""
    anchors = grid.anchors()
    for column in range(min(_FIRST_COLUMNS, max(map(len, grid.rows), default=0))):
        rows = [row for row in range(len(grid.rows)) if _is_heading_of_row(grid, row, column, anchors)]
        labels = [grid.at(row, column) for row in rows]
        if not rows or not _tell_tasks(labels) or 3 * sum(bool(_part(each)) for each in labels) < 2 * len(labels):
            continue
        if any(len(_filled(grid, row, anchors)) > 1 for row in range(len(grid.rows)) if row not in rows):
            continue
        matter = [row for row in rows if _part(grid.at(row, column)) in _WHATS | _WHO]
        last = max(len(grid.rows[row]) for row in rows)
        tasks = [
            task
            for task in range(column + 1, last)
            if any(not is_blank(grid.at(*anchors.get((row, task), (row, task)))) for row in rows)
        ]
        if len(tasks) < 2 or any(_part(grid.at(row, task)) for row in matter for task in tasks):
            continue
        whats = [row for row in matter if _part(grid.at(row, column)) in _WHATS]
        if not all(any(not is_blank(grid.at(row, task)) for row in whats) for task in tasks):
            continue
        turned = [[grid.at(row, each) for row in rows] for each in (column, *tasks)]
        places = {
            (down, right): (row, each)
            for down, each in enumerate((column, *tasks), len(grid.rows)) for right, row in enumerate(rows)
            if not is_blank(grid.at(row, each))
        }  # fmt: skip
        order = {each: number for number, each in enumerate((column, *tasks), len(grid.rows))}
        merges = [
            Area(order[area.left], rows.index(area.top), order[area.right], rows.index(area.bottom))
            for area in grid.merges
            if area.top in rows and area.bottom in rows and area.left in order and area.right in order
        ]
        return _Turned(_made(grid, turned, merges, places), places, "标题竖着排、一列写一项任务", column, len(tasks))
    return None


def _is_heading_of_row(grid: Grid, row: int, column: int, anchors: Mapping[Place, Place]) -> bool:
    cells = _filled(grid, row, anchors)
    return len(cells) > 1 and cells[0] == column and _may_label(grid.at(row, column))


def _made(grid: Grid, rows: list[list[CellValue]], merges: Sequence[Area], places: Mapping[Place, Place]) -> Grid:
    """Return the grid of such a table, with what the eye sees of its cells."""
    back = {place: at for at, place in places.items()}
    sight = grid.sight
    if sight is not PLAIN_SIGHT:
        tasks = {at[0] for at in places if at[0] > len(grid.rows)}
        hidden = {
            down for down in tasks
            if all(right in sight.hidden_columns or row in sight.hidden_rows
                   for at, (row, right) in places.items() if at[0] == down)
        }  # fmt: skip
        sight = Sight(
            hidden_rows=frozenset(hidden),
            struck={back[place]: struck for place, struck in sight.struck.items() if place in back},
            overlays=[_moved(each, back) for each in sight.overlays],
        )
    formats = grid.formats
    return Grid(
        grid.sheet, [*([] for _ in grid.rows), *rows], merges, frozenset(back[place] for place in grid.formulas if place in back), grid.hidden,
        grid.active, sight, formats and {back[place]: code for place, code in formats.items() if place in back},
    )  # fmt: skip


def _moved(overlay: Overlay, back: Mapping[Place, Place]) -> Overlay:
    row, column = back.get((overlay.row, overlay.column), (overlay.row, overlay.column))
    return overlay._replace(row=row, column=column)
