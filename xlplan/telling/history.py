"""What is said of 历次进展."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.actions.history import History, opened_in
from xlplan.decisions.agreed import Agreements
from xlplan.decisions.claims import percent_taken_back
from xlplan.decisions.in_vain import in_vain
from xlplan.decisions.settled import Entry
from xlplan.returns.sheet import reported_text
from xlplan.telling.lines import one_line
from xlplan.telling.told import Remark, Told, warned
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.shares import percent_of


def tell_history(result: History) -> Told:
    """Return a task round after round: light, percent, and what each department said, with file and cell."""
    lines = [f"分工表里已经没有这一项，最后下发是在 {result.removed_after}。"] if result.removed_after else []
    for status, task in result.rounds:
        percent = "" if task.share is None else f"，进度 {percent_of(task.share):g}%"
        lines.append(f"{status.round.name}（截至 {status.today}）：{task.light.label}灯{percent}")
        for each in task.departments:
            lines.append(f"  {each.department}（{each.role.label}）{each.light.label}灯：{each.reason}")
            if each.verified:
                lines.append(f"    核定进展：{each.verified}（{each.verified_by}）")
            agreed, schedule = each.agreements, task.task.schedule
            if delay := agreed.words_of_delay(schedule) or agreed.words_of_ended_delay(schedule):
                lines.append(f"    延期：{delay}")
            if opened := opened_in(status.round, each):
                lines.append(f"    {opened}")
            for day, decision in each.agreements.met.items():
                lines.append(f"    节点：{day} 已认定达到（{decision.signed}）")
            if each.entry:
                lines += [f"    {said}" for said in _said(each.entry, agreed)]
            for why, entry in in_vain(each.entry):
                lines += [f"    {why}：", *(f"      {said}" for said in _said(entry, agreed))]
    details = [Remark(lines or ["还没有下发过任何一期。"]), warned(result.joined)]
    return Told("history", f"{result.task} {result.content}", details=details)


def _said(entry: Entry, agreed: Agreements) -> Iterator[str]:
    """Yield what a report says, each with its file and cell, and what of it counts no more."""
    gone = percent_taken_back(entry, agreed)
    for name, said in entry.as_reported.items():
        text = " ".join(reported_text(name, said.value).split())
        text += "，已退回" if name in entry.sent_back else ""
        text += "，随已完成一起不算了" if gone and name is Field.PERCENT else ""
        yield f"{ITEM_WORDS[name]}：{text}（{one_line(entry.source_of(name))} {said.cell}）"
