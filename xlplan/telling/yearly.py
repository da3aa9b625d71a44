"""What is said of 年度台账."""

from __future__ import annotations

from xlplan.actions.yearly import Accounting
from xlplan.files.store.workspace import Workspace
from xlplan.status.year import Timing
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, sentence, warned


def tell_accounting(result: Accounting, workspace: Workspace) -> Told:
    """Return each department's year in a line, which rounds count, and where the workbook lies."""
    found = result.yearly
    timings = [timing for timing in Timing if timing is not Timing.VOLUNTARY]
    rows = [["部门", "应报", *(timing.value for timing in timings), "退回", "逾期", "督办", "销号", "得分", "名次"]]
    for each in found.accounts:
        counts = [each.owed, *(each.count(timing) for timing in timings), len(each.back)]
        counts += [each.counts.overdue, each.counts.supervised, len(each.closed)]
        score = ["", ""] if each.points is None else [f"{each.points:g}", str(each.rank)]
        rows.append([each.department, *map(str, counts), *score])
    names = "、".join(each.round.name for each in found.records)
    note = f"{found.year}年，{len(found.accounts)} 个部门，{len(found.records)} 期"
    return Told(
        "yearly", f"{found.year}年，{len(found.records)} 期：{names}", note,
        [Remark(table(rows)), warned([*result.unread, *result.corrections.refused]), sentence(result.corrections.words), Remark([f"年度考核台账：{result.path}"], f"台账在“{workspace.shown(result.path)}”。")],
        finished=True, opening=f"{note}：{names}", made=[result.path],
    )  # fmt: skip
