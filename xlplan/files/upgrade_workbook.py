"""An older office workbook brought up to date: the shipped macros, ribbon, front page and result sheets put into its package.

分工表, 部门, 设置 and the office's own sheets stay the parts they are. What is put in anew takes over what the old one held;
whatever finds no place is told, cell by cell.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from xlplan.columns import (
    CONSOLE,
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_LISTS,
    DASHBOARD_RANGES,
    DASHBOARD_TITLE,
    DASHBOARD_WORDS,
    DEPARTMENTS,
    HEADING_ROW,
    NAME_LAST_RESULTS,
    NAME_OPERATOR,
    PLAN,
    RESULT_SHEETS,
    SETTING_ITEMS,
    SETTINGS,
    WORKBOOK_SHEETS,
    heading_key,
)
from xlplan.errors import DamagedError, NotAWorkbookError
from xlplan.files.shipped import WORKBOOK, shipped
from xlplan.files.template_package import Package, Writer
from xlplan.files.template_xml import Element
from xlplan.files.upgrade_cells import Place, SheetCells, area_of, dressed, put
from xlplan.files.upgrade_parts import copy_links, copy_part, drop_links
from xlplan.files.upgrade_results import carry_comments, carry_rows, moved_columns
from xlplan.files.upgrade_styles import Looks
from xlplan.files.vba_project import canonical, read_modules
from xlplan.grid import cell_name, column_letters

_OWN_NAMES: Final = "xlplan_"
_MACRO_BOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_WORKSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VBA: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_FILLED_IN: Final = ("title", "year", "round", "deadline")
"""Settings that are the shipped plan's own: where the old workbook lacks one, it stays blank."""
_TO_SETTING: Final = re.compile(rf"'?{SETTINGS}'?!\$?B\$?(\d+)")
# The order of what a workbook part holds after its sheets (ECMA-376-1, 18.2.27).
_AFTER_NAMES: Final = ("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "fileRecoveryPr", "extLst")
_HIDDEN_COLUMN: Final = 25
"""From here on 操作台 holds what macros and helper need to know."""


class Left(NamedTuple):
    """What was not brought over: the code of its finding, the sheet, the cell ("" where it has none), its text."""

    code: str
    sheet: str
    cell: str
    text: str


class Upgraded(NamedTuple):
    """The new workbook; what was left; settings and sheets added; where the columns of each sheet of results went.

    `same` where each sheet had its columns and settings as they are now.
    """

    data: bytes
    same: bool
    left: list[Left]
    added: list[str]
    moves: Mapping[str, Mapping[int, int]]


def upgraded(data: bytes, name: str) -> Upgraded:
    """The workbook `data` (a checked package called `name`) as the shipped one is now.

    Raises NotAWorkbookError where it is none of ours, TemplateError or DamagedError where a part of it cannot be read.
    """
    try:
        return _Upgrade(data, name).run()
    except (LookupError, ValueError, StopIteration) as error:
        # What links that lead nowhere and numbers that are none come to.
        raise DamagedError(
            f"“{name}”里有损坏的地方，不能升级。", "请用表格软件打开它，另存一次，再升级另存的那份。"
        ) from error


class _Upgrade:
    def __init__(self, data: bytes, name: str) -> None:
        self.old = Package(data, f"“{name}”")
        self.new = Package(shipped(WORKBOOK).read_bytes(), "自带的工作簿")
        self.book, self.source = _workbook(self.old), _workbook(self.new)
        self.parts, self.sources = _sheets(self.old, self.book), _sheets(self.new, self.source)
        if missing := [each for each in (PLAN, DEPARTMENTS, SETTINGS) if each not in self.parts]:
            raise NotAWorkbookError(
                f"“{name}”不是分工表工作簿：没有工作表 {'、'.join(missing)}。",
                "只有带操作台的分工表工作簿能升级；别的表请用 xlplan new 新工作簿.xlsm --from 这个文件。",
            )
        roots = [self.old.xml(each).root for each in (self.book, *self.parts.values())]
        if any(each.prefix for each in roots):
            raise NotAWorkbookError(
                f"“{name}”的写法不常见，不能直接升级。",
                "请用 Excel、WPS 或 LibreOffice 打开它，另存一次，再升级另存的那份。",
            )
        self.strings, self.own_strings = _strings(self.old, self.book), _strings(self.new, self.source)
        self.looks = Looks(self.old, self.new, (self.book, self.source))
        self.left: list[Left] = []
        self.added: list[str] = []
        self.moves: dict[str, dict[int, int]] = {}
        self.same = all(sheet in self.parts for sheet in WORKBOOK_SHEETS)

    def run(self) -> Upgraded:
        settings = self._update_settings()
        self._tell_own_code()
        names = _names(self.old, self.book)
        for sheet in WORKBOOK_SHEETS:
            if sheet in RESULT_SHEETS and sheet in self.parts:
                self._renew_results(sheet)
            elif sheet in (CONSOLE, DASHBOARD) or sheet not in self.parts:
                self._replace(sheet, settings, names)
        self._refresh_marks()
        self._name_code()
        self._define_names()
        self._replace_macros()
        for link in self.old.relationships(self.book):
            if link.kind == "calcChain":
                drop_links(self.old, self.book, frozenset({"calcChain"}))
        self.old.declare(self.book, _MACRO_BOOK)
        data = Writer(self.old.finish().values()).write({})
        return Upgraded(data, self.same and not self.added, self.left, self.added, self.moves)

    def _cells(self, sheet: str) -> SheetCells:
        return SheetCells(self.old.xml(self.parts[sheet]).root, self.strings)

    def _dressed(self, sheet: str) -> SheetCells:
        """The shipped sheet, as it stands in the old workbook."""
        root = self.new.xml(self.sources[sheet]).root
        return SheetCells(dressed(root, self.own_strings, self.looks), self.strings)

    def _store(self, sheet: str, root: Element) -> None:
        before = self.new.xml(self.sources[sheet]).before
        self.old.put(self.parts[sheet], f"{before}{root}".encode())

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _update_settings(self) -> dict[int, Place]:
        """Add the settings that are missing; gives the row of each shipped setting → where its value stands now."""
        old, new = self._cells(SETTINGS), self._dressed(SETTINGS)
        # A name anywhere, its value right of it, as settings are read.
        found = {heading_key(old.text(place)): place for place in sorted(old.cells, reverse=True)}
        last = max(old.rows, default=HEADING_ROW - 1)
        places: dict[int, Place] = {}
        for row, (key, (name, _, _)) in enumerate(SETTING_ITEMS.items(), HEADING_ROW):
            if (place := found.get(heading_key(name))) is not None:
                places[row] = (place[0], place[1] + 1)
                continue
            last += 1
            places[row] = (last, 1)
            height = new.rows[row]
            old.add_row(last, {each: height.get(each) for each in ("ht", "customHeight") if height.get(each)})
            for column in range(3):
                cell = copy.deepcopy(new.cells[row, column])
                if column == 1 and key in _FILLED_IN:
                    cell.children = []
                    cell.drop("t")
                old.put((last, column), cell)
            self._carry_list(new.root, old.root, cell_name(row, 1), cell_name(last, 1))
            self.added.append(name)
        if self.added:
            old.measure()
            self.old.changed(self.parts[SETTINGS])
        return places

    def _carry_list(self, source: Element, target: Element, place: str, new: str) -> None:
        """The drop-down list, or the limits, of a cell."""
        for each in _children(source, "dataValidations"):
            if place in each.get("sqref").split():
                holder = target.child("dataValidations")
                if holder is None:
                    holder = put(target, Element("dataValidations", "<dataValidations>", "</dataValidations>"))
                added = copy.deepcopy(each)
                added.set("sqref", new)
                holder.children.append(added)
                holder.set("count", str(sum(1 for _ in holder.elements())))

    def _renew_results(self, sheet: str) -> None:
        old, new = self._cells(sheet), self._dressed(sheet)
        headings = tuple(RESULT_SHEETS[sheet].values())
        moves = self.moves[sheet] = moved_columns(old, headings)
        self.same &= all(moves.get(column) == column for column in range(len(headings)))
        carry_rows(old, new, moves, len(headings))
        carry_comments(self.old, self.parts[sheet], moves)
        if any(moves[column] != column for _, column in old.cells if column in moves):
            for row, column in sorted(old.cells):
                if old.is_formula((row, column)) and column in moves:
                    self.left.append(
                        Left("upgrade-formula", sheet, cell_name(row, moves[column]), old.text((row, column)))
                    )
        _select_as(old.root, new.root)
        self._store(sheet, new.root)

    def _replace(self, sheet: str, settings: Mapping[int, Place], names: Mapping[str, str]) -> None:
        new = self._dressed(sheet)
        for cell in new.cells.values():
            if (formula := cell.child("f")) is not None:
                formula.set_text(_TO_SETTING.sub(lambda m: _setting(settings, m), formula.text()))
        if sheet not in self.parts:
            self._add(sheet)
            _select_as(None, new.root)
        else:
            old = self._cells(sheet)
            _select_as(old.root, new.root)
            results = 0
            if sheet == CONSOLE:
                self._carry_console(old, new, names)
            elif not _carry_dashboard(old, new):
                results = _DASHBOARD_COLUMNS
            self._tell_left(sheet, old, new, results)
            self._tell_hanging(sheet)
            drop_links(
                self.old, self.parts[sheet], frozenset(e.kind for e in self.old.relationships(self.parts[sheet]))
            )
        copy_links(self.new, self.sources[sheet], self.old, self.parts[sheet])
        self._store(sheet, new.root)

    def _add(self, sheet: str) -> None:
        part = next(f"xl/worksheets/sheet{n}.xml" for n in range(1, 1000) if f"xl/worksheets/sheet{n}.xml" not in self.old.parts)  # fmt: skip
        self.parts[sheet] = part
        self.old.put(part, b"<worksheet/>")
        self.old.declare(part, _WORKSHEET)
        identifier = self.old.link(self.book, f"{_OFFICE}/worksheet", part)
        root = self.old.xml(self.book).root
        sheets = root.child("sheets")
        assert sheets is not None
        number = max(int(each.get("sheetId")) for each in sheets.elements()) + 1
        prefix = next((key[6:] for key, value in root.attributes.items() if value == _OFFICE), "r")
        root.set(f"xmlns:{prefix}", _OFFICE)
        start = f'<sheet name="{sheet}" sheetId="{number}" {prefix}:id="{identifier}"/>'
        sheets.children.append(Element("sheet", start))
        self.old.changed(self.book)

    def _carry_console(self, old: SheetCells, new: SheetCells, names: Mapping[str, str]) -> None:
        own = _names(self.new, self.source)
        with_operator = _area(names, NAME_OPERATOR), _area(own, NAME_OPERATOR)
        if with_operator[0] and with_operator[1] and (cell := old.cells.get(with_operator[0][0])) is not None:
            new.fill(with_operator[1][0], cell)
        results = _area(names, NAME_LAST_RESULTS), _area(own, NAME_LAST_RESULTS)
        if not results[0] or not results[1]:
            return
        ((top, left), (bottom, _)), ((new_top, new_left), (new_bottom, _)) = results[0], results[1]
        steps = {new.text((row, new_left)): row for row in range(new_top, new_bottom + 1)}
        for row in range(top, bottom + 1):
            step = steps.get(old.text((row, left)))
            for offset in (1, 2) if step is not None else ():
                if (cell := old.cells.get((row, left + offset))) is not None and step is not None:
                    new.fill((step, new_left + offset), cell)

    def _tell_left(self, sheet: str, old: SheetCells, new: SheetCells, results: int) -> None:
        """Bring over what stands where the sheet is empty now; tell of what the new sheet does not say anywhere.

        In so many columns at the left stand `results` that have other places now: a press of the button writes them anew.
        """
        said = {new.text(place) for place in new.cells}
        for place, cell in sorted(old.cells.items()):
            text = old.text(place)
            if (
                place[1] < results
                or not text
                or text in said
                or old.is_formula(place)
                or (sheet == CONSOLE and place[1] >= _HIDDEN_COLUMN)
            ):
                continue
            if not new.text(place) and not new.is_formula(place) and not _merged(new.root, place):
                new.put(place, cell)
            else:
                self.left.append(Left("upgrade-cell", sheet, cell_name(*place), text))

    def _tell_hanging(self, sheet: str) -> None:
        """Tell of comments and pictures on a sheet that is replaced."""
        for link in self.old.relationships(self.parts[sheet]):
            if link.kind == "comments":
                for each in self.old.xml(link.target).root.walk():
                    if each.local == "comment":
                        self.left.append(Left("upgrade-comment", sheet, each.get("ref"), each.text()))
            elif link.kind == "drawing":
                pictures = sum(each.local == "pic" for each in self.old.xml(link.target).root.walk())
                if pictures:
                    self.left.append(Left("upgrade-picture", sheet, "", str(pictures)))

    def _refresh_marks(self) -> None:
        """The marks on 分工表 as they are now, where its columns stand as they are shipped."""
        old, new = self._cells(PLAN), self._dressed(PLAN)
        if any(old.text((HEADING_ROW - 1, column)) != new.text((HEADING_ROW - 1, column)) for column in range(6)):
            return
        ours = [each for each in new.root.elements() if each.local == "conditionalFormatting" and _finds(each)]
        theirs = [each for each in old.root.elements() if each.local == "conditionalFormatting" and _finds(each)]
        if {_rule(each) for each in ours} == {_rule(each) for each in theirs}:
            return
        old.root.prune(lambda each: each.local == "conditionalFormatting" and _finds(each))
        highest = max([0, *(int(e.get("priority", "0")) for e in old.root.walk() if e.local == "cfRule")])
        anchor = put(old.root, Element("conditionalFormatting", "<conditionalFormatting/>")) if ours else None
        if anchor is not None:
            at = old.root.children.index(anchor)
            old.root.children[at : at + 1] = ours
        for rank, rule in enumerate((r for each in ours for r in each.elements()), highest + 1):
            rule.set("priority", str(rank))
        self.old.changed(self.parts[PLAN])

    # -- the workbook ---------------------------------------------------------------------------------------------------

    def _name_code(self) -> None:
        """The names by which macros know the sheets: those of the shipped workbook, and none of them twice."""
        own = {sheet: _code_name(self.new.xml(part).root) for sheet, part in self.sources.items()}
        for sheet, part in self.parts.items():
            root = self.old.xml(part).root
            if _code_name(root) != own.get(sheet, "") and (sheet in own or _code_name(root) in own.values()):
                holder = root.child("sheetPr")
                if holder is None:
                    holder = put(root, Element("sheetPr", "<sheetPr/>"))
                holder.drop("codeName")
                if sheet in own:
                    holder.set("codeName", own[sheet])
                self.old.changed(part)
        root = self.old.xml(self.book).root
        properties = root.child("workbookPr")
        if properties is None:
            properties = Element("workbookPr", "<workbookPr/>")
            at = next(i for i, e in enumerate(root.children) if isinstance(e, Element) and e.local in ("workbookProtection", "bookViews", "sheets"))  # fmt: skip
            root.children.insert(at, properties)
        properties.set("codeName", "ThisWorkbook")
        self.old.changed(self.book)

    def _define_names(self) -> None:
        root = self.old.xml(self.book).root
        order = list(self.parts)
        source = list(self.sources)
        renewed = {sheet for sheet in WORKBOOK_SHEETS if sheet not in (PLAN, DEPARTMENTS, SETTINGS)}
        holder = root.child("definedNames")
        if holder is None:
            holder = Element("definedNames", "<definedNames>", "</definedNames>")
            at = next((i for i, e in enumerate(root.children) if isinstance(e, Element) and e.local in _AFTER_NAMES), len(root.children))  # fmt: skip
            root.children.insert(at, holder)

        def gone(each: Element) -> bool:
            local = each.get("localSheetId")
            ours = each.get("name").startswith(_OWN_NAMES) and not local
            built_in = each.get("name").startswith("_xlnm.")
            return ours or (built_in and bool(local) and order[int(local)] in renewed)

        holder.prune(gone)
        for each in _children(self.new.xml(self.source).root, "definedNames"):
            added = copy.deepcopy(each)
            if local := each.get("localSheetId"):
                if source[int(local)] not in renewed:
                    continue
                added.set("localSheetId", str(order.index(source[int(local)])))
            holder.children.append(added)
        calculation = root.child("calcPr")
        if calculation is None:
            calculation = Element("calcPr", "<calcPr/>")
            root.children.insert(root.children.index(holder) + 1, calculation)
        calculation.set("fullCalcOnLoad", "1")
        self.old.changed(self.book)

    def _tell_own_code(self) -> None:
        """Macros that are not ours go with the old project."""
        wanted = set(_modules(self.new, self.source))
        try:
            found = _modules(self.old, self.book)
        except DamagedError:
            self.left.append(Left("upgrade-macro", "", "", "（损坏，读不出来）"))
            return
        for name, source in found.items():
            lines = [line for line in canonical(source) if line != "option explicit"]
            if lines and (name not in wanted or name == "ThisWorkbook" or name.startswith("Sheet")):
                self.left.append(Left("upgrade-macro", "", "", name))

    def _replace_macros(self) -> None:
        drop_links(self.old, self.book, frozenset({"vbaProject"}))
        (project,) = (each.target for each in self.new.relationships(self.source) if each.kind == "vbaProject")
        self.old.link(self.book, _VBA, copy_part(self.new, project, self.old))
        for link in self.old.relationships(""):
            if link.kind == "extensibility" and not link.external:
                own = [
                    e
                    for e in self.old.xml(link.target).root.walk()
                    if e.get("id") and not e.get("id").startswith("xlplan")
                ]
                if own:
                    self.left.append(
                        Left("upgrade-ribbon", "", "", "、".join(e.get("label") or e.get("id") for e in own))
                    )
        drop_links(self.old, "", frozenset({"extensibility"}))
        (ribbon,) = (each.target for each in self.new.relationships("") if each.kind == "extensibility")
        self.old.link("", _RIBBON, copy_part(self.new, ribbon, self.old))


def _workbook(package: Package) -> str:
    return next((each.target for each in package.relationships("") if each.kind == "officeDocument"), "xl/workbook.xml")


def _sheets(package: Package, book: str) -> dict[str, str]:
    """The part of each sheet, in the order of the tabs."""
    targets = {link.id: link.target for link in package.relationships(book)}
    found = {}
    for each in _children(package.xml(book).root, "sheets"):
        identifier = next(value for name, value in each.attributes.items() if name.endswith(":id"))
        found[each.get("name")] = targets[identifier]
    return found


def _strings(package: Package, book: str) -> list[Element]:
    part = next((each.target for each in package.relationships(book) if each.kind == "sharedStrings"), None)
    return list(package.xml(part).root.elements()) if part in package.parts and part else []


def _names(package: Package, book: str) -> dict[str, str]:
    """What the defined names of the whole workbook stand for."""
    found = _children(package.xml(book).root, "definedNames")
    return {each.get("name"): each.text() for each in found if not each.get("localSheetId")}


def _modules(package: Package, book: str) -> dict[str, str]:
    part = next((each.target for each in package.relationships(book) if each.kind == "vbaProject"), None)
    return read_modules(package.parts[part].data) if part in package.parts and part else {}


def _area(names: Mapping[str, str], name: str) -> tuple[Place, Place] | None:
    sheet, _, reference = names.get(name, "").rpartition("!")
    try:
        return area_of(reference) if sheet.strip("'") == CONSOLE else None
    except ValueError:
        return None


def _children(root: Element, name: str) -> list[Element]:
    found = root.child(name)
    return list(found.elements()) if found is not None else []


def _code_name(root: Element) -> str:
    found = root.child("sheetPr")
    return found.get("codeName") if found is not None else ""


def _setting(settings: Mapping[int, Place], match: re.Match[str]) -> str:
    row, column = settings[int(match[1]) - 1]
    return f"{SETTINGS}!${column_letters(column)}${row + 1}"


def _select_as(old: Element | None, new: Element) -> None:
    """The new sheet is in front if the old one was: two sheets in front are written to at once."""
    was = old is not None and any(e.get("tabSelected") in ("1", "true") for e in old.walk() if e.local == "sheetView")
    for each in new.walk():
        if each.local == "sheetView":
            each.drop("tabSelected")
            if was:
                each.set("tabSelected", "1")


def _merged(root: Element, place: Place) -> bool:
    areas = (area_of(each.get("ref")) for each in _children(root, "mergeCells"))
    return any(first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1] for first, last in areas)


