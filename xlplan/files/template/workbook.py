"""Templates the office may restyle: a real workbook with placeholders, filled without touching anything else in it.

Placeholders are `{{名}}`, alone in a cell (the value keeps its type and takes the cell's format) or inside a longer text, also
in headers and footers. **Repeated rows**: the rows of a sheet that hold a placeholder found among the keys of
`SheetFill.rows` (or in `row_names`) are its prototypes. They must follow each other without a gap; one prototype makes one row. A prototype whose placeholder reads `{{编号#变体}}` serves the rows of
that variant; a variant that has none falls back to that of its name before `·`, then to the prototype without `#`, then to the
first. The prototypes are replaced by as many rows as there are; without rows, by one row whose placeholders are empty, so that tables, ranges and print areas
stay valid.

**Formulas** of the template are kept and moved. What they show until a program calculates comes from
`SheetFill.cached`; a formula without such a value is written without one, and the workbook asks to be calculated when opened.
Single references to a prototype row from outside mean its first row; ranges over it mean all rows.

A template serves one thread at a time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, NamedTuple

from xlplan.files.template.added_links import relationships
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.lines import repeated_height
from xlplan.files.template.package import relationships_name
from xlplan.files.template.pieces import Run, encode
from xlplan.files.template.refs import MAX_ROW, Layout, sheet_key
from xlplan.files.template.rows import Block, Row
from xlplan.files.template.take_apart import TakenApart, take_apart
from xlplan.terms.cells import column_index
from xlplan.terms.errors import TemplateError

_DIGITS: Final = "0123456789"
_STILL: Final = Layout(MAX_ROW + 1, MAX_ROW + 1, (0,))  # of a sheet where no row moves


@dataclass(frozen=True)
class SheetFill:
    """What goes into one sheet.

    `fields`: placeholder → value, once; also seen by the repeated rows. `rows`: the repeated rows, all with the same keys.
    `row_names`: these keys, needed only where there may be no rows.
    `cached`: values that formulas show before they are calculated, by the name the template gives the formula's cell
    (名称管理器) or by its address in the template (`C6`). `left_out`: keys whose columns are hidden; `hidden`: the whole sheet is. `links`: where the cells of
    `fields` lead, as `Row.links` says it; a cell that is left empty leads nowhere.
    """

    fields: Mapping[str, FieldValue]
    rows: Sequence[Row] = ()
    cached: Mapping[str, str | float] = field(default_factory=dict)
    row_names: Collection[str] = ()
    left_out: Collection[str] = ()
    hidden: bool = False
    links: Mapping[str, str] = field(default_factory=dict)


class Problem(NamedTuple):
    """Something in a template that its owner should mend. `sheet` and `cell` are empty where it lies elsewhere."""

    sheet: str
    cell: str
    message: str
    hint: str


class Template:
    """A template, read once and filled many times."""

    def __init__(self, built: TakenApart, data: bytes) -> None:
        self._built = built
        self.data = data
        self._blocks: dict[tuple[str, frozenset[str], frozenset[str]], Block | None] = {}
        self.name = built.name
        self.holes: tuple[tuple[str, str, str], ...] = tuple(
            (sheet.name, cell, name) for sheet in built.sheets.values() for name, cell in sheet.holes
        )
        self.placeholders: frozenset[str] = frozenset(name for _, _, name in self.holes)
        self.sheets: tuple[str, ...] = tuple(sheet.name for sheet in built.sheets.values())
        self.links: tuple[str, ...] = built.links
        self.fixed = built.fixed

    @classmethod
    def load(cls, data: bytes, name: str) -> Template:
        """Read a template's bytes; `name` is what messages call it.

        Raise TemplateError, naming the template and where it can the sheet and cell, for what is no workbook, holds macros or
        a password, is damaged, or has braces that are no placeholder.
        """
        return cls(take_apart(data, name), data)

    def fill(self, sheets: Mapping[str, SheetFill]) -> bytes:
        """Fill a workbook in: every sheet with placeholders must be given, by its name.

        Raise TemplateError if the template lacks a sheet or the repeated row, has a placeholder nobody gave a value for, or
        a text is longer than a cell may be.
        """
        return self._built.package.write(self._filled(sheets))

    def texts(self, sheets: Mapping[str, SheetFill]) -> dict[str, str]:
        """Return the parts that `fill` writes anew; all others are in `fixed`. Raise as it does."""
        return {part: data.decode() for part, data in self._filled(sheets)}

    def _filled(self, sheets: Mapping[str, SheetFill]) -> Iterator[tuple[str, bytes]]:
        """Yield these parts one by one: those of a large plan are not all kept before they are packed."""
        fills = {sheet_key(name): fill for name, fill in sheets.items()}
        for name in sheets:
            if sheet_key(name) not in self._built.sheets:
                raise TemplateError(
                    f"模板《{self.name}》里没有工作表“{name}”。", "请改回工作表的名字，或换回原来的模板。"
                )
        layouts = {}
        blocks = {}
        for key, sheet in self._built.sheets.items():
            fill = fills.get(key)
            if not sheet.target and not (fill and fill.rows):
                continue
            if fill is None:
                raise TemplateError(
                    f"模板《{self.name}》工作表“{sheet.name}”里有占位符，但没有内容可填。",
                    "请删去这张工作表里的占位符。",
                )
            block = blocks[key] = self._block(key, fill)
            layouts[key] = _STILL if block is None else _layout(block, fill.rows)
        run = Run(layouts, {key: fill.fields for key, fill in fills.items()})
        run.hidden_sheets = {key for key, fill in fills.items() if fill.hidden}
        for key, sheet in self._built.sheets.items():
            fill = fills.get(key) or SheetFill({})
            if fill.left_out and (block := blocks.get(key)):
                holes = block.prototype("").holes
                run.hidden[key] = {
                    column_index(holes[each].rstrip(_DIGITS)) + 1 for each in fill.left_out if each in holes
                }
            run.cells[key] = sheet.writer(blocks.get(key), fill.fields, fill.rows, self._cached(key, fill), fill.links)
        for part, pieces in self._built.varying.items():
            yield part, encode(pieces, run)
        for key, sheet in self._built.sheets.items():
            if sheet.target:
                name = relationships_name(sheet.part)
                found = relationships(self._built.relationships.get(name), run, key)
                if found is not None:
                    yield name, found

    def part(self, sheet: str) -> str:
        """Return the part that holds a sheet, in the template as in what is filled from it."""
        return self._built.sheets[sheet_key(sheet)].part

    def places(
        self, sheet: str, fill: SheetFill, wanted: Iterable[tuple[int | None, str]]
    ) -> dict[tuple[int | None, str], str]:
        """Return the cells that a filling puts some values in, by the number of the repeated row (None outside) and the placeholder."""
        key = sheet_key(sheet)
        block = self._block(key, fill)
        layout = _STILL if block is None else _layout(block, fill.rows)
        outside = {
            name: f"{cell.rstrip(_DIGITS)}{layout.point(plan.number)}"
            for plan in self._built.sheets[key].rows.rows
            if not layout.inside(plan.number)
            for name, cell in plan.holes.items()
        }
        found: dict[tuple[int | None, str], str] = {}
        for number, name in wanted:
            if number is None:
                if name in outside:
                    found[None, name] = outside[name]
            elif block and (cell := block.prototype(fill.rows[number].variant).holes.get(name)):
                found[number, name] = f"{cell.rstrip(_DIGITS)}{block.first + number}"
        return found

    def first_row(self, sheet: str, names: Collection[str]) -> int:
        """Return the row in which a sheet's repeated rows, known by these placeholders, begin. Raise TemplateError if it has none."""
        found = self._built.sheets[sheet_key(sheet)].rows.block(names)
        if found is None:
            raise TemplateError(f"模板《{self.name}》工作表“{sheet}”里没有重复行。", "请换回原来的模板。")
        return found.first

    def heights(self, sheet: str, rows: Sequence[Row]) -> list[float]:
        """Return how high a sheet's repeated rows will be, in points."""
        block = self._built.sheets[sheet_key(sheet)].rows.block(rows[0].values.keys()) if rows else None
        return (
            [repeated_height(block.prototype(each.variant), each.height, each.values) for each in rows] if block else []
        )

    def page(self, sheet: str) -> float:
        """Return the points of rows that a page of paper takes, at the size to which a sheet is printed."""
        return self._built.sheets[sheet_key(sheet)].page

    def _block(self, key: str, fill: SheetFill) -> Block | None:
        keys: frozenset[str] = frozenset(fill.rows[0].values if fill.rows else fill.row_names)
        fields = frozenset(fill.fields)
        cache_key = (key, fields, keys)
        if cache_key in self._blocks:
            return self._blocks[cache_key]
        sheet = self._built.sheets[key]
        where = f"模板《{self.name}》工作表“{sheet.name}”"
        block = sheet.rows.block(keys)
        if block is None and fill.rows:
            names = "、".join(f"{{{{{name}}}}}" for name in list(fill.rows[0].values)[:3])
            raise TemplateError(f"{where}里没有重复行。", f"请留一行写上 {names} 等占位符，它会按行数重复。")
        for name, cell in sheet.holes:
            if name in fields or name in keys:
                continue
            near = get_close_matches(name, fields | keys, 1)
            hint = f"是否想写 {{{{{near[0]}}}}}？" if near else "请改正或删去这个占位符。"
            raise TemplateError(f"{where}单元格 {cell}：不认识占位符 {{{{{name}}}}}。", hint)
        self._blocks[cache_key] = block
        return block

    def _cached(self, key: str, fill: SheetFill) -> Mapping[str, str | float]:
        names = self._built.names
        found = {}
        for name, value in fill.cached.items():
            sheet, cell = names.get(name.casefold(), (key, name.upper()))
            if sheet == key:
                found[cell] = value
        return found


