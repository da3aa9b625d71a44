"""Taking a template apart, once: which parts stay, which vary with what is filled in, and what must not go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlplan.files.template import cell_xml, notes
from xlplan.files.template.added_links import make_room
from xlplan.files.template.cell_xml import CellWriter, FieldValue, Hole, PlaceholderError
from xlplan.files.template.heights import Measures
from xlplan.files.template.left_out import leave_out, leave_out_sheets
from xlplan.files.template.moving_parts import PRINTED, compile_document
from xlplan.files.template.package import CONTENT_TYPES, Package, PackageWriter, Part, Relationship, relationships_name
from xlplan.files.template.page_room import page_room
from xlplan.files.template.pieces import CellsOf, Piece, Run, Scope, moving
from xlplan.files.template.refs import Ref, parse_areas, parse_formula, sheet_key
from xlplan.files.template.rows import MENDED, Block, Row
from xlplan.files.template.sheet_rows import SheetRows
from xlplan.files.template.xml import Element
from xlplan.terms.cells import column_index
from xlplan.terms.errors import TemplateError

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_AS_TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
_PEOPLE = ("Company", "Manager", "HyperlinkBase", "Template")


def _is_office(element: Element) -> bool:
    return element.local in _PEOPLE


@dataclass
class TemplateSheet:
    """One worksheet of a template."""

    name: str
    part: str
    rows: SheetRows
    target: bool  # it holds placeholders
    page: float  # points of rows that a page of paper takes
    holes: list[tuple[str, str]] = field(default_factory=list)  # placeholder, cell

    def writer(
        self,
        block: Block | None,
        fields: Mapping[str, FieldValue],
        rows: Sequence[Row],
        cached: Mapping[str, str | float],
        links: Mapping[str, str],
    ) -> Callable[[Run], Iterator[str]]:
        """Return what writes the sheet's cells in one filling."""
        return lambda run: self.rows.write(run, block, fields, rows, cached, links)


@dataclass
class TakenApart:
    """A template taken apart."""

    name: str
    sheets: dict[str, TemplateSheet]  # by key
    varying: dict[str, list[Piece]]  # parts written anew at each filling, the workbook's last
    fixed: dict[str, Part]  # all other parts
    package: PackageWriter  # of these
    names: dict[str, tuple[str, str]]  # defined names of single cells, folded → sheet key, cell
    links: tuple[str, ...]  # addresses outside the package
    relationships: Mapping[str, bytes]  # of the sheets that may get links, by their part


def take_apart(data: bytes, name: str) -> TakenApart:
    """Take a template apart. Raise TemplateError."""
    return _Builder(data, name).built()