def _carry_dashboard(old: SheetCells, new: SheetCells) -> bool:
    """The title, figures, words, lists and tables, where they are the same still; tells whether they are."""
    places = {name: area_of(reference) for name, reference in DASHBOARD_RANGES.items()}
    for name, ((top, left), _) in places.items():
        if any(old.text((top - 1, left + i)) != heading for i, heading in enumerate(DASHBOARD_HEADINGS[name])):
            return False
    for (top, left), (bottom, right) in places.values():
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (cell := old.cells.get((row, column))) is not None:
                    new.fill((row, column), cell)
            if row in old.rows and row in new.rows:
                for attribute in ("ht", "customHeight", "hidden"):
                    if old.rows[row].get(attribute):
                        new.rows[row].set(attribute, old.rows[row].get(attribute))
                    else:
                        new.rows[row].drop(attribute)
    titles = [(places[name][0][0] - 2, places[name][0][1]) for name in DASHBOARD_LISTS]
    (first, column), (last, _) = area_of(DASHBOARD_WORDS)
    for place in [area_of(DASHBOARD_TITLE)[0], *((row, column) for row in range(first, last + 1)), *titles]:
        if (cell := old.cells.get(place)) is not None and not old.is_formula(place):
            new.fill(place, cell)
    return True


_DASHBOARD_COLUMNS: Final = max(area_of(reference)[1][1] for reference in DASHBOARD_RANGES.values()) + 1


def _finds(marks: Element) -> bool:
    return "xlplan_finding" in marks.text()


def _rule(marks: Element) -> str:
    return "".join(marks.text().split())
