"""A new office workbook: the shipped one with another plan. Macros, buttons, charts and marks stay byte for byte.

Only the XML of the sheets that show the shipped plan is rewritten, and whatever else refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from xlplan.files.papers.style import FONT_SIZE, height_of
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.files.template.cell_xml import CellWriter, FieldValue, escape_text
from xlplan.files.template.package import Package, PackageWriter
from xlplan.files.template.xml import Element
from xlplan.files.template.xml import parse as parse_xml
from xlplan.plan.importing.model import SHIPPED_FIELDS, NewPlan
from xlplan.terms.cells import Area, cell_name, column_letters
from xlplan.terms.choices import DepartmentKind
from xlplan.terms.fields import Field
from xlplan.terms.headings import DEPARTMENT_HEADINGS, PLAN_HEADINGS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, HEADING_ROW, PLAN, SETTINGS

_BOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_CORE: Final = "docProps/core.xml"
# The column whose format each one takes; unknown columns look like contents.
_LOOKS: Final[Mapping[Field | None, Field]] = {
    Field.PROJECT: Field.ID, Field.SHARE: Field.LEAD, Field.LEADER: Field.LEAD, Field.PERSON: Field.LEAD, Field.STAGE: Field.CONTENT,
    Field.SCHEDULE: Field.CONTENT, None: Field.CONTENT,
}  # fmt: skip
_EXTRA_WIDTHS: Final[Mapping[Field | None, float]] = {
    Field.SHARE: 12.0, Field.LEADER: 12.0, Field.PERSON: 12.0, Field.STAGE: 30.0, None: 24.0,
}  # fmt: skip
# The shipped departments come with sample schools and a note on them.
_SAMPLE_NOTE = re.compile("浅黄色“成员”[^；]*；")
_TALLEST: Final = 409.0
_LEAST: Final = 40.0
# The last rows of the marks, lists and counts of the shipped sheets.
_REACHES: Final = (300, 3000, 5000)


def new_workbook(plan: NewPlan, now: datetime, workspace: str = "") -> bytes:
    """Return a plan's workbook; `workspace` names an unusual working folder. Raise FileMissingError."""
    return _Workbook(shipped(WORKBOOK).read_bytes()).write(plan, now, workspace)


