"""A sheet's formulas, and what they give."""

from __future__ import annotations

from typing import Any

from excel.stand_in.files import ERROR, Cell
from excel.stand_in.formulas import REF, Fault, Formula, Unknown
from excel.stand_in.serving import Served


class Computing(Served):
    """A sheet, as far as its cells are computed: those in which a formula was put since its file was opened."""

    Parent: Any
    Range: Any
    cells: dict[tuple[int, int], Cell]
    computed: set[tuple[int, int]]

    def held(self, place: str) -> list[Any]:
        """Return what a place holds that a formula here names, row by row. Raise Fault for an error there, or no such sheet."""
        name, mark, area = place.rpartition("!")
        named = name.strip("'").replace("''", "'")
        sheet = next((each for each in self.Parent.sheets if each.Name == named), None) if mark else self
        if sheet is None:
            raise Fault(REF)
        values = [cell.value if (cell := sheet.cells.get(each)) else None for each in sheet.Range(area).places()]
        if faults := [value for value in values if isinstance(value, int) and not isinstance(value, bool)]:
            raise Fault(faults[0] - ERROR)
        return values

    def compute(self) -> bool:
        """Bring what the formulas here give up to date; return whether any changed. What the stand-in cannot compute stays."""
        changed = False
        for place in self.computed:
            cell = self.cells.get(place)
            if cell is None or not cell.formula:
                continue
            try:
                value = Formula(cell.formula, self.held).result()
            except Fault as error:
                value = ERROR + error.number
            except Unknown:
                continue
            changed |= value != cell.value
            self.cells[place] = cell._replace(value=value)
        return changed
