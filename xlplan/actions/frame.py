"""Everything that was reported, as a pandas table with one row for each round, task and department."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.actions.book import open_book
from xlplan.actions.history import every_round
from xlplan.handout.split import due_words
from xlplan.terms.headings import REPORTED_COLUMNS

if TYPE_CHECKING:
    import pandas


def progress_frame(book: str | Path, now: datetime | None = None) -> pandas.DataFrame:
    """Return all rounds of a workbook's plan as a table; needs pandas, which xlplan does not install.

    Columns: round, today (the day it is judged at: a round's last), task, project, content, due (a day or words), department, role
    (lead, share, support), light, reason, the reported columns (`percent` 0–1, days as `date`) each with its cell (`…_cell`),
    verified (核定进展), file, sheet, received. None is what was not reported. Raise what `xlplan validate` raises.
    """
    import pandas

    source = open_book(Path(book))
    today = (now or datetime.now()).date()
    rows: list[dict[str, object]] = []
    ledger = source.workspace.open_ledger()
    if ledger is not None:
        with ledger:
            plan = source.plan(today, None, ledger)
            for status in every_round(plan, ledger, today):
                for task in status.tasks:
                    for each in task.departments:
                        values = each.entry.values if each.entry else {}
                        row: dict[str, object] = {
                            "round": status.round.name, "today": status.today, "task": task.task.id,
                            "project": task.task.project, "content": task.task.content,
                            "due": due_words(task.task.schedule), "department": each.department,
                            "role": each.role.value, "light": each.light.value, "reason": each.reason,
                        }  # fmt: skip
                        for name in REPORTED_COLUMNS:
                            row[name] = values[name].value if name in values else None
                            row[f"{name}_cell"] = values[name].cell if name in values else None
                        entry = each.entry
                        row |= {
                            "verified": each.verified or None, "file": entry.source if entry else None,
                            "sheet": entry.sheet if entry else None, "received": entry.at if entry else None,
                        }  # fmt: skip
                        rows.append(row)
    columns = [
        "round", "today", "task", "project", "content", "due", "department", "role", "light", "reason",
        *(part for name in REPORTED_COLUMNS for part in (name, f"{name}_cell")), "verified", "file", "sheet", "received",
    ]  # fmt: skip
    return pandas.DataFrame(rows, columns=columns)