class _Workbook:
    def __init__(self, data: bytes) -> None:
        self._package = Package(data, "自带的工作簿")
        targets = {link.id: link.target for link in self._package.relationships(_BOOK)}
        sheets = _child(self._package.xml(_BOOK).root, "sheets")
        self._parts = {each.get("name"): targets[each.get("r:id")] for each in sheets.elements()}
        self._cells = CellWriter("", date1904=False)

    def write(self, plan: NewPlan, now: datetime, workspace: str) -> bytes:
        self._write_plan(plan)
        self._write_departments(plan)
        self._write_settings(plan, workspace)
        self._show(CONSOLE, "B4", plan.plan_title)
        self._show(CONSOLE, "C7", "")
        self._show(CONSOLE, "C8", "")
        self._show(CONSOLE, "C10", workspace or SETTING_ITEMS["workspace"][1])
        groups = sum(group for _, group in plan.departments)
        self._show(DEPARTMENTS, "D1", f"请补充：{groups} 个群组还没有写明成员" if groups else "")
        self._write_properties(plan.title, now)
        self._forget_strings()
        return PackageWriter(self._package.finish().values()).write(())

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _root(self, sheet: str) -> Element:
        part = self._parts[sheet]
        self._package.changed(part)
        return self._package.xml(part).root

    def _write_plan(self, plan: NewPlan) -> None:
        root = self._root(PLAN)
        styles, last = _styles(root), len(plan.headings) - 1
        single: dict[Field | None, str] = {
            name: styles[cell_name(HEADING_ROW, index)] for index, name in enumerate(SHIPPED_FIELDS[:5])
        }
        # The shipped table begins with a merged project and a merged time limit.
        merged: dict[Field | None, str] = {Field.PROJECT: styles["B4"], Field.SCHEDULE: styles["F4"]}
        single[Field.PROJECT] = single[Field.ID]
        heading, mark, title = styles["A3"], styles["A1"], styles["A2"]
        shipped = dict(zip(SHIPPED_FIELDS, _widths(root), strict=True))
        widths = [shipped[name] if name in shipped else _EXTRA_WIDTHS[name] for name in plan.fields]
        _set_columns(root, widths, [_look(single, field) for field in plan.fields])

        head = [self._row(0, [plan.mark], [mark] * (last + 1), "18"),
                self._row(1, [plan.title], [title] * (last + 1), "38.25"),
                self._row(2, plan.headings, [heading] * (last + 1), "27.75")]  # fmt: skip
        shared = {(row, area.left) for area in plan.merges for row in range(area.top, area.bottom + 1)}
        heights = _heights(plan, widths)
        rows = []
        for index, values in enumerate(plan.rows):
            looks = [
                merged.get(field, _look(single, field)) if (index, column) in shared else _look(single, field)
                for column, field in enumerate(plan.fields)
            ]
            rows.append(self._row(HEADING_ROW + index, values, looks, f"{heights[index]:g}"))
        areas = [Area(0, 0, 0, last), Area(1, 0, 1, last)]
        areas += [Area(a.top + HEADING_ROW, a.left, a.bottom + HEADING_ROW, a.right) for a in plan.merges]
        self._replace(root, [*head, *rows], last, areas)
        _widen(root, last)
        self._range_filter(root, PLAN, HEADING_ROW + max(len(plan.rows), 1), last)

    def _write_departments(self, plan: NewPlan) -> None:
        root = self._root(DEPARTMENTS)
        styles, fields = _styles(root), tuple(DEPARTMENT_HEADINGS)
        looks = [styles[cell_name(HEADING_ROW, column)] for column in range(len(fields))]
        self._put(root, "A2", _SAMPLE_NOTE.sub("", self._shared(root, "A2")))
        kept = _rows(root, HEADING_ROW)
        rows = []
        for index, (name, group) in enumerate(plan.departments):
            values = {"name": name, "kind": DepartmentKind.GROUP if group else ""}
            rows.append(self._row(HEADING_ROW + index, [values.get(field, "") for field in fields], looks, "26.25"))
        self._replace(root, [*kept, *rows], len(fields) - 1, None)
        self._range_filter(root, DEPARTMENTS, HEADING_ROW + max(len(rows), 1), len(fields) - 1)

    def _write_settings(self, plan: NewPlan, workspace: str) -> None:
        values: dict[str, FieldValue] = {
            "title": plan.plan_title,
            "year": plan.year_told,
            "round": None,
            "deadline": None,
        }
        if workspace:
            values["workspace"] = workspace
        root = self._root(SETTINGS)
        for name, value in values.items():
            place = f"B{HEADING_ROW + 1 + tuple(SETTING_ITEMS).index(name)}"
            self._put(root, place, value)

    def _shared(self, root: Element, place: str) -> str:
        """Return the text of a cell of the shipped workbook."""
        items = list(self._package.xml(_STRINGS).root.elements())
        return items[int(_child(_cell(root, place), "v").text())].text()

    def _show(self, sheet: str, place: str, text: str) -> None:
        """Set what a formula shows before it is calculated."""
        cell = _cell(self._root(sheet), place)
        cell.set("t", "str")
        cell.children = [str(_child(cell, "f")), f"<v>{escape_text(text)}</v>"]

    def _put(self, root: Element, place: str, value: FieldValue) -> None:
        cell = _cell(root, place)
        written = parse_xml(self._cells.value(f'<c r="{place}"', f' s="{cell.get("s")}"', value).encode()).root
        row = next(row for row in _sheet_data(root).elements() if cell in row.children)
        row.children[row.children.index(cell)] = written

    def _row(self, row: int, values: Sequence[str], looks: Sequence[str], height: str) -> str:
        cells = [
            self._cells.value(
                f'<c r="{cell_name(row, column)}"', f' s="{look}"', values[column] if column < len(values) else None
            )
            for column, look in enumerate(looks)
        ]
        return f'<row r="{row + 1}" ht="{height}" customHeight="1">{"".join(cells)}</row>'

    def _replace(self, root: Element, rows: Sequence[Element | str], last: int, areas: Sequence[Area] | None) -> None:
        """Replace the rows, and the merged cells unless `areas` is None."""
        _sheet_data(root).children = list(rows)
        _child(root, "dimension").set("ref", f"A1:{cell_name(len(rows) - 1, last)}")
        if areas is not None:
            holder = _child(root, "mergeCells")
            holder.set("count", str(len(areas)))
            holder.children = [f'<mergeCell ref="{_reference(area)}"/>' for area in areas]
        # What depends on the rows reaches as far as before, or farther if there are more rows.
        grown = {old: len(rows) + old for old in _REACHES if len(rows) > old - 50}
        for element in root.elements():
            if grown and element.local in ("conditionalFormatting", "dataValidations", "ignoredErrors"):
                for each in element.walk():
                    if each.get("sqref"):
                        each.set("sqref", _grown(each.get("sqref"), grown))
        for formula in [each for each in _sheet_data(root).walk() if each.local == "f"]:
            formula.set_text(_grown(formula.text(), grown))

    def _range_filter(self, root: Element, sheet: str, bottom: int, last: int) -> None:
        """Set the filter over the table, which is stored twice: on the sheet and in a hidden name."""
        area = Area(HEADING_ROW - 1, 0, bottom - 1, last)
        _child(root, "autoFilter").set("ref", _reference(area))
        for name in _child(self._package.xml(_BOOK).root, "definedNames").elements():
            if name.get("name") == "_xlnm._FilterDatabase" and name.text().startswith(f"{sheet}!"):
                name.set_text(f"{sheet}!{_reference(area, absolute=True)}")
        self._package.changed(_BOOK)

    # -- what else tells of the shipped plan ------------------------------------------------------------------------------

    def _write_properties(self, title: str, now: datetime) -> None:
        root = self._package.xml(_CORE).root
        self._package.changed(_CORE)
        moment = f"{now:%Y-%m-%dT%H:%M:%S}Z"
        for name, text in (("title", title), ("created", moment), ("modified", moment)):
            _child(root, name).set_text(text)

    def _forget_strings(self) -> None:
        """Blank the shared texts of the shipped plan that no cell shows any more."""
        used = set()
        # New rows hold their texts themselves.
        for part in self._parts.values():
            for cell in _sheet_data(self._package.xml(part).root).walk():
                if cell.local == "c" and cell.get("t") == "s" and (value := cell.child("v")):
                    used.add(int(value.text()))
        strings = self._package.xml(_STRINGS).root
        for index, item in enumerate(strings.elements()):
            if index not in used:
                item.children = ["<t/>"]
        self._package.changed(_STRINGS)


