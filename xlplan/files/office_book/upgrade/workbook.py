"""Upgrade an older office workbook: put the shipped macros, ribbon, front page and result sheets into its package.

The parts of 分工表, 部门, 设置 and the office's own sheets stay. New parts take over what the old ones held; whatever
finds no place is reported, cell by cell.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Set
from typing import Final, NamedTuple

from xlplan.files.office_book.upgrade.book import OWN_NAMES, Left, PackagedBook, children_of
from xlplan.files.office_book.upgrade.cells import Place, SheetCells, dressed
from xlplan.files.office_book.upgrade.formulas import stale_formulas
from xlplan.files.office_book.upgrade.front import carry_front
from xlplan.files.office_book.upgrade.parts import copy_links, copy_part, drop_links
from xlplan.files.office_book.upgrade.results import carry_comments, carry_rows, drop_tables, moved_columns
from xlplan.files.office_book.upgrade.styles import AppendedStyles
from xlplan.files.office_book.vba_project import canonical
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.files.template.order import insert_in_order, put_in_order
from xlplan.files.template.package import Package, PackageWriter
from xlplan.files.template.xml import Element
from xlplan.terms.cells import cell_name, column_letters
from xlplan.terms.errors import DamagedError, NotAWorkbookError
from xlplan.terms.headings import RESULT_SHEETS, heading_key
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, DASHBOARD, DEPARTMENTS, HEADING_ROW, PLAN, SETTINGS, WORKBOOK_SHEETS

_MACRO_BOOK: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_VBA: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_FILLED_IN: Final = ("title", "year", "round", "deadline")
"""Settings that belong to the shipped plan: if the old workbook lacks one, it stays blank."""
_TO_SETTING: Final = re.compile(rf"'?{SETTINGS}'?!\$?B\$?(\d+)")
# The order of what a workbook part holds after its sheets (ECMA-376-1, 18.2.27).
_LARGEST_WINDOW: Final = 120_000
"""Twips, 8,000 pixels; early workbooks asked for 24,000."""
_AFTER_NAMES: Final = ("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "fileRecoveryPr", "extLst")


class Upgraded(NamedTuple):
    """The new workbook; what was left; settings and sheets added; the new places of each result sheet's columns.

    `same` is True if each sheet had its present columns and settings already.
    """

    data: bytes
    same: bool
    left: list[Left]
    added: list[str]
    moves: Mapping[str, Mapping[int, int]]


def upgraded(data: bytes, name: str) -> Upgraded:
    """Return the workbook `data` (a checked package called `name`), brought up to the shipped one.

    Raise NotAWorkbookError if it is not ours, TemplateError or DamagedError if a part cannot be read.
    """
    try:
        return _Upgrade(data, name).run()
    except (LookupError, ValueError, StopIteration) as error:
        # Broken links and bad numbers end here.
        raise DamagedError(
            f"“{name}”里有损坏的地方，不能升级。", "请用表格软件打开它，另存一次，再升级另存的那份。"
        ) from error


class _Upgrade:
    def __init__(self, data: bytes, name: str) -> None:
        self.old = PackagedBook(Package(data, f"“{name}”"))
        self.new = PackagedBook(Package(shipped(WORKBOOK).read_bytes(), "自带的工作簿"))
        if missing := [each for each in (PLAN, DEPARTMENTS, SETTINGS) if each not in self.old.sheets]:
            raise NotAWorkbookError(
                f"“{name}”不是分工表工作簿：没有工作表 {'、'.join(missing)}。",
                "只有带操作台的分工表工作簿能升级；别的表请用 xlplan new 新工作簿.xlsm --from 这个文件。",
            )
        if any(each.prefix for each in (self.old.root, *map(self.old.sheet, self.old.sheets))):
            raise NotAWorkbookError(
                f"“{name}”的写法不常见，不能直接升级。",
                "请用 Excel、WPS 或 LibreOffice 打开它，另存一次，再升级另存的那份。",
            )
        self.looks = AppendedStyles(self.old.package, self.new.package, (self.old.part, self.new.part))
        self.left: list[Left] = []
        self.added: list[str] = []
        self.moves: dict[str, dict[int, int]] = {}
        self.moved: dict[str, Set[int]] = {}
        self.same = all(sheet in self.old.sheets for sheet in WORKBOOK_SHEETS)

    def run(self) -> Upgraded:
        package = self.old.package
        settings = self._update_settings()
        self._tell_own_code()
        for sheet in WORKBOOK_SHEETS:
            if sheet in RESULT_SHEETS and sheet in self.old.sheets:
                self._renew_results(sheet)
            elif sheet in (CONSOLE, DASHBOARD) or sheet not in self.old.sheets:
                self._replace(sheet, settings)
        self._refresh_marks()
        self._name_code()
        self._define_names()
        for sheet, moves in self.moves.items():
            self.moved[sheet] = {old for old, new in moves.items() if old != new}
        self.left += stale_formulas(self.old, self.moved, self.new)
        self._replace_macros()
        for link in package.relationships(self.old.part):
            if link.kind == "calcChain":
                drop_links(package, self.old.part, frozenset({"calcChain"}))
        package.declare(self.old.part, _MACRO_BOOK)
        data = PackageWriter(package.finish().values()).write(())
        return Upgraded(data, self.same and not self.added, self.left, self.added, self.moves)

    def _dressed(self, sheet: str) -> SheetCells:
        """Return the shipped sheet, prepared for the old workbook."""
        return SheetCells(dressed(self.new.sheet(sheet), self.new.strings, self.looks), self.old.strings)

    def _store(self, sheet: str, root: Element) -> None:
        before = self.new.package.xml(self.new.sheets[sheet]).before
        self.old.package.put(self.old.sheets[sheet], f"{before}{root}".encode())

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _update_settings(self) -> dict[int, Place]:
        """Add the missing settings; return the place of each shipped setting's value, by its shipped row."""
        old, new = self.old.cells(SETTINGS), self._dressed(SETTINGS)
        # A name anywhere, its value to the right, as settings are read.
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
            _carry_list(new.root, old.root, cell_name(row, 1), cell_name(last, 1))
            self.added.append(name)
        if self.added:
            old.measure()
            self.old.package.changed(self.old.sheets[SETTINGS])
        return places

    def _renew_results(self, sheet: str) -> None:
        old, new = self.old.cells(sheet), self._dressed(sheet)
        headings = tuple(RESULT_SHEETS[sheet].values())
        moves = self.moves[sheet] = moved_columns(old, headings)
        self.same &= all(moves.get(column) == column for column in range(len(headings)))
        carry_rows(old, new, moves, len(headings))
        carry_comments(self.old.package, self.old.sheets[sheet], moves)
        tables = drop_tables(self.old.package, self.old.sheets[sheet], moves)
        self.left += [Left("upgrade-table", sheet, "", name) for name in tables]
        _select_as(old.root, new.root)
        self._store(sheet, new.root)

    def _replace(self, sheet: str, settings: Mapping[int, Place]) -> None:
        new = self._dressed(sheet)
        for cell in new.cells.values():
            if (formula := cell.child("f")) is not None:
                formula.set_text(_TO_SETTING.sub(lambda m: _setting(settings, m), formula.text()))
        if sheet not in self.old.sheets:
            self.old.add_sheet(sheet)
            _select_as(None, new.root)
        else:
            old, package, part = self.old.cells(sheet), self.old.package, self.old.sheets[sheet]
            _select_as(old.root, new.root)
            left, self.moved[sheet] = carry_front(sheet, old, new, self.old, self.new)
            self.left += left
            drop_links(package, part, frozenset(each.kind for each in package.relationships(part)))
        copy_links(self.new.package, self.new.sheets[sheet], self.old.package, self.old.sheets[sheet])
        self._store(sheet, new.root)

    def _refresh_marks(self) -> None:
        """Renew the marks on 分工表 if its columns stand as they are shipped."""
        old, new = self.old.cells(PLAN), self._dressed(PLAN)
        if any(old.text((HEADING_ROW - 1, column)) != new.text((HEADING_ROW - 1, column)) for column in range(6)):
            return
        ours, theirs = (list(filter(_marks_findings, each.root.elements())) for each in (new, old))
        if {_rule(each) for each in ours} == {_rule(each) for each in theirs}:
            return
        old.root.prune(_marks_findings)
        highest = max([0, *(int(e.get("priority", "0")) for e in old.root.walk() if e.local == "cfRule")])
        for rank, rule in enumerate((r for each in ours for r in each.elements()), highest + 1):
            rule.set("priority", str(rank))
        for each in ours:
            insert_in_order(old.root, each)
        self.old.package.changed(self.old.sheets[PLAN])

    # -- the workbook ---------------------------------------------------------------------------------------------------

    def _name_code(self) -> None:
        """Give the sheets the names that the shipped macros use, none of them twice."""
        own = {sheet: _code_name(self.new.sheet(sheet)) for sheet in self.new.sheets}
        for sheet, part in self.old.sheets.items():
            root = self.old.sheet(sheet)
            if _code_name(root) != own.get(sheet, "") and (sheet in own or _code_name(root) in own.values()):
                holder = root.child("sheetPr")
                if holder is None:
                    holder = put_in_order(root, Element("sheetPr", "<sheetPr/>"))
                holder.drop("codeName")
                if sheet in own:
                    holder.set("codeName", own[sheet])
                self.old.package.changed(part)
        root = self.old.root
        properties = root.child("workbookPr")
        if properties is None:
            properties = Element("workbookPr", "<workbookPr/>")
            _insert_before(root, properties, ("workbookProtection", "bookViews", "sheets"))
        properties.set("codeName", "ThisWorkbook")
        self.old.package.changed(self.old.part)

    def _define_names(self) -> None:
        root = self.old.root
        order, source = list(self.old.sheets), list(self.new.sheets)
        renewed = {sheet for sheet in WORKBOOK_SHEETS if sheet not in (PLAN, DEPARTMENTS, SETTINGS)}
        holder = root.child("definedNames")
        if holder is None:
            holder = Element("definedNames", "<definedNames>", "</definedNames>")
            _insert_before(root, holder, _AFTER_NAMES)

        def gone(each: Element) -> bool:
            local = each.get("localSheetId")
            ours = each.get("name").startswith(OWN_NAMES) and not local
            built_in = each.get("name").startswith("_xlnm.")
            return ours or (built_in and bool(local) and order[int(local)] in renewed)

        holder.prune(gone)
        for each in children_of(self.new.root, "definedNames"):
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
        self._fit_window(root)
        self.old.package.changed(self.old.part)

    def _fit_window(self, root: Element) -> None:
        """Give a window that is larger than any screen the size of a new workbook's: else its status bar is out of sight."""
        (new,) = children_of(self.new.root, "bookViews")
        for view in children_of(root, "bookViews"):
            if float(view.get("windowWidth") or 0) > _LARGEST_WINDOW:
                for name in ("xWindow", "yWindow", "windowWidth", "windowHeight"):
                    view.set(name, new.get(name))

    def _tell_own_code(self) -> None:
        """Report macros that are not ours; they are removed with the old project."""
        wanted = set(self.new.modules)
        try:
            found = self.old.modules
        except DamagedError:
            self.left.append(Left("upgrade-macro", "", "", "（损坏，读不出来）"))
            return
        for name, source in found.items():
            lines = [line for line in canonical(source) if line != "option explicit"]
            if lines and (name not in wanted or name == "ThisWorkbook" or name.startswith("Sheet")):
                self.left.append(Left("upgrade-macro", "", "", name))

    def _replace_macros(self) -> None:
        old, new = self.old.package, self.new.package
        drop_links(old, self.old.part, frozenset({"vbaProject"}))
        (project,) = (each.target for each in new.relationships(self.new.part) if each.kind == "vbaProject")
        old.link(self.old.part, _VBA, copy_part(new, project, old))
        for link in old.relationships(""):
            if link.kind == "extensibility" and not link.external:
                named = [each for each in old.xml(link.target).root.walk() if each.get("id")]
                if own := [each for each in named if not each.get("id").startswith("xlplan")]:
                    text = "、".join(each.get("label") or each.get("id") for each in own)
                    self.left.append(Left("upgrade-ribbon", "", "", text))
        drop_links(old, "", frozenset({"extensibility"}))
        (ribbon,) = (each.target for each in new.relationships("") if each.kind == "extensibility")
        old.link("", _RIBBON, copy_part(new, ribbon, old))


