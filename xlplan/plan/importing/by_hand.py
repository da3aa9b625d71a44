"""What somebody says by hand of another office's table: the sheet, and the headings of columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from xlplan.plan.columns import choose_columns
from xlplan.plan.find_table import likeliest
from xlplan.plan.heading_rows import ByHand
from xlplan.plan.no_table import likeliest_headings
from xlplan.plan.table import Table, first_rows, table_in
from xlplan.terms.cells import Grid, as_text
from xlplan.terms.errors import MisuseError
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.heading_words import meaning_of
from xlplan.terms.headings import PLAN_HEADINGS, heading_key, plan_field
from xlplan.terms.records import record
from xlplan.terms.text import fold

_FEWEST_KNOWN = 2
"""Departments by which an office is known again, at least."""
_SEVERAL = (*NAMING_FIELDS, Field.SCHEDULE)


@record(frozen=True)
class HeadingDecision:
    """What was decided of a table with such `headings` (their keys): which headings are which fields, and which names departments."""

    headings: frozenset[str]
    columns: ByHand
    departments: tuple[str, ...] = ()
    """Names that are departments though they do not look so."""
    beside: tuple[str, ...] = ()
    """The other departments of the table: by them the office is known again."""


@record(frozen=True)
class Remembered:
    """What was decided about earlier tables, the newest first."""

    decisions: tuple[HeadingDecision, ...] = ()


@record(frozen=True)
class ReadingChoice:
    """The sheet to read (None: the likeliest), and the headings that were named for fields."""

    sheet: str | None = None
    columns: ByHand = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    """Names that are departments though they hardly look so."""
    first_leads: bool = False
    """Whether what the table says of the first name in each cell (列第一位的为牵头单位) is to be done."""
    before: Remembered = field(default_factory=lambda: Remembered())


def read_choice(sheet: str | None, columns: Iterable[str], departments: Iterable[str] = ()) -> ReadingChoice:
    """Read the options --sheet, --column NAME=HEADING and --department. Raise MisuseError for what is none."""
    named: dict[Field, list[str]] = {}
    for each in columns:
        name, equals, heading = each.replace("＝", "=").partition("=")
        found = plan_field(name)
        if not equals or not heading_key(heading) or found is None:
            names = "、".join(PLAN_HEADINGS.values())
            raise MisuseError(
                f"--column 看不懂：{each}", f"请写成 --column 主要内容=整改措施 的样子；等号前面可以是：{names}。"
            )
        named.setdefault(found, []).append(heading.strip())
    for name, headings in named.items():
        if len(headings) > 1 and name not in _SEVERAL:
            raise MisuseError(
                f"--column 给“{PLAN_HEADINGS[name]}”指定了不止一列：{'、'.join(headings)}。",
                "只有执行部门、责任部门、支持部门和时限可以由几列合成；请只留一列。",
            )
    return ReadingChoice(sheet, named, tuple(departments))


def chosen_grids(grids: Sequence[Grid], choice: ReadingChoice, source: str) -> list[Grid]:
    """Return the sheets to look at. Raise MisuseError if the sheet or one of the headings is not there."""
    looked = [grid for grid in grids if choice.sheet is None or grid.sheet.strip() == choice.sheet.strip()]
    if choice.sheet is not None and not looked:
        names = "、".join(grid.sheet for grid in grids)
        raise MisuseError(f"“{source}”里没有叫“{choice.sheet}”的工作表。", f"里面有：{names}。")
    seen = _seen(looked)
    for headings in choice.columns.values():
        for heading in headings:
            if any(heading_key(part) not in seen for part in heading.split("/")):
                shown = "、".join(text for key, text in seen.items() if key and len(key) <= 12)[:300]
                raise MisuseError(f"“{source}”里没有标题“{heading}”。", f"请照原表的标题写；前面几行里写着：{shown}。")
    return looked


def _seen(grids: Sequence[Grid]) -> dict[str, str]:
    return {
        heading_key(as_text(value)): "".join(as_text(value).split())
        for grid in grids for row in first_rows(grid) for value in grid.rows[row]
    }  # fmt: skip


def table_headings(table: Table) -> frozenset[str]:
    """Return by what a table is known again: the keys of its headings."""
    return frozenset(heading_key(text) for text in table.heads.values() if heading_key(text))


def with_remembered(grids: Sequence[Grid], choice: ReadingChoice) -> tuple[ReadingChoice, ByHand]:
    """Return a choice with what was decided before, as far as it holds for this table; and which headings it took.

    All of it holds for a table with the same headings. In another one only a heading that says nothing by itself is
    taken, and only for a field that no other heading there is for.
    """
    looked = [grid for grid in grids if choice.sheet is None or grid.sheet.strip() == choice.sheet.strip()]
    seen = _seen(looked)
    used = {heading_key(each) for headings in choice.columns.values() for each in headings}
    taken: dict[Field, Sequence[str]] = {}
    given: frozenset[Field] | None = None
    fitting = [
        each
        for each in choice.before.decisions
        if any(
            heading_key(part) in seen for texts in each.columns.values() for text in texts for part in text.split("/")
        )
    ]
    same = {id(each) for each in fitting if _headings(looked, each.columns) == each.headings}
    for each in sorted(fitting, key=lambda each: id(each) not in same):
        for name, headings in each.columns.items():
            whole = {heading_key(heading) for heading in headings}
            keys = {heading_key(part) for heading in headings for part in heading.split("/")}
            if name in choice.columns or name in taken or not keys <= seen.keys() or whole & used:
                continue
            if id(each) not in same:
                given = _given(looked) if given is None else given
                if name in given or any(meaning_of(key) for key in keys):
                    continue
            taken[name] = headings
            used |= whole
    before = (name for each in choice.before.decisions if _same_office(looked, each) for name in each.departments)
    departments = tuple(dict.fromkeys((*choice.departments, *before)))
    return replace(choice, columns={**choice.columns, **taken}, departments=departments), taken


def _same_office(grids: Sequence[Grid], decision: HeadingDecision) -> bool:
    """Return True if a decision on names is of this table's office: half of the departments beside them stand here too."""
    if not decision.departments:
        return False
    text = fold("\n".join(value for grid in grids for row in grid.rows for value in row if isinstance(value, str)))
    here = sum(fold(name) in text for name in decision.beside)
    return 2 * here >= max(len(decision.beside), _FEWEST_KNOWN)


def _headings(grids: Sequence[Grid], columns: ByHand) -> frozenset[str]:
    tables = [table for grid in grids if (table := table_in(grid, columns))]
    return table_headings(max(tables, key=likeliest)) if tables else frozenset()


def _given(grids: Sequence[Grid]) -> frozenset[Field]:
    """Return the fields that headings are for by themselves."""
    tables = [table for grid in grids if (table := table_in(grid))]
    if tables:
        return frozenset(max(tables, key=likeliest).columns)
    found = likeliest_headings(grids, {})
    return frozenset(choose_columns(*found).fields) if found else frozenset()