class _Builder:
    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.where = f"模板《{name}》"
        self.package = Package(data, self.where)
        self.workbook = self._main_part()
        root = self.package.xml(self.workbook).root
        self.relationships = {each.id: each for each in self.package.relationships(self.workbook)}
        properties = root.child("workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        strings = next((each.target for each in self.relationships.values() if each.kind == "sharedStrings"), None)
        self.strings = (
            [] if strings is None else [e for e in self.package.xml(strings).root.elements() if e.local == "si"]
        )
        styles = next((each.target for each in self.relationships.values() if each.kind == "styles"), None)
        self.measures = Measures(None if styles is None else self.package.xml(styles).root)
        self.worksheets: list[tuple[str, str]] = []  # name, part
        self.others: list[str] = []  # sheets that are charts
        sheets = root.child("sheets")
        for element in sheets.elements() if sheets is not None else ():
            target = self.relationships.get(_relationship_id(element))
            if target is None:
                raise TemplateError(f"{self.where}不完整，找不到工作表“{element.get('name')}”。", MENDED)
            if target.kind == "worksheet":
                self.worksheets.append((element.get("name"), target.target))
            else:
                self.others.append(target.target)
        self.targets = {sheet_key(title) for title, part in self.worksheets if self._holds_placeholder(part)}
        self.varying: dict[str, list[Piece]] = {}
        self.sheets: dict[str, TemplateSheet] = {}

    def built(self) -> TakenApart:
        links = tuple(
            sorted(
                {
                    element.get("Target")
                    for part in self.package.parts
                    if part.endswith(".rels")
                    for element in self.package.xml(part).root.elements()
                    if element.get("TargetMode") == "External"
                }
            )
        )
        self._drop_stale_parts()
        self._blank_people()
        for title, part in self.worksheets:
            self._sheet(title, part)
        for part in self.others:
            self._related(part, Scope(None, self.targets))
        for each in self.relationships.values():
            if each.kind == "pivotCacheDefinition":
                self._pivot_cache(each.target)
        names = self._workbook()
        parts = self.package.finish()
        own = {relationships_name(sheet.part) for sheet in self.sheets.values() if sheet.target} & parts.keys()
        fixed = {name: part for name, part in parts.items() if name not in self.varying and name not in own}
        relationships = {name: parts[name].data for name in own}
        return TakenApart(
            self.name, self.sheets, self.varying, fixed, PackageWriter(fixed.values()), names, links, relationships
        )

    # -- what must not go out -------------------------------------------------------------------------------------

    def _main_part(self) -> str:
        mains = [each.target for each in self.package.relationships("") if each.kind == "officeDocument"]
        if not mains or mains[0] not in self.package.parts:
            raise TemplateError(f"{self.where}不是表格文件。", "请用 Excel 或 WPS 另存为“Excel 工作簿 (*.xlsx)”。")
        types = self.package.xml(CONTENT_TYPES).root
        for element in types.elements():
            if element.get("PartName").lstrip("/") == mains[0]:
                kind = element.get("ContentType")
                if kind == _AS_TEMPLATE:
                    element.set("ContentType", _PLAIN)
                    self.package.changed(CONTENT_TYPES)
                elif kind != _PLAIN:
                    what = "带有宏（.xlsm）" if "macroEnabled" in kind else "不是 .xlsx 格式"
                    raise TemplateError(f"{self.where}{what}。", "请在 Excel 或 WPS 里另存为“Excel 工作簿 (*.xlsx)”。")
        return mains[0]

    def _drop_stale_parts(self) -> None:
        dropped: set[str] = set()
        for part in [self.workbook, *(part for _, part in self.worksheets), *self.others]:
            stale = [each for each in self.package.relationships(part) if each.kind in ("calcChain", "printerSettings")]
            if not stale:
                continue
            dropped |= {each.target for each in stale}
            ids = {each.id for each in stale}
            name = relationships_name(part)
            self.package.xml(name).root.prune(lambda element, ids=ids: element.get("Id") in ids)  # type: ignore[misc]
            self.package.changed(name)
            for element in self.package.xml(part).root.walk():
                if element.local == "pageSetup" and _relationship_id(element) in ids:
                    element.drop(next(name for name in element.attributes if name.endswith(":id")))
                    self.package.changed(part)
        if dropped:
            self.package.drop(dropped)

    def _blank_people(self) -> None:
        for each in self.package.relationships(""):
            if each.kind == "core-properties":
                for element in self.package.xml(each.target).root.elements():
                    if element.local in ("creator", "lastModifiedBy") and element.text():
                        element.set_text("")
                        self.package.changed(each.target)
            elif each.kind == "extended-properties" and self.package.xml(each.target).root.prune(_is_office):
                self.package.changed(each.target)
        parts = [each.target for each in self.relationships.values() if each.kind == "person"]
        for _, sheet in self.worksheets:
            parts += [each.target for each in self.package.relationships(sheet) if each.kind == "comments"]
        for part in parts:
            if notes.blank_authors(self.package.xml(part)):
                self.package.changed(part)
        root = self.package.xml(self.workbook).root
        for element in root.elements():
            if element.local == "fileSharing":
                element.drop("userName")
        root.prune(_is_local_path)

    # -- sheets and what hangs on them ----------------------------------------------------------------------------

    def _holds_placeholder(self, part: str) -> bool:
        marked = {
            str(index)
            for index, item in enumerate(self.strings)
            if cell_xml.may_hold_placeholder(cell_xml.item_text(item))
        }
        for element in self.package.xml(part).root.walk():
            if element.local in PRINTED and "{{" in element.text():
                return True
            if element.local == "c" and element.get("t") == "inlineStr":
                holder = element.child("is")
                if holder is not None and cell_xml.may_hold_placeholder(cell_xml.item_text(holder)):
                    return True
            if element.local == "c" and element.get("t") == "s":
                value = element.child("v")
                if value is not None and value.text().strip() in marked:
                    return True
        return False

    def _sheet(self, title: str, part: str) -> None:
        key = sheet_key(title)
        document = self.package.xml(part)
        where = f"{self.where}工作表“{title}”"
        scope = Scope(key, self.targets)
        writer = CellWriter(document.root.prefix, self.date1904)
        rows = SheetRows(where, document.root, self.strings, scope, writer, self.measures)
        page = page_room(document.root, self.measures.digit)
        sheet = self.sheets[key] = TemplateSheet(title, part, rows, key in self.targets, page, list(rows.holes()))
        for element in document.root.walk():
            if element.local in PRINTED:
                sheet.holes += [(name, "页眉页脚") for name in _names(element.text(), where)]
        data = document.root.child("sheetData")
        scope.replaced[id(data)] = CellsOf(key) if rows.moves else str(data)
        if sheet.target:
            make_room(document.root, key, scope)
            leave_out(document.root, key, scope)
        self._compile(part, scope)
        self._related(part, Scope(key, self.targets))
        for each in self.package.relationships(part):
            if each.kind == "table":
                self._check_table(sheet, each, where)

    def _related(self, part: str, scope: Scope) -> None:
        for each in self.package.relationships(part):
            if each.external or each.target not in self.package.parts:
                continue
            if each.kind in ("comments", "table", "pivotTable", "threadedComment", "ctrlProp"):
                self._compile(each.target, scope)
            elif each.kind == "vmlDrawing":
                self._keep(each.target, notes.compile_vml(self.package.xml(each.target), scope))
            elif each.kind == "drawing":
                self._compile(each.target, scope)
                for chart in self.package.relationships(each.target):
                    if chart.kind in ("chart", "chartEx") and chart.target in self.package.parts:
                        self._chart(chart.target)

    def _chart(self, part: str) -> None:
        scope = Scope(None, self.targets)
        for element in self.package.xml(part).root.walk():
            formula = element.child("f")
            if formula is not None and moving(formula.text(), scope) is not None:
                # The template's own text would show until the chart is drawn again.
                element.children = [
                    child
                    for child in element.children
                    if isinstance(child, str) or not (child.local.endswith("Cache") or child.local == "lvl")
                ]
        self._compile(part, scope)

    def _pivot_cache(self, part: str) -> None:
        root = self.package.xml(part).root
        if any(e.local == "worksheetSource" and sheet_key(e.get("sheet")) in self.targets for e in root.walk()):
            root.set("refreshOnLoad", "1")
        self._compile(part, Scope(None, self.targets))

    def _check_table(self, sheet: TemplateSheet, table: Relationship, where: str) -> None:
        for area in parse_areas(self.package.xml(table.target).root.get("ref")):
            for name, cell in sheet.holes:
                place = parse_areas(cell) if cell.isascii() else []
                if place and place[0].top == area.top and _between(place[0].left, area.left, area.right):
                    hint = "表格（套用表格格式的区域）的标题行要写固定文字。"
                    raise TemplateError(f"{where}单元格 {cell}：表格的标题里不能用占位符 {{{{{name}}}}}。", hint)

    def _compile(self, part: str, scope: Scope) -> None:
        self._keep(part, compile_document(self.package.xml(part), scope))

    def _keep(self, part: str, pieces: list[Piece]) -> None:
        if not all(isinstance(piece, str) for piece in pieces):
            self.varying[part] = pieces

    # -- the workbook part ----------------------------------------------------------------------------------------

    def _calculates(self) -> bool:
        return any(each.local == "f" for _, part in self.worksheets for each in self.package.xml(part).root.walk())

    def _workbook(self) -> dict[str, tuple[str, str]]:
        document = self.package.xml(self.workbook)
        root = document.root
        scope = Scope(None, self.targets)
        calculation = root.child("calcPr")
        if calculation is None:
            calculation = Element(f"{root.prefix}calcPr", f"<{root.prefix}calcPr/>")
            before = ("sheets", "functionGroups", "externalReferences", "definedNames")
            last = max(
                index for index, e in enumerate(root.children) if isinstance(e, Element) and e.local in before
            )  # fmt: skip
            root.children.insert(last + 1, calculation)
        asking = Element(calculation.name, calculation.start, calculation.end)
        asking.set("fullCalcOnLoad", "1")
        # Asked to calculate where there is nothing to, Excel asks whether to save on closing.
        calm, urgent = (str(calculation) if self._calculates() else ""), str(asking)
        scope.replaced[id(calculation)] = lambda run: urgent if run.stale else calm
        leave_out_sheets(root, scope)
        self.varying[self.workbook] = compile_document(document, scope)
        names: dict[str, tuple[str, str]] = {}
        every = {sheet_key(title) for title, _ in self.worksheets}
        for element in root.walk():
            if element.local == "definedName":
                formula = parse_formula(element.text(), None, every)
                if len(formula) == 1 and isinstance(formula[0], Ref) and formula[0].right is None:
                    ref = formula[0]
                    names[element.get("name").casefold()] = (ref.sheet, f"{ref.left.lstrip('$')}{ref.top}")
        return names


def _relationship_id(element: Element) -> str:
    return next((value for name, value in element.attributes.items() if name.endswith(":id")), "")


def _is_local_path(element: Element) -> bool:
    """Return True for the workbook's folder as Excel notes it (x15ac:absPath), with the wrapper made for it alone."""
    if element.local == "AlternateContent":
        inner = [child for choice in element.elements() for child in choice.elements()]
        return bool(inner) and all(child.local == "absPath" for child in inner)
    return element.local == "absPath"


def _names(text: str, where: str) -> list[str]:
    try:
        return [part.name for part in cell_xml.split_text(text) if isinstance(part, Hole)]
    except PlaceholderError as error:
        raise TemplateError(f"{where}页眉页脚：{error}。", error.hint) from error


def _between(column: str, left: str, right: str) -> bool:
    return column_index(left) <= column_index(column) <= column_index(right)
