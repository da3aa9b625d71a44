"""Tables whose headings stand below each other, a task in each column, and forms that hold one task: read as one row a task."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from xlplan.plan.form_pairs import WHATS, Labels, Pair, Place, filled, may_label, sheet_pairs
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.turned_words import TurnedWords, words_of
from xlplan.plan.table import table_in
from xlplan.plan.title import TextLine
from xlplan.terms.cells import PLAIN_SIGHT, Area, CellValue, Grid, Overlay, Sight, as_text, cell_name, is_blank
from xlplan.terms.findings import finding
from xlplan.terms.headings import heading_key

_FIRST_COLUMNS: Final = 3


class _Turned(NamedTuple):
    """A table with its headings above each other's tasks: where each of its cells stands in the source, and of what kind that is.

    It begins below all rows of the source, so that no name of its cells is one of a line that stays as it is.
    """

    grid: Grid
    places: Mapping[Place, Place]
    words: TurnedWords
    how: str
    column: int
    """The column of its first label."""
    tasks: int
    """How many tasks it holds."""
    again: Collection[Place] = ()
    """Labels that say the same as one before."""


def with_turned_tables(source: ImportSource, by_hand: ByHand | None = None) -> ImportSource | None:
    """Return a source in which such tables have one row a task; None if it has none, or another table.

    `by_hand` says which labels are which fields. `turned` says where their cells stand.
    """
    asked = Labels(by_hand)
    made = {grid.sheet: found for grid in source.grids if (found := _lying(grid, asked) or _form(grid, asked))}
    if not made or any(grid.sheet not in made and table_in(grid, by_hand) for grid in source.grids):
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
        lines = [line for line in _lines(grid) if line.at not in used and line.at not in found.again]
        above[grid.sheet] = [*above.get(grid.sheet, ()), *(_unplaced(line) for line in lines if _row(line) < first)]
        after += [_unplaced(line) for line in lines if _row(line) > first]
        findings.append(
            finding("import-turned", sheet=grid.sheet, cell=cell_name(first, found.column), how=found.how, count=found.tasks)
        )  # fmt: skip
    turned = {sheet: found.words for sheet, found in made.items()}
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


def _form(grid: Grid, asked: Labels) -> _Turned | None:
    """Read a form, or several of one kind: each row holds labels, each with one value on its right; only lines of their own stand around it."""
    pairs, odd = sheet_pairs(grid, asked)
    if odd is not None or not pairs:
        return None
    forms = list(_forms(grid, pairs))
    if not all(_is_sound(grid, form, asked) for form in forms):
        return None
    asked_for = [[key for key, pair in form.items() if asked.part(grid.at(*pair[0]))] for form in forms]
    if any(keys != asked_for[0] for keys in asked_for):
        return None
    labels = {key: label for form in reversed(forms) for key, (label, _) in form.items()}
    order = sorted(labels, key=lambda key: labels[key])
    rows: list[list[CellValue]] = [[grid.at(*labels[key]) for key in order]]
    top = len(grid.rows)
    places = {(top, number): labels[key] for number, key in enumerate(order)}
    for down, form in enumerate(forms, top + 1):
        values = {number: form[key][1] for number, key in enumerate(order) if key in form}
        rows.append([grid.at(*at) if (at := values.get(number)) else None for number in range(len(order))])
        places |= {(down, number): at for number, at in values.items() if at}
    again = frozenset(label for form in forms for label, _ in form.values()) - set(places.values())
    return _turned(grid, rows, (), places, pairs[0][0][1], lies=False)._replace(again=again)


def _forms(grid: Grid, pairs: Sequence[Pair]) -> Iterator[dict[str, Pair]]:
    """Yield the pairs of each form, by what their labels say: one begins where the first label stands again, below or beside."""
    keyed = [(heading_key(as_text(grid.at(*pair[0]))), pair) for pair in pairs]
    begins = [label for key, (label, _) in keyed if key == keyed[0][0]]
    beside = sorted(column for row, column in begins if row == begins[0][0])

    def left_of(column: int) -> int:
        return beside[max(bisect_right(beside, column) - 1, 0)]

    below: dict[int, list[Place]] = {column: [] for column in beside}
    for begin in sorted(begins):
        below[left_of(begin[1])].append(begin)
    found: dict[Place, list[tuple[str, Pair]]] = {begin: [] for begin in begins}
    for key, pair in keyed:
        row, column = pair[0]
        under = below[left_of(column)]
        within = bisect_right(under, row, key=_first_row)
        if not within:
            yield {}
            return
        found[under[within - 1]].append((key, pair))
    for each in found.values():
        form = dict(each)
        # A label that stands twice in a form says two things.
        yield form if len(form) == len(each) else {}


def _first_row(begin: Place) -> int:
    return begin[0]


def _is_sound(grid: Grid, form: Mapping[str, Pair], asked: Labels) -> bool:
    """Return True for a form that says what is to be done and by whom, and whose values are no labels."""
    values = [grid.at(*value) for _, value in form.values() if value]
    return asked.tell_tasks([grid.at(*label) for label, value in form.values() if value]) and not _mostly_labels(
        values, asked
    )


def _mostly_labels(values: Sequence[CellValue], asked: Labels) -> bool:
    """Return True if what stands as values is labels, by their words: one that only looks like one is what somebody wrote."""
    filled_in = [value for value in values if not is_blank(value)]
    return any(map(asked.is_sure, filled_in)) or (
        bool(filled_in) and 3 * sum(asked.part(value) is not None for value in filled_in) >= 2 * len(filled_in)
    )


def _lying(grid: Grid, asked: Labels) -> _Turned | None:
    """Read a table whose headings stand in one of the first columns, with a task in each column on the right."""
    anchors = grid.anchors()
    for column in range(min(_FIRST_COLUMNS, max(map(len, grid.rows), default=0))):
        rows = [row for row in range(len(grid.rows)) if _is_heading_of_row(grid, row, column, anchors)]
        labels = [grid.at(row, column) for row in rows]
        if (
            not rows
            or not asked.tell_tasks(labels)
            or 3 * sum(bool(asked.part(each)) for each in labels) < 2 * len(labels)
        ):
            continue
        apart = sorted(set(range(len(grid.rows))).difference(rows))
        if any(_is_row_beside(grid, row, anchors, asked) for row in apart):
            continue
        whats = [row for row in rows if asked.part(grid.at(row, column)) in WHATS]
        last = max(len(grid.rows[row]) for row in rows)
        tasks = [
            task
            for task in range(column + 1, last)
            if any(not is_blank(grid.at(*anchors.get((row, task), (row, task)))) for row in rows)
        ]
        columns = ([grid.at(row, task) for row in rows] for task in tasks)
        if len(tasks) < 2 or any(_mostly_labels(values, asked) for values in columns):
            continue
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
        return _turned(grid, turned, merges, places, column, lies=True)
    return None


def _is_heading_of_row(grid: Grid, row: int, column: int, anchors: Mapping[Place, Place]) -> bool:
    cells = filled(grid, row, anchors)
    return len(cells) > 1 and cells[0] == column and may_label(grid.at(row, column))


def _is_row_beside(grid: Grid, row: int, anchors: Mapping[Place, Place], asked: Labels) -> bool:
    """Return True for a row of several cells that is neither a line of its own nor one to sign in."""
    cells = filled(grid, row, anchors)
    return len(cells) > 1 and not asked.is_signed([as_text(grid.at(row, each)) for each in cells])


def _turned(
    grid: Grid,
    rows: list[list[CellValue]],
    merges: Sequence[Area],
    places: Mapping[Place, Place],
    column: int,
    *,
    lies: bool,
) -> _Turned:
    how = "标题竖着排、一列写一项任务" if lies else "一张表单写一项任务"
    words = words_of(places, grid.sight, lies)
    return _Turned(_made(grid, rows, merges, places, lies=lies), places, words, how, column, len(rows) - 1)


def _made(
    grid: Grid, rows: list[list[CellValue]], merges: Sequence[Area], places: Mapping[Place, Place], *, lies: bool
) -> Grid:
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
        beside = {
            right
            for (down, right), (row, column) in places.items()
            if (lies or down not in hidden)
            and (row in sight.hidden_rows or (not lies and column in sight.hidden_columns))
        }
        sight = Sight(
            hidden_rows=frozenset(hidden),
            hidden_columns=frozenset(beside) if tasks - hidden else frozenset(),
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