def _layout(block: Block, rows: Sequence[Row]) -> Layout:
    if not rows:
        return Layout(block.first, block.last, (block.prototype("").number,))
    numbers = {variant: block.prototype(variant).number for variant in {row.variant for row in rows}}
    return Layout(block.first, block.last, [numbers[row.variant] for row in rows])


def template_problems(
    template: Template, known: Collection[str], required: Mapping[str, Collection[str]] | None = None
) -> list[Problem]:
    """Return what is wrong with a template: placeholders not `known`, or `required` on a sheet and missing."""
    problems = []
    for sheet, cell, name in template.holes:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"是否想写 {{{{{near[0]}}}}}？" if near else "请改正或删去这个占位符。"
            problems.append(Problem(sheet, cell, f"不认识占位符 {{{{{name}}}}}。", hint))
    present: dict[str, set[str]] = {}
    for sheet, _, name in template.holes:
        present.setdefault(sheet_key(sheet), set()).add(name)
    for sheet, names in (required or {}).items():
        if sheet_key(sheet) not in map(sheet_key, template.sheets):
            problems.append(
                Problem(sheet, "", f"模板里没有工作表“{sheet}”。", "请改回工作表的名字，或换回原来的模板。")
            )
            continue
        missing = [name for name in names if name not in present.get(sheet_key(sheet), set())]
        problems += [
            Problem(sheet, "", f"缺少占位符 {{{{{name}}}}}。", "请把它写回要填入的单元格，或换回原来的模板。")
            for name in missing
        ]
    for link in template.links:
        if _LOCAL_PATH.match(link):
            hint = "发出去的文件会带上这个路径；请在模板里断开链接（数据 → 编辑链接）或改成网址。"
            problems.append(Problem("", "", f"模板链接到本机或内网的文件：{link}", hint))
    return problems


_LOCAL_PATH: Final = re.compile(r"(?i)file:|[a-z]:[\\/]|\\\\|/(home|users)/")
