"""What somebody says by hand of another office's table: the sheet, and the headings of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlplan.plan.heading_rows import ByHand
from xlplan.plan.table import HEADING_ROWS
from xlplan.plan.task_names import NAMING_FIELDS
from xlplan.terms.cells import Grid, as_text
from xlplan.terms.errors import MisuseError
from xlplan.terms.fields import Field
from xlplan.terms.headings import PLAN_HEADINGS, heading_key, plan_field

_SEVERAL = (*NAMING_FIELDS, Field.SCHEDULE)


@dataclass(frozen=True)
class Remembered:
    """What was decided about an earlier table: headings by field, and names that are departments though they do not look so."""

    columns: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The sheet to read (None: the likeliest), and the headings that were named for fields."""

    sheet: str | None = None
    columns: ByHand = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    """Names that are departments though they hardly look so."""
    before: Remembered = field(default_factory=lambda: Remembered())


def read_choice(sheet: str | None, columns: Iterable[str], departments: Iterable[str] = ()) -> Choice:
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
    return Choice(sheet, named, tuple(departments))


def chosen_grids(grids: Sequence[Grid], choice: Choice, source: str) -> list[Grid]:
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
        for grid in grids for row in grid.rows[:HEADING_ROWS] for value in row
    }  # fmt: skip


def with_remembered(grids: Sequence[Grid], choice: Choice) -> tuple[Choice, Mapping[Field, Sequence[str]]]:
    """Return a choice with what was decided before, as far as this table has such headings; and those that it took."""
    seen = _seen([grid for grid in grids if choice.sheet is None or grid.sheet.strip() == choice.sheet.strip()])
    said = {heading_key(each) for headings in choice.columns.values() for each in headings}
    taken = {
        name: headings
        for name, headings in choice.before.columns.items()
        # What is said now, and a heading that is meant for the field, go before.
        if name not in choice.columns
        and heading_key(PLAN_HEADINGS[name]) not in seen
        and all(heading_key(part) in seen for each in headings for part in each.split("/"))
        and not said & {heading_key(each) for each in headings}
    }
    departments = tuple(dict.fromkeys((*choice.departments, *choice.before.departments)))
    return replace(choice, columns={**choice.columns, **taken}, departments=departments), taken
