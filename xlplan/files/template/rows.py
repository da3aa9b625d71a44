"""The rows of one sheet of a template, taken apart once so that they can be written in any place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from xlplan.files.template import cell_xml, refs
from xlplan.files.template.cell_xml import FieldValue, Hole, PlaceholderError
from xlplan.files.template.heights import Fit, Measures, column_widths, width_of
from xlplan.files.template.pieces import Scope, moving
from xlplan.files.template.xml import Element, quote
from xlplan.terms.cells import MAX_TEXT, column_index, column_letters
from xlplan.terms.errors import TemplateError

STATIC, VALUE, TEXT, FORMULA = range(4)  # kinds of cells
MENDED: Final = "请用 Excel 或 WPS 重新打开并另存一次，或换回原来的模板。"
_HEIGHT: Final = ("ht", "customHeight")


class Row(NamedTuple):
    """One repeated row: its values by placeholder, the variant of the prototype it is made from, its height in points.

    Without a height the one fixed in the prototype counts; where it fixes none, the row is made to fit its wrapped text.
    `links` lead from a placeholder's cell to another place: `#工作表!A1` in this workbook, `../夹/表.xlsx#任务表!J7` in a file beside
    it. `new_page`: the row begins a page of print.
    """

    values: Mapping[str, FieldValue]
    variant: str = ""
    height: float | None = None
    links: Mapping[str, str] = MappingProxyType({})
    new_page: bool = False

    @classmethod
    def whole(
        cls,
        names: Iterable[str],
        values: Mapping[str, FieldValue],
        variant: str = "",
        links: Mapping[str, str] | None = None,
    ) -> Row:
        """Make a row with all these placeholders, blank if `values` has nothing, and no text longer than a cell takes."""
        found = {name: values.get(name) for name in names}
        for name in [name for name, value in found.items() if isinstance(value, str) and len(value) > MAX_TEXT]:
            found[name] = f"{str(found[name])[: MAX_TEXT - 1]}…"
        return cls(found, variant, links=links or {})


@dataclass(slots=True)
class CellPlan:
    """One cell of the template, ready to be written in any row."""

    kind: int
    address: str
    lead: str  # `<c r="B`
    style: str  # `" s="5"`
    name: str = ""
    tail: str = ""
    pieces: Sequence[str | Hole] = ()
    formula: refs.ParsedFormula = ()
    opened: str = ""  # `<f` and its attributes
    area: Sequence[refs.RefArea] = ()  # an array formula's
    fit: Fit | None = None  # set where its text wraps
    merged: bool = False  # over several columns: programs that fit rows themselves leave it out


@dataclass(slots=True)
class RowPlan:
    """One row of the template."""

    number: int
    raw: str
    lead: str
    attributes: str
    fitted: str  # its attributes without a height
    end: str
    cells: list[CellPlan]
    holes: dict[str, str] = field(default_factory=dict)  # placeholder → cell
    variant: str = ""
    wrapping: list[CellPlan] = field(default_factory=list)  # the cells whose text wraps
    high: bool = False  # the template fixes its height
    fixed: bool = True  # nothing in it changes as long as it stays where it is


@dataclass(frozen=True, slots=True)
class Block:
    """The prototype rows of a sheet, by variant."""

    first: int
    last: int
    prototypes: Mapping[str, RowPlan]

    @property
    def names(self) -> Set[str]:
        """The placeholders in all of them."""
        return {name for row in self.prototypes.values() for name in row.holes}

    def prototype(self, variant: str) -> RowPlan:
        """Return a variant's prototype, else that of its name before `·`, else the plain one, else the first."""
        names = (variant, variant.partition("·")[0], "")
        found = (self.prototypes[name] for name in names if name in self.prototypes)
        return next(found, None) or next(iter(self.prototypes.values()))