def _child(element: Element, name: str) -> Element:
    """Return a child element that the shipped workbook is known to have."""
    found = element.child(name)
    if found is None:
        raise LookupError(f"the shipped workbook has no {name}")
    return found


def _sheet_data(root: Element) -> Element:
    return _child(root, "sheetData")


def _rows(root: Element, count: int) -> list[Element]:
    return list(_sheet_data(root).elements())[:count]


def _cell(root: Element, place: str) -> Element:
    return next(each for each in _sheet_data(root).walk() if each.local == "c" and each.get("r") == place)


def _styles(root: Element) -> dict[str, str]:
    """Return the style of each cell of a sheet."""
    return {each.get("r"): each.get("s") for each in _sheet_data(root).walk() if each.local == "c"}


def _look(looks: Mapping[Field | None, str], field: Field | None) -> str:
    return looks.get(field) or looks[_LOOKS[field]]


def _widths(root: Element) -> list[float]:
    """Return the columns' widths in characters, 5/7 less than in the file: 5 of 7 pixels (ECMA-376-1, 18.3.1.13)."""
    return [
        float(each.get("width")) - 5 / 7
        for each in _child(root, "cols").elements()
        for _ in range(int(each.get("min")), int(each.get("max")) + 1)
    ]


def _set_columns(root: Element, widths: Sequence[float], looks: Sequence[str]) -> None:
    """Set the columns, which stand in another order than the shipped ones or are more."""
    _child(root, "cols").children = [
        f'<col min="{number}" max="{number}" width="{width + 5 / 7:g}" style="{look}" customWidth="1"/>'
        for number, (width, look) in enumerate(zip(widths, looks, strict=True), 1)
    ]


def _widen(root: Element, last: int) -> None:
    """Let borders and marks reach the last column, where there are more than in the shipped table."""
    letter = column_letters(max(last, len(PLAN_HEADINGS) - 1))
    for element in root.elements():
        if element.local == "conditionalFormatting":
            element.set("sqref", re.sub(r":[A-Z]+(?=\d)", f":{letter}", element.get("sqref")))
            for formula in (each for each in element.walk() if each.local == "formula"):
                formula.set_text(re.sub(r":\$[A-Z]+(?=\d)", f":${letter}", formula.text()))


def _heights(plan: NewPlan, widths: Sequence[float]) -> list[float]:
    """Return row heights that show all texts; a merged cell has the height of all its rows."""
    areas = {(area.top, area.left): area for area in plan.merges}
    heights = []
    for index, values in enumerate(plan.rows):
        alone = [(text, widths[column]) for column, text in enumerate(values) if (index, column) not in areas]
        heights.append(_height(alone))
    for area in plan.merges:
        inside = range(area.top, area.bottom + 1)
        missing = _height([(plan.rows[area.top][area.left], widths[area.left])], 10_000) - sum(
            heights[row] for row in inside
        )
        for row in inside if missing > 0 else ():
            heights[row] = min(heights[row] + missing / len(inside), _TALLEST)
    return heights


def _height(cells: Sequence[tuple[str, float]], most: float = _TALLEST) -> float:
    return min(height_of(cells, FONT_SIZE, _LEAST), most)


def _reference(area: Area, *, absolute: bool = False) -> str:
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    if absolute:
        first, last = (re.sub(r"([A-Z]+)", r"$\1$", place) for place in (first, last))
    return f"{first}:{last}"


def _grown(text: str, grown: Mapping[int, int]) -> str:
    return re.sub(r"(?<=[A-Z$])(\d+)\b", lambda m: str(grown.get(int(m[1]), m[1])), text)
