"""What a merge made of returns, and what a department does to its workbook first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.office import Filled, Office
from xlplan.decisions.settle import settle
from xlplan.ledger.store import Ledger

Edit = Callable[[Filled], None]


def entries(works: Office) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
    """Return each value that counts, and its cell, by 编号 and department."""
    with Ledger(works.ledger) as ledger:
        found = settle(ledger.received(works.round)).entries
    return {key: {name: (r.value, r.cell) for name, r in entry.values.items()} for key, entry in found.items()}


def values(works: Office) -> dict[tuple[str, str], dict[str, Any]]:
    """Return each value that counts, by 编号 and department."""
    return {key: {name: value for name, (value, _) in found.items()} for key, found in entries(works).items()}


def verdicts(merged: Any) -> dict[str, str]:
    return {Path(item["path"]).name: item["verdict"] for item in merged["files"]}


def put(task: str, name: str, value: object) -> Edit:
    def edit(filled: Filled) -> None:
        filled.cell(task, name).value = value

    return edit


def move_rows_and_columns(filled: Filled) -> None:
    """Sort the other way round, insert a row above the headings and a column, and swap two columns."""
    sheet, columns = filled.sheet, [cell.column for cell in filled.sheet[filled.heading]]
    lines = [[sheet.cell(row, column).value for column in columns] for row in filled.tasks.values()]
    for row, line in zip(list(filled.tasks.values()), reversed(lines), strict=True):
        for column, value in zip(columns, line, strict=True):
            sheet.cell(row, column).value = value
    state, progress = filled.column("state"), filled.column("progress")
    for row in range(filled.heading, sheet.max_row + 1):
        left, right = sheet.cell(row, state), sheet.cell(row, progress)
        left.value, right.value = right.value, left.value
    sheet.insert_rows(1)
    sheet.insert_cols(3)
