"""生成汇总: lights and roll-ups of a round, to a workbook of its own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from xlplan.actions.common import Book, reports_of, sent_round, who
from xlplan.actions.history import past
from xlplan.errors import MisuseError
from xlplan.files.status_report import Report, StatusTemplate
from xlplan.files.writing import write_beside
from xlplan.ledger import Ledger
from xlplan.plan import Plan
from xlplan.rollup import trend_point
from xlplan.rounds import Round
from xlplan.settling import Entry
from xlplan.status import Status, build

REPORT_NAME = "进展汇总.xlsx"


@dataclass(frozen=True)
class Summary:
    """The status, and where its workbook lies."""

    plan: Plan
    status: Status
    path: Path

    needs_person = False

    def json(self) -> dict[str, object]:
        """What `xlplan status --json` prints."""
        return {
            "round": self.status.round.name,
            "today": self.status.today.isoformat(),
            "tasks": [
                {
                    "task": item.task.id,
                    "light": item.light.value,
                    "percent": item.percent,
                    "departments": [
                        {
                            "department": each.department,
                            "role": each.role.value,
                            "state": each.state,
                            "percent": each.percent,
                            "light": each.light.value,
                            "reason": each.reason,
                        }
                        for each in item.departments
                    ],
                }
                for item in self.status.tasks
            ],
            "departments": [
                {
                    "department": each.department,
                    "light": each.light.value,
                    "returned": each.returned,
                    "tasks": each.tasks,
                }
                for each in self.status.departments
            ],
        }


def status(
    book: Book, round_name: str, now: datetime, *, today: date | None = None, out: Path | None = None
) -> Summary:
    """The status of a round on a day, written to `out` or 汇总/<期次>/, beside it while somebody has that open.

    Raises RoundError where nothing was handed out in the round, MisuseError where `out` is the plan itself, NotWritableError or FileLockedError.
    """
    workspace = book.workspace
    template = StatusTemplate.load(workspace.templates)
    if out and out.resolve() == book.path.resolve():
        raise MisuseError(f"“{out}”就是分工表本身，汇总不能写在它上面。", "请换一个文件名，例如 进展汇总.xlsx。")
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who("生成汇总", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        plan, found = _status(book, ledger, round_, today or now.date())
        path = out or workspace.report_folder(round_.name) / REPORT_NAME
        trend = [trend_point(each) for each in past(plan, ledger, found.today, until=round_)]
        link = partial(_address, book.path.parent, path.absolute().parent)
        path = write_beside(path, template.fill(Report(plan, found, [*trend, trend_point(found)], link)))
    return Summary(plan, found, path)


def _status(book: Book, ledger: Ledger, round_: Round, today: date) -> tuple[Plan, Status]:
    plan = book.plan(today, round_, ledger)
    return plan, build(plan, round_, today, reports_of(ledger, round_, today))


def _address(home: Path, folder: Path, entry: Entry, column: str) -> str:
    """Where a returned cell is opened from a report in `folder`; empty where its file is not there (in a ZIP, or 代录)."""
    path = home / entry.source_of(column)
    if not entry.sheet or not path.is_file():
        return ""
    sheet = entry.sheet.replace("'", "''")
    return f"{Path(os.path.relpath(path, folder)).as_posix()}#'{sheet}'!{entry.values[column].cell}"