class RowReader:
    """Reads a sheet's rows. Raise TemplateError, naming the cell, for text with braces that are no placeholder."""

    def __init__(
        self, where: str, sheet: Element, strings: Sequence[Element], scope: Scope, measures: Measures
    ) -> None:
        self._where, self._strings, self._scope = where, strings, scope
        self._measures, self._widths = measures, column_widths(sheet)
        self._spans = _spans(sheet)

    def read(self, data: Element) -> list[RowPlan]:
        """Read every row in a `sheetData` element."""
        self._tag = data.prefix
        _spell_out_shared(data)
        return [self._row(number, element) for number, element in _numbered(data)]

    def _row(self, number: int, element: Element) -> RowPlan:
        kept = {name: value for name, value in element.attributes.items() if name != "r"}
        plan = RowPlan(
            number, str(element), f'<{element.name} r="', _attributes(kept),
            _attributes({name: value for name, value in kept.items() if name not in _HEIGHT}), f"</{element.name}>",
            [], high=element.get("customHeight") in ("1", "true"),
        )  # fmt: skip
        at = 0
        for child in element.elements():
            if child.local != "c":
                continue
            letters = child.get("r").rstrip("0123456789") or column_letters(at)
            at = column_index(letters) + 1
            cell = self._cell(child, letters, plan)
            size, wraps, indent, shown = self._measures.format(child.get("s"))
            if wraps and cell.kind == VALUE:
                cell.fit = Fit(self._room(at, number), size, self._measures.digit, indent, shown)
                cell.merged = (number, at) in self._spans
                plan.wrapping.append(cell)
            plan.cells.append(cell)
        return plan

    def _room(self, column: int, row: int) -> float:
        """Return the width of a cell, or of all the columns that it is merged over."""
        last = self._spans.get((row, column), column)
        return sum(width_of(each, self._widths) for each in range(column, last + 1))

    def _cell(self, element: Element, letters: str, row: RowPlan) -> CellPlan:
        address = f"{letters}{row.number}"
        lead = f'<{element.name} r="{letters}'
        kept = {name: value for name, value in element.attributes.items() if name not in ("r", "t")}
        formula = element.child("f")
        if formula is not None:
            return self._formula(formula, address, lead, f'"{_attributes(kept)}', row)
        holder = self._holder(element)
        if holder is not None and cell_xml.may_hold_placeholder(cell_xml.item_text(holder)):
            try:
                pieces = cell_xml.text_runs(holder, self._tag)
            except PlaceholderError as error:
                raise TemplateError(f"{self._where}单元格 {address}：{error}。", error.hint) from error
            row.fixed = False
            for hole in pieces:
                if isinstance(hole, Hole):
                    row.holes.setdefault(hole.name, address)
                    row.variant = row.variant or hole.variant
            style = f'"{_attributes({name: value for name, value in kept.items() if name not in ("cm", "vm")})}'
            if len(pieces) == 1 and isinstance(pieces[0], Hole):
                return CellPlan(VALUE, address, lead, style, name=pieces[0].name)
            return CellPlan(TEXT, address, lead, style, pieces=pieces)
        everything = {name: value for name, value in element.attributes.items() if name != "r"}
        tail = f'"{_attributes(everything)}' + (f">{element.inner()}{element.end}" if element.end else "/>")
        return CellPlan(STATIC, address, lead, "", tail=tail)

    def _holder(self, element: Element) -> Element | None:
        kind = element.get("t")
        if kind == "inlineStr":
            return element.child("is")
        value = element.child("v")
        if kind != "s" or value is None:
            return None
        try:
            return self._strings[int(value.text())]
        except (ValueError, IndexError):
            raise TemplateError(f"{self._where}单元格 {element.get('r')} 的文字找不到。", MENDED) from None

    def _formula(self, element: Element, address: str, lead: str, style: str, row: RowPlan) -> CellPlan:
        text = element.text()
        if "{{" in text:
            hint = "把占位符放在单独的单元格里，公式引用那个单元格。"
            raise TemplateError(f"{self._where}单元格 {address}：公式里不能写占位符。", hint)
        formula = moving(text, self._scope)
        if formula is not None or self._scope.moves:
            row.fixed = False
        kept = {name: value for name, value in element.attributes.items() if name not in ("ref", "ca")}
        return CellPlan(
            FORMULA, address, lead, style, formula=formula or (text,), opened=f"<{element.name}{_attributes(kept)}",
            area=refs.parse_areas(element.get("ref")),
        )  # fmt: skip


def _spans(sheet: Element) -> dict[tuple[int, int], int]:
    """Return the last column of each merged cell that stays in its row, by row and column."""
    merged = sheet.child("mergeCells")
    areas = [area for each in (merged.elements() if merged else ()) for area in refs.parse_areas(each.get("ref"))]
    return {
        (area.top, column_index(area.left) + 1): column_index(area.right) + 1
        for area in areas
        if area.top == area.bottom
    }


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{quote(value)}"' for name, value in attributes.items())


def _numbered(data: Element) -> Iterator[tuple[int, Element]]:
    number = 0
    for element in data.elements():
        if element.local == "row":
            number = int(element.get("r") or number + 1)
            yield number, element


def _spell_out_shared(data: Element) -> None:
    """Make every shared formula one of its own: its rows will no longer lie where its range says."""
    masters: dict[str, tuple[str, int, int]] = {}
    members: list[tuple[Element, int, int]] = []
    for number, row in _numbered(data):
        at = 0
        for cell in row.elements():
            letters = cell.get("r").rstrip("0123456789")
            at = column_index(letters) + 1 if letters else at + 1
            formula = cell.child("f")
            if formula is None or formula.get("t") != "shared":
                continue
            if formula.get("ref"):
                masters[formula.get("si")] = (formula.text(), number, at)
            members.append((formula, number, at))
    for formula, number, at in members:
        if formula.get("si") in masters:
            text, row_number, column = masters[formula.get("si")]
            formula.set_text(refs.translate(text, number - row_number, at - column))
        for name in ("t", "si", "ref"):
            formula.drop(name)
