"""年度台账 on an open or a saved workbook: a year's accounts, in a workbook of their own beside the reports."""

from __future__ import annotations

from xlplan.actions.yearly import Accounting, yearly
from xlplan.files.store.workspace import Workspace
from xlplan.office.buttons.press import Outcome, Press
from xlplan.office.sheets.cell_values import quiet
from xlplan.terms.buttons import caption


def account(job: Press) -> Outcome:
    """Write the accounts of the year that 设置 names, and open the folder where they lie."""
    console = job.console()
    source = job.source()
    job.tell("正在写年度考核台账", 0.3)
    result = yearly(source, job.now)
    with quiet(job.book.app):
        console.note(caption("yearly"), _counted(result), job.now)
    return Outcome(True, year_words(result, source.workspace), folder=result.path.parent)


def year_words(result: Accounting, workspace: Workspace) -> str:
    """What the accounts are of, and where they lie."""
    names = "、".join(each.round.name for each in result.yearly.records)
    return f"年度考核台账完成。{_counted(result)}：{names}。台账在“{workspace.shown(result.path)}”。"


def _counted(result: Accounting) -> str:
    found = result.yearly
    return f"{found.year}年，{len(found.accounts)} 个部门，{len(found.records)} 期"