def _carry_list(source: Element, target: Element, place: str, new: str) -> None:
    """Carry over the drop-down list, or the limits, of a cell."""
    for each in children_of(source, "dataValidations"):
        if place in each.get("sqref").split():
            holder = target.child("dataValidations")
            if holder is None:
                holder = put_in_order(target, Element("dataValidations", "<dataValidations>", "</dataValidations>"))
            added = copy.deepcopy(each)
            added.set("sqref", new)
            holder.children.append(added)
            holder.set("count", str(sum(1 for _ in holder.elements())))


def _insert_before(root: Element, element: Element, later: tuple[str, ...]) -> None:
    """Insert an element before the first of those that come after it."""
    places = (i for i, each in enumerate(root.children) if isinstance(each, Element) and each.local in later)
    root.children.insert(next(places, len(root.children)), element)


def _code_name(root: Element) -> str:
    found = root.child("sheetPr")
    return found.get("codeName") if found is not None else ""


def _setting(settings: Mapping[int, Place], match: re.Match[str]) -> str:
    row, column = settings[int(match[1]) - 1]
    return f"{SETTINGS}!${column_letters(column)}${row + 1}"


def _select_as(old: Element | None, new: Element) -> None:
    """Put the new sheet in front if the old one was: two selected sheets are written to at once."""
    was = old is not None and any(e.get("tabSelected") in ("1", "true") for e in old.walk() if e.local == "sheetView")
    for each in new.walk():
        if each.local == "sheetView":
            each.drop("tabSelected")
            if was:
                each.set("tabSelected", "1")


def _marks_findings(element: Element) -> bool:
    """Return True if an element is a conditional format that marks findings."""
    return element.local == "conditionalFormatting" and "xlplan_finding" in element.text()


def _rule(marks: Element) -> str:
    return "".join(marks.text().split())
