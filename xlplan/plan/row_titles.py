"""Titles of sections that stand where tasks do: told from tasks by how their numbers are written, and what stands beside them."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise

from xlplan.plan.section_signs import number_form
from xlplan.plan.table import Table
from xlplan.terms.cells import as_text, is_blank
from xlplan.terms.fields import Field


class RowTitles:
    """The titles of one table's sections."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def may_stand(self, text: str) -> bool:
        """Return True if titles such as this one may stand alone where tasks do: tasks have their numbers elsewhere, or none."""
        return (Field.ID in self._table.columns or self._stand_apart) and number_form(text) not in self._forms_of_tasks

    @cached_property
    def _rows(self) -> list[tuple[str, bool]]:
        """Of each row that says what is to be done the form of a title's number, "" for none, and whether it stands alone."""
        grid, content = self._table.grid, self._table.columns[Field.CONTENT]
        end = len(grid.rows) if self._table.end is None else self._table.end
        return [
            (number_form(as_text(grid.at(row, content))), sum(not is_blank(value) for value in grid.rows[row]) == 1)
            for row in range(self._table.first_row, end)
            if not is_blank(grid.at(row, content))
        ]

    @cached_property
    def _stand_apart(self) -> bool:
        """Whether they stand alone in their rows, each above a task without such a number."""
        forms = [form for form, _ in self._rows]
        if sum(map(bool, forms)) <= 1 or any(form and not alone for form, alone in self._rows):
            return False
        return not any(form and after for form, after in pairwise([*forms, "last"]))

    @cached_property
    def _forms_of_tasks(self) -> set[str]:
        """The forms of numbers that most tasks begin with: 一、修路, 二、架桥."""
        forms = Counter(form for form, _ in self._rows if form)
        told = {form for form, alone in self._rows if not alone}
        return {form for form, count in forms.items() if form in told and 3 * count >= 2 * len(self._rows)}
