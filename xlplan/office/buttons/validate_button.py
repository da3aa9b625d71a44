"""校验: the findings on their sheet and as marks, and 编号 that are missing filled in once the user agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlplan.actions.validate import Validation, validate
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import OpenSurface, Surface
from xlplan.office.buttons.table_only import TableSurface
from xlplan.office.sheets import result_rows
from xlplan.office.sheets.cell_values import fill_numbers
from xlplan.office.sheets.fixed_sheets import ResultSheet
from xlplan.telling.table_only import numbers_to_save
from xlplan.telling.validate import (
    ask_to_fill_in,
    how_to_fill_in,
    numbers_filled_in,
    tell_validation,
    where_findings_are,
)
from xlplan.terms.cells import cell_place
from xlplan.terms.fields import Field
from xlplan.terms.sheets import FINDINGS

if TYPE_CHECKING:
    import xlwings


def press_validate(job: Surface) -> Outcome:
    """List what is found and mark it; fill in missing numbers where the answer is yes."""
    job.prepare(FINDINGS)
    result = validate(job.source(), job.now.date())
    proposed: Mapping[int, str] = {}
    hint = ""
    if isinstance(job, OpenSurface):
        proposed = result_rows.unnumbered(result.plan)
        if proposed and (
            job.answer or (job.answer is None and not job.asks and _was_asked(job.sheets[FINDINGS], proposed))
        ):
            job.tell("正在补上编号", 0.4)
            _fill(job.book, result, proposed)
            hint, proposed = numbers_filled_in(proposed), {}
            result = validate(job.source(), job.now.date())
        elif job.answer is not None:
            proposed = {}
    elif isinstance(job, TableSurface) and not job.read_only and job.answer is not False:
        proposed = result_rows.unnumbered(result.plan)
        if proposed and job.answer:
            _fill(job.book, result, proposed)
            return Outcome(True, numbers_to_save(numbers_filled_in(proposed)))
    job.tell("正在写校验结果", 0.6)
    said = f"“{result.book.path.name}”，{job.now:%Y-%m-%d %H:%M}校验。"
    job.put({FINDINGS: result_rows.findings(result)}, [FINDINGS], result.book.workspace.reports, said)
    job.annotate(result.plan, result.findings)
    if result.findings:
        hint += where_findings_are()
    if proposed and isinstance(job, OpenSurface):
        hint += ask_to_fill_in(proposed) if job.asks else how_to_fill_in(proposed)
    ask = ask_to_fill_in(proposed) if proposed else None
    return job.end(tell_validation(result), result.book, FINDINGS, hint=hint, ask=ask)


def _was_asked(sheet: ResultSheet, proposed: Mapping[int, str]) -> bool:
    """Return True if the press before listed exactly these numbers, so that pressing again means yes."""
    listed = {str(row.get("task")) for row in sheet.read() if result_rows.code(row) == "id-missing"}
    return listed == set(proposed.values())


def _fill(book: xlwings.Book, result: Validation, proposed: Mapping[int, str]) -> None:
    _, column = cell_place(result.plan.fields[Field.ID])
    fill_numbers(book.sheets[result.plan.sheet], column + 1, proposed)
