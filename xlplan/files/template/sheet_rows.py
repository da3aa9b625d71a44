"""The cells of one sheet: its prototype rows found, its rows written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape

from xlplan.files.template import cell_xml
from xlplan.files.template.cell_xml import CellWriter, FieldValue
from xlplan.files.template.heights import Measures
from xlplan.files.template.lines import Lines, attributes
from xlplan.files.template.pieces import Added, Run, Scope, formula_text
from xlplan.files.template.refs import Own
from xlplan.files.template.rows import FORMULA, MENDED, STATIC, VALUE, Block, CellPlan, Row, RowPlan, RowReader
from xlplan.files.template.xml import Element
from xlplan.terms.cells import MAX_TEXT
from xlplan.terms.errors import TemplateError


class SheetRows:
    """The rows of one sheet. Raise TemplateError where they cannot be read."""

    def __init__(
        self,
        where: str,
        sheet: Element,
        strings: Sequence[Element],
        scope: Scope,
        writer: CellWriter,
        measures: Measures,
    ) -> None:
        data = sheet.child("sheetData")
        if data is None:
            raise TemplateError(f"{where}已损坏。", MENDED)
        self._where, self._scope, self._writer = where, scope, writer
        self._opened = data.start if data.end else data.start.removesuffix("/>") + ">"
        self._closed = data.end or f"</{data.name}>"
        self.rows = RowReader(where, sheet, strings, scope, measures).read(data)
        self._lines = {row.number: Lines(row, writer) for row in self.rows if Lines.serve(row)}

    @property
    def moves(self) -> bool:
        """Whether any of it may be written differently."""
        return self._scope.moves or any(not row.fixed for row in self.rows)

    def holes(self) -> Iterator[tuple[str, str]]:
        """Yield every placeholder with its cell."""
        return ((name, cell) for row in self.rows for name, cell in row.holes.items())

    # -- finding the prototypes -----------------------------------------------------------------------------------

    def block(self, keys: Collection[str]) -> Block | None:
        """Return the rows that repeat: those with a placeholder among `keys`. Raise TemplateError if they do not fit together."""
        found = [row for row in self.rows if any(name in keys for name in row.holes)]
        if not found:
            return None
        hint = "重复行（写着 {{编号}} 一类占位符的行）必须上下相连，每种变体只有一行。"
        prototypes: dict[str, RowPlan] = {}
        for before, row in zip([None, *found], found, strict=False):
            cell = next(iter(row.holes.values()))
            if before is not None and row.number != before.number + 1:
                raise TemplateError(
                    f"{self._where}单元格 {cell}：重复行与上面的重复行（第 {before.number} 行）没有连在一起。", hint
                )
            if row.variant in prototypes:
                name = f"“{row.variant}”" if row.variant else "不带 # 的"
                raise TemplateError(f"{self._where}单元格 {cell}：{name}重复行出现了两次。", hint)
            prototypes[row.variant] = row
        return Block(found[0].number, found[-1].number, prototypes)

    # -- writing --------------------------------------------------------------------------------------------------

    def write(
        self,
        run: Run,
        block: Block | None,
        fields: Mapping[str, FieldValue],
        rows: Sequence[Row],
        cached: Mapping[str, str | float],
        links: Mapping[str, str],
    ) -> Iterator[str]:
        """Write the `sheetData` element in pieces. `cached`: values of formulas by their cells in the template; `links`: where fields lead."""
        yield self._opened
        for plan in self.rows:
            if block is None or plan.number < block.first:
                if plan.fixed:
                    yield plan.raw
                else:
                    yield self._write(plan, plan.number, fields, run, cached)
                    self._link(plan, plan.number, fields, links, run)
            elif plan.number > block.last:
                number = plan.number + run.layouts[self._scope.home or ""].delta
                yield self._write(plan, number, fields, run, cached)
                self._link(plan, number, fields, links, run)
            elif plan.number == block.first:
                yield from self._repeat(block, fields, rows, run)
                if not rows:
                    yield self._write(block.prototype(""), block.first, None, run, {})
        yield self._closed

    def _repeat(self, block: Block, fields: Mapping[str, FieldValue], rows: Sequence[Row], run: Run) -> Iterator[str]:
        own = not rows or block.names <= rows[0].values.keys()
        prototypes = {variant: block.prototype(variant) for variant in {row.variant for row in rows}}
        for number, row in enumerate(rows, block.first):
            values = row.values if own else {**fields, **row.values}
            prototype = prototypes[row.variant]
            lines = self._lines.get(prototype.number)
            line = lines.write(number, row.height, values) if lines else None
            if line is None:
                line = self._write(prototype, number, values, run, {}, attributes(prototype, row.height, values))
            yield line
            if row.links or row.new_page:
                self._add(prototype, number, row, run)

    def _write(
        self,
        plan: RowPlan,
        number: int,
        values: Mapping[str, FieldValue] | None,
        run: Run,
        cached: Mapping[str, str | float],
        attributes: str | None = None,
    ) -> str:
        """Write one row; without `values`, its cells with placeholders stay empty."""
        shown = plan.attributes if attributes is None else attributes
        out = [f'{plan.lead}{number}"{shown}{">" if plan.cells else "/>"}']
        write = self._writer.value
        for cell in plan.cells:
            kind = cell.kind
            lead = f"{cell.lead}{number}"
            if kind == VALUE and values is not None:
                value = values[cell.name]
                if value is None:
                    out.append(f"{lead}{cell.style}/>")
                    continue
                if isinstance(value, cell_xml.Formula) and value.cached is None:
                    run.stale = True
                try:
                    out.append(write(lead, cell.style, value))
                except cell_xml.TooLongError as error:
                    raise self._too_long(cell, error) from error
            elif kind == STATIC:
                out.append(lead + cell.tail)
            elif kind == FORMULA:
                out.append(self._write_formula(cell, lead, plan.number, number, run, cached.get(cell.address)))
            elif values is None:
                out.append(write(lead, cell.style, None))
            else:
                texts = [
                    p if isinstance(p, str) else cell_xml.escape_text(cell_xml.inline_text(values[p.name]))
                    for p in cell.pieces
                ]
                out.append(self._writer.rich(lead, cell.style, "".join(texts)))
        if plan.cells:
            out.append(plan.end)
        return "".join(out)

    def _add(self, plan: RowPlan, number: int, row: Row, run: Run) -> None:
        self._link(plan, number, row.values, row.links, run)
        if row.new_page:
            self._added(run).breaks.append(number)

    def _link(
        self, plan: RowPlan, number: int, values: Mapping[str, FieldValue], links: Mapping[str, str], run: Run
    ) -> None:
        found = [
            (f"{plan.holes[name].rstrip('0123456789')}{number}", target)
            for name, target in links.items()
            if name in plan.holes and values.get(name) not in (None, "")
        ]
        if found:
            self._added(run).links += found

    def _added(self, run: Run) -> Added:
        return run.added.setdefault(self._scope.home or "", Added())

    def _too_long(self, cell: CellPlan, error: cell_xml.TooLongError) -> TemplateError:
        return TemplateError(
            f"{self._where}要填入 {{{{{cell.name}}}}} 的文字有 {error} 个字，超过一个单元格能放的 {MAX_TEXT} 个。",
            "请先缩短这段文字。",
        )

    def _write_formula(
        self, cell: CellPlan, lead: str, old: int, new: int, run: Run, cached: str | float | None
    ) -> str:
        layout = run.layouts.get(self._scope.home or "")
        own = Own(old, new) if layout is not None and layout.inside(old) else None
        opened = cell.opened
        if cell.area and layout is not None:
            area = cell.area[0]
            top, bottom = (new, new + area.bottom - area.top) if own else layout.envelope(area.top, area.bottom)
            opened += f' ref="{area.at(top, bottom)}"'
        elif cell.area:
            opened += f' ref="{cell.area[0].at(cell.area[0].top, cell.area[0].bottom)}"'
        if cached is None:
            run.stale = True
        text = escape(formula_text(cell.formula, run, self._scope.home, own), quote=False)
        return self._writer.formula(lead, cell.style, f"{opened}>{text}", cached)
